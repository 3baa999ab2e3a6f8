"""Complex numbers: construction and parts."""

import numpy as np

from .arithmetic import sqr
from .domain import everywhere, positive
from .dtypes import complex_of
from .outputdtypes import abs_out, complex_out, float_out, same_out
from .record import binary, unary
from .trig import cos, sin

PARTS = "complexparts.py has its formula"


def _real(x):
    return np.array(x.real)


def _imag(x):
    return np.array(x.imag)


@unary(_real, abs_out, loop="input", complex_gradient=True, no_kernel=PARTS, idempotent=True)
def real(x, z, gz):
    """The real part."""
    return _as_part_of(x, gz, gz.zeros_like())


@unary(_imag, abs_out, loop="input", complex_gradient=True, no_kernel=PARTS)
def imag(x, z, gz):
    """The imaginary part."""
    return _as_part_of(x, gz.zeros_like(), gz)


def _as_part_of(x, re, im):
    """Return the gradient of x from those of its parts, complex only if x is."""
    return complex(re, im) if x.type.dtype.startswith("complex") else re


def _angle(x):
    # NumPy's of small integers has half precision
    return np.angle(x.astype("float64") if x.dtype.kind in "biu" else x)


@unary(_angle, float_out, loop="input", complex_gradient=True, no_kernel=PARTS)
def angle(x, z, gz):
    """The angle of a complex number with the positive real axis, in radians."""
    re, im = real(x), imag(x)
    r2 = sqr(re) + sqr(im)
    return _as_part_of(x, -gz * im / r2, gz * re / r2)


@unary(np.conjugate, same_out, involution=True, inverse="conj", complex_gradient=True, ufunc_kinds="iufc")
def conj(x, z, gz):
    """The complex conjugate."""
    return conj(gz)


def _complex(x, y):
    z = np.empty(np.broadcast_shapes(x.shape, y.shape), complex_of(x.dtype.name))
    z.real, z.imag = x, y
    return z


@binary(_complex, complex_out, loop="part", no_kernel=PARTS, complex_gradient=True)
def complex(x, y, z, gz):
    """The complex number with real part x and imaginary part y."""
    return real(gz), imag(gz)


def _from_polar(r, theta):
    return _complex(r * np.cos(theta), r * np.sin(theta))


@binary(_from_polar, complex_out, loop="part", no_kernel=PARTS, domain=(positive, everywhere),
        class_name="ComplexFromPolar", complex_gradient=True)
def complex_from_polar(x, y, z, gz):
    """The complex number with absolute value x and angle y."""
    re, im = real(gz), imag(gz)
    return re * cos(y) + im * sin(y), x * (im * cos(y) - re * sin(y))
