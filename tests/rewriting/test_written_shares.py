"""Shares that add up to 1, in spellings that no rule names: what is left to 1 keeps its digits, whoever reads it."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

exp, log, sqr = T.exp, T.log, T.sqr
ROW = {"axis": 1, "keepdims": True}
LOGITS = np.array([[-400.0, 300, 20, 7], [300, 200, 10, 290], [0.1, 0.5, -0.3, 0], [50, 90, 91, 10]])


def shifted(x, shift):
    """``exp(x - shift)`` as the quotient of two exponentials, divided by its sum."""
    e = exp(x) / exp(shift)
    return e / e.sum(**ROW)


def rooted(x):
    e = exp(x / 2)
    return sqr(e / T.sqrt(sqr(e).sum(**ROW)))


def by_sum(x, make):
    e = make(x)
    return e / e.sum(**ROW)


def total(x):
    """The logarithm of the sum of exponentials, with the maximum factored out."""
    m = x.max(**ROW)
    return m + log(exp(x - m).sum(**ROW))


SHARES = {
    "softmax": T.nnet.softmax,
    "quotient of exponentials": lambda x: exp(x) / exp(total(x)),
    "reciprocal": lambda x: 1 / exp(total(x) - x),
    "power -1": lambda x: exp(x) * exp(total(x)) ** -1,
    "product": lambda x: exp(x) * exp(-total(x)),
    "logarithm undone": lambda x: exp(x) / exp(log(exp(x).sum(**ROW))),
    "maximum beside the sum": lambda x: exp(x) / (exp(x.max(**ROW)) * exp(x - x.max(**ROW)).sum(**ROW)),
    "maximum on the other side": lambda x: exp(x) * exp(-x.max(**ROW)) / exp(x - x.max(**ROW)).sum(**ROW),
    "both shifted": lambda x: exp(x - x.max(**ROW)) / exp(total(x) - x.max(**ROW)),
    "shifted by the maximum": lambda x: shifted(x, x.max(**ROW)),
    "shifted by the mean": lambda x: shifted(x, x.mean(**ROW)),
    "squares": lambda x: by_sum(x, lambda x: exp(x / 2) ** 2),
    "roots": lambda x: by_sum(x, lambda x: T.sqrt(exp(2 * x))),
    "rooted": rooted,
    "weighted": lambda x: by_sum(x, lambda x: 3 * exp(x)),
    "powers of a number": lambda x: by_sum(x, lambda x: 2.0 ** (x / np.log(2))),
    "powers of a softmax": lambda x: by_sum(x, lambda x: T.nnet.softmax(x / 3) ** 3),
    "roots of a softmax": lambda x: by_sum(x, lambda x: T.sqrt(T.nnet.softmax(2 * x))),
    "absolute values": lambda x: exp(x) / abs(exp(x)).sum(**ROW),
}
READERS = {
    "complement": (lambda p, ln: ln(1 - p)),
    "complement of a square": (lambda p, ln: ln(1 - p**2)),
    "complement of a power": (lambda p, ln: ln(1 - p**1.5)),
    "sum of squares": (lambda p, ln: ln(1 - (p**2).sum(axis=1))),
    "weights": (lambda p, ln: ln(1 - (p * np.array([0.0, 1, 0.25, 0.5])).sum(axis=1))),
    "masked": (lambda p, ln: ln(1 - p * np.array([1.0, 1, 0, 1]))),
    "largest of some": (lambda p, ln: ln(1 - (p * np.array([1.0, 1, 0, 1])).max(axis=1))),
    "odds": (lambda p, ln: ln(p / (1 - p))),
    "largest": (lambda p, ln: ln(1 - p.max(axis=1))),
}
EXCESS = {
    "odds against": (lambda p, ln: ln(1 / p - 1)),
    "a negative power": (lambda p, ln: ln(p**-1.5 - 1)),
}
ELEMENTS = {
    "one by one": (lambda p, ln: ln(1 - p[:, 0] - p[:, 1])),
    "a sum": (lambda p, ln: ln(1 - (p[:, -1] + p[:, 1]))),
    "one and a sum": (lambda p, ln: ln(1 - p[:, 1] - (p[:, 0] + p[:, 2]))),
}


def truth(readers):
    with mpmath.workdps(500):
        x = np.frompyfunc(lambda v: mpmath.mpf(float(v)), 1, 1)(LOGITS)
        e = np.frompyfunc(mpmath.exp, 1, 1)(x)
        p, ln = e / e.sum(axis=1, keepdims=True), np.frompyfunc(mpmath.log, 1, 1)
        return [np.asarray(read(p, ln), "float64") for read in readers.values()]


@pytest.mark.parametrize("name", SHARES)
def test_what_is_left(name):
    readers = READERS if name == "rooted" else {**READERS, **EXCESS}
    readers = readers if name != "softmax" else {**readers, **ELEMENTS}
    x = T.dmatrix("x")
    p = SHARES[name](x)
    logs = [read(p, log) for read in readers.values()]
    f = theano.function([x], [*logs, *[T.grad(v.sum(), x) for v in logs]])
    found = f(LOGITS)
    for reader, value, slope, want in zip(readers, found, found[len(logs) :], truth(readers)):
        np.testing.assert_allclose(value, want, rtol=1e-9, atol=1e-14, err_msg=reader)
        assert np.isfinite(slope).all(), reader
        # a shift changes nothing
        np.testing.assert_allclose(slope.sum(axis=1), 0, atol=1e-9, err_msg=reader)


def test_digits_behind_a_mask():
    """What is left to a share that is nearly 1 is as exact as without the mask."""
    x, marks = T.dmatrix("x"), T.constant(np.array([[1.0, 0, 1, 1]]))
    p = T.nnet.softmax(x)
    logs = [log(1 - marks * p).sum(), log(1 - (marks * p).max(axis=1)).sum(), log(1 - p.max(axis=1)).sum()]
    f = theano.function([x], [*logs, *[T.grad(v, x) for v in logs]])
    *found, first, second, third = f([[-400.0, 20, 266, 300]])
    np.testing.assert_allclose(found, -34, rtol=1e-14)
    for slope in (first, second, third):
        np.testing.assert_allclose(slope, [[0, 0, 1, -1]], atol=1e-13)


def test_elements_out_of_bounds():
    x = T.dmatrix("x")
    p = T.nnet.softmax(x)
    f = theano.function([x], log(1 - p[:, 0] - p[:, 4]))
    with pytest.raises(IndexError):
        f(LOGITS)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_parts_of_two(dtype):
    """``x - logaddexp(x, y)`` is the logarithm of a logistic function, however its parts are written."""
    x, y = T.vectors("x", "y", dtype=dtype)
    values = np.array([-60, 60, 3e6, -3e6, 2, 0], dtype), np.array([40, -20, 3e6, -2e6, 1, 0], dtype)
    apart = values[0].astype("float64") - values[1].astype("float64")
    want = -np.logaddexp(0, -apart)
    logs = {
        "difference": x - T.logaddexp(x, y),
        "turned": -(T.logaddexp(y, x) - x),
        "sums": (x + y) - T.logaddexp(x + y, y + y),
        "among others": y + x - T.logaddexp(x, y) - y,
        "quotient": log(exp(x) / (exp(x) + exp(y))),
        "complement": log(1 - exp(y - T.logaddexp(y, x))),
        "of a number": log(1 - exp(y - x - T.logaddexp(y - x, 0))),
        "of a number, turned": log(1 - exp(y - x - T.logaddexp(0, y - x))),
    }
    f = theano.function([x, y], [*logs.values(), *[T.grad(v.sum(), x) for v in logs.values()]])
    found = f(*values)
    for name, value, slope in zip(logs, found, found[len(logs) :]):
        np.testing.assert_allclose(value, want, rtol=1e-5 if dtype == "float32" else 1e-13, err_msg=name)
        np.testing.assert_allclose(slope, 1 / (1 + np.exp(np.minimum(apart, 700))), rtol=1e-4, atol=1e-6, err_msg=name)
