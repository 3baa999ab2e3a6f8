"""Memory of loops: rows that nobody reads are not kept, and buffers are filled where they are."""

from ...errors import InconsistencyError
from ...graph.trace import copy_stack_trace
from ...graph.variable import Constant
from ...rewriting.values import make_constant
from ...tensor.alloc import Alloc, AllocEmpty
from ...tensor.math import minimum
from ...tensor.shape import Shape_i
from ...tensor.subtensor import IncSubtensor, Subtensor
from ..op import Scan
from ..rows import expand_empty
from .parts import Loop, loops


def save_memory(fgraph):
    """Keep only the last rows of a buffer if no others are read."""
    for node in loops(fgraph):
        loop = Loop(node)
        readers = {}
        for part in [*loop.states, *loop.results]:
            if hasattr(part, "adds_up") and part.adds_up:
                continue
            read = Readers(fgraph, part.old)
            if read.rows is not None and shorten(loop, part, read.rows):
                readers[part] = read
        if readers:
            loop.build()
            more = [pair for part, read in readers.items() for pair in read.of(part.new)]
            loop.put_into(fgraph, "scanOp_save_mem", more)


class Readers:
    """What reads the last rows of a variable.

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
        self._nodes = [client for client, _ in fgraph.clients(v)]
        self._look_at(fgraph, v, 0)

    def _look_at(self, fgraph, v, skipped):
        for client, i in fgraph.clients(v):
            if client == "output" or i:
                rows = None
            elif isinstance(client.op, Shape_i) and client.op.i and not skipped:
                rows = 1
            elif not isinstance(client.op, Subtensor):
                rows = None
            elif skips_first_rows(client):
                # with as many rows more nothing that is skipped is reached from the end
                self._look_at(fgraph, client.outputs[0], skipped + int(client.inputs[1].data))
                continue
            else:
                rows = rows_from_end(client)
            self.rows = None if rows is None or self.rows is None else max(rows + skipped, self.rows)
            if self.rows is None:
                return

    def of(self, v):
        """Pairs of what was read of the old variable and the same read of `v`, which has its last rows."""
        return [(node.outputs[0], node.op(v, *node.inputs[1:])) for node in self._nodes]


def skips_first_rows(node):
    """Whether a Subtensor leaves out some rows in front, as those of an initial state, and nothing else."""
    if len(node.op.idx_list) != 1 or len(node.inputs) != 2:
        return False
    entry, index = node.op.idx_list[0], node.inputs[1]
    if not isinstance(entry, slice) or entry.stop is not None or entry.step is not None:
        return False
    return isinstance(index, Constant) and index.data > 0


def rows_from_end(node):
    """How far from the end a Subtensor reads; None if that is not known."""
    if not node.op.idx_list:
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


def shorten(loop, part, rows):
    """Let a state or result keep so many rows, or a few more that the loop needs; whether that saves any."""
    is_state = hasattr(part, "taps")
    depth = part.depth if is_state else 0
    # a row more than it reads, and the loop need not write where it reads
    kept = max(rows, depth + 1)
    if isinstance(loop.steps, Constant):
        if kept >= int(loop.steps.data) + depth:
            return False
        extra = make_constant(kept - depth, "int64", 0)
    else:
        extra = minimum(loop.steps.astype("int64"), kept - depth)
    if not is_state:
        part.length = extra
        return True
    part.outside = part.outside.type.filter_variable(expand_empty(first_rows(part.outside, depth), extra))
    return True


def first_rows(v, n):
    """The first rows of a buffer, those that the first step reads."""
    node = v.owner
    if node is not None and isinstance(node.op, IncSubtensor) and node.op.set_instead_of_inc and len(node.inputs) == 3:
        (entry,) = node.op.idx_list
        whole = isinstance(entry, slice) and entry.start is None and entry.step is None and entry.stop is not None
        if whole and isinstance(node.inputs[2], Constant) and node.inputs[2].data == n:
            return node.inputs[1]
    return v[:n]


def make_inplace(fgraph):
    """Fill buffers where they are, if nothing else needs what was in them."""
    for node in loops(fgraph):
        op = node.op
        first = 1 + op.n_seqs
        wanted = [k for k in range(op.n_outs) if k not in op.destroy_map]
        if wanted:
            inputs = [*node.inputs[:first], *map(unshared(fgraph), node.inputs[first : first + op.n_outs])]
            inputs += node.inputs[first + op.n_outs :]
            if overwrite(fgraph, node, inputs, wanted) is None and len(wanted) > 1:
                for k in wanted:
                    node = overwrite(fgraph, node, node.inputs, [k]) or node


def unshared(fgraph):
    """A function that makes another array in place of one that is filled for others too."""

    def of(v):
        node = v.owner
        is_new = node is not None and isinstance(node.op, (Alloc, AllocEmpty))
        return node.clone().outputs[0] if is_new and len(fgraph.clients(v)) > 1 else v

    return of


def overwrite(fgraph, node, inputs, states):
    """A node that writes over those states, which took the place of `node`; None if that is not possible."""
    op = node.op
    first = 1 + op.n_seqs
    destroyed = {**op.destroy_map, **{k: [first + k] for k in states}}
    new = Scan(op.inputs, op.outputs, {**op.info, "destroy_map": dict(sorted(destroyed.items()))}).make_node(*inputs)
    copy_stack_trace(node.outputs, new.outputs)
    new.trace = node.trace
    for a, b in zip(node.outputs, new.outputs):
        b.name = a.name
    try:
        fgraph.replace_all_validate(list(zip(node.outputs, new.outputs)), "scanOp_make_inplace")
    except InconsistencyError:
        return None
    return new
