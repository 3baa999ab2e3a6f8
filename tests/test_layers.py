"""Imports point downwards only: a module imports from the layers below its own, and none needs itself."""

import ast
import graphlib
import re
from pathlib import Path

import pytest

import tensorgraph

ROOT = Path(tensorgraph.__file__).parent
LAYERS = [
    "userline",
    "elsewhere",
    "nearest",
    "description",
    "options",
    "blame",
    "misuse",
    "flags",
    "config",
    "errors",
    "graph",
    "printing",
    "scalar",
    "_kernels",
    "tensor",
    "gradient",
    "batching",
    "ifelse",
    "rewriting",
    "lowering",
    "insight",
    "profiling",
    "compile",
    "debugging",
    "streams",
    "sparse",
    "scan",
    "transform",
    "saving",
    "optim",
    "optimize",
    "sklearn",
    "parallel",
    "typing",
    "compat",
    "bridges",
    "__init__",
    "commandline",
    "__main__",
]
UPWARDS = {
    ("graph/apply.py", "printing"): "the text of a node is str(node), made when somebody prints it",
    ("graph/variable.py", "compile"): "x.eval() compiles",
    ("graph/variable.py", "insight"): "a notebook shows a variable",
    ("tensor/indexing/advanced_subtensor.py", "sparse"): "a gradient is sparse where sparse_grad asked for it",
    ("tensor/random/__init__.py", "streams"): "Theano's module of random numbers has the streams",
    ("tensor/linalg/overstacks.py", "transform"): "functions of matrices are mapped over stacks, when one is given",
    ("gradient/grad.py", "transform"): "grad(f) of a function is a transformation, made when it is asked for",
    ("compile/shared.py", "sparse"): "shared(matrix) knows sparse matrices, when it meets one",
    ("compile/callable.py", "debugging"): "what fails in a call is explained, when it fails",
}
HEAVY = "it takes long to import, and few programs need it"
CALLED = "NumPy's functions on variables are made of all of this package; few programs call one"
EXTRA = "it is an extra: only what is asked for needs it"
MUTUAL = "each needs the other: one of them at the time of a call"
LISTS = "lists become tensors by operations, which take tensors"
INSIDE = {
    ("_kernels/machine/linalg/scipy_routines.py", "scipy"): HEAVY,
    ("bridges/pytensor/families/signals.py", "scipy.signal"): HEAVY,
    ("commandline/scripts.py", "zipfile"): HEAVY,
    ("debugging/nanguardmode.py", "pdb"): HEAVY,
    ("flags.py", "configparser"): HEAVY,
    ("graph/apply.py", "printing.debugprint"): "see UPWARDS",
    ("graph/deep.py", "graph.traverse"): MUTUAL,
    ("graph/variable.py", "graph.traverse"): MUTUAL,
    ("graph/testvalue.py", "pdb"): HEAVY,
    ("nearest.py", "difflib"): HEAVY,
    ("optimize/progress.py", "tqdm.auto"): EXTRA,
    ("scalar/variable.py", "scalar.cast"): MUTUAL,
    ("sparse/derivative.py", "sparse.casting"): MUTUAL,
    ("sparse/scaling.py", "sparse.reduce"): MUTUAL,
    ("tensor/linalg/overstacks.py", "transform.vmap"): "see UPWARDS",
    ("tensor/linalg/matrix.py", "scipy.linalg"): HEAVY,
    ("tensor/linalg/small.py", "scipy.linalg"): HEAVY,
    ("tensor/protocols/ufuncs.py", "tensor.protocols.arrayfunctions"): CALLED,
    ("tensor/reductions/recurrence.py", "scipy.linalg.blas"): HEAVY,
    ("tensor/shape/dimshuffle.py", "tensor.elementwise.elemwise"): MUTUAL,
    ("tensor/shape/shape.py", "tensor.indexing.subtensor"): MUTUAL,
    ("tensor/signal/fft.py", "scipy.fft"): HEAVY,
    ("tensor/signal/poolgrad.py", "tensor.signal.pool"): MUTUAL,
    ("tensor/types/arrayprotocol.py", "tensor.protocols.arrayfunctions"): CALLED,
    ("tensor/types/arrayprotocol.py", "tensor.protocols.pytorch"): CALLED,
    ("tensor/types/arrayprotocol.py", "tensor.protocols.refusals"): CALLED,
    ("tensor/types/arrayprotocol.py", "tensor.protocols.ufuncs"): CALLED,
    ("tensor/types/variable.py", "tensor.protocols.refusals"): CALLED,
    ("tensor/types/constant.py", "tensor.shape.stack"): LISTS,
    ("tensor/types/constant.py", "tensor.types.known_values"): MUTUAL,
    ("tensor/types/constant.py", "tensor.types.scalars"): LISTS,
    ("tensor/types/type.py", "pdb"): HEAVY,
    ("tensor/types/variable.py", "tensor.products.matmul"): CALLED,
    ("tensor/types/type.py", "tensor.shape.rebroadcast"): MUTUAL,
    ("tensor/types/type.py", "tensor.types.declared"): MUTUAL,
}
PYTHON = sorted(ROOT.rglob("*.py"))
CYTHON = sorted(p for suffix in ("pyx", "pxd") for p in ROOT.rglob(f"*.{suffix}"))


