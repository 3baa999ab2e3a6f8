"""Random losses at extreme arguments: finite, and right, wherever the true value and the true gradient are.

    python tests/fuzz/stability.py --programs 5000 --seed 1

A program is written once, against a namespace of array functions.  tensorgraph compiles it and its gradient; the truth
is the same program on arrays of mpmath numbers with 1,700 digits, whose exponents have no bounds, and its symmetric
difference quotient with a step of 1e-60.  Both are computed from the very float32 or float64 numbers that tensorgraph
is given.
"""

import argparse
import random
import sys

import mpmath
import numpy as np

mpmath.mp.dps = 1700
STEP = mpmath.mpf(10) ** -60
RANGE = {"float32": 250.0, "float64": 1500.0}
RTOL = {"float32": 2e-3, "float64": 1e-6}


class Symbolic:
    """The functions of programs, on variables."""

    def __init__(self, theano):
        self.theano = theano
        self.T = theano.tensor
        for name in ("exp", "log", "log1p", "expm1", "sqrt", "sqr", "tanh", "cosh", "sinh", "maximum", "abs_", "erfc",
                     "sin", "ones_like"):
            setattr(self, name, getattr(self.T, name))
        nnet = self.T.nnet
        self.softmax, self.logsoftmax, self.sigmoid, self.softplus = (
            nnet.softmax, nnet.logsoftmax, nnet.sigmoid, nnet.softplus
        )
        self.bce, self.cce = nnet.binary_crossentropy, nnet.categorical_crossentropy

    def number(self, value, like):
        return self.T.constant(np.asarray(value, like.dtype))

    def rows(self, x, index):
        return x[self.T.arange(x.shape[0]), self.T.constant(index)]

    def matrix(self, v):
        return v.dimshuffle(0, "x")

    def masked(self, holds, function, x, other):
        return self.T.switch(holds(x), function(x), other)

    def loop(self, step, x):
        return self.theano.scan(step, sequences=[x])[0]


class True_:
    """The functions of programs, on arrays of mpmath numbers."""

    def __init__(self):
        for name in ("exp", "log", "log1p", "expm1", "sqrt", "tanh", "cosh", "sinh", "erfc", "sin"):
            setattr(self, name, np.frompyfunc(getattr(mpmath, name), 1, 1))
        self.abs_ = abs
        self.maximum = np.maximum

    def sqr(self, x):
        return x * x

    def masked(self, holds, function, x, other):
        """The branch that is not taken is no part of the truth."""
        z = np.full(x.shape, mpmath.mpf(other))
        for i in np.ndindex(x.shape):
            if holds(x[i]):
                z[i] = function(x[i])
        return z

    def ones_like(self, x):
        return x * 0 + 1

    def softmax(self, x):
        e = self.exp(x)
        return e / e.sum(axis=1, keepdims=True)

    def logsoftmax(self, x):
        return self.log(self.softmax(x))

    def sigmoid(self, x):
        return 1 / (1 + self.exp(-x))

    def softplus(self, x):
        return self.log(1 + self.exp(x))

    def bce(self, p, t):
        return -(t * self.log(p) + (1 - t) * self.log(1 - p))

    def cce(self, p, t):
        return -(t * self.log(p)).sum(axis=1)

    def number(self, value, like):
        return mpmath.mpf(float(np.asarray(value)))

    def rows(self, x, index):
        return x[np.arange(len(x)), index]

    def matrix(self, v):
        return v[:, None]

    def loop(self, step, x):
        return np.stack([step(row) for row in x])


