"""Sums of terms and sums over axes."""

import numpy as np

from ...tensor.nnet.logcumsumexp import LogCumsumExp
from ...tensor.nnet.softmax import LogSumExp
from ...tensor.products.dot import Dot
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.cumulative import CumOp
from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ...tensor.reductions.sums import Prod, Sum
from ...tensor.shape.dimshuffle import dim_shuffle, spread_order
from ..values import number as number_of
from ..values import op_name
from .bernstein import of_difference
from .commonfactor import size_of, taken_out, unless
from .complements import complement
from .form import BIGGEST, DEPTH, Form, form, in_dtype, makes, number, op, product, same_graph
from .intervals import is_multiple, of_exponentials, times
from .logcomplement import log_of_one_minus_exp
from .mixtures import multiplied, without
from .negation import is_odd_product, negated
from .sigmoid import of_sigmoids


@makes("add")
def _add(node, depth):
    return _sum_of([(v, False) for v in node.inputs], node, depth)


@makes("sub")
def _sub(node, depth):
    return _sum_of([(node.inputs[0], False), (node.inputs[1], True)], node, depth)


def _sum_of(terms, node, depth):
    """Return the form of a sum of ``(variable, is subtracted)`` pairs."""
    is_difference = terms[-1][1]
    for special in (_of_rest, _of_functions):
        found = special(node, is_difference, depth)
        # terms that cancel may be the longest
        if found is not None and found.log.type == node.outputs[0].type:
            return found
    dtype = node.outputs[0].type.dtype
    terms = [(in_dtype(v, dtype), minus) for v, minus in terms]
    forms = [form(v, depth) for v, _ in terms]
    known = [f for f in forms if f is not None]
    if not is_difference and len(known) == len(forms) and all(f.is_positive for f in forms):
        over, under = any(f.over for f in forms), all(f.under for f in forms)
        return Form(log_of_sum([f.log for f in forms]), over, under) if over or under else None
    found = of_difference(node.outputs[0], depth)
    if found is not None:
        return found
    if not all(node.outputs[0].type.broadcastable):
        # a single exponential for all elements does not justify a logarithm of each
        known = [f for f in known if not all(f.log.type.broadcastable)]
    over, under = any(f.over for f in known), len(known) == len(forms) and all(f.under for f in forms)
    if not over and not under:
        # terms without exponentials keep the sum in range
        return None
    if is_difference and len(known) == len(forms) and all(number_of(f.log) is None for f in forms):
        found = _of_common_rest(*forms, depth) or _of_common_exponential(*forms, depth)
        if found is not None:
            return Form(found.log, over, under, found.top, found.bottom)
    parts = [_signed_part(v, minus, found) for (v, minus), found in zip(terms, forms)]
    sizes = [size_of(rest, log) for rest, log in parts]
    largest = taken_out(maximum_of(sizes), parts)
    scaled = [scaled_by(rest, log, largest) for rest, log in parts]
    return Form(largest, over, under, [op("add", *scaled)])


def _of_rest(node, is_difference, depth):
    """Return the form of what a probability leaves to 1, else None."""
    share = taken_from_one(node.outputs[0])
    return None if share is None else complement(share, depth)


def _of_functions(node, is_difference, depth):
    """Return the form of a sum whose terms are functions of a kind, else None."""
    out = node.outputs[0]
    found = of_sigmoids(out)
    if found is None and not is_difference and len(node.inputs) == 2:
        found = _multiple(out, depth)
    if found is None and is_difference:
        found = _of_common_factors(*node.inputs, depth)
    return _of_excess(out, depth) if found is None else found


def _signed_part(v, minus, found):
    """Return a term as a factor with its sign, and the logarithm of the exponential beside it, of its form if any."""
    found = Form(number(0, v), top=[v]) if found is None else found
    rest = number(1, v) if found.rest() is None else found.rest()
    return op("neg", rest) if minus else rest, found.log


def _multiple(v, depth):
    """Return the form of ``c + c * u`` for a number c and a product u with an odd function, else None."""
    c, u = v.owner.inputs if number_of(v.owner.inputs[0]) is not None else v.owner.inputs[::-1]
    value = number_of(c)
    if not is_odd_product(u):
        return None
    factors = list(u.owner.inputs)
    same = next((w for w in factors if number_of(w) is not None and abs(number_of(w)) == value), None)
    if same is None:
        return None
    factors.remove(same)
    rest = product([in_dtype(w, v.type.dtype) for w in factors])
    found = form(op("add" if number_of(same) > 0 else "sub", number(1, v), rest), depth)
    if found is None:
        return None
    log = op("add", found.log, number(np.log(float(value)), found.log))
    return Form(log, found.over, found.under, found.top, found.bottom)


