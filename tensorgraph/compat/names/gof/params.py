"""Parameters of ops, which Theano typed for C code, and ops written in C, which need a ``perform`` here.

An op with ``params_type = ParamsType(...)`` gets a :class:`Params` as the fourth argument of ``perform``; an
:class:`EnumType` gives names to numbers. Nothing is compiled, so a :class:`COp` needs a ``perform``.
"""

import re

import numpy as np

from ....graph.op import Op
from ....graph.type import Type

__all__ = [
    "CDataType", "CEnumType", "CLinkerType", "COp", "EnumList", "EnumType", "Params", "ParamsType", "PureType",
]

PureType = CLinkerType = Type  # Theano had one class for Python and one for C

CONSTANT = re.compile("^[A-Z][A-Z0-9_]*$")
NAME = re.compile("^[A-Za-z_][A-Za-z0-9_]*$")


class EnumType(Type):
    """A type of named integers or floats.

    Parameters
    ----------
    ctype : str
        The type in C of what Theano generates.
    cname : str, optional
        The name of the type in C.
    **constants
        For each name in capitals its value, or ``(alias, value)``.

    Examples
    --------
    >>> from tensorgraph.gof import EnumType
    >>> e = EnumType(LEFT=("left", 0), RIGHT=1)
    >>> e.RIGHT, e.filter("left"), e.filter("RIGHT")
    (1, 0, 1)
    """

    def __init__(self, ctype="double", cname=None, **constants):
        self.ctype, self.cname = ctype, cname or ctype
        self.aliases, self.values = {}, {}
        for name, value in constants.items():
            alias = None
            if isinstance(value, tuple):
                alias, value = value
            if not CONSTANT.match(name) or hasattr(type(self), name):
                raise AttributeError(f"a constant's name is in capitals and free in {type(self).__name__}, not {name}")
            if isinstance(value, (bool, np.bool_)):
                value = int(value)
            if not isinstance(value, (int, float, np.integer, np.floating)):
                raise TypeError(f"the constant {name} is a number or (alias, number), not {value!r}")
            self.values[name] = value
            if alias is not None:
                self.aliases[alias] = name
        for alias in self.aliases:
            if alias in self.values:
                raise TypeError(f"the alias {alias} is the name of a constant")
        if len(self.aliases) < sum(isinstance(value, tuple) for value in constants.values()):
            raise TypeError("two constants have the same alias")

    def __getattr__(self, name):
        if name[:1] != "_" and name in self.__dict__.get("values", ()):
            return self.values[name]
        raise AttributeError(name)

    def _key(self):
        return tuple(sorted(self.values.items())), tuple(sorted(self.aliases.items()))

    def __eq__(self, other):
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self):
        return hash((type(self), self._key()))

    def __repr__(self):
        named = {name: alias for alias, name in self.aliases.items()}
        parts = [f"{n}:{v}" if n not in named else f"{n} ({named[n]}):{v}" for n, v in sorted(self.values.items())]
        return f"{type(self).__name__}<{self.ctype}>({', '.join(parts)})"

    __str__ = __repr__

    def get_aliases(self):
        """Return the aliases in alphabetical order."""
        return tuple(sorted(self.aliases))

    def has_alias(self, alias):
        """Return True if a constant has this alias."""
        return alias in self.aliases

    def fromalias(self, alias):
        """Return the constant of an alias or a name."""
        name = self.aliases.get(alias, alias)
        if name not in self.values:
            raise AttributeError(f"{self} has no constant {alias!r}")
        return self.values[name]

    def filter(self, data, strict=False, allow_downcast=None):
        if not strict:
            if isinstance(data, (bool, np.bool_)):
                data = int(data)
            elif isinstance(data, str):
                data = self.fromalias(data)
        if isinstance(data, str) or data not in self.values.values():
            raise TypeError(f"{data!r} is none of the constants of {self}")
        return data

    def values_eq(self, a, b):
        return a == b

    def values_eq_approx(self, a, b):
        # floats of C's double are the same up to its precision
        return a == b or abs(a - b) <= np.finfo(float).eps


