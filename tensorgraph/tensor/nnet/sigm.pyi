"""``theano.tensor.nnet.sigm``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.sigm import compute_mul as compute_mul
from tensorgraph.compat.names.tensor.sigm import is_1pexp as is_1pexp
from tensorgraph.compat.names.tensor.sigm import is_exp as is_exp
from tensorgraph.compat.names.tensor.sigm import is_neg as is_neg
from tensorgraph.compat.names.tensor.sigm import parse_mul_tree as parse_mul_tree
from tensorgraph.compat.names.tensor.sigm import perform_sigm_times_exp as perform_sigm_times_exp
from tensorgraph.compat.names.tensor.sigm import register_local_1msigmoid as register_local_1msigmoid
from tensorgraph.compat.names.tensor.sigm import simplify_mul as simplify_mul
from tensorgraph.errors import ComplexError as ComplexError
from tensorgraph.scalar import CLASSES as CLASSES
from tensorgraph.scalar import Scalar as Scalar
from tensorgraph.scalar import floor_div as floor_div
from tensorgraph.scalar.cast import Cast as Cast
from tensorgraph.scalar.cast import cast as cast
from tensorgraph.scalar.cast import cast_to as cast_to
from tensorgraph.scalar.composite import Composite as Composite
from tensorgraph.scalar.derivative import GradientGraph as GradientGraph
from tensorgraph.scalar.derivative import Undefined as Undefined
from tensorgraph.scalar.division import IntegerDivisionError as IntegerDivisionError
from tensorgraph.scalar.division import int_or_true_div as int_or_true_div
from tensorgraph.scalar.dtypes import autocast as autocast
from tensorgraph.scalar.dtypes import autocast_float_as as autocast_float_as
from tensorgraph.scalar.dtypes import upcast as upcast
from tensorgraph.scalar.op import BinaryScalarOp as BinaryScalarOp
from tensorgraph.scalar.op import ScalarOp as ScalarOp
from tensorgraph.scalar.op import UnaryScalarOp as UnaryScalarOp
from tensorgraph.scalar.outputdtypes import bool_out as bool_out
from tensorgraph.scalar.outputdtypes import complex_out as complex_out
from tensorgraph.scalar.outputdtypes import float_out as float_out
from tensorgraph.scalar.outputdtypes import int_out as int_out
from tensorgraph.scalar.outputdtypes import real_out as real_out
from tensorgraph.scalar.outputdtypes import same_out as same_out
from tensorgraph.scalar.outputdtypes import same_out_float_only as same_out_float_only
from tensorgraph.scalar.outputdtypes import same_out_nobool as same_out_nobool
from tensorgraph.scalar.outputdtypes import same_out_nocomplex as same_out_nocomplex
from tensorgraph.scalar.outputdtypes import specific_out as specific_out
from tensorgraph.scalar.outputdtypes import transfer_type as transfer_type
from tensorgraph.scalar.outputdtypes import upcast_out as upcast_out
from tensorgraph.scalar.outputdtypes import upcast_out_min8 as upcast_out_min8
from tensorgraph.scalar.outputdtypes import upcast_out_no_complex as upcast_out_no_complex
from tensorgraph.scalar.outputdtypes import upcast_out_nobool as upcast_out_nobool
from tensorgraph.scalar.outputdtypes import upgrade_to_float as upgrade_to_float
from tensorgraph.scalar.outputdtypes import upgrade_to_float64 as upgrade_to_float64
from tensorgraph.scalar.outputdtypes import upgrade_to_float_no_complex as upgrade_to_float_no_complex
from tensorgraph.scalar.record import QuaternaryScalarOp as QuaternaryScalarOp
from tensorgraph.scalar.record import TernaryScalarOp as TernaryScalarOp
from tensorgraph.scalar.type import ScalarType as ScalarType
from tensorgraph.scalar.type import get_scalar_type as get_scalar_type
from tensorgraph.scalar.type import several as several
from tensorgraph.scalar.variable import ScalarConstant as ScalarConstant
from tensorgraph.scalar.variable import ScalarOperators as ScalarOperators
from tensorgraph.scalar.variable import ScalarVariable as ScalarVariable
from tensorgraph.scalar.variable import as_scalar as as_scalar
from tensorgraph.scalar.variable import constant as constant
from tensorgraph.scalar.variable import div_proxy as div_proxy
from tensorgraph.tensor import sigmoid as sigmoid
from tensorgraph.tensor import softplus as softplus
from tensorgraph.tensor import ultra_fast_sigmoid as ultra_fast_sigmoid
from tensorgraph.tensor.elementwise.inplace import transpose_inplace as transpose_inplace
from tensorgraph.tensor.nnet.sigmoid import ScalarSigmoid as ScalarSigmoid
from tensorgraph.tensor.nnet.sigmoid import ScalarSoftplus as ScalarSoftplus
from tensorgraph.tensor.nnet.sigmoid import UltraFastScalarSigmoid as UltraFastScalarSigmoid
from tensorgraph.tensor.nnet.sigmoid import hard_sigmoid as hard_sigmoid
from tensorgraph.tensor.nnet.sigmoid import scalar_sigmoid as scalar_sigmoid
from tensorgraph.tensor.nnet.sigmoid import scalar_softplus as scalar_softplus
from tensorgraph.tensor.nnet.sigmoid import ultra_fast_scalar_sigmoid as ultra_fast_scalar_sigmoid
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

def sigmoid_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / (1 + exp(-x))``, without overflow."""

