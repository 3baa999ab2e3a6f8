"""Each operation on sparse matrices against SciPy, and its derivatives against differences."""

import numpy as np
import pytest
import scipy.sparse
from sparse_matrices import FORMATS, OTHER, check_grad, check_pushforward, check_value, dense, matrix, variable_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.errors import GradientError

formats = pytest.mark.parametrize("format", FORMATS)


@formats
@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "complex128"])
def test_conversions(format, dtype):
    a = matrix(format=format, dtype=dtype)
    check_value(lambda x: x.toarray(), [a], a.toarray())
    check_value(sparse.csr_from_dense, [a.toarray()], a.tocsr(), format="csr")
    check_value(sparse.csc_from_dense, [a.toarray()], a.tocsc(), format="csc")
    check_value(lambda x: x.T, [a], a.T, format=OTHER[format])
    check_value(lambda x: -x, [a], -a, format=format)
    if dtype != "complex128":
        for target in ("float32", "float64", "int16"):
            check_value(lambda x, to=target: sparse.cast(x, to), [a], a.astype(target), format=format)


@formats
def test_derivatives_of_conversions(format):
    a, v = matrix(format=format), np.array([1.0, 0.0, 3.0])
    check_grad(sparse.dense_from_sparse, [a], structured=True)
    check_grad(sparse.DenseFromSparse(structured=False), [a], structured=False)
    check_grad(sparse.csr_from_dense, [a.toarray()], structured=False)
    check_grad(lambda x: sparse.csc_from_dense(x), [v], structured=False)
    check_grad(lambda x: x.T, [a], structured=True)
    check_grad(lambda x: -x, [a], structured=True)
    check_grad(lambda x: x.astype("float32").astype("float64"), [a], structured=True, step=1e-2, rtol=1e-4)
    for op in (sparse.dense_from_sparse, sparse.transpose, sparse.neg, sparse.remove0, sparse.ensure_sorted_indices):
        check_pushforward(op, [a])
    x = variable_for(a.astype("int32"))
    g = T.grad(x.astype("float64").sum(), x)
    assert g.dtype == theano.config.floatX


def test_conversions_refuse():
    with pytest.raises(TypeError, match="2 dimensions"):
        sparse.csr_from_dense(T.dtensor3())
    with pytest.raises(TypeError, match="csr or csc"):
        sparse.transpose(sparse.bsr_matrix())


@formats
def test_parts(format):
    a = matrix(format=format)
    x = variable_for(a)
    parts = theano.function([x], sparse.csm_properties(x))(a)
    for got, wanted in zip(parts, (a.data, a.indices, a.indptr, a.shape)):
        np.testing.assert_array_equal(got, wanted)
    assert [part.dtype for part in parts] == ["float64", "int32", "int32", "int32"]
    assert theano.function([x], x.size)(a) == a.nnz
    for read, wanted in ((sparse.csm_indices, a.indices), (sparse.csm_indptr, a.indptr), (sparse.csm_shape, a.shape)):
        np.testing.assert_array_equal(theano.function([x], read(x))(a), wanted)
    made = sparse.CSM(format)
    check_value(lambda d: made(d, a.indices, a.indptr, a.shape), [a.data], a, format=format)
    check_grad(lambda d: made(d, a.indices, a.indptr, a.shape), [a.data], structured=True)
    check_grad(sparse.csm_data, [a], structured=True)
    check_pushforward(lambda d: made(d, a.indices, a.indptr, a.shape), [a.data])
    check_value(lambda x: sparse.sp_ones_like(x), [a], (a != 0).astype("float64"), format=format)
    check_value(lambda x: x.zeros_like(), [a], a * 0, format=format)
    assert theano.function([x], x.zeros_like("float32"))(a).nnz == 0


@formats
def test_unsorted_parts(format):
    """The gradient finds each stored element, in whatever order."""
    indices, indptr, shape = [2, 0, 1], [0, 2, 3], (2, 3) if format == "csr" else (3, 2)
    made = sparse.CSM(format)
    v = T.dvector()
    w = np.arange(6.0).reshape(shape)
    g = T.grad((made(v, indices, indptr, shape).toarray() * w).sum(), v)
    wanted = w[[0, 0, 1], [2, 0, 1]] if format == "csr" else w[[2, 0, 1], [0, 0, 1]]
    np.testing.assert_array_equal(theano.function([v], g, on_unused_input="ignore")(np.ones(3)), wanted)


