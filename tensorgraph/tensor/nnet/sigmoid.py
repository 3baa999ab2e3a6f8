"""The logistic function and its relatives, elementwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...scalar.dtypes import upcast
from ..elementwise.elemwise import Elemwise
from ..elementwise.math import FUNCTIONS, clip
from ..types.constant import as_tensor_variable, constant

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

sigmoid, softplus, ultra_fast_sigmoid = (FUNCTIONS[name] for name in ("sigmoid", "softplus", "ultra_fast_sigmoid"))

scalar_sigmoid = sigmoid.scalar_op
scalar_softplus = softplus.scalar_op
ultra_fast_scalar_sigmoid = ultra_fast_sigmoid.scalar_op
ScalarSigmoid = type(scalar_sigmoid)
ScalarSoftplus = type(scalar_softplus)
UltraFastScalarSigmoid = type(ultra_fast_scalar_sigmoid)

sigmoid_inplace = Elemwise(scalar_sigmoid, {0: 0}, name="sigmoid_inplace")
ultra_fast_sigmoid_inplace = Elemwise(ultra_fast_scalar_sigmoid, {0: 0}, name="ultra_fast_sigmoid_inplace")


def hard_sigmoid(x: TensorLike) -> TensorVariable:
    """Return a piecewise linear sigmoid: 0 below -2.5, 1 above 2.5, ``0.2 x + 0.5`` between.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.hard_sigmoid([-3.0, 0.0, 1.0]).eval()
    array([0. , 0.5, 0.7])
    """
    x = as_tensor_variable(x)
    # 0.2 is not a float32 number: as a constant it would turn a float32 input into float64
    dtype = x.type.dtype if x.type.dtype == "float16" else upcast(x.type.dtype, "float32")
    # x + 2.5 is exact at the edges, where 0.2 x + 0.5 may round to the wrong side of 0 and lose the gradient
    return clip(x + constant(2.5, dtype=dtype), 0, 5) * constant(0.2, dtype=dtype)
