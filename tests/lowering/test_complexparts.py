"""Programs of complex numbers, which loops compute by their parts: NumPy's values, special ones included."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.lowering import elemwise
from tensorgraph.scalar import REGISTRY
from tensorgraph.scalar.formulas.complexparts import FORMULAS, gains

FORMULAS_OF_RECORDS = sorted(FORMULAS.keys() & REGISTRY.keys() - {"pow"})
SPECIAL = [0.0, -0.0, 1.0, -2.5, np.inf, -np.inf, np.nan]
UNIT = np.complex64(1j)
DTYPES = {"complex64": "float32", "complex128": "float64"}
EXPRESSIONS = {
    "polynomial": lambda m, z, w, x: ((z * w + z) * w - 1) * z,
    "one part is read": lambda m, z, w, x: (z * w + w / z).real * z.imag,
    "rotation": lambda m, z, w, x: m.exp(UNIT * x) * z,
    "powers": lambda m, z, w, x: abs(z * w + z / w) ** 2,
    "a number": lambda m, z, w, x: 2 * z / (w + UNIT) - z,
    "conjugates": lambda m, z, w, x: (z * w.conj() + z.conj() * w) / (1 + z * z.conj()),
    "roots and logarithms": lambda m, z, w, x: m.sqrt(z * w + z * z) * m.exp(w) + m.log(z) ** 3,
    "function of NumPy": lambda m, z, w, x: m.arctan(z * w + z * z) * m.exp(w),
    "waves": lambda m, z, w, x: m.sin(z) * m.cos(w) + m.tanh(z * w) / (m.cosh(z) + 2) - m.sinh(w) * m.tan(z),
    "lengths": lambda m, z, w, x: abs(z * w + z) * abs(w) ** 2 + abs(z) ** 2,
    "one step of a fractal": lambda m, z, w, x: (T.switch if m is T else np.where)(abs(z) < 1, z * z + w, z),
    "many values": lambda m, z, w, x: (z * w + 1) / (w * w + z) + (z - w) / (z * z + w) * (z / w + w),
}
every_dtype = pytest.mark.parametrize("dtype", DTYPES)
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def tensors(dtype, n, ndim=1):
    return [T.TensorType(dtype, (False,) * ndim)() for _ in range(n)]


def some(dtype, *shape, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(dtype)


def special(dtype):
    """All pairs of numbers with special parts."""
    z = np.empty(len(SPECIAL) ** 2, dtype)
    z.real, z.imag = np.repeat(SPECIAL, len(SPECIAL)), np.tile(SPECIAL, len(SPECIAL))
    return [m.ravel() for m in np.meshgrid(z, z)]


def parts(z):
    return np.stack([z.real, z.imag]) if z.dtype.kind == "c" else z


@every_dtype
@pytest.mark.parametrize("name", FORMULAS_OF_RECORDS)
def test_formula(name, dtype, monkeypatch):
    """Nan, infinities and the signs of zeros are those of NumPy."""
    monkeypatch.setattr(elemwise, "gains", lambda ops: True)
    op, operands = REGISTRY[name], special(dtype)
    if name == "switch":
        operands = [operands[0].real > 0, *operands]
    elif name == "complex_from_polar":
        operands = [z.real for z in operands]
    operands = operands[: op.nin if op.nin > 0 else 2]
    inputs = [T.TensorType(str(x.dtype), (False,))() for x in operands]
    f = theano.function(inputs, T.Elemwise(op)(*inputs), mode=theano.Mode("cvm", None))
    assert f.kinds() == ["loop"]
    (want,) = op.evaluate(operands, [f(*operands).dtype.name])
    got, want = parts(f(*operands)), parts(want)
    np.testing.assert_allclose(got, want, rtol=1e-6)
    if got.dtype != bool:
        given = ~np.isnan(want)
        if name == "exp":
            given &= operands[0].real != -np.inf
        np.testing.assert_array_equal(np.signbit(got[given]), np.signbit(want[given]))


@every_dtype
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions(name, dtype):
    """One loop does it, at any length, and for arrays of any step."""
    expression, inputs = EXPRESSIONS[name], [*tensors(dtype, 2), *tensors(DTYPES[dtype], 1)]
    f = theano.function(inputs, expression(T, *inputs), on_unused_input="ignore")
    assert f.kinds() == ["loop"]
    arrays = [some(dtype, 5000), some(dtype, 5000, seed=1), some(dtype, 5000, seed=2).real.copy()]
    tolerance = 2e-4 if dtype == "complex64" else 1e-11
    for n in (0, 1, 7, 33, 1000, 5000):
        part = [x[:n] for x in arrays]
        got, want = f(*part), expression(np, *part)
        assert got.dtype == want.dtype
        np.testing.assert_allclose(got, want, rtol=tolerance)
    turned = [np.repeat(x, 2)[::-2] for x in arrays]
    np.testing.assert_allclose(f(*turned), expression(np, *turned), rtol=tolerance)
    between = [np.frombuffer(b"\0" * 4 + x.tobytes(), x.dtype, offset=4) for x in arrays]
    np.testing.assert_allclose(f(*between), expression(np, *between), rtol=tolerance)


@every_dtype
def test_broadcasts(dtype):
    (m,), (s,) = tensors(dtype, 1, 2), tensors(dtype, 1, 0)
    row, column = T.TensorType(dtype, (True, False))(), T.TensorType(dtype, (False, True))()
    f = theano.function([m, row, column, s], [(m * row + column) * s / m, (m[1:, ::2] * column[1:] + s) * m[1:, 1::2]])
    a, b, c, d = some(dtype, 37, 54), some(dtype, 1, 54), some(dtype, 37, 1), some(dtype, 1)[0]
    tolerance = 1e-4 if dtype == "complex64" else 1e-11
    for layout in (a, np.asfortranarray(a)):
        got, want = f(layout, b, c, d), ((a * b + c) * d / a, (a[1:, ::2] * c[1:] + d) * a[1:, 1::2])
        for x, y in zip(got, want, strict=True):
            np.testing.assert_allclose(x, y, rtol=tolerance)


@every_dtype
@pytest.mark.parametrize("name", ["exp", "sinh", "cosh", "tanh"])
def test_exponentials_that_are_large(name, dtype):
    """A length that overflows times a cosine or sine that is small."""
    (z,) = tensors(dtype, 1)
    largest = float(np.log(np.finfo(dtype).max))
    angles = np.array([0, 1e-3, 1, np.pi / 2, np.pi / 2 - 1e-6, 3])
    a = np.add.outer([-largest, largest - 1, largest + 0.5, largest + 3, 1e4], 1j * angles).ravel().astype(dtype)
    got = theano.function([z], getattr(T, name)(z))(a)
    np.testing.assert_allclose(parts(got), parts(getattr(np, name)(a)), rtol=1e-4 if dtype == "complex64" else 1e-11)


@every_dtype
def test_sums_of_powers(dtype):
    """Elementwise work and the sum are one loop."""
    (z,) = tensors(dtype, 1, 2)
    a = some(dtype, 40, 300)
    f = theano.function([z], [(abs(z * z + 1) ** 2).sum(axis=1), (z.real * z.imag).max()])
    powers, largest = f(a)
    np.testing.assert_allclose(powers, (abs(a * a + 1) ** 2).sum(1), rtol=1e-4 if dtype == "complex64" else 1e-11)
    assert largest == (a.real * a.imag).max()


def test_casts():
    x, (z,) = T.fvector(), tensors("complex64", 1)
    f = theano.function([x, z], [T.cast(x, "complex64"), T.cast(z, "complex128"), T.cast(x, "complex128") * z])
    a, b = np.arange(5, dtype="float32"), some("complex64", 5)
    wide = b.astype("complex128")
    for got, want in zip(f(a, b), [a.astype("complex64"), wide, a * wide], strict=True):
        assert got.dtype == want.dtype
        np.testing.assert_allclose(got, want, rtol=1e-15)
    assert "python" not in f.kinds()


@every_dtype
def test_in_place(dtype):
    value = some(dtype, 1001)
    z = theano.shared(value)
    theano.function([], updates=[(z, z * z + z / (1 + z * z))])()
    tolerance = 1e-4 if dtype == "complex64" else 1e-11
    np.testing.assert_allclose(z.get_value(), value * value + value / (1 + value * value), rtol=tolerance)


def test_single_sums_are_left_whole():
    """What reads and writes as much as it computes gains nothing by parts."""
    assert not gains([REGISTRY["add"]]) and not gains([REGISTRY["mul"], REGISTRY["add"]])
    assert gains([REGISTRY["mul"], REGISTRY["mul"], REGISTRY["add"]]) and gains([REGISTRY["exp"]])


def test_gradients():
    z = T.zvector()
    cost = (abs(z * z + 1) ** 2).sum()
    a = some("complex128", 50)
    f = theano.function([z], T.grad(cost, z))
    slow = theano.function([z], T.grad(cost, z), mode=theano.Mode("py", None))
    np.testing.assert_allclose(f(a), slow(a), rtol=1e-12)


def test_numbers_that_are_complex_on_the_way():
    """Real numbers go in and come out; parts of what is joined are read where they were made."""
    x, y = T.dvectors("x", "y")
    z = T.complex_from_polar(x, y) * T.complex(y, x)
    f = theano.function([x, y], [z.imag, z.real * x, T.angle(z * z.conj() + 1)])
    assert f.kinds() == ["loop"]
    a, b = np.random.default_rng(0).uniform(0.1, 2, (2, 700))
    want = a * np.exp(1j * b) * (b + 1j * a)
    for got, expected in zip(f(a, b), [want.imag, want.real * a, np.angle(want * want.conj() + 1)], strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-15)


def squared(z):
    return abs(z) ** 2


@every_dtype
@pytest.mark.parametrize("name", ["abs", "square of abs", "sqrt", "log"])
def test_sizes(name, dtype, monkeypatch):
    """Nothing overflows or loses digits on the way to a result that is in range; special values are NumPy's."""
    monkeypatch.setattr(elemwise, "gains", lambda ops: True)
    t, f = {
        "abs": (abs, abs), "square of abs": (squared, squared), "sqrt": (T.sqrt, np.sqrt), "log": (T.log, np.log)
    }[name]
    info = np.finfo(dtype)
    sizes = [*SPECIAL, info.smallest_subnormal, info.tiny, -info.tiny**0.7, info.max**0.7, info.max / 2, -info.max]
    a = np.empty((len(sizes), len(sizes)), dtype)
    a.real, a.imag = np.meshgrid(np.array(sizes, info.dtype), np.array(sizes, info.dtype))
    a = np.resize(a, 3000)
    (z,) = tensors(dtype, 1)
    got, want = parts(theano.function([z], t(z))(a)), parts(f(a))
    np.testing.assert_allclose(got, want, rtol=8 * info.eps, atol=info.smallest_subnormal)
    np.testing.assert_array_equal(np.signbit(got)[~np.isnan(want)], np.signbit(want)[~np.isnan(want)])


