"""What can be known of a step outside of the loop: values that are the same in each step, and those of all steps."""

from ...compile.ops import DeepCopyOp, ViewOp
from ...graph.demand import Demand, is_lazy
from ...graph.fgraph import FunctionGraph
from ...graph.traverse import io_toposort
from ...graph.variable import Constant
from ...printing.printop import Print
from ...tensor.assertion import Assert, Raise
from ...tensor.elemwise import Elemwise
from ...tensor.rebroadcast import patternbroadcast
from ...tensor.shape import ScalarFromTensor, Shape
from ...tensor.subtensor import Subtensor
from .firstrows import FirstRows
from .rows import Outside, is_index, whole

# they do something, or say where something may not be moved
_STAY = (Assert, Raise, Print, ViewOp, DeepCopyOp)


class Step:
    """The graph of one step.

    Parameters
    ----------
    loop : Loop

    Attributes
    ----------
    order : list of Apply
        Its nodes, sorted.
    """

    def __init__(self, loop):
        op = loop.node.op
        self.loop = loop
        self.order = io_toposort(op.inputs, op.outputs)
        self._guards = {}
        if any(map(is_lazy, self.order)):
            fgraph = FunctionGraph(op.inputs, op.outputs, clone=False)
            self._guards = Demand(fgraph, self.order).guard

    def is_eager(self, node):
        """Whether the node is needed in each step."""
        return not self._guards.get(node)

    def values(self, rows=True):
        """What variables of the step are outside.

        Parameters
        ----------
        rows : bool
            Whether those that differ from step to step are asked for too.

        Returns
        -------
        dict of Outside
        """
        loop, values = self.loop, {}
        for other in loop.others:
            values[other.inside] = Outside(other.outside, False)
        for i, seq in enumerate(loop.seqs if rows else ()):
            values[seq.inside] = Outside(first_rows(seq.outside, loop.steps, loop.name, i), True)
        extend(values, self.order)
        return values

    def asked_for(self, values):
        """The variables with values outside that are needed in each step by something that has none.

        Arguments of the step are not among them, nor are numbers that only are indices.
        """
        found = {}
        for node in self.order:
            if node.outputs[0] in values or not self.is_eager(node):
                continue
            for i, v in enumerate(node.inputs):
                if v in values and v.owner is not None and not (i and is_lazy(node)):
                    found[v] = None
        found.update(dict.fromkeys(v for v in self.loop.made() if v in values and v.owner is not None))
        return [v for v in found if not is_index(v)]


def extend(values, order):
    """Add to `values` what the nodes in `order` make of them."""
    for node in order:
        given = [values.get(v) or (Outside(v, False) if isinstance(v, Constant) else None) for v in node.inputs]
        if None in given or isinstance(node.op, _STAY) or node.op.destroy_map or node.outputs[0] in values:
            continue
        if any(g.is_rows for g in given):
            made = whole(node, given)
            made = made and fitted(made, node.outputs[0])
            if made is not None:
                values[node.outputs[0]] = made
        else:
            new = node.clone_with_new_inputs([g.v for g in given], strict=False)
            values.update((a, Outside(b, False)) for a, b in zip(node.outputs, new.outputs))


def fitted(made, v):
    """What `v` is outside with its dtype and broadcastable axes; None if it is something else."""
    if is_index(v):
        return made
    extra = 1 if made.is_rows else 0
    if made.v.type.dtype != v.type.dtype or made.v.type.ndim != v.type.ndim + extra:
        return None
    flags = (*made.v.type.broadcastable[:extra], *v.type.broadcastable)
    return Outside(patternbroadcast(made.v, flags), made.is_rows)


def first_rows(v, n, loop="", number=0):
    """The first `n` rows of `v`, sequence `number` of a loop."""
    if not is_long_enough(v, n):
        return FirstRows(loop, number)(v, n)
    return v if cut_to(v, n) is not None else v[:n]


def cut_to(v, n):
    """What `v` is the first `n` rows of, where that can be seen; else None."""
    node = v.owner
    if node is None or not isinstance(node.op, Subtensor):
        return None
    entry, *rest = node.op.idx_list
    if rest or not isinstance(entry, slice) or entry.start is not None or entry.step is not None or entry.stop is None:
        return None
    return node.inputs[0] if is_same_number(node.inputs[1], n) else None


def is_same_number(a, b):
    """Whether two scalars are the same for certain."""
    a, b = _number(a), _number(b)
    if isinstance(a, Constant) and isinstance(b, Constant):
        return int(a.data) == int(b.data)
    return a is b


def _number(v):
    while v.owner is not None and isinstance(v.owner.op, ScalarFromTensor):
        v = v.owner.inputs[0]
    return v


def is_long_enough(v, steps):
    """Whether there are as many steps as `v` has rows, or fewer, because they are counted so."""
    source = cut_to(v, steps)
    pending = [steps]
    while pending:
        node = _number(pending.pop()).owner
        if node is None:
            continue
        if isinstance(node.op, Elemwise) and node.op.scalar_op.record_name == "minimum":
            pending += node.inputs
        elif isinstance(node.op, Subtensor) and node.inputs[0].owner is not None:
            shape = node.inputs[0].owner
            first = len(node.inputs) == 2 and isinstance(node.inputs[1], Constant) and node.inputs[1].data == 0
            if isinstance(shape.op, Shape) and first and shape.inputs[0] in (v, source):
                return True
    return False
