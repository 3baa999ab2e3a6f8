"""Misused functions: errors of calls name the arguments that there are, or those that were given."""

from __future__ import annotations

import functools
import inspect
import opcode
import re
import sys
from types import FunctionType
from typing import TYPE_CHECKING

from .elsewhere import ASSIGNMENTS
from .nearest import UnknownName, did_you_mean, unknown_name
from .userline import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    _Class = TypeVar("_Class", bound=type)
    _Function = TypeVar("_Function", bound=Callable[..., Any])

# the words of a hint
MEND = re.compile(r"(?i)\b(?:hint|use|pass|must be|should|needs?|instead|did you mean|convert|cast)\b")
FEW = 4  # elements of a list that are described one by one


class Guessing:
    """The mixin of classes whose objects answer a name that they do not have with the nearest ones."""

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            known = [k for k in dir(type(self)) if k[:1] != "_"]
            owner = f"{type(self).__name__!r} object"
            raise UnknownName(owner, name, lambda: did_you_mean(name, known) or f" Use one of {', '.join(known)}.")


def _unknown_in(module_name, name):
    raise unknown_name(module_name, name)


def _arguments(function):
    """Return the names of the arguments of a function of Python, with the stars of those that take any number."""
    code = function.__code__
    plain = code.co_argcount + code.co_kwonlyargcount
    names = list(code.co_varnames[:plain])
    if code.co_flags & inspect.CO_VARARGS:
        names.insert(code.co_argcount, f"*{code.co_varnames[plain]}")
    return [name for name in names if name != "self"]


def wrong_arguments(error: TypeError, function: Callable[..., Any], kwargs: dict[str, Any], called: str) -> TypeError:
    """Return the error that a call raised, with the arguments that there are, if the function did not take those given.

    Parameters
    ----------
    error : TypeError
        What the call raised, in the frame that made it.
    function : callable
    kwargs : dict
        The keyword arguments of the call.
    called : str
        The name of the function for the user.
    """
    # else the call went well, and a line of the function raised
    if error.__traceback__ is None or error.__traceback__.tb_next is not None or not hasattr(function, "__code__"):
        return error
    names = _arguments(function)
    unknown = [name for name in kwargs if name not in names]
    guess = did_you_mean(unknown[0], names) if unknown else ""
    text = str(error).replace(f"{function.__qualname__}()", f"{called}()")
    return TypeError(f"{text}.{guess} Its arguments must be among: {', '.join(names) or 'none'}")


# errors of Python inside of a function that was given what it cannot use, and those that say so
_OF_PYTHON: dict[type[Exception], type[Exception]] = {
    TypeError: TypeError, AttributeError: TypeError, UnboundLocalError: TypeError, IndexError: IndexError,
    KeyError: ValueError, ZeroDivisionError: ValueError, ValueError: ValueError, OverflowError: ValueError,
}


def _is_of_python(error):
    """Return True if Python raised an error in code of this package: no statement did so."""
    place = error.__traceback__
    while place.tb_next is not None:
        place = place.tb_next
    code = place.tb_frame.f_code
    raises = code.co_code[place.tb_lasti] == opcode.opmap["RAISE_VARARGS"]
    return type(error) in _OF_PYTHON and code.co_filename.startswith(PACKAGE) and not raises


def _described(value):
    if isinstance(value, (list, tuple)) and 0 < len(value) <= FEW and any(hasattr(v, "where_made") for v in value):
        return f"a {type(value).__name__} of {'; '.join(map(_described, value))}"
    made = None if getattr(value, "name", None) else getattr(value, "where_made", None)
    place = made.location() if hasattr(made, "location") else None
    text = (getattr(place, "expression", None) or str(value)).partition("\n")[0]
    return f"{text if len(text) <= 60 else f'{text[:57]}...'}, a {getattr(value, 'type', None) or type(value).__name__}"


