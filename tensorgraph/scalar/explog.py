"""Exponentials, logarithms and the functions made of them."""

import math

import numpy as np

from .domain import above, below, between, everywhere, positive
from .outputdtypes import upgrade_to_float, upgrade_to_float_no_complex
from .record import binary, unary
from .variable import constant


def _number(value, gz):
    """Return a constant of the gradient's dtype, so that float32 stays float32."""
    return constant(value, dtype=gz.type.dtype)


@unary(np.exp, c="exp(x)", inverse="log")
def exp(x, z, gz):
    """``e**x``."""
    return gz * exp(x)


@unary(np.exp2, c="exp2(x)", inverse="log2", ufunc_kinds="f")
def exp2(x, z, gz):
    """``2**x``."""
    return gz * exp2(x) * _number(math.log(2.0), gz)


@unary(np.expm1, c="expm1(x)", inverse="log1p")
def expm1(x, z, gz):
    """``e**x - 1``, accurate near 0."""
    return gz * exp(x)


@unary(np.log, c="log(x)", domain=positive, inverse="exp")
def log(x, z, gz):
    """Natural logarithm."""
    return gz / x


@unary(np.log2, c="log2(x)", domain=positive, inverse="exp2")
def log2(x, z, gz):
    """Logarithm to base 2."""
    return gz / (x * _number(math.log(2.0), gz))


@unary(np.log10, c="log10(x)", domain=positive)
def log10(x, z, gz):
    """Logarithm to base 10."""
    return gz / (x * _number(math.log(10.0), gz))


@unary(np.log1p, c="log1p(x)", domain=above(-1.0), inverse="expm1")
def log1p(x, z, gz):
    """``log(1 + x)``, accurate near 0."""
    return gz / (1 + x)


def _sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, np.ones_like(e)) / (1 + e)


@unary(_sigmoid, upgrade_to_float_no_complex, text="scalar_sigmoid", class_name="ScalarSigmoid", ufunc="expit",
       ufunc_kinds="f", c="sigmoid(x)", inverse="logit")
def sigmoid(x, z, gz):
    """``1 / (1 + exp(-x))``, without overflow."""
    # two nodes, as Theano prints them; the merge makes them one
    return gz * sigmoid(x) * (1.0 - sigmoid(x))


@unary("logit", upgrade_to_float_no_complex, domain=between(0.0, 1.0), c="logit(x)", inverse="sigmoid")
def logit(x, z, gz):
    """``log(x / (1 - x))``, accurate near 0.5."""
    return gz / (x * (1 - x))


def _softplus(x):
    return np.logaddexp(x, x.dtype.type(0))


@unary(_softplus, upgrade_to_float_no_complex, text="scalar_softplus", class_name="ScalarSoftplus", c="softplus(x)")
def softplus(x, z, gz):
    """``log(1 + exp(x))``, without overflow."""
    return gz * sigmoid(x)


@binary(np.logaddexp, upgrade_to_float_no_complex, class_name="LogAddExp", c="logaddexp(x, y)")
def logaddexp(x, y, z, gz):
    """``log(exp(x) + exp(y))``, without overflow."""
    return gz * sigmoid(x - y), gz * sigmoid(y - x)


@binary(np.logaddexp2, upgrade_to_float_no_complex, class_name="LogAddExp2")
def logaddexp2(x, y, z, gz):
    """``log2(2**x + 2**y)``, without overflow."""
    scale = _number(math.log(2.0), gz)
    return gz * sigmoid((x - y) * scale), gz * sigmoid((y - x) * scale)


def _log1mexp(x):
    return np.where(x < -0.69, np.log1p(-np.exp(x)), np.log(-np.expm1(x)))


@unary(_log1mexp, upgrade_to_float_no_complex, domain=below(0.0), c="log1mexp(x)")
def log1mexp(x, z, gz):
    """``log(1 - exp(x))``, accurate near 0 and far below it."""
    return -gz / expm1(-x)


def _ultra_fast_sigmoid(x):
    h = np.abs(x) / 2
    z = np.where(h < 1.7, 1.5 * h / (1 + h),
                 np.where(h < 3, 0.935409070603099 + 0.0458812946797165 * (h - 1.7), 0.99505475368673))
    return 0.5 * (np.where(x >= 0, z, -z) + 1)


@unary(_ultra_fast_sigmoid, upgrade_to_float_no_complex, text="ultra_fast_scalar_sigmoid",
       class_name="UltraFastScalarSigmoid", smooth=False, no_kernel="the true sigmoid is faster")
def ultra_fast_sigmoid(x, z, gz):
    """A piecewise approximation of the sigmoid, off by up to 0.02; its gradient is that of the sigmoid."""
    y = ultra_fast_sigmoid(x)
    return gz * y * (1.0 - y)


def _xlogx(x):
    return np.where(x == 0, x.dtype.type(0), x * np.log(x))


@unary(_xlogx, upgrade_to_float_no_complex, text="scalar_xlogx", class_name="XlogX", domain=positive,
       c="0.0 if x == 0.0 else x * log(x)")
def xlogx(x, z, gz):
    """``x * log(x)``, 0 at 0."""
    return gz * (1 + log(x))


def _xlogy0(x, y):
    return np.where((x == 0) & (y == 0), x.dtype.type(0), x * np.log(y))


@binary(_xlogy0, upgrade_to_float, text="scalar_xlogy0", class_name="XlogY0", domain=(everywhere, positive),
        c="xlogy0(x, y)")
def xlogy0(x, y, z, gz):
    """``x * log(y)``, 0 where both are 0."""
    return gz * log(y), gz * x / y


def _xlogy(x, y):
    return np.where((x == 0) & (y == y), x.dtype.type(0), x * np.log(y))


@binary(_xlogy, upgrade_to_float_no_complex, domain=(everywhere, positive), c="xlogy(x, y)")
def xlogy(x, y, z, gz):
    """``x * log(y)``, 0 where x is."""
    return gz * log(y), gz * x / y


def _xlog1py(x, y):
    return np.where((x == 0) & (y == y), x.dtype.type(0), x * np.log1p(y))


@binary(_xlog1py, upgrade_to_float_no_complex, domain=(everywhere, above(-1.0)), c="xlog1py(x, y)")
def xlog1py(x, y, z, gz):
    """``x * log(1 + y)``, 0 where x is."""
    return gz * log1p(y), gz * x / (1 + y)
