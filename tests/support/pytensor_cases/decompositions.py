"""Linear algebra of one matrix and of batches."""

from itertools import product

import numpy as np
import pytensor.tensor as pt
import pytensor.tensor.linalg as ptl
from pytensor_agreement import VERSION, case

if VERSION > 2:
    from pytensor.tensor.linalg import PivotToPermutations, SLogDet, tridiagonal_lu_factor, tridiagonal_lu_solve
else:
    from pytensor.tensor._linalg.solve.tridiagonal import tridiagonal_lu_factor, tridiagonal_lu_solve
    from pytensor.tensor.nlinalg import SLogDet
    from pytensor.tensor.slinalg import PivotToPermutations

RNG = np.random.default_rng(7)
A = RNG.normal(size=(4, 4))
POSITIVE = A @ A.T + np.eye(4)
WIDE = RNG.normal(size=(3, 5))
HERMITIAN = POSITIVE + 1j * (A - A.T)
B2 = RNG.normal(size=(4, 2))
BATCH = RNG.normal(size=(2, 3, 4, 4))
POSITIVES = BATCH @ BATCH.swapaxes(-1, -2) + np.eye(4)
SINGULAR = np.ones((4, 4))


def matrices(dtypes=("float64", "float32", "complex128", "int64")):
    """Yield a matrix variable, a tensor of batches and positive definite values for each dtype."""
    for dtype in dtypes:
        scale = 3 if dtype == "int64" else 1
        values = HERMITIAN if dtype == "complex128" else scale * POSITIVE
        batches = POSITIVES * scale
        x, t = (
            pt.tensor("x", dtype=dtype, shape=(None, None)),
            pt.tensor("t", dtype=dtype, shape=(None, None, None, None)),
        )
        yield x, t, values.round(3).astype(dtype), batches.astype(dtype)


def attempts(functions, x):
    """Return what functions make of a variable, without those that PyTensor refuses."""
    found = []
    for f in functions:
        try:
            z = f(x)
        except (TypeError, NotImplementedError, ValueError, AssertionError):
            continue
        found += z if isinstance(z, (list, tuple)) else [z]
    return found


def unary(*functions, values=(), dtypes=("float64", "float32", "complex128", "int64")):
    """Yield runs of functions of a matrix, and of batches of them."""
    for x, t, one, many in matrices(dtypes):
        found = attempts(functions, x)
        if not found:
            continue
        more = [v.astype(x.dtype) for v in values if x.dtype != "int64"]
        yield [x], found, [one], *[[v] for v in more]
        b = pt.tensor("b", dtype=x.dtype, shape=(1, None, None))
        for y, value in ((t, many), (b, one[None])):
            if found := attempts(functions, y):
                yield [y], found, [value]


@case()
def choleskys():
    def lower(x):
        z = ptl.cholesky(x)
        return pt.switch(pt.tri(4, dtype="bool"), z, 0)

    def upper(x):
        return pt.switch(pt.tri(4, dtype="bool").T, ptl.cholesky(x, lower=False), 0)

    yield from unary(lower, upper, values=[-POSITIVE, POSITIVE * np.nan], dtypes=("float64", "float32", "int64"))
    x = pt.matrix("x")
    yield [x], [ptl.cholesky(x)], [np.zeros((0, 0))], [np.ones((2, 3))]
    yield [x], pt.grad(ptl.cholesky(x).sum(), x), [POSITIVE]
    yield [x], pt.grad(ptl.cholesky(x, lower=False)[0].sum(), x), [POSITIVE]


@case()
def complex_choleskys():
    yield from unary(lambda x: ptl.cholesky(x), dtypes=("complex128",))


@case()
def inverses():
    yield from unary(ptl.inv, ptl.pinv, ptl.det, ptl.slogdet, lambda x: ptl.matrix_power(x, 2))
    yield from unary(ptl.expm, dtypes=("float64", "float32", "complex128"))
    yield from unary(ptl.det, ptl.slogdet, values=[SINGULAR], dtypes=("float64",))
    x = pt.matrix("x")
    yield [x], ptl.pinv(x), [WIDE], [WIDE.T], [SINGULAR]
    yield [x], ptl.inv(x), [SINGULAR], [WIDE]
    yield [x], SLogDet()(x), [POSITIVE], [SINGULAR]
    yield [x], [pt.grad(f(x).sum(), x) for f in (ptl.inv, ptl.det, ptl.pinv)], [POSITIVE]
    yield [x], pt.grad(ptl.slogdet(x)[1], x), [POSITIVE]
    yield [x], [ptl.norm(x, k) for k in ("fro", 1, np.inf)] + [ptl.trace(x)], [POSITIVE]


