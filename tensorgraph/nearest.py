"""Did you mean ...: the nearest of some names to one that does not exist."""

from __future__ import annotations

import opcode
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from .elsewhere import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

STREAMS = "RandomStreams"  # the class whose methods are functions elsewhere
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
    found = nearest(name, [k for k in known if k != name]) if isinstance(name, str) else []
    return f" Did you mean {' or '.join(map(repr, found))}?" if found else ""


def public(owner: object) -> list[str]:
    """Return the names of an object's attributes that have no underscore before them."""
    return [name for name in dir(owner) if name[:1] != "_"]


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
        # the name `theano` may have been given back since
        return f"{self.msg}.{_guess(sys.modules[home], name) if home in sys.modules else ''}"

    def __reduce__(self):
        return ModuleNotFoundError, (str(self),)


# where people look for functions; names of one are looked for in the others
NAMESPACES = (
    "", "tensor", "tensor.nnet", "tensor.nlinalg", "tensor.slinalg", "tensor.linalg", "tensor.signal",
    "tensor.signal.pool",
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
    # a module that is being imported and not bound yet is found by Python itself, after an error of an attribute;
    # of any other it makes an error of its own, without the names
    loading = f"{module_name}.{name}" in sys.modules
    if asks.f_code.co_code[asks.f_lasti] == opcode.opmap["IMPORT_FROM"] and not loading:
        return UnknownImport(sys.modules[module_name], name, lambda: _guess(sys.modules[module_name], name))
    return UnknownName(f"module {module_name!r}", name, lambda: _guess(sys.modules[module_name], name))
