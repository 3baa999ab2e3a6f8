"""Eigenvalues of symmetric matrices and singular values, by rotations of pairs of columns (Jacobi's method).

All pairs of a round turn at once: the columns of the first half against those of the second, as the players of a
tournament; so a step is arithmetic on whole matrices. The number of rounds is fixed: ten times each against each.
Signs of vectors, which are not unique, may be others than LAPACK's.

References
----------
G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., 2013, section 8.5.
"""

import numpy as np

from .... import tensor as T
from ....tensor.indexing.type_other import NoneConst
from ....tensor.linalg.cholesky import Cholesky
from ....tensor.linalg.eigen import Eigh, Eigvalsh
from ....tensor.linalg.factors import SVD, qr
from ....tensor.linalg.inverse import MatrixPinv
from ....tensor.linalg.lstsq import lstsq
from ....tensor.linalg.solve import solve_lower_triangular
from ....tensor.types.type import TensorType
from ..conversion import converts
from .matrices import _given, _inside, _matrix, _taken

SWEEPS = 10


def _tangent(a, b, g):
    """Return the tangent of the smaller angle that makes a pair orthogonal, from ``[[a, g], [g, b]]``."""
    flat = T.eq(g, 0)
    zeta = (b - a) / (2 * T.switch(flat, 1, g))
    size = abs(zeta)
    # beyond, the square overflows, and one half of the inverse is exact
    near = 1 / (T.minimum(size, 1e8) + T.sqrt(1 + T.sqr(T.minimum(size, 1e8))))
    return T.switch(flat, 0, T.switch(zeta < 0, -1, 1) * T.switch(size > 1e8, 0.5 / T.maximum(size, 1), near))


def _turned(x, cosine, sine):
    """Return a matrix whose columns of the first half are rotated against those of the second."""
    h = x.shape[1] // 2
    first, second = x[:, :h], x[:, h:]
    return T.concatenate([first * cosine - second * sine, first * sine + second * cosine], axis=1)


def _next_places(n):
    """Return the order of columns for the next round: all but the first move on by one place."""
    h = n // 2
    places = T.arange(n)
    # the second half stands opposite the first, so that the way is around both
    around = T.switch(T.eq(places, 1), h, places - 1)
    back = T.switch(T.eq(places, n - 1), h - 1, places + 1)
    moved = T.switch(places < h, around, back)
    only = T.eq(h, 1)
    return T.switch(only | T.eq(places, 0), places, moved)


def _even(x):
    """Return a matrix with a column of zeros more, if their number is odd."""
    return T.concatenate([x, T.zeros((x.shape[0], x.shape[1] % 2), x.type.dtype)], axis=1)


def _rounds(model, x, v):
    return model.expand(lambda a: SWEEPS * T.maximum(a.shape[1] - 1, 1), [x], [v])


def singular(model, x, dtype):
    """Return the matrices U and V and the singular values of a matrix that is not wide, in descending order."""

    def step(_, a, v):
        h = a.shape[1] // 2
        first, second = a[:, :h], a[:, h:]
        t = _tangent(T.sqr(first).sum(axis=0), T.sqr(second).sum(axis=0), (first * second).sum(axis=0))
        cosine = 1 / T.sqrt(1 + T.sqr(t))
        order = _next_places(a.shape[1])
        return [_turned(z, cosine, cosine * t)[:, order].astype(dtype) for z in (a, v)]

    kind = _matrix(dtype)
    a = model.expand(_even, [x], [kind])
    v = model.expand(lambda a: T.eye(a.shape[1], dtype=dtype), [a], [kind])
    a, v = model.repeat(step, _rounds(model, a, kind), [(a, kind), (v, kind)])

    def sorted_parts(a, v, x):
        n = x.shape[1]
        s = T.sqrt(T.sqr(a).sum(axis=0))
        # the column of zeros comes last
        order = T.argsort(-s)[:n]
        s, a, v = s[order], a[:, order], v[:n, order]
        return [a / T.switch(T.eq(s, 0), 1, s), s, v]

    return model.expand(sorted_parts, [a, v, x], [kind] * 3)


def symmetric(model, x, dtype, lower):
    """Return the eigenvalues in ascending order, and the vectors, of a matrix of which one triangle is read."""

    def whole(x):
        x = T.tril(x) + T.tril(x, -1).T if lower else T.triu(x) + T.triu(x, 1).T
        x = _even(x)
        return T.concatenate([x, T.zeros((x.shape[1] - x.shape[0], x.shape[1]), dtype)], axis=0)

    def step(_, a, v):
        n = a.shape[0]
        h = n // 2
        i = T.arange(h)
        t = _tangent(a[i, i], a[i + h, i + h], a[i, i + h])
        cosine = 1 / T.sqrt(1 + T.sqr(t))
        order = _next_places(n)
        a = _turned(_turned(a, cosine, cosine * t).T, cosine, cosine * t).T
        return a[order][:, order].astype(dtype), _turned(v, cosine, cosine * t)[:, order].astype(dtype)

    kind = _matrix(dtype)
    a = model.expand(whole, [x], [kind])
    v = model.expand(lambda a: T.eye(a.shape[1], dtype=dtype), [a], [kind])
    a, v = model.repeat(step, _rounds(model, a, kind), [(a, kind), (v, kind)])

    def sorted_parts(a, v, x):
        n = x.shape[0]
        # a row and column that were added have an eigenvector of their own
        added = abs(v[n:]).sum(axis=0) > 0.5
        w = T.diag(a)
        order = T.argsort(T.switch(added, np.inf, w))[:n]
        return [w[order], v[:n, order]]

    return model.expand(sorted_parts, [a, v, x], [kind] * 3)