@case()
def gradients_of_exponentials():
    x = pt.matrix("x")
    yield [x], pt.grad(ptl.expm(x).sum(), x), [A / 3]


@case()
def solutions():
    for a, x, b in (
        (d, s, n) for d in ("float64", "float32", "complex128") for s in ("gen", "sym", "her", "pos") for n in (1, 2)
    ):
        A_, t, one, many = next(matrices((a,)))
        rhs = pt.tensor("rhs", dtype=a, shape=(None,) * b)
        value = (B2 if b == 2 else B2[:, 0]).astype(a)
        found = [ptl.solve(A_, rhs, assume_a=x, lower=k, b_ndim=b) for k in (False, True)]
        yield [A_, rhs], found, [one, value]
        yield [t, rhs], ptl.solve(t, rhs, assume_a=x, b_ndim=b), [many, value]
    a, b = pt.matrices("ab")
    yield [a, b], [ptl.solve(a, b), ptl.solve(a, b, transposed=True)], [A, B2], [A, B2[:3]]
    yield (
        [a, b],
        [pt.grad(ptl.solve(a, b, assume_a=k).sum(), w) for k, w in product(("gen", "pos", "sym"), (a, b))],
        [POSITIVE, B2],
    )
    i = pt.lmatrix("i")
    yield [i, b], ptl.solve(i, b), [(10 * POSITIVE).astype(int), B2]
    yield [a, b], ptl.solve(a, b, assume_a="diagonal"), [np.diag(np.arange(1.0, 5)), B2]


@case()
def tridiagonal_solutions():
    a, b = pt.matrices("ab")
    value = np.triu(np.tril(POSITIVE, 1), -1)
    one = np.eye(1)
    yield [a, b], ptl.solve(a, b, assume_a="tridiagonal"), [value, B2], [2 * one, B2[:1]], [value, B2.T]
    yield [a, b], [pt.grad(ptl.solve(a, b, assume_a="tridiagonal").sum(), v) for v in (a, b)], [value, B2]
    v, t = pt.vector("v"), pt.tensor3("t")
    yield [a, v], ptl.solve(a, v, assume_a="tridiagonal", b_ndim=1), [value, B2[:, 0]], [2 * one, B2[0, :1]]
    yield [t, b], ptl.solve(t, b, assume_a="tridiagonal"), [np.triu(np.tril(POSITIVES[0], 1), -1), B2]


@case()
def factored_tridiagonal_solutions():
    a, b = pt.matrices("ab")
    value = np.triu(np.tril(POSITIVE, 1), -1)
    for transposed in (False, True):
        yield [a, b], tridiagonal_lu_solve(tridiagonal_lu_factor(a), b, b_ndim=2, transposed=transposed), [value, B2]
    factors = tridiagonal_lu_factor(a)
    yield [a], [*factors, *[z.shape[0] for z in factors]], [value]
    v, t = pt.vector("v"), pt.tensor3("t")
    yield [a, v], tridiagonal_lu_solve(factors, v, b_ndim=1), [value, B2[:, 0]]
    yield [t, b], tridiagonal_lu_solve(tridiagonal_lu_factor(t), b, b_ndim=2), [
        np.triu(np.tril(POSITIVES[0], 1), -1), B2
    ]


@case()
def banded_solutions():
    a, b = pt.matrices("ab")
    value = np.triu(np.tril(POSITIVE, 1), -1)
    yield [a, b], ptl.solve(a, b, assume_a="banded"), [value, B2]


