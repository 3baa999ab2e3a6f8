"""NumPy's common functions are names of ``tensor``; what is not there has a reason."""

import numpy as np
import pytest

import tensorgraph.tensor as T

COMMON = """
abs absolute add all allclose amax amin angle any append arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh
argmax argmin argpartition argsort argwhere around array array_equal asarray array_equiv array_split atleast_1d
atleast_2d atleast_3d average bartlett bincount bitwise_and bitwise_not bitwise_or bitwise_xor blackman block
broadcast_arrays broadcast_to cbrt ceil choose clip column_stack compress concatenate conj conjugate convolve copy
copysign corrcoef correlate cos cosh count_nonzero cov cross cumprod cumsum deg2rad degrees delete diag diag_indices
diagflat diagonal diff digitize divide divmod dot dsplit dstack ediff1d einsum empty empty_like equal exp exp2
expand_dims expm1 extract eye fabs fix flatnonzero flip fliplr flipud float_power floor floor_divide fmax fmin fmod
full full_like gcd geomspace gradient greater greater_equal hamming hanning heaviside histogram histogram_bin_edges
hsplit hstack hypot i0 identity imag indices inner insert interp intersect1d invert isclose isfinite isin isinf isnan
isneginf isposinf ix_ kaiser kron lcm left_shift less less_equal lexsort linspace log log10 log1p log2 logaddexp
logaddexp2 logical_and logical_not logical_or logical_xor logspace matmul matrix_transpose max maximum mean median
meshgrid min minimum mod modf moveaxis multiply nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean
nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndim negative nonzero not_equal ones ones_like
outer pad partition percentile permute_dims polyfit polyval positive power prod ptp quantile rad2deg radians ravel
ravel_multi_index real reciprocal remainder repeat reshape resize right_shift rint roll rollaxis rot90 round
searchsorted select setdiff1d setxor1d shape sign signbit sin sinc sinh size sort split sqrt square squeeze stack std
subtract sum swapaxes take take_along_axis tan tanh tensordot tile trace transpose trapezoid tri tril tril_indices
trim_zeros triu triu_indices true_divide trunc union1d unique unravel_index unwrap vander var vdot vecdot vsplit
vstack where zeros zeros_like
""".split()
LEFT_OUT = {
    "copy": "Theano's is a method, x.copy(); a variable does not change",
    "ndim": "an attribute, x.ndim",
    "polyfit": "a least squares problem: T.linalg.lstsq(T.vander(x, n), y)",
    "rollaxis": "NumPy advises moveaxis in its place",
    "size": "an attribute, x.size",
}
# Theano's functions of that name have other arguments or results
THEANOS = {"identity", "split"}


def test_common_names():
    """All but a few of the common functions are there."""
    assert all(hasattr(np, name) for name in COMMON)
    assert len(COMMON) == len(set(COMMON)) and len(COMMON) > 250
    assert {name for name in COMMON if not hasattr(T, name)} == LEFT_OUT.keys()


@pytest.mark.parametrize("name", sorted(set(COMMON) - LEFT_OUT.keys()))
def test_name(name):
    """It is listed, documented and callable."""
    function = getattr(T, name)
    assert callable(function) and name in T.__all__ and name in dir(T)
    assert "Returns" in function.__doc__ and ">>> " in function.__doc__


def test_star_import_as_theano_is_theanos():
    """Names of NumPy that Theano had not do not hide builtins of old programs."""
    T.abs, T.pad, T.linspace  # noqa: B018
    assert {"abs", "pad", "linspace"}.isdisjoint(vars(T))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_signs_of_zeros_and_nan(dtype):
    given = np.array([0.0, -0.0, 1, -1, np.nan, -np.nan, np.inf, -np.inf], dtype)
    x = T.TensorType(dtype, (False,))("x")
    assert T.signbit(x).eval({x: given}).tolist() == np.signbit(given).tolist()
