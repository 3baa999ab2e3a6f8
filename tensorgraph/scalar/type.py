"""Scalar types, and the variables and constants of them that small scalar graphs are made of."""

import numpy as np

from ..config import config
from ..graph.type import Type
from ..graph.variable import Constant, Variable
from .dtypes import (
    all_dtypes,
    autocast,
    complex_dtypes,
    continuous_dtypes,
    discrete_dtypes,
    float_dtypes,
    int_dtypes,
    uint_dtypes,
)

REGISTRY = {}
"""Every scalar operation by its name."""


class ScalarType(Type):
    """The type of single numbers of one dtype.

    Parameters
    ----------
    dtype : str
        A NumPy name, or ``"floatX"``.
    """

    __slots__ = ("dtype", "numpy_dtype", "_hash")
    ndim = 0
    broadcastable = ()

    def __init__(self, dtype):
        if dtype == "floatX":
            dtype = config.floatX
        if dtype not in all_dtypes:
            raise TypeError(f"Unsupported dtype for a scalar: {dtype!r}; it must be one of {', '.join(all_dtypes)}")
        self.dtype = dtype
        self.numpy_dtype = np.dtype(dtype)
        self._hash = hash((ScalarType, dtype))

    def __eq__(self, other):
        return self is other or (type(other) is type(self) and other.dtype == self.dtype)

    def __hash__(self):
        return self._hash

    def __str__(self):
        return self.dtype

    def __repr__(self):
        return f"Scalar({self.dtype})"

    def __reduce__(self):
        return get_scalar_type, (self.dtype,)

    @staticmethod
    def upcast(*dtypes):
        """The smallest dtype that holds all of `dtypes`."""
        from .dtypes import upcast

        return upcast(*dtypes)

    def clone(self, dtype=None):
        """The scalar type of another dtype."""
        return get_scalar_type(self.dtype if dtype is None else dtype)

    def make_variable(self, name=None):
        """A new variable of this type."""
        return ScalarVariable(self, name=name)

    def filter(self, data, strict=False, allow_downcast=None):
        """`data` as a NumPy scalar of this dtype.

        Raises
        ------
        TypeError
            If that would change the value and `allow_downcast` does not permit it.
        """
        make = self.numpy_dtype.type
        if isinstance(data, make):
            return data
        if strict:
            raise TypeError(f"{self!r} expected a {make}, got {data!r} of type {type(data)}", data)
        try:
            with np.errstate(all="ignore"):
                converted = np.asarray(data).astype(self.numpy_dtype)[()]
        except (ValueError, OverflowError) as error:
            raise TypeError(f"Could not convert {data!r} (value of type {type(data)}) to {self!r}", data) from error
        if not isinstance(converted, make):
            raise TypeError(f"{self!r} holds single numbers, not {data!r}", data)
        if allow_downcast or (allow_downcast is None and type(data) is float and self.dtype == config.floatX):
            return converted
        if converted == data or (converted != converted and data != data):
            return converted
        raise TypeError(
            f"Value cannot accurately be converted to dtype ({self.dtype}) and allow_downcast is not True", data
        )

    def values_eq_approx(self, a, b, tolerance=1e-4):
        """Whether two values differ by rounding only."""
        return bool(a == b or (a != a and b != b) or abs(a - b) <= tolerance * (abs(a) + abs(b)))


_TYPES = {}


def get_scalar_type(dtype):
    """The scalar type of `dtype`: always the same object."""
    found = _TYPES.get(dtype)
    if found is None:
        name = config.floatX if dtype == "floatX" else np.dtype(dtype).name
        found = _TYPES.get(name)
        if found is None:
            found = _TYPES[name] = ScalarType(name)
    return found


