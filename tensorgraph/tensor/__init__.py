"""Symbolic tensors: types, variables, and the functions that build graphs of them."""

# ruff: noqa: F401, F403

from importlib import import_module as _import_module
from types import ModuleType as _ModuleType

from ..graph.apply import Apply
from ..graph.op import Op
from ..graph.type import generic
from ..graph.variable import Constant, Variable
from ..misuse import guess_in_module as _guess_in_module
from ..misuse import guessing_function as _guessing_function
from ..scalar.dtypes import (
    all_dtypes,
    complex_dtypes,
    continuous_dtypes,
    discrete_dtypes,
    float_dtypes,
    int_dtypes,
    integer_dtypes,
    uint_dtypes,
)
from . import lazynames as _lazynames
from . import nnet, signal
from .creation.alloc import Alloc, AllocEmpty, alloc
from .creation.bartlett import bartlett
from .creation.diag import AllocDiag, ExtractDiag, diag, diagonal
from .creation.eye import Eye, Tri, eye, identity_like, tri, tril, triu
from .creation.fill_diagonal import fill_diagonal, fill_diagonal_offset
from .creation.filled import *
from .creation.one_hot import to_one_hot
from .elementwise.elemwise import Elemwise
from .elementwise.math import *
from .indexing.advanced_subtensor import (
    AdvancedBooleanIncSubtensor,
    AdvancedBooleanSubtensor,
    AdvancedIncSubtensor,
    AdvancedIncSubtensor1,
    AdvancedSubtensor,
    AdvancedSubtensor1,
    advanced_boolean_inc_subtensor,
    advanced_boolean_set_subtensor,
    advanced_boolean_subtensor,
    advanced_inc_subtensor,
    advanced_inc_subtensor1,
    advanced_set_subtensor,
    advanced_set_subtensor1,
    advanced_subtensor,
    advanced_subtensor1,
)
from .indexing.indexing import inc_subtensor, set_subtensor, take
from .indexing.permutation import (
    PermuteRowElements,
    inverse_permutation,
    permute_row_elements,
    ravel_multi_index,
    unravel_index,
)
from .indexing.selection import Choose, Nonzero, choose, flatnonzero, mgrid, nonzero, nonzero_values, ogrid
from .indexing.subtensor import IncSubtensor, Subtensor
from .indexing.type_other import NoneConst
from .products.dot import BatchedDot, Dot, batched_dot, batched_tensordot, dot, outer, tensordot
from .reductions.careduce import CAReduce, CAReduceDtype
from .reductions.cumulative import cumprod, cumsum, diff
from .reductions.extremes import *
from .reductions.maxandargmax import Argmax, MaxAndArgmax
from .reductions.reduce import *
from .reductions.statistics import *
from .reductions.sums import All, Any, Prod, ProdWithoutZeros, Sum
from .shape.assertion import Assert, assert_op
from .shape.axes import moveaxis, shape_padaxis, shape_padleft, shape_padright, squeeze, swapaxes, transpose
from .shape.contiguous import CpuContiguous
from .shape.dimshuffle import DimShuffle
from .shape.join import Join, Split, concatenate, join, split
from .shape.rebroadcast import Rebroadcast, addbroadcast, patternbroadcast, unbroadcast
from .shape.repeat import compress, repeat, tile
from .shape.reshape import Reshape, flatten, reshape
from .shape.shape import *
from .shape.stack import horizontal_stack, stack, stacklists, vertical_stack
from .sorting.counting import Unique, bincount, searchsorted
from .sorting.sort import argsort, sort
from .sorting.topk import argtopk, topk, topk_and_argtopk
from .types.constant import (
    AsTensorError,
    EmptyConstantError,
    NotScalarConstantError,
    as_tensor_variable,
    constant,
    extract_constant,
    get_scalar_constant_value,
)
from .types.constructors import *
from .types.scalars import (
    MakeVector,
    ScalarFromTensor,
    TensorFromScalar,
    make_vector,
    scalar_from_tensor,
    tensor_from_scalar,
)
from .types.type import (
    TensorType,
    values_eq_approx_always_true,
    values_eq_approx_remove_inf,
    values_eq_approx_remove_inf_nan,
    values_eq_approx_remove_nan,
)
from .types.variable import TensorConstant, TensorVariable, _tensor_py_operators

Tensor = TensorType
as_tensor = as_tensor_variable
# in Theano, this name is a module that holds the function
del xlogx, xlogy0  # noqa: F821
_guess_in_module(globals())

__all__ = sorted({
    *(name for name, value in globals().items() if name[0] != "_" and not isinstance(value, _ModuleType)),
    *_lazynames.ALIASES,
    *_lazynames.HOMES,
})


def __getattr__(name):
    # not kept among the globals: a star import under Theano's name gives what Theano's did
    if name in _lazynames.ALIASES:
        return globals()[_lazynames.ALIASES[name]]
    if name in _lazynames.HOMES:
        return _guessing_function(getattr(_import_module(f"{__name__}.{_lazynames.HOMES[name]}"), name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return __all__
