"""Steps of random programs of PyTensor: matrices, loops, branches, inner graphs, draws, sparse matrices."""

import numpy as np
import pytensor
import pytensor.sparse as ps
import pytensor.tensor as pt
from expressions import chosen
from pytensor.compile.builders import OpFromGraph
from pytensor.scan.utils import until  # noqa: F401  the tables call it, and the following
from pytensor.tensor import fft  # noqa: F401
from pytensor.tensor.signal import convolve1d, convolve2d  # noqa: F401

try:
    from pytensor.conditional.op import ifelse
except ImportError:
    # before version 3
    from pytensor.ifelse import ifelse  # noqa: F401

EINSUMS = "ij,jk->ik ij,ij->i ij->ji ii->i ij,kj->ik i,j->ij ij,i->j ...i,...i->... bij,bjk->bik ij->".split()


def square(p, batch=True):
    """Return a well-conditioned symmetric and a general matrix of one size, perhaps a batch of them."""
    x = p.real((2, 3) if batch and p.r.random() < 0.4 else (2,))
    x = pt.tanh(x)
    product = x @ pt.swapaxes(x, -1, -2)
    n = product.shape[-1]
    return product + pt.eye(n), product + pt.eye(n) * 2 + pt.tril(product * 0.3, -1), x


SOLVES = """
pt.linalg.solve(a, b, b_ndim=nd)
pt.linalg.solve(s, b, assume_a="pos", b_ndim=nd)
pt.linalg.solve_triangular(L, b, lower=True, b_ndim=nd)
L
pt.linalg.solve_triangular(L, b, lower=True, trans=p.r.choice((0, 1, "T", "N")), b_ndim=nd)
pt.linalg.cho_solve((L, True), b, b_ndim=nd)
pt.linalg.solve(s, b, assume_a="sym", b_ndim=nd)
pt.linalg.lu_solve(pt.linalg.lu_factor(a), b, b_ndim=nd)
pt.linalg.solve(a, b, b_ndim=nd, transposed=True)
pt.linalg.cholesky(s, lower=False)
pt.linalg.inv(a)
pt.linalg.inv(a) @ x
one and pt.linalg.lstsq(a, x, -1.0)[0]
pt.linalg.solve_triangular(L, b, lower=True, unit_diagonal=True, b_ndim=nd)
pt.linalg.solve(pt.linalg.block_diag(s - 4 * s, s), pt.concatenate([b, b], -nd), assume_a="pos", b_ndim=nd)
pt.linalg.solve(a, b, assume_a="tridiagonal", b_ndim=nd)
pt.log(pt.linalg.det(s))
pt.log(pt.diagonal(L, axis1=-2, axis2=-1)).sum(-1)
"""


def solves(p):
    s, a, x = square(p)
    L = pt.linalg.cholesky(s)
    b = x if p.r.random() < 0.6 else x[..., 0]
    nd = 1 if b.ndim < x.ndim else 2
    one = x.ndim == 2 or None
    # an indefinite matrix is never a number, by which SciPy divides
    return chosen(p, SOLVES, globals() | locals())


DECOMPOSITIONS = """
pt.linalg.det(a)
list(pt.linalg.slogdet(a))
pt.linalg.svd(x, compute_uv=False)
pt.linalg.eigh(s)[0]
pt.abs(pt.linalg.qr(x)[1])
pt.linalg.expm(a * 0.3)
pt.linalg.pinv(x)
pt.linalg.matrix_power(a, p.r.choice((2, 3, 0, -1)))
pt.linalg.kron(a, x)
pt.linalg.block_diag(a, x)
pt.linalg.norm(x)
pt.linalg.norm(a, ord="nuc")
pt.linalg.norm(x, ord=p.r.choice((1, 2, "fro", np.inf)))
pt.linalg.eigvalsh(s, None)
list(pt.linalg.lu(a))
pt.linalg.matrix_dot(a, s, x)
pt.linalg.trace(a)
pt.sort(pt.abs(pt.linalg.eig(a)[0]))
pt.linalg.solve_discrete_lyapunov(a * 0.1, s)
pt.linalg.solve_continuous_lyapunov(a, s)
pt.linalg.solve_sylvester(a, s, s)
pt.abs(pt.linalg.svd(a, full_matrices=False)[0])
pt.linalg.tensorinv(a, ind=1)
pt.cov(x)
"""


def decompositions(p):
    s, a, x = square(p)
    return chosen(p, DECOMPOSITIONS, globals() | locals())


