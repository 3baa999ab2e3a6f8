"""Elementwise operations on tensors, for every scalar operation: values, dtypes, gradients, lengths."""

import pickle

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate

import tensorgraph.tensor as T
from tensorgraph.compile.function import function
from tensorgraph.config import config
from tensorgraph.gradient import grad
from tensorgraph.scalar import REGISTRY, Composite, UnaryScalarOp, upgrade_to_float
from tensorgraph.scalar import float64 as scalar_float64
from tensorgraph.scalar.dtypes import all_dtypes
from tensorgraph.tensor.elementwise import inplace
from tensorgraph.tensor.elementwise.elemwise import Elemwise, lifted
from tensorgraph.tensor.elementwise.math import FUNCTIONS

OPS = [op for op in REGISTRY.values() if op.name.isidentifier()]
REAL = [d for d in all_dtypes if not d.startswith("complex") and d != "float16"]


def arity(op):
    return 3 if op.nin < 0 else op.nin


def takes(op, dtype):
    try:
        op.output_dtypes(*[dtype] * op.nin)
    except TypeError:
        return False
    return True


def sample(op, dtype, shape, seed=0):
    rng = np.random.default_rng(seed)
    domains = op.domain if len(op.domain) == arity(op) else (op.domain[0],) * arity(op)
    n = int(np.prod(shape))
    return [d.sample(rng, n, dtype).reshape(shape) for d in domains]


def makes(op, *dtypes):
    try:
        op.output_dtypes(*dtypes)
    except TypeError:
        return False
    return True


@pytest.mark.parametrize("dtype", REAL)
@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_values(op, dtype):
    """The tensor function is the scalar operation on each element, of exactly the declared dtype."""
    if not makes(op, *[dtype] * arity(op)):
        pytest.skip("the operation refuses this dtype")
    values = sample(op, dtype, (2, 3))
    xs = [T.matrix(dtype=dtype) for _ in values]
    z = FUNCTIONS[op.name](*xs)
    assert z.type.dtype == op.output_dtypes(*[dtype] * len(xs))[0]
    given = dict(zip(xs, values))
    want = op.evaluate(values, [z.type.dtype])[0]
    np.testing.assert_array_equal(evaluate(z, given), np.broadcast_to(want, (2, 3)))
    check_shapes(z, given)


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_gradient_over_stretched_axes(op):
    """The gradient is that of the function, also of an input that was repeated along an axis."""
    n = arity(op)
    if op.name == "complex_from_polar" or not makes(op, *["float64"] * n) or op.derivative is None:
        pytest.skip("locally constant")
    if op.output_dtypes(*["float64"] * n)[0] != "float64" or not op.smooth:
        pytest.skip("not smooth, or not real")
    rng = np.random.default_rng(1)
    domains = op.domain if len(op.domain) == n else (op.domain[0],) * n
    points = [d.sample(rng, 6, "float64") for d in domains]
    points = [np.clip(p, -3, 3)[:6].reshape(2, 3) for p in points]
    if not np.all(np.isfinite(op.evaluate(points, ["float64"])[0])):
        pytest.skip("samples outside the domain once clipped")

    def f(*xs):
        return FUNCTIONS[op.name](*xs[:-1], T.addbroadcast(xs[-1][:1], 0)) if n > 1 else FUNCTIONS[op.name](*xs)

    undefined = any(
        not hasattr(g.type, "dtype") for g in op.gradient_graph(("float64",) * n).grads
    )
    if undefined:
        pytest.skip("not defined for some input")
    check_grad(f, points, step=1e-6, rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize("name", ["exp", "tanh", "sqr", "mul", "sub", "true_div", "add"])
def test_pushforward(name):
    points = [np.array([[0.5, 1.0], [1.5, 2.0]]), np.array([[2.0, 0.25], [1.0, 3.0]])][: arity(REGISTRY[name])]
    check_pushforward(getattr(T, name), points)


def test_broadcasting_is_static():
    m, r, v = T.dmatrix(), T.drow(), T.dvector()
    assert (m + r).broadcastable == (False, False)
    assert (r + r).broadcastable == (True, False)
    assert (r + T.dcol()).broadcastable == (False, False)
    given = {m: np.ones((3, 2)), r: np.ones((1, 2)), v: np.ones(2)}
    np.testing.assert_array_equal(evaluate(m + r + v, given), np.full((3, 2), 3.0))
    a = T.dmatrix()
    with pytest.raises(ValueError, match=r"mis-match. \(input\[0\].shape\[0\] = 4, input\[1\].shape\[0\] = 1\)"):
        evaluate(m - a, {m: np.ones((4, 2)), a: np.ones((1, 2))})


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1)])
def test_empty_and_single(shape):
    m, r = T.dmatrix(), T.drow()
    z = T.exp(m) * r
    assert evaluate(z, {m: np.zeros(shape), r: np.ones((1, shape[1]))}).shape == shape


