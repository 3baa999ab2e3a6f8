"""The shapes that the arrays of a call have in the graph of the user, and where they do not fit."""

from contextlib import suppress
from typing import NamedTuple

import numpy as np

from ..graph.trace import called_from
from ..graph.traverse import io_toposort
from ..graph.variable import Constant
from ..lowering.usercode import calls_user_code
from ..rewriting.passes.shape import ShapeFeature, as_length
from ..scalar.dtypes import is_discrete
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.indexing.subtensor import Subtensor
from ..tensor.products.dot import BatchedDot, Dot
from ..tensor.reductions.careduce import CAReduce
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.join import Join
from ..tensor.shape.shape import Shape, Shape_i
from ..tensor.types.scalars import MakeVector, ScalarFromTensor, TensorFromScalar

MOST = 20  # misfits that are looked for
_LONGEST = 64  # elements of a vector of lengths
# what lengths are computed by
_OF_LENGTHS = (CAReduce, DimShuffle, Elemwise, MakeVector, ScalarFromTensor, Subtensor, TensorFromScalar)


class Misfit(NamedTuple):
    """An operation whose inputs differ in length.

    Attributes
    ----------
    node : Apply
    trace : Trace
        Where it was made, and where what holds it was called.
    axis : int
        The axis of an elementwise operation or a join; -1 of a product.
    operands : (int, int)
        The positions of two inputs.
    lengths : (int, int)
        Those of the two.
    """

    node: object
    trace: object
    axis: int
    operands: tuple
    lengths: tuple