class EnumList(EnumType):
    """A type of names numbered from 0.

    Parameters
    ----------
    *args : str or (str, str)
        Names in capitals, or pairs of a name and an alias.
    **kwargs
        ``ctype`` (int by default) and ``cname``.
    """

    def __init__(self, *args, **kwargs):
        names = [arg if isinstance(arg, tuple) else (arg, None) for arg in args]
        for name, alias in names:
            if not isinstance(name, str) or alias is not None and not isinstance(alias, str):
                raise TypeError(f"a constant is a name or (name, alias), not {(name, alias)!r}")
        if len({name for name, _ in names}) < len(names):
            raise AttributeError("a name occurs twice")
        kwargs.setdefault("ctype", "int")
        constants = {name: i if alias is None else (alias, i) for i, (name, alias) in enumerate(names)}
        super().__init__(**kwargs, **constants)


class CEnumType(EnumList):
    """A type of names defined by C headers, numbered from 0 in Python."""


class CDataType(Type):
    """A C pointer in a Python capsule; nothing here makes one.

    Parameters
    ----------
    ctype : str
        The type of the pointer.
    freefunc, headers, header_dirs, libraries, lib_dirs, compile_args, extra_support_code, version
        Accepted for Theano's sake.
    """

    def __init__(
        self, ctype, freefunc=None, headers=None, header_dirs=None, libraries=None, lib_dirs=None, compile_args=None,
        extra_support_code="", version=None,
    ):  # fmt: skip
        if not isinstance(ctype, str) or not ctype.endswith("*"):
            raise TypeError(f"ctype is the name of a pointer type, 'struct x*', not {ctype!r}")
        self.ctype, self.freefunc, self.version = ctype, freefunc, version

    def __eq__(self, other):
        return type(self) is type(other) and (self.ctype, self.freefunc) == (other.ctype, other.freefunc)

    def __hash__(self):
        return hash((type(self), self.ctype, self.freefunc))

    def __str__(self):
        return f"CDataType{{{self.ctype}}}"

    def filter(self, data, strict=False, allow_downcast=None):
        if data is not None and type(data).__name__ != "PyCapsule":
            raise TypeError(f"expected None or a PyCapsule, not {data!r}")
        return data


class Params(dict):
    """The parameters of an op, by key and by attribute.

    Parameters
    ----------
    params_type : ParamsType
    **kwargs
        A value for each field.
    """

    def __init__(self, params_type, **kwargs):
        if not isinstance(params_type, ParamsType):
            raise TypeError(f"Params take a ParamsType, not {params_type!r}")
        missing = [field for field in params_type.fields if field not in kwargs]
        if missing:
            raise TypeError(f"Params: missing {', '.join(missing)}")
        super().__init__(kwargs)
        self.__dict__["__params_type__"] = params_type

    def __getattr__(self, key):
        if key in self:
            return self[key]
        raise AttributeError(f"Params: no attribute {key!r}")

    def __setattr__(self, key, value):
        raise NotImplementedError("Params is immutable")

    __setitem__ = __delattr__ = __delitem__ = __setattr__

    def _signature(self):
        params_type = self.__dict__["__params_type__"]
        values = zip(params_type.types, map(self.get, params_type.fields))
        return params_type, tuple(t.make_constant(value).signature() for t, value in values)

    def __hash__(self):
        return hash(self._signature())

    def __eq__(self, other):
        return isinstance(other, Params) and self._signature() == other._signature()

    def __ne__(self, other):
        return not self == other

    def __repr__(self):
        return f"Params({', '.join(f'{k}:{type(self[k]).__name__}:{self[k]}' for k in sorted(self))})"


