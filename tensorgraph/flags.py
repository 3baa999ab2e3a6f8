"""Flags: their types, where their values are read from, and the contexts in which they hold.

A flag has one value for the process, which an assignment changes for all threads, and values that hold in a context:
``change_flags`` sets those for its own thread, or asynchronous task, alone.
"""

from __future__ import annotations

import functools
import os
import sys
import warnings
from contextvars import ContextVar
from typing import TYPE_CHECKING

from .nearest import UnknownName, did_you_mean
from .userline import user_level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    _Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def theano_is_this() -> bool:
    """Return True if ``import theano`` gives this package: the program was written for Theano, and is unchanged."""
    theano = sys.modules.get("theano")
    return theano is not None and theano is sys.modules.get(__package__)


class Flag:
    """One configuration flag.

    Parameters
    ----------
    name : str
        As in ``config.name``; dots make groups.
    default : object
        Its value when nothing sets it.
    kind : {'choice', 'bool', 'int', 'float', 'str'} or callable
        How text becomes a value.
    choices : tuple of str, optional
        The accepted values of a choice.
    doc : str
        For people.

    Attributes
    ----------
    value : object
        What counts where no context says anything else.
    """

    __slots__ = ("name", "default", "kind", "choices", "doc", "fixed", "value")

    def __init__(self, name, default, kind, choices=(), doc="", fixed=False):
        self.name, self.default, self.kind = name, default, kind
        self.choices, self.doc, self.fixed = choices, doc, fixed

    def convert(self, value):
        """Convert `value` to the type of this flag.

        Raises
        ------
        ValueError
            With the list of valid values.
        """
        if callable(self.kind):
            return self.kind(value)
        if self.kind == "choice":
            if value in self.choices:
                return value
            raise ValueError(
                f"Invalid value (\"{value}\") for configuration variable \"{self.name}\". "
                f"Valid options are {self.choices}.{did_you_mean(getattr(value, '__name__', value), self.choices)}"
            )
        if self.kind == "bool":
            if value in (True, 1, "1", "True", "true", "yes", "on"):
                return True
            if value in (False, 0, "0", "False", "false", "no", "off"):
                return False
            raise ValueError(
                f"Invalid value ({value!r}) for configuration variable \"{self.name}\": needs True or False"
            )
        if self.kind in ("int", "float"):
            try:
                return (int if self.kind == "int" else float)(value)
            except (TypeError, ValueError):
                article = "an integer" if self.kind == "int" else "a number"
                raise ValueError(
                    f"Invalid value ({value!r}) for configuration variable \"{self.name}\": needs {article}"
                ) from None
        if not isinstance(value, (str, os.PathLike)):
            raise ValueError(f"Invalid value ({value!r}) for configuration variable \"{self.name}\": needs a string")
        return value


class Layer:
    """Values of flags that hold in a context, on top of the enclosing contexts.

    Parameters
    ----------
    by : change_flags
        Who says so.
    own : dict
        The values by name.
    outer : Layer or None

    Attributes
    ----------
    values : dict
        Those of all layers.
    """

    __slots__ = ("by", "own", "outer", "values")

    def __init__(self, by, own, outer):
        self.by, self.own, self.outer = by, own, outer
        self.values = own if outer is None else {**outer.values, **own}

    def assign(self, name, value):
        """Return the layers with a new value in the innermost one that changes the flag."""
        if name in self.own:
            return Layer(self.by, {**self.own, name: value}, self.outer)
        return Layer(self.by, self.own, self.outer.assign(name, value))


_layer = ContextVar("tensorgraph_flags", default=None)


