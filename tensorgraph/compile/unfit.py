"""Texts for values that a function, or a shared variable, does not take: what was given, what is needed, what helps."""

from collections.abc import Iterator, Set, ValuesView
from numbers import Number

import numpy as np

from ..graph.messages.called import called, shortened
from ..graph.variable import Variable
from ..scalar.dtypes import all_dtypes

_MOST = 80  # characters of the text of a value
_RANKS = {0: "scalar", 1: "vector", 2: "matrix", 3: "3-d array", 4: "4-d array"}


def _cut(text):
    return text if len(text) <= _MOST else text[: _MOST - 3] + "..."


def _a(text):
    """Return a text with its indefinite article."""
    return f"{'an' if text[0] in 'aeiouAEIOU' else 'a'} {text}"


def _as_array(value):
    """Return a list or number as an array, None if NumPy makes none of it."""
    try:
        return np.asarray(value)
    except Exception:  # rows of unequal length, or an object with a broken interface
        return None


def kind_of(value):
    """Return a text for a value: its type, dtype and shape."""
    if value is None:
        return "None"
    if isinstance(value, Variable):
        return f"the variable {called(value)}"
    if isinstance(value, (str, bytes, bool, int, float, complex)):
        return _cut(f"the {type(value).__name__} {value!r}")
    if isinstance(value, np.generic):
        return f"the {value.dtype} {value}"
    if isinstance(value, np.ndarray):
        masked = "masked " if isinstance(value, np.ma.MaskedArray) else ""
        return _a(f"{masked}{value.dtype} array of shape {value.shape}")
    name = type(value).__name__
    if isinstance(value, (list, tuple)):
        array = _as_array(value)
        if array is None:
            return f"a {name} of rows that differ in length" if _is_ragged(value) else f"a {name}"
        return f"a {name} of dtype {array.dtype} and shape {array.shape}"
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    return _a(name) + (f" of dtype {dtype}" if dtype is not None else "") + (
        f" of shape {shape}" if isinstance(shape, tuple) else ""
    )


def packed(args, arguments):
    """Return a hint for a call whose only argument holds as many values as the function takes, or ""."""
    if len(args) != 1 or not isinstance(args[0], (list, tuple, dict)) or len(args[0]) != len(arguments):
        return ""
    return f"for the values in a {type(args[0]).__name__}, use f({'*' * (1 + isinstance(args[0], dict))}values); else "


def checked_subset(subset, n):
    """Return the positions of the outputs that a call is asked for.

    Raises
    ------
    TypeError
        If they are no list of positions of `n` outputs.
    """
    if not isinstance(subset, (list, tuple, range)) or not all(isinstance(i, (int, np.integer)) for i in subset):
        raise TypeError(f"output_subset must be a list of positions, as [0], not {subset!r}")
    if wrong := [i for i in subset if not -n <= i < n]:
        raise IndexError(f"output_subset has {wrong[0]}; the position of an output must be one of 0 to {n - 1}")
    return subset


def kind_needed(type_):
    """Return a text for the values of a type."""
    pattern = getattr(type_, "broadcastable", None)
    if pattern is None or not isinstance(getattr(type_, "dtype", None), str):
        return f"a value of {type_}"
    if not getattr(type_, "is_dense", True):
        return f"a sparse {type_.dtype} matrix of format {type_.format}"
    ones = [str(axis) for axis, one in enumerate(pattern) if one]
    rank = _RANKS.get(len(pattern), f"array with {len(pattern)} axes")
    known = f" with length 1 along axis {' and '.join(ones)}" if ones else ""
    return _a(f"{type_.dtype} {rank}{known}")


def _axes(n):
    return f"{n} axis" if n == 1 else f"{n} axes"


_FOR_VARIABLE = (
    "pass a number or an array: for a shared variable s, s.get_value(). A graph with y in the place of x is "
    "theano.clone(z, {x: y})"
)


