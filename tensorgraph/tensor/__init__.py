"""Symbolic tensors: types, variables, and the functions that make graphs of them."""

# ruff: noqa: F401, F403

from ..graph.apply import Apply
from ..graph.op import Op
from ..graph.type import generic
from ..graph.variable import Constant, Variable
from .constant import (
    AsTensorError,
    EmptyConstantError,
    NotScalarConstantError,
    as_tensor_variable,
    constant,
    extract_constant,
    get_scalar_constant_value,
)
from .elemwise import *
from .math import *
from .type import TensorType
from .variable import TensorConstant, TensorVariable, _tensor_py_operators
