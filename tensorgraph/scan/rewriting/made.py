"""The rows that the steps of a loop make, for use after the loop.

Rows of a state or a result exist; others become results on demand.
"""

from ...graph.traverse import ancestors, clone_replace
from ...graph.variable import Constant
from ...tensor.creation.alloc import Alloc, AllocEmpty
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor
from ...tensor.shape.rebroadcast import Rebroadcast
from .batched import Outside, can_be_rows
from .outside import is_same_number
from .parts import Result
from .rowreaders import rows_from_end, skips_first_rows


class Made:
    """The rows of a loop's variables, with stand-ins until the loop is rebuilt.

    Parameters
    ----------
    loop : Loop
    values : dict of Outside
        What is known without the loop, see :meth:`Step.values`.
    results : list of Result
        Those whose rows are there.

    Attributes
    ----------
    values : dict of Outside
        What variables of the step are outside.
    cuts : dict
        From variables that must become results to what stands for their rows.
    """

    def __init__(self, loop, values, results):
        self.loop = loop
        self.values = values
        self.cuts = {}
        self._sources = {}
        for state in loop.states:
            if not state.adds_up and is_whole(state, loop.steps):
                for v, tap in [*zip(state.inside, state.taps), (state.made[0], 0)]:
                    self._stand_in(v, lambda state=state, tap=tap: self._rows_of_state(state, tap))
        for result in results:
            self.keep(result)

    def keep(self, result):
        """Make the rows of a result available."""
        if is_same_number(result.length, self.loop.steps):
            self._stand_in(result.made, lambda: result.new)

    def _stand_in(self, v, source=None):
        if v in self.values or isinstance(v, Constant) or not can_be_rows(v):
            return None
        rows = v.type.clone(broadcastable=(False, *v.type.broadcastable))()
        self.values[v] = Outside(rows, True)
        self._sources[rows] = source
        return rows

    def _rows_of_state(self, state, tap):
        first = state.depth + tap
        return state.new[first : first + self.loop.steps] if tap else state.new[first:]

    def cut(self, v):
        """Make the rows of `v` available by turning it into a result."""
        rows = self._stand_in(v)
        if rows is not None:
            self.cuts[v] = rows
        return rows

    def mark(self):
        """Return the current state, for :meth:`back_to`."""
        return dict(self.values), set(self.cuts)

    def back_to(self, mark):
        """Undo the cuts since a mark, and all that was derived from them."""
        self.values, kept = mark
        for v in self.cuts.keys() - kept:
            del self._sources[self.cuts.pop(v)]

    def results(self):
        """Return the results of the loop for the cuts."""
        found = []
        for v, rows in self.cuts.items():
            result = Result(self.loop.steps, v, None)
            self._sources[rows] = lambda result=result: result.new
            found.append(result)
        return found

    def built(self, outputs):
        """Return `outputs` with the rows of the rebuilt loop in place of the stand-ins."""
        below = set(ancestors(outputs))
        return clone_replace(
            outputs, {v: v.type.filter_variable(make()) for v, make in self._sources.items() if v in below}
        )


def is_whole(state, steps):
    """Return True if a buffer certainly has a row for each step after its initial ones."""
    v = state.outside
    while v.owner is not None and isinstance(v.owner.op, (Rebroadcast, IncSubtensor)):
        v = v.owner.inputs[0]
    if v.owner is None or not isinstance(v.owner.op, (Alloc, AllocEmpty)):
        return False
    length = v.owner.inputs[1 if isinstance(v.owner.op, Alloc) else 0].owner
    if length is None or not isinstance(length.op, Elemwise) or length.op.scalar_op.record_name != "add":
        return False
    return any(is_same_number(n, steps) for n in length.inputs)


def last_rows(fgraph, v):
    """Return the variables that read the last row of `v`, each with the number of rows it skips, or None.

    None means that other rows are read too. If no rows remain after the skipped ones, the read is an error in a loop
    without steps.
    """
    found, pending = [], [(v, 0)]
    while pending:
        v, skipped = pending.pop()
        for client, i in fgraph.clients(v):
            if client == "output" or i or not isinstance(client.op, Subtensor):
                return None
            if skips_first_rows(client):
                pending.append((client.outputs[0], skipped + int(client.inputs[1].data)))
            elif rows_from_end(client) == 1 and not isinstance(client.op.idx_list[0], slice):
                found.append((client.outputs[0], skipped))
            else:
                return None
    return found
