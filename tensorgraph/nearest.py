"""Did you mean ...: the nearest of some names to one that does not exist."""

from __future__ import annotations

import functools
import inspect
import opcode
import sys
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING

from .elsewhere import ASSIGNMENTS, FUNCTIONS
from .userline import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType
    from typing import Any, TypeVar

    _Class = TypeVar("_Class", bound=type)
    _Function = TypeVar("_Function", bound=Callable[..., Any])

STREAMS = "RandomStreams"  # the class whose methods are functions elsewhere
FEW = 4  # elements of a list that are described one by one
LIKENESS = 0.65  # of two names: twice the letters that they share in order, divided by their letters


def _folded(name):
    """Return a name without what people confuse first: case, underscores and hyphens."""
    return name.lower().replace("_", "").replace("-", "")


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return those of the `known` names that are most like `name`, the best first.

    Parameters
    ----------
    name : str
    known : iterable of str
    most : int
        How many at most.

    Returns
    -------
    list of str

    Examples
    --------
    >>> nearest("FASTRUN", ["FAST_COMPILE", "FAST_RUN"])
    ['FAST_RUN']
    >>> nearest("sotfmax", ["sigmoid", "softmax", "softplus"])
    ['softmax']
    """
    import difflib

    folded: dict[str, list[str]] = {}
    for k in sorted({k for k in known if isinstance(k, str)}):
        folded.setdefault(_folded(k), []).append(k)
    wanted = _folded(name)
    close = [wanted] if wanted in folded else difflib.get_close_matches(wanted, folded, most, LIKENESS)
    upper = name[:1].isupper()
    return [k for found in close for k in sorted(folded[found], key=lambda k: k[:1].isupper() != upper)][:most]


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Return " Did you mean 'a' or 'b'?" with the `known` names nearest to `name`; "" without any.

    Examples
    --------
    >>> did_you_mean("update", ["updates", "givens"])
    " Did you mean 'updates'?"
    """
    found = nearest(name, known) if isinstance(name, str) else []
    return f" Did you mean {' or '.join(map(repr, found))}?" if found else ""


class UnknownName(AttributeError):
    """A module, a variable or a group of flags has no attribute of that name.

    Its text, with the nearest names, is made when it is read: programs ask for many attributes only to see whether
    they are there.

    Parameters
    ----------
    owner : str or callable
        What was asked, such as "module 'tensorgraph.tensor'", or a function that returns it.
    name : str
    guess : callable
        Returns a sentence with the names that may be meant, with a space before it, or "".
    """

    def __init__(self, owner: str | Callable[[], str], name: str, guess: Callable[[], str]) -> None:
        # without an object Python adds no guess of its own
        super().__init__(name=name, obj=None)
        self.owner, self.guess = owner, guess

    def __str__(self):
        owner = self.owner if isinstance(self.owner, str) else self.owner()
        guess = self.guess()
        return f"{owner} has no attribute {self.name!r}{'.' * bool(guess)}{guess}"

    def __reduce__(self):
        return AttributeError, (str(self),)


class UnknownImport(ImportError):
    """A module has no name that ``from module import name`` asks for.

    Its text is Python's own, and the nearest names, which are looked for when it is read.

    Parameters
    ----------
    module : module
    name : str
    guess : callable
        Returns a sentence with the names that may be meant, with a space before it, or "".
    """

    def __init__(self, module: ModuleType, name: str, guess: Callable[[], str]) -> None:
        file = getattr(module, "__file__", None)
        text = f"cannot import name {name!r} from {module.__name__!r} ({file or 'unknown location'})"
        super().__init__(text, name=module.__name__, path=file)
        self.guess = guess

    def __str__(self):
        guess = self.guess()
        return f"{self.msg}{'.' * bool(guess)}{guess}"

    def __reduce__(self):
        return ImportError, (str(self),)


class Guessing:
    """The mixin of classes whose objects answer a name that they do not have with the nearest ones."""

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            known = [k for k in dir(type(self)) if k[:1] != "_"]
            owner = f"{type(self).__name__!r} object"
            raise UnknownName(owner, name, lambda: did_you_mean(name, known) or f" Use one of {', '.join(known)}.")


class UnknownModule(ModuleNotFoundError):
    """``import package.name`` asks for a module that is not there.

    Its text is Python's own, and the nearest names, which are looked for when it is read.

    Parameters
    ----------
    name : str
        The full name of the module.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"No module named {name!r}", name=name)

    def __str__(self):
        home, _, name = self.name.rpartition(".")
        return f"{self.msg}.{_guess(sys.modules[home], name)}"

    def __reduce__(self):
        return ModuleNotFoundError, (str(self),)


# where people look for functions; names of one are looked for in the others
NAMESPACES = (
    "", "tensor", "tensor.nnet", "tensor.nlinalg", "tensor.slinalg", "tensor.signal", "tensor.signal.pool",
    "tensor.signal.conv", "tensor.fft", "tensor.extra_ops", "tensor.random", "gradient", "ifelse", "printing",
    "compile", "scalar", "scan_module", "saving", "optim",
)


def _public(module):
    return sorted({k for k in (*dir(module), *getattr(module, "__all__", ())) if k[:1] != "_"})


def _guess(module, name):
    """Return a sentence with the names that may be meant by ``module.name``."""
    own = _public(module)
    if name[:1] == "_" or _folded(name) in map(_folded, own):
        return did_you_mean(name, own)
    package = __name__.partition(".")[0]
    others = {}
    for path in NAMESPACES:
        other = import_module(f"{package}.{path}".rstrip("."))
        if other is not module:
            others.update((k, f"{other.__name__}.{k}") for k in _public(other) if k not in others)
    if name in FUNCTIONS:
        return f" Use {FUNCTIONS[name]}."
    if name in others:
        return f" Use {others[name]}."
    home = module.__name__ if STREAMS in own else others[STREAMS].rpartition(".")[0]
    if callable(getattr(getattr(import_module(home), STREAMS), name, None)):
        return f" Use {STREAMS}(seed).{name}, of {home}."
    there = [others[k] for k in nearest(name, others)]
    if near := did_you_mean(name, own):
        return near
    return f" Did you mean {' or '.join(there)}?" if there else f" Use dir({module.__name__}) for its names."


def unknown_name(module_name: str, name: str) -> UnknownName | UnknownImport:
    """Return the error for a name that a module of this package does not have, to be raised by its ``__getattr__``."""
    asks = sys._getframe(2)
    if asks.f_code.co_code[asks.f_lasti] == opcode.opmap["IMPORT_FROM"]:
        # Python makes an error of its own, without the names, from one of an attribute
        return UnknownImport(sys.modules[module_name], name, lambda: _guess(sys.modules[module_name], name))
    return UnknownName(f"module {module_name!r}", name, lambda: _guess(sys.modules[module_name], name))


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
    if isinstance(value, (list, tuple)) and 0 < len(value) <= FEW:
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
    """Add to an error that this package raises without a hint what the function was given.

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
    error.args = (
        f"{text}{'' if text[-1:] in '.!?' else '.'}\n{called}() was given {_given(function, args, kwargs)}.\nhint: "
        f"help({called}) lists what it takes",
    )


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
            better = wrong_arguments(error, construct, kwargs, cls.__name__)
            if better is error:
                raise
            raise better from None

    cls.__init__ = guessing
    return cls
