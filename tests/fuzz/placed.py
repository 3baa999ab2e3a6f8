"""Arrays of any layout inside guarded memory, and their elements."""

import numpy as np

GUARD = 192  # bytes on both sides, and what the start of an array may be away from a boundary of 64
EDGES = {"b": (False, True), "i": (0, 1, -1, 2), "u": (0, 1, 2), "f": (0.0, -0.0, 1.0, -1.0, np.nan, np.inf, -np.inf)}


def drawn(dtype, kind, shape, seed):
    """Return an array of random elements.

    Parameters
    ----------
    dtype : str
    kind : {"small", "few", "full", "special"}
        Small integers or quarters; two values, so that many are equal; everything that the dtype holds, with its
        limits; and with nan and infinities.
    shape : tuple of int
    seed : int
    """
    draw, dtype = np.random.default_rng(seed), np.dtype(dtype)
    if dtype.kind == "b":
        return draw.random(shape) < draw.choice([0.03, 0.5, 0.97])
    if dtype.kind in "fc":
        return quarters(draw, dtype, kind, shape)
    info = np.iinfo(dtype)
    if kind == "full":
        value = draw.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)
        edges = np.array([info.min, info.min + 1, info.max, info.max - 1, *EDGES[dtype.kind]], dtype)
        return np.asarray(np.where(draw.random(shape) < 0.2, draw.choice(edges, shape), value))
    low, high = (3, 4) if kind == "few" else (0 if dtype.kind == "u" else -9, 9)
    return np.asarray(draw.integers(low, high, shape, dtype=dtype, endpoint=True))


def quarters(draw, dtype, kind, shape):
    """Return floats or complex numbers."""
    if dtype.kind == "c":
        return np.asarray((draw.integers(-6, 7, shape) / 4 + 1j * draw.integers(-6, 7, shape) / 4).astype(dtype))
    if kind == "few":
        return np.asarray(draw.choice(np.array([1.5, -0.25], dtype), shape))
    value = (draw.integers(-12, 13, shape) / 4).astype(dtype)
    if kind == "full":
        most = 2 if dtype.itemsize == 2 else 5  # products may be taken before quotients
        value = (draw.normal(size=shape) * 10.0 ** draw.integers(-4, most, shape)).astype(dtype)
    if kind == "special":
        edges = np.array(EDGES["f"], dtype)
        value = np.where(draw.random(shape) < draw.choice([0.01, 0.3]), draw.choice(edges, shape), value)
    return np.asarray(value)


class Placed:
    """An array in the middle of guarded memory.

    Parameters
    ----------
    value : numpy.ndarray
        Elements; along an axis of step 0 only the first.
    order : sequence of int, optional
        The axes as they follow each other in memory, the last with neighbours.
    steps : sequence of int, optional
        The stride of each axis in elements of its span in memory: negative to run backwards, 0 to repeat one.
    shift : int, optional
        How many bytes lie between the array and a boundary of 64 bytes.
    gap : int, optional
        How many bytes lie behind each element, as in an array of records.
    fill : int, optional
        The byte in the memory around and between the elements.

    Attributes
    ----------
    array : numpy.ndarray
    """

    def __init__(self, value, order=None, steps=None, shift=0, gap=0, fill=0x7F):
        order = range(value.ndim) if order is None else order
        steps = (1,) * value.ndim if steps is None else steps
        strides, start, unit = [0] * value.ndim, GUARD, value.itemsize + gap
        for k in reversed(order):
            last = max(value.shape[k] - 1, 0) * abs(steps[k])
            strides[k] = steps[k] * unit
            start += last * unit if steps[k] < 0 else 0
            unit *= last + 1
        self.memory = np.full(unit + 3 * GUARD, fill, "uint8")
        start += -(self.memory.ctypes.data + GUARD) % 64 + shift
        self.array = np.ndarray(value.shape, value.dtype, self.memory, start, strides)
        self.array[...] = value[tuple(slice(0, None if s else 1) for s in steps)]
        self.array.flags.writeable = 0 not in steps
        self.before = self.memory.tobytes()

    def is_intact(self):
        """Return whether neither the array nor the memory around it has changed."""
        return self.memory.tobytes() == self.before

    def holds(self, result):
        """Return whether a result lies in this memory."""
        return np.may_share_memory(self.memory, result)


def layout(r, shape, itemsize):
    """Return arguments of :class:`Placed` after the first, in words: a random layout for an array of that shape."""
    n = len(shape)
    kind = r.choice(("C", "C", "F", "order", "backwards", "steps", "repeated", "anything"))
    words = {}
    if kind == "F":
        words["order"] = tuple(reversed(range(n)))
    if kind in ("order", "anything"):
        words["order"] = tuple(r.sample(range(n), n))
    if kind == "backwards":
        words["steps"] = tuple(r.choice((1, -1)) for _ in shape)
    if kind == "steps":
        words["steps"] = tuple(r.choice((1, 2, 3)) for _ in shape)
    if kind == "repeated":
        words["steps"] = tuple(r.choice((0, 1)) for _ in shape)
    if kind == "anything":
        words["steps"] = tuple(r.choice((1, 1, 2, 3, -1, -2, 0)) for _ in shape)
    if r.random() < 0.5:
        words["shift"] = r.choice((itemsize, itemsize, 1, 3 * itemsize))
    if r.random() < 0.15:
        words["gap"] = r.choice((1, itemsize, 3, 8))
    if r.random() < 0.5:
        words["fill"] = r.choice((0xFF, 0x80))
    return {key: word for key, word in words.items() if word != ()}
