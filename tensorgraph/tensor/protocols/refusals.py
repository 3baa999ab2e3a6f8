"""Errors of NumPy's functions, and of Python's, that cannot work on symbolic variables."""

from __future__ import annotations

import ast
import difflib
import itertools
import linecache
import math
import re
import sys
import warnings
from importlib import import_module
from types import ModuleType

import numpy as np

from ...elsewhere import draw_of
from ...errors import NoCounterpartError, NoValueError
from ...flags import theano_is_this
from ...graph.messages.called import called, with_type
from ...graph.messages.opcodes import is_at_call
from ...graph.trace import user_trace
from ...scalar.dtypes import all_dtypes
from ...userline import user_level

NAMESPACE = "tensorgraph.tensor"
_CALL = re.compile(r"(\w+)\s*\(")
_CALLED = re.compile(r"([\w.]+)\(")
_LIBRARY = re.compile(r"[\\/](?:numpy|scipy)[\\/]")
_INDEXED = re.compile(r"[\w.]+(?:\(.*\))?\[.*\](?:\s*[-+*/]?=.*)?")
_MODULES = re.compile(r"(?:np|numpy|sp|scipy)\.")
_TYPES = frozenset(name for name in all_dtypes if hasattr(np, name))
# what changes an array that is given, or needs its elements
_HINTS = {
    **dict.fromkeys(
        ("copyto", "put", "put_along_axis", "putmask", "place", "fill_diagonal"),
        "a variable does not change: use T.set_subtensor(x[index], value), or T.switch",
    ),
    **dict.fromkeys(
        ("apply_along_axis", "apply_over_axes", "piecewise", "vectorize", "frompyfunc"),
        "use tensorgraph.scan or tensorgraph.vmap for a function of Python, T.switch for a choice of elements",
    ),
    **dict.fromkeys(
        ("save", "savez", "savez_compressed", "savetxt", "array2string", "array_str", "array_repr"),
        "a variable has no value: use x.eval({input: value}), or call a function that returns it",
    ),
}


def is_asked_by_numpy(frame):
    """Return True if a frame calls a function of NumPy, some of which ask for elements that may have protocols."""
    if not is_at_call(frame):
        return False
    trace = user_trace(3)
    place = None if trace is None else trace.location()
    found = _CALLED.match((place is not None and place.expression) or "")
    if found is None:
        return False
    first, *names = found[1].split(".")
    function = frame.f_locals.get(first, frame.f_globals.get(first))
    for name in names:
        # what else has attributes may compute them
        function = getattr(function, name, None) if isinstance(function, ModuleType) else None
    return isinstance(function, type(np.sum))


def no_counterpart(function, given=()):
    """Return the error for a function that symbolic variables have not, with the nearest names that they have.

    Parameters
    ----------
    function : str
    given : sequence
        Its arguments, of which the variables are named.
    """
    name = function.rpartition(".")[2]
    hint = _HINTS.get(name)
    if hint is None:
        near = difflib.get_close_matches(name, import_module(NAMESPACE).__all__, 3, 0.8)
        found = f"use {' or '.join('T.' + n for n in near)}" if near else f"use functions of {NAMESPACE} in its place"
        hint = f"{found}, or call {function} on values, as those of x.eval({{...}})"
    variables = [with_type(v) for v in given if hasattr(v, "where_made")]
    got = f" (got {'; '.join(variables)})" if variables else ""
    return NoCounterpartError(function, f"{function} has no counterpart for symbolic variables{got}\nhint: {hint}")


def refused_argument(function, argument, value):
    """Return the error for an argument that has no counterpart."""
    if argument == "out":
        hint = "a variable is no memory that a result could be written to: use the result, as in y = f(x)"
    elif argument == "where":
        hint = "use T.switch(condition, x, neutral) as the input, or x[condition.nonzero()]"
    else:
        hint = "leave it out, or use other functions of tensorgraph.tensor"
    text = f"{function}({argument}=...) has no counterpart for symbolic variables (got {with_type(value)})"
    return NoCounterpartError(function, f"{text}\nhint: {hint}")


def _function_of(expression):
    """Return the function of NumPy or SciPy that an expression is a call of, as ``np.linalg.inv``, or ""."""
    try:
        call = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return ""
    while isinstance(call, ast.Call) and isinstance(call.func, ast.Call):
        call = call.func  # np.vectorize(f)(x)
    name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
    return name if _MODULES.match(name) and "(" not in name else ""