class ParamsType(Type):
    """The types of an op's parameters.

    Parameters
    ----------
    **kwargs
        A Type for each name of a parameter.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph.gof import ParamsType
    >>> t = ParamsType(n=theano.scalar.int32, x=theano.tensor.dvector)
    >>> t.filter(t.get_params(n=3, x=[1.0, 2.0])).x
    array([1., 2.])
    """

    def __init__(self, **kwargs):
        if not kwargs:
            raise ValueError("a ParamsType has at least one parameter")
        for name, kind in kwargs.items():
            if not NAME.match(name):
                raise AttributeError(f"{name!r} is no name of a parameter")
            if not isinstance(kind, Type):
                raise TypeError(f"the parameter {name} has a Type, not {kind!r}")
        self.fields = tuple(sorted(kwargs))
        self.types = tuple(kwargs[field] for field in self.fields)
        self.length = len(self.fields)
        self.name = f"_Params_{abs(hash((self.fields, self.types))):x}"
        self._constants = {}
        aliases = set()
        for kind in self.types:
            if isinstance(kind, EnumType):
                twice = self._constants.keys() & kind.values.keys() | aliases & kind.aliases.keys()
                if twice:
                    raise AttributeError(f"two enumerations have {', '.join(sorted(twice))}")
                self._constants.update(kind.values)
                aliases.update(kind.aliases)
        both = aliases & self._constants.keys()
        if both:
            raise AttributeError(f"{', '.join(sorted(both))}: an alias and a constant")

    def __getattr__(self, name):
        if name in self.__dict__.get("_constants", ()):
            return self._constants[name]
        raise AttributeError(name)

    def __eq__(self, other):
        return type(self) is type(other) and (self.fields, self.types) == (other.fields, other.types)

    def __hash__(self):
        return hash((type(self), self.fields, self.types))

    def __repr__(self):
        return f"ParamsType<{', '.join(f'{f}:{t}' for f, t in zip(self.fields, self.types))}>"

    __str__ = __repr__

    def has_type(self, theano_type):
        """Return True if a parameter is of this type."""
        return theano_type in self.types

    def get_type(self, field_name):
        """Return the type of a parameter."""
        return self.types[self.fields.index(field_name)]

    def get_field(self, theano_type):
        """Return the first parameter of a type."""
        return self.fields[self.types.index(theano_type)]

    def get_enum(self, key):
        """Return the value of a constant of one of the enumerations."""
        return self._constants[key]

    def enum_from_alias(self, alias):
        """Return the value of a constant by its alias or name."""
        for kind in self.types:
            if isinstance(kind, EnumType) and (kind.has_alias(alias) or alias in kind.values):
                return kind.fromalias(alias)
        raise AttributeError(f"{self} has no constant {alias!r}")

    def get_params(self, *objects, **kwargs):
        """Return the :class:`Params` from keywords, or from the attributes of the first of `objects` that has each."""
        values = {}
        for field, kind in zip(self.fields, self.types):
            if field in kwargs:
                value = kwargs[field]
            else:
                owner = next((o for o in objects if hasattr(o, field)), None)
                if owner is None:
                    raise AttributeError(f"no value for the parameter {field!r}")
                value = getattr(owner, field)
            values[field] = kind.filter(value, strict=False, allow_downcast=True)
        return Params(self, **values)

    def filter(self, data, strict=False, allow_downcast=None):
        if strict and not isinstance(data, Params):
            raise TypeError(f"expected Params, not {data!r}")
        return Params(
            self,
            **{
                field: kind.filter(getattr(data, field), strict, allow_downcast)
                for field, kind in zip(self.fields, self.types)
            },
        )

    def values_eq(self, a, b):
        return all(t.values_eq(getattr(a, f), getattr(b, f)) for f, t in zip(self.fields, self.types))

    def values_eq_approx(self, a, b):
        return all(t.values_eq_approx(getattr(a, f), getattr(b, f)) for f, t in zip(self.fields, self.types))


class COp(Op):
    """An op with C code in files, which are not read; a subclass with a ``perform`` works.

    Parameters
    ----------
    func_files : str or list of str
    func_name : str, optional
    """

    def __init__(self, func_files, func_name=None):
        self.func_files = [func_files] if isinstance(func_files, str) else list(func_files)
        self.func_name = func_name
