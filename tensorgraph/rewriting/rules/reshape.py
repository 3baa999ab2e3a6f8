"""Reshape and Rebroadcast, dropped, merged or turned into DimShuffle; elementwise work on repeated elements.

``repeat`` and ``tile`` are an alloc, which repeats along axes of its own, and a reshape that joins these with others.
"""

from ...graph.variable import Constant
from ...tensor.creation.alloc import Alloc
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.reductions.careduce import CAReduce
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.reshape import Reshape
from ...tensor.shape.shape import Shape
from ...tensor.types.scalars import MakeVector
from ..rule import canonicalize, exact, node_rule, specialize, stabilize
from ..values import constant_value, made_like, typed_as
from .dimshuffle import shuffled


def lengths(shape):
    """Return the entries of a shape vector, ints or variables, or None if it is not easily taken apart."""
    if isinstance(shape, Constant):
        return [int(n) for n in shape.data]
    node = shape.owner
    if node is not None and isinstance(node.op, MakeVector):
        return [v if constant_value(v) is None else int(constant_value(v)) for v in node.inputs]
    return None


def rest_depends_on_lengths(shape):
    """Return True if a length of -1 may follow from other lengths of the array than their product.

    If that is 0, axes that both shapes begin with are left out of it.
    """
    entries = lengths(shape)
    return entries is not None and -1 in entries and not all(isinstance(n, int) and n for n in entries)


@canonicalize
@stabilize
@specialize
@exact
@node_rule(Reshape)
def local_useless_reshape(fgraph, node):
    """Drop a reshape to the same shape, and of a vector to a vector."""
    x, shape = node.inputs
    out = node.outputs[0]
    if x.type != out.type:
        return None
    if x.type.ndim == 0:
        return x
    entries = lengths(shape)
    if entries is None:
        inner = shape.owner
        return x if inner is not None and isinstance(inner.op, Shape) and inner.inputs[0] is x else None
    shapes = fgraph.shapes
    unknown = sum(shapes is None or not shapes.is_length(n, x, i) for i, n in enumerate(entries))
    # one length follows from the others
    return x if unknown == 0 or (unknown == 1 and -1 in entries) else None


@canonicalize
@stabilize
@specialize
@exact
@node_rule(Reshape)
def local_reshape_chain(fgraph, node):
    """Merge two reshapes: the last one decides."""
    x, shape = node.inputs
    inner = x.owner
    if inner is None or not isinstance(inner.op, Reshape):
        return None
    if rest_depends_on_lengths(shape):
        return None
    return typed_as(node, node.op(inner.inputs[0], shape))


@canonicalize
@stabilize
@exact
@node_rule(Reshape)
def local_useless_dimshuffle_in_reshape(fgraph, node):
    """Drop a DimShuffle below a reshape if it only adds or drops axes of length 1."""
    x, shape = node.inputs
    inner = x.owner
    if inner is None or not isinstance(inner.op, DimShuffle):
        return None
    axes = [i for i in inner.op.new_order if i != "x"]
    source = inner.inputs[0]
    long_axes = [i for i in axes if not source.type.broadcastable[i]]
    if long_axes != sorted(long_axes):
        return None
    if rest_depends_on_lengths(shape):
        first = lengths(shape).index(-1)
        if inner.op.new_order[:first] != tuple(range(first)):
            return None
    return typed_as(node, node.op(source, shape))


@canonicalize
@stabilize
@exact
@node_rule(Reshape)
def local_reshape_to_dimshuffle(fgraph, node):
    """Replace a reshape that only adds or moves axes of length 1, beside one long axis at most, by a DimShuffle."""
    x, shape = node.inputs
    entries = lengths(shape)
    if entries is None:
        return None
    if all(x.type.broadcastable):
        return typed_as(node, shuffled(shuffled(x, ()), ("x",) * len(entries)))
    long_axes = [i for i, is_one in enumerate(x.type.broadcastable) if not is_one]
    if len(long_axes) != 1:
        return None
    ones = [i for i, n in enumerate(entries) if n == 1]
    if len(ones) != len(entries) - 1:
        return None
    (axis,) = set(range(len(entries))) - set(ones)
    n = entries[axis]
    shapes = fgraph.shapes
    if not (n == -1 or shapes is not None and shapes.is_length(n, x, long_axes[0])):
        return None
    result = shuffled(x, [long_axes[0] if i == axis else "x" for i in range(len(entries))])
    return typed_as(node, result)


