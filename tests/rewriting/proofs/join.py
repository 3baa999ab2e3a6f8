"""Proofs of the rules of joins."""

import numpy as np
from graphs import i, k, m, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph import scalar
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.reductions.careduce import CAReduce
from tensorgraph.tensor.reductions.sums import Sum
from tensorgraph.tensor.shape.join import Join
from tensorgraph.tensor.shape.shape import Shape_i
from tensorgraph.tensor.types.scalars import MakeVector

axis = given(np.array(0))
small = given(np.array([100, -128], "int8"))
other = given(np.array([100, -5], "int8"))
row = given([[0.5, 1.0, -2.0, 3.0]], (True, False))
column = given([[0.5], [2.0]], (False, True))
lower = given([[1.5], [-2.0], [4.0]], (False, True))
one = T.constant(np.array(1))
ints = MakeVector("int64")
floats = MakeVector("float64")
tall = given([[0.5], [2.0], [1.0], [3.0]], (False, True))
pair = given([[1.5, 0.5]], (True, False))
vast = given(np.array([3e38, -2.5], "float32"))
none = np.zeros(0)


def largest(x, axis):
    """The largest elements over an axis."""
    return CAReduce(REGISTRY["maximum"], axis)(x)


def two_results(x):
    """One operation that gives ``x + x`` and ``x * x``."""
    a = scalar.float64()
    return Elemwise(scalar.Composite([a], [a + a, a * a]))(x)


def parts(count):
    """Vectors under one another."""
    return T.stack([v + float(c) for c in range(count)])


