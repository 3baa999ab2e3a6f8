"""The product of all other elements: the derivative of a product, valid also at zeros."""

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ...scalar.dtypes import is_discrete, upcast
from ..elementwise.math import and_, eq, switch
from ..indexing.increments import conjugate
from ..shape.reshape import reshape
from ..types.constant import constant
from ..types.type import output
from .cumulative import CumOp
from .recurrence import earlier, later


class ProductOfOthers(Op):
    """For each element, the product of the others that are reduced together with it.

    Compiled, it is :meth:`on`: the product divided by the element. Its values are right, but it cannot be
    differentiated, since it treats a zero as a constant; so this op stands for it until then.

    Parameters
    ----------
    product : Prod
        The reduction, with its axes and dtypes.
    """

    __props__ = ("product",)
    is_inline = True

    def __init__(self, product):
        self.product = product

    @property
    def inner(self):
        """The object whose graph is inlined: :meth:`on` builds it."""
        return self

    def make_node(self, x, prod):
        """Make a node for `x` and its product."""
        dtype = upcast(x.type.dtype, prod.type.dtype)
        if is_discrete(dtype):
            raise TypeError(f"a derivative is of floats, and the product is {dtype}")
        return Apply(self, [x, prod], [output(dtype, x.type.broadcastable)])

    def on(self, inputs):
        """Return the same values by elementwise operations and reductions, which fuse."""
        x, prod = inputs
        product = self.product
        # in a group with a zero, only the product of the others at the only zero is not 0
        zero = eq(x, 0)
        zeros = product._spread(x, zero.sum(axis=product.axis))
        rest = switch(zero, constant(1, dtype=x.type.dtype), x)
        others = product._spread(x, product(rest))
        alone = switch(and_(eq(zeros, 1), zero), others, x.zeros_like())
        return [switch(eq(zeros, 0), product._spread(x, prod) / rest, alone)]

    def perform(self, node, inputs, output_storage):
        x, axes = inputs[0].astype(node.outputs[0].type.dtype), self._axes(node.inputs[0].type.ndim)
        zero = x == 0
        zeros = zero.sum(axis=axes, keepdims=True)
        rest = np.where(zero, x.dtype.type(1), x)
        others = rest.prod(axis=axes, keepdims=True)
        output_storage[0][0] = np.where(zeros == zero, others / rest, x.dtype.type(0))

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def connection_pattern(self, node):
        return [[True], [False]]

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradient, from the products before and after each element, whose derivatives divide by nothing."""
        x, (g,) = inputs[0], output_grads
        axes = self._axes(x.type.ndim)
        kept = [i for i in range(x.type.ndim) if i not in axes]
        order = [*kept, *axes]
        lengths = [x.shape[i] for i in order]
        n = constant(1, dtype="int64")
        for length in lengths[len(kept) :]:
            n = n * length
        last = len(kept)

        def grouped(v):
            return reshape(v.dimshuffle(order), [*lengths[:last], n], ndim=last + 1)

        forth, back = (slice(None),) * (last + 1), (slice(None),) * last + (slice(None, None, -1),)
        y, gy = grouped(x), grouped(g)
        cumprod = CumOp(last, "mul")
        before = earlier(cumprod(y), last, 1)
        after = earlier(cumprod(y[back]), last, 1)[back]
        total = None
        for way, factor in ((forth, after), (back, before)):
            v = y[way]
            (term,) = cumprod.L_op([v], [cumprod(v)], [later((gy * conjugate(factor))[way], last, 0)])
            total = term[way] if total is None else total + term[way]
        places = [order.index(i) for i in range(x.type.ndim)]
        return [reshape(total, lengths, ndim=x.type.ndim).dimshuffle(places), DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        # the Jacobian, of the products of all but two, is symmetric
        if eval_points[0] is None:
            return [None]
        return [conjugate(self.L_op(inputs, None, [conjugate(eval_points[0])])[0])]

    def _axes(self, ndim):
        axis = self.product.axis
        return tuple(range(ndim)) if axis is None else tuple(axis)
