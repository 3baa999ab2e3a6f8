"""The Bartlett window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ...scalar.dtypes import integer_dtypes
from ..elementwise.math import maximum
from ..indexing.increments import zero_grad_of
from ..types.constant import as_tensor_variable
from ..types.type import TensorType

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class Bartlett(Op):
    """The Bartlett (triangular) window of a given number of points."""

    __props__ = ()

    def make_node(self, M):
        M = as_tensor_variable(M)
        if M.type.ndim != 0:
            raise TypeError(f"{type(self).__name__} only works on scalar input")
        if M.type.dtype not in integer_dtypes:
            raise TypeError(f"{type(self).__name__} only works on integer input")
        return Apply(self, [M], [TensorType("float64", (False,))()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.bartlett(int(inputs[0]))

    def infer_shape(self, node, shapes):
        return [(maximum(node.inputs[0], 0).astype("int64"),)]

    def grad(self, inputs, grads):
        return [zero_grad_of(inputs[0])]


def bartlett(M: TensorLike) -> TensorVariable:
    """Return the Bartlett (triangular) window of `M` points, float64.

    Parameters
    ----------
    M : int or integer scalar

    Returns
    -------
    TensorVariable
        A vector of `M` elements.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.bartlett(5).eval()
    array([0. , 0.5, 1. , 0.5, 0. ])
    """
    return Bartlett()(M)
