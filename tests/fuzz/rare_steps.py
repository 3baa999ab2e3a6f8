"""Steps that few programs take: complex numbers, computed index arrays, loops with several states, and others."""

import numpy as np
from array_steps import fitting
from growing_program import DTYPES, Unfit

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.ifelse import ifelse
from tensorgraph.tensor import nlinalg, slinalg
from tensorgraph.tensor.signal import pool


def chosen(p, *makers):
    """Return what one of some functions makes; what the language refuses is no step."""
    try:
        return p.r.choice(makers)()
    except (IndexError, TypeError, ValueError, NotImplementedError) as error:
        raise Unfit from error


def complex_numbers(p):
    try:
        x = p.any("c") if p.r.random() < 0.7 else p.new_input(dtype=p.r.choice(("complex64", "complex128")))
    except Unfit:
        x = p.new_input(dtype="complex128")
    y = fitting(p, x, "fc") if p.r.random() < 0.6 else x
    return chosen(
        p, lambda: x + y, lambda: x * y, lambda: x - y, lambda: x / (T.sqr(abs(y)) + 1), lambda: T.real(x),
        lambda: T.imag(x), lambda: T.conj(x), lambda: abs(x), lambda: T.sum(x), lambda: T.exp(x / 4),
        lambda: x[::-1] if x.ndim else -x, lambda: T.switch(T.real(x) > 0, x, y), lambda: T.sqr(x), lambda: -x * 2,
        lambda: T.dot(x, x.T) if x.ndim == 2 else x.flatten(), lambda: x.sum(axis=0) if x.ndim else x,
        lambda: T.sin(x / 8), lambda: T.complex(T.real(x), T.imag(y)),
    )  # fmt: skip


def index_vector(p, n, unique=False):
    """Return a variable whose elements are positions on an axis of length `n`, also counted from the end."""
    if n == 0:
        raise Unfit
    count = p.r.randint(1, n) if unique else p.r.randint(0, 4)
    places = p.r.sample(range(n), count) if unique else [p.r.randrange(-n, n) for _ in range(count)]
    if unique:
        places = [i - n if p.r.random() < 0.3 else i for i in places]
    dtype = p.r.choice(("int64", "int64", "int32", "int8", "int16")) if n < 100 else "int64"
    v = p.new_input((count,), dtype, (False,))
    p.values[v] = np.array(places, dtype)
    return v


def index_arrays(p):
    """Rows, columns and elements by index arrays that are inputs; updates of what may stand there several times."""
    x = p.any(ndim=(1, 2, 3), where=lambda v: 0 not in v.shape)
    shape = p.shape(x)
    i = index_vector(p, shape[0])
    u = index_vector(p, shape[0], unique=True)
    last = shape[-1]
    number = 2 if x.dtype != "bool" else True
    makers = [
        lambda: x[i], lambda: x[..., i % last] if x.ndim > 1 else x[i], lambda: x[i][:1], lambda: x[i, ..., :1],
        lambda: T.set_subtensor(x[u], number), lambda: T.set_subtensor(x[u], x[u][::-1]), lambda: x.take(i, axis=0),
        lambda: x[i.dimshuffle(0, "x"), u.dimshuffle("x", 0) % last] if x.ndim > 1 else x[i.dimshuffle(0, "x")],
        lambda: x[:, None, i % last] if x.ndim > 1 else x[None, i],
        lambda: x[i[:1][0]] if len(p.values[i]) else x[u[0]],
        lambda: T.zeros_like(x)[i], lambda: x[T.arange(x.shape[0]) % 2], lambda: x[u][u % u.shape[0]],
    ]  # fmt: skip
    if x.dtype != "bool":
        makers += [
            lambda: T.inc_subtensor(x[i], 1), lambda: T.inc_subtensor(x[i], x[i] * 2),
            lambda: T.inc_subtensor(x[i, :1], 3) if x.ndim > 1 else T.inc_subtensor(x[i], 3),
            lambda: T.inc_subtensor(x[1:][i[:0]], 1), lambda: T.inc_subtensor(T.zeros_like(x)[i], x[i]),
        ]  # fmt: skip
    return chosen(p, *makers)


