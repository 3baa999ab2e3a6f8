"""Indices along another axis than the first: it is moved to the front for the operation, which errors take back."""

import re

import numpy as np

from ..tensor.indexing.advanced_subtensor import AdvancedIncSubtensor1, AdvancedSubtensor1
from ..tensor.shape.dimshuffle import DimShuffle
from .naming import Sized, calls_around, place_of, subject

_OUTSIDE = re.compile(r"out of bounds for axis 0\b")


def moved_back(node, values, message):
    """Return what the user indexed and the message of an error as of that, or None where no axis was moved.

    Parameters
    ----------
    node : Apply
    values : list
        Of its inputs, None for those that are unknown.
    message : str

    Returns
    -------
    ((str, object), str) or None
        The name and the value of the array, and the message.
    """
    if not isinstance(node.op, (AdvancedSubtensor1, AdvancedIncSubtensor1)) or not _OUTSIDE.search(message):
        return None
    view = node.inputs[0].owner
    if view is None or not isinstance(view.op, DimShuffle) or not _is_made_for(node, view):
        return None
    order = view.op.new_order
    if sorted(map(str, order)) != sorted(map(str, range(view.inputs[0].type.ndim))):
        return None
    name, _ = subject(view.inputs[0], None, calls_around(place_of(node)))
    shape, back = getattr(values[0], "shape", None), np.argsort(order)
    value = None if shape is None else Sized(tuple(shape[k] for k in back))
    return (name, value), _OUTSIDE.sub(f"out of bounds for axis {order[0]}", message)


def _is_made_for(node, view):
    """Return True if an expression with an index made the view, so that the user knows nothing of it."""
    made, place = (v.where_made and v.where_made.location() for v in (view.outputs[0], node.outputs[0]))
    expressions = [where and where.expression for where in (made, place)]
    return bool(expressions[0]) and (expressions[0] == expressions[1] or expressions[0].endswith("]"))
