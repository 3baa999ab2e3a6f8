"""Errors of steps, explained by the nodes that they stand for."""

import numpy as np

from .._kernels.machine.call._vm import Machine
from .._kernels.machine.joined import JOINED, apart
from ..graph.variable import Constant
from ..tensor.elementwise.elemwise import Elemwise
from .explanation import explain
from .requested import Requested, requested_of

_MISFIT = "Input dimension mis-match"  # of the arrays that a loop reads


def explained(error, lowered, node, inputs, place=None, ends=None, around=None):
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
    around : Requested or FunctionMaker, optional
        The graph of the user that holds this one, or what has it.
    """
    requested = requested_of(lowered, ends)
    if around is not None and not isinstance(around, Requested):
        around, given = requested_of(around), getattr(inputs, "around", None)
        if around is not None:
            around.given = given
    if requested is not None:
        requested.given, requested.around = inputs, around
    if any(step.kind in JOINED and step.node == node for step in lowered.program.steps):
        # where a member failed, that is explained already
        found = (error, node, []) if "user_lines" in vars(error) else _unjoined(error, lowered.program, inputs)
        error, node, inputs = found
    if node < 0:
        return error
    op = lowered.fgraph.toposort()[node].op
    if hasattr(op, "is_inline") and hasattr(op, "fn") and "user_lines" not in vars(error):
        # the steps of its graph stand for the operation
        found = _failed(op.fn.maker, inputs, str(error))
        error = error if found is None else explained(
            error, op.fn.maker, found, list(inputs), None, (op.local_inputs, op.local_outputs), requested
        )
    # of several that it may be, the last of those that read most of what the node reads
    given = set(lowered.reads[node])
    steps = _steps_of(lowered.program, inputs, lambda step: step.node == node)
    known = max(reversed(steps), key=lambda pair: len(given.intersection(pair[1])), default=(None, {}))[1]
    known = {**_sources(lowered.program, node, known), **known}
    members = _with_repeated(lowered, lowered.members.get(node, (node,)), known)
    values = {i: [known.get(slot) for slot in lowered.reads[i]] for i in members}
    return explain(error, lowered.fgraph, node, values, place, requested)


def _with_repeated(lowered, members, known):
    """Return the positions of the nodes of a step, and of those whose results it computes again, in order."""
    order = lowered.fgraph.toposort()
    positions = {node: i for i, node in enumerate(order)}
    found, pending = set(), list(members)
    while pending:
        i = pending.pop()
        if i not in found:
            found.add(i)
            unknown = [v.owner for v, slot in zip(order[i].inputs, lowered.reads[i]) if slot not in known]
            pending += [positions[n] for n in unknown if n in positions and isinstance(n.op, Elemwise)]
    return sorted(found)


def _sources(program, node, known):
    """Return the values of slots of which a node's own steps have made views, or converted copies, that were read."""
    found = {}
    for step in program.steps:
        if step.node == node and step.kind == "loop" and len(step.inputs) == len(step.outputs) == 1:
            value = known.get(step.outputs[0])
            if isinstance(value, np.ndarray) and all(code[0].startswith("cast_") for code in step.params["code"]):
                found[step.inputs[0]] = value.astype(program.slots[step.inputs[0]].dtype)
        if step.kind != "dimshuffle" or step.node != node:
            continue
        value, pattern = known.get(step.outputs[0]), step.params["pattern"]
        kept = [k for k in pattern if k != "x"]
        # without dropped axes; the machine reads a number as it is
        full = isinstance(value, np.ndarray) and value.ndim == len(pattern)
        if full and len(kept) == program.slots[step.inputs[0]].ndim:
            value = value[tuple([0 if k == "x" else slice(None) for k in pattern])]
            found[step.inputs[0]] = value.transpose(np.argsort(kept)) if kept else value
    return found


class _Watched(Machine):
    """A machine that keeps which step failed, as the position of its node and the inputs."""

    failed = -1, []

    def on_error(self, node, exception, inputs):
        self.failed = node, inputs
        return exception


def _unjoined(error, program, inputs):
    """Return the error, the position of the node that fails among those of a joined step, and its inputs.

    The step compares the numbers of rows that it is given, and does not know which of its members reads them. Its
    members run on all rows, and the error gets the text of the one that fails; if that fails in another way, before the
    rows are compared, its error is the one. The position is -1 if none fails.
    """
    for step in program.steps:
        if step.kind not in JOINED or _held(program.slots, step, inputs) is None:
            continue
        machine = _Watched(step.params["program"])
        try:
            machine(*[value.copy() for value in inputs])
        except Exception as found:  # noqa: BLE001 - whatever a member raises
            if type(found) is not type(error):
                return found, *machine.failed
            error.args = found.args
            return error, *machine.failed
    return error, -1, inputs


def _failed(maker, inputs, message):
    """Return the position of the first node of a graph whose step fails on these inputs, or None.

    A node of which some inputs are not known is the one if no other step may have been given these inputs.
    """
    order, doubtful = maker.fgraph.toposort(), set()
    for step, known in _steps_of(maker.program, inputs, lambda step: step.node >= 0):
        if step.kind == "loop":
            found = message.startswith(_MISFIT)
        else:
            found = _fails(order[step.node], [known.get(slot) for slot in maker.reads[step.node]], message)
        if found:
            return step.node
        if found is None:
            doubtful.add(step.node)
    return doubtful.pop() if len(doubtful) == 1 else None


def _fails(node, values, message):
    """Return whether an operation fails on values as a message says, None if that is unknown.

    None among the values stands for a constant, or for what the steps of the operation do not read.
    """
    values = [v.data if value is None and isinstance(v, Constant) else value for v, value in zip(node.inputs, values)]
    if any(value is None for value in values):
        # a step of a graph inside of this one
        return True if hasattr(node.op, "is_inline") else None
    try:
        node.op.perform(node, values, [[None] for _ in node.outputs])
    except Exception as error:  # noqa: BLE001 - any failure is the one that is looked for, but for lengths of loops
        return str(error).startswith(_MISFIT) == message.startswith(_MISFIT)
    return False


def _steps_of(program, inputs, wanted):
    """Return those steps among the `wanted` ones that may have been given the inputs, each with what its slots held.

    Where the graph of an operation is a part of another program, its loops may be divided in another way than in its
    own: if no step reads just these arrays, those are returned that read others too.
    """
    for partly in (False, True):
        pairs = [(step, _held(program.slots, step, inputs, partly)) for step in apart(program) if wanted(step)]
        found = [(step, known) for step, known in pairs if known is not None]
        if found:
            return found
    return []


def _held(slots, step, inputs, partly=False):
    """Return the values of the slots that a step reads, or None if it cannot have been given the inputs.

    If `partly`, a loop may read other arrays between them.
    """
    partly = partly and step.kind == "loop"
    if len(inputs) > len(step.inputs) or not partly and len(inputs) < len(step.inputs):
        return None
    known, places = {}, iter(step.inputs)
    for value in inputs:
        place = next((i for i in places if _may_hold(slots[i], value) or not partly), None)
        if place is None or not _may_hold(slots[place], value):
            return None
        known[place] = value
    return known


def _may_hold(slot, value):
    """Return True if a value may be in a slot."""
    # the machine reads a number as it is, whatever axes the graph gives it
    return not isinstance(value, np.ndarray) or slot.dtype == value.dtype.name and value.ndim in (slot.ndim, 0)