@every_dtype
def test_logarithms_near_the_unit_circle(dtype):
    """All digits of a length that is hardly more or less than 1."""
    (z,) = tensors(dtype, 1)
    a = np.exp(1j * np.linspace(-3, 3, 1000)).astype(dtype)
    want = [float(Fraction(float(x.real)) ** 2 + Fraction(float(x.imag)) ** 2 - 1) / 2 for x in a]
    np.testing.assert_allclose(theano.function([z], T.log(z))(a).real, want, rtol=4 * np.finfo(dtype).eps)


@every_dtype
@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 7, -1, -2, 99, 100, 0.5, 2.5, -1.5, 1.5 + 2j])
def test_powers(exponent, dtype):
    """Integers are products, as in NumPy; 0 has no logarithm."""
    (z,) = tensors(dtype, 1)
    a = np.exp(some("complex128", 3000) * [0.01]).astype(dtype)
    a = np.concatenate([a, np.array([0, -0.0, 1, -1, 1j, -1.25], dtype)])
    number = np.array(exponent, dtype)
    f = theano.function([z], z**number)
    assert exponent in (0, 1) or f.kinds() == ["loop"]
    got, want = f(a), np.power(a.astype("complex128"), number)
    np.testing.assert_array_equal(np.isnan(got), np.isnan(want))
    bound = 1e3 * np.finfo(dtype).eps * abs(want)
    assert (abs(got - want)[np.isfinite(want)] <= bound[np.isfinite(want)]).all()


