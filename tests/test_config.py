"""Flags: what their values do, and where they come from."""

import asyncio
import copy
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.config import FLAGS, config, get

SMALL = "import tensorgraph as t; x = t.tensor.fvector(); f = t.function([x], x * 2); f([1]); print(t.config.device)"


def run_with(flags, program=SMALL, **more):
    return run("-c", program, THEANO_FLAGS=flags, OPENBLAS_NUM_THREADS="1", **more)


@pytest.mark.parametrize("device", ["gpu", "gpu0", "cuda", "cuda1", "opencl0:0"])
def test_a_device_that_is_not_there(device):
    """A program that would run on a GPU if there were one runs."""
    done = run_with(f"device={device},force_device=False,floatX=float32,gpuarray.preallocate=0.5")
    assert done.stdout == "cpu\n" and f"there is no GPU here: with device={device}" in done.stderr


def test_a_device_that_is_none():
    assert "configuration variable \"device\"" in run_with("device=toaster", fails=True).stderr


def test_time_of_all_functions():
    done = run_with("print_global_stats=True")
    assert done.stdout == "cpu\n" and "Time spent in Theano functions =" in done.stderr
    assert "Function profiling" not in done.stderr


def test_float64():
    x, y = T.fvector("x"), T.dvector("y")
    with config.change_flags(warn_float64="raise"):
        assert (x * 2).dtype == "float32"
        with pytest.raises(Exception, match="with float64 dtype"):
            T.dvector()
        with pytest.raises(Exception, match="with float64 dtype"):
            x * y
    with config.change_flags(warn_float64="warn"), pytest.warns(UserWarning, match=r"float64(.*)test_config.py"):
        T.exp(y)


def test_each_rewrite_is_printed(capsys):
    x = T.dvector("x")
    with config.change_flags(optimizer_verbose=True):
        theano.function([x], T.log(1 + x))
    assert "local_log1p Elemwise{log,no_inplace}.0 Elemwise{log1p,no_inplace}.0" in capsys.readouterr().out
    theano.function([x], T.log(1 + x))
    assert not capsys.readouterr().out


def test_a_copy_is_the_configuration():
    """Programs put a copy aside and back, and go on changing flags."""
    for copied in (copy.copy(theano.config), copy.deepcopy(theano.config)):
        with theano.config.change_flags(floatX="float32"):
            assert copied.floatX == "float32" and copied.traceback is theano.config.traceback
        assert copied.floatX == "float64"


def test_programs_that_ask_for_a_compiler_get_the_kernels():
    assert config.cxx
    assert run_with("cxx=", "import tensorgraph as t; print(repr(t.config.cxx))").stdout == "''\n"


# ---------------------------------------------------------------- threads and tasks

def in_another_thread(function):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result(60)


def test_a_context_changes_flags_for_its_thread_only():
    with config.change_flags(floatX="float32", traceback__limit=3):
        assert (config.floatX, config.traceback.limit) == ("float32", 3)
        assert in_another_thread(lambda: (T.matrix().dtype, config.traceback.limit)) == ("float64", 8)
    assert (config.floatX, config.traceback.limit) == ("float64", 8)


def test_an_assignment_counts_for_all_threads_that_say_nothing_else():
    inside, assigned = threading.Event(), threading.Event()

    def other():
        with config.change_flags(floatX="float16"):
            inside.set()
            assert assigned.wait(60)
            within = config.floatX
        return within, config.floatX

    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(other)
        assert inside.wait(60)
        try:
            config.floatX = "float32"
            assigned.set()
            assert found.result(60) == ("float16", "float32")
            assert in_another_thread(lambda: T.scalar().dtype) == "float32"
        finally:
            config.floatX = "float64"


def test_an_assignment_within_a_context_goes_with_it():
    with config.change_flags(floatX="float32"):
        with config.change_flags(on_unused_input="warn"):
            config.floatX = "float16"
            config.exception_verbosity = "high"
        assert (config.floatX, config.on_unused_input) == ("float16", "raise")
        assert in_another_thread(lambda: config.floatX) == "float64"
    try:
        # nothing has been said of this one
        assert (config.floatX, config.exception_verbosity) == ("float64", "high")
    finally:
        config.exception_verbosity = "low"


def test_contexts_within_contexts():
    changed = config.change_flags(floatX="float32")
    with changed, config.change_flags(floatX="float16"), changed:
        assert config.floatX == "float32"
    assert config.floatX == "float64"
    with config.change_flags(floatX="float16"):
        with pytest.raises(ZeroDivisionError), changed:
            raise ZeroDivisionError
        assert config.floatX == "float16"
        with pytest.raises(ValueError, match="Valid options"), config.change_flags(linker="py", floatX="int8"):
            pass
        with pytest.raises(AttributeError, match="no configuration variable 'flotX'"), config.change_flags(flotX=1):
            pass
        with pytest.raises(Exception, match="after initialization"), config.change_flags(device="cpu"):
            pass
        assert (config.floatX, config.linker) == ("float16", "cvm")


def test_one_context_in_many_threads():
    """The same object may be entered by several threads at once, in any order."""
    changed, met = config.change_flags(floatX="float32"), threading.Barrier(4)

    @changed
    def decorated():
        met.wait(60)
        return T.scalar().dtype

    def work():
        for _ in range(20):
            with changed:
                met.wait(60)
                assert config.floatX == "float32"
            assert config.floatX == "float64"
            assert decorated() == "float32"

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(work) for _ in range(4)]:
            future.result(60)
    assert config.floatX == "float64"


def test_tasks():
    """Each asynchronous task has its own flags, and those of the context in which it was started."""

    async def task(kind):
        with config.change_flags(floatX=kind):
            await asyncio.sleep(0)
            inner = config.floatX
            await asyncio.sleep(0)
        return inner, config.floatX

    async def main():
        with config.change_flags(floatX="float16"):
            started = asyncio.ensure_future(task("float32"))
        found = await asyncio.gather(*[task(kind) for kind in ("float16", "float32")], started)
        return found, config.floatX

    assert asyncio.run(main()) == ([("float16", "float64"), ("float32", "float64"), ("float32", "float16")], "float64")


@pytest.mark.parametrize("flags", [{"compute_test_value": "warn"}, {"compute_test_value_opt": "ignore"}])
def test_compiling_in_threads_leaves_flags_alone(flags):
    """Functions, loops, their gradients and inner graphs, compiled while other threads read the flags."""
    name, value = next(iter(flags.items()))
    x = T.dvector("x")
    x.tag.test_value = np.zeros(3)
    before = {name: get(name) for name in FLAGS}
    done, seen = [], set()

    def compiles():
        s, _ = theano.scan(lambda a, b: T.tanh(a + b), sequences=x, outputs_info=T.zeros(()))
        theano.function([x], T.grad(s[-1], x))(np.ones(3))
        f = theano.OpFromGraph([x], [T.exp(x) * 2])
        theano.function([x], T.grad(f(x).sum(), x), mode="FAST_COMPILE")(np.ones(3))

    def reads():
        while not done:
            seen.add(get(name))

    setattr(config, name, value)
    try:
        with ThreadPoolExecutor(4) as pool:
            reader = pool.submit(reads)
            for future in [pool.submit(compiles) for _ in range(6)]:
                future.result(120)
            done.append(1)
            reader.result(60)
        assert {name: get(name) for name in FLAGS} == {**before, name: value} and seen == {value}
    finally:
        setattr(config, name, before[name])
