"""Masks of zeros and ones among the factors: where a mask is 0, the log of the product is minus infinity.

So ``mask * exp(x)`` stays a positive number with a logarithm, and no gradient flows back through masked elements.
"""

import numpy as np

from ...scalar import REGISTRY
from ...tensor.elementwise.elemwise import named
from ...tensor.types.variable import TensorConstant
from ..values import cast, constant_value, is_op, op_name
from ..values import number as number_of
from .form import DEPTH, MOVES, number, op, remembered


def mask_of(v, depth=DEPTH):
    """Return the condition under which `v`, a variable of zeros and ones, is 1, or None if unknown."""
    return remembered(_mask_of, depth, v)


def _mask_of(v, depth):
    node = v.owner
    if getattr(v.type, "dtype", None) == "bool":
        return v
    if depth == 0:
        return None
    if node is None:
        return _of_constant(v)
    if isinstance(node.op, MOVES):
        mask = mask_of(node.inputs[0], depth - 1)
        return None if mask is None else node.clone_with_new_inputs([mask, *node.inputs[1:]], strict=False).outputs[0]
    name = op_name(v)
    if name == "Cast":
        return mask_of(node.inputs[0], depth - 1)
    if name == "mul":
        masks = []
        for w in node.inputs:
            mask = mask_of(w, depth - 1)
            if mask is None:
                # most products end here, at their first factor
                return None
            masks.append(mask)
        return conjunction(masks)
    if name == "sub" and number_of(node.inputs[0]) == 1:
        return _opposite(mask_of(node.inputs[1], depth - 1))
    if name == "add" and len(node.inputs) == 2:
        for one, rest in (node.inputs, node.inputs[::-1]):
            if number_of(one) == 1 and is_op(rest, "neg"):
                return _opposite(mask_of(rest.owner.inputs[0], depth - 1))
    if name == "switch":
        condition, *branches = node.inputs
        values = [number_of(w) for w in branches]
        if condition.type.dtype == "bool" and values in ([0, 1], [1, 0]):
            return condition if values[0] else _opposite(condition)
    return None


def _of_constant(v):
    if not isinstance(v, TensorConstant) or constant_value(v) is not None:
        return None
    if not ((v.data == 0) | (v.data == 1)).all():
        return None
    return cast(v, "bool")


def _opposite(mask):
    return None if mask is None else named(REGISTRY["invert"])(mask)


def conjunction(masks):
    """Return the conjunction of masks."""
    both = masks[0]
    for mask in masks[1:]:
        both = named(REGISTRY["and_"])(both, mask)
    return both


def hidden(mask, log):
    """Return `log` where the mask holds, and minus infinity elsewhere."""
    return op("switch", mask, log, number(-np.inf, log))
