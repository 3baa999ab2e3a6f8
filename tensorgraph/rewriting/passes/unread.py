"""Zeros of what was not read, kept in products with what may be infinite.

The invariant: an element that did not take part gets the gradient 0, whatever the derivative is there. The gradient of
``log(x).T[i]`` is made of zeros into which a part is written, transposed and divided by x: 0 / 0 where x is 0 beside
that part.

Products with a write or a mask are taken of what was written or shown (``local_mul_write_sink``,
``local_mul_switch_sink``), which is less work too. This pass looks after all others: it follows the zeros from where
they are made through whatever is linear (layouts, sums, matrix products), also into loops and out of them, and makes
``switch(z == 0, 0, z * p)`` of a product ``z * p`` where p may be infinite. It runs when nothing is left to cancel, and
leaves what a function computes beside gradients as it is: ``sum(switch(mask, x, 0)) / sum(mask)`` of no element is nan.
"""

from functools import partial

import numpy as np

from ...graph.apply import Apply
from ...graph.traverse import io_toposort
from ...scalar import REGISTRY
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor
from ..rules.subtensor import entries
from ..rules.switch import POLES
from ..values import constant_value, fit, make_constant
from ..zeros import has_noted_zeros, is_source, zero_of
from .stable_gradients import is_clear_of_zero

NAME = "unread_zeros"
eq, switch = REGISTRY["eq"], REGISTRY["switch"]

# what is finite for infinite arguments too
BOUNDED = frozenset(("sigmoid", "ultra_fast_sigmoid", "tanh", "erf", "erfc", "arctan", "sgn"))


def keep_zeros(fgraph):
    """Keep zeros of what was not read in products with what may be infinite.

    Returns
    -------
    dict
        How many products, or loops with such products, were replaced, by the name of the pass.
    """
    if not fgraph.derived_outputs or not any(
        is_source(node) or ends_inside(node.op) or any(map(has_noted_zeros, node.inputs)) for node in fgraph.apply_nodes
    ):
        return {}
    others = [v for i, v in enumerate(fgraph.outputs) if i not in fgraph.derived_outputs]
    applied = keep(fgraph, {}, set(), io_toposort(fgraph.inputs, others))
    return {NAME: applied} if applied else {}


def keep(fgraph, zeros, poles, others=()):
    """Keep zeros; return how many nodes were replaced. `zeros` and `poles` tell about inputs, as :func:`spread` says.

    The nodes `others` stay as they are.

    With such inputs it is the graph inside of an op, where all other zeros are kept when that graph is compiled.
    """
    nodes = fgraph.toposort()
    later = {*others, *([node for node, _ in spread(nodes, {}, set())] if zeros else ())}
    applied = 0
    for node, make in spread(nodes, zeros, poles):
        if node in later:
            continue
        for old, new in zip(node.outputs, make()):
            if old in zeros:
                zeros[new] = zeros[old] if zeros[old] is not old else new
            if old in poles:
                poles.add(new)
            fgraph.replace(old, new, NAME)
        applied += 1
    return applied


def spread(nodes, zeros, poles):
    """Follow zeros through `nodes`, which are in order.

    Parameters
    ----------
    nodes : iterable of Apply
    zeros : dict
        From each variable with zeros of what was not read to the variable that is 0 there; it is extended.
    poles : set
        The variables that may be infinite or nan where their arguments are finite; it is extended.

    Yields
    ------
    node : Apply
        One that may lose such zeros.
    make : callable
        Returns variables in place of its outputs that do not.
    """
    for node in nodes:
        zeros.update((v, v) for v in node.inputs if has_noted_zeros(v))
        ends = ends_inside(node.op)
        if ends is not None:
            yield from spread_inside(node, ends, zeros, poles)
            continue
        for v in node.outputs:
            zero = zero_of(node, v, zeros)
            if zero is not None:
                zeros[v] = zero
                if loses_zeros(node, poles):
                    yield node, partial(kept_product, node, zero)
        if has_pole(node, poles):
            poles.update(node.outputs)


# ------------------------------------------------------------- products


def has_pole(node, poles):
    """Return True if the outputs of `node` may be infinite or nan."""
    if isinstance(node.op, Elemwise):
        name = node.op.scalar_op.record_name
        if name in BOUNDED or node.outputs[0].type.dtype[0] in "iub":
            return False
        if name in POLES and not (name in ("true_div", "sqrt") and is_clear_of_zero(node.inputs[-1])):
            return True
    return any(map(may_be_infinite(poles), node.inputs))


def may_be_infinite(poles):
    """Return a function that returns True for a variable of `poles` or an infinite constant."""

    def test(v):
        if v in poles:
            return True
        value = constant_value(v) if v.owner is None else None
        return value is not None and not np.isfinite(value)

    return test


