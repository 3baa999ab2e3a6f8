"""The examples of a batch: their number, and what rules do with stacks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..tensor.creation.alloc import alloc
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.types.scalars import tensor_from_scalar
from ..tensor.types.type import TensorType
from .rulebook import Given, NotBatched, batched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from ..graph.variable import Variable


class Examples:
    """The examples that a graph is batched over.

    Parameters
    ----------
    n : Variable
        Their number, an integer scalar.
    loop : callable, optional
        From a batch, a node and its inputs' outer values to a list of stacks, by a loop over the examples; without
        it, :class:`~tensorgraph.batching.rulebook.NotBatched` is raised where no rule answers.
    fresh : iterable of Variable
        States of random variables from which each example draws numbers of its own.
    """

    def __init__(self, n: Variable, loop: Any = None, fresh: Iterable[Variable] = ()) -> None:
        self.n = n
        self.loop = loop
        self.fresh = set(fresh)

    def of(self, outputs: Sequence[Variable], stacks: dict[Variable, Variable]) -> list[Given]:
        """Return the outer values of the outputs of a graph, from stacks of its inputs."""
        return batched(self, outputs, stacks)

    def looped(self, node: Any, given: Sequence[Given]) -> list[Any]:
        """Return stacks of the outputs of a node that has no rule, by a loop."""
        if self.loop is None:
            raise NotBatched(node)
        return self.loop(self, node, given)

    def expanded(self, build: Callable[..., Any], given: Sequence[Given], node: Any) -> list[Given]:
        """Return the outer values of what `build` makes of a node's inputs: for operations made of others."""
        inner = [v.type() if g.is_stack else g.v for v, g in zip(node.inputs, given)]
        outputs = build(*inner)
        outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        return self.of(outputs, {v: g.v for v, g in zip(inner, given) if g.is_stack})

    def stacked(self, given: Given) -> Variable:
        """Return a stack: one value for all is repeated."""
        if given.is_stack:
            return given.v
        v = given.v if isinstance(given.v.type, TensorType) else tensor_from_scalar(given.v)
        flags = v.type.broadcastable
        return alloc(v, self.n, *[1 if flags[i] else v.shape[i] for i in range(v.type.ndim)])

    def aligned(self, given: Given, ndim: int | None = None) -> Variable:
        """Return a variable whose axes after the first are the last ones of arrays of `ndim` axes, by default its own.

        One value for all gets a first axis of length 1.
        """
        v = given.v if isinstance(given.v.type, TensorType) else tensor_from_scalar(given.v)
        own = v.type.ndim - given.is_stack
        new = ["x"] * ((own if ndim is None else ndim) - own)
        if given.is_stack and not new:
            return v
        order = [0, *new, *range(1, own + 1)] if given.is_stack else ["x", *new, *range(own)]
        return DimShuffle(v.type.broadcastable, order)(v)


def folded(x):
    """Join the axis of the examples and the one after it, of a stack of arrays with at least one axis."""
    shape = x.shape
    return x.reshape([shape[0] * shape[1], *[shape[i] for i in range(2, x.type.ndim)]], x.type.ndim - 1)


def unfolded(x, n, m):
    """Split the first axis of `x` into that of the `n` examples and one of length `m`."""
    return x.reshape([n, m, *[x.shape[i] for i in range(1, x.type.ndim)]], x.type.ndim + 1)


def shared(*given):
    """Return True if all examples have one value of each input, as a rule may need it."""
    return not any(g.is_stack for g in given)
