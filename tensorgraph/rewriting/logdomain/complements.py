"""Complements to 1: ``log(1 - p)`` for a p that may round to 1.

The complement of an element of a softmax is the sum of the others; that of a square, of a maximum and of a picked
element is made of complements; any other ``exp(log)`` with a log below 0 has the complement ``-expm1(log)``.
"""

from functools import partial

import numpy as np

from ...scalar.dtypes import is_discrete
from ...tensor.creation.alloc import Alloc
from ...tensor.creation.filled import ARange
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor
from ...tensor.nnet.softmax import Softmax, SoftmaxWithBias
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.cumulative import CumOp
from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import DimShuffle, dim_shuffle
from ...tensor.shape.join import Join
from ...tensor.shape.shape import Shape_i, SpecifyShape
from ...tensor.types.variable import TensorConstant
from ..lengths import as_read
from ..passes.shape import same_length
from ..values import cast, constant_value, is_op, make_constant, op_name
from ..values import number as number_of
from .cumulated import of_cumulated_shares
from .form import (
    DEPTH,
    MOVES,
    SMALLEST,
    Form,
    form,
    in_dtype,
    is_bounded,
    makes,
    number,
    op,
    opened,
    product,
    remembered,
    same_graph,
)
from .logcomplement import is_log_of_shares, log_of_one_minus_exp, log_of_shares
from .masks import mask_of
from .negation import negated
from .normalized import power_of_shares, total_of
from .powercomplement import of_power
from .shifts import reduced_axes
from .sigmoid import of_sigmoids
from .signs import is_below_zero

COMPLEMENTS = {}  # by the name of a scalar op, "otherwise" for what no other function knows


def no_form(node, depth):
    """Return None."""


def completes(name):
    """Register a function ``make(node, depth)`` that returns the form of the complement of an operation, or None."""
    return partial(COMPLEMENTS.setdefault, name)


def complement(v, depth=DEPTH):
    """Return the form of ``1 - v`` for a `v` between 0 and 1 that is made of exponentials, else None."""
    return remembered(_complement, depth, v)


def _complement(v, depth):
    if v.owner is None or depth == 0 or v.type.dtype not in SMALLEST:
        return None
    found = _of_operation(v, depth)
    if found is not None and found.is_positive:
        return found
    return COMPLEMENTS["otherwise"](v.owner, depth - 1) or found


def _of_operation(v, depth):
    node = v.owner
    inside = opened(node)
    if inside is not None:
        return complement(inside[v.index], depth - 1)
    if isinstance(node.op, Sum):
        return _of_sum(node, depth - 1)
    if isinstance(node.op, MaxAndArgmax) or (
        isinstance(node.op, CAReduce) and node.op.scalar_op.record_name == "maximum"
    ):
        return _of_largest(node, depth - 1)
    if isinstance(node.op, CumOp):
        return of_cumulated_shares(node, depth - 1)
    found = COMPLEMENTS.get(op_name(v), no_form)(node, depth - 1)
    if found is not None:
        return found
    if is_op(v, "switch"):
        return _of_switch(node, depth - 1)
    if isinstance(node.op, Join):
        axis, *parts = node.inputs
        return form(node.op(axis, *[_one_minus(in_dtype(w, v.type.dtype)) for w in parts]), depth - 1)
    if is_op(v, "sub") and number_of(node.inputs[0]) == 1:
        return form(node.inputs[1], depth - 1)
    if is_op(v, "neg") and is_op(node.inputs[0], "expm1"):
        return form(op("exp", in_dtype(*node.inputs[0].owner.inputs, v.type.dtype)), depth - 1)
    found = complement(node.inputs[0], depth - 1) if isinstance(node.op, MOVES) else None
    if found is not None and found.is_positive:
        log = node.clone_with_new_inputs([found.log, *node.inputs[1:]]).outputs[0]
        return Form(log, found.over, found.under)
    root = squared(v)
    if root is not None:
        return _of_square(root, depth - 1)
    found = of_sigmoids(_one_minus(v))
    if found is None:
        found = _of_exponential(v, depth)
    return _of_power(node, depth) if found is None else found


