"""Random array programs written twice, in this language and in NumPy, with their values in several calls."""

import contextlib
import math
import random
import re
import warnings

import numpy as np
from growing_program import Unfit
from placed import Placed, drawn, layout

import tensorgraph as theano
import tensorgraph.tensor as T

DTYPES = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
)  # fmt: skip
LENGTHS = sorted({2**k + d for k in range(3, 12) for d in (-1, 0, 1)} | {1, 2, 3, 31, 33})
BYTES = 64, 1024, 2048, 4096
DIGITS = {"float16": 11, "float32": 24, "float64": 53, "complex64": 24, "complex128": 53}
LIMIT = 6000  # elements
CALLS = 3


class TextProgram:
    """A growing program.

    Parameters
    ----------
    seed : int
    families : sequence of callable
        What steps are made of: each gets the program and adds steps, or raises :class:`Unfit`.

    Attributes
    ----------
    variables : dict
        From names to variables.
    values : list of dict
        From names to what NumPy gives, for each call.
    places : list of dict
        From names of inputs to the texts of their arrays, for each call.
    steps : dict
        From names to the line of this language and that of NumPy.
    grids : dict
        From names of what is exact to the power of two of which elements are multiples; inf where there is none.
    sizes : dict
        From names to the largest number met on the way.
    """

    def __init__(self, seed, families):
        self.seed, self.families = seed, families
        self.r = random.Random(seed)
        self.variables, self.steps, self.grids, self.sizes = {}, {}, {}, {}
        self.values, self.places = [{} for _ in range(CALLS)], [{} for _ in range(CALLS)]
        for _ in range(self.r.randint(1, 2)):
            self.new_input()
        wanted, attempts = self.r.randint(1, self.r.choice((3, 7, 12))), 0
        while len(self.steps) < wanted and attempts < 60:
            attempts += 1
            with contextlib.suppress(Unfit), np.errstate(all="ignore"):
                self.r.choice(families)(self)

    def new_input(self, dtype=None, shapes=None, flags=None, kind=None):
        """Add an input and return its name."""
        r, name = self.r, f"x{len(self.places[0])}"
        if dtype is None:
            dtype = r.choice(("complex64", "complex128")) if r.random() < 0.03 else r.choice(DTYPES)
        item = np.dtype(dtype).itemsize
        if shapes is None:
            shapes, flags = random_shapes(r, item)
        kind = kind or r.choice(("small", "small", "few", "full", "special"))
        self.variables[name] = T.TensorType(dtype, flags)(name)
        for values, places, shape in zip(self.values, self.places, shapes):
            how = "".join(f", {key}={word!r}" for key, word in layout(r, shape, item).items())
            places[name] = f"Placed(drawn({dtype!r}, {kind!r}, {shape}, {r.randrange(10**6)}){how})"
            values[name] = placed(places[name]).array.copy()
        self.grids[name] = 0 if dtype[0] in "biu" else math.inf if kind == "full" else 2
        self.sizes[name] = largest(v[name] for v in self.values)
        return name

    def step(self, text, reference, *names, exact="same", is_finite=False):
        """Add a step and return its name.

        Parameters
        ----------
        text, reference : str
            An expression of this language, and what NumPy does, with ``{0}``, ``{1}`` for the names; the second may be
            statements that give ``{z}`` its value, and name the dtype of the result as ``{dtype}``.
        names : str
        exact : {"same", "sum", "product", "total", "flat", "rounded"}
            How the result's exactness follows from that of the operands: it is made of their elements; it is a sum of
            two, a product, a sum of many; its elements are integers; it is rounded.
        is_finite : bool
            Take no nan and no infinity.
        """
        if is_finite and not all(np.isfinite(v[n]).all() for v in self.values for n in names):
            raise Unfit
        name = f"z{len(self.steps)}"
        line = f"{name} = {text.format(*names)}"
        v = executed(line, self.variables)[name]
        reference = reference.format(*names, z=name, dtype=repr(v.type.dtype))
        if f"{name} = " not in reference:
            reference = f"{name} = {reference}"
        results = []
        for values in self.values:
            try:
                with np.errstate(all="ignore"), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    results.append(np.asarray(executed(reference, values)[name]))
            except (ValueError, IndexError) as error:
                raise Unfit from error
        if any(z.size > LIMIT for z in results):
            raise Unfit
        self.take(name, v, results, names, exact)
        self.steps[name] = line, reference
        return name

    def take(self, name, v, results, names, exact):
        """Note the results of a step, their size and exactness."""
        dtype, grids = v.type.dtype, [self.grids.get(n) for n in names]
        size = largest(results)
        before = max(self.sizes[n] for n in names)
        if exact == "total":
            before = max(total(v[n]) for v in self.values for n in names)
        size = max(size, before)
        grid = None
        if None not in grids and exact != "rounded":
            grid = {"product": sum(grids), "flat": 0}.get(exact, max(grids))
            is_made = exact in ("sum", "product", "total") and dtype in DIGITS
            if is_made and size * 2.0 ** min(grid, 99) > 2 ** DIGITS[dtype]:
                grid = None
        if dtype in DIGITS:
            if grid is None and not all(np.isfinite(z).all() for z in results):
                raise Unfit
        elif None in grids:
            raise Unfit  # a jump might be near
        else:
            grid = 0
        if grid is not None:
            self.grids[name] = grid
        self.variables[name], self.sizes[name] = v, size
        for values, z in zip(self.values, results):
            values[name] = z

    def any(self, kinds="biuf", ndim=None, where=None):
        """Return the name of a variable, of new ones more often."""
        fit = [
            n for n, v in self.variables.items()
            if self.kind(n) in kinds and (ndim is None or v.type.ndim in ndim) and (where is None or where(n))
        ]  # fmt: skip
        if not fit:
            raise Unfit
        return fit[max(self.r.randrange(len(fit)), self.r.randrange(len(fit)))]

    def dtype(self, name):
        return self.variables[name].type.dtype

    def kind(self, name):
        return np.dtype(self.dtype(name)).kind

    def ndim(self, name):
        return self.variables[name].type.ndim

    def shapes(self, name):
        return [values[name].shape for values in self.values]

    def partner(self, name, kinds="biuf", dtype=None):
        """Return the name of a second operand: of the same shapes, or one that is broadcast."""
        r, flags, shapes = self.r, self.variables[name].type.broadcastable, self.shapes(name)

        def fits(other):
            v = self.variables[other]
            if self.kind(other) not in kinds or v.type.ndim > len(flags) or dtype not in (None, v.type.dtype):
                return False
            own = (None,) * (len(flags) - v.type.ndim) + v.type.broadcastable
            return all(
                b or b is None or (a == b and m == n)
                for shape, given in zip(shapes, self.shapes(other))
                for a, b, m, n in zip(flags, own, shape, (1,) * (len(flags) - len(given)) + given)
            )

        found = [n for n in self.variables if fits(n)]
        if found and r.random() < 0.7:
            return r.choice(found)
        own = r.choice([d for d in DTYPES if np.dtype(d).kind in kinds]) if dtype is None else dtype
        if r.random() < 0.25 and len(flags):  # a row, a column, or the like
            one = [f or r.random() < 0.5 for f in flags]
            return self.new_input(own, [tuple(1 if f else n for f, n in zip(one, s)) for s in shapes], tuple(one))
        return self.new_input(own, shapes, flags)

    def needed(self, wanted):
        """Return the names of inputs and of steps, in order, on which the wanted steps depend."""
        names = set(wanted)
        for name in reversed(self.steps):
            if name in names:
                names |= set(re.findall(r"\b[xz]\d+\b", self.steps[name][0]))
        return [n for n in self.places[0] if n in names], [n for n in self.steps if n in names]


