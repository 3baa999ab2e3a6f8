"""Sparse matrices over ``scipy.sparse``: types, variables, and the functions that build graphs of them.

Values are SciPy matrices in the formats csr and csc; functions take and return them. A gradient is called structured if
it covers the stored elements only, and regular if it includes the zeros.
"""

# ruff: noqa: F401

from importlib import import_module as _import_module
from types import ModuleType as _ModuleType

from ..misuse import guess_in_module as _guess_in_module
from ..nearest import unknown_name as _unknown_name
from . import rewrites
from .arithmetic import (
    AddSD,
    AddSS,
    AddSSData,
    MulSD,
    MulSS,
    MulSV,
    Neg,
    StructuredAddSV,
    add,
    add_s_d,
    add_s_s,
    add_s_s_data,
    mul,
    mul_s_d,
    mul_s_s,
    mul_s_v,
    neg,
    structured_add_s_v,
    sub,
)
from .casting import (
    Cast,
    DenseFromSparse,
    SparseFromDense,
    bcast,
    cast,
    ccast,
    csc_from_dense,
    csr_from_dense,
    dcast,
    dense_from_sparse,
    fcast,
    icast,
    lcast,
    wcast,
    zcast,
)
from .compare import (
    EqualSD,
    EqualSS,
    GreaterEqualSD,
    GreaterEqualSS,
    GreaterThanSD,
    GreaterThanSS,
    LessEqualSD,
    LessEqualSS,
    LessThanSD,
    LessThanSS,
    NotEqualSD,
    NotEqualSS,
    eq,
    equal_s_d,
    equal_s_s,
    ge,
    greater_equal_s_d,
    greater_equal_s_s,
    greater_than_s_d,
    greater_than_s_s,
    gt,
    le,
    less_equal_s_d,
    less_equal_s_s,
    less_than_s_d,
    less_than_s_s,
    lt,
    neq,
    not_equal_s_d,
    not_equal_s_s,
)
from .constructors import (
    _is_dense_variable,
    _is_sparse_variable,
    as_sparse,
    as_sparse_or_tensor_variable,
    as_sparse_variable,
    bsr_dmatrix,
    bsr_fmatrix,
    bsr_matrix,
    constant,
    csc_dmatrix,
    csc_fmatrix,
    csc_matrix,
    csr_dmatrix,
    csr_fmatrix,
    csr_matrix,
    matrix,
)
from .csm import (
    CSC,
    CSM,
    CSR,
    CSMGrad,
    CSMProperties,
    csm_data,
    csm_grad,
    csm_indices,
    csm_indptr,
    csm_properties,
    csm_shape,
    sp_ones_like,
    sp_zeros_like,
)
from .dot import (
    Dot,
    SamplingDot,
    TrueDot,
    Usmm,
    _dot,
    dot,
    sampling_dot,
    true_dot,
    usmm,
)
from .elementwise import (
    arcsin,
    arcsinh,
    arctan,
    arctanh,
    ceil,
    conj,
    deg2rad,
    expm1,
    floor,
    log1p,
    rad2deg,
    rint,
    sgn,
    sin,
    sinh,
    sqr,
    sqrt,
    structured_add,
    structured_exp,
    structured_log,
    structured_maximum,
    structured_minimum,
    structured_monoid,
    structured_pow,
    structured_sigmoid,
    tan,
    tanh,
    trunc,
)
from .indexing import (
    GetItem2d,
    GetItem2Lists,
    GetItem2ListsGrad,
    GetItemList,
    GetItemListGrad,
    GetItemScalar,
    get_item_2d,
    get_item_2lists,
    get_item_2lists_grad,
    get_item_list,
    get_item_list_grad,
    get_item_scalar,
)
from .lists import ConstructSparseFromList, construct_sparse_from_list
from .reduce import Diag, SpSum, SquareDiagonal, diag, sp_sum, square_diagonal
from .scaling import ColScaleCSC, RowScaleCSC, col_scale, row_scale
from .sharedvar import SparseTensorSharedVariable, sparse_constructor
from .sharedvar import sparse_constructor as shared
from .stack import HStack, VStack, hstack, vstack
from .storageorder import EnsureSortedIndices, Remove0, clean, ensure_sorted_indices, remove0
from .structured_dot import (
    StructuredDot,
    StructuredDotGradCSC,
    StructuredDotGradCSR,
    _structured_dot,
    sdg_csc,
    sdg_csr,
    structured_dot,
    structured_dot_grad,
)
from .transpose import Transpose, transpose
from .type import SparseType, _is_dense, _is_sparse
from .variable import SparseConstant, SparseVariable, _sparse_py_operators
from .verify import verify_grad_sparse

enable_sparse = True
sparse_formats = ["csc", "csr"]
all_dtypes = SparseType.dtype_set
complex_dtypes = [dtype for dtype in sorted(all_dtypes) if dtype.startswith("complex")]
float_dtypes = [dtype for dtype in sorted(all_dtypes) if dtype.startswith("float")]
int_dtypes = [dtype for dtype in sorted(all_dtypes) if dtype.startswith("int")]
uint_dtypes = [dtype for dtype in sorted(all_dtypes) if dtype.startswith("uint")]
integer_dtypes = discrete_dtypes = int_dtypes + uint_dtypes
continuous_dtypes = complex_dtypes + float_dtypes

_guess_in_module(globals())

__all__ = sorted(
    name for name, value in globals().items() if name[0] != "_" and not isinstance(value, _ModuleType)
)


def __getattr__(name):
    # Theano's modules that have another home here
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return _import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise
        raise _unknown_name(__name__, name) from None


def __dir__():
    return __all__
