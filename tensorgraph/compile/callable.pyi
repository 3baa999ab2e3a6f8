"""Compiled functions, as type checkers see them: the call itself is a compiled machine's."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic

import numpy as np
from typing_extensions import TypeVar

from ..graph.variable import Variable
from ..insight.compilation import CompileReport
from ..insight.steprows import Explanation, Row
from .container import Container
from .inputs import SymbolicOutput
from .maker import FunctionMaker
from .state import State

_Item = TypeVar("_Item", bound=np.generic)
_Result = TypeVar("_Result", covariant=True, default=Any)

class _Array(np.ndarray[Any, np.dtype[_Item]], float):  # type: ignore[misc]
    """A result: an array, and to type checkers also the number that it may hold, as programs sum losses in a float."""

    def __radd__(self, other: Any, /) -> Any: ...
    def __rsub__(self, other: Any, /) -> Any: ...
    def __rmul__(self, other: Any, /) -> Any: ...
    def __rtruediv__(self, other: Any, /) -> Any: ...

class Function(State, Generic[_Result]):
    maker: FunctionMaker
    profile: Any
    input_storage: list[Container]
    trust_input: bool
    name: str | None

    def __init__(self, maker: FunctionMaker, containers: Sequence[Container], name: str | None = None) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> _Result: ...
    def copy(
        self,
        share_memory: bool = False,
        swap: Mapping[Any, Any] | None = None,
        delete_updates: bool = False,
        name: str | None = None,
        profile: Any = None,
    ) -> Function[list[Any]]: ...
    def compile_report(self) -> CompileReport: ...
    def explain(self) -> Explanation: ...
    def free(self) -> None: ...
    def kinds(self) -> list[str]: ...
    def rows(self) -> list[Row]: ...
    @property
    def fn(self) -> Any: ...
    @property
    def output_storage(self) -> list[Container]: ...
    @property
    def storage_map(self) -> dict[Variable, list[Any]]: ...
    @property
    def outputs(self) -> list[SymbolicOutput]: ...
    @property
    def return_none(self) -> bool: ...
    @property
    def unpack_single(self) -> bool: ...
