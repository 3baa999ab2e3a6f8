"""Linear algebra, by loops over columns and rows: of it, runtimes have products alone.

A factorisation that fails gives nan or infinity, as a model cannot raise an error.
"""

import numpy as np

from .... import tensor as T
from ....tensor.linalg.cholesky import Cholesky, CholeskyGrad, halved
from ....tensor.linalg.det import Det, SLogDet
from ....tensor.linalg.expm import Expm, ExpmGrad
from ....tensor.linalg.factored import LUFactor, PivotOrder
from ....tensor.linalg.factors import QRFull, QRIncomplete
from ....tensor.linalg.inverse import MatrixInverse
from ....tensor.linalg.solve import Solve, SolveOrNan, solve_upper_triangular
from ....tensor.linalg.tensors import TensorInv, TensorSolve
from ....tensor.types.type import TensorType
from ..builder import WIDE
from ..conversion import converts, expands, refusal

NUMBER, PLACES = TensorType("int64", ())(), TensorType("int64", (False,))()


def _matrix(dtype):
    return TensorType(dtype, (False, False))()


def _inside(node):
    """Return the dtype in which a node is computed."""
    dtype = node.outputs[0].type.dtype
    return WIDE.get(dtype, dtype)


def _taken(model, node, name, i=0):
    """Return an input in the dtype in which its node is computed."""
    return model.cast(name, node.inputs[i].type.dtype, _inside(node))


def _given(model, node, name, k=0):
    """Return a result in the dtype of an output."""
    return model.cast(name, _inside(node), node.outputs[k].type.dtype)


def _length(model, x, axis=0):
    return model.add("Squeeze", model.add("Shape", x, start=axis, end=axis + 1), model.integers(0))


def _at(i, k):
    """Return 1 at a place of a vector of places, 0 elsewhere, as bools."""
    return T.eq(i, k)


def eliminated(model, x, dtype):
    """Return the factors L and U of a matrix in one, the order of its rows, the pivots and the sign of the order."""

    def step(k, x, order, pivots, sign):
        rows, columns = T.arange(x.shape[0]), T.arange(x.shape[1])
        column = x[:, k]
        p = T.argmax(T.switch(rows >= k, abs(column), -1))
        places = T.switch(_at(rows, k), p, T.switch(_at(rows, p), k, rows))
        x, order = x[places], order[places]
        pivot = x[k, k]
        factors = T.switch(rows > k, x[:, k] / T.switch(T.eq(pivot, 0), T.ones_like(pivot), pivot), 0)
        x = x - T.outer(factors, T.switch(columns > k, x[k], 0))
        here = _at(columns, k).dimshuffle("x", 0) & (rows > k).dimshuffle(0, "x")
        x = T.switch(here, factors.dimshuffle(0, "x"), x)
        pivots = T.switch(_at(T.arange(pivots.shape[0]), k), p, pivots)
        return x, order, pivots, sign * T.switch(T.eq(p, k), 1, -1).astype(dtype)

    number = TensorType(dtype, ())()
    n = model.add("Min", _length(model, x), _length(model, x, 1))
    order = model.expand(lambda a: T.arange(a.shape[0]), [x], [_matrix(dtype)])
    pivots = model.expand(lambda a: T.arange(T.minimum(a.shape[0], a.shape[1])), [x], [_matrix(dtype)])
    carried = [(x, _matrix(dtype)), (order, PLACES), (pivots, PLACES), (model.constant(1, dtype), number)]
    return model.repeat(step, n, carried)


def substituted(model, a, b, dtype, lower, unit=False):
    """Return the solution of a triangular system, of which only that triangle is read, row by row."""

    def step(turn, x, a):
        k = turn if lower else a.shape[0] - 1 - turn
        columns = T.arange(a.shape[1])
        known = T.switch(columns < k if lower else columns > k, a[k], 0)
        # what is not known yet may be infinite
        rows = T.switch((columns < k if lower else columns > k).dimshuffle(0, "x"), x, 0)
        row = x[k] - T.dot(known, rows)
        return [T.set_subtensor(x[k], row if unit else row / a[k, k])]

    return model.repeat(step, _length(model, b), [(b, _matrix(dtype))], [(a, _matrix(dtype))])[0]


def solved(model, a, b, dtype):
    """Return the solution of a general system, nan where the matrix is singular."""
    packed, order, _, _ = eliminated(model, a, dtype)
    b = model.add("Gather", b, order, axis=0)
    return substituted(model, packed, substituted(model, packed, b, dtype, True, unit=True), dtype, False)


