"""Conversion of programs that import ``theano`` to import this package.

Only module names in import statements change. Each chain of attributes that starts with a name imported from Theano is
looked up in this package, and missing ones are reported.
"""

import ast
import difflib
import io
import os
import re
import sys
import tokenize
from importlib import import_module
from types import ModuleType

from ..flags import FlagGroup
from ..graph.op import Op
from .finder import PACKAGE
from .paths import BESIDES

_GPU = ("cuda", "gpuarray", "pygpu", "pycuda", "CudaNdarrayType", "GpuArrayType", "GpuOp")
_DOTTED = re.compile(r"theano(?:[\s\\]*\.[\s\\]*\w+)*")  # spaces around the dots are allowed
_NO_C = ("COp", "ExternalCOp", "CLinkerOp", "OpenMPOp")


class Finding:
    """A name that a program uses and that is missing here.

    Attributes
    ----------
    line : int
    text : str
    guarded : bool
        Whether the program is ready for that, by ``try`` and ``except``.
    """

    def __init__(self, line, text, guarded=False):
        self.line, self.text, self.guarded = line, text, guarded

    def __str__(self):
        return f"{self.line}: {self.text}{' (guarded by try)' if self.guarded else ''}"


def is_theano(name):
    """Return True if a module's name is Theano's."""
    return name == "theano" or name.startswith("theano.")


def renamed(name):
    """Return the name here of a Theano module."""
    return PACKAGE + name[len("theano") :]


def convert_source(source):
    """Return a program with its imports converted, and the names that are missing here.

    Parameters
    ----------
    source : str

    Returns
    -------
    text : str
    findings : list of Finding

    Raises
    ------
    SyntaxError
        If `source` is no Python 3.

    Examples
    --------
    >>> from tensorgraph.compat.convert import convert_source
    >>> text, findings = convert_source("import theano.tensor as T  # as ever\\nT.no_such_thing(3)\\n")
    >>> print(text, end="")
    import tensorgraph.tensor as T  # as ever
    T.no_such_thing(3)
    >>> [str(finding) for finding in findings]
    ['2: theano.tensor.no_such_thing is not in tensorgraph']
    """
    tree = ast.parse(source)
    positions = Positions(source)
    edits = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            edits += _import_edits(node, positions)
        elif isinstance(node, ast.ImportFrom) and not node.level and is_theano(node.module):
            edits += _from_edits(node, positions)
    survey = Survey()
    survey.visit(tree)
    text = source
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text, sorted(survey.findings, key=lambda finding: finding.line)


class Positions:
    """The starts of lines in a text, and its tokens."""

    def __init__(self, source):
        self.source = source
        self.lines = source.splitlines(keepends=True) if "\f" not in source and "\v" not in source else _lines(source)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def offset(self, line, column):
        """Return the index of a position that ``ast`` gave; its columns count bytes."""
        prefix = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(prefix)

    def of(self, node):
        """Return the first and the last index of a node."""
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)


def _lines(source):
    return list(io.StringIO(source, newline=""))


def _import_edits(node, positions):
    """Return the edits of ``import a, theano.b, theano.c as d``."""
    edits = []
    for alias in node.names:
        if not is_theano(alias.name):
            continue
        start, end = positions.of(alias)
        new = renamed(alias.name)
        if alias.asname is not None:
            edits.append((*_DOTTED.search(positions.source, start).span(), new))
        elif alias.name == "theano":
            edits.append((start, end, f"{new} as theano"))
        else:
            # the statement binds the name of the package
            edits.append((start, end, f"{PACKAGE} as theano, {new}"))
    return edits


def _from_edits(node, positions):
    """Return the edits of ``from theano.a import b``."""
    start, end = positions.of(node)
    if node.module == "theano" and any(alias.name == "theano" for alias in node.names):
        names = [f"{PACKAGE} as {alias.asname or 'theano'}" for alias in node.names if alias.name == "theano"]
        others = [a.name + (f" as {a.asname}" if a.asname else "") for a in node.names if a.name != "theano"]
        lines = [f"import {', '.join(names)}"]
        if others:
            lines.append(f"from {PACKAGE} import {', '.join(others)}")
        return [(start, end, "; ".join(lines))]
    return [(*_DOTTED.search(positions.source, start).span(), renamed(node.module))]


# ------------------------------------------------------------- what is missing


def look_up(path):
    """Look up a dotted name of Theano's in this package.

    Returns
    -------
    found : object
    missing : str or None
        The shortest part of `path` that is not here. What lies below an object that is no module, class or group of
        flags is not looked for.
    """
    parts = path.split(".")
    found = import_module(PACKAGE)
    for i, part in enumerate(parts[1:], start=1):
        if not isinstance(found, (ModuleType, type, FlagGroup)):
            return found, None
        try:
            found = getattr(found, part)
        except AttributeError:
            if isinstance(found, FlagGroup):
                return found, ".".join(parts[: i + 1])
            try:
                found = import_module(".".join((PACKAGE, *parts[1 : i + 1])))
            except ImportError:
                return found, ".".join(parts[: i + 1])
    return found, None


def explain(path):
    """Return a sentence about a dotted name of Theano's that is missing here."""
    if any(part in _GPU or part.startswith(("Gpu", "gpu_")) for part in path.split(".")):
        return f"{path}: there is no GPU in {PACKAGE}"
    if path.rpartition(".")[2] in _NO_C:
        return f"{path}: no C code is compiled in {PACKAGE}; give the operation a perform method"
    module, _, name = path.partition(".")[2].rpartition(".")
    for home in BESIDES.get(module, ()):
        if hasattr(import_module(f"{PACKAGE}.{home}"), name):
            return f"{path}: only there under the name theano (python -m {PACKAGE} run)"
    return f"{path} is not in {PACKAGE}"


