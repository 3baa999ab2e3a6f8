"""Write stubs: what type checkers cannot see, as it is made when the package is imported.

These are modules whose names come from records of operations, from flags or from other modules, and paths of Theano,
for which an import hook answers. Annotations are those of the sources. Run it after a change of a public name, or with
``--check`` to see whether it is due::

    python stubs/generate.py [--check]
"""

import argparse
import importlib
import inspect
import sys
import types
from importlib.util import find_spec
from pathlib import Path

from stub import BUILTINS, GENERATED, PACKAGE, Stub, defined, parameters_of, sentence

import tensorgraph
from tensorgraph import flags
from tensorgraph.compat.paths import PATHS
from tensorgraph.graph.op import Op
from tensorgraph.scalar.op import ScalarOp
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.types import constructors
from tensorgraph.tensor.types.variable import _tensor_py_operators

# modules that make their names or give those of others
GIVING = [
    "", "compile", "gradient", "printing", "scalar", "scan", "sparse", "tensor",
    "tensor.elementwise.inplace", "tensor.linalg", "tensor.nnet", "tensor.random", "tensor.signal", "tensor.special",
]  # fmt: skip
# Theano's paths that programs import
THEANO = [
    "compile.nanguardmode", "compile.ops", "compile.sharedvalue", "configparser", "d3viz", "gof", "gof.fg", "gof.graph",
    "gof.null_type", "gof.op", "gof.opt", "gof.toolbox", "gof.type", "gof.utils", "misc", "misc.pkl_utils", "raise_op",
    "sandbox", "sandbox.linalg", "sandbox.neighbours", "sandbox.rng_mrg", "scalar.basic", "scan_module",
    "scan_module.scan_utils", "sparse.basic", "tensor.basic", "tensor.blas", "tensor.elemwise", "tensor.extra_ops",
    "tensor.fft", "tensor.inplace", "tensor.io", "tensor.nlinalg", "tensor.nnet.abstract_conv", "tensor.nnet.conv3d2d",
    "tensor.nnet.nnet", "tensor.nnet.sigm", "tensor.opt", "tensor.raw_random", "tensor.shared_randomstreams",
    "tensor.sharedvar", "tensor.signal.downsample", "tensor.slinalg", "tensor.subtensor", "tensor.type", "tensor.utils",
    "tensor.var", "tensor.xlogx", "typed_list", "updates", "version",
]  # fmt: skip
# modules that programs reach as attributes of a package that they import
REACHED = {
    "compile": "mode",
    "tensor.nnet": "blocksparse bn conv ctc neighbours",
}
# what ops of several outputs, or of others than tensors, give
RESULTS = {
    "CSMProperties": "list[TensorVariable]",
    **dict.fromkeys(
        ("CSM", "ConstructSparseFromList", "Remove0", "SamplingDot", "SparseFromDense", "SquareDiagonal", "Transpose"),
        "SparseVariable",
    ),
    "Eig": "list[TensorVariable]",
    "CrossentropySoftmaxArgmax1HotWithBias": "list[TensorVariable]",
    "ScalarFromTensor": "ScalarVariable",
}


def elementwise(stub, name, function):
    """Add a function of tensors, from the record of its operation."""
    op = function.scalar_op
    kinds = {p: "TensorLike | None" if p in ("low", "high") else "TensorLike" for p in op.params}  # bounds of clip
    names = ["*xs: TensorLike"] if op.nin < 0 else [*[f"{p}: {kind}" for p, kind in kinds.items()], "/", "*"]
    stub.annotate("TensorLike")
    stub.define(name, [*names, "name: str | None = None"], doc=sentence(op.docs))


def used_as_function(stub, name, value):
    """Add an op as the function that programs use it as; return whether it is one whose arguments are known."""
    if isinstance(value, Elemwise) and value.scalar_op.is_record:
        elementwise(stub, name, value)
    elif isinstance(value, Op) and not isinstance(value, ScalarOp) and has_known_arguments(value):
        operation(stub, name, value)
    else:
        return False
    return True


def has_known_arguments(op):
    """Return whether the ``make_node`` of an op is annotated."""
    parameters = inspect.signature(op.make_node).parameters.values()
    return type(op).make_node is not Op.make_node and all(p.annotation is not p.empty for p in parameters)


def operation(stub, name, op):
    """Add an op as a function of what its ``make_node`` takes."""
    parameters = parameters_of(op.make_node, stub)
    if not any(p.startswith("*") for p in parameters):
        parameters.append("*")
    result = RESULTS.get(type(op).__name__, "TensorVariable")
    stub.define(name, [*parameters, "name: str | None = None"], result, sentence(type(op).__doc__))


