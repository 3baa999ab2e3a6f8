"""The uses of a Python value that variables refuse, since they have no value while a graph is built.

Each error says what to write instead, as far as the user's line tells what is meant.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from typing import TYPE_CHECKING

from ...elsewhere import ATTRIBUTES
from ...errors import NoValueError
from ...flags import theano_is_this
from ...nearest import UnknownName, did_you_mean, nearest
from ...userline import PACKAGE
from ..variable import Constant, Variable
from .called import EVAL, called
from .comparison import (
    NUMBERS,
    asking_place,
    asking_trace,
    compared,
    distinct,
    holds_numbers,
    is_at_comparison,
    is_own,
    warn_there,
)
from .numpycall import refuse_number

if TYPE_CHECKING:
    from typing import Any, NoReturn

_CHOICES = (
    "T.switch(condition, a, b) chooses element by element, ifelse(condition, a, b) computes one branch only; T.and_, "
    "T.or_ and T.invert (or &, | and ~) combine conditions; T.maximum and T.minimum replace max and min; theano.scan "
    f"with until(condition) replaces while; T.Assert checks a condition in each call. {EVAL}"
)
# what the user's line says, and what it says instead; the first that fits
_MEANT = (
    (r"^(?:builtins\.)?(max|min)\(", "use T.{0}imum(a, b) for the {0} of two, x.{0}() for that of all elements"),
    (r"^(?:builtins\.)?(any|all)\(", "use T.{0}(T.stack(...)), or T.or_ and T.and_ of two conditions"),
    (r"^(?:builtins\.)?sorted\(|\.sort\(", "use T.sort(x); for several variables T.sort(T.stack([...]))"),
    (r"^(?!.*\bfor\b).*\s(?:not )?in\s", "use T.any(T.eq(x, values)), or any(x is v for v in variables)"),
    (r"^\s*while\b", "use theano.scan with theano.scan_module.until(condition)"),
    (r"^\s*assert\b", "use x = T.Assert('text')(x, condition), which checks it in each call"),
    (r"\b(?:and|or|not)\b", "use T.and_(a, b), T.or_(a, b) and T.invert(a), or &, | and ~ with brackets around each"),
    (r"\bif\b", "use T.switch(condition, a, b) or ifelse(condition, a, b)"),
)
_getframe = sys._getframe  # most comparisons are this package's own


def _meant(place):
    """Return what to write instead, from the text of the user's line, or ""."""
    if place is None:
        return ""
    for pattern, advice in _MEANT:
        for text in (place.expression, place.source):
            if found := re.search(pattern, text or ""):
                return advice.format(*found.groups())
    return ""


def truth(v: Variable, plain: bool) -> bool:
    """Raise the error for ``bool(v)``; shared variables, and in programs for Theano all but comparisons, are true.

    Parameters
    ----------
    v : Variable
    plain : bool
        Whether it is no comparison.
    """
    if plain and is_own():
        return True
    if plain and (theano_is_this() or hasattr(v, "container")):
        # `W or shared(...)` and `if not W` are how many programs ask whether there is a W
        warn_there(
            f"bool({called(v)}) is True, whatever its value will be, as in Theano: a variable has no value while the "
            f"graph is built. Compare with None (x is not None) if that is meant; {EVAL}"
        )
        return True
    place = asking_place()
    advice = _meant(place)
    shared = () if v.owner is None else [w for w in v.owner.inputs if hasattr(w, "get_value") and w.owner is None]
    if shared and len(shared) == sum(not isinstance(w, Constant) for w in v.owner.inputs):
        now = f"use {shared[0].name or 'x'}.get_value() for the value that it has now"
        advice = f"{now}; or {advice}" if advice else now
    raise NoValueError(
        f"{called(v)} is true or false only when the graph runs: Variables do not support boolean operations.\n"
        f"hint: {advice + '. ' if advice else ''}{_CHOICES}", v
    )


def _refused(text):
    def describe(v, place):
        return text.format(v=called(v), type=getattr(v, "type", ""), kind=type(v).__name__)

    return describe


