"""Programs of float16: NumPy's bits, from loops on vectors."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

HALF = np.float16(0.5)
HALVES = np.arange(2**16, dtype="uint16").view("float16")
ARITHMETIC = {
    "sum": lambda x, y, z: x + y,
    "difference": lambda x, y, z: x - y,
    "quotient": lambda x, y, z: x / y,
    "product and sum": lambda x, y, z: (x * y + z) * HALF,
    "polynomial": lambda x, y, z: ((x * y + z) * x - y) * z + x * HALF - z / (x + y),
    "many values": lambda x, y, z: (
        ((x * y + z) / (y * z + x) + (z * x + y) / (x - z * z)) * ((x + z) / (z * y - x) - x * z)
    ),
}
FUNCTIONS = "exp exp2 expm1 log log1p tanh sin cos sqrt arctan floor rint abs sinh".split()
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def tensors(ndim, n):
    return [T.TensorType("float16", (False,) * ndim)() for _ in range(n)]


def any_halves(n):
    """Return arrays of all halves, in any order."""
    rng = np.random.default_rng(n)
    return [rng.permutation(HALVES) for _ in range(n)]


def assert_same_bits(got, want):
    assert got.dtype == want.dtype == np.float16
    missing = np.isnan(want)
    np.testing.assert_array_equal(np.isnan(got), missing)
    np.testing.assert_array_equal(got.view("uint16")[~missing], want.view("uint16")[~missing])


@pytest.mark.parametrize("name", ARITHMETIC)
def test_arithmetic(name):
    """Every operation is rounded, denormals and overflow included; one loop does it, at any length and step."""
    expression, inputs = ARITHMETIC[name], tensors(1, 3)
    f = theano.function(inputs, expression(*inputs), on_unused_input="ignore")
    assert f.kinds() == ["loop"]
    arrays = any_halves(3)
    for n in (0, 1, 5, 33, 1000, 2**16):
        part = [x[:n] for x in arrays]
        assert_same_bits(f(*part), expression(*part))
    turned = [np.resize(x, 2**17)[::-2] for x in arrays]
    assert_same_bits(f(*turned), expression(*turned))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name):
    """At most one unit in the last place from the exact value."""
    (x,) = tensors(1, 1)
    f = theano.function([x], getattr(T, {"rint": "round", "abs": "abs_"}.get(name, name))(x))
    assert f.kinds() == ["loop"]
    got, want = f(HALVES), getattr(np, name)(HALVES.astype("float64")).astype("float16")
    np.testing.assert_array_equal(np.isnan(got), np.isnan(want))
    given = ~np.isnan(want)
    apart = got[given].view("int16").astype(int) - want[given].view("int16")
    assert abs(apart[want[given] != 0]).max() <= 1


def test_broadcasts():
    """Rows, columns, numbers and parts of arrays."""
    (m,), (s,) = tensors(2, 1), tensors(0, 1)
    row, column = T.TensorType("float16", (True, False))(), T.TensorType("float16", (False, True))()
    rng = np.random.default_rng(1)
    a, b, c = (rng.normal(size=shape).astype("float16") for shape in ((37, 53), (1, 53), (37, 1)))
    d = np.float16(1.7)
    expressions = [
        (lambda m, row, column, s: (m * row + column) * s - m / column, (m, row, column, s)),
        (lambda m, row, column, s: (m[1:, ::2] * row[:, ::2] + column[1:]) * s - m[:-1, ::2], (m, row, column, s)),
    ]
    for expression, inputs in expressions:
        assert_same_bits(theano.function(inputs, expression(*inputs))(a, b, c, d), expression(a, b, c, d))
    f = theano.function([m, row, column, s], T.switch(m * row > column, m, s) * s)
    assert_same_bits(f(a, b, c, d), np.where(a * b > c, a, d) * d)
    assert_same_bits(f(a.T.copy().T, b, c, d), np.where(a * b > c, a, d) * d)


def test_choices_keep_halves():
    """Maxima, signs and comparisons look at nan as NumPy does."""
    x, y = tensors(1, 2)
    f = theano.function([x, y], [T.maximum(x, y), T.minimum(x, -y), x < y, T.isnan(x * y), T.sgn(x)])
    a, b = any_halves(2)
    with np.errstate(all="ignore"):
        want = [np.maximum(a, b), np.minimum(a, -b), a < b, np.isnan(a * b), np.sign(a)]
    for got, expected in zip(f(a, b), want, strict=True):
        np.testing.assert_array_equal(got, expected)
    assert "python" not in f.kinds()


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int64", "uint64", "float32", "float64"])
def test_casts(dtype):
    """Both ways; a number of another dtype is rounded as NumPy does it."""
    (x,), y = tensors(1, 1), T.TensorType(dtype, (False,))()
    f = theano.function([x, y], [T.cast(x, dtype), T.cast(y, "float16"), x * T.cast(y, "float16")])
    a = np.random.default_rng(0).uniform(0, 100, 5000).astype("float16")
    b = np.random.default_rng(1).uniform(0, 70000, 5000).astype(dtype)
    halves = b.astype("float16")
    got = f(a, b)
    np.testing.assert_array_equal(got[0], a.astype(dtype))
    assert_same_bits(got[1], halves)
    assert_same_bits(got[2], a * halves)
    assert "python" not in f.kinds()


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("shape", [(37, 53), (3, 1000), (1000, 3), (0, 4), (2, 70000)])
def test_reductions(shape, axis):
    """Sums and products are rounded at their end, as NumPy's in float32 are; extrema are elements."""
    (m,) = tensors(2, 1)
    a = np.random.default_rng(0).uniform(0.5, 1.5, shape).astype("float16")
    f = theano.function([m], [(m * m).sum(axis=axis), (m * m).prod(axis=axis), m.sum(axis=axis)])
    want = [np.sum(a * a, axis, "float32"), np.prod(a * a, axis, "float32"), np.sum(a, axis, "float32")]
    for got, expected in zip(f(a), want, strict=True):
        assert got.dtype == np.float16
        np.testing.assert_allclose(got, expected.astype("float16"), rtol=1e-3)
    if 0 not in shape:
        f = theano.function([m], [(m - 1).max(axis=axis), m.min(axis=axis)])
        for got, expected in zip(f(a), [(a - np.float16(1)).max(axis), a.min(axis)], strict=True):
            assert_same_bits(np.asarray(got), np.asarray(expected))
    assert "python" not in f.kinds()


