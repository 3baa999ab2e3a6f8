"""``theano.compat``: one spelling for Python 2 and 3."""

import operator
from builtins import all, any
from collections import OrderedDict, defaultdict
from functools import partial, reduce
from io import BytesIO, StringIO
from itertools import zip_longest as izip_longest

PY3 = True
imap, ifilter, izip = map, filter, zip
operator_div = operator.truediv
string_types = (str,)

DefaultOrderedDict = defaultdict  # which keeps the order too

__all__ = [
    "PY3", "BytesIO", "DefaultOrderedDict", "OrderedDict", "StringIO", "all", "any", "cmp", "decode", "decode_iter",
    "decode_with", "defaultdict", "exc_message", "get_unbound_function", "ifilter", "imap", "izip", "izip_longest",
    "operator_div", "partial", "reduce", "string_types",
]


def cmp(a, b):
    """Compare `a` with `b` and return -1, 0 or 1."""
    return (a > b) - (a < b)


def exc_message(e):
    """Return the first argument of an exception, its message."""
    return e.args[0]


def get_unbound_function(unbound):
    """Return the function that a method of an object calls, or the function itself."""
    return getattr(unbound, "__func__", unbound)


def decode_with(x, encoding):
    """Return bytes as a text, and a text as it is."""
    return x.decode(encoding) if isinstance(x, bytes) else x


def decode(x):
    """Return bytes of UTF-8 as a text, and a text as it is."""
    return decode_with(x, "utf-8")


def decode_iter(itr):
    """Return an iterator of texts from one of bytes."""
    return map(decode, itr)
