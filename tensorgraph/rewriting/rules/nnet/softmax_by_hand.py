"""Softmaxes that a program writes out, along any axes.

These rules come first: where a part of a softmax is read, the index would otherwise move into the exponentials, and
hide that they and their sum belong together.
"""

from itertools import zip_longest

from ....scalar import REGISTRY
from ....tensor.indexing.advanced_subtensor import AdvancedSubtensor
from ....tensor.indexing.subtensor import Subtensor
from ....tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax
from ....tensor.reductions.careduce import CAReduce
from ....tensor.reductions.maxandargmax import MaxAndArgmax
from ....tensor.reductions.sums import Sum
from ....tensor.shape.dimshuffle import DimShuffle
from ....tensor.shape.rebroadcast import patternbroadcast
from ...lengths import as_read, checked
from ...logdomain.normalized import normalized
from ...logdomain.shifts import reduced_axes, reduction_of, summed_exponent, unshuffled
from ...passes.canonizer import PRODUCT, SUM, Lists, family_op, holds, lists
from ...picks import end_of_arange, one_hot_index
from ...rule import canonicalize, log_sum_exp, node_rule, rounding, useless
from ...values import cast, constant_value, is_op
from ..dimshuffle import shuffled

log, mul = (REGISTRY[name] for name in ("log", "mul"))


@useless
@canonicalize
@log_sum_exp
@rounding
@node_rule("true_div", "mul")
def local_softmax_by_hand(fgraph, node):
    """``exp(x) / sum(exp(x))``, or a part of it, also among other factors, is inf / inf where it overflows."""
    divides = is_op(node.outputs[0], "true_div") or holds(fgraph, node, PRODUCT, "true_div", "inv")
    for form in spellings(fgraph, node) if divides else ():
        for total in form.bottom:
            for e in form.top:
                named = softmax_of(fgraph, e, total)
                if named is not None:
                    form.top[form.top.index(e)] = named
                    form.bottom.remove(total)
                    return checked(fgraph, form.build(), [total])
    return None


def spellings(fgraph, node):
    """Yield the lists of a product, and the same with a quotient taken apart that others read too, one at a time.

    ``1 / sum(exp(x))`` is such a quotient where a gradient and a second derivative have it.
    """
    form = lists(fgraph, node, PRODUCT)
    if form is None:
        return
    yield form
    for v in form.top:
        if family_op(v, ("true_div", "inv")):
            wider = lists(fgraph, node, PRODUCT)
            if wider.spread(Lists(fgraph, v.owner, PRODUCT)):
                yield wider


def softmax_of(fgraph, e, total):
    """Return the softmax of x, or a part of it, for a part `e` of its exponentials and their `total`, else None."""
    summed, order = unshuffled(total)
    if summed.owner is None or not isinstance(summed.owner.op, Sum):
        return None
    whole = summed.owner.inputs[0]
    if not is_op(whole, "exp") or whole.type.dtype not in ("float32", "float64"):
        return None
    axes = reduced_axes(summed.owner)
    moves = moves_between(fgraph, e, whole, axes, order) if axes else None
    if moves is None:
        return None
    return taken_out(along(Softmax(), cast(whole.owner.inputs[0], e.type.dtype), axes), moves)


@useless
@canonicalize
@log_sum_exp
@rounding
@node_rule("true_div", "mul", "inv")
def local_softmax_of_exponents(fgraph, node):
    """``exp(x) / exp(logsumexp(x))`` and ``exp(x) / (exp(m) * sum(exp(x - m)))`` are softmaxes too."""
    form = lists(fgraph, node, PRODUCT) if holds(fgraph, node, PRODUCT, "exp") else None
    if form is None:
        return None
    above, below = ([v for v in own if is_op(v, "exp")] for own in (form.top, form.bottom))
    if not below and len(above) < 2:
        return None
    logs = {v: log(v) for v in form.bottom}
    totals = [v for v in form.bottom if summed_exponent(logs[v])[0] is not None]
    parts = [(1.0, v.owner.inputs[0]) for v in above] + [(-1.0, v.owner.inputs[0]) for v in below]
    found = normalized(parts + [(-1.0, logs[v]) for v in totals], form.out.type)
    if found is None:
        return None
    form.top = [along(Softmax(), *found), *[v for v in form.top if v not in above]]
    form.bottom = [v for v in form.bottom if v not in below + totals]
    return checked(fgraph, form.build(), above + below + totals)


def moves_between(fgraph, v, whole, axes, order):
    """Return the operations that take `v` out of `whole`, or None if these are others, or other elements than a total.

    The total has been taken over `axes`; its axes are those of `whole` left over, in that `order`.
    """
    moves = []
    while v is not whole:
        node = v.owner
        if node is None or not isinstance(node.op, MOVES):
            return None
        moves.append(node)
        v = node.inputs[0]
    moves.reverse()
    sources = list(range(whole.type.ndim))
    for node in moves:
        sources = SOURCES[type(node.op)](fgraph, node, sources, axes)
        if sources is None:
            return None
    kept = [i for i in range(whole.type.ndim) if i not in axes]
    single = [i == "x" or i in axes or whole.type.broadcastable[i] for i in sources]
    wanted = tuple("x" if one else kept.index(i) for i, one in zip(sources, single))
    return moves if order == wanted else None


