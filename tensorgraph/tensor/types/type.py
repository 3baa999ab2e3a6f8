"""The type of dense arrays: a dtype, a number of axes, and their broadcastable flags."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...graph.recent import Recent
from ...graph.trace import user_trace
from ...graph.type import Type
from ...graph.variable import Variable
from ...misuse import Guessing, guess_in_constructor, with_guesses
from ...scalar.dtypes import all_dtypes, continuous_dtypes, unsupported_dtype, upcast
from ...scalar.type import get_scalar_type
from ...userline import user_level
from .exactvalues import exact, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Self

    from numpy.typing import NDArray

    from ...scalar.type import ScalarType
    from ...typing import DType
    from .variable import TensorVariable

_KNOWN = frozenset(all_dtypes)
# by the numbers of types, since NumPy takes microseconds to name a dtype
_NAMES = {dtype.num: dtype.name for dtype in map(np.dtype, np.typecodes["All"]) if dtype.name in _KNOWN}
_CONTINUOUS = frozenset(continuous_dtypes)
_PATTERNS = {
    (): "scalar",
    (False,): "vector",
    (False, True): "col",
    (True, False): "row",
    (False, False): "matrix",
}


@guess_in_constructor
class TensorType(Guessing, Type):
    """The type of arrays of one dtype and broadcast pattern.

    Parameters
    ----------
    dtype : str or numpy.dtype
        The element type; ``"floatX"`` is the configured float type.
    broadcastable : sequence of bool
        One flag per axis: whether its length is always 1, so that it stretches to any length.
    name : str, optional
        Prints instead of the description.
    sparse_grad : bool
        Accepted as in Theano.

    Attributes
    ----------
    dtype, broadcastable, ndim
        As given; ``ndim`` is the number of axes.
    numpy_dtype : numpy.dtype

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.TensorType("float64", (False, True))
    TensorType(float64, col)
    """

    filter_checks_isfinite = False

    def __init__(
        self, dtype: DType, broadcastable: Sequence[int], name: str | None = None, sparse_grad: bool = False
    ) -> None:
        given = dtype
        dtype = str(dtype) if not isinstance(dtype, type) else np.dtype(dtype).name
        if dtype == "floatX":
            dtype = config.floatX
        if dtype not in _KNOWN:
            raise unsupported_dtype(given)
        if broadcastable is None or isinstance(broadcastable, (str, int)):
            raise TypeError(
                f"broadcastable must be a tuple with True or False for each axis, not {broadcastable!r}: use "
                "(False, False) for a matrix"
            )
        self.dtype = dtype
        given = tuple(broadcastable)
        self.broadcastable = tuple([bool(b) for b in given])
        if given != self.broadcastable and (lengths := [n for n in given if isinstance(n, int) and n not in (0, 1)]):
            raise TypeError(
                f"broadcastable must be True or False for each axis, not the length {lengths[0]}, of {given}: use "
                f"T.tensor({dtype!r}, {(False,) * len(given)}, shape={given}) for axes of known lengths"
            )
        self.ndim = len(self.broadcastable)
        self.numpy_dtype = np.dtype(dtype)
        self.name = name
        self.sparse_grad = sparse_grad
        self._hash = hash((type(self), dtype, self.broadcastable))

    # ------------------------------------------------------------ identity and text

    def __eq__(self, other):
        return self is other or (
            type(self) is type(other) and self.dtype == other.dtype and self.broadcastable == other.broadcastable
        )

    def __hash__(self):
        return self._hash

    def __str__(self) -> str:
        if self.name:
            return self.name
        pattern = _PATTERNS.get(self.broadcastable)
        if pattern is None:
            pattern = str(self.broadcastable) if any(self.broadcastable) else f"{self.ndim}D"
        return f"{type(self).__name__}({self.dtype}, {pattern})"

    def __repr__(self) -> str:
        return str(self)

    def __getstate__(self):
        # the hash of a text differs from process to process
        return {key: value for key, value in self.__dict__.items() if key != "_hash"}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.ndim = len(self.broadcastable)
        self._hash = hash((type(self), self.dtype, self.broadcastable))

    def clone(self, dtype: DType | None = None, broadcastable: Sequence[int] | None = None) -> Self:
        """Return the same type with another dtype or broadcast pattern."""
        return self.__class__(
            self.dtype if dtype is None else dtype,
            self.broadcastable if broadcastable is None else broadcastable,
            name=self.name,
            sparse_grad=self.sparse_grad,
        )

    def to_scalar_type(self) -> ScalarType:
        """Return the scalar type of one element."""
        return get_scalar_type(self.dtype)

    # ------------------------------------------------------------ values

    def filter(self, data: Any, strict: bool = False, allow_downcast: bool | None = None) -> Any:
        """Convert `data` to an array of this type.

        An array must have a dtype that upcasts to this one. Numbers and lists are converted where that is
        exact; a Python float is always let through for ``config.floatX``.

        Parameters
        ----------
        data : array_like
            The value.
        strict : bool
            Accept only an array of exactly this dtype.
        allow_downcast : bool, optional
            Whether precision may be lost.

        Raises
        ------
        TypeError
            If `data` has another number of axes, would lose precision, or a broadcastable axis is not of length 1.
        """
        if type(data) is not np.ndarray or data.dtype is not self.numpy_dtype:
            data = self._converted(data, strict, allow_downcast)
        if data.ndim != self.ndim:
            raise TypeError(
                f"Wrong number of dimensions: expected {self.ndim}, got {data.ndim} with shape {data.shape}."
            )
        if not data.flags.aligned:
            if strict:
                raise TypeError(f"{self} expected an aligned array, got one at strides {data.strides}: copy it")
            data = data.copy()
        for n, b in zip(data.shape, self.broadcastable):
            if b and n != 1:
                raise TypeError(
                    f"Non-unit value on shape on a broadcastable dimension. {data.shape}, {self.broadcastable}"
                )
        if self.filter_checks_isfinite and not np.all(np.isfinite(data)):
            raise ValueError("non-finite elements not allowed")
        return data

    def _converted(self, data, strict, allow_downcast):
        if isinstance(data, Variable):
            raise TypeError(
                "Expected an array-like object, but found a Variable: maybe you are trying to call a function on a "
                "(possibly shared) variable instead of a numeric array?"
            )
        if data is None or isinstance(data, np.ma.MaskedArray) and np.ma.is_masked(data):
            raise TypeError(f"{self} cannot store {data!r}: " + (
                "there is no value" if data is None else "use filled() to replace what is masked"
            ))
        if isinstance(data, np.ndarray) and data.dtype == self.numpy_dtype and data.dtype.isnative:
            if type(data) in (np.ndarray, np.memmap):
                # equal dtypes may have several type numbers (long and long long): use the first
                return data if data.dtype.num == self.numpy_dtype.num else data.view(self.numpy_dtype)
        if strict:
            if type(data) is not np.ndarray:
                raise TypeError(f"{self} expected a ndarray object, not {data!r} of {type(data).__name__}.")
            raise TypeError(f"{self} expected a ndarray object with dtype = {self.dtype} (got {data.dtype}).")
        if allow_downcast:
            # in two steps, as NumPy refuses Python integers that do not fit
            array = np.asarray(data) if isinstance(data, (np.ndarray, np.generic)) else numbers(self, data)
            return array.astype(self.numpy_dtype, copy=False)
        if isinstance(data, np.ndarray):
            name = _NAMES.get(data.dtype.num)
            if name is not None and upcast(self.dtype, name) == self.dtype:
                return np.asarray(data, dtype=self.numpy_dtype)
            raise TypeError(
                f"{self} cannot store a value of dtype {data.dtype} without risking loss of precision. If you do not "
                f"mind this loss, you can: 1) explicitly cast your data to {self.dtype}, or 2) set "
                f'"allow_input_downcast=True" when calling "function". Value: "{data!r}"'
            )
        if allow_downcast is None and type(data) is float and self.dtype == config.floatX:
            return np.asarray(data, dtype=self.numpy_dtype)
        return exact(self, data)

    def filter_variable(self, other: Any, allow_convert: bool = True) -> Any:
        """Convert `other` to a variable of this type; a plain value becomes a constant.

        Raises
        ------
        TypeError
            If `other` is of another dtype, number of axes, or more broadcastable than this.
        """
        if isinstance(other, Variable):
            if other.type == self:
                return other
        elif hasattr(other, "_as_TensorVariable"):
            other = other._as_TensorVariable()
        else:
            other = self.Constant(type=self, data=other)
        if other.type != self and allow_convert:
            converted = self.convert_variable(other)
            if converted is not None:
                other = converted
        if other.type == self:
            return other
        raise TypeError(
            f"Cannot convert Type {other.type} (of Variable {other}) into Type {self}. "
            f"You can try to manually convert {other} into a {self}."
        )

    def is_super(self, otype: Any) -> bool:
        """Return True if every value of the type `otype` is one of this type."""
        return (
            isinstance(otype, TensorType)
            and otype.dtype == self.dtype
            and otype.ndim == self.ndim
            and all(theirs or not ours for ours, theirs in zip(self.broadcastable, otype.broadcastable))
        )

    def convert_variable(self, var: Any) -> Any:
        """Return `var` with the broadcast pattern of this type if it differs in that only, else None."""
        if self == var.type:
            return var
        if (
            isinstance(var.type, TensorType)
            and var.type.dtype == self.dtype
            and var.type.ndim == self.ndim
            # a known length 1 may be forgotten, but not invented
            and all(theirs or not ours for ours, theirs in zip(self.broadcastable, var.type.broadcastable))
        ):
            from ..shape.rebroadcast import patternbroadcast

            return patternbroadcast(var, self.broadcastable)
        return None

    @with_guesses
    def __call__(self, name: str | None = None, shape: Sequence[int | None] | None = None) -> TensorVariable:
        """Return a new variable; lengths of its axes in `shape` are checked by the functions that take it."""
        if shape is None:
            return self.make_variable(name)
        from .declared import declared

        return declared(self, name, shape)

    def make_variable(self, name: str | None = None) -> TensorVariable:
        """Return a new variable of this type."""
        return self.Variable(self, None, None, name)

    def value_zeros(self, shape: Any) -> NDArray[Any]:
        """Return an array of zeros of this dtype."""
        return np.zeros(shape, dtype=self.dtype)

    def may_share_memory(self, a: Any, b: Any) -> bool:
        """Return True if two arrays may overlap in memory."""
        return isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and np.may_share_memory(a, b)

    @staticmethod
    def values_eq(a: Any, b: Any, force_same_dtype: bool = True) -> bool:
        """Return True if two arrays have the same shape and elements; nan equals nan."""
        if a.shape != b.shape or (force_same_dtype and a.dtype != b.dtype):
            return False
        same = a == b
        if np.all(same):
            return True
        if a.dtype.kind in "fc" and b.dtype.kind in "fc":
            return bool(np.all(same | (np.isnan(a) & np.isnan(b))))
        return False

    @staticmethod
    def values_eq_approx(
        a: Any, b: Any, allow_remove_inf: bool = False, allow_remove_nan: bool = False, rtol: float | None = None,
        atol: float | None = None
    ) -> bool:
        """Return True if two arrays are equal up to rounding of their dtype; nan equals nan."""
        if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
            return False
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        if a.dtype.name not in _CONTINUOUS:
            return bool(np.all(a == b))
        narrow = a.dtype.name in ("float32", "complex64")
        half = a.dtype.name == "float16"
        rtol = (5e-2 if half else 1e-5) if rtol is None else rtol
        atol = (5e-3 if half else 1e-5 if narrow else 1e-8) if atol is None else atol
        close = np.isclose(a, b, rtol=rtol, atol=atol, equal_nan=True)
        if allow_remove_nan:
            close |= np.isnan(a)
        if allow_remove_inf:
            close |= np.isinf(a)
        return bool(np.all(close))


_SHARED = Recent(4096)
_new = object.__new__


def tensor_type(dtype, broadcastable):
    """Return the type of `dtype` (a known name) and the tuple `broadcastable`, a shared object to save time."""
    key = dtype, broadcastable
    found = _SHARED.get(key)
    if found is None:
        found = _SHARED[key] = TensorType(dtype, broadcastable)
    return found


def float64_made():
    """Report that a float64 variable was made, as ``config.warn_float64`` says."""
    message = (
        "You are creating a TensorVariable with float64 dtype. You requested an action via the Theano flag "
        "warn_float64={ignore,warn,raise,pdb}."
    )
    if config.warn_float64 == "raise":
        raise Exception(message)
    if config.warn_float64 == "warn":
        trace = user_trace(2)
        place = "" if trace is None else f" It is made at {trace.location()}"
        warnings.warn(message + place, stacklevel=user_level())
    else:
        import pdb

        pdb.set_trace()


def output(dtype, broadcastable):
    """Return a new variable of that type for a node to own: ``tensor_type(...)()`` without a trace of its own."""
    if dtype == "float64" and config.warn_float64 != "ignore":
        float64_made()
    t = _SHARED.get((dtype, broadcastable)) or tensor_type(dtype, broadcastable)
    v = _new(t.Variable)
    v.type = t
    v.owner = v.index = v.name = v.own_trace = None
    return v


def values_eq_approx_remove_inf(a: Any, b: Any) -> bool:
    """Compare as ``values_eq_approx`` does, ignoring elements where `a` is infinite."""
    return TensorType.values_eq_approx(a, b, True)


def values_eq_approx_remove_nan(a: Any, b: Any) -> bool:
    """Compare as ``values_eq_approx`` does, ignoring elements where `a` is nan."""
    return TensorType.values_eq_approx(a, b, False, True)


def values_eq_approx_remove_inf_nan(a: Any, b: Any) -> bool:
    """Compare as ``values_eq_approx`` does, ignoring elements where `a` is infinite or nan."""
    return TensorType.values_eq_approx(a, b, True, True)


def values_eq_approx_always_true(a: Any, b: Any) -> bool:
    """Return True, for values that rightly differ."""
    return True