def test_sums_that_are_rounded_are_left_to_numpy():
    (x,) = tensors(1, 1)
    f = theano.function([x], x.sum(acc_dtype="float16"))
    ones = np.ones(5000, "float16")
    assert f(ones) == ones.sum(dtype="float16")


def test_extrema_of_nan():
    (m,) = tensors(2, 1)
    a = np.random.default_rng(0).normal(size=(20, 30)).astype("float16")
    a[3, 4] = a[7, 0] = np.nan
    f = theano.function([m], [m.max(axis=1), m.min(axis=0), *T.max_and_argmax(m, axis=1), T.argmin(m, axis=0)])
    for got, want in zip(f(a), [a.max(1), a.min(0), a.max(1), a.argmax(1), a.argmin(0)], strict=True):
        assert got.dtype == want.dtype
        np.testing.assert_array_equal(got, want)


def test_rows_of_probabilities():
    """Softmax, its logarithm and the logarithm of sums are computed in float32, and rounded."""
    (m,) = tensors(2, 1)
    a = (4 * np.random.default_rng(0).normal(size=(20, 30))).astype("float16")
    f = theano.function([m], [T.nnet.softmax(m), T.nnet.logsoftmax(m), T.logsumexp(m, axis=1)])
    shifted = a.astype("float64") - a.max(1, keepdims=True)
    sums = np.exp(shifted).sum(1, keepdims=True)
    want = np.exp(shifted) / sums, shifted - np.log(sums), (np.log(sums) + a.max(1, keepdims=True))[:, 0]
    for got, expected in zip(f(a), want, strict=True):
        assert got.dtype == np.float16
        np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-7)
    assert "python" not in f.kinds()


