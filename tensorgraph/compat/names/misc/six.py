"""``theano.compat.six``, a copy of the package of that name: one spelling for Python 2 and 3."""

import sys

PY2, PY3 = False, True
MAXSIZE = sys.maxsize
string_types, integer_types, class_types = (str,), (int,), (type,)
text_type, binary_type = str, bytes

__all__ = [
    "MAXSIZE", "PY2", "PY3", "add_metaclass", "b", "binary_type", "class_types", "integer_types", "iteritems",
    "iterkeys", "itervalues", "reraise", "string_types", "text_type", "u", "with_metaclass",
]


def iterkeys(d, **kwargs):
    """Return an iterator over the keys of a mapping."""
    return iter(d.keys(**kwargs))


def itervalues(d, **kwargs):
    """Return an iterator over the values of a mapping."""
    return iter(d.values(**kwargs))


def iteritems(d, **kwargs):
    """Return an iterator over the keys and values of a mapping."""
    return iter(d.items(**kwargs))


def b(s):
    """Encode a text as Latin-1."""
    return s.encode("latin-1")


def u(s):
    """Return the text."""
    return s


def reraise(tp, value, tb=None):
    """Raise an exception again with its traceback."""
    raise (tp() if value is None else value).with_traceback(tb)


def with_metaclass(meta, *bases):
    """Return a base for classes of a metaclass.

    Examples
    --------
    >>> from tensorgraph.compat.six import with_metaclass
    >>> class Meta(type):
    ...     pass
    >>> class A(with_metaclass(Meta, dict)):
    ...     pass
    >>> type(A) is Meta, A.__mro__[1] is dict
    (True, True)
    """

    class Temporary(type):
        def __new__(cls, name, _, namespace):
            return meta(name, bases, namespace)

    return type.__new__(Temporary, "temporary", (), {})


def add_metaclass(metaclass):
    """Decorate a class to be made again with a metaclass."""

    def again(cls):
        namespace = {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")}
        return metaclass(cls.__name__, cls.__bases__, namespace)

    return again
