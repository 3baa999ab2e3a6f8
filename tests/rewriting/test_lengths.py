"""Lengths that do not fit are an error also where rewrites need only a part of what was written."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X, Y, M = np.ones(3), np.ones(4), np.ones((2, 3))
WRONG = {
    "constant + shared": lambda x, y, m: np.ones(3) + theano.shared(Y),
    "variable * constant": lambda x, y, m: y * np.ones(3),
    "zeros - variable": lambda x, y, m: np.zeros(3) - y,
    "variable / constant": lambda x, y, m: y / np.ones(3),
    "power of constants": lambda x, y, m: y ** np.zeros(3),
    "power 0": lambda x, y, m: x**0 * y,
    "power 0 of a sum": lambda x, y, m: (m + x) ** 0 * y,
    "repeated number": lambda x, y, m: T.alloc(0.0, x.shape[0]) + y,
    "repeated number, transposed": lambda x, y, m: T.alloc(2.0, x.shape[0], 2).T * m[:, 1:],
    "repeated numbers": lambda x, y, m: T.alloc(2.0, x.shape[0]) * T.alloc(3.0, y.shape[0]) * y,
    "zeros": lambda x, y, m: T.zeros_like(x) + y,
    "ones and zeros": lambda x, y, m: T.ones_like(m) * T.zeros_like(y),
    "times 0": lambda x, y, m: x * 0 + y,
    "cancelled terms": lambda x, y, m: x - x + y,
    "cancelled sum": lambda x, y, m: (x + y) - x,
    "cancelled factors": lambda x, y, m: x * y / x,
    "cancelled matrix": lambda x, y, m: m * y / m,
    "cancelled matrix, last": lambda x, y, m: y * m / m,
    "cancelled matrix of a sum": lambda x, y, m: (m + y) - m,
    "gradient that repeats rows": lambda x, y, m: T.grad((m * y).sum(), m),
    "gradient that repeats rows, last": lambda x, y, m: T.grad((y * m).sum(), m),
    "cancelled quotient": lambda x, y, m: x / x * y,
    "cancelled exponentials": lambda x, y, m: T.exp(x) / T.exp(x) * y,
    "comparison with itself": lambda x, y, m: T.lt(x, x) * y,
    "log of 1": lambda x, y, m: T.log(T.ones_like(x) * T.exp(y)),
    "sum of zeros": lambda x, y, m: (T.zeros_like(x) + y).sum(),
    "bounds": lambda x, y, m: T.clip(y, T.zeros_like(x), 1),
    "complement": lambda x, y, m: T.log(np.ones(3) - T.nnet.sigmoid(y)),
    "complement of squares": lambda x, y, m: T.log(1 - T.tanh(y) ** T.constant(np.full(3, 2.0))),
    "complement of a product": lambda x, y, m: T.log1p(np.full(3, -1.0) * T.nnet.sigmoid(y)),
    "complement of a mask": lambda x, y, m: T.log(T.exp(y) * (np.ones(3) - T.gt(y, 0))),
    "mask": lambda x, y, m: T.log(T.exp(y) * T.switch(y > 0, np.ones(3), np.zeros(3))),
    "zeros of a mask": lambda x, y, m: T.exp(y) * T.switch(y > 0, y, np.zeros(3)),
    "zeros of a masked quotient": lambda x, y, m: T.switch(y > 0, np.zeros(3), y) / y,
    "zeros of several masks": lambda x, y, m: T.log(y) * (T.switch(y > 0, y, np.zeros(3)) + T.switch(y < 1, 0, y)),
    "exponent": lambda x, y, m: T.log(T.exp(y) ** T.constant(np.full(3, 2.0))),
    "quotient": lambda x, y, m: 1 / (np.ones(3) + T.exp(y)),
    "quotient of exponentials": lambda x, y, m: T.exp(y) / (np.full(3, 2.0) + T.exp(y)),
    "row of another length": lambda x, y, m: m + y,
    "row + matrix": lambda x, y, m: y.dimshuffle("x", 0) + m,
    "column of a sum": lambda x, y, m: (m + y)[:, 0],
    "first columns of a product": lambda x, y, m: T.exp(m * y)[:, :2],
    "first of a stack": lambda x, y, m: T.stack([x, y])[0],
    "maximum": lambda x, y, m: T.maximum(x, y),
    "sum": lambda x, y, m: (x + y).sum(),
    "gradient": lambda x, y, m: T.grad((x * y).sum(), x) + x,
    "set": lambda x, y, m: T.set_subtensor(x[:2], y),
    "read what was set": lambda x, y, m: T.set_subtensor(x[:2], y)[:2],
}


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize("name", WRONG)
def test_error(name, mode):
    x, y = T.dvectors("x", "y")
    m = T.dmatrix("m")
    f = theano.function([x, y, m], WRONG[name](x, y, m), mode=mode, on_unused_input="ignore")
    with pytest.raises((ValueError, IndexError, AssertionError)):
        f(X, Y, M)


SPREAD = [
    lambda x: x,
    T.ones_like,
    lambda x: x**0,
    lambda x: x * 0 + 1,
    lambda x: T.exp(0 * x),
    lambda x: T.fill(x, 2.0),
    lambda x: T.alloc(3.0, *[x.shape[k] for k in range(x.ndim)]),
]
JOINED = [T.add, T.mul, T.sub, T.true_div, T.maximum, T.minimum, lambda a, b: T.switch(T.gt(a, b), a, 0.5)]
ALONE = [T.exp, T.neg, T.tanh, lambda v: 2 * v, lambda v: v + 1, lambda v: v]


def of_some_lengths(rng, leaves):
    """Return an elementwise expression that has each of the leaves once, perhaps summed.

    There are no zeros in it, with which products are not computed.
    """
    terms = [SPREAD[rng.integers(len(SPREAD))](v) for v in leaves]
    while len(terms) > 1:
        a, b = (terms.pop(rng.integers(len(terms))) for _ in range(2))
        joined = JOINED[rng.integers(len(JOINED))](a, b)
        terms.append(ALONE[rng.integers(len(ALONE))](joined))
    return terms[0].sum() if rng.random() < 0.3 else terms[0]


@pytest.mark.parametrize("seed", range(100))
def test_random(seed):
    """Of arrays that are used once each, one of another length is an error, whatever is done with it."""
    rng = np.random.default_rng(seed)
    leaves = [T.dvector() if rng.random() < 0.5 else T.dmatrix() for _ in range(rng.integers(2, 5))]
    output = of_some_lengths(rng, leaves)
    values = [rng.normal(size=(3,) if v.ndim == 1 else (2, 3)) for v in leaves]
    wrong = rng.integers(len(leaves))
    functions = [theano.function(leaves, output, mode=mode) for mode in ("FAST_RUN", "FAST_COMPILE")]
    expected, found = (f(*values) for f in functions)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    values[wrong] = rng.normal(size=(4,) if leaves[wrong].ndim == 1 else (2, 4))
    for f in functions:
        with pytest.raises(ValueError):
            f(*values)