class Survey(ast.NodeVisitor):
    """A visitor that collects the missing names of a program.

    Attributes
    ----------
    findings : list of Finding
    """

    def __init__(self):
        self.findings = []
        self.bound = {}  # from names of the program to dotted names of Theano's
        self.guarded = False

    def note(self, line, text):
        if all((f.line, f.text) != (line, text) for f in self.findings):
            self.findings.append(Finding(line, text, self.guarded))

    def check(self, line, path):
        """Note `path` if it is missing; return True if it is there."""
        if any(part in _GPU for part in path.split(".")):
            missing = path
        else:
            _, missing = look_up(path)
        if missing is not None:
            self.note(line, explain(missing))
        return missing is None

    def visit_Try(self, node):
        catches = [ast.unparse(h.type) if h.type is not None else "" for h in node.handlers]
        expected = ("", "ImportError", "ModuleNotFoundError", "AttributeError", "Exception")
        outer, self.guarded = self.guarded, self.guarded or any(
            name in text for text in catches for name in expected[1:]
        ) or "" in catches
        for child in node.body:
            self.visit(child)
        self.guarded = outer
        for child in [*node.handlers, *node.orelse, *node.finalbody]:
            self.visit(child)

    def visit_Import(self, node):
        for alias in node.names:
            if is_theano(alias.name):
                self.check(alias.lineno, alias.name)
                self.bound[alias.asname or "theano"] = alias.name if alias.asname else "theano"
            elif alias.name.partition(".")[0] in _GPU:
                self.note(alias.lineno, explain(alias.name))

    def visit_ImportFrom(self, node):
        if node.level:
            return
        if node.module.partition(".")[0] in _GPU:
            self.note(node.lineno, explain(node.module))
        if not is_theano(node.module) or not self.check(node.lineno, node.module):
            return
        for alias in node.names:
            if alias.name != "*" and (node.module, alias.name) != ("theano", "theano"):
                path = f"{node.module}.{alias.name}"
                self.check(alias.lineno, path)
                self.bound[alias.asname or alias.name] = path
            elif alias.name == "theano":
                self.bound[alias.asname or alias.name] = "theano"

    def visit_Attribute(self, node):
        path = self.path(node)
        if path is None:
            self.generic_visit(node)
        elif isinstance(node.ctx, ast.Load):
            self.check(node.end_lineno, path)

    def path(self, node):
        """Return the dotted name of Theano's that an expression stands for, or None."""
        names = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name) and node.id in self.bound:
            return ".".join([self.bound[node.id], *reversed(names)])
        return None

    def visit_ClassDef(self, node):
        """Note operations that are computed only by C code."""
        methods = {child.name for child in node.body if isinstance(child, ast.FunctionDef)}
        bases = [self.path(base) for base in node.bases]
        found = [look_up(path) for path in bases if path is not None]
        is_op = any(missing is None and isinstance(cls, type) and issubclass(cls, Op) for cls, missing in found)
        own = any(cls is Op for cls, missing in found if missing is None)
        if is_op and own and any(name.startswith("c_code") for name in methods) and not methods & {
            "perform", "make_thunk", "impl"
        }:
            self.note(node.lineno, f"class {node.name} has c_code and no perform: no C code is compiled in {PACKAGE}")
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, str) and "device=" in node.value and any(
            f"device={name}" in node.value for name in ("gpu", "cuda", "opencl")
        ):
            self.note(node.lineno, f"{node.value!r}: there is no GPU in {PACKAGE}")


# ------------------------------------------------------------- files


def python_files(path):
    """Return a file, or the Python files in a folder."""
    if not os.path.isdir(path):
        return [path]
    return sorted(
        os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names if name.endswith(".py")
    )


def convert_files(paths, output=None, diff=False):
    """Convert files, in place by default, and print the names that are missing here.

    Parameters
    ----------
    paths : list of str
        Python files and folders.
    output : str, optional
        Where to write instead: a file for one file, otherwise a folder.
    diff : bool
        Print the changes and write nothing.

    Returns
    -------
    int
        1 if something is missing that the program is not ready for, 2 if a file could not be read, else 0.
    """
    files = [(file, path) for path in paths for file in python_files(path)]
    status = 0
    for file, path in files:
        try:
            with open(file, "rb") as opened:
                encoding, _ = tokenize.detect_encoding(opened.readline)
            with open(file, encoding=encoding, newline="") as opened:
                source = opened.read()
            text, findings = convert_source(source)
        except (OSError, SyntaxError, UnicodeDecodeError) as error:
            hint = "; is it Python 2? then convert it with 2to3 first" if isinstance(error, SyntaxError) else ""
            print(f"{file}: {error}{hint}", file=sys.stderr)
            status = 2
            continue
        if diff:
            _print_diff(file, source, text)
        elif output is not None:
            _write(_place(file, path, output, len(files)), text, encoding)
        elif text != source:
            _write(file, text, encoding)
        for finding in findings:
            print(f"{file}:{finding}")
            if not finding.guarded:
                status = max(status, 1)
    return status


def _place(file, path, output, count):
    if count == 1 and not os.path.isdir(output) and not os.path.isdir(path):
        return output
    below = os.path.relpath(file, path) if os.path.isdir(path) else os.path.basename(file)
    return os.path.join(output, below)


def _write(file, text, encoding):
    folder = os.path.dirname(file)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(file, "w", encoding=encoding, newline="") as opened:
        opened.write(text)


def _print_diff(file, old, new):
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{file}", f"b/{file}"
    )
    for line in lines:
        print(line, end="" if line.endswith("\n") else "\n")
