"""The node of the user for which a rewrite makes a new one, and whose place in the program that gets."""

from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.products import blas
from ..tensor.products.dot import Dot

_PRODUCTS = frozenset((Dot, blas.Dot22, blas.Dot22Scalar, blas.Gemm, blas.Gemv, blas.Ger))
MOST = 8  # nodes that are looked at
FEW = 4  # operations between a variable and what it serves


def _kind(op):
    """Return what an operation has in common with those that rewrites make of it."""
    kind = type(op)
    if kind is Elemwise:
        return op.scalar_op
    return Dot if kind in _PRODUCTS else kind


def trace_for(node, root):
    """Return the trace of a node that a rewrite made in place of `root`, or of what that reads.

    In ``z = x + y; z[::-1]`` the slice is taken first, ``x[::-1] + y[::-1]``. The new sum is that of the line of ``z``,
    and an error in it is one of that line, while the new slices belong to the second line. So a node that does not
    compute what `root` does belongs to the nearest one of its kind among those that `root` reads.

    Parameters
    ----------
    node : Apply
        A new one.
    root : Apply
        The one that was replaced.
    """
    wanted = _kind(node.op)
    if wanted == _kind(root.op):
        return root.trace or node.trace
    pending = [v.owner for v in root.inputs if v.owner is not None]
    for inner in pending:
        if inner.trace is not None and _kind(inner.op) == wanted:
            return inner.trace
        if len(pending) < MOST:
            pending += [v.owner for v in inner.inputs if v.owner is not None]
    return root.trace or node.trace


def serves_only(fgraph, v, last):
    """Return True if `v` is read by nothing but, through a few operations, what computes the variable `last`."""
    for _ in range(FEW):
        clients = fgraph.clients(v)
        if len(clients) != 1 or clients[0][0] == "output":
            return False
        if clients[0][0] is last.owner:
            return True
        v = clients[0][0].outputs[0]
    return False
