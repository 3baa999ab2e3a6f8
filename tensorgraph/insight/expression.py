"""Variables as short formulas, cut where they grow deep."""

from ..graph.variable import Constant
from .formula import ATOM, Text, applied
from .names import constant_text

DEPTH = 4  # operations above each other in a formula
_MOST = 40  # operations in one


def expression(v, depth=DEPTH):
    """Return a variable as a formula.

    Parameters
    ----------
    v : Variable
    depth : int
        How many operations above each other are written out; others are "...".
    """
    return _text(v, depth, [_MOST]).text


def _text(v, depth, left):
    if isinstance(v, Constant):
        return Text(v.name or constant_text(v.data))
    node = v.owner
    if node is None or v.name and depth < DEPTH:
        return Text(v.name or str(v.type))
    op = node.op
    left[0] -= 1
    if left[0] < 0:
        return Text("...")
    order = getattr(op, "new_order", None)
    order = order and tuple(order)
    if order and tuple(k for k in order if k != "x") == tuple(range(node.inputs[0].type.ndim)):
        # broadcasting goes without saying
        return _text(node.inputs[0], depth, left)
    if order == (1, 0):
        return Text(f"{_text(node.inputs[0], depth, left).inside(ATOM)}.T")
    if depth == 0:
        return Text("...")
    args = [_text(w, depth - 1, left) for w in node.inputs[:_MOST]]
    return _applied(op_name(op), args) if len(node.outputs) == 1 else Text(f"{_call(op_name(op), args)}[{v.index}]")


def op_name(op):
    """Return the name of an operation without the details of its class."""
    scalar = getattr(op, "scalar_op", None)
    if scalar is not None and type(op).__name__ == "Elemwise":
        return getattr(scalar, "name", None) or str(scalar)
    if hasattr(op, "name") and isinstance(op.name, str):
        return op.name
    return str(op).partition("{")[0]


def _applied(name, args):
    while len(args) > 2 and name in ("add", "mul"):
        args = [applied(name, args[:2]), *args[2:]]
    return applied(name, args)


def _call(name, args):
    return f"{name}({', '.join(arg.text for arg in args)})"
