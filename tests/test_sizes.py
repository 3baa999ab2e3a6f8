"""Files, functions and folders are small enough to be read at once."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import tensorgraph

ROOT = Path(tensorgraph.__file__).parent
SOURCES = sorted(p for p in ROOT.rglob("*") if p.suffix in (".py", ".pyx", ".pxd", ".h"))
PYTHON = [p for p in SOURCES if p.suffix == ".py"]
CYTHON = [p for p in SOURCES if p.suffix in (".pyx", ".pxd")]
# what their loops share stays in registers
INNER_LOOPS = {"copy_array", "execute", "load", "over_patches", "play", "run", "scatter", "walk"}
HEAD = re.compile(r"( *)(?:cdef|cpdef|def)\b(?! class| extern| struct| enum)[^=(]*?(\w+)\(")
DOCSTRING = re.compile(r'^ *"""(?:.|\n)*?"""\n', re.MULTILINE)


def name(path):
    return str(path.relative_to(ROOT))


def code_lines(function):
    """The number of lines of a function without its docstring."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = first.end_lineno - first.lineno + 1 if is_docstring and isinstance(first.value.value, str) else 0
    return function.end_lineno - function.lineno + 1 - docstring


def cython_functions(text):
    """The names of the functions of a file, and their lines without docstrings."""
    lines = DOCSTRING.sub("", text).split("\n")
    for i, line in enumerate(lines):
        if head := HEAD.match(line):
            ends = (j for j in range(i + 1, len(lines)) if re.match(rf" {{0,{len(head[1])}}}[^ )]", lines[j]))
            yield head[2], len("\n".join(lines[i : next(ends, len(lines))]).rstrip().split("\n"))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_functions(path):
    nodes = ast.walk(ast.parse(path.read_text()))
    sizes = {n.name: code_lines(n) for n in nodes if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
    assert {function: size for function, size in sizes.items() if size > 40} == {}


@pytest.mark.parametrize("path", CYTHON, ids=name)
def test_functions_of_kernels(path):
    sizes = dict(cython_functions(path.read_text()))
    assert {function: size for function, size in sizes.items() if size > 40 and function not in INNER_LOOPS} == {}


def test_folders():
    counts = Counter(name(path.parent) for path in SOURCES)
    assert {folder: n for folder, n in counts.items() if n > 25} == {}
