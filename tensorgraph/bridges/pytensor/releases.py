"""Classes of PyTensor that lie in other modules before its version 3."""

try:
    from pytensor.compile.executor import Function as TheirFunction
    from pytensor.compile.maker import FunctionMaker as TheirMaker

    CLASS_KEYWORD = "function_class"
except ImportError:
    from pytensor.compile.function.types import Function as TheirFunction
    from pytensor.compile.function.types import FunctionMaker as TheirMaker

    CLASS_KEYWORD = "function_builder"

__all__ = ["CLASS_KEYWORD", "TheirFunction", "TheirMaker"]
