"""Powers of floats of any sign, of zeros and of infinities, are NumPy's."""

import itertools

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

NUMBERS = (0.0, 0.5, 1.0, 2.0, 2.5, 3.0, 7.0, 8.0, 1e20, 4503599627370497.0, 9007199254740993.0, 1e300, np.inf)
SIGNED = np.array([*NUMBERS, *[-x for x in NUMBERS], np.nan, 1e-310, -1e-310, 5e-324])
DTYPES = ("float32", "float64")

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def signed(dtype):
    """Return numbers of both signs; float32 has some of them as infinities and zeros."""
    return SIGNED.astype(dtype)


def assert_powers(got, x, y):
    want = np.power(x, y)
    assert got.dtype == want.dtype
    same = (got == want) & (np.signbit(got) == np.signbit(want)) | np.isnan(got) & np.isnan(want)
    # a denormal number may be rounded twice
    near = abs(got - want) <= np.maximum(4 * np.spacing(abs(want)), np.finfo(want.dtype).smallest_subnormal)
    wrong = ~(same | near & (np.signbit(got) == np.signbit(want)))
    assert not wrong.any(), list(zip(*np.broadcast_arrays(x, y, got, want), strict=True))[int(wrong.argmax())]


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_pair_of_numbers(dtype):
    """Base and exponent are arrays; there are enough of them for vectors and what is left."""
    x, y = T.vectors("xy", dtype=dtype)
    pairs = np.array(list(itertools.product(signed(dtype), repeat=2)), dtype)
    f = theano.function([x, y], x**y)
    for n in 1, 7, len(pairs):
        assert_powers(f(pairs[:n, 0], pairs[:n, 1]), pairs[:n, 0], pairs[:n, 1])


@pytest.mark.parametrize("of", [T.neg, abs, T.sqr, T.sqrt])
@pytest.mark.parametrize("integer", ["int8", "uint8", "int64"])
def test_integers(of, integer):
    """Exponents are integers; what is computed for signs is left out where there are none."""
    x, y = T.dvector("x"), T.vector("y", dtype=integer)
    base = of(x)
    whole = np.array([0, 1, 2, 3, 4, 5, 11, 100, 127, -1, -2, -3, -100][: 9 if integer == "uint8" else None], integer)
    given, exponents = np.repeat(signed("float64"), len(whole)), np.tile(whole, len(SIGNED))
    f, g = theano.function([x, y], base**y), theano.function([x], base)
    assert_powers(f(given, exponents), g(given), exponents)


@pytest.mark.parametrize("exponent", [3.5, -3.5, 11.0, -11.0, 12.0, -12.0, 1e20, -1e20, np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("dtype", DTYPES)
def test_known_exponents(dtype, exponent):
    x = T.vector("x", dtype=dtype)
    exponent = np.asarray(exponent, dtype)
    assert_powers(theano.function([x], x ** T.constant(exponent))(signed(dtype)), signed(dtype), exponent)


@pytest.mark.parametrize("base", SIGNED)
def test_known_bases(base):
    y = T.dvector("y")
    assert_powers(theano.function([y], T.constant(base) ** y)(SIGNED), base, SIGNED)


def test_integers_as_exponents():
    """The columns of polynomials: ``x[:, None] ** arange(n)``."""
    x = T.dvector("x")
    given = np.linspace(-2, 2, 41)
    got = theano.function([x], x.dimshuffle(0, "x") ** T.arange(12))(given)
    assert_powers(got, given[:, None], np.arange(12))


def test_gradient_of_negative_bases():
    """The gradient of ``x**k`` is that of the product."""
    x = T.dvector("x")
    k = np.arange(6)
    gradient = theano.function([x], T.grad((x.dimshuffle(0, "x") ** T.constant(k)).sum(), x))
    given = np.array([-1.5, -0.5, 0.5, 2.0])
    np.testing.assert_allclose(gradient(given), sum(i * given ** (i - 1) for i in k[1:]), rtol=1e-12)