def _of_excess(v, depth):
    """Return the form of ``exp(x) - 1``, ``exp(x)`` times the complement of ``exp(-x)`` if that may be 1, else None."""
    if len(v.owner.inputs) != 2:
        return None
    u, one = v.owner.inputs
    if op_name(v) == "add" and number_of(u) is not None:
        u, one = one, u
    if number_of(one) != (1 if op_name(v) == "sub" else -1):
        return None
    found = form(in_dtype(u, v.type.dtype), depth)
    if found is None or not found.is_positive or not found.over:
        return None
    log = log_of_one_minus_exp(negated(found.log), depth)
    return None if log is None else Form(op("add", found.log, log), found.over, True)


def _of_common_factors(first, second, depth):
    """Return the form of ``a - a * p``, a times the complement of p, else None."""
    factors, left = multiplied(first), multiplied(second)
    for v in factors:
        if v not in left:
            return None
        left = without(left, v)
    p = product(left)
    if p is None or complement(p, depth) is None:
        return None
    return form(op("mul", *factors, op("sub", number(1, p), p)), depth)


def _of_common_rest(first, second, depth):
    """Return the form of ``w * exp(a) - w * exp(b)``, w times a difference of exponentials, else None."""
    for left, right in ((first.top, second.top), (first.bottom, second.bottom)):
        if len(left) != len(right) or not all(map(same_graph, left, right)):
            return None
    found = of_exponentials(first.log, second.log, depth)
    return Form(found.log, top=[*found.top, *first.top], bottom=[*found.bottom, *first.bottom])


def _of_common_exponential(first, second, depth):
    """Return the form of ``exp(a) - p * exp(a)``, ``exp(a)`` times the complement of p, else None."""
    if not first.is_positive or not is_multiple(first.log, second.log, 1.0):
        return None
    p = second.rest()
    found = complement(p, depth)
    return None if found is None else times(found, first.log)


def taken_from_one(v):
    """Return u if the sum or difference `v` is written as ``1 - u``, or u as a sum for ``1 - a - b``, else None."""
    if op_name(v) == "sub":
        taken = []
        while op_name(v) == "sub" and len(taken) < DEPTH:
            v, u = v.owner.inputs
            taken.insert(0, u)
        if number_of(v) != 1:
            return None
        return taken[0] if len(taken) == 1 else op("add", *[w for u in taken for w in _terms(u)])
    if len(v.owner.inputs) != 2:
        return None
    first, second = v.owner.inputs
    if number_of(first) == 1:
        first, second = second, first
    return negated(first) if number_of(second) == 1 else None


def _terms(v):
    """Return the terms of a sum, or `v` as the only one."""
    return v.owner.inputs if op_name(v) == "add" else [v]


def log_of_sum(logs):
    """Return the logarithm of the sum of the exponentials of `logs`."""
    # an array of ones matters for its shape
    ones = [v for v in logs if number_of(v) == 0]
    others = [v for v in logs if number_of(v) != 0]
    if len(ones) > 1:
        others, ones = logs, []
    if len(others) > 2:
        # one logarithm for all
        largest = taken_out(maximum_of(others), [(number(1, v), v) for v in others])
        total = op("add", largest, op("log", op("add", *[shifted(v, largest) for v in others])))
    else:
        total = others[0] if len(others) == 1 else op("logaddexp", *others)
    return op("softplus", total) if ones else total


def maximum_of(sizes):
    """Return the greatest of variables, element by element."""
    total = sizes[0]
    for v in sizes[1:]:
        total = op("maximum", total, v)
    return total


def scaled_by(rest, log, largest):
    """Return ``rest * exp(log - largest)``, which is 0 where `rest` is."""
    return op("mul", rest, shifted(log, largest))


def shifted(log, largest):
    """Return ``exp(log - largest)``, clipped to a large number where both are infinite or `largest` is no bound."""
    return op("exp", distance(log, largest))


def distance(log, largest):
    """Return ``log - largest``, not above the largest exponents."""
    return op("minimum", op("sub", log, unless(np.inf, largest)), number(BIGGEST[log.type.dtype], log))


