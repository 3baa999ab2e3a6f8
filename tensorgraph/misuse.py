"""Misused functions: errors of calls name the arguments that there are, or those that were given."""

from __future__ import annotations

import functools
import inspect
import opcode
import re
import sys
from types import FunctionType
from typing import TYPE_CHECKING

from .blame import blamed, bound, listed, place_of, value_needed
from .description import described, example_of, help_on
from .elsewhere import ARGUMENTS, ASSIGNMENTS
from .nearest import UnknownName, did_you_mean, public, unknown_name
from .options import check_options, options_of
from .userline import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    _Class = TypeVar("_Class", bound=type)
    _Function = TypeVar("_Function", bound=Callable[..., Any])

# the words of a hint
MEND = re.compile(r"(?i)\b(?:hint|use|pass|must be|should|needs?|instead|did you mean|consider|either|one of)\b")
_HINT = re.compile("[Hh]int: ")


class Guessing:
    """The mixin of classes whose objects answer a name that they do not have with the nearest ones."""

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name[:2] == "__":
                # of a protocol, which Python and NumPy ask for
                raise AttributeError(name)

            def guess():
                known = public(self)
                return did_you_mean(name, known) or f" Use one of {', '.join(known)}."

            raise UnknownName(lambda: f"{type(self).__name__!r} object", name, guess)


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


def wrong_arguments(
    error: TypeError, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], called: str
) -> TypeError:
    """Return the error that a call raised, with the arguments that there are, if the function did not take those given.

    The parameters are those of :func:`unusable`.
    """
    # else the call went well, and a line of the function raised
    if error.__traceback__ is None or error.__traceback__.tb_next is not None or not hasattr(function, "__code__"):
        return error
    names = _arguments(function)
    unknown = [name for name in kwargs if name not in names]
    other = ARGUMENTS.get(unknown[0]) if unknown else None
    guess = f" Did you mean {other!r}?" if other in names else did_you_mean(unknown[0], names) if unknown else ""
    text = str(error).replace(f"{function.__qualname__}()", f"{called}()")
    given = "; ".join([described(v) for v in (*args, *kwargs.values()) if hasattr(v, "where_made")])
    known = f"Its arguments must be among: {', '.join(names) or 'none'}"
    example = f"\nhint: as in {example}" if not guess and (example := example_of(function, called)) else ""
    return TypeError(f"{text}.{guess} {known}{f'. It was given {given}' * bool(given)}{example}")


# errors of Python inside of a function that was given what it cannot use, and those that say so
_OF_PYTHON: dict[type[Exception], type[Exception]] = {
    TypeError: TypeError, AttributeError: TypeError, UnboundLocalError: TypeError, IndexError: IndexError,
    KeyError: ValueError, ValueError: ValueError,
}


def _is_of_python(error):
    """Return True if Python raised an error in code of this package: no statement did so."""
    place = error.__traceback__
    while place.tb_next is not None:
        place = place.tb_next
    code = place.tb_frame.f_code
    raises = code.co_code[place.tb_lasti] == opcode.opmap["RAISE_VARARGS"]
    explained = hasattr(error, "user_lines") or _HINT.search(str(error))
    return _kind_of(error) is not None and code.co_filename.startswith(PACKAGE) and not raises and not explained


def _kind_of(error):
    """Return the class of the error in place of one of Python's, or of NumPy's about types, else None."""
    if isinstance(error, TypeError) and type(error).__module__.partition(".")[0] == "numpy":
        return TypeError
    return ValueError if isinstance(error, ArithmeticError) else _OF_PYTHON.get(type(error))


