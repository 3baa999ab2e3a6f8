"""One element of a vector, without the others: what rows of Jacobians are derivatives of."""

from ..graph.trace import made_at
from ..graph.traverse import io_toposort
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.elementwise.math import eq
from ..tensor.products.dot import Dot, dot
from ..tensor.shape.assertion import Assert

_DIFFER = "the vectors of an elementwise operation have different lengths"


def element_of(vector, index, stops):
    """Return ``vector[index]``, computed from elements, rows and columns of what the vector is computed from.

    The derivative of ``tanh(dot(x, W))[i]`` is a multiple of a column of W. From the element of a whole vector it would
    be a product of W with a vector of zeros and one number: for all rows of a Jacobian, a product of matrices.

    Parameters
    ----------
    vector : Variable
    index : Variable
        An integer scalar, at least 0 and below the length of the vector.
    stops : collection of Variable
        What has to stay in the graph, as derivatives are taken with respect to it.
    """
    found = {}
    for v in _made_of_elements(vector, stops):
        node = v.owner
        with made_at(node.trace):
            if isinstance(node.op, Elemwise):
                found[v] = node.op(*[found[u] if u in found else _element(u, index) for u in node.inputs])
            else:
                x, y = node.inputs
                found[v] = dot(x, y[:, index]) if x.type.ndim == 1 else dot(x[index], y)
    return found[vector] if vector in found else vector[index]


def length_of(vector, stops, n=None):
    """Return the length of a vector; it raises if vectors of an elementwise operation that made it differ in length.

    Another number than the length is returned if it is given as `n`.
    """
    n = vector.shape[0] if n is None else n
    for v in _made_of_elements(vector, stops):
        if not isinstance(v.owner.op, Elemwise):
            continue
        long = list(dict.fromkeys(u for u in v.owner.inputs if not u.type.broadcastable[0]))
        if len(long) > 1:
            # the error points to the operation
            with made_at(v.owner.trace):
                n = Assert(_DIFFER, on_lengths=True)(n, *[eq(long[0].shape[0], u.shape[0]) for u in long[1:]])
    return n


def _element(v, index):
    return v[0] if v.type.broadcastable[0] else v[index]


def _made_of_elements(vector, stops):
    """Return `vector` and those it needs an element of, where an element needs parts of the inputs alone, in order."""
    pending, found = [vector], set()
    while pending:
        v = pending.pop()
        if v in found or v in stops or not _is_made_of_parts(v):
            continue
        found.add(v)
        if isinstance(v.owner.op, Elemwise):
            pending.extend(v.owner.inputs)
    return [node.outputs[0] for node in io_toposort(stops, [vector]) if node.outputs[0] in found] if found else []


def _is_made_of_parts(v):
    node = v.owner
    if node is None or len(node.outputs) != 1 or v.type.ndim != 1 or v.type.broadcastable[0]:
        return False
    if isinstance(node.op, Elemwise):
        return not node.op.destroy_map and all(u.type.ndim == 1 for u in node.inputs)
    return isinstance(node.op, Dot)
