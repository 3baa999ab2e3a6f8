"""Entropies, losses and transforms of statistics, elementwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_discrete
from ..elementwise.math import FUNCTIONS, abs_, cast, eq, gt, le, switch
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

_log, _exp, _expm1, _log1p, _sqr, _sqrt = (FUNCTIONS[n] for n in ("log", "exp", "expm1", "log1p", "sqr", "sqrt"))


def _floats(*values):
    values = [as_tensor_variable(v) for v in values]
    return [cast(v, "float64") if is_discrete(v.type.dtype) else v for v in values]


def _like(value, x):
    return np.asarray(value, x.type.dtype)


def entr(x: TensorLike) -> TensorVariable:
    """Return ``-x log(x)``, 0 at 0, minus infinity below.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.entr([0.0, 0.5, -1.0]).eval().round(4)
    array([0.    , 0.3466,   -inf])
    """
    (x,) = _floats(x)
    inside = switch(gt(x, 0), x, _like(1, x))
    z = switch(eq(x, 0), _like(0, x), -inside * _log(inside))
    z = switch(x < 0, _like(-np.inf, x), z)
    return switch(FUNCTIONS["isnan"](x), x, z)


def rel_entr(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return ``x log(x / y)``, 0 where `x` is 0 and `y` not negative, infinity where they are not positive.

    Parameters
    ----------
    x, y : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.rel_entr([1.0, 0.0], [1.0, 2.0]).eval()
    array([0., 0.])
    """
    x, y = _floats(x, y)
    return _where_positive(x, y, lambda a, b: a * _log(a / b), _like(0, x))


def _where_positive(x, y, inside, at_zero):
    """Return a function of positive x and y, a value where x is 0 and y not negative, infinity elsewhere."""
    both = gt(x, 0) & gt(y, 0)
    a, b = switch(both, x, _like(1, x)), switch(both, y, _like(1, y))
    z = inside(a, b)
    z = switch(both, z, switch(eq(x, 0) & (y >= 0), at_zero, _like(np.inf, z)))
    return switch(FUNCTIONS["isnan"](x) | FUNCTIONS["isnan"](y), x + y, z)


def kl_div(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return ``x log(x / y) - x + y``, as :func:`rel_entr` at the edges.

    Parameters
    ----------
    x, y : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.kl_div([1.0, 0.0], [1.0, 2.0]).eval()
    array([0., 2.])
    """
    x, y = _floats(x, y)
    return _where_positive(x, y, lambda a, b: a * _log(a / b) - a + b, y)


def huber(delta: TensorLike, r: TensorLike) -> TensorVariable:
    """Return the Huber loss: a parabola up to `delta`, a line beyond.

    Parameters
    ----------
    delta : tensor_like
        Where the line begins.
    r : tensor_like
        The residual.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.huber(1.0, [0.5, 3.0]).eval()
    array([0.125, 2.5  ])
    """
    delta, r = _floats(delta, r)
    size = abs_(r)
    z = switch(le(size, delta), 0.5 * _sqr(r), delta * (size - 0.5 * delta))
    return switch(delta < 0, _like(np.inf, z), z)


def pseudo_huber(delta: TensorLike, r: TensorLike) -> TensorVariable:
    """Return a smooth loss that is a parabola near 0 and a line far away.

    Parameters
    ----------
    delta : tensor_like
        About where the line begins.
    r : tensor_like
        The residual.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.pseudo_huber(1.0, [0.0, 0.75]).eval()
    array([0.  , 0.25])
    """
    delta, r = _floats(delta, r)
    v = _sqr(r / delta)
    # sqrt(1 + v) - 1, without cancellation
    return _sqr(delta) * (v / (1 + _sqrt(1 + v)))


def boxcox(x: TensorLike, lmbda: TensorLike) -> TensorVariable:
    """Return ``(x**lmbda - 1) / lmbda``, the logarithm for 0.

    Parameters
    ----------
    x, lmbda : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.boxcox([1.0, 3.0], 2.0).eval()
    array([0., 4.])
    """
    x, power = _floats(x, lmbda)
    return _transformed(_log(x), power)


def boxcox1p(x: TensorLike, lmbda: TensorLike) -> TensorVariable:
    """Return ``((1 + x)**lmbda - 1) / lmbda``, ``log(1 + x)`` for 0.

    Parameters
    ----------
    x, lmbda : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.boxcox1p([0.0, 2.0], 2.0).eval().round(10)
    array([0., 4.])
    """
    x, power = _floats(x, lmbda)
    return _transformed(_log1p(x), power)


def _transformed(logarithm, power):
    zero = eq(power, 0)
    safe = switch(zero, _like(1, power), power)
    return switch(zero, logarithm, _expm1(safe * logarithm) / safe)


def inv_boxcox(y: TensorLike, lmbda: TensorLike) -> TensorVariable:
    """Return the inverse of :func:`boxcox`.

    Parameters
    ----------
    y, lmbda : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.inv_boxcox([0.0, 4.0], 2.0).eval().round(10)
    array([1., 3.])
    """
    y, power = _floats(y, lmbda)
    return _exp(_untransformed(y, power))


def inv_boxcox1p(y: TensorLike, lmbda: TensorLike) -> TensorVariable:
    """Return the inverse of :func:`boxcox1p`.

    Parameters
    ----------
    y, lmbda : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.inv_boxcox1p([0.0, 4.0], 2.0).eval().round(10)
    array([0., 2.])
    """
    y, power = _floats(y, lmbda)
    return _expm1(_untransformed(y, power))


def _untransformed(y, power):
    zero = eq(power, 0)
    safe = switch(zero, _like(1, power), power)
    return switch(zero, y, _log1p(safe * y) / safe)


def log_expit(x: TensorLike) -> TensorVariable:
    """Return the logarithm of the sigmoid, without overflow.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.log_expit([-1000.0, 1000.0]).eval()
    array([-1000.,    -0.])
    """
    (x,) = _floats(x)
    return -FUNCTIONS["softplus"](-x)


def exprel(x: TensorLike) -> TensorVariable:
    """Return ``(exp(x) - 1) / x``, 1 at 0.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.exprel([0.0, 1.0]).eval().round(4)
    array([1.    , 1.7183])
    """
    (x,) = _floats(x)
    zero = eq(x, 0)
    safe = switch(zero, _like(1, x), x)
    # the slope at 0 is a half
    return switch(zero, 1 + x / 2, _expm1(safe) / safe)


def cosm1(x: TensorLike) -> TensorVariable:
    """Return ``cos(x) - 1``, accurate near 0.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.cosm1(1e-10).eval()
    array(-5.e-21)
    """
    (x,) = _floats(x)
    return -2 * _sqr(FUNCTIONS["sin"](x / 2))


def exp10(x: TensorLike) -> TensorVariable:
    """Return ``10**x``.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.exp10([0.0, 2.0]).eval()
    array([  1., 100.])
    """
    (x,) = _floats(x)
    return FUNCTIONS["pow"](_like(10, x), x)
