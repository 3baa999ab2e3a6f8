"""Shapes computed from shapes, never from values."""

from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.shape.shape import Shape, Shape_i, SpecifyShape
from ...tensor.types.scalars import MakeVector, ScalarFromTensor, TensorFromScalar
from ..rule import canonicalize, exact, node_rule, specialize, useless
from ..values import typed_as


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
@node_rule(Elemwise)
def local_specify_shape_lift(fgraph, node):
    """``exp(specify_shape(x, s))`` is ``specify_shape(exp(x), s)``, so that elementwise operations meet.

    Constant lengths stay where they are, since they tell more there.
    """
    shapes = fgraph.shapes
    if shapes is None:
        return None
    for i, v in enumerate(node.inputs):
        inner = v.owner
        if inner is None or not isinstance(inner.op, SpecifyShape):
            continue
        x, shape = inner.inputs
        if shape.owner is None or not isinstance(shape.owner.op, MakeVector):
            continue
        lengths = [
            shapes.dim(node.outputs[0], axis) if one else n
            for axis, (n, one) in enumerate(zip(shape.owner.inputs, v.type.broadcastable))
        ]
        outputs = node.op(*node.inputs[:i], x, *node.inputs[i + 1 :], return_list=True)
        return [inner.op(z, MakeVector("int64")(*lengths)) for z in outputs]
    return None
