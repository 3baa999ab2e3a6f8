"""The pair that a loop returns says so where it is taken for the outputs, and is a tuple in all else."""

import copy
import operator
import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.shared_randomstreams import RandomStreams

x, w, m = T.dvector("x"), T.dscalar("w"), T.dmatrix("m")
OPERATORS = ["add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and_", "or_", "xor", "gt", "le"]
HINT = r"hint: (use|unpack what scan returns, as) outputs, updates = theano\.scan\(\.\.\.\)"


def loop(sequence=x):
    return theano.scan(lambda a: a * w, sequences=sequence)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("other", [2, 1.5, np.float64(3), x], ids=["int", "float", "numpy", "variable"])
def test_operators(name, other):
    with pytest.raises(TypeError, match=rf"(?s)theano\.scan\(.*{HINT}"):
        getattr(operator, name)(loop(), other)
    if not isinstance(other, np.generic):
        with pytest.raises(TypeError, match=HINT):
            getattr(operator, name)(other, loop())


@pytest.mark.parametrize("use", [
    lambda o: -o, abs, lambda o: o[:, 0], lambda o: o[2], lambda o: o["x"], lambda o: T.exp(o), lambda o: T.grad(o, w),
    lambda o: theano.function([x, w], [o]), lambda o: theano.function([x, w], o), lambda o: theano.clone(o),
    lambda o: theano.scan(lambda a: a, sequences=o), lambda o: theano.function([x, w], [], updates=o),
    lambda o: theano.gradient.jacobian(o, x), lambda o: theano.printing.debugprint(o), lambda o: T.stack([o, o]),
])  # fmt: skip
def test_uses(use):
    with pytest.raises((TypeError, ValueError, IndexError), match=HINT):
        use(loop())


def test_attributes():
    with pytest.raises(AttributeError, match=r"outputs, updates = theano\.scan"):
        loop().sum()


def test_it_is_a_tuple():
    outputs, updates = pair = loop()
    assert isinstance(pair, tuple) and len(pair) == 2 and pair == (outputs, updates) and pair[0] is outputs
    assert pair[-1] is updates and pair[:1] == (outputs,) and hash(pair[:1]) and pair + (1,) == (outputs, updates, 1)
    assert (1,) + pair[:1] == (1, outputs) and outputs in pair and pair.index(outputs) == 0
    for copied in (copy.copy(pair), pickle.loads(pickle.dumps(pair))):
        assert type(copied) is type(pair) and len(copied) == 2


def test_mapped():
    """A mapped loop returns such a pair too."""
    outputs, updates = theano.vmap(loop)(m)
    assert updates == {}
    values = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(theano.function([m, w], outputs)(values, 2.0), 2 * values)
    draws, _ = theano.vmap(lambda row: theano.scan(lambda a: a + RandomStreams(1).normal(()), sequences=row))(m)
    assert np.isfinite(theano.function([m], draws)(values)).all()


def test_mapped_updates():
    count = theano.shared(0.0, "count")
    step = lambda a: (a, {count: count + 1})    # noqa: E731 - as users write it
    with pytest.raises(TypeError, match=r"updates of count.*\n.*hint: return outputs alone"):
        theano.vmap(lambda row: theano.scan(step, sequences=row))(m)
