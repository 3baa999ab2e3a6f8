"""Proofs of the rules of reductions."""

import numpy as np
from graphs import i, k, m, n, repeated, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.reductions.careduce import CAReduce, CAReduceDtype
from tensorgraph.tensor.reductions.maxandargmax import Argmax
from tensorgraph.tensor.reductions.sums import Prod, Sum
from tensorgraph.tensor.shape.reshape import Reshape
from tensorgraph.tensor.shape.shape import Shape_i

cube = given(np.arange(24.0).reshape(2, 3, 4) / 7)
row = given([[0.5, 1.0, -2.0, 3.0]], (True, False))
short = given([[0.5, 1.0, -2.0]], (False, False))
cell = given([[0.25]], (True, True))
small = given(np.array([-128, 5], "int8"))
bytes_ = given(np.array([[100, 100], [100, 27]], "int8"))
single = given(np.array([[0.3, -2.0], [1e-8, 3e7]], "float32"))
whole = given(np.array([[2**62, 2**62], [2**62, 5]]))
signs = given(np.array([[1, 0], [-1, 0]]))
bits = given([[True, False]], (True, False))
numbers = given([[6, 0, 3]], (True, False))
z = given(np.array([0.5 + 1j, -1.0]))
boundless = given(np.array(complex(-np.inf, 0)))
nan, infinity = given(np.nan), given(np.inf)
integers = given(np.array([[3, -2, 7], [100, 9, 0]], "int8"))
truths = given(np.array([[True, False], [False, False]]))
sizes, REST = given(np.array([3, 8])), T.constant(np.array(-1))
half = given(np.array(1e-3, "float16"))


def reduce(name, axis=None):
    """A reduction without a dtype of its own."""
    return CAReduce(REGISTRY[name], axis)


def lengths_of(x):
    """Return the lengths of an array as rewrites know them."""
    return [Shape_i(axis)(x) for axis in range(x.type.ndim)]


def unchanged():
    """An alloc that repeats nothing, and a reshape that changes nothing."""
    rows, columns = Shape_i(0)(m), Shape_i(1)(m)
    return Reshape(2)(T.alloc(m, rows, columns), [rows, columns])


