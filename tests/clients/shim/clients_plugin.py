"""A pytest plugin: ``import theano`` is this package, ``theano.*.tests`` is what Theano ships, old tests run."""

import functools
import importlib.machinery
import importlib.util
import inspect
import os
import sys
import unittest
from pathlib import Path

import gof_sched
import numpy as np
import pytest

import tensorgraph
from tensorgraph.compat import install_as_theano


class TheanosTests:
    """Finds ``theano.x.tests`` and below it in Theano's own sources.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds ``theano``.
    """

    def __init__(self, root):
        self.root = root

    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if parts[0] != "theano" or "tests" not in parts:
            return None
        place = self.root.joinpath(*parts)
        if place.is_dir():
            return importlib.util.spec_from_file_location(
                name, place / "__init__.py", submodule_search_locations=[str(place)]
            )
        if place.with_suffix(".py").exists():
            return importlib.util.spec_from_file_location(name, place.with_suffix(".py"))
        return None


CLIENT = Path(os.environ["CLIENT"])
# before pytest imports the conftest.py of a client
install_as_theano()
# only one of Theano's test files asks for it
sys.modules["theano.gof.sched"] = gof_sched
sys.meta_path.insert(0, TheanosTests(CLIENT))
if (CLIENT / "theano").exists():
    # tests read data that lies beside Theano's code
    tensorgraph.__file__ = str(CLIENT / "theano" / "__init__.py")


def pytest_runtest_setup():
    np.random.seed(1)


def all_cases(function):
    """A test out of one that yields its cases: functions with their arguments."""

    @functools.wraps(function)
    def test(*args, **kwargs):
        for case in function(*args, **kwargs):
            case = case if isinstance(case, tuple) else (case,)
            case[0](*case[1:])

    return test


def is_foreign(collector, obj):
    """Return True if nose, which the tests were written for, skips what looks like a test: imported, or private."""
    return isinstance(collector, pytest.Module) and (
        obj.__module__ != collector.obj.__name__ or obj.__name__.startswith("_")
    )


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector, name, obj):
    in_unittest = isinstance(collector, pytest.Class) and issubclass(collector.obj, unittest.TestCase)
    if inspect.isclass(obj):
        if is_foreign(collector, obj):
            return []
        if not issubclass(obj, unittest.TestCase) and hasattr(obj, "setUp"):
            obj.setup_method = lambda self: self.setUp()
    elif inspect.isfunction(obj) and collector.funcnamefilter(name) and not in_unittest:
        if is_foreign(collector, obj):
            return []
        if inspect.isgeneratorfunction(obj):
            test = all_cases(obj)
            # else it still looks like a generator
            del test.__wrapped__
            test.__signature__ = inspect.signature(obj)
            setattr(collector.obj, name, test)
            return list(collector._genfunctions(name, test))
    return None