PRODUCTS = """
pt.dot(x, y)
x @ y
x @ pt.swapaxes(x, -1, -2)
pt.dot(x, x.T)
pt.tensordot(x, y, 1)
pt.tensordot(x, x, [[0], [0]])
pt.einsum(text, *operands)
pt.einsum(text, *operands)
pt.outer(x, y)
pt.matvec(x, x[..., 0, :])
pt.vecdot(x, x)
pt.vecmat(x[..., 0], x)
pt.linalg.kron(x, y)
pt.matmul(x, x)
pt.batched_dot(x, pt.swapaxes(x, 1, 2))
pt.vectorize(lambda a, b: a @ b, signature="(n),(n)->()")(x, x)
"""


def products(p):
    x = p.any("biuf" if p.r.random() < 0.3 else "fc", range(1, 4))
    y = p.any("biufc" if p.r.random() < 0.2 else "f", range(1, 4))
    text = p.r.choice(EINSUMS)
    if text == "ii->i":
        x = pt.dot(x, x.T)
    operands = [x, y][: 1 + text.count(",")]
    if "." not in text and [v.ndim for v in operands] != [len(k) for k in text.partition("->")[0].split(",")]:
        text, operands = "...i,...i->...", [x, x]
    return chosen(p, PRODUCTS, globals() | locals())


LOOPS = """
run(lambda a, s: pt.tanh(s * w + a), [x], [row])
run(lambda a, s: s * 0.5 + a, [x], [row])[-1]
run(lambda s1, s2, w: pt.sin(s1 + w * s2), None, [dict(initial=start, taps=[-1, -2])], [w], n_steps=n)
run(lambda a, b, s: [s + a * b, a - b], [dict(input=x, taps=[0, -1])], [row, None])
run(lambda a, s, t: [pt.tanh(s + t), t * 0.5 + a], [x], [row, row + 1])
run(lambda a: pt.exp(-a).sum(), [x])
run(lambda a, s: (s + a, until(pt.sum(s + a) > 1)), [x], [row])
run(lambda i, s: s + x[i], [pt.arange(x.shape[0])], [row])
run(lambda s: (s * 2 + 1, until(pt.all(s > 9))), None, [row], n_steps=8)[-1]
run(lambda a: run(lambda b: pt.tanh(b * w), [a]), [x])
run(lambda a: run(lambda b, s: s + b, [pt.atleast_1d(a)], [pt.zeros(())])[-1], [x])
run(lambda a, s: s + a, [x], [row], n_steps=x.shape[0] - 1)
run(lambda a, k: [a * k, k + 1], [x], [None, pt.constant(0, dtype="int64")])
run(lambda a, s: pt.set_subtensor(s[:1], a), [pt.flatten(x)], [pt.zeros(3)])
pytensor.scan(lambda s: s * 2, outputs_info=[row], n_steps=3, return_updates=False)[1:]
pytensor.map(lambda a: a**2, [x], return_updates=False)
pytensor.reduce(lambda a, s: a + s, [x], [row], return_updates=False)
pytensor.foldl(lambda a, s: a - 0.5 * s, [x], [row], return_updates=False)
"""


def loops(p):
    x = p.real((1, 2))
    row = x[0] * 0
    w = p.real((0,)) if p.r.random() < 0.5 else pt.constant(0.5)
    n = p.r.randint(0, 4)
    given = {"go_backwards": True} if p.r.random() < 0.2 else {}
    if p.r.random() < 0.15:
        given["truncate_gradient"] = 2
    start = pt.stack([row, row + 1]) if x.ndim == 1 else pt.stack([row, row + 1])

    def run(*args, **kwargs):
        return pytensor.scan(*args, **{"return_updates": False, **given, **kwargs})

    return chosen(p, LOOPS, globals() | locals())


BRANCHES = """
ifelse(pt.gt(c, 0), x * 2, x + 1)
ifelse(pt.ge(pt.sum(x), 0), pt.sum(y) * 1.0, pt.prod(y) * 1.0)
list(ifelse(pt.lt(c, 0), [x, x + x], [x * 1, x * 3]))
ifelse(pt.eq(c, 0), x, pt.zeros_like(x))
"""


def branches(p):
    x = p.any("biuf")
    y = p.partner(x)
    c = p.any("biuf", (0,)) if p.r.random() < 0.5 else pt.any(x > 0)
    return chosen(p, BRANCHES, globals() | locals())


