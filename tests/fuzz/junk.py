"""Arguments that are no good, and good ones in every disguise."""

import numpy as np


class Hostile(Exception):
    """The exception that hostile objects raise."""


def hostile(*args, **kwargs):
    raise Hostile("no")


class Subclass(np.ndarray):
    pass


def with_array(result):
    """An object whose conversion gives something."""
    return type("Convertible", (), {"__array__": lambda self, dtype=None, copy=None: result})()


def with_interface(**interface):
    return type("Exporter", (), {"__array_interface__": interface})()


def with_methods(**methods):
    return type("Sequence", (), methods)()


def endless():
    items = []
    items.append(items)
    return items


JUNK = [
    lambda: None, lambda: "x", lambda: "1.5", lambda: b"bytes", lambda: "", lambda: object(), lambda: int, lambda: len,
    lambda: {}, lambda: {1, 2}, lambda: ..., lambda: slice(1), lambda: [[1, 2], [3]], lambda: [[1.0], 2.0],
    lambda: [None], lambda: [[[]]], lambda: [], lambda: (), lambda: endless(), lambda: 10**400, lambda: -(2**63) - 1,
    lambda: 2**64, lambda: float("nan"), lambda: float("inf"), lambda: 1e308, lambda: 1j, lambda: True, lambda: -1,
    lambda: 0, lambda: 3, lambda: (n for n in range(3)), lambda: range(4), lambda: memoryview(b"abcd"),
    lambda: np.float32(2), lambda: np.str_("a"), lambda: np.datetime64("2020-01-01"),
    lambda: np.zeros(2, "datetime64[s]"), lambda: np.zeros(2, "S3"), lambda: np.zeros(2, "f8,i4"),
    lambda: np.array([object(), None]), lambda: np.array(["a", "b"]), lambda: np.zeros(3, "V8"),
    lambda: np.ma.masked_array([1.0, 2.0, 3.0], [0, 1, 0]), lambda: np.ma.masked,
    lambda: with_array(None), lambda: with_array("text"), lambda: with_array(np.zeros((2, 2, 2))),
    lambda: with_array(3.0), lambda: with_methods(__array__=hostile),
    lambda: with_methods(__float__=hostile, __index__=hostile),
    lambda: with_methods(__len__=hostile, __getitem__=hostile), lambda: with_methods(__len__=lambda self: -1),
    lambda: with_methods(__len__=lambda self: 3, __getitem__=hostile), lambda: with_methods(__array_interface__=None),
    lambda: with_interface(shape=(2,)),
    lambda: with_interface(version=3, shape=(-1,), typestr="<f8", data=b"12345678"),
    lambda: with_interface(version=3, shape=(2,), typestr="<f8", data=b"0123456789abcdef"),
    lambda: with_interface(version=3, shape="x", typestr=1, data=2), lambda: with_methods(dtype="float64", ndim=2),
    lambda: with_methods(__getattr__=hostile), lambda: with_methods(__bool__=hostile, __eq__=hostile, __hash__=None),
    lambda: np.zeros((0, 2**40)), lambda: np.zeros((2**40, 0)), lambda: np.zeros((2**20, 0, 2**20)),
    lambda: np.zeros((1,) * 33), lambda: np.zeros((1,) * 64),
]
"""Things that seldom are what a function wants."""


def misaligned(x):
    memory = np.zeros(x.nbytes + 1, "uint8")[1:]
    view = memory.view(x.dtype) if x.nbytes else np.zeros(0, x.dtype)
    view = view.reshape(x.shape)
    view[...] = x
    return view


def strided(x):
    wide = np.zeros(tuple([2 * n + 1 for n in x.shape]), x.dtype)
    view = wide[tuple([slice(0, 2 * n, 2) for n in x.shape])]
    view[...] = x
    return view


def reversed_memory(x):
    return x[(slice(None, None, -1),) * x.ndim].copy()[(slice(None, None, -1),) * x.ndim]


def frozen(x):
    x = x.copy()
    x.flags.writeable = False
    return x


def nested_list(x):
    return x.tolist()


LAYOUTS = [
    np.copy, misaligned, strided, reversed_memory, frozen, nested_list, lambda x: x.copy(order="F"),
    lambda x: x.astype(x.dtype.newbyteorder()), lambda x: x.copy().view(Subclass), lambda x: x.astype(object),
    lambda x: x.T.copy().T, lambda x: with_array(x.copy()), lambda x: tuple(x) if x.ndim else x[()],
    lambda x: np.ma.masked_array(x.copy()), lambda x: np.broadcast_to(x.ravel()[:1].reshape((1,) * x.ndim), x.shape),
    lambda x: memoryview(x.copy()),
]
"""The same values, laid out in other ways."""

DTYPES = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
    "longdouble", "complex64", "complex128", "bool", "longlong", "ulonglong",
]

SHAPES = [
    lambda x: x[:0], lambda x: x[..., :0], lambda x: x[None], lambda x: x[..., None], lambda x: x.ravel(),
    lambda x: x.ravel()[:1], lambda x: np.concatenate([x, x]), lambda x: x[1:], lambda x: x[:-1], lambda x: x[..., :1],
    lambda x: x.reshape((-1, 1)), lambda x: x.sum(), lambda x: x.T.copy(), lambda x: np.repeat(x, 60, 0),
    lambda x: np.broadcast_to(x.ravel()[:1], (1000, *x.shape[1:])) if x.ndim == 1 else np.broadcast_to(x[:1], x.shape),
]
"""Other shapes."""

VALUES = [
    lambda x: -x, lambda x: x * 0, lambda x: x * np.array(1e300).astype(x.dtype), lambda x: np.full_like(x, 100),
    lambda x: np.full_like(x, -1), lambda x: np.full_like(x, np.iinfo("int64").max if x.dtype.kind == "i" else np.nan),
]
"""Other values."""


def spoiled(rng, x):
    """Something in place of a good argument."""
    choice = rng.random()
    if choice < 0.25:
        return rng.choice(JUNK)()
    x = np.array(x)
    try:
        if choice < 0.5:
            x = rng.choice(SHAPES)(x)
        if choice < 0.6:
            x = x.astype(rng.choice(DTYPES))
        if choice < 0.7 and x.dtype.kind in "if":
            x = rng.choice(VALUES)(x)
        return rng.choice(LAYOUTS)(np.asarray(x))
    except (ValueError, TypeError, IndexError, OverflowError):
        return x  # not of this array