def test_powers_by_arrays():
    z, w = tensors("complex64", 2)
    a, b = some("complex64", 3000), some("complex64", 3000, seed=1)
    a[:3], b[1:6] = 0, [2, -2, 0, 3, -1]
    got, want = theano.function([z, w], z**w)(a, b), np.power(a.astype("complex128"), b)
    np.testing.assert_array_equal(np.isnan(got), np.isnan(want))
    given = ~np.isnan(want)
    assert (abs(got - want)[given] <= 2e-7 * abs(want)[given]).all()


@every_dtype
@pytest.mark.parametrize("ndim", [1, 2, 3])
def test_sums(ndim, dtype):
    """Sums and means over any axes, of arrays of any layout."""
    (z,) = tensors(dtype, 1, ndim)
    axes = [None, *[axes for k in range(1, ndim + 1) for axes in combinations(range(ndim), k)]]
    f = theano.function([z], [*[z.sum(axis=k) for k in axes], *[z.mean(axis=k) for k in axes]])
    assert "python" not in f.kinds()
    for shape in (37, 18, 5), (1, 1, 1), (0, 3, 2), (300, 2, 4):
        a = some(dtype, *shape[:ndim])
        for layout in (a, np.asfortranarray(a), np.repeat(a, 2, axis=0)[::-2]):
            wide = layout.astype("complex128")
            want = [*[wide.sum(axis=k) for k in axes], *[wide.mean(axis=k) if wide.size else None for k in axes]]
            for got, expected in zip(f(layout), want, strict=True):
                if expected is not None:
                    assert got.dtype == dtype
                    np.testing.assert_allclose(got, expected, rtol=1e-5 if dtype == "complex64" else 1e-12, atol=1e-6)


def test_sums_that_accumulate_in_another_dtype():
    z = T.cvector()
    f = theano.function([z], [T.sum(z, dtype="complex128"), T.sum(z, acc_dtype="complex64")])
    a = np.array([1e8, 1, -1e8, 2j], "complex64")
    wide, narrow = f(a)
    assert wide == 1 + 2j and wide.dtype == "complex128" and narrow.dtype == "complex64"
