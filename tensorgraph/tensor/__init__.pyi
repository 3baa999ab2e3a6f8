"""Symbolic tensors: types, variables, and the functions that build graphs of them."""

# written by stubs/generate.py

from collections.abc import Sequence

from tensorgraph.compile.shared import ScalarSharedVariable, TensorSharedVariable, shared
from tensorgraph.gradient.barriers import consider_constant, disconnected_grad, zero_grad
from tensorgraph.gradient.grad import grad
from tensorgraph.gradient.jacobian import hessian, jacobian
from tensorgraph.gradient.pushforward import Lop, Rop
from tensorgraph.gradient.verify import verify_grad
from tensorgraph.graph.apply import Apply
from tensorgraph.graph.op import Op
from tensorgraph.graph.type import Generic
from tensorgraph.graph.variable import Constant, Variable
from tensorgraph.printing.pp import PPrinter
from tensorgraph.scalar.variable import ScalarVariable
from tensorgraph.tensor import (
    basic,
    blas,
    elemwise,
    extra_ops,
    fft,
    inplace,
    io,
    linalg,
    nlinalg,
    nnet,
    opt,
    random,
    raw_random,
    shared_randomstreams,
    sharedvar,
    signal,
    slinalg,
    special,
    subtensor,
    type,
    utils,
    xlogx,
)
from tensorgraph.tensor.creation.alloc import Alloc, AllocEmpty
from tensorgraph.tensor.creation.bartlett import bartlett
from tensorgraph.tensor.creation.corners import (
    diag_indices,
    diag_indices_from,
    diagflat,
    indices,
    tril_indices,
    tril_indices_from,
    triu_indices,
    triu_indices_from,
)
from tensorgraph.tensor.creation.diag import AllocDiag, ExtractDiag, diag, diagonal
from tensorgraph.tensor.creation.eye import Eye, Tri, eye, identity_like, tri, tril, triu
from tensorgraph.tensor.creation.fill_diagonal import fill_diagonal, fill_diagonal_offset
from tensorgraph.tensor.creation.filled import ARange, arange, ones, ones_like, transfer, zeros, zeros_like
from tensorgraph.tensor.creation.full import empty, empty_like, full, full_like
from tensorgraph.tensor.creation.one_hot import to_one_hot
from tensorgraph.tensor.creation.sequences import geomspace, linspace, logspace, vander
from tensorgraph.tensor.creation.tapers import blackman, hamming, hanning, kaiser
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.elementwise.floats import (
    fabs,
    float_power,
    fmax,
    fmin,
    heaviside,
    isfinite,
    isneginf,
    isposinf,
    modf,
    nan_to_num,
    positive,
    signbit,
    sinc,
)
from tensorgraph.tensor.elementwise.logic import logical_and, logical_not, logical_or, logical_xor
from tensorgraph.tensor.elementwise.math import (
    cast,
    div_proxy,
    divmod,
    iround,
    is_float,
    isclose,
    largest,
    power,
    round,
    smallest,
)
from tensorgraph.tensor.elementwise.polynomials import polyval
from tensorgraph.tensor.indexing.advanced_subtensor import (
    AdvancedBooleanIncSubtensor,
    AdvancedBooleanSubtensor,
    AdvancedIncSubtensor,
    AdvancedIncSubtensor1,
    AdvancedSubtensor,
    AdvancedSubtensor1,
)
from tensorgraph.tensor.indexing.indexing import inc_subtensor, set_subtensor, take
from tensorgraph.tensor.indexing.permutation import (
    PermuteRowElements,
    inverse_permutation,
    permute_row_elements,
    ravel_multi_index,
    unravel_index,
)
from tensorgraph.tensor.indexing.picking import argwhere, extract, ix_, resize, select, take_along_axis, trim_zeros
from tensorgraph.tensor.indexing.selection import Choose, Nonzero, _Grid, choose, flatnonzero, nonzero, nonzero_values
from tensorgraph.tensor.indexing.subtensor import IncSubtensor, Subtensor
from tensorgraph.tensor.indexing.type_other import NoneConstant
from tensorgraph.tensor.products.dot import BatchedDot, Dot, batched_dot, batched_tensordot, dot, outer, tensordot
from tensorgraph.tensor.products.einsum import einsum
from tensorgraph.tensor.products.matmul import cross, inner, kron, matmul, matvec, vdot, vecdot, vecmat
from tensorgraph.tensor.reductions.averages import array_equal, array_equiv, average, corrcoef, count_nonzero, trace
from tensorgraph.tensor.reductions.careduce import CAReduce, CAReduceDtype
from tensorgraph.tensor.reductions.cumulative import cumprod, cumsum, diff
from tensorgraph.tensor.reductions.differences import ediff1d, gradient, interp, trapezoid, unwrap
from tensorgraph.tensor.reductions.exponentials import log_softmax, logsumexp, softmax
from tensorgraph.tensor.reductions.extremes import argmax, argmin, max, max_and_argmax, min, ptp
from tensorgraph.tensor.reductions.maxandargmax import Argmax, MaxAndArgmax
from tensorgraph.tensor.reductions.nanreductions import (
    nanargmax,
    nanargmin,
    nancumprod,
    nancumsum,
    nanmax,
    nanmean,
    nanmin,
    nanprod,
    nanstd,
    nansum,
    nanvar,
)
from tensorgraph.tensor.reductions.quantiles import median, nanmedian, nanpercentile, nanquantile, percentile, quantile
from tensorgraph.tensor.reductions.reduce import all, allclose, any, check_and_normalize_axes, makeKeepDims, prod, sum
from tensorgraph.tensor.reductions.statistics import cov, mean, norm, std, var
from tensorgraph.tensor.reductions.sums import All, Any, Prod, ProdWithoutZeros, Sum
from tensorgraph.tensor.shape.assertion import Assert
from tensorgraph.tensor.shape.axes import (
    moveaxis,
    shape_padaxis,
    shape_padleft,
    shape_padright,
    squeeze,
    swapaxes,
    transpose,
)
from tensorgraph.tensor.shape.broadcasting import (
    atleast_1d,
    atleast_2d,
    atleast_3d,
    broadcast_arrays,
    broadcast_shapes,
    broadcast_to,
    expand_dims,
    meshgrid,
)
from tensorgraph.tensor.shape.contiguous import CpuContiguous
from tensorgraph.tensor.shape.dimshuffle import DimShuffle
from tensorgraph.tensor.shape.flips import flip, fliplr, flipud, matrix_transpose, roll, rot90
from tensorgraph.tensor.shape.join import Join, Split, concatenate, join, split
from tensorgraph.tensor.shape.padding import pad
from tensorgraph.tensor.shape.rebroadcast import Rebroadcast, addbroadcast, patternbroadcast, unbroadcast
from tensorgraph.tensor.shape.repeat import compress, repeat, tile
from tensorgraph.tensor.shape.reshape import Reshape, flatten, reshape
from tensorgraph.tensor.shape.sections import append, array_split, delete, dsplit, hsplit, insert, vsplit
from tensorgraph.tensor.shape.shape import Shape, Shape_i, SpecifyShape, get_vector_length, shape, shape_i
from tensorgraph.tensor.shape.stack import horizontal_stack, stack, stacklists, vertical_stack
from tensorgraph.tensor.shape.stacking import block, column_stack, dstack, hstack, vstack
from tensorgraph.tensor.signal.correlation import convolve, correlate
from tensorgraph.tensor.sorting.counting import Unique, bincount, searchsorted
from tensorgraph.tensor.sorting.histograms import (
    argpartition,
    digitize,
    histogram,
    histogram_bin_edges,
    lexsort,
    partition,
)
from tensorgraph.tensor.sorting.sets import intersect1d, isin, setdiff1d, setxor1d, union1d, unique
from tensorgraph.tensor.sorting.sort import argsort, sort
from tensorgraph.tensor.sorting.topk import argtopk, topk, topk_and_argtopk
from tensorgraph.tensor.special.entropies import (
    boxcox,
    boxcox1p,
    cosm1,
    entr,
    exp10,
    exprel,
    huber,
    inv_boxcox,
    inv_boxcox1p,
    kl_div,
    log_expit,
    pseudo_huber,
    rel_entr,
)
from tensorgraph.tensor.special.gammafamily import beta, binom, comb, factorial, multigammaln, poch, polygamma, rgamma
from tensorgraph.tensor.types.constant import (
    AsTensorError,
    EmptyConstantError,
    NotScalarConstantError,
    as_tensor_variable,
    constant,
    extract_constant,
    get_scalar_constant_value,
)
from tensorgraph.tensor.types.constructors import tensor
from tensorgraph.tensor.types.scalars import MakeVector, ScalarFromTensor, TensorFromScalar
from tensorgraph.tensor.types.type import (
    TensorType,
    values_eq_approx_always_true,
    values_eq_approx_remove_inf,
    values_eq_approx_remove_inf_nan,
    values_eq_approx_remove_nan,
)
from tensorgraph.tensor.types.variable import TensorConstant, TensorVariable
from tensorgraph.typing import DType, TensorLike

