"""Logarithms, quotients and powers of exponentials that are finite where their value is, in any spelling.

The work is done by the normal form of :mod:`~tensorgraph.rewriting.logdomain`. An expression whose exponentials can
neither overflow nor vanish (``1e-8 + softmax(x)``) is left alone.
"""

from collections import Counter
from functools import partial

import numpy as np

from ..logdomain import (
    BIGGEST,
    DEPTH,
    SHALLOW,
    complement,
    form_of,
    has_exponential,
    is_below_zero,
    is_cheap,
    is_demanded,
    is_needed,
    is_of_gradients,
    may_overflow,
    multiply,
    negated,
    number,
    of_sigmoids,
    op,
    outgrows,
    take_deviations,
)
from ..logdomain.addition import log1p_of, taken_from_one
from ..logdomain.commonfactor import hidden_by_factors
from ..logdomain.complements import has_log_complement, log1p_nearby
from ..logdomain.deviations import log_of_deviation
from ..logdomain.form import SMALLEST, in_dtype
from ..logdomain.multiplication import separated_power
from ..logdomain.negation import ODD
from ..logdomain.weighted import average_of
from ..passes.canonizer import PRODUCT, SUM, lists
from ..rule import node_rule, patient, rounding, stabilize
from ..values import constant_value, fit, is_op, op_name
from ..values import number as number_of
from .nnet.softmax_by_hand import softmax_of
from .powers import EVEN, power_of

BASES = {"log": None, "log2": np.log(2.0), "log10": np.log(10.0)}


@stabilize
@patient
@rounding
@node_rule("log", "log2", "log10")
def local_log_domain(fgraph, node):
    """The logarithm of a product of exponentials, of their sums and powers, is a sum of their exponents."""
    (x,) = node.inputs
    form = form_of(x)
    if form is None:
        result = log_of_deviation(x)
        if result is None:
            return log_of_branches(node)
    else:
        exponent = argument(x, "expm1") if form.over else None
        if exponent is None:
            result = log_of(form)
        elif has_bound(exponent, "maximum"):
            return None
        else:
            result = log_of_one_minus_exp(exponent)
    base = BASES[node.op.scalar_op.record_name]
    return fit(result if base is None else op("true_div", result, number(base, result)), node)


@stabilize
@patient
@rounding
@node_rule("sub")
def local_complement_domain(fgraph, node):
    """``log(1 - p + 1e-8)`` depends on the digits of the complement of a p that is nearly 1."""
    one, p = node.inputs
    out = node.outputs[0]
    if number_of(one) != 1 or not is_demanded(fgraph, out):
        return None
    clients = [client for client, _ in fgraph.clients(out)]
    if not all(client != "output" and op_name(client.outputs[0]) in SUM for client in clients):
        return None
    if any(is_complement(client.outputs[0]) for client in clients):
        # 1 - p - q is a complement as a whole
        return None
    found = complement(p)
    if found is None or not found.is_positive:
        return None
    return fit(op("exp", found.log), node)


def is_complement(v):
    """Return True if the difference `v` is written as ``1 - p`` and its form is known."""
    share = taken_from_one(v)
    return share is not None and complement(share) is not None


def log_of_branches(node):
    """Return the logarithm of each branch of a switch if one of them has a form, else None.

    The form of ``expm1(x)`` has such a switch itself.
    """
    found = branches_of(node)
    if found is None:
        return None
    condition, *branches = found
    forms = [found for found in map(form_of, branches) if found is not None]
    # the logarithm of one and a small number is log1p
    if not forms and not (is_op(node.inputs[0], "switch") and any(map(is_near_one, branches))):
        return None
    if any(is_op(v, "switch") for found in forms for v in found.top):
        return None
    log = partial(op, "log") if is_op(node.outputs[0], "log1p") else node.op
    return fit(op("switch", condition, *[log(v) for v in branches]), node)


def is_near_one(x):
    """Return True if `x` is a sum of one and another number."""
    return op_name(x) in SUM and 1 in map(number_of, x.owner.inputs)


def branches_of(node):
    """Return the condition and branches of a switch whose logarithm `node` is, or of one less a switch, else None."""
    (x,) = node.inputs
    dtype = x.type.dtype
    if is_op(node.outputs[0], "log1p"):
        v = x.owner.inputs[0] if is_op(x, "neg") else None
    elif is_op(x, "sub") and number_of(x.owner.inputs[0]) == 1:
        v = x.owner.inputs[1]
    else:
        found = x.owner.inputs if is_op(x, "switch") else None
        return None if found is None else (found[0], *[in_dtype(v, dtype) for v in found[1:]])
    if v is None or not is_op(v, "switch"):
        return None
    condition, *branches = v.owner.inputs
    return condition, *[op("sub", number(1, x), in_dtype(v, dtype)) for v in branches]


