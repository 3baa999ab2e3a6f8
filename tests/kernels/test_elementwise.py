"""Every elementwise kernel, from its name alone: no operation is listed here."""

from types import SimpleNamespace

import numpy as np
import pytest
import ulp

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.superinstructions import SUPER, tree_operands
from tensorgraph._kernels.loops.twins import elementwise as twins
from tensorgraph.scalar import REGISTRY

LENGTHS = [0, 1, 7, 256]        # empty, one, tail, one block
NAMES = list(dispatch.kernels())
SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, np.inf, -np.inf, np.nan, 5e-324, -1e-310, 1e-45, -1e-40, 3e38, -1.7e308]
WIDER = {"float32": np.float64, "float64": np.longdouble}


def call(isa, name, operands, dtype, inplace=None):
    """The kernel's result; it must leave everything before and behind its output alone."""
    n = len(operands[0])
    buffer = np.frombuffer(bytes([170]) * ((n + 2) * np.dtype(dtype).itemsize), dtype).copy()
    around = buffer[[0, -1]].tobytes()
    z = buffer[1:-1]                # aligned as an element is, not as a vector
    operands = [x.copy() for x in operands]
    if inplace is not None:
        z[:] = operands[inplace]
        operands[inplace] = z
    addresses = [x.ctypes.data for x in operands] + [None] * (4 - len(operands))
    ulp.KERNEL(dispatch.kernels(isa)[name])(z.ctypes.data, *addresses, n)
    assert buffer[[0, -1]].tobytes() == around
    return z


def sample(rng, name, n):
    """Operands from the domain of the operation; zeros are among integers."""
    dtypes, _ = twins.signature(name)
    what = name.rpartition("_")[0]
    if what in REGISTRY:
        return [d.sample(rng, n, dtype) for d, dtype in zip(REGISTRY[what].domain * len(dtypes), dtypes, strict=False)]
    if what in SUPER:
        return [rng.uniform(0.5, 2.0, n).astype(dtype) for dtype in dtypes]
    return [rng.integers(0, 2, n).astype(d) if d == "bool" else rng.uniform(0, 100, n).astype(d) for d in dtypes]


def errors(name, operands, z):
    """Return the distance of a float result from that in a wider type, in ulp of its largest intermediate value."""
    tree = SUPER.get(name.rpartition("_")[0])
    wide = [x if x.dtype == bool else x.astype(WIDER[x.dtype.name]) for x in operands]
    if tree is None:
        what = name.rpartition("_")[0]
        want = largest = (ulp.FUNCTIONS[what].wide if what in ulp.FUNCTIONS else twins.twin(name))(*wide)
        if name.startswith("logaddexp"):
            # near 0 the larger operand cancels
            largest = np.max([want, *map(abs, wide)], axis=0)
    else:
        values = []
        want = twins.tree_value(tree, wide, lambda v: values.append(abs(v)))
        largest = np.max([v for v in values if v.dtype != bool], axis=0)
    return abs(z - want) / np.spacing(abs(largest).astype(z.dtype))


def promised(name):
    """Half an ulp for the processor's own operations, as the table of ulp.rst says for the others."""
    what = name.rpartition("_")[0]
    if what in SUPER:
        return 5.0
    if what in ("logaddexp", "xlogy", "xlog1py"):
        return 3.0
    if what in ulp.FUNCTIONS:
        return ulp.FUNCTIONS[what].promised
    return 1.5 if any(c.isdigit() for c in REGISTRY[what].c) else 0.5001


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", NAMES)
def test_same_bits_in_every_part(name, isa):
    """An element has the same bits wherever a block starts and ends, and beside whatever there is in it."""
    rng = np.random.default_rng(11)
    dtypes, result = twins.signature(name)
    operands = sample(rng, name, 256)
    whole = call(isa, name, operands, result)
    for start, stop in [(0, 1), (1, 2), (3, 20), (7, 256), (100, 133), (255, 256), (0, 255)]:
        part = call(isa, name, [x[start:stop] for x in operands], result)
        assert part.tobytes() == whole[start:stop].tobytes()
    spoiled = [x.copy() for x in operands]
    with np.errstate(over="ignore"):
        for x in spoiled:
            if x.dtype.kind in "fc":
                x[::3] = rng.choice(SPECIAL, len(x[::3])).astype(x.dtype)
    z = call(isa, name, spoiled, result)
    rest = np.arange(256) % 3 != 0
    assert z[rest].tobytes() == whole[rest].tobytes()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", NAMES)
