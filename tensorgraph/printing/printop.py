"""The op ``Print``, which shows a value while the graph runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.apply import Apply
from ..graph.messages.called import with_type
from ..graph.op import Op
from ..graph.variable import Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def _print_fn(op, value):
    """Print the attributes of `value` that `op` names, each on a line after the op's message."""
    for name in op.attrs:
        attribute = getattr(value, name)
        print(op.message, name, "=", attribute() if callable(attribute) else attribute)


class Print(Op):
    """The identity, which prints its input.

    Parameters
    ----------
    message : str
        Printed before each value.
    attrs : tuple of str
        The attributes of the value to print; what is callable is called.
    global_fn : callable
        ``global_fn(op, value)`` is called instead of printing.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> f = theano.function([x], theano.printing.Print("x", attrs=["shape"])(x) * 2)
    >>> f([1.0, 2.0])
    x shape = (2,)
    array([2., 4.])
    """

    __props__ = ("message", "attrs", "global_fn")
    view_map = {0: [0]}
    acts_in_result = True

    @property
    def calls_user_code(self) -> bool:
        """True if the user's own function shows the values."""
        return self.global_fn is not _print_fn

    def __init__(
        self, message: str = "", attrs: Sequence[str] = ("__str__",), global_fn: Callable[..., Any] = _print_fn
    ) -> None:
        if isinstance(message, Variable):
            raise TypeError(f"Print needs a text, not {with_type(message)}: use x = Print('x')(x)")
        if isinstance(attrs, str):
            raise TypeError(f"attrs must be a list of names of attributes, not {attrs!r}: use [{attrs!r}]")
        if isinstance(attrs, Variable):
            raise TypeError(
                f"attrs must be a list of names of attributes, not {with_type(attrs)}: use {attrs.name or 'x'} = "
                f"Print({message!r})({attrs.name or 'x'})"
            )
        self.message = message
        self.attrs = tuple(attrs)
        self.global_fn = global_fn

    def make_node(self, xin: Any) -> Apply:
        return Apply(self, [xin], [xin.type.make_variable()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        output_storage[0][0] = inputs[0]
        self.global_fn(self, inputs[0])

    def grad(self, inputs: list[Any], output_gradients: list[Any]) -> list[Any]:
        return output_gradients

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        return list(eval_points)

    def infer_shape(self, node: Apply, input_shapes: list[Any]) -> list[Any]:
        return input_shapes

    def do_constant_folding(self, node: Apply) -> bool:
        # a folded node would not print
        return False
