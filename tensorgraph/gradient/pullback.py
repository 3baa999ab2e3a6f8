"""Reverse accumulation: the gradients that each node passes to its inputs, and their sums."""

import warnings
from functools import reduce
from operator import add

from ..graph.disconnected import DisconnectedType, NullType, disconnected_type
from ..graph.trace import made_at
from ..graph.variable import Variable
from ..scalar.dtypes import discrete_dtypes
from ..tensor.advanced_subtensor import AdvancedSubtensor, AdvancedSubtensor1
from ..tensor.constant import NotScalarConstantError, get_scalar_constant_value
from ..tensor.elemwise import Sum


class Pullback:
    """The gradients in a graph, computed on demand and each once.

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
        """The list of gradients with respect to `wrt`; of DisconnectedType where nothing flows back."""
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
        """The gradient with respect to `v`: the sum of the terms of the nodes that use it."""
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
        """The gradients of a node's inputs, one for each."""
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

        input_grads = node.op.L_op(_inputs(node), node.outputs, _cast_like(node.outputs, output_grads))
        if input_grads is None:
            raise TypeError(f"{node.op}.grad returned NoneType, expected iterable.")
        input_grads = list(input_grads)
        if len(input_grads) != len(node.inputs):
            raise ValueError(
                f"{node.op}.grad returned the wrong number of gradient terms: {len(input_grads)} for "
                f"{len(node.inputs)} inputs."
            )
        differentiable = [
            ok and getattr(v.type, "dtype", None) not in discrete_dtypes for ok, v in zip(defined, node.outputs)
        ]
        only_discrete = (
            [False] * len(node.inputs)
            if all(differentiable)
            else [not reached for reached in _reached(node, pattern, differentiable)]
        )
        for i, g in enumerate(input_grads):
            self._check(node, i, g, connected[i], only_discrete[i], pattern is not None)
        return input_grads

    @staticmethod
    def _check(node, i, g, connected, only_discrete, declared):
        """Hold what an op returned as the gradient of input `i` against the protocol."""
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
        if only_discrete and not _is_zero(g):
            raise ValueError(
                f"{node.op}.grad returned {g} of type {g.type} for input {i}. This input's only connections to the "
                "cost through this op are via integer-valued outputs so it should be NullType, DisconnectedType, or "
                "some form of zeros, which it is not, or not verifiably."
            )


def _reached(node, pattern, outputs):
    """For each input of a node whether one of the marked outputs depends on it."""
    if pattern is None:
        return [any(outputs)] * len(node.inputs)
    return [any(a and b for a, b in zip(row, outputs)) for row in pattern]


def _inputs(node):
    """A node's inputs, copied where the node overwrites them and the gradient may still need them."""
    if not node.op.destroy_map:
        return node.inputs
    destroyed = {i for indices in node.op.destroy_map.values() for i in indices}
    return [v.copy() if i in destroyed and hasattr(v, "copy") else v for i, v in enumerate(node.inputs)]


def _cast_like(outputs, gradients):
    """The gradients in the dtypes of float outputs, so that float32 work does not turn to float64."""
    cast = []
    for v, g in zip(outputs, gradients):
        wanted, given = getattr(v.type, "dtype", None), getattr(g.type, "dtype", None)
        if given and wanted not in discrete_dtypes and wanted != given:
            g = g.astype(wanted)
        cast.append(g)
    return cast


def _is_zero(g):
    """Whether `g` is seen to be zeros: a constant spread over a shape, of which elements are moved or summed."""
    while True:
        try:
            return get_scalar_constant_value(g) == 0
        except NotScalarConstantError:
            node = g.owner
        if node is None:
            return False
        sources = node.op.view_map.get(g.index)
        if sources is None:
            if not isinstance(node.op, (AdvancedSubtensor, AdvancedSubtensor1, Sum)):
                return False
            sources = [0]
        g = node.inputs[sources[0]]
