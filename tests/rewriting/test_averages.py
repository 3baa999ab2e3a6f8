"""Averages whose weights are exponentials: finite where their value is, and without logarithms of what is averaged."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

# averages of c with exp(x) as weights, as a program spells them, on a namespace n of array functions
TERMS = {
    "two": lambda n, c, x: (c[0] * n.exp(x[0]) + c[1] * n.exp(x[1])) / (n.exp(x[0]) + n.exp(x[1])),
    "three": lambda n, c, x: sum(c[k] * n.exp(x[k]) for k in range(3)) / sum(n.exp(x[k]) for k in range(3)),
    "difference": lambda n, c, x: (c[0] * n.exp(x[0]) - n.exp(x[1])) / (n.exp(x[0]) + n.exp(x[1])),
    "part": lambda n, c, x: (c[0] * n.exp(x[0]) + n.exp(x[1])) / (n.exp(x[0]) + n.exp(x[1]) + n.exp(x[2])),
    "reciprocals": lambda n, c, x: (c[0] / n.exp(x[0]) + c[1] / n.exp(x[1])) / (1 / n.exp(x[0]) + 1 / n.exp(x[1])),
    "of a factor": lambda n, c, x: 3 * c[2] * (c[0] * n.exp(x[0]) + c[1] * n.exp(x[1])) / (n.exp(x[0]) + n.exp(x[1])),
}
SUMS = {
    "all": lambda n, c, x: (lambda e: (c * e).sum() / e.sum())(n.exp(x)),
    "rows": lambda n, c, x: (lambda e: (c * e).sum(axis=1) / e.sum(axis=1))(n.exp(x)),
    "columns": lambda n, c, x: (lambda e: (c * e).sum(axis=0, keepdims=True) / e.sum(axis=0, keepdims=True))(n.exp(x)),
    "one row": lambda n, c, x: (lambda e: (c[0] * e).sum(axis=1) / e.sum(axis=1))(n.exp(-(x**2))),
    "means": lambda n, c, x: (lambda e: (c * e).mean(axis=1) / e.mean(axis=1))(n.exp(x)),
    "squares": lambda n, c, x: (lambda e: (c**2 * e).sum(axis=1) / n.sum(e, axis=1))(n.exp(x)),
}
# whose terms have other exponents than the weights: these keep their logarithms
OTHERS = {
    "another exponent": lambda n, c, x: (c[0] * n.exp(x[0]) + c[1] * n.exp(x[2])) / (n.exp(x[0]) + n.exp(x[1])),
    "a number": lambda n, c, x: (c[0] * n.exp(x[0]) + c[1]) / (n.exp(x[0]) + n.exp(x[1])),
    "another sum": lambda n, c, x: (c * n.exp(x)).sum() / n.exp(x - 1).sum(),
}
PROGRAMS = TERMS | SUMS | OTHERS


def value(name, c, x):
    """The average in numbers with long exponents."""
    return PROGRAMS[name](np, c.astype(np.longdouble), x.astype(np.longdouble))


def arguments(scale, seed=0):
    draw = np.random.default_rng(seed)
    return draw.normal(size=(3, 4)), draw.normal(size=(3, 4)) * scale


@pytest.mark.parametrize("shift", [-3000, 0, 3000])
@pytest.mark.parametrize("name", PROGRAMS)
def test_values_and_gradients(name, shift):
    """Exponents that overflow or vanish share what does not matter."""
    c, x = T.dmatrices("c", "x")
    out = PROGRAMS[name](T, c, x)
    f = theano.function([c, x], [out, *T.grad(out.sum(), [c, x])])
    if name in ("one row", "reciprocals", "a number"):
        shift = 0
    a, b = arguments(3 if name in OTHERS else 30)
    got = f(a, b + shift)
    np.testing.assert_allclose(got[0], value(name, a, b + shift).astype("float64"), rtol=1e-11)
    for k, found in enumerate(got[1:]):
        step = 1e-9
        for place in np.ndindex(a.shape):
            moved = np.zeros_like(a).astype(np.longdouble)
            moved[place] = step
            ends = [value(name, a + s * moved * (k == 0), b + shift + s * moved * (k == 1)).sum() for s in (1, -1)]
            slope = float((ends[0] - ends[1]) / (2 * step))
            np.testing.assert_allclose(found[place], slope, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", TERMS | SUMS)
def test_no_logarithms(name):
    """What is averaged is not compared with other factors."""
    c, x = T.dmatrices("c", "x")
    f = theano.function([c, x], PROGRAMS[name](T, c, x))
    text = theano.printing.debugprint(f, file="str")
    assert "log(" not in text and "logaddexp(" not in text


def test_digits_of_differences():
    """Of exponentials alone a difference keeps its digits."""
    x = T.dvector("x")
    f = theano.function([x], (T.exp(x) - T.exp(-x)) / (T.exp(x) + T.exp(-x)))
    small = np.array([1e-9, -3e-12, 0.0, 800.0, -800.0])
    np.testing.assert_allclose(f(small), np.tanh(small), rtol=1e-14)


def test_weights_that_are_all_nothing():
    """An average of nothing is not a number, and that of one weight the factor itself."""
    c, x = T.dmatrices("c", "x")
    for name in ("rows", "all"):
        f = theano.function([c, x], SUMS[name](T, c, x))
        assert np.isnan(f(np.ones((3, 4)), np.full((3, 4), -np.inf))).all()
        only = np.full((3, 4), -np.inf)
        only[:, 1] = 1000
        np.testing.assert_allclose(f(np.full((3, 4), 2.5), only), 2.5)


def test_weights_that_are_no_exponentials():
    """Sums of exponentials over sums with terms of any sign are quotients as they stand."""
    x, y, s = T.dvectors("x", "y", "s")
    f = theano.function([x, y, s], (T.exp(x) + T.exp(y)) / (s + T.exp(-y)))
    a, b, c = np.array([1.0, -2.0]), np.array([2.0, 0.5]), np.array([3.0, -7.0])
    np.testing.assert_allclose(f(a, b, c), (np.exp(a) + np.exp(b)) / (c + np.exp(-b)), rtol=1e-14)
