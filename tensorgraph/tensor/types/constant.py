"""Constants: their construction, their dtypes, and constant values in graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...graph.apply import Apply
from ...graph.messages.called import shortened, with_type
from ...graph.recent import Recent
from ...graph.variable import Constant, Variable
from ...scalar.dtypes import all_dtypes, autocast, autocast_float, dtype_name
from ...scalar.type import ScalarType
from .dtypename import warn_of_dtype_as_name
from .notensor import reason
from .type import TensorType, tensor_type

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from ...typing import DType, Value
    from .variable import TensorConstant, TensorVariable

# the name of a NumPy dtype is computed each time it is asked for
_NAMES = {np.dtype(name): name for name in all_dtypes}


class AsTensorError(TypeError):
    """A value cannot be converted to a tensor.

    Parameters
    ----------
    text : str
        The message.
    value : object
        What cannot be converted.

    Attributes
    ----------
    value : object
    """

    def __init__(self, text: str, value: Any = None) -> None:
        super().__init__(text)
        self.value = value

    def __reduce__(self):
        return type(self), (str(self),)


class NotScalarConstantError(Exception):
    """A variable is not known to be one constant number."""

    def __str__(self) -> str:
        if len(self.args) != 1 or not isinstance(self.args[0], (Variable, np.ndarray)):
            return super().__str__()
        # the text is made when it is read: rewrites ask many variables for their constant value
        return (
            f"{with_type(self.args[0])}, is not one constant number.\nhint: use v.eval({{input: value}}), or a "
            "compiled function, for the value of what depends on inputs and shared variables"
        )


class EmptyConstantError(NotScalarConstantError):
    """A constant has no elements."""


class _ArrayKey:
    """A large array in a signature, compared by its bytes without copying them."""

    __slots__ = ("data", "_hash")

    def __init__(self, data):
        self.data = data
        flat = data.reshape(-1)
        self._hash = hash((data.shape, flat[:: max(1, flat.size // 64)].tobytes()))

    def __hash__(self):
        return self._hash

    def __eq__(self, other):
        if self is other:
            return True
        if type(other) is not _ArrayKey or self.data.shape != other.data.shape or self.data.dtype != other.data.dtype:
            return False
        a, b = (np.ascontiguousarray(k.data).view(np.uint8) for k in (self, other))
        return bool(np.array_equal(a, b))


def data_signature(data):
    """Return a hashable key of an array: its shape and its bits, so that -0.0 differs from 0.0 and nan equals nan."""
    return (data.shape, data.tobytes()) if data.nbytes <= 4096 else _ArrayKey(data)


def unique_value(data):
    """Return the value of all elements of an array of one axis or more if they are equal, else None."""
    if data.ndim == 0 or data.size == 0:
        return None
    flat = data.reshape(-1)
    return flat[0] if (flat == flat[0]).all() else None


def _number_text(data):
    if data.ndim == 0 and data.dtype.kind == "f" and data.dtype.itemsize < 8:
        # format would write it with the digits of a float64
        return str(float(str(data)))
    return f"{data}"


def constant_text(data):
    """Return the text of an array in a constant's braces."""
    same = unique_value(data)
    text = _number_text(data) if same is None else f"{data.shape} of {_number_text(same)}"
    return text if len(text) <= 20 else f"{text[:10]}..{text[-10:]}"


_small = {}
_made = Recent(4096)
_CACHED_KINDS = (int, float)


