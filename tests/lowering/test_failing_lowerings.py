"""Where kernels fail to be chosen or built, a program runs in Python, and says so."""

import logging

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.callable import Function
from tensorgraph.lowering import lower

X = np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]])


class Unlucky(Exception):
    """Raised by the lowerings of these tests."""


@pytest.fixture
def log(caplog):
    with theano.config.change_flags(on_opt_error="warn"), caplog.at_level(logging.ERROR, "theano.gof.opt"):
        yield caplog


def program():
    x = T.dmatrix("x")
    z = T.nnet.softmax(T.dot(x, x.T) * 2).sum(axis=0)
    steps = theano.scan(lambda row, s: T.tanh(s + row.sum()), x, T.zeros_like(x[0, 0]))[0]
    return [x], [z, T.grad(z[0], x), steps]


def check():
    inputs, outputs = program()
    want = theano.function(inputs, outputs, mode=theano.Mode("py", None))(X)
    f = theano.function(inputs, outputs)
    for a, b in zip(want, f(X), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-12)
    return f


def test_a_lowering_that_fails_halfway(log, monkeypatch):
    """The steps that it added are taken back."""
    lowering_for = lower.lowering_for

    def unlucky(cls):
        function = lowering_for(cls)

        def fails(program, node):
            if function is not None:
                function(program, node)
            raise Unlucky

        return fails

    monkeypatch.setattr(lower, "lowering_for", unlucky)
    f = check()
    assert "lowering to kernels failed on" in log.text
    assert {step.kind for step in f.maker.program.steps} == {"python"}


def test_a_program_that_the_machine_refuses(log, monkeypatch):
    build, tries = Function.__init__, []

    def unlucky(self, maker, *args, **kwargs):
        tries.append({step.kind for step in maker.program.steps})
        if tries[-1] != {"python"}:
            raise Unlucky
        build(self, maker, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Function, "__init__", unlucky)
        inputs, outputs = program()
        w = theano.shared(1.0, "w")
        f = theano.function(inputs, [*outputs, w * 2], updates=[(w, w + 1)])
        still = f.copy(delete_updates=True)
    assert len(tries) == 3 and tries[1:] == [{"python"}] * 2
    assert "a program of kernels failed" in log.text
    for a, b in zip([*theano.function(inputs, outputs)(X), 2.0], f(X), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-12)
    assert still(X)[-1] == still(X)[-1] == 4


def test_what_python_refuses_too_is_raised(log, monkeypatch):
    def refused(self, *args, **kwargs):
        raise Unlucky

    monkeypatch.setattr(Function, "__init__", refused)
    with pytest.raises(Unlucky):
        theano.function(*program())
    assert not log.text


def test_no_memory_is_no_failure_of_a_lowering(log, monkeypatch):
    def exhausted(program, node):
        raise MemoryError

    monkeypatch.setattr(lower, "lowering_for", lambda cls: exhausted)
    with pytest.raises(MemoryError):
        theano.function(*program())
