"""Names of the standard library that Python 3.10 and 3.11 dropped."""

import collections
import collections.abc
import inspect
import unittest

ARGSPEC = collections.namedtuple("ArgSpec", "args varargs keywords defaults")


def getargspec(function):
    """The parameters of a function, without the keyword-only ones."""
    found = inspect.getfullargspec(function)
    return ARGSPEC(found.args, found.varargs, found.varkw, found.defaults)


def install():
    """Put the names back where they were."""
    for name in collections.abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    if not hasattr(inspect, "getargspec"):
        inspect.getargspec = getargspec
    case = unittest.TestCase
    for old, new in (("assertEquals", "assertEqual"), ("assert_", "assertTrue"), ("failUnless", "assertTrue")):
        if not hasattr(case, old):
            setattr(case, old, getattr(case, new))
