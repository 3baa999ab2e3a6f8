"""Complements of sums of the first shares of a row: the sums of those that follow."""

import numpy as np

from ...tensor.nnet.logcumsumexp import LogCumsumExp
from ...tensor.shape.join import Join
from .form import Form, form, number, op
from .logcomplement import rest_or_small
from .normalized import power_of_shares
from .shifts import unshuffled


def of_cumulated_shares(node, depth):
    """Return the form of ``1 - cumsum(p)`` along the axis along which the shares p add up to 1, else None."""
    (p,) = node.inputs
    found = form(p, depth)
    if node.op.mode != "add" or node.op.axis is None or found is None or not found.is_positive:
        return None
    axis = node.op.axis % p.type.ndim
    # a softmax of columns is the transpose of one of rows
    base, places = unshuffled(found.log)
    power, _, axes, constants = power_of_shares(base) or (0, None, (), [])
    if power != 1 or constants or axes != (places[axis],):
        return None

    def along(*bounds):
        return (slice(None),) * axis + (slice(*bounds),)

    # from the last share back, and none before it
    behind = LogCumsumExp(axis)(found.log[along(None, None, -1)])
    first = behind[along(1)]
    behind = Join()(axis, op("second", first, number(-np.inf, first)), behind[along(-1)])
    return Form(rest_or_small(node.outputs[0], behind[along(None, None, -1)]), False, True)
