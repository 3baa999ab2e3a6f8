"""Random losses at extreme arguments: finite, and right, wherever the true value and the true derivative are.

    python tests/fuzz/stability.py --programs 5000 --seed 1

A program is written once, against a namespace of array functions.  tensorgraph compiles it and its gradient (or the
gradients of its parts, a product with its Jacobian or its Hessian, a copy, an update); the truth is the same program on
arrays of mpmath numbers with 1,700 digits, whose exponents have no bounds, and its symmetric difference quotient with a
step of 1e-60.  Both are computed from the very float32 or float64 numbers that tensorgraph is given.
"""

import argparse
import random
import sys

import mpmath
import numpy as np
from handwritten import Handwritten
from losses import Losses
from namespaces import Symbolic, True_

mpmath.mp.dps = 1700
STEP = mpmath.mpf(10) ** -60
RANGE = {"float32": 250.0, "float64": 1500.0}
RTOL = {"float32": 2e-3, "float64": 1e-6}
WAYS = ("gradient",) * 6 + ("parts", "given", "cloned", "clone of the gradient", "shared", "pushforward", "Hessian")


class Program(Losses, Handwritten):
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
        if r.random() < 0.2:
            x = draw.choice([-1, 1], (n, k)) * reach ** draw.uniform(-1, 1, (n, k))
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
        self.direction = draw.normal(size=(n, k)).astype(dtype)
        self.way = r.choice(WAYS)

    def write(self, ns, x, w, positive):
        """Return the cost, written in the namespace `ns`."""
        self.ns, self.r = ns, random.Random(f"{self.seed} program")
        self.xs, self.weights, self.weights_above_zero = x, w, positive
        terms = [self.term(x) for _ in range(self.r.choice([1, 1, 1, 2]))]
        total = terms[0]
        for t in terms[1:]:
            total = self.pick(lambda t=t, total=total: total + t, lambda t=t, total=total: total - t)
        return total

    def term(self, x):
        makers = (
            self.crossentropy, self.logistic, self.exponentials, self.ratio, self.density, self.masked, self.looped,
            self.power, self.any_axis, self.any_axis, self.divergence, self.labelled, self.labelled, self.hidden,
            self.binary, self.binary, self.likelihood, self.mixture, self.sampled, self.geometry, self.repeated,
        )  # fmt: skip
        return self.reduced(self.r.choice(makers)(x))


class Unknown(Exception):
    """There is no true value or gradient, or it is not finite."""


class Truth:
    """The true cost and derivatives of a program."""

    def __init__(self, program):
        self.program = program
        self.ns = True_()
        self.x, self.w, self.positive = (
            self.ns.array(v, None) for v in (program.x, program.w, program.positive)
        )
        self.limit = float(np.finfo(program.dtype).max)

    def at(self, *moves):
        """Return the cost where elements of x have moved by ``(index, distance)``."""
        x = self.x.copy()
        for i, step in moves:
            x[i] = x[i] + step
        try:
            return self.program.write(self.ns, x, self.w, self.positive)
        except (ZeroDivisionError, ValueError, TypeError) as error:
            raise Unknown from error

    def bounded(self, v):
        try:
            if abs(v) < self.limit:
                return v
        except TypeError:
            pass
        raise Unknown

    def cost_and_gradient(self):
        cost = self.bounded(self.at())
        gradient = np.empty(self.x.shape)
        for i in np.ndindex(self.x.shape):
            right, left = (self.at((i, STEP)) - cost) / STEP, (cost - self.at((i, -STEP))) / STEP
            # a kink, or the edge of a domain, has no gradient
            if not self.bounded(abs(right - left)) <= 1e-20 * (1 + abs(right)):
                raise Unknown
            # nor has a pole
            if abs(right) > 1e30 and abs(self.at((i, 2 * STEP)) - cost - 2 * STEP * right) > 1e-15 * abs(STEP * right):
                raise Unknown
            gradient[i] = self.bounded(right)
        return float(cost), gradient

    def hessian_times(self, direction):
        """Return the derivative of the gradient along a direction."""
        places = list(np.ndindex(direction.shape))

        def slopes(side):
            along = [(i, side * STEP * mpmath.mpf(float(direction[i]))) for i in places]
            return [self.at(*along, (i, STEP)) - self.at(*along, (i, -STEP)) for i in places]

        here = slopes(0)
        # a kink of the gradient has other slopes on either side
        found = [
            [self.bounded(side * (v - w) / (2 * STEP**2)) for v, w in zip(slopes(side), here)] for side in (1, -1)
        ]
        if any(abs(a - b) > 1e-15 * (1 + abs(a)) for a, b in zip(*found)):
            raise Unknown
        return np.array(found[0], "float64").reshape(direction.shape)


