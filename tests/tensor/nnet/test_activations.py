"""Activations against their definitions, and their gradients at the kinks."""

import numpy as np
import pytest
from reference import check_grad, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import grad

N = T.nnet
A = np.array([-30.0, -3.0, -0.2, 0.0, 0.7, 5.0, 40.0])


def logistic(x):
    return 1 / (1 + np.exp(-x))


DEFINITIONS = {
    "sigmoid": logistic,
    "softplus": lambda x: np.logaddexp(0, x),
    "relu": lambda x: np.maximum(x, 0),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)),
    "hard_sigmoid": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "softsign": lambda x: x / (1 + np.abs(x)),
}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_values(name):
    for dtype, rtol in (("float64", 1e-13), ("float32", 3e-6)):
        a = A.astype(dtype)
        (x,) = variables_for([a])
        y = getattr(N, name)(x)
        # the numbers of selu are no float32
        assert y.dtype == dtype or name == "selu"
        np.testing.assert_allclose(evaluate(y, {x: a}), DEFINITIONS[name](a), rtol=rtol, atol=rtol)
    check_grad(getattr(N, name), [np.array([-3.0, -0.2, 0.7, 1.9])])


def test_softsign_keeps_the_dtype_of_floats():
    """Facts of Theano 1.0.5."""
    expected = {"float16": "float16", "float32": "float32", "float64": "float64", "int8": "float32", "int32": "float64"}
    assert {d: N.softsign(T.vector(dtype=d)).dtype for d in expected} == expected


@pytest.mark.parametrize("alpha", [0, 0.5, T.constant(0.5)])
def test_rectified_integers_do_not_wrap_around(alpha):
    for dtype in ("bool", "int8", "uint8", "int32", "uint64"):
        a = np.array([0, 1, 100, 127], dtype)
        b = a if dtype[0] in "bu" else np.append(a, [-1, -128]).astype(dtype)
        (x,) = variables_for([b])
        y = N.relu(x, alpha)
        assert y.dtype == (0.5 * x).dtype
        slope = alpha if isinstance(alpha, float | int) else 0.5
        expected = np.where(b > 0, b.astype("float64"), slope * b.astype("float64"))
        np.testing.assert_array_equal(evaluate(y, {x: b}), expected, err_msg=dtype)


def test_ultra_fast_sigmoid():
    v = T.dvector()
    a = np.linspace(-8, 8, 101)
    assert np.abs(evaluate(N.ultra_fast_sigmoid(v), {v: a}) - logistic(a)).max() < 0.03


def test_leaky():
    v = T.dvector()
    np.testing.assert_allclose(evaluate(N.relu(v, 0.1), {v: A}), np.where(A > 0, A, 0.1 * A), rtol=1e-13)
    np.testing.assert_allclose(evaluate(N.elu(v, 2.0), {v: A}), np.where(A > 0, A, 2 * np.expm1(A)), rtol=1e-13)
    check_grad(lambda x, alpha: N.relu(x, alpha) ** 2, [np.array([-3.0, 0.7]), 0.3])


def test_gradient_at_the_kink():
    v = T.dvector()
    at = {v: np.array([-1.0, 0.0, 1.0])}
    np.testing.assert_allclose(evaluate(grad(N.relu(v).sum(), v), at), [0, 0.5, 1])
    np.testing.assert_allclose(evaluate(grad(N.relu(v, 0.2).sum(), v), at), [0.2, 0.6, 1])


def test_texts():
    v = T.dvector()
    assert [str(f(v).owner.op) for f in (N.sigmoid, N.softplus, N.ultra_fast_sigmoid)] == [
        "sigmoid", "softplus", "ultra_fast_sigmoid"
    ]  # fmt: skip


