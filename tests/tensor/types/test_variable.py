"""Operators, methods and attributes of variables."""

import numpy as np
import pytest
from reference import evaluate

import tensorgraph.tensor as T

X, Y = np.array([[3.0, -4.0, 5.5], [1.0, 2.0, -0.5]]), np.array([[2.0, 3.0, -1.5], [1.0, 4.0, 2.0]])
BINARY = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "//": lambda a, b: a // b, "%": lambda a, b: a % b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}


@pytest.mark.parametrize("f", BINARY.values(), ids=BINARY)
def test_binary(f):
    x, y = T.dmatrices("x", "y")
    given = {x: X, y: Y}
    for z, want in [(f(x, y), f(X, Y)), (f(x, 2), f(X, 2)), (f(2, x), f(2, X)), (f(x, Y), f(X, Y)), (f(X, y), f(X, Y))]:
        assert isinstance(z, T.TensorVariable)
        np.testing.assert_array_equal(evaluate(z, given), want)


def test_integers():
    a, b = T.bvectors("a", "b")
    A, B = np.array([12, -7, 5], "int8"), np.array([10, 3, -2], "int8")
    for f in (lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a ^ b, lambda a, b: ~a, lambda a, b: a // b,
              lambda a, b: a % b, lambda a, b: -a, lambda a, b: abs(a), lambda a, b: +a):
        z = evaluate(f(a, b), {a: A, b: B})
        assert z.dtype == "int8"
        np.testing.assert_array_equal(z, f(A, B))
    q, r = divmod(a, b)
    np.testing.assert_array_equal(evaluate(q, {a: A, b: B}), A // B)
    few = np.array([0, 3, 7], "int8")
    for f in (lambda a, b: a << b, lambda a, b: a >> b, lambda a, b: 3 << b, lambda a, b: 100 >> b):
        np.testing.assert_array_equal(evaluate(f(a, b), {a: A, b: few}), f(A, few))
    assert (a / b).dtype == "float64" and (a * 300).dtype == "int16" and (3 - a).dtype == "int8"


def test_matmul_and_power():
    x, y = T.dmatrices(2)
    np.testing.assert_allclose(evaluate(x @ y.T, {x: X, y: Y}), X @ Y.T)
    np.testing.assert_allclose(evaluate(X.T @ y, {y: Y}), X.T @ Y)
    np.testing.assert_allclose(evaluate(x**2, {x: X}), X**2)
    np.testing.assert_allclose(evaluate(2**x, {x: X}), 2**X)


def test_identity_is_equality():
    x, y = T.dvectors("x", "y")
    assert x == x and x not in [y] and x in [y, x] and {x: 1}[x] == 1


def test_python_protocols():
    x, v = T.dscalar("x"), T.dvector("v")
    for v in (x, x.sum(), x > 0):
        with pytest.raises(TypeError, match="Variables do not support boolean operations"):
            bool(v)
    v = T.dvector("v")
    with pytest.raises(TypeError, match="Variables do not support boolean operations"):
        bool(x > 0)
    with pytest.raises(TypeError, match=r"has no len\(\)"):
        len(v)
    with pytest.raises(ValueError, match="length not known"):
        iter(v)
    with pytest.raises(TypeError, match="does not support iteration"):
        sum(T.dmatrix())
    with pytest.raises(TypeError, match="needs a number"):
        float(x)
    with pytest.raises(TypeError, match="does not support item assignment"):
        v[0] = 1.0
    a, b = T.dmatrix().shape
    assert a.type == b.type == T.lscalar
    assert len(list(T.stack([x, x, x]))) == 3
    with pytest.raises(TypeError):
        x + "text"


def test_attributes():
    m = T.dmatrix("m")
    assert (m.ndim, m.dtype, m.broadcastable, m.name, str(m), m.owner, m.index) == (
        2, "float64", (False, False), "m", "m", None, None,
    )
    m.tag.test_value = 3
    m._keras_shape = (2, 3)
    assert str(T.fvector()) == "<TensorType(float32, vector)>" == repr(T.fvector())
    assert str(m.T) == "m.T" and str(m.transpose()) == "m.T" and m.transpose(0, 1).name is None
    assert m.copy(name="c").name == "c" and m.clone().name == "m"


def test_numpy_functions_dispatch():
    x = T.dmatrix("x")
    for f in (np.exp, np.sqrt, np.tanh, np.sin, np.log1p, np.floor, np.conj):
        z = f(x)
        assert isinstance(z, T.TensorVariable)
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(evaluate(z, {x: X}), f(X))


METHODS = {
    "sum": ((), {}), "mean": ((), {"axis": 0}), "max": ((1,), {}), "min": ((), {"keepdims": True}), "std": ((), {}),
    "prod": ((), {"axis": (0, 1)}), "var": ((), {"axis": 1, "ddof": 1}), "argmax": ((), {"axis": 1}),
    "argmin": ((), {}), "clip": ((-1, 2), {}), "round": ((), {}), "flatten": ((), {}), "ravel": ((), {}),
    "astype": (("int32",), {}), "copy": ((), {}), "reshape": (((3, 2),), {}), "transpose": ((1, 0), {}),
    "swapaxes": ((0, 1), {}), "diagonal": ((), {}), "cumsum": ((), {"axis": 1}), "cumprod": ((), {}),
    "repeat": ((2,), {"axis": 0}), "argsort": ((), {}), "take": (([0, 1],), {"axis": 1}),
    "dot": ((Y.T,), {}), "conj": ((), {}), "trace": ((), {}), "any": ((), {}), "all": ((), {"axis": 0}),
    "squeeze": ((), {}),
}


@pytest.mark.parametrize("name", METHODS)
def test_method(name):
    args, kwargs = METHODS[name]
    x = T.dmatrix("x")
    z = getattr(x, name)(*args, **kwargs)
    np.testing.assert_allclose(evaluate(z, {x: X}), getattr(X, name)(*args, **kwargs))


def test_other_methods():
    x, i = T.dmatrix("x"), T.lmatrix("i")
    given = {x: X, i: np.array([[0, 2], [1, 0]])}
    np.testing.assert_allclose(evaluate(x.norm(2), given), np.linalg.norm(X))
    np.testing.assert_allclose(evaluate(x.norm(1, axis=0), given), np.abs(X).sum(0))
    np.testing.assert_allclose(evaluate(x.norm(np.inf), given), np.abs(X).max())
    np.testing.assert_allclose(evaluate(x.norm(0), given), 6)
    np.testing.assert_array_equal(evaluate(x.ptp(axis=0), given), np.ptp(X, axis=0))
    np.testing.assert_array_equal(evaluate(x.zeros_like(), given), np.zeros((2, 3)))
    np.testing.assert_array_equal(evaluate(x.ones_like(dtype="int8"), given), np.ones((2, 3), "int8"))
    np.testing.assert_array_equal(evaluate(x.fill(3), given), np.full((2, 3), 3, "int8"))
    np.testing.assert_array_equal(evaluate(i.nonzero()[0], given), [0, 1])
    np.testing.assert_array_equal(evaluate(x.reshape(3, 2), given), X.reshape(3, 2))
    np.testing.assert_array_equal(evaluate(x.reshape((3, 2), 2), given), X.reshape(3, 2))
    assert evaluate(x.size, given) == 6 and x.transfer("cpu") is x
    assert x.real.dtype == "float64"


def test_no_guess_is_the_name_itself():
    """Some names of the class are not there by design."""
    with pytest.raises(AttributeError) as caught:
        T.vector("v").__setitem__(0, 1)
    assert "'__setitem__'" in str(caught.value) and "or '__setitem__'" not in str(caught.value)
    assert "mean '__setitem__'" not in str(caught.value)