def constant(x: Value, name: str | None = None, ndim: int | None = None, dtype: DType | None = None) -> TensorConstant:
    """Make a symbolic constant.

    Parameters
    ----------
    x : number or array_like
        Its value; arrays are copied. A Python number gets the smallest dtype that holds it:
        int8 to int64, float32 if exact, else float64.
    name : str, optional
    ndim : int, optional
        Axes of length 1 are added on the left up to this number.
    dtype : str, optional
        The dtype, instead of the value's own.

    Returns
    -------
    TensorConstant

    Raises
    ------
    TypeError
        If `x` is no array of numbers.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.constant(3).dtype, T.constant(0.1).dtype, T.constant([1, 2]).dtype
    ('int8', 'float64', 'int64')
    """
    kind = type(x)
    if kind in _CACHED_KINDS and name is None and dtype is None and ndim is None and -10 <= x <= 10 and x == int(x):
        # one object for each small number saves work in creating and merging
        key = kind, x, str(x), config.cast_policy, config.floatX, autocast_float.dtypes
        found = _small.get(key)
        if found is None:
            found = _small[key] = _constant(x, None, None, None)
        return found
    made = _constant(x, name, ndim, dtype)
    if name is not None and dtype is None:
        warn_of_dtype_as_name(name, made.type.dtype, f"T.constant(x, dtype={name!r})")
    return made


def _constant(x, name, ndim, dtype):
    data, dtype = _as_data(x, dtype)
    if data.size != 1 or name is not None or ndim is not None or data.dtype.kind not in "iuf" or not -10 <= data <= 10:
        return _of_data(data, name, ndim, dtype)
    # as in Theano, texts and merging know small numbers by their objects
    key = dtype, data.shape, data.tobytes()
    found = _made.get(key)
    if found is None or found.data.tobytes() != key[2]:
        # none, or one that a program has written to
        found = _made[key] = _of_data(data, None, None, dtype)
    return found


def _of_data(data, name, ndim, dtype):
    broadcastable = tuple([d == 1 for d in data.shape])
    if ndim is not None and len(broadcastable) != ndim:
        if len(broadcastable) > ndim:
            raise ValueError(
                f"ndarray could not be cast to constant with {ndim} dimensions: its shape is {data.shape}; use reshape"
            )
        data = data.reshape((1,) * (ndim - len(broadcastable)) + data.shape)
        broadcastable = (True,) * (ndim - len(broadcastable)) + broadcastable
    return TensorType.Constant(tensor_type(dtype, broadcastable), data, name)


def _as_data(x, dtype):
    """Convert a value to an array of our own, and return it with the name of its dtype."""
    if isinstance(x, np.ma.MaskedArray) and np.ma.is_masked(x):
        raise TypeError(f"Could not convert to TensorType: {reason(x)}")
    if isinstance(x, Variable):
        raise TypeError(
            f"Could not convert to TensorType: a constant needs a value, not {with_type(x)}, a variable.\nhint: use "
            "the "
            "variable as it is, or T.constant(x.eval({input: value}))"
        )
    try:
        if dtype is not None:
            data = np.array(x, dtype=dtype_name(dtype))
        elif isinstance(x, (np.ndarray, np.generic)):
            data = np.array(x, copy=True)
        elif isinstance(x, (int, float)):
            data = autocast(x)
        else:
            # PyTorch's tensors warn when NumPy asks them for a copy
            data = np.array(np.asarray(x) if hasattr(x, "__array__") else x)
            if data.size == 0 and not hasattr(x, "dtype"):
                data = data.astype(config.floatX)
    except (ValueError, OverflowError) as error:
        raise TypeError(f"Could not convert to TensorType: {reason(x)}. {error}") from error
    if not data.dtype.isnative:
        data = data.astype(data.dtype.newbyteorder("="))
    name = _NAMES.get(data.dtype)
    if name is None:
        raise TypeError(f"Could not convert to TensorType: {reason(x)}")
    return data, name


