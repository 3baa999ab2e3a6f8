"""Proofs of the rules of shapes."""

import numpy as np
from graphs import i, j, m, n, s, t, v
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse
from tensorgraph.tensor.shape import Shape, Shape_i

lengths = given(np.array([3, 4]))


def scalars():
    """Two numbers that are no tensors."""
    return T.scalar_from_tensor(i), T.scalar_from_tensor(j)


PROOFS = {
    "local_shape_to_shape_i": Proof(
        fires=[lambda: Shape()(m), lambda: Shape()(T.dot(m, n)), lambda: Shape()(s)],
        refuses_unshaped={"no lengths are known": lambda: Shape()(m)},
    ),
    "local_track_shape_i": Proof(
        fires=[lambda: Shape_i(1)(T.exp(m)), lambda: Shape_i(0)(T.dot(m, n)), lambda: Shape_i(1)(T.alloc(s, i, 3))],
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
}

# by helper, then by guard: why nothing shows it
HARMLESS_IN_HELPERS = {}