def test_kernel(name, isa):
    """A kernel is its NumPy twin, at every length, also when it writes over an operand."""
    rng = np.random.default_rng(7)
    dtypes, result = twins.signature(name)
    for n in LENGTHS:
        operands = sample(rng, name, n)
        z = call(isa, name, operands, result)
        if n == 0:
            continue
        if z.dtype.kind == "f" and dtypes[-1] == result and not name.startswith(("copy", "switch_f", "half")):
            assert errors(name, operands, z).max() <= promised(name)
        else:
            with np.errstate(all="ignore"):
                assert np.array_equal(z, twins.twin(name)(*operands).astype(result))
        for i, x in enumerate(operands):
            if x.dtype == result:
                assert call(isa, name, operands, result, inplace=i).tobytes() == z.tobytes()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", [n for n in NAMES if n[-4:] in ("_f32", "_f64") and n.rpartition("_")[0] in REGISTRY])
def test_special_values(name, isa):
    """Zeros with their signs, infinities, nan and denormals come out as NumPy or SciPy has them."""
    dtypes, result = twins.signature(name)
    if dtypes[-1] == "bool" or result.startswith("complex"):
        return
    with np.errstate(all="ignore"):
        values = np.array(SPECIAL).astype(dtypes[-1])
        operands = [m.ravel() for m in np.meshgrid(*[[False, True] if d == "bool" else values for d in dtypes])]
        want = twins.twin(name)(*operands).astype(result)
    what, x = name.rpartition("_")[0], operands[-1]
    if what in ulp.FUNCTIONS and not isinstance(ulp.FUNCTIONS[what].wide, np.ufunc):
        # some functions of SciPy overflow where 1 / x does, and some are less accurate
        inexact = np.isfinite(x) & (x != 0) & (want != 0) & (np.isfinite(want) | (abs(x) < np.finfo(x.dtype).tiny))
        with np.errstate(over="ignore"):
            want[inexact] = [float(ulp.FUNCTIONS[what].exact(ulp.mp.mpf(float(v)))) for v in x[inexact]]
    z = call(isa, name, operands, result)
    if z.dtype != bool:
        assert np.array_equal(np.isnan(z), np.isnan(want))
        x, z, want = (v[~np.isnan(want)] for v in (x, z, want))
        if "maximum" not in name and "minimum" not in name:              # either zero is the larger one
            assert np.array_equal(np.signbit(z), np.signbit(want))
    small = abs(want) < np.inf if z.dtype != bool else np.ones(len(z), bool)
    assert np.array_equal(z[~small], want[~small])
    z, want = z[small].astype(dtypes[-1]), want[small].astype(dtypes[-1])
    assert (abs(z - want) <= 4 * ulp.unit(what, x[small], want)).all()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("cast_f")])
def test_casts_out_of_range(name, isa):
    """Results that C leaves undefined are the same on every instruction set."""
    dtypes, result = twins.signature(name)
    x = np.array([-1.0, -1.5, 300.0, -300.0, 70000.0, 3e9, -3e9, 1e19, 2.0**63, 1e30, -1e30, *SPECIAL] * 3)
    with np.errstate(all="ignore"):
        x = x.astype(dtypes[0])
    assert call(isa, name, [x], result).tobytes() == call(dispatch.supported()[0], name, [x], result).tobytes()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("dtype", ["int32", "int64"])
