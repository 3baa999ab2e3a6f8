"""Operations on tiles against their NumPy twin, from their names alone, on every instruction set."""

import ctypes
from itertools import product

import numpy as np
import pytest

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.tileops import BINARY, BOUNDED, CONVERTED, MASKS, SHIFTS, TERNARY, UNARY
from tensorgraph._kernels.loops.twins import twin
from tensorgraph._kernels.loops.twins.tiles import operate
from tensorgraph.scalar import KERNEL_CODES

DTYPES = {
    "segment_f32": "float32", "segment_f64": "float64", "long_segment_f32": "float32", "long_segment_f64": "float64",
    "segment_i32": "int32", "segment_i64": "int64",
}
MACHINES = [(isa, name) for isa in dispatch.supported() for name in dispatch.module("tiles", isa).kernels()]
SPECIAL = {
    "f": [0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -2.5, np.inf, -np.inf, np.nan, 1e-310, 3.4e38, 5.0],
    "i": [0, 1, -1, 2, -7, 5, -(2**31), 2**31 - 1, 46341],
}
MASKED = {
    **dict.fromkeys(("and_", "or_", "xor"), 2),
    **dict.fromkeys(("switch", "from_mask", "invert", "and_lt", "or_lt"), 1),
}
LOADED, ARRAYS, NUMBERS, RESULT = 0, 4, 6, 8                                # registers


class Op(ctypes.Structure):
    _fields_ = [("label", ctypes.c_void_p), ("x", ctypes.c_int32), ("y", ctypes.c_int32)]


def names(isa=dispatch.isa, code="segment_f64"):
    """Return the names of the operations: what they do, the tile that they change, their sources."""
    table = {**UNARY, **BINARY, **TERNARY, **BOUNDED, **SHIFTS}
    found = []
    for label in dispatch.module("tiles", isa).labels()[code]:
        name = next((name for name in sorted(table, key=len, reverse=True) if label.startswith(name + "_")), None)
        if name is not None:
            tile, *kinds = label[len(name) + 1 :].split("_")
            found.append((name, tile, "".join(kinds)))
    return found


class RowStep(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_ssize_t), ("reg", ctypes.c_int32)]


def run(isa, code, ops, arrays, n, rows=1, steps=()):
    """Run code on n elements of the arrays of the registers, in so many rows; steps are the bytes between them."""
    module = dispatch.module("tiles", isa)
    labels = module.labels()[code]
    program = (Op * (len(ops) + 1))()
    for place, (name, tile, kinds, x, y) in zip(program, ops, strict=False):
        place.label, place.x, place.y = labels["_".join([name, tile, *kinds]) if tile else name], x, y
    program[len(ops)].label, program[len(ops)].y = labels["end"], len(steps)
    pointers = (ctypes.c_void_p * (max(arrays) + 1))()
    for register, array in arrays.items():
        pointers[register] = array.ctypes.data
    moves = (RowStep * max(len(steps), 1))(*[(size, register) for register, size in dict(steps).items()])
    types = [ctypes.c_void_p] * 2 + [ctypes.c_ssize_t] * 3 + [ctypes.c_void_p]
    ctypes.CFUNCTYPE(None, *types)(module.kernels()[code])(program, pointers, 0, n, rows, moves)


def lanes(mask, dtype):
    """Return a mask as tiles hold it."""
    return np.where(mask, -1, 0).astype(f"int{8 * np.dtype(dtype).itemsize}").view(dtype)


@pytest.mark.parametrize("isa, code", MACHINES)
@pytest.mark.parametrize("name", [*UNARY, *BINARY, *TERNARY, *BOUNDED])
def test_operations(name, code, isa):
    """Two tiles of special values; of integers where a product may be rounded once, and of masks."""
    dtype = np.dtype(DTYPES[code])
    n = 2 * dispatch.module("tiles", isa).lengths()[code]
    rng = np.random.default_rng(0)
    values = [-3, -2, -1, 0, 1, 2, 3] if name in TERNARY else SPECIAL[dtype.kind]
    for _, tile, kinds in [found for found in names(isa, code) if found[0] == name]:
        with np.errstate(all="ignore"):
            given = {r: rng.choice(values, n).astype(dtype) for r in range(RESULT)}
        masks = MASKED.get(name, 0)
        changes = name in TERNARY or name in BOUNDED
        operands = [tile, *kinds] if changes else [*kinds]
        registers = {t: LOADED + i for i, t in enumerate(dispatch.module("tiles", isa).tiles())}
        known = {**registers, "m": ARRAYS, "s": NUMBERS}
        wanted = []
        for position, kind in enumerate(operands):
            place = known[kind] + (position == len(operands) - 1 and len(kinds) == 2 and kind in "ms")
            if position < masks:
                given[place] = given[place] > 0
            wanted.append(given[place][0] if kind == "s" else given[place])
        arrays = {r: lanes(x, dtype) if x.dtype == bool else x for r, x in given.items()}
        ops = [("load", t, "m", r, 0) for t, r in registers.items()]
        places = [known[kind] + (k == 1) if kind in "ms" else 0 for k, kind in enumerate((kinds + "aa")[:2])]
        ops.append((name, tile, kinds, *places))
        is_mask = name in MASKS
        ops.append(("storemask" if is_mask else "store", tile, "", RESULT, 0))
        arrays[RESULT] = np.zeros(n, bool if is_mask else dtype)
        with np.errstate(all="ignore"):
            want = np.broadcast_to(operate(name, *wanted), n)
        run(isa, code, ops, arrays, n)
        np.testing.assert_array_equal(arrays[RESULT], want.astype(arrays[RESULT].dtype), err_msg=f"{tile} {kinds}")
        if not name.endswith(("maximum", "minimum")):           # which of two zeros is open
            zero = want == 0
            np.testing.assert_array_equal(np.signbit(arrays[RESULT])[zero], np.signbit(want)[zero])


