"""Deviations of labels from probabilities that are nearly 0 or 1."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

SCORES = np.array([-200.0, -45, -20, -1, 0.5, 17, 35, 60, 300])
PROBABILITIES = {
    "sigmoid": T.nnet.sigmoid,
    "quotient": lambda x: 1 / (1 + T.exp(-x)),
    "complement": lambda x: 1 - 1 / (1 + T.exp(x)),
}
PROGRAMS = {
    "quotient": lambda y, p: (y - p) / (p * (1 - p)),
    "opposite": lambda y, p: (p - y) / p / (1 - p),
    "square": lambda y, p: (y - p) ** 2 / (p * (1 - p)),
    "product": lambda y, p: (y - p) * (p - y) / (p * (1 - p)),
    "size": lambda y, p: abs(y - p) / (p * (1 - p)),
    "root": lambda y, p: (y - p) / T.sqrt(p * (1 - p)),
    "logarithm": lambda y, p: -T.log(1 - abs(y - p)),
    "other logarithm": lambda y, p: T.log1p(-abs(p - y)),
    "focal": lambda y, p: abs(y - p) ** 2 * -T.log(1 - abs(y - p)),
}


def exact(name, y, x):
    """Return the value, and the derivative by x, of a program for labels that are 0 or 1."""
    sign = 2 * y - 1
    miss, hit = np.exp(-np.logaddexp(0, sign * x)), np.exp(-np.logaddexp(0, -sign * x))
    loss = np.logaddexp(0, -sign * x)
    odds = np.exp(-sign * x)
    return {
        "quotient": (sign * (1 + odds), -odds),
        "opposite": (-sign * (1 + odds), odds),
        "square": (odds, -sign * odds),
        "product": (-odds, sign * odds),
        "size": (1 + odds, -sign * odds),
        "root": (sign * np.sqrt(odds), -0.5 * np.sqrt(odds)),
        "logarithm": (loss, -sign * miss),
        "other logarithm": (-loss, sign * miss),
        "focal": (miss**2 * loss, -sign * (2 * miss**2 * hit * loss + miss**3)),
    }[name]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("p", PROBABILITIES)
def test_labels(p, name, dtype):
    """They have the digits of what differs, also of one that is all of it."""
    y, x = T.vectors("y", "x", dtype=dtype)
    z = PROGRAMS[name](y, PROBABILITIES[p](x))
    f = theano.function([y, x], [z, T.grad(z.sum(), x)])
    rtol = 1e-4 if dtype == "float32" else 1e-12
    scores = np.clip(SCORES, *((-80, 80) if dtype == "float32" else (-600, 600)))
    for label in (0.0, 1.0):
        found = f(*np.array([np.full(len(scores), label), scores], dtype))
        for got, want in zip(found, exact(name, label, scores)):
            # the focal loss of a hit is a square of what has rounded
            np.testing.assert_allclose(got, want, rtol, atol=1e-15 if name == "focal" else 1e-37)


@pytest.mark.parametrize("name", PROGRAMS)
def test_soft_labels(name, values=(0.3, 0.9, 1.5, -0.25)):
    """Between labels, and beyond them, a program has its own value, and derivatives by both."""
    y, x = T.dvectors("y", "x")
    z = PROGRAMS[name](y, T.nnet.sigmoid(x))
    outputs = [z, *T.grad(z.sum(), [y, x])]
    scores = np.array([0.3, -2.0, 1.5, -1.0])
    found, plain = (theano.function([y, x], outputs, mode=mode)(values, scores) for mode in (None, "FAST_COMPILE"))
    for got, want in zip(found, plain):
        np.testing.assert_allclose(got, want, rtol=1e-12)


def test_slope_by_labels():
    """The derivative by a label is there where it is 0 or 1, too."""
    y, x = T.dvectors("y", "x")
    p = T.nnet.sigmoid(x)
    slope = T.grad(((y - p) / (p * (1 - p))).sum(), y)
    scores = np.array([-30.0, 2, 30, 1])
    got = theano.function([y, x], slope)([0, 1, 1, 0.5], scores)
    np.testing.assert_allclose(got, 2 + np.exp(scores) + np.exp(-scores), rtol=1e-12)


def test_labels_of_other_kinds():
    """Labels may be integers or bools, a row of them, and probabilities a column."""
    x = T.dcol("x")
    for y, labels in ((T.bvector("y"), [0, 1]), (T.vector("y", dtype="bool"), [False, True])):
        z = -T.log(1 - abs(y - T.nnet.sigmoid(x)))
        got = theano.function([y, x], z)(labels, [[-50.0], [50.0]])
        np.testing.assert_allclose(got, [[0, 50], [50, 0]], atol=1e-20)


@pytest.mark.parametrize("number", [2, 0.4, -1.5, True])
def test_distances_from_numbers(number):
    """A number that is no label stays what it is, and the rewrites come to rest."""
    x = T.dvector("x")
    p = T.nnet.sigmoid(x)
    z = [T.log(abs(number - p)), T.log(1 - abs(p - number) ** 2 / 9), (number - p) / (p * (1 - p))]
    z += [T.grad(u.sum(), x) for u in z]
    scores = np.array([-30.0, -1, 0.7, 20])
    found = theano.function([x], z)(scores)
    p = 1 / (1 + np.exp(-scores))
    rest = number - p if number is not True else 1 / (1 + np.exp(scores))
    slope = p / (1 + np.exp(scores))
    square = 1 - rest**2 / 9
    want = [np.log(abs(rest)), np.log(square), rest / slope, -slope / rest, 2 * rest * slope / 9 / square]
    want.append(-1 - rest * (1 - 2 * p) / slope)
    for got, expected in zip(found, want):
        np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-12)
