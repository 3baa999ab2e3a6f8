"""Each operation of tensors in a small graph, and points at which it is smooth."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.scalar import Composite, exp, float64, sin
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.nnet.logcumsumexp import LogCumsumExp
from tensorgraph.tensor.nnet.softmax import LogSumExp
from tensorgraph.tensor.reductions.product_of_others import ProductOfOthers
from tensorgraph.tensor.reductions.recurrence import LinearRecurrence
from tensorgraph.tensor.shape.assertion import Assert
from tensorgraph.tensor.types.scalars import scalar_from_tensor, tensor_from_scalar

rng = np.random.default_rng(3)
A, B, C = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=(3, 4))
S = rng.normal(size=(4, 4))
v, w = rng.normal(size=4), rng.normal(size=4)
X = rng.normal(size=(2, 3, 4))
Y = rng.normal(size=(2, 4, 5))
P = rng.uniform(0.1, 1.0, size=(3, 4))
rows = np.array([2, 0, 2])
labels = np.array([1, 3, 0])
wide = np.array([[1, 3, 0, -2], [5, -7, 2, 1], [0, 0, 1, 1]])
Z = np.array([[0.0, 2.0, 0.0], [1.5, 0.0, 0.0], [1.2, 0.7, 0.0]])
n = np.array(2)
a, b = float64("a"), float64("b")
pair = Elemwise(Composite([a, b], [a * exp(b), sin(a) * b]))

CASES = {
    "dimshuffle": (lambda x: x.dimshuffle(1, "x", 0), [A]),
    "transpose": (lambda x: x.T * 2, [A]),
    "broadcast row": (lambda x, y: x * y, [A, v]),
    "broadcast column": (lambda x, y: x / (2 + y.dimshuffle(0, "x") ** 2), [A, A[:, 0]]),
    "sum": (lambda x: x.sum(), [A]),
    "sum 0": (lambda x: x.sum(axis=0), [A]),
    "sum keepdims": (lambda x: x.sum(axis=1, keepdims=True) * x, [A]),
    "prod": (lambda x: x.prod(axis=1), [A]),
    "prod zeros": (lambda x: x.prod(axis=0), [Z]),
    "prod of all": (lambda x: x.prod(), [Z[1:, :2]]),
    "prod over outer axes": (lambda x: x.prod(axis=[0, 2]), [X]),
    "prod without zeros": (lambda x: T.prod(x, axis=0, no_zeros_in_input=True), [A]),
    "product of others": (lambda x: ProductOfOthers(T.Prod(axis=[1]))(x, x.prod(axis=1)), [Z]),
    "mean": (lambda x: x.mean(axis=1), [A]),
    "var": (lambda x: x.var(axis=0), [A]),
    "std": (lambda x: x.std(axis=0), [A]),
    "max": (lambda x: x.max(axis=1), [A]),
    "min": (lambda x: x.min(), [A]),
    "max and argmax": (lambda x: T.max_and_argmax(x, axis=0)[0], [A]),
    "norm": (lambda x: x.norm(2, axis=1), [A]),
    "ptp": (lambda x: T.ptp(x, axis=0), [A]),
    "dot mm": (T.dot, [A, B]),
    "dot mv": (T.dot, [A, v]),
    "dot vm": (T.dot, [v, B]),
    "dot vv": (T.dot, [v, w]),
    "batched dot": (T.batched_dot, [X, Y]),
    "tensordot": (lambda x, y: T.tensordot(x, y, axes=[[2], [1]]), [X, Y]),
    "outer": (T.outer, [v, w]),
    "index": (lambda x: x[1], [A]),
    "slice": (lambda x: x[:, ::-2], [A]),
    "run-time index": (lambda x, i: x[i, i:], [A, n]),
    "set": (lambda x, y: T.set_subtensor(x[1], y), [A, v]),
    "inc": (lambda x, y: T.inc_subtensor(x[:, 1:], y), [A, C[:, 1:]]),
    "inc broadcast": (lambda x, y: T.inc_subtensor(x[1:], y), [A, v]),
    "rows": (lambda x, i: x[i], [A, rows]),
    "set rows": (lambda x, y: T.set_subtensor(x[np.array([2, 0])], y), [A, C[:2]]),
    "inc rows": (lambda x, y, i: T.inc_subtensor(x[i], y), [A, C, rows]),
    "columns": (lambda x, i: x[:, i], [A, rows]),
    "inc columns": (lambda x, y, i: T.inc_subtensor(x[1:, i], y), [A, C[1:, :3], rows]),
    "pick": (lambda x, i: x[T.arange(i.shape[0]), i], [A, labels]),
    "set picked": (lambda x, y, i: T.set_subtensor(x[T.arange(3), i], y), [A, v[:3], labels]),
    "mask": (lambda x: x[x > 0], [A]),
    "set mask": (lambda x, y: T.set_subtensor(x[np.array([True, False, True, True])], y), [v, w[:3]]),
    "take": (lambda x, i: x.take(i, axis=0), [A, rows]),
    "choose": (lambda x, y, i: T.choose(i % 2, [x, y]), [v[:3], w[:3], labels]),
    "choose wrapping": (lambda x, y, i: T.choose(i, [x, y], mode="wrap"), [A, v, wide]),
    "choose clipping": (lambda x, i: T.choose(i, x, mode="clip"), [X, wide]),
    "choose rows": (lambda x, i: T.choose(i % 2, x), [A, wide]),
    "sparse gradient further back": (lambda x, i: theano.sparse_grad((2 * x)[i]), [A, rows]),
    "join": (lambda x, y: T.join(1, x, y), [A, C]),
    "concatenate": (lambda x, y: T.concatenate([x, y, x], axis=0), [A, C]),
    "stack": (lambda x, y: T.stack([x, y], axis=1), [v, w]),
    "make vector": (lambda x: T.stack([x[0], x[1] * x[2]]), [v]),
    "split": (lambda x: T.split(x, [1, 3], 2, axis=1)[1], [A]),
    "reshape": (lambda x: x.reshape((2, 6)), [A]),
    "flatten": (lambda x: x.flatten(), [A]),
    "specify shape": (lambda x: T.specify_shape(x, (3, 4)), [A]),
    "rebroadcast": (lambda x: T.addbroadcast(x, 0) * 2, [A[:1]]),
    "alloc": (lambda x: T.alloc(x, 2, 3, 4), [v]),
    "fill": (lambda x, y: T.fill(x, y.sum()) * y, [A, C]),
    "repeat": (lambda x: T.repeat(x, 2, axis=1), [A]),
    "repeat by counts": (lambda x, i: T.repeat(x, i, axis=0), [A, rows]),
    "assert": (lambda x: Assert()(x, T.eq(x.shape[0], 3)) * 2, [A]),
    "scalars": (lambda x: tensor_from_scalar(scalar_from_tensor(x[0])) * x, [v]),
    "logsumexp": (lambda x: LogSumExp()(x), [A]),
    "logcumsumexp": (lambda x: LogCumsumExp(1)(x) * LogCumsumExp(0, True)(x), [A]),
    "tile": (lambda x: T.tile(x, (2, 1)), [A]),
    "diag": (lambda x: T.diag(x), [S]),
    "diagonal": (lambda x: x.diagonal(1), [S]),
    "triangle at an index": (lambda x, i: T.tril(x, i[0] - 1) + x * T.eye(3, 4, i[1]), [A, rows]),
    "diag of vector": (lambda x: T.diag(x), [v]),
    "fill diagonal": (lambda x, y: T.fill_diagonal(x, y.sum()), [S, v]),
    "fill offset": (lambda x, y: T.fill_diagonal_offset(x, y.sum(), 1), [S, v]),
    "cumsum": (lambda x: T.cumsum(x, axis=1), [A]),
    "cumprod": (lambda x: T.cumprod(x, axis=0), [A]),
    "cumprod of all": (lambda x: T.cumprod(x), [A]),
    "cumprod zeros": (lambda x: T.cumprod(x, axis=1), [Z]),
    "recurrence": (lambda x, y: LinearRecurrence(0)(x, y), [A, C]),
    "recurrence along rows": (lambda x, y: LinearRecurrence(1)(x, y), [A, C]),
    "diff": (lambda x: T.diff(x, n=2), [v]),
    "sort": (lambda x: T.sort(x, axis=1), [A]),
    "top": (lambda x: T.topk(x, 2), [v]),
    "top and where": (lambda x: T.topk_and_argtopk(x, -2, axis=0)[0], [A]),
    "composite": (lambda x, y: pair(x, y)[1], [A, v]),
    "composite of both outputs": (lambda x, y: pair(x, y)[0] * pair(x, y)[1], [A, v]),
    "switch": (lambda x, y: T.switch(x > y, x * y, y), [A, C]),
    "clip": (lambda x: T.clip(x, -0.5, 0.5), [A]),
    "squeeze": (lambda x: T.addbroadcast(x, 0).squeeze() * 3, [A[:1]]),
    "roll": (lambda x: T.roll(x, 1), [v]),
    "permute": (lambda x: T.permute_row_elements(x, T.constant([2, 0, 3, 1])), [A]),
    "contiguous": (lambda x: T.CpuContiguous()(x.T), [A]),
    "softmax": (T.nnet.softmax, [A]),
    "softmax with bias": (T.nnet.softmax_with_bias, [A, v]),
    "arange": (lambda x: T.arange(x[0], 9.3, x[1]), [np.array([1.1, 0.7])]),
    "arange to a float": (lambda x: T.arange(x[0], dtype="float64") * x[0], [np.array([3.4])]),
    "second softmax": (lambda x: T.grad((T.nnet.softmax(x) ** 2).sum(), x), [A]),
    "logsoftmax": (T.nnet.logsoftmax, [A]),
    "second logsoftmax": (lambda x: T.grad((T.nnet.logsoftmax(x) ** 2).sum(), x), [A]),
    "crossentropy": (lambda x, y: T.nnet.categorical_crossentropy(x, y), [P, P[::-1] + 0]),
    "crossentropy of labels": (lambda x, i: T.nnet.categorical_crossentropy(x, i), [P, labels]),
    "second crossentropy of labels": (
        lambda x, i: T.grad(T.nnet.categorical_crossentropy(x, i).sum() ** 2, x), [P, labels]),
    "crossentropy of softmax": (lambda x, b, i: T.nnet.crossentropy_softmax_1hot_with_bias(x, b, i)[0], [A, v, labels]),
    "second crossentropy of softmax": (
        lambda x, b, i: T.grad(T.nnet.crossentropy_softmax_1hot_with_bias(x, b, i)[0].sum() ** 2, x), [A, v, labels]),
    "gradient of crossentropy of softmax": (
        lambda g, p, i: T.nnet.crossentropy.crossentropy_softmax_1hot_with_bias_dx(g, p, i), [v[:3], P, labels]),
    "gradient of crossentropy": (
        lambda g, p, i: T.nnet.crossentropy.crossentropy_categorical_1hot_grad(g, p, i), [v[:3], P, labels]),
    "real part": (lambda x, y: T.real(T.complex(x, y) ** 2 * (1 + 2j)), [A, C]),
    "imaginary part": (lambda x, y: T.imag(T.exp(T.complex(x, y)) / T.sin(T.complex(x, x * y))), [A, C]),
    "polar": (lambda x, y: T.imag(T.complex_from_polar(x, y)), [P, C]),
    "angle": (lambda x, y: T.angle(T.complex(x, y)), [A, C]),
    "absolute value of a complex sum": (lambda x, y: abs(T.complex(x, y).sum(axis=0)), [A, C]),
    "conjugate": (lambda x, y: T.imag(T.conj(T.complex(x, y)) * T.complex(y, x)), [A, C]),
    "complex dot": (lambda x, y: abs(T.dot(T.complex(x, y), y.T)), [A, C]),
    "complex prod": (lambda x, y: abs(T.complex(x, y).prod(axis=0)), [A, C]),
    "complex cumprod": (lambda x, y: abs(T.cumprod(T.complex(x, y), axis=0)), [A, C]),
    "prepend": (lambda x, s: T.nnet.Prepend_scalar_to_each_row()(s.sum(), x), [A, v]),
    "prepend constant": (lambda x: T.nnet.Prepend_scalar_constant_to_each_row(1.0)(x), [A]),
    "permute back": (lambda x: T.permute_row_elements(x, T.constant([2, -4, 3, -3]), 1), [A]),
}  # fmt: skip