@pytest.mark.parametrize("isa, code", [found for found in MACHINES if DTYPES[found[1]].startswith("int")])
@pytest.mark.parametrize("name", ["and_", "or_", "xor", "invert"])
def test_bits_of_integers(name, code, isa):
    n = dispatch.module("tiles", isa).lengths()[code]
    a, b, result = np.random.default_rng(3).integers(-(2**31), 2**31, (3, n)).astype(DTYPES[code])
    ops = [("load", "a", "m", 0, 0), (name, "a", "a" if name == "invert" else "am", 0, 1), ("store", "a", "", 2, 0)]
    run(isa, code, ops, {0: a, 1: b, 2: result}, n)
    np.testing.assert_array_equal(result, operate(name, a) if name == "invert" else operate(name, a, b))


@pytest.mark.parametrize("isa, code", [found for found in MACHINES if DTYPES[found[1]].startswith("int")])
@pytest.mark.parametrize("name", SHIFTS)
def test_shifts(name, code, isa):
    """By each number of bits; the highest bits are lost."""
    module, dtype = dispatch.module("tiles", isa), np.dtype(DTYPES[code])
    n = 2 * module.lengths()[code]
    x = np.random.default_rng(4).integers(np.iinfo(dtype).min, np.iinfo(dtype).max, n, dtype, endpoint=True)
    for tile, bits in product(module.tiles(), range(8 * dtype.itemsize)):
        arrays = {0: x, 1: np.full(1, bits, dtype), 2: np.zeros(n, dtype)}
        run(isa, code, [("load", tile, "m", 0, 0), (name, tile, "s", 1, 0), ("store", tile, "", 2, 0)], arrays, n)
        np.testing.assert_array_equal(arrays[2], operate(name, x, dtype.type(bits)))


@pytest.mark.parametrize("isa, code", MACHINES)
def test_conversions(code, isa):
    """Each dtype with its least and largest numbers, to each tile."""
    module, dtype = dispatch.module("tiles", isa), DTYPES[code]
    n = 3 * module.lengths()[code]
    rng = np.random.default_rng(5)
    for source in CONVERTED[code[-3:]] if module.converts() else ():
        given = next(name for name, kernels in KERNEL_CODES.items() if kernels == source)
        if given == "float32":
            x = rng.integers(0, 2**32, n, "uint32").view(given)
            x[:7] = SPECIAL["f"][:7]
        else:
            bounds = np.iinfo(given)
            x = rng.integers(bounds.min, bounds.max, n, given, endpoint=True)
            x[:4] = bounds.min, bounds.max, 0, bounds.max - 1
        for tile in module.tiles():
            ops = [(f"load{source}", tile, "", 0, 0), ("store", tile, "", 1, 0)]
            # at an address that is no multiple of more than the element
            x = np.concatenate([x[:1], x])[1:]
            arrays = {0: x, 1: np.zeros(n, dtype)}
            with np.errstate(invalid="ignore"):             # signalling nan
                want = twin("tiles", code)(ops, {0: x})[1]
            run(isa, code, ops, arrays, n)
            assert want.dtype == dtype
            np.testing.assert_array_equal(arrays[1], want)


@pytest.mark.parametrize("isa, code", MACHINES)
def test_moves(code, isa):
    """From one tile to each other, and bools, of any bytes."""
    dtype, n = np.dtype(DTYPES[code]), dispatch.module("tiles", isa).lengths()[code]
    rng = np.random.default_rng(1)
    bools = rng.choice([0, 0, 1, 2, 128, 255], n).astype("uint8").view(bool)
    for first, second in product(dispatch.module("tiles", isa).tiles(), repeat=2):
        moves = [("load", second, first, 0, 0)] if first != second else []
        arrays = {0: rng.choice(SPECIAL[dtype.kind], n).astype(dtype), 1: np.zeros(n, dtype), 2: bools}
        arrays[3] = np.zeros(n, bool)
        run(isa, code, [("load", first, "m", 0, 0), *moves, ("store", second, "", 1, 0)], arrays, n)
        run(isa, code, [("loadmask", first, "", 2, 0), *moves, ("storemask", second, "", 3, 0)], arrays, n)
        assert arrays[1].tobytes() == arrays[0].tobytes()
        np.testing.assert_array_equal(arrays[3].view("uint8"), bools.view("uint8") != 0)


