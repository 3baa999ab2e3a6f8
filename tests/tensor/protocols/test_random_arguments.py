"""NumPy's functions with arguments that Hypothesis draws, held against NumPy."""

import string
import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

REDUCTIONS = (
    "sum prod mean var std max min ptp any all median nansum nanprod nanmax nanmin nanmean nanvar nanstd count_nonzero "
    "average nanmedian"
).split()
ALONG = "cumsum cumprod argmax argmin nanargmax nanargmin sort argsort nancumsum flip".split()
DTYPES = st.sampled_from(["float64", "float32", "int32", "int8", "bool", "uint8"])


def drawn(draw, shape, dtype):
    """Return an array of few distinct values, nan among floats."""
    seed = draw(st.integers(0, 2**16))
    a = np.random.default_rng(seed).integers(-3, 5, shape) / 2
    if draw(st.booleans()) and np.dtype(dtype).kind == "f" and a.size:
        a.flat[draw(st.integers(0, a.size - 1))] = np.nan
    return (abs(a) if dtype == "uint8" else a).astype(dtype)


def compared(call, *arrays):
    """Hold a call on variables against that on arrays; both may refuse."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = np.asarray(call(*arrays))
    except (ValueError, TypeError, np.exceptions.AxisError):
        return
    variables = [T.TensorType(a.dtype.name, [n == 1 for n in a.shape])() for a in arrays]
    found = theano.function(variables, call(*variables), on_unused_input="ignore")(*arrays)
    assert found.dtype == expected.dtype and found.shape == expected.shape
    digits = 1e-10 if all(a.dtype != "float32" for a in arrays) else 1e-4
    np.testing.assert_allclose(found, expected, digits, digits)


@given(st.data())
@settings(max_examples=150)
def test_reductions(data):
    """Over any axes, with and without them kept."""
    ndim = data.draw(st.integers(1, 3))
    a = drawn(data.draw, data.draw(st.tuples(*[st.integers(1, 4)] * ndim)), data.draw(DTYPES))
    axis = st.integers(-ndim, ndim - 1)
    several = st.lists(st.integers(0, ndim - 1), min_size=1, unique=True).map(tuple)
    options = {"axis": data.draw(st.none() | axis | several)}
    name = data.draw(st.sampled_from(REDUCTIONS))
    if data.draw(st.booleans()):
        options["keepdims"] = data.draw(st.booleans())
    if name in ("var", "std", "nanvar", "nanstd"):
        options["ddof"] = data.draw(st.integers(0, 1))
    compared(lambda x: getattr(np, name)(x, **options), a)


@given(st.data())
@settings(max_examples=80)
def test_along_an_axis(data):
    shape = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    a = drawn(data.draw, shape, data.draw(DTYPES))
    name, axis = data.draw(st.sampled_from(ALONG)), data.draw(st.none() | st.integers(-2, 1))
    options = {"kind": "stable"} if "sort" in name else {}
    if np.isnan(a.astype(float)).any() and name in ("argmax", "argmin"):
        return
    compared(lambda x: getattr(np, name)(x, axis=axis, **options), a)


@given(st.data())
@settings(max_examples=100)
def test_einsum(data):
    """Any letters, repeated, summed, spread and permuted."""
    lengths = dict(zip("abcd", data.draw(st.tuples(*[st.integers(1, 3)] * 4))))
    operands = data.draw(st.lists(st.text("abcd", max_size=3), min_size=1, max_size=3))
    letters = sorted(set("".join(operands)))
    result = data.draw(st.permutations(letters).flatmap(lambda p: st.integers(0, len(p)).map(lambda n: "".join(p[:n]))))
    text = ",".join(operands) + data.draw(st.sampled_from(["", f"->{result}"]))
    arrays = [drawn(data.draw, tuple(lengths[c] for c in letters_), "float64") for letters_ in operands]
    arrays = [np.nan_to_num(a) for a in arrays]
    assert set(text) <= set(string.ascii_letters + ",->")
    compared(lambda *xs: np.einsum(text, *xs), *arrays)


@given(st.data())
@settings(max_examples=80)
def test_matmul(data):
    """Stacks of matrices stretch to each other."""
    m, k, n = data.draw(st.tuples(*[st.integers(1, 3)] * 3))
    batch = data.draw(st.lists(st.integers(2, 3), max_size=2))
    lead = [data.draw(st.integers(0, len(batch)).map(lambda i: batch[i:])) for _ in range(2)]
    lead = [[1 if data.draw(st.booleans()) else length for length in part] for part in lead]
    a = np.nan_to_num(drawn(data.draw, (*lead[0], m, k), "float64"))
    b = np.nan_to_num(drawn(data.draw, (*lead[1], k, n), "float64"))
    compared(np.matmul, a, b)
    compared(lambda x, y: x @ y, a, b)


@given(st.data())
@settings(max_examples=80)
def test_pad(data):
    mode = data.draw(st.sampled_from("constant edge reflect symmetric wrap maximum minimum linear_ramp".split()))
    a = np.nan_to_num(drawn(data.draw, data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4))), "float64"))
    widths = data.draw(st.tuples(*[st.tuples(st.integers(0, 5), st.integers(0, 5))] * 2))
    if 1 in a.shape and mode == "reflect":
        return
    compared(lambda x: np.pad(x, widths, mode), a)


@given(st.data())
@settings(max_examples=80)
def test_quantile(data):
    a = drawn(data.draw, data.draw(st.tuples(st.integers(1, 5), st.integers(1, 4))), "float64")
    q = data.draw(st.floats(0, 1) | st.lists(st.floats(0, 1), min_size=1, max_size=3))
    method = data.draw(st.sampled_from("linear lower higher midpoint nearest hazen weibull median_unbiased".split()))
    axis = data.draw(st.sampled_from([None, 0, 1, (0, 1)]))
    name = data.draw(st.sampled_from(["quantile", "nanquantile"]))
    compared(lambda x: getattr(np, name)(x, q, axis=axis, method=method), a)


@given(st.data())
@settings(max_examples=100)
def test_ufuncs(data):
    """Every ufunc of NumPy that has a counterpart, in any dtypes, also with numbers of Python."""
    name = data.draw(st.sampled_from(UFUNCS))
    ufunc = getattr(np, name)
    a = [np.nan_to_num(drawn(data.draw, (3,), data.draw(DTYPES))) for _ in range(ufunc.nin)]
    number = data.draw(st.none() | st.integers(1, 3) | st.sampled_from([0.1, 1.5]))
    if name in ("power", "left_shift", "right_shift", "float_power"):
        # integers to negative powers, and shifts by negative places, are refused, or not defined
        a = [abs(v) if v.dtype != bool else v for v in a]
    if name in ("gcd", "lcm"):
        a = [np.clip(v, 0, 3) for v in a]
    if number is None or ufunc.nin == 1:
        compared(lambda *xs: np.stack(_listed(ufunc(*xs))), *a)
    else:
        compared(lambda x: np.stack(_listed(ufunc(x, number))), a[0])


def _listed(z):
    return list(z) if isinstance(z, tuple) else [z]


# what has no counterpart, works on matrices or on other dtypes, or whose integer quotient by 0 differs
_OTHERS = {
    "bitwise_count", "frexp", "isnat", "ldexp", "matmul", "matvec", "nextafter", "spacing", "vecdot", "vecmat",
    "divmod", "floor_divide", "remainder", "fmod", "mod", "reciprocal",
}  # fmt: skip
UFUNCS = sorted({u.__name__ for u in vars(np).values() if isinstance(u, np.ufunc)} - _OTHERS)
