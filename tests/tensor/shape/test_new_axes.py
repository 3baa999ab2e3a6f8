"""None and Ellipsis among indices, for every pattern of broadcastable axes."""

import itertools

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

FULL = slice(None)


def indices(ndim):
    """Every index of up to three entries with a new axis, for an array of `ndim` axes."""
    for k in (1, 2, 3):
        for index in itertools.product([None, FULL, 0, slice(1), Ellipsis], repeat=k):
            taken = sum(i is not None and i is not Ellipsis for i in index)
            if None in index and index.count(Ellipsis) < 2 and taken <= ndim:
                yield index, taken


@pytest.mark.parametrize("flags", [f for n in (1, 2, 3) for f in itertools.product([False, True], repeat=n)])
def test_new_axes(flags):
    """Axes behind the last entry are dropped if all are broadcastable, as in Theano; otherwise as in NumPy."""
    x = T.TensorType("float64", flags)()
    value = np.arange(3.0 ** len(flags)).reshape((3,) * len(flags))[tuple(slice(1) if f else FULL for f in flags)]
    for index, taken in indices(len(flags)):
        rest = () if Ellipsis in index else flags[taken:]
        expected = value[(*index, ..., *[0] * len(rest))] if rest and all(rest) else value[index]
        z = x[index]
        assert z.ndim == expected.ndim, index
        assert all(n == 1 for n, b in zip(expected.shape, z.broadcastable) if b), index
        kept = [b for b in z.broadcastable if not b]
        # only a slice may shorten an axis without the type knowing
        assert len(kept) <= sum(n > 1 for n in expected.shape) + index.count(slice(1)), index
        np.testing.assert_array_equal(z.eval({x: value}), expected)


def test_gradient_of_a_dropped_axis():
    c = T.dcol("c")
    g = theano.function([c], T.grad((c[:, None] ** 2).sum(), c))
    np.testing.assert_array_equal(g([[1.0], [2.0]]), [[2.0], [4.0]])


@pytest.mark.parametrize("flags", [f for n in (1, 2) for f in itertools.product([False, True], repeat=n)])
@pytest.mark.parametrize("sign", [0, 1])
def test_updates(flags, sign):
    """The result is the whole tensor as it was indexed, without the new axes."""
    x, update = T.TensorType("float64", flags)(), (T.set_subtensor, T.inc_subtensor)[sign]
    value = np.arange(1.0, 3.0 ** len(flags) + 1).reshape((3,) * len(flags))
    value = value[tuple(slice(1) if f else FULL for f in flags)]
    for index, _ in indices(len(flags)):
        z = x[index]
        y = z.type("y")
        given = np.arange(10.0, 10 + z.size.eval({x: value})).reshape(z.shape.eval({x: value}))
        want, number = value.copy(), value.copy()
        want[index] = sign * want[index] + given.reshape(want[index].shape)
        number[index] = sign * number[index] + 5.0
        np.testing.assert_array_equal(update(z, y).eval({x: value, y: given}), want, err_msg=str(index))
        np.testing.assert_array_equal(update(z, 5.0).eval({x: value}), number, err_msg=str(index))


def test_updates_of_a_part():
    """A part with new axes is still one of the whole."""
    m, y = T.dmatrix("m"), T.dmatrix("y")
    f = theano.function([m, y], T.set_subtensor(m[1][None], y))
    np.testing.assert_array_equal(f(np.zeros((2, 3)), [[7.0, 8.0, 9.0]]), [[0, 0, 0], [7, 8, 9]])