def ultra_fast_sigmoid_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A piecewise approximation of the sigmoid, off by up to 0.02; its gradient is that of the sigmoid."""

def abs__inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Absolute value; its gradient at 0 is 0."""

def add_inplace(*xs: TensorLike, name: str | None = None) -> TensorVariable:
    """Sum of the inputs; of bools, whether any is true."""

def and__inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x & y``."""

def angle_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The angle of a complex number with the positive real axis, in radians."""

def arccos_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse cosine, in radians from 0 to pi."""

def arccosh_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic cosine, from 0 up."""

def arcsin_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse sine, in radians from -pi/2 to pi/2."""

def arcsinh_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic sine."""

def arctan2_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The angle of the point with ordinate x and abscissa y, in radians from -pi to pi."""

def arctan_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse tangent, in radians from -pi/2 to pi/2."""

def arctanh_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic tangent."""

def betainc_inplace(a: TensorLike, b: TensorLike, x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised incomplete beta function of parameters a and b at x."""

def betaincinv_inplace(
    a: TensorLike, b: TensorLike, x: TensorLike, /, *, name: str | None = None
) -> TensorVariable:
    """Inverse of betainc of parameters a and b at x."""

def betaln_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the beta function, ``gamma(x) gamma(y) / gamma(x + y)``."""

def cbrt_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Cube root, also of negative numbers."""

def ceil_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The smallest integer that is not below x."""

def chi2sf_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Survival function of the chi-squared distribution with y degrees of freedom."""

def clip_inplace(
    x: TensorLike, low: TensorLike | None, high: TensorLike | None, /, *, name: str | None = None
) -> TensorVariable:
    """x clipped to the interval from `low` to `high`, where None is no bound; the gradient on the edges is 1."""

def complex_from_polar_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex number with absolute value x and angle y."""

def complex_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex number with real part x and imaginary part y."""

def conj_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex conjugate."""

def conjugate_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex conjugate."""

def copysign_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The absolute value of x with the sign of y."""

def cos_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Cosine of an angle in radians."""

def cosh_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hyperbolic cosine."""

def dawsn_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Dawson's integral, ``exp(-x**2)`` times the integral of ``exp(t**2)`` from 0 to x."""

def deg2rad_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Degrees to radians."""

def eq_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x == y``, element by element."""

def erf_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Error function."""

def erfc_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 - erf(x)``, accurate for large x."""

def erfcinv_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of erfc."""

def erfcx_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x**2) * erfc(x)``."""

def erfi_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Imaginary error function, ``erf(i x) / i``."""

def erfinv_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of erf."""

def exp1_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Exponential integral E1: the integral of ``exp(-t) / t`` from x."""

def exp2_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``2**x``."""

def exp_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``e**x``."""

def expi_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Exponential integral Ei: the integral of ``exp(t) / t`` up to x."""

def expm1_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``e**x - 1``, accurate near 0."""

def fill_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """y, broadcast to the shape of x."""

def floor_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The largest integer that is not above x."""

def fmod_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The remainder of ``x / y`` with the sign of x; for integers 0 when y is 0."""

def gamma_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Gamma function."""

def gammainc_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised lower incomplete gamma function of order x at y."""

def gammaincc_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised upper incomplete gamma function of order x at y."""

def gammainccinv_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of gammaincc of order x at y."""

def gammaincinv_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of gammainc of order x at y."""

def gammal_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Lower incomplete gamma function of order x at y."""

def gammaln_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the gamma function."""

def gammau_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Upper incomplete gamma function of order x at y."""

def gcd_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The greatest integer that divides both."""

def ge_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >= y``."""

def gt_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x > y``."""

