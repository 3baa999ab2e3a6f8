"""Constants of one value, and the construction of constants and results of a wanted type."""

from weakref import WeakValueDictionary

import numpy as np

from ..graph.variable import Constant
from ..scalar import REGISTRY, cast_to
from ..tensor.creation.alloc import Alloc
from ..tensor.elementwise.elemwise import Elemwise, named
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.types.scalars import ScalarFromTensor, TensorFromScalar
from ..tensor.types.type import tensor_type
from ..tensor.types.variable import TensorConstant

_constants = WeakValueDictionary()
_MISSING = object()


def constant_value(v):
    """Return the one value of `v`, a NumPy scalar, or None; looks through DimShuffle, fill and Alloc."""
    while True:
        node = v.owner
        if node is None:
            if not isinstance(v, Constant):
                return None
            value = v.__dict__.get("_one_value", _MISSING)
            if value is _MISSING:
                value = v._one_value = _one_value(v.data)
            return value
        op = node.op
        if isinstance(op, Elemwise):
            if op.scalar_op.record_name != "second":
                return None
            v = node.inputs[1]
        elif isinstance(op, (DimShuffle, Alloc, ScalarFromTensor, TensorFromScalar)):
            v = node.inputs[0]
        else:
            return None


def number(v):
    """Return the :func:`constant_value` of `v`, or None if it has a length of its own.

    An array of equal numbers, or a number broadcast to the shape of something, takes part in the comparison of lengths;
    a rule that put a number in its place would accept ``x + np.ones(3)`` whatever the length of x.
    """
    value = constant_value(v)
    return value if value is not None and all(getattr(v.type, "broadcastable", ())) else None


def _one_value(data):
    if isinstance(data, (bool, int, float, complex, np.generic)):
        return np.asarray(data)[()]
    if not isinstance(data, np.ndarray) or data.size == 0 or data.dtype.kind not in "biufc":
        return None
    flat = data.reshape(-1)
    first = flat[0]
    if data.size > 1 and not (flat[-1] == first and (flat == first).all()):
        return None
    return first


def wraps_at(v, dtype):
    """Check that the operation that computes `v` may be merged with one that computes in `dtype`.

    Integers wrap: an identity over them holds modulo 2**bits of one dtype, so a rewrite may not change the dtype at
    which an intermediate wraps (``-x * d`` is not ``-(x * d)`` for an unsigned x and a float d).  Floats are rounded,
    which rewrites may change.
    """
    own = v.type.dtype
    return own == dtype or own[0] not in "uib"


def op_name(v):
    """Return the name of the scalar op of the Elemwise that computes `v`, or None."""
    node = v.owner
    return node.op.scalar_op.record_name if node is not None and isinstance(node.op, Elemwise) else None


def is_op(v, name):
    """Return True if `v` is computed by an Elemwise of the scalar op of that name."""
    node = v.owner
    return node is not None and isinstance(node.op, Elemwise) and node.op.scalar_op.record_name == name


def make_constant(value, dtype, ndim):
    """Return a constant with `ndim` axes of length 1; equal ones are the same object."""
    value = np.asarray(value).astype(dtype)
    key = value.tobytes(), dtype, ndim
    found = _constants.get(key)
    if found is None:
        data = value.reshape((1,) * ndim)
        data.flags.writeable = False
        found = _constants[key] = TensorConstant(tensor_type(dtype, (True,) * ndim), data)
    return found


def literal_constant(number, out):
    """Return the constant for a number in an expression that gives `out`, in its dtype if that keeps the value."""
    dtype = out.type.dtype
    if dtype == "bool" or (dtype[0] in "ui" and number != int(number)):
        dtype = str(np.asarray(number).dtype)
    return make_constant(number, dtype, out.type.ndim)


def cast(v, dtype):
    """Return `v` as a variable of `dtype`."""
    if v.type.dtype == dtype:
        return v
    if isinstance(v, TensorConstant):
        return TensorConstant(tensor_type(dtype, v.type.broadcastable), v.data.astype(dtype))
    return named(cast_to(dtype))(v)


def with_dtype(terms, dtype):
    """Return `terms`, the first cast if none is of `dtype`, so that an n-ary op on them computes in that dtype."""
    if all(v.type.dtype != dtype for v in terms):
        return [cast(terms[0], dtype), *terms[1:]]
    return terms


def fill(template, v):
    """Return `v` broadcast to the shape of `template`."""
    return named(REGISTRY["second"])(template, v)


def broadcast_as(result, out, inputs):
    """Return `result` broadcast to the axes on which `out`, an elementwise result of `inputs`, is longer, or None."""
    for axis, (have, want) in enumerate(zip(result.type.broadcastable, out.type.broadcastable)):
        if want and not have:
            return None
        if have and not want and result.type.broadcastable[axis]:
            template = next((v for v in inputs if not v.type.broadcastable[axis]), None)
            if template is None:
                return None
            result = fill(template, result)
    return result


def typed_as(node, result):
    """Return `result` if it has the type of the first output of `node`, else None."""
    return result if result.type == node.outputs[0].type else None


def made_like(v, node):
    """Return `v`, said to be made where the program made `node`: an error in it is one of that line."""
    v.owner.trace, v.owner.keeps_trace = node.trace, True
    return v


def fit(result, node):
    """Return `result`, a variable or number, with the type of the output of the elementwise `node`, or None."""
    out = node.outputs[0]
    if not hasattr(result, "type"):
        result = make_constant(result, out.type.dtype, out.type.ndim)
    if result.type == out.type:
        return result
    if result.type.ndim != out.type.ndim:
        return None
    result = cast(result, out.type.dtype)
    if result.type != out.type:
        result = broadcast_as(result, out, node.inputs)
        if result is None or result.type != out.type:
            return None
    return result
