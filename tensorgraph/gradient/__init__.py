"""Derivatives of graphs: gradients, Jacobians, their products with vectors, and numerical checks."""

from ..errors import DisconnectedInputError, GradientError, NullTypeGradError
from ..graph.disconnected import DisconnectedType, NullType, disconnected_type, null_type
from ..graph.testvalue import get_debug_values
from ..misuse import guess_in_module as _guess_in_module
from .barriers import (
    ConsiderConstant,
    DisconnectedGrad,
    GradClip,
    GradScale,
    UndefinedGrad,
    ZeroGrad,
    consider_constant,
    consider_constant_,
    disconnected_grad,
    disconnected_grad_,
    grad_clip,
    grad_scale,
    undefined_grad,
    undefined_grad_,
    zero_grad,
    zero_grad_,
)
from .grad import format_as, grad, subgraph_grad
from .jacobian import hessian, jacobian
from .placeholders import grad_not_implemented, grad_undefined
from .pushforward import Lop, Rop
from .verify import numeric_grad, verify_grad

__all__ = [
    "ConsiderConstant",
    "DisconnectedGrad",
    "DisconnectedInputError",
    "DisconnectedType",
    "GradClip",
    "GradScale",
    "GradientError",
    "Lop",
    "NullType",
    "NullTypeGradError",
    "Rop",
    "UndefinedGrad",
    "ZeroGrad",
    "consider_constant",
    "consider_constant_",
    "disconnected_grad",
    "disconnected_grad_",
    "disconnected_type",
    "format_as",
    "get_debug_values",
    "grad",
    "grad_clip",
    "grad_not_implemented",
    "grad_scale",
    "grad_undefined",
    "hessian",
    "jacobian",
    "null_type",
    "numeric_grad",
    "subgraph_grad",
    "undefined_grad",
    "undefined_grad_",
    "verify_grad",
    "zero_grad",
    "zero_grad_",
]

_guess_in_module(globals())