def stand_in(type_, slot):
    """Return a value of a type, without elements where it may have none, for an argument that no array needs be."""
    if slot.dtype == "object" or not hasattr(type_, "broadcastable") or not getattr(type_, "is_dense", True):
        return None
    return np.zeros([int(b) for b in type_.broadcastable], type_.dtype)


def difference(type_, value, of_function):
    """Return why a value is none of a type, and what helps; two texts, empty where nothing is known."""
    if value is None:
        return "there is no value", "pass an array; a default can be declared, theano.In(x, value=...)"
    if isinstance(value, Variable):
        return "a variable has no value", _FOR_VARIABLE
    pattern = getattr(type_, "broadcastable", None)
    if pattern is None or not getattr(type_, "is_dense", True) or not isinstance(getattr(type_, "dtype", None), str):
        return "", f"convert it to {kind_needed(type_)}"
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        return "the mask would be lost", "use value.filled(0), or any other number for what is masked"
    if hasattr(value, "tocsr"):
        return "it is sparse", "use value.toarray(), or declare the variable with tensorgraph.sparse.csr_matrix"
    array = _as_array(value)
    if array is None:
        if _is_ragged(value):
            return "rows of unequal length make no array", "pad the rows to one length, or pass them one by one"
        return "NumPy makes no array of it", "convert it to an array first: its own error is above"
    if array.dtype.kind in "OSUV":
        if array.dtype.kind == "O" and not isinstance(value, np.ndarray):
            return _objects(value, type_)
        convert = f'np.asarray(value).astype("{type_.dtype}")'
        return f"dtype {array.dtype} holds no numbers", f"convert it to numbers, {convert}"
    if array.ndim != len(pattern):
        return f"{_axes(array.ndim)} instead of {_axes(len(pattern))}", _hint_for_rank(array, len(pattern))
    for axis, (n, one) in enumerate(zip(array.shape, pattern)):
        if one and n != 1:
            return (
                f"axis {axis} has length {n} instead of 1",
                f"pass an array of length 1 there, or declare the variable without broadcasting: T.TensorType("
                f"{type_.dtype!r}, {(False,) * len(pattern)})",
            )
    if np.can_cast(array.dtype, type_.dtype) and np.array_equal(array, array.astype(type_.dtype)):
        exact = f"np.asarray(value, dtype={type_.dtype!r})"
        return "nothing is converted", f"pass {exact}, or leave out trust_input and strict"
    return f"{array.dtype} does not fit into {type_.dtype} without loss", _conversion(type_, array, of_function)


def _is_ragged(value):
    return isinstance(value, (list, tuple)) and any(isinstance(row, (list, tuple, np.ndarray)) for row in value)


def _conversion(type_, array, of_function):
    """Return the hint for an array of another dtype."""
    kind, dtype = array.dtype.kind, array.dtype.name
    convert = f'np.asarray(value).astype("{type_.dtype}")'
    if kind in "mM":
        return "convert it to numbers, as (value - start) / np.timedelta64(1, 's')"
    if kind == "c" and np.dtype(type_.dtype).kind != "c":
        return f"pass value.real, or abs(value), or declare the variable with dtype={dtype!r}"
    if kind == "f" and np.dtype(type_.dtype).kind in "iub" and not np.isfinite(array).all():
        return "no integer stands for nan or infinity: leave them out, or declare the variable with a dtype of floats"
    if dtype not in all_dtypes:
        return f"convert it, {convert}"
    allow = "function(..., allow_input_downcast=True)" if of_function else "shared(..., allow_downcast=True)"
    return (
        f"convert it, {convert}, allow it for all values, theano.{allow}, or declare the variable with dtype={dtype!r}"
    )


