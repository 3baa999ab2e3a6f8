"""Answers of variables to NumPy and Python, which take them for arrays and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


class ArrayProtocol:
    """NumPy's protocols: its functions on variables, and operators with arrays, make nodes, never arrays of objects.

    A variable has no value, so that it becomes neither an array nor a number of Python.
    """

    # array + variable is the variable's to compute, also for frames and series of pandas
    __array_priority__ = 1000
    __pandas_priority__ = 100_000

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        from ..protocols.ufuncs import apply_ufunc

        return apply_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(
        self, func: Callable[..., Any], types: Sequence[type], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        from ..protocols.arrayfunctions import apply_function

        return apply_function(func, args, kwargs)

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        from ..protocols.pytorch import refused_by_torch

        raise refused_by_torch(func, args, kwargs or {})

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        from ..protocols.refusals import array_of

        return array_of(self)

    def __float__(self) -> float:
        from ..protocols.refusals import no_number

        raise no_number(self, "float")

    def __int__(self) -> int:
        from ..protocols.refusals import no_number

        raise no_number(self, "int")

    def __complex__(self) -> complex:
        from ..protocols.refusals import no_number

        raise no_number(self, "complex")