def masks(p):
    """Elements by a mask, and where a condition holds."""
    x = p.any("fiu", ndim=(1, 2), exact=True)
    # no float is near the edge of the mask
    mask = T.neq(x % 2, 0) if x.dtype[0] in "iu" else T.gt(x, 0.125)
    rows = mask if x.ndim == 1 else T.any(mask, axis=1)
    if True in x.type.broadcastable:
        raise Unfit
    return chosen(
        p, lambda: x[mask], lambda: x[rows], lambda: T.set_subtensor(x[mask], 1), lambda: T.inc_subtensor(x[mask], 2),
        lambda: T.nonzero(mask)[0], lambda: T.inc_subtensor(x[rows], 1), lambda: x[(1 - mask).nonzero()],
        lambda: T.flatnonzero(mask), lambda: T.sum(mask), lambda: T.where(mask, x, -1 if x.dtype[0] != "u" else 1),
    )  # fmt: skip


def conversions(p):
    """Arithmetic between dtypes that are rarely together."""
    x = p.any("fiub")
    y = fitting(p, x, exact=True)
    dtype = p.r.choice([d for d in DTYPES if d != "bool"])
    if x not in p.exact and dtype[0] in "iu":
        raise Unfit
    if dtype[0] == "u" and (p.values[x] < 0).any() or np.size(p.values[x]) and abs(p.values[x]).max() > 100:
        raise Unfit  # what a number out of range becomes is up to the processor
    z = T.cast(x, dtype)
    return chosen(
        p, lambda: z, lambda: z + y, lambda: z * y, lambda: z * 2 + y, lambda: T.maximum(z, y),
        lambda: T.switch(y, z, 1),
        lambda: z * np.float32(0.5), lambda: z + np.int8(3), lambda: T.eq(z, y), lambda: z / 4, lambda: z // 3,
        lambda: z % 3, lambda: -z, lambda: z * z * z, lambda: z ** 2, lambda: abs(z - 1) if dtype[0] != "u" else z,
        lambda: T.clip(z, 1, 3), lambda: z.sum(dtype="float32"), lambda: z.mean(dtype="float64"),
        lambda: z.prod() * 0,
    )  # fmt: skip


def counts(p):
    """Return steps that count, sort and search."""
    x = p.any("iu", ndim=(1, 2), exact=True)
    y = T.clip(x.flatten(), 0, 9)
    return chosen(
        p, lambda: T.bincount(y), lambda: T.diff(x), lambda: T.cumprod(y % 3), lambda: T.argsort(x, kind="mergesort"),
        lambda: T.extra_ops.to_one_hot(y, 10), lambda: T.searchsorted(T.sort(y), y), lambda: T.extra_ops.Unique()(y),
        lambda: T.ptp(x) if 0 not in p.shape(x) else x, lambda: T.fill_diagonal(x, 3) if x.ndim == 2 else x,
        lambda: T.tril(x) if x.ndim == 2 else x, lambda: T.triu(x, 1) if x.ndim == 2 else T.squeeze(x),
        lambda: T.max_and_argmax(x, axis=0) if len(p.values[x]) else x, lambda: T.eye(3)[y % 3],
        lambda: T.arange(y.shape[0]) * 2, lambda: T.arange(0, 9, 2)[y % 5], lambda: T.all(T.ge(y, 1)),
        lambda: T.choose(y % 2, [y, y * 2]), lambda: T.stack([x.shape[0], x.size]), lambda: T.diagonal(x),
        lambda: T.argmin(x, axis=0) if len(p.values[x]) else x, lambda: T.moveaxis(x, 0, -1), lambda: T.outer(y, y),
    )  # fmt: skip


