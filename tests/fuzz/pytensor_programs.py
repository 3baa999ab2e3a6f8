"""Random programs of PyTensor, run by its own Python code and in mode TENSORGRAPH.

    python tests/fuzz/pytensor_programs.py --programs 2000 --seed 1 --jobs 2

Results agree to the accuracy of their dtypes, errors have the same class, shared variables hold the same, arguments
stay as they are. A difference counts only where the program is that accurate: rounding errors of its arguments must not
make as large a one. Where theirs raises and ours does not, a rewrite has removed what fails: ``STRICT=1`` prints it.
``FALLBACKS=1`` prints the operations that ran by PyTensor's own ``perform``.
"""

import contextlib
import os
import pickle
import random
import sys
import traceback
import warnings
from pathlib import Path

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytensor_blocks
import pytensor_calculus
import pytensor_elements
import pytensor_layers
import pytensor_moves
from pytensor.graph.basic import Constant
from pytensor.graph.traversal import ancestors
from pytensor.printing import debugprint
from seeds import sweep

from tensorgraph.bridges.pytensor.foreign import foreign_ops

sys.path.append(str(Path(__file__).parents[1] / "support"))
from pytensor_agreement import PYTHON, applied_by  # noqa: E402 - where it is

CALLS = 3
DTYPES = ("float64",) * 8 + ("float32", "int64", "int64", "int32", "int8", "uint8", "bool", "bool", "complex128")
ELEMENTS, MOVES, BLOCKS = pytensor_elements.STEPS, pytensor_moves.STEPS, pytensor_blocks.STEPS
LAYERS = pytensor_layers.STEPS
FAMILIES = ELEMENTS + MOVES, ELEMENTS + MOVES + BLOCKS, BLOCKS, MOVES, ELEMENTS, LAYERS, LAYERS + MOVES
ROUNDING = {"float16": 1e-2, "float32": 1e-5, "complex64": 1e-5}
LIMIT = 3000  # elements
# of several operations that fail, another one may be first
FAILURES = ValueError, IndexError, AssertionError
STRICT = os.environ.get("STRICT")


class Unfit(Exception):
    """Raised where a step does not suit the program."""


class Difference(Exception):
    """Raised where both modes differ."""


class Program:
    """A growing program.

    Attributes
    ----------
    inputs : dict
        From variables to their values in each call.
    values : dict
        From variables to their values in the first call.
    failing : Variable or None
        One whose first call raises.
    """

    def __init__(self, seed):
        self.r, self.rng = random.Random(seed), np.random.default_rng(seed)
        self.lengths = [self.call_lengths(i) for i in range(CALLS)]
        self.inputs, self.values, self.failing = {}, {}, None
        for _ in range(self.r.randint(1, 3)):
            self.new_input()
        family, wanted = self.r.choice(FAMILIES), self.r.randint(1, self.r.choice((2, 4, 8)))
        for _ in range(wanted * 4):
            if wanted <= 0 or self.failing is not None:
                break
            # what PyTensor refuses to build is no program
            with contextlib.suppress(Exception):
                wanted -= self.add(self.r.choice(family)(self))

    def call_lengths(self, i):
        """Return the lengths of axes by their letters; the last call has short ones."""
        choices = ((2, 3, 4, 5), (1, 2, 3, 6), (0, 1, 1, 2))[i]
        return {k: self.r.choice(choices) for k in "abc"}

    def new_input(self, dtype=None, letters=None):
        """Add an input and return its variable; axes are unknown, of a known length, or of length 1."""
        r = self.r
        dtype = dtype or r.choice(DTYPES)
        if letters is None:
            letters = [r.choice("aabc1") for _ in range(r.choice((0, 1, 1, 2, 2, 2, 3)))]
        known = [r.random() < 0.25 for _ in letters]
        first = self.lengths[0]
        static = [1 if k == "1" else first[k] if fixed else None for k, fixed in zip(letters, known)]
        x = pt.tensor(f"x{len(self.inputs)}", dtype=dtype, shape=static)
        shapes = [[n or call.get(k, 1) if n else call[k] for k, n in zip(letters, static)] for call in self.lengths]
        self.inputs[x] = [self.array(dtype, shape) for shape in shapes]
        self.values[x] = self.inputs[x][0]
        return x

    def array(self, dtype, shape):
        """Return an array of small numbers."""
        kind = np.dtype(dtype).kind
        if kind in "fc":
            value = self.rng.normal(size=shape) + (1j * self.rng.normal(size=shape) if kind == "c" else 0)
        else:
            value = self.rng.integers(-4 if kind == "i" else 0, 2 if kind == "b" else 5, size=shape)
        return np.asarray(value, dtype=dtype)

    def add(self, made):
        """Add the variables that a step made, and return their number."""
        new = list(made) if isinstance(made, (list, tuple)) else [made]
        given = list(self.values)
        try:
            found = evaluated(given, new, [self.values[v] for v in given])
        except Exception:
            if self.r.random() < 0.05:
                self.failing = new[0]
            raise
        for v, value in zip(new, found):
            plain = not hasattr(v.type, "format") and hasattr(v.type, "shape")
            if not plain or not np.size(value) <= LIMIT or not np.all(np.abs(np.nan_to_num(value, nan=1e9)) < 1e4):
                raise Unfit
            self.values[v] = np.asarray(value)
        return len(new)

    def any(self, kinds="biuf", ndim=None, where=None):
        """Return a variable, one of the last more often."""
        fit = [
            v for v in self.values
            if np.dtype(v.dtype).kind in kinds and (ndim is None or v.ndim in ndim) and (where is None or where(v))
        ]  # fmt: skip
        if not fit:
            raise Unfit
        return fit[max(self.r.randrange(len(fit)), self.r.randrange(len(fit)))]

    def real(self, ndim=None):
        """Return a variable of double precision."""
        if self.r.random() < 0.3:
            with contextlib.suppress(Unfit):
                return pt.cast(self.any(ndim=ndim), "float64")
        return self.any("f", ndim, lambda v: v.dtype == "float64")

    def shape(self, v):
        return self.values[v].shape

    def partner(self, x, kinds="biuf"):
        """Return a second operand that is broadcast against one."""
        shape, r = self.shape(x) if x in self.values else None, self.r

        def fits(v):
            other = self.shape(v)
            return all(m == n or 1 in (m, n) for m, n in zip(shape[::-1], other[::-1]))

        if shape is not None and r.random() < 0.6:
            with contextlib.suppress(Unfit):
                return self.any(kinds, where=fits)
        if r.random() < 0.5:
            return pt.constant(self.array(r.choice([d for d in DTYPES if np.dtype(d).kind in kinds]), ()))
        return x

    def axis(self, v):
        if not v.ndim:
            raise Unfit
        return self.r.randrange(-v.ndim, v.ndim)

    def outputs(self):
        """Return what is compared: the last variables, and derivatives."""
        found = [v for v in self.values if v not in self.inputs]
        found = found[-self.r.randint(1, 4) :]
        if self.failing is not None:
            return [self.failing, *found[:1]]
        more = self.r.choice((pytensor_calculus.derivatives, pytensor_calculus.derivatives, pytensor_calculus.batches))
        if found and self.r.random() < 0.7:
            with contextlib.suppress(Exception):
                found = found + more(self, found)
        return found