def as_tensor_variable(x: Any, name: str | None = None, ndim: int | None = None) -> TensorVariable:
    """Convert `x` to a tensor variable.

    Parameters
    ----------
    x : Variable, Apply, number, array_like or list of them
        Constants are made of values; a list that contains variables is stacked.
    name : str, optional
        Name of a new constant.
    ndim : int, optional
        The number of axes to have: broadcastable ones are added, or dropped, on the left.

    Returns
    -------
    TensorVariable or TensorConstant

    Raises
    ------
    AsTensorError
        If there is no tensor for `x`.
    ValueError
        If it cannot have `ndim` axes, or is a node of several outputs.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.as_tensor_variable([1.0, 2.0]).type
    TensorType(float64, vector)
    """
    if ndim is None and isinstance(x, TensorType.Variable):
        return x
    # of a variable the class is asked: that costs less
    if hasattr(type(x) if isinstance(x, Variable) else x, "_as_TensorVariable"):
        return x._as_TensorVariable()
    if isinstance(x, Apply):
        if x.op.default_output is None and len(x.outputs) != 1:
            raise ValueError(
                f"It is ambiguous which output of a multi-output Op has to be fetched: {x} has {len(x.outputs)} "
                "outputs; use one of node.outputs"
            )
        x = x.default_output()
    if isinstance(x, Variable):
        if not isinstance(x.type, TensorType):
            if not isinstance(x.type, ScalarType):
                raise AsTensorError(f"{reason(x)}.\nVariable type field must be a TensorType.", x)
            from .scalars import tensor_from_scalar

            x = tensor_from_scalar(x)
        return x if ndim is None or ndim == x.type.ndim else _with_ndim(x, ndim)
    if isinstance(x, (list, tuple)) and any(_holds_variable(item) for item in x):
        return _stacked(x, ndim)
    try:
        return constant(x, name=name, ndim=ndim)
    except TypeError as error:
        raise AsTensorError(reason(x), x) from error


def _holds_variable(item):
    if isinstance(item, (Variable, Apply)):
        return True
    return isinstance(item, (list, tuple)) and any(_holds_variable(i) for i in item)


def _stacked(items, ndim):
    from ..shape.stack import stack

    try:
        result = stack([as_tensor_variable(item) for item in items])
    except (TypeError, ValueError) as error:
        raise AsTensorError(f"Cannot convert {shortened(str(items))} to TensorType: {error}", items) from error
    return result if ndim is None else as_tensor_variable(result, ndim=ndim)


def _with_ndim(x, ndim):
    flags = x.type.broadcastable
    if ndim > len(flags):
        return x.dimshuffle(["x"] * (ndim - len(flags)) + list(range(len(flags))))
    extra = len(flags) - ndim
    if not all(flags[:extra]):
        raise ValueError(
            f"{with_type(x)}: TensorType could not be cast to have {ndim} dimensions, since axes are dropped only "
            "where they are broadcastable; use x.flatten(), x[0] or T.addbroadcast(x, 0)"
        )
    return x.dimshuffle(list(range(extra, len(flags))))


def get_scalar_constant_value(
    orig_v: Any, elemwise: bool = True, only_process_constants: bool = False, max_recur: int = 10
) -> NDArray[Any]:
    """Return the number that all elements of a variable are known to equal.

    Parameters
    ----------
    orig_v : Variable or number
    elemwise : bool
        Look through elementwise operations on constants.
    only_process_constants : bool
        Look at constants only.
    max_recur : int
        How many nodes to look through.

    Returns
    -------
    numpy.ndarray
        0-d, read only in spirit.

    Raises
    ------
    NotScalarConstantError
        If it is not known to be one number.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.get_scalar_constant_value(T.ones((2, 3)) * 2)
    array(2.)
    """
    from .known_values import constant_value

    return constant_value(orig_v, elemwise, only_process_constants, max_recur)


def extract_constant(x: Any, elemwise: bool = True, only_process_constants: bool = False) -> Any:
    """Return the number that all elements of `x` are known to equal as a 0-d array, or `x` as a variable if unknown.

    Parameters
    ----------
    x, elemwise, only_process_constants
        As of :func:`get_scalar_constant_value`.

    Returns
    -------
    ndarray or Variable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> T.extract_constant(x) is x, T.extract_constant(T.constant(2.0))
    (True, array(2., dtype=float32))
    """
    try:
        return get_scalar_constant_value(x, elemwise, only_process_constants)
    except NotScalarConstantError:
        pass
    if isinstance(x, Variable) and isinstance(x.type, ScalarType):
        return as_tensor_variable(x)
    if isinstance(x, Constant):
        return x.data
    return x