class ScalarOperators:
    """Python's operators on scalar variables, as nodes of a scalar graph."""

    __slots__ = ()
    ndim = 0
    broadcastable = ()

    @property
    def dtype(self):
        """The name of the element type."""
        return self.type.dtype

    def apply_scalar(self, op, args, **kwargs):
        """A node of `op` on `args`, all scalar variables or numbers."""
        return op.apply(*args, **kwargs)

    def __abs__(self):
        return REGISTRY["abs_"](self)

    def __neg__(self):
        return REGISTRY["neg"](self)

    def __invert__(self):
        return REGISTRY["invert"](self)

    def __add__(self, other):
        return REGISTRY["add"](self, other)

    def __radd__(self, other):
        return REGISTRY["add"](other, self)

    def __sub__(self, other):
        return REGISTRY["sub"](self, other)

    def __rsub__(self, other):
        return REGISTRY["sub"](other, self)

    def __mul__(self, other):
        return REGISTRY["mul"](self, other)

    def __rmul__(self, other):
        return REGISTRY["mul"](other, self)

    def __truediv__(self, other):
        return REGISTRY["true_div"](self, other)

    def __rtruediv__(self, other):
        return REGISTRY["true_div"](other, self)

    def __floordiv__(self, other):
        return REGISTRY["int_div"](self, other)

    def __rfloordiv__(self, other):
        return REGISTRY["int_div"](other, self)

    def __mod__(self, other):
        return REGISTRY["mod"](self, other)

    def __rmod__(self, other):
        return REGISTRY["mod"](other, self)

    def __pow__(self, other):
        return REGISTRY["pow"](self, other)

    def __rpow__(self, other):
        return REGISTRY["pow"](other, self)

    def __and__(self, other):
        return REGISTRY["and_"](self, other)

    def __rand__(self, other):
        return REGISTRY["and_"](other, self)

    def __or__(self, other):
        return REGISTRY["or_"](self, other)

    def __ror__(self, other):
        return REGISTRY["or_"](other, self)

    def __xor__(self, other):
        return REGISTRY["xor"](self, other)

    def __rxor__(self, other):
        return REGISTRY["xor"](other, self)

    def __lt__(self, other):
        return REGISTRY["lt"](self, other)

    def __le__(self, other):
        return REGISTRY["le"](self, other)

    def __gt__(self, other):
        return REGISTRY["gt"](self, other)

    def __ge__(self, other):
        return REGISTRY["ge"](self, other)

    def __bool__(self):
        raise TypeError("Variables do not support boolean operations.")

    def astype(self, dtype):
        """This value as another dtype."""
        from .cast import cast

        return cast(self, dtype)

    def zeros_like(self, dtype=None):
        """Zero of this (or the given) dtype, as ``second(self, 0)``."""
        return REGISTRY["second"](self, constant(0, dtype=dtype or self.type.dtype))

    def ones_like(self, dtype=None):
        """One of this (or the given) dtype, as ``second(self, 1)``."""
        return REGISTRY["second"](self, constant(1, dtype=dtype or self.type.dtype))

    def conj(self):
        """The complex conjugate."""
        return REGISTRY["conj"](self)


class ScalarVariable(ScalarOperators, Variable):
    """A number in a scalar graph."""


class ScalarConstant(ScalarOperators, Constant):
    """A number that never changes in a scalar graph."""

    def signature(self):
        """The type and the bits of the value, so that -0.0 is not 0.0 and nan is nan."""
        return self.type, self.data.tobytes()

    def __str__(self):
        return self.name if self.name is not None else f"Constant{{{self.data}}}"


ScalarType.Variable = ScalarVariable
ScalarType.Constant = ScalarConstant


def constant(x, name=None, dtype=None):
    """A number as a scalar constant, of the dtype that it has in expressions.

    Raises
    ------
    TypeError
        If `x` is not a single number.
    """
    if dtype is not None:
        t = get_scalar_type(dtype)
        return ScalarConstant(t, t.filter(x, allow_downcast=True), name)
    array = autocast(x)
    if array.ndim != 0 or array.dtype.name not in all_dtypes:
        raise TypeError(f"Cannot convert {x!r} of type {type(x).__name__} to a scalar constant")
    return ScalarConstant(get_scalar_type(array.dtype.name), array[()], name)


def as_scalar(x, name=None):
    """`x` as a scalar variable: numbers become constants, 0-d tensors their number.

    Raises
    ------
    TypeError
        If `x` is neither.
    """
    if isinstance(x, ScalarOperators):
        return x
    if isinstance(x, Variable):
        if hasattr(x, "to_scalar"):
            return x.to_scalar()
        raise TypeError(f"Cannot convert {x} of type {x.type} to a scalar: its type is no scalar type")
    if hasattr(x, "outputs"):
        if len(x.outputs) != 1:
            raise ValueError("It is ambiguous which output of a multi-output Op has to be fetched.", x)
        return as_scalar(x.outputs[0])
    return constant(x, name)


TYPES = {dtype: get_scalar_type(dtype) for dtype in all_dtypes}
"""The scalar type of each dtype."""

int_types = tuple(TYPES[d] for d in int_dtypes)
uint_types = tuple(TYPES[d] for d in uint_dtypes)
integer_types = int_types + uint_types
discrete_types = (TYPES["bool"],) + integer_types
float_types = tuple(TYPES[d] for d in float_dtypes)
complex_types = tuple(TYPES[d] for d in complex_dtypes)
continuous_types = tuple(TYPES[d] for d in continuous_dtypes)
all_types = tuple(TYPES[d] for d in discrete_dtypes + continuous_dtypes)
