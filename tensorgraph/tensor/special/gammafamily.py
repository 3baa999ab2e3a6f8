"""Functions made of the gamma function: factorials, binomial coefficients, derivatives of higher order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_discrete
from ..creation.filled import arange
from ..elementwise.math import FUNCTIONS, cast
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

_gamma, _gammaln, _betaln, _psi, _zeta, _exp = (
    FUNCTIONS[name] for name in ("gamma", "gammaln", "betaln", "psi", "zeta", "exp")
)


def _floats(*values):
    values = [as_tensor_variable(v) for v in values]
    return [cast(v, "float64") if is_discrete(v.type.dtype) else v for v in values]


def beta(a: TensorLike, b: TensorLike) -> TensorVariable:
    """Return the beta function, ``gamma(a) gamma(b) / gamma(a + b)``.

    Parameters
    ----------
    a, b : tensor_like
        Positive.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.beta([2.0, 1.0], 3.0).eval().round(4)
    array([0.0833, 0.3333])
    """
    return _exp(_betaln(*_floats(a, b)))


def rgamma(x: TensorLike) -> TensorVariable:
    """Return one over the gamma function.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.rgamma([1.0, 3.0]).eval()
    array([1. , 0.5])
    """
    (x,) = _floats(x)
    return 1 / _gamma(x)


def factorial(n: TensorLike) -> TensorVariable:
    """Return the factorials, ``gamma(n + 1)``.

    Parameters
    ----------
    n : tensor_like

    Returns
    -------
    TensorVariable
        A float.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.factorial([0, 3, 5]).eval()
    array([  1.,   6., 120.])
    """
    (n,) = _floats(n)
    return _gamma(n + 1)


def poch(z: TensorLike, m: TensorLike) -> TensorVariable:
    """Return the rising factorial, ``gamma(z + m) / gamma(z)``.

    Parameters
    ----------
    z, m : tensor_like
        `z` and ``z + m`` positive.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.poch([2.0, 1.0], 3.0).eval().round(10)
    array([24.,  6.])
    """
    z, m = _floats(z, m)
    return _exp(_gammaln(z + m) - _gammaln(z))


def binom(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return the binomial coefficients of `x` over `y`.

    Parameters
    ----------
    x, y : tensor_like
        Real, with ``-1 < y < x + 1``.

    Returns
    -------
    TensorVariable
        A float.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.binom(5, [0, 2]).eval().round(10)
    array([ 1., 10.])
    """
    x, y = _floats(x, y)
    return _exp(-_betaln(1 + x - y, 1 + y)) / (1 + x)


def comb(N: TensorLike, k: TensorLike) -> TensorVariable:
    """Return the numbers of ways to choose `k` of `N` things; see :func:`binom`.

    Parameters
    ----------
    N, k : tensor_like

    Returns
    -------
    TensorVariable
        A float; 0 where `k` is more than `N` or negative.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.comb(4, [2, 5]).eval().round(10)
    array([6., 0.])
    """
    N, k = _floats(N, k)
    good = (k >= 0) & (k <= N) & (N >= 0)
    one = np.asarray(1, k.type.dtype)
    z = binom(FUNCTIONS["switch"](good, N, one), FUNCTIONS["switch"](good, k, one))
    return FUNCTIONS["switch"](good, z, np.asarray(0, z.type.dtype))


def polygamma(n: int, x: TensorLike) -> TensorVariable:
    """Return the derivative of order `n` of the digamma function.

    Parameters
    ----------
    n : int
        Known when the graph is built.
    x : tensor_like
        Positive.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.polygamma(1, [1.0, 2.0]).eval().round(4)
    array([1.6449, 0.6449])
    """
    n = int(n)
    (x,) = _floats(x)
    if n == 0:
        return _psi(x)
    return float((-1) ** (n + 1) * math.factorial(n)) * _zeta(np.asarray(n + 1, x.type.dtype), x)


def multigammaln(a: TensorLike, d: TensorLike) -> TensorVariable:
    """Return the logarithm of the multivariate gamma function.

    Parameters
    ----------
    a : tensor_like
        More than ``(d - 1) / 2``.
    d : int or scalar
        The dimension.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.multigammaln([2.0, 3.0], 1).eval().round(4)
    array([0.    , 0.6931])
    """
    (a,) = _floats(a)
    d = as_tensor_variable(d)
    terms = a.dimshuffle([*range(a.type.ndim), "x"]) - cast(arange(d), "float64") / 2
    return _gammaln(terms).sum(axis=-1) + d * (d - 1) * (math.log(math.pi) / 4)
