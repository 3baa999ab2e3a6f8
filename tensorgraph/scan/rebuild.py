"""Graphs with some of their variables replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..compile.opfromgraph import OpFromGraph
from ..compile.shared import SharedVariable
from ..graph.traverse import clone_replace, io_toposort
from ..graph.traverse import inputs as leaves
from ..graph.variable import Constant
from .layout import Layout
from .rowvariables import safe_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..graph.variable import Variable


def replace_equal(outputs, replace):
    """Copy `outputs`, reading the values of the dict `replace` wherever they compute the same as its keys.

    Parameters
    ----------
    outputs : list of Variable
    replace : dict
        From variables to variables of the same type.

    Returns
    -------
    list of Variable
    """
    numbers, ids = {}, {}

    def number(key):
        return numbers.setdefault(key, len(numbers))

    def of(v):
        if v not in ids:
            ids[v] = number(v.signature() if isinstance(v, Constant) else v)
        return ids[v]

    roots = [*replace, *outputs]
    for node in io_toposort([], roots):
        made = number((node.op, tuple([of(v) for v in node.inputs])))
        for v in node.outputs:
            ids[v] = number((made, v.index))
    new = {of(v): w for v, w in replace.items()}
    return clone_replace(outputs, {v: new[n] for v, n in ids.items() if n in new})


def map_variables(
    replacer: Callable[..., Any], graphs: Iterable[Variable], additional_inputs: Iterable[Variable] = ()
) -> list[Any]:
    """Copy graphs with each variable replaced by the result of a function.

    Inner graphs of loops and of :class:`~tensorgraph.OpFromGraph` are copied likewise; outer variables that a
    replacement there needs become arguments of the operation.

    Parameters
    ----------
    replacer : callable
        Takes a variable and gives another one, or the same.
    graphs : list of Variable
    additional_inputs : list of Variable
        Accepted for Theano's sake: inputs that only replacements have need not be named.

    Returns
    -------
    list of Variable

    Raises
    ------
    NotImplementedError
        If a replacement in an inner graph needs a shared variable with an update.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> a, b, c = T.dscalars("a", "b", "c")
    >>> total = a + b
    >>> product = a * b
    >>> (z,) = map_variables(lambda v: product if v is total else v, [total + c])
    >>> z.eval({a: 3.0, b: 4.0, c: 1.0})
    array(13.)
    """
    copies = _Copies(replacer)
    return [copies.of(v) for v in graphs]


class _Copies:
    """Copies of variables, each made once."""

    def __init__(self, replacer):
        self.replacer = replacer
        self.made = {}
        self.nodes = {}
        self.replaced = {}

    def of(self, root):
        made = self.made
        pending = [root]
        while pending:
            v = pending[-1]
            if v in made:
                pending.pop()
                continue
            if v not in self.replaced:
                self.replaced[v] = self.replacer(v)
            source = self.replaced[v]
            node = source.owner
            if node is None:
                made[v] = source
                continue
            # a replacement may depend on the variable it replaces
            active = set(pending)
            waiting = [w for w in node.inputs if w not in made and w not in active]
            if waiting:
                pending.extend(waiting)
                continue
            pending.pop()
            if node not in self.nodes:
                self.nodes[node] = self._copy(node, [made.get(w, w) for w in node.inputs])
            made[v] = self.nodes[node].outputs[source.index]
        return made[root]

    def _copy(self, node, inputs):
        op = node.op
        if isinstance(op, Layout):
            inner = self._inner(node, op.inputs, op.outputs, inputs)
            if inner is None:
                return node.clone_with_new_inputs(inputs, strict=False)
            inner_inputs, outputs, inputs = inner
            return type(op)(inner_inputs, outputs, op.info).make_node(*inputs)
        if isinstance(op, OpFromGraph):
            inner = self._inner(node, [*op.inputs, *op.local_inputs[len(op.inputs) :]], op.outputs, inputs)
            if inner is None:
                return node.clone_with_new_inputs(inputs, strict=False)
            inner_inputs, outputs, inputs = inner
            return OpFromGraph(inner_inputs, outputs, op.is_inline, name=op.name, **op.kwargs).make_node(*inputs)
        if inputs == node.inputs:
            return node
        return node.clone_with_new_inputs(inputs, strict=False)

    def _inner(self, node, inner_inputs, inner_outputs, inputs):
        """Return the ends of an inner graph and the inputs of its node, or None if nothing is replaced."""
        replaced = []

        def replacer(v):
            new = self.replacer(v)
            if new is not v:
                replaced.append(new)
            return new

        outputs = map_variables(replacer, inner_outputs)
        if not replaced:
            return None
        known = dict(zip(inputs, inner_inputs))
        known.update(zip(node.inputs, inner_inputs))
        inside = set(inner_inputs)
        inner_inputs, inputs, replace = list(inner_inputs), list(inputs), {}
        for v in dict.fromkeys(leaves(replaced)):
            updated = getattr(v, "default_update", None) is not None or getattr(v, "update", None) is not None
            if updated and isinstance(v, SharedVariable):
                raise NotImplementedError(
                    f"the replacement brings the shared variable {v}, which has an update, into the inner graph of "
                    f"{node.op}: what it holds after several steps is not known there"
                )
        for v in dict.fromkeys(leaves(outputs)):
            if isinstance(v, Constant) or v in inside:
                continue
            if v not in known:
                known[v] = safe_new(v, "_copy")
                inner_inputs.append(known[v])
                inputs.append(v)
            replace[v] = known[v]
        return inner_inputs, clone_replace(outputs, replace), inputs
