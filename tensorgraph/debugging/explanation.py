"""The text of a run-time error: what is wrong, the user's lines, a hint, and the apply node with its inputs."""

import io

import numpy as np

from .. import errors
from ..config import config
from ..graph.messages.called import cut
from ..graph.trace import Places
from ..graph.variable import Constant
from ..printing.debugprint import debugprint, node_text
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.indexing.advanced_subtensor import AdvancedIncSubtensor, AdvancedIncSubtensor1
from ..tensor.indexing.subtensor import IncSubtensor, get_constant_idx
from ..tensor.reductions.careduce import CAReduce
from .diagnosis import diagnose
from .hints import theanos_words
from .movedaxis import moved_back
from .naming import Sized, expression_of, place_of, short
from .report import set_fields, set_text

_UPDATES = (AdvancedIncSubtensor, AdvancedIncSubtensor1, IncSubtensor)
_SMALL = 5  # elements of an array whose values are shown
_MOST_LINES = 12  # of the user's program that a fused node comes from
_MOST_TEXT = 400  # characters of the text of a node


def _describe(values, attribute):
    return [getattr(value, attribute, f"No {attribute}") for value in values]


def _values(values):
    shown = []
    for value in values:
        size = getattr(value, "size", None)
        shown.append(value if size is None or size <= _SMALL else "not shown")
    return shown


def user_lines(place):
    """Return the lines of the user's program that led to a place, the innermost first.

    Returns
    -------
    list of (str, int, str, str)
        The file, the number of the line, the function and the text.
    """
    return [] if place is None else place.lines()


def backtrace(place):
    """Return the lines of text that show where a node was made."""
    if place is None:
        return [
            "HINT: Re-running with most Theano optimization disabled could give you a back-trace of when this node was "
            "created. This can be done with by setting the Theano flag 'optimizer=fast_compile'. If that does not "
            "work, Theano optimizations can be disabled with 'optimizer=None'."
        ]
    return ["Backtrace when the node is created, the last call first:", *place.frames()]


def node_details(fgraph, index, inputs):
    """Return lines of text about a node and the values of its inputs."""
    node = fgraph.toposort()[index]
    lines = [
        f"Apply node that caused the error: {cut(short(node_text(node)), _MOST_TEXT)}",
        f"Toposort index: {index}",
        f"Inputs types: {[v.type for v in node.inputs]}",
        f"Inputs shapes: {_describe(inputs, 'shape')}",
        f"Inputs strides: {_describe(inputs, 'strides')}",
        f"Inputs values: {_values(inputs)}",
    ]
    places = node.trace.lines() if isinstance(node.trace, Places) else []
    if len(places) > 1:
        lines.append("The node does at once what these lines ask for:")
        lines += [f'  File "{p.filename}", line {p.line}: {p.source}' for p in places[:_MOST_LINES]]
    if config.exception_verbosity == "high":
        clients = [[short(str(client)) for client, _ in fgraph.clients(v)] for v in node.outputs]
        lines += [f"Outputs clients: {clients}", *_verbose(fgraph, node, inputs)]
    return lines


def _verbose(fgraph, node, inputs):
    text = io.StringIO()
    debugprint(node, file=text, print_type=True)
    lines = ["", "Debugprint of the apply node: ", text.getvalue(), "Storage map footprint:"]
    shared = [v for v in fgraph.inputs if hasattr(v, "container")]
    held = [(v, value) for v, value in zip(node.inputs, inputs)]
    held += [(v, v.container.value) for v in shared if not any(v is w for w in node.inputs)]
    total = given = 0
    for v, value in sorted(dict(held).items(), key=lambda item: -getattr(item[1], "nbytes", 0)):
        nbytes = getattr(value, "nbytes", None)
        constant = isinstance(v, Constant)
        kind = "Shared Input, " if hasattr(v, "container") else "" if constant or v.owner is not None else "Input, "
        size = f"ElemSize: {value.itemsize} Byte(s), TotalSize: {nbytes} Byte(s)" if nbytes is not None else "no array"
        lines.append(f" - {v}, {kind}Shape: {getattr(value, 'shape', None)}, {size}")
        total += nbytes or 0
        given += nbytes if nbytes and kind else 0
    lines.append(f" TotalSize: {total} Byte(s) {total / 2**30:.3f} GB")
    lines.append(f" TotalSize inputs: {given} Byte(s) {given / 2**30:.3f} GB")
    return lines


