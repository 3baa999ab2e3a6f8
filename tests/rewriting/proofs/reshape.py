"""Proofs of the rules of Reshape and Rebroadcast."""

import numpy as np
from graphs import i, m, n, repeated, s, v
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.scalar.composite import Composite
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.elementwise.inplace import exp_inplace
from tensorgraph.tensor.shape.rebroadcast import Rebroadcast
from tensorgraph.tensor.shape.reshape import Reshape
from tensorgraph.tensor.shape.shape import Shape_i

one = given([0.25], (True,))
cell = given([[0.25]], (True, True))
row = given([[0.5, 1.0, -2.0, 3.0]], (True, False))
cube = given(np.arange(24.0).reshape(2, 3, 4) / 7)
small = given(np.array([3, -2, 7, 0], "int8"))
shape = given(np.array([3, 4]))
transposed = given(np.array([4, 3]))
column = given(np.array([4, 1]))
minus = given(np.array([-1]))
none = given(np.zeros((0, 6)))
empty = given(np.zeros(0, "int64"))
bytes_ = given(np.array([[3, -2, 7], [100, 9, 0]], "int8"))
sizes = given(np.array([3, 8]))
# as the rules leave them
ONE, REST = T.constant(np.array(1)), T.constant(np.array(-1))


def length(x, axis):
    """The length of an axis, as the rules leave it."""
    return Shape_i(axis)(x)


def two_results(x):
    """An elementwise op of two outputs."""
    a = T.scalar_from_tensor(s)
    return Elemwise(Composite([a], [a + a, a * a]))(x)


def shared():
    """Repeated elements that are read twice."""
    x = repeated(m)
    return [x, T.exp(x), x.sum(axis=0)]


def widened():
    """Repeated elements that are read as they are, and with one more axis."""
    x = repeated(m)
    return [x, T.exp(x.dimshuffle(0, "x", 1))]


def copies_shared():
    """Copies that are joined, and read as they are."""
    copies = T.alloc(m.dimshuffle(0, 1, "x"), Shape_i(0)(m), Shape_i(1)(m), 2)
    x = Reshape(2)(copies, [Shape_i(0)(m), 2 * Shape_i(1)(m)])
    return [copies, T.exp(x)]


