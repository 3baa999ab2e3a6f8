"""Factors that are the same along an axis are joined before those that are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.rewriting.values import op_name

WITHOUT = theano.compile.mode.get_mode("FAST_RUN").excluding("fusion", "inplace")


def operations(f, pattern):
    """Return the names of the elementwise operations on arrays of a broadcast pattern."""
    nodes = f.maker.fgraph.toposort()
    names = [op_name(n.outputs[0]) for n in nodes if n.outputs[0].type.broadcastable == pattern]
    return [name for name in names if name]


def compiled(inputs, out, *excluded):
    return theano.function(inputs, out, mode=WITHOUT.excluding(*excluded), on_unused_input="ignore")


@pytest.mark.parametrize(("build", "wanted"), [
    (lambda x, y, a, b, s: x * a / b, ["mul"]),
    (lambda x, y, a, b, s: a * x * b, ["mul"]),
    (lambda x, y, a, b, s: -x * a / b / s, ["mul"]),
    (lambda x, y, a, b, s: 0.5 * a * x / b / y, ["mul", "true_div"]),
    (lambda x, y, a, b, s: s * x / (s + 1), ["mul"]),
    (lambda x, y, a, b, s: x * a.T / b / (b.T + 2), ["mul", "true_div"]),
    (lambda x, y, a, b, s: x / a / b, ["true_div"]),
    (lambda x, y, a, b, s: 3 * x / a, ["mul", "true_div"]),
    (lambda x, y, a, b, s: 0.001 * x / a, ["mul"]),
    (lambda x, y, a, b, s: 1e-30 * x / a, ["mul", "true_div"]),
    (lambda x, y, a, b, s: T.floor(x * a / b), ["mul", "true_div", "floor"]),
    (lambda x, y, a, b, s: T.cast(x * a / b, "int64"), ["mul", "true_div", "Cast"]),
])
def test_operations_on_arrays(build, wanted):
    x, y = T.matrices("x", "y", dtype="float64")
    a, b = T.col("a", dtype="float64"), T.col("b", dtype="float64")
    s = T.scalar("s", dtype="float64")
    f = compiled([x, y, a, b, s], build(x, y, a, b, s))
    assert sorted(operations(f, (False, False))) == sorted(wanted)


def test_a_part_that_something_else_reads_stays():
    x, a, b = T.dmatrix("x"), T.dcol("a"), T.dcol("b")
    part = x * a
    f = compiled([x, a, b], [part, T.exp(part / b)])
    assert operations(f, (False, False)) == ["mul", "true_div", "exp"]


FACTORS = {
    "x": (4, 5), "y": (4, 5), "row": (1, 5), "other row": (1, 5), "col": (4, 1), "other col": (4, 1), "one": (1, 1),
    "two": None, "half": None,
}
CONSTANTS = {"two": 2.0, "half": 0.5}
TREES = st.recursive(
    st.sampled_from([*FACTORS]),
    lambda part: st.tuples(st.sampled_from(["mul", "mul", "true_div", "neg"]), part, part), max_leaves=12)


@given(TREES, st.sampled_from(["float16", "float32", "float64"]), st.integers(0, 99))
def test_products_keep_their_values(tree, dtype, seed):
    """Random products and quotients; no more operations on arrays than without."""
    rng = np.random.default_rng(seed)
    inputs = {
        name: T.TensorType(dtype, [n == 1 for n in shape])(name) for name, shape in FACTORS.items() if shape is not None
    }
    values = {
        name: (rng.uniform(0.5, 2, FACTORS[name]) * rng.choice([-1, 1], FACTORS[name])).astype(dtype) for name in inputs
    }

    def build(tree, known, op):
        if isinstance(tree, str):
            return known[tree]
        name, first, second = tree
        parts = build(first, known, op), build(second, known, op)
        return {"mul": lambda p, q: p * q, "true_div": lambda p, q: p / q, "neg": lambda p, q: -p}[name](*parts)

    numbers = {name: np.array(value, dtype) for name, value in CONSTANTS.items()}
    out = T.as_tensor_variable(build(tree, {**inputs, **numbers}, None))
    f, plain = (compiled([*inputs.values()], out, *names) for names in ((), ("row_factors",)))
    expected = build(tree, {name: np.longdouble(v) for name, v in {**values, **numbers}.items()}, None)
    np.testing.assert_allclose(f(*values.values()), expected, rtol={"float16": 2e-2, "float32": 1e-5}.get(dtype, 1e-13))
    pattern = out.type.broadcastable
    if not all(pattern):
        assert len(operations(f, pattern)) <= len(operations(plain, pattern))


def test_shapes_that_do_not_fit_are_errors_as_before():
    x, a, b = T.dmatrix("x"), T.dcol("a"), T.dcol("b")
    f = theano.function([x, a, b], x * a / b)
    with pytest.raises(ValueError, match="lengths"):
        f(np.ones((3, 4)), np.ones((2, 1)), np.ones((3, 1)))
    with pytest.raises(ValueError, match="lengths"):
        f(np.ones((3, 4)), np.ones((2, 1)), np.ones((2, 1)))


def test_errors_name_the_operation_that_fails_first():
    """Rows are divided before the matrix is multiplied, which would have failed first."""
    x, a, b = T.dmatrix("x"), T.dcol("a"), T.dcol("b")
    f = theano.function([x, a, b], x * a / b)
    with pytest.raises(ValueError, match=r"^x \* a: x is \(3, 4\), a is \(2, 1\): lengths 3 and 2 of axis 0"):
        f(np.ones((3, 4)), np.ones((2, 1)), np.ones((3, 1)))


NORMS = {
    "of all": lambda x: T.sqrt((x**2).sum()),
    "of rows": lambda x: T.sqrt((x**2).sum(axis=1, keepdims=True)),
}
SCALINGS = {
    "unit": lambda x, n: x / n,
    "clipped": lambda x, n: x * T.minimum(1, 5 / n),
    "quotient": lambda x, n: x * 5 / T.maximum(n, 5),
}


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gradients_of_scaled_rows_keep_their_digits(dtype, scaling, norm):
    """A third power of a large norm leaves the range of numbers, the product of a row and its inverse does not."""
    x, y = T.matrix("x", dtype=dtype), T.matrix("y", dtype=dtype)
    slope = T.grad((y * SCALINGS[scaling](x, NORMS[norm](x))).sum(), x)
    # values of rows have that power in the program too
    size = {"of all": {"float32": 1e18, "float64": 1e150}, "of rows": {"float32": 1e15, "float64": 1e130}}[norm][dtype]
    rows, weights = np.array([[0.6, -0.8], [0.28, 0.96]]), np.array([[1e-7, 2e-7], [3e-8, 1e-6]])
    rows, weights = (rows * size).astype(dtype), weights.astype(dtype)
    norms = np.sqrt((rows.astype("longdouble") ** 2).sum(axis=1 if norm == "of rows" else None, keepdims=True))
    unit = rows / norms
    along = (unit * weights).sum(axis=1 if norm == "of rows" else None, keepdims=True)
    want = (weights - unit * along) / norms * (1 if scaling == "unit" else 5)
    got = theano.function([x, y], slope)(rows, weights)
    np.testing.assert_allclose(got, want, rtol=1e-5 if dtype == "float32" else 1e-12)