def test_parts_refuse():
    with pytest.raises(ValueError, match="format"):
        sparse.CSM("coo")
    with pytest.raises(TypeError, match="data"):
        sparse.CSR(T.dmatrix(), [0], [0, 1], [1, 1])
    for bad in (([0.5], [0, 1], [1, 1]), ([2**40], [0, 1], [1, 1])):
        with pytest.raises(ValueError, match="int32"):
            sparse.CSR(T.dvector(), *bad)
    with pytest.raises(TypeError, match="indptr"):
        sparse.CSR(T.dvector(), T.ivector(), T.dvector(), [1, 1])
    v = T.dvector()
    for args, message in (
        (([0, 1], [0, 1], [1, 2]), "same number"),
        (([0], [0, 1], [1, 2, 3]), "length 2"),
        (([5], [0, 1], [1, 2]), "ind"),
        (([-1], [0, 1], [1, 2]), "ind"),
        (([0], [0, 2, 1], [2, 2]), "ind"),
    ):
        with pytest.raises(ValueError, match=message):
            theano.function([v], sparse.CSR(v, *args))([1.0])


@formats
@pytest.mark.parametrize("other", FORMATS)
@pytest.mark.parametrize("dtypes", [("float64", "float64"), ("float32", "float64"), ("float64", "int8")])
def test_arithmetic(format, other, dtypes):
    a, b = matrix(format=format, dtype=dtypes[0]), matrix(format=other, dtype=dtypes[1], seed=1)
    dtype = np.result_type(*dtypes)
    check_value(lambda x, y: x + y, [a, b], a + b, dtype, format)
    check_value(lambda x, y: x - y, [a, b], a - b, dtype, format)
    check_value(lambda x, y: x * y, [a, b], a.multiply(b), dtype, format)
    check_value(lambda x, y: x + y, [a, dense(b)], dense(a) + dense(b), dtype)
    check_value(lambda x, y: y + x, [a, dense(b)], dense(a) + dense(b), dtype)
    check_value(lambda x, y: y - x, [a, dense(b)], dense(b) - dense(a), dtype)
    check_value(lambda x, y: x - y, [a, dense(b)], dense(a) - dense(b), dtype)
    check_value(lambda x, y: x * y, [a, dense(b)], a.multiply(dense(b)), dtype, format)
    check_value(lambda x, y: y * x, [a, dense(b)], a.multiply(dense(b)), dtype, format)
    v = dense(b)[0]
    check_value(sparse.mul_s_v, [a, v], a.multiply(v), dtype, format)
    check_value(sparse.structured_add_s_v, [a, v], type(a)(dense(a) + v * (dense(a) != 0)), dtype, format)


@formats
def test_derivatives_of_arithmetic(format):
    a, b = matrix(format=format), matrix(format=OTHER[format], seed=1)
    same = a.copy()
    same.data = same.data * 3
    d, v, s = np.random.default_rng(3).uniform(1, 2, (4, 3)), np.array([1.0, 2.0, 3.0]), np.array(2.5)
    everywhere = matrix(density=2, format=format), matrix(density=2, format=format, seed=1)
    check_grad(lambda x, y: x + y, everywhere, structured=False)
    check_grad(lambda x, y: x * y, everywhere, structured=False)
    check_grad(lambda x, y: x - y, [a, d], structured=True)
    check_grad(lambda x, y: y * x, [a, d], structured=True)
    check_grad(lambda x, y: x * y, [a, s], structured=True)
    check_grad(sparse.mul_s_v, [a, v], structured=True)
    check_grad(sparse.structured_add_s_v, [a, v], structured=True)
    check_grad(sparse.add_s_s_data, [a, same], structured=True)
    for op, points in [
        (sparse.add_s_s, [a, b]), (sparse.mul_s_s, [a, b]), (sparse.add_s_d, [a, d]), (sparse.mul_s_d, [a, d]),
        (sparse.mul_s_d, [a, s]), (sparse.mul_s_v, [a, v]), (sparse.add_s_s_data, [a, same]),
    ]:  # fmt: skip
        check_pushforward(op, points)


