"""Pooling against plain loops over the windows."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.signal.pool import Pool, max_pool_2d_same_size, pool_2d, pool_3d
from tensorgraph.tensor.signal.poolgrad import AveragePoolGrad, DownsampleFactorMaxGradGrad, MaxPoolGrad, MaxPoolRop

RNG = np.random.default_rng(7)
MODES = ["max", "sum", "average_inc_pad", "average_exc_pad"]


def number_of_windows(n, ws, stride, pad, ignore_border):
    """Counted one by one: windows that lie inside, or that reach an element no window before them did."""
    count, reached = 0, 0
    while True:
        start = count * stride
        if ignore_border and start + ws > n + 2 * pad:
            return count
        if not ignore_border and (start >= n or (count and reached >= n)):
            return count
        reached = start + ws
        count += 1


def windows(shape, ws, stride, pad, ignore_border):
    """Each window as the index of its result and the list of its elements, None for the padding."""
    counts = [number_of_windows(*numbers, ignore_border) for numbers in zip(shape, ws, stride, pad)]
    for index in np.ndindex(*counts):
        axes = []
        for i, n, w, s, p in zip(index, shape, ws, stride, pad):
            places = range(i * s - p, min(i * s + w, n + 2 * p) - p)
            axes.append([k if 0 <= k < n else None for k in places])
        yield index, [None if None in place else place for place in itertools.product(*axes)]


def pooled(x, ws, stride, pad, ignore_border, mode):
    """Pooling of the last axes of `x`, by loops."""
    image = x.shape[x.ndim - len(ws) :]
    counts = [number_of_windows(*numbers, ignore_border) for numbers in zip(image, ws, stride, pad)]
    z = np.empty(x.shape[: x.ndim - len(ws)] + tuple(counts))
    for lead in np.ndindex(*x.shape[: x.ndim - len(ws)]):
        for index, places in windows(image, ws, stride, pad, ignore_border):
            inside = [x[lead + place] for place in places if place is not None]
            if mode == "max":
                z[lead + index] = max(inside)
            else:
                size = {"sum": 1, "average_inc_pad": len(places), "average_exc_pad": len(inside)}[mode]
                z[lead + index] = sum(inside) / size
    return z


@st.composite
def poolings(draw):
    """The shape of images, and the windows over them."""
    nd = draw(st.integers(1, 3))
    lead = tuple(draw(st.lists(st.integers(1, 2), max_size=2)))
    image = tuple(draw(st.lists(st.integers(1, 7), min_size=nd, max_size=nd)))
    ws = tuple(draw(st.lists(st.integers(1, 4), min_size=nd, max_size=nd)))
    stride = draw(st.one_of(st.just(ws), st.tuples(*[st.integers(1, 5)] * nd)))
    ignore_border = draw(st.booleans())
    pad = tuple(draw(st.integers(0, w - 1)) for w in ws) if ignore_border else (0,) * nd
    return lead + image, ws, stride, pad, ignore_border


@given(poolings(), st.sampled_from(MODES))
@settings(max_examples=150)
def test_is_the_loop(pooling, mode):
    shape, ws, stride, pad, ignore_border = pooling
    a = np.random.default_rng(1).standard_normal(shape)
    (x,) = variables_for([a])
    z = Pool(ignore_border, mode, len(ws))(x, ws, stride, pad)
    expected = pooled(a, ws, stride, pad, ignore_border, mode)
    np.testing.assert_allclose(evaluate(z, {x: a}), expected, rtol=1e-13, atol=1e-15)
    assert Pool.out_shape(shape, ws, ignore_border, stride, pad, len(ws)) == list(expected.shape)


CASES = [
    ((2, 2), (2, 2), (0, 0), True),
    ((2, 2), (2, 2), (0, 0), False),
    ((3, 2), (2, 1), (0, 0), False),
    ((3, 3), (2, 2), (1, 1), True),
    ((2, 3), (3, 4), (1, 2), True),
    ((2, 1), (4, 3), (0, 0), False),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ws", "stride", "pad", "ignore_border"), CASES)
def test_derivatives(ws, stride, pad, ignore_border, mode):
    a = RNG.permutation(np.arange(60.0)).reshape(2, 5, 6)

    def f(x):
        return pool_2d(x, ws, ignore_border, stride, pad, mode)

    check_grad(lambda x: f(x) ** 2, [a], step=1e-3)
    check_grad(lambda x: theano.grad((f(x) ** 3).sum(), x), [a / 60], step=1e-4)
    check_pushforward(f, [a])
    (x,) = variables_for([a])
    check_shapes([f(x), theano.grad((f(x) ** 2).sum(), x)], {x: a})
    theano.gradient.verify_grad(f, [a], rng=np.random.RandomState(1), eps=1e-3)


@pytest.mark.parametrize("mode", MODES)
def test_3d(mode):
    a = RNG.permutation(np.arange(120.0)).reshape(2, 3, 4, 5)

    def f(x):
        return pool_3d(x, (2, 2, 3), True, (1, 2, 2), (1, 0, 1), mode)

    (x,) = variables_for([a])
    expected = pooled(a, (2, 2, 3), (1, 2, 2), (1, 0, 1), True, mode)
    np.testing.assert_allclose(evaluate(f(x), {x: a}), expected, rtol=1e-13)
    check_grad(lambda x: f(x) ** 2, [a], step=1e-3)
    check_pushforward(f, [a])


def test_ties_all_get_the_gradient():
    x = T.dmatrix()
    g = theano.grad(pool_2d(x, (2, 2), True).sum(), x)
    np.testing.assert_array_equal(g.eval({x: np.ones((2, 3))}), [[1, 1, 0], [1, 1, 0]])
    overlapping = theano.grad(pool_2d(x, (1, 2), True, stride=(1, 1)).sum(), x)
    np.testing.assert_array_equal(overlapping.eval({x: np.ones((1, 3))}), [[1, 2, 1]])


def test_pushforward_along_the_first_of_several():
    x, dx = T.dmatrices("x", "dx")
    a, b = np.ones((2, 4)), np.arange(8.0).reshape(2, 4)
    every = theano.gradient.Rop(pool_2d(x, (2, 2), True), x, dx)
    first = MaxPoolRop(True)(x, dx, (2, 2))
    np.testing.assert_array_equal(every.eval({x: a, dx: b}), [[10, 18]])
    np.testing.assert_array_equal(first.eval({x: a, dx: b}), [[0, 2]])
    np.testing.assert_array_equal(first.eval({x: b, dx: b}), [[5, 7]])
    check_shapes(first, {x: a, dx: b})
    with pytest.raises(ValueError, match="that of x"):
        first.eval({x: a, dx: b[:1]})


def test_symbolic_windows():
    x, ws, stride, pad = T.dmatrix(), T.lvector(), T.ivector(), T.lvector()
    a = RNG.standard_normal((6, 7))
    for ignore_border in (True, False):
        z = pool_2d(x, ws, ignore_border, stride, pad)
        f = theano.function([x, ws, stride, pad], [z, z.shape, theano.grad(z.sum(), x)])
        for w, s, p in [((2, 2), (2, 2), (0, 0)), ((3, 2), (1, 4), (0, 0)), ((4, 3), (3, 2), (2, 1))]:
            if any(p) and not ignore_border:
                with pytest.raises(ValueError, match="ignore_border=True"):
                    f(a, w, np.int32(s), p)
                continue
            value, shape, g = f(a, w, np.int32(s), p)
            np.testing.assert_array_equal(value, pooled(a, w, s, p, ignore_border, "max"))
            assert tuple(shape) == value.shape and g.sum() == value.size
    part = T.lscalar()
    z = pool_2d(x, (part, 2), True)
    np.testing.assert_array_equal(z.eval({x: a, part: 3}), pooled(a, (3, 2), (3, 2), (0, 0), True, "max"))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "float16", "float32"])
@pytest.mark.parametrize("mode", MODES)
def test_dtypes(mode, dtype):
    a = RNG.integers(0, 100, size=(4, 5)).astype(dtype)
    (x,) = variables_for([a])
    z = pool_2d(x, (2, 3), True, (2, 2), (1, 1), mode)
    found = evaluate(z, {x: a})
    expected = pooled(a.astype("float64"), (2, 3), (2, 2), (1, 1), True, mode)
    if "int" in dtype:
        expected = np.trunc(expected).astype("int64").astype(dtype)
        assert (evaluate(theano.grad(z.sum().astype("float64"), x), {x: a}) == 0).all()
    np.testing.assert_allclose(found, expected, rtol=2e-3 if dtype == "float16" else 1e-6)
    assert found.dtype == dtype


@pytest.mark.parametrize("mode", MODES)
def test_nothing_to_pool(mode):
    x = T.dtensor3()
    for ignore_border in (True, False):
        z = pool_2d(x, (2, 2), ignore_border, mode=mode)
        f = theano.function([x], [z, theano.grad(z.sum(), x), z.shape])
        for shape in [(0, 4, 4), (2, 0, 4), (2, 1, 1)]:
            value, g, dims = f(np.ones(shape))
            assert value.shape == tuple(dims) and g.shape == shape
            assert value.size == (shape == (2, 1, 1) and not ignore_border) * 2


def test_nan_and_infinity():
    x = T.dmatrix()
    f = theano.function([x], pool_2d(x, (1, 2), True))
    found = f([[np.nan, 1.0, -np.inf, -np.inf, np.inf, 0.0]])
    np.testing.assert_array_equal(found, [[np.nan, -np.inf, np.inf]])


def test_same_size():
    x = T.dmatrix()
    a = RNG.permutation(np.arange(20.0)).reshape(4, 5)
    found = max_pool_2d_same_size(x, (2, 2)).eval({x: a})
    expected = np.zeros((4, 5))
    for i, j in itertools.product((0, 2), (0, 2)):
        patch = a[i : i + 2, j : j + 2]
        expected[i : i + 2, j : j + 2] = patch * (patch == patch.max())
    np.testing.assert_array_equal(found, expected)


def test_old_names_and_warnings():
    x = T.dmatrix()
    with pytest.warns(UserWarning, match="ignore_border"):
        z = pool_2d(x, (2, 2))
    assert z.eval({x: np.ones((3, 3))}).shape == (2, 2)
    with pytest.warns(UserWarning, match="'ds' has become 'ws'"):
        z = pool_2d(x, ds=(2, 2), ignore_border=True)
    assert z.owner.op == Pool(True) == Pool(True, "max_deterministic")
    with pytest.warns(UserWarning, match="'padding' has become 'pad'"):
        pool_3d(T.dtensor3(), (2, 2, 2), True, padding=(1, 1, 1))
    with pytest.warns(UserWarning, match="'st' has become 'stride'"):
        assert Pool.out_shape((5, 5), (2, 2), True, st=(1, 1)) == [4, 4]
    assert str(Pool(True)) == "Pool{ignore_border=True, mode='max', ndim=2}"
    assert str(MaxPoolGrad(False, 3)) == "MaxPoolGrad{ignore_border=False, mode='max', ndim=3}"


def test_errors():
    x, v = T.dmatrix(), T.dvector()
    for error, match, make in [
        (ValueError, "both 'ws' and 'ds'", lambda: pool_2d(x, (2, 2), True, ds=(2, 2))),
        (ValueError, "both 'pad' and 'padding'", lambda: pool_2d(x, (2, 2), True, pad=(1, 1), padding=(1, 1))),
        (ValueError, "window size", lambda: pool_2d(x, ignore_border=True)),
        (ValueError, "mode parameter only support", lambda: pool_2d(x, (2, 2), True, mode="median")),
        (NotImplementedError, "pool_2d requires a dimension >= 2", lambda: pool_2d(v, (2, 2), True)),
        (NotImplementedError, "pool_3d requires a dimension >= 3", lambda: pool_3d(x, (2, 2, 2), True)),
        (NotImplementedError, "ignore_border=True", lambda: pool_2d(x, (2, 2), False, pad=(1, 1))),
        (NotImplementedError, "smaller than the windows", lambda: pool_2d(x, (2, 2), True, pad=(2, 1))),
        (TypeError, "parameters must be ints", lambda: pool_2d(x, (2.5, 2), True)),
        (TypeError, "a vector", lambda: pool_2d(x, 2, True)),
        (TypeError, "ndim, at least 2", lambda: Pool(True)(v, (2, 2))),
        (TypeError, "imgshape must have at least 2", lambda: Pool.out_shape((4,), (2, 2))),
        (ValueError, "for the mode 'max'", lambda: DownsampleFactorMaxGradGrad(True, "sum")),
        (ValueError, "sums and averages", lambda: AveragePoolGrad(True, "max")),
    ]:
        with pytest.raises(error, match=match):
            make()
    ws, gz = T.lvector(), T.dmatrix()
    f = theano.function([x, ws], pool_2d(x, ws, True))
    for bad, match in [((2,), "one number for each axis"), ((0, 1), "at least 1"), ((-1, 2), "at least 1")]:
        with pytest.raises(ValueError, match=match):
            f(np.ones((4, 4)), bad)
    for make in (lambda: MaxPoolGrad(True)(x, gz, gz, (2, 2)), lambda: AveragePoolGrad(True)(x, gz, (2, 2))):
        with pytest.raises(ValueError, match="shape of the pooled image"):
            make().eval({x: np.ones((4, 4)), gz: np.ones((3, 2))})


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("mode", MODES)
def test_compiled_without_python(mode, dtype):
    """Known windows run as kernels, and unknown ones do not."""
    x, ws = T.TensorType(dtype, (False,) * 4)(), T.lvector()
    for windows, python in [((2, 2), False), (ws, True)]:
        z = pool_2d(x, windows, True, mode=mode)
        f = theano.function([x, ws], [z, theano.grad((z**2).sum(), x)], on_unused_input="ignore")
        steps = [step.kind for step in f.program.steps]
        assert ("python" in steps) == python and python != ("pool" in steps)
        a = RNG.standard_normal((2, 3, 5, 4)).astype(dtype)
        expected = pooled(a.astype("float64"), (2, 2), (2, 2), (0, 0), True, mode)
        np.testing.assert_allclose(f(a, (2, 2))[0], expected, rtol=1e-5, atol=1e-6)


def test_windows_of_padding_alone():
    """A vector says it when the function runs; sums and averages over nothing are 0."""
    x, pad = T.drow(), T.lvector()
    for mode, nothing in [("max", -np.inf), ("sum", 0), ("average_inc_pad", 0), ("average_exc_pad", 0)]:
        z = pool_2d(x, (1, 2), True, pad=pad, mode=mode)
        f = theano.function([x, pad], [z, theano.grad(z.sum(), x)])
        value, g = f([[1.0, 3.0]], (0, 2))
        middle = {"max": 3, "sum": 4}.get(mode, 2)
        np.testing.assert_array_equal(value, [[nothing, middle, nothing]])
        assert g.sum() == (2 if mode == "sum" else 1)
