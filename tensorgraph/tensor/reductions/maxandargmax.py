"""The maximum over axes together with its position."""

import functools
import operator

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import called, no_axis
from ...graph.op import Op
from ..creation.filled import arange
from ..elementwise.math import lt, switch
from ..shape.dimshuffle import spread_order
from ..types.constant import as_tensor_variable, constant
from ..types.type import tensor_type


def _product(lengths):
    return functools.reduce(operator.mul, lengths, constant(1, dtype="int64"))


class _OverAxes(Op):
    """Base class of reductions over `axis`; the reduced axes are dropped."""

    __props__ = ("axis",)

    def __init__(self, axis):
        self.axis = tuple(sorted(int(a) for a in axis))

    def infer_shape(self, node, shapes):
        dims = tuple([n for i, n in enumerate(shapes[0]) if i not in self.axis])
        return [dims for _ in node.outputs]


class MaxAndArgmax(_OverAxes):
    """Two outputs: the maximum over some axes, and its position (the first, row-major over these axes).

    Parameters
    ----------
    axis : sequence of int
    """

    __props__ = ("axis",)

    def make_node(self, x):
        x = as_tensor_variable(x)
        for a in self.axis:
            if not 0 <= a < x.type.ndim:
                raise ValueError(f"Not enough dimensions on {called(x)} to reduce on axis {a}: {no_axis(x, a)}")
        flags = tuple([b for i, b in enumerate(x.type.broadcastable) if i not in self.axis])
        outputs = (tensor_type(x.type.dtype, flags)("max"), tensor_type("int64", flags)("argmax"))
        return Apply(self, (x,), outputs)

    def perform(self, node, inputs, output_storage):
        (x,) = inputs
        output_storage[1][0] = _place(x, self.axis, "argmax")
        output_storage[0][0] = np.asarray(x.max(axis=self.axis) if self.axis else x.copy())

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradient, in full for every element that equals the maximum, or all where it is nan."""
        (x,) = inputs
        g_max, g_argmax = output_grads
        if isinstance(g_max.type, DisconnectedType):
            if isinstance(g_argmax.type, DisconnectedType):
                return [DisconnectedType()()]
            return [x.zeros_like()]
        order = spread_order(x.type.ndim, self.axis)
        # a choice, not a product: where the derivative of x is infinite, 0 times it were nan
        return [switch(lt(x, outputs[0].dimshuffle(order)), 0, as_tensor_variable(g_max).dimshuffle(order))]

    def R_op(self, inputs, eval_points):
        """Return the tangent at the maximum."""
        if eval_points[0] is None:
            return [None, None]
        (x,) = inputs
        where = self(x)[1]
        keep = [i for i in range(x.type.ndim) if i not in self.axis]
        moves = as_tensor_variable(eval_points[0]).dimshuffle([*keep, *self.axis])
        if not self.axis:
            return [moves, None]
        # not by quotients of sizes: there may be nothing to reduce, though the reduced axes have elements
        n, m = (_product([x.shape[i] for i in axes]) for axes in (keep, self.axis))
        moves = moves.reshape((n, m))[arange(n), where.flatten()]
        return [moves.reshape(where.shape, ndim=len(keep)), None]


class _Place(_OverAxes):
    """The position of the best element over some axes."""

    name = ""  # of NumPy's method

    def make_node(self, x):
        node = MaxAndArgmax(self.axis).make_node(x)
        return Apply(self, node.inputs, (node.outputs[1].type(self.name),))

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = _place(inputs[0], self.axis, self.name)

    def grad(self, inputs, output_grads):
        return [inputs[0].zeros_like()]

    def R_op(self, inputs, eval_points):
        return [None]


class Argmax(_Place):
    """The position of the maximum over some axes, the second output of :class:`MaxAndArgmax` alone.

    Parameters
    ----------
    axis : sequence of int
    """

    name = "argmax"


class Argmin(_Place):
    """The position of the minimum over some axes: what the argmax of ``-x`` becomes.

    Parameters
    ----------
    axis : sequence of int
    """

    name = "argmin"


def _place(x, axis, name):
    """Return the position of the best element, by the name of a method of arrays."""
    flat = _rows(x, axis)
    if flat.shape[-1] == 0:
        raise ValueError(f"Input ({x.shape}) has zero-size on axis {axis}: attempt to get {name} of nothing")
    return np.asarray(getattr(flat, name)(axis=-1)).astype("int64", copy=False)


def _rows(x, axis):
    """Reshape an array to the remaining axes followed by all of `axis` as one."""
    keep = [i for i in range(x.ndim) if i not in axis]
    shape = [x.shape[i] for i in keep]
    length = int(np.prod([x.shape[i] for i in axis]))
    return x.transpose([*keep, *axis]).reshape((*shape, length))