def inner_graphs(p):
    x = p.any("f")
    y = p.partner(x, "f")
    if x.dtype != y.dtype:
        y = x
    a, b = x.type(), y.type()
    inside = p.r.choice((pt.tanh(a) * b, pt.sum(a) * b, pt.exp(-(a**2)) + b))
    given = {"inline": p.r.random() < 0.5}
    kind = p.r.random()
    if kind < 0.3:
        given["pullback" if "pullback" in OpFromGraph.__init__.__code__.co_varnames else "lop_overrides"] = (
            lambda inputs, outputs, gs: [gs[0].sum() * inputs[0] * 2, inputs[1] * gs[0].sum()]
        )
    return OpFromGraph([a, b], [inside, b * 2], **given)(x, y)


DRAWS = """
R.normal(x, a, **given)
R.uniform(x, x + a, **given)
R.gamma(a, scale=a, **given)
R.beta(a, a, **given)
R.bernoulli(q, **given)
R.binomial(5, q, **given)
R.poisson(a, **given)
R.categorical(pt.full((2, 3), 1 / 3), rng=generator)
R.dirichlet(pt.stack([a, a + 1], axis=-1), rng=generator)
R.multinomial(4, pt.stack([q, 1 - q], axis=-1), rng=generator)
R.multivariate_normal(pt.zeros(2), pt.eye(2), rng=generator, size=p.r.choice((None, (2,))))
R.permutation(x, rng=generator)
R.choice(pt.flatten(x), size=3, rng=generator)
R.integers(0, 5, size=(2, 2), rng=generator)
R.weibull(a, **given)
R.t(a + 1, x, a, **given)
R.laplace(x, a, **given)
R.negative_binomial(3, q, **given)
R.vonmises(x, a, **given)
R.halfnormal(0, a, **given)
R.lognormal(x * 0.1, 0.5, **given)
R.triangular(x, x + a, x + 2 * a, **given)
"""


def draws(p):
    """Draws, the same from the same seed; also as random parameters of others, and without the next generator."""
    generator = pytensor.shared(np.random.default_rng(p.r.randrange(9)))
    x = p.real((0, 1, 2))
    a, q = pt.abs(x) + 0.5, pt.sigmoid(x)
    size = p.r.choice((None, None, (2, *x.shape)))
    given = {"rng": generator, "size": size, "return_next_rng": False}
    given.pop("return_next_rng")
    R = pt.random
    return chosen(p, DRAWS, globals() | locals())


SPARSE = """
ps.dot(s, x.T)
ps.structured_dot(s, x.T)
ps.add(s, s2)
ps.mul(s, s2)
ps.mul(s, x)
ps.add(s, x)
ps.sp_sum(s, axis=p.r.choice((None, 0, 1)))
ps.transpose(s)
ps.true_dot(s, s.T)
ps.dot(x.T, s)
s[0:2, 0:1]
s[0, 0]
ps.structured_exp(s)
ps.structured_sigmoid(s)
ps.col_scale(s, x[0])
ps.row_scale(s, x[:, 0])
ps.hstack([s, s])
ps.vstack([s, s])
s.toarray() if hasattr(s, "toarray") else s
ps.sampling_dot(x, x, ps.csr_from_dense(d @ d.T))
ps.csm_data(s)
ps.gt(s, s2)
ps.sqr(s)
ps.neg(s)
ps.diag(ps.csc_from_dense(d @ d.T))
ps.square_diagonal(x[0])
ps.cast(s, "float32")
ps.structured_pow(s, 2.0)
"""


def sparse(p):
    x = p.real((2,))
    d = pt.switch(x > 0, x, 0.0)
    s = p.r.choice((ps.csr_from_dense, ps.csc_from_dense))(d)
    s2 = p.r.choice((ps.csr_from_dense, ps.csc_from_dense))(pt.switch(x < 1, x, 0.0))
    found = chosen(p, SPARSE, globals() | locals())
    return ps.dense_from_sparse(found) if hasattr(found.type, "format") else found


SIGNALS = """
convolve1d(x, x[..., :2], mode=mode)
convolve1d(x, pt.constant([1.0, -1.0]), mode=mode)
convolve2d(x, x[:1, :2], mode=mode)
fft.rfft(pt.atleast_2d(x))
fft.irfft(fft.rfft(pt.atleast_2d(x)), is_odd=False)
pt.real(pt.fft.fft(x)) if hasattr(pt.fft, "fft") else x
"""


def signals(p):
    x = p.real((1, 2))
    mode = p.r.choice(("full", "valid", "same"))
    return chosen(p, SIGNALS, globals() | locals())


STEPS = [
    solves, solves, decompositions, products, products, loops, loops, branches, inner_graphs, draws, sparse, signals,
]
