"""Proofs of the rules of softmaxes that a program writes out."""

import numpy as np
from graphs import i, k, m, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.nnet.softmax import LogSumExp
from tensorgraph.tensor.reductions.careduce import CAReduce

box = given(np.random.default_rng(5).uniform(-1, 1, (2, 3, 4)))
square = given(np.random.default_rng(6).uniform(-1, 1, (3, 3)))
few = given(np.array([0.5, 1.0, -2.0]))
square.name, few.name = "square", "few"
y = given(np.array([0, 2, 1]))
row = given(np.array([[1.0, -2.0, 3.0, 0.5]]), (True, False))
small = given(np.array([3, -2, 7], "int64"))
byte = given(np.array([3, 2, 7], "uint8"))
spiral = given(np.array([1 + 1j, -2.0]))


def shares(x, axis=None, keepdims=True, of=None):
    """``exp(x) / sum(exp(x))``."""
    e = T.exp(x)
    return e / (e if of is None else of).sum(axis=axis, keepdims=keepdims)


def rest(x, axis=None, keepdims=True, of=None):
    """``x - log(sum(exp(x)))``."""
    return x - T.log(T.exp(x if of is None else of).sum(axis=axis, keepdims=keepdims))


def part(x, take, axis=1, keepdims=False):
    """A part of ``exp(x) / sum(exp(x))``."""
    e = T.exp(x)
    return take(e) / e.sum(axis=axis, keepdims=keepdims)


def shared_total(e, reciprocal, scale=1.0):
    """A scaled softmax whose reciprocal total others read."""
    r = reciprocal(e.sum(axis=-1, keepdims=True))
    return scale * e * r + T.abs_(r)


def column_of_log(x):
    """The sums of the exponentials of rows, a column after the logarithm."""
    return x - T.log(T.exp(x).sum(axis=1)).dimshuffle(0, "x")


def spread(x):
    """A number for each row."""
    return x.dimshuffle(0, "x")


def largest(x, name="maximum"):
    """A reduction of rows that is no class of its own."""
    return CAReduce(REGISTRY[name], (1,))(x)