class Program:
    """A random program: the choices of one seed, made anew for each namespace that it is written in."""

    def __init__(self, seed, dtype):
        self.seed = seed
        self.dtype = dtype
        r = random.Random(f"{seed} {dtype} data")
        n, k = r.choice([(1, 2), (2, 3), (3, 2), (2, 4)])
        self.index = np.array([r.randrange(k) for _ in range(n)])
        reach = RANGE[dtype] * r.choice([1e-3, 0.1, 0.5, 1.0])
        draw = np.random.default_rng(r.randrange(2**32))
        x = draw.uniform(-reach, reach, (n, k))
        x[draw.random((n, k)) < 0.2] = draw.choice([0.0, 1.0, -1.0, reach, -reach])
        self.x = x.astype(dtype)
        kinds = {
            "soft": lambda: draw.dirichlet(np.ones(k), n),
            "one-hot": lambda: np.eye(k)[self.index],
            "signed": lambda: draw.normal(size=(n, k)),
            "labels": lambda: (draw.random((n, k)) < 0.5) * 1.0,
        }
        self.w = kinds[r.choice(list(kinds))]().astype(dtype)
        self.positive = draw.dirichlet(np.ones(k), n).astype(dtype)

    def write(self, ns, x, w, positive):
        """Return the cost, written in the namespace `ns`."""
        self.ns, self.r = ns, random.Random(f"{self.seed} program")
        self.weights, self.weights_above_zero = w, positive
        terms = [self.term(x) for _ in range(self.r.choice([1, 1, 1, 2]))]
        total = terms[0]
        for t in terms[1:]:
            total = self.pick(lambda t=t, total=total: total + t, lambda t=t, total=total: total - t)
        return total

    def pick(self, *makers):
        """Return what one of the functions makes."""
        return self.r.choice(makers)()

    # ------------------------------------------------------------- parts

    def number(self, x, *values):
        return self.ns.number(self.r.choice(values), x)

    def logits(self, x):
        ns = self.ns
        return self.pick(
            lambda: x, lambda: x, lambda: -x, lambda: x * self.number(x, 2, 0.5, -3),
            lambda: x / self.number(x, 1.5, 4), lambda: x - x.max(axis=1, keepdims=True),
            lambda: x + ns.matrix(x[:, 0]), lambda: x + self.number(x, 1, -2),
            lambda: ns.sqr(x) * self.number(x, 0.01, -0.01),
        )  # fmt: skip

    def shared(self, z):
        """The exponentials of z, once or twice in the graph."""
        e = self.ns.exp(z)
        return (e, e) if self.r.random() < 0.5 else (e, self.ns.exp(z))

    def rows_of(self, z):
        """Rows of probabilities."""
        ns = self.ns

        def along_others():
            axis = self.r.choice([0, (0, 1)])
            z2 = self.pick(lambda: z, lambda: z - z.max(axis=axis, keepdims=True))
            a, b = self.shared(z2)
            return a / b.sum(axis=axis, keepdims=True)

        def row_by_row():
            a, b = self.shared(z[0])
            return z * 0 + a / b.sum()

        def by_hand():
            z2 = self.pick(lambda: z, lambda: z - z.max(axis=1, keepdims=True))
            a, b = self.shared(z2)
            return self.pick(
                lambda: a / b.sum(axis=1, keepdims=True),
                lambda: a / ns.matrix(b.sum(axis=1)),
                lambda: a * (1 / b.sum(axis=1, keepdims=True)),
                lambda: (a / ns.matrix(b.sum(axis=1))) * 1,
                lambda: (a + a) / (2 * b.sum(axis=1, keepdims=True)),
                lambda: ns.exp(z2 - ns.log(b.sum(axis=1, keepdims=True))),
            )

        return self.pick(
            lambda: ns.softmax(z), lambda: ns.softmax(z), by_hand, by_hand, lambda: ns.exp(ns.logsoftmax(z)),
            along_others, row_by_row,
        )  # fmt: skip

    def chance(self, z):
        """A probability for each element of z, and that of the opposite."""
        ns, one = self.ns, self.ns.number(1, z)

        def complement(p, q):
            return self.pick(lambda: (p, one - p), lambda: (p, q()), lambda: (one - p, p), lambda: (q(), p))

        return self.pick(
            lambda: complement(ns.sigmoid(z), lambda: ns.sigmoid(-z)),
            lambda: complement(one / (one + ns.exp(-z)), lambda: one / (one + ns.exp(z))),
            lambda: complement(ns.exp(z) / (one + ns.exp(z)), lambda: one / (ns.exp(z) + one)),
            lambda: complement((one + ns.tanh(z)) / 2, lambda: (one - ns.tanh(z)) / 2),
            lambda: complement(ns.exp(-ns.softplus(-z)), lambda: ns.exp(-ns.softplus(z))),
            lambda: complement(
                ns.exp(z) / (ns.exp(z) + ns.exp(-z)), lambda: ns.exp(-z) / (ns.exp(z) + ns.exp(-z))
            ),
        )

    def reduced(self, v):
        """A scalar of all elements."""
        ns = self.ns
        if not getattr(v, "ndim", 0):
            return v
        result = self.pick(
            lambda: v.sum(), lambda: v.mean(), lambda: -v.sum(), lambda: (-v).mean(),
            lambda: v.sum(axis=0).mean() if v.ndim > 1 else v.mean(),
            lambda: (v * self.number(v, 0.3, -2)).sum(), lambda: ns.sqr(v * self.number(v, 0.01)).sum(),
            lambda: v.sum() / self.number(v, 3),
        )  # fmt: skip
        return result

    def target(self, x):
        return self.pick(lambda: self.weights, lambda: self.weights_above_zero, lambda: self.number(x, 0.3, 1, 0, -1))

    # ------------------------------------------------------------- losses

    def term(self, x):
        makers = (
            self.crossentropy, self.crossentropy, self.logistic, self.logistic, self.exponentials, self.exponentials,
            self.ratio, self.density, self.masked, self.looped, self.power,
        )  # fmt: skip
        return self.reduced(self.r.choice(makers)(x))

    def crossentropy(self, x):
        ns, z = self.ns, self.logits(x)
        p = self.rows_of(z)
        t = self.target(x)
        return self.pick(
            lambda: t * ns.log(p),
            lambda: -(t * ns.log(p)).sum(axis=1),
            lambda: ns.log(p) * t / 3,
            lambda: ns.cce(p, self.weights),
            lambda: ns.rows(ns.log(p), self.index) * self.number(x, 1, -2),
            lambda: -ns.log(ns.rows(p, self.index)),
            lambda: ns.log((self.weights_above_zero * p).sum(axis=1)),
            lambda: ns.log(p[:, 0]) - ns.log(p[:, 1]),
            lambda: p * ns.log(p),
            lambda: ns.log(p / self.weights_above_zero) * self.weights_above_zero,
            lambda: ((self.number(x, 0.9) * t + self.number(x, 0.05)) * ns.log(p)).sum(axis=1),
            lambda: ns.sqr(ns.number(1, x) - p) * ns.log(p),
            lambda: ns.log(p * self.number(x, 0.5, 3)),
            lambda: -t * ns.logsoftmax(z),
            lambda: t * p,
            lambda: ns.log(p[:, :1] + p[:, 1:2]),
            lambda: ns.log(ns.number(1, x) - p) * t,
            lambda: ns.bce(p[:, 1], self.weights_above_zero[:, 0]),
            lambda: ns.log1p(-p[:, 0]),
            lambda: ns.log(p / (ns.number(1, x) - p)),
        )

    def logistic(self, x):
        ns, one, t = self.ns, self.ns.number(1, x), self.target(x)
        p, q = self.chance(self.logits(x))
        return self.pick(
            lambda: -t * ns.log(p) - (one - t) * ns.log(q),
            lambda: -(t * ns.log(p) + (one - t) * ns.log(one - p)),
            lambda: ns.bce(p, t),
            lambda: ns.log(p) - ns.log(q),
            lambda: ns.log(p / q),
            lambda: p * ns.log(p) + q * ns.log(q),
            lambda: p * q * t,
            lambda: ns.sqr(q) * ns.log(p),
            lambda: ns.log(p) * p * t,
            lambda: ns.log(p * q),
            lambda: ns.log1p(-p),
            lambda: ns.sqrt(p * q),
            lambda: t * ns.log(one / p),
        )

    def exponentials(self, x):
        ns, z = self.ns, self.logits(x)
        one = ns.number(1, x)
        a, b = self.shared(z)
        c = self.number(x, 0.5, 3, 1)
        return self.pick(
            lambda: ns.log(a.sum()),
            lambda: z - ns.log(b.sum(axis=1, keepdims=True)),
            lambda: ns.log(a.sum(axis=1)) - ns.rows(z, self.index),
            lambda: ns.log((a * c).sum(axis=0)),
            lambda: ns.log((self.weights_above_zero * a).sum(axis=1)),
            lambda: ns.log(a.mean(axis=1)),
            lambda: ns.log(one + a),
            lambda: ns.log1p(a * c),
            lambda: ns.log(a[:, 0] + a[:, 1]),
            lambda: ns.log(c * a[:, 0] + a[:, 1] + 1),
            lambda: ns.log(a + ns.sqr(b) * c),
            lambda: ns.log(ns.cosh(z)),
            lambda: ns.log(ns.exp(z) + ns.exp(-z)),
            lambda: ns.softplus(z) * t if (t := self.target(x)) is not None else None,
            lambda: ns.log(ns.log(one + a) + 1),
            lambda: ns.log(ns.sqr(one + a)) * c,
            lambda: ns.log(a.sum(axis=1) / b.sum(axis=0).sum()),
            lambda: ns.log(ns.sqrt(a)),
            lambda: ns.log(ns.softplus(z)),
            lambda: ns.log(one - ns.exp(-ns.exp(z))),
            lambda: ns.log(ns.sigmoid(z) - ns.sigmoid(z - c)),
            lambda: ns.log(ns.sigmoid(z).prod(axis=1)),
            lambda: ns.log(ns.sqr(z)) * c,
        )

    def ratio(self, x):
        ns, z = self.ns, self.logits(x)
        one = ns.number(1, x)
        a, b = self.shared(z)
        w = self.weights
        return self.pick(
            lambda: (w * a).sum(axis=1) / b.sum(axis=1),
            lambda: w * a / b.sum(axis=1, keepdims=True),
            lambda: a / ns.sqr(one + b),
            lambda: (a - 1 / a) / (b + 1 / b),
            lambda: (a - one) / (b + one),
            lambda: (one - a) / (one + b),
            lambda: ns.sinh(z) / ns.cosh(z),
            lambda: w / (one + a),
            lambda: one / ns.cosh(z),
            lambda: a[:, 0] / (b[:, 0] + b[:, 1]),
            lambda: a * ns.exp(-z) * w,
            lambda: (w * w) / (self.number(x, 2) + a),
            lambda: z * ns.sigmoid(z),
            lambda: z / (one + ns.exp(-z)),
            lambda: ns.log(one + a) / (one + ns.log(one + b)),
        )

    def density(self, x):
        """Mixtures, and tails."""
        ns, z = self.ns, x * self.number(x, 0.1, 0.02)
        half = ns.number(0.5, x)
        g = ns.exp(-half * ns.sqr(z))
        return self.pick(
            lambda: ns.log((self.weights_above_zero * g).sum(axis=1)),
            lambda: ns.log(g[:, 0] * half + g[:, 1] * half),
            lambda: ns.log(g.sum(axis=1, keepdims=True)) - ns.log(g),
            lambda: g / g.sum(axis=1, keepdims=True) * self.weights,
            lambda: ns.log(ns.erfc(z)),
            lambda: ns.log(half * ns.erfc(-z * self.number(x, 0.7071))),
            lambda: ns.log(half + half * (1 - ns.erfc(z))),
            lambda: ns.log(half - half * ns.tanh(z)),
            lambda: ns.sqr(z) / ns.exp(z),
            lambda: ns.sqr(z) * ns.exp(-z) + z,
        )

    def masked(self, x):
        ns, w = self.ns, self.weights
        z = self.pick(lambda: x, lambda: x * w, lambda: w)
        c = self.number(x, 2, -0.5)
        branch = self.pick(
            lambda: (lambda v: v > 0, lambda v: v * ns.log(v), 0),
            lambda: (lambda v: v > 0, lambda v: ns.log(v) * c, 0),
            lambda: (lambda v: v > 0, lambda v: ns.sqrt(v), 0),
            lambda: (lambda v: v > 0, lambda v: v ** 0.5 * ns.log(v), 0),
            lambda: (lambda v: abs(v) > 0, lambda v: ns.sin(v) / v, 1),
            lambda: (lambda v: abs(v) > 0, lambda v: 1 / v, 0),
            lambda: (lambda v: v > 1, lambda v: ns.log(v - 1) / v, 0),
            lambda: (lambda v: v < 0, lambda v: ns.exp(v), 1),
            lambda: (lambda v: v < 1, lambda v: ns.log1p(-v) * v, 0),
        )
        z = ns.masked(*branch[:2], z, branch[2])
        return self.pick(lambda: z, lambda: z * x, lambda: z * c)

    def looped(self, x):
        ns = self.ns
        inner = self.r.random()

        def step(row):
            # one seed for each trace of the step
            z = row * 2
            if inner < 0.25:
                return ns.log(ns.exp(z).sum())
            if inner < 0.5:
                return (row * ns.log(ns.sigmoid(z))).sum()
            if inner < 0.75:
                e = ns.exp(z)
                return (e / e.sum()).max() * 0 + ns.log(e / e.sum()).sum()
            return ns.log(1 + ns.exp(z)).sum()

        return ns.loop(step, x)

    def power(self, x):
        ns = self.ns
        p, q = self.chance(self.logits(x))
        return self.pick(
            lambda: q ** self.number(x, 0.5, 2, 1.5) * ns.log(p),
            lambda: p ** self.weights_above_zero,
            lambda: ns.sqrt(p),
            lambda: ns.sqrt(ns.exp(self.logits(x))) * ns.exp(-ns.abs_(x)),
            lambda: ns.log(ns.sqrt(p)),
        )