def test_text_of_ops():
    x = T.dvector("x")
    assert str(T.add) == "Elemwise{add,no_inplace}"
    assert str(T.eq(x, x).owner.op) == "Elemwise{eq,no_inplace}"
    assert str(T.fill(x, 1).owner.op) == "Elemwise{second,no_inplace}"
    assert str(lifted(REGISTRY["mul"])) == "Elemwise{mul}"
    assert str(lifted(REGISTRY["eq"])) == "Elemwise{EQ}"
    assert str(Elemwise(REGISTRY["mul"], {0: 1})) == "Elemwise{Mul}[(0, 1)]"
    assert str(T.cast(x, "int8").owner.op) == "Elemwise{Cast{int8}}"
    assert str(Elemwise(REGISTRY["Cast{int8}"], {0: 0})) == "Elemwise{Cast{int8}}[(0, 0)]"
    assert T.add == lifted(REGISTRY["add"]) and hash(T.add) == hash(lifted(REGISTRY["add"]))
    assert T.add != T.mul and T.add != Elemwise(REGISTRY["add"], {0: 0})


def test_composite_of_two_outputs():
    a, b = scalar_float64("a"), scalar_float64("b")
    op = Elemwise(Composite([a, b], [a * b, a + b]))
    x, y = T.dmatrices(2)
    z, w = op(x, y)
    X, Y = np.arange(6.0).reshape(2, 3), np.ones((2, 3)) * 2
    np.testing.assert_array_equal(evaluate(z, {x: X, y: Y}), X * Y)
    np.testing.assert_array_equal(evaluate(w, {x: X, y: Y}), X + Y)
    check_grad(lambda x, y: op(x, y), [X, Y])
    check_grad(lambda x, y: op(x, y)[1], [X, Y])


def test_composite_that_gives_an_input_back_copies_it():
    a = scalar_float64("a")
    op = Elemwise(Composite([a], [a, -a]))
    x = T.dvector()
    X = np.ones(3)
    z = evaluate(op(x)[0], {x: X})
    assert z is not X and not np.may_share_memory(z, X)


class Cube(UnaryScalarOp):
    """A program's own operation, for numbers only."""

    def impl(self, x):
        return float(x) ** 3

    def grad(self, inputs, output_grads):
        (x,), (gz,) = inputs, output_grads
        return [gz * 3 * x**2]


def test_own_scalar_op():
    cube = Elemwise(Cube(upgrade_to_float, name="cube"))
    assert str(cube) == "Elemwise{cube}"
    check_grad(cube, [np.array([[1.0, -2.0], [0.5, 3.0]])])
    x = T.wvector()
    assert cube(x).dtype == "float32"
    np.testing.assert_array_equal(evaluate(cube(x), {x: np.array([2, -1], "int16")}), np.float32([8, -1]))


def test_inplace():
    x, y = T.dvectors("x", "y")
    z = inplace.add_inplace(x, y)
    assert str(z.owner.op) == "add_inplace" and z.owner.op.destroy_map == {0: [0]}
    X = np.ones(3)
    assert evaluate(z, {x: X, y: np.arange(3.0)}) is X
    np.testing.assert_array_equal(X, [1, 2, 3])
    with pytest.raises(ValueError, match="broadcasted dimensions"):
        Elemwise(REGISTRY["add"], {0: 0})(T.drow(), T.dmatrix())
    with pytest.raises(TypeError, match="incompatible data types"):
        Elemwise(REGISTRY["add"], {0: 0})(T.fvector(), y)


def test_pickle():
    for op in (T.add, T.cast(T.dvector(), "int8").owner.op, Elemwise(REGISTRY["mul"], {0: 1})):
        again = pickle.loads(pickle.dumps(op))
        assert again == op and str(again) == str(op) and hash(again) == hash(op)


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
def test_discrete_gradients_are_zero():
    i, a = T.lscalar("i"), T.dscalar("a")
    gi, ga = grad(a * i + a, [i, a])
    assert gi.dtype == config.floatX
    assert evaluate([gi, ga], {i: np.array(3), a: np.array(2.0)}) == [2.0, 4.0]
    (g,) = grad(T.cast(T.cast(a, "int32"), "float64") * 2, [a])
    assert evaluate(g, {a: np.array(2.5)}) == 0


