"""Functions and methods of tensors that share a name with NumPy's take its arguments, and give what it gives."""

import ast
import re

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

# n is numpy or tensor; x a matrix, v a vector of length 4
CALLS = """
n.round(x, 1); n.round(x, decimals=-1); n.round(x, decimals=2); n.ptp(x, axis=0, keepdims=True); n.ptp(x, keepdims=True)
n.concatenate([x, x], axis=None); n.concatenate([x, v], axis=None); n.take(x, []); n.take(x, [], axis=1)
n.take(x, [[]], axis=0); n.take(x, ()); n.diff(x, prepend=0); n.diff(x, append=x[:, :1]); n.diff(x, 2, 0, x[:1], 1)
n.diff(x, n=0, prepend=1); n.corrcoef(v); n.corrcoef(v, v[::-1]); n.cov(x); n.cov(v); n.cov(x[:, :1]); n.cov(x, ddof=9)
n.cov(x[:0]); n.cov(x[:, :0]); n.cov(x, ddof=0); n.var(x, axis=0); n.std(x, axis=1, keepdims=True); n.var(x, ddof=1)
n.std(x[:0], axis=1); n.var(x[:, :0], axis=1)
x.clip(None, v); x.clip(0.5, None); x.clip(v); x.take([]); x.take([], axis=0); x.round(decimals=1); x.std(axis=0)
x.var(axis=1, ddof=1)
"""
# empty, constant or infinite
FLAT = r"\[\]|\(\)|:0\]|round|ddof=9|:1\]\)|corrcoef\(v\)"
EXPRESSIONS = [part.strip() for part in CALLS.replace("\n", ";").split(";") if part.strip()]


def values(dtype):
    """Return a matrix and a vector of different elements."""
    x = np.random.default_rng(3).permutation(np.linspace(0.13, 2.63, 12)).reshape(3, 4)
    x = x + 1j * x[::-1] if dtype == "complex128" else x.astype(dtype)
    return x, x[1] / 2 if dtype[0] in "fc" else x[1]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "complex128"])
@pytest.mark.parametrize("text", EXPRESSIONS)
def test_value(text, dtype):
    call = eval(f"lambda n, x, v: {text}")
    X, V = values(dtype)
    try:
        wanted = call(np, X, V)
    except TypeError:
        return
    if dtype == "complex128" and re.search(r"clip|round|ptp|ddof=9|cov\(x\[:0", text):
        return  # they have no order; complex infinities, and NumPy's float64 of nothing
    x, v = T.TensorType(dtype, (False, False))("x"), T.TensorType(dtype, (False,))("v")
    got = theano.function([x, v], call(T, x, v), on_unused_input="ignore")(X, V)
    assert got.shape == wanted.shape
    # Theano's dtypes differ from NumPy's for some
    assert got.dtype.kind == wanted.dtype.kind or dtype == "int64"
    digits = 2e-5 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(got, wanted, digits, digits)


@pytest.mark.parametrize("text", [t for t in EXPRESSIONS if not re.search(FLAT, t)])
def test_gradient(text):
    call = eval(f"lambda n, x, v: {text}")
    X, V = values("float64")
    read = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}

    def cost(*inputs):
        given = {"x": T.constant(X), "v": T.constant(V), **dict(zip(names, inputs))}
        flat = call(T, given["x"], given["v"]).flatten()
        return (flat * T.cos(T.arange(flat.shape[0]))).sum()

    names = [name for name in "xv" if name in read]
    theano.gradient.verify_grad(cost, [{"x": X, "v": V}[name] for name in names], rng=np.random.RandomState(1))


def test_variances_of_complex_numbers_are_real():
    X, z = values("complex128")[0], T.zmatrix("z")
    assert T.var(z).type.dtype == T.std(z, ddof=1).type.dtype == "float64"
    theano.gradient.verify_grad(lambda x: T.var(x + 1j * x**2), [X.real], rng=np.random.RandomState(1))


def test_corrected_variances():
    X = values("complex128")[0]
    z = T.zmatrix("z")
    for ddof in (0, 1):
        got = T.var(z, axis=0, ddof=ddof, corrected=True).eval({z: X})
        np.testing.assert_allclose(got, np.var(X, axis=0, ddof=ddof))
