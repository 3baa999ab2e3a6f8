"""The rows that clients read of a loop's outputs."""

from ...graph.variable import Constant
from ...rewriting.rules.subtensor import entries
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.shape.shape import Shape_i


class Readers:
    """The clients that read the last rows of a variable.

    Parameters
    ----------
    fgraph : FunctionGraph
    v : Variable

    Attributes
    ----------
    rows : int or None
        How many rows must be kept at the end; None if others are read too.
    """

    def __init__(self, fgraph, v):
        self.rows = 0
        self._reads = []        # each client, and the nodes that skip first rows between `v` and it
        self._look_at(fgraph, v)

    def _look_at(self, fgraph, v):
        pending = [(v, 0, ())]
        while pending:
            v, skipped, way = pending.pop()
            for client, i in fgraph.clients(v):
                if client == "output" or i:
                    rows = None
                elif isinstance(client.op, Shape_i) and client.op.i and not skipped:
                    rows = 1
                elif skips_first_rows(client):
                    # with so many more rows, indices from the end do not reach the skipped ones
                    pending.append((client.outputs[0], skipped + int(client.inputs[1].data), (*way, client)))
                    continue
                elif is_reversal(client):
                    if not self._look_backwards(fgraph, client, skipped, way):
                        self.rows = None
                        return
                    continue
                else:
                    rows = rows_from_end(client)
                if rows is None:
                    self.rows = None
                    return
                self.rows = max(rows + skipped, self.rows)
                self._reads.append((client, way))

    def _look_backwards(self, fgraph, turned, skipped, way):
        """Look at those that read the rows in reverse order; return False if they read more than some of the last."""
        for client, i in fgraph.clients(turned.outputs[0]):
            rows = None if client == "output" or i else rows_from_start(client)
            if rows is None:
                return False
            self.rows = max(rows + skipped, self.rows)
            self._reads.append((client, (*way, turned)))
        return True

    def of(self, v):
        """Return pairs of each read of the old variable and the same read of `v`, which has its last rows."""
        pairs, made = [], {(): v}
        for node, way in self._reads:
            for k in range(1, len(way) + 1):
                if way[:k] not in made:
                    skip = way[k - 1]
                    made[way[:k]] = skip.op(made[way[: k - 1]], *skip.inputs[1:])
            pairs.append((node.outputs[0], node.op(made[way], *node.inputs[1:])))
        return pairs


def skips_first_rows(node):
    """Return True if a Subtensor skips some initial rows and does nothing else."""
    if not isinstance(node.op, Subtensor) or len(node.op.idx_list) != 1 or len(node.inputs) != 2:
        return False
    entry, index = node.op.idx_list[0], node.inputs[1]
    if not isinstance(entry, slice) or entry.stop is not None or entry.step is not None:
        return False
    return isinstance(index, Constant) and index.data > 0


def rows_from_end(node):
    """Return how far from the end a node reads its first input, or None if that is unknown."""
    if not isinstance(node.op, Subtensor) or not node.op.idx_list:
        return None
    entry = node.op.idx_list[0]
    index = node.inputs[1] if len(node.inputs) > 1 else None
    if isinstance(entry, slice) and (entry.start is None or entry.step is not None):
        return None
    if not isinstance(index, Constant) or index.data >= 0:
        return None
    if isinstance(entry, slice) and entry.stop is not None:
        stop = node.inputs[2]
        if not isinstance(stop, Constant) or stop.data >= 0:
            return None
    return -int(index.data)


def is_reversal(node):
    """Return True if a Subtensor reverses the rows and does nothing else."""
    return isinstance(node.op, Subtensor) and entries(node) == [slice(None, None, -1)]


def rows_from_start(node):
    """Return how far from the start a node reads its first input, or None if that is unknown."""
    if not isinstance(node.op, Subtensor) or not node.op.idx_list:
        return None
    entry = entries(node)[0]
    last = entry.stop if isinstance(entry, slice) else entry
    if not isinstance(last, int) or last < 0 or isinstance(entry, slice) and entry.step is not None:
        return None
    if not isinstance(entry, slice):
        return last + 1
    return last if entry.start is None or isinstance(entry.start, int) and entry.start >= 0 else None