class FlagGroup:
    """Flags with a common prefix: ``config.traceback.limit``. There are no other names in a group."""

    def __new__(cls, prefix=""):
        # a class of its own, which has a property for each flag
        return object.__new__(type(cls.__name__, (cls,), {}))

    def __init__(self, prefix=""):
        object.__setattr__(self, "_prefix", prefix)

    def __setattr__(self, name, value):
        flag = FLAGS.get(self._prefix + name)
        if flag is None:
            self._refuse(name)
            object.__setattr__(self, name, value)
            return
        if flag.fixed:
            raise Exception(
                f"Can't change the value of this config parameter after initialization! It is {flag.name}: use the "
                f"environment variable TENSORGRAPH_FLAGS={flag.name}=VALUE."
            )
        value = flag.convert(value)
        layer = _layer.get()
        if layer is not None and flag.name in layer.values:
            _layer.set(layer.assign(flag.name, value))
        else:
            flag.value = value

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            raise self._unknown(name)

    def _unknown(self, name):
        """Return the error for a flag that does not exist."""
        prefix = self._prefix

        def guess():
            same = [flag for flag in FLAGS if flag.rpartition(".")[2] == name]
            known = [flag[len(prefix) :].partition(".")[0] for flag in FLAGS if flag.startswith(prefix)]
            if same:
                return f" Use config.{same[0]}."
            return did_you_mean(name, known) or " Use one of those that print(theano.config) shows."

        return UnknownName(f"config.{prefix}"[:-1] if prefix else "config", name, guess)

    def _refuse(self, name):
        """Raise the error for the assignment of a flag that does not exist; where Theano accepted it, warn."""
        if name in self.__dict__:
            raise AttributeError(f"config.{self._prefix}{name} is a group of flags: use the name of one of them")
        error = self._unknown(name)
        if not theano_is_this():
            raise error
        warnings.warn(f"{error} It is stored, and nothing reads it.", stacklevel=user_level())

    if not TYPE_CHECKING:

        def __getitem__(self, name):
            raise TypeError(f"flags are attributes, not items: use theano.config.{name}")

        def __setitem__(self, name, value):
            raise TypeError(f"flags are attributes, not items: use theano.config.{name} = {value!r}")

    def __str__(self) -> str:
        lines = []
        for name in sorted(FLAGS):
            flag = FLAGS[name]
            lines.append(f"{name} ({flag.kind} {flag.choices or ''})\n    Doc:  {flag.doc}\n    Value:  {get(name)}\n")
        return "\n".join(lines)

    def __copy__(self):
        """Return itself: a program that saves a copy and restores it has one configuration."""
        return self

    def __deepcopy__(self, memo):
        return self

    def change_flags(self, *args: Any, **kwargs: Any) -> change_flags:
        """Context manager and decorator that changes flags for this thread or asynchronous task alone.

        Examples
        --------
        >>> import tensorgraph
        >>> with tensorgraph.config.change_flags(floatX="float32"):
        ...     tensorgraph.tensor.scalar().dtype
        'float32'
        """
        return change_flags(*args, **kwargs)


FLAGS = {}
config = FlagGroup()


def get(name: str) -> Any:
    """Return the value of the flag `name`, a dotted name."""
    group = config
    for part in name.split("."):
        group = getattr(group, part)
    return group


def _reader(flag):
    """Return the property that reads a flag."""
    name = flag.name

    def read(group):
        layer = _layer.get()
        return flag.value if layer is None else layer.values.get(name, flag.value)

    return property(read, doc=flag.doc)


def add_flag(name, default, kind="str", choices=(), doc="", fixed=False):
    """Add a flag to ``config``; the environment takes precedence over `default`."""
    group = config
    prefix = ""
    *path, leaf = name.split(".")
    for part in path:
        prefix += part + "."
        if part not in group.__dict__:
            object.__setattr__(group, part, FlagGroup(prefix))
        group = group.__dict__[part]
    flag = Flag(name, default, kind, tuple(choices), doc, fixed)
    # an invalid default does not matter if another value is given
    place = source_of(name) if name in given else ""
    try:
        flag.value = flag.convert(given.pop(name, default))
    except ValueError as error:
        if place:
            text = str(error)
            raise ValueError(f"{text}{'.' * (text[-1:] not in '.?')} It is set by {place}.") from None
        raise
    FLAGS[name] = flag
    setattr(type(group), leaf, _reader(flag))


