"""Reverse accumulation: the vector-Jacobian product of each node, and sums of cotangents.

An integer or bool is locally constant: no gradient flows back through one. A node with only such outputs is not pulled
back (its inputs get zeros); otherwise their cotangents are zeros. Nor do inputs get what a node makes of cotangents
that are known to be 0, as those of ``floor(x)`` are: zeros would be computed, or nan by an infinite derivative.
"""

import warnings
from collections.abc import Iterable
from functools import reduce
from operator import add

from ..config import config
from ..errors import NoGradientError
from ..graph.disconnected import DisconnectedType, NullType, disconnected_type
from ..graph.messages.called import called, node_text, with_type
from ..graph.messages.usersfunction import call_method
from ..graph.op import Op
from ..graph.trace import made_at
from ..graph.variable import Variable
from ..scalar.dtypes import discrete_dtypes
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.rebroadcast import patternbroadcast
from ..tensor.types.variable import TensorConstant
from ..userline import user_level


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
        self.given = frozenset(self.known.values())  # zeros among these may be differentiated by later
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
                        f"{node.op}.grad returned a term with {term.ndim} dimensions, but {v.ndim} are required: the "
                        f"gradient of {with_type(v)}, must be of its type.\n{node_text(node)}\nhint: use sum, "
                        "dimshuffle or reshape in grad"
                    )
                found.append(term)
        if not found:
            return disconnected_type()
        # zeros count only for the type of the sum
        zeros = {g for g in found if is_zero(g, self.given)} if len(found) > 1 else ()
        if zeros and all(g.type == found[0].type for g in found):
            found = [g for g in found if g not in zeros] or found[:1]
        with made_at(v.where_made):
            total = reduce(add, found)
            if hasattr(v.type, "as_gradient"):
                total = v.type.as_gradient(total, v)
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

        # the op is asked all the same: its gradient may be undefined
        flowing = _reached(node, pattern, [ok and not is_zero(g, self.given) for ok, g in zip(smooth, output_grads)])
        input_grads = self._asked(node, output_grads, connected)
        for i, g in enumerate(input_grads):
            self._check(node, i, g, connected[i], pattern is not None)
            if connected[i] and not flowing[i] and not isinstance(g.type, (NullType, DisconnectedType)):
                # its only way to the cost is through what is constant
                input_grads[i] = _zero(node.inputs[i])
            else:
                input_grads[i] = _as_broadcastable(g, node.inputs[i])
        return input_grads

    @staticmethod
    def _asked(node, output_grads, connected):
        """Return what an op gives as the gradients of its inputs, one for each."""
        op = node.op
        if type(op).L_op is Op.L_op and getattr(op, "grad", None) is None:
            return [_without_method(node, i) if ok else disconnected_type() for i, ok in enumerate(connected)]
        try:
            given = _inputs(node), node.outputs, _cotangents(node.outputs, output_grads)
            found = call_method(op.L_op, given, _FORM if hasattr(op, "grad") else _FORM_OF_L_OP)
        except Exception as error:
            error.add_note(f"It happened in the gradient of {node_text(node)}")
            raise
        if found is None:
            raise TypeError(
                f"{op}.grad returned NoneType, expected iterable: does it lack `return`? "
                f"{_RETURNED}\n{node_text(node)}"
            )
        if isinstance(found, (Variable, dict)) or not isinstance(found, Iterable):
            what = called(found) if isinstance(found, Variable) else type(found).__name__
            raise TypeError(
                f"{op}.grad returned {what}, which is no list: for {_count(node)} it must return a list of as many "
                f"gradients, as return [gradient]. {_RETURNED}\n{node_text(node)}"
            )
        found = list(found)
        if len(found) != len(node.inputs):
            raise ValueError(
                f"{op}.grad returned the wrong number of gradient terms: {len(found)} for {_count(node)}. {_RETURNED}\n"
                f"{node_text(node)}"
            )
        return found

    @staticmethod
    def _check(node, i, g, connected, declared):
        """Check that the gradient of input `i` that an op returned follows the protocol."""
        op = node.op
        if g is None:
            raise TypeError(
                f"{op}.grad returned None for term {i}, the gradient of {_which(node, i)}. Return zeros, a variable of "
                "DisconnectedType, or grad_undefined(...) or grad_not_implemented(...) instead.\n" + node_text(node)
            )
        if not isinstance(g, Variable):
            raise TypeError(
                f"{op}.grad returned {type(g)}, expected Variable instance, for {_which(node, i)}: use theano.tensor "
                f"instead of NumPy in grad, or T.as_tensor_variable.\n{node_text(node)}"
            )
        if isinstance(g.type, NullType):
            return
        if isinstance(g.type, DisconnectedType):
            if connected:
                message = f"{op}.grad returned DisconnectedType for input {i}."
                if declared:
                    raise TypeError(f"{message} Its connection_pattern method does not allow this.\n{node_text(node)}")
                warnings.warn(
                    f"{message} You may want to implement a connection_pattern method for it.", stacklevel=user_level()
                )
            return
        if not connected:
            raise TypeError(
                f"{op}.grad returned {called(g)} of type {g.type} for {_which(node, i)}, but its connection_pattern "
                "says that no output with a gradient depends on it: return DisconnectedType()(), or correct the "
                "pattern.\n"
                + node_text(node)
            )
        if getattr(g.type, "dtype", None) in discrete_dtypes:
            raise TypeError(
                f"{op}.grad illegally returned an integer-valued variable. (Input index {i}, dtype {g.type.dtype}): "
                f"the gradient of {_which(node, i)} must be a float; multiply it by the gradient of the output, or "
                f"cast it to {config.floatX}.\n{node_text(node)}"
            )


_FORM, _FORM_OF_L_OP = "grad(self, inputs, output_gradients)", "L_op(self, inputs, outputs, output_gradients)"
_RETURNED = "Use return [...] in grad(self, inputs, output_gradients), with a gradient for each input."


def _which(node, i):
    return f"input {i} ({called(node.inputs[i])})"


def _count(node):
    n = len(node.inputs)
    return f"{n} input{'s' * (n != 1)} ({', '.join(map(called, node.inputs[:6]))})"


def _without_method(node, i):
    """Return the undefined gradient of an input of an op that has no gradient."""
    v, name = node.inputs[i], type(node.op).__name__
    # of a function of Python, the class is the package's own
    where = f"a class derived from theano.Op in place of {node.op}" if hasattr(node.op, "fn") else "the class"
    return NullType(
        f"This variable is Null because the grad method for input {i} ({called(v)}) of the {node.op} op is not "
        f"implemented: class {name} has neither grad nor L_op.\n{node_text(node)}\n'{name}' object has no attribute "
        f"'grad'\nhint: define grad(self, inputs, output_gradients) in {where}, "
        "returning a list with the gradient of each input, or pass "
        "the result through theano.gradient.disconnected_grad to stop gradients there.",
        error=NoGradientError,
    )()


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


def is_zero(g, given):
    """Return True if a gradient is known to be 0, as one that :func:`_zero` makes is, and not one of those `given`."""
    while g.owner is not None and g not in given:
        op = g.owner.op
        if isinstance(op, DimShuffle) or (isinstance(op, Elemwise) and op.scalar_op.record_name == "second"):
            g = g.owner.inputs[-1]
        else:
            return False
    return isinstance(g, TensorConstant) and g not in given and g.data.size == 1 and g.data.item() == 0


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