def _length(v, place):
    axes = getattr(v, "ndim", 1)
    name = v.name or "x"
    node = v.owner
    if place is not None and f"{os.sep}xarray{os.sep}" in place.filename:
        # it hands no operator on, but wraps the result and asks for the numbers of its shape
        hint = "xarray computes where its array stands on the left: write x * array, or array.data * x"
    elif node is not None and type(node.op).__name__ == "Shape":
        hint = f"its length is the number of axes of {called(node.inputs[0])}: use x.ndim"
    elif axes == 0:
        hint = "it is a scalar"
    else:
        now = f"{name}.get_value(borrow=True).shape[0] for the length that it has now, or " * hasattr(v, "get_value")
        hint = f"use {now}{name}.shape[0], a variable; T.arange({name}.shape[0]) or theano.scan go over the rows"
    return f"object of type '{type(v).__name__}' has no len(): the length of {called(v)} is not known yet. hint: {hint}"


def _as_integer(v, place):
    indexed = re.fullmatch(r"(.+)\[[^\[\]]+\]", getattr(place, "expression", None) or "")
    of_list = f"use T.stack({indexed[1]})[{v.name or 'n'}] for an element of a list; " if indexed else ""
    return (
        f"'{type(v).__name__}' object cannot be interpreted as an integer: {called(v)} has no value while the graph is "
        f"built.\nhint: {of_list}use T.arange(n) and theano.scan(..., n_steps=n) instead of range(n), T.zeros((n,)) "
        "instead of np.zeros(n), T.cast(x, 'int64') instead of int(x); axes and counts of the language must be Python "
        f"integers. {EVAL}"
    )


def _setting(v, place):
    """Return the message for ``x[i] = y``, with the very expression where the user's line holds one statement."""
    advice = f"{v.name or 'x'} = T.set_subtensor({v.name or 'x'}[index], value)"
    try:
        statement = ast.parse(place.source).body[0]
        target = statement.target if isinstance(statement, ast.AugAssign) else statement.targets[0]
        if isinstance(target, ast.Subscript):
            old, part, new = (ast.unparse(part) for part in (target.value, target, statement.value))
            if isinstance(statement, ast.Assign):
                advice = f"{old} = T.set_subtensor({part}, {new})"
            elif isinstance(statement.op, (ast.Add, ast.Sub)):
                sign = "-" if isinstance(statement.op, ast.Sub) else ""
                new = f"-({new})" if sign and not isinstance(statement.value, ast.Constant) else sign + new
                advice = f"{old} = T.inc_subtensor({part}, {new})"
            else:
                changed = ast.unparse(ast.BinOp(target, statement.op, statement.value))
                advice = f"{old} = T.set_subtensor({part}, {changed})"
    except (AttributeError, IndexError, SyntaxError, ValueError):
        pass  # no source, or more than one line
    first = f"'{type(v).__name__}' object does not support item assignment: {called(v)} is"
    if not hasattr(v, "get_value"):
        return f"{first} an expression, which never changes.\nhint: use {advice}, and go on with the result"
    name, new = v.name or "w", advice.partition(" = ")[2]
    return (
        f"{first} a shared variable, whose value changes as a whole.\nhint: use value = {name}.get_value(), change "
        f"that, and {name}.set_value(value); in a function updates=[({name}, {new})]"
    )


def _membership(v, place):
    name = v.name or "x"
    return (
        f"argument of type '{type(v).__name__}' is not iterable: the elements of {called(v)} are not known while the "
        f"graph is built.\nhint: use T.any(T.eq({name}, value)), or any(v is {name} for v in variables)"
    )


class Refusal:
    """A special method that is not there, but says so in more words than Python.

    The method is looked up, and calls of the builtin fail with :class:`NoValueError`; since that is an AttributeError,
    ``hasattr(x, "__len__")`` stays false, by which programs tell variables from lists.
    """

    def __init__(self, describe: Any) -> None:
        self.describe = describe

    def __get__(self, v: Any, cls: Any = None) -> NoReturn:
        if v is None:
            raise AttributeError("variables have no such method")
        trace = asking_trace()
        # the text is made when it is read: list(x) asks for a length, and goes on without
        raise NoValueError(lambda: self.describe(v, None if trace is None else trace.location()), v)


