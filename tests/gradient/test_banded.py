"""Jacobians and Hessians of what is made elementwise of slices are diagonals between zeros: no loop over rows."""

import sys

import numpy as np
import pytest
from scipy.optimize import rosen_hess

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import grad, hessian, jacobian
from tensorgraph.gradient.maprows import MapRows
from tensorgraph.graph.traverse import ancestors

N = 6
x, u = T.dvectors("x", "u")
s = T.dscalar("s")
GIVEN = {x: np.linspace(0.3, 1.4, N), u: np.linspace(-0.7, 0.9, N), s: np.array(0.6)}
zeros = T.zeros_like(x)
LOCAL = [
    x, -x, T.exp(x), x * u, x + s, T.switch(x > 0.5, x, 2 * x), x[1:] - x[:-1] ** 2, x[1:] * x[:-1] * u[1:],
    x[1:4] * x[2:5], x[-3:] * u[:3], T.set_subtensor(zeros[1:], x[:-1] * x[1:]),
    x + T.inc_subtensor(zeros[:-1], x[1:] * x[:-1]), T.inc_subtensor(T.exp(x)[2:], x[:-2]), x[:3] + x[-3:] * x[1:4],
    x[1:][1:] * x[:-1][:-1], x[1:][-3:][1:] * u[:2], (x[1:] - x[:-1])[1:] * (x[1:] + x[:-1])[:-1], T.exp(x * u)[2:],
    T.exp((x[1:] ** 2 - s * x[:-1])[1:4])[1:], (x[1:] * x[:-1])[-2:][:1] + x[3:4], T.exp(x)[4:][1:][9:],
]  # fmt: skip
OTHERS = [
    x / x.sum(), x[::-1] * x, x[::2] + 1, T.dot(x, T.outer(u, u)), x * x[0], T.set_subtensor(x[1:], x[:-1]),
    x.cumsum(), (x[1:] * x[:-1])[::2], x[::-1][1:], T.exp(x[::2])[1:],
]  # fmt: skip


def loops(*matrices):
    return [v for v in ancestors(matrices) if v.owner is not None and isinstance(v.owner.op, MapRows)]


@pytest.fixture
def check(monkeypatch):
    def compare(y):
        """Compare the Jacobian, and the Hessian of a sum, with those by rows."""
        found = [jacobian(y, x), hessian((y**3).sum(), x)]
        monkeypatch.setattr(sys.modules["tensorgraph.gradient.jacobian"], "by_diagonals", lambda *given: None)
        expected = [jacobian(y, x), hessian((y**3).sum(), x)]
        assert loops(*expected)
        values = theano.function(list(GIVEN), [*found, *expected], on_unused_input="ignore")(*GIVEN.values())
        for got, want in zip(values, values[2:]):
            np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-14)

    return compare


@pytest.mark.parametrize("y", LOCAL, ids=str)
def test_made_of_slices(y, check):
    assert not loops(jacobian(y, x))
    check(y)


@pytest.mark.parametrize("y", OTHERS, ids=str)
def test_others_have_rows(y, check):
    assert loops(jacobian(y, x))
    check(y)


def test_hessians():
    """Of Rosenbrock's function three diagonals, of a sum of functions of elements one."""
    rosenbrock = (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()
    H, D = hessian(rosenbrock, x), hessian(T.exp(x).sum() + (u * x**4).sum(), x)
    assert not loops(H, D)
    found = theano.function([x, u], [H, D])(GIVEN[x], GIVEN[u])
    np.testing.assert_allclose(found[0], rosen_hess(GIVEN[x]), rtol=1e-12)
    np.testing.assert_allclose(found[1], np.diag(np.exp(GIVEN[x]) + 12 * GIVEN[u] * GIVEN[x] ** 2), rtol=1e-12)


HILLS = [
    lambda: (x[1:] - x[:-1])[1:] - (x[1:] - x[:-1])[:-1], lambda: (x * u)[2:], lambda: x[1:][1:] * x[:-1][:-1] / u[2:],
    lambda: T.exp(x * s)[1:-1] + (x[2:] * x[:-2]),
]  # fmt: skip


@pytest.mark.parametrize("make", HILLS)
def test_hessians_of_nested_slices(make):
    H = hessian(T.exp(make()).sum(), x)
    assert not loops(H)
    slope = T.grad(T.exp(make()).sum(), x)
    rows = [T.grad(slope[i], x) for i in range(N)]
    found, *expected = theano.function(list(GIVEN), [H, *rows], on_unused_input="ignore")(*GIVEN.values())
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_short_vectors(n):
    """Slices without elements have diagonals without elements, and no nan."""
    cost = (1 / (x[1:] - x[:-1])).sum() + T.log(x).sum()
    value = np.linspace(0.5, 1.5, n)
    found = theano.function([x], [hessian(cost, x), jacobian(x[1:] - x[:-1], x)])(value)
    assert found[0].shape == (n, n) and found[1].shape == (max(n - 1, 0), n)
    assert np.isfinite(found[0]).all()


def test_constants_and_variables_on_the_way():
    z = T.exp(x)
    y = z * x
    f = theano.function([x], [jacobian(y, x, consider_constant=[z]), jacobian(y, z), jacobian(y, x)])
    of_x, of_z, whole = f(GIVEN[x])
    np.testing.assert_allclose(of_x, np.diag(np.exp(GIVEN[x])))
    np.testing.assert_allclose(of_z, np.diag(GIVEN[x]))
    np.testing.assert_allclose(whole, np.diag(np.exp(GIVEN[x]) * (1 + GIVEN[x])))


def test_derivatives_go_on():
    """Gradients of a Hessian, and examples of it."""
    H = hessian((x[1:] * x[:-1] ** 2).sum(), x)
    slope = grad((H * T.outer(u, u)).sum(), x)
    # u'H u is the sum of 2 x[i+1] u[i]**2 + 4 x[i] u[i] u[i+1]
    expected = np.r_[4 * GIVEN[u][:-1] * GIVEN[u][1:], 0] + np.r_[0, 2 * GIVEN[u][:-1] ** 2]
    np.testing.assert_allclose(slope.eval({x: GIVEN[x], u: GIVEN[u]}), expected, atol=1e-14)
    m = T.dmatrix("m")
    several = theano.vmap(lambda v: hessian((v[1:] * v[:-1] ** 2).sum(), v))(m)
    one = theano.function([x], H)
    value = np.arange(12.0).reshape(2, 6)
    np.testing.assert_allclose(several.eval({m: value}), [one(row) for row in value])


def test_lengths_are_compared():
    f = theano.function([x, u], jacobian(x + u, x))
    with pytest.raises(ValueError, match=r"^x \+ u: "):
        f(np.ones(3), np.ones(4))


def test_lengths_that_are_cut_away():
    """Of a part of an elementwise operation the lengths are compared all the same."""
    y = T.exp((x * u)[:3])
    for matrix in (jacobian(y, x), hessian(y.sum(), x)):
        assert not loops(matrix)
        f = theano.function([x, u], matrix)
        assert f(GIVEN[x], GIVEN[u]).shape[1] == N
        with pytest.raises((AssertionError, ValueError)):
            f(GIVEN[x], GIVEN[u][1:])
