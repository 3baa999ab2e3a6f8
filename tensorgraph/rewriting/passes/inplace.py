"""In-place operations: results overwrite inputs that are no longer needed.

There are two cases. A temporary with one client that aliases nothing may be overwritten by that client, without a
check. A variable that lives between calls may be overwritten by the node that computes its update, if all its readers
can run before, which the DestroyHandler decides. The second kind is tried all at once, and in halves if that fails.
"""

from ...errors import InconsistencyError
from ...graph.destroy import DestroyHandler
from ...graph.trace import copy_stack_trace
from ...graph.variable import Constant
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.advanced_subtensor import AdvancedIncSubtensor, AdvancedIncSubtensor1
from ...tensor.indexing.subtensor import IncSubtensor
from ...tensor.nnet.blocksparse import SparseBlockGemv, SparseBlockOuter
from ...tensor.products.blas import Gemm, Gemv, Ger
from ...tensor.random.mrg import mrg_uniform_base
from ...tensor.random.randomstate import RandomFunction


def mutable_inputs(fgraph):
    """Return ``{input: output index or None}``: inputs that may be overwritten, and the outputs that update them."""
    mutable = fgraph.mutable_inputs
    found = {v: None for v in mutable or ()}
    for output, i in fgraph.update_mapping.items():
        if mutable is None or fgraph.inputs[i] in mutable:
            found[fgraph.inputs[i]] = output
    return found


def add_destroy_handler(fgraph):
    """Attach a DestroyHandler that protects all inputs but the mutable ones."""
    if not hasattr(fgraph, "destroy_handler"):
        mutable = mutable_inputs(fgraph)
        fgraph.attach_feature(DestroyHandler([v for v in fgraph.inputs if v not in mutable]))


def update_op(op):
    """Return the in-place variant of an op that overwrites its first input, or None."""
    if isinstance(op, (Gemm, Gemv, Ger)):
        return None if op.inplace else type(op)(True)
    if isinstance(op, IncSubtensor):
        if op.inplace:
            return None
        return IncSubtensor(
            op.idx_list,
            inplace=True,
            set_instead_of_inc=op.set_instead_of_inc,
            destroyhandler_tolerate_aliased=op.destroyhandler_tolerate_aliased,
        )
    if isinstance(op, (AdvancedIncSubtensor1, AdvancedIncSubtensor)):
        return None if op.inplace else type(op)(inplace=True, set_instead_of_inc=op.set_instead_of_inc)
    if hasattr(op, "in_place"):
        return None if op.inplace else op.in_place()
    return None


def blas_inplace(fgraph):
    """Make Gemm, Gemv and Ger in-place."""
    run(fgraph, lambda op: isinstance(op, (Gemm, Gemv, Ger)))


def subtensor_inplace(fgraph):
    """Make set and inc of slices and rows in-place."""
    run(fgraph, lambda op: isinstance(op, (IncSubtensor, AdvancedIncSubtensor1, AdvancedIncSubtensor)))


def block_gemv_inplace(fgraph):
    """Make sums with products of blocks in-place."""
    run(fgraph, lambda op: isinstance(op, SparseBlockGemv))


def block_outer_inplace(fgraph):
    """Make sums with outer products of blocks in-place."""
    run(fgraph, lambda op: isinstance(op, SparseBlockOuter))


def random_inplace(fgraph):
    """Draw from NumPy's generators without copying them."""
    run(fgraph, lambda op: isinstance(op, RandomFunction))


def mrg_inplace(fgraph):
    """Advance the streams of MRG31k3p in place."""
    run(fgraph, lambda op: isinstance(op, mrg_uniform_base))


def elemwise_inplace(fgraph):
    """Make elementwise loops in-place."""
    run(fgraph, lambda op: isinstance(op, Elemwise) and not op.inplace_pattern)


def run(fgraph, wanted):
    """Make nodes whose op is `wanted` overwrite an input."""
    mutable = mutable_inputs(fgraph)
    uncertain = []
    # the demands of a user's feature are unknown in advance
    strict = any(hasattr(f, "validate") and not isinstance(f, DestroyHandler) for f in fgraph._features)
    for node in fgraph.toposort():
        if not wanted(node.op):
            continue
        free, asking = choices(fgraph, node, mutable)
        if free and not strict:
            fgraph.replace_all(twins([(node, free)]), "inplace")
        elif free or asking:
            uncertain.append((node, free or asking))
    try_all(fgraph, uncertain)


def choices(fgraph, node, mutable):
    """Return ``(certain, to be validated)``: each a pattern from outputs to inputs."""
    op = node.op
    if update_op(op) is not None:
        v = node.inputs[0]
        if is_free(fgraph, v, node):
            return {0: 0}, None
        asks = may_end(fgraph, v, node.outputs[0], mutable) or mutable.get(root_of(v), v) is None
        return None, {0: 0} if asks else None
    if not isinstance(op, Elemwise):
        return None, None
    free, asking, used = {}, {}, set()
    for o, z in enumerate(node.outputs):
        for i, v in enumerate(node.inputs):
            if i in used or v.type != z.type or isinstance(v, Constant):
                continue
            if v in mutable and may_end(fgraph, v, z, mutable):
                asking[o] = i
            elif is_free(fgraph, v, node):
                free[o] = i
            else:
                continue
            used.add(i)
            break
    return (None, {**free, **asking}) if asking else (free, None)


def root_of(v):
    """Return the variable that `v` is a view of, through any number of views."""
    while v.owner is not None and v.owner.op.view_map.get(v.index):
        v = v.owner.inputs[v.owner.op.view_map[v.index][0]]
    return v


def is_free(fgraph, v, node):
    """Return True if `v` is a temporary with its own memory that only `node` reads, once."""
    return owns_memory(v) and len(fgraph.clients(v)) == 1


def owns_memory(v):
    """Return True if `v` is the result of an operation whose memory is new for each call."""
    made_by = v.owner
    if made_by is None or made_by.op.view_map:
        return False
    # a constant folded or kept alive elsewhere is no temporary; neither is what an op keeps
    return hasattr(made_by.op, "__props__") or hasattr(made_by.op, "inplace_pattern") or isinstance(
        made_by.op, IncSubtensor
    )


def may_end(fgraph, v, z, mutable):
    """Return True if `z` is the new value of the mutable `v`, or `v` has none."""
    if v not in mutable:
        return False
    output = mutable[v]
    return output is None or fgraph.outputs[output] is z


def twins(found):
    """Return the pairs of outputs of nodes and of their in-place variants."""
    pairs = []
    for node, pattern in found:
        op = update_op(node.op) or Elemwise(node.op.scalar_op, inplace_pattern=pattern)
        new = op.make_node(*node.inputs)
        copy_stack_trace(node.outputs, new.outputs)
        for a, b in zip(node.outputs, new.outputs):
            b.name = a.name
            pairs.append((a, b))
    return pairs


def try_all(fgraph, found):
    """Make as many changes as the DestroyHandler allows: all, or those found by halving."""
    pending = [found]
    while pending:
        part = pending.pop()
        if not part:
            continue
        try:
            fgraph.replace_all_validate(twins(part), "inplace")
        except InconsistencyError:
            if len(part) > 1:
                middle = len(part) // 2
                pending += [part[middle:], part[:middle]]
