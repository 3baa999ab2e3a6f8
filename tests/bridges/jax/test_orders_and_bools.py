"""Complex numbers in NumPy's order, sorted elements, and bools that are added to, in JAX."""

import jax
import numpy as np
import pytest
from jax_agreement import assert_equal

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.sorting.partition import PartitionOp

z, b, i = T.zmatrix("z"), T.vector("b", dtype="bool"), T.lscalar("i")
NAN = complex(np.nan, 1)
MATRICES = [
    np.array([[1 + 2j, 1 + 3j, 0.5 + 9j], [1 + 3j, -1j, 1j]]),
    np.array([[1 + 1j, complex(1, -np.inf)], [complex(-np.inf, 2), complex(-np.inf, -np.inf)]]),
    np.array([[1 + 1j, complex(2, np.nan)], [NAN, 5]]),
    np.array([[complex(-np.inf, -np.inf)] * 2] * 2),
]
FLAGS = np.array([True, False, True, False])


@pytest.mark.parametrize("value", MATRICES, ids=range(len(MATRICES)))
@pytest.mark.parametrize("axis", [0, 1, None])
@pytest.mark.parametrize("function", [T.max, T.min, T.argmax, T.argmin], ids=lambda f: f.__name__)
def test_extremes(function, axis, value):
    outputs = function(z, axis=axis)
    ours, theirs = theano.function([z], outputs)(value), jax.jit(theano.to_jax(outputs, [z]))(value)
    assert np.array_equal(ours, theirs, equal_nan=True)
    assert ours.dtype == theirs.dtype


def test_places_of_sorted_elements():
    """What a compiled graph has where it reads few places of sorted rows."""
    x = T.dmatrix("x")
    outputs, value = PartitionOp(1)(x, [1]), np.random.default_rng(0).normal(size=(3, 5))
    assert_equal(jax.jit(theano.to_jax(outputs, [x]))(value), theano.function([x], outputs)(value))


def test_gradient_of_an_extreme():
    """JAX's gradient of complex inputs is the conjugate of ours."""
    cost = abs(T.max(z))
    ours = theano.function([z], T.grad(cost, z))(MATRICES[0])
    assert_equal(np.conj(jax.grad(theano.to_jax(cost, [z]))(MATRICES[0])), ours)


@pytest.mark.parametrize(
    "make",
    [lambda: b[:3], lambda: b[i : i + 2], lambda: b[i], lambda: b[T.stack([i, i, 0])], lambda: b[T.eq(T.arange(4), i)]],
    ids=["slice", "traced", "number", "rows", "mask"],
)
def test_bools_that_are_increased(make):
    part = make()
    outputs = T.inc_subtensor(part, T.constant(np.ones((1,) * part.type.ndim, bool)))
    inputs = [b, i]
    ours = theano.function(inputs, outputs, on_unused_input="ignore")(FLAGS, 1)
    assert_equal(jax.jit(theano.to_jax(outputs, inputs))(FLAGS, 1), ours)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 3), (1, 1)], ids=str)
@pytest.mark.parametrize("function", [T.inc_subtensor, T.set_subtensor], ids=lambda f: f.__name__)
def test_rows_of_a_traced_mask(function, shape):
    """One value for all rows that a mask selects needs no number of them."""
    m = T.dmatrix("m")
    outputs = function(m[m[:, 0] > 0], T.constant(np.arange(1.0, np.prod(shape) + 1).reshape(shape)))
    for value in (np.ones((2, 3)), np.array([[1.0, 2, 3], [-1, 2, 3]]), -np.ones((2, 3))):
        ours, theirs = theano.function([m], outputs)(value), jax.jit(theano.to_jax(outputs, [m]))(value)
        assert_equal(theirs, ours)
