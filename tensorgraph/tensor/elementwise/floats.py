"""Elementwise functions of NumPy that are made of other operations: signs, what is finite, parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_complex, is_discrete
from ..types.constant import as_tensor_variable
from .math import FUNCTIONS, abs_, cast, eq, gt, invert, isinf, isnan, lt, maximum, minimum, or_, pow, switch

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def _floats(*values):
    values = [as_tensor_variable(v) for v in values]
    return [cast(v, "float64") if is_discrete(v.type.dtype) else v for v in values]


def isfinite(x: TensorLike) -> TensorVariable:
    """Return True for each element that is neither infinite nor nan.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.isfinite([1.0, np.inf, np.nan]).eval()
    array([ True, False, False])
    """
    x = as_tensor_variable(x)
    if is_discrete(x.type.dtype):
        return eq(x, x)
    return invert(or_(isnan(x), isinf(x)))


def isposinf(x: TensorLike) -> TensorVariable:
    """Return True for each element that is plus infinity.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.isposinf([1.0, np.inf, -np.inf]).eval()
    array([False,  True, False])
    """
    (x,) = _floats(x)
    return eq(x, np.asarray(np.inf, x.type.dtype))


def isneginf(x: TensorLike) -> TensorVariable:
    """Return True for each element that is minus infinity.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.isneginf([1.0, np.inf, -np.inf]).eval()
    array([False, False,  True])
    """
    (x,) = _floats(x)
    return eq(x, np.asarray(-np.inf, x.type.dtype))


def signbit(x: TensorLike) -> TensorVariable:
    """Return True for each element with a minus, -0.0 and nan included.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.signbit([-1.0, -0.0, 0.0]).eval()
    array([ True,  True, False])
    """
    (x,) = _floats(x)
    return lt(FUNCTIONS["copysign"](np.asarray(1, x.type.dtype), x), 0)


def nan_to_num(
    x: TensorLike, copy: bool = True, nan: TensorLike = 0.0, posinf: TensorLike | None = None,
    neginf: TensorLike | None = None
) -> TensorVariable:
    """Replace nan and infinities by numbers.

    Parameters
    ----------
    x : tensor_like
    copy : bool
        For compatibility; no effect.
    nan, posinf, neginf : number
        The numbers; by default 0 and the largest and least ones of the dtype.

    Returns
    -------
    TensorVariable
        Of the dtype of `x`.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nan_to_num([1.0, np.nan, np.inf], posinf=9.0).eval()
    array([1., 0., 9.])
    """
    x = as_tensor_variable(x)
    if is_discrete(x.type.dtype):
        return x
    if is_complex(x.type.dtype):
        parts = [nan_to_num(FUNCTIONS[part](x), copy, nan, posinf, neginf) for part in ("real", "imag")]
        return FUNCTIONS["complex"](*parts)
    limits = np.finfo(x.type.dtype)
    high = cast(limits.max if posinf is None else posinf, x.type.dtype)
    low = cast(limits.min if neginf is None else neginf, x.type.dtype)
    z = switch(isnan(x), cast(nan, x.type.dtype), x)
    return switch(isposinf(x), high, switch(isneginf(x), low, z))


def heaviside(x1: TensorLike, x2: TensorLike) -> TensorVariable:
    """Return the step function: 0 below 0, `x2` at 0, 1 above.

    Parameters
    ----------
    x1, x2 : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.heaviside([-1.0, 0.0, 2.0], 0.5).eval()
    array([0. , 0.5, 1. ])
    """
    x, value = _floats(x1, x2)
    return switch(isnan(x), x, switch(eq(x, 0), value, cast(gt(x, 0), x.type.dtype)))


def fmax(x1: TensorLike, x2: TensorLike) -> TensorVariable:
    """Return the larger element, the number if the other is nan.

    Parameters
    ----------
    x1, x2 : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.fmax([1.0, np.nan], [2.0, 3.0]).eval()
    array([2., 3.])
    """
    return _but_for_nan(maximum, x1, x2)


def fmin(x1: TensorLike, x2: TensorLike) -> TensorVariable:
    """Return the smaller element, the number if the other is nan.

    Parameters
    ----------
    x1, x2 : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.fmin([1.0, np.nan], [2.0, 3.0]).eval()
    array([1., 3.])
    """
    return _but_for_nan(minimum, x1, x2)


def _but_for_nan(choice, x1, x2):
    x, y = as_tensor_variable(x1), as_tensor_variable(x2)
    z = choice(x, y)
    if not is_discrete(x.type.dtype):
        z = switch(isnan(x), y, z)
    return z if is_discrete(y.type.dtype) else switch(isnan(y), x, z)


def modf(x: TensorLike) -> tuple[TensorVariable, TensorVariable]:
    """Return the fractional and the integral parts, both with the sign of `x`.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    tuple of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> fraction, whole = T.modf([1.5, -2.25])
    >>> fraction.eval(), whole.eval()
    (array([ 0.5 , -0.25]), array([ 1., -2.]))
    """
    (x,) = _floats(x)
    whole = FUNCTIONS["trunc"](x)
    return switch(isinf(x), FUNCTIONS["copysign"](cast(0, x.type.dtype), x), x - whole), whole


def fabs(x: TensorLike) -> TensorVariable:
    """Return the absolute value, as a float.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.fabs([-1, 2]).eval()
    array([1., 2.])
    """
    return abs_(*_floats(x))


def float_power(x1: TensorLike, x2: TensorLike) -> TensorVariable:
    """Return ``x1 ** x2``, computed as float64, or complex128.

    Parameters
    ----------
    x1, x2 : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.float_power([2, 4], -1).eval()
    array([0.5 , 0.25])
    """
    x, y = as_tensor_variable(x1), as_tensor_variable(x2)
    dtype = "complex128" if is_complex(x.type.dtype) or is_complex(y.type.dtype) else "float64"
    return pow(cast(x, dtype), cast(y, dtype))


def positive(x: TensorLike) -> TensorVariable:
    """Return `x` itself.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.positive([-1, 2]).eval()
    array([-1,  2])
    """
    return as_tensor_variable(x)


def sinc(x: TensorLike) -> TensorVariable:
    """Return ``sin(pi x) / (pi x)``, 1 at 0.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.sinc([0.0, 0.5]).eval().round(4)
    array([1.    , 0.6366])
    """
    (x,) = _floats(x)
    y = np.asarray(np.pi, x.type.dtype) * switch(eq(x, 0), cast(1, x.type.dtype), x)
    return switch(eq(x, 0), cast(1, x.type.dtype), FUNCTIONS["sin"](y) / y)
