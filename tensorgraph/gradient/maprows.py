"""``MapRows``: one graph evaluated for each index, the results stacked.

Jacobians need a loop whose length is known only when the function runs. Loop-invariant work is computed once, outside;
the inner graph holds the rest.
"""

import numpy as np

from ..config import config
from ..graph.apply import Apply
from ..graph.disconnected import DisconnectedType
from ..graph.fgraph import FunctionGraph
from ..graph.op import Op
from ..graph.traverse import clone, clone_get_equiv, clone_replace, io_toposort
from ..graph.variable import Constant, compile_graph
from ..tensor.creation.alloc import Alloc
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.indexing.type_other import MakeSlice
from ..tensor.types.type import TensorType
from .grad import float_like, grad
from .pushforward import Rop, starting_at


class MapRows(Op):
    """``stack([graph(i, *outer) for i in range(n)])``, for each output of a graph.

    A node's inputs are `n`, for each output a variable of the shape of its rows, and the values of
    the inner inputs after the index.

    Parameters
    ----------
    inputs : list of Variable
        The inner graph's inputs; the first is the index, an int64 scalar.
    outputs : list of Variable
        Its outputs.
    """

    def __init__(self, inputs, outputs):
        self.inputs = inputs
        self.outputs = outputs
        self._function = None

    def __str__(self):
        return "MapRows"

    def make_node(self, n, *variables):
        k = len(self.outputs)
        outer = [v.type.filter_variable(x) for v, x in zip(self.inputs[1:], variables[k:], strict=True)]
        return Apply(self, [n, *variables[:k], *outer], [t() for t in self._types()])

    def _types(self):
        """Return the types of the stacks."""
        return [TensorType(v.type.dtype, (False, *v.type.broadcastable)) for v in self.outputs]

    def outer(self, variables):
        """Return the inputs of a node that belong to the inner inputs after the index."""
        return variables[1 + len(self.outputs) :]

    def perform(self, node, inputs, output_storage):
        if self._function is None:
            self._function = compile_graph(self.inputs, self.outputs, on_unused_input="ignore")
        n = int(inputs[0])
        stacks = [
            np.empty((n, *like.shape), dtype=v.type.dtype)
            for v, like in zip(node.outputs, inputs[1 : 1 + len(self.outputs)])
        ]
        for cell, stack in zip(output_storage, self._filled(stacks, n, self.outer(inputs))):
            cell[0] = stack

    def _filled(self, stacks, n, outer):
        """Compute the rows of the outputs, from the values of the outer variables, and return the stacks."""
        for i in range(n):
            for stack, row in zip(stacks, self._function(i, *outer)):
                stack[i] = row
        return stacks

    def infer_shape(self, node, input_shapes):
        return [(node.inputs[0], *input_shapes[1 + k]) for k in range(len(self.outputs))]

    def connection_pattern(self, node):
        n = len(self.outputs)
        return [[i > n] * n for i in range(len(node.inputs))]

    def rows(self, index, variables):
        """Return the inner outputs at `index`, in terms of the outer variables."""
        return clone_replace(self.outputs, dict(zip(self.inputs, [index, *self.outer(variables)])))

    def L_op(self, inputs, outputs, output_grads):
        outer = self.outer(inputs)
        unreached = [DisconnectedType()() for _ in range(1 + len(outputs))]
        moving = []

        def pull(index):
            rows = self.rows(index, inputs)
            known = [(r, g[index]) for r, g in zip(rows, output_grads) if not isinstance(g.type, DisconnectedType)]
            gradients = grad(
                cost=None,
                wrt=outer,
                known_grads=starting_at(*zip(*known)),
                consider_constant=outer,
                disconnected_inputs="ignore",
                return_disconnected="None",
            )
            moving[:] = [k for k, g in enumerate(gradients) if g is not None]
            return [gradients[k] for k in moving]

        stacks = map_rows(pull, inputs[0], lambda: [outer[k] for k in moving])
        total = [float_like(v, 0) for v in outer]
        for k, stack in zip(moving, stacks):
            total[k] = stack.sum(axis=0)
        return unreached + total

    def R_op(self, inputs, eval_points):
        pairs = [(v, p) for v, p in zip(self.outer(inputs), self.outer(eval_points)) if p is not None]
        if not pairs:
            return [None] * len(self.outputs)
        wrt, points = zip(*pairs)

        def push(index):
            return Rop(self.rows(index, inputs), list(wrt), list(points), disconnected_outputs="ignore")

        return map_rows(push, inputs[0], lambda: inputs[1 : 1 + len(self.outputs)])

    @property
    def groups(self):
        """The inputs and outputs of the inner graph that belong to those of a node, as of a loop."""
        n = len(self.outputs)
        groups = [(n + k, [k], [], -1) for k in range(1, len(self.inputs))]
        return groups + [(-1, [], [k], k) for k in range(n)]

    def rewritten_inside(self, rewrite):
        """Return the map with its graph rewritten by ``rewrite(fgraph)``, or None if nothing changed."""
        fgraph = FunctionGraph(self.inputs, self.outputs, clone=True)
        return type(self)(*clone(fgraph.inputs, fgraph.outputs)) if rewrite(fgraph) else None

    def inner_graph(self, node):
        """Return the inner outputs and the outer variable of each inner input, for ``debugprint``."""
        return self.outputs, dict(zip(self.inputs[1:], self.outer(node.inputs)))

    def __getstate__(self):
        return {"inputs": self.inputs, "outputs": self.outputs, "_function": None}


