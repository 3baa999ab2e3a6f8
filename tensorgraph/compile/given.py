"""Checks of what ``function`` is given, and their errors: inputs, outputs, pairs of updates and of givens."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ArgumentError
from ..graph.messages.called import called, listed, shortened, with_type
from ..graph.traverse import ancestors
from ..graph.variable import Constant, Variable
from ..tensor.types.type import TensorType
from ..userline import user_level
from .shared import SharedVariable
from .unfit import difference
from .updates import OrderedUpdates

if TYPE_CHECKING:
    from typing import Any

_EXAMPLES = {
    "updates": ("(shared variable, new value)", "updates=[(w, w - 0.1 * g)]"),
    "givens": ("(variable, replacement)", "givens={x: data}"),
    "replace": ("(variable, replacement)", "replace={x: y}"),
}
_WORDS = {  # Theano's
    "updates": "\nThe updates parameter must be an OrderedDict/dict or a list of lists/tuples with 2 elements",
    "replace": "\nreplace is neither a dictionary, list, tuple or None",
}


def pairs(items: Any, what: str) -> list[tuple[Any, Any]]:
    """Return the pairs in a dict or an iterable of pairs.

    Parameters
    ----------
    items : dict, iterable or None
    what : str
        The name of the argument.

    Raises
    ------
    TypeError
        If it is something else.
    """
    if items is None:
        return []
    if hasattr(items, "items"):
        return list(items.items())
    pair, example = _EXAMPLES[what]
    needed = f"{what} must be a dict or a list of pairs {pair}, as {example}"
    words = _WORDS.get(what, "")
    if isinstance(items, (Variable, str)) or not hasattr(items, "__iter__"):
        raise ArgumentError(f"{needed}; it is {with_type(items)}{words}")
    items = list(items)
    for i, item in enumerate(items):
        if isinstance(item, Variable) or not isinstance(item, (tuple, list)) or len(item) != 2:
            held = _held(item)
            hint = ""
            if all(isinstance(v, Variable) for v in items) and len(items) == 2:
                first, second = map(called, items)
                hint = f"\nhint: write {what}=[({first}, {second})] for one pair"
            elif isinstance(item, Variable) or isinstance(item, (tuple, list)) and len(item) == 1:
                hint = f"\nhint: what is the new value of {held.partition(',')[0]}? Each variable needs one"
            raise ArgumentError(f"{needed}; its element {i} is {held}{words}{hint}")
    return [tuple(item) for item in items]


def _held(item):
    if isinstance(item, (tuple, list)):
        return f"a {type(item).__name__} of {len(item)} ({listed(item)})"
    return with_type(item)


def check_inputs(inputs: Any) -> None:
    """Check that the inputs of a function are in a list.

    Raises
    ------
    TypeError
    """
    if isinstance(inputs, (list, tuple)):
        return
    hint = ""
    if isinstance(inputs, Variable):
        hint = f"\nhint: write function([{inputs.name or 'x'}], ...)"
    elif inputs is None:
        hint = "\nhint: write function([], ...) for a function without inputs"
    elif isinstance(inputs, dict):
        hint = "\nhint: pass the variables as a list; arguments of calls may be given by the names of the variables"
    raise TypeError(
        "Input variables of a Theano function should be contained in a list, even when there is a single input. inputs "
        f"is {with_type(inputs)}{hint}"
    )


def check_options(name: Any, allow_input_downcast: Any) -> None:
    """Check the types of two options of a function.

    Raises
    ------
    TypeError
    """
    if name is not None and not isinstance(name, str):
        raise TypeError(f"name must be a string, the name of the function: it is {with_type(name)}")
    if allow_input_downcast is not None and not isinstance(allow_input_downcast, (bool, int, np.bool_)):
        raise TypeError(f"allow_input_downcast must be True, False or None: it is {with_type(allow_input_downcast)}")


def unknown_input(v: Any, i: int) -> TypeError:
    """Return the error for input number `i` of a function, which is no variable."""
    if isinstance(v, Constant):
        return TypeError(
            f"Constants not allowed in param list: input {i} is {v}, whose value is fixed: use a variable, or leave "
            "it out"
        )
    hint = "inputs are variables, as T.dvector('x'), or In(variable, ...)"
    if isinstance(v, str):
        hint = "pass the variable, not its name"
    elif isinstance(v, (np.ndarray, np.generic, int, float)):
        hint = "inputs are variables; values are passed when the function is called"
    elif isinstance(v, (list, tuple)):
        hint = "pass one flat list of variables"
    elif isinstance(v, (TensorType, type)) or callable(v):
        hint = "call it to make a variable, as T.dvector('x')"
    elif v is None:
        hint = "does a function that makes the variable lack `return`?"
    return TypeError(f"Unknown parameter type: input {i} is {with_type(v)}, of {type(v)}.\nhint: {hint}")


def unknown_output(v: Any, place: str) -> TypeError:
    """Return the error for an output of a function that is no variable; `place` says which one."""
    hint = "outputs are variables or Out(variable, ...)"
    if v is None:
        hint = "does the function that makes it lack `return`?"
    elif isinstance(v, OrderedUpdates):
        hint = "these are updates: use outputs, updates = theano.scan(...), and pass updates=updates"
    elif hasattr(type(v), "misused"):
        hint = v.misused
    elif isinstance(v, (list, tuple, dict)):
        hint = "pass one flat list or dict of variables; T.stack makes one variable of several of the same type"
    elif isinstance(v, (np.ndarray, np.generic, int, float, complex)):
        hint = "use T.constant(value) for a value that never changes"
    elif isinstance(v, str):
        hint = "pass the variable, not its name"
    elif callable(v):
        hint = "call it, and pass the variable that it returns"
    return TypeError(
        f"Outputs must be theano Variable or Out instances. Received {called(v)} of type {type(v)}{place}.\nhint: "
        f"{hint}"
    )


def misfit_of_update(target: Any, value: Any) -> TypeError:
    """Return the error for an update that does not have the type of its shared variable, with the way to mend it."""
    found, wanted = getattr(value, "type", None), target.type
    name = target.name or "w"
    lines = [
        f"An update must have the same type as the original shared variable (shared_var={called(target)}, "
        f"shared_var.type={wanted}, update_val={called(value)}, update_val.type={found})."
    ]
    if isinstance(found, TensorType) and isinstance(wanted, TensorType):
        lines.append(_difference(found, wanted, name))
    else:
        lines.append(f"hint: {name} can only be updated to values of type {wanted}")
    return TypeError("\n".join(lines))


def _difference(found, wanted, name):
    """Return the difference of two types of tensors in words, and a hint."""
    if found.ndim != wanted.ndim:
        shorter = "x.dimshuffle('x', ...) adds an axis" if found.ndim < wanted.ndim else "x.sum(axis) or x[0] drops one"
        return (
            f"The update has {found.ndim} dimension(s), {name} has {wanted.ndim}.\nhint: {shorter}; is a row, a mean "
            "or a sum over the batch missing?"
        )
    if found.dtype != wanted.dtype:
        return (
            f"The update is {found.dtype}, {name} is {wanted.dtype}.\nhint: use T.cast(update, {wanted.dtype!r}); "
            "often float32 data are combined with int64 counts or float64 constants, which gives float64; "
            "theano.config.floatX is the dtype of both by default"
        )
    known = [i for i, (a, b) in enumerate(zip(found.broadcastable, wanted.broadcastable)) if a and not b]
    if known:
        axes = ", ".join(map(str, known))
        return (
            f"The update has length 1 on axis {axes}, and {name} may have any length there.\nIf the difference is "
            "related to the broadcast pattern, you can call the tensor.unbroadcast(var, axis_to_unbroadcast[, ...]) "
            f"function to remove broadcastable dimensions: T.unbroadcast(update, {axes}) if {name} has that length; "
            f"T.zeros_like({name}) + update gives it the shape of {name}"
        )
    return f"{name} is broadcastable {wanted.broadcastable}, the update is not.\nhint: use T.addbroadcast(update, axis)"


def misfit_of_given(old: Any, new: Any, error: Exception, argument: str = "givens") -> TypeError:
    """Return the error for a replacement that does not have the type of what it replaces."""
    first = f"{argument}: {with_type(old)}, cannot be replaced by {with_type(new)}"
    text = f"{first}. {error}"
    if not isinstance(new, Variable):
        why, _ = difference(old.type, new, False)
        converted = f", np.asarray(value, dtype={old.type.dtype!r})" if isinstance(old.type, TensorType) else ""
        return TypeError(
            f"{f'{first}: {why}' if why else text}\nhint: use a variable of its type, or what it can hold{converted}"
        )
    a, b = old.type, getattr(new, "type", None)
    if isinstance(a, TensorType) and isinstance(b, TensorType):
        if a.ndim != b.ndim:
            text += f"\nhint: {a.ndim} dimension(s) against {b.ndim}: index or reshape the replacement"
        elif a.dtype != b.dtype:
            text += f"\nhint: use T.cast({shortened(new.name or 'new', 20)}, {a.dtype!r}), or rebuild_strict=False"
        else:
            text += "\nhint: use T.patternbroadcast(new, pattern), or rebuild_strict=False"
    return TypeError(text)


def warn_of_unreplaced(givens: list[tuple[Any, Any]], inputs: list[Any], results: list[Any]) -> None:
    """Warn of variables that `givens` replaces and that nothing is computed from.

    Theano says nothing: a new expression that reads as the one that was meant, or another variable of its name, is
    taken for it, and the values are never read.

    Parameters
    ----------
    givens : list of (Variable, object)
    inputs : list of Variable
        Where the graph is cut.
    results : list of Variable
        What is computed: outputs, and new values of shared variables, default ones too.
    """
    needed = dict.fromkeys(ancestors([v for v in results if isinstance(v, Variable)], inputs))
    replaced = [old for old, _ in givens]
    for old, new in givens:
        if old in needed:
            continue
        leaves = [v for v in needed if v.owner is None and not isinstance(v, (Constant, SharedVariable))]
        known = [v for v in leaves if v not in inputs and v not in replaced]
        if any(new is v for v in known):
            hint = f"{called(new)} is, and must be the key: givens={{variable: replacement}}"
        elif known:
            hint = f"the outputs need {listed(known)}: use what they were made from"
        else:
            hint = "use the variable that the outputs were made from"
        warnings.warn(
            f"givens replaces {with_type(old)}, which is not part of the graph: it has no effect.\nhint: "
            f"{hint}. Another variable of the same name, or a new expression, is another variable; "
            "on_unused_input='ignore' says that it may be missing",
            stacklevel=user_level(),
        )
