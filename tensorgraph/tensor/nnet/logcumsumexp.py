"""Logarithms of cumulative sums of exponentials."""

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ...scalar.dtypes import float_dtypes
from ..elementwise.math import exp, isinf, log, switch
from ..types.constant import as_tensor_variable


class LogCumsumExp(Op):
    """``log(cumsum(exp(x)))`` without overflow, made by a rewrite of that expression.

    Parameters
    ----------
    axis : int
    reverse : bool
        Whether the sums go on from the last element to the first.
    """

    __props__ = ("axis", "reverse")

    def __init__(self, axis=0, reverse=False):
        self.axis = int(axis)
        self.reverse = bool(reverse)

    def make_node(self, x):
        x = as_tensor_variable(x)
        if x.type.dtype not in float_dtypes:
            raise TypeError(f"LogCumsumExp needs floats, not {x.type.dtype}")
        if not 0 <= self.axis < x.type.ndim:
            raise ValueError(f"{x} has no axis {self.axis}")
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        x = np.flip(inputs[0], self.axis) if self.reverse else inputs[0]
        with np.errstate(all="ignore"):
            z = np.logaddexp.accumulate(x, axis=self.axis, dtype=x.dtype)
        output_storage[0][0] = np.ascontiguousarray(np.flip(z, self.axis)) if self.reverse else z

    def infer_shape(self, node, shapes):
        return shapes

    def _weighted(self, weights, logs, outer):
        """Return ``exp(outer) * cumsum(weights * exp(logs))``, with the parts of either sign summed separately."""
        hidden = as_tensor_variable(np.asarray(-np.inf, logs.type.dtype))
        parts = []
        for w in (weights, -weights):
            size = log(switch(w > 0, w, 1))
            parts.append(exp(outer + self(switch(w > 0, size + logs, hidden))))
        return parts[0] - parts[1]

    def L_op(self, inputs, outputs, output_grads):
        back = LogCumsumExp(self.axis, not self.reverse)
        return [back._weighted(output_grads[0], -_finite(outputs[0]), inputs[0])]

    def R_op(self, inputs, eval_points):
        if eval_points[0] is None:
            return [None]
        return [self._weighted(eval_points[0], inputs[0], -_finite(self(inputs[0])))]


def _finite(z):
    """Return `z`, or 0 where no number has been summed yet, as everything that it divides is 0 there."""
    return switch(isinf(z), 0, z)
