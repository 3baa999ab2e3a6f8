"""Proofs of the rules of spread values."""

import numpy as np
from graphs import i, j, m, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph import scalar
from tensorgraph.scalar.composite import Composite
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.shape.shape import Shape_i

one = given([0.25], (True,))
cell = given([[[0.25]]], (True, True, True))
sizes, roots = given(np.array([4, 9])), given(np.array([9, 2]))
small = given(np.array([3, -2, 7], "int8"))
column = given([[0.5], [1.0], [-2.0]], (False, True))
row = given([[0.5, 1.0, -2.0, 3.0]], (True, False))


def two_results(x):
    """An elementwise op of two outputs."""
    a = T.scalar_from_tensor(t)
    return Elemwise(Composite([a], [a + a, a * a]))(x)


def sum_and_product(x, y):
    """An elementwise op of two inputs and two outputs."""
    a, b = (scalar.get_scalar_type("float64")() for _ in range(2))
    return Elemwise(Composite([a, b], [a + b, a * b]))(x, y)


PROOFS = {
    "local_useless_fill": Proof(
        fires=[lambda: T.fill(v, w), lambda: T.fill(s, t), lambda: T.fill(w, T.alloc(s, 4))],
        refuses={"a shorter value": lambda: T.fill(v, s), "a value of one row": lambda: T.fill(m, v)},
    ),
    "local_equal_numbers": Proof(
        fires=[
            lambda: np.full(4, 2.5) * T.specify_shape(v, [4]),
            lambda: T.switch(np.zeros(4, "bool"), v, np.array([1.0, 2.0, 3.0, 4.0]) * w),
            lambda: np.ones(4) + np.arange(4.0) * v,
            lambda: np.full((3, 4), 2.0) * (m + np.arange(12.0).reshape(3, 4)),
            lambda: np.ones((3, 1)) * (np.arange(3.0)[:, None] + m),
            lambda: T.fill(np.ones(4), T.specify_shape(v, [4])),
        ],
        refuses={
            "an unknown length": lambda: np.full(4, 2.5) * v,
            "the length of one axis": lambda: np.ones((3, 4)) * (m + np.arange(3.0)[:, None]),
            "several numbers": lambda: np.arange(4.0) * T.specify_shape(v, [4]),
            "a number": lambda: 2.0 * T.specify_shape(v, [4]),
            "a variable": lambda: T.alloc(s, 4) * T.specify_shape(v, [4]),
            "no constant": lambda: T.alloc(2.0, 4) * T.specify_shape(v, [4]),
            "an axis of one row": lambda: np.ones((3, 4)) * T.exp(v).dimshuffle("x", 0),
        },
        refuses_unshaped={"unknown lengths": lambda: np.full(4, 2.5) * T.specify_shape(v, [4])},
    ),
    "local_elemwise_of_equal_numbers": Proof(
        fires=[
            lambda: np.full(4, 2.5) * s,
            lambda: T.switch(np.ones((3, 4), "bool"), s, np.full((1, 4), 2.0)),
            lambda: T.alloc(s, 4) - t,
            lambda: T.alloc(one, 3, 4) / np.full(4, 2.0).reshape((1, 4)),
            lambda: np.full((3, 1), 2.0) * one.dimshuffle("x", 0) + np.full((1, 4), 3.0),
            lambda: np.zeros((0, 4)) + s * np.ones((1, 4)),
        ],
        refuses={
            "several numbers": lambda: np.arange(4.0) * s,
            "several numbers, repeated": lambda: T.alloc(v, 3, 4) * s,
            "an unknown length": lambda: T.alloc(s, j) * t,
            "a range": lambda: T.arange(i, 4) * s,
            "an array": lambda: np.full(4, 2.5) * v,
            "numbers alone": lambda: s * t,
            "two results": lambda: sum_and_product(np.full(4, 2.5), t.dimshuffle("x")),
        },
        fails={"lengths that differ": lambda: T.switch(np.ones(3, "bool"), s, np.full(4, 2.0))},
    ),
    "local_elemwise_of_repeated_constants": Proof(
        fires=[
            lambda: T.sin(T.alloc(np.arange(3.0), 4, 3) + 0.5),
            lambda: T.alloc(np.arange(3.0)[:, None], 3, 4) * np.arange(4.0)[None, :],
            lambda: T.exp(T.alloc(np.arange(3.0)[:, None], 3, 2).dimshuffle(1, "x", 0)),
            lambda: T.alloc(np.arange(3.0), 4, 3).reshape((12,)) ** 2 + np.arange(12.0),
            lambda: T.alloc(0.5, 3, 4) * np.arange(4.0),
        ],
        refuses={
            "a number": lambda: T.sin(T.alloc(0.5, 3, 4)),
            "a variable": lambda: T.sin(T.alloc(v, 3, 4)),
            "a variable beside": lambda: T.alloc(np.arange(3.0)[:, None], 3, 4) * v,
            "a length": lambda: T.sin(T.alloc(np.arange(3.0), j, 3)),
            "another operation": lambda: T.sin(T.cumsum(T.alloc(np.arange(3.0), 4, 3))),
            "too many elements": lambda: T.sin(T.alloc(np.arange(3.0), 1 << 21, 3)),
        },
        fails={"lengths that do not fit": lambda: T.sin(T.alloc(np.arange(3.0), 4, 5))},
    ),
    "local_fill_sink": Proof(
        fires=[
            lambda: T.fill(m, s) * m,
            lambda: T.fill(T.fill(v, s), t),
            lambda: T.fill(v, T.fill(v, s)),
            lambda: T.fill(T.fill(one, v), T.alloc(s, 4)),
            lambda: T.alloc(s, 3, 4) * m,
            lambda: T.alloc(v, 3, v.shape[0]) * m,
            lambda: T.zeros_like(m) + v,
            lambda: T.exp(T.fill(v, s)),
            lambda: T.fill(v, s) * T.fill(w, t),
            lambda: T.fill(v, s) * one,
            lambda: T.alloc(s, i + 3) * v,
            lambda: T.fill(m, v) * m**2 * w,
            lambda: T.alloc(s, sizes[0]) * v,
            lambda: T.alloc(s, m.shape[i]) * v,
            lambda: T.alloc(s, -(j - 7)) * v,
            lambda: T.alloc(s, T.sqr(roots)[1]) * v,
        ],
        checks_nothing=[
            lambda: T.fill(v, s) * T.exp(v),
            lambda: T.fill(v * w, s) * T.exp(w),
            lambda: T.fill(T.exp(m * v).T, s) * m.T,
            lambda: T.fill(T.exp(m * v).T, s) * v.dimshuffle(0, "x"),
            lambda: T.alloc(s, v.shape[0]) * v,
            lambda: T.alloc(s, T.stack([v.shape[0], i])[0]) * v,
            lambda: T.fill(w, s) * (v.dimshuffle("x", 0) * w.dimshuffle("x", 0)).dimshuffle(1),
            lambda: T.fill(v, s) * (m * v).sum(axis=0),
        ],
        refuses={
            "nothing is spread": lambda: m * v,
            "only the alloc has the shape": lambda: T.exp(T.alloc(s, 4)),
            "what may be repeated at run time": lambda: T.alloc(v, 3, 4) * m,
            "only one of two allocs": lambda: T.alloc(s, 4) * T.alloc(t, 4),
            "a fill along one axis of a fill along the other": lambda: T.fill(row, T.fill(column, s)),
            "an alloc as template": lambda: T.fill(T.alloc(s, 4), t),
            "two outputs": lambda: two_results(T.fill(v, s)),
        },
        refuses_unshaped={
            "nothing is known of the lengths": lambda: T.fill(v, s) * w,
            "nothing is known of the length of the value": lambda: T.alloc(v, 3, v.shape[0]) * m,
        },
        fails={
            "lengths differ": lambda: T.fill(v[1:], s) * w,
            "lengths of allocs and others differ": lambda: T.alloc(s, 3) * w,
            "lengths of fills differ": lambda: T.fill(v[1:], s) * T.fill(w, t),
            "the length of a column differs": lambda: T.fill(m, s) * T.exp(column[1:]),
            "lengths of fills that are repeated differ": lambda: T.fill(column[1:], s) * T.fill(m, t),
        },
    ),
    "local_fill_to_alloc": Proof(
        becomes=[
            (lambda: T.fill(v, w), "w"),
            (
                lambda: T.fill(m + v, v),
                "SpecifyShape(alloc(v, Shape_i{0}(m), Shape_i{1}(m)), [Shape_i{0}(m), Shape_i{0}(v)])",
            ),
        ],
        fires=[
            lambda: T.fill(row, column),
            lambda: T.fill(m, s),
            lambda: T.fill(v, w),
            lambda: T.fill(row, one),
            lambda: T.fill(small, s),
            lambda: T.fill(m, v),
        ],
        refuses_unshaped={"the shape is unknown": lambda: T.fill(m, s)},
        fails={
            "lengths differ": lambda: T.fill(m, w[1:]),
            "the value is of length 1": lambda: T.fill(m, w[:1]),
            "lengths of the template differ": lambda: T.fill(w[1:] + m, w[1:]),
        },
    ),
    "local_useless_alloc": Proof(
        fires=[
            lambda: T.alloc(s.dimshuffle("x"), 1),
            lambda: T.Alloc()(s),
            lambda: T.alloc(one, 1),
            lambda: T.alloc(s, 1, 1),
            lambda: T.alloc(v, Shape_i(0)(v)),
            lambda: T.alloc(row, 1, 1, Shape_i(1)(row)),
            lambda: T.alloc(np.array([4.0, 9.0]), 1, 2),
        ],
        refuses={
            "a new axis is long": lambda: T.alloc(s, 3),
            "an axis becomes long": lambda: T.alloc(one, 3),
            "the length counts": lambda: T.alloc(v, i + 3),
        },
        refuses_unshaped={"no lengths are known": lambda: T.alloc(v, Shape_i(0)(v))},
    ),
    "local_merge_alloc": Proof(
        fires=[
            lambda: T.alloc(T.alloc(s, 1, 1), 3, 4),
            lambda: T.alloc(T.alloc(T.exp(s), 1), 3),
            lambda: T.alloc(T.alloc(s, 1).dimshuffle("x", 0), 3, 4),
        ],
        refuses={
            "an input": lambda: T.alloc(v, 3, 4),
            "something computed": lambda: T.alloc(T.exp(s), 3),
            "a shuffled input": lambda: T.alloc(v.dimshuffle("x", 0), 3, 4),
            "shuffled, something computed": lambda: T.alloc(T.exp(s).dimshuffle("x", "x"), 3, 4),
            "the value has more axes": lambda: T.alloc(T.alloc(cell, 1, 1, 1).dimshuffle(0), 3),
            "the inner lengths count": lambda: T.alloc(T.alloc(s, i + 3), 3, 4),
        },
    ),
    "local_dimshuffle_alloc": Proof(
        fires=[
            lambda: T.alloc(s, 2, 3).T,
            lambda: T.alloc(s, 4).dimshuffle("x", 0),
            lambda: T.alloc(s, 1, 4).dimshuffle(1),
            lambda: T.alloc(s, 1).dimshuffle(),
        ],
        refuses={
            "an input": lambda: m.T,
            "something computed": lambda: T.exp(s).dimshuffle("x"),
            "a value with axes": lambda: T.alloc(v, 3, 4).T,
        },
    ),
}