def truth(program):
    """Return the true cost and gradient as floats, None where they are not finite."""
    x = np.frompyfunc(lambda v: mpmath.mpf(float(v)), 1, 1)
    ns = True_()
    values, w, positive = x(program.x), x(program.w), x(program.positive)
    limit = float(np.finfo(program.dtype).max)
    try:
        cost = program.write(ns, values, w, positive)
        gradient = np.empty(values.shape)
        if not abs(cost) < limit:
            return None
        for i in np.ndindex(values.shape):
            sides = []
            for sign in (1, -1):
                moved = values.copy()
                moved[i] = moved[i] + sign * STEP
                sides.append(program.write(ns, moved, w, positive))
            # a kink, or the edge of a domain, has no gradient
            right, left = (sides[0] - cost) / STEP, (cost - sides[1]) / STEP
            if not abs(right - left) <= 1e-20 * (1 + abs(right)):
                return None
            if not abs(right) < limit:
                return None
            gradient[i] = right
    except (ZeroDivisionError, ValueError, TypeError):
        return None
    return float(cost), gradient


def compiled(program, theano, mode=None):
    """Return tensorgraph's cost and gradient."""
    T = theano.tensor
    x, w, positive = (T.matrix(name, dtype=program.dtype) for name in ("x", "w", "positive"))
    cost = program.write(Symbolic(theano), x, w, positive)
    gradient = T.grad(cost, x, disconnected_inputs="ignore")
    f = theano.function([x, w, positive], [cost, gradient], on_unused_input="ignore", mode=mode)
    return f(program.x, program.w, program.positive)