def argument(x, name):
    """Return u if `x` is the negative of the function of u of that name, else None."""
    if not is_op(x, "neg") or not is_op(x.owner.inputs[0], name):
        return None
    (u,) = x.owner.inputs[0].owner.inputs
    return u if u.type.dtype == x.type.dtype else None


def log_of_one_minus_exp(x):
    """Return ``log(1 - exp(x))`` with the digits of an x near 0, and of one far below.

    Where x is a power, or made of exponentials, and may have vanished, it is ``log(-x)``, for which there are rules.
    """
    half, minus, y = number(-np.log(2), x), negated(x), x
    vanishes = is_op(minus, "pow") or form_of(minus) is not None
    if vanishes:
        edge = number(-np.exp(SMALLEST[x.type.dtype]), x)
        y = op("minimum", x, edge)
    near = op("log", op("neg", op("expm1", op("maximum", y, half))))
    far = op("log1p", op("neg", op("exp", op("minimum", x, half))))
    log = op("switch", op("lt", x, half), far, near)
    return op("switch", op("gt", x, edge), op("log", minus), log) if vanishes else log


def has_bound(x, name):
    """Return True if `x` is an argument in a result of :func:`log_of_one_minus_exp`."""
    half = constant_value(number(-np.log(2), x))
    return is_op(x, name) and any(constant_value(v) == half for v in x.owner.inputs)


def log_of(form):
    """Return the logarithm of a form."""
    rest = form.rest()
    return form.log if rest is None else op("add", op("log", rest), form.log)


@stabilize
@patient
@rounding
@node_rule("log1p")
def local_log1p_domain(fgraph, node):
    """``log1p`` of a form that may overflow is a softplus of its log; of minus a softmax, the log of its complement.

    The logarithm of an even power beside the exponential has no derivative at 0: where the form is below 1, ``log1p``
    stays.
    """
    (x,) = node.inputs
    form = of_sigmoids(op("add", number(1, x), x))
    has_digits = op_name(unsigned(x)) not in ODD
    if form is None and x.type.dtype in SMALLEST:
        form = complement(negated(x))
        has_digits &= is_below_zero(x)
    if form is not None:
        log = log_of(form)
        return fit(log if has_digits else log1p_nearby(x, log, form.over), node)
    form = form_of(x)
    if form is not None and not form.bottom and [number_of(v) for v in form.top] == [-1]:
        return None if has_bound(form.log, "minimum") else fit(log_of_one_minus_exp(form.log), node)
    if form is None or not form.over:
        return log_of_branches(node)
    if not is_square(form.top + form.bottom):
        # what is below 0 where it overflows has no logarithm
        return None if is_below_zero(form.rest()) else fit(log1p_of(form), node)
    log = log_of(form)
    result = op("softplus", log)
    if not form.is_positive:
        bounded = op("exp", op("minimum", form.log, number(BIGGEST[x.type.dtype], form.log)))
        small = op("minimum", op("mul", form.rest(), bounded), number(1, log))
        result = op("switch", op("gt", log, number(0, log)), result, op("log1p", small))
    return fit(result, node)


def unsigned(x):
    """Return `x` or what it is the negative of."""
    return x.owner.inputs[0] if is_op(x, "neg") else x


def is_square(factors):
    """Return True if a product is one of even powers and of pairs of equals."""
    return all(is_even_power(v) for v, n in Counter(factors).items() if n % 2)


def is_even_power(v):
    """Return True if `v` is a multiple of an even power, and not below 0."""
    power = power_of(v)
    return power.sign is EVEN and power.factor > 0


@stabilize
@patient
@rounding
@node_rule("sqrt", "pow")
def local_power_domain(fgraph, node):
    """Derivatives of roots and powers divide by the base, which may have vanished."""
    base = node.inputs[0]
    form = None if is_of_gradients(base) else form_of(base)
    if form is None or not has_exponential(base, determinants=False):
        return None
    exponent = number(0.5, form.log) if is_op(node.outputs[0], "sqrt") else node.inputs[1]
    value = constant_value(exponent)
    if value is not None and value >= 1 or exponent.type.dtype[0] not in "fiu":
        return None
    if has_log_complement(fgraph, node.outputs[0]):
        return None
    rest = form.rest()
    if value is None and rest is not None:
        # narrower exponentials vanish where their logarithm does not
        if {v.type.dtype for v in (rest, *base.owner.inputs)} != {form.log.type.dtype}:
            return None
        size, sign = separated_power(rest, in_dtype(exponent, form.log.type.dtype))
        return fit(op("mul", sign, op("exp", op("mul", exponent, op("add", size, form.log)))), node)
    log = form.log
    if exponent.type.dtype[0] != "f":
        # 0 ** 0 is 1
        log = op("maximum", log, number(-float(np.finfo(log.type.dtype).max), log))
    result = op("exp", op("mul", exponent, log))
    if rest is not None:
        result = op("mul", op("sqrt", rest) if is_op(node.outputs[0], "sqrt") else op("pow", rest, exponent), result)
    return fit(result, node)