__all__ = [
    "ARange",
    "AdvancedBooleanIncSubtensor",
    "AdvancedBooleanSubtensor",
    "AdvancedIncSubtensor",
    "AdvancedIncSubtensor1",
    "AdvancedSubtensor",
    "AdvancedSubtensor1",
    "All",
    "Alloc",
    "AllocDiag",
    "AllocEmpty",
    "Any",
    "Apply",
    "Argmax",
    "AsTensorError",
    "Assert",
    "BatchedDot",
    "CAReduce",
    "CAReduceDtype",
    "Choose",
    "Constant",
    "CpuContiguous",
    "DimShuffle",
    "Dot",
    "Elemwise",
    "EmptyConstantError",
    "ExtractDiag",
    "Eye",
    "IncSubtensor",
    "Join",
    "Lop",
    "MakeVector",
    "MaxAndArgmax",
    "NoneConst",
    "Nonzero",
    "NotScalarConstantError",
    "Op",
    "PermuteRowElements",
    "Prod",
    "ProdWithoutZeros",
    "Rebroadcast",
    "Reshape",
    "Rop",
    "ScalarFromTensor",
    "ScalarSharedVariable",
    "Shape",
    "Shape_i",
    "SpecifyShape",
    "Split",
    "Subtensor",
    "Sum",
    "Tensor",
    "TensorConstant",
    "TensorFromScalar",
    "TensorSharedVariable",
    "TensorType",
    "TensorVariable",
    "Tri",
    "Unique",
    "Variable",
    "abs",
    "abs_",
    "absolute",
    "acos",
    "acosh",
    "add",
    "addbroadcast",
    "advanced_boolean_inc_subtensor",
    "advanced_boolean_set_subtensor",
    "advanced_boolean_subtensor",
    "advanced_inc_subtensor",
    "advanced_inc_subtensor1",
    "advanced_set_subtensor",
    "advanced_set_subtensor1",
    "advanced_subtensor",
    "advanced_subtensor1",
    "all",
    "all_dtypes",
    "allclose",
    "alloc",
    "amax",
    "amin",
    "and_",
    "angle",
    "any",
    "append",
    "arange",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "argmax",
    "argmin",
    "argpartition",
    "argsort",
    "argtopk",
    "argwhere",
    "around",
    "array",
    "array_equal",
    "array_equiv",
    "array_split",
    "as_tensor",
    "as_tensor_variable",
    "asarray",
    "asin",
    "asinh",
    "assert_op",
    "atan",
    "atan2",
    "atanh",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "average",
    "bartlett",
    "basic",
    "batched_dot",
    "batched_tensordot",
    "bcol",
    "bcols",
    "beta",
    "betainc",
    "betaincinv",
    "betaln",
    "bincount",
    "binom",
    "bitwise_and",
    "bitwise_invert",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "blackman",
    "blas",
    "block",
    "bmatrices",
    "bmatrix",
    "boxcox",
    "boxcox1p",
    "broadcast_arrays",
    "broadcast_shapes",
    "broadcast_to",
    "brow",
    "brows",
    "bscalar",
    "bscalars",
    "btensor3",
    "btensor3s",
    "btensor4",
    "btensor4s",
    "btensor5",
    "btensor5s",
    "btensor6",
    "btensor6s",
    "btensor7",
    "btensor7s",
    "bvector",
    "bvectors",
    "cast",
    "cbrt",
    "ccol",
    "ccols",
    "ceil",
    "check_and_normalize_axes",
    "chi2sf",
    "choose",
    "clip",
    "cmatrices",
    "cmatrix",
    "col",
    "cols",
    "column_stack",
    "comb",
    "complex",
    "complex_dtypes",
    "complex_from_polar",
    "compress",
    "concat",
    "concatenate",
    "conj",
    "conjugate",
    "consider_constant",
    "constant",
    "continuous_dtypes",
    "convolve",
    "copysign",
    "corrcoef",
    "correlate",
    "cos",
    "cosh",
    "cosm1",
    "count_nonzero",
    "cov",
    "cross",
    "crow",
    "crows",
    "cscalar",
    "cscalars",
    "ctensor3",
    "ctensor3s",
    "ctensor4",
    "ctensor4s",
    "ctensor5",
    "ctensor5s",
    "ctensor6",
    "ctensor6s",
    "ctensor7",
    "ctensor7s",
    "cumprod",
    "cumsum",
    "cvector",
    "cvectors",
    "dawsn",
    "dcol",
    "dcols",
    "deg2rad",
    "degrees",
    "delete",
    "diag",
    "diag_indices",
    "diag_indices_from",
    "diagflat",
    "diagonal",
    "diff",
    "digamma",
    "digitize",
    "disconnected_grad",
    "discrete_dtypes",
    "div_proxy",
    "divide",
    "divmod",
    "dmatrices",
    "dmatrix",
    "dot",
    "drow",
    "drows",
    "dscalar",
    "dscalars",
    "dsplit",
    "dstack",
    "dtensor3",
    "dtensor3s",
    "dtensor4",
    "dtensor4s",
    "dtensor5",
    "dtensor5s",
    "dtensor6",
    "dtensor6s",
    "dtensor7",
    "dtensor7s",
    "dvector",
    "dvectors",
    "ediff1d",
    "einsum",
    "elemwise",
    "empty",
    "empty_like",
    "entr",
    "eq",
    "equal",
    "erf",
    "erfc",
    "erfcinv",
    "erfcx",
    "erfi",
    "erfinv",
    "exp",
    "exp1",
    "exp10",
    "exp2",
    "expand_dims",
    "expi",
    "expit",
    "expm1",
    "exprel",
    "extra_ops",
    "extract",
    "extract_constant",
    "eye",
    "fabs",
    "factorial",
    "fcol",
    "fcols",
    "fft",
    "fill",
    "fill_diagonal",
    "fill_diagonal_offset",
    "fix",
    "flatnonzero",
    "flatten",
    "flip",
    "fliplr",
    "flipud",
    "float_dtypes",
    "float_power",
    "floor",
    "floor_div",
    "floor_divide",
    "fmatrices",
    "fmatrix",
    "fmax",
    "fmin",
    "fmod",
    "frow",
    "frows",
    "fscalar",
    "fscalars",
    "ftensor3",
    "ftensor3s",
    "ftensor4",
    "ftensor4s",
    "ftensor5",
    "ftensor5s",
    "ftensor6",
    "ftensor6s",
    "ftensor7",
    "ftensor7s",
    "full",
    "full_like",
    "fvector",
    "fvectors",
    "gamma",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "gammal",
    "gammaln",
    "gammau",
    "gcd",
    "ge",
    "generic",
    "geomspace",
    "get_scalar_constant_value",
    "get_vector_length",
    "grad",
    "gradient",
    "greater",
    "greater_equal",
    "gt",
    "hamming",
    "hanning",
    "heaviside",
    "hessian",
    "histogram",
    "histogram_bin_edges",
    "horizontal_stack",
    "hsplit",
    "hstack",
    "huber",
    "hyp2f1",
    "hypot",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "icol",
    "icols",
    "identity",
    "identity_like",
    "imag",
    "imatrices",
    "imatrix",
    "inc_subtensor",
    "indices",
    "inner",
    "inplace",
    "insert",
    "int_div",
    "int_dtypes",
    "integer_dtypes",
    "interp",
    "intersect1d",
    "inv",
    "inv_boxcox",
    "inv_boxcox1p",
    "inverse_permutation",
    "invert",
    "io",
    "iround",
    "irow",
    "irows",
    "is_float",
    "iscalar",
    "iscalars",
    "isclose",
    "isfinite",
    "isin",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "itensor3",
    "itensor3s",
    "itensor4",
    "itensor4s",
    "itensor5",
    "itensor5s",
    "itensor6",
    "itensor6s",
    "itensor7",
    "itensor7s",
    "iv",
    "ive",
    "ivector",
    "ivectors",
    "ix_",
    "j0",
    "j1",
    "jacobian",
    "join",
    "jv",
    "k0",
    "k0e",
    "k1",
    "k1e",
    "kaiser",
    "kl_div",
    "kron",
    "kv",
    "kve",
    "largest",
    "lcm",
    "lcol",
    "lcols",
    "le",
    "left_shift",
    "less",
    "less_equal",
    "lexsort",
    "linalg",
    "linspace",
    "lmatrices",
    "lmatrix",
    "log",
    "log10",
    "log1mexp",
    "log1p",
    "log2",
    "log_expit",
    "log_ndtr",
    "log_softmax",
    "logaddexp",
    "logaddexp2",
    "loggamma",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "logit",
    "logspace",
    "logsumexp",
    "lrow",
    "lrows",
    "lscalar",
    "lscalars",
    "lt",
    "ltensor3",
    "ltensor3s",
    "ltensor4",
    "ltensor4s",
    "ltensor5",
    "ltensor5s",
    "ltensor6",
    "ltensor6s",
    "ltensor7",
    "ltensor7s",
    "lvector",
    "lvectors",
    "makeKeepDims",
    "make_vector",
    "matmul",
    "matrices",
    "matrix",
    "matrix_transpose",
    "matvec",
    "max",
    "max_and_argmax",
    "maximum",
    "mean",
    "median",
    "meshgrid",
    "mgrid",
    "min",
    "minimum",
    "mod",
    "modf",
    "moveaxis",
    "mul",
    "multigammaln",
    "multiply",
    "nan_to_num",
    "nanargmax",
    "nanargmin",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmedian",
    "nanmin",
    "nanpercentile",
    "nanprod",
    "nanquantile",
    "nanstd",
    "nansum",
    "nanvar",
    "ndtr",
    "ndtri",
    "ndtri_exp",
    "neg",
    "negative",
    "neq",
    "nlinalg",
    "nnet",
    "nonzero",
    "nonzero_values",
    "norm",
    "not_equal",
    "ogrid",
    "ones",
    "ones_like",
    "opt",
    "or_",
    "outer",
    "owens_t",
    "pad",
    "partition",
    "patternbroadcast",
    "percentile",
    "permute_dims",
    "permute_row_elements",
    "poch",
    "polygamma",
    "polyval",
    "positive",
    "pow",
    "power",
    "pp",
    "pprint",
    "prod",
    "pseudo_huber",
    "psi",
    "ptp",
    "quantile",
    "rad2deg",
    "radians",
    "random",
    "ravel",
    "ravel_multi_index",
    "raw_random",
    "real",
    "reciprocal",
    "rel_entr",
    "remainder",
    "repeat",
    "reshape",
    "resize",
    "rgamma",
    "right_shift",
    "rint",
    "roll",
    "rot90",
    "round",
    "round_half_away_from_zero",
    "round_half_to_even",
    "row",
    "rows",
    "scalar",
    "scalar_from_tensor",
    "scalars",
    "searchsorted",
    "second",
    "select",
    "set_subtensor",
    "setdiff1d",
    "setxor1d",
    "sgn",
    "shape",
    "shape_i",
    "shape_padaxis",
    "shape_padleft",
    "shape_padright",
    "shared",
    "shared_randomstreams",
    "sharedvar",
    "sigmoid",
    "sign",
    "signal",
    "signbit",
    "sin",
    "sinc",
    "sinh",
    "slinalg",
    "smallest",
    "softmax",
    "softplus",
    "sort",
    "special",
    "specify_shape",
    "spence",
    "split",
    "sqr",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "stacklists",
    "std",
    "sub",
    "subtensor",
    "subtract",
    "sum",
    "swapaxes",
    "switch",
    "take",
    "take_along_axis",
    "tan",
    "tanh",
    "tensor",
    "tensor3",
    "tensor3s",
    "tensor4",
    "tensor4s",
    "tensor5",
    "tensor5s",
    "tensor6",
    "tensor6s",
    "tensor7",
    "tensor7s",
    "tensor_copy",
    "tensor_from_scalar",
    "tensordot",
    "tile",
    "to_one_hot",
    "topk",
    "topk_and_argtopk",
    "trace",
    "transfer",
    "transpose",
    "trapezoid",
    "tri",
    "tri_gamma",
    "tril",
    "tril_indices",
    "tril_indices_from",
    "trim_zeros",
    "triu",
    "triu_indices",
    "triu_indices_from",
    "true_div",
    "true_divide",
    "trunc",
    "type",
    "uint_dtypes",
    "ultra_fast_sigmoid",
    "unbroadcast",
    "union1d",
    "unique",
    "unravel_index",
    "unwrap",
    "utils",
    "values_eq_approx_always_true",
    "values_eq_approx_remove_inf",
    "values_eq_approx_remove_inf_nan",
    "values_eq_approx_remove_nan",
    "vander",
    "var",
    "vdot",
    "vecdot",
    "vecmat",
    "vector",
    "vectors",
    "verify_grad",
    "vertical_stack",
    "vsplit",
    "vstack",
    "wcol",
    "wcols",
    "where",
    "wmatrices",
    "wmatrix",
    "wrow",
    "wrows",
    "wscalar",
    "wscalars",
    "wtensor3",
    "wtensor3s",
    "wtensor4",
    "wtensor4s",
    "wtensor5",
    "wtensor5s",
    "wtensor6",
    "wtensor6s",
    "wtensor7",
    "wtensor7s",
    "wvector",
    "wvectors",
    "xlog1py",
    "xlogx",
    "xlogy",
    "xor",
    "y0",
    "y1",
    "yv",
    "zcol",
    "zcols",
    "zero_grad",
    "zeros",
    "zeros_like",
    "zeta",
    "zmatrices",
    "zmatrix",
    "zrow",
    "zrows",
    "zscalar",
    "zscalars",
    "ztensor3",
    "ztensor3s",
    "ztensor4",
    "ztensor4s",
    "ztensor5",
    "ztensor5s",
    "ztensor6",
    "ztensor6s",
    "ztensor7",
    "ztensor7s",
    "zvector",
    "zvectors",
]

