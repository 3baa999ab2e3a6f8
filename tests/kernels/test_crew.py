"""Several threads in one call: the bits are the same for any number, and nobody waits for them."""

import os
import signal
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from new_process import run
from programs import Builder
from threads_at_work import in_threads

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.machine.threads import processors
from tensorgraph.tensor.signal.pool import pool_2d

COUNTS = (1, 2, 3, 5)
UNARY = (T.exp, T.tanh, T.sqr, T.neg, T.sin, T.log1p, abs, lambda x: T.switch(x > 0.5, x, 1 - x))
BINARY = (T.add, T.sub, T.mul, T.maximum, lambda x, y: x / (1 + y * y))
REDUCTIONS = (T.sum, T.max, T.min, T.mean, T.prod, T.argmax, lambda x, axis: T.sum(x * x, axis=axis))
ROWS = (
    T.nnet.softmax, T.nnet.logsoftmax, lambda x: x - T.log(T.exp(x).sum(axis=-1, keepdims=True)),
    lambda x: x - x.mean(axis=-1, keepdims=True), lambda x: x - x.max(axis=0), lambda x: x,
)  # fmt: skip


def values(shape, dtype, layout, seed):
    """Numbers from 0 to 1 in an array of a layout: its axes reversed, its last axis, every other element of it."""
    order, backwards, strided = layout
    rng = np.random.default_rng(seed)
    wide = shape[:-1] + (shape[-1] * (1 + strided),)
    x = np.asarray(rng.random(wide), dtype, order=order)
    return x[..., ::-2 if backwards else 2] if strided else x[..., ::-1] if backwards else x


def bits(results):
    return [np.asarray(r).tobytes() for r in results]


def same_for_any_count(f, *args):
    """Return the results of a function, whose bits are the same for any number of threads."""
    with theano.threads(1):
        alone = f(*args)
    for n in COUNTS:
        with theano.threads(n):
            assert bits(f(*args)) == bits(alone)
    return alone


