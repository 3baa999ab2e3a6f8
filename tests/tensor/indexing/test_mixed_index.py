"""Index arrays and masks among slices and new axes run as kernels, with numbers known only at run time."""

import itertools

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

RNG = np.random.default_rng(11)
X = RNG.standard_normal((6, 5, 4, 7))
ROWS, J, MATRIX = T.lvector("i"), T.ivector("j"), T.lmatrix("matrix")
N, MASK = T.lscalar("n"), T.bvector("mask") > 0
MASK_MATRIX = T.bmatrix("mask_matrix") > 0
VALUES = {
    ROWS: np.array([0, 3, -1]),
    J: np.array([1, -2, 2], "int32"),
    MATRIX: np.array([[0, 1, 2], [2, 3, 1]]),
    N: np.int64(2),
    MASK: np.array([True, False, True, True, False, False]),
    MASK_MATRIX: RNG.random((5, 4)) > 0.5,
}
S = np.s_
INDICES = {
    "i,:,2:5": S[ROWS, :, 2:5],
    ":,i": S[:, J],
    "i,:,j": S[ROWS, :, J],
    ":,i,j": S[:, ROWS, J],
    ":,matrix,1:n": S[:, MATRIX % 4, 1:N],
    "i,::-1,n": S[ROWS, ::-1, N],
    "n,:,i": S[N, :, ROWS],
    ":,:,i,n": S[:, :, ROWS, N],
    "i,None,j": S[ROWS, None, J],
    "None,i,:,:n": S[None, ROWS, :, :N],
    ":,None,i,:,j": S[:, None, ROWS, :, J],
    "...,i,:n": S[..., ROWS, :N],
    "n::2,i,...,n": S[N::2, ROWS, ..., N],
    "matrix,i,:,j": S[MATRIX, ROWS, :, J],
    "mask": S[MASK],
    "mask,1": S[MASK, 1],
    "mask,:,n": S[MASK, :, N],
    "mask,:,1:3": S[MASK, :, 1:3],
    "1:n,matrix of masks": S[1:N, MASK_MATRIX],
    ":,matrix of masks,::-1": S[:, MASK_MATRIX, ::-1],
    "mask,j,0": S[MASK, J, 0],
}
each_index = pytest.mark.parametrize("index", INDICES.values(), ids=INDICES.keys())


def with_values(index):
    """An index with arrays and numbers in place of variables."""

    def value(v):
        if isinstance(v, slice):
            return slice(value(v.start), value(v.stop), value(v.step))
        if not isinstance(v, theano.Variable):
            return v
        return VALUES[v] if v in VALUES else VALUES[MATRIX] % 4

    return tuple(map(value, index)) if isinstance(index, tuple) else value(index)


def compiled(inputs, outputs):
    """A function of these inputs, and of all that the indices are made of; without a Python step."""
    more = [ROWS, J, MATRIX, N, MASK.owner.inputs[0], MASK_MATRIX.owner.inputs[0]]
    f = theano.function([*inputs, *more], outputs, on_unused_input="ignore")
    assert "python" not in f.kinds()
    return lambda *args: f(*args, VALUES[ROWS], VALUES[J], VALUES[MATRIX], VALUES[N], VALUES[MASK], VALUES[MASK_MATRIX])


def in_every_layout(x):
    yield x.copy()
    yield np.asfortranarray(x)
    wide = np.zeros(tuple(2 * n for n in x.shape))
    view = wide[tuple(slice(None, None, -2) for _ in x.shape)]
    view[...] = x
    yield view


@each_index
def test_value(index):
    x = T.tensor4("x")
    f = compiled([x], x[index])
    for value in in_every_layout(X):
        np.testing.assert_array_equal(f(value), X[with_values(index)])


@each_index
@pytest.mark.parametrize("how", ["set", "inc"])
def test_update(index, how):
    x, key = T.tensor4("x"), with_values(index)
    z = x[index]
    y = T.TensorType("float64", (False,) * z.ndim)("y")
    update = T.set_subtensor if how == "set" else T.inc_subtensor
    f = compiled([x, y], [update(z, y), update(z, 3.0)])
    value = RNG.standard_normal(X[key].shape)
    for before, given in itertools.product(in_every_layout(X), in_every_layout(value)):
        for got, put in zip(f(before, given), (value, 3.0)):
            want = X.copy()
            if how == "set":
                want[key] = put
            else:
                np.add.at(want, key, put)
            np.testing.assert_allclose(got, want, rtol=1e-14)
        np.testing.assert_array_equal(before, X)


@each_index
def test_gradient(index):
    x, key = T.tensor4("x"), with_values(index)
    f = compiled([x], T.grad((x[index] ** 3).sum(), x))
    want = np.zeros_like(X)
    np.add.at(want, key, 3 * X[key] ** 2)
    np.testing.assert_allclose(f(X), want, rtol=1e-13)


@each_index
def test_update_of_a_shared_variable(index):
    """In place on what is stored, through views."""
    stored, key = theano.shared(X.copy()), with_values(index)
    more = [ROWS, J, MATRIX, N, MASK.owner.inputs[0], MASK_MATRIX.owner.inputs[0]]
    updates = {stored: T.inc_subtensor(stored[index], 1.0)}
    f = theano.function(more, updates=updates, on_unused_input="ignore")
    assert "python" not in f.kinds() and "copy" not in f.kinds()
    args = [VALUES[ROWS], VALUES[J], VALUES[MATRIX], VALUES[N], VALUES[MASK], VALUES[MASK_MATRIX]]
    want = X.copy()
    for _ in range(2):
        f(*args)
        np.add.at(want, key, 1.0)
        np.testing.assert_allclose(stored.get_value(), want, rtol=1e-14)


