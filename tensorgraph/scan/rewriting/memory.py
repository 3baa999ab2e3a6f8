"""Memory of loops: unread rows are not kept, and buffers are filled in place."""

from ...errors import InconsistencyError
from ...graph.variable import Constant
from ...rewriting.values import make_constant
from ...tensor.creation.alloc import Alloc, AllocEmpty
from ...tensor.elementwise.math import minimum
from ...tensor.indexing.subtensor import IncSubtensor
from ..op import Scan
from ..rowvariables import expand_empty
from .parts import Loop, loops, replace_node
from .rowreaders import Readers


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


def shorten(loop, part, rows):
    """Let a state or result keep about `rows` rows; return True if that saves any."""
    is_state = hasattr(part, "taps")
    depth = part.depth if is_state else 0
    if is_state and part.outside.type.broadcastable[0]:
        # one row alone, in a loop that is known to take no step
        return False
    # with one row more than it reads, the loop need not overwrite rows that it reads
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
    part.outside = part.outside.type.filter_variable(expand_empty(first_rows(part.outside, depth), extra, depth))
    return True


def first_rows(v, n):
    """Return the first rows of a buffer, those that the first step reads."""
    node = v.owner
    if node is not None and isinstance(node.op, IncSubtensor) and node.op.set_instead_of_inc and len(node.inputs) == 3:
        (entry,) = node.op.idx_list
        whole = isinstance(entry, slice) and entry.start is None and entry.step is None and entry.stop is not None
        if whole and isinstance(node.inputs[2], Constant) and node.inputs[2].data == n:
            return node.inputs[1]
    return v[:n]


def make_inplace(fgraph):
    """Fill buffers in place if nothing else reads their old contents."""
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
    """Return a function that gives each reader of a newly allocated array with several clients its own one."""

    def of(v):
        node = v.owner
        is_new = node is not None and isinstance(node.op, (Alloc, AllocEmpty))
        return node.clone().outputs[0] if is_new and len(fgraph.clients(v)) > 1 else v

    return of


def overwrite(fgraph, node, inputs, states):
    """Replace `node` by a node that overwrites `states` and return it, or None if that is not possible."""
    op = node.op
    first = 1 + op.n_seqs
    destroyed = {**op.destroy_map, **{k: [first + k] for k in states}}
    new = Scan(op.inputs, op.outputs, {**op.info, "destroy_map": dict(sorted(destroyed.items()))}).make_node(*inputs)
    try:
        replace_node(fgraph, node, new, "scanOp_make_inplace", validate=True)
    except InconsistencyError:
        return None
    return new
