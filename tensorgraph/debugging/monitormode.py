"""A mode that shows the user every operation of a function, before and after it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..compile.mode import Mode
from ..graph.messages.called import with_type
from ..printing import debugprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Call:
    """The values of one operation.

    Attributes
    ----------
    inputs, outputs : list of list
        Lists of one element, the value; those of `outputs` are empty (None) before it runs.
    """

    __slots__ = ("inputs", "outputs")

    def __init__(self, inputs, outputs):
        self.inputs = [[value] for value in inputs]
        self.outputs = outputs


class Monitored:
    """An operation with functions that are called before and after it.

    Parameters
    ----------
    op : Op
    position : int
        Of its node in the function's order.
    node : Apply
        The node in the function's graph: the functions see how its inputs are computed.
    before, after : callable or None
        Called with the position, the node and a :class:`Call`.
    """

    def __init__(self, op, position, node, before, after):
        self.op, self.position, self.node, self.before, self.after = op, position, node, before, after

    @property
    def calls_user_code(self):
        """True if a function looks at the values."""
        return self.before is not None or self.after is not None

    def __getstate__(self):
        # what is pickled must not hold the graph
        return {**self.__dict__, "node": None}

    def __str__(self):
        return str(self.op)

    def perform(self, node, inputs, output_storage):
        call = Call(inputs, output_storage)
        shown = node if self.node is None else self.node
        if self.before is not None:
            self.before(self.position, shown, call)
        self.op.perform(node, inputs, output_storage)
        if self.after is not None:
            self.after(self.position, shown, call)


class MonitorMode(Mode):
    """Mode that runs the references operation by operation, and calls functions before and after each.

    Parameters
    ----------
    pre_func, post_func : callable, optional
        ``func(i, node, fn)``: the position and the node of an operation, and its values ``fn.inputs[k][0]`` and
        ``fn.outputs[k][0]``.
    optimizer : str, optional
        Which rewrites to run.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.debugging.monitormode import MonitorMode
    >>> def show(i, node, fn):
    ...     print(i, node.op, fn.outputs[0][0])
    >>> x = T.dscalar("x")
    >>> theano.function([x], T.exp(x), mode=MonitorMode(post_func=show))(0.0)
    0 Elemwise{exp,no_inplace} 1.0
    array(1.)
    """

    def __init__(
        self, pre_func: Callable[..., Any] | None = None, post_func: Callable[..., Any] | None = None,
        optimizer: Any = "default", linker: Any = None
    ) -> None:
        for name, func in (("pre_func", pre_func), ("post_func", post_func)):
            if func is not None and not callable(func):
                raise TypeError(f"{name} must be a function of i, node and fn, not {with_type(func)}")
        super().__init__("py", optimizer)
        self.pre_func, self.post_func = pre_func, post_func

    def watch(self, op, position, node):
        """Return the operation that runs instead of `op`."""
        return Monitored(op, position, node, self.pre_func, self.post_func)


def detect_nan(i, node, fn):
    """Print operations that give nan; a `post_func`."""
    for cell in fn.outputs:
        value = cell[0]
        if isinstance(value, np.ndarray) and value.dtype.kind in "fc" and np.isnan(value).any():
            print("*** NaN detected ***")
            debugprint(node)
            print(f"Inputs : {[cell[0] for cell in fn.inputs]}")
            print(f"Outputs: {[cell[0] for cell in fn.outputs]}")
            return