def truth(program):
    """Return the true cost and derivative as floats, None where they are not finite."""
    true = Truth(program)
    try:
        cost, gradient = true.cost_and_gradient()
        if program.way == "pushforward":
            return cost, (gradient * program.direction).sum()
        if program.way == "Hessian":
            return cost, true.hessian_times(program.direction)
    except Unknown:
        return None
    return cost, gradient


def compiled(program, theano, mode=None):
    """Return tensorgraph's cost and derivative, taken in the program's way."""
    T = theano.tensor
    x, w, positive, v = (T.matrix(name, dtype=program.dtype) for name in ("x", "w", "positive", "v"))
    args = program.x, program.w, program.positive
    way = program.way

    def write(x):
        return program.write(Symbolic(theano), x, w, positive)

    def grad(cost, wrt):
        return T.grad(cost, wrt, disconnected_inputs="ignore")

    def call(inputs, outputs, args, **options):
        return theano.function(inputs, outputs, on_unused_input="ignore", mode=mode, **options)(*args)

    if way == "parts":
        parts = [T.matrix("left", dtype=program.dtype), T.matrix("right", dtype=program.dtype)]
        cost = write(T.concatenate(parts, axis=1))
        got = call([*parts, w, positive], [cost, *grad(cost, parts)], (program.x[:, :1], program.x[:, 1:], *args[1:]))
        return got[0], np.concatenate(got[1:], axis=1)
    cost = write(x)
    if way == "pushforward":
        pushed = T.Rop(cost, x, v, disconnected_outputs="ignore")
        return call([x, w, positive, v], [cost, pushed], (*args, program.direction))
    gradient = grad(cost, x)
    if way == "Hessian":
        return call([x, w, positive, v], [cost, grad((gradient * v).sum(), x)], (*args, program.direction))
    if way == "given":
        y = T.tensor3("y", dtype=program.dtype)
        return call([y, w, positive], [cost, gradient], (args[0][None], *args[1:]), givens={x: y[0]})
    if way == "shared":
        s = theano.shared(program.x)
        new = call([w, positive], [cost, s - gradient], args[1:], givens={x: s}, updates=[(s, s - gradient)])
        return new[0], program.x - new[1] if np.isfinite(new[1]).all() else new[1]
    if way == "cloned":
        y = T.matrix("y", dtype=program.dtype)
        cost = theano.clone(cost, {x: y})
        return call([y, w, positive], [cost, grad(cost, y)], args)
    if way == "clone of the gradient":
        y = T.matrix("y", dtype=program.dtype)
        return call([y, w, positive], theano.clone([cost, gradient], {x: y}), args)
    return call([x, w, positive], [cost, gradient], args)


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
    for what, a, b in (("cost", got[0], want[0]), (program.way, got[1], want[1])):
        if not np.isfinite(a).all():
            return f"{what} is {np.asarray(a).tolist()}, truly {np.asarray(b).tolist()}"
        scale = RTOL[program.dtype] * (np.abs(b) + (size if what == "gradient" else size**2))
        if not (np.abs(a - b) <= scale).all():
            return f"{what} is inexact: {np.asarray(a).tolist()}, truly {np.asarray(b).tolist()}"
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
