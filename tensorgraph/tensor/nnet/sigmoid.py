"""The logistic function and its relatives, elementwise."""

from ...scalar.dtypes import upcast
from ...scalar.type import REGISTRY
from ..constant import as_tensor_variable
from ..elemwise import Elemwise

scalar_sigmoid = REGISTRY["sigmoid"]
scalar_softplus = REGISTRY["softplus"]
ultra_fast_scalar_sigmoid = REGISTRY["ultra_fast_sigmoid"]
ScalarSigmoid = type(scalar_sigmoid)
ScalarSoftplus = type(scalar_softplus)
UltraFastScalarSigmoid = type(ultra_fast_scalar_sigmoid)

sigmoid = Elemwise(scalar_sigmoid, name="sigmoid")
"""``1 / (1 + exp(-x))``."""
softplus = Elemwise(scalar_softplus, name="softplus")
"""``log(1 + exp(x))``, without overflow."""
ultra_fast_sigmoid = Elemwise(ultra_fast_scalar_sigmoid, name="ultra_fast_sigmoid")
"""The sigmoid by three straight pieces, off by up to 0.02; its gradient is that of the sigmoid."""
sigmoid_inplace = Elemwise(scalar_sigmoid, {0: 0}, name="sigmoid_inplace")
ultra_fast_sigmoid_inplace = Elemwise(ultra_fast_scalar_sigmoid, {0: 0}, name="ultra_fast_sigmoid_inplace")


def hard_sigmoid(x):
    """The sigmoid as a straight line: 0 below -2.5, 1 above 2.5, ``0.2 x + 0.5`` between."""
    from ..constant import constant
    from ..math import clip

    x = as_tensor_variable(x)
    # the float type that x has in expressions, not that of the constants
    dtype = upcast(x.type.dtype, "float32") if x.type.dtype != "float16" else "float16"
    slope, shift = constant(0.2, dtype=dtype), constant(0.5, dtype=dtype)
    return clip(x * slope + shift, 0, 1)
