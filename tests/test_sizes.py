"""Files, functions and folders are small enough to be read at once."""

import ast
from pathlib import Path

import pytest

import tensorgraph

ROOT = Path(tensorgraph.__file__).parent
# nobody reads what is generated
SOURCES = sorted(
    p for p in ROOT.rglob("*") if p.suffix in (".py", ".pyi") and "# written by stubs/" not in p.read_text()
)
PYTHON = [p for p in SOURCES if p.suffix == ".py"]


def name(path):
    return str(path.relative_to(ROOT))


def code_lines(function):
    """The number of lines of a function without its docstring."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = first.end_lineno - first.lineno + 1 if is_docstring and isinstance(first.value.value, str) else 0
    return function.end_lineno - function.lineno + 1 - docstring


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_functions(path):
    nodes = ast.walk(ast.parse(path.read_text()))
    sizes = {n.name: code_lines(n) for n in nodes if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
    assert {function: size for function, size in sizes.items() if size > 40} == {}
