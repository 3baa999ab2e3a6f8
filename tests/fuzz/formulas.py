"""Random formulas of probabilities, read by logarithms, quotients and roots, against mpmath.

    python tests/fuzz/formulas.py --programs 2000 --jobs 2

A probability is a sigmoid, a share of exponentials or an exponential of something negative, or what the laws of
probability make of others: complements, products, powers, mixtures, the extremes of two, the chance of either.  Its
readers are what losses ask of a probability.  Cost and gradient are held against the same formula on mpmath numbers.
"""

import random
import sys
import warnings

import mpmath
import numpy as np
from namespaces import Symbolic, True_
from seeds import sweep

import tensorgraph as theano
import tensorgraph.tensor as T

STEP = mpmath.mpf(10) ** -60
ARGUMENTS = (-700.0, -120.0, -45.0, -38.0, -20.0, -7.0, -1.0, -1e-3, 0.0, 1e-3, 0.5, 3.0, 15.0, 37.0, 50.0, 300.0)
LARGEST = float(np.finfo("float64").max)
RTOL = 1e-6


class Formula:
    """A random formula: the choices of one seed, made anew for each namespace that it is written in."""

    def __init__(self, seed):
        self.seed = seed
        r = random.Random(f"{seed} data")
        self.x = np.array([[r.choice(ARGUMENTS) + r.uniform(-0.5, 0.5) for _ in range(3)] for _ in range(2)])

    def write(self, ns, x):
        """Return the cost, written in the namespace `ns`."""
        self.ns, self.r, self.x_ = ns, random.Random(f"{self.seed} formula"), x
        return self.reader(self.probability(3)).sum()

    def pick(self, *makers):
        return self.r.choice(makers)()

    def logit(self):
        x = self.x_
        return self.pick(
            lambda: x,
            lambda: -x,
            lambda: 2 * x,
            lambda: x + 1,
            lambda: x - self.ns.expand(x[:, 0], 1),
            lambda: x[:, ::-1],
        )

    def leaf(self):
        ns, x = self.ns, self.logit()
        return self.pick(
            lambda: ns.sigmoid(x),
            lambda: 1 / (1 + ns.exp(-x)),
            lambda: ns.exp(x) / (1 + ns.exp(x)),
            lambda: (1 + ns.tanh(x / 2)) / 2,
            lambda: ns.softmax(x),
            lambda: ns.exp(x) / ns.exp(x).sum(axis=1, keepdims=True),
            lambda: ns.exp(ns.logsoftmax(x)),
            lambda: ns.exp(-ns.exp(x)),
            lambda: ns.exp(-ns.softplus(x)),
            lambda: ns.exp(-x * x),
        )

    def probability(self, depth):
        if depth == 0 or self.r.random() < 0.2:
            return self.leaf()
        ns, p = self.ns, self.probability(depth - 1)

        def other():
            return self.probability(depth - 1)

        def mixed():
            w = self.r.choice([0.3, 0.5, 0.9, 0.125])
            return w * p + (1 - w) * other()

        def either():
            q = other()
            return p + q - p * q

        return self.pick(
            lambda: 1 - p,
            lambda: 1 - p,
            lambda: p * other(),
            lambda: 1 - (1 - p) * (1 - other()),
            lambda: p**2,
            lambda: p**0.5,
            lambda: p**3,
            lambda: ns.sqrt(p),
            mixed,
            lambda: (p + other()) / 2,
            either,
            lambda: ns.maximum(p, other()),
            lambda: ns.minimum(p, other()),
            lambda: p.mean(axis=1, keepdims=True),
            lambda: p.prod(axis=1, keepdims=True),
            lambda: self.largest(p),
            lambda: p / (1 + p),
        )

    def largest(self, p):
        """Return the largest of a row; where two are equal the gradient is a matter of convention."""
        if isinstance(self.ns, True_):
            a, b = np.sort(p, axis=1)[:, -2:].T
            if any(b - a <= 1e-12 * b):
                raise Unknown
        return p.max(axis=1, keepdims=True)

    def reader(self, p):
        ns = self.ns
        return self.pick(
            lambda: ns.log(p),
            lambda: ns.log(1 - p),
            lambda: ns.log1p(-p),
            lambda: ns.log(p / (1 - p)),
            lambda: ns.log(p) - ns.log(1 - p),
            lambda: -0.3 * ns.log(p) - 0.7 * ns.log(1 - p),
            lambda: p * ns.log(p),
            lambda: p * ns.log(p) + (1 - p) * ns.log(1 - p),
            lambda: (1 - p) ** 2 * ns.log(p),
            lambda: ns.log(-ns.log(p)),
            lambda: ns.log(-ns.log1p(-p)),
            lambda: 1 / (1 + p / (1 - p)),
            lambda: ns.log(1 / p - 1),
            lambda: ns.sqrt(p),
            lambda: ns.sqrt(1 - p),
            lambda: 1 / (1 - ns.log(p)),
        )


class Unknown(Exception):
    """There is no true value or gradient, or it is not finite."""


def bounded(v):
    if not (isinstance(v, mpmath.mpf) and abs(v) < LARGEST):
        raise Unknown
    return v


def truth(formula):
    """Return the true cost and gradient."""
    ns = True_()
    x = ns.array(formula.x, None)

    def at(i=None, step=0):
        moved = x.copy()
        if i is not None:
            moved[i] = moved[i] + step
        try:
            return formula.write(ns, moved)
        except (ZeroDivisionError, ValueError, TypeError) as error:
            raise Unknown from error

    cost = bounded(at())
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        right, left = bounded((at(i, STEP) - cost) / STEP), bounded((cost - at(i, -STEP)) / STEP)
        # a kink has no gradient
        if not abs(right - left) <= 1e-20 * (1 + abs(right)):
            raise Unknown
        gradient[i] = right
    return float(cost), gradient


def computed(formula):
    """Return what tensorgraph computes of the cost and the gradient."""
    x = T.dmatrix("x")
    cost = formula.write(Symbolic(theano), x)
    return theano.function([x], [cost, T.grad(cost, x, disconnected_inputs="ignore")])(formula.x)


def failure(seed):
    """Return what is wrong with the formula of a seed, None if nothing is."""
    mpmath.mp.dps = 1700
    formula = Formula(seed)
    try:
        want = truth(formula)
    except Unknown:
        return None
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        got = computed(formula)
    size = 1 + np.abs(formula.x).max()
    for what, a, b in zip(("cost", "gradient"), got, want):
        if not (np.abs(a - b) <= RTOL * (np.abs(b) + size)).all():
            written = theano.pp(formula.write(Symbolic(theano), T.dmatrix("x")))
            found = f"seed {seed}: the {what} is {a.tolist()}, truly {np.asarray(b).tolist()}"
            return f"{found}\n    {written}\n    at {formula.x.tolist()}"
    return None


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
