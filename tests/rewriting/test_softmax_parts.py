"""Parts of softmaxes that a program writes out keep the digits of large numbers, and do not overflow."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

VALUES = np.array([[1000, 1001, 3], [-1000, -1001, -1002], [1, 2, 3]], "float32")
PICKS = np.array([0, 1, 2])
labels = T.lvector("labels")
PARTS = {
    "element": (lambda e: e[:, 0] / e.sum(axis=1), lambda p: p[:, 0]),
    "reciprocal": (lambda e: e[:, 0] * e.sum(axis=1) ** -1, lambda p: p[:, 0]),
    "elements": (lambda e: e[:, 1:] / e.sum(axis=1, keepdims=True), lambda p: p[:, 1:]),
    "element of columns": (lambda e: e.T[2] / e.T.sum(axis=0), lambda p: p[:, 2]),
    "labels": (lambda e: e[T.arange(e.shape[0]), labels] / e.sum(axis=1), lambda p: p[range(3), PICKS]),
    "labels counted": (lambda e: e[T.arange(labels.shape[0]), labels] / e.sum(axis=1), lambda p: p[range(3), PICKS]),
    "scaled": (lambda e: 2 * e[:, 0] / (4 * e.sum(axis=1)), lambda p: p[:, 0] / 2),
    "column": (lambda e: e[:, 0].dimshuffle(0, "x") / e.sum(axis=1, keepdims=True), lambda p: p[:, :1]),
}


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("name", PARTS)
def test_part(name):
    part, wanted = PARTS[name]
    x = T.fmatrix("x")
    z = part(T.exp(x + 1))
    log = T.log(z)
    found, logs, g = theano.function([x, labels], [z, log, T.grad(log.sum(), x)], on_unused_input="ignore")(
        VALUES, PICKS
    )
    p = softmax(VALUES.astype("float64"))
    np.testing.assert_allclose(found, wanted(p), rtol=1e-6)
    clear = wanted(p) > 0
    np.testing.assert_allclose(logs[clear], np.log(wanted(p)[clear]), rtol=1e-6)
    assert np.isfinite(logs).all()
    assert np.isfinite(g).all()


@pytest.mark.parametrize("sign", [1, -1])
def test_difference_from_a_sum_of_exponentials(sign):
    x = T.fmatrix("x")
    loss = sign * (T.log(T.exp(x).sum(axis=1)) - x[:, 0])
    want = -sign * np.log(softmax(VALUES.astype("float64"))[:, 0])
    np.testing.assert_allclose(theano.function([x], loss)(VALUES), want, rtol=1e-6)


def test_as_many_picks_as_rows():
    x = T.matrix("x")
    e = T.exp(x)
    f = theano.function([x, labels], e[T.arange(labels.shape[0]), labels] / e.sum(axis=1))
    with pytest.raises(ValueError, match="length|shape|mis-match"):
        f(VALUES, PICKS[:2])


def test_the_first_row_is_no_row_of_its_own():
    x = T.dmatrix("x")
    e = T.exp(x)
    f = theano.function([x, labels], e[T.arange(1), labels] / e.sum(axis=1))
    value = VALUES.astype("float64") / 100
    np.testing.assert_allclose(f(value, PICKS), np.exp(value)[0, PICKS] / np.exp(value).sum(axis=1))
