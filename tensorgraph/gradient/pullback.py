"""Reverse accumulation: the vector-Jacobian product of each node, and sums of cotangents.

An integer or bool is locally constant: no gradient flows back through one. A node with only such outputs is not pulled
back (its inputs get zeros); otherwise their cotangents are zeros.
"""

import warnings
from functools import reduce
from operator import add

from ..config import config
from ..graph.disconnected import DisconnectedType, NullType, disconnected_type
from ..graph.trace import made_at
from ..graph.variable import Variable
from ..scalar.dtypes import discrete_dtypes
from ..tensor.shape.rebroadcast import patternbroadcast


class Pullback:
    """The gradients in a graph, each computed once and on demand.

    Parameters
    ----------
    connections : Connections
        Which nodes use each variable.
    start : dict
        The gradients that are known.
    cost_name : str or None
        Name for gradients, as in ``(dcost/dx)``.
    """

    def __init__(self, connections, start, cost_name=None):
        self.connections = connections
        self.known = dict(start)
        self.cost_name = cost_name
        self._terms = {}

    def gradients(self, wrt):
        """Return the gradients with respect to `wrt`, of DisconnectedType where nothing flows back."""
        pending = list(reversed(wrt))
        known, terms, uses = self.known, self._terms, self.connections.uses
        while pending:
            item = pending[-1]
            if isinstance(item, Variable):
                if item in known:
                    pending.pop()
                    continue
                nodes = uses.get(item, ())
                waiting = [node for node in nodes if node not in terms]
                if not waiting:
                    known[item] = self._sum(item, nodes)
            else:
                if item in terms:
                    pending.pop()
                    continue
                waiting = [v for v in item.outputs if v not in known]
                if not waiting:
                    with made_at(item.trace):
                        terms[item] = self._pull(item)
            if waiting:
                pending.extend(reversed(waiting))
            else:
                pending.pop()
        return [known[v] for v in wrt]

    def _sum(self, v, nodes):
        """Return the gradient with respect to `v`, the sum over the nodes that use it."""
        found = []
        for node in nodes:
            for i in nodes[node]:
                term = self._terms[node][i]
                if isinstance(term.type, NullType):
                    return term
                if isinstance(term.type, DisconnectedType):
                    continue
                if hasattr(v, "ndim") and term.ndim != v.ndim:
                    raise ValueError(
                        f"{node.op}.grad returned a term with {term.ndim} dimensions, but {v.ndim} are required."
                    )
                found.append(term)
        if not found:
            return disconnected_type()
        with made_at(v.where_made):
            total = reduce(add, found)
        if self.cost_name is not None and v.name is not None:
            total.name = f"(d{self.cost_name}/d{v.name})"
        return total

    def _pull(self, node):
        """Return the cotangents of a node's inputs."""
        output_grads = [self.known[v] for v in node.outputs]
        pattern = self.connections.pattern(node)
        alive = [not isinstance(g.type, DisconnectedType) for g in output_grads]
        connected = _reached(node, pattern, alive)
        if not any(connected):
            return [disconnected_type() for _ in node.inputs]
        defined = [ok and not isinstance(g.type, NullType) for ok, g in zip(alive, output_grads)]
        if not any(_reached(node, pattern, defined)):
            null = next(g for g in output_grads if isinstance(g.type, NullType))
            return [null if ok else disconnected_type() for ok in connected]

        smooth = [ok and not _is_discrete(v) for ok, v in zip(defined, node.outputs)]
        flowing = _reached(node, pattern, smooth)
        if not any(flowing) and not node.op.is_stochastic:
            return [_zero(v) if ok else disconnected_type() for ok, v in zip(connected, node.inputs)]

        input_grads = node.op.L_op(_inputs(node), node.outputs, _cotangents(node.outputs, output_grads))
        if input_grads is None:
            raise TypeError(f"{node.op}.grad returned NoneType, expected iterable.")
        input_grads = list(input_grads)
        if len(input_grads) != len(node.inputs):
            raise ValueError(
                f"{node.op}.grad returned the wrong number of gradient terms: {len(input_grads)} for "
                f"{len(node.inputs)} inputs."
            )
        for i, g in enumerate(input_grads):
            self._check(node, i, g, connected[i], pattern is not None)
            if connected[i] and not flowing[i] and not isinstance(g.type, (NullType, DisconnectedType)):
                # its only way to the cost is through discrete outputs
                input_grads[i] = _zero(node.inputs[i])
            else:
                input_grads[i] = _as_broadcastable(g, node.inputs[i])
        return input_grads

    @staticmethod
    def _check(node, i, g, connected, declared):
        """Check that the gradient of input `i` that an op returned follows the protocol."""
        if g is None:
            raise TypeError(
                f"{node.op}.grad returned None for term {i}. Return zeros, a variable of DisconnectedType, or "
                "grad_undefined(...) or grad_not_implemented(...) instead."
            )
        if not isinstance(g, Variable):
            raise TypeError(f"{node.op}.grad returned {type(g)}, expected Variable instance.")
        if isinstance(g.type, NullType):
            return
        if isinstance(g.type, DisconnectedType):
            if connected:
                message = f"{node.op}.grad returned DisconnectedType for input {i}."
                if declared:
                    raise TypeError(f"{message} Its connection_pattern method does not allow this.")
                warnings.warn(f"{message} You may want to implement a connection_pattern method for it.", stacklevel=5)
            return
        if not connected:
            raise TypeError(
                f"{node.op}.grad returned {g} of type {g.type} for input {i}, but its connection_pattern says that no "
                "output with a gradient depends on it."
            )
        if getattr(g.type, "dtype", None) in discrete_dtypes:
            raise TypeError(
                f"{node.op}.grad illegally returned an integer-valued variable. (Input index {i}, dtype {g.type.dtype})"
            )


