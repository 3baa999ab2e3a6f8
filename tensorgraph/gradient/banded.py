"""Jacobians of vectors whose elements depend on few: zeros but for some diagonals.

An element of ``exp(x)`` needs one element of x, one of ``x[1:] - x[:-1]**2`` two. The derivatives of all elements with
respect to one of these slices are one vector, the gradient of their sum; it lies on a diagonal. The gradient of a sum
of such terms has them between zeros, where slices were read: its Jacobian, the Hessian, has a diagonal for each pair.
"""

from typing import NamedTuple

from ..graph.testvalue import copy_test_value
from ..graph.trace import made_at
from ..graph.traverse import clone_replace, io_toposort
from ..graph.variable import Constant, Variable
from ..scalar.dtypes import float_dtypes
from ..tensor.creation.filled import arange, zeros
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.elementwise.math import maximum
from ..tensor.indexing.indexing import inc_subtensor
from ..tensor.indexing.subtensor import IncSubtensor, Subtensor, get_constant_idx
from ..tensor.reductions.reduce import sum as sum_
from ..tensor.shape.shape import Shape, Shape_i
from .elementof import length_of
from .grad import gradients_of
from .pullback import is_zero

# how many of the inputs an operation is linear in, each by itself
_FACTORS = {"mul": None, "neg": 1, "true_div": 1}


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
    parts = []
    for term in terms:
        vector = walk.slices_inside(term.vector)
        leaves = walk.leaves(vector)
        if leaves is None:
            return None
        parts.append((Summand(vector, term.row), leaves))
    for v in dict.fromkeys(walk.cut):
        n = length_of(v, {wrt, *constants}, n)
    matrix = zeros((n, wrt.shape[0]), dtype=wrt.type.dtype)
    for term, leaves in parts:
        # constants may be made of the slices
        slots = {v: v.type() for v in (*leaves, *constants)}
        for v, slot in slots.items():
            copy_test_value(v, slot)
        (moved,) = clone_replace([term.vector], slots)
        slopes = gradients_of(sum_(moved), [slots[v] for v in leaves], disconnected_inputs="ignore")
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

    Attributes
    ----------
    cut : list of Variable
        Elementwise operations of which parts are not computed, whose lengths are still to be compared.
    """

    def __init__(self, wrt, constants):
        self.wrt = wrt
        self.constants = frozenset(constants) - {wrt}
        self.known = {}
        self.cut = []

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
            elif _path_to_written(v):
                pending += [(u, row + start) for u, start in self._products(v)]
            else:
                found.append(Summand(v, row))
        return found

    def _products(self, v):
        """Return what a product with a slice that is added to is the sum of, and where each part starts."""
        path = _path_to_written(v)
        node, k = path[-1]
        written = node.inputs[k].owner
        x, y, *bounds = written.inputs
        read = Subtensor(written.op.idx_list)

        def times(u, part):
            for node, k in reversed(path):
                with made_at(node.trace):
                    u = node.op(*[u if i == k else part(w) for i, w in enumerate(node.inputs)])
            return u

        parts = [(times(y, lambda w: w if w.type.broadcastable[0] else read(w, *bounds)), _start(written, x))]
        if is_zero(x, ()):
            # what is zero outside is still as long
            self.cut += [node.outputs[0] for node, _ in path]
            return parts
        return [*parts, (times(x, lambda w: w), 0)]

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
            if isinstance(op, Subtensor):
                start = self._place(v)
                if start is None:
                    return None
                found[v] = start
            elif _is_elementwise(v):
                if any(self.depends(u) and u.type.broadcastable != (False,) for u in _read(v)):
                    return None
                pending += _read(v)
            else:
                return None
        return found

    def slices_inside(self, vector):
        """Return a vector without slices of elementwise operations: ``exp(x)[1:]`` is made of ``x[1:]``."""
        while True:
            moved = {}
            for node in io_toposort([self.wrt, *self.constants], [vector]):
                v = node.outputs[0]
                if not isinstance(node.op, Subtensor) or not self.depends(v) or self._place(v) is not None:
                    continue
                if v.type.broadcastable == (False,) and _start(node, node.inputs[0]) is not None:
                    moved[v] = self._sliced(node)
            moved = {v: new for v, new in moved.items() if new is not None}
            if not moved:
                return vector
            self.cut += [v.owner.inputs[0] for v in moved]
            (vector,) = clone_replace([vector], moved)

    def _sliced(self, node):
        """Return elementwise operations on slices in the place of a slice of them, None if it is of something else."""
        whole, *bounds = node.inputs
        found = {}

        def part(u):
            return found.get(u) or (u if u.type.broadcastable[0] else node.op(u, *bounds))

        for inner in io_toposort([self.wrt, *self.constants], [whole]):
            v = inner.outputs[0]
            if _is_elementwise(v) and not v.type.broadcastable[0] and self.depends(v):
                with made_at(inner.trace):
                    found[v] = inner.op(*[part(u) for u in inner.inputs])
        return found.get(whole)

    def _place(self, v):
        """Return where slices of slices of `wrt` start in it, or None if elements between are left out."""
        place = 0
        while v is not self.wrt:
            if v.owner is None or not isinstance(v.owner.op, Subtensor) or v.type.broadcastable != (False,):
                return None
            start = _start(v.owner, v.owner.inputs[0])
            if start is None:
                return None
            place, v = place + start, v.owner.inputs[0]
        return place


def _read(v):
    """Return the inputs on whose values `v` depends."""
    if v.owner is None or isinstance(v, Constant) or isinstance(v.owner.op, (Shape, Shape_i)):
        return ()
    op = v.owner.op
    if isinstance(op, Elemwise) and op.scalar_op.record_name == "second":
        return v.owner.inputs[1:]
    return v.owner.inputs


def _is_elementwise(v):
    node = v.owner
    return isinstance(node.op, Elemwise) and not node.op.destroy_map and len(node.outputs) == 1 and v.type.ndim == 1


def _path_to_written(v):
    """Return the products that lead to a slice that is added to, each with the place of its factor; none if none do."""
    pending, seen = [(v, [])], set()
    while pending:
        u, path = pending.pop()
        if u in seen or u.owner is None:
            continue
        seen.add(u)
        op = u.owner.op
        if isinstance(op, IncSubtensor) and path:
            x, y = u.owner.inputs[:2]
            if not op.set_instead_of_inc and y.type.broadcastable == (False,) and _start(u.owner, x) is not None:
                return path
        elif _is_elementwise(u):
            count = _FACTORS.get(op.scalar_op.record_name, 0)
            pending += [(w, [*path, (u.owner, k)]) for k, w in enumerate(u.owner.inputs[:count])]
    return []


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
