"""Derivatives of graphs: gradients, Jacobians, their products with vectors, and numerical checks."""

# written by stubs/generate.py

from tensorgraph.errors import DisconnectedInputError, GradientError, NullTypeGradError
from tensorgraph.gradient.barriers import (
    ConsiderConstant,
    DisconnectedGrad,
    GradClip,
    GradScale,
    UndefinedGrad,
    ZeroGrad,
    consider_constant,
    disconnected_grad,
    grad_clip,
    grad_scale,
    undefined_grad,
    zero_grad,
)
from tensorgraph.gradient.grad import format_as, grad, subgraph_grad
from tensorgraph.gradient.jacobian import hessian, jacobian
from tensorgraph.gradient.placeholders import grad_not_implemented, grad_undefined
from tensorgraph.gradient.pushforward import Lop, Rop
from tensorgraph.gradient.verify import numeric_grad, verify_grad
from tensorgraph.graph.disconnected import DisconnectedType, NullType
from tensorgraph.graph.testvalue import get_debug_values

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

consider_constant_: ConsiderConstant
disconnected_grad_: DisconnectedGrad
disconnected_type: DisconnectedType
null_type: NullType
undefined_grad_: UndefinedGrad
zero_grad_: ZeroGrad