def wide_loops(p):
    """Loops with several states, taps, an end, truncated gradients, other directions, loops in loops."""
    x = p.any("f", ndim=(1, 2), where=lambda v: len(v) > 2)
    zero = x[0].zeros_like()

    def until(a, s):
        return a * 0.5 + s, theano.scan_module.until(T.sum(s) > 2)

    def inner(row):
        return theano.scan(lambda a, s: T.tanh(a + s), sequences=[row], outputs_info=[row[0] * 0])[0]

    def scan(*args, **options):
        made = theano.scan(*args, **options)[0]
        return made if isinstance(made, list) else [made]

    return chosen(
        p,
        lambda: scan(lambda a, s, t: [T.tanh(a + t), s * 0.5 + a], sequences=[x], outputs_info=[zero, zero]),
        lambda: scan(lambda a, s, t: [s + t, t * 0.5 + a, a * s], sequences=[x], outputs_info=[zero, zero, None]),
        lambda: scan(lambda s2, s1: s1 / 2 + s2 / 4, outputs_info=[{"initial": x[:2], "taps": [-2, -1]}], n_steps=4),
        lambda: scan(lambda b, a, s: s * 0.5 + a - b, sequences=[{"input": x, "taps": [-1, 0]}], outputs_info=[zero]),
        lambda: scan(until, sequences=[x], outputs_info=[zero]) if p.exact >= {x} else scan(lambda a: a + 1, [x]),
        lambda: scan(lambda a, s: T.tanh(a * s + 1), sequences=[x], outputs_info=[zero], go_backwards=True),
        lambda: scan(lambda a: (a * x).sum(axis=0), sequences=[x]),
        lambda: scan(inner, sequences=[x]) if x.ndim == 2 and p.shape(x)[1] else scan(lambda a: a * 2, [x]),
        lambda: scan(lambda i, s: s + x[i], sequences=[T.arange(x.shape[0])], outputs_info=[zero])[0][-1],
        lambda: scan(lambda s: T.sin(s) + x[0], outputs_info=[zero], n_steps=x.shape[0])[0][::2],
        lambda: theano.map(lambda a: T.sqrt(T.sqr(a) + 1), x)[0],
        lambda: theano.foldl(lambda a, s: s * 0.5 + a, x, zero)[0],
        lambda: theano.foldr(lambda a, s: T.maximum(s, a), x, zero)[0],
        lambda: scan(lambda a, s: ifelse(T.gt(a.sum() * 0 + 1, 0), s + a, s), sequences=[x], outputs_info=[zero]),
        lambda: scan(lambda a, s: T.dot(s, T.ones((1, 1), x.dtype) * 0.5)[0] + a if x.ndim == 1 else s * a,
                     sequences=[x], outputs_info=[zero]) if x.ndim == 2 else scan(lambda a, b: a * b, [x, x[::-1]]),
    )  # fmt: skip


def wide_images(p):
    """Convolutions and pooling with strides, padding, dilation, groups and three axes."""
    dtype = p.r.choice(("float32", "float64"))
    size = p.r.randint(4, 6), p.r.randint(4, 7)
    x = p.new_input((p.r.randint(1, 2), 2, *size), dtype, (False,) * 4)
    w = p.new_input((2, 2, p.r.randint(1, 3), p.r.randint(1, 2)), dtype, (False,) * 4)
    whole = p.shape(x)[0], 2, size[0] + p.shape(w)[2] - 1, size[1] + p.shape(w)[3] - 1
    mode = p.r.choice(("max", "sum", "average_inc_pad", "average_exc_pad"))
    step = p.r.choice((1, 2, 3)), p.r.choice((1, 2))

    def volumes():
        v = p.new_input((1, 1, 3, 4, 4), dtype, (False,) * 5)
        k = p.new_input((2, 1, 2, 1, 2), dtype, (False,) * 5)
        return T.nnet.conv3d(v, k, border_mode=p.r.choice(("valid", "half", "full")))

    return chosen(
        p, lambda: T.nnet.conv2d(x, w, filter_dilation=(2, 1), border_mode=(1, 2)),
        lambda: T.nnet.conv2d(x, w[:, :1], num_groups=2), volumes,
        lambda: T.nnet.conv2d(x, w, subsample=step, border_mode=p.r.choice(("half", (2, 1))), filter_flip=False),
        lambda: T.nnet.conv2d(T.tanh(x), w) + T.nnet.conv2d(x, T.sqr(w)),
        lambda: T.nnet.relu(T.nnet.conv2d(x, w), 0.25),
        lambda: pool.pool_2d(x, (2, 3), stride=step, pad=(1, 1), ignore_border=True, mode=mode),
        lambda: pool.pool_2d(x, (3, 2), stride=step, ignore_border=p.r.random() < 0.5, mode=mode),
        lambda: T.nnet.conv2d_transpose(x, w, output_shape=tuple(whole)),
        lambda: (x - x.mean(axis=(0, 2, 3), keepdims=True)) / T.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + 1),
    )  # fmt: skip


