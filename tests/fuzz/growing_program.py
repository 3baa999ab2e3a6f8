"""Random typed programs, grown a step at a time with their values at hand.

A program is a list of steps, each a choice made by one number, so that a program can be replayed with fewer of them.
Each value is computed at once by the reference of its op (``perform``): the next step knows real shapes, and steps
whose results are not finite, or too large to compare, are left out.
"""

import random

import numpy as np

import tensorgraph.tensor as T
from tensorgraph.graph.traverse import io_toposort
from tensorgraph.graph.variable import Constant

DTYPES = (
    "float64", "float64", "float64", "float32", "float32", "float32", "int64", "int64", "int32", "int8", "uint8",
    "bool", "int16", "uint16", "uint32", "uint64",
)  # fmt: skip
LENGTHS = (1, 2, 3, 3, 4, 5, 0, 7, 40)
LIMIT = 1e4  # larger values are left out: rounding could not be told from mistakes


class Unfit(Exception):
    """A step that does not fit what is there."""


class GrowingProgram:
    """A growing program.

    Parameters
    ----------
    seed : int
    steps : int, optional
        How many steps to try.
    keep : list of int, optional
        Only these.

    Attributes
    ----------
    families : tuple of callable
        What steps are made of: each gets the program and returns variables, or raises :class:`Unfit`.
    inputs : list of Variable
    values : dict
        From each variable to its value by the references.
    pool : list of Variable
        What further steps may use.
    exact : set of Variable
        Variables without rounding, of which discontinuous functions may be taken.
    size : float
        The largest absolute value that was met.
    """

    families = ()

    def __init__(self, seed, steps=None, keep=None):
        self.seed = seed
        self.inputs, self.pool = [], []
        self.values, self.exact = {}, set()
        self.size = 1.0
        self.text = []
        first = random.Random(f"{seed} start")
        drawn = first.randint(3, 9)
        n = drawn if steps is None else steps
        for k in range(first.randint(2, 4)):
            self.r = random.Random(f"{seed} input {k}")
            self.new_input()
        for k in range(n):
            if keep is not None and k not in keep:
                continue
            for attempt in range(6):
                self.r = random.Random(f"{seed} {k} {attempt}")
                family = self.r.choice(self.families)
                try:
                    made = family(self)
                    for v in made if isinstance(made, (list, tuple)) else [made]:
                        self.add(v)
                except Unfit:
                    continue
                self.text.append(f"{k}: {family.__name__}")
                break
        self.steps = n

    # ------------------------------------------------------------- making variables

    def new_input(self, shape=None, dtype=None, flags=None):
        """Add an input of random type and exact values."""
        r = self.r
        dtype = r.choice(DTYPES) if dtype is None else dtype
        if shape is None:
            shape = tuple(r.choice(LENGTHS) for _ in range(r.choice((0, 1, 1, 2, 2, 2, 3))))
        if flags is None:
            flags = tuple(n == 1 and r.random() < 0.5 for n in shape)
        draw = np.random.default_rng(r.randrange(2**32))
        if dtype == "bool":
            value = draw.random(shape) < 0.5
        elif dtype[0] in "fc":
            value = draw.integers(-12, 13, shape) / 4
            if dtype[0] == "c":
                value = value + 1j * draw.integers(-12, 13, shape) / 4
        else:
            value = draw.integers(0 if dtype[0] == "u" else -9, 10, shape)
        v = T.TensorType(dtype, flags)(f"{dtype[0]}{len(self.inputs)}")
        self.inputs.append(v)
        self.values[v] = np.asarray(value).astype(dtype)
        self.exact.add(v)
        self.pool.append(v)
        return v

    def add(self, v):
        """Compute a variable and take it into the pool."""
        value = self.compute(v)
        if value.dtype.kind in "fc":
            if not np.isfinite(value).all() or (value.size and abs(value).max() > LIMIT):
                raise Unfit
            if value.size:
                self.size = max(self.size, float(abs(value).max()))
        if value.size > 20_000:
            raise Unfit
        if v not in self.pool:
            self.pool.append(v)
        return v

    def compute(self, v):
        """Return the value of a variable by the references of the ops."""
        with np.errstate(all="ignore"):
            for node in io_toposort(list(self.values), [v]):
                storage = [[None] for _ in node.outputs]
                given = [w.data if isinstance(w, Constant) else self.values[w] for w in node.inputs]
                try:
                    node.op.perform(node, given, storage)
                except (ValueError, IndexError, np.linalg.LinAlgError, NotImplementedError) as error:
                    raise Unfit from error
                self.values.update(zip(node.outputs, (cell[0] for cell in storage)))
                if any(map(is_subnormal, (self.values[w] for w in node.outputs))):
                    raise Unfit
        if isinstance(v, Constant):
            self.values[v] = v.data
        return np.asarray(self.values[v]) if not hasattr(self.values[v], "tocsc") else self.values[v].toarray()

    def any(self, kinds="fiub", ndim=None, exact=False, where=None):
        """Return a variable of the pool."""
        fit = [
            v for v in self.pool
            if np.dtype(v.type.dtype).kind in kinds
            and (ndim is None or v.type.ndim in ((ndim,) if isinstance(ndim, int) else ndim))
            and (not exact or v in self.exact)
            and (where is None or where(self.values[v]))
        ]  # fmt: skip
        if not fit:
            raise Unfit
        # what is new is used more often
        return fit[min(self.r.randrange(len(fit)), self.r.randrange(len(fit))) * -1 - 1]

    def shape(self, v):
        return np.shape(self.values[v])

    def same_exactness(self, z, *xs):
        """Note that `z` is exact if all of `xs` are; its values must be small numbers of few bits."""
        value = self.compute(z)
        if all(x in self.exact or isinstance(x, Constant) for x in xs):
            if value.dtype.kind in "iub" or (value.size == 0 or abs(value).max() < 1000):
                self.exact.add(z)
        return z


def is_subnormal(value):
    """Return whether a value has elements that are not 0 and of few digits: no reference for a logarithm of them."""
    if getattr(getattr(value, "dtype", None), "kind", "") != "f" or not isinstance(value, np.ndarray):
        return False
    return bool(((value != 0) & (abs(value) < np.finfo(value.dtype).tiny)).any())