def evaluated(given, outputs, values):
    with np.errstate(all="ignore"):
        return pytensor.function(given, outputs, mode=PYTHON, on_unused_input="ignore")(*values)


class Setting:
    """How functions are made and called: which inputs are shared or given, copies, pickles, borrowed results."""

    def __init__(self, program, outputs):
        r, self.program, self.outputs = program.r, program, outputs
        inputs = list(program.inputs)
        chosen = [x for x in inputs if r.random() < 0.15]
        self.shared = {x: pytensor.shared(program.inputs[x][0].copy(), shape=x.type.shape) for x in chosen}
        self.plain = [x for x in inputs if x not in self.shared]
        self.updates = {}
        for x, s in self.shared.items():
            if x.dtype.startswith("float") and r.random() < 0.7:
                other = r.choice(outputs)
                change = pt.sum(other, dtype="float64") if r.random() < 0.5 and other.dtype[0] == "f" else 1.0
                self.updates[s] = pt.cast(0.5 * x + pt.tanh(change), x.dtype)
        self.borrow, self.trust = r.random() < 0.2, r.random() < 0.2
        self.treatment = r.choice(("", "", "", "copy", "pickle", "swap"))

    def compared(self):
        """Return the variables of the values that are compared: outputs, and shared variables after each call."""
        return [*self.outputs, *[self.updates.get(s, s) for s in self.shared.values()]]

    def function(self, mode):
        """Return a function in a mode."""
        outputs = [pytensor.Out(z, borrow=True) for z in self.outputs] if self.borrow else self.outputs
        f = pytensor.function(
            self.plain, outputs, mode=mode, givens=self.shared, updates=self.updates, on_unused_input="ignore",
            trust_input=self.trust,
        )
        if self.treatment == "copy":
            f = f.copy(share_memory=False)
        elif self.treatment == "swap" and self.shared:
            f = f.copy(swap={s: pytensor.shared(s.get_value(), shape=s.type.shape) for s in self.shared.values()})
        elif self.treatment == "pickle" and mode is not PYTHON and not self.updates:
            # their Python code leaves functions in graphs inside of operations, which cannot be pickled
            with contextlib.suppress(AttributeError, pickle.PicklingError):
                f = pickle.loads(pickle.dumps(f))
        return f

    def run(self, mode, shaken=0.0):
        """Return a function, and the outcome of each call: values of results and shared variables, or an error."""
        for x, s in self.shared.items():
            s.set_value(self.shaken(self.program.inputs[x][0], shaken))
        f, found = self.function(mode), []
        for i in range(CALLS):
            arguments = [self.shaken(self.program.inputs[x][i], shaken) for x in self.plain]
            kept = [np.array(a) for a in arguments]
            try:
                results = [np.array(z) for z in f(*arguments)]
            except Exception as error:
                results = error
            for a, b in zip(arguments, kept):
                if not np.array_equal(a, b, equal_nan=a.dtype.kind in "fc"):
                    raise Difference("an argument has changed")
            states = [np.asarray(s.get_value()) for s in self.shared.values()]
            found.append(results if isinstance(results, Exception) else results + states)
        return f, found

    def shaken(self, value, size):
        """Return a value with rounding errors."""
        if not size or value.dtype.kind not in "fc":
            return value.copy()
        noise = self.program.rng.choice([-1.0, 1.0], size=value.shape)
        return np.asarray(value * (1 + size * noise), dtype=value.dtype)


