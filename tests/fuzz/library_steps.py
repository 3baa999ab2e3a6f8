"""Steps of reductions, products, losses, loops and whatever else the library has."""

import numpy as np
from growing_program import Unfit

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.ifelse import ifelse
from tensorgraph.tensor import nlinalg, slinalg
from tensorgraph.tensor.signal import pool


def reductions(p):
    x = p.any("fiub", ndim=(1, 2, 3))
    n = x.type.ndim
    axis = p.r.choice((None, 0, n - 1, tuple(range(n - 1)) or None))
    keep = p.r.random() < 0.3
    f = p.r.choice((
        T.sum, T.sum, T.mean, T.max, T.min, T.var, "sqr", "any", "cumsum", "argmax", T.prod, "norm", "logsumexp",
        "dtype",
    ))  # fmt: skip
    if f in (T.max, T.min, "argmax") and 0 in p.shape(x):
        raise Unfit
    if f in (T.mean, T.var) and 0 in p.shape(x):
        raise Unfit
    if f == "any":
        return T.any(T.neq(x, 0), axis=axis, keepdims=keep) if x in p.exact else T.sum(x, axis=axis)
    if f == "cumsum":
        return T.cumsum(x, axis=0) if x.dtype != "bool" else T.cumsum(T.cast(x, "int8"), axis=0)
    if f == "argmax":
        if x not in p.exact:
            raise Unfit
        return T.argmax(x, axis=axis if not isinstance(axis, tuple) else None)
    if f == "sqr":
        return T.sqr(T.cast(x, "float64")).sum(axis=axis, keepdims=keep)
    if f == "norm":
        return T.sqrt(T.sqr(T.cast(x, "float64")).sum(axis=axis) + 1)
    if f == "logsumexp":
        return T.log(T.exp(T.cast(x, "float32") / 4).sum(axis=axis, keepdims=keep) + 1)
    if f == "dtype":
        return x.sum(axis=axis, dtype="float64", acc_dtype="float64")
    if f is T.prod and (np.prod(p.shape(x)) > 12 or x.dtype == "bool"):
        raise Unfit
    if f is T.var and x.dtype == "bool":
        raise Unfit
    if x.dtype == "bool" and f in (T.max, T.min):
        raise Unfit
    z = f(x, axis=axis, keepdims=keep)
    return p.same_exactness(z, x) if f in (T.sum, T.max, T.min) else z


def products(p):
    x = p.any("f", ndim=(1, 2))
    k = p.shape(x)[-1]
    y = p.new_input((k,) + p.r.choice(((), (3,), (1,))), x.dtype, None)
    f = p.r.choice((
        lambda: T.dot(x, y), lambda: T.dot(x, y) * 0.5 + 1, lambda: T.outer(x.flatten(), y.flatten()),
        lambda: T.tensordot(x, y, [[x.ndim - 1], [0]]), lambda: T.dot(T.tanh(x), y),
        lambda: 0.5 * T.dot(x.T, T.tanh(x)),
        lambda: T.dot(x.T, T.exp(-T.sqr(T.dot(x, y)))), lambda: T.dot(y.T, x.T),
    ))  # fmt: skip
    return f()


def losses(p):
    x = p.any("f", ndim=2)
    rows, columns = p.shape(x)
    if not columns or not rows:
        raise Unfit
    labels = T.constant(np.array([p.r.randrange(columns) for _ in range(rows)]))
    f = p.r.choice((
        lambda: T.nnet.softmax(x), lambda: T.nnet.logsoftmax(x), lambda: T.log(T.nnet.softmax(x)),
        lambda: T.nnet.categorical_crossentropy(T.nnet.softmax(x), labels),
        lambda: T.nnet.binary_crossentropy(T.nnet.sigmoid(x), T.cast(T.nnet.sigmoid(x), x.dtype)),
        lambda: T.exp(x) / T.exp(x).sum(axis=1, keepdims=True),
        lambda: T.log(T.nnet.softmax(x))[T.arange(rows), labels],
        lambda: (x - x.mean(axis=1, keepdims=True)) / T.sqrt(x.var(axis=1, keepdims=True) + 1),
        lambda: (x - x.mean(axis=0)) / T.sqrt(x.var(axis=0) + 1),
    ))  # fmt: skip
    return f()


