"""Executors of all kinds, and functions and chunks for them."""

import multiprocessing
import os
import signal
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


class AtOnce:
    """An executor that is nothing but the protocol: it calls in the thread that submits."""

    def submit(self, function, *args):
        """Call the function now."""
        future = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait=True):
        """Do nothing."""


def processes(n, method="fork"):
    """Return what makes a pool of processes."""
    return lambda: ProcessPoolExecutor(n, multiprocessing.get_context(method))


def loky(n):
    """Return what makes a pool of joblib's processes."""
    loky = pytest.importorskip("joblib.externals.loky")
    return lambda: loky.ProcessPoolExecutor(n)


MAKERS = {
    "at once": lambda: AtOnce,
    "1 thread": lambda: lambda: ThreadPoolExecutor(1),
    "4 threads": lambda: lambda: ThreadPoolExecutor(4),
    "fork 1": lambda: processes(1),
    "fork 2": lambda: processes(2),
    "fork 4": lambda: processes(4),
    "forkserver 2": lambda: processes(2, "forkserver"),
    "spawn 2": lambda: processes(2, "spawn"),
    "loky 2": lambda: loky(2),
}


class Unloadable(ValueError):
    """An error that is pickled, but cannot be loaded."""

    def __reduce__(self):
        return int, ("hot",)


class Exhausted(theano.Op):
    """The value, with an iterator that is at its end."""

    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, outputs):
        outputs[0][0] = next(iter(inputs[0][:0]))


class Failing(theano.Op):
    """The value; of numbers below 0, an error that processes cannot send, or holds what they cannot."""

    __props__ = ("local",)

    def __init__(self, local):
        self.local = local

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, outputs):
        class Local(ValueError):
            pass

        if inputs[0].min() < 0:
            if self.local is None:
                error = ValueError("hot and cold")
                error.kind = Local
                raise error
            raise Local("hot and cold") if self.local else Unloadable("hot and cold")
        outputs[0][0] = inputs[0]


def model():
    """Return a function of a matrix of 5 columns, whose sums depend on the order of additions."""
    x, w = T.dmatrix("x"), theano.shared(np.linspace(-1.0, 1.0, 20).reshape(5, 4), "w")
    h = T.tanh(T.dot(x, w))
    return theano.function([x], [h.sum(axis=0), T.exp(h).mean()], name="model")


def chunks(n):
    """Return matrices for :func:`model`."""
    rng = np.random.default_rng(n)
    return [rng.normal(size=(3 + i % 5, 5)) * 10.0 ** rng.integers(-8, 8) for i in range(n)]


class Suicide(theano.Op):
    """Kills the process the first time, where a file does not exist yet."""

    __props__ = ("path", "always")

    def __init__(self, path, always):
        self.path, self.always = str(path), always

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, outputs):
        if inputs[0].sum() == 7 and (self.always or not Path(self.path).exists()):
            Path(self.path).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        outputs[0][0] = inputs[0] + 1

    def grad(self, inputs, grads):
        return grads


class Meeting(theano.Op):
    """Waits until all numbers up to `n` were given to it, in whatever processes."""

    __props__ = ("folder", "n")

    def __init__(self, folder, n):
        self.folder, self.n = str(folder), n

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, outputs):
        folder = Path(self.folder)
        (folder / str(int(inputs[0]))).touch()
        begin = time.monotonic()
        while not all((folder / str(i)).exists() for i in range(self.n)):
            if time.monotonic() - begin > 30:
                raise TimeoutError("the others did not come")
            time.sleep(0.01)
        outputs[0][0] = inputs[0] * 2
