"""Elementwise functions of tensors: one for each scalar operation, and functions made of them."""

from __future__ import annotations

import functools
from numbers import Real as _Real
from typing import TYPE_CHECKING

from ...graph.messages.called import with_type as _with_type
from ...scalar import REGISTRY
from ...scalar.cast import cast_to
from ...scalar.division import int_or_true_div as _int_or_true_div
from ...scalar.dtypes import continuous_dtypes, float_dtypes, is_complex
from ...scalar.dtypes import dtype_name as _dtype_name
from ..types.axis import as_integer as _as_integer
from ..types.constant import as_tensor_variable
from .elemwise import lifted, named

if TYPE_CHECKING:
    from ...graph.variable import Variable
    from ...typing import DType, TensorLike
    from ..types.variable import TensorVariable

FUNCTIONS = {name: named(name) for name in REGISTRY if name.isidentifier()}
"""All elementwise functions by name."""

globals().update(FUNCTIONS)

add, sub, mul, true_div, int_div, mod, pow = (
    FUNCTIONS[name] for name in ("add", "sub", "mul", "true_div", "int_div", "mod", "pow")
)
eq, neq, lt, le, gt, ge = (FUNCTIONS[name] for name in ("eq", "neq", "lt", "le", "gt", "ge"))
and_, or_, invert, isnan, isinf = (FUNCTIONS[name] for name in ("and_", "or_", "invert", "isnan", "isinf"))
abs_, maximum, minimum, switch, second, identity, clip = (
    FUNCTIONS[name] for name in ("abs_", "maximum", "minimum", "switch", "second", "identity", "clip")
)
round_half_to_even, round_half_away_from_zero = (
    FUNCTIONS[name] for name in ("round_half_to_even", "round_half_away_from_zero")
)

# Theano's other names
fill = second
where = switch
tensor_copy = identity


def largest(*args: TensorLike) -> TensorVariable:
    """Return the maximum of the inputs, element by element.

    Parameters
    ----------
    *args : tensor_like
        One at least.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> float(T.largest(2.0, 5.0, 3.0).eval())
    5.0
    """
    return functools.reduce(maximum, map(as_tensor_variable, args))


def smallest(*args: TensorLike) -> TensorVariable:
    """Return the minimum of the inputs, element by element.

    Parameters
    ----------
    *args : tensor_like
        One at least.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> float(T.smallest(2.0, 5.0, 3.0).eval())
    2.0
    """
    return functools.reduce(minimum, map(as_tensor_variable, args))


floor_div = int_div
square = FUNCTIONS["sqr"]
divide = true_div
conjugate = FUNCTIONS["conj"]
bitwise_and, bitwise_or, bitwise_xor, bitwise_not = and_, or_, FUNCTIONS["xor"], invert


def cast(x: TensorLike, dtype: DType) -> TensorVariable:
    """Cast `x` to another dtype.

    Parameters
    ----------
    x : tensor_like
    dtype : str
        A NumPy name, or ``"floatX"``. Fractions are cut off, integers wrap.

    Returns
    -------
    TensorVariable
        `x` itself if it has that dtype already.

    Raises
    ------
    TypeError
        From complex to real, which is ambiguous.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.cast(T.dvector("x"), "int32")
    Elemwise{Cast{int32}}.0
    """
    dtype = _dtype_name(dtype)
    x = as_tensor_variable(x)
    if x.type.dtype == dtype:
        return x
    if is_complex(x.type.dtype) and not is_complex(dtype):
        raise TypeError("Casting from complex to real is ambiguous: consider real(), imag(), angle() or abs(); use "
            f"x.real or another part of {_with_type(x)}")
    return lifted(cast_to(dtype))(x)