def hyp2f1_inplace(
    a: TensorLike, b: TensorLike, c: TensorLike, x: TensorLike, /, *, name: str | None = None
) -> TensorVariable:
    """Gauss' hypergeometric function of parameters a, b and c at x."""

def hypot_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``sqrt(x**2 + y**2)``, without overflow; its gradient at the origin is 0."""

def i0_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of order 0."""

def i0e_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(x)) * i0(x)``."""

def i1_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of order 1."""

def i1e_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(x)) * i1(x)``."""

def identity_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A copy of x."""

def imag_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The imaginary part."""

def int_div_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x // y``, rounded down; an integer divided by 0 gives 0."""

def inv_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / x``."""

def invert_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``~x``: the negation of a bool, the complement of an integer."""

def isinf_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """True if x is infinite, of either sign."""

def isnan_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """True if x is not a number."""

def iv_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of real order x at y."""

def ive_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(y)) * iv(x, y)``."""

def j0_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of order 0."""

def j1_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of order 1."""

def jv_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of real order x at y."""

def k0_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of order 0."""

def k0e_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x) * k0(x)``."""

def k1_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of order 1."""

def k1e_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x) * k1(x)``."""

def kv_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of real order x at y."""

def kve_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(y) * kv(x, y)``."""

def lcm_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The least positive integer that both divide, 0 if one is 0."""

def le_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x <= y``."""

def left_shift_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x << y``: an integer times ``2**y``."""

def log10_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm to base 10."""

def log1mexp_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 - exp(x))``, accurate near 0 and far below it."""

def log1p_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 + x)``, accurate near 0."""

def log2_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm to base 2."""

def log_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Natural logarithm."""

def log_ndtr_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(ndtr(x))``, without cancellation; its gradient stays finite too."""

def logaddexp2_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log2(2**x + 2**y)``, without overflow."""

def logaddexp_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(exp(x) + exp(y))``, without overflow."""

def logit_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(x / (1 - x))``, accurate near 0.5."""

def lt_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x < y``."""

def maximum_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The larger input, nan if one is nan; the gradient of a tie goes to x, and where one is nan, to both."""

def minimum_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The smaller input, nan if one is nan; the gradient of a tie goes to x, and where one is nan, to both."""

def mod_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x % y``, with the sign of y; for integers 0 when y is 0."""

def mul_inplace(*xs: TensorLike, name: str | None = None) -> TensorVariable:
    """Product of the inputs; of bools, whether all are true."""

def ndtr_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Distribution function of the standard normal distribution."""

def ndtri_exp_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``ndtri(exp(x))``, where ``exp(x)`` may underflow: the inverse of log_ndtr."""

def ndtri_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of ndtr: the quantiles of the standard normal distribution."""

def neg_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``-x``; bools are refused."""

def neq_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x != y``, element by element."""

def or__inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x | y``."""

def owens_t_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Owen's T: the probability that a standard normal number is above x and a second one between 0 and y times it."""

def pow_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x ** y``."""

def psi_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Digamma function, the derivative of gammaln."""

def rad2deg_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Radians to degrees."""

def real_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The real part."""

def right_shift_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >> y``: an integer over ``2**y``, rounded down."""

def round_half_away_from_zero_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The nearest integer, ties away from zero."""

def round_half_to_even_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The nearest integer, ties to even."""

def second_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """y, broadcast to the shape of x."""

def sgn_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """-1, 0 or 1."""

def sin_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Sine of an angle in radians."""

def sinh_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hyperbolic sine."""

def softplus_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 + exp(x))``, without overflow."""

def spence_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Spence's function, the dilogarithm of ``1 - x``."""

def sqr_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * x``."""

def sqrt_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Square root."""

def sub_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x - y``; bools are refused."""

def switch_inplace(
    condition: TensorLike, x: TensorLike, y: TensorLike, /, *, name: str | None = None
) -> TensorVariable:
    """x where the condition is not 0, else y."""

def tan_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Tangent of an angle in radians."""

def tanh_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hyperbolic tangent."""

def tri_gamma_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Trigamma function, the derivative of psi."""

def true_div_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x / y``, float also for integers."""

def trunc_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x without its fractional part."""

def xlog1py_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * log(1 + y)``, 0 where x is."""

def xlogx_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * log(x)``, 0 at 0."""

def xlogy0_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * log(y)``, 0 where both are 0."""

def xlogy_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * log(y)``, 0 where x is."""

def xor_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x ^ y``."""

def y0_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of order 0."""

def y1_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of order 1."""

def yv_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of real order x at y."""

def zeta_inplace(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hurwitz zeta function: the sum of ``(y + k)**-x`` over all k from 0."""