def check(program, theano):
    """Return None if tensorgraph is right, "skipped", or what is wrong."""
    want = truth(program)
    if want is None:
        return "skipped"
    try:
        got = compiled(program, theano)
    except Exception as error:  # noqa: BLE001 - a program that does not compile is a finding
        return f"{type(error).__name__}: {str(error)[:300]}"
    size = 1 + float(np.abs(program.x.astype("float64")).max())
    for what, a, b in (("cost", got[0], want[0]), ("gradient", got[1], want[1])):
        if not np.isfinite(a).all():
            return f"{what} is {np.asarray(a).tolist()}, truly {np.asarray(b).tolist()}"
        scale = RTOL[program.dtype] * (np.abs(b) + (size**2 if what == "cost" else size))
        if not (np.abs(a - b) <= scale).all():
            return f"{what} is {np.asarray(a).tolist()}, truly {np.asarray(b).tolist()}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=20, help="how many failures to print")
    options = parser.parse_args()
    import tensorgraph as theano

    counts = {"right": 0, "skipped": 0, "wrong": 0}
    for seed in range(options.seed, options.seed + options.programs):
        for dtype in RANGE:
            program = Program(seed, dtype)
            with np.errstate(all="ignore"):
                found = check(program, theano)
            kind = "right" if found is None else "skipped" if found == "skipped" else "wrong"
            counts[kind] += 1
            if kind == "wrong" and counts["wrong"] <= options.show:
                T = theano.tensor
                cost = program.write(Symbolic(theano), *(T.matrix(n, dtype=dtype) for n in ("x", "w", "p")))
                print(f"seed {seed} {dtype}: {found}\n    {theano.pp(cost)}", flush=True)
    print(f"from seed {options.seed}: {counts}")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