def _of_exponential(v, depth):
    """Return the form of ``1 - exp(log)`` for an exponential that is not above 1, else None."""
    found = form(v, depth)
    if found is None or not found.is_positive:
        return None
    log = log_of_one_minus_exp(found.log, depth)
    return None if log is None else Form(log, False, True)


def _of_power(node, depth):
    """Return the form of ``1 - u**c`` for a u that may round to 1, else None."""
    out = node.outputs[0]
    if op_name(out) not in ("pow", "sqrt"):
        return None
    # a root has no exponent among its inputs; an array of equal numbers, which has a length, stays
    base, exponent = [*node.inputs, number(0.5, out)][:2]
    power = constant_value(exponent)
    if power is None or not power > 0:
        return None
    u = in_dtype(base, out.type.dtype)
    found = complement(u, depth)
    if found is None or not found.is_positive or not found.under:
        return None
    return of_power(u, power, exponent, found)


def log1p_nearby(x, log, over):
    """Return ``log1p(x)`` with the digits of a small `x`, and as `log` where x is nearly -1, or may be infinite."""
    edge = number(-0.5, x)
    if not over:
        return op("switch", op("lt", x, edge), log, op("log1p", op("maximum", x, edge)))
    near = op("log1p", op("clip", x, edge, op("neg", edge)))
    return op("switch", op("gt", op("abs_", x), op("neg", edge)), log, near)


def has_log_complement(fgraph, v):
    """Return True if ``log1p(-v)``, or ``log1p(v)``, is in the graph, and the form of the complement is known."""
    read = [client.outputs[0] for client, _ in fgraph.clients(v) if client != "output"]
    if any(is_op(u, "log1p") for u in read):
        return complement(negated(v)) is not None
    readers = [client for u in read if is_op(u, "neg") for client, _ in fgraph.clients(u) if client != "output"]
    return any(is_op(client.outputs[0], "log1p") for client in readers) and complement(v) is not None


def _one_minus(v):
    return op("sub", number(1, v), v)


def _of_square(u, depth):
    """Return the form of ``1 - u**2``, as ``(1 - u) * (1 + u)``; that of the square of an exponential is known."""
    found = complement(u, depth) if is_below_zero(u, -1) else None
    if found is not None and found.is_positive:
        return Form(op("add", found.log, op("log1p", u)), found.over, found.under)
    power = form(u, depth)
    if power is not None and power.is_positive:
        return None
    return form(op("mul", _one_minus(u), op("add", number(1, u), u)), depth)


def _of_mean(node, depth):
    """Return the complement of a mean, the mean of complements; that of a small one has its digits."""
    v = mean = node.outputs[0]
    counts = []
    while is_op(v, "true_div"):
        v, count = v.owner.inputs
        counts.append(count)
    kept = None
    if v.owner is not None and isinstance(v.owner.op, DimShuffle):
        # the axes of the sum stay, with length 1
        kept, v = v.owner, v.owner.inputs[0]
    if v.owner is None or not isinstance(v.owner.op, Sum) or not _are_lengths(counts, v.owner):
        return None
    (x,) = v.owner.inputs
    if is_discrete(x.type.dtype):
        # bools cannot be subtracted, and unsigned integers wrap around
        return None
    found, half = form(v.owner.op(_one_minus(x)), depth), number(0.5, mean)
    if found is None or not found.is_positive:
        return None
    log = found.log if kept is None else kept.clone_with_new_inputs([found.log]).outputs[0]
    large = op("sub", log, op("log", in_dtype(product(counts), mean.type.dtype)))
    small = op("log1p", op("neg", op("minimum", mean, half)))
    return Form(op("switch", op("gt", mean, half), large, small), found.over, found.under)