def test_nothing_is_written_before_an_error():
    stored, i, y = theano.shared(X.copy()), T.lvector("i"), T.matrix("y")
    f = theano.function([i, y], updates={stored: T.set_subtensor(stored[1:, i, 2:4, 0], y)})
    with pytest.raises(IndexError, match="index 5 is out of bounds for axis 0 with size 5"):
        f([0, 5], np.ones((5, 2)))
    with pytest.raises(ValueError, match="shape mismatch"):
        f([0, 4], np.ones((3, 2)))
    np.testing.assert_array_equal(stored.get_value(), X)


def test_numbers_that_are_broadcast_away_are_checked():
    """Arrays are not checked then, as in NumPy."""
    x, i, j, n = T.tensor3("x"), T.lvector("i"), T.lmatrix("j"), T.lscalar("n")
    f = theano.function([x, i, j, n], [x[i, :, n], x[i, j]])
    value, none = np.zeros((2, 3, 4)), np.zeros(0, "int64")
    assert [z.shape for z in f(value, none, [[1], [2]], 3)] == [(0, 3), (2, 0, 4)]
    assert f(value, none, [[1], [9]], 3)[1].shape == value[none, [[1], [9]]].shape
    with pytest.raises(IndexError, match="index 4 is out of bounds"):
        f(value, none, [[1], [2]], 4)


def test_a_mask_of_another_length():
    x, mask = T.tensor3("x"), T.bvector("mask") > 0
    f = theano.function([x, mask.owner.inputs[0]], x[:, mask])
    with pytest.raises(IndexError, match="did not match indexed array along axis 1; size of axis is 3 but .* is 2"):
        f(np.zeros((2, 3, 4)), np.ones(2, "int8"))
    assert f(np.zeros((2, 0, 4)), np.ones(0, "int8")).shape == (2, 0, 4)


@pytest.mark.parametrize("shape", [(0, 3), (4, 0), (0, 0)])
def test_a_mask_without_elements(shape):
    """It is as short as it likes, in NumPy."""
    x, value = T.dmatrix("x"), np.arange(12.0).reshape(4, 3)
    row, mask = T.vector("row", dtype="bool"), T.matrix("mask", dtype="bool")
    parts = [x[row], x[mask], x[:, row], T.set_subtensor(x[mask], 5), T.grad(x[row].sum() + x[mask].sum(), x)]
    given = value, np.zeros(0, "bool"), np.zeros(shape, "bool")
    want = theano.function([x, row, mask], parts, mode=theano.Mode("py", None))(*given)
    for a, b in zip(want, theano.function([x, row, mask], parts)(*given), strict=True):
        np.testing.assert_array_equal(b, a)


def test_numbers_of_a_slice_that_are_overwritten():
    """The slice means the number before."""
    stored, x, i = theano.shared(np.int64(1)), T.matrix("x"), T.lvector("i")
    f = theano.function([x, i], x[i, stored:], updates={stored: stored + 1})
    value, index = np.arange(12.0).reshape(3, 4), np.array([0, 2])
    for start in (1, 2, 3):
        np.testing.assert_array_equal(f(value, index), value[index, start:])


def test_a_range_beside_vectors_that_broadcast():
    """``arange`` as long as one vector is no whole range where another vector is longer."""
    x, i, j = T.tensor3("x"), T.lvector("i"), T.lvector("j")
    f = theano.function([x, i, j], x[T.arange(i.shape[0]), i, j])
    value, one, two = RNG.random((3, 4, 5)), np.array([3]), np.array([1, 2])
    np.testing.assert_array_equal(f(value, one, two), value[np.arange(1), one, two])


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int32", "int64", "float32", "float64", "complex64"])
def test_nonzero(dtype):
    x = T.tensor3("x", dtype=dtype)
    f = theano.function([x], T.nonzero(x))
    assert "python" not in f.kinds()
    value = RNG.integers(-1, 2, (3, 4, 5)).astype(dtype)
    if dtype.startswith(("float", "complex")):
        value[0, :2, 0] = -0.0, np.nan
    for given in (value, value[::2], value.T, value[:, :0], value[:, ::-1, 1:2], np.asfortranarray(value)):
        for got, want in zip(f(given), np.nonzero(given)):
            np.testing.assert_array_equal(got, want)


BOOLS = [
    "x[True]", "x[False]", "x[:, True]", "x[True, 0]", "x[[0, 1], True]", "x[True, None]", "x[..., True]",
    "x[True, True]",
    "x[True, :, 1]", "x[[True, False], [False, True, True]]", "x[True][False]", "x[np.True_]", "x[np.False_, 1]",
]


@pytest.mark.parametrize("text", BOOLS)
def test_bools_of_python_are_masks(text):
    """They are no positions 0 and 1, although they are integers of Python."""
    x, X = T.dmatrix(), np.arange(6.0).reshape(2, 3)
    wanted = eval(text, {"x": X, "np": np})
    z = eval(text, {"x": x, "np": np})
    got = theano.function([x], z)(X)
    assert got.shape == wanted.shape and got.tolist() == wanted.tolist()
    changed = X.copy()
    if text != "x[True][False]":
        exec(f"{text} = -1", {"x": changed, "np": np})
        np.testing.assert_array_equal(theano.function([x], T.set_subtensor(z, -1))(X), changed)
