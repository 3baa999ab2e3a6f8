"""Conditions that are checked at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError, LengthError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import with_type
from ...graph.op import Op
from ...graph.variable import Variable
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike


class Assert(Op):
    """The value, checked at run time: ``Assert("message")(value, *conditions)``.

    Parameters
    ----------
    msg : str
        Of the AssertionError that is raised otherwise.
    on_lengths : bool
        Whether the conditions are on lengths, which an operation of this package needs: the error is a
        ``LengthError``, which is a ValueError too.
    on_values : bool
        Whether they are on the values of an argument: the error is an ``ArgumentError``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> y = Assert("x must not be empty")(x, x.size > 0)
    """

    __props__ = ("msg", "on_lengths", "on_values")
    view_map = {0: [0]}
    acts_in_result = True
    on_lengths = on_values = False  # in pickles of earlier versions

    def __init__(
        self, msg: str = "Theano Assert failed!", *, on_lengths: bool = False, on_values: bool = False
    ) -> None:
        if isinstance(msg, Variable):
            raise TypeError(f"Assert needs a text, not {with_type(msg)}: use x = Assert('text')(x, condition)")
        self.msg = msg
        self.on_lengths = on_lengths
        self.on_values = on_values

    def __str__(self):
        return f"Assert{{msg={self.msg!r}}}"

    def make_node(self, value: TensorLike, *conditions: TensorLike) -> Apply:
        value = as_tensor_variable(value)
        conditions = [as_tensor_variable(c) for c in conditions]
        if any(c.type.ndim for c in conditions):
            raise ArgumentError(f"the conditions of an Assert must be 0-d, not {[c.type for c in conditions]}")
        return Apply(self, (value, *conditions), (value.type(),))

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        value, *conditions = inputs
        if not all(np.all(c) for c in conditions):
            raise self.error()
        output_storage[0][0] = value

    def error(self) -> AssertionError:
        """Return the error for a condition that is false."""
        kind = LengthError if self.on_lengths else ArgumentError if self.on_values else AssertionError
        return kind(self.msg)

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [shapes[0]]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        return [[True]] + [[False]] * (len(node.inputs) - 1)

    def grad(self, inputs: list[Any], output_grads: list[Any]) -> list[Any]:
        return [*output_grads, *[DisconnectedType()() for _ in inputs[1:]]]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        return [eval_points[0]]

    def do_constant_folding(self, node: Apply) -> bool:
        # it may fail, which must happen at run time
        return False


class Raise(Op):
    """An op that raises when it runs.

    Parameters
    ----------
    msg : str
    exc : type
        The class of the exception.
    """

    __props__ = ("msg", "exc")
    view_map = {0: [0]}

    def __init__(self, msg="", exc=NotImplementedError):
        self.msg = msg
        self.exc = exc

    def __str__(self):
        return f"Raise{{{self.exc.__name__}({self.msg!r})}}"

    def make_node(self, x):
        return Apply(self, (x,), (x.type(),))

    def perform(self, node, inputs, output_storage):
        raise self.exc(self.msg)

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def connection_pattern(self, node):
        return [[False]]

    def grad(self, inputs, output_grads):
        return [DisconnectedType()()]

    def do_constant_folding(self, node):
        return False


assert_op = assert_ = Assert()
