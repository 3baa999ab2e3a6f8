"""Sparse matrices."""

import numpy as np
import pytensor.sparse as ps
import pytensor.tensor as pt
import scipy.sparse
from pytensor.sparse import basic, math
from pytensor_agreement import case

RNG = np.random.default_rng(11)
DENSE = np.where(RNG.random((4, 4)) > 0.5, RNG.normal(size=(4, 4)), 0)
FORMATS = {"csr": scipy.sparse.csr_matrix, "csc": scipy.sparse.csc_matrix}


def operands():
    """Yield two sparse variables, a matrix, a vector and their values for both formats."""
    for form, made in FORMATS.items():
        x, y = [getattr(ps, f"{form}_matrix")(k, dtype="float64") for k in "xy"]
        yield (
            [x, y, pt.matrix("d"), pt.vector("v")],
            [made(DENSE), made(DENSE.T), RNG.normal(size=(4, 4)), np.arange(4.0)],
        )


@case()
def sparse_products():
    for given, values in operands():
        x, y, d, v = given
        found = [ps.dot(x, d), ps.structured_dot(x, d), ps.structured_dot(x, y), ps.true_dot(x, y), ps.dot(d, x)]
        found += [ps.dot(x, y), ps.true_dot(x, d), ps.dot(x, v.dimshuffle(0, "x")), ps.structured_dot(x, d[:, :1])]
        yield given, found, values
        yield given, [math.sampling_dot(d, d, x), math.usmm(v[1], x, d, d)], values
        yield given, [pt.grad(ps.structured_dot(x, d).sum(), d), pt.grad(ps.sp_sum(ps.structured_dot(x, y)), x)], values
        yield given, [pt.grad(ps.structured_dot(x, d).sum(), x), pt.grad(ps.dot(x, d).sum(), x)], values


@case()
def sparse_constants():
    for given, values in operands():
        x, _, d, v = given
        k = ps.as_sparse_variable(values[0])
        yield given, [ps.dot(x, k), ps.dot(d, k), ps.structured_dot(k, d)], values
        yield given, [ps.mul(x, k), ps.dense_from_sparse(k)], values


@case()
def sparse_sums():
    for given, values in operands():
        x, y, d, v = given
        yield given, [ps.add(x, y), ps.add(x, d), ps.sub(x, y), ps.mul(x, y), ps.mul(x, d), -x], values
        yield given, [ps.sp_sum(x), ps.sp_sum(x, axis=0), ps.sp_sum(x, axis=1)], values
        yield given, [math.structured_add_s_v(x, v), math.mul_s_v(x, v), math.add_s_s_data(x, x * 2)], values
        yield given, [pt.grad(ps.sp_sum(x * y), x), pt.grad(ps.sp_sum(x, axis=1).sum(), x)], values
        yield given, [pt.grad(ps.sp_sum(ps.mul(x, d)), w) for w in (x, d)], values
        functions = [f for k, f in vars(math).items() if k in ("sqr", "sin", "tanh", "sign", "ceil", "structured_exp")]
        yield given, [f(x) for f in functions], values


@case()
def sparse_comparisons():
    for given, values in operands():
        x, y, d, _ = given
        for name in ("eq", "neq", "lt", "gt", "le", "ge"):
            yield given, [getattr(math, name)(x, y), getattr(math, name)(x, d)], values


@case()
def sparse_conversions():
    for given, values in operands():
        x, y, d, v = given
        found = [ps.dense_from_sparse(x), ps.csr_from_dense(d), ps.csc_from_dense(d), x.T, ps.cast(x, "float32")]
        yield given, found, values
        yield given, [*ps.csm_properties(x), x.shape[0], ps.diag(x), ps.square_diagonal(v)], values
        yield given, [ps.CSM(x.type.format)(*ps.csm_properties(x)), ps.clean(x), ps.remove0(x)], values
        yield given, [ps.ensure_sorted_indices(x), ps.sp_ones_like(x), ps.sp_zeros_like(x)], values
        yield given, [ps.hstack([x, y]), ps.vstack([x, y]), ps.hstack([x, y], format="csc")], values
        yield given, [ps.col_scale(x, v), ps.row_scale(x, v)], values
        yield given, [pt.grad(ps.dense_from_sparse(x).sum(), x), pt.grad(ps.sp_sum(ps.csr_from_dense(d)), d)], values
        data, *others = ps.csm_properties(x)
        yield given, pt.grad(ps.sp_sum(ps.CSM(x.type.format)(data * 2, *others)), x), values


@case()
def parts_of_sparse():
    for given, values in operands():
        x, _, d, v = given
        i, j = pt.lvector("i"), pt.lscalar("j")
        given, values = [*given, i, j], [*values, np.array([2, 0]), 1]
        yield (
            given,
            [
                x[1, 2],
                basic.get_item_scalar(x, [j, j]),
                x[1:3],
                x[j:, :2],
                x[1:3, ::2],
                basic.get_item_list(x, i),
                basic.get_item_2lists(x, i, i),
            ],
            values,
        )
        yield (
            given,
            [pt.grad(ps.sp_sum(basic.get_item_list(x, i)), x), pt.grad(basic.get_item_2lists(x, i, i).sum(), x)],
            values,
        )
        yield given, basic.construct_sparse_from_list(d, d[:2], i), values


@case()
def blocks_of_sparse():
    from pytensor.sparse.linalg import block_diag

    for given, values in operands():
        made = block_diag(given[0], given[1], format="csr")
        yield given, [made, made.shape, block_diag(given[0], given[0].toarray())], values