PROOFS = {
    "local_join_1": Proof(
        fires=[lambda: Join()(0, v), lambda: Join()(1, m), lambda: Join()(axis, m)],
        refuses={"two": lambda: Join()(0, v, w)},
    ),
    "local_join_empty": Proof(
        becomes=[
            (lambda: T.join(0, v, T.constant(np.zeros(0))), "v"),
        ],
        fires=[
            lambda: Join()(0, v, none),
            lambda: Join()(0, none, v, w),
            lambda: Join()(0, k, none),
            lambda: Join()(0, k, none, k),
            lambda: Join()(0, small, none.astype("int64")),
        ],
        refuses={
            "a matrix has other lengths": lambda: Join()(1, m, np.zeros((3, 0))),
            "nothing empty": lambda: Join()(0, v, np.zeros(1)),
            "an empty variable": lambda: Join()(0, v, given(none)),
            "all are empty": lambda: Join()(0, none, none),
        },
    ),
    "local_join_make_vector": Proof(
        becomes=[
            (lambda: T.join(0, T.stack([s, t]), T.stack([t, s])), "[s, t, t, s]"),
        ],
        fires=[
            lambda: Join()(0, floats(s, t), floats(t)),
            lambda: Join()(0, v, floats(s), floats(t), w),
        ],
        refuses={
            "another axis": lambda: Join()(axis, floats(s), floats(t)),
            "one vector of scalars": lambda: Join()(0, floats(s), v),
            "one vector of scalars at the end": lambda: Join()(0, v, floats(s)),
            "something else computed": lambda: Join()(0, T.exp(v), T.exp(w)),
            "apart": lambda: Join()(0, floats(s), v, floats(t)),
            "another dtype": lambda: Join()(0, floats(s), ints(i)),
        },
    ),
    "local_reduce_join": Proof(
        fires=[
            lambda: T.stack([v, w]).sum(axis=0),
            lambda: T.stack([v, w, v * w]).prod(axis=0),
            lambda: largest(T.stack([v, w]), (0,)),
            lambda: CAReduce(REGISTRY["minimum"], (0,))(T.stack([v, w, v * w])),
            lambda: T.stack([v, w], axis=1).sum(axis=1),
            lambda: T.join(-2, row, row * 2).sum(axis=0),
            lambda: T.stack([small, other]).sum(axis=0),
            lambda: largest(T.stack([small, other]), (0,)),
            lambda: parts(16).sum(axis=0),
            lambda: Sum((0,), dtype="int8")(T.stack([k, k * 300])),
            lambda: Sum((0,), dtype="int64")(T.stack([v, w])),
            lambda: T.stack([vast, vast, -vast]).sum(axis=0),
        ],
        refuses={
            "an input": lambda: m.sum(axis=0),
            "something else computed": lambda: T.exp(m).sum(axis=0),
            "a product": lambda: T.mul(T.constant([[0.0]]), row, row).sum(axis=0),
            "others read the join": lambda: (lambda y: [y.sum(axis=0), y + 1])(T.stack([v, w])),
            "an axis that is not known": lambda: Join()(axis, row, row).sum(axis=0),
            "one part": lambda: Join()(0, row).sum(axis=0),
            "many parts": lambda: parts(17).sum(axis=0),
            "all axes": lambda: T.stack([v, w]).sum(),
            "another axis": lambda: T.stack([v, w]).sum(axis=1),
            "both axes": lambda: T.stack([v, w]).sum(axis=(0, 1)),
            "long parts": lambda: Join()(0, column, lower).sum(axis=0),
            "one long part": lambda: Join()(0, row, m).sum(axis=0),
            "another op": lambda: T.any(T.stack([T.lt(v, 0), T.lt(w, 0)]), axis=0),
        },
    ),
    "local_elemwise_of_joins": Proof(
        fires=[
            lambda: T.stack([v + 1.0, v * 2.0]) * T.stack([T.exp(w), -w]),
            lambda: 2.0 * T.stack([v + 1.0, v * 2.0]),
            lambda: T.stack([v + 1.0, v * 2.0]) - w,
            lambda: T.stack([v + 1.0, v * 2.0], axis=1) ** tall,
            lambda: T.join(-1, tall * 2.0, tall + 1.0) / T.join(1, -tall, tall * tall),
            lambda: (lambda x: x * x)(T.stack([v + 1.0, v * 2.0])),
            lambda: T.stack([v + 1.0, T.cast(w * 3.0, "int32")]) * 0.5,
            lambda: (lambda x: [x, T.exp(T.stack([x, -x]))])(v + 1.0),
            lambda: -parts(16),
        ],
        refuses={
            "inputs": lambda: m * 2.0,
            "something else computed": lambda: T.exp(m) * 2.0,
            "parts that are not computed": lambda: T.stack([v, w]) * 2.0,
            "a part that is not computed": lambda: T.stack([v + 1.0, w]) * 2.0,
            "parts of which one is a product": lambda: T.stack([v + 1.0, T.dot(w[:3], m)]) * 2.0,
            "others read the join": lambda: (lambda x: [x * 2.0, x])(T.stack([v + 1.0, v * 2.0])),
            "two read the join": lambda: (lambda x: [x * 2.0, x + 1.0])(T.stack([v + 1.0, v * 2.0])),
            "an axis that is not known": lambda: Join()(axis, row + 1.0, row * 2.0) * 2.0,
            "another axis": lambda: T.join(0, row + 1.0, row * 2.0) + T.join(1, pair + 1.0, pair * 2.0),
            "more parts": lambda: parts(2) + T.join(0, m[:2] * 2.0),
            "long parts": lambda: T.join(0, m + 1.0, m * 2.0) * 2.0,
            "many parts": lambda: -parts(17),
            "other rows": lambda: T.stack([v + 1.0, v * 2.0]) + m[:2],
            "two results": lambda: two_results(parts(2)),
            "in place": lambda: Elemwise(scalar.exp, {0: 0})(parts(2)),
        },
        fails={
            "parts of other lengths": lambda: T.stack([v + 1.0, k * 2.0]) * 2.0,
            "more parts than others": lambda: parts(2) + parts(3),
            "joins of other lengths": lambda: T.stack([v + 1.0, v * 2.0]) * T.stack([k * 2.0, k + 1.0]),
        },
    ),
    "local_reduce_of_join": Proof(
        fires=[
            lambda: T.join(0, m, -m).sum(axis=1),
            lambda: T.join(1, m, m * 2, -m).sum(axis=0),
            lambda: T.join(-1, m, -m).sum(axis=0),
            lambda: T.join(-2, m, -m).sum(axis=0),
            lambda: T.join(1, m, T.exp(m)).sum(axis=1),
            lambda: T.concatenate([m, m[1:], m[:1]]).sum(axis=0),
            lambda: T.concatenate([m, m[:, 1:]], axis=1).sum(),
            lambda: T.join(1, m, T.exp(m)).sum(),
            lambda: largest(T.join(1, m, -m), (0,)),
            lambda: T.stack([m, 2 * m], axis=2).sum(axis=0),
            lambda: T.join(0, v, w).sum(),
            lambda: T.join(0, v, k).sum(),
            lambda: T.join(0, small, other).sum(),
            lambda: T.join(0, small, v).sum(),
            lambda: T.join(0, vast, vast, -vast).sum(),
            lambda: Sum(None, dtype="int8")(T.join(0, small, other)),
            lambda: T.any(T.join(0, T.lt(m, 0), T.lt(m, 1)), axis=1),
        ],
        refuses={
            "an input": lambda: m.sum(axis=0),
            "something else computed": lambda: T.exp(m).sum(axis=0),
            "others read the join": lambda: (lambda y: [y.sum(axis=0), y + 1])(T.join(0, m, -m)),
            "an axis that is not known": lambda: Join()(axis, m, m).sum(axis=1),
            "lengths that may differ": lambda: T.join(0, m, given(np.ones((2, 4)))).sum(axis=1),
            "one length that may differ": lambda: T.join(0, m, m, given(np.ones((2, 4)))).sum(),
            "an extremum over the joined axis": lambda: largest(T.join(0, m, -m), (0,)),
            "a product": lambda: T.join(0, v, w).prod(),
            "many parts": lambda: T.join(0, *[v + float(c) for c in range(17)]).sum(),
        },
        refuses_unshaped={"no lengths are known": lambda: T.join(0, v, w).sum()},
    ),
    "local_useless_split": Proof(
        fires=[
            lambda: T.Split(1)(v, 0, ints(Shape_i(0)(v))),
            lambda: T.Split(1)(m, 1, ints(Shape_i(1)(m))),
            lambda: T.Split(1)(m, -1, ints(Shape_i(1)(m))),
        ],
        refuses={
            "two parts": lambda: list(T.Split(2)(v, 0, ints(Shape_i(0)(v) - 1, one))),
            "two parts, one of them empty": lambda: list(T.Split(2)(v, 0, ints(Shape_i(0)(v), one - 1))),
            "an axis that is not known": lambda: T.Split(1)(v, given(np.array(0)), ints(Shape_i(0)(v))),
            "a size that is given": lambda: T.Split(1)(v, 0, given([4])),
            "a size that may be another": lambda: T.Split(1)(v, 0, ints(given(np.array(4)))),
        },
        refuses_unshaped={"no lengths are known": lambda: T.Split(1)(v, 0, ints(Shape_i(0)(v)))},
        fails={"another size": lambda: T.Split(1)(v, 0, ints(Shape_i(0)(v) - 1))},
    ),
}