class IndexRefusal(Refusal):
    """The refusal of ``__index__``, whose error NumPy passes on where it asks for a length."""

    def __get__(self, v: Any, cls: Any = None) -> NoReturn:
        if v is not None and not sys._getframe(1).f_code.co_filename.startswith(PACKAGE):
            refuse_number(v, asking_place(), sys._getframe(1))
        super().__get__(v, cls)


def _attribute(v, name):
    """Return a sentence on an attribute that a variable does not have."""
    if hasattr(v, "get_value") and name in ("value", "numpy", "item", "tolist", "data"):
        gone = " sharedvar.value does not exist anymore." if name == "value" else ""
        return f"{gone} Use {v.name or 'x'}.get_value() for its value."
    if name in ATTRIBUTES:
        return f" {ATTRIBUTES[name]}"
    if name[-1:] == "_" and name[:1] != "_":
        # as other libraries call what changes an array
        own = f"{v.name or 'x'}.{name[:-1]}(...)" if hasattr(type(v), name[:-1]) else "..."
        return f" Variables do not change: use {v.name or 'x'} = {own}, or T.set_subtensor for a part."
    functions = sys.modules[f"{__name__.partition('.')[0]}.tensor"]
    if not getattr(v.type, "is_dense", True) and hasattr(functions.TensorVariable, name):
        return f" Use functions of tensorgraph.sparse, or sparse.dense_from_sparse({v.name or 'x'}).{name}."
    homes = {k: home for home in (functions.nnet, functions) for k in dir(home)}
    known = [k for k in dir(type(v)) if k[:1] != "_" or name[:1] == "_"]
    near = [] if name in homes else nearest(name, known)
    found = None if near else next(iter(nearest(name, homes)), None)
    if found is not None:
        return f" There is the function {homes[found].__name__}.{found}: use {found}(x)."
    return did_you_mean(name, known) or f" It has no value while the graph is built: use {EVAL}"


class NoValue:
    """The mixin of variables that stand for arrays: what Python does with values is an error that says what to do."""

    _is_nonzero = True
    name: Any

    def __bool__(self) -> bool:
        return truth(self, self._is_nonzero)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, Variable):
            return is_at_comparison(frame := _getframe(1)) and distinct(self, other, "==", frame)
        return (other.__class__ in NUMBERS or holds_numbers(other)) and compared(self, other, "==")

    def __ne__(self, other: object) -> bool:
        if self is other:
            return False
        if isinstance(other, Variable):
            return not is_at_comparison(frame := _getframe(1)) or distinct(self, other, "!=", frame)
        return not (other.__class__ in NUMBERS or holds_numbers(other)) or compared(self, other, "!=")

    __hash__ = object.__hash__

    def __format__(self, spec: str) -> str:
        try:
            return format(str(self), spec)
        except ValueError:
            raise NoValueError(
                f"{called(self)} has no value to format as {spec!r} while the graph is built.\nhint: format what a "
                f"compiled function returns. {EVAL}", self
            ) from None

    # for type checkers, these are mistakes
    if not TYPE_CHECKING:
        __len__ = Refusal(_length)
        __index__ = IndexRefusal(_as_integer)
        __contains__ = Refusal(_membership)
        __setitem__ = Refusal(_setting)
        __delitem__ = Refusal(_refused(
            "'{kind}' object doesn't support item deletion: {v} is an expression, which never changes.\nhint: use "
            "T.concatenate of the parts that stay"
        ))
        __enter__ = Refusal(_refused(
            "'{kind}' object does not support the context manager protocol: {v} is a variable.\nhint: use it in an "
            "expression; `with` takes contexts, such as theano.change_flags(floatX='float32')"
        ))
        __round__ = Refusal(_refused("type {kind} doesn't define __round__ method: use T.round({v})"))
        __reversed__ = Refusal(_refused(
            "'{kind}' object is not reversible: the length of {v} is not known yet.\nhint: use x[::-1], or theano.scan "
            "with go_backwards=True"
        ))

        def __getattr__(self, name: str) -> Any:
            if hasattr(type(self), name):
                # a property failed, whose own error says more
                return object.__getattribute__(self, name)
            raise UnknownName(lambda: f"{called(self)}, a {type(self).__name__},", name, lambda: _attribute(self, name))
