"""Functions that runtimes have in single precision alone, by formulas in double precision."""

import numpy as np
from scipy import special

from .... import tensor as T
from .composed import arctan2, formula_in
from .mathematics import DOUBLE
from .special import Series, erfc

formula = formula_in(DOUBLE)

_arctan_near = Series(lambda x: np.arctan(np.maximum(x, 1e-12)) / np.maximum(x, 1e-12), 0, 1, 26)
_erf_near = Series(lambda s: special.erf(np.sqrt(np.maximum(s, 1e-20))) / np.sqrt(np.maximum(s, 1e-20)), 0, 1, 16)


@formula("arctan")
def arctan(x):
    size = abs(x)
    small = T.minimum(size, 1 / T.maximum(size, 1))
    value = small * _arctan_near(small)
    return T.sgn(x) * T.switch(size > 1, np.pi / 2 - value, value)


def _root_of_complement(x):
    """Return ``sqrt(1 - x ** 2)``, which keeps its digits near 1."""
    return T.sqrt((1 - x) * (1 + x))


@formula("arcsin")
def arcsin(x):
    return arctan2(x, _root_of_complement(x), arctan)


@formula("arccos")
def arccos(x):
    return arctan2(_root_of_complement(x), x, arctan)


@formula("tan")
def tan(x):
    return T.sin(x) / T.cos(x)


def _halves(x):
    """Return ``exp(|x|) / 2`` in two factors, for a number whose exponential overflows but half of it does not."""
    root = T.exp(abs(x) / 2)
    return root, root / 2


@formula("sinh")
def sinh(x):
    one, half = _halves(x)
    m = T.expm1(T.minimum(abs(x), 20))
    return T.sgn(x) * T.switch(abs(x) > 20, one * half, (m + m / (m + 1)) / 2)


@formula("cosh")
def cosh(x):
    one, half = _halves(x)
    return one * half + T.switch(abs(x) > 20, 0, T.exp(-abs(x)) / 2)


@formula("arcsinh")
def arcsinh(x):
    size = abs(x)
    small = T.minimum(size, 1e8)
    near = T.log1p(small + T.sqr(small) / (1 + T.sqrt(1 + T.sqr(small))))
    return T.sgn(x) * T.switch(size > 1e8, T.log(size) + np.log(2), near)


@formula("arccosh")
def arccosh(x):
    above = T.minimum(x, 1e8) - 1
    near = T.log1p(above + T.sqrt(above * (above + 2)))
    return T.switch(x > 1e8, T.log(x) + np.log(2), near)


@formula("arctanh")
def arctanh(x):
    size = abs(x)
    return T.sgn(x) * 0.5 * T.log1p(2 * size / (1 - size))


@formula("erf")
def erf(x):
    near = x * _erf_near(T.minimum(T.sqr(x), 1))
    return T.switch(abs(x) < 1, near, T.sgn(x) * (1 - erfc(abs(x))))