class MapBlocks(MapRows):
    """A map whose graph computes the rows of a vector of indices; rewrites make it of :class:`MapRows`.

    Parameters
    ----------
    inputs, outputs : list of Variable
        As of MapRows; but the first input is a vector of int64, and the outputs have an axis more, one row for each of
        its elements.
    """

    # more rows make products no faster, and take memory
    length = 512

    def __str__(self):
        return "MapBlocks"

    def _types(self):
        return [TensorType(v.type.dtype, (False, *v.type.broadcastable[1:])) for v in self.outputs]

    def _filled(self, stacks, n, outer):
        if 0 < n <= self.length:
            return self._function(np.arange(n), *outer)
        for start in range(0, n, self.length):
            places = np.arange(start, min(start + self.length, n))
            for stack, rows in zip(stacks, self._function(places, *outer)):
                stack[start : start + self.length] = rows
        return stacks


def map_rows(build, n, like, kind=MapRows, index=None):
    """Stack the variables that ``build(index)`` returns, over ``index`` in ``range(n)``.

    Parameters
    ----------
    build : callable
        From an int64 scalar variable to a list of variables.
    n : Variable
        The number of rows, an integer scalar.
    like : callable
        Called after `build`; returns a variable of the shape of the rows, for each of its results.
    kind : type
        The class of the operation.
    index : Variable, optional
        The variable of the index.
    """
    if index is None:
        index = TensorType("int64", ())("i")
        if config.compute_test_value != "off":
            index.tag.test_value = 0
    # a stack of sparse matrices is dense
    rows = [row.toarray() if hasattr(row, "toarray") else row for row in build(index)]
    if not rows:
        return []
    inside = {index}
    needed = dict.fromkeys(rows)
    for node in io_toposort([index], rows):
        if not inside.isdisjoint(node.inputs):
            inside.update(node.outputs)
            needed.update(dict.fromkeys(node.inputs))
    # what rows read, but not what else reads that
    outer, pending = [], list(needed)
    for v in pending:
        if v in inside or isinstance(v, Constant):
            continue
        inside.add(v)
        if v.owner is not None and is_made_inside(v.owner):
            pending += v.owner.inputs
        else:
            outer.append(v)
    memo = {v: v.type(v.name) for v in (index, *outer)}
    clone_get_equiv([index, *outer], rows, memo=memo)
    op = kind([memo[v] for v in (index, *outer)], [memo[v] for v in rows])
    return op(n, *like(), *outer, return_list=True)


def is_made_inside(node):
    """Return True if rows make what `node` does themselves, which costs nothing and is known to rewrites there.

    These are slices, whose numbers kernels read, and arrays of one number.
    """
    op = node.op
    if isinstance(op, MakeSlice) or is_of_numbers(node):
        return True
    if isinstance(op, Alloc):
        return is_number(node.inputs[0])
    return isinstance(op, Elemwise) and op.scalar_op.record_name == "second" and is_number(node.inputs[1])


def is_number(v):
    """Return True if `v` is a constant of one element, or made of such constants alone."""
    if isinstance(v, Constant):
        return getattr(v.data, "size", 1) == 1
    return v.owner is not None and is_of_numbers(v.owner)


def is_of_numbers(node):
    """Return True if a node has inputs, and all are constants of one element."""
    return bool(node.inputs) and all(isinstance(v, Constant) and is_number(v) for v in node.inputs)
