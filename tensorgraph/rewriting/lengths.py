"""Length checks that a rewrite would drop.

An elementwise operation compares the lengths of its inputs, so a rule that drops one of them (``x**0 * y`` is ``1 *
y``) would accept a wrong program. The result is checked instead, unless the lengths are known to agree, or had to agree
where the dropped input was computed: the gradient of ``(x * y).sum()`` fills ``x * y`` with ones, which need not be
compared with y.
"""

from itertools import zip_longest

from ..graph.variable import Constant
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.indexing.subtensor import Subtensor
from ..tensor.reductions.careduce import CAReduce
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.shape import Shape, SpecifyShape
from ..tensor.types.scalars import MakeVector
from .passes.shape import same_length

# number of variables to search for one that a length was compared with
MOST = 32


def compared(fgraph, result, inputs):
    """Return `result`, checked to have the lengths of all `inputs`, some of which it may no longer read.

    None where lengths are unknown.
    """
    shapes = fgraph.shapes
    if shapes is None:
        return None
    left_out = [
        [
            shapes.dim(v, axis)
            for v in inputs
            if not v.type.broadcastable[axis] and not must_agree(shapes, v, result, axis)
        ]
        for axis in range(result.type.ndim)
    ]
    own = shapes.shape(result)
    for lengths in zip_longest(*left_out):
        shape = [n if length is None else length for n, length in zip(own, lengths)]
        result = SpecifyShape()(result, MakeVector("int64")(*shape))
    return result


def checked(fgraph, result, inputs):
    """Return :func:`compared`, or `result` as it is where lengths are unknown."""
    found = compared(fgraph, result, inputs) if inputs else result
    return result if found is None else found


def must_agree(shapes, x, y, axis):
    """Return True if `x` and `y` are known to be equally long on an axis, or must be if both can be computed."""
    if shapes.same_shape(x, y, axis, axis):
        return True
    found = list(lengths_met(shapes, x, axis))
    return any(same_length(n, other) for n in lengths_met(shapes, y, axis) for other in found)


def lengths_met(shapes, x, axis):
    """Yield the lengths that are compared when `x` is computed, as far as a few operations tell."""
    pending = [(x, axis)]
    for v, i in pending:
        yield as_read(shapes, shapes.dim(v, i))
        node = v.owner
        if node is None or len(pending) > MOST:
            continue
        if isinstance(node.op, Elemwise):
            pending += [(u, i) for u in node.inputs if not u.type.broadcastable[i]]
        elif isinstance(node.op, DimShuffle):
            pending.append((node.inputs[0], node.op.new_order[i]))
        elif isinstance(node.op, CAReduce):
            kept = [k for k in range(node.inputs[0].type.ndim) if k not in node.op.axis]
            pending.append((node.inputs[0], kept[i]))


def as_read(shapes, n):
    """Return the length of an axis that `n` reads from a vector of lengths."""
    node = n.owner
    if node is None or not isinstance(node.op, Subtensor):
        return n
    vector, i = node.inputs[0].owner, node.inputs[1]
    if vector is None or not isinstance(i, Constant):
        return n
    if isinstance(vector.op, Shape):
        return shapes.dim(vector.inputs[0], int(i.data))
    return as_read(shapes, vector.inputs[int(i.data)]) if isinstance(vector.op, MakeVector) else n