def loops(p):
    x = p.any("f", ndim=(1, 2), where=lambda v: len(v) > 0)
    kind = x[0].zeros_like()
    f = p.r.choice((
        lambda: theano.scan(lambda a, s: T.tanh(a + 0.5 * s), sequences=[x], outputs_info=[kind])[0],
        lambda: theano.scan(lambda a: T.sqr(a) + 1, sequences=[x])[0],
        lambda: theano.scan(lambda a, s: s * 0.5 + a, sequences=[x], outputs_info=[kind])[0][-1],
        lambda: theano.scan(lambda s: T.cos(s), outputs_info=[x[0]], n_steps=3)[0],
        lambda: theano.scan(lambda a, s, b: T.tanh(a * b) + s, sequences=[x], non_sequences=[x[0]],
                            outputs_info=[kind])[0],
        lambda: theano.reduce(lambda a, s: T.maximum(a, s * 0.9), x, kind)[0],
    ))  # fmt: skip
    try:
        return f()
    except (TypeError, ValueError) as error:
        raise Unfit from error


def images(p):
    dtype = p.r.choice(("float32", "float64"))
    x = p.new_input((p.r.randint(1, 2), 2, p.r.randint(4, 7), p.r.randint(4, 7)), dtype, (False,) * 4)
    w = p.new_input((3, 2, p.r.randint(1, 3), p.r.randint(1, 3)), dtype, (False,) * 4)
    f = p.r.choice((
        lambda: T.nnet.conv2d(x, w, border_mode=p.r.choice(("valid", "half", "full", 1))),
        lambda: T.nnet.conv2d(x, w, subsample=(2, 1), filter_flip=False),
        lambda: pool.pool_2d(x, (2, 2), ignore_border=p.r.random() < 0.5, mode=p.r.choice(("max", "average_exc_pad"))),
    ))  # fmt: skip
    try:
        return f()
    except ValueError as error:
        raise Unfit from error


def systems(p):
    n = p.r.choice((1, 2, 3, 6))
    x = p.new_input((n, n), p.r.choice(("float64", "float32")), (False, False))
    a = T.dot(x, x.T) + T.eye(n, dtype=x.dtype) * (2 + n)
    b = p.new_input((n,) + p.r.choice(((), (2,))), x.dtype, None)
    return p.r.choice((
        lambda: slinalg.solve(a, b), lambda: nlinalg.matrix_inverse(a), lambda: T.log(nlinalg.det(a)),
        lambda: slinalg.cholesky(a), lambda: nlinalg.trace(a), lambda: nlinalg.diag(a),
        lambda: slinalg.solve_lower_triangular(slinalg.cholesky(a), b),
    ))()  # fmt: skip


def sparse_matrices(p):
    x = T.sqr(p.any("f", ndim=2)) + 1  # gradients of sparse matrices leave zeros zero
    p.compute(x)
    s = sparse.csr_from_dense(x) if p.r.random() < 0.5 else sparse.csc_from_dense(x)
    y = p.new_input((p.shape(x)[1], 2), x.dtype, (False, False))
    return p.r.choice((
        lambda: sparse.dense_from_sparse(s), lambda: sparse.structured_dot(s, y), lambda: sparse.sp_sum(s, axis=0),
        lambda: sparse.dense_from_sparse(sparse.mul(s, s)), lambda: sparse.dot(s, y),
    ))()  # fmt: skip


def branches(p):
    x = p.any("fi")
    c = p.any("iub", ndim=0, exact=True)
    return ifelse(T.neq(c, 0), x, x * 2)


def orders(p):
    x = p.any("fi", ndim=(1, 2), exact=True)
    return p.r.choice((lambda: T.sort(x), lambda: T.sort(x, axis=0), lambda: T.sort(x)[::-1]))()