def test_products_of_matrices():
    (x, y), (v,) = tensors(2, 2), tensors(1, 1)
    rng = np.random.default_rng(0)
    a, b, c = (rng.normal(size=shape).astype("float16") for shape in ((20, 30), (30, 10), (30,)))
    f = theano.function([x, y, v], [T.dot(x, y), T.dot(x, v), T.dot(v, v)])
    for got, want in zip(f(a, b, c), [a @ b, a @ c, c @ c], strict=True):
        assert got.dtype == np.float16
        np.testing.assert_allclose(got, want, rtol=2e-3, atol=4e-3)
    assert "python" not in f.kinds()


def test_in_place():
    """A result takes the memory of what it is computed from, at the end of an array too."""
    x = theano.shared(HALVES[:1001].copy())
    theano.function([], updates=[(x, x * x + HALF)])()
    assert_same_bits(x.get_value(), HALVES[:1001] * HALVES[:1001] + HALF)


def test_gradients():
    (x,) = tensors(1, 1)
    a = np.random.default_rng(0).uniform(0.1, 1, 500).astype("float16")
    f = theano.function([x], T.grad((T.exp(x) * x).sum(), x))
    wide = a.astype("float64")
    np.testing.assert_allclose(f(a), np.exp(wide) * (1 + wide), rtol=3e-3)
    assert "python" not in f.kinds()


@pytest.mark.parametrize("ranks", [(3, 3), (2, 3), (3, 2), (2, 2)])
def test_batches_of_products(ranks):
    """They add in float32, as NumPy's products of matrices do."""
    inputs = [T.TensorType("float16", (False,) * ndim)() for ndim in ranks]
    f = theano.function(inputs, T.batched_dot(*inputs))
    assert "python" not in f.kinds()
    rng = np.random.default_rng(0)
    shapes = {3: (5, 3, 4), 2: (5, 4)}[ranks[0]], (5, 4, 2)[: ranks[1]]
    a, b = [rng.normal(size=shape).astype("float16") for shape in shapes]
    left, right = {3: "ijk", 2: "ik"}[ranks[0]], "ikl"[: ranks[1]]
    want = np.einsum(f"{left},{right}->i{left[1:-1]}{right[2:]}", a.astype("float32"), b.astype("float32"))
    np.testing.assert_allclose(f(a, b), want, rtol=2e-3, atol=1e-2)
    with pytest.raises(ValueError, match="batch sizes unequal"):
        f(a, b[:4])


def test_losses_of_labels():
    (x,), labels = tensors(2, 1), T.lvector()
    of_scores = T.nnet.categorical_crossentropy(T.nnet.softmax(x), labels)
    losses = [T.nnet.categorical_crossentropy(x, labels), of_scores, T.grad(of_scores.sum(), x)]
    f = theano.function([x, labels], losses)
    assert "python" not in f.kinds()
    a, k = np.random.default_rng(0).uniform(0.1, 1, (20, 7)).astype("float16"), np.arange(20) % 7
    wide = a.astype("float64")
    shares = np.exp(wide) / np.exp(wide).sum(axis=1, keepdims=True)
    want = [-np.log(wide[np.arange(20), k]), -np.log(shares[np.arange(20), k]), shares - np.eye(7)[k]]
    for got, expected in zip(f(a, k), want, strict=True):
        assert got.dtype == np.float16
        np.testing.assert_allclose(got, expected, rtol=2e-3, atol=1e-3)
    with pytest.raises((IndexError, ValueError)):
        f(a, k + 1)


@pytest.mark.parametrize("dtype", ["float16", "complex64", "complex128"])
def test_ones_on_and_below_diagonals(dtype):
    n, m = T.lscalars("n", "m")
    f = theano.function([n, m], [T.eye(n, m, 1, dtype=dtype), T.tri(n, m, -1, dtype=dtype)])
    assert "python" not in f.kinds()
    for got, want in zip(f(4, 3), [np.eye(4, 3, 1), np.tri(4, 3, -1)], strict=True):
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, want)