@formats
def test_sum_of_data(format):
    a = matrix(format=format)
    check_value(sparse.add_s_s_data, [a, a], 2 * a, format=format)


@formats
def test_arithmetic_refuses(format):
    a, x = matrix(format=format), sparse.matrix(format, dtype="float64")
    y, d = sparse.matrix(format, dtype="float64"), T.dmatrix()
    for op in (sparse.add_s_s, sparse.mul_s_s):
        with pytest.raises(ValueError, match="shapes"):
            theano.function([x, y], op(x, y))(a, a[:2])
    for op in (sparse.add_s_d, sparse.mul_s_d, sparse.lt):
        with pytest.raises(ValueError, match="shapes"):
            theano.function([x, d], op(x, d))(a, np.ones((2, 3)))
    v = T.dvector()
    for op in (sparse.mul_s_v, sparse.structured_add_s_v):
        with pytest.raises(ValueError, match="columns"):
            theano.function([x, v], op(x, v))(a, [1.0])
        with pytest.raises(TypeError, match="vector"):
            op(x, d)
    for op in (sparse.add, sparse.sub, sparse.mul, sparse.dot, sparse.true_dot, sparse.structured_dot, sparse.eq):
        with pytest.raises(TypeError, match="sparse operand"):
            op(d, d)
    with pytest.raises(TypeError, match="matrix"):
        x + v
    with pytest.raises(TypeError, match="number"):
        x * v
    with pytest.raises(ValueError, match="pattern"):
        theano.function([x, y], sparse.add_s_s_data(x, y))(a, a * 0 + matrix(format=format, density=2))
    with pytest.raises(NotImplementedError, match="one type"):
        sparse.add_s_s_data(x, x.astype("float32"))


@formats
@pytest.mark.parametrize("name", ["eq", "neq", "lt", "gt", "le", "ge"])
@pytest.mark.filterwarnings("ignore:Comparing sparse matrices")
def test_comparisons(format, name):
    a, b = matrix(format=format), matrix(format=format, seed=1)
    op = getattr(sparse, name)
    compare = {"eq": np.equal, "neq": np.not_equal, "lt": np.less, "gt": np.greater, "le": np.less_equal}
    compare = compare.get(name, np.greater_equal)
    wanted = compare(dense(a), dense(b)).astype("uint8")
    check_value(op, [a, b], type(a)(wanted), format=format)
    check_value(op, [a, dense(b)], wanted)
    check_value(op, [dense(a), b], wanted)
    x, y = variable_for(a), variable_for(b)
    assert T.grad(op(x, y).astype("float64").sum() + x.sum(), x).type == x.type
    if name in ("lt", "le", "gt", "ge"):
        method = {"lt": x < y, "le": x <= y, "gt": x > y, "ge": x >= y}[name]
        assert method.owner.op == op(x, y).owner.op
    with pytest.raises(NotImplementedError, match="formats"):
        op(x, x.T)


@formats
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_sums_of_a_matrix_with_room_for_more(format, axis):
    """SciPy itself adds what lies behind the entries."""
    a = matrix(format=format)
    expected = dense(a).sum(axis)
    a.data, a.indices = np.append(a.data, 77.0), np.append(a.indices, a.indices[0])
    x = variable_for(a)
    np.testing.assert_allclose(theano.function([x], sparse.sp_sum(x, axis))(a), expected, rtol=1e-14)


@formats
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_sums(format, axis):
    for dtype in ("float64", "float32", "int32"):
        a = matrix(format=format, dtype=dtype)
        check_value(lambda x: sparse.sp_sum(x, axis), [a], dense(a).sum(axis, dtype=dtype))
    a = matrix(format=format)
    check_grad(lambda x: sparse.sp_sum(x, axis, sparse_grad=True) ** 2, [a], structured=True)
    check_grad(lambda x: x.sum(axis) ** 2, [a], structured=False)
    check_pushforward(lambda x: sparse.sp_sum(x, axis), [a])
    assert str(sparse.sp_sum(variable_for(a), axis).owner.op) == f"SpSum{{axis={axis}}}"
    with pytest.raises(ValueError, match="axes"):
        sparse.sp_sum(variable_for(a), 2)


