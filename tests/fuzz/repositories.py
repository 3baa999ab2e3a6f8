"""Functions of repositories and functions of these, with their first and second derivatives, at any numbers.

    python tests/fuzz/repositories.py --programs 2000 --seed 1 --jobs 2

The truth is the same function of mpmath numbers that carry two derivatives, computed with 80 and with 700 digits; what
is not the same in both is not known. The literal values are those of the graph without rewrites. A value that is wrong
where the literal one is right is a finding: the rewrites made it wrong.
"""

import random
import sys

import mpmath
import numpy as np
from idioms import CHANCES, ONE, POSITIVE, ROWS, TWO, expressions
from jets import Exact, Jet, Unknown, jet
from mpmath import mpf
from seeds import sweep

import tensorgraph as theano
import tensorgraph.tensor as T

DIGITS = 80, 700
TABLES = {"one": ONE, "two": TWO, "positive": POSITIVE, "chances": CHANCES, "rows": ROWS}
KINDS = {name: expressions(table) for name, table in TABLES.items()}
POINTS = 6
WEIGHTS = [0.5, -1.0, 2.0]
# numbers at which functions leave the range, or change their formulas
EDGES = {
    "float32": [1e-9, 1e-5, 1e-3, 9, 17, 20, 30, 87, 89, 104, 1e3, 1e5, 1e9],
    "float64": [1e-50, 1e-9, 1e-3, 9, 20, 37, 300, 700, 710, 750, 1e4, 1e9, 1e40],
}
RTOL = {"float32": 2e-5, "float64": 1e-11}
UNCLEAR = (Unknown, ArithmeticError, ValueError, TypeError, MemoryError)


class Symbolic:
    """The functions of programs, on variables."""

    def __init__(self, dtype):
        self.dtype = dtype
        for name in ("exp", "log", "log1p", "expm1", "sqrt", "tanh", "sinh", "cosh", "sin", "cos", "arctan", "arcsin",
                     "arccos", "arcsinh", "arctanh", "erf", "erfc", "gammaln", "maximum", "minimum", "abs_", "sqr",
                     "clip", "cumsum", "sum", "max"):  # fmt: skip
            setattr(self, name, getattr(T, name))
        self.sigmoid, self.softplus, self.where = T.nnet.sigmoid, T.nnet.softplus, T.switch
        self.detached = theano.gradient.disconnected_grad

    def c(self, value):
        return T.constant(np.asarray(value, self.dtype))


class Program:
    """A random function and its arguments: the choices of one seed."""

    def __init__(self, seed):
        r = random.Random(seed)
        self.dtype = r.choice(["float32", "float64"])
        self.kind = r.choice(["one", "one", "two", "two", "positive", "positive", "chances", "rows"])
        self.text = r.choice(list(KINDS[self.kind]))
        self.inner = r.choice(list(KINDS["one"])) if self.kind in ("one", "two") and r.random() < 0.4 else None
        self.slope = r.choice([1, -1, 0.5, 3])
        self.way = r.choice(["plain", "plain", "plain", "loop", "pushforward"])
        count = 2 if self.kind in ("two", "positive", "chances") else 1
        self.args = [self.numbers(r) for _ in range(count)]

    def numbers(self, r):
        """Return an array of arguments."""
        if self.kind == "rows":
            x = [self.number(r, "one") for _ in WEIGHTS]
            x = r.choice([x, x[:1] * 3, [x[0] + r.gauss(0, 1) for _ in x]])
        else:
            x = [self.number(r, self.kind) for _ in range(POINTS)]
        return np.array(x).astype(self.dtype)

    def number(self, r, kind):
        edge = r.choice(EDGES[self.dtype]) * r.choice([1, r.uniform(0.5, 1)])
        if kind == "chances":
            near_one = 1 - r.choice([1, 2, 5, 100, 1e4]) * float(np.finfo(self.dtype).eps)
            return r.choice([r.random(), r.random(), 0.9 * min(edge, 1 / edge), near_one, 0.5])
        if kind == "positive":
            return r.choice([r.expovariate(1), r.expovariate(0.1), edge, edge, 1.0])
        return r.choice([r.gauss(0, 1), r.gauss(0, 10), edge, -edge, r.choice([0.0, 1.0, -1.0])])

    def write(self, ns, *args):
        """Return the function of the arguments in a namespace."""
        if self.inner is not None:
            args = (ns.c(self.slope) * evaluated("one", self.inner, ns, args[0]), *args[1:])
        return evaluated(self.kind, self.text, ns, *args)

    def __str__(self):
        inner = "" if self.inner is None else f" of {self.slope} * ({self.inner})"
        return f"{self.text}{inner}, {self.way}, {self.dtype}, at {[v.tolist() for v in self.args]}"


def evaluated(kind, text, ns, *args):
    """Return an expression of the tables."""
    names = dict(vars(ns), c=ns.c, clip=ns.clip, **dict(zip("xy", args)))
    names["share"] = lambda x: ns.exp(x) / ns.sum(ns.exp(x), keepdims=True)
    names["shifted_share"] = lambda x: names["share"](x - ns.max(x, keepdims=True))

    def normalized(x, small):
        d = x - ns.sum(x, keepdims=True) / 3
        return d / ns.sqrt(ns.sum(d * d, keepdims=True) / 3 + ns.c(small))

    return eval(KINDS[kind][text], {**names, "normalized": normalized})


