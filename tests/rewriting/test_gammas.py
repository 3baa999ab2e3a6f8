"""Differences of the logarithm of the gamma function, and of its derivatives, at large numbers."""

import mpmath as mp
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.mode import get_default_mode
from tensorgraph.ifelse import IfElse

WITHOUT = get_default_mode().excluding("gammas_of_large_numbers")
N = [1.0, 5.0, 40.0, 300.0, 1e4, 1e6, 3e6]
K = [0.25, 2.0, 30.0, 0.5, 3.0, 4000.0, 1e6]
# of `gammaln` and two numbers
FORMULAS = {
    "next": lambda g, n, k: g(n + 1) - g(n),
    "negative": lambda g, n, k: g(n) - g(n + k),
    "beta": lambda g, n, k: g(n) + g(k) - g(n + k),
    "counts": lambda g, n, k: g(n + k) - g(k) - g(n + 1),
    "Student": lambda g, n, k: 2 * k + g((n + 1) / 2) - g(n / 2),
    "two of each": lambda g, n, k: g(n + k) - g(n) + g(k + 1) - g(k),
}


def compiled(name, dtype, mode=None):
    n, k = T.vectors("n", "k", dtype=dtype)
    with theano.config.change_flags(floatX=dtype):
        total = FORMULAS[name](T.gammaln, n, k)
        return theano.function([n, k], [total, *T.grad(total.sum(), [n, k], disconnected_inputs="ignore")], mode=mode)


def choices(f):
    return sum(isinstance(node.op, IfElse) for node in f.maker.fgraph.apply_nodes)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", sorted(FORMULAS.keys() - {"Student"}))
def test_derivatives(name, dtype):
    f = compiled(name, dtype)
    assert choices(f) == 1
    found = f(N, K)
    for i, (n, k) in enumerate(zip(N, K)):
        exact = lambda n, k: FORMULAS[name](mp.loggamma, n, k)  # noqa: E731
        with mp.workdps(40):
            want = [mp.diff(exact, (n, k), d) for d in ((0, 0), (1, 0), (0, 1))]
        np.testing.assert_allclose([v[i] for v in found], [float(v) for v in want], rtol=400 * np.finfo(dtype).eps)


def test_second_derivatives():
    n = T.dvector("n")
    first = T.grad((T.gammaln(n + 2) - T.gammaln(n)).sum(), n)
    x = np.array(N)
    want = -1 / x**2 - 1 / (x + 1) ** 2
    np.testing.assert_allclose(theano.function([n], T.grad(first.sum(), n))(x), want, rtol=1e-12)


@pytest.mark.parametrize("name", FORMULAS)
def test_bits_of_moderate_numbers(name):
    n, k = np.random.default_rng(1).uniform(0.1, 49, (2, 9))
    np.testing.assert_array_equal(compiled(name, "float64")(n, k), compiled(name, "float64", WITHOUT)(n, k))


def test_ends():
    n, k = [np.nan, np.inf, 0, -0.5, 1e3, 1e3, 1e-300], [1, 1, 2, 0.25, np.nan, np.inf, 1e3]
    for name in ("negative", "counts"):
        found, want = (compiled(name, "float64", mode)(n, k) for mode in (None, WITHOUT))
        np.testing.assert_allclose(found, want, rtol=1e-12, atol=1e-290)
    assert [v.shape for v in compiled("counts", "float64")([], [])] == [(0,)] * 3


@pytest.mark.parametrize(
    "program",
    [
        lambda n, k: T.gammaln(n) - T.gammaln(k),
        lambda n, k: T.gammaln(n + k) + T.gammaln(n),
        lambda n, k: T.gammaln(n[0] + 1) - T.gammaln(n[0]),
        lambda n, k: T.psi(n + 1) - T.gammaln(n),
        lambda n, k: T.sort(T.gammaln(n + 1) - T.gammaln(n)),
        lambda n, k: theano.scan(lambda x: T.gammaln(n + x) - T.gammaln(n) - x, outputs_info=k, n_steps=2)[0],
    ],
    ids=["nothing in common", "a sum", "a number", "two functions", "a sort of it", "a loop"],
)
def test_left_alone(program):
    n, k = T.dvectors("n", "k")
    assert choices(theano.function([n, k], program(n, k), on_unused_input="ignore")) == 0


def test_integers():
    """Functions of integers stay as they are."""
    n, k = T.lvectors("n", "k")
    z = T.gammaln(n + k) - T.gammaln(n)
    got = theano.function([n, k], z)([10, 10**7], [3, 2])
    np.testing.assert_allclose(got, [np.log(10 * 11 * 12.0), np.log(1e7 * (1e7 + 1))], rtol=1e-7)
