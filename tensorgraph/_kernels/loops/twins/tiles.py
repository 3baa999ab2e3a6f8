"""NumPy twin of the code on tiles; masks are arrays of bools."""

from functools import partial

import numpy as np

from ....scalar.type import REGISTRY
from ..tileops import BINARY, JUMPS, OF_OTHERS, UNARY

__all__ = ["TWINS", "operate"]

FORMULAS = {
    "from_mask": lambda x: x, "to_mask": lambda x: x != 0, "one_minus": lambda x: 1 - x,
    "half": lambda x: np.asarray(x).astype("float16").astype("float32"),
    "and_": np.bitwise_and, "or_": np.bitwise_or, "xor": np.bitwise_xor, "invert": np.invert, "switch": np.where,
    "fma": lambda x, y, z: x * y + z, "fms": lambda x, y, z: x * y - z, "fnma": lambda x, y, z: z - x * y,
    "addmul": lambda x, y, z: y * z + x, "submul": lambda x, y, z: x - y * z, "mulsub": lambda x, y, z: y * z - x,
    "left_shift": np.left_shift, "right_shift": np.right_shift,
    "and_lt": lambda x, y, z: x & (y < z), "or_lt": lambda x, y, z: x | (y < z),
}

SOURCES = {**UNARY, **BINARY}   # these do not read the tile that they write


def operate(name, *operands):
    """Return what an operation makes of its operands."""
    return (FORMULAS.get(name) or REGISTRY[name].ref)(*operands)


def segment(dtype, ops, registers):
    """Run code ``(name, tile, kinds of sources, register, register)`` on arrays and numbers; return what it stores.

    Parameters
    ----------
    dtype : str
        Of the tiles.
    ops : sequence of tuple
        It leaves, or goes on, with all elements together.
    registers : dict
        From numbers to arrays or NumPy scalars; what the code stores is added.
    """
    tiles, stored = {}, {}
    i = 0
    while i < len(ops):
        name, tile, kinds, *places = ops[i]
        jumps = name == "go" or name == "leave" and np.any(tiles[tile])
        i += places[0] if jumps else 1
        if name in JUMPS:
            continue
        values = [tiles[kind] if kind in tiles else registers[r] for kind, r in zip(kinds, places, strict=False)]
        if name == "storecomplex":
            registers[places[0]] = stored[places[0]] = tiles[tile] + 1j * tiles[kinds]
        elif name in ("loadreal", "loadimag"):
            tiles[tile] = getattr(registers[places[0]], name.removeprefix("load"))
        elif name in OF_OTHERS:
            tiles[tile] = np.asarray(registers[places[0]], dtype)
        elif name in ("store", "storemask", "storehalf"):
            registers[places[0]] = stored[places[0]] = tiles[tile]
        elif name in ("load", "loadmask", "loadhalf"):
            tiles[tile] = values[0] if values else registers[places[0]]
        else:
            tiles[tile] = operate(name, *values) if name in SOURCES else operate(name, tiles[tile], *values)
    return stored


TWINS = {
    f"{long}segment_{code}": partial(segment, dtype)
    for long in ("", "long_")
    for code, dtype in {"f32": "float32", "f64": "float64", "i32": "int32", "i64": "int64"}.items()
}
