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
from .constructors import *
from .creation import (
    Alloc,
    AllocEmpty,
    ARange,
    Eye,
    Tri,
    alloc,
    arange,
    eye,
    identity_like,
    ones,
    ones_like,
    transfer,
    tri,
    tril,
    triu,
    zeros,
    zeros_like,
)
from .diag import AllocDiag, ExtractDiag, diag, diagonal
from .elemwise import All, Any, CAReduce, CAReduceDtype, DimShuffle, Elemwise, Prod, ProdWithoutZeros, Sum
from .math import *
from .reduce import *
from .shape import *
from .type import (
    TensorType,
    values_eq_approx_always_true,
    values_eq_approx_remove_inf,
    values_eq_approx_remove_inf_nan,
    values_eq_approx_remove_nan,
)
from .variable import TensorConstant, TensorVariable, _tensor_py_operators

Tensor = TensorType
as_tensor = as_tensor_variable
