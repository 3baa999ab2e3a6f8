"""Random programs over integers of all widths, bools and a few floats, at the ends of their ranges.

What is computed of integers wraps, so two graphs agree only when every intermediate wraps at the same dtype.  A float
that was rounded is never compared, cast back or divided whole: of it only the value is of interest, within a tolerance.
"""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse

UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
SIGNED = ("int8", "int16", "int32", "int64")
INTEGERS = (*SIGNED, *UNSIGNED)
FLOATS = ("float32", "float64")
SHAPES = ((4,), (3, 4), (1, 4), (3, 1), ())


def extreme_values(rng, dtype, shape):
    """Values of `dtype`, many of them at the ends of its range."""
    if dtype == "bool":
        return rng.integers(0, 2, shape).astype(bool)
    if dtype in FLOATS:
        return rng.choice([-2.0, -0.5, 0.0, 0.25, 1.0, 3.0, 100.0], shape).astype(dtype)
    info = np.iinfo(dtype)
    ends = np.array([info.min, info.min + 1, info.max - 1, info.max, info.max // 2 + 1, 0, 1, 2, 3, 11, 100], dtype)
    inside = rng.integers(info.min, info.max, shape, dtype, endpoint=True)
    return np.where(rng.random(shape) < 0.6, rng.choice(ends, shape), inside).astype(dtype)


def constant_of(rng, dtype):
    """A number a user might write: small ones most of the time."""
    if dtype in FLOATS:
        return np.dtype(dtype).type(rng.choice([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, -200.0]))
    if dtype == "bool":
        return np.bool_(rng.integers(0, 2))
    info = np.iinfo(dtype)
    number = int(rng.choice([0, 1, 2, 3, 7, -1, -2, 100, 200, -200, info.max % 2**62, info.min]))
    return np.array(number & (2 ** info.bits - 1), f"uint{info.bits}").astype(dtype)[()]


class Program:
    """Inputs, their values and an output, from a seed.

    Attributes
    ----------
    inputs, values : list
    output : Variable
    intermediates : list of Variable
        All that was computed on the way.
    """

    def __init__(self, seed):
        self.rng = rng = np.random.default_rng(seed)
        narrow = str(rng.choice([*INTEGERS, "bool"]))
        dtypes = [narrow, narrow, str(rng.choice(INTEGERS)), str(rng.choice([*INTEGERS, "bool", *FLOATS]))]
        shape = SHAPES[rng.integers(len(SHAPES))]
        self.inputs, self.values, self.intermediates = [], [], []
        for dtype in dtypes:
            own = shape if rng.random() < 0.7 else tuple(n if rng.random() < 0.5 else 1 for n in shape)
            self.inputs.append(T.TensorType(dtype, tuple(n == 1 for n in own))())
            self.values.append(extreme_values(rng, dtype, own))
        self.rounded = set()
        self.output = self.tree(int(rng.integers(2, 6)))

    def is_rounded(self, v):
        return v in self.rounded

    def exact(self, depth):
        """A tree whose value is not rounded."""
        for _ in range(4):
            v = self.tree(depth)
            if not self.is_rounded(v):
                return v
        return self.inputs[0]

    def integer(self, depth, kinds="iu"):
        """A tree of integers."""
        for _ in range(4):
            v = self.exact(depth)
            if v.dtype[0] in kinds:
                return v
        return T.cast(self.inputs[0], str(self.rng.choice(INTEGERS)))

    def tree(self, depth):
        rng = self.rng
        if depth <= 0 or rng.random() < 0.1:
            if self.intermediates and rng.random() < 0.2:
                return self.intermediates[rng.integers(len(self.intermediates))]
            return self.inputs[rng.integers(len(self.inputs))]
        make = getattr(self, "make_" + str(rng.choice(MAKERS)))
        v = make(depth - 1)
        if v.owner is None:
            return v
        if any(self.is_rounded(w) for w in v.owner.inputs) or v.dtype[0] == "f" and not _keeps(v):
            self.rounded.add(v)
        self.intermediates.append(v)
        return v

    def other(self, x, depth):
        """A second operand for `x`: a tree, the same again, or a constant."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.35:
            return constant_of(rng, x.dtype if rng.random() < 0.7 or x.dtype in FLOATS else str(rng.choice(INTEGERS)))
        return x if chance < 0.45 else self.tree(depth)

    def make_arithmetic(self, depth):
        x = self.tree(depth)
        y = self.other(x, depth)
        kind = self.rng.choice(["add", "sub", "mul", "mul", "true_div"])
        if kind == "sub" and x.dtype == "bool":
            x = T.cast(x, "int8")
        if self.rng.random() < 0.3 and not hasattr(y, "owner"):
            x, y = T.as_tensor_variable(y), x
            if kind == "sub" and x.dtype == "bool":
                x = T.cast(x, "uint8")
        return getattr(T, kind)(x, y)

    def make_whole(self, depth):
        x = self.exact(depth)
        y = self.other(x, 0)
        if self.is_rounded(T.as_tensor_variable(y)):
            y = constant_of(self.rng, "int8")
        if x.dtype == "bool":
            x = T.cast(x, "int16")
        return T.int_div(x, y) if self.rng.random() < 0.6 else T.mod(x, y)

    def make_one(self, depth):
        x = self.tree(depth)
        name = self.rng.choice(["neg", "neg", "abs_", "sqr", "sgn", "identity"])
        if x.dtype == "bool" and name in ("neg", "abs_", "sgn"):
            x = T.cast(x, str(self.rng.choice(INTEGERS)))
        return T.tensor_copy(x) if name == "identity" else getattr(T, name)(x)

    def make_rounding(self, depth):
        x = self.integer(depth)
        return getattr(T, str(self.rng.choice(["floor", "ceil", "trunc", "round"])))(x)

    def make_pow(self, depth):
        x = self.integer(depth)
        return x ** np.int8(self.rng.integers(0, 6)) if self.rng.random() < 0.7 else T.pow(x, abs(self.integer(0)) % 5)

    def make_pair(self, depth):
        x = self.exact(depth)
        y = self.other(x, depth)
        if self.is_rounded(T.as_tensor_variable(y)):
            y = constant_of(self.rng, x.dtype)
        return getattr(T, str(self.rng.choice(["maximum", "minimum", "lt", "le", "gt", "ge", "eq", "neq"])))(x, y)

    def make_clip(self, depth):
        x = self.exact(depth)
        return T.clip(x, constant_of(self.rng, "int8"), constant_of(self.rng, "int16"))

    def make_bits(self, depth):
        x = self.integer(depth, "iub")
        y = self.other(x, depth)
        if T.as_tensor_variable(y).dtype[0] not in "iub" or "uint64" in (x.dtype, T.as_tensor_variable(y).dtype):
            y = x
        name = self.rng.choice(["and_", "or_", "xor", "invert"])
        return T.invert(x) if name == "invert" else getattr(T, name)(x, y)

    def make_switch(self, depth):
        condition = self.exact(depth)
        x = self.tree(depth)
        y = self.other(x, depth)
        if self.rng.random() < 0.1:
            return ifelse(condition.any(), x, x + x)
        return T.switch(condition, x, y)

    def make_cast(self, depth):
        x = self.tree(depth)
        if self.is_rounded(x):
            return T.cast(x, str(self.rng.choice(FLOATS)))
        if x.dtype[0] == "f":
            x = T.clip(x, 0, 100)
            return T.cast(x, str(self.rng.choice([*INTEGERS, "bool"])))
        return T.cast(x, str(self.rng.choice([*INTEGERS, *FLOATS, "bool"])))

    def make_reduction(self, depth):
        x = self.tree(depth)
        name = str(self.rng.choice(["sum", "sum", "prod", "max", "min", "mean", "all", "any"]))
        if name in ("max", "min", "all", "any") and self.is_rounded(x):
            name = "sum"
        axis = None if x.ndim == 0 or self.rng.random() < 0.5 else int(self.rng.integers(x.ndim))
        keep = axis not in (None, 0) or bool(self.rng.random() < 0.5)
        if name in ("sum", "prod") and x.dtype[0] in "iu" and self.rng.random() < 0.3:
            kind = "uint" if x.dtype[0] == "u" else "int"
            return getattr(T, name)(x, axis=axis, keepdims=keep, dtype=f"{kind}{self.rng.choice([32, 64])}")
        return getattr(T, name)(x, axis=axis, keepdims=keep)

    def make_where(self, depth):
        x = self.exact(depth)
        return getattr(T, str(self.rng.choice(["argmax", "argmin"])))(x, axis=None, keepdims=True)

    def make_shape(self, depth):
        x = self.tree(depth)
        kind = self.rng.integers(6)
        if kind == 0 and x.ndim and not x.broadcastable[-1]:
            return T.concatenate([x, x + x], axis=x.ndim - 1)[..., x.shape[-1] :]
        if kind == 1 and x.ndim:
            return x[::-1]
        if kind == 2 and x.ndim:
            return T.set_subtensor(x[:1], T.cast(x[-1:], x.dtype))
        if kind == 3:
            return T.fill(x, self.inputs[0][(0,) * self.inputs[0].ndim])
        if kind == 4:
            return T.reshape(T.sqr(x.flatten()), x.shape, ndim=x.ndim)
        return T.sqr(x.T).T if x.ndim > 1 else T.shape_padleft(x)

    def make_loop(self, depth):
        """A loop over rows or a number of steps, whose state adds, multiplies or takes turns."""
        x, y = self.tree(depth), self.exact(depth)
        state = y if self.is_rounded(x) or x.dtype[0] in "bf" else x
        dtype = state.dtype if state.dtype != "bool" else "int16"
        if self.is_rounded(x):
            dtype = "float64"
        elif self.rng.random() < 0.5:
            dtype = str(self.rng.choice(["int16", "int64", "float64"]))
        how = str(self.rng.choice(["add", "sub", "mul", "neg", "both"]))
        if x.dtype == "bool":
            x = T.cast(x, "uint8")

        def step(before, *rows):
            each = rows[0] if rows else x if how == "both" else x[(0,) * x.ndim]
            now = {"add": before + each, "sub": before - each, "mul": before * each, "neg": each - before}
            return T.cast(now.get(how, before + each * each), dtype)

        first = T.cast(T.clip(y, 0, 50), dtype)[(0,) * y.ndim]
        if x.ndim == 1 and self.rng.random() < 0.6:
            states, _ = theano.scan(step, x, first)
        elif x.ndim == 0 or how != "both":
            states, _ = theano.scan(step, outputs_info=first, n_steps=int(self.rng.choice([1, 2, 5])))
        else:
            states, _ = theano.scan(step, outputs_info=T.zeros_like(x, dtype=dtype), n_steps=3)
        return states[-1] + T.zeros_like(self.inputs[0], dtype=dtype)

    def make_dot(self, depth):
        x = self.tree(depth)
        return T.dot(x.flatten(), self.other_vector(x))

    def other_vector(self, x):
        if self.rng.random() < 0.5:
            return (x + x).flatten()
        dtype = x.dtype if self.is_rounded(x) else str(self.rng.choice([*FLOATS, "int64", "int16"]))
        return T.cast(x.flatten(), dtype)


MAKERS = sorted(
    ["arithmetic"] * 6 + ["one"] * 3 + ["cast"] * 3 + ["reduction"] * 2
    + [name[5:] for name in vars(Program) if name.startswith("make_")]
)


def _keeps(v):
    """Return True if the float `v` only moves or converts values."""
    name = getattr(getattr(v.owner.op, "scalar_op", None), "record_name", "")
    return name in ("Cast", "second", "switch", "clip", "maximum", "minimum")
