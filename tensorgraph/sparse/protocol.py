"""NumPy's functions on sparse variables: operators and a few functions make nodes, the others are refused."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from ..errors import NoCounterpartError, NoValueError
from ..graph.messages.called import called, with_type
from ..graph.messages.novalue import NoValue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

# the methods of Python's operators
_OPERATORS = {
    np.add: "add", np.subtract: "sub", np.multiply: "mul", np.divide: "truediv", np.floor_divide: "floordiv",
    np.remainder: "mod", np.power: "pow", np.matmul: "matmul", np.less: "lt", np.less_equal: "le", np.greater: "gt",
    np.greater_equal: "ge", np.negative: "neg",
}  # fmt: skip
_REFLECTED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": lambda x, axis=None: x.sum(axis),
    "transpose": lambda a: a.T,
    "dot": lambda a, b: import_module(__package__).dot(a, b),
}


class SparseProtocol(NoValue):
    """NumPy's protocols for sparse variables; without them, arrays of objects would be made."""

    # ndarray + variable is ours to compute
    __array_priority__ = 1000

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        name = _OPERATORS.get(ufunc)
        function = f"numpy.{ufunc.__name__}" if method == "__call__" else f"numpy.{ufunc.__name__}.{method}"
        if name is None or method != "__call__" or kwargs:
            raise _no_counterpart(function, inputs)
        first = isinstance(inputs[0], SparseProtocol)
        special = f"__{name}__" if first else f"__{_REFLECTED.get(name, f'r{name}')}__"
        operator = getattr(type(inputs[0] if first else inputs[1]), special, None)
        if operator is None:
            raise _no_counterpart(function, inputs)
        return operator(*(inputs if first else inputs[::-1]))

    def __array_function__(
        self, func: Callable[..., Any], types: Sequence[type], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        ours = _FUNCTIONS.get(func.__name__) if func.__module__ == "numpy" else None
        if ours is None:
            raise _no_counterpart(f"{func.__module__}.{func.__name__}", [*args, *kwargs.values()])
        try:
            return ours(*args, **kwargs)
        except TypeError as error:
            raise _no_counterpart(f"{func.__module__}.{func.__name__}", [*args, *kwargs.values()]) from error

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise NoValueError(
            f"NumPy cannot make an array of {called(self)}, a variable of {self.type}: it has no value yet\nhint: use "
            f"sparse.dense_from_sparse({self.name or 'x'}) for a dense variable, or the value that a function returns",
            self,
        )


def _no_counterpart(function, given):
    """Return the error for a function that sparse variables have not, with those that they have."""
    leaf = function.rpartition(".")[2]
    ours = import_module(__package__).__all__
    known = [f"sparse.{name}" for name in (leaf, f"structured_{leaf}", f"sp_{leaf}") if name in ours]
    values = [w for v in given for w in (v if isinstance(v, (list, tuple)) else (v,)) if hasattr(w, "where_made")]
    return NoCounterpartError(
        function, f"{function} has no counterpart for sparse variables (got {'; '.join(map(with_type, values))})\n"
        f"hint: use {' or '.join(known) or 'a function of tensorgraph.sparse'}, or sparse.dense_from_sparse(x)"
    )
