"""Conditionals: known conditions, equal values, and the zeros in the branches of gradients.

No rule here adds work: an operation moves into a branch only where it becomes zeros there, or meets a conditional of
the same condition in the other one.
"""

from ...ifelse import IfElse
from ...tensor.creation.alloc import Alloc
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.products.dot import Dot
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.reshape import Reshape
from ..rule import canonicalize, exact, finite_only, node_rule, specialize, useless
from ..values import constant_value, is_op, make_constant

# elementwise operations that give 0 where their input, or the numbered one, is 0
_ZERO_AT_ZERO = {
    **dict.fromkeys(("neg", "identity", "abs_", "sgn", "sqr", "sqrt", "expm1", "log1p", "true_div", "int_div"), 0),
    **dict.fromkeys(("sin", "tan", "sinh", "tanh", "arcsin", "arctan", "arcsinh", "arctanh", "erf"), 0),
    "second": 1,
}
_LINEAR = (DimShuffle, Reshape, Subtensor, Rebroadcast, Sum)


@useless
@canonicalize
@specialize
@exact
@node_rule(IfElse)
def local_useless_ifelse(fgraph, node):
    """Drop a conditional with a known condition or with equal branches."""
    pairs = node.op.pairs(node)
    condition = constant_value(node.inputs[0])
    if condition is not None:
        return [then if condition else other for then, other in pairs]
    if all(then is other for then, other in pairs):
        return [then for then, _ in pairs]
    return None


@canonicalize
@specialize
@exact
@node_rule(IfElse)
def cond_remove_identical(fgraph, node):
    """Drop duplicate, unread and equal pairs of values from a conditional."""
    pairs = node.op.pairs(node)
    read = [pair for pair, v in zip(pairs, node.outputs) if fgraph.clients(v)]
    wanted = dict.fromkeys((then, other) for then, other in read if then is not other)
    if len(wanted) == len(pairs):
        return None
    chosen = dict(zip(wanted, choose(node, list(wanted))))
    # either one of a pair that nothing reads
    return [chosen.get(pair, pair[0]) for pair in pairs]


def choose(node, pairs):
    """Return the outputs of a conditional like that of a node, for other pairs of values."""
    op = IfElse(len(pairs), node.op.as_view, node.op.gpu, node.op.name)
    return op(node.inputs[0], *[t for t, _ in pairs], *[f for _, f in pairs], return_list=True)


def taken(v, condition, side):
    """Return the value of `v` where the condition holds (side 0) or does not (1)."""
    node = v.owner
    if node is None or not isinstance(node.op, IfElse) or node.inputs[0] is not condition:
        return v
    return node.op.pairs(node)[v.index][side]


def is_zero_at_zero(node, i):
    """Return True if a node returns zeros when its input `i` is zero, whatever the others are."""
    op = node.op
    if isinstance(op, Elemwise):
        name = op.scalar_op.record_name
        if name == "mul" or is_op(node.outputs[0], "Cast"):
            return True
        if name == "switch":
            return i > 0 and constant_value(node.inputs[3 - i]) == 0
        return _ZERO_AT_ZERO.get(name) == i
    return isinstance(op, Dot) or isinstance(op, (*_LINEAR, Alloc)) and i == 0


def zeros_like_output(fgraph, v):
    """Return zeros of the shape of `v` without computing it, or None if its shape is unknown."""
    shapes = fgraph.shapes
    if shapes is None:
        return None
    result = Alloc()(make_constant(0, v.type.dtype, 0), *shapes.shape(v))
    return result if result.type == v.type else None


@useless
@canonicalize
@specialize
@finite_only
@node_rule(IfElse)
def local_ifelse_of_zeros(fgraph, node):
    """Move an operation that maps 0 to 0 out of the branch with zeros.

    So the gradient of a branch that was not taken is not computed, only filled in at its end.
    """
    condition = node.inputs[0]
    replacements = {}
    for pair, result in zip(node.op.pairs(node), node.outputs):
        zero = next((side for side, v in enumerate(pair) if constant_value(v) == 0), None)
        if zero is None:
            continue
        for client, i in fgraph.clients(result):
            if client == "output" or not is_zero_at_zero(client, i):
                continue
            out = client.outputs[0]
            inputs = [taken(v, condition, 1 - zero) for v in client.inputs]
            live = client.op.make_node(*inputs).outputs[0]
            zeros = zeros_like_output(fgraph, out)
            if zeros is not None and live.type == out.type:
                pair = (zeros, live) if zero == 0 else (live, zeros)
                replacements[out] = choose(node, [pair])[0]
    return replacements or None


@useless
@exact
@node_rule(IfElse)
def local_ifelse_fill(fgraph, node):
    """Replace a constant fill in a branch by an alloc, which needs the template's shape but not its values."""
    inputs = list(node.inputs)
    for i, v in enumerate(inputs[1:], 1):
        if is_op(v, "second") and v.type.ndim:
            value = constant_value(v)
            shapes = fgraph.shapes
            if value is not None and shapes is not None:
                filled = Alloc()(make_constant(value, v.type.dtype, 0), *shapes.shape(v))
                if filled.type == v.type:
                    inputs[i] = filled
    return None if inputs == node.inputs else node.op(*inputs, return_list=True)


@canonicalize
@specialize
@exact
@node_rule(IfElse)
def local_merge_ifelse_same_cond(fgraph, node):
    """An elementwise operation on conditionals of one condition is a conditional between two such operations."""
    condition = node.inputs[0]
    replacements = {}
    for result in node.outputs:
        for client, _ in fgraph.clients(result):
            if client == "output" or not isinstance(client.op, Elemwise) or len(client.outputs) != 1:
                continue
            sides = [[taken(v, condition, side) for v in client.inputs] for side in (0, 1)]
            chosen = [a is not v for v, a in zip(client.inputs, sides[0])]
            if len(chosen) < 2 or not all(chosen):
                continue
            if any(len(fgraph.clients(v)) != 1 for v in client.inputs):
                continue
            pair = tuple([client.op.make_node(*inputs).outputs[0] for inputs in sides])
            replacements[client.outputs[0]] = choose(node, [pair])[0]
    return replacements or None
