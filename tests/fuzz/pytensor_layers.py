"""Steps of random programs of PyTensor: batches against batches, indices of every kind, loops with several taps."""

import numpy as np
import pytensor
import pytensor.tensor as pt
from expressions import chosen
from pytensor.compile.builders import OpFromGraph
from pytensor.scan.utils import until  # noqa: F401  the tables call it, and the following
from pytensor_blocks import ifelse  # noqa: F401

FRONTS = (), (1,), (2,), (3,), (2, 1), (1, 3), (2, 3), (0,), (1, 1)
SIZES = 1, 2, 3, 3, 4


def front(p, x):
    """Return an array with axes of a random batch in front, each example of it another one."""
    lengths = p.r.choice(FRONTS)
    count = int(np.prod(lengths))
    steps = pt.arange(count, dtype="float64").reshape(lengths) if lengths else pt.constant(0.6)
    return x + 0.3 * pt.shape_padright(steps, x.ndim)


def matrix(p, n, m):
    """Return a matrix, of which the values depend on a variable."""
    v = pt.sin(pt.sum(p.real()))
    return pt.constant(p.rng.normal(size=(n, m))) * (1 + 0.1 * v) + 0.2 * v


BATCHED = """
pt.linalg.solve(a, b)
pt.linalg.solve(a, c, b_ndim=1)
pt.linalg.solve(s, b, assume_a="pos")
pt.linalg.solve(s, c, assume_a="pos", b_ndim=1)
pt.linalg.solve_triangular(L, b, lower=True)
pt.linalg.solve_triangular(L, c, lower=True, trans=1, b_ndim=1)
pt.linalg.solve_triangular(pt.swapaxes(L, -1, -2), b, lower=False)
pt.linalg.cho_solve((L, True), c, b_ndim=1)
pt.linalg.cho_solve((L, True), b)
L
pt.linalg.det(a)
list(pt.linalg.slogdet(a))
pt.linalg.inv(a)
pt.linalg.inv(s) @ b
pt.linalg.eigh(s)[0]
pt.abs(pt.linalg.eigh(s)[1])
pt.linalg.svd(b, compute_uv=False)
list(map(pt.abs, pt.linalg.svd(b, full_matrices=False)))
list(map(pt.abs, pt.linalg.qr(b)))
pt.linalg.expm(a * 0.2)
pt.linalg.pinv(b)
a @ b
pt.matvec(a, c)
pt.vecmat(c, a)
pt.vecdot(c, front(p, c[..., :]))
pt.linalg.matrix_power(a, 3)
pt.linalg.block_diag(a, b)
pt.diagonal(a, axis1=-2, axis2=-1)
pt.linalg.kron(a[..., :2, :2], b[..., :1])
pt.einsum("...ij,...jk->...ik", a, b)
pt.einsum("...ij,...j->...i", a, c)
pt.einsum("...ii->...", a)
pt.einsum("...ij,...kj,...k->...i", a, a, c)
pt.einsum("...i,...j->...ij", c, c)
list(pt.linalg.lu(a))
pt.linalg.lu_solve(pt.linalg.lu_factor(a), c, b_ndim=1)
pt.log(pt.diagonal(L, axis1=-2, axis2=-1)).sum(-1)
pt.linalg.solve_discrete_lyapunov(a * 0.1, s)
pt.linalg.solve(s, s[..., :, 0], b_ndim=1)
pt.sort(c, axis=-1)
pt.linalg.solve(pt.swapaxes(a, -1, -2), b)
pt.linalg.solve_triangular(L, L.mT if hasattr(L, "mT") else L, lower=True)
pt.linalg.solve(a, pt.eye(n))
pt.vectorize(lambda u, v: pt.outer(u, v).sum(0), signature="(n),(m)->(m)")(c, b[..., 0, :])
pt.vectorize(lambda u: pt.concatenate([u[1:], u[:1]]), signature="(n)->(n)")(c)
pt.vectorize(lambda u, i: u[i], signature="(n),(k)->(k)")(c, pt.constant([[0], [0]]))
pt.vectorize(lambda u, v: pt.set_subtensor(u[0], v), signature="(n),()->(n)")(c, c[..., 0] * 2)
pt.vectorize(lambda u: pt.repeat(u, 2), signature="(n)->(k)")(c)
pt.vectorize(lambda u: pt.diag(u), signature="(n)->(n,n)")(c)
pt.vectorize(lambda u: pt.cumsum(u)[::-1], signature="(n)->(n)")(c)
pt.vectorize(lambda u: pt.switch(u.sum() > 0, u, u[::-1]), signature="(n)->(n)")(c)
pt.vectorize(lambda u, v: pt.linalg.solve(u, v).sum(), signature="(n,n),(n,m)->()")(a, b)
pt.vectorize(lambda u: pt.tril(u)[:, 0], signature="(n,n)->(n)")(a)
pt.vectorize(lambda u: u.reshape((-1,)), signature="(n,n)->(k)")(a)
pt.vectorize(lambda u: pt.set_subtensor(pt.zeros((n, n))[pt.tril_indices(n)], u), signature="(k)->(n,n)")(t)
"""


