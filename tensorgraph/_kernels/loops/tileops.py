"""Operations on tiles, which are a few vectors of consecutive elements in the registers of the processor.

A segment is straight-line code on three or four tiles, ``a b c d``, of one dtype. Each operation writes one tile and
has up to two sources, which are tiles, ``m``, the next elements of an array, or ``s``, one value for all elements:
``sub_a_b_m`` does ``a = b - m``. What has three operands changes a tile: ``fma_a_b_m`` does ``a = a * b + m``. Most of
the others change one that they read, too, if they read any: the time and memory that the compiler takes grow with the
square of the number of operations.

(a) Comparisons give masks: all bits of an element are 1 or 0. Arrays of bools are converted when they are loaded and
    stored.
(b) Numbers of half precision are floats that `half` rounds; arrays of them are converted when they are loaded and
    stored, where the instruction set can do that. There, ``loadi8_a`` and its like convert numbers of other dtypes,
    too: integers, and float32 for tiles of float64. `loadreal` and `loadimag` read one part of complex numbers,
    ``storecomplex_a_b`` writes both.
(c) The operations give the same bits as the elementwise kernels, but a product that is added to something is rounded
    once where the instruction set can do that.

(d) Integers of 32 and 64 bits have tiles, too, but no jumps. They wrap around, and their `and_`, `or_`, `xor` and
    `invert` are of bits. They are shifted by one number of bits, which is at least 0 and below the size.

(e) Code may be in two versions, of which the shorter one serves where no element is far from one. ``leave_a`` goes on
    `x` operations later where some element of a mask is true, and ``go`` does so always.

The formulas are C on vectors, with the macros of ``generator/tiles.py``.
"""

UNARY = {
    "neg": "-x", "sqr": "x * x", "inv": "1 / x", "abs_": "ABSOLUTE(x)", "sqrt": "SQRT(x)",
    "floor": "ROUNDED(x, 9, floor)", "ceil": "ROUNDED(x, 10, ceil)", "trunc": "ROUNDED(x, 11, trunc)",
    "round_half_to_even": "ROUNDED(x, 12, rint)", "isnan": "MASK(x != x)", "isinf": "MASK(ABSOLUTE(x) == INFINITY)",
    "sgn": "CHOOSE(x > 0, ONE, CHOOSE(x < 0, -ONE, x + 0))", "from_mask": "BITS(x, &, ONE)", "to_mask": "MASK(x != 0)",
    "one_minus": "1 - x", "invert": "OPPOSITE(x)", "half": "HALF(x)",
}
"""Operations on one source, by the names of the scalar operations."""

BINARY = {
    "add": "x + y", "sub": "x - y", "mul": "x * y", "true_div": "x / y",
    "maximum": "CHOOSE(y != y, y, LARGER(y, x))", "minimum": "CHOOSE(y != y, y, SMALLER(y, x))",
    "lt": "MASK(x < y)", "le": "MASK(x <= y)", "eq": "MASK(x == y)", "neq": "MASK(x != y)",
    "and_": "BITS(x, &, y)", "or_": "BITS(x, |, y)", "xor": "BITS(x, ^, y)",
}
"""Operations on two sources."""

TERNARY = {
    "fma": "x * y + z", "fms": "x * y - z", "fnma": "z - x * y", "addmul": "y * z + x", "submul": "x - y * z",
    "mulsub": "y * z - x", "switch": "CHOOSE(x, y, z)", "and_lt": "BITS(x, &, MASK(y < z))",
    "or_lt": "BITS(x, |, MASK(y < z))",
}
"""Operations on a tile x and two sources y and z."""

FREE = frozenset(("add", "sub", "mul", "lt", "le", "abs_", "neg", "sqr", "invert"))
"""Operations that may write to a tile which they do not read."""

SYMMETRIC = frozenset(("add", "mul", "eq", "neq", "and_", "or_", "xor", "addmul", "submul", "mulsub"))
"""Operations on sources whose order does not matter."""

BOUNDED = {"clip": "CLIPPED(x, y, z)"}
"""Operations on a tile x and two numbers y and z."""

SHIFTS = {"left_shift": "SHIFTED(x, y)", "right_shift": "x >> y"}
"""Operations on a tile x of integers and a number y of bits."""

JOINED = {
    ("add", "mul", 0): "fma", ("add", "mul", 1): "fma", ("sub", "mul", 0): "fms", ("sub", "mul", 1): "fnma",
    ("and_", "lt", 0): "and_lt", ("and_", "lt", 1): "and_lt", ("or_", "lt", 0): "or_lt", ("or_", "lt", 1): "or_lt",
}
"""The operation that joins two: an outer one, and the inner one that computes its operand of that number."""

REVERSED = {"gt": "lt", "ge": "le"}
"""Operations that are others on y and x."""

OF_HALVES = frozenset(("half",))
"""Operations for float32 alone, where the instruction set converts numbers of half precision."""

CONVERTED = {
    "f32": ("i8", "u8", "i16", "u16", "i32"), "f64": ("i8", "u8", "i16", "u16", "i32", "i64", "f32"),
    "i32": ("i8", "u8", "i16", "u16"), "i64": ("i8", "u8", "i16", "u16", "i32", "u32"),
}
"""By the dtype of a tile, those that are converted when they are loaded, where the instruction set does that."""

OF_OTHERS = frozenset([f"load{source}" for sources in CONVERTED.values() for source in sources])
LOADS = frozenset(("loadmask", "loadhalf", "loadreal", "loadimag", *OF_OTHERS))
STORES = frozenset(("store", "storemask", "storehalf", "storecomplex"))
"""Operations that read arrays of another dtype, and those that write arrays; the first register is the array."""

JUMPS = frozenset(("go", "leave"))
"""Operations that go on with another one than the next."""

OF_MASKS = frozenset(("and_", "or_", "xor", "invert"))
"""Operations on masks that give masks."""

MASKS = frozenset(("lt", "le", "eq", "neq", "isnan", "isinf", "to_mask", "and_lt", "or_lt", *OF_MASKS))
"""Operations that give masks."""

OPERATIONS = frozenset((*UNARY, *BINARY, *REVERSED, *SHIFTS, "switch", "fma"))
"""Operations that an instruction may be made of; the others join two of them."""

OF_FLOATS = frozenset("inv sqrt floor ceil trunc round_half_to_even isnan isinf half true_div".split())
"""Operations that integers do not have."""

OF_INTEGERS = {"abs_": "LARGER(x, -x)"}
"""Other formulas for integers."""