def test_h_softmax():
    rng = np.random.default_rng(0)
    rows, features, classes, each, outputs = 5, 4, 3, 4, 11
    shapes = (rows, features), (features, classes), (classes,), (classes, features, each), (classes, each)
    arrays = [rng.standard_normal(s) for s in shapes]
    target = rng.integers(0, outputs, rows)

    def model(target=None):
        return lambda x, W1, b1, W2, b2: N.h_softmax(x, rows, outputs, classes, each, W1, b1, W2, b2, target)

    x, W1, b1, W2, b2 = arrays

    def rowwise(s):
        e = np.exp(s)
        return e / e.sum(-1, keepdims=True)

    first = rowwise(x @ W1 + b1)
    second = rowwise(np.einsum("bf,cfo->bco", x, W2) + b2)
    want = (first[:, :, None] * second).reshape(rows, -1)[:, :outputs]
    variables = variables_for(arrays)
    given = dict(zip(variables, arrays))
    np.testing.assert_allclose(evaluate(model()(*variables), given), want, rtol=1e-12)
    np.testing.assert_allclose(evaluate(model(target)(*variables), given), want[np.arange(rows), target], rtol=1e-12)
    check_grad(model(target), arrays)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_relu_at_extremes(dtype):
    """The rectifier of infinities and of the largest numbers is a number, and its gradient at 0 stays one half."""
    x, largest = T.vector(dtype=dtype), np.finfo(dtype).max
    f = theano.function([x], [N.relu(x), N.relu(x).max(), T.grad(N.relu(x).sum(), x)])
    for a in ([-np.inf, -largest, -1, 0, 2, largest / 4], [largest, np.inf, -np.inf, 3], [np.nan, -np.inf, 0]):
        a = np.array(a, dtype)
        value, top, gradient = f(a)
        np.testing.assert_array_equal(value, np.maximum(a, 0))
        np.testing.assert_array_equal(top, np.maximum(a, 0).max())
        np.testing.assert_array_equal(gradient, 0.5 + 0.5 * np.sign(a))


def test_relu_of_an_array_is_one():
    """The formula is Theano's, which has NumPy compute it."""
    for dtype in ("float32", "float64"):
        a = np.array([-2.0, 0.0, 3.0], dtype)
        for alpha in (0, 0.5, np.float32(0.5)):
            z = T.nnet.relu(a, alpha)
            assert type(z) is np.ndarray and z.dtype == dtype
            np.testing.assert_array_equal(z, np.where(a > 0, a, a * a.dtype.type(alpha)))


def test_hard_sigmoid_at_its_edges():
    """The value is exact there, and the gradient that of the line, in every mode."""
    for dtype in ("float32", "float64"):
        x = T.TensorType(dtype, (False,))()
        z = T.nnet.hard_sigmoid(x)
        for mode in ("FAST_COMPILE", "FAST_RUN"):
            f = theano.function([x], [z, T.grad(z.sum(), x)], mode=mode)
            value, slope = f(np.array([-2.5, 0, 2.5, -3, 3], dtype))
            np.testing.assert_array_equal(value, np.array([0, 0.5, 1, 0, 1], dtype))
            np.testing.assert_array_equal(slope, np.array([0.2, 0.2, 0.2, 0, 0], dtype))


LEAKY = {
    "function": lambda x: T.nnet.relu(x, 0.25),
    "of arrays": lambda x: T.nnet.relu(x, np.array([0.25], x.dtype)),
    "difference": lambda x: T.nnet.relu(x) - 0.25 * T.nnet.relu(-x),
    "absolute value": lambda x: 0.625 * x + 0.375 * abs(x),
    "twice": lambda x: (5 * x + 3 * abs(x)) / 8,
    "maximum": lambda x: T.maximum(x, 0.25 * x),
    "switch": lambda x: T.switch(x > 0, x, 0.25 * x),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LEAKY)
def test_leaky_rectifiers_of_any_number(name, dtype):
    """They are infinite at infinities only, in every spelling."""
    x = T.vector("x", dtype)
    huge = np.finfo(dtype).max / 8
    points = np.array([-np.inf, -huge, -2, 0, 3, huge, np.inf, np.nan], dtype)
    f = theano.function([x], LEAKY[name](x))
    np.testing.assert_allclose(f(points), np.where(points > 0, points, points / 4), rtol=1e-6)
    assert f(points).dtype == dtype


@pytest.mark.parametrize("policy", ["custom", "numpy+floatX"])
@pytest.mark.parametrize(
    ("dtype", "result"),
    [("int8", "float32"), ("int64", "float64"), ("float16", "float16"), ("float32", "float32")],
)
def test_softsign_has_the_dtype_of_a_function(dtype, result, policy):
    with theano.config.change_flags(cast_policy=policy, floatX="float64"):
        assert T.nnet.softsign(T.vector(dtype=dtype)).dtype == result