@st.composite
def programs(draw):
    """Draw a function of matrices and rows, and its arguments, large enough to be shared out."""
    dtype = draw(st.sampled_from(["float32", "float64"]))
    rows = draw(st.sampled_from([1, 2, 3, 37, 300, 5_000, 40_000]))
    width = max(1, draw(st.integers(200_000, 900_000)) // rows)
    layouts = st.tuples(st.sampled_from("CF"), st.booleans(), st.booleans())
    pool = [T.matrix(dtype=dtype), T.matrix(dtype=dtype), T.row(dtype=dtype), T.col(dtype=dtype)]
    shapes = [(rows, width), (rows, width), (1, width), (rows, 1)]
    inputs, args = list(pool), [values(shape, dtype, draw(layouts), k) for k, shape in enumerate(shapes)]
    for _ in range(draw(st.integers(1, 6))):
        x, y = draw(st.sampled_from(pool)), draw(st.sampled_from(pool))
        pool.append(draw(st.sampled_from(BINARY))(draw(st.sampled_from(UNARY))(x), y))
    last = draw(st.sampled_from(ROWS))(sum(pool[4:], pool[0]))
    outputs = [last]
    for _ in range(draw(st.integers(0, 2))):
        axis = draw(st.sampled_from([None, 0, 1]))
        outputs.append(draw(st.sampled_from(REDUCTIONS))(draw(st.sampled_from([last, pool[-1]])), axis=axis))
    return inputs, outputs, args


@given(programs())
@settings(max_examples=60)
def test_bits_of_random_programs(program):
    inputs, outputs, args = program
    with np.errstate(all="ignore"):
        check(inputs, outputs, args)


def check(inputs, outputs, args):
    found = same_for_any_count(theano.function(inputs, outputs, on_unused_input="ignore"), *args)
    if args[0].dtype == np.float32:
        return                                      # products of thousands of numbers magnify its rounding
    reference = theano.function(inputs, outputs, on_unused_input="ignore", mode="FAST_COMPILE")(*args)
    for z, expected, variable in zip(found, reference, outputs, strict=True):
        if variable.dtype != "int64":               # near ties are resolved by the last bits
            np.testing.assert_allclose(z, expected, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("shape", [(70, 5, 600), (5, 70, 600), (600, 70, 5), (2, 3, 40_000)])
@pytest.mark.parametrize("axis", [None, 0, 1, 2, (0, 1), (0, 2), (1, 2)])
@pytest.mark.parametrize("how", ["sum", "max", "prod", "any", "mean"])
def test_reductions_of_three_axes(shape, axis, how):
    """Sums and means of float32, which has wider accumulators; products neither over- nor underflow."""
    dtype = "float32" if how in ("sum", "mean") else "float64"
    x = T.tensor3(dtype=dtype)
    data = np.asarray(1 + 1e-3 * np.random.default_rng(0).random(shape), dtype)
    y = x > 1.000999 if how == "any" else x
    (z,) = same_for_any_count(theano.function([x], [getattr(T, how)(y, axis=axis)]), data)
    expected = getattr(np, how)(data > 1.000999 if how == "any" else data.astype("float64"), axis=axis)
    np.testing.assert_allclose(z, expected, rtol=1e-6 if dtype == "float32" else 1e-10)


def test_repeated_rows_of_an_axis():
    """A piece may begin where a row that repeats has fewer repetitions left than a block."""
    x, y = T.TensorType("float64", (False, True, False))(), T.tensor4()
    f = theano.function([x, y], [(x.dimshuffle(0, "x", 1, 2) * y).sum(axis=3), T.exp(x.dimshuffle("x", 0, 1, 2) + y)])
    rng = np.random.default_rng(0)
    first, second = same_for_any_count(f, rng.random((9, 1, 20)), rng.random((9, 9, 300, 20)))
    assert first.shape == (9, 9, 300) and second.shape == (9, 9, 300, 20)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("order", ["C", "F", "strided"])
@pytest.mark.parametrize("shape", [(5, 40_000), (64, 2_000), (3_000, 40), (40_000, 3)])
def test_rows(shape, order, dtype):
    """Softmax with a bias, its logarithm, their gradients, and the losses of labels."""
    x, b, labels = T.matrix(dtype=dtype), T.vector(dtype=dtype), T.lvector()
    p, q = T.nnet.softmax(x + b), T.nnet.logsoftmax(x)
    loss = T.nnet.categorical_crossentropy(p, labels)
    outputs = [p, q, T.log(T.exp(x).sum(axis=1)), loss, *T.grad((p * p).sum() + (q * x).sum(), [x, b])]
    outputs += [T.nnet.softmax(x.T).T, T.grad(loss.mean(), x), T.argmax(p, axis=1)]
    layout = ("C", False, True) if order == "strided" else (order, False, False)
    data, bias = values(shape, dtype, layout, 0), values(shape[1:], dtype, ("C", True, True), 1)
    args = data, bias, np.random.default_rng(2).integers(0, shape[1], shape[0])
    f = theano.function([x, b, labels], outputs)
    found = same_for_any_count(f, *args)
    reference = theano.function([x, b, labels], outputs, mode="FAST_COMPILE")(*args)
    rtol = 1e-4 if dtype == "float32" else 1e-10
    for z, expected in zip(found[:-1], reference[:-1], strict=True):
        np.testing.assert_allclose(z, expected, rtol=rtol, atol=rtol * abs(expected).max())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("size", [(20, 12), (9, 7)])
def test_convolutions(size, groups, dtype):
    """Results and gradients, also where the images of a slab are several, and filters that are not contiguous."""
    x, w = T.tensor4(dtype=dtype), T.tensor4(dtype=dtype)
    y = T.nnet.conv2d(x, w[:, :, ::-1], border_mode="half", num_groups=groups)
    outputs = [y, *T.grad((y * y).sum(), [x, w])]
    data = values((33, 6, *size), dtype, ("C", False, True), 0)
    args = data, values((8, 6 // groups, 3, 3), dtype, ("C", True, False), 1)
    found = same_for_any_count(theano.function([x, w], outputs), *args)
    reference = theano.function([x, w], outputs, mode="FAST_COMPILE")(*args)
    rtol = 1e-4 if dtype == "float32" else 1e-10
    for z, expected in zip(found, reference, strict=True):
        np.testing.assert_allclose(z, expected, rtol=rtol, atol=rtol * abs(expected).max())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("mode", ["max", "sum", "average_inc_pad", "average_exc_pad"])
@pytest.mark.parametrize("window", [((2, 2), (2, 2), (0, 0)), ((3, 2), (1, 2), (1, 1)), ((5, 5), (2, 2), (2, 0))])
def test_pools(window, mode, dtype):
    """Results, gradients and, for maxima, their gradients."""
    size, stride, pad = window
    x = T.tensor4(dtype=dtype)
    y = pool_2d(x, size, stride=stride, pad=pad, mode=mode, ignore_border=True)
    outputs = [y, T.grad((y**3).sum(), x)]
    if mode == "max":
        outputs.append(T.grad((outputs[1] ** 2).sum(), x))
    data = values((23, 11, 40, 51), dtype, ("C", mode == "sum", True), 0)
    found = same_for_any_count(theano.function([x], outputs), data)
    reference = theano.function([x], outputs, mode="FAST_COMPILE")(data)
    rtol = 1e-4 if dtype == "float32" else 1e-10
    for z, expected in zip(found, reference, strict=True):
        np.testing.assert_allclose(z, expected, rtol=rtol, atol=rtol * abs(expected).max())


@pytest.mark.parametrize("axis", [None, 0, 1, 2])
@pytest.mark.parametrize("shape", [(300, 40, 90), (7, 3, 60_000), (1, 1_000_000, 1)])
def test_cumulative_sums_and_copies(shape, axis):
    """Also joins, repetitions, and rows that are taken in any order, of arrays of several megabytes."""
    x, i = T.tensor3(), T.lvector()
    outputs = [
        T.cumsum(x, axis=axis), T.cumprod(x, axis=axis), T.concatenate([x, x + 1], axis or 0), T.tile(x, (1, 2, 1)),
        x.dimshuffle(2, 0, 1).flatten(), x[:, i], T.alloc(x[:1], 2, *x.shape), T.set_subtensor(x[:, i], 2.0),
    ]  # fmt: skip
    rng = np.random.default_rng(0)
    data, index = values(shape, "float64", ("F", True, False), 0), rng.integers(0, shape[1], 2 * shape[1])
    found = same_for_any_count(theano.function([x, i], outputs), data, index)
    kept = data.copy()
    kept[:, index] = 2
    expected = [
        np.cumsum(data, axis), np.cumprod(data, axis), np.concatenate([data, data + 1], axis or 0),
        np.tile(data, (1, 2, 1)), data.transpose(2, 0, 1).ravel(), data[:, index],
        np.broadcast_to(data[:1], (2, *shape)), kept,
    ]  # fmt: skip
    for z, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(z, wanted, rtol=1e-9)


def test_labels_out_of_range():
    """Labels are checked before any row is written."""
    x, labels = T.matrix(), T.lvector()
    f = theano.function([x, labels], T.nnet.categorical_crossentropy(T.nnet.softmax(x), labels))
    wrong = np.zeros(4_000, int)
    wrong[-1] = 50
    with theano.threads(3), pytest.raises(IndexError):
        f(np.zeros((4_000, 50)), wrong)


def test_updates_in_place():
    w = theano.shared(np.zeros(1_000_000))
    x = T.vector()
    f = theano.function([x], (w * x).sum(), updates=[(w, w + T.exp(x))])
    data, seen = np.random.default_rng(0).random(1_000_000), []
    for n in COUNTS:
        w.set_value(np.zeros(1_000_000))
        with theano.threads(n):
            seen.append(bits([f(data), f(data), w.get_value()]))
    assert seen[1:] == seen[:-1]


def test_loops_that_raise_stay_with_the_caller():
    builder = Builder()
    args = np.full(200_000, 3), np.full(200_000, -1)
    power = ("ufunc", "numpy", "power", "ll->l")
    f = builder.machine(builder.map([builder.input(x) for x in args], ((power, 2, (0, 1)),), "int64"))
    with theano.threads(3), pytest.raises(ValueError, match="negative integer powers"):
        f(*args)


def heavy():
    """A function that is shared out, and its argument."""
    x = T.vector()
    return theano.function([x], [T.exp(x) * 2, T.tanh(x).sum()]), np.random.default_rng(0).random(1_000_000)


def test_many_callers():
    f, x = heavy()
    with theano.threads(1):
        alone = bits(f(x))

    def work():
        for _ in range(20):
            assert bits(f(x)) == alone

    with theano.threads(3):
        in_threads(*[work] * 6)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("beside", [False, True])
def test_children_of_forks_have_threads_of_their_own(beside):
    """Also where a thread forks while another is in a call."""
    f, x = heavy()
    done, statuses = [], []
    with theano.threads(3):
        alone = bits(f(x))

        def work():
            while not done:
                f(x)

        thread = threading.Thread(target=work, daemon=True)
        if beside:
            thread.start()
        for _ in range(10):
            child = os.fork()
            if not child:
                signal.alarm(20)
                try:
                    os._exit(0 if bits(f(x)) == alone and bits(f(x)) == alone else 3)
                except BaseException:
                    os._exit(4)
            statuses.append(os.waitpid(child, 0)[1])
        done.append(1)
        if beside:
            thread.join(30)
        assert statuses == [0] * 10 and bits(f(x)) == alone


PROGRAM = """
import os, signal, sys, threading, time
import numpy as np
import tensorgraph as theano, tensorgraph.tensor as T
x = T.vector()
f = theano.function([x], T.exp(x).sum())
data = np.zeros(1_000_000)
assert f(data) == 1_000_000
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are not counted here")
@pytest.mark.parametrize(["count", "more"], [("1", 0), ("3", 2)])
def test_threads_begin_with_the_first_large_call(count, more):
    """A process that shares nothing out has no more threads than NumPy and SciPy start."""
    count_them = "len(os.listdir('/proc/self/task'))"
    small = f"before = {count_them}\nf(data[:1000])\nassert {count_them} == before\nassert f"
    program = PROGRAM.replace("assert f", small)
    program += f"print({count_them} - before, theano.threads())"
    done = run("-c", program, TENSORGRAPH_NUM_THREADS=count)
    assert done.stdout.split() == [str(more), count]


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are not counted here")
@pytest.mark.parametrize("made", [1, 2])
@pytest.mark.parametrize("first", [1, 2])
def test_functions_take_up_the_count_of_each_call(made, first):
    """Whatever it was when the function was made, and at its first call."""
    program = f"""
import os, time
import numpy as np
import tensorgraph as theano, tensorgraph.tensor as T
theano.threads({made})
x = T.vector()
f = theano.function([x], T.exp(x).sum())
for n in {first}, 1, 1:
    theano.threads(n)
    f(np.zeros(1_000_000))
before = len(os.listdir("/proc/self/task"))
theano.threads(3)
for _ in range(1000):                       # calls run alone for a while where the machine is busy
    f(np.zeros(1_000_000))
    if len(os.listdir("/proc/self/task")) == before + {3 - first}:
        break
    time.sleep(0.01)
print(len(os.listdir("/proc/self/task")) - before)
"""
    assert run("-c", program).stdout == f"{3 - first}\n"


@pytest.mark.parametrize("end", ["", "sys.exit(0)", "os._exit(0)", "raise SystemExit"])
@pytest.mark.parametrize("calling", [False, True])
def test_ends_at_once(end, calling):
    """Helpers, idle or in the midst of a daemon's call, do not keep a process from its end."""
    work = "while True: f(data)"
    daemon = f"threading.Thread(target=lambda: exec({work!r}), daemon=True).start()\ntime.sleep(0.1)\n"
    run("-c", PROGRAM + daemon * calling + end, TENSORGRAPH_NUM_THREADS="3")


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise")
def test_signals_reach_the_main_thread():
    # a process in the background ignores the signal
    program = PROGRAM + """
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
begin = time.monotonic()
try:
    time.sleep(20)
except KeyboardInterrupt:
    print(time.monotonic() - begin < 10)
"""
    assert run("-c", program, TENSORGRAPH_NUM_THREADS="3").stdout == "True\n"


def test_count():
    before = theano.threads()
    with theano.threads(3) as n:
        assert n == theano.threads() == 3
        theano.threads(2)
        assert theano.threads() == 2
    assert theano.threads() == before
    for wrong in (0, -1, 65):
        with pytest.raises(ValueError, match="from 1 to 64"):
            theano.threads(wrong)
    for wrong in (1.0, True, "2"):
        with pytest.raises(TypeError, match="must be an integer"):
            theano.threads(wrong)
    assert theano.threads() == before


@pytest.mark.parametrize(
    ["environment", "expected"],
    [
        ({}, 6), ({"TENSORGRAPH_NUM_THREADS": "3", "OMP_NUM_THREADS": "1"}, 3), ({"OMP_NUM_THREADS": "2,1"}, 2),
        ({"TENSORGRAPH_NUM_THREADS": ""}, 6), ({"OMP_NUM_THREADS": "many"}, 6), ({"OMP_NUM_THREADS": "200"}, 64),
    ],
)  # fmt: skip
def test_first_count(environment, expected):
    assert processors.first_count(environment, 6, 64) == expected
    assert processors.first_count({}, 100, 64) == processors.ENOUGH


def test_a_count_that_is_none():
    for wrong in ("0", "-1", "two", "65", "1.5"):
        with pytest.raises(ImportError, match=f"TENSORGRAPH_NUM_THREADS={wrong} must be a number from 1 to 64"):
            processors.first_count({"TENSORGRAPH_NUM_THREADS": wrong}, 6, 64)
    assert "ImportError" in run("-c", "import tensorgraph", fails=True, TENSORGRAPH_NUM_THREADS="none").stderr


def test_quotas_of_control_groups():
    texts = {"max 100000\n": None, "200000 100000\n": 2, "150000 100000": 2, "1000 100000": 1, "": None, "1 0": None}
    assert {text: processors.quota(text) for text in texts} == texts
    assert processors.usable_processors() >= 1