def unusable(
    error: Exception, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], called: str
) -> Exception:
    """Return the error of a call with the arguments that it was given, if they are why Python raised it.

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
    if not _is_of_python(error):
        return error
    given = bound(function, args, kwargs)
    if name := blamed(error, given):
        text = f"{called}() cannot use {name} = {described(given.pop(name))}: {error}."
        if given:
            text = f"{text}\nThe other arguments are {listed(given)}."
        hint = "it must be of another type, or have another value"
    else:
        text = f"{called}() cannot use its arguments: {error}.\nThey are {listed(given) or 'none'}."
        hint = "one of them must be of another type, or have other values"
    return _kind_of(error)(f"{text}\nhint: {hint}, {help_on(function, called)}")


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
    if not isinstance(text, str) or str(error) != text or hasattr(error, "user_lines") or not _is_of_package(error):
        return
    if hasattr(error, "value"):
        # what could not be converted has no name: which of the arguments was it?
        given = bound(function, args, kwargs)
        place = next(filter(None, (place_of(error.value, v, name) for name, v in given.items())), None)
        line, end, rest = text.partition("\n")
        where = f"It is {place}" if place else f"It is made of {listed(given)}"
        error.args = (f"{line}\n{where}, an argument of {called}().{end}{rest}",)
        return
    if hinted := _HINT.search(text):
        # what works on one variable should name it
        if args and hasattr(args[0], "where_made") and not _names_one(text, [*args, *kwargs.values()]):
            given = listed(bound(function, args, kwargs))
            first = text[: hinted.start()].rstrip()
            error.args = (f"{_followed(first, f'{called}() was given {given}.')}\n{text[hinted.start():]}",)
        return
    if any(text is value for value in vars(type(getattr(function, "__self__", None))).values()):
        # a constant of an operation's class, which programs compare by identity
        return
    text = text.rstrip()
    lines = whole = [text if text[-1:] in ".!?" else f"{text}."]
    if not _names_one(text, [*args, *kwargs.values()]):
        lines = [_followed(text, f"{called}() was given {listed(bound(function, args, kwargs))}.")]
    if not MEND.search(text):
        lines = [*lines, f"hint: {help_on(function, called)}"]
    if lines != whole:
        error.args = ("\n".join(lines),)


def _followed(text, given):
    """Return a text with what a call was given, in the first line if it has no other: that is the one that is read."""
    if "\n" in text:
        return f"{text}{'' if text[-1:] in '.!?' else '.'}\n{given}"
    return f"{text.removesuffix('.')}{'; ' if ': ' in text else ': '}{given}"


def _names_one(text, values):
    """Return True if a text says which of the arguments it is about; variables come first."""
    values = [v for v in values if hasattr(v, "where_made")] or values
    names = [described(v).partition(", a")[0] for v in values]
    # "a" is an article too
    ends = [r"(?!\w)(?! (?!is|has))" if name == "a" else r"(?!\w)" for name in names]
    return not names or any(re.search(rf"(?<!\w){re.escape(name)}{end}", text) for name, end in zip(names, ends))


def name_operands(error: Exception, operands: tuple[Any, ...]) -> None:
    """Add to the error of an operator what it was given, if it names none of its variables."""
    text = error.args[0] if len(error.args) == 1 else None
    known = [described(v) for v in operands if hasattr(v, "where_made")]
    if isinstance(text, str) and str(error) == text and not any(said in text for said in known):
        first, end, rest = text.partition("\n")
        are = "operands are" if len(operands) > 1 else "operand is"
        error.args = (f"{first}\nThe {are} {'; '.join(map(described, operands))}.{end}{rest}",)


def explained(
    error: Exception, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], called: str
) -> Exception:
    """Return the error of a call that the user made, with what the function was given and a hint.

    Parameters
    ----------
    error, function, args, kwargs, called
        As of :func:`unusable`.
    """
    better = unusable(error, function, args, kwargs, called)
    if better is error and hasattr(error, "variable") and _is_of_package(error):
        better = value_needed(error, function, bound(function, args, kwargs), called) or error
    if better is error and type(error).__module__.partition(".")[0] == "numpy" and isinstance(error, TypeError):
        # NumPy makes its text from objects
        given = listed(bound(function, args, kwargs))
        error.add_note(f"{called}() was given {given}.\nhint: {help_on(function, called)}")
    elif better is error:
        complete(error, function, args, kwargs, called)
    else:
        better.__cause__ = error
    _advise(better, [*args, *kwargs.values()])
    return better


def _advise(error, values):
    """Let the hint of an error be what one of the values, or of their elements, says of its own misuse."""
    values = [w for v in values for w in (v, *(v if type(v) is tuple or isinstance(v, list) else ()))]
    advice = next((v.misused for v in values if isinstance(getattr(type(v), "misused", None), str)), None)
    text = error.args[0] if len(error.args) == 1 and isinstance(error, (TypeError, ValueError)) else None
    if advice is not None and isinstance(text, str) and advice not in text:
        error.args = (f"{_HINT.split(text)[0].rstrip()}\nhint: {advice}",)


_OF_FILES = {
    FileNotFoundError: "use the path of a file that is there, or of a new one in a folder that is there",
    IsADirectoryError: "use the path of a file, not of a folder",
}
_EXPLAINED = (
    ArithmeticError, AttributeError, LookupError, NotImplementedError, TypeError, UnboundLocalError, ValueError,
)


def with_guesses(function: _Function) -> _Function:
    """Let a function say which arguments it takes when a call gives others; a decorator.

    What the user calls also says what it was given where it fails.
    """

    options = options_of(function)

    @functools.wraps(function)
    def guessing(*args, **kwargs):
        try:
            if options:
                check_options(options, args, kwargs, function.__name__, function)
            return function(*args, **kwargs)
        except OSError as error:
            if (note := _OF_FILES.get(type(error))) and error.filename:
                error.add_note(f"hint: {note}")
            raise
        except _EXPLAINED as error:
            if isinstance(error, TypeError):
                better = wrong_arguments(error, function, args, kwargs, function.__name__)
                if better is not error:
                    raise better from None
            if sys._getframe(1).f_code.co_filename.startswith(PACKAGE):
                raise
            better = explained(error, function, args, kwargs, function.__name__)
            if better is error:
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


def guess_names(names: dict[str, Any]) -> None:
    """Let a module with these globals answer wrong names with guesses."""
    names.setdefault("__getattr__", functools.partial(_unknown_in, names["__name__"]))


def guess_in_module(names: dict[str, Any]) -> None:
    """Let a module, and the public functions among its globals, answer wrong names and arguments with guesses.

    Public are those in its ``__all__``, if it has one, or those without an underscore.
    """
    guess_names(names)
    public = names.get("__all__") or [name for name in names if name[0] != "_"]
    names.update({name: guessing_function(names[name]) for name in public if name in names})


def _refuse_assignment(name, owner, value):
    advice = ASSIGNMENTS.get(name, "an operation that returns a new one")
    raise AttributeError(
        f"property {name!r} of {type(owner).__name__!r} object has no setter: {described(owner)}, never changes.\n"
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
    """Let a class answer wrong arguments of its constructor with guesses; a decorator.

    A class of scikit-learn's contract, which lets constructors take anything, has ``_takes_anything``.
    """
    construct = vars(cls)["__init__"]
    options = [] if getattr(cls, "_takes_anything", False) else options_of(construct)

    @functools.wraps(construct)
    def guessing(self, *args, **kwargs):
        try:
            if options:
                check_options(options, (self, *args), kwargs, type(self).__name__, cls)
            construct(self, *args, **kwargs)
        except _EXPLAINED as error:
            name = type(self).__name__
            if isinstance(error, TypeError):
                better = wrong_arguments(error, construct, args, kwargs, name)
                if better is not error:
                    raise better from None
            if sys._getframe(1).f_code.co_filename.startswith(PACKAGE):
                raise
            better = explained(error, construct.__get__(self), args, kwargs, name)
            if better is error:
                raise
            raise better from error

    cls.__init__ = guessing
    return cls