def layer(path):
    """The layer of a file: the first part of its path below the package."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def module_of(path):
    """The name of a file as a module, in parts."""
    parts = ("tensorgraph", *path.relative_to(ROOT).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


MODULES = {module_of(path): path for path in PYTHON}


def imports(path, nodes):
    """The modules of the package that import statements among `nodes` name, and the names of a package's own."""
    package = ("tensorgraph", *path.relative_to(ROOT).parts[:-1])
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            full = base + tuple(node.module.split(".") if node.module else ())
            if full[:1] == ("tensorgraph",):
                yield from ((*full, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            full = [tuple(alias.name.split(".")) for alias in node.names]
            yield from (name for name in full if name[0] == "tensorgraph")


def running(tree):
    """The nodes of a module, without those that type checkers alone see."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from running(node)


def named(path, tree):
    """The modules that calls of ``import_module`` name, as far as their text says."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module")):
            continue
        text = node.args[0]
        if isinstance(text, ast.JoinedStr) and isinstance(text.values[0], ast.FormattedValue):
            # from the package of the file, or from all of this one
            start, *rest = text.values
            own = ast.unparse(start.value) in ("__package__", "__name__")
            package = ("tensorgraph", *path.relative_to(ROOT).parts[:-1]) if own else ("tensorgraph",)
            if rest and isinstance(rest[0], ast.Constant) and rest[0].value.strip("."):
                full = (*package, *rest[0].value.strip(".").split("."))
                if full[1] in LAYERS:       # else a path of Theano's
                    yield full


def assert_below(path, names):
    """The modules `names` that a file imports lie in its own layer or below."""
    own = layer(path)
    assert own in LAYERS, f"{own} has no place in the order of layers"
    for name in names:
        # what is no layer is a name of the package itself, which lies above all
        other = name[1] if len(name) > 1 and name[1] in LAYERS else "__init__"
        if (str(path.relative_to(ROOT)), other) not in UPWARDS:
            assert LAYERS.index(other) <= LAYERS.index(own), f"{path} imports {other}, which lies above {own}"
        assert (own, other) != ("_kernels", "graph"), f"{path} imports the graph"


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downwards(path):
    """Imports inside functions count too."""
    tree = ast.parse(path.read_text())
    assert_below(path, [*imports(path, running(tree)), *named(path, tree)])


@pytest.mark.parametrize("path", CYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_cimports_point_downwards(path):
    """Kernels know no graph."""
    package = ("tensorgraph", *path.relative_to(ROOT).parts[:-1])
    names = []
    for dots, name in re.findall(r"^\s*(?:from|c?import) +(\.*)([\w.]*)", path.read_text(), re.MULTILINE):
        base = package[: len(package) - len(dots) + 1] if dots else ()
        names.append(base + tuple(name.split(".") if name else ()))
    assert_below(path, [name for name in names if name[0] == "tensorgraph"])


def test_no_cycles():
    """No module needs, to be imported, that it is imported already."""
    graph = {}
    for name, path in MODULES.items():
        found = imports(path, ast.parse(path.read_text()).body)
        graph[name] = {full if full in MODULES else full[:-1] for full in found} & MODULES.keys() - {name}
    list(graphlib.TopologicalSorter(graph).static_order())


def test_imports_inside_functions_have_a_reason():
    """All others stand at the top of their file."""
    found = set()
    for path in PYTHON:
        functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
        inside = {node for function in functions for node in ast.walk(function)}
        for node in inside:
            if isinstance(node, ast.Import):
                found.update((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((path, node.module))
        for full in imports(path, inside):
            module = full if full in MODULES else full[:-1]
            found.add((path, ".".join(module[1:])))
    assert {(str(path.relative_to(ROOT)), name) for path, name in found} == set(INSIDE)
