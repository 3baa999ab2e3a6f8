"""Lowering of views."""

from ..graph.type import Type
from ..graph.variable import Constant
from ..scalar import ScalarConstant
from ..tensor.creation.diag import ExtractDiag
from ..tensor.indexing.subtensor import Subtensor
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.rebroadcast import Rebroadcast
from ..tensor.shape.reshape import Reshape
from ..tensor.shape.shape import SpecifyShape
from ..tensor.types.scalars import MakeVector, ScalarFromTensor, TensorFromScalar
from .lower import lowers


def entry(program, inputs, v):
    """Return an integer variable as an index entry: an int, or ``("in", k)`` for a slot appended to `inputs`."""
    if isinstance(v, Constant):
        return int(v.data)
    slot = program.slot(v)
    if slot not in inputs[1:]:
        inputs.append(slot)
    return "in", inputs.index(slot, 1)


def index_template(program, inputs, idx_list, values):
    """Return a Subtensor's index with its values filled in.

    Parameters
    ----------
    inputs : list of int
        Slots of the step; those of run-time values are appended.
    values : list of Variable
        The node's inputs that stand for the types in `idx_list`.
    """
    values = iter(values)

    def part(p):
        if p is None:
            return None
        return entry(program, inputs, next(values)) if isinstance(p, Type) else int(p)

    return tuple(
        [("slice", part(e.start), part(e.stop), part(e.step)) if isinstance(e, slice) else part(e) for e in idx_list]
    )


def shape_entries(program, inputs, v):
    """Return the index entries of an integer vector, or None if only its value tells them."""
    if isinstance(v, Constant):
        return tuple([int(n) for n in v.data])
    if v.owner is not None and isinstance(v.owner.op, MakeVector):
        # the vector was computed before its elements are overwritten; the step that reads them might come after
        if any(program.storage.is_overwritten(n) for n in v.owner.inputs):
            return None
        return tuple([entry(program, inputs, n) for n in v.owner.inputs])
    return None


@lowers(DimShuffle)
def lower_dimshuffle(program, node):
    return program.node_step("dimshuffle", node, pattern=tuple(node.op.new_order))


@lowers(Rebroadcast)
def lower_rebroadcast(program, node):
    return program.node_step("dimshuffle", node, pattern=tuple(range(node.inputs[0].type.ndim)))


@lowers(Subtensor)
def lower_subtensor(program, node):
    inputs = [program.slot(node.inputs[0])]
    index = index_template(program, inputs, node.op.idx_list, node.inputs[1:])
    return program.node_step("subtensor", node, inputs, index=index)


@lowers(Reshape)
def lower_reshape(program, node):
    x, shape = node.inputs
    inputs = [program.slot(x)]
    entries = shape_entries(program, inputs, shape)
    if entries is None:
        inputs.append(program.slot(shape))
        entries = ("vector", 1)
    return program.node_step("reshape", node, inputs, shape=entries)


@lowers(SpecifyShape)
def lower_specify_shape(program, node):
    inputs = [program.slot(node.inputs[0])]
    entries = shape_entries(program, inputs, node.inputs[1])
    if entries is None or program.dtype(node.inputs[0]) == "object":
        return False
    return program.node_step("specify_shape", node, inputs, shape=entries)


@lowers(ExtractDiag)
def lower_extract_diag(program, node):
    op, (x,), (z,) = node.op, node.inputs, node.outputs
    axes = {"offset": op.offset, "axis1": op.axis1 % x.type.ndim, "axis2": op.axis2 % x.type.ndim}
    if op.view:
        return program.node_step("diagonal", node, **axes)
    view = program.temp(z.type.dtype, z.type.broadcastable)
    program.step("diagonal", [program.slot(x)], [view], **axes)
    return program.node_step("copy", node, [view])


@lowers(ScalarFromTensor, TensorFromScalar)
def lower_scalar(program, node):
    """Lower a scalar to the slot of its 0-d array, or to a copy if that memory is overwritten later."""
    (x,), (z,) = node.inputs, node.outputs
    if isinstance(x, ScalarConstant) or program.storage.is_overwritten(x) or program.storage.is_overwritten(z):
        return program.node_step("copy", node)
    program.slot_of[z] = program.slot(x)
    return True
