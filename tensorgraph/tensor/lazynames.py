"""Names of ``tensorgraph.tensor`` whose modules are imported when a program first uses them.

These functions have the names, the arguments and the results of NumPy's and SciPy's.
"""

_NAMES = {
    "creation.corners":
        "diag_indices diag_indices_from diagflat indices tril_indices tril_indices_from triu_indices triu_indices_from",
    "creation.full": "empty empty_like full full_like",
    "creation.sequences": "geomspace linspace logspace vander",
    "creation.tapers": "blackman hamming hanning kaiser",
    "elementwise.floats":
        "fabs float_power fmax fmin heaviside isfinite isneginf isposinf modf "
        "nan_to_num positive signbit sinc",
    "elementwise.logic": "logical_and logical_not logical_or logical_xor",
    "elementwise.polynomials": "polyval",
    "indexing.picking": "argwhere extract ix_ resize select take_along_axis trim_zeros",
    "products.einsum": "einsum",
    "products.matmul": "cross inner kron matmul matvec vdot vecdot vecmat",
    "reductions.averages": "array_equal array_equiv average corrcoef count_nonzero trace",
    "reductions.differences": "ediff1d gradient interp trapezoid unwrap",
    "reductions.exponentials": "log_softmax logsumexp softmax",
    "reductions.nanreductions":
        "nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmin nanprod nanstd nansum nanvar",
    "reductions.quantiles": "median nanmedian nanpercentile nanquantile percentile quantile",
    "shape.broadcasting":
        "atleast_1d atleast_2d atleast_3d broadcast_arrays broadcast_shapes broadcast_to expand_dims meshgrid",
    "shape.flips": "flip fliplr flipud matrix_transpose roll rot90",
    "shape.padding": "pad",
    "shape.sections": "append array_split delete dsplit hsplit insert vsplit",
    "shape.stacking": "block column_stack dstack hstack vstack",
    "sorting.histograms": "argpartition digitize histogram histogram_bin_edges lexsort partition",
    "signal.correlation": "convolve correlate",
    "special.entropies":
        "boxcox boxcox1p cosm1 entr exp10 exprel huber inv_boxcox inv_boxcox1p kl_div log_expit pseudo_huber rel_entr",
    "special.gammafamily": "beta binom comb factorial multigammaln poch polygamma rgamma",
    "sorting.sets": "intersect1d isin setdiff1d setxor1d union1d unique",
}  # fmt: skip

ALIASES = {
    "abs": "abs_", "absolute": "abs_", "acos": "arccos", "acosh": "arccosh", "amax": "max", "amin": "min",
    "around": "round", "array": "as_tensor_variable", "asarray": "as_tensor_variable", "asin": "arcsin",
    "asinh": "arcsinh", "atan": "arctan", "atan2": "arctan2", "atanh": "arctanh", "bitwise_invert": "invert",
    "bitwise_left_shift": "left_shift", "bitwise_right_shift": "right_shift", "concat": "concatenate",
    "degrees": "rad2deg", "digamma": "psi", "equal": "eq", "expit": "sigmoid", "fix": "trunc",
    "floor_divide": "int_div", "greater": "gt", "greater_equal": "ge", "less": "lt", "less_equal": "le",
    "loggamma": "gammaln", "multiply": "mul", "negative": "neg", "not_equal": "neq", "permute_dims": "transpose",
    "radians": "deg2rad", "ravel": "flatten", "reciprocal": "inv", "remainder": "mod", "rint": "round_half_to_even",
    "sign": "sgn", "subtract": "sub", "true_divide": "true_div",
}  # fmt: skip
"""NumPy's and SciPy's names of operations that Theano has under another name."""

SPECIAL = """
beta betainc betaincinv betaln binom boxcox boxcox1p cbrt comb cosm1 dawsn digamma entr erf erfc erfcinv erfcx erfi
erfinv exp1 exp10 exp2 expi expit expm1 exprel factorial gamma gammainc gammaincc gammainccinv gammaincinv gammaln
huber hyp2f1 i0 i0e i1 i1e inv_boxcox inv_boxcox1p iv ive j0 j1 jv k0 k0e k1 k1e kl_div kv kve log1p log_expit log_ndtr
log_softmax loggamma logit logsumexp multigammaln ndtr ndtri ndtri_exp owens_t poch polygamma pseudo_huber psi rel_entr
rgamma sinc softmax spence xlog1py xlogy y0 y1 yv zeta
"""
"""The names of ``scipy.special`` that are names of ``tensorgraph.tensor`` too."""

HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}
"""From each name to its module, relative to this package."""
