"""The factor that the terms of a sum have in common: it is taken out of them, and any other would do."""

import numpy as np

from ...gradient.barriers import GradientBarrier
from ...graph.apply import Apply
from ...graph.disconnected import disconnected_type
from ..values import constant_value, is_op
from .form import BIGGEST, number, op

NEAR = 6  # levels of operations between a factor and what is relative to it


class CommonFactor(GradientBarrier):
    """The logarithm of what is factored out of the terms ``rest * exp(log)`` of a sum.

    Its value is that of the first input. The others are the terms, a rest and a logarithm each: where all of them are
    moderate numbers, the pass ``plain_in_range`` takes 0 for it.
    """

    def make_node(self, largest, *terms):
        return Apply(self, [largest, *terms], [largest.type()])

    def infer_shape(self, node, input_shapes):
        return input_shapes[:1]

    def grad(self, inputs, output_gradients):
        return [disconnected_type() for _ in inputs]

    def R_op(self, inputs, eval_points):
        return [None]

    def connection_pattern(self, node):
        return [[False] for _ in node.inputs]

    def terms(self, node):
        """Return the terms, as pairs of a rest and a logarithm."""
        return list(zip(node.inputs[1::2], node.inputs[2::2]))


common_factor = CommonFactor()


def taken_out(largest, terms):
    """Return the logarithm to factor out of the sum of `terms`: without gradient, and 0 where all terms are 0.

    Parameters
    ----------
    largest : TensorVariable
        The logarithm of the largest term, or something close to it.
    terms : list of tuple of TensorVariable
        A rest and a logarithm each.
    """
    return unless(-np.inf, common_factor(largest, *[v for term in terms for v in term]))


def size_of(rest, log):
    """Return ``log(abs(rest * exp(log)))``, or `log` where `rest` is infinite.

    Their sum is infinite then; a function of it would be infinite times 0 if it were factored out.
    """
    return op("add", log, unless(np.inf, op("log", op("abs_", rest))))


def unless(value, x):
    """Return 0 where `x` is that value, else `x`."""
    return op("switch", op("eq", x, number(value, x)), number(0, x), x)


def is_unless(v):
    """Return True if `v` is a result of :func:`unless`."""
    if not is_op(v, "switch"):
        return False
    place, zero, x = v.owner.inputs
    return constant_value(zero) == 0 and is_op(place, "eq") and place.owner.inputs[0] is x


def hidden_by_factors(form):
    """Return the logarithm of a form, bounded where a factor is 0 of which a divisor says how large it may be.

    The weights ``w * exp(x) / sum(w * exp(x))`` are relative to the largest x whose w is not 0.
    """
    log = form.log
    for v in dict.fromkeys(form.top):
        if weighs_terms(v, log):
            bounded = op("minimum", log, number(BIGGEST[log.type.dtype], log))
            log = op("switch", op("eq", v, number(0, v)), bounded, log)
    return log


def uncast(v):
    """Return what was cast to the dtype of `v`."""
    return v.owner.inputs[0] if is_op(v, "Cast") else v


def weighs_terms(v, log, depth=NEAR):
    """Return True if a logarithm is relative to the largest of terms of which `v` is a factor."""
    node = log.owner
    if node is not None and isinstance(node.op, CommonFactor):
        return any(uncast(rest) is uncast(v) for rest, _ in node.op.terms(node))
    return node is not None and depth > 0 and any(weighs_terms(v, w, depth - 1) for w in node.inputs)
