"""Random loops and their derivatives, held against loops of Python over NumPy.

    python tests/fuzz/loops.py --programs 2000 --seed 1 --jobs 2

A step is written once, against a namespace of array functions. The loops have sequences and states with several taps,
integers, results that later steps do not read, shared variables that they update, conditions, inner loops and branches;
results are read whole or in part, and feed a second loop. Gradients and second derivatives are held against differences
of what Python computes, pushforwards against gradients; each in several modes and in calls that follow another.
"""

import random
import sys

import numpy as np
from differential import Difference, finding
from seeds import sweep

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse

WIDTH = 3
STEP = 1e-5
READERS = {
    "all": lambda x: x, "last": lambda x: x[-1], "last two": lambda x: x[-2:], "reversed": lambda x: x[::-1],
    "odd": lambda x: x[1::2], "sum": lambda x: x.sum(axis=0), "first": lambda x: x[0], "negative": lambda x: -x,
    "all but the last": lambda x: x[:-1], "last but one": lambda x: x[-2],
}  # fmt: skip


def modes():
    """Return the modes that must agree."""
    default = theano.compile.get_mode("FAST_RUN")
    return {
        "default": default,
        "FAST_COMPILE": theano.compile.get_mode("FAST_COMPILE"),
        "as written": theano.compile.Mode("py", None),
        "without fusion and in place": default.excluding("fusion", "inplace"),
    }


class Arrays:
    """The functions that steps use, of NumPy."""

    tanh, dot, maximum, where, sort = map(staticmethod, (np.tanh, np.dot, np.maximum, np.where, np.sort))
    concatenate, sum, exp = map(staticmethod, (np.concatenate, np.sum, np.exp))

    def put(self, x, i, y):
        x = np.array(x)
        x[i] = y
        return x

    def inc(self, x, i, y):
        x = np.array(x)
        np.add.at(x, i, y)
        return x

    def branch(self, c, x, y):
        return x if c else y

    def inner(self, row, h):
        rows, c = [], np.sum(h) * 0.1
        for a in row:
            c = np.tanh(a + 0.5 * c)
            rows.append(c)
        return np.array(rows)


class Graphs:
    """The functions that steps use, of variables."""

    tanh, dot, maximum, where, sort = map(staticmethod, (T.tanh, T.dot, T.maximum, T.switch, T.sort))
    concatenate, sum, exp, put, inc = map(staticmethod, (
        T.concatenate, T.sum, T.exp, lambda x, i, y: T.set_subtensor(x[i], y), lambda x, i, y: T.inc_subtensor(x[i], y),
    ))  # fmt: skip

    def branch(self, c, x, y):
        return ifelse(c, x, y)

    def inner(self, row, h):
        return theano.scan(lambda a, c: T.tanh(a + 0.5 * c), row, T.sum(h) * 0.1)[0]


def drawn(r, ns, vectors, scalars, w, depth=0):
    """Return a bounded vector of what a step is given."""
    if depth > 2 or r.random() < 0.2:
        return r.choice(vectors)

    def more():
        return drawn(r, ns, vectors, scalars, w, depth + 1)

    def weighed(f):
        x = more()
        return f(x, more())

    return r.choice((
        lambda: ns.tanh(more()), lambda: weighed(lambda x, y: 0.5 * (x + y)), lambda: more() * 0.7 * ns.tanh(more()),
        lambda: ns.dot(w, more()) * 0.5, lambda: ns.dot(more(), w) * 0.5, lambda: more()[::-1],
        lambda: weighed(lambda x, y: ns.where(x > 0.1, y, x * 0.3)), lambda: more()[[0, 2, 0]],
        lambda: weighed(lambda x, y: ns.concatenate([x[1:], y[:1]])),
        lambda: ns.put(more(), r.choice((0, slice(0, 2), slice(None, None, 2), -1)), r.choice((0.25, 1.0))),
        lambda: ns.inc(more(), r.choice((0, slice(1, None), -1)), 0.5),
        lambda: r.choice(scalars) * more() if scalars else more(), lambda: more() + ns.sum(more()) * 0.2,
        lambda: ns.sort(more()), lambda: 1 / (1 + ns.exp(-more())), lambda: weighed(ns.maximum),
        lambda: weighed(lambda x, y: x + y[r.randrange(WIDTH)]), lambda: more() ** 2 * 0.3,
        lambda: weighed(lambda x, y: ns.dot(x, y) * 0.2 + x), lambda: more() + np.array([0.1, -0.2, 0.3]),
        lambda: weighed(lambda x, y: ns.branch(ns.sum(x) > 0.3, y, x * 0.5)),
        lambda: weighed(ns.inner) if depth < 2 else more(),
    ))()  # fmt: skip