def executed(line, names):
    """Return the names after a line."""
    space = {"np": np, "T": T, "theano": theano, **names}
    exec(line, space)
    return space


def placed(text):
    """Return a new array from its text."""
    return eval(text, {"Placed": Placed, "drawn": drawn})


def largest(values):
    """Return the largest absolute value of finite elements."""
    finite = [np.abs(x[np.isfinite(x)].astype("complex128")) for x in values]
    return max((float(x.max()) for x in finite if x.size), default=0.0)


def total(value):
    """Return the sum of the absolute values of finite elements."""
    return float(np.abs(value[np.isfinite(value)].astype("complex128")).sum())


def random_shapes(r, itemsize):
    """Return the shape of an input in each call, and which of its axes are broadcastable."""
    n = r.choice((0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4))
    flags = [r.random() < 0.07 for _ in range(n)]
    shapes = []
    for _ in range(CALLS):
        shape = random_shape(r, n, itemsize)
        if n and r.random() < 0.06:
            shape[r.randrange(n)] = 0
        if n and r.random() < 0.06:
            shape[r.randrange(n)] = 1
        shapes.append(tuple(1 if f else k for f, k in zip(flags, shape)))
    return shapes, tuple(flags)


def random_shape(r, n, itemsize):
    """Return `n` lengths, of which one or two are near a boundary, the product of which is not too large."""
    long = r.choice(LENGTHS) if r.random() < 0.7 else max(1, r.choice(BYTES) // itemsize + r.choice((-1, 0, 1)))
    if n == 1:
        return [long]
    short = [r.randint(1, 40) if n == 2 else r.randint(1, 9 if n == 3 else 4) for _ in range(max(0, n - 1))]
    if n == 2 and r.random() < 0.3:
        short = [r.randint(1, 5)]
    long = min(long, max(1, LIMIT // 2 // max(1, math.prod(short))))
    at = r.randrange(n) if n else 0
    return [*short[:at], long, *short[at:]] if n else []
