"""Costs that read integers or bools which were computed from the input: they are locally constant."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.creation.one_hot import to_one_hot
from tensorgraph.tensor.elementwise.elemwise import lifted

pytestmark = pytest.mark.filterwarnings("ignore:the gradient of the cost")

VALUES = np.array([[0.5, 1.25, 2.0], [2.5, 3.0, 0.0], [1.0, 4.0, 2.75]])
KINDS = {
    "int32": lambda m: T.cast(m, "int32"),
    "uint8": lambda m: T.cast(m, "uint8"),
    "int64 of int8": lambda m: T.cast(T.cast(m, "int8"), "int64"),
    "floor of int": lambda m: T.cast(T.floor(m), "int16"),
    "comparison": lambda m: T.gt(m, 1),
    "isnan": T.isnan,
    "argsort": lambda m: T.argsort(m, axis=0),
}


def looped(i):
    """A loop whose state is discrete too."""
    states, _ = theano.scan(lambda row, total: T.cast(total + row, "int64"), i, T.zeros_like(i[0], dtype="int64"))
    return states


def mixed_loop(i, m):
    """A loop with a discrete and a float state that depend on each other."""
    (_, floats), _ = theano.scan(
        lambda row, n, x: [T.cast(n + row, "int64"), x * 2 + T.cast(x, "int64") + n],
        i,
        [T.zeros_like(i[0], dtype="int64"), T.zeros_like(m[0])],
    )
    return floats


def of_graph(i):
    """A graph as an op, of which only one output is float."""
    x = i.type()
    both = theano.OpFromGraph([x], [x + x, x * 1.5])
    return both(i)[0] + both(i)[1]


INTEGERS_ONLY = {
    "one hot": lambda i: to_one_hot(i.flatten(), 10),
    "bincount": lambda i: T.bincount(T.cast(i.flatten(), "int64")),
    "nonzero": lambda i: i.nonzero()[0],
    "values at nonzero": lambda i: i[i.nonzero()],
    "argmax": lambda i: T.argmax(i, axis=1),
    "argsort": lambda i: T.argsort(i.flatten()),
    "searchsorted": lambda i: T.searchsorted(T.cast(i.flatten(), "int64"), np.arange(3)),
    "any": lambda i: T.any(i, axis=0),
    "eye": lambda i: T.eye(T.cast(i[0, 2], "int64") + 3, 4, 0) * 2,
    "tri": lambda i: T.tri(T.cast(i[0, 2], "int64") + 3, 3, 0),
    "arange": lambda i: T.arange(T.cast(i[0, 2], "int64") + 3),
    "ifelse": lambda i: ifelse(T.eq(i[0, 0], 0), i, i.T),
    "loop": looped,
    "graph": of_graph,
    "grad of grad": lambda i: T.grad((i * 1.5).sum() ** 2, i),
    "bits": lambda i: i & i | ~i,
    "whole quotient": lambda i: T.cast(i, "int64") // 2 % 3,
    "specify shape": lambda i: T.specify_shape(i, (3, 3)),
    "trace": lambda i: T.nlinalg.trace(T.cast(i, "int64")),
    "norm": lambda i: T.cast(i, "int64").norm(1),
    "top": lambda i: T.sort(i, axis=1)[:, -1:],
    "tensordot": lambda i: T.tensordot(i, i, 1),
    "pool": lambda i: T.signal.pool.pool_2d(i.astype("float64"), (2, 2), ignore_border=True),
    "squares": lambda i: T.sqr(i) - i ** 2,
}


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", INTEGERS_ONLY)
def test_gradient_is_zero(name, kind, mode):
    m = T.dmatrix("m")
    try:
        out = INTEGERS_ONLY[name](KINDS[kind](m))
    except TypeError:
        assert KINDS[kind](m).dtype == "bool"
        pytest.skip("not of bools")
    g = T.grad(T.cast(out, "float64").sum(), m, disconnected_inputs="ignore")
    found = theano.function([m], g, mode=mode, on_unused_input="ignore")(VALUES)
    np.testing.assert_array_equal(found, np.zeros((3, 3)))


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_float_way_counts(kind):
    """A factor that is discrete scales the gradient, and no gradient flows through it."""
    m = T.dmatrix("m")
    i = KINDS[kind](m)
    value = theano.function([m], i)(VALUES).astype("float64")
    for cost, expected in (
        ((i * m).sum(), value),
        ((i.sum() * m).sum(), np.full((3, 3), value.sum())),
        (T.switch(i, m, 2 * m).sum(), np.where(value, 1.0, 2.0)),
        (T.dot(i, m).sum(), np.repeat(value.sum(axis=0)[:, None], 3, 1)),
        ((T.max(i) * m).sum(), np.full((3, 3), value.max())),
        ((i.reshape((9,)).reshape((3, 3)) * m**2).sum(), 2 * value * VALUES),
    ):
        np.testing.assert_allclose(theano.function([m], T.grad(cost, m))(VALUES), expected)


def test_a_loop_of_both():
    """The float state counts, the discrete one is constant."""
    m = T.dmatrix("m")
    out = mixed_loop(T.cast(m, "int32"), m)
    g = theano.function([m], T.grad((out * m).sum(), m))(VALUES)
    np.testing.assert_allclose(g, theano.function([m], out)(VALUES))


def test_a_discrete_variable_itself():
    """With respect to an integer the gradient is that of the real function, where a float is made of it."""
    i = T.lvector("i")
    for cost, expected in (
        ((i * 1.5).sum(), [1.5, 1.5]),
        (T.cast(i, "float64").sum() ** 2, [6.0, 6.0]),
        (T.cast(i * 2, "float64").sum(), [0.0, 0.0]),
    ):
        np.testing.assert_allclose(theano.function([i], T.grad(cost, i))([1, 2]), expected)


def test_disconnected_is_not_zero():
    """A variable whose values are not read is disconnected still; one that integers are made of is not."""
    x, y = T.dvectors("x", "y")
    with pytest.raises(theano.gradient.DisconnectedInputError):
        T.grad((x.shape[0] * y).sum(), x)
    with pytest.raises(theano.gradient.DisconnectedInputError):
        T.grad(y[T.cast(x, "int64")].sum(), x)
    zero = T.grad((T.cast(x, "int64") * y).sum(), x)
    np.testing.assert_array_equal(theano.function([x], zero)([1.0, 2.0]), [0.0, 0.0])
    i = T.cast(x, "int64")
    with pytest.raises(theano.gradient.DisconnectedInputError):
        T.grad((i * y).sum(), x, consider_constant=[i])


WITH_SEVERAL = [name for name, op in REGISTRY.items() if op.nin in (2, 3) and op.derivative is not None]


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int16"])
@pytest.mark.parametrize("name", WITH_SEVERAL)
def test_integers_beside_floats_do_not_wrap(name, dtype):
    """The gradient of an operation by its floats is that which its integers have as floats."""
    op, rng = REGISTRY[name], np.random.default_rng(0)
    domains = [*op.domain, *op.domain[-1:] * op.nin][: op.nin]
    integers = np.array([0, 1] * 3 if dtype == "bool" else [1, 2, 3, 5, 100, 127]).astype(dtype)
    for k in range(op.nin):
        values = [integers if i == k else d.sample(rng, 6) for i, d in enumerate(domains)]
        found = []
        for given in (values, [v.astype("float64") for v in values]):
            inputs = [T.vector(dtype=v.dtype.name) for v in given]
            try:
                z = lifted(op)(*inputs)
            except TypeError:
                continue
            wrt = [x for i, x in enumerate(inputs) if i != k]
            if z.type.dtype != "float64":
                continue
            try:
                slopes = T.grad(z.sum(), wrt, disconnected_inputs="ignore")
            except theano.gradient.NullTypeGradError:
                continue
            with np.errstate(all="ignore"):
                found.append(theano.function(inputs, slopes, mode="FAST_COMPILE", on_unused_input="ignore")(*given))
        if len(found) == 2:
            for a, b in zip(*found):
                np.testing.assert_allclose(a[np.isfinite(b)], b[np.isfinite(b)], rtol=1e-7, atol=1e-12)