@pytest.mark.parametrize("isa, code", MACHINES)
@pytest.mark.parametrize("tiles, more", [(1, 0), (1, 1), (2, 0), (3, 5)])
@pytest.mark.parametrize("rows", [1, 2, 5])
def test_rows(tiles, more, rows, code, isa):
    """An array with gaps between its rows, a value for each row, and a row that repeats."""
    dtype = DTYPES[code]
    n = tiles * dispatch.module("tiles", isa).lengths()[code] + more
    rng = np.random.default_rng(rows)
    x, values, row = (100 * rng.normal(size=size) for size in ((rows, n + 3), (rows, 2), n))
    arrays = {0: x.astype(dtype), 1: values.astype(dtype), 2: row.astype(dtype), 3: np.zeros((rows, n + 1), dtype)}
    ops = [("load", "a", "m", 0, 0), ("sub", "a", "as", 0, 1), ("add", "a", "am", 0, 2), ("store", "a", "", 3, 0)]
    run(isa, code, ops, arrays, n, rows, {k: arrays[k].strides[0] for k in (0, 1, 3)})
    np.testing.assert_array_equal(arrays[3][:, :n], arrays[0][:, :n] - arrays[1][:, :1] + arrays[2])
    assert not arrays[3][:, n:].any()


@pytest.mark.parametrize("isa, code", [found for found in MACHINES if found[1].endswith("f32")])
def test_moves_of_halves(code, isa):
    """All of them, to each tile and back; what is stored is rounded."""
    module = dispatch.module("tiles", isa)
    if not module.converts():
        assert "half_a_a" not in module.labels()[code]
        return
    halves = np.arange(2**16, dtype="uint16").view("float16")
    floats = np.random.default_rng(2).integers(0, 2**32, 2**16, dtype="uint32").view("float32")
    for tile in module.tiles():
        arrays = {0: halves, 1: np.zeros(2**16, "float32"), 2: floats, 3: np.zeros(2**16, "float16")}
        ops = [("loadhalf", tile, "", 0, 0), ("store", tile, "", 1, 0), ("load", tile, "m", 2, 0)]
        run(isa, code, [*ops, ("storehalf", tile, "", 3, 0)], arrays, 2**16)
        np.testing.assert_array_equal(arrays[1], halves.astype("float32"))
        with np.errstate(over="ignore"):
            np.testing.assert_array_equal(arrays[3], floats.astype("float16"))


@pytest.mark.parametrize("isa, code", [found for found in MACHINES if DTYPES[found[1]].startswith("float")])
def test_parts(code, isa):
    """Complex numbers are read by their parts into each tile, and written from each two."""
    module, dtype = dispatch.module("tiles", isa), DTYPES[code]
    n = 2 * module.lengths()[code]
    z = np.arange(1, n + 1) + 1j * np.arange(-n, 0)
    z = z.astype("complex64" if code.endswith("f32") else "complex128")
    for real, imag in product(module.tiles(), repeat=2):
        arrays = {0: z, 1: np.zeros(n, z.dtype), 2: np.zeros(n, dtype), 3: np.zeros(n, dtype)}
        ops = [("loadreal", real, "", 0, 0), ("store", real, "", 2, 0), ("loadimag", imag, "", 0, 0)]
        run(isa, code, [*ops, ("store", imag, "", 3, 0), ("storecomplex", real, imag, 1, 0)], arrays, n)
        np.testing.assert_array_equal(arrays[2], z.real)
        np.testing.assert_array_equal(arrays[3], z.imag)
        np.testing.assert_array_equal(arrays[1], z if real != imag else z.imag + 1j * z.imag)


@pytest.mark.parametrize("isa, code", [found for found in MACHINES if DTYPES[found[1]].startswith("float")])
def test_jumps(code, isa):
    """A tile is left where any element of a mask is true, whichever, and only then."""
    dtype, n = DTYPES[code], dispatch.module("tiles", isa).lengths()[code]
    for tile in dispatch.module("tiles", isa).tiles():
        for place in (None, *range(n)):
            mask = np.zeros(2 * n, bool)
            if place is not None:
                mask[n + place] = True
            arrays = {0: lanes(mask, dtype), 1: np.ones(2 * n, dtype), 2: np.full(2 * n, 2, dtype)}
            arrays[3] = np.zeros(2 * n, dtype)
            ops = [
                ("load", tile, "m", 0, 0), ("leave", tile, "", 3, 0), ("load", "a", "m", 1, 0), ("go", "", "", 2, 0),
                ("load", "a", "m", 2, 0), ("store", "a", "", 3, 0),
            ]
            run(isa, code, ops, arrays, 2 * n)
            np.testing.assert_array_equal(arrays[3], np.repeat([1, 1 if place is None else 2], n))


@pytest.mark.parametrize("code", dispatch.module("tiles").kernels())
def test_every_operation_is_tested(code):
    labels = dispatch.module("tiles").labels()[code].keys()
    moves = {label for label in labels if label.startswith(("load", "store", "leave", "go"))}
    tested = {"_".join([name, tile, *kinds]) for name, tile, kinds in names(code=code)}
    assert moves | tested | {"end"} == labels
