"""Checks that a graph is well formed, for tests and for DebugMode after each rewrite, and that equal ops are one."""

import inspect
import warnings
from weakref import WeakKeyDictionary

import numpy as np

from ..errors import InconsistencyError
from ..flags import theano_is_this
from ..userline import user_level
from .apply import Apply
from .messages.called import called
from .op import Op, _props_eq
from .traverse import io_toposort
from .type import Type
from .variable import Constant, Variable

_PACKAGE = __name__.partition(".")[0] + "."
_OWN = set()  # classes of the package without inner graphs, of which most nodes are
_UNNAMED = WeakKeyDictionary()


def check_equal_ops(nodes):
    """Check that operations of the user that are equal were made with the same arguments.

    Nodes of equal operations are merged: an argument that ``__props__`` does not name would be that of the first one.

    Raises
    ------
    TypeError
        If two are equal, by ``__props__``, and keep different values of a parameter of their class. A program for
        Theano, which merges them, is only warned.
    """
    found = {}
    for node in nodes:
        op = node.op
        kind = type(op)
        if kind in _OWN:
            continue
        inner = isinstance(getattr(op, "outputs", None), list) and isinstance(getattr(op, "inputs", None), list)
        if inner:
            check_equal_ops(io_toposort(op.inputs, op.outputs))
        if kind.__module__.startswith(_PACKAGE):
            if not inner:
                _OWN.add(kind)
            continue
        if not _unnamed(kind):
            continue
        try:
            other = found.setdefault(op, node)
        except TypeError:
            # not hashable: this is reported where nodes are merged
            continue
        name = next((name for name in _unnamed(kind) if _differ(op, other.op, name)), None)
        if name is not None:
            _report(name, other, node)


def _report(name, first, second):
    """Report two nodes of operations that are equal although they keep different values of `name`."""
    a, b = first.op, second.op
    text = (
        f"{type(a).__name__} keeps {name}, which its __props__, {a.__props__!r}, do not name: "
        f"{called(first.outputs[0])} with {name}={getattr(a, name)!r} and {called(second.outputs[0])} with "
        f"{name}={getattr(b, name)!r} are taken for the same"
    )
    hint = f"use __props__ = {(*a.__props__, name)!r}, so that they are different operations"
    if not theano_is_this():
        raise TypeError(f"{text}.\nhint: {hint}")
    warnings.warn(f"{text}: {hint}", stacklevel=user_level())


def _unnamed(cls):
    """Return the parameters of a class of the user that its ``__props__`` leave out, but for a name."""
    found = _UNNAMED.get(cls)
    if found is None:
        found = _UNNAMED[cls] = _left_out(cls)
    return found


def _left_out(cls):
    homes = [next(c for c in cls.__mro__ if name in c.__dict__) for name in ("__init__", "__eq__")]
    if cls.__eq__ is not _props_eq or any(home.__module__.startswith(_PACKAGE) for home in homes):
        return ()
    known = ("self", "name", *cls.__props__)
    return tuple(name for name in inspect.signature(cls.__init__).parameters if name not in known)


def _differ(op, other, name):
    a, b = op.__dict__.get(name), other.__dict__.get(name)
    if a is b or name not in op.__dict__ or name not in other.__dict__:
        return False
    try:
        # nan is the same as nan
        return not np.array_equal(a, b) if isinstance(a, np.ndarray) else not (a == b or a != a and b != b)
    except Exception:  # of a class of the user
        return False


def verify_node(node):
    """Check that an apply node is well formed.

    Raises
    ------
    InconsistencyError
        If its op, its variables or the op's view and destroy maps are not what they should be.
    """
    if not isinstance(node, Apply):
        raise InconsistencyError(f"{node!r} is not an Apply")
    if not isinstance(node.op, Op):
        raise InconsistencyError(f"the op of {node} is no Op: {node.op!r}")
    for v in node.inputs + node.outputs:
        if not isinstance(v, Variable) or not isinstance(v.type, Type):
            raise InconsistencyError(f"{node} has a part that is not a variable with a type: {v!r}")
    for i, v in enumerate(node.outputs):
        if v.owner is not node or v.index != i:
            raise InconsistencyError(f"output {i} of {node} does not know that it is that")
        if isinstance(v, Constant):
            raise InconsistencyError(f"output {i} of {node} is a constant")
    for i, v in enumerate(node.inputs):
        if v.owner is not None and (v.index >= len(v.owner.outputs) or v.owner.outputs[v.index] is not v):
            raise InconsistencyError(f"input {i} of {node} is not among the outputs of its owner {v.owner}")
    _verify_maps(node)


def _verify_maps(node):
    for name in ("view_map", "destroy_map"):
        shared = getattr(node.op, name)
        if not isinstance(shared, dict):
            raise InconsistencyError(f"{name} of {node.op} is not a dict: {shared!r}")
        for output, sources in shared.items():
            if not isinstance(output, int) or not 0 <= output < len(node.outputs):
                raise InconsistencyError(f"{name} of {node} names the output {output!r}")
            if not isinstance(sources, (list, tuple)):
                raise InconsistencyError(f"{name} of {node} should map to lists of inputs: {shared!r}")
            for i in sources:
                if not isinstance(i, int) or not 0 <= i < len(node.inputs):
                    raise InconsistencyError(f"{name} of {node} names the input {i!r}")
    for name in ("__eq__", "__hash__"):
        if getattr(type(node.op), name) is None:
            raise InconsistencyError(f"{type(node.op).__name__} defines no {name}")


def verify_fgraph(fgraph, validate=True):
    """Check that a graph is well formed: nodes, types, clients, ends, in-place operations, order.

    Parameters
    ----------
    fgraph : FunctionGraph
        The graph.
    validate : bool
        Whether to ask the graph's features too.

    Raises
    ------
    InconsistencyError
        If something does not fit.
    """
    for v in fgraph.inputs:
        if v.owner is not None:
            raise InconsistencyError(f"the input {v} of the graph is computed by {v.owner}")
    if len(set(fgraph.inputs)) != len(fgraph.inputs):
        raise InconsistencyError("an input occurs twice")
    for node in fgraph.apply_nodes:
        verify_node(node)
    try:
        fgraph.check_integrity()
        order = fgraph.toposort()
    except ValueError as error:
        raise InconsistencyError(f"the graph cannot be ordered: {error}") from error
    if set(order) != fgraph.apply_nodes:
        raise InconsistencyError("the order of the graph does not hold its nodes")
    _verify_order(fgraph, order)
    if validate:
        fgraph.validate()


def _verify_order(fgraph, order):
    """Check that nothing is read before it is computed or after it was overwritten."""
    root, dead = {}, {}
    known = set(fgraph.inputs)
    for node in order:
        for i, v in enumerate(node.inputs):
            if v not in known and not isinstance(v, Constant):
                raise InconsistencyError(f"{node} comes before its input {i} is computed")
            r = root.get(v, v)
            if r in dead:
                raise InconsistencyError(f"{node} reads input {i} after {dead[r]} has overwritten it")
        for sources in node.op.destroy_map.values():
            for i in sources:
                r = root.get(node.inputs[i], node.inputs[i])
                if isinstance(r, Constant):
                    raise InconsistencyError(f"{node} overwrites the constant {r}")
                dead[r] = node
        for output, sources in node.op.view_map.items():
            for i in sources:
                root[node.outputs[output]] = root.get(node.inputs[i], node.inputs[i])
        known.update(node.outputs)
    for i, v in enumerate(fgraph.outputs):
        r = root.get(v, v)
        if r in dead:
            raise InconsistencyError(f"output {i} of the graph was overwritten by {dead[r]}")
