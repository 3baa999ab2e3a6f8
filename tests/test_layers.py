"""Imports point downwards only: a module imports from the layers below its own."""

import ast
from pathlib import Path

import pytest

import tensorgraph

ROOT = Path(tensorgraph.__file__).parent
LAYERS = [
    "config",
    "errors",
    "graph",
    "printing",
    "scalar",
    "_kernels",
    "tensor",
    "gradient",
    "rewriting",
    "compile",
    "scan",
    "ifelse",
    "compat",
    "__init__",
]
# printing turns the text of a node into str(node): the one call upwards, made when somebody prints
UPWARDS = {("graph/apply.py", "printing")}


def layer(path):
    """The layer of a file: the first part of its path below the package."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path):
    """The layers that a file imports from, inside functions too."""
    package = ("tensorgraph", *path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            full = base + tuple((node.module or "").split(".") if node.module else ())
            if full == ("tensorgraph",):
                yield from (alias.name for alias in node.names)
            elif full and full[0] == "tensorgraph":
                yield full[1]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "tensorgraph":
                    yield parts[1] if len(parts) > 1 else "__init__"


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downwards(path):
    own = layer(path)
    assert own in LAYERS, f"{own} has no place in the order of layers"
    for other in imports(path):
        if other in LAYERS and (str(path.relative_to(ROOT)), other) not in UPWARDS:
            assert LAYERS.index(other) <= LAYERS.index(own), f"{path} imports {other}, which lies above {own}"
