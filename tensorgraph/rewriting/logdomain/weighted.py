"""Averages whose weights are exponentials: ``sum(c * exp(x)) / sum(exp(x))``.

Where one is finite, so are the weights less what all exponents share: no factor has to be compared with others, which
takes its logarithm. An average vanishes only where the weights of all factors but zeros do.
"""

import numpy as np

from ...tensor.nnet.softmax import LogSumExp
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import dim_shuffle, spread_order
from ..values import op_name
from .addition import maximum_of, scaled_by, shifted
from .commonfactor import taken_out
from .form import DEPTH, form, number, op, same_graph
from .shifts import unshuffled


def average_of(total, weights):
    """Return ``total / weights`` if that is an average with exponentials as weights, else None."""
    if op_name(weights) == "add":
        return _of_terms(total, weights)
    (total, places), (weights, others) = unshuffled(total), unshuffled(weights)
    if places != others or not all(isinstance(getattr(v.owner, "op", None), Sum) for v in (total, weights)):
        return None
    found = _over_axes(total.owner, weights.owner)
    return found if found is None else dim_shuffle(found.type.broadcastable, places)(found)


def _of_terms(total, weights):
    """Return the average of a few terms."""
    if op_name(total) not in ("add", "sub"):
        return None
    below, above = [[form(term, DEPTH) for term in v.owner.inputs] for v in (weights, total)]
    if None in below or None in above or not all(f.is_positive and f.log.type == weights.type for f in below):
        return None
    # of exponentials that cancel, a difference has a form with all digits
    if all(f.is_positive for f in above) or not all(any(same_graph(f.log, g.log) for g in below) for f in above):
        return None
    largest = taken_out(maximum_of([f.log for f in below]), [(number(1, f.log), f.log) for f in below])
    scaled = [shifted(f.log, largest) if f.is_positive else scaled_by(f.rest(), f.log, largest) for f in above]
    return op("true_div", op(op_name(total), *scaled), op("add", *[shifted(f.log, largest) for f in below]))


def _over_axes(total, weights):
    """Return the average over some axes, by nodes of sums."""
    (x,), (y,) = weights.inputs, total.inputs
    below, above = form(x, DEPTH), form(y, DEPTH)
    if total.op != weights.op or not below.is_positive or above.is_positive:
        return None
    if not same_graph(below.log, above.log):
        return None
    axes = tuple(range(x.type.ndim)) if total.op.axis is None else tuple(total.op.axis)
    shared = LogSumExp(axes)(below.log)
    spread = dim_shuffle(shared.type.broadcastable, spread_order(x.type.ndim, axes))(shared)
    shares = op("exp", op("sub", below.log, spread))
    average = total.op(op("mul", above.rest(), shares))
    # of no weights it is no number
    return op("switch", op("eq", shared, number(-np.inf, shared)), number(np.nan, average), average)