class Loop:
    """A random loop: the choices of one seed.

    Attributes
    ----------
    sequences, states : list of tuple
        Kind ("vector" or "scalar"), value, taps.
    others : list of array
        What is the same in each step; the last is a matrix.
    shared : array or None
        A variable that steps update.
    """

    def __init__(self, seed, steps=None):
        self.seed = seed
        r, draw = random.Random(f"{seed} loop"), np.random.default_rng(seed)
        self.steps = r.choice((0, 1, 2, 3, 4, 5, 7, 12)) if steps is None else steps
        self.sequences, self.states = [], []
        for _ in range(r.randint(0, 3)):
            taps = r.choice(([0], [0], [0], [-1, 0], [0, 1], [1], [-2], [-1, 1]))
            n = self.steps + reach(taps) + r.choice((0, 0, 0, 1, 3))
            kind = r.choice(("vector", "vector", "scalar"))
            self.sequences.append((kind, draw.normal(size=(n, WIDTH) if kind == "vector" else n), taps))
        for _ in range(r.randint(0 if self.sequences else 1, 3)):
            taps = r.choice(([-1], [-1], [-1], [-2, -1], [-3, -1], [-2], [-1, -2]))
            kind = r.choice(("vector", "vector", "scalar"))
            shape = (WIDTH,) if kind == "vector" else ()
            if taps != [-1]:
                shape = (-min(taps) + r.choice((0, 0, 1)), *shape)
            self.states.append((kind, draw.normal(size=shape), taps))
        self.results = r.randint(0 if self.states else 1, 2)
        self.others = [draw.normal(size=WIDTH) for _ in range(r.randint(0, 2))] + [draw.normal(size=(WIDTH, WIDTH))]
        self.shared = draw.normal(size=WIDTH) if r.random() < 0.25 else None
        self.limit = r.choice((0.3, 1.0, 2.0)) if r.random() < 0.2 else None
        self.asked = r.choice(("sequences", "number", "variable")) if self.sequences else "variable"
        if self.asked == "sequences":
            self.steps = min(len(x) - reach(taps) for _, x, taps in self.sequences)
        # Theano takes the first row in the only step of a loop that goes backwards
        self.backwards = r.random() < 0.25 and not (self.asked == "number" and self.steps == 1)
        self.values = [*[x for _, x, _ in self.sequences], *[x for _, x, _ in self.states], *self.others]

    def step(self, ns, rows, others, shared):
        """Return the outputs of a step, the new value of the shared variable, and the condition, or None."""
        r = random.Random(f"{self.seed} step")
        vectors = [v for kind, v in rows if kind == "vector"] + others[:-1]
        vectors += [others[-1][0]] if shared is None else [shared]
        scalars = [v for kind, v in rows if kind == "scalar"]

        def vector():
            return drawn(r, ns, vectors, scalars, others[-1])

        outputs = []
        for kind, _, _ in self.states:
            made = r.choice((lambda: ns.tanh(vector()), lambda: ns.tanh(vector()), lambda: r.choice(vectors)))()
            if kind == "scalar":
                made = ns.sum(made) * 0.3 + (0.5 * r.choice(scalars) if scalars else 0)
            outputs.append(made)
        for _ in range(self.results):
            made = vector()
            outputs.append(r.choice((lambda m=made: m, lambda m=made: m, lambda m=made: ns.sum(m)))())
        new = None if shared is None else ns.tanh(vector())
        return outputs, new, None if self.limit is None else ns.sum(vector()) > self.limit

    def python(self, values, shared):
        """Return the rows of all outputs, and the shared value at the end."""
        values = list(values)
        sequences = [values.pop(0) for _ in self.sequences]
        made = [[x] if taps == [-1] else list(x[: -min(taps)]) for (_, _, taps), x in zip(self.states, values)]
        values = values[len(self.states) :]
        made += [[] for _ in range(self.results)]
        starts = [len(rows) for rows in made]
        for t in range(self.steps):
            rows = []
            for (kind, _, taps), x in zip(self.sequences, sequences):
                front = min([0, *taps])
                for tap in taps:
                    part = x[tap - front : len(x) - (reach(taps) - (tap - front))]
                    rows.append((kind, part[::-1][t] if self.backwards else part[t]))
            for (kind, _, taps), before in zip(self.states, made):
                rows += [(kind, before[t - min(taps) + tap]) for tap in taps]
            outputs, new, stop = self.step(Arrays(), rows, values, shared)
            for before, value in zip(made, outputs):
                before.append(np.asarray(value))
            shared = new
            if stop is not None and stop:
                break
        return [np.array(rows[start:]) if len(rows) > start else None for rows, start in zip(made, starts)], shared

    def scan(self, variables, steps, shared):
        """Return the outputs of ``scan`` and its updates."""
        variables = list(variables)
        sequences = [variables.pop(0) for _ in self.sequences]
        states = [variables.pop(0) for _ in self.states]

        def step(*args):
            args = list(args)
            rows = [(kind, args.pop(0)) for kind, _, taps in [*self.sequences, *self.states] for _ in taps]
            outputs, new, stop = self.step(Graphs(), rows, args, shared)
            made = [outputs]
            made += [] if new is None else [{shared: new}]
            made += [] if stop is None else [theano.scan_module.until(stop)]
            return tuple(made) if len(made) > 1 else outputs

        return theano.scan(
            step,
            [dict(input=x, taps=taps) for (_, _, taps), x in zip(self.sequences, sequences)],
            [
                *[x if taps == [-1] else dict(initial=x, taps=taps) for (_, _, taps), x in zip(self.states, states)],
                *[None] * self.results,
            ],
            variables,
            n_steps={"sequences": None, "number": self.steps, "variable": steps}[self.asked],
            go_backwards=self.backwards,
            return_list=True,
        )