def unusable(
    error: Exception, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Exception:
    """Return the error of a call with the arguments that it was given, if they are why Python raised it."""
    if not _is_of_python(error):
        return error
    return _OF_PYTHON[type(error)](
        f"{function.__name__}() cannot use its arguments: {error}.\nThey are {_given(function, args, kwargs)}.\nhint: "
        f"one of them must be of another type, or have other values: help({function.__name__}) lists what it takes"
    )


def _given(function, args, kwargs):
    given = inspect.signature(function).bind(*args, **kwargs).arguments
    return "; ".join(f"{name} = {_described(value)}" for name, value in given.items() if name != "self")


def _is_of_package(error):
    """Return True if no code of the user was between this call and the statement that raised an error."""
    place = error.__traceback__
    while place is not None:
        if place.tb_frame.f_globals.get("__name__", "").partition(".")[0] not in _OURS:
            return False
        place = place.tb_next
    return True


_OURS = frozenset([__name__.partition(".")[0], "numpy", "scipy"])


def complete(
    error: Exception, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], called: str
) -> None:
    """Add to an error that this package raises what the function was given, and a hint, if it names none of it.

    Parameters
    ----------
    error : Exception
        What the call raised, in the frame that made it.
    function : callable
    args : tuple
    kwargs : dict
        The arguments of the call.
    called : str
        The name of the function for the user.
    """
    text = error.args[0] if len(error.args) == 1 else None
    if not isinstance(text, str) or str(error) != text or "hint: " in text or not _is_of_package(error):
        return
    if any(text is value for value in vars(type(getattr(function, "__self__", None))).values()):
        # a constant of an operation's class, which programs compare by identity
        return
    text = text.rstrip()
    lines = [text if text[-1:] in ".!?" else f"{text}."]
    if not _names_one(text, [*args, *kwargs.values()]):
        lines.append(f"{called}() was given {_given(function, args, kwargs)}.")
    if not MEND.search(text):
        lines.append(f"hint: help({called}) lists what it takes")
    if len(lines) > 1:
        error.args = ("\n".join(lines),)


def _names_one(text, values):
    """Return True if a text says which of the arguments it is about; variables come first."""
    values = [v for v in values if hasattr(v, "where_made")] or values
    names = [_described(v).partition(", a")[0] for v in values]
    # "a" is an article too
    ends = [r"(?!\w)(?! (?!is|has))" if name == "a" else r"(?!\w)" for name in names]
    return not names or any(re.search(rf"(?<!\w){re.escape(name)}{end}", text) for name, end in zip(names, ends))


_EXPLAINED = (
    ArithmeticError, AttributeError, LookupError, NotImplementedError, TypeError, UnboundLocalError, ValueError,
)


def with_guesses(function: _Function) -> _Function:
    """Let a function say which arguments it takes when a call gives others; a decorator.

    What the user calls also says what it was given where it fails.
    """

    @functools.wraps(function)
    def guessing(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except _EXPLAINED as error:
            if isinstance(error, TypeError):
                better = wrong_arguments(error, function, kwargs, function.__name__)
                if better is not error:
                    raise better from None
            if sys._getframe(1).f_code.co_filename.startswith(PACKAGE):
                raise
            better = unusable(error, function, args, kwargs)
            if better is error:
                complete(error, function, args, kwargs, function.__name__)
                raise
            raise better from error

    return guessing


def guessing_function(value: Any) -> Any:
    """Return `value`; for a function of Python, the one with guesses, which takes its place in the module it is from.

    See Also
    --------
    with_guesses
    """
    if not isinstance(value, FunctionType) or hasattr(value, "__wrapped__"):
        return value
    # pickles look for the function there, and modules that are imported later take it from there
    home = vars(sys.modules[value.__module__])
    there = home.get(value.__name__)
    if getattr(there, "__wrapped__", None) is value:
        return there
    guessing = with_guesses(value)
    if there is value:
        home[value.__name__] = guessing
    return guessing


def guess_in_module(names: dict[str, Any]) -> None:
    """Let a module, and the public functions among its globals, answer wrong names and arguments with guesses.

    Public are those in its ``__all__``, if it has one, or those without an underscore.
    """
    if "__getattr__" not in names:
        names["__getattr__"] = functools.partial(_unknown_in, names["__name__"])
    public = names.get("__all__") or [name for name in names if name[0] != "_"]
    names.update({name: guessing_function(names[name]) for name in public if name in names})


def _refuse_assignment(name, owner, value):
    advice = ASSIGNMENTS.get(name, "an operation that returns a new one")
    raise AttributeError(
        f"property {name!r} of {type(owner).__name__!r} object has no setter: {_described(owner)}, never changes.\n"
        f"hint: use {advice}"
    )


def guess_in_class(cls: _Class) -> _Class:
    """Let a class answer wrong arguments of public methods, and assignments of computed values; a decorator."""
    for name, value in list(vars(cls).items()):
        if isinstance(value, property) and value.fset is None:
            setattr(cls, name, value.setter(functools.partial(_refuse_assignment, name)))
        elif name[0] != "_" and isinstance(value, FunctionType) and not hasattr(value, "__wrapped__"):
            setattr(cls, name, with_guesses(value))
    return cls


def guess_in_constructor(cls: _Class) -> _Class:
    """Let a class answer wrong arguments of its constructor with guesses; a decorator."""
    construct = vars(cls)["__init__"]

    @functools.wraps(construct)
    def guessing(self, *args, **kwargs):
        try:
            construct(self, *args, **kwargs)
        except TypeError as error:
            better = wrong_arguments(error, construct, kwargs, type(self).__name__)
            if better is error:
                raise
            raise better from None

    cls.__init__ = guessing
    return cls
