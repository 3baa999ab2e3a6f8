"""Constant folding."""

import numpy as np

from ...graph.perform import performing, values_for
from ..zeros import note_zeros

# elements; a larger constant would only take memory
LARGE = 1 << 22


def fold(node, always=False):
    """Return constants for the outputs of a node whose inputs are constants, or None if it must stay.

    An error of the op is deferred to run time, where it names the user's line. `always` folds operations too that are
    cheaper than their results are large.
    """
    if not always and not node.op.do_constant_folding(node):
        return None
    storage = [[None] for _ in node.outputs]
    try:
        with np.errstate(all="ignore"):
            performing(node.op).perform(node, values_for(node.op, [v.data for v in node.inputs]), storage)
        outputs = []
        for v, (value,) in zip(node.outputs, storage):
            if getattr(value, "size", 0) > LARGE and getattr(value, "size", 0) > 4 * sum(
                getattr(i.data, "size", 1) for i in node.inputs
            ):
                return None
            outputs.append(v.type.Constant(v.type, _owned(value)))
    except Exception:
        return None
    for v, c in zip(node.outputs, outputs):
        if v.type != c.type:
            return None
    note_zeros(node, outputs)
    return outputs


def _owned(value):
    """Return `value` with its own storage: a view would keep or change the storage of an input."""
    return value.copy() if isinstance(value, np.ndarray) and value.base is not None else value