def reach(taps):
    """Return how many rows of a sequence taps skip."""
    return max([0, *taps]) - min([0, *taps])


class Program:
    """Parts of the results of a loop, some of which feed another loop."""

    def __init__(self, seed):
        self.loop = Loop(seed)
        r = random.Random(f"{seed} readers")
        n = len(self.loop.states) + self.loop.results
        self.readers = [(r.randrange(n), r.choice(list(READERS))) for _ in range(r.randint(1, 3))]
        self.feeds = r.random() < 0.3

    def python(self, values):
        """Return the values that are read, None where there are none, and the shared value at the end."""
        found, shared = self.loop.python(values, self.loop.shared)
        results = []
        for i, name in self.readers:
            try:
                results.append(None if found[i] is None else READERS[name](found[i]))
            except IndexError:
                results.append(None)
        if self.feeds and found[0] is not None:
            total, rows = np.zeros(found[0].shape[1:]), []
            for row in found[0][::-1]:
                total = np.tanh(total * 0.5 + row)
                rows.append(total * row)
            results.append(np.array(rows))
        else:
            results.append(None)
        return results, shared

    def graph(self, variables, steps, shared):
        """Return the variables that are read, and the updates."""
        found, updates = self.loop.scan(variables, steps, shared)
        results = [READERS[name](found[i]) for i, name in self.readers]

        def second(row, total):
            total = T.tanh(total * 0.5 + row)
            return total, total * row

        zero = T.zeros((WIDTH,) if found[0].ndim == 2 else (), "float64")
        return [*results, theano.scan(second, found[0][::-1], [zero, None])[0][1]], updates


