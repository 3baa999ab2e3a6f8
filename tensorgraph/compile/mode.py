"""Modes: the rewrites of a function, and what runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..config import FLAGS, config
from ..misuse import Guessing, guess_in_constructor
from ..nearest import did_you_mean
from ..rewriting.pipeline import Selected
from ..rewriting.query import PREDEFINED, Query, as_query

if TYPE_CHECKING:
    from typing import Any

    from ..typing import ModeLike

__all__ = [
    "FAST_COMPILE", "FAST_RUN", "Mode", "OPT_FAST_COMPILE", "OPT_FAST_RUN",
    "OPT_MERGE", "OPT_NONE", "get_default_mode", "get_mode",
    "predefined_linkers", "predefined_modes", "predefined_optimizers", "register_linker", "register_mode",
    "register_optimizer",
]

# "py" runs the NumPy references, every other name means the kernels
predefined_linkers = {
    name: name for name in ("cvm", "c|py", "py", "c", "c|py_nogc", "vm", "vm_nogc", "cvm_nogc")
}
predefined_optimizers = PREDEFINED
OPT_NONE, OPT_MERGE = PREDEFINED["None"], PREDEFINED["merge"]
OPT_FAST_RUN, OPT_FAST_COMPILE = PREDEFINED["fast_run"], PREDEFINED["fast_compile"]


def register_linker(name: str, linker: Any) -> None:
    """Register a linker for ``Mode(linker=name)``.

    Parameters
    ----------
    name : str
        Not taken yet.
    linker : str
        One of ``predefined_linkers``.
    """
    if name in predefined_linkers:
        raise ValueError(f"Linker name already taken: {name}")
    if linker not in predefined_linkers:
        raise ValueError(_unknown("linker", linker, predefined_linkers))
    predefined_linkers[name] = predefined_linkers[linker]


def register_optimizer(name: str, opt: Any) -> None:
    """Register `opt`, a Query or an Optimizer, for ``Mode(optimizer=name)``.

    Parameters
    ----------
    name : str
        Not taken yet.
    opt : Query or Optimizer
    """
    if name in predefined_optimizers:
        raise ValueError(f"Optimizer name already taken: {name}")
    predefined_optimizers[name] = opt


@guess_in_constructor
class Mode(Guessing):
    """The way :func:`function` compiles.

    Parameters
    ----------
    linker : str or object, optional
        ``"py"`` runs the NumPy references of the operations; every other name of Theano's means the kernels. An object
        stands for the linker of its ``name``; if it has a ``watch``, that runs the operations as a mode's does.
    optimizer : str, Query or None, optional
        Which rewrites to run: ``"fast_run"``, ``"fast_compile"``, a query by tags, None for none.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> mode = theano.Mode(linker="cvm", optimizer="fast_run").excluding("fusion")
    """

    def __init__(self, linker: Any = None, optimizer: Any = "default") -> None:
        if linker is None:
            linker = config.linker
        if isinstance(linker, str) and linker not in predefined_linkers:
            raise ValueError(_unknown("linker", linker, predefined_linkers))
        if isinstance(optimizer, str) and optimizer == "default":
            optimizer = config.optimizer
        self.provided_linker = linker
        self.provided_optimizer = optimizer
        self.linker = predefined_linkers.get(linker, linker)
        self.query = as_query(optimizer)
        if getattr(linker, "watch", None) is not None:
            self.watch = linker.watch

    @property
    def optimizer(self) -> Any:
        """The rewrites as one optimizer."""
        return Selected(self.query) if isinstance(self.query, Query) else self.query

    @property
    def _optimizer(self):
        # programs that know Theano's internals change the query in place: each mode has its own
        if any(self.query is known for known in PREDEFINED.values()):
            self.query = self._asked("_optimizer").including()
        return self.query

    @_optimizer.setter
    def _optimizer(self, query):
        self.query = as_query(query)

    watch = None  # a subclass's method that returns a replacement of an op at run time: ``watch(op, position, node)``

    @property
    def uses_kernels(self) -> bool:
        """True if functions run on kernels, not on the NumPy references."""
        return getattr(self.linker, "name", self.linker) != "py" and self.watch is None

    def including(self, *tags: str) -> Mode:
        """Return the mode with the rewrites of these names or tags too."""
        return self._with(self._asked("including").including(*tags))

    def excluding(self, *tags: str) -> Mode:
        """Return the mode without the rewrites of these names or tags."""
        return self._with(self._asked("excluding").excluding(*tags))

    def requiring(self, *tags: str) -> Mode:
        """Return the mode with only those rewrites that have all of these tags."""
        return self._with(self._asked("requiring").requiring(*tags))

    def register(self, *optimizations: Any) -> Mode:
        """Return the mode with more optimizers, given as pairs of an optimizer and its position."""
        return self._with(self._asked("register").register(*optimizations))

    def _asked(self, change):
        if not isinstance(self.query, Query):
            raise TypeError(
                f"{change}: this mode runs {self.query}, which has no tags to choose by: use "
                "theano.Mode(optimizer=name)"
            )
        return self.query

    def clone(self, link_kwargs: Any = None, optimizer: Any = "", **kwargs: Any) -> Mode:
        """Return a copy of the mode, with another optimizer if one is given."""
        return self._with(self.query if optimizer == "" else as_query(optimizer))

    def _with(self, query):
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__)
        new.query = new.provided_optimizer = query
        return new

    def __str__(self) -> str:
        return f"{type(self).__name__}(linker = {self.provided_linker}, optimizer = {self.provided_optimizer})"

    __repr__ = __str__


def _unknown(what, name, known):
    """Return the message for a name that is not known."""
    return f"there is no {what} {name!r}.{did_you_mean(name, known)} It must be one of {', '.join(map(str, known))}"


def _names():
    """Return the names of all modes."""
    return sorted({"Mode", *predefined_modes, *named_modes})


FAST_RUN = Mode("cvm", "fast_run")
FAST_COMPILE = Mode("py", "fast_compile")

predefined_modes = {"FAST_COMPILE": FAST_COMPILE, "FAST_RUN": FAST_RUN}
named_modes = {}  # classes of modes by name, instantiated at each use
_defaults = {}


def register_mode(name: str, mode: Mode) -> None:
    """Register `mode` under `name`, for ``function(mode=name)`` and ``config.mode``.

    Parameters
    ----------
    name : str
        Not taken yet.
    mode : Mode

    Raises
    ------
    ValueError
        If the name is taken.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> theano.compile.register_mode("WITHOUT_FUSION", theano.Mode().excluding("fusion"))
    >>> x = T.dscalar("x")
    >>> theano.function([x], T.exp(x) * 2, mode="WITHOUT_FUSION")(0.0)
    array(2.)
    """
    if name in predefined_modes or name in named_modes:
        raise ValueError(f"Mode name already taken: {name}; use another one")
    predefined_modes[name] = mode


def _is_mode(mode):
    return hasattr(mode, "query") and not isinstance(mode, type)


def get_mode(orig_string: ModeLike | None) -> Mode:
    """Return the mode for a name, a Mode, or None for the default.

    Parameters
    ----------
    string : str, Mode or None

    Returns
    -------
    Mode

    Raises
    ------
    ValueError
        If there is no mode of that name.
    TypeError
        If it is neither a name nor a mode.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> theano.compile.get_mode("FAST_RUN")
    Mode(linker = cvm, optimizer = fast_run)
    """
    string = config.mode if orig_string is None else orig_string
    if not isinstance(string, str):
        if not _is_mode(string):
            raise TypeError(
                f"mode must be a name or a Mode, not {string!r} of {type(string)}; the names are "
                f"{', '.join(_names())}; theano.Mode(linker, optimizer) makes others"
            )
        return string
    if string == "Mode":
        key = (
            config.linker,
            config.optimizer,
            config.optimizer_including,
            config.optimizer_excluding,
            config.optimizer_requiring,
        )
        mode = _defaults.get(key)
        if mode is None:
            mode = _defaults[key] = _with_flags(Mode())
        return mode
    if string in named_modes:
        return named_modes[string]()
    if string not in predefined_modes:
        raise ValueError(
            f"No predefined mode exist for string: {string}.{did_you_mean(string, _names())} The names are "
            f"{', '.join(_names())}"
        )
    mode = predefined_modes[string]
    return _with_flags(mode) if orig_string is None else mode


def _known_mode(name):
    """Return the value of ``config.mode``, checked."""
    if name not in _names() if isinstance(name, str) else not _is_mode(name):
        raise ValueError(
            f'Invalid value ("{name}") for configuration variable "mode".{did_you_mean(name, _names())} It must be one '
            f"of {', '.join(_names())}"
        )
    return name


# of the environment, the value is checked when it is used: a program may register modes first
FLAGS["mode"].kind = _known_mode


def _with_flags(mode):
    for flag, change in (
        (config.optimizer_excluding, mode.excluding),
        (config.optimizer_including, mode.including),
        (config.optimizer_requiring, mode.requiring),
    ):
        if flag:
            mode = getattr(mode, change.__name__)(*flag.split(":"))
    return mode


def get_default_mode() -> Mode:
    """Return the mode that ``config.mode``, ``config.linker`` and ``config.optimizer`` name.

    Returns
    -------
    Mode

    Examples
    --------
    >>> import tensorgraph as theano
    >>> theano.compile.get_default_mode() is theano.compile.get_mode(None)
    True
    """
    return get_mode(None)
