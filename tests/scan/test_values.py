"""What loops compute, against the same loop in Python."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def test_running_total():
    v = T.dvector("v")
    total, updates = theano.scan(lambda x, t: t + x, sequences=v, outputs_info=T.zeros(()))
    assert not updates
    f = theano.function([v], total)
    np.testing.assert_array_equal(f([1.0, 2.0, 4.0]), [1, 3, 7])
    assert f([]).shape == (0,)


def test_map_captures_what_is_outside():
    m, s = T.dmatrix("m"), T.dscalar("s")
    k = theano.shared(3.0, "k")
    out, _ = theano.scan(lambda row: row.sum() * s + k, sequences=m)
    np.testing.assert_array_equal(theano.function([m, s], out)([[1.0, 2], [3, 4]], 10.0), [33, 73])


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_taps_of_outputs(n):
    init, steps = T.dvector("init"), T.iscalar("steps")
    out, _ = theano.scan(
        lambda a, b: 2 * b - a + 1, outputs_info=dict(initial=init, taps=[-3, -1]), n_steps=steps
    )
    expected = [0.0, 1.0, 4.0]
    for _ in range(n):
        expected.append(2 * expected[-1] - expected[-3] + 1)
    np.testing.assert_array_equal(theano.function([init, steps], out)([0.0, 1.0, 4.0], n), expected[3:])


def test_shared_updates():
    s = theano.shared(0)
    n = T.iscalar("n")
    out, updates = theano.scan(lambda: {s: s + 3}, n_steps=n)
    assert out is None
    theano.function([n], [], updates=updates)(4)
    assert s.get_value() == 12


def test_until():
    limit = T.dscalar("limit")
    out, _ = theano.scan(
        lambda p: (p * 2, theano.scan_module.until(p * 2 > limit)), outputs_info=T.ones((), "float64"), n_steps=100
    )
    f = theano.function([limit], out)
    np.testing.assert_array_equal(f(10.0), [2, 4, 8, 16])
    np.testing.assert_array_equal(f(0.0), [2])
