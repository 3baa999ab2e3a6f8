"""DimShuffles moved towards the leaves, merged and dropped."""

from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.shape.dimshuffle import DimShuffle, dim_shuffle
from ..passes.canonizer import joined
from ..rule import canonicalize, exact, node_rule, specialize, useless
from ..values import is_op


def shuffled(v, order):
    """Return `v` with its axes in `order`, unchanged for the identity."""
    order = tuple(order)
    if is_identity(v, order):
        return v
    inner = v.owner
    if inner is not None and isinstance(inner.op, DimShuffle):
        return shuffled(inner.inputs[0], [i if i == "x" else inner.op.new_order[i] for i in order])
    return dim_shuffle(v.type.broadcastable, order)(v)


def is_identity(v, order):
    """Return True if `order` leaves each axis of `v` where it is; one that is dropped may be made anew."""
    return len(order) == v.type.ndim and all(i in (k, "x") for k, i in enumerate(order))


def row_added(x):
    """Return ``(z, b)`` if the matrix `x` is z + b for a vector b that is added to each row, else None."""
    if not is_op(x, "add"):
        return None
    rest, rows = [], []
    for term in x.owner.inputs:
        node = term.owner
        if (
            node is not None
            and isinstance(node.op, DimShuffle)
            and tuple(node.op.new_order) == ("x", 0)
            and term.type.broadcastable[1] == x.type.broadcastable[1]
            and node.inputs[0].type.dtype == x.type.dtype
        ):
            rows.append(node.inputs[0])
        else:
            rest.append(term)
    if not rest:
        # x has one row, so z may be any of its terms
        rest, rows = [x.owner.inputs[0]], rows[1:]
    z = joined("add", *rest)
    return (z, joined("add", *rows)) if rows and z.type == x.type else None


@useless
@canonicalize
@specialize
@exact
@node_rule(DimShuffle)
def local_dimshuffle_lift(fgraph, node):
    """Merge DimShuffles, drop identities, and move one below an Elemwise that nothing else reads."""
    (x,) = node.inputs
    order = node.op.new_order
    if is_identity(x, order):
        return x
    inner = x.owner
    if inner is None:
        return None
    if isinstance(inner.op, DimShuffle):
        return shuffled(x, order)
    if isinstance(inner.op, Elemwise) and len(fgraph.clients(x)) == 1 and len(inner.outputs) == 1:
        if inner.op.inplace_pattern or not kept(x, order):
            return None
        return inner.op(*[shuffled(v, order) for v in inner.inputs])
    return None


def kept(x, order):
    """Return True if no axis is dropped: another length there would change the meaning of an error."""
    return all(i in order for i in range(x.type.ndim))


def as_number(v, known):
    """Return a variable whose axes all have length 1 as a number, computed of numbers where it is elementwise.

    Parameters
    ----------
    v : Variable
    known : dict
        From variables to their numbers, which this adds to.
    """
    if v not in known:
        node = v.owner
        elementwise = node is not None and isinstance(node.op, Elemwise)
        known[v] = node.op(*[as_number(u, known) for u in node.inputs]) if elementwise else shuffled(v, ())
    return known[v]