_UNKNOWN = (None,) * 64  # more axes than NumPy's arrays have


def _lengths(node, shapes, axis):
    """Return for each input of an elementwise node that is not broadcast its position and its known length, or None."""
    stated = [i for i, v in enumerate(node.inputs) if not v.type.broadcastable[axis]]
    # what the step does not hold has no known length
    return [(i, shapes.get(node.inputs[i], _UNKNOWN)[axis]) for i in stated]


def _nodes(fgraph, values):
    """Yield the nodes of a loop with their positions, and the shapes that are known by then."""
    order, shapes = fgraph.toposort(), {}
    for position, given in values.items():
        node = order[position]
        for v, value in zip(node.inputs, given):
            if value is not None or isinstance(v, Constant):
                shape = np.shape(v.data if value is None else value)
                # a number may be read as it is, without the axes that were added to it
                shapes[v] = (1,) * (getattr(v.type, "ndim", 0) - len(shape)) + shape
        yield position, node, shapes
        if isinstance(node.op, Elemwise):
            shape = []
            for axis in range(node.inputs[0].type.ndim):
                lengths = [n for _, n in _lengths(node, shapes, axis)]
                shape.append(next((n for n in lengths if n is not None), None) if lengths else 1)
            shapes.update(dict.fromkeys(node.outputs, tuple(shape)))


def misfit(fgraph, values):
    """Find the first node of a loop whose inputs differ in length.

    Parameters
    ----------
    fgraph : FunctionGraph
    values : dict
        From the positions of the nodes of the loop, in order, to the values of their inputs, None where a value is
        computed inside of the loop or constant.

    Returns
    -------
    position : int or None
    text : str
        In Theano's words.
    shapes : list of tuple
        Those of its inputs, None for an unknown one.
    """
    for position, node, shapes in _nodes(fgraph, values):
        if not isinstance(node.op, Elemwise):
            continue
        for axis in range(node.inputs[0].type.ndim):
            known = [(i, n) for i, n in _lengths(node, shapes, axis) if n is not None]
            for i, length in known:
                if length != known[0][1]:
                    return position, (
                        f"Input dimension mis-match. (input[{known[0][0]}].shape[{axis}] = {known[0][1]}, "
                        f"input[{i}].shape[{axis}] = {length})"
                    ), [shapes.get(v) for v in node.inputs]
    return None, "", []


def empty_fold(fgraph, values):
    """Find the first reduction of a loop that has no elements to fold and no value for none.

    Parameters
    ----------
    fgraph : FunctionGraph
    values : dict
        As `misfit` takes them.

    Returns
    -------
    position : int or None
    shapes : list of tuple
        That of its input.
    """
    for position, node, shapes in _nodes(fgraph, values):
        if isinstance(node.op, CAReduce) and node.op.scalar_op.identity is None:
            shape = shapes.get(node.inputs[0])
            if shape is not None and 0 in (shape if node.op.axis is None else [shape[axis] for axis in node.op.axis]):
                return position, [shape]
    return None, []