PROOFS = {
    "local_sum_prod_all_to_none": Proof(
        fires=[lambda: m.sum(axis=(0, 1)), lambda: v.prod(axis=0), lambda: Sum(())(s)],
        refuses={"all axes already": lambda: m.sum(), "one of two axes": lambda: m.sum(axis=0)},
    ),
    "local_cut_useless_reduce": Proof(
        fires=[
            lambda: m.sum(axis=()),
            lambda: s.sum(),
            lambda: bytes_.sum(axis=()),
            lambda: reduce("and_", ())(numbers),
            lambda: reduce("maximum", ())(m),
            lambda: T.all(bits, axis=()),
        ],
        refuses={"an axis": lambda: m.sum(axis=0), "all axes": lambda: m.sum()},
    ),
    "local_reduce_broadcastable": Proof(
        fires=[
            lambda: row.sum(axis=0),
            lambda: row.sum(),
            lambda: reduce("maximum")(row),
            lambda: cell.prod(),
            lambda: bits.sum(axis=0),
            lambda: T.any(bits, axis=0),
            lambda: reduce("or_", (0,))(numbers),
            lambda: cube.dimshuffle(0, "x", 2, 1).sum(axis=(1, 3)),
        ],
        refuses={"no axis of length 1": lambda: m.sum(axis=0), "it is kept": lambda: row.sum(axis=1)},
    ),
    "local_op_of_op": Proof(
        becomes=[
            (lambda: m.sum(axis=0).sum(), "Sum{acc_dtype=float64}(m)"),
        ],
        fires=[
            lambda: Sum(None, "float64", "float64")(Sum((0,), "float64", "float64")(single)),
            lambda: T.all(T.all(T.gt(m, 0), axis=0)),
            lambda: m.sum(axis=0).sum(),
            lambda: cube.sum(axis=0).sum(axis=0),
            lambda: cube.prod(axis=1).prod(axis=1),
            lambda: reduce("maximum", (0,))(reduce("maximum", (2,))(cube)),
            lambda: bytes_.sum(axis=0).sum(),
            lambda: Sum(dtype="int8", acc_dtype="int64")(Sum((0,), dtype="int8", acc_dtype="int64")(bytes_)),
            lambda: m.sum(axis=0, dtype="float64").sum(dtype="float64"),
        ],
        refuses={
            "truths of sums": lambda: Sum(None, "bool", "int64")(Sum((1,), "bool", "int64")(signs)),
            "an input": lambda: m.sum(),
            "something else computed": lambda: T.exp(m).sum(),
            "others read the inner one": lambda: (lambda y: [y.sum(), y + 1])(m.sum(axis=0)),
            "another op": lambda: reduce("maximum", (0,))(m).sum(),
            "an op of another class": lambda: reduce("add", (0,))(m).sum(),
            "the inner one wraps": lambda: Sum((0,), dtype="int8")(bytes_).sum(),
            "the inner one rounds": lambda: Sum((0,), dtype="float32")(m * 1e9).sum(dtype="float64"),
            "the inner one loses fractions": lambda: Sum((0,), dtype="int64")(m * 3).sum(),
            "the inner one loses fractions, both in float64": lambda: Sum(dtype="int64", acc_dtype="float64")(
                Sum((0,), dtype="int64")(m * 3)
            ),
        },
    ),
    "local_sum_prod_mul_by_scalar": Proof(
        fires=[
            lambda: (2.5 * m).sum(),
            lambda: (-m).sum(axis=1),
            lambda: (s * m * t).sum(axis=0),
            lambda: (m * m * t).sum(axis=0),
            lambda: (T.exp(cell) * m).sum(),
            lambda: (k * i).sum(),
            lambda: (z * (1 + 2j)).sum(),
        ],
        refuses={
            "no product": lambda: (m + 2.5).sum(),
            "no single value": lambda: (m * v).sum(),
            "only single values": lambda: (cell * s).sum(),
            "the sum is of another dtype": lambda: Sum(dtype="float64")(single * np.float32(0.1)),
            "the product wraps": lambda: (small * np.int8(3)).sum(),
            "the negation wraps": lambda: (-small).sum(),
            "others read the product": lambda: (lambda y: [y.sum(), y + 1])(m * s),
            "the product is wider": lambda: (single * s).sum(),
            "the product is longer": lambda: (bytes_ * k[0]).sum(),
        },
    ),
    "local_sum_prod_div_dimshuffle": Proof(
        fires=[
            lambda: (m / T.exp(v)).sum(axis=0),
            lambda: (m / s).sum(),
            lambda: (cube / v).sum(axis=(0, 1)),
            lambda: (T.ones_like(m) / v).sum(axis=0),
            lambda: (cube / n.T.dimshuffle("x", 0, 1)).sum(axis=0),
            lambda: (lambda p: [p, p.sum(axis=1)])(m / m.sum(axis=1, keepdims=True)),
            lambda: (lambda p: [p, p.sum()])(v / v.sum()),
        ],
        refuses={
            "no quotient": lambda: (m * v).sum(axis=0),
            "others read the quotient": lambda: (lambda y: [y.sum(axis=0), y + 1])(m / v),
            "the divisor is another sum": lambda: (lambda y: [y.sum(), y + 1])(v / w.sum()),
            "the divisor is a maximum": lambda: (lambda y: [y.sum(), y + 1])(v / v.max()),
            "the sum is of another dtype": lambda: Sum((0,), dtype="float64")(single / single[0]),
            "integers wrap": lambda: (whole / s).sum(),
            "the divisor is longer": lambda: (m / v).sum(axis=1),
            "the divisor is as long": lambda: (v / w).sum(),
        },
        refuses_unshaped={"no lengths are known": lambda: (lambda p: [p, p.sum()])(v / v.sum())},
    ),
    "local_opt_alloc": Proof(
        becomes=[
            (lambda: T.alloc(T.constant(np.float64(2)), i, i).sum(), "alloc(({2.0} * float64((i * i))))"),
        ],
        fires=[
            lambda: T.alloc(T.exp(m), 5, *lengths_of(m)).sum(axis=1),
            lambda: T.alloc(T.exp(m), 5, *lengths_of(m)).sum(axis=(0, 2)),
            lambda: T.alloc(T.exp(m), i - 1, *lengths_of(m)).sum(),
            lambda: T.alloc(nan * m, i - 1, *lengths_of(m)).sum(),
            lambda: T.alloc(T.exp(m).dimshuffle(0, "x", 1), lengths_of(m)[0], 3, lengths_of(m)[1]).sum(axis=0),
            lambda: T.alloc(T.exp(m).dimshuffle(0, "x", 1), lengths_of(m)[0], 3, lengths_of(m)[1]).sum(axis=(0, 1)),
            lambda: T.alloc(T.exp(single), 3, *lengths_of(single)).sum(axis=1),
            lambda: T.alloc(
                T.exp(m).dimshuffle("x", 0, "x", 1), 1, lengths_of(m)[0], 5, lengths_of(m)[1],
            ).dimshuffle(1, 2, 3).sum(axis=(1, 2)),
            lambda: T.alloc(T.exp(short), 1, lengths_of(short)[1]).dimshuffle(1).sum(),
            lambda: T.alloc(T.exp(short[:, 0]), 6, 1).dimshuffle(0).sum(),
            lambda: T.specify_shape(T.alloc(0.0, i, 4), T.stack([i, i + 3])).sum(),
            lambda: T.alloc(T.constant(np.inf), i - 1).sum(),
            lambda: T.alloc(s, i - 1).sum(),
            lambda: T.alloc(s, 3, 4).sum(),
            lambda: T.alloc(s, 100, 100).sum(),
            lambda: T.alloc(half + 1.0, 100, 100).prod(),
            lambda: T.alloc(s, 3, i + 3).sum(axis=0),
            lambda: T.alloc(t, 3, 4).prod(),
            lambda: T.alloc(t, 3, 4).prod(axis=1),
            lambda: T.alloc(cell, 3, 4).sum(axis=1),
            lambda: T.alloc(nan, i - 1).sum(),
            lambda: T.alloc(infinity, i - 1).sum(),
            lambda: T.alloc(infinity, i - 1, i).sum(),
            lambda: T.alloc(nan, i - 1).prod(),
            lambda: T.alloc(infinity, i).sum(),
        ],
        refuses={
            "zeros and others": lambda: T.maximum(T.alloc(0.0, i + 3), v).sum(),
            "a length that must be right": lambda: T.specify_shape(T.alloc(2.0, i, 4), T.stack([i, i + 3])).sum(),
            "an input of zeros": lambda: T.specify_shape(T.constant(np.zeros(3)), T.stack([i + 2])).sum(),
            "an input": lambda: m.sum(),
            "turned": lambda: T.alloc(T.exp(m), 5, *lengths_of(m)).dimshuffle(2, 1, 0).sum(axis=2),
            "one axis more": lambda: T.alloc(T.exp(m), 5, *lengths_of(m)).dimshuffle(0, "x", 1, 2).sum(axis=3),
            "something computed that loses an axis": lambda: T.exp(row).dimshuffle(1).sum(),
            "something computed": lambda: T.exp(cell).sum(),
            "a value with axes that may be of length 1": lambda: T.alloc(v, 3, 4).sum(),
            "a product over long axes": lambda: T.alloc(T.exp(m), 5, *lengths_of(m)).prod(axis=1),
            "integers wrap": lambda: Prod(dtype="int8")(T.alloc(np.int8(2), 256)),
            "complex infinities": lambda: T.alloc(boundless, 3).sum(),
            "no axes": lambda: [T.alloc(s, 3, 4).sum(axis=()), T.alloc(s, 3, 4).prod(axis=())],
            "no number for the count": lambda: T.alloc(half, 70000).sum(),
        },
    ),
    "local_max_and_argmax": Proof(
        fires=[
            lambda: T.max_and_argmax(m, axis=1)[0],
            lambda: T.max_and_argmax(m, axis=1)[1],
            lambda: T.max_and_argmax(m, axis=None)[0],
            lambda: T.max_and_argmax(m, axis=None)[1],
            lambda: T.max_and_argmax(bits, axis=1)[0],
            lambda: T.max_and_argmax(s)[0],
        ],
        refuses={"both are read": lambda: T.max_and_argmax(m, axis=1)},
    ),
    "local_argmax_to_argmin": Proof(
        fires=[
            lambda: Argmax((1,))(-m),
            lambda: Argmax((0, 1))(-m),
            lambda: Argmax((0,))(~small),
            lambda: Argmax((1,))(~bits),
            lambda: Argmax((1,))(-given(np.array([[np.nan, 1.0], [-0.0, 0.0]]))),
        ],
        refuses={
            "as it is": lambda: Argmax((1,))(m),
            "something else computed": lambda: Argmax((1,))(T.exp(m)),
            "the least integer": lambda: Argmax((0,))(-small),
        },
    ),
    "local_max_of_neg": Proof(
        fires=[
            lambda: v + reduce("maximum")(-v).dimshuffle("x"),
            lambda: T.exp(reduce("maximum", (0,))(-m)),
            lambda: m / reduce("maximum", (1,))(-m).dimshuffle(0, "x"),
        ],
        refuses={
            "no sign": lambda: T.exp(reduce("maximum")(v)),
            "another reduction": lambda: T.exp(reduce("minimum")(-v)),
            "the least integer": lambda: 2 * reduce("maximum")(-small),
            "others read the signs": lambda: (lambda y: [y, T.exp(reduce("maximum")(y))])(-v),
            "it is a result": lambda: (lambda y: [y, T.exp(y)])(reduce("maximum")(-v)),
            "a view of it is a result": lambda: reduce("maximum", (0,))(-m).dimshuffle("x", 0),
            "another rule's": lambda: (lambda y: [-y, T.exp(y)])(reduce("maximum")(-v)),
            "added up": lambda: T.exp(reduce("maximum", (1,))(-m).sum()),
        },
    ),
    "local_max_to_min": Proof(
        fires=[
            lambda: -reduce("maximum")(-v),
            lambda: -reduce("maximum", (0,))(-m),
            lambda: ~reduce("maximum")(~small),
            lambda: ~reduce("maximum", (1,))(~bits),
        ],
        refuses={
            "an input": lambda: -v,
            "something else computed": lambda: -(m.T),
            "of another class": lambda: -((-v).sum()),
            "another op": lambda: -reduce("minimum")(-v),
            "no sign": lambda: -reduce("maximum")(v),
            "others read the maximum": lambda: (lambda y: [-y, y + 1])(reduce("maximum")(-v)),
            "the least integer": lambda: -reduce("maximum")(-small),
            "two kinds of signs": lambda: ~reduce("maximum")(-small),
            "axes are added": lambda: -(reduce("maximum", (0,))(-m).dimshuffle("x", 0)),
        },
    ),
    "local_reduce_of_repeated": Proof(
        fires=[
            lambda: repeated(m).sum(axis=0),
            lambda: repeated(m, before=True).prod(axis=1),
            lambda: repeated(integers).sum(axis=0),
            lambda: T.any(repeated(truths), axis=0),
            lambda: repeated(m, count=0).sum(axis=0),
            lambda: Reshape(2)(
                T.alloc(m.dimshuffle(0, 1, "x"), Shape_i(0)(m), Shape_i(1)(m), i),
                [Shape_i(0)(m), i * Shape_i(1)(m)]).sum(axis=0),
            lambda: repeated(m).sum(axis=1),
            lambda: repeated(m, before=True).sum(axis=0),
            lambda: repeated(m).sum(),
            lambda: Reshape(2)(T.alloc(T.specify_shape(m, (3, 4)).dimshuffle(0, 1, "x"), 3, 4, 2), [3, 8]).sum(axis=0),
        ],
        refuses={
            "over everything": lambda: unchanged().sum(),
            "lengths that fit because one is 0": lambda: Reshape(2)(
                T.alloc(T.specify_shape(m[:, :0], (3, 0)).dimshuffle(0, "x", 1), 3, 2, 0), [5, 0]).sum(axis=1),
            "a count that may be negative": lambda: Reshape(1)(
                T.alloc(v.dimshuffle(0, "x"), Shape_i(0)(v), i), [Shape_i(0)(v) * i]).sum(),
            "other lengths that fit because one is 0": lambda: Reshape(2)(
                T.alloc(T.specify_shape(m[:, :0], (3, 0)).dimshuffle(0, "x", 1), 3, Shape_i(0)(v), 0),
                [3 * Shape_i(0)(m), 0]).sum(axis=1),
            "two axes are joined": lambda: Reshape(2)(
                T.alloc(T.specify_shape(m, (3, 4)).dimshuffle(0, 1, "x", "x"), 3, 4, 2, 5), [12, 10]).sum(axis=0),
            "a reduction of nothing is an error": lambda: repeated(m).max(axis=0),
            "another reduction": lambda: CAReduceDtype(T.basic.scal.xor, axis=[0])(repeated(integers)),
            "lengths in a variable": lambda: repeated(m, reshape=sizes).sum(axis=0),
            "a length that follows": lambda: repeated(m, reshape=[Shape_i(0)(m), REST]).sum(axis=0),
            "nothing is repeated": lambda: Reshape(2)(m, [4, 3]).sum(axis=0),
        },
        fails={"a length that does not fit": lambda: repeated(m, reshape=[Shape_i(0)(m), 5]).sum(axis=1)},
        refuses_unshaped={"no lengths are known": lambda: repeated(m).sum(axis=0)},
    ),
}
