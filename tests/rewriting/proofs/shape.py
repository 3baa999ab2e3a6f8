"""Proofs of the rules of shapes."""

import numpy as np
from graphs import i, j, m, n, s, t, v
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph import scalar
from tensorgraph.ifelse import ifelse
from tensorgraph.tensor.shape.shape import Shape, Shape_i

lengths = given(np.array([3, 4]))
column = given([[0.5], [1.0], [-2.0]], (False, True))


def scalars():
    """Two numbers that are no tensors."""
    return T.scalar_from_tensor(i), T.scalar_from_tensor(j)


def specified(x, *lengths):
    """Return a variable with these lengths asserted."""
    return T.specify_shape(x, T.stack(lengths))


def two_results(x):
    """An elementwise op of two outputs."""
    a = scalar.float64()
    return T.Elemwise(scalar.Composite([a], [a + a, a * a]))(x)


PROOFS = {
    "local_shape_to_shape_i": Proof(
        fires=[lambda: Shape()(m), lambda: Shape()(T.dot(m, n)), lambda: Shape()(s)],
        refuses_unshaped={"no lengths are known": lambda: Shape()(m)},
    ),
    "local_track_shape_i": Proof(
        fires=[
            lambda: Shape_i(1)(column),
            lambda: Shape_i(1)(T.exp(m)),
            lambda: Shape_i(0)(T.dot(m, n)),
            lambda: Shape_i(1)(T.alloc(s, i, 3)),
        ],
        refuses={"the length of an input": lambda: [Shape_i(0)(m), Shape_i(1)(m)]},
        refuses_unshaped={"no lengths are known": lambda: Shape_i(1)(T.exp(m))},
    ),
    "local_tensor_scalar_tensor": Proof(
        fires=[
            lambda: T.tensor_from_scalar(T.scalar_from_tensor(i)),
            lambda: T.tensor_from_scalar(T.scalar_from_tensor(T.tensor_from_scalar(T.scalar_from_tensor(s)))) + t,
        ],
        refuses={
            "an input": lambda: v[T.scalar_from_tensor(i)],
            "a number that is computed": lambda: T.tensor_from_scalar(ifelse(i, *scalars())),
        },
    ),
    "local_specify_shape_twice": Proof(
        fires=[
            lambda: T.specify_shape(T.specify_shape(m, (3, 4)), (3, 4)),
            lambda: T.specify_shape(T.specify_shape(m, lengths), lengths),
        ],
        refuses={
            "an input": lambda: T.specify_shape(m, (3, 4)),
            "something else computed": lambda: T.specify_shape(T.reshape(m, lengths, ndim=2), lengths),
            "lengths that may differ": lambda: T.specify_shape(T.specify_shape(m, lengths), (3, 4)),
        },
    ),
    "local_specify_known_shape": Proof(
        fires=[
            lambda: T.specify_shape(T.alloc(s, 3, 4), (3, 4)),
            lambda: specified(T.exp(v), Shape_i(0)(v)),
            lambda: T.specify_shape(T.split(v, [3, 1], 2)[0], (3,)),
            lambda: T.specify_shape(T.exp(T.alloc(v, 5, 4)[1:, -2:]), (4, 2)),
        ],
        refuses={
            "an input": lambda: T.specify_shape(m, (3, 4)),
            "lengths that may differ": lambda: specified(T.exp(v), j + 1),
            "lengths in a vector": lambda: T.specify_shape(T.alloc(s, 3, 4), lengths),
            "a length of 1 that its type does not tell": lambda: T.specify_shape(T.split(v, [3, 1], 2)[1], (1,)),
        },
        refuses_unshaped={"no lengths are known": lambda: T.specify_shape(T.alloc(s, 3, 4), (3, 4))},
        fails={"another length": lambda: T.specify_shape(T.alloc(s, 3), (4,))},
    ),
    "local_specify_shape_lift": Proof(
        fires=[
            lambda: T.exp(specified(m, i + 2, j + 1)),
            lambda: m * specified(v.dimshuffle("x", 0), 1, j + 1) + s,
            lambda: m + specified(column, j, 1) * specified(m, j, j + 1),
            lambda: T.maximum(s, specified(v, v.shape[0])),
            lambda: two_results(specified(v, j + 1)),
        ],
        refuses={
            "an input": lambda: T.exp(m),
            "another view": lambda: T.exp(T.reshape(m, T.stack([j, j + 1]))),
            "constants": lambda: T.exp(T.specify_shape(m, (3, 4))),
            "any vector": lambda: T.exp(T.specify_shape(m, lengths)),
            "a computed vector": lambda: T.exp(T.specify_shape(m, lengths + 0)),
        },
        refuses_unshaped={"no lengths are known": lambda: T.exp(specified(m, i + 2, j + 1))},
        fails={
            "another length": lambda: T.exp(specified(m, i, j)),
            "another length of a column": lambda: m * specified(column, i, 1),
        },
    ),
}
