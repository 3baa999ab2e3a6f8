"""Computation of a node whose op does more than ``perform(node, inputs, output_storage)``.

An op may have a ``params_type``: ``perform`` then gets ``get_params(node)`` as a fourth argument. It may define
``make_thunk``, which returns a function that computes the node.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from .apply import Apply

_PACKAGE = __name__.partition(".")[0] + "."


def make_thunk(
    op: Any, node: Apply, storage_map: Mapping[Any, list[Any]], compute_map: Mapping[Any, list[bool]],
    no_recycling: Sequence[Any], impl: str | None = None
) -> Callable[[], None]:
    """Return a function without arguments that computes a node by ``perform``; the default ``make_thunk`` of ops.

    Parameters
    ----------
    node : Apply
    storage_map : dict
        From each variable of the node to a list of one element, its value.
    compute_map : dict
        From each variable of the node to a list of one element, whether it has been computed.
    no_recycling : list of Variable
        Outputs whose old values must not be handed to ``perform``.
    impl
        Accepted for Theano's sake.

    Returns
    -------
    callable
    """
    inputs = [storage_map[v] for v in node.inputs]
    outputs = [storage_map[v] for v in node.outputs]
    computed = [compute_map[v] for v in node.outputs]
    fresh = [storage_map[v] for v in node.outputs if v in no_recycling]
    run = Performer(op, plain=True).perform if getattr(op, "params_type", None) is not None else op.perform

    def thunk():
        for cell in fresh:
            cell[0] = None
        run(node, [cell[0] for cell in inputs], outputs)
        for cell in computed:
            cell[0] = True

    thunk.inputs, thunk.outputs, thunk.lazy = inputs, outputs, False
    return thunk


class Performer:
    """The plain ``perform`` interface of an op that computes in its own way.

    Parameters
    ----------
    op : Op
    plain : bool
        Whether to leave a ``make_thunk`` alone.
    """

    def __init__(self, op, plain=False):
        self.op = op
        self.plain = plain or not makes_thunk(op)

    def __str__(self):
        return str(self.op)

    def perform(self, node, inputs, output_storage):
        """Compute the outputs: put each value into ``output_storage[i][0]``."""
        if not self.plain:
            self._run_thunk(node, inputs, output_storage)
            return
        kind = self.op.params_type
        params = self.op.get_params(node) if hasattr(self.op, "get_params") else kind.get_params(self.op)
        if hasattr(kind, "filter"):
            params = kind.filter(params)
        self.op.perform(node, inputs, output_storage, params)

    def _run_thunk(self, node, inputs, output_storage):
        storage = {v: [value] for v, value in zip(node.inputs, inputs)}
        computed = {v: [True] for v in node.inputs}
        for v, cell in zip(node.outputs, output_storage):
            storage[v] = cell
            computed[v] = [False]
        make = self.op.make_thunk
        arguments = [node, storage, computed, []]
        if "impl" in inspect.signature(make).parameters:
            arguments.append(None)
        make(*arguments)()


def makes_thunk(op):
    """Return True if an op has a ``make_thunk`` of its own."""
    return getattr(type(op), "make_thunk", make_thunk) is not make_thunk


def performing(op):
    """Return an object with the ``perform`` of `op`, mostly `op` itself."""
    plain = getattr(op, "params_type", None) is None and not makes_thunk(op)
    return op if plain else Performer(op)


def values_for(op, values):
    """Return the values that ``op.perform`` is given outside of a call: an op of the user gets copies of arrays.

    It may write into them, and they are those of constants or of the user.
    """
    if type(op).__module__.startswith(_PACKAGE):
        return list(values)
    return [value.copy() if isinstance(value, np.ndarray) else value for value in values]
