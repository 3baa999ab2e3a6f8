"""Branches that each example of ``vmap`` takes by a condition of its own."""

import warnings

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import scan, vmap
from tensorgraph.ifelse import ifelse

x, w = T.dmatrix("x"), T.dvector("w")
X, W = np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, -2.0, -3.0, -4.0], [5.0, -6.0, 7.0, 8.0]]), np.array([9.0, 8.0, 7.0])


def chosen(r, *branches):
    return T.as_tensor_variable(ifelse(T.gt(r.sum(), 0), *branches)).sum()


# from an example to a number, by branches of one length, and of several
EQUAL = {
    "values": lambda r: chosen(r, r * 2, r + 1),
    "numbers": lambda r: chosen(r, r[0], r[1]),
    "ends": lambda r: chosen(r, r[1:], r[:-1]),
    "one from outside": lambda r: chosen(r, r[1:], w),
    "one is constant": lambda r: chosen(r, r[1:], T.zeros(3)),
    "products": lambda r: chosen(r, T.outer(r, w), T.outer(r, r[:3])),
    "several": lambda r: sum(ifelse(T.gt(r.sum(), 0), [r.sum(), r[0]], [r.prod(), r[1]])),
    "reversed": lambda r: chosen(r, r[::-1], T.sort(r)),
}
UNEQUAL = {
    "heads": lambda r: chosen(r, r[:2], r[:3]),
    "tails": lambda r: chosen(r, r[1:], r[2:]),
    "every other": lambda r: chosen(r, r[::2], r),
    "twice": lambda r: chosen(r, T.concatenate([r, r]), r),
    "constants": lambda r: chosen(r, r[:2], T.ones(3)),
    "one of several": lambda r: ifelse(T.gt(r.sum(), 0), [r[0], r[:2]], [r[1], r[:3]])[1].sum(),
    "in a loop": lambda r: scan(lambda v, r: chosen(v, r[:2], r[:3]), sequences=r, non_sequences=r)[0].sum(),
    "of two axes": lambda r: chosen(r, T.outer(r, r[:2]), T.outer(r, r[:3])),
}


def told(f):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        result = f()
    return result, [str(warning.message) for warning in found]


@pytest.mark.parametrize("name", [*EQUAL, *UNEQUAL])
def test_values_and_gradients(name):
    """As of single examples; branches that differ in length run in a loop, which is said."""
    f = {**EQUAL, **UNEQUAL}[name]
    costs, messages = told(lambda: vmap(f)(x))
    assert ["in a loop" in m for m in messages] == [True] * (name in UNEQUAL)
    r = T.dvector("r")
    one = theano.function([r, w], [f(r), T.grad(f(r), r)], on_unused_input="ignore")
    both = theano.function([x, w], [costs, T.grad(costs.sum(), x)], on_unused_input="ignore")
    values, slopes = both(X, W)
    wanted = [one(row, W) for row in X]
    np.testing.assert_allclose(values, [v for v, _ in wanted], rtol=1e-12)
    np.testing.assert_allclose(slopes, [s for _, s in wanted], rtol=1e-12)


def test_maps_of_maps():
    z = T.dtensor3("z")
    found, messages = told(lambda: vmap(vmap(UNEQUAL["heads"]))(z))
    assert messages
    values = theano.function([z], found)(np.stack([X, -X]))
    np.testing.assert_array_equal(values, [[3, -6, -1], [-6, 3, -6]])
