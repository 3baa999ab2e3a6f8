"""Rebroadcast: another static broadcast pattern for the same array, checked at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.apply import Apply
from ...graph.messages.called import no_axis, with_type
from ...graph.messages.dropped import kept
from ...graph.op import Op, linear_R_op
from ..types.constant import as_tensor_variable, constant
from ..types.type import output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class Rebroadcast(Op):
    """The same array with some of its axes declared broadcastable, or not.

    Parameters
    ----------
    axis : pairs of int and bool
        An axis, and whether it is broadcastable.

    Examples
    --------
    >>> str(Rebroadcast((0, True), (2, False)))
    'Rebroadcast{1,?,0}'
    """

    view_map = {0: [0]}

    def __init__(self, *axis: Any) -> None:
        pairs = [(int(i), bool(b)) for i, b in axis]
        if any(i < 0 for i, _ in pairs):
            raise TypeError(f"Rebroadcast needs axes that count from the start, not {pairs}")
        self.axis = dict(sorted(pairs))

    def __eq__(self, other):
        return type(self) is type(other) and self.axis == other.axis

    def __hash__(self):
        return hash((Rebroadcast, tuple(self.axis.items())))

    def __str__(self):
        flags = ["?"] * (1 + max(self.axis, default=-1))
        for i, b in self.axis.items():
            flags[i] = str(int(b))
        return f"Rebroadcast{{{','.join(flags)}}}"

    def make_node(self, x):
        x = as_tensor_variable(x)
        if self.axis and max(self.axis) >= x.type.ndim:
            raise ValueError(f"Trying to rebroadcast non-existent dimension: {no_axis(x, max(self.axis))}")
        pattern = tuple([self.axis.get(i, b) for i, b in enumerate(x.type.broadcastable)])
        return Apply(self, (x,), (output(x.type.dtype, pattern),))

    def perform(self, node, inputs, output_storage):
        (x,) = inputs
        for axis, b in self.axis.items():
            if b and x.shape[axis] != 1:
                raise ValueError(
                    f"Dimension {axis} in Rebroadcast's input was supposed to be 1 (got {x.shape[axis]} instead)"
                )
        output_storage[0][0] = x

    def infer_shape(self, node, shapes):
        return [tuple([constant(1, dtype="int64") if self.axis.get(i) else n for i, n in enumerate(shapes[0])])]

    def grad(self, inputs, output_grads):
        flags = inputs[0].type.broadcastable
        return [_changed(output_grads[0], {i: flags[i] for i in self.axis})]

    R_op = linear_R_op


def _changed(x, flags):
    x = as_tensor_variable(x)
    ndim = x.type.ndim
    new = {}
    for i, b in flags.items():
        if not -ndim <= i < ndim:
            raise ValueError(f"Trying to rebroadcast non-existent dimension: {no_axis(x, i)}")
        if x.type.broadcastable[i] != b:
            new[i % ndim] = b
    if not new:
        return x
    node = x.owner
    if node is not None and isinstance(node.op, Rebroadcast):
        # one change in place of two
        return _changed(node.inputs[0], {**node.op.axis, **new})
    return Rebroadcast(*new.items())(x)


def addbroadcast(x: TensorLike, *axes: int) -> TensorVariable:
    """Make `axes` of `x`, which must have length 1, broadcastable.

    Parameters
    ----------
    x : tensor_like
    *axes : int

    Returns
    -------
    TensorVariable
        `x` itself if its type says so already.

    Raises
    ------
    ValueError
        When it runs, if a length is not 1.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.addbroadcast(T.dmatrix(), 0).type
    TensorType(float64, row)
    """
    return kept(_changed(x, dict.fromkeys(axes, True)), x)


def unbroadcast(x: TensorLike, *axes: int) -> TensorVariable:
    """Make `axes` of `x` not broadcastable, even if their length is known to be 1.

    Parameters
    ----------
    x : tensor_like
    *axes : int

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.unbroadcast(T.drow(), 0).type
    TensorType(float64, matrix)
    """
    return kept(_changed(x, dict.fromkeys(axes, False)), x)


def patternbroadcast(x: TensorLike, broadcastable: Sequence[int]) -> TensorVariable:
    """Give `x` the broadcast pattern `broadcastable`.

    Parameters
    ----------
    x : tensor_like
    broadcastable : sequence of bool
        One for each axis.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        When it runs, if the length of a broadcastable axis is not 1.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.patternbroadcast(T.dmatrix(), (True, False)).type
    TensorType(float64, row)
    """
    x = as_tensor_variable(x)
    if isinstance(broadcastable, str) or len(broadcastable) not in (0, x.type.ndim):
        raise ValueError(
            f"the pattern {broadcastable!r} must have a bool for each axis of {with_type(x)}, of {x.type.ndim} "
            f"dimension{'s' * (x.type.ndim != 1)}"
        )
    return kept(_changed(x, {i: bool(b) for i, b in enumerate(broadcastable)}), x)
