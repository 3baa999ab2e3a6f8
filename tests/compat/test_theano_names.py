"""All that Theano's programs ask for exists: module paths, names, methods of variables, keywords.

The lists in ``data/`` were counted in nineteen programs and Theano's documentation; what is left out there needs a GPU,
a C compiler or MPI, or had left Theano before 1.0.
"""

import importlib
import inspect
import re
from pathlib import Path

import pytest

import tensorgraph
from tensorgraph.compat import install_as_theano, uninstall

DATA = Path(__file__).parent / "data"


def lines(name):
    return (DATA / f"{name}.txt").read_text().split("\n")[:-1]


@pytest.fixture(autouse=True)
def theano():
    install_as_theano()
    yield importlib.import_module("theano")
    uninstall()


def find(name):
    """The object of a dotted name below ``theano``: attributes of attributes, or of a module that is imported first."""
    parts = name.split(".")
    for i in range(len(parts)):
        try:
            found = importlib.import_module(".".join(["theano", *parts[:i]]))
            for part in parts[i:]:
                found = getattr(found, part)
        except (AttributeError, ModuleNotFoundError):
            continue
        return found
    raise AttributeError(f"there is no theano.{name}")


@pytest.mark.parametrize("path", lines("paths"))
def test_path(path):
    """A module, also as attributes of the package: some are shadowed by a function of the same name."""
    importlib.import_module(f"theano.{path}")
    found = tensorgraph
    for part in path.split("."):
        found = getattr(found, part)


@pytest.mark.parametrize("name", lines("names"))
def test_name(name):
    assert find(name) is not None


@pytest.mark.parametrize("name", lines("methods"))
def test_method(name, theano):
    kind, _, method = name.partition(".")
    variables = {"tensor": theano.tensor.dmatrix("x"), "shared": theano.shared(1.0)}
    if method == "default_update":
        # set by programs, and absent until then
        variables[kind].default_update = variables[kind] + 1
    assert hasattr(variables[kind], method)


@pytest.mark.parametrize("line", lines("keywords"))
def test_keywords(line):
    name, _, keywords = line.rstrip(")").partition("(")
    what = find(name)
    parameters = inspect.signature(what).parameters
    anything = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    assert anything or set(re.split(", ", keywords)) <= parameters.keys()
