"""All classes of operations."""

import importlib
import pkgutil

import tensorgraph
from tensorgraph.graph.op import Op
from tensorgraph.scalar.op import ScalarOp

BASES = {"BaseAbstractConv", "GradientBarrier", "PoolGrad", "Pooling", "mrg_uniform_base"}


def concrete_ops():
    """The classes of operations that can be applied, but for scalar ones, which have a registry of their own."""
    for module in pkgutil.walk_packages(tensorgraph.__path__, "tensorgraph.", onerror=lambda name: None):
        # bridges need the library on the other side, whose operations they run; estimators are no operations
        others = (".bridges.", ".sklearn")
        if not module.name.rpartition(".")[2].startswith("_") and not any(other in module.name for other in others):
            importlib.import_module(module.name)
    pending, found = [Op], {}
    while pending:
        for kind in pending.pop().__subclasses__():
            pending.append(kind)
            module = kind.__module__.removeprefix("tensorgraph.")
            is_base = kind.__name__ in BASES or kind.__name__.startswith("_") or module.startswith("bridges.")
            if module != kind.__module__ and not is_base and not issubclass(kind, ScalarOp):
                found[f"{module}.{kind.__name__}"] = kind
    return found


OPS = concrete_ops()
