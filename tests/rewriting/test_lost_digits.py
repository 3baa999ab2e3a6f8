"""Small values as differences of large ones: they have the digits that their arguments determine."""

import mpmath as mp
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X = np.array([1e-6, 1e-4, 3e-3, 0.3, 2, 30])


def pseudo_huber(x):
    return x * (x / (1 + np.sqrt(1 + x * x)))


def log_cosh(x):
    far = x + np.log1p(np.exp(-2 * x)) - np.log(2)
    return np.where(x < 1, np.log1p(2 * np.sinh(np.minimum(x, 1) / 2) ** 2), far)


# as a program spells it, and as it should be computed
SPELLINGS = {
    "pseudo-Huber": (lambda x: T.sqrt(1 + x**2) - 1, pseudo_huber),
    "pseudo-Huber of a scale": (lambda x: 4 * (T.sqrt(1 + (x / 2) ** 2) - 1), lambda x: 4 * pseudo_huber(x / 2)),
    "pseudo-Huber as a power": (lambda x: (1 + x**2) ** 0.5 - 1, pseudo_huber),
    "minus a root": (lambda x: 1 - T.sqrt(1 + x * x), lambda x: -pseudo_huber(x)),
    "logarithm of cosh": (lambda x: T.log(T.cosh(x)), log_cosh),
    "logarithm of exponentials": (lambda x: T.log((T.exp(x) + T.exp(-x)) / 2), log_cosh),
    "logarithm of an inverse": (lambda x: T.log(1 / T.cosh(x)), lambda x: -log_cosh(x)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_value(name, dtype):
    program, exact = SPELLINGS[name]
    x = T.vector("x", dtype=dtype)
    values = X.astype(dtype)
    found = theano.function([x], program(x))(values)
    np.testing.assert_allclose(found, exact(values.astype("float64")), rtol=1e-6 if dtype == "float32" else 1e-14)


@pytest.mark.parametrize("name", SPELLINGS)
def test_ends(name):
    x = T.dvector("x")
    found = theano.function([x], abs(SPELLINGS[name][0](x)))([0, np.inf, -np.inf, np.nan])
    np.testing.assert_array_equal(found, [0, np.inf, np.inf, np.nan])



def log_of_2(f, x):
    return f.log(2) if f is mp else T.constant(np.log(2), dtype=x.dtype)


# of the functions of `f`, which are those of `T` or of mpmath
DIFFERENCES = {
    "versine": lambda f, x: 1 - f.cos(x),
    "energy of a rotor": lambda f, x: 3 * (f.cos(x) - 1),
    "estimate of a divergence": lambda f, x: f.exp(x) - 1 - x,
    "divergence of normals": lambda f, x: 0.5 * (f.exp(2 * x) - 2 * x - 1),
    "Fisher's z": lambda f, x: 0.5 * f.log((1 + x / 32) / (1 - x / 32)),
    "shifted logistic": lambda f, x: 2 / (1 + f.exp(-x)) - 1,
    "scaled distance": lambda f, x: f.sqrt(x * x + 0.25) - 0.5,
    "roots": lambda f, x: f.sqrt(1024 + x) - f.sqrt(1024 - x),
    "root of a quadratic": lambda f, x: -x + f.sqrt(x**2 + x / 8192),
    "softplus without exponentials": lambda f, x: f.sqrt(1024 + (x - 31) ** 2) + (x - 31),
    "Pareto": lambda f, x: 1 - (1 + x) ** -1.3,
    "interest": lambda f, x: (1 + x / 512) ** (x + 1.7) - 1,
    "Box and Cox": lambda f, x: (x ** 0.01 - 1) / 0.01,
    "Tukey's biweight": lambda f, x: 1 - (1 - (x / 32) ** 2) ** 3,
    "power of a sum": lambda f, x: (1 + x / 32) ** 5 - 1,
    "Kumaraswamy": lambda f, x: 1 - (1 - (x / 32) ** 3.5) ** 1.25,
    "Keras's log-cosh": lambda f, x: x + f.log(1 + f.exp(-2 * x)) - log_of_2(f, x),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", DIFFERENCES)
def test_difference(name, dtype):
    x = T.vector("x", dtype=dtype)
    with theano.config.change_flags(floatX=dtype):
        f = theano.function([x], DIFFERENCES[name](T, x))
    values = X.astype(dtype)
    found = f(values)
    with mp.workdps(60):
        exact = [float(DIFFERENCES[name](mp, mp.mpf(float(value)))) for value in values]
    assert found.dtype == dtype
    np.testing.assert_allclose(found, exact, rtol=1e-4 if dtype == "float32" else 1e-11)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_powers_of_any_base(dtype):
    """What is near 1 has its digits; what is not, also of bases below 0, has its value."""
    x, y = T.vectors("x", "y", dtype=dtype)
    f = theano.function([x, y], x**y - 1)
    bases = np.array([2, 1.5, 0, 0, -2, -3, np.inf, 1, 0.5, np.nan, 1e-30], dtype)
    exponents = np.array([1e-20, 3, 2, 0, 2, 3, -1, np.inf, -2, 0, 0.5], dtype)
    expected = [np.log(2) * 1e-20, 1.5**3 - 1, -1, 0, 3, -28, -1, 0, 3, 0, -1]
    np.testing.assert_allclose(f(bases, exponents), expected, rtol=1e-6 if dtype == "float32" else 1e-14)


@pytest.mark.parametrize("epsilon", [1e-6, 1e-8])
def test_complement_beside_a_small_number(epsilon):
    """What a squashed Gaussian policy, and a discriminator, add to a complement is not lost beside its errors."""
    x = T.fvector("x")
    z = T.log(1 - T.tanh(x) ** 2 + epsilon)
    values = np.array([0.5, 6, 9, -12], "float32")
    found, slope = theano.function([x], [z, T.grad(z.sum(), x)])(values)
    square = np.cosh(values.astype("float64")) ** -2
    epsilon = float(np.float32(epsilon))
    np.testing.assert_allclose(found, np.log(square + epsilon), rtol=1e-6)
    np.testing.assert_allclose(slope, -2 * np.tanh(values) * square / (square + epsilon), rtol=1e-5)
    m = T.fmatrix("m")
    z = T.log(1 - T.nnet.softmax(m)[:, 0] + epsilon)
    found = theano.function([m], z)(np.array([[20, 0], [17, 0], [3, 2]], "float32"))
    np.testing.assert_allclose(found, np.log(1 / (1 + np.exp([20, 17, 1])) + epsilon), rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_distance_in_hyperbolic_space(dtype):
    x = T.vector("x", dtype=dtype)
    with theano.config.change_flags(floatX=dtype):
        y = T.arccosh(1 + 2 * x)
        f = theano.function([x], [y, T.grad(y.sum(), x)])
    values = np.array([1e-30, 1e-10, 1e-5, 0.3, 50, 1e20], dtype)
    with mp.workdps(80):
        exact = [(mp.acosh(1 + 2 * v), 1 / mp.sqrt(v * (1 + v))) for v in map(mp.mpf, map(float, values))]
    np.testing.assert_allclose(f(values), np.array(exact, dtype="float64").T, rtol=20 * np.finfo(dtype).eps)
    np.testing.assert_array_equal(f(np.array([0, -1e-3, np.inf, np.nan], dtype))[0], [0, np.nan, np.inf, np.nan])
