"""Random programs, each with the same in plain NumPy beside it."""

import numpy as np
import scipy.special

import tensorgraph.tensor as T

ROWS, COLUMNS = 3, 4
UNARY = [
    (T.exp, np.exp, lambda a: np.abs(a).max() < 20),
    (T.log, np.log, lambda a: a.min() > 1e-3),
    (T.tanh, np.tanh, None),
    (T.nnet.sigmoid, scipy.special.expit, None),
    (T.nnet.softplus, lambda a: np.logaddexp(0, a), None),
    (T.sqr, np.square, lambda a: np.abs(a).max() < 1e4),
    (T.sqrt, np.sqrt, lambda a: a.min() > 1e-3),
    (T.abs_, np.abs, None),
    (T.neg, np.negative, None),
    (T.sin, np.sin, lambda a: np.abs(a).max() < 1e3),
    (T.erf, scipy.special.erf, None),
    (T.inv, np.reciprocal, lambda a: np.abs(a).min() > 1e-2),
    (lambda a: 1 / (1 + T.exp(-a)), scipy.special.expit, lambda a: np.abs(a).max() < 30),
    (lambda a: T.log(1 + T.exp(a)), lambda a: np.logaddexp(0, a), lambda a: np.abs(a).max() < 30),
    (lambda a: 1 - a, lambda a: 1 - a, None),
    (lambda a: a**3, lambda a: a**3, lambda a: np.abs(a).max() < 1e3),
    (lambda a: 2.5 * a, lambda a: 2.5 * a, None),
    (lambda a: a - 0.5, lambda a: a - 0.5, None),
    (T.zeros_like, np.zeros_like, None),
    (lambda a: a.copy(), lambda a: a, None),
]
BINARY = [
    (lambda a, b: a + b, np.add, None),
    (lambda a, b: a - b, np.subtract, None),
    (lambda a, b: a * b, np.multiply, lambda a, b: max(np.abs(a).max(), np.abs(b).max()) < 1e4),
    (lambda a, b: a / b, np.divide, lambda a, b: np.abs(b).min() > 1e-2),
    (T.maximum, np.maximum, None),
    (T.minimum, np.minimum, None),
    # not at 0: a difference that rounds to 0 as it is written is a small number once it is stabilized
    (lambda a, b: T.switch(T.gt(a, 0.3217), b, a), lambda a, b: np.where(a > 0.3217, b, a), None),
    (T.fill, lambda a, b: np.broadcast_to(b, np.broadcast_shapes(a.shape, b.shape)).copy(), None),
]


class Program:
    """A random program of `size` operations; the same for the same `seed`.

    Attributes
    ----------
    inputs, values : list
        Variables and arrays.
    outputs, expected : list
        Variables and what NumPy gives for them.
    """

    def __init__(self, seed, size=25):
        self.rng = rng = np.random.default_rng(seed)
        self.inputs = [T.dmatrix("m"), T.dvector("v"), T.dscalar("s"), T.drow("r"), T.dmatrix("n")]
        shapes = [(ROWS, COLUMNS), (COLUMNS,), (), (1, COLUMNS), (COLUMNS, ROWS)]
        self.values = [np.asarray(rng.uniform(-2, 2, shape)) for shape in shapes]
        self.pool = list(zip(self.inputs, self.values))
        while len(self.pool) < size:
            made = self.step()
            if made is not None and np.isfinite(made[1]).all() and np.abs(made[1]).max(initial=0) < 1e8:
                self.pool.append(made)
        last = len(self.pool)
        chosen = sorted({last - 1, last - 2, int(rng.integers(5, last))})
        self.outputs = [self.pool[i][0] for i in chosen]
        self.expected = [self.pool[i][1] for i in chosen]

    def pick(self, fits=lambda a: True):
        """A variable and its value, a recent one most often; None when none fits."""
        n = len(self.pool)
        for _ in range(8):
            i = n - 1 - min(int(self.rng.exponential(4)), n - 1) if self.rng.random() < 0.8 else self.rng.integers(n)
            if fits(self.pool[i][1]):
                return self.pool[i]
        return None

    def step(self):
        """One more operation, or None."""
        kind = self.rng.choice(["unary", "binary", "reduce", "shape", "index", "dot", "softmax"],
                               p=[0.35, 0.35, 0.1, 0.08, 0.06, 0.04, 0.02])  # fmt: skip
        return getattr(self, kind)()

    def unary(self):
        f, g, domain = UNARY[self.rng.integers(len(UNARY))]
        x, a = self.pick()
        return (f(x), np.asarray(g(a))) if domain is None or domain(a) else None

    def binary(self):
        f, g, domain = BINARY[self.rng.integers(len(BINARY))]
        (x, a), (y, b) = self.pick(), self.pick()
        shapes = [(1,) * (max(a.ndim, b.ndim) - c.ndim) + c.shape for c in (a, b)]
        flags = [(True,) * (max(a.ndim, b.ndim) - z.type.ndim) + z.type.broadcastable for z in (x, y)]
        for n, p, i, j in zip(*shapes, *flags):
            if n != p and not (i and n == 1) and not (j and p == 1):
                return None
        if domain is not None and not domain(a, b):
            return None
        return f(x, y), np.asarray(g(a, b))

    def reduce(self):
        found = self.pick(lambda a: a.ndim > 0 and a.size)
        if found is None:
            return None
        x, a = found
        name = self.rng.choice(["sum", "max", "mean", "min"])
        axis = None if self.rng.random() < 0.4 else int(self.rng.integers(a.ndim))
        keepdims = bool(self.rng.random() < 0.3)
        return (
            getattr(x, name)(axis=axis, keepdims=keepdims),
            np.asarray(getattr(a, name)(axis=axis, keepdims=keepdims)),
        )

    def shape(self):
        x, a = self.pick()
        choice = self.rng.integers(4)
        if choice == 0:
            return x.T, a.T
        if choice == 1 and a.ndim < 2:
            return x.dimshuffle("x", *range(a.ndim)), a[None]
        if choice == 2 and a.ndim:
            return x.flatten(), a.reshape(-1)
        if choice == 3 and a.ndim:
            return x * x.shape[0], a * a.shape[0]
        return None

    def index(self):
        found = self.pick(lambda a: a.ndim > 0 and a.shape[0] > 1)
        if found is None:
            return None
        x, a = found
        choice = self.rng.integers(5)
        if choice == 0:
            return x[0], a[0]
        if choice == 1:
            return x[1:], a[1:]
        if choice == 2:
            return x[::-1], a[::-1]
        if choice == 3:
            b = a.copy()
            b[1:] = 0.25
            return T.set_subtensor(x[1:], 0.25), b
        b = a.copy()
        b[0] += 2
        return T.inc_subtensor(x[0], 2.0), b

    def dot(self):
        (x, a), found = self.pick(), None
        if a.ndim:
            found = self.pick(lambda b: b.ndim > 0 and a.shape[-1] == b.shape[0])
        return None if found is None else (T.dot(x, found[0]), np.asarray(np.dot(a, found[1])))

    def softmax(self):
        found = self.pick(lambda a: a.ndim == 2 and a.size)
        if found is None:
            return None
        z = np.exp(found[1] - found[1].max(axis=1, keepdims=True))
        return T.nnet.softmax(found[0]), z / z.sum(axis=1, keepdims=True)
