"""``theano.compat``: one spelling for Python 2 and 3."""

import operator
from collections import OrderedDict
from functools import partial, reduce
from io import BytesIO, StringIO
from itertools import zip_longest as izip_longest

PY3 = True
imap, ifilter, izip = map, filter, zip
operator_div = operator.truediv
string_types = (str,)

__all__ = [
    "PY3", "BytesIO", "OrderedDict", "StringIO", "cmp", "exc_message", "ifilter",
    "imap", "izip", "izip_longest", "operator_div", "partial", "reduce", "string_types",
]


def cmp(a, b):
    """Compare `a` with `b` and return -1, 0 or 1."""
    return (a > b) - (a < b)


def exc_message(e):
    """Return the first argument of an exception, its message."""
    return e.args[0]
