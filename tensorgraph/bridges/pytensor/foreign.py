"""Operations without a conversion: steps that run PyTensor's own ``perform``."""

from copy import copy, deepcopy

import numpy as np
from pytensor import config
from pytensor.compile.mode import get_mode
from pytensor.tensor.elemwise import Elemwise
from pytensor.tensor.type import TensorType as TheirType

from ...graph.apply import Apply
from ...graph.op import Op
from ...graph.traverse import io_toposort
from ...tensor.types.type import TensorType
from .typemap import as_variable, fitted, type_of

MODE_NAME = "TENSORGRAPH"


class Foreign(Op):
    """An operation of PyTensor, run by its own ``perform``.

    Parameters
    ----------
    op : pytensor.graph.op.Op
    node : pytensor.graph.basic.Apply
        The node that ``perform`` is given.
    """

    def __init__(self, op, node):
        self.op, self.node = op, node
        self.view_map = dict(getattr(op, "view_map", {}))
        # those may be read elsewhere
        self.overwritten = sorted({i for places in getattr(op, "destroy_map", {}).values() for i in places})
        self.types = [type_of(v.type) for v in node.outputs]

    @property
    def _key(self):
        return self.op, tuple([v.type for v in (*self.node.inputs, *self.node.outputs)])

    def __eq__(self, other):
        return type(self) is type(other) and self._key == other._key

    def __hash__(self):
        return hash((type(self), self.op))

    def __str__(self):
        return f"PyTensor's {self.op}"

    __repr__ = __str__

    def make_node(self, *inputs):
        return Apply(self, list(inputs), [t.make_variable() for t in self.types])

    def perform(self, node, inputs, output_storage):
        inputs = list(inputs)
        for i in self.overwritten:
            inputs[i] = deepcopy(inputs[i])
        self.op.perform(self.node, inputs, output_storage)
        for cell, made in zip(output_storage, self.types):
            dtype = getattr(cell[0], "dtype", None) if isinstance(made, TensorType) else None
            if dtype is not None and dtype != made.dtype and np.can_cast(dtype, made.dtype, "same_kind"):
                # theirs need not be what the node says
                cell[0] = np.asarray(cell[0], dtype=made.dtype)


def run_foreign(op, node, inputs):
    """Return the outputs of a node that runs PyTensor's operation on our variables."""
    inputs = [as_variable(x) for x in inputs]
    if is_spread(op, inputs):
        op, node = elementwise(op, inputs)
    inputs = [fitted(x, v.type) for x, v in zip(inputs, node.inputs)]
    return Foreign(prepared(op, node), node)(*inputs, return_list=True)


def prepared(op, node):
    """Return an operation that is ready to run; functions inside of it run here too."""
    with config.change_flags(mode=MODE_NAME):
        if hasattr(op, "_fn"):
            # what was compiled for another mode stays as it is
            op = copy(op)
            op._fn = op._fn_wrapped = None
            if hasattr(op, "compile_fn"):
                op._fn = op.compile_fn(get_mode(MODE_NAME))
        op.prepare_node(node, None, None, "py")
    return op


def is_spread(op, inputs):
    """Return True if an operation on scalars is applied to arrays."""
    scalar = any(cls.__name__ == "ScalarOp" for cls in type(op).__mro__)
    return scalar and any(getattr(x.type, "ndim", 0) for x in inputs)


def elementwise(op, inputs):
    """Return PyTensor's elementwise operation made of one on scalars, and its node for variables like ours."""
    spread = Elemwise(op)
    like = [TheirType(x.type.dtype, shape=[1 if b else None for b in x.type.broadcastable])() for x in inputs]
    return spread, spread.make_node(*like)


def foreign_ops(fgraph):
    """Return the operations of a graph of ours that run PyTensor's ``perform``, in loops and other inner graphs too."""
    found, waiting = [], list(fgraph.toposort())
    for node in waiting:
        if isinstance(node.op, Foreign):
            found.append(node.op)
        elif hasattr(node.op, "inner_graph"):
            outputs, _ = node.op.inner_graph(node)
            waiting += io_toposort([], outputs)
    return found