# --------------------------------------------------------------------- the truth


def true_values(program):
    """Return ``{(output, place): (true value, how far one rounding of the arguments moves it)}``."""
    found = []
    for digits in DIGITS:
        with mpmath.workdps(digits):
            found.append(dict(true_items(program)))
    return {key: v for key, v in found[0].items() if key in found[1] and is_same(v[0], found[1][key][0])}


def is_same(a, b):
    return abs(a - b) <= abs(a) * mpf(10) ** -20 and (a != 0 or b == 0)


def true_items(program):
    if program.kind == "rows":
        yield from items_at(program, [[mpf(float(v)) for v in program.args[0]]], 0)
        return
    for i in range(POINTS):
        yield from items_at(program, [[mpf(float(v[i]))] for v in program.args], i)


def items_at(program, point, place):
    """Yield the value, the gradient and the row sums or the diagonal of the Hessian at a point."""
    places = [(k, i) for k, x in enumerate(point) for i in range(len(x))]

    def at(a, b):
        args = [
            np.array([Jet(v, mpf(int((k, i) == a)), mpf(int((k, i) == b))) for i, v in enumerate(x)], object)
            for k, x in enumerate(point)
        ]
        z = np.atleast_1d(program.write(Exact(program.dtype), *args))
        return sum((jet(v) * w for v, w in zip(z, WEIGHTS if program.kind == "rows" else [1])), Jet(mpf(0)))

    try:
        jets = {(a, b): at(a, b) for a in places for b in places if a <= b}
    except UNCLEAR:
        return
    size = {(k, i): abs(point[k][i]) for k, i in places}
    slopes = {a: jets[a, a].a for a in places}
    value = jets[places[0], places[0]].value
    yield (0, place), (value, sum(size[a] * abs(slopes[a]) for a in places))
    for a in places:
        row = {b: jets[min(a, b), max(a, b)].ab for b in places}
        k, i = a if program.kind == "rows" else (a[0], place)
        moved = sum(size[b] * abs(row[b]) for b in places)
        yield (1 + k, i), (slopes[a], moved)
        own = [v for b, v in row.items() if b[0] == a[0]]
        yield (1 + len(point) + k, i), (sum(own), 1000 * sum(map(abs, own)) + moved)


# --------------------------------------------------------------------- what is compiled


def compiled(program, mode):
    """Return the value of a program, its gradients and their gradients."""
    ns = Symbolic(program.dtype)
    inputs = [T.vector(name, dtype=program.dtype) for name in "xy"[: len(program.args)]]
    if program.way == "loop" and program.kind != "rows":
        z = theano.scan(lambda *row: program.write(ns, *row), sequences=inputs)[0]
    else:
        z = program.write(ns, *inputs)
    if program.kind == "rows":
        weights = WEIGHTS[0] if z.ndim == 0 else np.array(WEIGHTS)
        z = (z * T.constant(np.asarray(weights, program.dtype))).sum()
    if program.way == "pushforward" and program.kind != "rows":
        slopes = [T.Rop(z, v, T.ones_like(v), disconnected_outputs="ignore") for v in inputs]
    else:
        slopes = [T.grad(z.sum(), v, disconnected_inputs="ignore") for v in inputs]
    curvatures = [T.grad(s.sum(), v, disconnected_inputs="ignore") for s, v in zip(slopes, inputs)]
    return theano.function(inputs, [z, *slopes, *curvatures], mode=mode, on_unused_input="ignore")(*program.args)


def wrong(found, value, moved, dtype):
    """Return whether a number is nan, infinite or too far from its true value."""
    info = np.finfo(dtype)
    if not np.isfinite(found):
        return True
    bound = RTOL[dtype] * abs(value) + 16 * float(info.eps) * moved + 4 * float(info.tiny)
    return abs(found - value) > bound


def failure(seed):
    """Return what is wrong with a program where the literal program is right, or None."""
    program = Program(seed)
    with np.errstate(all="ignore"):
        found, literal = compiled(program, None), compiled(program, theano.Mode(optimizer=None))
    for (k, i), (value, moved) in true_values(program).items():
        if abs(value) > float(np.finfo(program.dtype).max) / 2 or (value == 0 and abs(found[k].flat[i]) < 1e-6):
            continue
        a, b = (float(v[k].flat[i] if v[k].ndim else v[k]) for v in (found, literal))
        is_worse = not wrong(b, value, moved, program.dtype) and not abs(a - value) <= 10 * abs(b - value)
        # a difference of numbers of size 1 has no more digits, in whatever order it is taken
        if wrong(a, value, 50 * moved + 4, program.dtype) and is_worse:
            text = f"seed {seed}: output {k} at {i} is {a}, literally {b}, truly {mpmath.nstr(value, 9)}"
            return f"{text}\n    {program}"
    return None


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