def explain(error, fgraph, index, values, place=None, requested=None):
    """Let an error say what is wrong, and where; its class stays.

    Parameters
    ----------
    error : Exception
        It gets the attributes ``op`` and ``node``, what failed, ``inputs``, the values, and ``user_lines``, the calls
        that made the node as ``(filename, line, function, source)``, the last call first.
    fgraph : FunctionGraph
    index : int
        Which of the sorted nodes of `fgraph` failed; of a loop, the last of its nodes.
    values : dict
        From the position of each node that failed, or may have, to the values of its inputs; None for a constant that
        the step knows by itself.
    place : str, optional
        Where in the work of another node, of which `fgraph` is a part.
    requested : Requested, optional
        The graph of the user that `fgraph` was made from.

    Returns
    -------
    Exception
        The same exception.
    """
    try:
        message = str(error)
        if "user_lines" in vars(error):
            text = _outer_text(error, fgraph, index, values, place, message)
        else:
            shapes = []
            # a loop is many nodes, and the step numbers what it reads, which leaves out constants
            if message.startswith("Input dimension mis-match"):
                found, said, shapes = misfit(fgraph, values)
                if found is not None:
                    index, message = found, "\n".join([said, *message.split("\n")[1:]])
            elif message.startswith("zero-size array to reduction"):
                found, shapes = empty_fold(fgraph, values)
                index = index if found is None else found
            text = _text(error, fgraph, index, values[index], place, message, requested, shapes)
        set_text(error, text)
    except Exception as second:  # a report must not hide the error
        error.add_note(f"(the node that failed could not be described: {second!r})")
    return error


def _known(node, values):
    return [v.data if value is None and isinstance(v, Constant) else value for v, value in zip(node.inputs, values)]


def _text(error, fgraph, index, values, place, message, requested, shapes):
    node = fgraph.toposort()[index]
    inputs = _known(node, values)
    # of what the step computes itself, only the shape may be known
    shown = [
        Sized(shape) if value is None and shape is not None and None not in shape else value
        for value, shape in zip(inputs, shapes or [None] * len(inputs))
    ]
    asked, shown = picked(node, shown, error, requested) or (node, shown)
    indexed, message = moved_back(asked, shown, message) or (None, message)
    found = diagnose(asked, shown, error, message, requested, indexed)
    first, _, rest = message.partition("\n")
    lines = [found.headline, *([] if first in found.headline else [first]), *([rest] if rest else [])]
    lines += theanos_words(message)
    if place is not None:
        lines.append(f"In {place}.")
    lines += ["", *backtrace(found.place)]
    if found.hint:
        lines.append(f"Hint: {found.hint}.")
    if type(error).__module__ == errors.__name__:
        lines.append(f"More: docs/errors.html#{type(error).__name__}")
    lines += ["", *node_details(fgraph, index, inputs), ""]
    set_fields(error, op=node.op, node=node, inputs=inputs, user_lines=user_lines(found.place))
    return "\n".join(lines)


def picked(node, values, error, requested):
    """Return the user's node whose gradient fails for its indices, and the values of its inputs, or None."""
    if not isinstance(error, IndexError) or not isinstance(node.op, _UPDATES) or requested is None:
        return None
    found = requested.picked(node)
    if found is None:
        return None
    pick, shape = found
    # loops of gradients go backwards
    backwards = [v.owner and getattr(v.owner.op, "idx_list", ()) and _is_reversed(v.owner) for v in node.inputs[2:]]
    indices = [value[::-1] if back and value is not None else value for value, back in zip(values[2:], backwards)]
    return pick, [None if shape is None else Sized(shape), *indices]


def _is_reversed(node):
    """Return True if a slice has the first axis from its end to its start."""
    first = next(iter(get_constant_idx(node.op.idx_list, node.inputs)))
    return first == slice(None, None, -1)


def _outer_text(error, fgraph, index, values, place, message):
    """Return the text of an error with the node around the one that failed."""
    node = fgraph.toposort()[index]
    where = place_of(node)
    within = f"{place}, in " if place else ""
    lines = [message.rstrip("\n"), "", f"In {within}{expression_of(node)}:"]
    lines += [] if where is None else where.frames()
    first, *others = node_details(fgraph, index, _known(node, values[index]))
    lines.append(first.replace("Apply node that caused the error", "Apply node around it"))
    return "\n".join([*lines, *others, ""])