def instance(stub, name, value):
    """Add a variable of the class of its value."""
    kind = type(value).__name__
    if isinstance(value, (tuple, list, frozenset)):
        item = "str" if all(isinstance(v, str) for v in value) else stub.annotate("Any")
        kind = f"tuple[{item}, ...]" if isinstance(value, tuple) else f"{kind}[{item}]"
    elif isinstance(value, dict):
        kind = stub.annotate("dict[str, Any]")
    elif defined(type(value).__module__).get(kind) == "class":
        stub.take(type(value).__module__, kind)
    elif isinstance(value, Op) and not isinstance(value, ScalarOp):
        kind = stub.annotate("Op")
    elif kind not in BUILTINS and kind not in stub.names:
        kind = stub.annotate("Any")
    stub.lines.append(f"{name}: {kind}")


def constructor(stub, name, value):
    """Add a maker of variables."""
    if name in constructors.PATTERNS:
        stub.annotate("DType")
        shape = f"shape: {stub.annotate('Sequence[int | None] | None')} = None"
        stub.define(name, ["name: str | None = None", "dtype: DType | None = None", shape], doc=f"A symbolic {name}.")
    elif isinstance(value, types.FunctionType):
        several = ["*names: str | int | Sequence[str]", f"dtype: {stub.annotate('DType | None')} = None"]
        stub.annotate("Sequence[str]")
        stub.define(name, several, "list[TensorVariable]")
    else:
        stub.declare(name, "TensorType")


def defined_elsewhere(stub, name, value):
    """Add a class or function that a source defines: an import, and where it has another name an alias."""
    if value.__name__ in defined(value.__module__):
        stub.take(value.__module__, value.__name__)
        return [] if value.__name__ == name else [f"{name} = {value.__name__}"]
    if isinstance(value, type):
        (base,) = value.__bases__
        stub.lines.append(f"class {name}({stub.annotate(base.__name__)}): ...")
    elif value.__module__ == "tensorgraph.sparse.elementwise":
        given = [f"x: {stub.annotate('TensorLike')}", "*numbers: TensorLike"]
        stub.define(name, given, "SparseVariable", sentence(value.__doc__))
    else:
        stub.declare(name, "Any")
    return []


def giving(module):
    """Return the stub of a module that makes its names or gives those of others."""
    path = module.__name__.partition(".")[2]
    stub = Stub(module.__doc__.strip().split("\n")[0])
    aliases = []
    stub.names = list(module.__all__)
    for name in sorted(module.__all__):
        value = getattr(module, name)
        if isinstance(value, types.ModuleType):
            stub.take(module.__name__, name)
        elif value is tensorgraph.config:
            stub.take("tensorgraph.config", name)
        elif path == "tensor" and name in constructors.CONSTRUCTORS:
            constructor(stub, name, value)
        elif isinstance(value, (type, types.FunctionType)):
            aliases += defined_elsewhere(stub, name, value)
        elif not used_as_function(stub, name, value):
            instance(stub, name, value)
    stub.lines += aliases
    if not path:
        stub.lines.append("__version__: str")
    for below in children(path):
        if below not in stub.names:
            stub.take(module.__name__, below)
            stub.names.append(below)
    return stub


def children(path):
    """Return the modules right below a path that programs reach through it."""
    dot = f"{path}." if path else ""
    below = {p[len(dot) :] for p in [*THEANO, *GIVING] if p.startswith(dot) and p != path}
    below.update(name for name in REACHED.get(path, "").split() if find_spec(f"tensorgraph.{path}.{name}"))
    return sorted(p for p in below if p and "." not in p)


def configuration():
    """Return the stub of the flags: an attribute each."""
    stub = Stub("Every flag, its type and what it is for.")
    stub.imports = {"tensorgraph.flags": {"FLAGS", "FlagGroup", "change_flags", "get"}}
    stub.names = ["FLAGS", "change_flags", "config", "get"]
    groups = {}
    for name, flag in flags.FLAGS.items():
        group, _, leaf = name.rpartition(".")
        groups.setdefault(group, {})[leaf] = flag
        while group:
            below = group
            group, _, leaf = group.rpartition(".")
            groups.setdefault(group, {})[leaf] = below
    for group in sorted(groups):
        stub.lines.append(f"class {_group(group)}(FlagGroup):")
        for leaf, flag in sorted(groups[group].items()):
            if isinstance(flag, str):
                stub.lines.append(f"    {leaf}: {_group(flag)}")
            elif flag.fixed:
                stub.lines += ["    @property", f"    def {leaf}(self) -> {_kind(flag)}: ..."]
            else:
                stub.lines.append(f"    {leaf}: {_kind(flag)}")
        stub.lines.append("")
    stub.lines.append(f"config: {_group('')}")
    return stub


def _group(prefix):
    return "_" + "".join(part[0].upper() + part[1:] for part in prefix.split(".") if part) + "Flags"


def _kind(flag):
    return flag.kind if flag.kind in ("bool", "int", "float") else "str"