def precision(v):
    """Return the relative error that rounding may make of a variable."""
    dtypes = {getattr(u.type, "dtype", None) for u in ancestors([v]) if not isinstance(u, Constant) or u is v}
    # of short integers NumPy computes functions in half precision
    short = dtypes & {"bool", "int8", "uint8"} and dtypes & {"float16", "float32"}
    return 1e-2 if short else max(ROUNDING.get(dtype, 1e-10) for dtype in dtypes)


def wrong(setting, ours, theirs):
    """Yield the number of a call, that of an output and a text where outcomes differ."""
    variables = setting.compared()
    for i, (a, b) in enumerate(zip(ours, theirs)):
        if isinstance(b, Exception) or isinstance(a, Exception):
            if not raise_the_same(a, b):
                yield i, None, f"{a!r:.300}\n  not\n{b!r:.300}"
                return
            continue
        for j, (z, w, v) in enumerate(zip(a, b, variables)):
            if w.dtype != v.dtype or not z.size and not w.size and z.ndim == w.ndim:
                # their Python code deviates from the type, or does not know lengths
                continue
            if z.dtype != w.dtype or z.shape != w.shape:
                yield i, j, f"{v}: {z.dtype}{z.shape} not {w.dtype}{w.shape}"
            elif not is_same(z, w, precision(v)):
                yield i, j, f"{v}: {z!r}\n  not\n{w!r}"


def raise_the_same(ours, theirs):
    """Return True if both raise errors of a class, or theirs is one that rewrites may remove."""
    if isinstance(theirs, NotImplementedError):
        return True
    if not isinstance(ours, Exception):
        return not STRICT
    return isinstance(ours, type(theirs)) or not STRICT and isinstance(theirs, FAILURES) and isinstance(ours, FAILURES)


def is_same(z, w, rtol):
    if z.dtype.kind not in "fc":
        return np.array_equal(z, w)
    finite = np.abs(w[np.isfinite(w)])
    return np.allclose(z, w, rtol=rtol, atol=rtol * 1e-3 * max(finite.max(initial=0), 1), equal_nan=True)


def is_rough(setting, i, j, theirs):
    """Return True if rounding errors of arguments make a difference too."""
    if j is None:
        return False
    v = setting.compared()[j]
    for size in (1e-15, 1e-14, 1e-13) if precision(v) < 1e-8 else (1e-7, 1e-6):
        _, other = setting.run(PYTHON, size)
        if isinstance(other[i], Exception):
            return True
        z, w = other[i][j], theirs[i][j]
        if z.shape != w.shape or not is_same(z, w, precision(v) / 100):
            return True
    return False


def check(seed):
    """Return the names of operations that ran by PyTensor's own code.

    Raises
    ------
    Difference
    """
    program = Program(seed)
    outputs = program.outputs()
    if not outputs:
        return None
    setting = Setting(program, outputs)
    try:
        _, theirs = setting.run(PYTHON)
    except Difference:
        raise
    except Exception:
        return None
    f, ours = setting.run("TENSORGRAPH")
    for i, j, text in wrong(setting, ours, theirs):
        if not is_rough(setting, i, j, theirs):
            raise Difference(f"call {i}: {text}\n{described(setting, outputs if j is None else outputs[j:j + 1])}")
    return {type(applied_by(op.op)[-1]).__name__ for op in foreign_ops(f.vm.function.maker.fgraph)}


def described(setting, outputs):
    """Return the graph and the setting as text."""
    graph = debugprint(outputs or setting.outputs, file="str", print_type=True)
    return f"{graph}shared {list(setting.shared)} treatment {setting.treatment!r} borrow {setting.borrow}"


def failure(seed):
    """Return what is wrong with a program as text, None if nothing is."""
    with warnings.catch_warnings(), pytensor.config.change_flags(mode=PYTHON, cxx=""), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            foreign = check(seed)
        except Exception:
            return f"seed {seed}\n{traceback.format_exc()}"
    if foreign and os.environ.get("FALLBACKS"):
        return f"seed {seed}: by PyTensor's own code: {sorted(foreign)}"
    return None


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