class change_flags:
    """Context manager and decorator that changes flags for a while.

    They hold for the thread, or asynchronous task, that enters the context, and for tasks that it starts within. An
    assignment of such a flag within the context is undone with it.

    Parameters
    ----------
    args : dict, optional
        Flags by name, for names with dots.
    kwargs
        Flags by name; ``a__b`` means ``a.b``.

    Raises
    ------
    AttributeError
        If there is no such flag.
    """

    def __init__(self, args: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        try:
            self._values = dict(args or {})
        except (TypeError, ValueError):
            name = args if isinstance(args, str) else "floatX"
            message = f"flags are given by name: use change_flags({name}=value) or a dict, not {args!r}"
            raise TypeError(message) from None
        self._values.update((name.replace("__", "."), value) for name, value in kwargs.items())

    def __enter__(self) -> Any:
        own = {}
        for name, value in self._values.items():
            flag = FLAGS.get(name)
            if flag is None:
                guess = did_you_mean(name, FLAGS) or " Use print(theano.config) for a list."
                raise AttributeError(f"there is no configuration variable {name!r}.{guess}")
            if flag.fixed:
                setattr(config, name, value)  # raises the error
            own[name] = flag.convert(value)
        _layer.set(Layer(self, own, _layer.get()))
        return config

    def __exit__(self, *exc: object) -> None:
        layer = _layer.get()
        while layer is not None and layer.by is not self:
            layer = layer.outer
        if layer is not None:
            _layer.set(layer.outer)

    def __call__(self, function: _Decorated) -> _Decorated:
        @functools.wraps(function)
        def changed(*args, **kwargs):
            with change_flags(self._values):
                return function(*args, **kwargs)

        return changed


def parse(text, source="the text of flags"):
    """Return the dict of flags in ``"name=value,name=value"``.

    Parameters
    ----------
    text : str
    source : str
        Where it stands, for the message of the error.

    Raises
    ------
    ValueError
        If a name has no value.
    """
    found = {}
    for item in text.split(","):
        name, equals, value = item.strip().partition("=")
        if name:
            if not equals:
                raise ValueError(f"Config variable '{name}' has no value in {source}: use {name}=VALUE")
            found[name.strip()] = value.strip()
    return found


def _read_file(path):
    """Return the flags in a file of sections, where those in ``[global]`` have no prefix."""
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError, OSError) as error:
        lines = getattr(error, "errors", None)
        number = lines[0][0] if lines else getattr(error, "lineno", None)
        raise ValueError(
            f"the configuration file {path}{'' if number is None else f', line {number}'} cannot be read: "
            f"{type(error).__name__}: {error}\nIt should consist of sections, as [global] or [traceback], and lines "
            f"name = value, as floatX = float32"
        ) from error
    found = {}
    for section in parser.sections():
        prefix = "" if section == "global" else section + "."
        found.update((prefix + key, value) for key, value in parser.items(section))
    return found


given = {}
_sources = {}  # from the name of a given flag to the file or environment variable that gives it


def _read_given():
    """Read the flags that files and the environment give; what is read later counts."""
    for variable, default in (("THEANORC", "~/.theanorc"), ("TENSORGRAPHRC", "~/.tensorgraphrc")):
        for path in os.environ.get(variable, default).split(os.pathsep):
            path = os.path.expanduser(path)
            if os.path.isfile(path):
                found = _read_file(path)
                given.update(found)
                _sources.update(dict.fromkeys(found, f"the file {path}"))
    for variable in ("THEANO_FLAGS", "TENSORGRAPH_FLAGS"):
        found = parse(os.environ.get(variable, ""), f"the environment variable {variable}")
        given.update(found)
        _sources.update(dict.fromkeys(found, f"the environment variable {variable}"))


def source_of(name: str) -> str:
    """Return the file or environment variable that gives a flag its value, or ""."""
    return _sources.get(name, "")


_read_given()
