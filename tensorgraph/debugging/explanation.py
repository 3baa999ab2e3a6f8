"""The text of a run-time error: the apply node, its inputs, and the user's line that made it."""

import io

import numpy as np

from ..config import config
from ..graph.variable import Constant
from ..printing.debugprint import debugprint

_SMALL = 5  # elements of an array whose values are shown
_MOST_LINES = 12  # of the user's program that a fused node comes from


def _describe(values, attribute):
    return [getattr(value, attribute, f"No {attribute}") for value in values]


def _values(values):
    shown = []
    for value in values:
        size = getattr(value, "size", None)
        shown.append(value if size is None or size <= _SMALL else "not shown")
    return shown


def details(fgraph, index, inputs, place=None):
    """Return the text that follows an error's own message.

    Parameters
    ----------
    fgraph : FunctionGraph
    index : int
        Which of its sorted nodes failed.
    inputs : list
        The values that it was given; None for a constant that the step knows by itself.
    place : str, optional
        Where in the work of another node, of which `fgraph` is a part.
    """
    node = fgraph.toposort()[index]
    inputs = [v.data if value is None and isinstance(v, Constant) else value for v, value in zip(node.inputs, inputs)]
    where = None if node.trace is None else node.trace.location()
    lines = ["" if place is None else f"\nIn {place}:"]
    if where is not None and len(where.parts) > 1:
        # a fused node prints long, so the lines come first
        lines.append("It happened in a node that does at once what these lines ask for:")
        lines += [f'  File "{p.filename}", line {p.line}: {p.source}' for p in where.parts[:_MOST_LINES]]
    lines += [
        f"Apply node that caused the error: {node}",
        f"Toposort index: {index}",
        f"Inputs types: {[v.type for v in node.inputs]}",
        f"Inputs shapes: {_describe(inputs, 'shape')}",
        f"Inputs strides: {_describe(inputs, 'strides')}",
        f"Inputs values: {_values(inputs)}",
        f"Outputs clients: {[[client for client, _ in fgraph.clients(v)] for v in node.outputs]}",
        "",
    ]
    lines += _backtrace(where)
    if config.exception_verbosity == "high":
        lines += _verbose(fgraph, node, inputs)
    else:
        lines.append(
            "HINT: Use the Theano flag 'exception_verbosity=high' for a debugprint and storage map footprint of this "
            "apply node."
        )
    return "\n".join(lines)


def _backtrace(where):
    if where is None:
        return [
            "HINT: Re-running with most Theano optimization disabled could give you a back-trace of when this node was "
            "created. This can be done with by setting the Theano flag 'optimizer=fast_compile'. If that does not "
            "work, Theano optimizations can be disabled with 'optimizer=None'."
        ]
    lines = [
        "Backtrace when the node is created:",
        f'  File "{where.filename}", line {where.line}, in {where.function}',
        f"    {where.source}",
    ]
    if where.expression and where.expression != where.source:
        lines.append(f"  the expression is: {where.expression}")
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
    """
    order, shapes = fgraph.toposort(), {}
    for position, given in values.items():
        node = order[position]
        for v, value in zip(node.inputs, given):
            if value is not None or isinstance(v, Constant):
                shapes[v] = np.shape(v.data if value is None else value)
        if any(v not in shapes for v in node.inputs):
            continue
        shape = []
        for axis in range(node.inputs[0].type.ndim):
            stated = [i for i, v in enumerate(node.inputs) if not v.type.broadcastable[axis]]
            lengths = [shapes[node.inputs[i]][axis] for i in stated]
            for i, length in zip(stated, lengths):
                if length != lengths[0]:
                    return position, (
                        f"Input dimension mis-match. (input[{stated[0]}].shape[{axis}] = {lengths[0]}, "
                        f"input[{i}].shape[{axis}] = {length})"
                    )
            shape.append(lengths[0] if lengths else 1)
        shapes.update(dict.fromkeys(node.outputs, tuple(shape)))
    return None, ""


def explain(error, fgraph, index, values, place=None):
    """Add the details to the message of `error` and return it; its type and fields stay.

    Parameters
    ----------
    index : int
        Which of the sorted nodes of `fgraph` failed; of a loop, the last of its nodes.
    values : dict
        From the position of each node that failed, or may have, to the values of its inputs.

    Returns
    -------
    Exception
        The same exception.
    """
    message = str(error)
    try:
        if len(values) > 1 and message.startswith("Input dimension mis-match"):
            found, text = misfit(fgraph, values)
            if found is not None:
                index, message = found, text
        text = details(fgraph, index, values[index], place)
    except Exception as second:  # a report must not hide the error
        error.add_note(f"(the node that failed could not be described: {second!r})")
        return error
    if type(error).__str__ is BaseException.__str__:
        error.args = (message + text,)
    else:
        error.add_note(text)
    return error
