"""States that a step stacks from few rows, computed row by row.

``x + h * stack([x[1], -sin(x[0])])``, a step of an ordinary differential equation, is ``stack([x[0] + h * x[1], x[1] -
h * sin(x[0])])``: the step is one of numbers, and its gradient one of their gradients. A state has as many rows as the
step makes of it, or the loop fails: so its length is known although nobody said it. What depends on that is the length
of what the step adds to the state; where it differs, writing the new state fails in place of the addition.
"""

from ..graph.traverse import io_toposort
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.elementwise.math import cast
from ..tensor.indexing.subtensor import Subtensor, get_constant_idx
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.join import Join
from ..tensor.shape.stack import stack
from ..tensor.types.constant import NotScalarConstantError, get_scalar_constant_value
from ..tensor.types.scalars import MakeVector

MOST_ROWS = 4  # a state of more rows is faster as an array


def by_rows(op):
    """Return a loop whose states are computed row by row where they are made of few rows, else the loop itself.

    Parameters
    ----------
    op : Scan

    Returns
    -------
    Scan
        Of the same inputs and outputs.
    """
    found = None
    if any(isinstance(node.op, (Join, MakeVector)) for node in io_toposort(op.inputs, op.outputs)):
        found = op.rewritten_inside(lambda step: StackedStates(op, step).take_apart())
    return op if found is None else found


def has_rows(v):
    """Return True if `v` is an array that may have several rows."""
    return getattr(v.type, "ndim", 0) > 0 and not v.type.broadcastable[0]


class StackedStates:
    """The states of a loop that a step computes elementwise from rows.

    Parameters
    ----------
    op : Scan
    step : FunctionGraph
        A copy of the graph of a step.

    Attributes
    ----------
    states : dict
        From the rows of buffers that a step gets to those that it makes.
    counts : dict
        The number of rows by variable, of states and of what is computed elementwise from such states and joins.
    """

    def __init__(self, op, step):
        self.step, self.order = step, step.toposort()
        pairs = zip(op.inner_sitsot(step.inputs), op.inner_sitsot_outs(step.outputs))
        self.states = {x: made for x, made in pairs if has_rows(x) and x is not made}
        self._rows = {}
        self.counts = self._counted(dict.fromkeys(self.states, 0))
        while True:
            # of these, what is computed with another one must have as many rows
            known = {x: self.counts[made] for x, made in self.states.items() if self.counts.get(made)}
            self.states = {x: self.states[x] for x in known}
            self.counts = self._counted(known)
            if all(self.counts.get(self.states[x]) == n for x, n in known.items()):
                break

    def _counted(self, counts):
        """Return the numbers of rows, from those of states; 0 stands for any number."""
        counts = dict(counts)
        for node in self.order:
            parts = parts_of(node)
            if parts is not None:
                if 2 <= len(parts) <= MOST_ROWS:
                    counts[node.outputs[0]] = len(parts)
            elif is_elementwise(node):
                found = [counts.get(v) for v in node.inputs if has_rows(v)]
                numbers = {n for n in found if n}
                if found and None not in found and len(numbers) < 2:
                    counts[node.outputs[0]] = max(found)
        return counts

    def take_apart(self):
        """Replace single rows that the step reads, and then the new states; return True if there are any."""
        before = set(self.step.apply_nodes)
        for node in self.order if self.states else ():
            n = self.counts.get(node.inputs[0]) if isinstance(node.op, Subtensor) else None
            i = row_read(node) if n else None
            if i is not None and -n <= i < n and is_elementwise(node.inputs[0].owner):
                self._replace(node.outputs[0], self.row(node.inputs[0], i % n))
        for made in self.states.values():
            if is_elementwise(made.owner):
                self._replace(made, stack([self.row(made, i) for i in range(self.counts[made])]))
        return self.step.apply_nodes != before

    def _replace(self, old, new):
        if new.type == old.type:
            self.step.replace(old, new, "scan_rows_apart")

    def row(self, v, i):
        """Return row number i of a variable that is counted, without the others."""
        pending = [v]
        while pending:
            v = pending[-1]
            if (v, i) in self._rows:
                pending.pop()
                continue
            node = v.owner
            parts = None if node is None else parts_of(node)
            if parts is not None:
                part = parts[i] if parts[i].type.ndim < v.type.ndim else only_row(parts[i])
                self._rows[v, i] = cast(part, v.type.dtype)
            elif v in self.states:
                self._rows[v, i] = v[i]
            else:
                missing = [u for u in node.inputs if has_rows(u) and (u, i) not in self._rows]
                if missing:
                    pending += missing
                    continue
                rows = [self._rows[u, i] if has_rows(u) else u[0] for u in node.inputs]
                self._rows[v, i] = made = node.op(*rows)
                made.owner.trace, made.owner.keeps_trace = node.trace, True
            pending.pop()
        return self._rows[v, i]


def parts_of(node):
    """Return the rows that a node joins, arrays of one row or of one axis less, or None if it is no join of rows."""
    if isinstance(node.op, MakeVector):
        return node.inputs
    if not isinstance(node.op, Join):
        return None
    axis, *parts = node.inputs
    try:
        is_first = int(get_scalar_constant_value(axis)) in (0, -node.outputs[0].type.ndim)
    except NotScalarConstantError:
        return None
    pattern = parts[0].type.broadcastable
    return parts if is_first and pattern[0] and all(p.type.broadcastable == pattern for p in parts) else None


def only_row(v):
    """Return the row of an array of one row."""
    node = v.owner
    if node is not None and isinstance(node.op, DimShuffle) and node.op.new_order == ("x", *range(v.type.ndim - 1)):
        return node.inputs[0]
    return v[0]


def is_elementwise(node):
    """Return True if a node, or None, computes one array elementwise."""
    return node is not None and isinstance(node.op, Elemwise) and len(node.outputs) == 1 and not node.op.inplace_pattern


def row_read(node):
    """Return the number of the row that a Subtensor reads, or None if it reads something else."""
    index = get_constant_idx(node.op.idx_list, node.inputs)
    first, *others = index if index else (None,)
    whole = all(isinstance(entry, slice) and entry == slice(None) for entry in others)
    return first if isinstance(first, int) and whole else None