@formats
def test_diagonals(format):
    a, v = matrix((4, 4), format, density=0.7), np.array([1.0, 2.0, 3.0])
    check_value(sparse.diag, [a], a.diagonal())
    check_value(sparse.square_diagonal, [v], scipy.sparse.csc_matrix(np.diag(v)), format="csc")
    check_grad(sparse.diag, [a], structured=False)
    check_grad(sparse.square_diagonal, [v], structured=True)
    check_pushforward(sparse.diag, [a])
    check_pushforward(sparse.square_diagonal, [v])
    with pytest.raises(ValueError, match="square"):
        sparse.diag(matrix()).eval()
    with pytest.raises(TypeError, match="vector"):
        sparse.square_diagonal(T.dmatrix())


@formats
def test_scaling(format):
    a = matrix(format=format)
    rows, columns = np.arange(1.0, 5.0), np.array([10.0, 20.0, 30.0])
    check_value(sparse.col_scale, [a, columns], a.multiply(columns), format=format)
    check_value(sparse.row_scale, [a, rows], a.multiply(rows[:, None]), format=format)
    check_grad(sparse.col_scale, [a, columns], structured=True)
    check_grad(sparse.row_scale, [a, rows], structured=True)
    if format == "csc":
        check_pushforward(sparse.ColScaleCSC(), [a, columns])
        check_pushforward(sparse.RowScaleCSC(), [a, rows])
    for op in (sparse.col_scale, sparse.row_scale):
        with pytest.raises(ValueError, match="factors"):
            op(a, np.ones(7)).eval()
        with pytest.raises(TypeError, match="vector"):
            op(a, np.ones((2, 2)))
    with pytest.raises(ValueError, match="csc"):
        sparse.ColScaleCSC()(sparse.csr_matrix(), columns)


@formats
def test_order(format):
    a = matrix(format=format)
    a.data[0] = 0
    x = variable_for(a)
    cleaned = theano.function([x], [sparse.remove0(x), sparse.clean(x)])(a)
    assert [z.nnz for z in cleaned] == [a.nnz - 1] * 2 and a.data[0] == 0
    reversed_ = a.copy()
    reversed_.data[:2], reversed_.indices[:2] = a.data[:2][::-1], a.indices[:2][::-1]
    reversed_.has_sorted_indices = False
    z = theano.function([x], sparse.ensure_sorted_indices(x))(reversed_)
    assert z.has_sorted_indices and not reversed_.has_sorted_indices
    assert sparse.EnsureSortedIndices(inplace=True)(x).owner.op.view_map == {0: [0]}
    z = sparse.EnsureSortedIndices(inplace=True)(sparse.constant(reversed_))
    np.testing.assert_array_equal(z.toarray().eval(), dense(reversed_))
    check_grad(sparse.remove0, [matrix(format=format)], structured=True)
    check_grad(sparse.clean, [matrix(format=format)], structured=True)
    assert str(sparse.remove0) == "Remove0{}" and str(sparse.ensure_sorted_indices) == "EnsureSortedIndices{no_inplace}"


@pytest.mark.parametrize("inputs", [("csr", "csr"), ("csc", "csr"), ("csc", "csc", "csr"), ("csr",)])
@pytest.mark.parametrize("format", [None, *FORMATS])
def test_stacks(inputs, format):
    wide = [matrix((4, n + 1), f, seed=n) for n, f in enumerate(inputs)]
    high = [matrix((n + 1, 3), f, seed=n) for n, f in enumerate(inputs)]
    out = format or "csc"
    check_value(lambda *xs: sparse.hstack(xs, format), wide, scipy.sparse.hstack(wide, out), format=out)
    check_value(lambda *xs: sparse.vstack(xs, format), high, scipy.sparse.vstack(high, out), format=out)
    if format == inputs[0] == inputs[-1]:
        check_grad(lambda *xs: sparse.hstack(xs, format), wide, structured=False)
        check_grad(lambda *xs: sparse.vstack(xs, format), high, structured=False)
        check_pushforward(lambda *xs: sparse.hstack(xs, format), wide)