@converts(Eigh)
def convert_eigh(model, node, x):
    found = symmetric(model, _taken(model, node, x), _inside(node), node.op.UPLO == "L")
    return [_given(model, node, name, k) for k, name in enumerate(found)]


@converts(Eigvalsh)
def convert_eigvalsh(model, node, a, b):
    lower = node.op.lower
    if node.inputs[1].type == NoneConst.type:
        return _given(model, node, symmetric(model, _taken(model, node, a), _inside(node), lower)[0])

    def of_pair(a, b):
        half = Cholesky(lower=lower)(b)
        half = half if lower else half.T
        a = T.tril(a) + T.tril(a, -1).T if lower else T.triu(a) + T.triu(a, 1).T
        inner = solve_lower_triangular(half, solve_lower_triangular(half, a).T)
        return Eigvalsh()(inner, None).astype(node.outputs[0].type.dtype)

    return model.expand(of_pair, [a, b], node.inputs)


def decomposed(model, x, dtype, full=False):
    """Return U, the singular values and V of a matrix of any shape; `full` makes U and V square."""
    kind = _matrix(dtype)
    # lengths are known only in a call: zeros below make any matrix tall
    tall = model.expand(
        lambda a: T.concatenate([a, T.zeros((T.maximum(a.shape[1] - a.shape[0], 0), a.shape[1]), dtype)], axis=0),
        [x], [kind],
    )

    def cut(u, s, v, a):
        k = T.minimum(a.shape[0], a.shape[1])
        u, s = u[: a.shape[0], :k], s[:k]
        # where a value is 0, its vector is any that is orthogonal to the others
        q = qr(u, "complete")[0]
        first = T.switch(T.eq(s, 0), q[:, :k], u)
        return [T.concatenate([first, q[:, k:]], axis=1) if full else first, s, v if full else v[:, :k]]

    return model.expand(cut, [*singular(model, tall, dtype), x], [kind, TensorType(dtype, (False,))(), kind, kind])


@converts(SVD)
def convert_svd(model, node, x):
    op = node.op
    u, s, v = decomposed(model, _taken(model, node, x), _inside(node), op.compute_uv and op.full_matrices)
    if not op.compute_uv:
        return _given(model, node, s)
    rows = model.add("Transpose", v, perm=[1, 0])
    return [_given(model, node, name, k) for k, name in enumerate((u, s, rows))]


def _inverted(u, s, v, least):
    """Return the pseudo-inverse, without the singular values up to one, and how many are left."""
    kept = s > least
    return T.dot(v * T.switch(kept, 1 / T.switch(kept, s, 1), 0), u.T), kept.sum()


def _largest(s):
    return T.max(T.concatenate([s, T.zeros((1,), s.type.dtype)]))


@converts(MatrixPinv)
def convert_pinv(model, node, x):
    dtype = _inside(node)

    def inverse(u, s, v):
        return _inverted(u, s, v, 1e-15 * _largest(s))[0].astype(dtype)

    parts = decomposed(model, _taken(model, node, x), dtype)
    kinds = [_matrix(dtype), TensorType(dtype, (False,))(), _matrix(dtype)]
    return _given(model, node, model.expand(inverse, parts, kinds))


@converts(lstsq)
def convert_lstsq(model, node, x, y, rcond):
    dtype, flat = _inside(node), node.inputs[1].type.ndim == 1

    def solution(u, s, v, x, y, rcond):
        share = rcond.flatten()[0]
        share = T.switch(share < 0, np.finfo(dtype).eps, share)
        inverse, rank = _inverted(u, s, v, share * _largest(s))
        z = T.dot(inverse, y)
        rest = T.sqr(y - T.dot(x, z)).sum(axis=0)
        rest = T.shape_padleft(rest) if flat else rest
        # NumPy gives residuals only if the columns are independent, and fewer than the rows
        some = T.eq(rank, x.shape[1]) & (x.shape[0] > x.shape[1])
        return [z.astype(dtype), rest[: T.switch(some, rest.shape[0], 0)].astype(dtype), rank.astype("int32")]

    x, y = _taken(model, node, x), _taken(model, node, y, 1)
    parts = decomposed(model, x, dtype)
    kinds = [_matrix(dtype), TensorType(dtype, (False,))(), _matrix(dtype), _matrix(dtype)]
    kinds += [TensorType(dtype, (False,) * node.inputs[1].type.ndim)(), node.inputs[2]]
    z, rest, rank = model.expand(solution, [*parts, x, y, rcond], kinds)
    return [_given(model, node, z), _given(model, node, rest, 1), rank, _given(model, node, parts[1], 3)]
