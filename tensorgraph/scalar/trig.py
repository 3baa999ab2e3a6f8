"""Trigonometric and hyperbolic functions."""

import numpy as np

from .arithmetic import sqr, sqrt
from .domain import above, between, everywhere, positive
from .outputdtypes import upgrade_to_float_no_complex
from .record import binary, unary


@unary(np.sin, c="sin(x)")
def sin(x, z, gz):
    """Sine of an angle in radians."""
    return gz * cos(x)


@unary(np.cos, c="cos(x)")
def cos(x, z, gz):
    """Cosine of an angle in radians."""
    return -gz * sin(x)


@unary(np.tan, domain=between(-1.5, 1.5), inverse="arctan")
def tan(x, z, gz):
    """Tangent of an angle in radians."""
    return gz / sqr(cos(x))


@unary(np.arcsin, domain=between(-1.0, 1.0), inverse="sin", class_name="ArcSin")
def arcsin(x, z, gz):
    """Inverse sine, in radians from -pi/2 to pi/2."""
    return gz / sqrt(1.0 - sqr(x))


@unary(np.arccos, domain=between(-1.0, 1.0), inverse="cos", class_name="ArcCos")
def arccos(x, z, gz):
    """Inverse cosine, in radians from 0 to pi."""
    return -gz / sqrt(1.0 - sqr(x))


@unary(np.arctan, inverse="tan", class_name="ArcTan")
def arctan(x, z, gz):
    """Inverse tangent, in radians from -pi/2 to pi/2."""
    return gz / (1.0 + sqr(x))


@binary(np.arctan2, upgrade_to_float_no_complex, class_name="ArcTan2", domain=(everywhere, positive))
def arctan2(x, y, z, gz):
    """The angle of the point with ordinate x and abscissa y, in radians from -pi to pi."""
    r2 = sqr(y) + sqr(x)
    return gz * y / r2, gz * -x / r2


@unary(np.sinh, c="sinh(x)", inverse="arcsinh")
def sinh(x, z, gz):
    """Hyperbolic sine."""
    return gz * cosh(x)


@unary(np.cosh, c="cosh(x)")
def cosh(x, z, gz):
    """Hyperbolic cosine."""
    return gz * sinh(x)


@unary(np.tanh, c="tanh(x)", inverse="arctanh")
def tanh(x, z, gz):
    """Hyperbolic tangent."""
    return gz * (1 - sqr(tanh(x)))


@unary(np.arcsinh, inverse="sinh", class_name="ArcSinh")
def arcsinh(x, z, gz):
    """Inverse hyperbolic sine."""
    return gz / sqrt(sqr(x) + 1.0)


@unary(np.arccosh, domain=above(1.0), inverse="cosh", class_name="ArcCosh")
def arccosh(x, z, gz):
    """Inverse hyperbolic cosine, from 0 up."""
    return gz / sqrt(sqr(x) - 1.0)


@unary(np.arctanh, domain=between(-1.0, 1.0), inverse="tanh", class_name="ArcTanh")
def arctanh(x, z, gz):
    """Inverse hyperbolic tangent."""
    return gz / (1.0 - sqr(x))