def batched(p):
    """Linear algebra and other operations with batches that are broadcast against one another."""
    n, m = p.r.choice(SIZES), p.r.choice(SIZES)
    core = matrix(p, n, n)
    a = front(p, core + 2 * pt.eye(n))
    x = front(p, core)
    s = x @ pt.swapaxes(x, -1, -2) + pt.eye(n)
    b, c = front(p, matrix(p, n, m)), front(p, matrix(p, n, 1)[:, 0])
    t = front(p, matrix(p, n * (n + 1) // 2, 1)[:, 0])
    L = pt.linalg.cholesky(s)
    return chosen(p, BATCHED, globals() | locals())


def integers(p, n, shape):
    """Return places among `n` as a constant, or as an array that is computed."""
    value = p.rng.integers(-n, n, size=shape)
    kind = p.r.random()
    if kind < 0.5:
        return pt.constant(value)
    zero = pt.cast(pt.isnan(pt.sum(p.real())), p.r.choice(("int64", "int64", "int32", "int8")))
    if kind < 0.6:
        # of a smaller type
        return pt.constant(np.abs(value).astype("uint8")) + zero * 0
    return pt.constant(value) + zero * 0


def entries(p, shape):
    """Return an index that mixes numbers, slices, arrays, masks, new axes and an ellipsis."""
    found, axis, flags = [], 0, None
    common = p.r.choice(((), (2,), (3,), (2, 2), (1, 2), (2, 1)))
    while axis < len(shape):
        kind, n = p.r.random(), shape[axis]
        if kind < 0.1:
            found.append(None)
            continue
        if kind < 0.18:
            last = p.r.randint(0, len(shape) - axis)
            found += [..., *[p.r.choice((slice(None), slice(None, None, -1), slice(0, 2))) for _ in range(last)]]
            break
        if kind < 0.38 and n:
            dims = p.r.choice((common, common, common[1:], (1,)))
            found.append(integers(p, n, dims))
        elif kind < 0.46 and flags is None and len(common) < 2:
            k = min(n, common[0] if common else 1)
            flags = np.zeros(n, dtype=bool)
            flags[p.rng.permutation(n)[:k]] = True
            computed = pt.eq(pt.constant(flags) * (1 + 0 * p.real((0,))), 1)
            found.append(p.r.choice((pt.constant(flags), computed)))
        elif kind < 0.62 and n:
            found.append(p.r.choice((p.r.randrange(-n, n), integers(p, n, ()))))
        elif kind < 0.92:
            ends = [p.r.choice((None, p.r.randint(-n - 1, n + 1))) for _ in range(2)]
            ends = [e if e is None or p.r.random() < 0.7 else pt.constant(e) + 0 * integers(p, 1, ()) for e in ends]
            found.append(slice(*ends, p.r.choice((None, None, 1, 2, -1, -2))))
        else:
            break
        axis += 1
    return tuple(found)


def parts(p):
    """Parts of arrays at an index of every kind, read, set, increased, and read twice."""
    x = p.any("biufc", range(1, 5))
    z = x[entries(p, p.shape(x))]
    kind = p.r.random()
    if kind < 0.4:
        return z
    if kind < 0.5:
        return x[entries(p, p.shape(x))] if z.ndim == 0 else z[0]
    y = p.r.choice((0, 1, z * 2, z[..., :1] if z.ndim else z, z.sum(), pt.zeros_like(z)))
    if not isinstance(y, int):
        y = pt.cast(y, x.dtype)
    made = pt.inc_subtensor if p.r.random() < 0.5 and x.dtype != "bool" else pt.set_subtensor
    return made(z, y)


LOOPS = """
run(lambda s1, s3, w: pt.tanh(s1 * w - 0.5 * s3), None, [dict(initial=start3, taps=[-1, -3])], [w], n_steps=n)
run(lambda s2, s3: pt.sin(s2) + 0.3 * s3, None, [dict(initial=start3, taps=[-2, -3])], n_steps=n)
run(lambda s3: pt.tanh(s3) * 1.1, None, [dict(initial=start3, taps=[-3])], n_steps=n)
run(lambda a, b, s1, s2: s1 + a * b - 0.2 * s2, [dict(input=x, taps=[-1, 1])], [dict(initial=start2, taps=[-1, -2])])
run(lambda a, b, c, s: [s * 0.5 + a * c, b + s], [dict(input=x, taps=[-2, 0, 1])], [row, None])
run(lambda a, s, t1, t2: [s + t2 * a, t1 * 0.3 - s], [x], [row, dict(initial=start2, taps=[-1, -2])])
run(lambda a, s, t1, t2: [s + t2 * a, t1 * 0.3 - s], [x], [row, dict(initial=start2, taps=[-1, -2])])[0][-1]
run(lambda a, s, t1, t2: [s + t2 * a, t1 * 0.3 - s], [x], [row, dict(initial=start2, taps=[-1, -2])])[1][-2:]
run(lambda s1, s2: (s1 + s2 + 1, until(pt.sum(s1) > 2)), None, [dict(initial=start2, taps=[-1, -2])], n_steps=6)
run(lambda s1, s2: (s1 * w + s2, until(pt.max(s1) > 2)), None, [dict(initial=start2, taps=[-1, -2])], n_steps=6)[-1]
run(lambda a, s: ([s + a, a * s], until(pt.sum(s) < -1)), [x], [row, None])
run(lambda a, s: run(lambda b, t: t * 0.5 + b * a.sum(), [pt.arange(3.0)], [s])[-1], [x], [row])
run(lambda a, s: run(lambda t: (t * 1.5 + a, until(pt.sum(t) > 1)), None, [s], n_steps=4)[-1], [x], [row])
run(lambda a: run(lambda t1, t2: t1 - t2, None, [dict(initial=pt.stack([a, a + 1]), taps=[-1, -2])], n_steps=3), [x])
run(lambda a, s: s + pt.grad(pt.sum(pt.sin(s * a)), s), [x], [row])
run(lambda a, s: ifelse(pt.gt(pt.sum(a), 0), s + a, s * 0.5), [x], [row])
run(lambda a, s: pt.switch(pt.gt(a, 0), s + a, s), [x], [row])
run(lambda a, s: OpFromGraph([u, v], [u * pt.tanh(v)])(s + 1, a), [x], [row])
run(lambda i, s: pt.set_subtensor(s[i], s[i] * 2 + s.sum()), [pt.arange(x.shape[0])], [x])[-1]
run(lambda i, s: pt.inc_subtensor(s[i], s[i - 1] * 0.5), [pt.arange(x.shape[0])], [x])[-1]
run(lambda i, s: pt.set_subtensor(s[i], s[i - 1] + x[i]), [pt.arange(1, x.shape[0])], [x * 0])[-1]
run(lambda s: pt.linalg.solve(square, s), None, [square[:, 0]], n_steps=n)
run(lambda s: square @ s / (1 + pt.sum(s**2)), None, [square], n_steps=n)
run(lambda a, m: [m + pt.outer(a, a), m.sum()], [pt.shape_padright(flat)], [pt.zeros((1, 1)), None])
run(lambda a, k, s: [k + 1, s + a * k], [x], [pt.constant(0, dtype="int64"), row])
run(lambda a, s: [s + a, pt.cast(pt.gt(s, 0), "int8")], [x], [row, None])
run(lambda a, b, s: s + a - b, [x, x[::-1]], [row])
run(lambda a, b, s: s + a - b, [x, x[1:]], [row])
run(lambda a, s: pt.concatenate([s[1:], pt.atleast_1d(a)]), [flat], [pt.zeros(3)])
run(lambda a, s, big: s + big[pt.cast(pt.clip(a.sum(), 0, 1), "int64")], [x], [row], [x])
run(lambda a: pt.linalg.cholesky(a.sum() ** 2 * pt.eye(2) + pt.eye(2)), [x])
run(lambda a: [a.sum(), a * 2], [x])
run(lambda a, s: pt.maximum(s, a), [x], [row - 9])
run(lambda a, s: pt.logaddexp(s, a), [x], [row])
run(lambda s: s + w, None, [row], n_steps=0)
pt.stack([run(lambda a, s: s * w + a, [x], [row])[-1], row])
"""


def loops(p):
    x = p.real((1, 2, 3))
    row, flat = x[0] * 0, x.flatten()
    w = pt.sin(p.real((0,))) if p.r.random() < 0.5 else pt.constant(0.5)
    n = p.r.randint(0, 5)
    u, v = row.type(), row.type()
    start2, start3 = pt.stack([row, row + 1]), pt.stack([row, row + 1, row - 0.6])
    square = matrix(p, 2, 2) + 2 * pt.eye(2)
    given = {"go_backwards": True} if p.r.random() < 0.15 else {}
    if p.r.random() < 0.1:
        given["truncate_gradient"] = p.r.randint(1, 3)
    if p.r.random() < 0.1:
        given["strict"] = False

    def run(*args, **kwargs):
        return pytensor.scan(*args, **{"return_updates": False, **given, **kwargs})

    return chosen(p, LOOPS, globals() | locals())


BRANCHES = """
ifelse(c, x, y)
ifelse(c, pt.sum(x), pt.prod(y))
list(ifelse(c, [x, y, x * 2], [y * 1.0, x * 1.0, y * 2]))
ifelse(c, ifelse(pt.gt(pt.sum(x), 1), x, x * 2), y)
ifelse(c, pt.log(pt.abs(x) + 1), pt.exp(-pt.abs(x)))
ifelse(c, x[:1], x)
ifelse(c, pt.linalg.cholesky(m), m)
pt.grad(pt.sum(ifelse(c, x**2, pt.sin(x))), x)
ifelse(c, x, y) + ifelse(pt.invert(c), x, y)
"""


def branches(p):
    x = p.real()
    y = pt.cos(x)
    c = p.r.choice((pt.gt(pt.sum(x), 0), pt.lt(pt.sum(p.real()), 0.3)))
    m = pt.eye(2) * (1 + pt.sum(x) ** 2)
    return chosen(p, BRANCHES, globals() | locals())


def inner_graphs(p):
    """Graphs inside of operations, one in another, of several outputs that are read in part."""
    x = p.real()
    a, b = x.type(), x.type()
    inner = OpFromGraph([a, b], [pt.tanh(a) * b, a + pt.sum(b)], inline=p.r.random() < 0.3)
    c = x.type()
    outer = OpFromGraph([c], [inner(c, pt.sin(c))[p.r.randrange(2)], inner(c * 2, c)[0]], inline=p.r.random() < 0.3)
    z = outer(x)
    kind = p.r.random()
    if kind < 0.3:
        return z[p.r.randrange(2)]
    if kind < 0.5:
        return pt.grad(pt.sum(z[0] * z[1]), x)
    if kind < 0.7:
        return pytensor.scan(lambda s: outer(s)[0], outputs_info=[x], n_steps=2, return_updates=False)
    return z


DRAWS = """
R.normal(x, a, **given)
R.uniform(x, x + a, **given)
R.exponential(a, **given)
R.gumbel(x, a, **given)
R.logistic(x, a, **given)
R.cauchy(x, a, **given)
R.halfcauchy(0, a, **given)
R.maxwell(0.0, a, **given)
R.pareto(a, a, **given)
R.invgamma(a, a, **given)
R.wald(a, a, **given)
R.truncexpon(a, x, a, **given)
R.chisquare(a, **given)
R.gengamma(a, a, a, **given)
R.geometric(q, **given)
R.hypergeometric(5, 6, 4, **given)
R.betabinom(5, a, a, **given)
R.nbinom(3, q, **given)
R.standard_normal(**given)
R.bernoulli(q, **given)
R.binomial(pt.constant([3, 7])[:, None] if x.ndim == 1 else 4, q, **given)
R.categorical(pt.special.softmax(pt.stack([x, a, x * 2], axis=-1), axis=-1), **given)
R.multinomial(pt.constant(4), pt.special.softmax(pt.stack([x, a], axis=-1), axis=-1), **given)
R.dirichlet(pt.stack([a, a + 1], axis=-1), **given)
R.multivariate_normal(pt.stack([x, a], axis=-1), pt.eye(2), **given)
R.multivariate_normal(pt.zeros(2), a[..., None, None] * pt.eye(2), **given)
R.permutation(x, rng=generator)
R.permutation(5, rng=generator)
R.choice(4, size=3, replace=False, rng=generator)
R.choice(x, size=(2,), p=pt.special.softmax(x), rng=generator)
R.integers(pt.constant([0, 1]), 5, **given)
R.normal(R.normal(x, 1, rng=generator), a)
R.laplace(x, a, **given)
R.halfnormal(x, a, **given)
R.t(a + 1, x, a, **given)
R.beta(a, a, **given)
R.poisson(a, **given)
R.gamma(a, a, **given)
R.lognormal(x, 0.5, **given)
R.vonmises(x, a, **given)
R.weibull(a, **given)
R.triangular(x, x + a, x + 2 * a, **given)
R.multivariate_normal(pt.stack([x, a], axis=-1), pt.eye(2), method="svd", **given)
"""


def draws(p):
    generator = pytensor.shared(np.random.default_rng(p.r.randrange(9)))
    x = p.real((0, 1, 2))
    a, q = pt.abs(x) + 0.5, pt.sigmoid(x)
    given = {"rng": generator, "size": p.r.choice((None, None, None, (2, *x.shape), x.shape, (0, *x.shape)))}
    R = pt.random
    return chosen(p, DRAWS, globals() | locals())


COMPLEX = """
z * w
z / (w + 2)
z ** 2
pt.exp(z) + pt.conj(w)
pt.abs(z) * pt.real(w)
pt.angle(z + 2)
pt.dot(z, w)
z @ pt.swapaxes(w, -1, -2)
pt.sum(z, axis=-1)
pt.prod(z * 0.5)
pt.mean(z)
pt.sqrt(z)
pt.eq(z, w)
pt.switch(pt.gt(pt.real(z), 0), z, w)
z[::-1]
pt.set_subtensor(z[0], w[0])
pt.concatenate([z, w])
pt.imag(z * 1j)
pt.complex(pt.real(z), pt.imag(w))
pt.linalg.inv(z @ pt.conj(pt.swapaxes(z, -1, -2)) + pt.eye(z.shape[-2]))
pt.cumsum(z)
pt.tanh(z)
pt.cos(z) * pt.sinh(w)
pt.real(pt.conj(z) * w)
pt.einsum("i,i->", z.flatten(), w.flatten())
pt.log(z + 3)
pt.isnan(z)
pt.cast(z, "complex64") * 2
"""


def complexes(p):
    x = p.real((1, 2))
    z = pt.complex(x, pt.sin(x) * 0.5)
    w = p.r.choice((pt.complex(pt.cos(x), x), pt.cast(x, "complex128"), x * (1 + 2j), z))
    return chosen(p, COMPLEX, globals() | locals())


STEPS = [batched, batched, batched, parts, parts, parts, loops, loops, branches, inner_graphs, draws, complexes]
