"""Jacobians of vectors whose elements depend on few: zeros but for some diagonals.

An element of ``exp(x)`` needs one element of x, one of ``x[1:] - x[:-1]**2`` two. The derivatives of all elements with
respect to one of these slices are one vector, the gradient of their sum; it lies on a diagonal. The gradient of a sum
of such terms has them between zeros, where slices were read: its Jacobian, the Hessian, has a diagonal for each pair.
"""

from typing import NamedTuple

from ..graph.testvalue import copy_test_value
from ..graph.traverse import clone_replace
from ..graph.variable import Constant, Variable
from ..scalar.dtypes import float_dtypes
from ..tensor.creation.filled import arange, zeros
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.elementwise.math import maximum
from ..tensor.indexing.indexing import inc_subtensor
from ..tensor.indexing.subtensor import IncSubtensor, Subtensor, get_constant_idx
from ..tensor.reductions.reduce import sum as sum_
from ..tensor.shape.shape import Shape, Shape_i
from .grad import grad


class Summand(NamedTuple):
    """Elements of a vector that are computed elementwise.

    Attributes
    ----------
    vector : Variable
    row : int or Variable
        The place of its first element.
    """

    vector: Variable
    row: object


def by_diagonals(expression, wrt, n, constants):
    """Return the Jacobian of a vector with respect to a vector, made of diagonals, or None if there are others.

    Parameters
    ----------
    expression, wrt : Variable
        Vectors of floats.
    n : Variable
        The length of `expression`.
    constants : collection of Variable
        What is kept constant.
    """
    if any(v.type.broadcastable != (False,) or v.type.dtype not in float_dtypes for v in (expression, wrt)):
        return None
    walk = _Walk(wrt, constants)
    terms = walk.terms(expression, 0)
    if not terms:
        return None
    matrix = zeros((n, wrt.shape[0]), dtype=wrt.type.dtype)
    for term in terms:
        leaves = walk.leaves(term.vector)
        if leaves is None:
            return None
        # constants may be made of the slices
        slots = {v: v.type() for v in (*leaves, *constants)}
        for v, slot in slots.items():
            copy_test_value(v, slot)
        (moved,) = clone_replace([term.vector], slots)
        slopes = grad(sum_(moved), [slots[v] for v in leaves], disconnected_inputs="ignore")
        slopes = clone_replace(slopes, {slot: v for v, slot in slots.items()})
        for (_, column), slope in zip(leaves.items(), slopes):
            t = arange(slope.shape[0])
            matrix = inc_subtensor(matrix[t + term.row, t + column], slope)
    return matrix


class _Walk:
    """The parts of a vector that are made of slices of another one.

    Parameters
    ----------
    wrt : Variable
    constants : collection of Variable
    """

    def __init__(self, wrt, constants):
        self.wrt = wrt
        self.constants = frozenset(constants) - {wrt}
        self.known = {}

    def depends(self, v):
        """Return True if a value depends on `wrt`, as derivatives see it."""
        pending = [(v, False)]
        while pending:
            u, done = pending.pop()
            if u in self.known:
                continue
            read = _read(u)
            if u is self.wrt or u in self.constants or not read:
                self.known[u] = u is self.wrt
            elif done:
                self.known[u] = any(self.known[w] for w in read)
            else:
                pending.append((u, True))
                pending += [(w, False) for w in read]
        return self.known[v]

    def terms(self, vector, row):
        """Return the terms of a sum that depend on `wrt`, or None if there are writes that are not to slices."""
        found, pending = [], [(vector, row)]
        while pending:
            v, row = pending.pop()
            if not self.depends(v):
                continue
            op = None if v.owner is None or v is self.wrt else v.owner.op
            if isinstance(op, IncSubtensor):
                x, y = v.owner.inputs[:2]
                start = _start(v.owner, x)
                if start is None or y.type.ndim != 1 or y.type.broadcastable[0]:
                    return None
                if op.set_instead_of_inc and self.depends(x):
                    return None
                pending += [(x, row), (y, row + start)]
            elif isinstance(op, Elemwise) and op.scalar_op.record_name == "add" and not _stretched(v.owner):
                pending += [(u, row) for u in v.owner.inputs]
            else:
                found.append(Summand(v, row))
        return found

    def leaves(self, vector):
        """Return the slices of `wrt` that a vector is made of elementwise with the place of their first, or None."""
        found, seen, pending = {}, set(), [vector]
        while pending:
            v = pending.pop()
            if v in seen or not self.depends(v):
                continue
            seen.add(v)
            if v is self.wrt:
                found[v] = 0
                continue
            op = v.owner.op
            if isinstance(op, Subtensor) and v.owner.inputs[0] is self.wrt:
                start = _start(v.owner, self.wrt)
                if start is None or v.type.broadcastable[0]:
                    return None
                found[v] = start
            elif isinstance(op, Elemwise) and not op.destroy_map and len(v.owner.outputs) == 1 and v.type.ndim == 1:
                if any(self.depends(u) and u.type.broadcastable != (False,) for u in _read(v)):
                    return None
                pending += _read(v)
            else:
                return None
        return found


def _read(v):
    """Return the inputs on whose values `v` depends."""
    if v.owner is None or isinstance(v, Constant) or isinstance(v.owner.op, (Shape, Shape_i)):
        return ()
    op = v.owner.op
    if isinstance(op, Elemwise) and op.scalar_op.record_name == "second":
        return v.owner.inputs[1:]
    return v.owner.inputs


def _stretched(node):
    return node.op.destroy_map or any(u.type.broadcastable != (False,) for u in node.inputs)


def _start(node, x):
    """Return where the slice of a vector starts that a node reads or writes, or None if elements of it are left out."""
    written = isinstance(node.op, IncSubtensor)
    index = get_constant_idx(node.op.idx_list, [x, *node.inputs[2 if written else 1 :]])
    if len(index) != 1 or not isinstance(index[0], slice) or index[0].step not in (None, 1) or x.type.ndim != 1:
        return None
    start = index[0].start
    if start is None:
        return 0
    if not isinstance(start, int):
        return None
    # a slice that starts behind the end is empty, and has no place
    return start if start >= 0 else maximum(x.shape[0] + start, 0)