def test_stacks_of_many_types():
    a, b = matrix(dtype="int8"), matrix(dtype="float32")
    check_value(lambda x, y: sparse.hstack([x, y]), [a, b], scipy.sparse.hstack([a, b]), "float32", "csc")
    high = scipy.sparse.vstack([a, b])
    check_value(lambda x, y: sparse.vstack([x, y], dtype="float64"), [a, b], high, "float64", "csc")
    assert str(sparse.hstack([b, b]).owner.op) == "HStack(csc,float32)"
    with pytest.raises(ValueError, match="empty list"):
        sparse.hstack([], dtype="float64")
    with pytest.raises(ValueError, match="dtype"):
        sparse.hstack([])
    x, y = variable_for(a.astype("float64")), variable_for(b.astype("float64"))
    g = theano.function([x, y], T.grad((sparse.hstack([x, y]).toarray() ** 2).sum(), [x, y]))(matrix(), matrix(seed=2))
    np.testing.assert_allclose(dense(g[1]), 2 * dense(matrix(seed=2)))


UNARY = {
    "sin": np.sin, "tan": np.tan, "arcsin": np.arcsin, "arctan": np.arctan, "sinh": np.sinh, "arcsinh": np.arcsinh,
    "tanh": np.tanh, "arctanh": np.arctanh, "rint": np.rint, "sgn": np.sign, "ceil": np.ceil, "floor": np.floor,
    "log1p": np.log1p, "expm1": np.expm1, "deg2rad": np.deg2rad, "rad2deg": np.rad2deg, "trunc": np.trunc,
    "sqr": np.square, "sqrt": np.sqrt, "conj": np.conj, "structured_exp": np.exp, "structured_log": np.log,
    "structured_sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}  # fmt: skip
BINARY = {"structured_pow": np.power, "structured_minimum": np.minimum, "structured_maximum": np.maximum,
          "structured_add": np.add}  # fmt: skip


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
@formats
@pytest.mark.parametrize("name", [*UNARY, *BINARY])
def test_elementwise(format, name):
    a = abs(matrix(format=format)) / 5 + 0 * matrix(format=format)
    numbers = () if name in UNARY else (0.4,)
    wanted = a.copy()
    wanted.data = {**UNARY, **BINARY}[name](a.data, *numbers)
    op = getattr(sparse, name)
    assert op.__name__ == name and op.__doc__
    z = check_value(lambda x: op(x, *numbers), [a], wanted, format=format)
    assert z.owner.op == sparse.CSM(format)
    check_grad(lambda x: op(x, *numbers), [a], structured=True)
    if numbers:
        with pytest.raises(TypeError, match="numbers"):
            op(a, np.ones(3))


def test_chains_of_elementwise_functions_are_one_loop():
    x = sparse.csr_matrix("x", dtype="float64")
    f = theano.function([x], sparse.sqr(sparse.structured_exp(sparse.sin(x))))
    ops = [type(node.op).__name__ for node in f.maker.fgraph.toposort()]
    assert ops == ["CSMProperties", "Elemwise", "CSM"] and f.kinds() == ["python", "loop", "python"]
    a = matrix()
    np.testing.assert_allclose(f(a).data, np.exp(np.sin(a.data)) ** 2)


def test_conversions_undo_each_other():
    m = T.dmatrix()
    f = theano.function([m], sparse.csc_from_dense(m).toarray() * 2)
    assert "python" not in f.kinds()


def test_zeros_are_removed_in_place_where_that_is_safe():
    x = sparse.csr_matrix("x", dtype="float64")
    f = theano.function([x], sparse.remove0(x + x))
    assert f.maker.fgraph.toposort()[-1].op.inplace
    a = matrix()
    a.data[0] = 0
    assert f(a).nnz == a.nnz - 1
    for z in (sparse.remove0(x), sparse.remove0(x.T)):
        theano.function([x], z)(a)
        assert a.data[0] == 0 and a.nnz == matrix().nnz


TWO_FORMATS = {
    "add": lambda x, y: x + y,
    "mul": lambda x, y: x * y,
    "true_dot": sparse.true_dot,
    "hstack": lambda x, y: sparse.hstack([x, y], format="csr"),
    "vstack": lambda x, y: sparse.vstack([x, y], format="csc"),
    "transposed": lambda x, y: x.T + y,
    "scaled": lambda x, y: sparse.col_scale(x, np.arange(1.0, 5.0)) * y,
}


@formats
@pytest.mark.parametrize("other", FORMATS)
@pytest.mark.parametrize("op", TWO_FORMATS.values(), ids=TWO_FORMATS)
def test_gradients_of_two_formats(op, format, other):
    """They come in the format of their matrix, also in between: read in another one they would be transposed."""
    random = np.random.default_rng(3)
    a, b = (
        scipy.sparse.random(4, 4, 0.6, f, random_state=random, data_rvs=lambda n: random.uniform(0.5, 2.0, n))
        for f in (format, other)
    )
    a, b = scipy.sparse.csr_matrix(a).asformat(format), scipy.sparse.csr_matrix(b).asformat(other)
    made = lambda x, y: op(sparse.sqr(x), sparse.structured_exp(sparse.sqr(y.T).T))  # noqa: E731
    sparse.verify_grad_sparse(made, [a, b], structured=True)
    x, y = variable_for(a), variable_for(b)
    gx, gy = theano.grad(sparse.sp_sum(sparse.sqr(made(x, y))), [x, y])
    assert (gx.format, gy.format) == (format, other)
    for _ in range(2):
        gx, gy = theano.grad(sparse.sp_sum(gx * gx) + sparse.sp_sum(gy * x), [x, y])
        assert (gx.format, gy.format) == (format, other)


@formats
@pytest.mark.parametrize("other", FORMATS)
def test_cotangents_of_another_format(format, other):
    a, g = (scipy.sparse.csr_matrix(scipy.sparse.random(4, 4, 0.6, random_state=k)) for k in (1, 2))
    x, u = variable_for(a.asformat(format)), variable_for(g.asformat(other))
    wanted = 2 * a.toarray() * g.toarray()
    one, two = T.Lop(sparse.sqr(x), x, u), T.Lop([sparse.sqr(x), x * 3.0], x, [u, u])
    got = theano.function([x, u], [one, two])(a.asformat(format), g.asformat(other))
    np.testing.assert_allclose(got[0].toarray(), wanted)
    np.testing.assert_allclose(got[1].toarray()[a.toarray() != 0], (wanted + 3 * g.toarray())[a.toarray() != 0])


@formats
@pytest.mark.parametrize("other", FORMATS)
@pytest.mark.parametrize("op", TWO_FORMATS.values(), ids=TWO_FORMATS)
def test_pushforward_of_elements_in_another_order(op, format, other):
    """A product stores its elements in an order of its own, and a sum of opposite numbers drops them."""
    random = np.random.default_rng(4)
    points = [scipy.sparse.csr_matrix(scipy.sparse.random(4, 4, 0.6, random_state=random)) for _ in range(2)]
    a, b = points[0].asformat(format), points[1].asformat(other)
    da, db = a.copy(), b.copy()
    da.data, db.data = random.integers(-1, 2, a.nnz) * 1.0, random.integers(-1, 2, b.nnz) * 1.0
    x, y, dx, dy = (variable_for(p) for p in (a, b, da, db))
    z = sparse.sqr(op(x, y)).toarray()
    moved = theano.function([x, y, dx, dy], T.Rop(z, [x, y], [dx, dy]))(a, b, da, db)
    f, h = theano.function([x, y], z), 1e-6
    difference = (f(a + h * da, b + h * db) - f(a - h * da, b - h * db)) / (2 * h)
    np.testing.assert_allclose(moved, difference, rtol=1e-6, atol=1e-7)


@formats
def test_verify_grad_sparse(format):
    a = matrix(format=format)
    sparse.verify_grad_sparse(lambda x: x.T, [a])
    sparse.verify_grad_sparse(sparse.sqr, [a], structured=True)
    sparse.verify_grad_sparse(lambda x, y: sparse.dot(x, y), [a, np.ones((3, 2))])
    with pytest.raises(GradientError):
        sparse.verify_grad_sparse(sparse.dense_from_sparse, [a])  # structured, and held to be regular


def test_shapes_are_specified():
    x = sparse.csr_matrix("x", dtype="float64")
    f = theano.function([x], T.specify_shape(x, (4, 3)).toarray())
    np.testing.assert_array_equal(f(matrix()), dense(matrix()))
    with pytest.raises(AssertionError, match="dim 0"):
        f(matrix()[:2])
    assert T.grad(T.specify_shape(x, (4, 3)).sum(), x).type == x.type
