"""Docstrings are there, and say what a thing is or does instead of asking."""

import ast
import re
from pathlib import Path

import pytest

import tensorgraph

ROOT = Path(tensorgraph.__file__).parent
SOURCES = sorted(p for p in ROOT.rglob("*") if p.suffix in (".py", ".pyx", ".pxd"))
QUESTION = re.compile(r"(What|Whether|Where|Who|Which|When|Why|How)\b")
DOCSTRING = re.compile(r'^ *r?"""(.*)', re.MULTILINE)
DEFINITIONS = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef


def first_lines(path):
    """Return the first lines of the docstrings of a file, those of attributes included."""
    text = path.read_text()
    if path.suffix != ".py":
        return DOCSTRING.findall(text)
    bodies = [n.body for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.Module, *DEFINITIONS))]
    values = [s.value.value for body in bodies for s in body if isinstance(s, ast.Expr) and hasattr(s.value, "value")]
    return [v.strip().split("\n")[0] for v in values if isinstance(v, str)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_docstrings(path):
    assert [line for line in first_lines(path) if QUESTION.match(line)] == []
    if path.suffix == ".py":
        public = [n for n in ast.parse(path.read_text()).body if isinstance(n, DEFINITIONS) and n.name[0] != "_"]
        # what is decorated is an entry of a table, which says what it is
        assert [n.name for n in public if not n.decorator_list and not ast.get_docstring(n)] == []
