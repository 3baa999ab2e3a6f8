"""Errors are caught by the classes that Theano raises, and hold the words that its users search for."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.sandbox import rng_mrg


class Double(theano.Op):
    """An op without a gradient."""

    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = 2 * inputs[0]


x, v, u, m, z = T.dscalar("x"), T.dvector("v"), T.dvector("u"), T.dmatrix("m"), T.zvector("z")
w, s = theano.shared(1.0, "w"), theano.shared(np.zeros(2), "s")
f = theano.function([x], w * x, updates=[(w, w + x)])
labels = T.ivector("labels")


def called(inputs, output, *values):
    """Return a call that fails."""
    return lambda: theano.function(inputs, output)(*values)


# a program, the class of Theano's error and a part of its text
WORDS = [
    (lambda: v + None, TypeError, "unsupported operand type(s) for +: 'TensorVariable' and 'NoneType'"),
    (lambda: v - "a", TypeError, "unsupported operand type(s) for -: 'TensorVariable' and 'str'"),
    (lambda: v**None, TypeError, "unsupported operand type(s) for ** or pow(): 'TensorVariable' and 'NoneType'"),
    (lambda: v // {}, TypeError, "unsupported operand type(s) for //: 'TensorVariable' and 'dict'"),
    (lambda: v / [1, "a"], TypeError, "unsupported operand type(s) for /: 'TensorVariable' and 'list'"),
    (lambda: (v > 0) & "a", TypeError, "unsupported operand type(s) for &: 'TensorVariable' and 'str'"),
    (lambda: T.sgn(z), TypeError, "complex argument not supported"),
    (lambda: T.floor(z), TypeError, "complex argument not supported"),
    (lambda: T.matrix("x", dtype="foo"), TypeError, "Unsupported dtype for TensorType: foo"),
    (lambda: v.sum(dtype="foo"), TypeError, "Unsupported dtype for TensorType: foo"),
    (lambda: T.cast(v, "foo"), KeyError, "foo"),
    (lambda: v.astype("foo"), KeyError, "foo"),
    (lambda: T.grad(None, x), AssertionError, "cost and known_grads can't both be None."),
    (lambda: T.grad(Double()(x), x), AttributeError, "'Double' object has no attribute 'grad'"),
    (lambda: T.Rop(v**2, [v, u], [u]), AssertionError, ""),
    (lambda: theano.gradient.subgraph_grad([v], [x]), AssertionError, ""),
    (
        lambda: theano.function([x], x, updates=[w]),
        ValueError,
        "The updates parameter must be an OrderedDict/dict or a list",
    ),
    (lambda: theano.clone(x, replace=3), ValueError, "replace is neither a dictionary, list, tuple or None"),
    (lambda: f.copy(swap={w: s}), AssertionError, "Type of given SharedVariable conflicts with original one"),
    (lambda: f.copy(swap={s: w}), ValueError, "SharedVariable: s not found"),
    (lambda: w.value, Exception, "sharedvar.value does not exist anymore"),
    (lambda: setattr(w, "value", 3), Exception, "sharedvar.value does not exist anymore"),
    (lambda: theano.scan(lambda a: a, v, n_steps=-3), IndexError, "negative number of step"),
    (
        lambda: T.shared_randomstreams.RandomStreams(1).uniform((2.5,)),
        TypeError,
        "shape must be an integer vector or list",
    ),
    (lambda: rng_mrg.MRG_RandomStreams(2**31), ValueError, "seed should be less than 2147462579"),
    (lambda: f(1.0, x=2.0), TypeError, "Too many parameter passed to theano function"),
    (lambda: f(1.0, y=2.0), TypeError, "Too many parameter passed to theano function"),
    (lambda: f(y=2.0), TypeError, "Unknown input or state: y."),
    (lambda: T.diag(x), ValueError, "Input must has v.ndim >= 1."),
    (lambda: theano.clone(3), TypeError, "output must be a theano Variable"),
    (
        called([m], T.addbroadcast(m, 0) * 2, np.ones((2, 2))),
        ValueError,
        "Dimension 0 in Rebroadcast's input was supposed to be 1 (got 2 instead)",
    ),
    (
        called([v], theano.scan(lambda a: a, v, n_steps=5)[0], np.ones(3)),
        ValueError,
        "Sequence is shorter then the required number of steps",
    ),
    (
        called([m, labels], T.nnet.categorical_crossentropy(T.nnet.softmax(m), labels), np.ones((2, 2)), [0]),
        ValueError,
        "number of rows in x (2) does not match length of y (1)",
    ),
]


@pytest.mark.parametrize(("program", "kind", "words"), WORDS)
def test_theanos_class_and_words(program, kind, words):
    with pytest.raises(kind) as caught:
        program()
    assert words in str(caught.value)


def test_texts_that_are_compared_by_identity():
    with pytest.raises(TypeError) as caught:
        theano.tensor.blas.gemm_no_inplace([1.0], 1.0, [1.0], [1.0], 1.0)
    assert caught.value.args[0] is theano.tensor.blas.Gemm.E_rank