PROOFS = {
    "local_softmax_by_hand": Proof(
        fires=[
            lambda: shares(m, 1),
            lambda: shares(m, 0),
            lambda: shares(m),
            lambda: shares(v),
            lambda: shares(box, (0, 2)),
            lambda: shares(box, 1),
            lambda: shares(row, 1),
            lambda: shares(small),
            lambda: shares(m - m.max(axis=1, keepdims=True), 1),
            lambda: (lambda e: w * e / (e.sum(keepdims=True) * 2))(T.exp(v)),
            lambda: (lambda e: w * e * T.inv(e.sum(keepdims=True)))(T.exp(v)),
            lambda: (lambda e: T.exp(w) * e / (T.exp(w).sum(keepdims=True) * e.sum(keepdims=True)))(T.exp(v)),
            lambda: shared_total(T.exp(v), T.inv),
            lambda: shared_total(T.exp(m), lambda total: 2 / total),
            lambda: part(m, lambda e: e[:, 0]),
            lambda: part(m, lambda e: e[:, 1:], keepdims=True),
            lambda: part(m, lambda e: e[0], 0),
            lambda: part(m, lambda e: e[:, 0].dimshuffle(0, "x"), keepdims=True),
            lambda: part(m.T, lambda e: e.T[0]),
            lambda: part(m, lambda e: e[1, 2], None),
            lambda: part(box, lambda e: e[:, 1], 1),
            lambda: part(box, lambda e: e[1, :, 2], (0, 2)),
            lambda: part(row, lambda e: e[:, 2]),
            lambda: part(m, lambda e: e[T.arange(3), k]),
            lambda: part(m, lambda e: e[np.arange(3), k]),
            lambda: part(m, lambda e: e[T.arange(3), i]),
            lambda: part(m, lambda e: e[T.arange(3), k], None),
            lambda: part(m, lambda e: e[T.arange(k.shape[0]), k]),
            lambda: part(m, lambda e: e[T.arange(e.shape[0]), k]),
        ],
        becomes=[
            (lambda: shares(m - m.max(axis=1, keepdims=True), 1), "Softmax(m)"),
            (lambda: shares(m - spread(largest(m)), 1), "Softmax(m)"),
            (
                lambda: shares(m - spread(largest(m, "minimum")), 1),
                "Softmax((m - DimShuffle{0, x}(Reduce{minimum}{1}(m))))",
            ),
            (
                lambda: shares(m - spread(m.sum(axis=1)), 1),
                "Softmax((m - DimShuffle{0, x}(Sum{axis=[1], acc_dtype=float64}(m))))",
            ),
            (
                lambda: shares(m - spread(m.min(axis=1)), 1),
                "Softmax((m - DimShuffle{0, x}((-MaxAndArgmax{axis=(1,)}((-m))))))",
            ),
            (
                lambda: shares(square - spread(square.max(axis=0)), 1),
                "Softmax((square - DimShuffle{0, x}(MaxAndArgmax{axis=(0,)}(square))))",
            ),
            (lambda: shares(m - m.max(axis=0, keepdims=True), 0), "Softmax(m.T).T"),
            (lambda: shares(m - m.max(), 0), "Softmax(m.T).T"),
            (lambda: shares(v - v.max()), "DimShuffle{1}(Softmax(v))"),
            (lambda: shares(m[:1] - m.max(), 1), "Softmax(m[:int64])"),
            (lambda: shares(few - m.max(axis=1), 0), "DimShuffle{1}(Softmax((few - MaxAndArgmax{axis=(1,)}(m))))"),
            (lambda: shares(m - spread(few), 1), "Softmax((m - DimShuffle{0, x}(few)))"),
            (lambda: shares(m - spread(m[:, 1]), 1), "Softmax((m - DimShuffle{0, x}(m[:, Constant{1}])))"),
            (lambda: shares(v), "DimShuffle{1}(Softmax(v))"),
            (lambda: shares(m, 0), "Softmax(m.T).T"),
        ],
        refuses={
            "an input as divisor": lambda: T.exp(v) / w,
            "an input as divisor of rows": lambda: T.exp(m) / v,
            "no divisor": lambda: m * v,
            "no exponential": lambda: abs(m) / abs(m).sum(axis=1, keepdims=True),
            "the sum of others": lambda: shares(v, of=T.exp(w)),
            "the product": lambda: T.exp(v) / T.exp(v).prod(),
            "no axis": lambda: (lambda e: e / e.sum(axis=()))(T.exp(m)),
            "spread along the other axis": lambda: (lambda e: e / e.sum(axis=1))(T.exp(m[:, :3])),
            "another dtype": lambda: (lambda e: e / e.sum())(T.exp(spiral)),
            "constants that overflow": lambda: shared_total(T.exp(v), lambda total: 1e300 / total, 1e300),
            "the total alone": lambda: (lambda e: e.sum() / e)(T.exp(v)),
            "a part along the other axis": lambda: part(square, lambda e: e[0]),
            "a part of the rows": lambda: part(square, lambda e: e[::-1], keepdims=True),
            "what is no part": lambda: part(m, lambda e: e.max(axis=1)),
            "other rows": lambda: part(square, lambda e: e.T[:, 0]),
            "other columns": lambda: part(square, lambda e: e.T, keepdims=True),
            "other elements of the rows": lambda: part(square, lambda e: e[y, T.arange(3)]),
            "the first row for all": lambda: part(m, lambda e: e[T.arange(1), k]),
            "a square of picks": lambda: part(square, lambda e: e[T.arange(3), T.stack([y, y])]),
            "picks of columns": lambda: part(square, lambda e: e[T.arange(3), y], 0),
            "rows of rows": lambda: part(square, lambda e: e[T.stack([y, y])][0], 0),
            "picks by a slice": lambda: part(square, lambda e: e[T.arange(3), :], keepdims=True),
            "picks from a part": lambda: part(square, lambda e: e.T[T.arange(3), y]),
            "picks in any order": lambda: part(square, lambda e: e[y, y]),
            "picks of three axes": lambda: part(box, lambda e: e[T.arange(2), y[:2], y[:2]], (1, 2)),
        },
        refuses_unshaped={"picks": lambda: part(m, lambda e: e[T.arange(3), k])},
        fails={"picks of fewer rows": lambda: part(m, lambda e: e[T.arange(2), k[:2]])},
        harmless={"divides: True": "it saves the lists of products that divide by nothing"},
    ),
    "local_softmax_of_exponents": Proof(
        fires=[
            lambda: T.exp(m) / T.exp(LogSumExp((1,))(m).dimshuffle(0, "x")),
            lambda: T.exp(v) / T.exp(T.log(T.exp(v).sum(keepdims=True))),
            lambda: T.exp(v) * T.exp(-T.log(T.exp(v).sum(keepdims=True))),
            lambda: 1 / T.exp(T.log(T.exp(v).sum()) - v),
            lambda: w * T.exp(v) / (T.exp(LogSumExp((0,))(v).dimshuffle("x")) * abs(w)),
            lambda: (lambda a: T.exp(m) / (T.exp(a) * T.exp(m - a).sum(axis=1, keepdims=True)))(spread(m[:, 0])),
            lambda: (lambda a: T.exp(m) * T.exp(-a) / T.exp(m - a).sum(axis=1, keepdims=True))(spread(m[:, 0])),
        ],
        refuses={
            "another sum": lambda: T.exp(v) / T.exp(T.log(T.exp(w).sum())),
            "no sum": lambda: T.exp(v) / T.exp(w),
            "no divisor": lambda: v * w,
            "one exponential above a sum": lambda: T.exp(v) / T.exp(v).sum(),
            "complex numbers": lambda: T.exp(spiral) / T.exp(T.log(T.exp(spiral).sum())),
            "integers": lambda: T.exp(small) / T.exp(T.log(T.exp(small).sum())),
        },
        harmless={"holds(fgraph, node, PRODUCT, 'exp'): True": "it saves the lists of products without exponentials"},
    ),
    "local_logsoftmax_by_hand": Proof(
        fires=[
            lambda: rest(m, 1),
            lambda: rest(m, 0),
            lambda: rest(m),
            lambda: rest(v),
            lambda: rest(box, (0, 2)),
            lambda: column_of_log(m),
            lambda: v - T.log(T.exp(v).sum()),
            lambda: (lambda a: m - (a + T.log(T.exp(m - a).sum(axis=0, keepdims=True))))(m.max(axis=0, keepdims=True)),
            lambda: w + (v + 2) - T.log(T.exp(v + 2).sum()),
            lambda: -(w + T.log(T.exp(v - w).sum()) - v),
            lambda: T.log(T.exp(v).sum()) - v,
            lambda: w - m[:, 0].sum() + T.log(T.exp(m).sum(axis=1)).sum() + v - LogSumExp((0,))(v),
            lambda: m[:, 0] - T.log(T.exp(m).sum(axis=1)),
            lambda: LogSumExp((1,))(m) - m[:, 0],
            lambda: LogSumExp((1,))(m) - m[T.arange(3), k],
            lambda: m - LogSumExp((1,))(m).dimshuffle(0, "x"),
            lambda: m[:, 1:] - T.log(T.exp(m).sum(axis=1, keepdims=True)),
            lambda: m.T - T.log(T.exp(m).sum(axis=1)),
        ],
        refuses={
            "two inputs": lambda: v - w,
            "another constant": lambda: (v + 3) - T.log(T.exp(v + 2).sum()),
            "a term that is not there": lambda: v - T.log(T.exp(v - w).sum()),
            "unsigned": lambda: byte - byte,
            "no logarithm": lambda: v - T.exp(v).sum(),
            "the logarithm to another base": lambda: v - T.log2(T.exp(v).sum()),
            "the logarithm of an input": lambda: v - T.log(w),
            "the logarithm of what is no sum": lambda: v - T.log(T.exp(v)),
            "the logarithm of the largest": lambda: v - T.log(T.exp(v).max()),
            "the sum of an input": lambda: v - T.log(v.sum()),
            "the sum of no exponentials": lambda: v - T.log(abs(v).sum()),
            "the exponentials of another": lambda: rest(v, of=w),
            "no axis": lambda: v - T.log(T.exp(v).sum(axis=())),
            "spread along the other axis": lambda: (lambda x: x - T.log(T.exp(x).sum(axis=1)))(m[:, :3]),
            "complex numbers": lambda: rest(spiral),
            "the sum of a sum": lambda: m - T.log(T.exp(m).sum(axis=0).sum()),
            "integers": lambda: rest(small),
            "a part along the other axis": lambda: square[0] - LogSumExp((1,))(square),
            "the largest": lambda: m[:, 0] - m.max(axis=1),
        },
        fails={"picks of fewer rows": lambda: m[T.arange(2), k[:2]] - LogSumExp((1,))(m)},
        harmless={"holds(fgraph, node, SUM, 'log', kinds=LogSumExp): True": "it saves the lists of most sums"},
    ),
}
