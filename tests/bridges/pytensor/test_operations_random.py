"""Random graphs of PyTensor: trees of elementwise operations, broadcasting, reductions, indexing, products, joins."""

import warnings

import numpy as np
import pytensor.tensor as pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytensor_agreement import agree

DTYPES = ("bool", "int8", "int64", "uint8", "float64")


def bounded(op):
    """Return an operation of which no nan comes, since a rewrite such as that of ``x / x`` may remove it."""
    return lambda x, *divisor: op(x, *[abs(y) + 1 for y in divisor]) if divisor else op(pt.tanh(x))


UNARY = [pt.neg, pt.sqr, pt.abs, pt.sigmoid, pt.tanh, pt.sign, pt.floor, pt.isnan, pt.invert, pt.cos]
UNARY += [bounded(pt.exp), bounded(pt.log1p)]
BINARY = [pt.add, pt.sub, pt.mul, pt.maximum, pt.minimum, pt.lt, pt.eq, pt.ge, pt.bitwise_and, pt.arctan2, pt.second]
BINARY += [bounded(pt.true_div), bounded(pt.int_div), bounded(pt.mod)]
REDUCTIONS = [pt.sum, pt.max, pt.min, pt.mean, pt.any, pt.argmax]
LENGTHS = (1, 2, 3)


@st.composite
def leaves(draw):
    """Return a variable whose static shape tells some of the lengths, and a value."""
    shape = draw(st.lists(st.sampled_from(LENGTHS), max_size=3))
    static = [n if n == 1 or draw(st.booleans()) else None for n in shape]
    dtype = draw(st.sampled_from(DTYPES))
    numbers = draw(st.lists(st.integers(-4, 4), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    value = np.array(numbers, "int64").reshape(shape).astype(dtype)
    return pt.tensor(dtype=dtype, shape=static), value + dtype.startswith("float") * np.asarray(0.25, value.dtype)


def parts(draw, x):
    """Return a part of an array, or the array with a part set."""
    if not x.type.ndim:
        return x[None]
    choices = [0, -1, slice(None, None, -1), slice(1, None), slice(0, 2), [0, 0], [-1], x.shape[0] - 1, None]
    entry = draw(st.sampled_from(choices))
    found = x[entry]
    change = draw(st.sampled_from([None, None, pt.set_subtensor, pt.inc_subtensor]))
    return found if change is None or entry is None or x.type.dtype == "bool" else change(found, 1)


def grown(draw, pool):
    """Return a graph made of some of those in a pool; None where PyTensor refuses it."""
    x, y = draw(st.sampled_from(pool)), draw(st.sampled_from(pool))
    kind = draw(st.sampled_from(["unary", "binary", "switch", "reduce", "part", "dot", "join", "shuffle", "cast"]))
    axes = st.none() if not x.type.ndim else st.one_of(st.none(), st.integers(0, x.type.ndim - 1))
    try:
        if kind == "unary":
            return draw(st.sampled_from(UNARY))(x)
        if kind == "binary":
            return draw(st.sampled_from(BINARY))(x, y)
        if kind == "switch":
            return pt.switch(x, y, draw(st.sampled_from(pool)))
        if kind == "reduce":
            return draw(st.sampled_from(REDUCTIONS))(x, axis=draw(axes))
        if kind == "part":
            return parts(draw, x)
        if kind == "dot":
            return pt.dot(x, y)
        if kind == "join":
            return pt.concatenate([x, y], axis=0)
        if kind == "shuffle":
            sums = pt.cumsum(x.astype("float64"), axis=draw(axes))
            return draw(st.sampled_from([x.T, x.ravel(), x[..., None], sums]))
        return pt.cast(x, draw(st.sampled_from(DTYPES)))
    except (TypeError, ValueError, NotImplementedError, IndexError, AssertionError):
        return None


@st.composite
def graphs(draw):
    """Return variables, their values, and graphs made of them."""
    found = draw(st.lists(leaves(), min_size=1, max_size=3))
    pool = [v for v, _ in found]
    for _ in range(draw(st.integers(1, 8))):
        z = grown(draw, pool)
        if z is not None and z.type.dtype in DTYPES and z.type.ndim < 4:
            pool.append(z)
    return [v for v, _ in found], [x for _, x in found], pool[len(found) :]


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_random_graphs(made):
    inputs, values, outputs = made
    if not outputs:
        return
    with warnings.catch_warnings():
        # of NumPy about special values
        warnings.simplefilter("ignore")
        assert agree(inputs, outputs, values, errors=False) <= {"AND"}