def loses_zeros(node, poles):
    """Return True if `node` is a product with, or a quotient by, what may make nan of a 0."""
    if not isinstance(node.op, Elemwise):
        return False
    name = node.op.scalar_op.record_name
    if name == "mul":
        return any(map(may_be_infinite(poles), node.inputs))
    if name != "true_div":
        return False
    top, divisor = node.inputs
    return not is_clear_of_zero(divisor) or may_be_infinite(poles)(top)


def kept_product(node, zero):
    """Return the product or quotient that `node` computes, and 0 where `zero` is."""
    product = node.op(*node.inputs)
    none = make_constant(0, product.type.dtype, product.type.ndim)
    return [fit(switch(eq(zero, make_constant(0, zero.type.dtype, zero.type.ndim)), none, product), node)]


# ------------------------------------------------------------- graphs inside of operations


def ends_inside(op):
    """Return the inputs and outputs of the graph inside of `op`, and which belong to those outside, or None.

    The correspondence is a list of ``(input outside, inputs inside, outputs inside, output outside)``, positions and
    lists of positions, -1 for none outside.
    """
    if hasattr(op, "groups"):
        return op.inputs, op.outputs, op.groups
    if not hasattr(op, "lop_overrides"):
        return None
    inner = op.inner
    groups = [(i, [i], [], -1) for i in range(len(inner.inputs))]
    return inner.inputs, inner.outputs, groups + [(-1, [], [i], i) for i in range(len(inner.outputs))]


def spread_inside(node, ends, zeros, poles):
    """Follow zeros through the graph inside of the op of `node`, as :func:`spread` does."""
    inputs, outputs, groups = ends
    nodes = list(io_toposort(inputs, outputs))
    outside = {i for i, v in enumerate(node.inputs) if v in zeros or constant_value(v) == 0}
    # a state that does not begin with zeros has none later
    outside -= {group[0] for group in groups if group[1] and group[2] and has_first_row(node.inputs[group[0]], zeros)}
    infinite = {i for i, v in enumerate(node.inputs) if v in poles}
    while True:
        # a state has zeros if it begins with them and no step adds anything else, and poles if a step may make them
        given = [k for group in groups if group[0] in outside for k in group[1]]
        unbounded = [k for group in groups if group[0] in infinite for k in group[1]]
        inside, poles_inside = {inputs[k]: inputs[k] for k in given}, {inputs[k] for k in unbounded}
        lossy = {inner for inner, _ in spread(nodes, inside, poles_inside)}
        kept = {k for k, v in enumerate(outputs) if v in inside or constant_value(v) == 0}
        lost = {group[0] for group in groups if not kept.issuperset(group[2])} & outside
        made = {group[0] for group in groups if any(outputs[k] in poles_inside for k in group[2])} - infinite - {-1}
        if not lost and not made:
            break
        outside -= lost
        infinite |= made
    for outer_in, inner_in, inner_out, outer_out in groups:
        if outer_out == -1:
            continue
        v = node.outputs[outer_out]
        if kept.issuperset(inner_out) and (not inner_in or outer_in in outside):
            zeros[v] = v
        if not poles_inside.isdisjoint(outputs[k] for k in inner_out):
            poles.add(v)
    if given and lossy - {inner for inner, _ in spread(nodes, {}, set())}:
        yield node, partial(kept_inside, node, given, unbounded)


def has_first_row(v, zeros, last=False):
    """Return True if something in the first row of `v` was read, or in the last, as far as its writes tell.

    The gradient of ``h[-1]`` begins with the last row of zeros, turned around.
    """
    while v in zeros:
        node = v.owner
        index = entries(node) if node is not None and isinstance(node.op, (Subtensor, IncSubtensor)) else ()
        if len(index) != 1:
            return False
        item = index[0]
        if isinstance(node.op, Subtensor):
            if item != slice(None, None, -1):
                return False
            v, last = node.inputs[0], not last
        elif not isinstance(item, slice):
            return item == (-1 if last else 0) and node.inputs[1] not in zeros
        elif item.step in (None, 1) and (item.stop is None if last else item.start in (None, 0)):
            v = node.inputs[1]
        else:
            return False
    return constant_value(v) != 0


def kept_inside(node, given, unbounded):
    """Return the outputs of `node` with zeros of the inputs `given` of its inner graph kept inside."""

    def rewrite(inner):
        zeros = {inner.inputs[k]: inner.inputs[k] for k in given}
        return keep(inner, zeros, {inner.inputs[k] for k in unbounded})

    op = node.op.rewritten_inside(rewrite)
    return Apply(op, node.inputs, [v.type() for v in node.outputs]).outputs
