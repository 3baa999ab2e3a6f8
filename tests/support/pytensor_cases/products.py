"""Products of matrices."""

from itertools import product

import numpy as np
import pytensor.tensor as pt
from pytensor.tensor import blas
from pytensor_agreement import case

RNG = np.random.default_rng(6)
DTYPES = ("bool", "int8", "int64", "float32", "float64", "complex128")


def numbers(dtype, *shape):
    """Return numbers of a dtype."""
    return RNG.integers(0, 4, shape).astype(dtype) if "float" not in dtype else RNG.normal(size=shape).astype(dtype)


@case()
def dots():
    for a, b in product(DTYPES, DTYPES):
        x, y = pt.tensor("x", dtype=a, shape=(None, None)), pt.tensor("y", dtype=b, shape=(None, None))
        v = pt.tensor("v", dtype=b, shape=(None,))
        found = [pt.dot(x, y), pt.dot(x, v), pt.dot(v, x.T), pt.dot(v, v)]
        yield (
            [x, y, v],
            found,
            [numbers(a, 2, 3), numbers(b, 3, 4), numbers(b, 3)],
            [numbers(a, 2, 0), numbers(b, 0, 4), numbers(b, 0)],
        )
    x, y = pt.matrices("xy")
    yield [x, y], pt.dot(x, y), [np.ones((2, 3)), np.ones((2, 3))]
    yield [x, y], [pt.dot(x.T, y), x[::-1] @ y.T, pt.outer(x[0], y[0])], [np.ones((2, 3)), np.ones((2, 3))]
    z = pt.tensor("z", shape=(1, None))
    yield [z], [pt.dot(z, z.T), pt.dot(z.T, z)], [np.ones((1, 3))]


@case()
def batches_of_dots():
    x, y, m = pt.tensor3("x"), pt.tensor3("y"), pt.matrix("m")
    found = [
        pt.matmul(x, y),
        pt.matmul(x, m),
        pt.matmul(m.T, y),
        pt.tensordot(x, y, axes=[[0, 2], [0, 1]]),
        pt.tensordot(x, m, axes=1),
        blas.BatchedDot()(x, y),
        blas.BatchedDot()(x, y[:, :, :1]),
    ]
    given = [numbers("float64", 2, 3, 4), numbers("float64", 2, 4, 5), numbers("float64", 4, 4)]
    yield [x, y, m], found, given
    b = pt.tensor("b", shape=(1, None, None))
    yield [b, y], [pt.matmul(b, y), pt.matmul(b[0, 0], y)], [numbers("float64", 1, 3, 4), given[1]]
    d4 = pt.tensor4("d4")
    yield [d4, y], [pt.matmul(d4, y), pt.matmul(y.mT, d4.mT)], [numbers("float64", 3, 2, 3, 4), given[1]]
    v, w = pt.vectors("vw")
    found = [pt.vecdot(v, w), pt.matvec(m, v), pt.vecmat(v, m), pt.vecdot(m, v), pt.matvec(y.mT, v)]
    yield [m, v, w, y], found, [given[2], numbers("float64", 4), numbers("float64", 4), given[1]]


@case()
def blas_forms():
    x, y, z = pt.matrices("xyz")
    a, b = pt.scalars("ab")
    v, w = pt.vectors("vw")
    given = [numbers("float64", 2, 3), numbers("float64", 3, 4), numbers("float64", 2, 4), 0.5, 2.0]
    gemm = blas.gemm_no_inplace(z, a, x, y, b)
    yield [x, y, z, a, b], [gemm, blas._dot22(x, y), blas._dot22scalar(x, y, a)], given, [*given[:4], 0.0]
    # what is added, or the product, may have one row or column
    yield [x, y, z, a, b], gemm, *[[*given[:2], numbers("float64", *n), 0.5, 2.0] for n in ((1, 4), (2, 1), (1, 1))]
    yield [x, y, z, a, b], gemm, [given[0][:1], *given[1:]], [given[0], given[1][:, :1], *given[2:]]
    yield [x, y, z, a, b], gemm, [given[0][:0], given[1], given[2][:0], 0.5, 2.0], [given[0], given[0], *given[2:]]
    yield [x, v, w, a, b], blas.gemv_no_inplace(v, a, x, w, b), [given[0], np.ones(2), np.ones(3), 0.5, 2.0]
    if hasattr(blas, "ger"):
        yield [x, v, w, a], blas.ger(x, a, v, w), [given[0], np.ones(2), np.ones(3), 0.5]


@case()
def blas_forms_in_place():
    x, y, z = pt.matrices("xyz")
    a, b = pt.scalars("ab")
    given = [numbers("float64", 2, 3), numbers("float64", 3, 4), numbers("float64", 2, 4), 0.5, 2.0]
    yield [x, y, z, a, b], blas.gemm_inplace(z * 2, a, x, y, b), given


@case()
def einsums():
    x, y, t = *pt.matrices("xy"), pt.tensor3("t")
    given = [numbers("float64", 3, 3), numbers("float64", 3, 3), numbers("float64", 2, 3, 3)]
    texts = {
        1: ["ij->ji", "ii", "ii->i", "ij->", "ij->j"],
        2: ["ij,jk", "ij,jk->ki", "ij,ij->", "ij,kl->ijkl", "ij,j...->i..."],
    }
    found = [pt.einsum(s, x) for s in texts[1]] + [pt.einsum(s, x, y) for s in texts[2]]
    found += [pt.einsum("bij,jk->bik", t, y), pt.einsum("ij,bjk,kl->bil", x, t, y), pt.einsum("...ij->...ji", t)]
    # axes without letters
    found.append(pt.einsum("ij->", t))
    yield [x, y, t], found, given
    yield [x, y], [pt.linalg.kron(x, y), pt.linalg.matrix_power(x, 3), pt.linalg.matrix_dot(x, y, x)], given[:2]