def variables():
    """Return the stub of the tensor variables: their operators and methods."""
    module = sys.modules[_tensor_py_operators.__module__]
    stub = Stub(module.__doc__)
    for cls in (_tensor_py_operators, module.TensorVariable, module.TensorConstant):
        for base in cls.__bases__:
            stub.annotate(base.__name__)
        stub.lines.append(f"class {cls.__name__}({', '.join(base.__name__ for base in cls.__bases__)}):")
        stub.declare("type", "TensorType", "    ")
        if cls is not _tensor_py_operators:
            given = f"inputs_to_values: {stub.annotate('Mapping[Any, Any] | None')} = None"
            stub.define("eval", ["self", given], "_Array[Any]", indent="    ")
        if cls is module.TensorVariable:
            stub.lines.append("    # of a random variable")
            for name in ("rng", "rstate", "update", "permutation"):
                stub.declare(name, "Any", "    ")
        for name, value in vars(cls).items():
            if isinstance(value, property):
                stub.lines.append("    @property")
                stub.define(name, ["self"], inspect.signature(value.fget).return_annotation, indent="    ")
            elif isinstance(value, types.FunctionType) and (name[0] != "_" or name.startswith("__")):
                method(stub, name, value)
        stub.lines.append("")
    stub.imports.pop(module.__name__)
    return stub


def method(stub, name, value):
    """Add a method, which is written, or made and returns a variable."""
    signature = inspect.signature(value)
    if signature.return_annotation is not signature.empty:
        stub.define(name, ["self", *parameters_of(value, stub, 1)], signature.return_annotation, indent="    ")
    elif "other" in signature.parameters:
        stub.define(name, ["self", f"other: {stub.annotate('TensorLike')}", "/"], indent="    ")
    elif not name.startswith("__"):
        stub.define(name, ["self"], indent="    ")


def theano_path(path):
    """Return the stub of a path of Theano: imports from its homes."""
    stub = Stub(f"``theano.{path}``: names of other modules.", again=True)
    taken = set()
    for home in homes(path):
        module = importlib.import_module(f"tensorgraph.{home}")
        if home in GIVING and not taken.intersection(module.__all__):
            stub.take(module.__name__, "*")
            taken |= set(module.__all__)
            continue
        own = () if home in GIVING else defined(module.__name__)
        for name in sorted({*own, *vars(module).get("__all__", ())} - taken):
            if give(stub, module, name):
                taken.add(name)
    for name in set(children(path)) - taken:
        stub.take(f"tensorgraph.{path}", name)
    # also what an annotation needs
    stub.given |= taken
    return stub


def homes(path):
    """Yield the modules that hold the names of a path of Theano, or of a path among its homes."""
    for home in PATHS[path]:
        if home in PATHS:
            yield from homes(home)
        else:
            yield home


def give(stub, module, name):
    """Add a name that a module has to the stub of a path of Theano; return whether it is one for programs."""
    value, source = getattr(module, name, None), source_of(module, name)
    if isinstance(value, Op) and value is vars(tensorgraph.tensor).get(name):
        # where its arguments are known
        source = "tensorgraph.tensor"
    elif name[0] != "_" and used_as_function(stub, name, value):
        return True
    if source is not None:
        stub.take(source, name)
    return source is not None


def source_of(module, name):
    """Return the module whose source defines a public name of `module`; None where there is none."""
    value = getattr(module, name, None)
    if name[0] == "_" or value is None or isinstance(value, types.ModuleType):
        return None
    if isinstance(value, types.FunctionType) and not value.__annotations__ and ".compat." not in value.__module__:
        # the package's own business
        return None
    if name in defined(module.__name__):
        return module.__name__
    home = getattr(value, "__module__", None)
    return home if getattr(value, "__name__", None) == name and name in defined(home) else None


def stubs():
    """Return every stub: from its file to its text."""
    found = {PACKAGE / "config.pyi": configuration()}
    found[Path(inspect.getsourcefile(_tensor_py_operators)).with_suffix(".pyi")] = variables()
    for name in GIVING:
        module = importlib.import_module(f"tensorgraph.{name}".rstrip("."))
        found[Path(module.__file__).with_suffix(".pyi")] = giving(module)
    for path in THEANO:
        file = PACKAGE.joinpath(*path.split("."))
        found[file / "__init__.pyi" if children(path) else file.with_suffix(".pyi")] = theano_path(path)
    return {file: stub.text() for file, stub in found.items()}


def main():
    """Write the stubs, or say which are not as they would be written."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only say which files would change")
    check = parser.parse_args().check
    wanted = stubs()
    dropped = [file for file in PACKAGE.rglob("*.pyi") if GENERATED in file.read_text() and file not in wanted]
    stale = [file for file, text in wanted.items() if not file.exists() or file.read_text() != text]
    for file in [*dropped, *stale]:
        print(file.relative_to(PACKAGE.parent))
        if not check and file in wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted[file])
        elif not check:
            file.unlink()
    return bool(check and (dropped or stale))


if __name__ == "__main__":
    sys.exit(main())
