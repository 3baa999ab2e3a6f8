"""Shapes computed from shapes, never from values."""

from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.shape.shape import Shape, Shape_i, SpecifyShape
from ...tensor.types.scalars import MakeVector, ScalarFromTensor, TensorFromScalar
from ..rule import canonicalize, exact, node_rule, specialize, useless
from ..values import typed_as
from .reshape import lengths


@useless
@canonicalize
@specialize
@exact
@node_rule(Shape)
def local_shape_to_shape_i(fgraph, node):
    """Build the shape vector from the lengths of the axes."""
    shapes = fgraph.shapes
    if shapes is None:
        return None
    return MakeVector("int64")(*shapes.shape(node.inputs[0]))


@useless
@canonicalize
@specialize
@exact
@node_rule(Shape_i)
def local_track_shape_i(fgraph, node):
    """Compute the length of a computed variable from lengths."""
    shapes = fgraph.shapes
    if shapes is None:
        return None
    (x,) = node.inputs
    n = shapes.dim(x, node.op.i)
    if n.owner is not None and n.owner.inputs[0] is x:
        return None
    return n


@useless
@canonicalize
@specialize
@exact
@node_rule(TensorFromScalar, ScalarFromTensor)
def local_tensor_scalar_tensor(fgraph, node):
    """Cancel conversions from scalar to tensor and back."""
    inner = node.inputs[0].owner
    if inner is None or not isinstance(inner.op, (TensorFromScalar, ScalarFromTensor)):
        return None
    x = inner.inputs[0]
    return typed_as(node, x)


@canonicalize
@specialize
@exact
@node_rule(SpecifyShape)
def local_specify_shape_twice(fgraph, node):
    """Drop an assertion of a shape that is asserted already."""
    inner = node.inputs[0].owner
    if inner is None or inner.op != node.op or inner.inputs[1:] != node.inputs[1:]:
        return None
    return typed_as(node, node.inputs[0])


@canonicalize
@specialize
@exact
@node_rule(SpecifyShape)
def local_specify_known_shape(fgraph, node):
    """Drop an assertion of lengths that the array is known to have."""
    x, asserted = node.inputs
    if fgraph.shapes is None or x.type != node.outputs[0].type:
        return None
    entries = lengths(asserted)
    if entries is None or not all(fgraph.shapes.is_length(n, x, i) for i, n in enumerate(entries)):
        return None
    return x


@canonicalize
@specialize
@exact
@node_rule(Elemwise)
def local_specify_shape_lift(fgraph, node):
    """``exp(specify_shape(x, s))`` is ``specify_shape(exp(x), s)``, so that elementwise operations meet.

    Constant lengths stay where they are, since they tell more there.
    """
    shapes = fgraph.shapes
    if shapes is None:
        return None
    # all at once: one by one, the nodes behind would be made anew for each
    inputs, asserted = [], {}
    for v in node.inputs:
        while given := asserted_lengths(v):
            known = [
                shapes.dim(node.outputs[0], axis) if one else n
                for axis, (n, one) in enumerate(zip(given, v.type.broadcastable))
            ]
            asserted[tuple(known)] = None
            v = v.owner.inputs[0]
        inputs.append(v)
    if not asserted:
        return None
    outputs = node.op(*inputs, return_list=True)
    for known in reversed(asserted):
        outputs = [SpecifyShape()(z, MakeVector("int64")(*known)) for z in outputs]
    return outputs


def asserted_lengths(v):
    """Return the lengths that a variable is asserted to have, which are not all constant, else None."""
    if v.owner is None or not isinstance(v.owner.op, SpecifyShape):
        return None
    made = v.owner.inputs[1].owner
    return made.inputs if made is not None and isinstance(made.op, MakeVector) else None