def power(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return ``x ** y``.

    Parameters
    ----------
    x, y : tensor_like

    Returns
    -------
    TensorVariable
        Elementwise; the dtype is the upcast of both.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.power([2.0, 3.0], 2).eval()
    array([4., 9.])
    """
    return pow(x, y)


def div_proxy(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return the quotient, rounded down if both are integers; ``x / y`` is always the true one.

    Parameters
    ----------
    x, y : tensor_like

    Returns
    -------
    TensorVariable
        Elementwise; of integers as ``config.int_division`` says.

    Raises
    ------
    IntegerDivisionError
        If both are integers, and ``config.int_division`` is ``"raise"``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.div_proxy(7, 2).eval(), T.div_proxy(7.0, 2).eval()
    (array(3, dtype=int8), array(3.5, dtype=float32))
    """
    x, y = as_tensor_variable(x), as_tensor_variable(y)
    divide = _int_or_true_div(*[v.type.dtype not in continuous_dtypes for v in (x, y)])
    return lifted(divide)(x, y)


def divmod(x: TensorLike, y: TensorLike) -> tuple[TensorVariable, TensorVariable]:
    """Return the quotient rounded down and the remainder, as Python does.

    Parameters
    ----------
    x, y : tensor_like
        Not complex.

    Returns
    -------
    tuple of TensorVariable
        ``x // y`` and ``x % y``, elementwise.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> quotient, rest = T.divmod(-7, 3)
    >>> quotient.eval(), rest.eval()
    (array(-3, dtype=int8), array(2, dtype=int8))
    """
    return int_div(x, y), mod(x, y)


def round(a: TensorLike, mode: str | int | None = None, decimals: int = 0) -> TensorVariable:
    """Return the nearest integers, or the nearest numbers of so many decimals, as floats.

    Parameters
    ----------
    a : tensor_like
    mode : {"half_to_even", "half_away_from_zero"}
        Where halves go; to the even neighbour by default, as NumPy does. An int stands for `decimals`.
    decimals : int
        Digits behind the point; before it, if negative.

    Returns
    -------
    TensorVariable
        Of the dtype of `a`; float for integers.

    Raises
    ------
    Exception
        For any other mode.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.round([0.5, 1.5, 2.6]).eval()
    array([0., 2., 3.])
    """
    if type(mode) is int:
        mode, decimals = None, mode
    if decimals := _as_integer(decimals, "decimals"):
        a = as_tensor_variable(a)
        dtype = a.type.dtype if a.type.dtype in continuous_dtypes else "float64"
        scale = as_tensor_variable(10.0 ** abs(decimals)).astype(dtype)
        return round(a * scale, mode) / scale if decimals > 0 else round(a / scale, mode) * scale
    if mode in (None, "half_to_even"):
        return round_half_to_even(a)
    if mode == "half_away_from_zero":
        return round_half_away_from_zero(a)
    raise ValueError(f"round mode {mode} is not implemented: use 'half_to_even' or 'half_away_from_zero'")


def iround(a: TensorLike, mode: str | None = None) -> TensorVariable:
    """Return the nearest integers, as int64.

    Parameters
    ----------
    a : tensor_like
    mode : str, optional
        As of :func:`round`.

    Returns
    -------
    TensorVariable
        int64, in the shape of `a`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.iround([0.5, 1.5, 2.6]).eval()
    array([0, 2, 3])
    """
    return cast(round(a, mode), "int64")


def isclose(
    a: TensorLike, b: TensorLike, rtol: TensorLike = 1.0e-5, atol: TensorLike = 1.0e-8, equal_nan: bool = False
) -> TensorVariable:
    """Tell for each element if ``abs(a - b) <= atol + rtol * abs(b)``; infinities are close to themselves.

    Parameters
    ----------
    a, b : tensor_like
        Those of integers are compared as floats.
    rtol, atol : float
        Relative and absolute tolerance.
    equal_nan : bool
        Whether nan is close to nan.

    Returns
    -------
    TensorVariable
        bool.

    Raises
    ------
    ValueError
        If a tolerance is a negative number.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.isclose([1.0, 2.0], [1.0 + 1e-9, 2.1]).eval()
    array([ True, False])
    """
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if isinstance(tolerance, _Real) and tolerance < 0:
            raise ValueError(f"{name} must be 0 or more: it is {tolerance}, so that nothing would be close")
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    is_discrete = a.type.dtype not in continuous_dtypes and b.type.dtype not in continuous_dtypes
    if b.type.dtype not in continuous_dtypes:
        # integers may not hold their differences, nor their absolute values
        b = cast(b, "float64")
    close = le(abs_(a - b), atol + rtol * abs_(b))
    if is_discrete:
        return close
    finite = invert(or_(or_(isnan(a), isinf(a)), or_(isnan(b), isinf(b))))
    close = or_(and_(close, finite), and_(and_(isinf(a), isinf(b)), eq(a, b)))
    return or_(close, and_(isnan(a), isnan(b))) if equal_nan else close


def is_float(x: Variable) -> bool:
    """Return True if a variable is of a float dtype.

    Parameters
    ----------
    x : TensorVariable

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.is_float(T.dscalar()), T.is_float(T.iscalar())
    (True, False)
    """
    return x.type.dtype in float_dtypes


_IMPORTED = ("as_tensor_variable", "cast_to", "is_complex", "lifted", "named")
__all__ = sorted(
    name for name, value in list(globals().items()) if callable(value) and name[0] != "_" and name not in _IMPORTED
)