def log1p_of(form):
    """Return ``log(1 + rest * exp(log))`` for a rest of any sign, with the digits of a small product."""
    rest, zero = form.rest(), number(0, form.log)
    size = op("maximum", zero, size_of(rest, form.log))
    largest = taken_out(size, [(number(1, zero), zero), (rest, form.log)])
    change = op("add", op("expm1", distance(zero, largest)), scaled_by(rest, form.log, largest))
    return op("add", largest, op("log1p", change))


@makes(Sum)
def _sum(node, depth):
    (x,) = node.inputs
    found = form(x, depth)
    if found is None or not found.is_extreme or node.outputs[0].type.dtype != x.type.dtype:
        return None
    axes = tuple(range(x.type.ndim)) if node.op.axis is None else tuple(node.op.axis)
    if not axes:
        return None
    rest = found.rest()
    if rest is None:
        return Form(LogSumExp(axes)(found.log), found.over, found.under)
    if all(found.log.type.broadcastable[i] for i in axes):
        # the exponential is the same for all terms
        kept = tuple(i for i in range(x.type.ndim) if i not in axes)
        log = dim_shuffle(found.log.type.broadcastable, kept)(found.log)
        return Form(log, found.over, found.under, [Sum(axes)(rest)])
    size = size_of(rest, found.log)
    # not the largest element itself, which an empty axis lacks
    largest = taken_out(LogSumExp(axes)(size), [(rest, found.log)])
    spread = dim_shuffle(largest.type.broadcastable, spread_order(x.type.ndim, axes))(largest)
    total = Sum(axes)(scaled_by(rest, found.log, spread))
    return Form(largest, found.over, found.under, [total])


@makes(Prod)
def _prod(node, depth):
    (x,) = node.inputs
    found = form(x, depth)
    if found is None or not found.is_positive or node.outputs[0].type.dtype != x.type.dtype:
        return None
    axes = tuple(range(x.type.ndim)) if node.op.axis is None else tuple(node.op.axis)
    return Form(Sum(axes)(found.log), found.over, found.under)


@makes(CAReduce, MaxAndArgmax)
def _reduce(node, depth):
    """Take the maximum or minimum of the logarithms of positive numbers."""
    if isinstance(node.op, CAReduce) and node.op.scalar_op.record_name not in ("maximum", "minimum"):
        return None
    found = form(node.inputs[0], depth)
    if found is None or not found.is_positive:
        return None
    return Form(node.op.make_node(found.log).outputs[0], found.over, found.under)


@makes(Dot)
def _dot(node, depth):
    """Factor the largest terms of the rows of one factor, and of the columns of the other, out of a matrix product."""
    found = [form(v, depth) for v in node.inputs]
    forms = [f if f is not None and f.is_extreme else None for f in found]
    known = [f for f in forms if f is not None]
    out = node.outputs[0]
    if not known:
        return None
    # all terms may vanish if nothing else is among them but numbers above 0
    is_mixture = all(f is not None and f.is_positive for f in found)
    if not any(f.over for f in known) and len(known) < 2 and not is_mixture:
        return None
    factors, logs = [], []
    for k, (v, found) in enumerate(zip(node.inputs, forms)):
        if found is None:
            factors.append(v)
            continue
        rest = found.rest()
        size = found.log if rest is None else size_of(rest, found.log)
        if rest is None:
            rest = number(1, found.log)
        axis = v.type.ndim - 1 if k == 0 or v.type.ndim == 1 else v.type.ndim - 2
        if v.type.dtype != out.type.dtype:
            return None
        largest = taken_out(LogSumExp((axis,))(size), [(rest, found.log)])
        spread = dim_shuffle(largest.type.broadcastable, spread_order(v.type.ndim, (axis,)))(largest)
        factors.append(scaled_by(rest, found.log, spread))
        if out.type.ndim == 2:
            largest = spread
        elif v.type.ndim == 1:
            largest = dim_shuffle((), ("x",) * out.type.ndim)(largest)
        logs.append(largest)
    over, under = any(f.over for f in known), any(f.under for f in known)
    return Form(op("add", *logs), over, under, [node.op(*factors)])


@makes(CumOp)
def _cumulative(node, depth):
    (x,) = node.inputs
    found = form(x, depth)
    if found is None or not found.is_positive:
        return None
    log, axis = (found.log.flatten(), 0) if node.op.axis is None else (found.log, node.op.axis % x.type.ndim)
    log = LogCumsumExp(axis)(log) if node.op.mode == "add" else CumOp(axis, "add")(log)
    return Form(log, found.over, found.under)
