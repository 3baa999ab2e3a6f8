"""Elements at places of what is sorted: the values of sorting all, whatever reads them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.sorting.partition import LONG, MOST, PartitionOp


def partitions(f):
    return [node for node in f.maker.fgraph.toposort() if isinstance(node.op, PartitionOp)]


@settings(max_examples=40)
@given(
    data=st.data(), dtype=st.sampled_from(["float64", "float32", "float16", "int64", "int8", "bool", "complex128"]),
    n=st.sampled_from([1, 5, LONG - 1, LONG, 3 * LONG]), axis=st.integers(0, 1), special=st.booleans())
def test_random(data, dtype, n, axis, special):
    rng = np.random.default_rng(data.draw(st.integers(0, 9)))
    x, k = T.matrix(dtype=dtype), T.lvector()
    value = (rng.normal(size=(n, 2) if axis == 0 else (2, n)) * 20).astype(dtype)
    if special and dtype.startswith(("float", "complex")):
        value.flat[:: data.draw(st.integers(2, 9))] = data.draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    places = data.draw(st.lists(st.integers(-n, n - 1), min_size=0, max_size=data.draw(st.sampled_from([3, MOST + 5]))))
    rows = T.sort(x, axis=axis)
    rows = rows if axis == 0 else rows.T
    outputs = data.draw(st.sampled_from([[rows[k]], [rows[k], rows[n // 2]], [rows[k[:2]], rows[-1], rows[0]]]))
    assert partitions(theano.function([x, k], outputs, on_unused_input="ignore"))
    agree([x, k], outputs, [value, np.array(places, "int64")], 0)


@pytest.mark.parametrize("n", [7, LONG, LONG + 1])
@pytest.mark.parametrize("how", [
    lambda v: T.median(v), lambda v: T.quantile(v, [0.1, 0.5, 1.0]), lambda v: T.median(abs(v - T.median(v))),
    lambda v: v * (abs(v) > T.sort(abs(v))[v.shape[0] // 3]), lambda v: T.percentile(v, 30.0, method="nearest"),
])  # fmt: skip
def test_statistics(n, how):
    v = T.dvector()
    value = np.random.default_rng(0).normal(size=n)
    f = theano.function([v], how(v))
    assert partitions(f)
    agree([v], [how(v)], [value], 0)
    value[n // 2] = np.nan
    agree([v], [how(v)], [value], 0)


def test_gradient_of_a_median():
    v = T.dvector()
    f = theano.function([v], T.grad(T.median(v), v))
    value = np.random.default_rng(0).normal(size=LONG)
    order = np.argsort(value)[[LONG // 2 - 1, LONG // 2]]
    expected = np.zeros(LONG)
    expected[order] = 0.5
    np.testing.assert_array_equal(f(value), expected)


def test_a_place_that_is_not_there():
    v, k = T.dvector(), T.lscalar()
    f = theano.function([v, k], T.sort(v)[k])
    assert partitions(f)
    for n in (3, LONG):
        for place in (n, -n - 1):
            with pytest.raises(IndexError, match="out of bounds"):
                f(np.zeros(n), place)