PROOFS = {
    "local_useless_reshape": Proof(
        fires=[
            lambda: Reshape(2)(m, T.Shape()(m)),
            lambda: Reshape(2)(m, [length(m, 0), length(m, 1)]),
            lambda: Reshape(2)(m, [length(m, 0), REST]),
            lambda: Reshape(2)(row, [ONE, length(row, 1)]),
            lambda: Reshape(1)(v, [-1]),
            lambda: Reshape(0)(s, empty),
        ],
        refuses={
            "another type": lambda: Reshape(2)(v, [length(v, 0), REST]),
            "a shape that is given": lambda: [Reshape(2)(m, shape), Reshape(2)(m, transposed)],
            "a shape that is computed of the values": lambda: Reshape(1)(minus, abs(minus)),
            "a shape that is computed": lambda: Reshape(2)(m, transposed[::-1][::-1]),
            "the shape of something else": lambda: Reshape(2)(m, T.Shape()(n)),
            "other lengths": lambda: Reshape(2)(m, [4, 3]),
            "lengths in another order": lambda: Reshape(2)(m, [length(m, 1), length(m, 0)]),
            "a length that is not known": lambda: Reshape(2)(m, [i + 2, REST]),
            "lengths that are not known": lambda: Reshape(2)(m, [i + 5, i + 1]),
            "one length that is not known": lambda: Reshape(2)(m, [length(m, 0), i + 3]),
        },
        refuses_unshaped={"no lengths are known": lambda: Reshape(2)(m, [length(m, 0), length(m, 1)])},
    ),
    "local_reshape_chain": Proof(
        fires=[
            lambda: m.reshape((2, 6)).reshape((4, 3)),
            lambda: m.reshape((2, 6)).reshape((length(m, 0), length(m, 1))),
            lambda: m.reshape((2, 6)).reshape(transposed, ndim=2),
            lambda: m.reshape((2, 6)).reshape((4, -1)),
            lambda: v.reshape((2, 2)).reshape((-1,)),
        ],
        refuses={
            "an input": lambda: m.reshape((4, 3)),
            "something else computed": lambda: T.exp(m).reshape((4, 3)),
            "other rows of none": lambda: none.reshape((-1, 3)).reshape((0, -1)),
            "rows of none": lambda: none.reshape((length(none, 0),)).reshape((length(none, 0), ONE, REST)),
        },
    ),
    "local_useless_dimshuffle_in_reshape": Proof(
        fires=[
            lambda: v.dimshuffle(0, "x").reshape((2, 2)),
            lambda: row.dimshuffle(1, 0).reshape((2, 2)),
            lambda: row.dimshuffle(1).reshape((2, 2)),
            lambda: none.dimshuffle(0, "x", 1).reshape((length(none, 0), REST)),
        ],
        refuses={
            "an input": lambda: m.reshape((4, 3)),
            "something else computed": lambda: T.exp(m).reshape((4, 3)),
            "a transposition": lambda: m.T.reshape((2, 6)),
            "rows behind another axis": lambda: none.dimshuffle("x", 0, 1).reshape((ONE, length(none, 0), REST)),
        },
    ),
    "local_reshape_to_dimshuffle": Proof(
        fails={
            "another length": lambda: v.reshape((1, 3)),
        },
        fires=[
            lambda: v.reshape((length(v, 0), ONE)),
            lambda: v.reshape((1, -1, 1)),
            lambda: v.reshape((-1,)),
            lambda: s.reshape((1, 1)),
            lambda: one.reshape(()),
            lambda: cell.reshape((1,)),
            lambda: row.reshape((-1, 1)),
            lambda: row.reshape((length(row, 1), ONE, ONE)),
        ],
        refuses={
            "a shape that is given": lambda: [Reshape(2)(m, transposed), Reshape(2)(v, column)],
            "two long axes": lambda: v.reshape((2, 2)),
            "a matrix": lambda: [m.reshape((-1, 1)), m.reshape((1, 1, -1)), m.reshape((1, -1))],
            "a length that is not known": lambda: v.reshape((i + 3, ONE)),
            "a single value, of lengths that are not known": lambda: [s.reshape((i, ONE)), one.reshape((i,))],
            "a single value, of a length that follows": lambda: cell.reshape((1, -1)),
        },
        refuses_unshaped={"no lengths are known": lambda: v.reshape((length(v, 0), ONE))},
    ),
    "local_reshape_lift": Proof(
        fires=[lambda: T.exp(m).reshape((12,)), lambda: T.cast(small, "float64").reshape((2, 2))],
        refuses={
            "an input": lambda: m.reshape((4, 3)),
            "something else computed": lambda: m.T.reshape((2, 6)),
            "two inputs": lambda: (m + v).reshape((4, 3)),
            "others read it": lambda: (lambda y: [y.reshape((4, 3)), y + 1])(T.exp(m)),
            "in place": lambda: exp_inplace(T.tensor_copy(m)).reshape((4, 3)),
        },
    ),
    "local_useless_rebroadcast": Proof(
        fires=[
            lambda: Rebroadcast((0, False))(v),
            lambda: Rebroadcast((0, True))(Rebroadcast((0, False))(one)),
            lambda: Rebroadcast((1, False))(Rebroadcast((0, False))(cell)),
            lambda: Rebroadcast((0, False))(T.exp(one)),
            lambda: Rebroadcast((0, True))(T.exp(v[:1])),
        ],
        refuses={
            "an input": lambda: Rebroadcast((0, False))(one),
            "something else computed": lambda: Rebroadcast((0, True))(v[:1]),
            "something of one input": lambda: Rebroadcast((0, False))(cell.T),
            "two inputs": lambda: Rebroadcast((0, False))(one + s),
            "others read it": lambda: (lambda y: [Rebroadcast((0, False))(y), y + 1])(T.exp(one)),
        },
    ),
    "local_elemwise_of_repeated": Proof(
        fires=[
            lambda: T.exp(repeated(m)),
            lambda: abs(repeated(bytes_, before=True)),
            lambda: s * repeated(m, count=0),
            lambda: T.cast(repeated(bytes_), "float32"),
            lambda: T.exp(repeated(m, reshape=sizes)),
            lambda: T.exp(repeated(m).dimshuffle(0, "x", 1)),
        ],
        refuses={
            "two arrays": lambda: repeated(m) * repeated(m - 1),
            "no array": lambda: T.exp(s),
            "turned": lambda: T.exp(repeated(m).dimshuffle(1, 0)),
            "something else reads what gets an axis": widened,
            "something else reads it": shared,
            "something else reads the copies": copies_shared,
            "nothing is repeated": lambda: T.exp(Reshape(1)(m, [12])),
            "a number is repeated": lambda: T.exp(Reshape(2)(T.alloc(s, 4), [2, 2])),
            "a matrix of one number is repeated": lambda: T.exp(Reshape(1)(T.alloc(cell, 3, 4), [12])),
            "joined, but not repeated": lambda: T.exp(Reshape(1)(m * 2, [12])),
            "repeated, but not joined": lambda: T.exp(T.alloc(m.dimshuffle(0, 1, "x"), 3, 4, 2).dimshuffle(1, 0, 2)),
            "a vector is repeated as rows": lambda: T.exp(Reshape(1)(T.alloc(v, 3, Shape_i(0)(v)), [-1])),
            "in place": lambda: exp_inplace(repeated(m)),
            "two results": lambda: two_results(repeated(m)),
        },
    ),
}
