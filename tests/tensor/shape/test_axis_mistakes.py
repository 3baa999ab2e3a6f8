"""Axes that there are not: every function with an axis says so, and takes none for another."""

import re

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

AXES = [
    "T.sum(x, axis={})",
    "T.max(x, axis={})",
    "T.argmax(x, axis={})",
    "x.mean({})",
    "x.std({})",
    "T.logsumexp(x, axis={})",
    "T.median(x, axis={})",
    "T.cumsum(x, axis={})",
    "T.cumprod(x, axis={})",
    "T.diff(x, axis={})",
    "T.gradient(x, axis={})",
    "T.average(x, axis={}, weights=v)",
    "T.concatenate([x, x], axis={})",
    "T.stack([x, x], axis={})",
    "T.split(x, [1, 1], 2, axis={})",
    "T.expand_dims(x, {})",
    "T.shape_padaxis(x, {})",
    "T.squeeze(x, {})",
    "T.swapaxes(x, 0, {})",
    "T.swapaxes(x, {}, 0)",
    "T.moveaxis(x, 0, {})",
    "T.moveaxis(x, {}, 0)",
    "T.flip(x, {})",
    "T.rot90(x, axes=(0, {}))",
    "T.roll(x, 1, axis={})",
    "T.repeat(x, 2, axis={})",
    "T.repeat(x, [1, 2], axis={})",
    "T.take(x, [0], axis={})",
    "T.take_along_axis(x, k, axis={})",
    "T.tensordot(x, x, axes=[[0], [{}]])",
    "T.nnet.softmax(x, axis={})",
    "T.nnet.logsoftmax(x, axis={})",
    "T.topk(x, 1, axis={})",
    "np.transpose(x, (0, {}))",
    "np.squeeze(x, {})",
    "np.rollaxis(x, {})",
]


def raised(expression):
    names = {"np": np, "T": T, "x": T.dmatrix("x"), "v": T.dvector("v"), "k": T.lmatrix("k"), "n": T.lscalar("n")}
    with pytest.raises((TypeError, ValueError, IndexError)) as caught:
        eval(expression, names)
    return caught.value


@pytest.mark.parametrize("expression", AXES)
@pytest.mark.parametrize("axis", [5, -7])
def test_axis_out_of_bounds(expression, axis):
    error = raised(expression.format(axis))
    assert isinstance(error, (ValueError, IndexError)), repr(error)
    assert re.search(rf"(?<!\d){axis}(?!\d)", str(error)) and re.search(r"\bx\b", str(error)), str(error)
    assert "hint: " in str(error) or "must be" in str(error) or "valid" in str(error), str(error)


@pytest.mark.parametrize("expression", [e for e in AXES if "split" not in e and "argmax" not in e])
@pytest.mark.parametrize("axis", ["'rows'", "1.5"])
def test_axis_that_is_no_integer(expression, axis):
    error = raised(expression.format(axis))
    assert isinstance(error, TypeError), repr(error)
    assert re.search("ax[ei]s|source|destination", str(error)) and axis.strip("'") in str(error), str(error)


def test_symbolic_axes():
    error = raised("T.sum(x, axis=n)")
    assert isinstance(error, TypeError) and "n, a TensorType(int64, scalar)" in str(error)
    x = T.dmatrix("x")
    assert T.sum(x, axis=T.constant(1)).owner.op.axis == (1,)
    joined = theano.function([x, n := T.lscalar()], T.concatenate([x, x], axis=n))
    assert joined(np.ones((2, 3)), 1).shape == (2, 6)