@converts(Solve)
def convert_solve(model, node, a, b):
    dtype, flat = _inside(node), node.inputs[1].type.ndim == 1
    a, b = _taken(model, node, a), _taken(model, node, b, 1)
    b = model.add("Unsqueeze", b, model.integers(1)) if flat else b
    structure = node.op.A_structure
    if structure.endswith("triangular"):
        x = substituted(model, a, b, dtype, structure.startswith("lower"))
    else:
        x = solved(model, a, b, dtype)
    if isinstance(node.op, SolveOrNan):
        x = model.expand(lambda v: T.switch(T.any(T.isnan(v - v)), np.nan, v).astype(dtype), [x], [_matrix(dtype)])
    return _given(model, node, model.add("Squeeze", x, model.integers(1)) if flat else x)


def _inverse(model, x, dtype):
    one = model.expand(lambda a: T.identity_like(a), [x], [_matrix(dtype)])
    return solved(model, x, one, dtype)


@converts(MatrixInverse)
def convert_inverse(model, node, x):
    return _given(model, node, _inverse(model, _taken(model, node, x), _inside(node)))


@converts(Det, SLogDet)
def convert_det(model, node, x):
    dtype = _inside(node)
    packed, _, _, sign = eliminated(model, _taken(model, node, x), dtype)
    diagonal = model.expand(T.diag, [packed], [_matrix(dtype)])
    number, vector = TensorType(dtype, ())(), TensorType(dtype, (False,))()
    if isinstance(node.op, Det):
        return _given(model, node, model.expand(lambda d, s: T.prod(d) * s, [diagonal, sign], [vector, number]))

    def parts(d, s):
        return [T.prod(T.sgn(d)) * s, T.log(abs(d)).sum()]

    found = model.expand(parts, [diagonal, sign], [vector, number])
    return [_given(model, node, name, k) for k, name in enumerate(found)]


@converts(LUFactor)
def convert_lu(model, node, x):
    packed, order, pivots, _ = eliminated(model, _taken(model, node, x), _inside(node))
    return [_given(model, node, packed), model.cast(pivots, "int64", "int32"), order]


@converts(PivotOrder)
def convert_pivots(model, node, pivots):
    def step(k, order, pivots):
        places = T.arange(order.shape[0])
        p = pivots[k]
        return [order[T.switch(_at(places, k), p, T.switch(_at(places, p), k, places))]]

    pivots = model.cast(pivots, node.inputs[0].type.dtype, "int64")
    start = model.expand(lambda p: T.arange(p.shape[0]), [pivots], [PLACES])
    return model.repeat(step, _length(model, pivots), [(start, PLACES)], [(pivots, PLACES)])[0]


@converts(Cholesky)
def convert_cholesky(model, node, x):
    op, dtype = node.op, _inside(node)

    def step(k, low, x):
        rows = T.arange(x.shape[0])
        rest = x[:, k] - T.dot(low, low[k])
        # beside the root of a negative number all is nan
        root = T.sqrt(rest[k])
        column = T.switch(rows > k, rest / root, T.switch(_at(rows, k), root, 0))
        return [T.switch(_at(rows, k).dimshuffle("x", 0), column.dimshuffle(0, "x"), low)]

    x = _taken(model, node, x)
    x = x if op.lower else model.add("Transpose", x, perm=[1, 0])
    zeros = model.expand(T.zeros_like, [x], [_matrix(dtype)])
    low = model.repeat(step, _length(model, x), [(zeros, _matrix(dtype))], [(x, _matrix(dtype))])[0]
    if op.on_error == "nan":
        low = model.expand(lambda v: T.switch(T.isnan(v).any(), np.nan, v).astype(dtype), [low], [_matrix(dtype)])
    return _given(model, node, low if op.lower else model.add("Transpose", low, perm=[1, 0]))


@expands(CholeskyGrad)
def expand_cholesky_grad(node, _, z, gz):
    z, gz = (z, gz) if node.op.lower else (z.T, gz.T)
    inner = halved(T.dot(z.T, gz))
    s = solve_upper_triangular(z.T, solve_upper_triangular(z.T, inner.T).T)
    gx = halved(s + s.T)
    return gx if node.op.lower else gx.T


# of the approximation of degree 13 by N. J. Higham, The scaling and squaring method for the matrix exponential
# revisited, SIAM J. Matrix Anal. Appl. 26 (2005), 1179-1193
PADE = (
    64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
    670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
)  # fmt: skip


