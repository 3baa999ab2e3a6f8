"""Proofs of the rules of sums of exponentials."""

import numpy as np
from graphs import m, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import LogSumExp
from tensorgraph.tensor.shape.dimshuffle import spread_order

box = given(np.random.default_rng(5).uniform(-1, 1, (2, 3, 4)))
small = given(np.array([3, -2, 7], "int8"))
spiral = given(np.array([1 + 1j, -2.0]))


def shares(x, axis=None, keepdims=True):
    """``exp(x) / sum(exp(x))``."""
    e = T.exp(x)
    return e / e.sum(axis=axis, keepdims=keepdims)


def by_hand(x, axis, keepdims=False, shift=None):
    """The logarithm of a sum of exponentials, with a shift factored out: the maximum, if none is given."""
    low = x.max(axis=axis) if shift is None else shift(x)
    axes = (axis,) if isinstance(axis, int) else axis
    kept = iter(range(x.ndim))
    spread = low.dimshuffle(*["x" if i in axes else next(kept) for i in range(x.ndim)])
    total = LogSumExp(axes)(x - spread)
    return total.dimshuffle(*spread_order(x.ndim, axes)) + spread if keepdims else total + low


def weights(x, axes=None):
    """``exp(x - logsumexp(x))``, the gradient of a logarithm of a sum of exponentials."""
    return T.exp(x - LogSumExp(axes)(x).dimshuffle(*spread_order(x.ndim, axes or tuple(range(x.ndim)))))


PROOFS = {
    "local_log_sum_exp": Proof(
        fires=[
            lambda: T.log(T.exp(v).sum()),
            lambda: T.log(T.exp(m).sum(axis=1, keepdims=True)),
            lambda: T.log(T.exp(box).sum(axis=(0, 2))),
            lambda: T.log(T.exp(m).sum(axis=0).dimshuffle(0, "x")),
            lambda: T.log(T.exp(m[:0]).sum(axis=0)),
        ],
        refuses={
            "an input": lambda: T.log(v),
            "no sum": lambda: T.log(T.exp(v)),
            "the product": lambda: T.log(T.exp(v).prod()),
            "no exponentials": lambda: T.log(abs(v).sum()),
            "an input spread": lambda: T.log(v.dimshuffle("x", 0)),
            "complex numbers": lambda: T.log(T.exp(spiral).sum()),
            "integers": lambda: T.log(T.exp(small).sum()),
            "a sum of another dtype": lambda: T.log(T.exp(T.cast(v, "float32")).sum(dtype="float64")),
            "the logarithm to another base": lambda: T.log2(T.exp(v).sum()),
        },
    ),
    "local_exp_over_sum_exp": Proof(
        becomes=[
            (lambda: shares(m, 1), "Softmax(m)"),
        ],
        fires=[
            lambda: shares(m, 1),
            lambda: shares(m, 0),
            lambda: shares(m),
            lambda: shares(v),
            lambda: shares(box, (0, 2)),
            lambda: shares(box, 1),
            lambda: (lambda e: e / e.sum())(T.exp(v)),
            lambda: (lambda e: e / e.sum(axis=()))(T.exp(m)),
        ],
        refuses={
            "an input below": lambda: T.exp(v) / w,
            "an input above": lambda: v / T.exp(v).sum(keepdims=True),
            "no exponential above": lambda: abs(v) / T.exp(v).sum(keepdims=True),
            "another exponential": lambda: T.exp(v) / T.exp(w).sum(keepdims=True),
            "spread along the other axis": lambda: (lambda e: e / e.sum(axis=1))(T.exp(m[:, :3])),
        },
    ),
    "local_unshifted_log_sum_exp": Proof(
        fires=[
            lambda: by_hand(m, 0),
            lambda: by_hand(m, 1),
            lambda: by_hand(m, (0, 1)),
            lambda: by_hand(box, 1, keepdims=True) + 1,
            lambda: w[:2] - by_hand(m[:2], 1, shift=lambda x: x.sum(axis=1)) - v[:2],
            lambda: by_hand(v, 0, shift=lambda x: T.constant(1.0) * s),
        ],
        refuses={
            "another shift": lambda: LogSumExp((1,))(m - m.max(axis=1, keepdims=True)) + m.min(axis=1),
            "no shift": lambda: LogSumExp((1,))(m) + m.max(axis=1),
            "one on each side": lambda: LogSumExp((1,))(m - m.max(axis=1, keepdims=True)) - m.max(axis=1),
            "no logarithm": lambda: v + v[::-1],
            "bools": lambda: T.gt(v, 0) + T.gt(v, 1),
        },
    ),
    "local_exp_minus_log_sum_exp": Proof(
        becomes=[
            (lambda: weights(m, (1,)), "Softmax(m)"),
        ],
        fires=[
            lambda: weights(m, (1,)),
            lambda: weights(m, (0,)),
            lambda: weights(m),
            lambda: weights(v),
            lambda: weights(box, (1,)),
            lambda: weights(box, (0, 2)),
            lambda: T.exp(m - LogSumExp((0,))(m.T).dimshuffle(0, "x")),
            lambda: T.exp(m.dimshuffle(0, "x", 1) - LogSumExp((1,))(m).dimshuffle(0, "x", "x")),
            lambda: T.exp(box[:, :1] - LogSumExp((2,))(box[:, :1]).dimshuffle(0, 1, "x")),
            lambda: T.exp((m - LogSumExp((1,))(m).dimshuffle(0, "x")).reshape((2, 6))),
            lambda: T.exp((m - LogSumExp((1,))(m).dimshuffle(0, "x")).dimshuffle(1, "x", 0)),
        ],
        refuses={
            "an input": lambda: T.exp(v),
            "an input moved": lambda: T.exp(m.dimshuffle(1, 0)),
            "a sum": lambda: T.exp(m + LogSumExp((1,))(m).dimshuffle(0, "x")),
            "no reduction": lambda: T.exp(m - w),
            "the maximum": lambda: T.exp(m - m.max(axis=1, keepdims=True)),
            "the logarithm of another sum": lambda: T.exp(m - LogSumExp((1,))(2 * m).dimshuffle(0, "x")),
            "a part": lambda: T.exp(m[:, 1:3] - LogSumExp((1,))(m).dimshuffle(0, "x")),
            "spread along the other axis": lambda: T.exp(m[:, :3] - LogSumExp((1,))(m[:, :3])),
            "an axis of one element": lambda: T.exp(
                v.dimshuffle(0, "x") - LogSumExp((1,))(v.dimshuffle(0, "x")).dimshuffle(0, "x")
            ),
        },
    ),
}