def _hint_of_line():
    """Return what to write instead of the user's line that asks for an array, or None."""
    trace = user_trace(3)
    place = None if trace is None else trace.location()
    of_sparse = False
    while place is not None and _LIBRARY.search(place.filename):
        # a function of NumPy or SciPy that is written in Python
        of_sparse = of_sparse or re.search(r"scipy[\\/]sparse[\\/](?!linalg)", place.filename)
        place = place.outer
    if place is None:
        return None
    if of_sparse:
        return "use sparse.dot(matrix, x), sparse.mul and other functions of tensorgraph.sparse"
    if drawn := draw_of(place.expression):
        return f"use {drawn}"
    if _INDEXED.fullmatch(place.expression or place.source or ""):
        return "use T.constant(array)[index], or T.set_subtensor(T.constant(array)[index], value)"
    function = _function_of(place.expression or "")
    name = function.rpartition(".")[2]
    if ".testing." in function:
        return f"use {function} on values, as those of x.eval({{input: value}})"
    if name in _TYPES:
        return f"use T.cast(x, {name!r})"
    ours = import_module(NAMESPACE)
    if name in ours.linalg.__all__ and (name not in ours.__all__ or "linalg." in function):
        return f"use T.linalg.{name}"
    if name in ours.__all__ and name not in ("array", "asarray", "as_tensor_variable"):
        return f"use T.{name}"
    return _HINTS.get(name)


def array_of(variable):
    """Raise the error for a variable that is to become an array, alone or as an element of a list.

    In programs that import ``theano`` it is an array of one object, as there.
    """
    hint = _hint_of_line() or (
        "use T.stack([x, y]) for a tensor of variables; numpy.dot(a, x) and other functions take them as they are"
    )
    if getattr(variable, "get_value", None) is not None:
        hint += "; the value of a shared variable is x.get_value()"
    text = f"NumPy cannot make an array of {called(variable)}, a variable of {variable.type}: it has no value yet"
    text = f"{text}\nhint: {hint} (T is tensorgraph.tensor)"
    if not theano_is_this():
        raise NoValueError(text, variable)
    warnings.warn(f"an array of objects is made, as in Theano. {text}", UserWarning, stacklevel=user_level())
    z = np.empty((), dtype=object)
    z.fill(variable)
    return z


def no_number(variable, kind, depth=2):
    """Return the error for a variable that is to become a Python number, as ``float(x)`` or ``math.exp(x)`` ask."""
    function, name = _called(sys._getframe(depth))
    text = f"{function or kind}(...) needs a number, and {called(variable)} is a symbolic variable of {variable.type}"
    if name is not None:
        hint = f"use T.{name}({variable.name or 'x'}), of tensorgraph.tensor, which makes a node of the graph"
    elif kind == "int":
        hint = "use T.cast(x, 'int64')"
    else:
        hint = f"use T.cast(x, '{'complex128' if kind == 'complex' else 'float64'}') in the graph"
        if not hasattr(variable, "get_value"):
            hint += "; x.eval({input: value}), or a compiled function, computes its value"
    if getattr(variable, "get_value", None) is not None:
        hint += "; the value of a shared variable is x.get_value()"
    text = f"{text}: it has no value before a function is called"
    if function is None:
        # Python's own words, which old programs look for
        text += f"\n{kind}() argument must be a number, not '{type(variable).__name__}'"
    return NoValueError(f"{text}\nhint: {hint}", variable)


def _called(frame):
    """Return the function of ``math`` that a frame is calling, as the user wrote it, and our name for it."""
    line, start, end = frame.f_lineno, None, None
    positions = next(itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), (None,) * 4)
    if positions[0] == positions[1] == line:
        start, end = positions[2:]
    text = linecache.getline(frame.f_code.co_filename, line).encode()[start:end].decode(errors="replace")
    names = [name for name in _CALL.findall(text) if hasattr(math, name)]
    if not names:
        return None, None
    name = names[0]
    ours = _MATH.get(name, name)
    return f"math.{name}", ours if hasattr(import_module(NAMESPACE), ours) else None


_MATH = {
    "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh", "atan": "arctan", "atan2": "arctan2",
    "atanh": "arctanh", "degrees": "rad2deg", "fabs": "abs_", "lgamma": "gammaln", "radians": "deg2rad",
}  # fmt: skip