class UserShapes:
    """The shapes of a graph, derived from those of its inputs without computing an array.

    Idea: a rewritten graph compares lengths of arrays that the user never compares, such as those of two factors of a
    quotient's divisor. In the user's own graph, whose inputs have known shapes, the first operation that does not fit
    is the mistake. Invariant: nothing is derived through operations of the user, and an unknown length fits.

    Parameters
    ----------
    inputs : list of Variable
    shapes, numbers : dict
        From the position of an input to its shape, and to the value of an integer, as far as they are known.
    """

    def __init__(self, inputs, shapes, numbers):
        self._lengths = ShapeFeature()
        self._values = {}
        for i, v in enumerate(inputs):
            self._bind(v, shapes.get(i))
            if i in numbers:
                self._values[v] = np.asarray(numbers[i])

    def shape(self, v):
        """Return the shape of a variable, None for each length that is unknown."""
        return tuple(None if n is None else int(n) for n in map(self._value, self._lengths.shape(v)))

    def misfits(self, inputs, outputs, outer=None):
        """Yield the :class:`Misfit` of each operation that does not fit, in the order in which the graph runs."""
        for node in io_toposort(inputs, outputs):
            trace = node.trace if outer is None else called_from(node.trace, outer)
            found = self._misfit(node)
            if found is not None and trace is not None:
                yield Misfit(node, trace, *found)
            if hasattr(node.op, "groups"):
                self._enter(node)
                yield from self.misfits(node.op.inputs, node.op.outputs, outer)
            elif getattr(node.op, "is_inline", False) and hasattr(node.op, "local_inputs"):
                inside, made = node.op.local_inputs, node.op.local_outputs
                for v, w in zip(inside, node.inputs):
                    self._bind(v, self._known(w))
                yield from self.misfits(inside, made, trace)
                for v, w in zip(node.outputs, made):
                    self._bind(v, self._known(w))
            for v in node.outputs:
                self._settle(v)

    def _misfit(self, node):
        """Return the axis, the operands and the lengths of a node that does not fit, or None."""
        if isinstance(node.op, Join):
            return self._misfit_of_join(node)
        if (isinstance(node.op, Elemwise) or hasattr(node.op, "repeats")) and len(node.inputs) > 1:
            ndim = node.inputs[0].type.ndim
            shapes = [(i, v, self.shape(v)) for i, v in enumerate(node.inputs) if v.type.ndim == ndim]
            for axis in range(ndim):
                known = [
                    (i, shape[axis]) for i, v, shape in shapes
                    if shape[axis] is not None and not v.type.broadcastable[axis]
                ]
                for i, n in known:
                    if n != known[0][1]:
                        return axis, (known[0][0], i), (known[0][1], n)
        if isinstance(node.op, (BatchedDot, Dot)):
            x, y = (self.shape(v) for v in node.inputs)
            pairs = [(x[-1], y[-2] if len(y) > 1 else y[0])]
            if isinstance(node.op, BatchedDot):
                pairs = [(x[0], y[0]), (x[-1], y[1])]
            for n, m in pairs:
                if n is not None and m is not None and n != m:
                    return -1, (0, 1), (n, m)
        return None

    def _misfit_of_join(self, node):
        along, shapes = self._value(node.inputs[0]), [self.shape(v) for v in node.inputs[1:]]
        for axis in range(len(shapes[0])) if along is not None else ():
            known = [(i, shape[axis]) for i, shape in enumerate(shapes, 1) if shape[axis] is not None]
            for i, n in known if axis != along % len(shapes[0]) else ():
                if n != known[0][1]:
                    return axis, (known[0][0], i), (known[0][1], n)
        return None

    def _enter(self, loop):
        """Bind the inputs of a step of a loop: rows of sequences and states, and all else as it is."""
        for group in loop.op.groups:
            given = self._known(loop.inputs[group.outer_in]) if group.inner_in else None
            for k in group.inner_in:
                v = loop.op.inputs[k]
                rows = given is not None and len(given) - getattr(v.type, "ndim", 0)
                self._bind(v, None if given is None or rows not in (0, 1) else given[rows:])

    def _known(self, v):
        return self.shape(v) if hasattr(v.type, "broadcastable") else None

    def _bind(self, v, shape):
        """Let a variable have a shape, whose unknown lengths are None."""
        if shape is not None and hasattr(v.type, "broadcastable") and len(shape) == v.type.ndim:
            lengths = zip(shape, self._lengths.unknown(v))
            self._lengths.known[v] = tuple(own if n is None else as_length(n) for n, own in lengths)

    def _settle(self, v):
        """Replace lengths of a result by numbers, so that those of the next ones stay short."""
        if not hasattr(v.type, "broadcastable"):
            return
        if calls_user_code(v.owner.op):
            self._lengths.known[v] = self._lengths.unknown(v)
        self._bind(v, self.shape(v))

    def _value(self, v):
        """Return the value of a length, or of a vector of lengths, or None."""
        if v not in self._values:
            self._values[v] = None  # what needs itself is unknown
            with suppress(RecursionError):
                self._values[v] = self._computed(v)
        return self._values[v]

    def _computed(self, v):
        if isinstance(v, Constant):
            return np.asarray(v.data)
        node = v.owner
        if node is None:
            return None
        if isinstance(node.op, (Shape, Shape_i)):
            # of an input of the graph, or of what was settled
            lengths = self._lengths.known.get(node.inputs[0])
            found = None if lengths is None else [self._value(n) for n in lengths]
            if isinstance(node.op, Shape_i):
                return None if found is None else found[node.op.i]
            return None if found is None or None in found else np.array(found, "int64")
        if not isinstance(node.op, _OF_LENGTHS) or not is_discrete(getattr(v.type, "dtype", "")):
            return None
        if any(getattr(w.type, "ndim", 0) > 1 for w in node.inputs) or calls_user_code(node.op):
            return None
        values = [self._value(w) for w in node.inputs]
        if any(value is None or value.size > _LONGEST for value in values):
            return None
        storage = [[None] for _ in node.outputs]
        try:
            with np.errstate(all="ignore"):
                node.op.perform(node, values, storage)
        except Exception:  # noqa: BLE001 - another mistake of the program than the one that is looked for
            return None
        return np.asarray(storage[v.index][0])


def user_shapes(graph, given):
    """Return the :class:`UserShapes` of the graph of the user, a :class:`Requested`, with inputs of `given` shapes."""
    replay = UserShapes(graph.inputs, given.shapes, given.numbers)
    for _ in replay.misfits(graph.inputs, graph.outputs):
        pass
    return replay


def misfit_of(graph, given, lengths):
    """Find the operation of the user's graph that does not fit.

    Parameters
    ----------
    graph : Requested
        It has the inputs and the outputs.
    given : StepInputs
        The shapes that its inputs have.
    lengths : set of int
        Those that the step compared: of several misfits, that of these lengths is the one.

    Returns
    -------
    (Misfit, UserShapes) or None
    """
    replay = UserShapes(graph.inputs, given.shapes, given.numbers)
    found = []
    for misfit in replay.misfits(graph.inputs, graph.outputs):
        found.append(misfit)
        if set(misfit.lengths) == lengths or len(found) == MOST:
            break
    if not found:
        return None
    return next((m for m in found if set(m.lengths) == lengths), found[0]), replay
