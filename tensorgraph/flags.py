"""Flags: their types, where their values are read from, and the contexts in which they hold.

A flag has one value for the process, which an assignment changes for all threads, and values that hold in a context:
``change_flags`` sets those for its own thread, or asynchronous task, alone.
"""

from __future__ import annotations

import functools
import os
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    _Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


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
            if value not in self.choices:
                raise ValueError(
                    f"Invalid value (\"{value}\") for configuration variable \"{self.name}\". "
                    f"Valid options are {self.choices}"
                )
            return value
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
                raise ValueError(
                    f"Invalid value ({value!r}) for configuration variable \"{self.name}\": needs a {self.kind}"
                ) from None
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
    """Flags with a common prefix: ``config.traceback.limit``. Other names are plain attributes."""

    def __new__(cls, prefix=""):
        # a class of its own, which has a property for each flag
        return object.__new__(type(cls.__name__, (cls,), {}))

    def __init__(self, prefix=""):
        object.__setattr__(self, "_prefix", prefix)

    def __setattr__(self, name, value):
        flag = FLAGS.get(self._prefix + name)
        if flag is None:
            object.__setattr__(self, name, value)
            return
        if flag.fixed:
            raise Exception(
                f"Can't change the value of this config parameter after initialization! It is {flag.name}."
            )
        value = flag.convert(value)
        layer = _layer.get()
        if layer is not None and flag.name in layer.values:
            _layer.set(layer.assign(flag.name, value))
        else:
            flag.value = value

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
    flag.value = flag.convert(given.pop(name, default))
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
        self._values = dict(args or {})
        self._values.update((name.replace("__", "."), value) for name, value in kwargs.items())

    def __enter__(self) -> Any:
        own = {}
        for name, value in self._values.items():
            flag = FLAGS.get(name)
            if flag is None:
                raise AttributeError(f"there is no configuration variable {name!r}")
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


def parse(text):
    """Return the dict of flags in ``"name=value,name=value"``."""
    found = {}
    for item in text.split(","):
        name, equals, value = item.strip().partition("=")
        if name:
            if not equals:
                raise ValueError(f"Config variable '{name}' has no value: write {name}=VALUE")
            found[name.strip()] = value.strip()
    return found


def _read_rc():
    found = {}
    for variable, default in (("THEANORC", "~/.theanorc"), ("TENSORGRAPHRC", "~/.tensorgraphrc")):
        for path in os.environ.get(variable, default).split(os.pathsep):
            path = os.path.expanduser(path)
            if os.path.isfile(path):
                import configparser

                parser = configparser.ConfigParser(interpolation=None)
                parser.optionxform = str
                parser.read(path)
                for section in parser.sections():
                    prefix = "" if section == "global" else section + "."
                    found.update((prefix + key, value) for key, value in parser.items(section))
    return found


given = _read_rc()
given.update(parse(os.environ.get("THEANO_FLAGS", "")))
given.update(parse(os.environ.get("TENSORGRAPH_FLAGS", "")))