@canonicalize
@stabilize
@exact
@node_rule(Reshape)
def local_reshape_lift(fgraph, node):
    """``reshape(f(x))`` is ``f(reshape(x))``, so that f meets other elementwise work."""
    x, shape = node.inputs
    inner = x.owner
    if inner is None or not isinstance(inner.op, Elemwise) or len(inner.inputs) != 1 or len(fgraph.clients(x)) != 1:
        return None
    if inner.op.inplace_pattern:
        return None
    return typed_as(node, inner.op(node.op(inner.inputs[0], shape)))


@canonicalize
@specialize
@exact
@node_rule(Rebroadcast)
def local_useless_rebroadcast(fgraph, node):
    """Drop a Rebroadcast to the same or a weaker pattern, or move it through an Elemwise of one input."""
    (x,) = node.inputs
    if x.type == node.outputs[0].type:
        return x
    inner = x.owner
    if inner is None:
        return None
    if isinstance(inner.op, Rebroadcast):
        axes = {**dict(inner.op.axis), **dict(node.op.axis)}
        return typed_as(node, Rebroadcast(*axes.items())(inner.inputs[0]))
    if isinstance(inner.op, Elemwise) and len(inner.inputs) == 1 and len(fgraph.clients(x)) == 1:
        return typed_as(node, inner.op(node.op(inner.inputs[0])))
    return None


def repetition(fgraph, v):
    """Return the alloc and the reshape that make `v`, of repeated elements, else None."""
    joining = v.owner
    if joining is None or not isinstance(joining.op, Reshape):
        return None
    repeated = joining.inputs[0]
    if repeated.owner is None or not isinstance(repeated.owner.op, Alloc) or len(fgraph.clients(repeated)) != 1:
        return None
    x = repeated.owner.inputs[0]
    if x.type.ndim != repeated.type.ndim or all(x.type.broadcastable):
        return None
    return repeated.owner, joining


def is_mapped(fgraph, v):
    """Return True if all that reads `v` are reductions, and operations that have no other arrays."""
    for node, _ in fgraph.clients(v):
        if node == "output" or not isinstance(node.op, (Elemwise, CAReduce)):
            return False
        if any(w is not v and not all(w.type.broadcastable) for w in node.inputs):
            return False
    return True


def is_widened(fgraph, v):
    """Return True if `v` is a tensor with more axes of length 1, which nothing else reads."""
    inner = v.owner
    if inner is None or not isinstance(inner.op, DimShuffle) or len(fgraph.clients(inner.inputs[0])) != 1:
        return False
    return [k for k in inner.op.new_order if k != "x"] == list(range(inner.inputs[0].type.ndim))


@specialize
@exact
@node_rule(Elemwise)
def local_elemwise_of_repeated(fgraph, node):
    """``f(repeat(x))`` is ``repeat(f(x))``, also with numbers beside it: f is computed once for each element."""
    arrays = list(dict.fromkeys(v for v in node.inputs if not all(v.type.broadcastable)))
    if len(arrays) != 1 or node.op.inplace_pattern or len(node.outputs) > 1:
        return None
    # axes of length 1 may have been added
    widening = arrays[0].owner if is_widened(fgraph, arrays[0]) else None
    found = repetition(fgraph, arrays[0] if widening is None else widening.inputs[0])
    # last, for this looks at all that reads the array, each time that one of them is seen
    if found is None or not is_mapped(fgraph, arrays[0]):
        return None
    repeating, joining = found
    x, *counts = repeating.inputs
    values = {v: shuffled(v, ()) for v in node.inputs if v not in arrays}
    values[arrays[0]] = x
    made = node.op(*[values[v] for v in node.inputs])
    copies = made_like(Alloc()(made, *counts), repeating)
    result = made_like(joining.op(copies, joining.inputs[1]), joining)
    return typed_as(node, result if widening is None else made_like(widening.op(result), widening))
