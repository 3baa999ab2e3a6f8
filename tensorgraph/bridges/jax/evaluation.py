"""Graphs as functions of values: nodes whose inputs are known run by themselves, the others by their conversions."""

from contextlib import suppress

import numpy as np

from ...compile.shared import SharedVariable
from ...debugging.naming import calls_around, expression_of, subject
from ...errors import ExportError
from ...graph.traverse import io_toposort
from ...graph.variable import Constant
from ...tensor.indexing.subtensor import Subtensor
from .chainrule import is_complex_node, with_pullback, with_pushforward
from .conversion import conversion_of, is_always_converted, own_derivative
from .knowledge import check_rows, fitted, is_known, place_of, refusal
from .unchosen import with_safe_branches

TOLD = {"push": with_pushforward, "pull": with_pullback}


class TracedGraph:
    """A graph as a function, which JAX can trace.

    Parameters
    ----------
    inputs, outputs : list of Variable
    known : dict, optional
        Values of further variables.
    """

    def __init__(self, inputs, outputs, known=None):
        self.inputs, self.outputs = list(inputs), with_safe_branches(list(inputs), list(outputs))
        self.known = dict(known or {})
        self.order = io_toposort([*self.inputs, *self.known], self.outputs)

    def __call__(self, *values):
        """Return the values of the outputs for those of the inputs."""
        known = {**self.known, **dict(zip(self.inputs, values))}

        def read(v):
            return v.data if isinstance(v, Constant) and v not in known else known[v]

        for node in self.order:
            arguments = [read(v) for v in node.inputs]
            try:
                results = run_node(node, arguments)
            except Exception as error:
                _note_place(error, node, arguments)
                raise
            known.update(zip(node.outputs, results))
        return [read(v) for v in self.outputs]


def value_of(v, known):
    """Return the value of a variable where those of some others are given."""
    return TracedGraph([], [v], known)()[0]


def run_node(node, values):
    """Return the values of a node's outputs.

    Raises
    ------
    ExportError
        If the operation has no conversion, or needs what JAX does not know when it traces.
    """
    if all(map(is_known, values)) and not is_always_converted(node.op):
        return _performed(node, values)
    convert = conversion_of(node.op)
    if convert is None:
        raise refusal(
            node,
            f"there is no conversion of {type(node.op).__name__}.\nhint: tensorgraph.bridges.jax.converts registers "
            "one",
        )
    if not isinstance(node.op, Subtensor):
        check_rows(node, values)
    told = TOLD.get(own_derivative(node.op))
    if told is None or is_complex_node(node):
        return _converted(convert, node, values)
    return told(node, lambda *values: _converted(convert, node, values), values, value_of)


def _converted(convert, node, values):
    results = convert(node, *values)
    results = list(results) if type(results) is tuple or isinstance(results, list) else [results]
    return [fitted(z, v, node) for z, v in zip(results, node.outputs, strict=True)]


def _note_place(error, node, values):
    """Add to an error, perhaps of JAX, the user's expression, what it was given, and where it is."""
    if isinstance(error, ExportError) or hasattr(error, "noted_node"):
        return
    place = place_of(node)
    with suppress(AttributeError):
        error.noted_node = node
    found = dict(subject(v, x, calls_around(place)) for v, x in zip(node.inputs, values))
    given = ", ".join(f"{name} is {np.shape(x)}" for name, x in found.items() if np.shape(x))
    error.add_note(f"In {expression_of(node, place)}{given and ': '}{given}")
    for filename, line, function, source in () if place is None else place.lines():
        error.add_note(f'  File "{filename}", line {line}, in {function}\n    {source}')
    error.add_note("hint: a compiled theano.function must accept the same arrays: it says what is wrong")


def _performed(node, values):
    cells = [[None] for _ in node.outputs]
    node.op.perform(node, values, cells)
    return [cell[0] for cell in cells]


def shared_values(variables):
    """Return copies of the values of shared variables."""
    return {v: v.get_value(borrow=False) for v in variables if isinstance(v, SharedVariable)}

