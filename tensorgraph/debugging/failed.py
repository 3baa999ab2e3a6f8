"""Errors of steps, explained by the nodes that they stand for."""

import numpy as np

from ..graph.variable import Constant
from ..lowering.passes.rowblocks import apart
from .explanation import explain
from .requested import requested_of


def explained(error, lowered, node, inputs, place=None, ends=None):
    """Return the error of a step with its explanation.

    Parameters
    ----------
    lowered : object
        What has the graph, its program and their relation: a maker, or a graph inside an operation.
    node : int
        The position of the node whose step failed.
    inputs : list
        What the step was given.
    place : str, optional
        Where in the work of another node.
    ends : (list of Variable, list of Variable), optional
        The inputs and outputs of a graph inside an operation as the user built it.
    """
    slots = lowered.program.slots
    steps = [step for step in apart(lowered.program) if step.node == node and _fits(slots, step, inputs)]
    op = lowered.fgraph.toposort()[node].op
    if hasattr(op, "is_inline") and hasattr(op, "fn") and "user_lines" not in vars(error):
        # the steps of its graph stand for the operation
        found = _failed(op.fn.maker, inputs, str(error))
        error = error if found is None else explained(
            error, op.fn.maker, found, inputs, ends=(op.local_inputs, op.local_outputs)
        )
    # of several that it may be, the last of those that read most of what the node reads
    given = set(lowered.reads[node])
    step = max(reversed(steps), key=lambda step: len(given.intersection(step.inputs)), default=None)
    known = {} if step is None else dict(zip(step.inputs, inputs))
    values = {i: [known.get(slot) for slot in lowered.reads[i]] for i in lowered.members.get(node, (node,))}
    return explain(error, lowered.fgraph, node, values, place, requested_of(lowered, ends))


def _failed(maker, inputs, message):
    """Return the position of the first node of a graph whose step fails on these inputs, or None."""
    order = maker.fgraph.toposort()
    for step in apart(maker.program):
        if step.node < 0 or not _fits(maker.program.slots, step, inputs):
            continue
        if step.kind == "loop":
            found = message.startswith("Input dimension mis-match")
        else:
            known = dict(zip(step.inputs, inputs))
            found = _fails(order[step.node], [known.get(slot) for slot in maker.reads[step.node]])
        if found:
            return step.node
    return None


def _fails(node, values):
    """Return whether an operation fails on values; None stands for a constant, or for what its steps do not read."""
    values = [v.data if value is None and isinstance(v, Constant) else value for v, value in zip(node.inputs, values)]
    if any(value is None for value in values):
        # a step of a graph inside of this one
        return hasattr(node.op, "is_inline")
    try:
        node.op.perform(node, values, [[None] for _ in node.outputs])
    except Exception:  # noqa: BLE001 - any failure is the one that is looked for
        return True
    return False


def _fits(slots, step, inputs):
    """Return True if arrays may be the inputs of a step: a node may have several steps."""
    if len(step.inputs) != len(inputs):
        return False
    given = [(slots[i], value) for i, value in zip(step.inputs, inputs) if isinstance(value, np.ndarray)]
    # the machine reads a number as it is, whatever axes the graph gives it
    return all(slot.dtype == value.dtype.name and value.ndim in (slot.ndim, 0) for slot, value in given)
