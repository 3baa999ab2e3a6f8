"""Variables of a step that can be computed outside of the loop: loop-invariant ones, and rows of all steps."""

from ...graph.demand import Demand, is_lazy
from ...graph.fgraph import FunctionGraph
from ...graph.trace import made_at
from ...graph.traverse import io_toposort
from ...graph.variable import Constant
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.indexing.type_other import MakeSlice
from ...tensor.shape.rebroadcast import patternbroadcast
from ...tensor.shape.shape import Shape
from ...tensor.types.scalars import ScalarFromTensor
from ..invariants import STAY
from .batched import Outside, is_index, whole
from .firstrows import FirstRows


class StepGraph:
    """The graph of one step.

    Parameters
    ----------
    loop : Loop

    Attributes
    ----------
    order : list of Apply
        Its nodes, sorted.
    position : dict
        Where each of them is in that order.
    """

    def __init__(self, loop):
        op = loop.node.op
        self.loop = loop
        self.order = io_toposort(op.inputs, op.outputs)
        self.position = {node: i for i, node in enumerate(self.order)}
        self._guards = {}
        if any(map(is_lazy, self.order)):
            fgraph = FunctionGraph(op.inputs, op.outputs, clone=False)
            self._guards = Demand(fgraph, self.order).guard

    def is_eager(self, node):
        """Return True if the node is needed in each step."""
        return not self._guards.get(node)

    def values(self, rows=True):
        """Return the variables of the step that can be computed outside.

        Parameters
        ----------
        rows : bool
            Whether those that differ from step to step are asked for too.

        Returns
        -------
        dict of Outside
        """
        loop = self.loop
        values = {other.inside: Outside(other.outside, False) for other in loop.others}
        if rows:
            with made_at(self.loop.node.trace):
                self._read_sequences(values)
        extend(values, self.order)
        return values

    def _read_sequences(self, values):
        """Add the rows of the sequences, and values derived from sequences that are read backwards.

        The latter are computed from the sequences in their own order and then reversed: the loop whose gradient this is
        computed the same.
        """
        loop = self.loop
        turned = dict(values)
        for i, seq in enumerate(loop.seqs):
            source, backwards = straight(seq.outside, loop.steps)
            if backwards:
                turned[seq.inside] = Outside(first_rows(source, loop.steps, loop.name, i), True)
                source = seq.outside
            values[seq.inside] = Outside(first_rows(source, loop.steps, loop.name, i), True)
        if len(turned) > len(loop.others):
            extend(turned, self.order)
            for v, made in turned.items():
                values.setdefault(v, Outside(made.v[::-1], True) if made.is_rows else made)

    def asked_for(self, values):
        """Return the variables with values outside that eager nodes without one read.

        Arguments of the step are not among them, nor scalar indices; of slices the numbers are.
        """
        found = {}
        for node in self.order:
            if node.outputs[0] in values or not self.is_eager(node):
                continue
            for i, v in enumerate(node.inputs):
                if v in values and v.owner is not None and not (i and is_lazy(node)):
                    parts = v.owner.inputs if isinstance(v.owner.op, MakeSlice) else [v]
                    found.update(dict.fromkeys(w for w in parts if w in values and w.owner is not None))
        found.update(dict.fromkeys(v for v in self.loop.made() if v in values and v.owner is not None))
        return [v for v in found if not is_index(v)]


def extend(values, order):
    """Add to `values` the results of the nodes in `order`."""
    for node in order:
        given = [values.get(v) or (Outside(v, False) if isinstance(v, Constant) else None) for v in node.inputs]
        if None in given or isinstance(node.op, STAY) or node.op.destroy_map or node.outputs[0] in values:
            continue
        if any(g.is_rows for g in given):
            with made_at(node.trace):
                made = whole(node, given)
                made = made and fitted(made, node.outputs[0])
            if made is not None:
                values[node.outputs[0]] = made
        else:
            new = node.clone_with_new_inputs([g.v for g in given], strict=False)
            values.update((a, Outside(b, False)) for a, b in zip(node.outputs, new.outputs))


def fitted(made, v):
    """Return the outer value of `v` with its dtype and broadcastable axes, or None if it does not fit."""
    if is_index(v):
        return made
    extra = 1 if made.is_rows else 0
    if made.v.type.dtype != v.type.dtype or made.v.type.ndim != v.type.ndim + extra:
        return None
    flags = (*made.v.type.broadcastable[:extra], *v.type.broadcastable)
    return Outside(patternbroadcast(made.v, flags), made.is_rows)


def first_rows(v, n, loop="", number=0):
    """Return the first `n` rows of `v`, sequence `number` of a loop."""
    if not is_long_enough(v, n):
        return FirstRows(loop, number)(v, n)
    return v if cut_to(v, n) is not None else v[:n]


def cut_to(v, n):
    """Return the variable whose first `n` rows `v` visibly is, else None."""
    node = v.owner
    if node is None or not isinstance(node.op, Subtensor):
        return None
    entry, *rest = node.op.idx_list
    if rest or not isinstance(entry, slice) or entry.start is not None or entry.step is not None or entry.stop is None:
        return None
    return node.inputs[0] if is_same_number(node.inputs[1], n) else None


def straight(v, n):
    """Return the variable whose `n` rows `v` reads, and True if it reads them backwards."""
    backwards = False
    while True:
        inner = cut_to(v, n)
        source = turned(v if inner is None else inner)
        if source is None or not has_at_most(source, n):
            return v, backwards
        v, backwards = source, not backwards


def turned(v):
    """Return the variable that `v` visibly reverses, else None."""
    node = v.owner
    if node is None or not isinstance(node.op, Subtensor) or len(node.op.idx_list) != 1 or len(node.inputs) != 2:
        return None
    entry, step = node.op.idx_list[0], node.inputs[1]
    is_turned = isinstance(entry, slice) and entry.step is not None and isinstance(step, Constant) and step.data == -1
    return node.inputs[0] if is_turned else None


def as_long(v):
    """Return a variable that certainly has as many rows as `v`, the same for all reversals of `v`."""
    while (source := turned(v)) is not None:
        v = source
    return v


def has_at_most(v, n):
    """Return True if `v` certainly has at most `n` rows."""
    v = as_long(v)
    return cut_to(v, n) is not None or measured(n) is v


def measured(n):
    """Return the variable whose length `n` is, up to reversal, or None."""
    node = _number(n).owner
    if node is None or not isinstance(node.op, Subtensor) or len(node.inputs) != 2:
        return None
    shape, index = node.inputs
    is_first = not isinstance(node.op.idx_list[0], slice) and isinstance(index, Constant) and index.data == 0
    if not is_first or shape.owner is None or not isinstance(shape.owner.op, Shape):
        return None
    return as_long(shape.owner.inputs[0])


def is_same_number(a, b):
    """Return True if two scalars are certainly equal."""
    a, b = _number(a), _number(b)
    if isinstance(a, Constant) and isinstance(b, Constant):
        return int(a.data) == int(b.data)
    return a is b


def _number(v):
    while v.owner is not None and isinstance(v.owner.op, ScalarFromTensor):
        v = v.owner.inputs[0]
    return v


def is_long_enough(v, steps):
    """Return True if `steps` is visibly bounded by the number of rows of `v`."""
    source = cut_to(v, steps)
    known = [as_long(v)] if source is None else [as_long(v), as_long(source)]
    pending = [steps]
    while pending:
        n = _number(pending.pop())
        node = n.owner
        if node is not None and isinstance(node.op, Elemwise) and node.op.scalar_op.record_name == "minimum":
            pending += node.inputs
        elif measured(n) in known:
            return True
    return False
