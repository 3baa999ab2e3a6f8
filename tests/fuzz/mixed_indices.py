"""Random indices of every mix, and what is set and added by them, held against NumPy.

    python tests/fuzz/mixed_indices.py --programs 5000 --seed 1 --jobs 2

An index has slices, numbers, new axes, an ellipsis, arrays that broadcast and masks of several axes, each a constant or
an input of any integer dtype, in bounds or not, of arrays without axes or elements too. What NumPy refuses is refused,
by an error that names the line. Values, lengths, gradients, pushforwards and updates are compared in several modes.
"""

import operator
import random
import sys

import numpy as np
from differential import Difference, finding
from seeds import sweep

import tensorgraph as theano
import tensorgraph.tensor as T

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
DTYPES = ("float64", "float64", "float64", "float32", "int64", "int8", "uint8", "uint64", "bool", "complex128")
REFUSALS = (IndexError, ValueError, TypeError)
MODES = (None, "FAST_COMPILE", theano.Mode("py", None))


class Program:
    """Steps that read, set or increment parts of an array, in words, and the values of its inputs.

    Attributes
    ----------
    inputs, values : dict
        From names to variables, and to NumPy's values of inputs and steps.
    steps : list of str
    refused : Exception or None
        What NumPy says of the last step.
    is_smooth : bool
        Whether no element is set twice: a gradient goes to all values that are written, as in Theano, not to the last.
    """

    def __init__(self, seed):
        self.seed, self.r, self.draw = seed, random.Random(seed), np.random.default_rng(seed)
        self.inputs, self.values, self.steps, self.refused, self.is_smooth = {}, {}, [], None, True
        lengths = self.r.choice(((2, 3, 4), (0, 1, 2, 3, 4, 5)))
        shape = [self.r.choice(lengths) for _ in range(self.r.choice((0, 1, 1, 2, 2, 3, 3, 4, 5)))]
        x = self.new(self.elements(self.r.choice(DTYPES), shape))
        for k in range(self.r.randint(1, 4)):
            step = self.step(x if self.r.random() < 0.3 else f"z{max(k - 1, 0)}" if k else x)
            self.steps.append(step)
            try:
                self.values[f"z{k}"] = np.asarray(self.evaluated(step, Arrays, self.values))
            except REFUSALS as error:
                self.refused = error
                break
            if self.values[f"z{k}"].size > 5000:
                break

    def evaluated(self, step, ns, names):
        return eval(step, {"np": np, "ns": ns, "S": S, **names})

    def elements(self, dtype, shape):
        value = self.draw.integers(0 if dtype[0] in "bu" else -9, 2 if dtype == "bool" else 10, shape)
        return np.asarray(value + 1j * value[..., ::-1] if dtype[0] == "c" and value.ndim else value).astype(dtype)

    def new(self, value, flags=None):
        """Add an input and return its name."""
        name, value = f"x{len(self.inputs)}", np.asarray(value)
        flags = [n == 1 and self.r.random() < 0.3 for n in value.shape] if flags is None else flags
        self.inputs[name], self.values[name] = T.TensorType(value.dtype.name, flags)(name), value
        return name

    def number(self, n):
        """Return an integer in words, as a constant or an input."""
        if n is None or self.r.random() < 0.6:
            return "" if n is None else str(n)
        return self.new(np.array(n, self.r.choice([d for d in INTEGERS if np.can_cast(np.min_scalar_type(n), d)])))

    def slice(self, n):
        ends = (None, None, 0, 1, -1, n, n - 1, n + 2, -n, -n - 5, n // 2, 2, -2, 100, 2**31, -(2**62), 2**63 - 1)
        step = self.r.choice((None, None, None, 1, -1, -1, 2, -2, 100))
        bounds = [self.number(self.r.choice(ends)) for _ in range(2)]
        return ":".join(bounds) + ("" if step is None else f":{self.number(step)}")

    def places(self, n, shape):
        """Return an index array in words."""
        shape = tuple(1 if self.r.random() < 0.15 else k for k in shape)
        dtype = self.r.choice(INTEGERS)
        if n == 0 and 0 not in shape:
            return self.slice(n)
        value = self.draw.integers(0 if dtype[0] == "u" else -n, max(n, 1), shape).astype(dtype)
        if self.r.random() < 0.02:
            value = np.full_like(value, n)
        text = f"np.array({value.tolist()}, '{dtype}').reshape({value.shape})"
        return self.new(value) if self.r.random() < 0.7 else text

    def mask(self, shape, count):
        """Return a mask of some axes in words, with as many elements as index arrays have, or any."""
        value = self.draw.random(shape) < self.r.choice((0, 0.1, 0.5, 0.9, 1))
        if count and count <= value.size and self.r.random() < 0.6:
            value = (self.draw.permutation(value.size) < count).reshape(shape)
        text = f"np.array({value.tolist()}, bool).reshape({value.shape})"
        return self.new(value, (False,) * value.ndim) if self.r.random() < 0.7 else text

    def index(self, shape):
        """Return an index in words."""
        r, items, axis = self.r, [], 0
        kinds = r.choice(("sssn", "aaan", "ssaanm", "smman"))
        joint = tuple(r.choice((1, 2, 3, 3)) for _ in range(r.choice((0, 1, 1, 1, 2))))
        while axis < len(shape) and r.random() < 0.9:
            if r.random() < 0.1:
                items.append("None")
            if "..." not in items and r.random() < 0.1:
                items.append("...")
                axis += r.randint(0, len(shape) - axis)
                continue
            n, kind, taken = shape[axis], r.choice(kinds), 1
            if kind == "m":
                taken = min(r.choice((1, 1, 2, 3)), len(shape) - axis)
                items.append(self.mask(shape[axis : axis + taken], joint[0] if len(joint) == 1 else 0))
            elif kind == "a":
                items.append(self.places(n, joint[r.randint(0, len(joint)) :] if r.random() < 0.3 else joint))
            elif kind == "n":
                items.append(self.number(r.randrange(-n, n) if n and r.random() < 0.97 else r.choice((n, -n - 1))))
            else:
                items.append(self.slice(n))
            axis += taken
        return ", ".join(items + ["None"] * (r.random() < 0.1)) or "..."

    @staticmethod
    def places_of(value):
        return np.arange(value.size).reshape(value.shape)

    def step(self, x):
        """Return what reads, sets or increments a part."""
        value, index, how = self.values[x], self.index(self.values[x].shape), self.r.choice(("read", "set", "inc"))
        if how == "read" or x != "x0" and "None" in index and not set(index.split(", ")) - {"None", "...", ":"}:
            return f"{x}[{index}]"  # as in Theano, a part with new axes is one of the whole
        how = "set" if value.dtype == bool else how
        try:
            places = self.evaluated(f"places[{index}]", Arrays, {**self.values, "places": self.places_of(value)})
            shape = places.shape
            self.is_smooth = self.is_smooth and (how == "inc" or len(np.unique(places)) == places.size)
        except REFUSALS:
            shape = ()
        shape = self.r.choice((shape, shape, (), shape[1:], tuple(1 if self.r.random() < 0.5 else n for n in shape)))
        y = self.new(self.elements(value.dtype.name, shape), [n == 1 for n in shape])
        return f"ns.{how}({x}, S[{index}], {self.r.choice((y, y, y, '1', f'{x}[{index}]'))})"


class Slices:
    def __getitem__(self, index):
        return index


S = Slices()


class Arrays:
    """Updates of parts, in NumPy."""

    @staticmethod
    def set(x, index, y, update=operator.setitem):
        z = x.copy()
        if np.ndim(y) > np.ndim(x[index]):
            raise ValueError("more axes than the part has")
        np.broadcast_to(y, np.shape(x[index]))
        update(z, index, y)
        return z

    @staticmethod
    def inc(x, index, y):
        return Arrays.set(x, index, y, np.add.at)


class Graphs:
    """The same, of variables."""

    @staticmethod
    def set(x, index, y):
        return T.set_subtensor(x[index], y)

    @staticmethod
    def inc(x, index, y):
        return T.inc_subtensor(x[index], y)


def same(what, got, want):
    got = np.asarray(got)
    if got.dtype != want.dtype or got.shape != want.shape or not np.array_equal(got, want):
        raise Difference(f"{what} is {got.dtype}{got.shape}\n{got}\nnot {want.dtype}{want.shape}\n{want}")


def check(program):
    """Raise a Difference if the program is not NumPy's, or refuses other indices."""
    names, made = dict(program.inputs), []
    xs, args = list(program.inputs.values()), [program.values[n] for n in program.inputs]
    called = False
    try:
        for k, step in enumerate(program.steps):
            names[f"z{k}"] = T.as_tensor_variable(program.evaluated(step, Graphs, names))
            made.append(names[f"z{k}"])
        for mode in MODES:
            f = theano.function(xs, [*made, *[z.shape for z in made]], mode=mode, on_unused_input="ignore")
            called = True
            got = f(*args)
            if program.refused is not None:
                raise Difference(f"NumPy refuses it: {program.refused}")
            for k in range(len(made)):
                same(f"z{k}, mode {mode},", got[k], program.values[f"z{k}"])
                same(f"the shape of z{k}, mode {mode},", got[len(made) + k], np.array(got[k].shape, "int64"))
    except REFUSALS as error:
        if program.refused is None:
            raise
        if called and __file__ not in str(error):
            raise Difference(f"an error without a line: {error}") from error
        return
    check_derivatives(program, xs, args, made[-1])
    check_update(program, xs, args, made)


def check_derivatives(program, xs, args, z):
    """Compare with differences, which are exact: everything is linear, and of small integers."""
    places = [i for i, x in enumerate(xs) if x.type.dtype == "float64"]
    if not places or z.type.dtype != "float64" or not program.is_smooth:
        return
    weights = program.draw.integers(-5, 6, program.values[f"z{len(program.steps) - 1}"].shape).astype("float64")
    moves = [program.draw.integers(-5, 6, args[i].shape).astype("float64") for i in places]
    wrt = [xs[i] for i in places]
    gradients = T.grad((z * weights).sum(), wrt, disconnected_inputs="ignore")
    pushed = T.Rop(z, wrt, [T.constant(d) for d in moves], disconnected_outputs="ignore")
    f = theano.function(xs, [z, pushed, *gradients], on_unused_input="ignore")
    here, tangent, *gradients = f(*args)
    moved = [*args]
    for i, d in zip(places, moves):
        moved[i] = args[i] + d
    same("the pushforward", tangent, f(*moved)[0] - here)
    same("the gradient", sum((g * d).sum() for g, d in zip(gradients, moves)), np.asarray((tangent * weights).sum()))


def check_update(program, xs, args, made):
    """Compare a shared variable in place of the first input, which is updated to the first step that fits."""
    x, value = xs[0], args[0]
    fit = [k for k, z in enumerate(made) if z.type == x.type and program.values[f"z{k}"].shape == value.shape]
    if not fit:
        return
    new = fit[0]
    stored = theano.shared(value.copy(), broadcastable=x.type.broadcastable)
    f = theano.function(xs[1:], made[-1], updates={stored: made[new]}, givens={x: stored}, on_unused_input="ignore")
    same("the result with an update", f(*args[1:]), program.values[f"z{len(made) - 1}"])
    same("the update", stored.get_value(), program.values[f"z{new}"])


def described(program):
    """Return the inputs and the steps in words."""
    lines = [f"{x}: {x.type} {program.values[n].tolist()}" for n, x in program.inputs.items()]
    return "\n".join(lines + [f"z{k} = {step}" for k, step in enumerate(program.steps)])


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    return finding(seed, Program, check, described)


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
