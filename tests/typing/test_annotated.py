"""Every name that the reference documents is annotated: each parameter and each result."""

import importlib
import inspect
import re
from pathlib import Path

import pytest
from checkers import ROOT

from tensorgraph.graph.op import Op
from tensorgraph.tensor.elementwise.math import FUNCTIONS


def documented():
    """Yield the module and the name of each entry of the reference."""
    module = None
    for line in (ROOT / "docs" / "reference.rst").read_text().splitlines():
        current = re.fullmatch(r"\.\. currentmodule:: (\S+)", line)
        entry = re.fullmatch(r"   (\w+)", line)
        if current:
            module = current[1]
        elif entry:
            yield module, entry[1]
    yield from (("tensorgraph.tensor.elementwise.math", name) for name in FUNCTIONS)


def missing(function):
    """Return the parameters of a function that have no annotation, and ``return`` where the result has none."""
    signature = inspect.signature(function)
    found = [p.name for p in signature.parameters.values() if p.annotation is p.empty and p.name not in ("self", "cls")]
    return found + ["return"] * (signature.return_annotation is signature.empty)


def has_stub(cls):
    """Return True if a stub beside the source shows the class, and hides its private parts."""
    file = Path(inspect.getsourcefile(cls)).with_suffix(".pyi")
    return file.exists() and f"class {cls.__name__}(" in file.read_text()


def methods(cls):
    """Yield the methods that a class has for its users."""
    for name, value in vars(cls).items():
        value = getattr(value, "__func__", value)
        value = value.fget if isinstance(value, property) else value
        public = name[0] != "_" or name in ("__init__", "__call__", "__getitem__")
        if public and inspect.isfunction(value):
            yield name, value


@pytest.mark.parametrize(("module", "name"), sorted(set(documented())))
def test_annotated(module, name):
    value = getattr(importlib.import_module(module), name)
    if isinstance(value, Op):
        assert missing(value) == []
    elif inspect.isfunction(value):
        assert missing(value) == []
    else:
        cls = value if isinstance(value, type) else type(value)
        assert has_stub(cls) or {name: missing(function) for name, function in methods(cls) if missing(function)} == {}
