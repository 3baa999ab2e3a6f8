"""DimShuffle: a permutation of axes, with broadcastable ones added and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.apply import Apply
from ...graph.op import Op, linear_R_op
from ...graph.recent import Recent
from ...printing.precedence import DimShufflePrinter
from ...scalar.dtypes import is_discrete
from ...scalar.type import REGISTRY
from ..types.constant import as_tensor_variable, constant
from ..types.type import output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Literal


class DimShuffle(Op):
    """A view of an array with its axes rearranged.

    Parameters
    ----------
    input_broadcastable : sequence of bool
        The pattern of the input.
    new_order : sequence of int and 'x'
        For each axis of the output the axis of the input, or ``'x'`` for a new one of length 1.
        Axes of the input that are left out are dropped; they must be broadcastable.
    inplace : bool
        Accepted as in Theano; the result is a view in any case.

    Examples
    --------
    >>> str(DimShuffle((False, False), [1, "x", 0]))
    'InplaceDimShuffle{1,x,0}'
    """

    __props__ = ("input_broadcastable", "new_order", "inplace")
    view_map = {0: [0]}
    printer = DimShufflePrinter()

    def __init__(
        self, input_broadcastable: Sequence[int], new_order: Sequence[int | Literal["x"]], inplace: bool = True
    ) -> None:
        flags = tuple([bool(b) for b in input_broadcastable])
        ndim = len(flags)
        order = _checked(new_order, ndim)
        self.input_broadcastable = flags
        self.new_order = tuple(order)
        self.inplace = inplace
        self.drop = [i for i in range(ndim) if i not in order]
        for i in self.drop:
            if not flags[i]:
                raise ValueError(_dropped(i, flags, new_order))
        self.shuffle = [j for j in order if j != "x"]
        self.augment = [i for i, j in enumerate(order) if j == "x"]
        self.transposition = self.shuffle + self.drop
        self.is_transpose = not self.drop and not self.augment
        self.output_broadcastable = tuple([True if j == "x" else flags[j] for j in order])

    def __setstate__(self, state):
        self.__init__(state["input_broadcastable"], state["new_order"], state["inplace"])

    def __str__(self):
        prefix = "InplaceDimShuffle" if self.inplace else "DimShuffle"
        return f"{prefix}{{{','.join(map(str, self.new_order))}}}"

    def make_node(self, x: Any) -> Apply:
        x = as_tensor_variable(x)
        t = x.type
        if t.broadcastable == self.input_broadcastable:
            return Apply(self, (x,), (output(t.dtype, self.output_broadcastable),))
        if t.ndim != len(self.input_broadcastable):
            raise TypeError(
                "The number of dimensions of the input is incorrect for this op. "
                f"Expected {self.input_broadcastable}, got {t.broadcastable}."
            )
        for expected, given in zip(self.input_broadcastable, t.broadcastable):
            if expected and not given:
                raise TypeError(
                    "The broadcastable pattern of the input is incorrect for this op. "
                    f"Expected {self.input_broadcastable}, got {t.broadcastable}."
                )
        pattern = tuple([True if j == "x" else t.broadcastable[j] for j in self.new_order])
        return Apply(self, (x,), (output(t.dtype, pattern),))

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        (x,) = inputs
        for i in self.drop:
            if x.shape[i] != 1:
                raise ValueError(f"DimShuffle drops axis {i}, but its length is {x.shape[i]}, not 1")
        z = x.transpose(self.transposition) if self.transposition else x
        z = z.reshape(z.shape[: len(self.shuffle)]) if self.drop else z
        output_storage[0][0] = z[tuple([None if j == "x" else slice(None) for j in self.new_order])]

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        (dims,) = shapes
        one = None if not self.augment else constant(1, dtype="int64")
        return [tuple([one if j == "x" else dims[j] for j in self.new_order])]

    R_op = linear_R_op

    def grad(self, inputs: list[Any], output_grads: list[Any]) -> list[Any]:
        from ..elementwise.elemwise import lifted

        x = as_tensor_variable(inputs[0])
        gz = as_tensor_variable(output_grads[0])
        # back to the order of the input; dropped axes return as 'x'
        order = ["x"] * len(x.type.broadcastable)
        for i, j in enumerate(self.new_order):
            if j != "x":
                order[j] = i
        if all_zero := _zero_gradient(x):
            return [all_zero]
        # the copy is Theano's and goes with the rewrites
        return [dim_shuffle(gz.type.broadcastable, tuple(order))(lifted(REGISTRY["identity"])(gz))]


def _checked(new_order, ndim):
    """Return the order of axes as a list of ints from 0 and 'x'."""
    order = []
    for i, j in enumerate(new_order):
        if not isinstance(j, str):
            try:
                j = j.__index__()
            except AttributeError:
                raise TypeError(
                    f"DimShuffle indices must be python ints. Got: '{j}' of type '{type(j)}'; the order of axes must "
                    "be known when the graph is built"
                ) from None
            if j >= ndim or j < -ndim:
                raise ValueError(
                    f"new_order[{i}] is {j}, but the input only has {ndim} axes: dimshuffle{_order_text(new_order)}.\n"
                    f"hint: axes are counted from 0 to {ndim - 1}; use 'x' for a new axis of length 1"
                )
            j %= ndim
            if j in order:
                raise ValueError(
                    "The same input dimension may not appear twice in the list of output dimensions: dimshuffle"
                    f"{_order_text(new_order)}.\nhint: use 'x' for a new axis of length 1"
                )
        elif j != "x":
            raise TypeError(f"DimShuffle indices must be python ints or 'x'. Got: '{j}'. Use 'x' for a new axis.")
        order.append(j)
    return order


def _dropped(i, flags, order):
    """Return the message for an axis that is left out, and is not known to have length 1."""
    return (
        f"You cannot drop a non-broadcastable dimension. dimshuffle{_order_text(order)} leaves out axis {i} of "
        f"{len(flags)}, whose length may differ from 1 (broadcastable: {flags}).\nhint: use x.sum({i}) or index the "
        f"axis to drop it; T.addbroadcast(x, {i}) says that its length is 1"
    )


def _order_text(order):
    """Return an order of axes as the arguments of ``dimshuffle``."""
    return f"({', '.join(map(repr, order))})"


def _zero_gradient(x):
    """Return the gradient of an integer input, which is zero, or None for other inputs."""
    if not is_discrete(x.type.dtype):
        return None
    return x.zeros_like(dtype="floatX")


def spread_order(ndim, axes):
    """Return the order that restores reduced `axes` as broadcastable ones, for `ndim` axes in all."""
    left = iter(range(ndim))
    return tuple(["x" if i in axes else next(left) for i in range(ndim)])


_SHARED = Recent(4096)


def dim_shuffle(broadcastable, order):
    """Return the DimShuffle of these tuples, a shared object to save time."""
    key = broadcastable, order
    found = _SHARED.get(key)
    if found is None:
        found = _SHARED[key] = DimShuffle(broadcastable, order)
    return found
