"""Expressions of matrices that are mostly views of others, in words, and their functions in both languages."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse

LEAVES = "abstu"
STEPS = """
{}.T
{}[::-1]
{}[:, ::-1]
{}[::-1, ::-1].T
ns.reshape({}, (n, n))
ns.reshape({}.T, (n, n))
ns.reshape(ns.reshape({}, (-1,))[::-1], (n, n))
ns.set({}, S[0], {}[-1])
ns.set({}, S[::2], 1.0)
ns.set({}, S[[0, -1]], 3.0)
ns.inc({}, S[:, 0], {}[0])
ns.inc({}, S[1:], {}[:-1])
(({} + {}) * 0.5)
({} - 1.0)
({} * 1.0)
ns.maximum({}, {})
ns.tanh({})
ns.where({} > 0, {}, {})
ns.branch({}[0, 0] > 0, {}, {})
ns.copy({})
ns.shown({})
ns.shown({})
ns.returned({})
ns.returned({})
ns.inner({}, {})
ns.loop({}, {})
ns.rows({})
ns.concatenate([{}[:1], {}[1:]])
ns.concatenate([{}[:, 1:], {}[:, :1]], 1)
ns.sort({})
ns.repeated({}[0])
(ns.dot({}, {}) * 0.1)
"""


class Slices:
    def __getitem__(self, index):
        return index


S = Slices()


def drawn(r, depth=0):
    """Return a random expression of square matrices."""
    if depth > 3 or r.random() < 0.15 * (1 + depth):
        return r.choice(LEAVES)
    step = r.choice(STEPS.strip().splitlines())
    return step.format(*[drawn(r, depth + 1) for _ in range(step.count("{}"))])


class Shown(theano.Op):
    """The input itself, as the operation says."""

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0]


class Returned(Shown):
    """A view of the input, of which the operation does not speak."""

    view_map = {}

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0][::-1]


def inner(x, y):
    a, b = T.dmatrices("ab")
    return theano.OpFromGraph([a, b], [T.set_subtensor(a[0], b[-1]).T])(x, y)


class Graphs:
    """The functions of expressions, of variables."""

    maximum, tanh, where, concatenate, sort, dot, branch, shown, returned, inner = map(staticmethod, (
        T.maximum, T.tanh, T.where, T.concatenate, T.sort, T.dot, ifelse, Shown(), Returned(), inner,
    ))  # fmt: skip
    reshape = staticmethod(lambda x, shape: x.reshape(shape, ndim=len(shape)))
    set = staticmethod(lambda x, index, y: T.set_subtensor(x[index], y))
    inc = staticmethod(lambda x, index, y: T.inc_subtensor(x[index], y))
    copy = staticmethod(lambda x: x.copy())
    rows = staticmethod(lambda x: theano.map(lambda row: row[::-1], x)[0])
    repeated = staticmethod(lambda row: T.alloc(row, row.shape[0], row.shape[0]))

    @staticmethod
    def loop(x, y):
        return theano.scan(lambda h, y: h[::-1] * 0.5 + y, None, x, y, n_steps=3)[0][-1]


class Arrays:
    """The same, of NumPy."""

    maximum, tanh, where, concatenate, sort, dot, reshape = map(staticmethod, (
        np.maximum, np.tanh, np.where, np.concatenate, np.sort, np.dot, np.reshape,
    ))  # fmt: skip
    branch = staticmethod(lambda condition, x, y: x if condition else y)
    copy = shown = staticmethod(lambda x: x)
    returned = staticmethod(lambda x: x[::-1])
    rows = staticmethod(lambda x: x[:, ::-1])
    repeated = staticmethod(lambda row: np.broadcast_to(row, (len(row), len(row))))

    @staticmethod
    def set(x, index, y):
        x = np.array(x)
        x[index] = y
        return x

    @staticmethod
    def inc(x, index, y):
        x = np.array(x)
        x[index] += y
        return x

    @staticmethod
    def inner(x, y):
        return Arrays.set(x, 0, y[-1]).T

    @staticmethod
    def loop(x, y):
        for _ in range(3):
            x = x[::-1] * 0.5 + y
        return x