def check(program):
    """Raise a Difference if the loop is not what Python computes."""
    loop = program.loop
    want, end = program.python(loop.values)
    variables = [T.TensorType("float64", (False,) * x.ndim)() for x in loop.values]
    steps = T.iscalar("steps")
    shared = None if loop.shared is None else theano.shared(loop.shared)
    outputs, updates = program.graph(variables, steps, shared)
    read = [(v, x) for v, x in zip(outputs, want) if x is not None]
    args = [*loop.values, loop.steps]
    for name, mode in modes().items():
        f = theano.function(
            [*variables, steps], [v for v, _ in read], updates=updates, mode=mode, on_unused_input="ignore"
        )
        for call in ("", ", called again"):
            if shared is not None:
                shared.set_value(loop.shared)
            for k, (got, (_, x)) in enumerate(zip(f(*args), read)):
                close(f"mode {name}{call}, output {k}", got, x, 1e-9)
            if shared is not None:
                close(f"mode {name}{call}, shared", shared.get_value(), end, 1e-9)
    if read and loop.steps:
        if shared is not None:
            shared.set_value(loop.shared)
        check_derivatives(program, variables, steps, read, args)


def check_derivatives(program, variables, steps, read, args):
    """The derivatives of a sum of all that is read, along one direction."""
    draw = np.random.default_rng(program.loop.seed + 1)
    weights = [draw.normal(size=x.shape) for _, x in read]
    directions = [draw.normal(size=x.shape) for x in args[:-1]]
    cost = sum((v * w).sum() for (v, _), w in zip(read, weights))
    gradients = T.grad(cost, variables, disconnected_inputs="ignore")
    first = sum((g * d).sum() for g, d in zip(gradients, directions))
    pushed = T.Rop(cost, variables, [T.constant(d) for d in directions], disconnected_outputs="ignore")
    second = T.grad(first, variables, disconnected_inputs="ignore")
    second = sum((g * d).sum() for g, d in zip(second, directions))
    found = {}
    for name in ("default", "as written", "without fusion and in place"):
        f = theano.function([*variables, steps], [first, pushed, second], mode=modes()[name], on_unused_input="ignore")
        found[name] = f(*args)
        for what, got, want in zip(("gradient", "pushforward", "curvature"), found[name], found["default"]):
            close(f"mode {name}, {what}", got, want, 1e-7)
    slope, pushed, curvature = found["default"]
    close("pushforward", pushed, slope, 1e-7)

    def at(h):
        results, _ = program.python([x + h * d for x, d in zip(args[:-1], directions)])
        results = [x for x in results if x is not None]
        if [x.shape for x in results] != [w.shape for w in weights]:
            return np.nan  # the loop stops elsewhere
        return sum((x * w).sum() for x, w in zip(results, weights))

    slopes = [(at(h) - at(-h)) / (2 * h) for h in (STEP, 10 * STEP)]
    if not agree(slopes, 1e-6):
        return
    close("gradient", slope, slopes[0], 1e-5)
    curvatures = [(at(h) - 2 * at(0) + at(-h)) / h**2 for h in (100 * STEP, 200 * STEP)]
    if agree(curvatures, 1e-4):
        close("curvature", curvature, curvatures[0], 1e-2)


def agree(quotients, rtol):
    """Return True if difference quotients of two steps are the same derivative."""
    return np.isfinite(quotients).all() and np.ptp(quotients) < rtol * (1 + abs(quotients[0]))


def close(what, got, want, rtol):
    """Raise a Difference unless arrays are nearly equal."""
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape or not np.allclose(got, want, rtol=rtol, atol=rtol):
        raise Difference(f"{what} is\n{got}\nnot\n{want}")


def described(program):
    """Return the text of a loop."""
    loop = program.loop
    parts = [[(kind, x.shape, taps) for kind, x, taps in part] for part in (loop.sequences, loop.states)]
    return (
        f"{loop.steps} steps by {loop.asked}, sequences {parts[0]}\nstates {parts[1]}, backwards {loop.backwards}, "
        f"limit {loop.limit}\n{program.readers}, feeds {program.feeds}"
    )


def failure(seed):
    """Return what is to be said of the loop of that seed, None if it is right."""
    return finding(seed, Program, check, described)


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
