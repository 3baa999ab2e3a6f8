"""NumPy's functions on variables give what they give on arrays: values, dtypes and shapes; and their gradients hold."""

import ast

import numpy as np
import pytest
from numpy_calls import FLAT, SHAPES, SMOOTH, expressions

import tensorgraph as theano
import tensorgraph.tensor as T

DTYPES = ["float64", "float32", "int64", "int8", "bool"]


def values(dtype):
    """Return an array of each shape; the elements are different, positive, and some not whole."""
    rng = np.random.default_rng(5)
    found = {}
    for name, shape in SHAPES.items():
        low, high = 0.15 - 0.01 * len(shape), 2.6 + 0.02 * len(name + str(shape))
        found[name] = rng.permutation(np.linspace(low, high, np.prod(shape))).reshape(shape).astype(dtype)
    return found


def symbols(arrays):
    return {name: T.TensorType(a.dtype.name, (False,) * a.ndim)(name) for name, a in arrays.items()}


def listed(result):
    return list(result) if isinstance(result, (list, tuple)) else [result]


def computed(results, given, arrays):
    return [r if not hasattr(r, "owner") else theano.function(
        list(given.values()), r, on_unused_input="ignore")(*arrays.values()) for r in results]


@pytest.mark.filterwarnings("ignore:invalid value|divide by zero|overflow|underflow|Converting input:RuntimeWarning")
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("text", expressions(SMOOTH) + expressions(FLAT))
def test_value(text, dtype):
    """As on arrays, or refused as NumPy refuses it."""
    arrays = values(dtype)
    call = eval(f"lambda np, x, s, v, t: {text}")
    given = symbols(arrays)
    try:
        with np.errstate(all="ignore"):
            expected = listed(call(np, **arrays))
    except (TypeError, ValueError, np.exceptions.DTypePromotionError):
        return
    found = computed(listed(call(np, **given)), given, arrays)
    assert len(found) == len(expected)
    for a, b in zip(found, map(np.asarray, expected)):
        a = np.asarray(a)
        assert a.shape == b.shape and a.dtype == b.dtype
        digits = 2e-3 if a.dtype == "float16" else 2e-5 if "float32" in (a.dtype, dtype) else 1e-12
        np.testing.assert_allclose(a, b, digits, digits)


@pytest.mark.parametrize("text", expressions(SMOOTH))
def test_gradient(text):
    """Against differences."""
    arrays = values("float64")
    read = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    used = [name for name in arrays if name in read]
    call = eval(f"lambda np, x, s, v, t: {text}")

    def cost(*inputs):
        given = {**{name: T.constant(a) for name, a in arrays.items()}, **dict(zip(used, inputs))}
        total = 0
        for z in listed(call(np, **given)):
            weights = np.cos(np.arange(50.0))
            flat = T.as_tensor_variable(z).flatten()
            total = total + (flat * T.take(weights, T.arange(flat.shape[0]) % 50)).sum()
        return total

    theano.gradient.verify_grad(cost, [arrays[name] for name in used], rng=np.random.RandomState(1))