NoneConst: NoneConstant
def abs(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Absolute value; its gradient at 0 is 0."""

def abs_(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Absolute value; its gradient at 0 is 0."""

def absolute(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Absolute value; its gradient at 0 is 0."""

def acos(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse cosine, in radians from 0 to pi."""

def acosh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic cosine, from 0 up."""

def add(*xs: TensorLike, name: str | None = None) -> TensorVariable:
    """Sum of the inputs; of bools, whether any is true."""

advanced_boolean_inc_subtensor: AdvancedBooleanIncSubtensor
advanced_boolean_set_subtensor: AdvancedBooleanIncSubtensor
advanced_boolean_subtensor: AdvancedBooleanSubtensor
advanced_inc_subtensor: AdvancedIncSubtensor
advanced_inc_subtensor1: AdvancedIncSubtensor1
advanced_set_subtensor: AdvancedIncSubtensor
advanced_set_subtensor1: AdvancedIncSubtensor1
advanced_subtensor: AdvancedSubtensor
advanced_subtensor1: AdvancedSubtensor1
all_dtypes: tuple[str, ...]
def alloc(value: TensorLike, *shape: TensorLike, name: str | None = None) -> TensorVariable:
    """An array of a given shape, filled with a broadcast value: ``alloc(value, *shape)``."""

def and_(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x & y``."""

def angle(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The angle of a complex number with the positive real axis, in radians."""

def arccos(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse cosine, in radians from 0 to pi."""

def arccosh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic cosine, from 0 up."""

def arcsin(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse sine, in radians from -pi/2 to pi/2."""

def arcsinh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic sine."""

def arctan(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse tangent, in radians from -pi/2 to pi/2."""

def arctan2(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The angle of the point with ordinate x and abscissa y, in radians from -pi to pi."""

def arctanh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic tangent."""

def asin(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse sine, in radians from -pi/2 to pi/2."""

def asinh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic sine."""

def assert_op(value: TensorLike, *conditions: TensorLike, name: str | None = None) -> TensorVariable:
    """The value, checked at run time: ``Assert("message")(value, *conditions)``."""

def atan(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse tangent, in radians from -pi/2 to pi/2."""

def atan2(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The angle of the point with ordinate x and abscissa y, in radians from -pi to pi."""

def atanh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic tangent."""

bcol: TensorType
def bcols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def betainc(a: TensorLike, b: TensorLike, x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised incomplete beta function of parameters a and b at x."""

def betaincinv(a: TensorLike, b: TensorLike, x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of betainc of parameters a and b at x."""

def betaln(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the beta function, ``gamma(x) gamma(y) / gamma(x + y)``."""

def bitwise_and(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x & y``."""

def bitwise_invert(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``~x``: the negation of a bool, the complement of an integer."""

def bitwise_left_shift(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x << y``: an integer times ``2**y``."""

def bitwise_not(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``~x``: the negation of a bool, the complement of an integer."""

def bitwise_or(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x | y``."""

def bitwise_right_shift(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >> y``: an integer over ``2**y``, rounded down."""

def bitwise_xor(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x ^ y``."""

def bmatrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
bmatrix: TensorType
brow: TensorType
def brows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
bscalar: TensorType
def bscalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
btensor3: TensorType
def btensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
btensor4: TensorType
def btensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
btensor5: TensorType
def btensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
btensor6: TensorType
def btensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
btensor7: TensorType
def btensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
bvector: TensorType
def bvectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def cbrt(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Cube root, also of negative numbers."""

ccol: TensorType
def ccols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def ceil(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The smallest integer that is not below x."""

def chi2sf(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Survival function of the chi-squared distribution with y degrees of freedom."""

def clip(
    x: TensorLike, low: TensorLike | None, high: TensorLike | None, /, *, name: str | None = None
) -> TensorVariable:
    """x clipped to the interval from `low` to `high`, where None is no bound; the gradient on the edges is 1."""

def cmatrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
cmatrix: TensorType
def col(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic col."""

def cols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def complex(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex number with real part x and imaginary part y."""

complex_dtypes: tuple[str, ...]
def complex_from_polar(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex number with absolute value x and angle y."""

def conj(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex conjugate."""

def conjugate(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex conjugate."""

continuous_dtypes: tuple[str, ...]
def copysign(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The absolute value of x with the sign of y."""

def cos(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Cosine of an angle in radians."""

def cosh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hyperbolic cosine."""

crow: TensorType
def crows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
cscalar: TensorType
def cscalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ctensor3: TensorType
def ctensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ctensor4: TensorType
def ctensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ctensor5: TensorType
def ctensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ctensor6: TensorType
def ctensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ctensor7: TensorType
def ctensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
cvector: TensorType
def cvectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def dawsn(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Dawson's integral, ``exp(-x**2)`` times the integral of ``exp(t**2)`` from 0 to x."""

dcol: TensorType
def dcols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def deg2rad(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Degrees to radians."""

def degrees(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Radians to degrees."""

def digamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Digamma function, the derivative of gammaln."""

discrete_dtypes: tuple[str, ...]
def divide(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x / y``, float also for integers."""

def dmatrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
dmatrix: TensorType
drow: TensorType
def drows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
dscalar: TensorType
def dscalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
dtensor3: TensorType
def dtensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
dtensor4: TensorType
def dtensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
dtensor5: TensorType
def dtensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
dtensor6: TensorType
def dtensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
dtensor7: TensorType
def dtensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
dvector: TensorType
def dvectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def eq(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x == y``, element by element."""

def equal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x == y``, element by element."""

def erf(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Error function."""

def erfc(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 - erf(x)``, accurate for large x."""

def erfcinv(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of erfc."""

def erfcx(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x**2) * erfc(x)``."""

def erfi(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Imaginary error function, ``erf(i x) / i``."""

def erfinv(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of erf."""

def exp(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``e**x``."""

def exp1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Exponential integral E1: the integral of ``exp(-t) / t`` from x."""

def exp2(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``2**x``."""

def expi(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Exponential integral Ei: the integral of ``exp(t) / t`` up to x."""

def expit(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / (1 + exp(-x))``, without overflow."""

def expm1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``e**x - 1``, accurate near 0."""

fcol: TensorType
def fcols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def fill(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """y, broadcast to the shape of x."""

def fix(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x without its fractional part."""

float_dtypes: tuple[str, ...]
def floor(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The largest integer that is not above x."""

def floor_div(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x // y``, rounded down; an integer divided by 0 gives 0."""

def floor_divide(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x // y``, rounded down; an integer divided by 0 gives 0."""

def fmatrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
fmatrix: TensorType
def fmod(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The remainder of ``x / y`` with the sign of x; for integers 0 when y is 0."""

frow: TensorType
def frows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
fscalar: TensorType
def fscalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ftensor3: TensorType
def ftensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ftensor4: TensorType
def ftensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ftensor5: TensorType
def ftensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ftensor6: TensorType
def ftensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ftensor7: TensorType
def ftensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
fvector: TensorType
def fvectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def gamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Gamma function."""

def gammainc(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised lower incomplete gamma function of order x at y."""

def gammaincc(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised upper incomplete gamma function of order x at y."""

def gammainccinv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of gammaincc of order x at y."""

def gammaincinv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of gammainc of order x at y."""

def gammal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Lower incomplete gamma function of order x at y."""

def gammaln(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the gamma function."""

def gammau(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Upper incomplete gamma function of order x at y."""

def gcd(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The greatest integer that divides both."""

def ge(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >= y``."""

generic: Generic
def greater(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x > y``."""

def greater_equal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >= y``."""

def gt(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x > y``."""

def hyp2f1(
    a: TensorLike, b: TensorLike, c: TensorLike, x: TensorLike, /, *, name: str | None = None
) -> TensorVariable:
    """Gauss' hypergeometric function of parameters a, b and c at x."""

def hypot(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``sqrt(x**2 + y**2)``, without overflow; its gradient at the origin is 0."""

def i0(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of order 0."""

def i0e(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(x)) * i0(x)``."""

def i1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of order 1."""

def i1e(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(x)) * i1(x)``."""

icol: TensorType
def icols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def identity(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A copy of x."""

def imag(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The imaginary part."""

def imatrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
imatrix: TensorType
def int_div(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x // y``, rounded down; an integer divided by 0 gives 0."""

int_dtypes: tuple[str, ...]
integer_dtypes: tuple[str, ...]
def inv(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / x``."""

def invert(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``~x``: the negation of a bool, the complement of an integer."""

irow: TensorType
def irows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
iscalar: TensorType
def iscalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def isinf(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """True if x is infinite, of either sign."""

def isnan(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """True if x is not a number."""

itensor3: TensorType
def itensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
itensor4: TensorType
def itensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
itensor5: TensorType
def itensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
itensor6: TensorType
def itensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
itensor7: TensorType
def itensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def iv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of real order x at y."""

def ive(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(y)) * iv(x, y)``."""

ivector: TensorType
def ivectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def j0(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of order 0."""

def j1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of order 1."""

def jv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of real order x at y."""

def k0(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of order 0."""

def k0e(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x) * k0(x)``."""

def k1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of order 1."""

def k1e(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x) * k1(x)``."""

def kv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of real order x at y."""

def kve(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(y) * kv(x, y)``."""

def lcm(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The least positive integer that both divide, 0 if one is 0."""

lcol: TensorType
def lcols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def le(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x <= y``."""

def left_shift(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x << y``: an integer times ``2**y``."""

def less(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x < y``."""

def less_equal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x <= y``."""

def lmatrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
lmatrix: TensorType
def log(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Natural logarithm."""

def log10(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm to base 10."""

def log1mexp(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 - exp(x))``, accurate near 0 and far below it."""

def log1p(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 + x)``, accurate near 0."""

def log2(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm to base 2."""

def log_ndtr(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(ndtr(x))``, without cancellation; its gradient stays finite too."""

def logaddexp(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(exp(x) + exp(y))``, without overflow."""

def logaddexp2(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log2(2**x + 2**y)``, without overflow."""

def loggamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the gamma function."""

def logit(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(x / (1 - x))``, accurate near 0.5."""

lrow: TensorType
def lrows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
lscalar: TensorType
def lscalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def lt(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x < y``."""

ltensor3: TensorType
def ltensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ltensor4: TensorType
def ltensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ltensor5: TensorType
def ltensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ltensor6: TensorType
def ltensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ltensor7: TensorType
def ltensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
lvector: TensorType
def lvectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def make_vector(*inputs: TensorLike, name: str | None = None) -> TensorVariable:
    """A vector made of 0-d tensors."""

def matrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def matrix(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic matrix."""

def maximum(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The larger input, nan if one is nan; the gradient of a tie goes to x, and where one is nan, to both."""

mgrid: _Grid
def minimum(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The smaller input, nan if one is nan; the gradient of a tie goes to x, and where one is nan, to both."""

def mod(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x % y``, with the sign of y; for integers 0 when y is 0."""

def mul(*xs: TensorLike, name: str | None = None) -> TensorVariable:
    """Product of the inputs; of bools, whether all are true."""

def multiply(*xs: TensorLike, name: str | None = None) -> TensorVariable:
    """Product of the inputs; of bools, whether all are true."""

def ndtr(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Distribution function of the standard normal distribution."""

def ndtri(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of ndtr: the quantiles of the standard normal distribution."""

def ndtri_exp(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``ndtri(exp(x))``, where ``exp(x)`` may underflow: the inverse of log_ndtr."""

def neg(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``-x``; bools are refused."""

def negative(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``-x``; bools are refused."""

def neq(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x != y``, element by element."""

def not_equal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x != y``, element by element."""

ogrid: _Grid
def or_(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x | y``."""

def owens_t(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Owen's T: the probability that a standard normal number is above x and a second one between 0 and y times it."""

def pow(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x ** y``."""

pp: PPrinter
pprint: PPrinter
def psi(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Digamma function, the derivative of gammaln."""

def rad2deg(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Radians to degrees."""

def radians(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Degrees to radians."""

def real(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The real part."""

def reciprocal(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / x``."""

def remainder(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x % y``, with the sign of y; for integers 0 when y is 0."""

def right_shift(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >> y``: an integer over ``2**y``, rounded down."""

def rint(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The nearest integer, ties to even."""

def round_half_away_from_zero(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The nearest integer, ties away from zero."""

def round_half_to_even(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The nearest integer, ties to even."""

def row(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic row."""

def rows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def scalar(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic scalar."""

def scalar_from_tensor(t: TensorLike, *, name: str | None = None) -> ScalarVariable:
    """A 0-d tensor as a scalar variable."""

def scalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def second(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """y, broadcast to the shape of x."""

def sgn(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """-1, 0 or 1."""

def sigmoid(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / (1 + exp(-x))``, without overflow."""

def sign(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """-1, 0 or 1."""

def sin(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Sine of an angle in radians."""

def sinh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hyperbolic sine."""

def softplus(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 + exp(x))``, without overflow."""

def specify_shape(x: TensorLike, shape: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The same array, with its shape checked at run time: ``specify_shape(x, shape)``."""

def spence(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Spence's function, the dilogarithm of ``1 - x``."""

def sqr(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * x``."""

def sqrt(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Square root."""

def square(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * x``."""

def sub(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x - y``; bools are refused."""

def subtract(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x - y``; bools are refused."""

def switch(condition: TensorLike, x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x where the condition is not 0, else y."""

def tan(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Tangent of an angle in radians."""

def tanh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hyperbolic tangent."""

def tensor3(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic tensor3."""

def tensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def tensor4(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic tensor4."""

def tensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def tensor5(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic tensor5."""

def tensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def tensor6(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic tensor6."""

def tensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def tensor7(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic tensor7."""

def tensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def tensor_copy(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A copy of x."""

def tensor_from_scalar(s: TensorLike, *, name: str | None = None) -> TensorVariable:
    """A scalar variable as a 0-d tensor."""

def tri_gamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Trigamma function, the derivative of psi."""

def true_div(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x / y``, float also for integers."""

def true_divide(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x / y``, float also for integers."""

def trunc(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x without its fractional part."""

uint_dtypes: tuple[str, ...]
def ultra_fast_sigmoid(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A piecewise approximation of the sigmoid, off by up to 0.02; its gradient is that of the sigmoid."""

def vector(
    name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
) -> TensorVariable:
    """A symbolic vector."""

def vectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wcol: TensorType
def wcols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def where(condition: TensorLike, x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x where the condition is not 0, else y."""

def wmatrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wmatrix: TensorType
wrow: TensorType
def wrows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wscalar: TensorType
def wscalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wtensor3: TensorType
def wtensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wtensor4: TensorType
def wtensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wtensor5: TensorType
def wtensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wtensor6: TensorType
def wtensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wtensor7: TensorType
def wtensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
wvector: TensorType
def wvectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def xlog1py(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * log(1 + y)``, 0 where x is."""

def xlogy(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * log(y)``, 0 where x is."""

def xor(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x ^ y``."""

def y0(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of order 0."""

def y1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of order 1."""

def yv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of real order x at y."""

zcol: TensorType
def zcols(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
def zeta(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hurwitz zeta function: the sum of ``(y + k)**-x`` over all k from 0."""

def zmatrices(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
zmatrix: TensorType
zrow: TensorType
def zrows(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
zscalar: TensorType
def zscalars(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ztensor3: TensorType
def ztensor3s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ztensor4: TensorType
def ztensor4s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ztensor5: TensorType
def ztensor5s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ztensor6: TensorType
def ztensor6s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
ztensor7: TensorType
def ztensor7s(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
zvector: TensorType
def zvectors(*names: str | int | Sequence[str], dtype: DType | None = None) -> list[TensorVariable]: ...
Tensor = TensorType
amax = max
amin = min
around = round
array = as_tensor_variable
as_tensor = as_tensor_variable
asarray = as_tensor_variable
concat = concatenate
permute_dims = transpose
ravel = flatten