@case()
def triangular_solutions():
    for dtype, lower, unit, trans, n in product(
        ("float64", "float32", "complex128"), (True, False), (True, False), (0, 1, 2), (1, 2)
    ):
        a, t, one, many = next(matrices((dtype,)))
        b = pt.tensor("b", dtype=dtype, shape=(None,) * n)
        value = (B2 if n == 2 else B2[:, 0]).astype(dtype)
        fixed = {"lower": lower, "unit_diagonal": unit, "trans": trans, "b_ndim": n}
        yield [a, b], ptl.solve_triangular(a, b, **fixed), [one, value]
        if not trans:
            yield [t, b], ptl.solve_triangular(t, b, **fixed), [many, value]
    a, b = pt.matrices("ab")
    yield [a, b], ptl.solve_triangular(a, b, lower=True), [SINGULAR * 0, B2], [POSITIVE, B2[:3]]
    yield (
        [a, b],
        [pt.grad(ptl.solve_triangular(a, b, lower=k).sum(), w) for k, w in product((True, False), (a, b))],
        [POSITIVE, B2],
    )


@case()
def systems_of_one_matrix():
    a, b, c = pt.matrix("a"), pt.tensor3("b"), pt.tensor4("c")
    rows, images = BATCH[0, :, :2], BATCH[..., :3]
    for solve in (
        ptl.solve,
        lambda a, b, **k: ptl.solve(a, b, assume_a="pos", **k),
        lambda a, b, **k: ptl.solve_triangular(a, b, lower=True, **k),
        lambda a, b, **k: ptl.cho_solve((a, True), b, **k),
    ):
        found = [solve(a, b, b_ndim=1), solve(a[None], c, b_ndim=2), solve(a[None, None], c, b_ndim=2)]
        values = [POSITIVE, rows, images]
        # each right-hand side fails alone
        holed = [POSITIVE, np.where(rows == rows.max(), np.nan, rows), images]
        yield [a, b, c], found, values, holed
    found = [ptl.solve(a, b, b_ndim=1), ptl.solve_triangular(a, b, b_ndim=1)]
    yield [a, b], [pt.grad(pt.sum(z**2), w) for z, w in product(found, (a, b))], [POSITIVE, rows]


@case()
def cholesky_solutions():
    for dtype, lower, n in product(("float64", "float32"), (True, False), (1, 2)):
        c, t, one, many = next(matrices((dtype,)))
        b = pt.tensor("b", dtype=dtype, shape=(None,) * n)
        value = (B2 if n == 2 else B2[:, 0]).astype(dtype)
        yield [c, b], ptl.cho_solve((c, lower), b, b_ndim=n), [one, value]
        yield [t, b], ptl.cho_solve((t, lower), b, b_ndim=n), [many, value]


@case()
def spectra():
    # vectors are unique but for their signs
    yield from unary(
        lambda x: [ptl.eigh(x)[0], abs(ptl.eigh(x)[1])],
        lambda x: abs(ptl.eigh(x, UPLO="U")[1]),
        dtypes=("float64", "float32"),
    )


@case(when=VERSION > 2)
def values_of_spectra():
    yield from unary(lambda x: ptl.eigvalsh(x, None), lambda x: ptl.eigvalsh(x, None, lower=False), dtypes=("float64",))


@case()
def spectra_of_pairs():
    x, y = pt.matrices("xy")
    yield [x, y], [ptl.eigvalsh(x, y), ptl.eigvalsh(x, y, lower=False)], [A + A.T, POSITIVE]


@case()
def gradients_of_spectra():
    x = pt.matrix("x")
    w, v = ptl.eigh(x)
    yield [x], [pt.grad(w.sum(), x), pt.grad((w**2).sum() + abs(v[0]).sum(), x)], [POSITIVE]


@case()
def general_spectra():
    yield from unary(ptl.eig, dtypes=("float64", "float32", "complex128", "int64"))
    x = pt.matrix("x")
    yield [x], [*ptl.eig(x), ptl.eig(x)[0].shape, ptl.eig(x)[1].shape], [A], [np.zeros((0, 0))], [WIDE]


@case()
def singular_values():
    variants = [
        lambda x, f=f, c=c: ptl.svd(x, full_matrices=f, compute_uv=c)
        for f, c in ((True, True), (False, True), (False, False))
    ]
    yield from unary(*variants, dtypes=("float64", "float32", "complex128"))
    x = pt.matrix("x")
    yield [x], attempts(variants, x), [WIDE], [WIDE.T]
    yield [x], pt.grad(ptl.svd(x, compute_uv=False).sum(), x), [WIDE]


