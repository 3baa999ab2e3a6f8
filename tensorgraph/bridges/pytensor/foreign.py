"""Operations without a conversion: steps that run PyTensor's own ``perform``."""

from ...graph.apply import Apply
from ...graph.op import Op
from .typemap import as_variable, fitted, type_of


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
        self.op.perform(self.node, list(inputs), output_storage)


def run_foreign(op, node, inputs):
    """Return the outputs of a node that runs PyTensor's operation on our variables."""
    inputs = [as_variable(x) for x in inputs]
    inputs = [fitted(x, v.type) for x, v in zip(inputs, node.inputs)]
    return Foreign(op, node)(*inputs, return_list=True)


def foreign_ops(fgraph):
    """Return the operations of a graph of ours that run PyTensor's ``perform``."""
    return [node.op for node in fgraph.toposort() if isinstance(node.op, Foreign)]
