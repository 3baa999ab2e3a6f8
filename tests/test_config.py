"""Flags: what their values do, and where they come from."""

import copy

import pytest
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.config import config

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
