"""A stub in the making: its imports follow from its annotations."""

import ast
import importlib.util
import inspect
import sys
from functools import cache
from pathlib import Path

import tensorgraph

PACKAGE = Path(tensorgraph.__file__).parent
HOMES = {
    **dict.fromkeys(("Any", "Literal", "Self"), "typing"),
    **dict.fromkeys(("Callable", "Hashable", "Iterable", "Iterator", "Mapping", "Sequence"), "collections.abc"),
    **dict.fromkeys(("Axis", "DType", "TensorLike", "Value"), "tensorgraph.typing"),
    "NDArray": "numpy.typing",
    "_Array": "tensorgraph.compile.callable",
}
BUILTINS = {"bool", "dict", "float", "frozenset", "int", "list", "object", "range", "set", "str", "tuple", "type"}
GENERATED = "# written by stubs/generate.py"


class Stub:
    """The text of a stub.

    Parameters
    ----------
    doc : str
        Its docstring.
    again : bool
        Whether an import says that its name is given on; otherwise ``__all__`` does.
    """

    def __init__(self, doc, again=False):
        self.doc, self.again = doc, again
        self.imports, self.given, self.lines, self.names = {}, set(), [], []

    def take(self, module, name):
        """Import a name, to give it on."""
        self.imports.setdefault(module, set()).add(name)
        self.given.add(name)

    def annotate(self, text):
        """Import the names of an annotation, and return it."""
        for node in ast.walk(ast.parse(text, mode="eval")):
            if isinstance(node, ast.Name) and node.id not in BUILTINS:
                self.imports.setdefault(HOMES.get(node.id) or classes()[node.id], set()).add(node.id)
        return text

    def define(self, name, parameters, result="TensorVariable", doc=None, indent=""):
        """Add a function."""
        self.annotate(result)
        head = f"{indent}def {name}({', '.join(parameters)}) -> {result}:"
        if len(head) > 116:
            head = f"{indent}def {name}(\n{indent}    {', '.join(parameters)}\n{indent}) -> {result}:"
        self.lines.append(f'{head}\n{indent}    """{doc}"""\n' if doc else f"{head} ...")

    def declare(self, name, annotation, indent=""):
        """Add a variable."""
        self.lines.append(f"{indent}{name}: {self.annotate(annotation)}")

    def text(self):
        """Return the file."""
        lines = [f'"""{self.doc}"""', "", GENERATED]
        groups = {}
        for module in sorted(self.imports):
            kind = 0 if module.partition(".")[0] in sys.stdlib_module_names else 1 if module == "numpy.typing" else 2
            groups.setdefault(kind, []).extend(self._import(module, sorted(self.imports[module], key=_order)))
        for kind in sorted(groups):
            lines += ["", *groups[kind]]
        if self.names:
            lines += ["", "__all__ = [", *[f'    "{name}",' for name in sorted(self.names)], "]"]
        return "\n".join([*lines, "", *self.lines] if self.lines else lines).rstrip() + "\n"

    def _import(self, module, names):
        if self.again:
            given = self.given - {"*"}
            return [f"from {module} import {name}{f' as {name}' if name in given else ''}" for name in names]
        line = f"from {module} import {', '.join(names)}"
        return [line] if len(line) <= 120 else [f"from {module} import (", *[f"    {name}," for name in names], ")"]


def _order(name):
    """Constants, classes, others: the order in which ruff wants imports."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name


@cache
def classes():
    """Return the modules of the package's classes by their names."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "compat" not in path.parts and "bridges" not in path.parts:
            parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            for name, kind in defined_in(path).items():
                if kind == "class":
                    found.setdefault(name, module)
    return found


@cache
def defined(module):
    """Return the names that the source of a module defines at its top: classes, functions and values."""
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return {}
    return defined_in(Path(spec.origin))


def defined_in(path):
    """Return the same of a file, which is not imported: an extra of a package may be missing."""
    found = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = "class" if isinstance(node, ast.ClassDef) else "function"
        elif isinstance(node, ast.Assign):
            names = (n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name))
            found.update(dict.fromkeys(names, "value"))
        elif isinstance(node, ast.AnnAssign):
            found[node.target.id] = "value"
    return found


def parameters_of(function, stub, skip=0):
    """Return the parameters of a function as they are written."""
    found, star, slash = [], False, False
    for p in list(inspect.signature(function).parameters.values())[skip:]:
        if slash and p.kind is not p.POSITIONAL_ONLY:
            found.append("/")
        slash = p.kind is p.POSITIONAL_ONLY
        if p.kind is p.KEYWORD_ONLY and not star:
            found.append("*")
        star = star or p.kind in (p.VAR_POSITIONAL, p.KEYWORD_ONLY)
        stars = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
        text = f"{stars}{p.name}: {stub.annotate('Any' if p.annotation is p.empty else p.annotation)}"
        found.append(text if p.default is p.empty else f"{text} = {_default(p.default)}")
    return found + ["/"] * slash


def _default(value):
    if isinstance(value, str):
        return f'"{value}"'
    return repr(value) if isinstance(value, (bool, int, float, type(None))) else "..."


def sentence(doc):
    """Return the first paragraph of a docstring, where it is short enough for one line."""
    text = " ".join((doc or "").strip().split("\n\n")[0].split()).replace("\\", "\\\\")
    return text if len(text) < 110 else None