@pytest.mark.parametrize("op", ["int_div", "mod"])
def test_integer_division(op, dtype, isa):
    """Python's signs; 0 for a zero divisor; the smallest integer over -1 does not trap."""
    info, code = np.iinfo(dtype), "i32" if dtype == "int32" else "i64"
    rng = np.random.default_rng(3)
    small = [0, 1, -1, 2, -2, 3, 7, -7, *rng.integers(-1000, 1000, 40)]
    bits = info.bits - 1 if dtype == "int32" else 51
    large = [2**bits - 1, 1 - 2**bits, 2**bits - 2, *rng.integers(1 - 2**bits, 2**bits - 1, 40)]
    largest = [info.min, info.min + 1, info.max, *rng.integers(info.min, info.max, 40)]
    for values in (small, small + large, small + large + largest, [info.min, -1]):
        x, y = (m.ravel() for m in np.meshgrid(*[np.array(values, dtype)] * 2))
        with np.errstate(all="ignore"):
            want = REGISTRY[op].ref(x, y)
        assert np.array_equal(call(isa, f"{op}_{code}", [x, y], dtype), want)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("op", ["int_div", "mod"])
def test_unsigned_division(op, isa):
    """0 for a zero divisor; the largest number is not -1."""
    rng = np.random.default_rng(3)
    small = [0, 1, 2, 3, 7, *rng.integers(0, 1000, 40)]
    large = [2**51 - 1, 2**51 - 2, *rng.integers(0, 2**51, 40)]
    largest = [2**51, 2**63, 2**64 - 1, 2**64 - 2, *rng.integers(0, 2**64, 40, dtype="uint64")]
    for values in (small, small + large, small + large + largest, [2**64 - 1, 1]):
        x, y = (m.ravel() for m in np.meshgrid(*[np.array(values, "uint64")] * 2))
        with np.errstate(all="ignore"):
            want = REGISTRY[op].ref(x, y)
        assert np.array_equal(call(isa, f"{op}_u64", [x, y], "uint64"), want)


def limited(dtype, bits):
    """Return the limits of a dtype, or of numbers of so many bits and a sign if these are fewer."""
    info = np.iinfo(dtype)
    most = min(info.max, 2**bits - 1)
    return SimpleNamespace(bits=info.bits, min=max(info.min, -most) if bits < 64 else info.min, max=most)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize(("dtype", "bits"), [
    *[(dtype, 64) for dtype in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")],
    ("int64", 51), ("uint64", 51),
])
@pytest.mark.parametrize("op", ["int_div", "mod"])
def test_division_by_one_number(op, dtype, isa, bits):
    """All bytes and shorts by each of many divisors, and near the multiples of divisors in more bits."""
    info, rng = limited(dtype, bits), np.random.default_rng(3)
    some = rng.integers(info.min, info.max, 300 if info.bits > 8 else 1, dtype=dtype, endpoint=True)
    ends = [info.min, info.min + 1, info.max // 2, info.max - 1, info.max]
    divisors = range(info.min, info.max + 1) if info.bits == 8 else [*range(info.min and -9, 10), 641, *ends, *some]
    for divisor in divisors:
        if info.bits < 32:
            x = np.arange(info.min, info.max + 1).astype(dtype)
        else:
            most = info.max // max(1, abs(int(divisor)))
            x = rng.integers(info.min and -most, most, 300, dtype=dtype, endpoint=True)
            x = np.concatenate([x * np.array(divisor, dtype), np.array(ends, dtype)])
            x = np.concatenate([x - np.array(1, dtype), x, x + np.array(1, dtype)])
        y = np.full(len(x), divisor, dtype)
        with np.errstate(all="ignore"):
            want = REGISTRY[op].ref(x, y)
        assert np.array_equal(call(isa, f"{op}_{dtype[0]}{info.bits}", [x, y], dtype), want), divisor


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "uint32"])
@pytest.mark.parametrize("op", ["int_div", "mod"])
def test_division_of_other_integers(op, dtype, isa):
    """Pairs of all bytes, and of many other numbers, the ends among them."""
    info, rng = np.iinfo(dtype), np.random.default_rng(4)
    values = np.arange(256, dtype="uint8").view(dtype) if info.bits == 8 else np.concatenate([
        np.arange(info.min and -20, 20), rng.integers(info.min, info.max, 300, endpoint=True),
        rng.integers(info.min and -300, 300, 100), [info.min, info.min + 1, info.max - 1, info.max],
    ]).astype(dtype)
    x, y = (m.ravel() for m in np.meshgrid(values, values))
    with np.errstate(all="ignore"):
        want = REGISTRY[op].ref(x, y)
    assert np.array_equal(call(isa, f"{op}_{dtype[0]}{info.bits}", [x, y], dtype), want)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("dtype", ["int8", "uint8"])