def wide_systems(p):
    """Decompositions of small, well conditioned matrices, by what is unique in them."""
    n, dtype = p.r.choice((1, 2, 3, 5)), p.r.choice(("float64", "float32"))
    x = p.new_input((n, n), dtype, (False, False))
    a = T.dot(x, x.T) / 16 + T.eye(n, dtype=dtype) * (2 + n)
    shifted = a + T.diag(T.arange(n) * 4).astype(dtype)
    b = p.new_input((n,) + p.r.choice(((), (2,))), dtype, None)
    return chosen(
        p, lambda: nlinalg.eigh(shifted)[0], lambda: nlinalg.svd(a, compute_uv=False), lambda: nlinalg.pinv(a),
        lambda: slinalg.expm(a / (4 * n + 8)), lambda: slinalg.kron(x[:2, :2], a),
        lambda: nlinalg.matrix_power(a / n, 3),
        lambda: T.log(nlinalg.det(a)) + nlinalg.trace(nlinalg.matrix_inverse(a)),
        lambda: nlinalg.matrix_dot(x, a, x.T),
        lambda: slinalg.solve_upper_triangular(T.triu(a), b), lambda: slinalg.solve_symmetric(a, b),
        lambda: nlinalg.slogdet(a)[1], lambda: T.dot(nlinalg.matrix_inverse(a), b), lambda: T.tensordot(x, a, 2),
        lambda: T.batched_dot(T.stack([x, a]), T.stack([a, x])), lambda: slinalg.cholesky(a).T, lambda: T.tril(x, -1),
        lambda: abs(nlinalg.qr(a)[1]) if p.r.random() < 0.5 else T.diagonal(a, 1), lambda: nlinalg.norm(x, "fro"),
    )  # fmt: skip


def wide_sparse(p):
    """Sparse matrices added, multiplied, indexed, scaled and stacked."""
    x = T.sqr(p.any("f", ndim=2, where=lambda v: 0 not in v.shape)) + 1
    p.compute(x)
    rows, columns = p.shape(x)
    make = p.r.choice((sparse.csr_from_dense, sparse.csc_from_dense))
    s = make(x)
    v = p.new_input((columns,), x.dtype, (False,))
    return chosen(
        p, lambda: sparse.dense_from_sparse(s + s), lambda: sparse.dense_from_sparse(s.T),
        lambda: sparse.sp_sum(s, axis=1),
        lambda: sparse.sp_sum(s), lambda: sparse.dense_from_sparse(sparse.col_scale(s, v)),
        lambda: sparse.dot(s, x.T),
        lambda: sparse.dense_from_sparse(sparse.hstack([s, s], format="csc")),
        lambda: sparse.dot(s.T, x),
        lambda: sparse.dense_from_sparse(sparse.structured_dot(s, s.T)), lambda: sparse.dense_from_sparse(-s),
        lambda: sparse.dense_from_sparse(s[0:1, 0:columns]),
        lambda: sparse.dense_from_sparse(sparse.structured_exp(s * 0.125)), lambda: sparse.dense_from_sparse(s - s),
        lambda: sparse.dense_from_sparse(sparse.true_dot(s, s.T)),
        lambda: sparse.dense_from_sparse(sparse.vstack([s, s])),
    )  # fmt: skip


def inner_graphs(p):
    """Ops made of graphs, and copies of graphs with other inputs."""
    x = p.any("f")
    y = fitting(p, x, "f", exact=True)
    a, b = x.type(), y.type()
    body = p.r.choice((
        lambda a, b: [T.tanh(a) * b], lambda a, b: [a + b, T.sqr(a)], lambda a, b: [T.exp(-T.sqr(a)), a * b + b],
        lambda a, b: [theano.scan(lambda s: T.cos(s) + b, outputs_info=[a + b], n_steps=2)[0]],
    ))  # fmt: skip

    def op():
        z = theano.OpFromGraph([a, b], body(a, b), inline=p.r.random() < 0.3)(x, y)
        return z if isinstance(z, list) else [z]

    return chosen(p, op, op, lambda: theano.clone(body(a, b), {a: x, b: y}),
    lambda: body(x, theano.gradient.disconnected_grad(y)))


def gradients(p):
    """Gradients and products with Jacobians as parts of a program."""
    x = p.any("f", where=lambda v: v.size < 50)
    if x.owner is not None:
        p.compute(x)
    y = p.r.choice((T.tanh, T.sqr, T.nnet.softplus, lambda v: v**3 / 8, lambda v: T.log(T.sqr(v) + 1)))(x)
    cost = T.sum(y * T.cast(fitting(p, x, "f", exact=True), x.dtype))
    return chosen(
        p, lambda: T.grad(cost, x), lambda: T.Rop(y, x, T.ones_like(x)), lambda: T.Lop(y, x, T.ones_like(y)),
        lambda: T.Rop(T.grad(cost, x), x, x), lambda: theano.gradient.grad_clip(y, -1, 1) * 1,
        lambda: theano.gradient.jacobian(y, x) if x.ndim == 1 and p.shape(x)[0] < 6 else y,
    )  # fmt: skip