def of_elements(node, depth):
    """Return the complement of shares of each row that are added one by one, the sum of the others."""
    elements = [_element_of_row(v) for v in node.inputs]
    if None in elements or len({p for p, _, _ in elements}) > 1:
        return None
    p = elements[0][0]
    zero, one = (make_constant(value, p.type.dtype, 0) for value in (0, 1))
    weights = Alloc()(zero, Shape_i(1)(p))
    for _, entry, inputs in elements:
        # an index out of bounds is an error as before
        weights = IncSubtensor((entry,))(weights, one, *inputs)
    spread_weights = dim_shuffle(weights.type.broadcastable, ("x", 0))(weights)
    return complement(Sum((1,))(op("mul", spread_weights, p)), depth)


def _element_of_row(v):
    """Return p, an index and its inputs for one element of each row of a matrix p, else None."""
    node = v.owner
    if node is None or type(node.op) is not Subtensor or len(node.op.idx_list) != 2:
        return None
    p, (rows, entry) = node.inputs[0], node.op.idx_list
    if p.type.ndim != 2 or rows != slice(None) or isinstance(entry, slice):
        return None
    return p, entry, node.inputs[1:]


@completes("true_div")
def _of_quotient(node, depth):
    """Return the complement of a share of a sum, the other terms by the sum, or of a mean."""
    part, total = node.inputs
    terms = total.owner.inputs if is_op(total, "add") and len(total.owner.inputs) > 2 else []
    # what is left to 1 / (1 + x) is known as a logistic function
    k = next((k for k, v in enumerate(terms) if number_of(part) is None and same_graph(v, part)), None)
    if k is None:
        return _of_mean(node, depth)
    return form(op("true_div", op("add", *terms[:k], *terms[k + 1 :]), total), depth)