@pytest.mark.parametrize("op", ["left_shift", "right_shift"])
def test_shifted_bytes(op, dtype, isa):
    """All bytes by all bytes, those included that shift by more bits than there are."""
    x, y = (m.ravel().view(dtype) for m in np.meshgrid(*[np.arange(256, dtype="uint8")] * 2))
    code = "i8" if dtype == "int8" else "u8"
    assert np.array_equal(call(isa, f"{op}_{code}", [x, y], dtype), getattr(np, op)(x, y))


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("code", ["f32", "f64"])
@pytest.mark.parametrize("op", ["int_div", "mod"])
def test_float_division(op, code, isa):
    """The bits of NumPy's loops: of any two floats, of multiples and almost multiples, near and far from each other."""
    rng = np.random.default_rng(4)
    dtype, bits = ("float32", "uint32") if code == "f32" else ("float64", "uint64")
    limits = np.finfo(dtype)
    divisors = [1, -1, 3, 0.1, -0.1, np.pi, 1e-3, limits.tiny, limits.smallest_subnormal, np.inf, 0, -0.0]
    y = rng.choice(np.array(divisors, dtype), 3000)
    with np.errstate(all="ignore"):
        multiples = rng.integers(-2000, 2000, 3000) * y * rng.choice(np.array([1, 1, 0.5, 1 + limits.eps], dtype), 3000)
        regular = np.isfinite(y) & (y != 0)
        powers = 2.0 ** rng.integers(-30, 60, 3000)
        pairs = [
            rng.integers(0, np.iinfo(bits).max, (2, 3000), dtype=bits, endpoint=True).view(dtype),
            (multiples, y), (multiples[regular], y[regular]),
            (rng.normal(size=3000) * powers, rng.normal(size=3000)), (rng.normal(size=3000), rng.normal(size=3000)),
        ]
        for pair in pairs:
            x, y = (np.ascontiguousarray(part, dtype) for part in pair)
            got, want = call(isa, f"{op}_{code}", [x, y], dtype), twins.twin(f"{op}_{code}")(x, y)
            np.testing.assert_array_equal(np.isnan(got), np.isnan(want))
            np.testing.assert_array_equal(got.view(bits)[~np.isnan(got)], want.view(bits)[~np.isnan(got)])


def test_every_set_has_every_kernel():
    """The instruction sets differ in speed only."""
    assert all(list(dispatch.kernels(isa)) == NAMES for isa in dispatch.supported())


def test_superinstructions_have_at_most_four_operands():
    """Operands are numbered from 0 without a gap, and there are four pointers."""
    for tree in SUPER.values():
        operands = tree_operands(tree)
        assert operands == set(range(len(operands))) and len(operands) <= 4


def test_formulas_leave_sin_and_cos_alone():
    """Only their own kernels look whether an argument is too large for them."""
    writer = pytest.importorskip("tensorgraph._kernels.loops.generator.kerneltext")
    with pytest.raises(ValueError, match="trig_limit"):
        writer.expression("sin(x) / cos(x)", "f64", ["x"], ["p"])
