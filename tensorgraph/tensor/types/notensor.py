"""The reasons why an object is no tensor, and what to do about it."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import called, made_where, shortened
from ...graph.op import Op
from ...graph.type import Type
from ...graph.variable import Variable

if TYPE_CHECKING:
    from typing import Any

_FUNCTIONS = (
    types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.BuiltinMethodType, type, np.ufunc, Op,
)


def reason(x: Any) -> str:
    """Return the message for an object that is no tensor: what it is, and a hint."""
    try:
        text = called(x) if isinstance(x, (Variable, str, bytes)) else shortened(str(x))
    except Exception:  # of a class of the user
        text = shortened(object.__repr__(x))
    what, hint = _advice(x)
    made = made_where(x) if hasattr(x, "get_value") and isinstance(x, Variable) else ""
    return f"Cannot convert {text} to TensorType: it is {what}" + (f".{made}\nhint: {hint}" if hint else "")


def _advice(x):
    """Return what an object is, and a hint or ""."""
    kind = type(x).__name__
    article = "an" if kind[0].lower() in "aeiou" else "a"
    if x is None:
        return "None", "does a function lack `return`, or return nothing, as set_value and list.append do?"
    if isinstance(x, str):
        return "a str", "use float(text) for a number; format variables with str(x)"
    if isinstance(x, Variable):
        return _of_variable(x)
    if isinstance(x, Type):
        return f"the type {x}", "call it, as T.dscalar('x'), to make a variable"
    if isinstance(x, types.ModuleType):
        return f"the module {x.__name__}", "use one of its functions"
    if isinstance(x, _FUNCTIONS) or hasattr(x, "__code__"):
        return f"{article} {kind}, which is called", f"call it: {getattr(x, '__name__', 'f')}(...)"
    if hasattr(x, "maker") and hasattr(x, "input_storage"):
        return "a compiled function", "use the variable that it was compiled from; it takes and returns arrays itself"
    if hasattr(x, "tocsr"):
        return f"a sparse {kind}", "use sparse.dot and other functions of tensorgraph.sparse, or x.toarray()"
    if isinstance(x, np.ma.MaskedArray):
        return "a masked array", "use x.filled(value) for the masked elements, or T.switch(mask, a, b)"
    if isinstance(x, np.ndarray):
        return f"an array of dtype {x.dtype}", "convert it, as x.astype('float64')"
    if isinstance(x, (list, tuple)):
        return _of_list(x)
    if kind == "OrderedUpdates":
        return "the updates of scan or of an optimiser", (
            "unpack what scan returns, as outputs, updates = theano.scan(...), and pass updates to theano.function"
        )
    if isinstance(x, (dict, set, frozenset, types.GeneratorType)) or kind in ("dict_keys", "dict_values", "map", "zip"):
        return f"{article} {kind}", "use a list of its values, or T.stack of variables"
    return f"{article} {kind}", "convert it to an array of numbers with np.asarray(x, dtype='float64')"


def _of_variable(x):
    what = f"a variable of type {x.type!r}, not TensorType"
    if hasattr(x, "get_value"):
        value = x.get_value(borrow=True)
        kind = type(value).__name__
        article = "an" if kind[0].lower() in "aeiou" else "a"
        what = f"the shared variable {called(x)}, which holds {article} {kind}"
        if isinstance(value, np.ndarray):
            what += f" of dtype {value.dtype} and shape {value.shape}"
            return what, "make it of numbers, as theano.shared(np.asarray(value, dtype='float64'))"
        if isinstance(value, (list, tuple)):
            return what, f"make it with theano.shared(np.asarray({shortened(repr(value), 30)})), to compute with it"
        return what, "only shared variables that hold arrays or numbers can be computed with"
    if hasattr(x, "toarray"):
        return what, "use sparse.dense_from_sparse(x), or a function of tensorgraph.sparse"
    return what, "only variables of arrays and numbers can be computed with"


def _of_list(x):
    kind = type(x).__name__
    for i, item in enumerate(x):
        if isinstance(item, (list, tuple, np.ndarray)):
            continue
        if item is None or not isinstance(item, (int, float, complex, np.generic, Variable)):
            what, hint = _advice(item)
            if type(item).__name__ != "OrderedUpdates":
                hint = "its elements must be numbers, arrays or variables"
            return f"a {kind} whose element {i} is {what}", hint
    lengths = [np.shape(item)[:1] or len(item) if hasattr(item, "__len__") else "a number" for item in x]
    lengths = [n[0] if isinstance(n, tuple) else n for n in lengths]
    if len(set(lengths)) > 1:
        shown = ", ".join(map(str, lengths[:6])) + (", ..." if len(lengths) > 6 else "")
        return f"a {kind} of rows of different lengths ({shown})", "pad the rows to one length, or keep them apart"
    return f"a {kind} that holds no array of numbers", "its elements must be numbers, arrays or variables"
