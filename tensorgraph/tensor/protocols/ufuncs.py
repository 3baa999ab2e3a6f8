"""NumPy's universal functions on variables: ``numpy.exp(x)`` and ``array + x`` make nodes.

A ufunc that computes a record of ``scalar`` is that operation, any other a function of ``tensor`` of the same name. The
dtypes are those of NumPy's own loops, except for operators, where Theano's quotient of integers is a ``floatX``.
"""

import functools
import sys
from importlib import import_module

import numpy as np

from ...errors import NoCounterpartError
from ...graph.messages.opcodes import is_at_call
from ...scalar import REGISTRY
from ...scalar.dtypes import is_discrete
from ...scalar.lazy import Deferred
from ..elementwise.elemwise import named
from ..elementwise.math import cast
from ..types.constant import as_tensor_variable
from .refusals import NAMESPACE, no_counterpart, refused_argument
from .weak import NUMBERS, dtype_of, number_as

# what array + x and x + array are in NumPy and in Theano: here both are the same
OPERATORS = frozenset({
    np.add, np.subtract, np.multiply, np.divide, np.floor_divide, np.remainder, np.power, np.divmod, np.matmul,
    np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.less, np.less_equal, np.greater, np.greater_equal, np.equal,
    np.not_equal,
})  # fmt: skip
# integers are whole already; a float64 would round large ones
_WHOLE = frozenset({np.floor, np.ceil, np.trunc})
_REDUCTIONS = {
    np.add: "sum", np.multiply: "prod", np.maximum: "max", np.minimum: "min", np.logical_and: "all",
    np.logical_or: "any", np.logaddexp: "logsumexp",
}  # fmt: skip
_ACCUMULATIONS = {np.add: "cumsum", np.multiply: "cumprod"}


def apply_ufunc(ufunc, method, inputs, kwargs):
    """Return the nodes for the call of a method of `ufunc`.

    Raises
    ------
    NoCounterpartError
        If there is none, or not with these arguments.
    """
    if not kwargs and method == "__call__" and ufunc in _DIRECT:
        # what array + x comes to, at once
        if type(inputs[0]) not in NUMBERS and type(inputs[1]) not in NUMBERS:
            return _DIRECT[ufunc](*inputs)
    name = name_of(ufunc)
    out = kwargs.pop("out", None)
    # array += x gives a new variable that takes the name of the array, as in Theano
    renames = method == "__call__" and ufunc in OPERATORS and out is not None and out[0] is inputs[0]
    if out is not None and not (renames and not is_at_call(sys._getframe(2))):
        raise refused_argument(name, "out", out[0])
    if method == "__call__":
        return _call(ufunc, name, inputs, kwargs)
    if method == "outer":
        return _call(ufunc, f"{name}.outer", _crossed(*inputs), kwargs)
    table = {"reduce": _REDUCTIONS, "accumulate": _ACCUMULATIONS}.get(method, {})
    if ufunc not in table:
        raise no_counterpart(f"{name}.{method}", inputs)
    array, *others = inputs
    if ufunc is np.logaddexp:
        array = as_tensor_variable(array)
        array = cast(array, resolved(ufunc, name, [array, array], None)[0].name)
    return _along_axis(table[ufunc], f"{name}.{method}", array, *others, **kwargs)


def name_of(ufunc):
    """Return the full name of a ufunc, such as ``numpy.exp``."""
    if ufunc.__name__.endswith(" (vectorized)"):
        return "numpy.frompyfunc"
    return f"{'numpy' if hasattr(np, ufunc.__name__) else 'scipy.special'}.{ufunc.__name__}"


@functools.cache
def counterpart(ufunc):
    """Return the function of tensors that computes `ufunc`, or None."""
    known = hasattr(np, ufunc.__name__)
    for name, op in REGISTRY.items():
        # to look at SciPy's would import them
        if name.isidentifier() and not (known and isinstance(op._ufunc, Deferred)) and op.ufunc is ufunc:
            return named(op)
    return getattr(import_module(NAMESPACE), _OURS.get(ufunc.__name__, ufunc.__name__), None)


_OURS = {"rint": "round_half_to_even", "digamma": "psi"}


# the operations that are one record
_DIRECT = {u: counterpart(u) for u in OPERATORS - {np.divmod, np.matmul}}


def _call(ufunc, name, inputs, kwargs):
    dtype = kwargs.pop("dtype", None)
    for argument, value in kwargs.items():
        if not (argument == "where" and value is True or argument in ("casting", "order", "subok")):
            raise refused_argument(name, argument, value)
    function = counterpart(ufunc)
    if function is None:
        raise no_counterpart(name, inputs)
    inputs = [x if type(x) in NUMBERS else as_tensor_variable(x) for x in inputs]
    numbers = any(type(x) in NUMBERS for x in inputs)
    if ufunc.signature is not None:
        return function(*inputs if dtype is None else [cast(x, np.dtype(dtype).name) for x in inputs])
    if ufunc in OPERATORS and dtype is None and not numbers:
        return function(*inputs)
    dtypes = resolved(ufunc, name, inputs, dtype)
    if ufunc in _WHOLE and is_discrete(dtypes[0].name):
        return cast(inputs[0], dtypes[0].name)
    given = [_as(x, d.name) for x, d in zip(inputs, dtypes)]
    if ufunc in OPERATORS and dtype is None:
        return function(*[g if type(x) in NUMBERS else x for x, g in zip(inputs, given)])
    results = function(*given)
    if isinstance(results, (list, tuple)):
        return tuple([cast(z, d.name) for z, d in zip(results, dtypes[ufunc.nin :])])
    return cast(results, dtypes[ufunc.nin].name)


def resolved(ufunc, name, inputs, dtype):
    """Return the dtypes of NumPy's loop for these inputs, those of the outputs last."""
    kinds = [np.dtype(bool) if type(x) is bool else type(x) if type(x) in NUMBERS else dtype_of(x) for x in inputs]
    given = {}
    if dtype is not None:
        given = {"signature": (None,) * ufunc.nin + (np.dtype(dtype),) * ufunc.nout, "casting": "unsafe"}
    try:
        return ufunc.resolve_dtypes((*kinds, *(None,) * ufunc.nout), **given)
    except TypeError as error:
        text = ", ".join(k.name if isinstance(k, np.dtype) else k.__name__ for k in kinds)
        raise NoCounterpartError(name, f"{name} has no loop for {text}: {error}\nhint: use T.cast first") from None


def _as(x, dtype):
    return number_as(x, dtype) if type(x) in NUMBERS else cast(x, dtype)


def _crossed(x, y):
    """Return both inputs with axes of their own, so that each element of one meets each of the other."""
    x, y = as_tensor_variable(x), as_tensor_variable(y)
    return x.dimshuffle([*range(x.type.ndim), *["x"] * y.type.ndim]), y


def _along_axis(reduction, name, array, axis=0, dtype=None, keepdims=False, initial=None, where=True, **others):
    if where is not True:
        raise refused_argument(name, "where", where)
    for argument, value in others.items():
        raise refused_argument(name, argument, value)
    given = {"axis": axis, "dtype": None if dtype is None else np.dtype(dtype).name}
    given |= {"keepdims": keepdims or None, "initial": None if initial is np._NoValue else initial}
    given = {key: value for key, value in given.items() if value is not None or key == "axis"}
    # its modules are all that NumPy's other functions are made of
    from .arrayfunctions import counterpart as function_for

    return function_for(f"numpy.{reduction}")(array, **given)
