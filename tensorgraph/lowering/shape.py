"""Lowering of shapes, and of arrays made from them."""

import numpy as np

from ..graph.variable import Constant
from ..tensor.creation.alloc import Alloc, AllocEmpty
from ..tensor.creation.diag import AllocDiag
from ..tensor.creation.eye import Eye, Tri
from ..tensor.creation.filled import ARange
from ..tensor.shape.join import Join, Split
from ..tensor.shape.shape import Shape, Shape_i
from ..tensor.types.scalars import MakeVector
from .loopcode import LoopCode, NoKernel
from .lower import lowers
from .views import entry

_MADE_AS = {"float16": "float32", "complex64": "float32", "complex128": "float64"}


@lowers(Shape_i)
def lower_shape_i(program, node):
    if program.dtype(node.inputs[0]) == "object":
        return False
    return program.node_step("shape_i", node, axis=node.op.i)


@lowers(Shape)
def lower_shape(program, node):
    if program.dtype(node.inputs[0]) == "object":
        return False
    return program.node_step("shape", node)


@lowers(MakeVector)
def lower_make_vector(program, node):
    return program.node_step("make_vector", node)


@lowers(ARange)
def lower_arange(program, node):
    made = node.op.dtype
    if made in ("bool", "complex64", "complex128") or "float16" in (made, *[v.type.dtype for v in node.inputs]):
        return False
    return program.node_step("arange", node)


@lowers(Eye, Tri)
def lower_eye(program, node):
    (z,) = node.outputs
    inputs = [-1]
    n, m, k = [entry(program, inputs, v) for v in node.inputs]
    inputs = inputs[1:]
    n, m, k = [(e[0], e[1] - 1) if isinstance(e, tuple) else e for e in (n, m, k)]
    made = _MADE_AS.get(z.type.dtype, z.type.dtype)
    slot = program.out(z) if made == z.type.dtype else program.temp(made, z.type.broadcastable)
    program.step("eye", inputs, [slot], None, n=n, m=m, k=k, below=isinstance(node.op, Tri))
    if made != z.type.dtype:
        convert(program, slot, program.out(z))
    return True


@lowers(AllocDiag)
def lower_alloc_diag(program, node):
    """Lower to a matrix in the last two axes, and a view that has them where they belong."""
    (x,), (z,) = node.inputs, node.outputs
    if program.dtype(x) == "object":
        return False
    ndim = z.type.ndim
    new = [node.op.axis1 % ndim, node.op.axis2 % ndim]
    kept = [axis for axis in range(ndim) if axis not in new]
    if kept + new == list(range(ndim)):
        return program.node_step("alloc_diagonal", node, offset=node.op.offset)
    last = program.temp(z.type.dtype, [z.type.broadcastable[axis] for axis in kept + new])
    program.step("alloc_diagonal", [program.slot(x)], [last], offset=node.op.offset)
    return program.node_step("dimshuffle", node, [last], pattern=tuple((kept + new).index(k) for k in range(ndim)))


@lowers(Alloc)
def lower_alloc(program, node):
    value, *dims = node.inputs
    inputs = [program.slot(value)]
    return program.node_step("alloc", node, inputs, shape=tuple([entry(program, inputs, n) for n in dims]))


@lowers(AllocEmpty)
def lower_alloc_empty(program, node):
    inputs = [program.const(np.zeros((), node.outputs[0].type.dtype))]
    shape = tuple([entry(program, inputs, n) for n in node.inputs])
    return program.node_step("alloc", node, inputs, shape=shape, filled=False)


def converted(program, v, dtype):
    """Return the slot of a variable, or of its value as another dtype."""
    slot = program.slot(v)
    old = program.slots[slot]
    if old.dtype == dtype:
        return slot
    new = program.temp(dtype, old.broadcastable)
    try:
        convert(program, slot, new)
    except NoKernel:
        return None
    return new


def convert(program, source, target):
    """Add the loop that converts the array in a slot to the dtype of another slot."""
    code = LoopCode([program.slots[source].dtype])
    params, (register,) = code.finish([code.cast(code.inputs[0], program.slots[target].dtype)])
    program.step("loop", [source], [target], None, outs=((register, "store", None, None, None),), **params)


@lowers(Join)
def lower_join(program, node):
    axis, *parts = node.inputs
    if not isinstance(axis, Constant) or any(program.dtype(v) == "object" for v in parts):
        return False
    dtype = node.outputs[0].type.dtype
    inputs = [converted(program, v, dtype) for v in parts]
    if None in inputs:
        return False
    return program.node_step("join", node, inputs, axis=int(axis.data) % node.outputs[0].type.ndim)


@lowers(Split)
def lower_split(program, node):
    x, axis, sizes = node.inputs
    if not isinstance(axis, Constant):
        return False
    return program.node_step("split", node, [program.slot(x), program.slot(sizes)], axis=int(axis.data) % x.type.ndim)
