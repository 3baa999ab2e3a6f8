"""Sparse matrices over ``scipy.sparse``: types, variables, and the functions that build graphs of them."""

# written by stubs/generate.py

from typing import Any

from tensorgraph.graph.op import Op
from tensorgraph.sparse import basic
from tensorgraph.sparse.arithmetic import (
    AddSD,
    AddSS,
    AddSSData,
    MulSD,
    MulSS,
    MulSV,
    Neg,
    StructuredAddSV,
    add,
    mul,
    sub,
)
from tensorgraph.sparse.casting import Cast, DenseFromSparse, SparseFromDense, cast
from tensorgraph.sparse.compare import (
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
    ge,
    gt,
    le,
    lt,
    neq,
)
from tensorgraph.sparse.constructors import (
    as_sparse_or_tensor_variable,
    as_sparse_variable,
    bsr_matrix,
    constant,
    csc_matrix,
    csr_matrix,
    matrix,
)
from tensorgraph.sparse.csm import (
    CSM,
    CSMGrad,
    CSMProperties,
    csm_data,
    csm_indices,
    csm_indptr,
    csm_shape,
    sp_ones_like,
    sp_zeros_like,
)
from tensorgraph.sparse.dot import Dot, SamplingDot, TrueDot, Usmm, dot, true_dot
from tensorgraph.sparse.elementwise import (
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
from tensorgraph.sparse.indexing import (
    GetItem2Lists,
    GetItem2ListsGrad,
    GetItem2d,
    GetItemList,
    GetItemListGrad,
    GetItemScalar,
)
from tensorgraph.sparse.lists import ConstructSparseFromList
from tensorgraph.sparse.reduce import Diag, SpSum, SquareDiagonal, sp_sum
from tensorgraph.sparse.scaling import ColScaleCSC, RowScaleCSC, col_scale, row_scale
from tensorgraph.sparse.sharedvar import SparseTensorSharedVariable, sparse_constructor
from tensorgraph.sparse.stack import HStack, VStack, hstack, vstack
from tensorgraph.sparse.storageorder import EnsureSortedIndices, Remove0, clean
from tensorgraph.sparse.structured_dot import (
    StructuredDot,
    StructuredDotGradCSC,
    StructuredDotGradCSR,
    structured_dot,
    structured_dot_grad,
)
from tensorgraph.sparse.transpose import Transpose
from tensorgraph.sparse.type import SparseType
from tensorgraph.sparse.variable import SparseConstant, SparseVariable
from tensorgraph.sparse.verify import verify_grad_sparse
from tensorgraph.tensor.types.variable import TensorVariable

__all__ = [
    "AddSD",
    "AddSS",
    "AddSSData",
    "CSC",
    "CSM",
    "CSMGrad",
    "CSMProperties",
    "CSR",
    "Cast",
    "ColScaleCSC",
    "ConstructSparseFromList",
    "DenseFromSparse",
    "Diag",
    "Dot",
    "EnsureSortedIndices",
    "EqualSD",
    "EqualSS",
    "GetItem2Lists",
    "GetItem2ListsGrad",
    "GetItem2d",
    "GetItemList",
    "GetItemListGrad",
    "GetItemScalar",
    "GreaterEqualSD",
    "GreaterEqualSS",
    "GreaterThanSD",
    "GreaterThanSS",
    "HStack",
    "LessEqualSD",
    "LessEqualSS",
    "LessThanSD",
    "LessThanSS",
    "MulSD",
    "MulSS",
    "MulSV",
    "Neg",
    "NotEqualSD",
    "NotEqualSS",
    "Remove0",
    "RowScaleCSC",
    "SamplingDot",
    "SpSum",
    "SparseConstant",
    "SparseFromDense",
    "SparseTensorSharedVariable",
    "SparseType",
    "SparseVariable",
    "SquareDiagonal",
    "StructuredAddSV",
    "StructuredDot",
    "StructuredDotGradCSC",
    "StructuredDotGradCSR",
    "Transpose",
    "TrueDot",
    "Usmm",
    "VStack",
    "add",
    "add_s_d",
    "add_s_s",
    "add_s_s_data",
    "all_dtypes",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "as_sparse",
    "as_sparse_or_tensor_variable",
    "as_sparse_variable",
    "basic",
    "bcast",
    "bsr_dmatrix",
    "bsr_fmatrix",
    "bsr_matrix",
    "cast",
    "ccast",
    "ceil",
    "clean",
    "col_scale",
    "complex_dtypes",
    "conj",
    "constant",
    "construct_sparse_from_list",
    "continuous_dtypes",
    "csc_dmatrix",
    "csc_fmatrix",
    "csc_from_dense",
    "csc_matrix",
    "csm_data",
    "csm_grad",
    "csm_indices",
    "csm_indptr",
    "csm_properties",
    "csm_shape",
    "csr_dmatrix",
    "csr_fmatrix",
    "csr_from_dense",
    "csr_matrix",
    "dcast",
    "deg2rad",
    "dense_from_sparse",
    "diag",
    "discrete_dtypes",
    "dot",
    "enable_sparse",
    "ensure_sorted_indices",
    "eq",
    "equal_s_d",
    "equal_s_s",
    "expm1",
    "fcast",
    "float_dtypes",
    "floor",
    "ge",
    "get_item_2d",
    "get_item_2lists",
    "get_item_2lists_grad",
    "get_item_list",
    "get_item_list_grad",
    "get_item_scalar",
    "greater_equal_s_d",
    "greater_equal_s_s",
    "greater_than_s_d",
    "greater_than_s_s",
    "gt",
    "hstack",
    "icast",
    "int_dtypes",
    "integer_dtypes",
    "lcast",
    "le",
    "less_equal_s_d",
    "less_equal_s_s",
    "less_than_s_d",
    "less_than_s_s",
    "log1p",
    "lt",
    "matrix",
    "mul",
    "mul_s_d",
    "mul_s_s",
    "mul_s_v",
    "neg",
    "neq",
    "not_equal_s_d",
    "not_equal_s_s",
    "rad2deg",
    "remove0",
    "rint",
    "row_scale",
    "sampling_dot",
    "sdg_csc",
    "sdg_csr",
    "sgn",
    "shared",
    "sin",
    "sinh",
    "sp_ones_like",
    "sp_sum",
    "sp_zeros_like",
    "sparse_constructor",
    "sparse_formats",
    "sqr",
    "sqrt",
    "square_diagonal",
    "structured_add",
    "structured_add_s_v",
    "structured_dot",
    "structured_dot_grad",
    "structured_exp",
    "structured_log",
    "structured_maximum",
    "structured_minimum",
    "structured_monoid",
    "structured_pow",
    "structured_sigmoid",
    "sub",
    "tan",
    "tanh",
    "transpose",
    "true_dot",
    "trunc",
    "uint_dtypes",
    "usmm",
    "verify_grad_sparse",
    "vstack",
    "wcast",
    "zcast",
]

def CSC(data: Any, indices: Any, indptr: Any, shape: Any, *, name: str | None = None) -> SparseVariable:
    """A compressed matrix from its parts."""

def CSR(data: Any, indices: Any, indptr: Any, shape: Any, *, name: str | None = None) -> SparseVariable:
    """A compressed matrix from its parts."""

add_s_d: AddSD
add_s_s: AddSS
add_s_s_data: AddSSData
all_dtypes: frozenset[str]
bcast: Cast
bsr_dmatrix: SparseType
bsr_fmatrix: SparseType
ccast: Cast
complex_dtypes: list[str]
def construct_sparse_from_list(x: Any, values: Any, ilist: Any, *, name: str | None = None) -> SparseVariable:
    """A matrix (csc) of the shape of x with rows added at the positions in a list."""

continuous_dtypes: list[str]
csc_dmatrix: SparseType
csc_fmatrix: SparseType
def csc_from_dense(x: Any, *, name: str | None = None) -> SparseVariable:
    """A sparse matrix of the nonzero elements of a dense matrix, row or number."""

def csm_properties(csm: Any, *, name: str | None = None) -> list[TensorVariable]:
    """The parts of a compressed matrix."""

csr_dmatrix: SparseType
csr_fmatrix: SparseType
def csr_from_dense(x: Any, *, name: str | None = None) -> SparseVariable:
    """A sparse matrix of the nonzero elements of a dense matrix, row or number."""

dcast: Cast
def dense_from_sparse(x: Any, *, name: str | None = None) -> TensorVariable:
    """A dense matrix from a sparse one."""

def diag(x: Any, *, name: str | None = None) -> TensorVariable:
    """The diagonal of a square sparse matrix as a dense vector."""

discrete_dtypes: list[str]
enable_sparse: bool
ensure_sorted_indices: EnsureSortedIndices
equal_s_d: Op
equal_s_s: Op
fcast: Cast
float_dtypes: list[str]
get_item_2d: GetItem2d
get_item_2lists: GetItem2Lists
get_item_2lists_grad: GetItem2ListsGrad
get_item_list: GetItemList
get_item_list_grad: GetItemListGrad
get_item_scalar: GetItemScalar
greater_equal_s_d: Op
greater_equal_s_s: Op
greater_than_s_d: Op
greater_than_s_s: Op
icast: Cast
int_dtypes: list[str]
integer_dtypes: list[str]
lcast: Cast
less_equal_s_d: Op
less_equal_s_s: Op
less_than_s_d: Op
less_than_s_s: Op
mul_s_d: MulSD
mul_s_s: MulSS
mul_s_v: MulSV
neg: Neg
not_equal_s_d: Op
not_equal_s_s: Op
def remove0(x: Any, *, name: str | None = None) -> SparseVariable:
    """The same matrix without explicit zeros."""

def sampling_dot(x: Any, y: Any, p: Any, *, name: str | None = None) -> SparseVariable:
    """``p * (x @ y.T)``, computed only where the sparse matrix p stores something."""

sdg_csc: StructuredDotGradCSC
sdg_csr: StructuredDotGradCSR
sparse_formats: list[str]
def square_diagonal(diag: Any, *, name: str | None = None) -> SparseVariable:
    """A square sparse matrix (csc) with a vector as its diagonal."""

structured_add_s_v: StructuredAddSV
def transpose(x: Any, *, name: str | None = None) -> SparseVariable:
    """The transpose: the same parts, in the other of the formats csr and csc."""

uint_dtypes: list[str]
usmm: Usmm
wcast: Cast
zcast: Cast
as_sparse = as_sparse_variable
csm_grad = CSMGrad
shared = sparse_constructor