def test_isclose():
    x, y = T.dvectors(2)
    X = np.array([1.0, 1.0, np.nan, np.inf, np.inf, 0.0])
    Y = np.array([1.0 + 1e-9, 1.1, np.nan, np.inf, -np.inf, 1e-9])
    for equal_nan in (False, True):
        got = evaluate(T.isclose(x, y, equal_nan=equal_nan), {x: X, y: Y})
        np.testing.assert_array_equal(got, np.isclose(X, Y, equal_nan=equal_nan))
    assert evaluate(T.allclose(x, x), {x: Y[:2]})


@pytest.mark.parametrize("op", [op for op in OPS if op.nin > 0], ids=str)
def test_inputs_by_name(op):
    """Their names are those of the record."""
    dtype = next(d for d in ("float64", "int64", "bool") if takes(op, d))
    inputs = [T.TensorType(dtype, (False,))() for _ in range(op.nin)]
    given = dict(zip(op.params, inputs))
    assert FUNCTIONS[op.name](**given).owner.inputs == inputs
    first = given.pop(op.params[0])
    assert FUNCTIONS[op.name](first, **given).owner.inputs == inputs
    with pytest.raises(TypeError, match=f"keyword argument 'nosuch'.* must be {', '.join(op.params)}"):
        FUNCTIONS[op.name](*inputs, nosuch=first)


def test_inputs_by_names_of_numpy():
    x, y = T.dvectors("x", "y")
    assert T.clip(x, min=0, max=y).owner.inputs[2] is T.clip(x, 0, a_max=y).owner.inputs[2] is y
    assert T.maximum(x2=x, x1=y).owner.inputs == [y, x]


@pytest.mark.parametrize("call", [T.isclose, T.allclose, np.isclose, np.allclose])
@pytest.mark.parametrize(("name", "value"), [("rtol", -1), ("atol", -1.0), ("atol", np.float32(-1))])
def test_tolerances_are_not_negative(call, name, value):
    x = T.ivector("x")
    with pytest.raises(ValueError, match=f"{name} must be 0 or more: it is -1"):
        call(x, x, **{name: value})



@pytest.mark.parametrize("other", ["same", "bool", "float32"])
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int64", "uint64"])
def test_isclose_of_integers(dtype, other):
    """Differences and absolute values that their dtype cannot hold are taken as those of floats."""
    limits = [0, 1] if dtype == "bool" else [np.iinfo(dtype).min, np.iinfo(dtype).max]
    X = np.array([*limits, 3, 4, 100, 0, *limits[::-1], 5], dtype)
    Y = np.array([*limits, 4, 3, 120, 5, *limits, 5], dtype if other == "same" else other)
    x, y = (T.TensorType(v.dtype.name, (False,))() for v in (X, Y))
    for rtol, atol in [(1e-5, 1e-8), (0.5, 0), (0, 1)]:
        got = evaluate(T.isclose(x, y, rtol, atol), {x: X, y: Y})
        np.testing.assert_array_equal(got, np.isclose(X, Y, rtol, atol))
    assert evaluate(T.allclose(x, x), {x: X})


def test_rounding():
    x = T.dvector()
    X = np.array([0.5, 1.5, -0.5, 2.6])
    np.testing.assert_array_equal(evaluate(T.round(x), {x: X}), np.round(X))
    np.testing.assert_array_equal(evaluate(T.round(x, "half_away_from_zero"), {x: X}), [1, 2, -1, 3])
    assert T.iround(x).dtype == "int64"
    with pytest.raises(Exception, match="not implemented"):
        T.round(x, "up")


def test_cast():
    x = T.dvector()
    assert T.cast(x, "float64") is x and T.cast(x, "floatX") is x
    with pytest.raises(TypeError, match="ambiguous"):
        T.cast(T.zvector(), "float64")


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
def test_clips_with_one_bound(dtype):
    """None is no bound, as in NumPy, and so is one that is left out by name."""
    x, value = T.vector("x", dtype=dtype), np.array([-3, 0, 2, 5], dtype)
    for made, low, high in (
        (T.clip(x, None, 1), None, 1), (T.clip(x, 1, None), 1, None), (T.clip(x, max=1), None, 1),
        (T.clip(x, a_min=1), 1, None), (x.clip(min=1), 1, None), (x.clip(max=1), None, 1), (x.clip(min=0, max=2), 0, 2),
        (T.clip(x, low=0, high=None), 0, None),
    ):  # fmt: skip
        z = function([x], made)(value)
        np.testing.assert_array_equal(z, np.clip(value, low, high), strict=True)
    assert T.clip(x, None, 1).owner.op == T.minimum(x, 1).owner.op
    unbounded = T.clip(x, None, None)
    np.testing.assert_array_equal(function([x], unbounded)(value), value, strict=True)
    if dtype != "int64":
        np.testing.assert_array_equal(function([x], T.grad(unbounded.sum(), x))(value), np.ones(4, dtype), strict=True)