@stabilize
@patient
@rounding
@node_rule("mul", "true_div", "inv")
def local_product_domain(fgraph, node):
    """A quotient of exponentials is one exponential, and so is their product where one of them may overflow."""
    return product_domain(fgraph, node, form_of)


def product_domain(fgraph, node, find):
    """Return the product of a node with the forms that ``find(v, depth)`` finds joined, None if there are none."""
    out = node.outputs[0]
    if out.type.dtype[0] != "f":
        return None
    form = lists(fgraph, node, PRODUCT)
    if form is None:
        return None
    below = [v for v in form.bottom if not is_of_gradients(v) and find(v, DEPTH) is not None]
    deviate = (below or any(may_overflow(fgraph, v) for v in form.top)) and take_deviations(form, below)
    above, depth = joinable(fgraph, out, form.top, below or deviate, find)
    # determinants alone keep their digits as they are
    if not any(has_exponential(v, determinants=False) for v in above + below) or has_log_complement(fgraph, out):
        return None
    left_above, left_below = _named_quotients(fgraph, form, above, below)
    if left_below and is_alone(form, below):
        return None
    if left_below or len(left_above) > 1:
        factors = [(v, False) for v in left_above] + [(v, True) for v in left_below]
        joined = multiply(factors, out.type.dtype, depth)
        for v in left_above:
            form.top.remove(v)
        for v in left_below:
            form.bottom.remove(v)
        form.top += [*joined.top, op("exp", hidden_by_factors(joined))]
        form.bottom += joined.bottom
    return form.build()


def is_alone(form, below):
    """Return True if a sum is all that has exponentials: its reciprocal vanishes where it overflows, as it should."""
    if len(form.bottom) > 1 or op_name(below[0]) not in (None, "add", "sub"):
        return False
    share = taken_from_one(below[0])
    if share is not None and complement(share) is not None:
        return False
    return not any(map(has_exponential, form.top))


def joinable(fgraph, out, factors, all_are, find):
    """Return the factors to put into one exponential, and the depth of operations that their forms look through."""
    if all_are:
        return [v for v in factors if find(v, DEPTH) is not None], DEPTH
    if len(factors) < 2 or not any(may_overflow(fgraph, v) for v in factors):
        return [], DEPTH
    if sum(map(has_exponential, factors)) < 2:
        return [], DEPTH
    needed = is_needed(fgraph, out, factors)
    depth = DEPTH if needed else SHALLOW
    found = [(v, find(v, depth)) for v in factors]
    found = [(v, f) for v, f in found if f is not None and (needed or is_cheap(fgraph, f))]
    if len(found) < 2 or not any(f.over for _, f in found):
        return [], DEPTH
    if not needed and outgrows(out, [v for v, _ in found]):
        return [], DEPTH
    return [v for v, _ in found], depth


def _named_quotients(fgraph, form, above, below):
    """Replace quotients that are averages, softmax or sigmoid; return the other factors and divisors with a log."""
    above, below = list(above), list(below)
    for v in list(below):
        for e in above:
            if is_op(e, "exp"):
                named = softmax_of(fgraph, e, v) or sigmoid_of(e, v)
            else:
                named = average_of(e, v)
            if named is not None:
                above.remove(e)
                below.remove(v)
                form.top[form.top.index(e)] = named
                form.bottom.remove(v)
                break
        else:
            named = sigmoid_of(None, v)
            if named is not None:
                below.remove(v)
                form.bottom.remove(v)
                form.top.append(named)
                above.append(named)
    return above, below


def sigmoid_of(e, total):
    """Return ``sigmoid(a - b)`` for ``exp(a) / (exp(a) + exp(b))``, with `e` None where exp(a) is 1, else None."""
    if not is_op(total, "add") or len(total.owner.inputs) != 2:
        return None
    for a, b in (total.owner.inputs, total.owner.inputs[::-1]):
        if e is None and number_of(a) != 1 or e is not None and a is not e:
            continue
        other, value = form_of(b), number_of(b)
        if value is not None and value > 0:
            # the logarithm of a small integer is a half-precision number
            log = number(np.log(float(value)), total)
        elif other is not None and other.is_positive:
            log = other.log
        else:
            continue
        return op("sigmoid", op("neg", log) if e is None else op("sub", e.owner.inputs[0], log))
    return None