def exponential(model, x, dtype):
    """Return the exponential of a matrix: halved until it is small, approximated, and squared as often."""

    def halvings(x):
        # of no columns, too
        size = T.max(T.concatenate([abs(x).sum(axis=0), [np.array(2, dtype)]]))
        return T.ceil(T.log2(size / 2)).astype("int64")

    def approximated(x, n):
        x = x / (2.0 ** n.astype(dtype))
        square, one = T.dot(x, x), T.identity_like(x)
        odd, even = x.zeros_like(), x.zeros_like()
        for k in range(12, -1, -2):
            odd = T.dot(odd, square) + np.array(PADE[k + 1], dtype) * one
            even = T.dot(even, square) + np.array(PADE[k], dtype) * one
        odd = T.dot(x, odd)
        return [even - odd, even + odd]

    n = model.expand(halvings, [x], [_matrix(dtype)])
    below, above = model.expand(approximated, [x, n], [_matrix(dtype), NUMBER])
    start = solved(model, below, above, dtype)
    return model.repeat(lambda _, z: [T.dot(z, z)], n, [(start, _matrix(dtype))])[0]


@converts(Expm)
def convert_expm(model, node, x):
    return _given(model, node, exponential(model, _taken(model, node, x), _inside(node)))


@converts(ExpmGrad)
def convert_expm_grad(model, node, a, g):
    """The upper right block of ``expm([[A.T, g], [0, A.T]])``."""
    dtype = _inside(node)

    def block(a, g):
        upper = T.concatenate([a.T, g], axis=1)
        return T.concatenate([upper, T.concatenate([a.zeros_like(), a.T], axis=1)], axis=0)

    kinds = [_matrix(dtype)] * 2
    whole = model.expand(block, [_taken(model, node, a), _taken(model, node, g, 1)], kinds)
    z = exponential(model, whole, dtype)
    return _given(model, node, model.expand(lambda z, a: z[: a.shape[0], a.shape[0] :], [z, a], kinds))


@converts(QRFull, QRIncomplete)
def convert_qr(model, node, x):
    """Reflect column after column, with the signs of LAPACK."""
    mode, dtype = node.op.mode, _inside(node)
    if mode == "raw":
        raise refusal(node, "reflectors of LAPACK are not converted: use another mode")

    def step(k, r, q):
        rows = T.arange(r.shape[0])
        column = T.switch(rows >= k, r[:, k], 0)
        below = T.switch(rows > k, column, 0)
        head = column[k]
        size = T.sqrt(T.sqr(column).sum())
        target = T.switch(head < 0, size, -size)
        flat = T.eq(abs(below).max(), 0)
        u = below + T.switch(_at(rows, k), head - target, 0)
        scale = T.switch(flat, 0, 2 / T.switch(flat, 1, T.sqr(u).sum()))
        r = r - T.outer(u * scale, T.dot(u, r))
        q = q - T.outer(T.dot(q, u), u * scale)
        return r.astype(dtype), q.astype(dtype)

    x = _taken(model, node, x)
    q = model.expand(lambda a: T.eye(a.shape[0], dtype=dtype), [x], [_matrix(dtype)])
    n = model.add("Min", _length(model, x), _length(model, x, 1))
    r, q = model.repeat(step, n, [(x, _matrix(dtype)), (q, _matrix(dtype))])
    r = model.expand(T.triu, [r], [_matrix(dtype)])
    if mode != "complete":
        first = [T.TensorType(dtype, (False, False))(), NUMBER]
        r = model.expand(lambda v, k: v[:k], [r, n], first)
        q = model.expand(lambda v, k: v[:, :k], [q, n], first)
    return _given(model, node, r) if isinstance(node.op, QRIncomplete) else [
        _given(model, node, q), _given(model, node, r, 1)]


@converts(TensorInv)
def convert_tensorinv(model, node, a):
    rows, dtype = node.op.ind, _inside(node)
    v = node.inputs[0]
    flat = model.expand(lambda t: t.reshape((T.prod(t.shape[:rows]), -1)), [a], [v])
    inverse = _inverse(model, model.cast(flat, v.type.dtype, dtype), dtype)

    def shaped(z, t):
        return z.reshape(T.concatenate([t.shape[rows:], t.shape[:rows]]), ndim=t.ndim)

    return _given(model, node, model.expand(shaped, [inverse, a], [_matrix(dtype), v]))


@converts(TensorSolve)
def convert_tensorsolve(model, node, a, b):
    dtype, op = _inside(node), node.op
    order = op._solved(range(node.inputs[0].type.ndim), 0)
    matrix, right = model.expand(
        lambda a, b: [a.dimshuffle(order).reshape((b.size, -1)), b.reshape((-1, 1))], [a, b], node.inputs)
    parts = [model.cast(x, v.type.dtype, dtype) for x, v in zip((matrix, right), node.inputs)]
    x = solved(model, *parts, dtype)

    def shaped(x, a):
        last = a.dimshuffle(order).shape[node.inputs[1].type.ndim :]
        return x.reshape(last, ndim=node.outputs[0].type.ndim)

    return _given(model, node, model.expand(shaped, [x, a], [_matrix(dtype), node.inputs[0]]))
