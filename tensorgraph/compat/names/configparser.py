"""New flags the way Theano adds them: ``AddConfigVar(name, doc, StrParam(default))``."""

import os

from ...flags import FLAGS, add_flag, config
from ...flags import given as THEANO_FLAGS_DICT
from ...nearest import unknown_name

THEANO_FLAGS = os.environ.get("THEANO_FLAGS", "")
TheanoConfigParser = type(config)

__all__ = [
    "THEANO_FLAGS", "THEANO_FLAGS_DICT", "AddConfigVar", "BoolParam", "ConfigParam", "EnumStr", "FloatParam",
    "IntParam", "StrParam", "TheanoConfigParser", "TheanoConfigWarning", "TypedParam",
]


class TheanoConfigWarning(Warning):
    """A doubtful flag."""


class ConfigParam:
    """The default of a flag, and the function that converts or refuses its values.

    Parameters
    ----------
    default : object
        The value, or a function without arguments that gives it.
    filter : callable, optional
        From a value to the one that is stored; raises ValueError.
    allow_override : bool
        Whether programs may assign the flag.
    """

    def __init__(self, default, filter=None, allow_override=True):
        self.default, self.filter, self.allow_override = default, filter, allow_override
        self.kind, self.choices = filter if filter is not None else "str", ()


class TypedParam(ConfigParam):
    """A value of one type that satisfies ``is_valid``."""

    def __init__(self, default, mytype, is_valid=None, allow_override=True):
        def convert(value):
            converted = mytype(value)
            if is_valid is not None and not is_valid(converted):
                raise ValueError(f"Invalid value ({value!r}) for a configuration variable")
            return converted

        super().__init__(default, convert, allow_override)


def StrParam(default, is_valid=None, allow_override=True):
    """Return a parameter that holds any text, or text that satisfies ``is_valid``."""
    return TypedParam(default, str, is_valid, allow_override)


def IntParam(default, is_valid=None, allow_override=True):
    """Return a parameter that holds an integer."""
    return TypedParam(default, int, is_valid, allow_override)


def FloatParam(default, is_valid=None, allow_override=True):
    """Return a parameter that holds a float."""
    return TypedParam(default, float, is_valid, allow_override)


class BoolParam(ConfigParam):
    """True or False, or one of the texts for them."""

    def __init__(self, default, is_valid=None, allow_override=True):
        super().__init__(default, allow_override=allow_override)
        self.kind = "bool"


class EnumStr(ConfigParam):
    """A choice of strings, of which the first is the default."""

    def __init__(self, default, *options, allow_override=True):
        super().__init__(default, allow_override=allow_override)
        self.kind, self.choices = "choice", (default, *options)


def AddConfigVar(name, doc, configparam, root=None, in_c_key=True):
    """Add a flag to ``config``; the environment takes precedence over the default.

    Parameters
    ----------
    name : str
        With dots for groups.
    doc : str
    configparam : ConfigParam
    root, in_c_key
        Accepted for Theano's sake.

    Raises
    ------
    AttributeError
        If there is a flag of that name.
    ValueError
        If the value is invalid.
    """
    if name in FLAGS:
        raise AttributeError(f"This name is already taken: {name!r}")
    default = configparam.default
    if callable(default):
        default = default()
    add_flag(name, default, configparam.kind, configparam.choices, doc, fixed=not configparam.allow_override)


class _Known:
    """A flag with the interface of Theano's descriptors: ``__get__(True, None)`` and ``__set__(None, value)``."""

    def __init__(self, flag):
        self.fullname, self.doc, self.default, self.allow_override = flag.name, flag.doc, flag.default, not flag.fixed

    def __get__(self, cls, type_, delete_key=False):
        value = config
        for part in self.fullname.split("."):
            value = getattr(value, part)
        return value

    def __set__(self, cls, value):
        group, _, name = self.fullname.rpartition(".")
        owner = config
        for part in group.split(".") if group else ():
            owner = getattr(owner, part)
        setattr(owner, name, value)


def __getattr__(name):
    if name == "_config_var_list":
        # made anew each time: flags may be added
        return [_Known(flag) for flag in FLAGS.values()]
    raise unknown_name(__name__, name)
