"""Mixtures as products with matrices of weights: their logarithms are finite where all densities have vanished."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

WEIGHTS = np.array([[0.25, 0.5], [0.5, 0.125], [0.25, 0.375]])
POINTS = np.array([[100.0, 90, 80], [1, 2, 3], [-400, 390, 500], [0, 60, -40]])
DENSITIES = {
    "normal": (lambda x: T.exp(-0.5 * x**2), lambda v: mpmath.exp(-(v**2) / 2)),
    "Laplace": (lambda x: T.exp(-abs(x)) / 2, lambda v: mpmath.exp(-abs(v)) / 2),
    "logistic": (lambda x: T.nnet.sigmoid(x - 600), lambda v: 1 / (1 + mpmath.exp(600 - v))),
}
PRODUCTS = {
    "vector": lambda p, w: T.dot(p, w[:, 0]),
    "matrix": lambda p, w: T.dot(p, w)[:, 0],
    "on the left": lambda p, w: T.dot(w.T, p.T)[0],
    "column": lambda p, w: T.dot(p, w[:, :1]).sum(axis=1),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("density", DENSITIES)
def test_mixture(density, product, dtype):
    program, exact = DENSITIES[density]
    x = T.matrix("x", dtype=dtype)
    log = T.log(PRODUCTS[product](program(x), WEIGHTS.astype(dtype)))
    value, slope = theano.function([x], [log, T.grad(log.sum(), x)])(POINTS.astype(dtype))
    rtol = 1e-5 if dtype == "float32" else 1e-11
    with mpmath.workdps(60):
        weights, step = [mpmath.mpf(w) for w in WEIGHTS[:, 0]], mpmath.mpf(10) ** -30

        def true(row):
            return mpmath.log(mpmath.fsum(w * exact(v) for w, v in zip(weights, row)))

        for row, got, slopes in zip(POINTS, value, slope):
            row = [mpmath.mpf(v) for v in row]
            np.testing.assert_allclose(got, float(true(row)), rtol=rtol)
            for k, got_slope in enumerate(slopes):
                if row[k] == 0:
                    continue
                moved = [*row[:k], row[k] + step, *row[k + 1 :]]
                want = float((true(moved) - true(row)) / step)
                np.testing.assert_allclose(got_slope, want, rtol=1000 * rtol, atol=1e-9)
