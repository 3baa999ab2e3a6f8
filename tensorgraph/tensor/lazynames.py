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
    "products.matmul": "convolve correlate cross inner kron matmul matvec vdot vecdot vecmat",
    "reductions.averages": "array_equal array_equiv average corrcoef count_nonzero trace",
    "reductions.differences": "ediff1d gradient interp trapezoid unwrap",
    "reductions.exponentials": "log_softmax logsumexp softmax",
    "reductions.nanreductions":
        "nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmin nanprod nanstd nansum nanvar",
    "reductions.quantiles": "median nanmedian nanpercentile nanquantile percentile quantile",
    "shape.broadcasting":
        "atleast_1d atleast_2d atleast_3d broadcast_arrays broadcast_shapes broadcast_to expand_dims meshgrid",
    "shape.flips": "flip fliplr flipud matrix_transpose rot90",
    "shape.padding": "pad",
    "shape.sections": "append array_split delete dsplit hsplit insert vsplit",
    "shape.stacking": "block column_stack dstack hstack vstack",
    "sorting.histograms": "argpartition digitize histogram histogram_bin_edges lexsort partition",
    "sorting.sets": "intersect1d isin setdiff1d setxor1d union1d unique",
}  # fmt: skip

HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}
"""From each name to its module, relative to this package."""