def sources_of_shuffle(fgraph, node, sources, axes):
    """Return the sources of the axes of a DimShuffle."""
    return ["x" if i == "x" else sources[i] for i in node.op.new_order]


def sources_of_index(fgraph, node, sources, axes):
    """Return the sources of the axes of a Subtensor that indexes reduced axes, else None."""
    found = []
    for entry, source in zip_longest(node.op.idx_list, sources, fillvalue=slice(None)):
        if entry != slice(None) and source not in axes:
            return None
        if isinstance(entry, slice):
            found.append(source)
    return found


def sources_of_pick(fgraph, node, sources, axes):
    """Return the sources of the axes of one element of each row, else None."""
    return [0] if sources == [0, 1] and picks_of_rows(fgraph, *node.inputs) else None


def picks_of_rows(fgraph, x, *index):
    """Return True if an index picks an element of each row of `x`, provided that there are as many picks as rows."""
    if one_hot_index(fgraph, index) is not None:
        return True
    stop = end_of_arange(index[0])
    if stop is None or fgraph.shapes is None:
        return False
    n = constant_value(stop) if hasattr(stop, "type") else stop
    # a single row may be read for all
    return n > 1 if n is not None else fgraph.shapes.is_length(as_read(fgraph.shapes, stop), x, 0)


# by the class of an operation that takes elements: which axes of an array its axes come from
SOURCES = {DimShuffle: sources_of_shuffle, Subtensor: sources_of_index, AdvancedSubtensor: sources_of_pick}
MOVES = tuple(SOURCES)


def taken_out(x, moves):
    """Return the elements of `x` that these operations take."""
    for node in moves:
        x = node.clone_with_new_inputs([x, *node.inputs[1:]]).outputs[0]
    return x


@useless
@canonicalize
@log_sum_exp
@rounding
@node_rule("add", "sub", "neg")
def local_logsoftmax_by_hand(fgraph, node):
    """``x - log(sum(exp(x)))``, or a part of it, also among other terms, is a logsoftmax.

    Other rules recognize it, and it keeps the digits that the sum of a large x has lost.
    """
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "log", kinds=LogSumExp) else None
    if form is None:
        return None
    for own, other in ((form.bottom, form.top), (form.top, form.bottom)):
        for log in own:
            z, axes, order = summed_exponent(log)
            if z is None:
                continue
            part = part_among(fgraph, form, z, axes, order, own is form.top)
            if part is not None:
                own.remove(log)
                other.append(taken_out(along(LogSoftmax(), z, axes), part))
                return checked(fgraph, form.build(), [log])
    return None


def part_among(fgraph, form, z, axes, order, inverse):
    """Remove a part of `z` from a sum, and return the operations that take it out of z, or None without one."""
    for v in form.bottom if inverse else form.top:
        moves = moves_between(fgraph, v, z, axes, order)
        if moves is not None:
            form.take(fgraph, v, inverse)
            return moves
    if moves_between(fgraph, z, z, axes, order) is not None and form.take(fgraph, z, inverse):
        return []
    return None


def along(op, x, axes):
    """Return the softmax, or its logarithm, of `x` over `axes`, made of one over the rows of a matrix."""
    x, ndim = unshifted(x, axes), x.type.ndim
    if ndim == 2 and axes == (1,):
        return op(x)
    order = [i for i in range(ndim) if i not in axes] + list(axes)
    moved = shuffled(x, order)
    if ndim == 1:
        return shuffled(op(shuffled(x, ("x", 0))), (1,))
    if ndim == 2 and len(axes) == 1:
        return shuffled(op(moved), (1, 0))
    shape = [moved.shape[i] for i in range(ndim)]
    split = ndim - len(axes)
    rows, columns = (mul(*part) if len(part) > 1 else part[0] if part else 1 for part in (shape[:split], shape[split:]))
    z = op(moved.reshape((rows, columns), ndim=2)).reshape(shape, ndim=ndim)
    z = patternbroadcast(z, moved.type.broadcastable)
    return shuffled(z, [order.index(i) for i in range(ndim)])


def unshifted(z, axes):
    """Return x if `z` is x minus its maximum along `axes`, or along these and others, else `z`."""
    if not is_op(z, "sub"):
        return z
    x, shift = z.owner.inputs
    found = reduction_of(unless_infinite(shift), x)
    if found is None or not is_maximum(found[0]) or not set(axes) <= set(found[1]):
        return z
    return cast(x, z.type.dtype)


def unless_infinite(v):
    """Return m for ``switch(isinf(m), 0, m)``, which exponents are shifted by lest they be nan, else `v`."""
    if not is_op(v, "switch"):
        return v
    condition, a, m = v.owner.inputs
    is_guarded = is_op(condition, "isinf") and condition.owner.inputs[0] is m and constant_value(a) == 0
    return m if is_guarded else v


def is_maximum(v):
    """Return True if `v` is the maximum along some axes."""
    op = v.owner.op
    if isinstance(op, MaxAndArgmax):
        return v is v.owner.outputs[0]
    return type(op) is CAReduce and op.scalar_op.record_name == "maximum"