@case()
def orthogonal_factors():
    variants = [lambda x, m=m: ptl.qr(x, mode=m, pivoting=True) for m in ("full", "economic", "r")]
    yield from unary(*variants, dtypes=("float64", "float32"))
    x = pt.matrix("x")
    yield [x], attempts(variants, x), [WIDE], [WIDE.T]
    for pivoting in (False, True):
        packed = ptl.qr(x, mode="raw", pivoting=pivoting)
        yield [x], [*packed, *[z.shape for z in packed[1:]]], [WIDE.T], [A]
    shapes = [z.shape for z in attempts(variants, x)]
    yield [x], shapes, [WIDE], [WIDE.T]


@case()
def plain_orthogonal_factors():
    x = pt.matrix("x")
    yield [x], list(ptl.qr(x, mode="economic")), [WIDE.T], [A]
    for mode in ("full", "r"):
        yield [x], ptl.qr(x, mode=mode), [WIDE.T], [A], [WIDE]


@case()
def triangular_factors():
    yield from unary(
        ptl.lu,
        lambda x: ptl.lu(x, permute_l=True),
        lambda x: ptl.lu(x, p_indices=True),
        ptl.lu_factor,
        lambda x: ptl.lu_solve(ptl.lu_factor(x), x[..., 0], b_ndim=1),
        lambda x: PivotToPermutations(False)(ptl.lu_factor(x)[1]),
        dtypes=("float64", "float32"),
    )


@case()
def rare_decompositions():
    unknown = np.where(np.eye(4), POSITIVE, np.nan), np.where(np.eye(4), np.inf, POSITIVE)
    yield from unary(
        ptl.schur, lambda x: ptl.schur(x, output="complex"), values=unknown, dtypes=("float64", "float32", "complex128")
    )
    x, y = pt.matrices("xy")
    for method in ("direct", "bilinear"):
        found = ptl.solve_discrete_lyapunov(x, y, method=method)
        yield [x, y], found, [POSITIVE / 30, POSITIVE], [unknown[0], POSITIVE]
    yield [x, y], ptl.solve_continuous_lyapunov(x, y), *[[v, POSITIVE] for v in unknown]
    found = [ptl.solve_continuous_lyapunov(x, y), ptl.solve_discrete_lyapunov(x, y), ptl.solve_sylvester(x, y, x)]
    yield [x, y], found, [POSITIVE / 30, POSITIVE]
    yield [x, y], list(ptl.qz(x, y)), [A, POSITIVE]
    for sort in (None, "lhp", "rhp", "iuc", "ouc"):
        found = [*ptl.qz(x, y, output="complex", sort=sort), *ptl.qz(x, y, sort=sort, return_eigenvalues=True)]
        yield [x, y], [*found, found[0].shape, found[6].shape], [A, POSITIVE]
    yield [x, y], list(ptl.lstsq(x, y, -1)), [WIDE.T, np.ones((5, 2))]


@case()
def sylvesters_equations():
    x, y, z = pt.matrices("xyz")
    for f, inputs in (
        (lambda: ptl.solve_sylvester(x, y, z), [x, y, z]),
        (lambda: ptl.solve_continuous_lyapunov(x, z), [x, z]),
    ):
        values = {x: A, y: POSITIVE, z: BATCH[0, 0]}
        yield inputs, [f(), f().shape, *pt.grad(f().sum(), inputs)], [values[v] for v in inputs]
    t = pt.tensor3("t")
    yield [t, y, z], ptl.solve_sylvester(t, y, z), [BATCH[0], POSITIVE, A]


@case()
def control_equations():
    x, y = pt.matrices("xy")
    value = [A / 3, POSITIVE]
    yield [x, y], ptl.solve_discrete_are(x, pt.eye(4), y, y), value
    yield [x, y], ptl.solve_discrete_lyapunov(x, y, method="bilinear"), value


@case()
def compositions():
    x, y = pt.matrices("xy")
    yield [x, y], [ptl.block_diag(x, y), ptl.block_diag(x), ptl.kron(x, y)], [A, WIDE], [WIDE[:0], A]
    t = pt.tensor3("t")
    yield [t, y], ptl.block_diag(t, t), [BATCH[0], WIDE]
    e = pt.tensor4("e")
    yield [e], ptl.tensorinv(e, ind=2), [RNG.normal(size=(2, 3, 3, 2))]
    b = pt.matrix("b")
    yield [e, b], ptl.tensorsolve(e, b), [RNG.normal(size=(2, 3, 3, 2)), RNG.normal(size=(2, 3))]
