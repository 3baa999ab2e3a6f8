"""Quotients of exponentials and powers that other parts of a graph of PyTensor read too."""

import random

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest

import tensorgraph.bridges.pytensor  # noqa: F401

X, Y = np.array([1.0, 0.7, 1.3]), np.array([0.6, 1.2, 0.9])
STEPS = [
    lambda a, b, c: a / b,
    lambda a, b, c: a * b,
    lambda a, b, c: a / b / b,
    lambda a, b, c: c * a / b,
    lambda a, b, c: c / a,
    lambda a, b, c: a * c,
    lambda a, b, c: a + b,
    lambda a, b, c: -a,
]


def check(function):
    """Check that a program gives the same on variables in mode TENSORGRAPH and on arrays; the rewrites come to rest."""
    x, y = pt.vectors("x", "y")
    f = pytensor.function([x, y], function(pt, x, y), mode="TENSORGRAPH", on_unused_input="ignore")
    for found, expected in zip(f(X, Y), function(np, X, Y), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def test_two_divisions_of_which_the_first_is_read_elsewhere():
    """As in the gradient of a density with variances in it."""

    def program(n, x, y):
        e = n.exp(x)
        return [2 / e / e, 2 / e + 1]

    check(program)


def test_factors_keep_their_order():
    """A product is known as done by the order of its factors."""

    def program(n, x, y):
        divisor = x**y - 4
        product = (x + 3 * y) * n.exp(n.tanh(x))
        return [product / divisor / divisor / divisor, product / divisor / divisor + 1, product / divisor + 2]

    check(program)


def test_shared_divisors_stay_one():
    """The canonizer puts them together again."""

    def program(n, x, y):
        divisor = x**y - 4
        shared = n.exp(n.tanh(x)) * divisor
        return [y / shared / divisor / divisor, y / shared / divisor + 1, shared + 2]

    check(program)


@pytest.mark.parametrize("seed", range(12))
def test_random_quotients(seed):
    def program(n, x, y):
        r = random.Random(seed)
        known = [x, y, n.exp(x), n.exp(-y), x**2.5, n.exp(x) + n.exp(y), x**y + 2]
        for _ in range(9):
            a, b = r.choice(known), r.choice(known[-4:])
            known.append(r.choice(STEPS)(*r.sample([a, b], 2), r.choice((2, 0.5, -1, 1 / 3))))
        return known[-4:]

    check(program)


def test_slopes_beside_curvature():
    """A slope that the Hessian reads too is no 0 / 0 where a chance rounds to 0 or 1."""
    v = pt.vector("v")
    p = pt.sigmoid(v)
    cost = pt.sum(pt.switch(pt.constant([True, False, True, False]), pt.log(p), pt.log1p(-p)))
    slope = pytensor.grad(cost, v)
    curvature = pytensor.gradient.hessian(cost, v)
    f = pytensor.function([v], [slope, pytensor.grad(slope.sum(), v), curvature], mode="TENSORGRAPH")
    found, second, matrix = f([-800.0, 800.0, 0.3, -760.0])
    p = 1 / (1 + np.exp(-0.3))
    np.testing.assert_allclose(found, [1, -1, 1 - p, 0], atol=1e-15)
    np.testing.assert_allclose(second, [0, 0, -p * (1 - p), 0], atol=1e-15)
    np.testing.assert_allclose(matrix, np.diag(second), atol=1e-15)


def test_factors_of_shared_switches():
    """A factor moves into the branches of a switch that others read, also if it stands there twice."""

    def program(n, x, y):
        e, r = n.exp(x), n.exp(y)
        chosen = n.where(x > y, 2 / e / e, r / e + y)
        both = chosen * e
        return [both, both * r, chosen + 1, chosen * e * e * y, n.where(y > 1, x / r, -1 / e) * r / e]

    check(program)