def _objects(value, type_):
    """Return why a list or a table of objects is no array, and what helps."""
    kinds = getattr(value, "dtypes", None)
    if isinstance(value, int):
        wide = "it has more than 64 bits"
        if np.dtype(type_.dtype).kind in "fc":
            return f"{wide}, and {type_.dtype} does not hold it without loss", "pass float(value)"
        most = 1 if type_.dtype == "bool" else np.iinfo(type_.dtype).max
        return wide, f"{type_.dtype} holds numbers up to {most}: declare the variable with a dtype of floats"
    if isinstance(value, Number):
        return f"it is a number of Python's module {type(value).__module__}", "pass float(value)"
    if isinstance(value, Iterator) or isinstance(value, (Set, ValuesView)):
        return "it is no array of numbers", "pass list(value)"
    if hasattr(value, "codes"):
        return "its elements are names of categories", "pass value.codes, the numbers of the categories"
    if not hasattr(kinds, "items"):
        strange = _strange_element(value)
        return f"{strange or 'it'} is no {'' if strange else 'array of '}number{'' if strange else 's'}", (
            "pass a number, a list of numbers or an array" + (", np.nan where one is missing" if strange else "")
        )
    texts = [f"{name!r} of dtype {kind}" for name, kind in kinds.items() if getattr(kind, "kind", "O") not in "biufc"]
    return (
        f"dtype object holds no numbers: column {', '.join(texts[:3])}",
        "pass columns of numbers only, table.select_dtypes('number').to_numpy()",
    )


def _strange_element(value):
    """Return a text for the first element of a list that is no number, or ""."""
    for i, element in enumerate(value if isinstance(value, (list, tuple)) else ()):
        if element is None or isinstance(element, (str, bytes)):
            return f"element {i}, {shortened(repr(element))},"
    return ""


def _hint_for_rank(array, ndim):
    n = array.ndim
    if ndim == 0:
        return "pass a number: value[0], value.item() or value.sum()" if n else ""
    if n == 0:
        return f"pass {'np.atleast_1d(value)' if ndim == 1 else f'an array of {ndim} axes, np.full(shape, value)'}"
    if n < ndim:
        added = "np.atleast_2d(value)" if ndim == 2 else f"value[{'None, ' * (ndim - n)}...]"
        column = ", value[:, None] for a column" if (n, ndim) == (1, 2) else ""
        return f"add an axis, {added}{column}, or declare the variable with {_axes(n)}"
    flat = "value.ravel()" if ndim == 1 else "value.reshape(...)"
    return f"drop axes, {flat} or value[0], or declare the variable with {_axes(n)}"


def refusal(what, type_, value, others, of_function=False):
    """Return the text of an error about a value that is none of a type.

    Parameters
    ----------
    what : str
        What needs a value: "the argument x of f".
    type_ : Type
    value : object
    others : list of str
        Lines that follow the first.
    of_function : bool
        Whether it is an argument of a function.
    """
    why, hint = difference(type_, value, of_function)
    first = f"{what} must be {kind_needed(type_)}, and was given {kind_of(value)}" + (f": {why}" if why else "")
    return "\n".join([first, *others, *([f"Hint: {hint}."] if hint else [])])


def counted(names):
    """Return a text such as ``2 arguments (x, y)``."""
    n = len(names)
    return f"{n} argument{'s' if n != 1 else ''}" + (f" ({', '.join(names)})" if n else "")


def refused_argument(label, name, index, spec, value, error):
    """Return the text of the error about an argument that does not fit; the error gets the lines that made it.

    Parameters
    ----------
    label, name : str
        What the function is called, and its name.
    index : int
    spec : In
    value : object
    error : Exception
        Raised by the type of the argument.
    """
    v = spec.variable
    function = "theano function" + (f' with name "{name}"' if name else "")
    named = f': "{spec.name}"' if spec.name else ""
    lines = [f"Bad input argument to {function} at index {index} (0-based){named}."]
    if v.where_made is not None:
        lines.append("Backtrace when that variable is created:")
        made = v.where_made.location()
        error.user_lines = made.lines()
        lines += made.frames()
    lines.append(" ".join(map(str, error.args)))
    what = f"{label}: the argument {spec.name or f'number {index}'}"
    return refusal(what, v.type, value, lines, of_function=True)
