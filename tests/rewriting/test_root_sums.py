"""Roots of float32 sums over an axis: norms and means of numbers whose squares leave the range of numbers."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.mode import get_default_mode
from tensorgraph.ifelse import IfElse

WITHOUT = get_default_mode().excluding("roots_of_sums")
ROW = np.array([3, -4, 12, 0.5], "float32")
SIZES = np.array([1e-35, 1e-25, 1e-19, 1e-3, 1, 1e10, 1e19, 1e25, 1e37], "float32")
POSITIVE = abs(ROW) + np.float32(1)
# of float32 in the program, and of float64 as it should be
FORMULAS = {
    "norm": lambda f, x: f.sqrt(f.sum(x * x, axis=1)),
    "root of a mean square": lambda f, x: f.sqrt(f.mean(x**2, axis=1)),
    "power": lambda f, x: f.sum(x**2, axis=1, keepdims=True) ** np.float32(0.5),
    "logarithm": lambda f, x: f.log(f.sum(f.sqr(x) if f is T else x**2, axis=1)),
    "with a number": lambda f, x: f.log1p(3 * f.sum(x**2, axis=1)),
    "all": lambda f, x: f.sqrt(f.sum(x**2)),
    "columns": lambda f, x: f.sqrt(f.sum(x**2, axis=0)),
    "cubes": lambda f, x: f.sum(abs(x) ** 3, axis=1) ** np.float32(1 / 3),
}


def compiled(name, mode=None):
    x = T.fmatrix("x")
    with theano.config.change_flags(floatX="float32"):
        return theano.function([x], FORMULAS[name](T, x), mode=mode)


def choices(f):
    return sum(isinstance(node.op, IfElse) for node in f.maker.fgraph.apply_nodes)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FORMULAS)
def test_value(name, size):
    f = compiled(name)
    assert choices(f) == 1
    x = size * np.array([POSITIVE, POSITIVE[::-1], POSITIVE], "float32") / np.float32(16)
    np.testing.assert_allclose(f(x), FORMULAS[name](np, x.astype("float64")), rtol=3e-6, atol=1e-38)


@pytest.mark.parametrize("name", FORMULAS)
def test_bits_in_range(name):
    x = np.random.default_rng(1).standard_normal((5, 7)).astype("float32")
    np.testing.assert_array_equal(compiled(name)(x), compiled(name, WITHOUT)(x))


def test_ends():
    for name in ("norm", "logarithm", "all"):
        for rows in ([[0, 0]], [[np.inf, 1]], [[np.nan, 1]], np.zeros((0, 3)), np.zeros((3, 0))):
            x = np.array(rows, "float32")
            np.testing.assert_array_equal(compiled(name)(x), compiled(name, WITHOUT)(x))


@pytest.mark.parametrize("size", SIZES)
def test_gradient(size):
    x = T.fmatrix("x")
    f = theano.function([x], T.grad(T.sqrt(T.sum(x**2, axis=1)).sum(), x))
    np.testing.assert_allclose(f(size * ROW[None] / 16), ROW[None] / np.sqrt(np.sum(ROW**2)), rtol=1e-5)


@pytest.mark.parametrize(
    "program",
    [
        lambda x: T.sqrt(T.sum(abs(x), axis=1)),
        lambda x: T.sqrt(T.sum(T.sqr(x - x.mean(axis=1, keepdims=True)), axis=1)),
        lambda x: T.sqrt(T.sum(T.sqr(T.cast(x, "float64")), axis=1)),
        lambda x: T.exp(T.sum(x**2, axis=1)),
        lambda x: T.sqrt(x * T.sum(x**2, axis=1, keepdims=True)),
        lambda x: T.sqrt(x / T.sum(x**2)),
        lambda x: T.sum(x**2, axis=1) ** x.sum(),
        lambda x: theano.scan(lambda y: y / T.sqrt(T.sum(y**2)), outputs_info=x[0], n_steps=3)[0],
    ],
    ids=["no products", "centred", "wide", "no root", "of an array", "divisor", "variable power", "loop"],
)
def test_left_alone(program):
    x = T.fmatrix("x")
    f = theano.function([x], program(x))
    assert choices(f) == 0


def test_states_of_streams():
    """An operation that computes no array is no root."""
    x = T.fvector("x")
    draws = T.shared_randomstreams.RandomStreams(3).normal((3,), dtype="float32")
    f = theano.function([x], T.sqrt(T.sum((x * draws) ** 2)))
    assert np.isfinite(f(np.float32([1e25, 1, 1])))


def test_lengths_of_complex_numbers():
    z = T.cvector()
    f = theano.function([z], T.sqrt((abs(2 * z) ** 2).sum()))
    a = np.array([3e25 + 4e25j, 3 - 4j], "complex64")
    np.testing.assert_allclose(f(a), 1e26, rtol=1e-6)
    np.testing.assert_allclose(f(a[1:]), 10, rtol=1e-6)
