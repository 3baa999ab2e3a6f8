"""Variables and values in the words of the user's program."""

import re
from typing import NamedTuple

import numpy as np

from ..graph.messages.called import cut
from ..graph.trace import Places
from ..graph.variable import Constant
from ..printing.debugprint import node_text
from ..scalar.cast import Cast
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.indexing.subtensor import Subtensor
from ..tensor.shape.assertion import Assert
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.rebroadcast import Rebroadcast
from ..tensor.shape.reshape import Reshape
from ..tensor.shape.shape import Shape_i
from ..tensor.types.scalars import ScalarFromTensor, TensorFromScalar

WIDE = 60  # characters of an expression, and of the text of a composite
FEW = 6  # elements of a list of integers that is shown
FEW_SOURCES = 2  # variables that are named
INSIDE = "a part"  # that no expression of the user is
_SAME = (Assert, Rebroadcast, ScalarFromTensor, TensorFromScalar)
_COMPOSITE = re.compile(r"Composite\{")


class Sized(NamedTuple):
    """The shape of an array whose elements are unknown; a length that is unknown is None."""

    shape: tuple


def short(text):
    """Return the text of nodes with each composite cut to 60 characters."""
    parts, at = [], 0
    for found in _COMPOSITE.finditer(text):
        if found.start() < at:
            continue  # inside of one that was cut
        depth, end = 1, found.end()
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        whole = text[found.start() : end]
        parts += [text[at : found.start()], whole if len(whole) <= WIDE else whole[: WIDE - 4] + "...}"]
        at = end
    return "".join([*parts, text[at:]])


def place_of(node):
    """Return the :class:`Location` of a node, or None."""
    return None if node.trace is None else node.trace.location()


def expression_of(node, place=None):
    """Return what the user wrote to make a node, or the text of the node where that is unknown."""
    place = place or place_of(node)
    return cut(place.expression) if place is not None and place.expression else cut(short(node_text(node)), 2 * WIDE)


def calls_around(place):
    """Return the expressions of a place and of the calls that led to it.

    What one of these calls made on the way has no expression of its own.
    """
    return set() if place is None else {p.expression for p in place.stack()}


def subject(v, value, taken=()):
    """Return the user's name of an input, and its value as the user knows it.

    Parameters
    ----------
    v : Variable
    value : object
        None if it is unknown.
    taken : collection of str
        Expressions that are not its own: those of the node that reads it.
    """
    if isinstance(v, Constant) and not v.name:
        return _constant(v), value
    while v.owner is not None and not v.name:
        op = v.owner.op
        if isinstance(op, DimShuffle):
            kept = [k for k in op.new_order if k != "x"]
            if kept != sorted(kept):
                break
            value = _unstretched(op, value)
        elif not isinstance(op, _SAME) and not _is_cast(op):
            break
        v = v.owner.inputs[0]
    return name_of(v, taken), value


def _is_cast(op):
    return isinstance(op, Elemwise) and isinstance(op.scalar_op, Cast)


def _unstretched(op, value):
    """Return the value before axes were added and dropped."""
    if not isinstance(value, np.ndarray) or value.ndim != len(op.new_order):
        return value
    shape = [1] * len(op.input_broadcastable)
    for k, n in zip(op.new_order, value.shape):
        if k != "x":
            shape[k] = n
    return value.reshape(shape) if np.prod(shape) == value.size else value


def name_of(v, taken=()):
    """Return the name of a variable, or the expression that made it."""
    shared = " (shared)" if hasattr(v, "container") else ""
    if v.name:
        # in the step of a loop, the variable that the user named
        return f"{getattr(v.tag, 'stands_for', None) or v.name}{shared}"
    if isinstance(v, Constant):
        return _constant(v)
    if v.owner is not None and isinstance(v.owner.op, DimShuffle) and v.owner.op.new_order == (1, 0):
        inner = name_of(v.owner.inputs[0], taken)
        return f"{inner}.T" if inner.isidentifier() else f"({inner}).T"
    place = None if v.where_made is None else v.where_made.location()
    text = "" if place is None else place.expression
    if text and text not in taken:
        return f"{cut(text)}{shared}"
    if v.owner is None:
        return f"an input of type {v.type}" if not shared else f"a shared variable of type {v.type}"
    if isinstance(v.owner.op, _SAME):
        return name_of(v.owner.inputs[0], taken)
    if isinstance(v.owner.op, Shape_i):
        return f"{name_of(v.owner.inputs[0], taken)}.shape[{v.owner.op.i}]"
    if isinstance(v.owner.op, Reshape):
        inner = v.owner.inputs[0]
        while inner.owner is not None and not inner.name and isinstance(inner.owner.op, DimShuffle):
            inner = inner.owner.inputs[0]
        name = name_of(inner, taken)
        return name if name.startswith(INSIDE) else f"{cut(name, WIDE - 9)} reshaped"
    if isinstance(v.owner.op, Subtensor):
        name = name_of(v.owner.inputs[0], taken)
        return name if name.startswith(INSIDE) else f"{cut(name, WIDE - 5)}[...]"
    names = list(dict.fromkeys(name_of(w, taken) for w in _sources(v, taken)))
    made = "what is" if _COMPOSITE.search(str(v.owner.op)) else INSIDE
    return cut(f"{made} made of {' and '.join(names[:FEW_SOURCES])}") if names else f"{INSIDE} of it"


def _sources(v, taken):
    """Return the variables that the user knows of which the package made one on the way."""
    found, seen, left = [], set(), [v]
    while left:
        v = left.pop()
        if v in seen or isinstance(v, Constant):
            continue
        seen.add(v)
        place = None if v.where_made is None else v.where_made.location()
        if v.name or place is not None and place.expression and place.expression not in taken:
            found.append(v)
        elif v.owner is not None:
            left += v.owner.inputs[:1] if isinstance(v.owner.op, Assert) else reversed(v.owner.inputs)
    return found


def _constant(v):
    data = getattr(v, "data", None)
    if isinstance(data, np.ndarray):
        return f"{data[()]:.6g}" if data.ndim == 0 and data.dtype.kind in "iuf" else "the constant"
    return cut(repr(data))


def value_text(value, dtypes=False, shapes=False, values=False):
    """Return the shape of an array, or what a small value is.

    Parameters
    ----------
    value : object
    dtypes : bool
        Whether to name the dtype.
    shapes, values : bool
        Whether the shape is what matters, or the values are.
    """
    if shapes or isinstance(value, Sized):
        return str(np.shape(value) if isinstance(value, np.ndarray) else value.shape).replace("None", "?")
    if isinstance(value, (np.ndarray, np.generic)):
        dtype = f"{value.dtype} " if dtypes else ""
        if value.ndim == 0:
            return f"{dtype}{value[()]!s}"
        if value.ndim == 1 and 0 < value.size <= FEW and not dtypes and (values or value.dtype.kind in "iub"):
            return np.array2string(value)
        return f"{dtype}{value.shape}"
    shape = getattr(value, "shape", None)
    return cut(repr(value)) if shape is None else f"{type(value).__name__} {shape}"


def members_of(node):
    """Return the nodes that became a composite: ``(place, operands)`` of each; see :class:`Places`."""
    trace = node.trace
    if not isinstance(trace, Places):
        return []
    return [(part, code[2:]) for part, code in zip(trace.parts, trace.code)]
