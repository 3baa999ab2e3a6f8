"""Names of ``theano.gof.graph`` and ``theano.gof.toolbox`` other than walks and features."""

from abc import ABCMeta

from ....gradient.connection import Connections
from ....graph.apply import Apply
from ....graph.equal import is_same_graph
from ....graph.features import Feature
from ....graph.traverse import inputs as graph_inputs
from ....graph.traverse import variables
from ....graph.variable import Variable
from ....printing.describe import as_string

__all__ = [
    "Node", "PreserveNames", "PreserveVariableAttributes", "ReplacementDidntRemovedError", "io_connection_pattern",
    "is_same_graph_with_merge", "op_as_string", "variables_and_orphans", "view_roots",
]


class Node(metaclass=ABCMeta):  # noqa: B024 - nothing to define: the two classes are registered
    """Base class of nodes and variables."""


Node.register(Apply)
Node.register(Variable)


class ReplacementDidntRemovedError(Exception):
    """Theano's sign that a replaced variable was still in the graph; never raised here."""


def is_same_graph_with_merge(var1, var2, givens=None):
    """Return True if two variables compute the same."""
    return is_same_graph(var1, var2, givens)


def variables_and_orphans(i, o):
    """Return all variables between inputs and outputs, and those without an owner that are no inputs."""
    given = set(i)
    return variables(i, o), [v for v in graph_inputs(o, blockers=i) if v not in given]


def op_as_string(i, op, leaf_formatter=str, node_formatter=None):
    """Return the text of a node as a function of the inputs `i`."""
    arguments = as_string(i, op.inputs, leaf_formatter, node_formatter)
    return f"{op.op}({', '.join(arguments)})" if node_formatter is None else node_formatter(op, arguments)


def view_roots(r):
    """Return the variables that `r` is a view of, possibly through other views."""
    found, pending = [], [r]
    while pending:
        v = pending.pop()
        sources = v.owner.op.view_map.get(v.index) if v.owner is not None else None
        if sources:
            pending.extend(v.owner.inputs[j] for j in reversed(sources))
        else:
            found.append(v)
    return found


def io_connection_pattern(inputs, outputs):
    """Return ``pattern[i][j]``: True if a gradient can flow from the j-th output back to the i-th input."""
    pattern = [[False] * len(outputs) for _ in inputs]
    for j, v in enumerate(outputs):
        connected = Connections([v], inputs).uses
        for i, given in enumerate(inputs):
            pattern[i][j] = given in connected or given is v
    return pattern


class PreserveNames(Feature):
    """A feature that passes the name of a replaced variable to an unnamed replacement."""

    def on_change_input(self, fgraph, node, i, r, new_r, reason=None):
        if r.name is not None and new_r.name is None:
            new_r.name = r.name


class PreserveVariableAttributes(PreserveNames):
    """A feature that also passes on whether NanGuardMode looks at a variable."""

    def on_change_input(self, fgraph, node, i, r, new_r, reason=None):
        super().on_change_input(fgraph, node, i, r, new_r, reason)
        if hasattr(r.tag, "nan_guard_mode_check"):
            new_r.tag.nan_guard_mode_check = r.tag.nan_guard_mode_check