def _are_lengths(counts, node):
    """Return True if the product of `counts` is known to be the number of terms of the sum `node`."""
    shapes = getattr(getattr(node, "fgraph", None), "shapes", None)
    (x,) = node.inputs
    axes = range(x.type.ndim) if node.op.axis is None else node.op.axis
    left = [i for i in axes if not x.type.broadcastable[i]]
    if shapes is None or len(left) != len(counts):
        return False
    for count in counts:
        while is_op(count, "Cast") or (count.owner is not None and isinstance(count.owner.op, DimShuffle)):
            count = count.owner.inputs[0]
        found = next((i for i in left if same_length(as_read(shapes, count), shapes.dim(x, i))), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _of_largest(node, depth):
    found = complement(node.inputs[0], depth)
    if found is None or not found.is_positive:
        return None
    axes = tuple(range(found.log.type.ndim)) if node.op.axis is None else node.op.axis
    least = op("neg", MaxAndArgmax(axes).make_node(op("neg", found.log)).outputs[0])
    return Form(least, found.over, found.under)


def _of_switch(node, depth):
    condition, *branches = node.inputs
    forms = [_of_branch(in_dtype(v, node.outputs[0].type.dtype), depth) for v in branches]
    if any(f is None or not f.is_positive for f in forms):
        return None
    log = op("switch", condition, *[f.log for f in forms])
    return Form(log, any(f.over for f in forms), any(f.under for f in forms))


def _of_branch(v, depth):
    value = number_of(v)
    return complement(v, depth) if value is None else form(number(1 - value, v), depth)


def squared(v):
    """Return u if `v` is the square of a u of any sign, else None."""
    if is_op(v, "sqr") or (is_op(v, "pow") and number_of(v.owner.inputs[1]) == 2):
        return v.owner.inputs[0]
    if not is_op(v, "mul"):
        return None
    single, pairs = {}, []
    for w in v.owner.inputs:
        if single.pop(w, None) is None:
            single[w] = w
        else:
            pairs.append(w)
    return None if single else product(pairs)


def _of_sum(node, depth):
    """Return the complement of ``sum(w * p)``, ``sum((1 - w) * p)`` for shares p that add up to 1, or of a picked p."""
    (x,) = node.inputs
    # asserted lengths are asserted of the remaining variable too
    asserted = x.owner is not None and isinstance(x.owner.op, SpecifyShape)
    v = x.owner.inputs[0] if asserted else x
    factors = v.owner.inputs if is_op(v, "mul") else []
    axes = reduced_axes(node)
    for k, p in enumerate(factors):
        if len(factors) > 1 and p.type == v.type and adds_up_to_one(p, axes):
            weight = product([in_dtype(w, v.type.dtype) for w in factors[:k] + factors[k + 1 :]])
            rest = op("mul", _one_minus(weight), p)
            if asserted:
                rest = x.owner.clone_with_new_inputs([rest, *x.owner.inputs[1:]]).outputs[0]
            return _unless_empty(form(node.op(rest), depth), p, axes)
    found = _of_weighted_shares(node, x, axes, depth)
    if found is not None:
        return found
    if axes == (1,) and any(is_one_hot(w) for w in factors):
        found = complement(x, depth)
        return None if found is None or not found.is_positive else Form(node.op(found.log), False, True)
    return None


def adds_up_to_one(p, axes):
    """Return True if `p` is a softmax whose sum over `axes` is 1, unless it is empty."""
    return p.owner is not None and isinstance(p.owner.op, (Softmax, SoftmaxWithBias)) and axes == (1,)


def _of_weighted_shares(node, x, axes, depth):
    """Return the complement of the sum `node` of ``w * p**c``, with shares p that are written out, else None."""
    found = form(x, depth)
    power, z, summed, constants = (found and power_of_shares(found.log)) or (0, x, (), [])
    if power < 1 or summed != axes or z.type != x.type:
        return None
    log = log_of_shares(z, axes)
    rest, exponent = found.rest(), total_of(constants)
    weights = [] if rest is None else [rest]
    if exponent is not None:
        weights.append(op("exp", exponent))
    if power != 1:
        weights.append(op("exp", op("mul", number(power - 1, log), log)))
    if not weights:
        return None
    p = op("exp", log)
    return _unless_empty(form(node.op(op("mul", _one_minus(product(weights)), p)), depth), p, axes)


def _unless_empty(found, p, axes):
    """Return a form of a sum over `axes` of `p`, replaced by the form of 1 if they are empty."""
    if found is None:
        return None
    empty = [op("eq", Shape_i(i)(p), 0) for i in axes]
    is_empty = dim_shuffle((), ("x",) * found.log.type.ndim)(op("or_", *empty) if len(empty) > 1 else empty[0])
    rest = found.rest()
    log = op("switch", is_empty, number(0, found.log), found.log)
    top = [] if rest is None else [op("switch", is_empty, number(1, rest), rest)]
    return Form(log, found.over, found.under, top)


def is_one_hot(v):
    """Return True if each row of `v` has at most one 1, and zeros elsewhere."""
    mask = mask_of(v)
    if mask is None or v.type.broadcastable[1]:
        return False
    if isinstance(mask, TensorConstant):
        return bool((mask.data.sum(axis=1) <= 1).all())
    if not is_op(mask, "eq"):
        return False
    a, b = mask.owner.inputs
    return (a.type.broadcastable[1] and _all_differ(b)) or (b.type.broadcastable[1] and _all_differ(a))


def _all_differ(v):
    """Return True if the elements of `v` along an axis are known to differ."""
    if v.owner is not None and isinstance(v.owner.op, DimShuffle):
        v = v.owner.inputs[0]
    if isinstance(v, TensorConstant):
        return np.unique(v.data).size == v.data.size
    return v.owner is not None and isinstance(v.owner.op, ARange)


@makes("expm1")
def _expm1(node, depth):
    """Make the form of ``expm1(x)``: ``exp(x) * (1 - exp(-x))`` above 0, of any sign."""
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    if is_bounded(x):
        return None
    if is_below_zero(x) or is_log_of_shares(x):
        log = log_of_one_minus_exp(x, depth)
        return None if log is None else Form(log, False, True, [number(-1, log)])
    log = log_of_one_minus_exp(negated(x), depth)
    if log is not None:
        return Form(op("add", x, log), True, True)
    zero = number(0, x)
    # a single condition, so that at 0 the second derivative is also that of one side
    above = op("gt", x, zero)
    rest = op("switch", above, op("neg", op("expm1", op("neg", x))), op("expm1", x))
    return Form(op("switch", above, x, zero), True, False, [rest])
