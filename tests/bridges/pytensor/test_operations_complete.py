"""Each operation of the installed PyTensor is in a case, or is named here with the reason why not."""

import importlib
import importlib.util
import pkgutil
import warnings
from pathlib import Path
from types import ModuleType

import pytensor_cases
import pytest
from pytensor.graph.op import Op
from pytensor_agreement import CASES, VERSION, classes_of

for module in pkgutil.iter_modules(pytensor_cases.__path__):
    importlib.import_module(f"pytensor_cases.{module.name}")

FOLDERS = (
    "assumptions breakpoint compile conditional gradient graph ifelse printing raise_op "
    "scalar scan sparse tensor typed_list"
).split()
LEFT_OUT = {
    **dict.fromkeys(
        [
            "AddSD_ccode",
            "AddSparseDenseC",
            "CGemv",
            "CGer",
            "CSMGradC",
            "ExternalCOp",
            "MulSDCSC",
            "MulSDCSR",
            "MulSVCSR",
        ],
        "code in C without a meaning of its own",
    ),
    **dict.fromkeys(
        ["SamplingDotCSR", "StructuredAddSVCSR", "StructuredAddSparseDenseVectorCSR", "StructuredDotCSC"],
        "code in C without a meaning of its own",
    ),
    **dict.fromkeys(["StructuredDotCSR", "UsmmCscDense", "_NoPythonCOp"], "code in C without a meaning of its own"),
    **dict.fromkeys(["_NoPythonExternalCOp", "_NoPythonOp", "OpenMPOp"], "a base class"),
    **dict.fromkeys(
        ["FusedElemwise", "ScalarCAReduce", "ScalarSubtensor", "ScalarizedElemwise"], "made for Numba alone"
    ),
    **dict.fromkeys(["BlockwiseWithCoreShape", "OpWithCoreShape", "ScalarizedJoin"], "made for Numba alone"),
    **dict.fromkeys(
        ["RandomVariableWithCoreShape", "LazyIfElse", "FinalizedOpFromGraph"], "made by rewrites of other modes"
    ),
    **dict.fromkeys(["Output", "OutputGuard", "UndefinedGrad", "JAXOp"], "never in a graph that Python runs"),
    "FusibleSymbolicOpDerivative": "a base class",
    "ComplexFromPolar": "its Python code fails",
    "Default": "nothing makes it",
    "EigvalshGrad": "its Python code fails",
    "Eigvalsh": "before version 3 it takes no single matrix",
    "PdbBreakpoint": "it waits for a user",
}


def import_all(module):
    """Import a module and those below it that add operations."""
    for found in pkgutil.iter_modules(getattr(module, "__path__", []), f"{module.__name__}."):
        leaf = found.name.rpartition(".")[2]
        # deprecated modules have names that are functions now
        if leaf not in ("rewriting", "c_code") and isinstance(getattr(module, leaf, module), ModuleType):
            import_all(importlib.import_module(found.name))


def operations():
    """Return the classes of PyTensor's operations."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in FOLDERS:
            if importlib.util.find_spec(f"pytensor.{name}") is not None:
                import_all(importlib.import_module(f"pytensor.{name}"))
    waiting, classes = [Op], set()
    while waiting:
        cls = waiting.pop()
        if cls not in classes:
            classes.add(cls)
            waiting += cls.__subclasses__()
    # operations on labelled arrays become others before anything is converted
    return {cls for cls in classes if cls.__module__.startswith("pytensor.") and ".xtensor." not in cls.__module__}


def covered():
    """Return the names of the classes of operations in the graphs of all cases, and of all scalar ones."""
    path = Path(__file__).with_name("test_operations_scalar.py")
    spec = importlib.util.spec_from_file_location("test_operations_scalar", path)
    scalars = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scalars)
    found = {type(op) for op in scalars.OPERATIONS.values()}
    for function, _ in CASES.values():
        for _, outputs, *_ in function():
            found |= classes_of(outputs if isinstance(outputs, list) else [outputs])
    return {cls.__name__ for cls in found}


# of deprecated parts
@pytest.mark.filterwarnings("ignore")
def test_every_operation_is_in_a_case():
    classes, found = operations(), covered()
    # those that others are made from need not be operations themselves
    leaves = {cls.__name__ for cls in classes if not any(issubclass(other, cls) for other in classes - {cls})}
    assert sorted(leaves - found - LEFT_OUT.keys()) == []
    if VERSION > 2:
        assert sorted(found & LEFT_OUT.keys() - {"Eigvalsh"}) == []
