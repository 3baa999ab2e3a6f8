"""Numbers that all elements of a variable are known to equal, without running the graph."""

import numpy as np

from ...graph.variable import Constant, Variable
from ...scalar.op import ScalarOp
from ..creation.alloc import Alloc
from ..elementwise.elemwise import Elemwise
from ..indexing.subtensor import Subtensor, get_constant_idx
from ..shape.dimshuffle import DimShuffle
from ..shape.rebroadcast import Rebroadcast
from ..shape.shape import Shape, Shape_i
from .constant import EmptyConstantError, NotScalarConstantError
from .scalars import MakeVector, ScalarFromTensor, TensorFromScalar

# the value of the result is the value of the first input
_SAME = (Alloc, DimShuffle, Rebroadcast, ScalarFromTensor, TensorFromScalar)
_FOLDED = frozenset(
    ("add", "sub", "mul", "true_div", "int_div", "mod", "maximum", "minimum", "switch",
     "eq", "neq", "lt", "le", "gt", "ge", "neg")
)


def constant_value(v, elemwise=True, only_process_constants=False, max_recur=10):
    """Return the number; see :func:`tensorgraph.tensor.get_scalar_constant_value`."""
    return _value_of(v, 0 if only_process_constants else max_recur, elemwise, {})


def _value_of(v, depth, elemwise, memo):
    while True:
        if v is None:
            raise NotScalarConstantError()
        if not isinstance(v, Variable):
            return _single(np.asarray(v))
        if isinstance(v, Constant):
            return _single(np.asarray(v.data))
        node = v.owner
        if node is None or depth <= 0:
            raise NotScalarConstantError(v)
        depth -= 1
        op = node.op
        if isinstance(op, _SAME) or _is_assert(op):
            if _is_assert(op) and not all(_value_of(w, depth, elemwise, memo) for w in node.inputs[1:]):
                raise NotScalarConstantError(v)
            v = node.inputs[0]
        elif isinstance(op, Shape_i):
            return _length(node.inputs[0], op.i, v)
        elif isinstance(op, (Elemwise, ScalarOp)):
            scalar_op = op if isinstance(op, ScalarOp) else op.scalar_op
            if scalar_op.name != "second":
                if not elemwise or not _foldable(scalar_op) or len(node.outputs) != 1:
                    raise NotScalarConstantError(v)
                if node not in memo:
                    inputs = [_value_of(x, depth, elemwise, memo) for x in node.inputs]
                    (z,) = scalar_op.evaluate(inputs, [node.outputs[0].type.dtype])
                    memo[node] = np.asarray(z)
                return memo[node]
            v = node.inputs[1]
        else:
            v = _element(v, node)


def _foldable(scalar_op):
    return scalar_op.name in _FOLDED or scalar_op.class_name == "Cast"


def _is_assert(op):
    return type(op).__name__ == "Assert"


def _single(data):
    if data.size == 0:
        raise EmptyConstantError("the constant has no elements")
    if data.dtype.kind not in "biufc":
        raise NotScalarConstantError(data)
    if data.size > 1:
        flat = data.reshape(-1)
        if not (flat == flat[0]).all():
            raise NotScalarConstantError(data)
        return np.array(flat[0])
    return np.array(data.reshape(()))


def _length(x, i, v):
    if x.type.broadcastable[i]:
        return np.asarray(1, dtype="int64")
    if isinstance(x, Constant):
        return np.asarray(x.data.shape[i], dtype="int64")
    raise NotScalarConstantError(v)


def _element(v, node):
    """Return ``x[i]`` of a vector for a constant i, a number or a variable."""
    if not isinstance(node.op, Subtensor) or v.type.ndim != 0:
        raise NotScalarConstantError(v)
    x = node.inputs[0]
    if isinstance(x.owner and x.owner.op, Alloc) and x.owner.inputs[0].type.ndim == 0:
        return x.owner.inputs[0]
    index = get_constant_idx(node.op.idx_list, node.inputs)
    if not all(isinstance(i, int) for i in index):
        raise NotScalarConstantError(v)
    if isinstance(x, Constant):
        return x.data[tuple(index)]
    if x.type.ndim == 1 and x.owner is not None:
        if isinstance(x.owner.op, MakeVector):
            return x.owner.inputs[index[0]]
        if isinstance(x.owner.op, Shape) and hasattr(x.owner.inputs[0].type, "broadcastable"):
            return _length(x.owner.inputs[0], index[0], v)
    raise NotScalarConstantError(v)
