"""Reductions over axes, and functions along an axis."""

import numpy as np

from .... import tensor as T
from ....scalar.dtypes import is_complex
from ....tensor.reductions.careduce import CAReduce
from ..conversion import Unsupported, converts
from .elementwise import scalar_function

_NAMED = {
    "Maximum": T.max, "ScalarMaximum": T.max, "Minimum": T.min, "ScalarMinimum": T.min, "AND": T.all, "OR": T.any,
}


@converts("tensor.CAReduce")
def convert_reduction(op, node, x):
    name = type(op.scalar_op).__name__
    if op.axis == ():
        # nothing is folded: our functions would take that for all axes
        return x
    # NumPy reduces a scalar along its axis 0
    axis = op.axis if x.type.ndim else None
    if name in ("Add", "Mul"):
        reduce, dtype = T.sum if name == "Add" else T.prod, node.outputs[0].type.dtype
        if is_complex(x.type.dtype) and not is_complex(dtype):
            # NumPy leaves out the imaginary part
            return T.real(reduce(x, axis=axis))
        return reduce(x, axis=axis, dtype=dtype, acc_dtype=getattr(op, "acc_dtype", None))
    if name == "MulWithoutZeros":
        return T.ProdWithoutZeros(axis=axis, dtype=node.outputs[0].type.dtype)(x)
    if name == "XOR" or name in ("AND", "OR") and x.type.dtype != "bool":
        return CAReduce(scalar_function(op.scalar_op).scalar_op, axis)(x)
    if name not in _NAMED:
        raise Unsupported(op)
    if getattr(op, "initial", False) and x.type.ndim and not all(node.inputs[0].type.shape):
        x, axis = _with(op.initial_value(x.type.dtype), x, axis)
    return _NAMED[name](x, axis=axis)


def _with(initial, x, axis):
    """Return an array in which each reduction meets a further value first, and the axis that is reduced."""
    axes = range(x.type.ndim) if axis is None else sorted(axis)
    kept = [i for i in range(x.type.ndim) if i not in axes]
    lengths = [x.shape[i] for i in kept]
    # a length of -1 would be ambiguous in an empty array
    rows = T.reshape(x.dimshuffle(*kept, *axes), [*lengths, T.prod(T.stack([x.shape[i] for i in axes]))])
    first = T.alloc(T.constant(initial, dtype=x.type.dtype), *lengths, 1)
    return T.join(-1, first, rows), -1


@converts("tensor.Argmax")
def convert_argmax(op, node, x):
    axes = range(x.type.ndim) if op.axis is None else sorted(op.axis)
    kept = [i for i in range(x.type.ndim) if i not in axes]
    # the index counts over all reduced axes
    return T.argmax(T.flatten(x.dimshuffle(*kept, *axes), len(kept) + 1), axis=-1)


@converts("tensor.CumOp", may_be_wider=True)
def convert_cumulative(op, node, x):
    x = T.cast(x, np.cumsum(np.empty(0, x.type.dtype)).dtype.name)
    return (T.cumsum if op.mode == "add" else T.cumprod)(x, axis=op.axis)


@converts("tensor.Softmax", may_be_wider=True)
def convert_softmax(op, node, x):
    return T.softmax(_flat_if(x, op.axis), axis=-1 if op.axis is None else op.axis).reshape(x.shape, ndim=x.type.ndim)


@converts("tensor.LogSoftmax", may_be_wider=True)
def convert_log_softmax(op, node, x):
    return T.log(convert_softmax(op, node, x))


@converts("tensor.SoftmaxGrad")
def convert_softmax_gradient(op, node, gz, z):
    both = gz * z
    return both - T.sum(both, axis=op.axis, keepdims=True) * z


@converts("tensor.LogSumExp")
def convert_logsumexp(op, node, x):
    return T.logsumexp(x, axis=op.axis)


def _flat_if(x, axis):
    return T.flatten(x) if axis is None else x