def _reached(node, pattern, outputs):
    """Tell for each input of a node whether one of the marked outputs depends on it."""
    if pattern is None:
        return [any(outputs)] * len(node.inputs)
    return [any(a and b for a, b in zip(row, outputs)) for row in pattern]


def _inputs(node):
    """Return a node's inputs, copied where the node overwrites them and the gradient may still read them."""
    if not node.op.destroy_map:
        return node.inputs
    destroyed = {i for indices in node.op.destroy_map.values() for i in indices}
    return [v.copy() if i in destroyed and hasattr(v, "copy") else v for i, v in enumerate(node.inputs)]


def _is_discrete(v):
    """Return True if `v` holds integers or bools."""
    return getattr(v.type, "dtype", None) in discrete_dtypes


def _as_broadcastable(g, v):
    """Return the gradient `g` made broadcastable on the axes where `v` is: an index or a product loses that."""
    flags, own = (getattr(w.type, "broadcastable", ()) for w in (v, g))
    if len(flags) != len(own) or not any(a and not b for a, b in zip(flags, own)):
        return g
    return patternbroadcast(g, [a or b for a, b in zip(flags, own)])


def _zero(v):
    """Return zero as the gradient of a variable that only discrete outputs depend on, or a disconnected gradient."""
    if not hasattr(v, "zeros_like") or not hasattr(v.type, "dtype"):
        return disconnected_type()
    return v.zeros_like() if v.type.dtype not in discrete_dtypes else v.zeros_like(dtype=config.floatX)


def _cotangents(outputs, gradients):
    """Return the cotangents in the dtypes of float outputs, so that float32 stays float32; zeros for discrete ones."""
    cast = []
    for v, g in zip(outputs, gradients):
        wanted, given = getattr(v.type, "dtype", None), getattr(g.type, "dtype", None)
        if given and wanted in discrete_dtypes:
            g = _zero(v)
        elif given and wanted != given:
            g = g.astype(wanted)
        cast.append(g)
    return cast
