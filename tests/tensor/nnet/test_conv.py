"""Convolutions and their derivatives against direct loops, SciPy and differences, over all parameters."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import LengthError, ShapeMismatch
from tensorgraph.gradient import Rop, verify_grad
from tensorgraph.tensor.nnet.abstract_conv import (
    AbstractConv,
    AbstractConv2d,
    AbstractConv2d_gradInputs,
    AbstractConv2d_gradWeights,
    AbstractConv3d,
    AbstractConv3d_gradInputs,
    AbstractConv3d_gradWeights,
    border_mode_to_pad,
    get_conv_output_shape,
)

OPS = {
    2: (AbstractConv2d, AbstractConv2d_gradWeights, AbstractConv2d_gradInputs),
    3: (AbstractConv3d, AbstractConv3d_gradWeights, AbstractConv3d_gradInputs),
}


def direct(x, w, border_mode="valid", subsample=None, filter_flip=True, filter_dilation=None, num_groups=1):
    """A convolution, element by element from its definition."""
    n = x.ndim - 2
    subsample, dilation = subsample or (1,) * n, filter_dilation or (1,) * n
    extents = [(k - 1) * d + 1 for k, d in zip(w.shape[2:], dilation)]
    padding = border_mode_to_pad(border_mode, n, extents)
    padded = np.pad(x, [(0, 0), (0, 0), *padding])
    shape = [(m - e) // s + 1 for m, e, s in zip(padded.shape[2:], extents, subsample)]
    z = np.zeros((len(x), len(w), *shape))
    channels, filters = w.shape[1], len(w) // num_groups
    for o, place in itertools.product(range(len(w)), itertools.product(*map(range, shape))):
        first = o // filters * channels
        at = [slice(p * s, p * s + e, d) for p, s, e, d in zip(place, subsample, extents, dilation)]
        window = padded[(slice(None), slice(first, first + channels), *at)]
        taps = w[o][(..., *[slice(None, None, -1)] * n)] if filter_flip else w[o]
        z[(slice(None), o, *place)] = (window * taps).sum(axis=tuple(range(1, n + 2)))
    return z


@st.composite
def cases(draw, convdim=None):
    """Shapes of images and filters, and the parameters of an op that fits them."""
    n = draw(st.sampled_from([2, 2, 2, 3])) if convdim is None else convdim
    axis = (
        st.integers(0, 2) if n == 3 else st.one_of(st.integers(0, 3), st.tuples(st.integers(0, 3), st.integers(0, 3)))
    )
    mode = draw(st.one_of(st.sampled_from(["valid", "full", "half"]), st.tuples(*[axis] * n)))
    kernel = [draw(st.integers(1, 4 if n == 2 else 3)) for _ in range(n)]
    dilation = tuple(draw(st.sampled_from([1, 1, 1, 2, 3])) for _ in range(n))
    subsample = tuple(draw(st.sampled_from([1, 1, 2, 3])) for _ in range(n))
    extents = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    padding = border_mode_to_pad(mode, n, extents)
    image = [draw(st.integers(max(1, e - sum(p)), max(1, e - sum(p)) + 6)) for e, p in zip(extents, padding)]
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 3)) * groups
    batch = draw(st.integers(0, 3))
    params = {
        "border_mode": mode,
        "subsample": subsample,
        "filter_flip": draw(st.booleans()),
        "filter_dilation": dilation,
        "num_groups": groups,
    }
    return (batch, channels * groups, *image), (filters, channels, *kernel), params


def arrays(case, dtype="float64"):
    """Images, filters and a gradient of the result."""
    rng = np.random.RandomState(hash(case[0] + case[1]) % 2**31)
    x, w, params = rng.standard_normal(case[0]), rng.standard_normal(case[1]), case[2]
    shape = get_conv_output_shape(
        x.shape, w.shape, params["border_mode"], params["subsample"], params["filter_dilation"]
    )
    return x.astype(dtype), w.astype(dtype), rng.standard_normal(shape).astype(dtype)


def run(op, *args, mode=None):
    """An op on arrays; lengths are integers."""
    inputs = [T.as_tensor_variable(a).type() if a.ndim > 1 else T.lvector() for a in args]
    return theano.function(inputs, op(*inputs), mode=mode)(*args)


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@settings(max_examples=60)
@given(case=cases())
def test_forward(mode, case):
    x, w, _ = arrays(case)
    op = OPS[x.ndim - 2][0](**case[2])
    np.testing.assert_allclose(run(op, x, w, mode=mode), direct(x, w, **case[2]), atol=1e-10)


def test_forward_is_what_scipy_says():
    """For one channel and filter."""
    rng = np.random.RandomState(0)
    x, w = rng.rand(1, 1, 7, 6), rng.rand(1, 1, 3, 2)
    for flip, f in ((True, signal.convolve2d), (False, signal.correlate2d)):
        for mode in ("valid", "full"):
            z = run(AbstractConv2d(border_mode=mode, filter_flip=flip), x, w)
            np.testing.assert_allclose(z[0, 0], f(x[0, 0], w[0, 0], mode), atol=1e-12)
    x, w = rng.rand(1, 1, 5, 4, 6), rng.rand(1, 1, 3, 2, 2)
    np.testing.assert_allclose(
        run(AbstractConv3d(), x, w)[0, 0], signal.convolve(x[0, 0], w[0, 0], "valid"), atol=1e-12
    )


@settings(max_examples=60)
@given(case=cases())
def test_gradients_are_transposes(case):
    """With respect to filters and images, of the linear functions that the definition gives."""
    x, w, gz = arrays(case)
    _, weights, inputs = OPS[x.ndim - 2]
    gw = run(weights(**case[2]), x, gz, np.array(w.shape[2:]))
    gx = run(inputs(**case[2]), w, gz, np.array(x.shape[2:]))
    assert gw.shape == w.shape and gx.shape == x.shape
    rng = np.random.RandomState(1)
    dx, dw = rng.standard_normal(x.shape), rng.standard_normal(w.shape)
    np.testing.assert_allclose((gw * dw).sum(), (gz * direct(x, dw, **case[2])).sum(), atol=1e-9)
    np.testing.assert_allclose((gx * dx).sum(), (gz * direct(dx, w, **case[2])).sum(), atol=1e-9)


UNSHARED = [
    ({}, (2, 3, 5, 4), (2, 3)),
    ({"border_mode": (1, 0, 0)}, (2, 2, 3, 2, 3), (3, 2, 2)),
    ({"border_mode": "half", "subsample": (2, 1)}, (2, 3, 5, 4), (3, 2)),
    ({"border_mode": (1, (0, 2)), "filter_dilation": (1, 2)}, (1, 2, 5, 5), (2, 2)),
    ({"num_groups": 2, "border_mode": "full"}, (2, 4, 3, 3), (2, 2)),
]


@pytest.mark.parametrize("flip", [True, False])
@pytest.mark.parametrize("params, of_x, taps", UNSHARED)
def test_unshared(params, of_x, taps, flip):
    """At each place the result is what shared filters give that are those of the place; the others are transposes."""
    params = {**params, "filter_flip": flip}
    rng = np.random.RandomState(0)
    channels, filters, convdim = of_x[1] // params.get("num_groups", 1), 4, len(taps)
    forward, weights, inputs = OPS[convdim]
    x = rng.standard_normal(of_x)
    places = direct(x, np.zeros((filters, channels, *taps)), **params).shape[2:]
    w = rng.standard_normal((filters, *places, channels, *taps))
    op = forward(unshared=True, **params)
    z = run(op, x, w)
    for place in np.ndindex(*places):
        at = (slice(None), slice(None), *place)
        np.testing.assert_allclose(z[at], direct(x, w[(slice(None), *place)], **params)[at], atol=1e-12)
    gz, dx, dw = (rng.standard_normal(a.shape) for a in (z, x, w))
    gw = run(weights(unshared=True, **params), x, gz, np.array(taps))
    gx = run(inputs(unshared=True, **params), w, gz, np.array(of_x[2:]))
    assert gw.shape == w.shape and gx.shape == x.shape
    np.testing.assert_allclose((gw * dw).sum(), (gz * run(op, x, dw)).sum(), atol=1e-9)
    np.testing.assert_allclose((gx * dx).sum(), (gz * run(op, dx, w)).sum(), atol=1e-9)


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize(
    "convdim, of_x, of_w, params",
    [
        (2, (2, 2, 5, 4), (2, 2, 3, 2), {"border_mode": (1, (0, 2)), "subsample": (2, 1)}),
        (2, (1, 4, 4, 5), (2, 2, 2, 2), {"num_groups": 2, "filter_dilation": (1, 2), "filter_flip": False}),
        (2, (2, 2, 3, 3), (2, 2, 2, 2, 1, 2), {"unshared": True, "border_mode": (0, 0), "subsample": (2, 1)}),
        (3, (1, 2, 3, 4, 3), (2, 2, 2, 3, 2), {"border_mode": "half"}),
    ],
)
def test_derivatives(convdim, of_x, of_w, params, mode):
    """First and second ones against differences, of all three operations, and forward ones against both."""
    rng = np.random.RandomState(3)
    if params.get("unshared"):
        of_w = (of_w[0], 2, 2, *of_w[3:])
    x, w = rng.standard_normal(of_x), rng.standard_normal(of_w)
    forward, weights, inputs = (cls(**params) for cls in OPS[convdim])
    gz = rng.standard_normal(run(forward, x, w).shape)
    lengths = {weights: of_w[-convdim:], inputs: of_x[-convdim:]}

    def as_function(op):
        return lambda a, b: op(a, b, *([np.array(lengths[op])] if op in lengths else []))

    for op, args in ((forward, [x, w]), (weights, [x, gz]), (inputs, [w, gz])):
        f = as_function(op)
        verify_grad(f, args, rng=rng, mode=mode)
        a, b = (T.as_tensor_variable(arg).type() for arg in args)
        da, db = (rng.standard_normal(arg.shape) for arg in args)
        moved = theano.function([a, b], Rop(f(a, b), [a, b], [T.constant(da), T.constant(db)]), mode=mode)(*args)
        both = theano.function([a, b], f(a, b), mode=mode)
        np.testing.assert_allclose(moved, both(da, args[1]) + both(args[0], db), atol=1e-10)

    def slope(a, b):
        return T.grad((forward(a, b) ** 3).sum(), [a, b])

    verify_grad(lambda a, b: slope(a, b)[0], [x, w], rng=rng, mode=mode)
    verify_grad(lambda a, b: slope(a, b)[1], [x, w], rng=rng, mode=mode)


@settings(max_examples=25)
@given(case=cases(), known=st.booleans())
def test_shapes_without_values(case, known):
    """No convolution runs for a shape."""
    x, w, gz = arrays(case)
    forward, weights, inputs = OPS[x.ndim - 2]
    told = {"imshp": x.shape, "kshp": w.shape} if known else {}
    like = [T.as_tensor_variable(a).type() for a in (x, w, gz)]
    outputs = [
        forward(**case[2], **told)(like[0], like[1]).shape,
        weights(**case[2], **told)(like[0], like[2], np.array(w.shape[2:])).shape,
        inputs(**case[2], **told)(like[1], like[2], np.array(x.shape[2:])).shape,
    ]
    f = theano.function(like, outputs, on_unused_input="ignore")
    assert [tuple(shape) for shape in f(x, w, gz)] == [gz.shape, w.shape, x.shape]
    assert not any(kind.startswith("conv") for kind in f.kinds())


@pytest.mark.parametrize("dtype", ["float16", "int32", "complex128"])
def test_other_dtypes(dtype):
    """Run in NumPy."""
    rng = np.random.RandomState(0)
    x, w = (rng.randint(-3, 4, shape).astype(dtype) for shape in ((2, 2, 4, 4), (3, 2, 2, 2)))
    if dtype[0] == "c":
        x = x + 1j * x[::-1]
    z = run(AbstractConv2d(), x, w)
    assert z.dtype == dtype
    np.testing.assert_array_equal(z, direct(x.real, w.real) + (1j * direct(x.imag, w.real) if dtype[0] == "c" else 0))


def test_dtypes_meet():
    """The result is of the wider one."""
    x, w = T.ftensor4("x"), T.dtensor4("w")
    z = T.nnet.conv2d(x, w)
    assert z.dtype == "float64"
    f = theano.function([x, w], [z, *T.grad(z.sum(), [x, w])])
    z, _, gw = f(np.ones((1, 1, 3, 3), "float32"), np.full((1, 1, 2, 2), 0.1))
    np.testing.assert_allclose(z, np.full((1, 1, 2, 2), 0.4), rtol=1e-15)
    np.testing.assert_array_equal(gw, np.full((1, 1, 2, 2), 4.0))


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.compile.Mode(linker="py", optimizer=None)])
@pytest.mark.parametrize("declared", [(4, 3, 2, 2), (4, None, None, None)])
def test_filters_of_another_shape_than_declared_are_refused(mode, declared):
    """Lengths of the result come from the declared shape; a batch of another length runs, as in Theano."""
    x, w = T.dtensor4("x"), T.dtensor4("w")
    z = T.nnet.conv2d(x, w, input_shape=(2, 3, 5, 5), filter_shape=declared)
    f = theano.function([x, w], z, mode=mode)
    assert f(np.ones((1, 3, 5, 5)), np.ones((4, 3, 2, 2))).shape == (1, 4, 4, 4)
    wrong = r"\(5, 3, 2, 2\)"
    with pytest.raises((ShapeMismatch, LengthError), match=rf"{wrong}.*(has shape 5, expected 4|declared.*\(4, )"):
        f(np.ones((2, 3, 5, 5)), np.ones((5, 3, 2, 2)))


def test_complex_gradient():
    """The real part of ``sum(conj(gz) dz)`` is what changes of a real cost."""
    rng = np.random.RandomState(0)
    x, w = T.ztensor4("x"), T.ztensor4("w")
    a, b = (rng.standard_normal(s) + 1j * rng.standard_normal(s) for s in ((1, 2, 3, 3), (2, 2, 2, 2)))
    cost = (abs(T.nnet.conv2d(x, w)) ** 2).sum()
    f, g = theano.function([x, w], cost), theano.function([x, w], T.grad(cost, [x, w]))
    ga, gb = g(a, b)
    da, db = (rng.standard_normal(s.shape) + 1j * rng.standard_normal(s.shape) for s in (a, b))
    step = 1e-6
    slope = (f(a + step * da, b + step * db) - f(a - step * da, b - step * db)) / (2 * step)
    np.testing.assert_allclose((ga.conj() * da).sum().real + (gb.conj() * db).sum().real, slope, rtol=1e-6)


def test_broadcast_patterns():
    """Of one image and one filter one result is known; the derivatives have the patterns of their variables."""
    x = T.TensorType("float64", (True, False, False, False))("x")
    w = T.TensorType("float64", (True, True, False, True))("w")
    z = T.nnet.conv2d(x, w)
    assert z.broadcastable == (True, True, False, False)
    gx, gw = T.grad(z.sum(), [x, w])
    assert gx.broadcastable == x.broadcastable and gw.broadcastable == w.broadcastable
    f = theano.function([x, w], [gx, gw])
    gx, gw = f(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 1)))
    np.testing.assert_array_equal(gw, [[[[6], [6]]]])


def test_text():
    """Printed as Theano prints it."""
    op = AbstractConv2d(imshp=(None, T.constant(3), 8, 8), border_mode=(1, (2, 2)), subsample=(2, 1))
    assert str(op) == (
        "AbstractConv2d{convdim=2, border_mode=(1, 2), subsample=(2, 1), filter_flip=True, imshp=(None, 3, 8, 8), "
        "kshp=(None, None, None, None), filter_dilation=(1, 1), num_groups=1, unshared=False}"
    )
    assert op == AbstractConv2d(imshp=[None, 3, 8, 8], border_mode=[1, 2], subsample=(2, 1))


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_optimised_graph(mode):
    """Has Theano's names, unless they are excluded."""
    x, w = T.dtensor4("x"), T.dtensor4("w")
    outputs = [T.nnet.conv2d(x, w), *T.grad(T.nnet.conv2d(x, w).sum(), [x, w])]

    def names(mode):
        f = theano.function([x, w], outputs, mode=mode)
        return {type(node.op).__name__ for node in f.maker.fgraph.toposort() if "Conv" in str(type(node.op).__mro__)}

    assert names(mode) == {"CorrMM", "CorrMM_gradInputs", "CorrMM_gradWeights"}
    abstract = {"AbstractConv2d", "AbstractConv2d_gradInputs", "AbstractConv2d_gradWeights"}
    for tag in ("conv_gemm", "conv_opts"):
        assert names(theano.compile.get_mode(mode).excluding(tag)) == abstract


BAD = [
    (ValueError, "which must be either", {"border_mode": "vaild"}),
    (ValueError, "non-negative integer", {"border_mode": -1}),
    (ValueError, "tuple of length 2", {"border_mode": (1, 2, 3)}),
    (ValueError, "can only contain integers", {"border_mode": (1, (2, -3))}),
    (ValueError, "can only contain integers", {"border_mode": (1, 0.5)}),
    (ValueError, "subsample must have 2 elements", {"subsample": (1, 1, 1)}),
    (ValueError, "positive integers", {"subsample": (0, 1)}),
    (ValueError, "filter_dilation must have 2 elements", {"filter_dilation": (1,)}),
    (ValueError, "num_groups must have value greater than zero", {"num_groups": 0}),
    (ValueError, "imshp should be None or a tuple of constant int", {"imshp": (T.lscalar(), 1, 2, 3)}),
    (ValueError, "kshp should have 4 elements", {"kshp": (1, 2, 3)}),
    (ValueError, "channels of 1 group", {"imshp": (1, 3, 5, 5), "kshp": (2, 2, 2, 2)}),
    (ValueError, "divisible by num_groups", {"imshp": (1, 3, 5, 5), "num_groups": 2}),
]


@pytest.mark.parametrize("error, text, params", BAD)
def test_bad_parameters(error, text, params):
    with pytest.raises(error, match=text):
        AbstractConv2d(**params)


def test_bad_inputs():
    with pytest.raises(TypeError, match="img must be 4D tensor"):
        AbstractConv2d()(T.matrix(), T.tensor4())
    with pytest.raises(TypeError, match="kern must be 6D tensor for unshared convolution"):
        AbstractConv2d(unshared=True)(T.tensor4(), T.tensor4())
    with pytest.raises(ValueError, match="convolution dimension 4"):
        AbstractConv(4)
    with pytest.raises(TypeError, match="vector of integers"):
        AbstractConv2d_gradInputs()(T.tensor4(), T.tensor4(), T.vector())


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize(
    "of_x, of_w, params, text",
    [
        ((1, 3, 5, 5), (2, 2, 2, 2), {}, "channels of 1 group"),
        ((1, 3, 5, 5), (2, 1, 2, 2), {"num_groups": 2}, "divisible by num_groups"),
        ((1, 4, 5, 5), (3, 2, 2, 2), {"num_groups": 2}, "number of filters must be divisible"),
        ((1, 3, 5, 5), (2, 3, 6, 2), {}, "impossible output shape"),
        ((1, 2, 3, 3), (2, 3, 2, 2, 2, 2), {"unshared": True}, "does not match computed output size"),
    ],
)
def test_bad_arrays(of_x, of_w, params, text, mode):
    """The same in the reference and in the kernels."""
    with pytest.raises(ValueError, match=text):
        run(AbstractConv2d(**params), np.ones(of_x), np.ones(of_w), mode=mode)


@pytest.mark.parametrize("rows", [6, 7])
@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_empty_results_are_refused_when_they_run(mode, rows):
    """Also if the shapes are known before: a program may build such a graph, and its gradient, and never run it."""
    x, w = T.dtensor4(), T.dtensor4()
    z = T.nnet.conv2d(x, w, (1, 3, 5, 5), (2, 3, rows, 2))
    args = np.ones((1, 3, 5, 5)), np.ones((2, 3, rows, 2))
    for output in (z, *T.grad(z.sum(), [x, w])):
        with pytest.raises(ValueError, match="impossible output shape|negative dimensions"):
            theano.function([x, w], output, mode=mode)(*args)
    assert tuple(theano.function([x, w], z.shape, mode=mode)(*args)) == (1, 2, 6 - rows, 4)


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize("asked", ["shape", "mean", "gradient"])
def test_last_batches_may_be_smaller_than_declared(asked, ndim):
    """What is computed of lengths, as a mean is, reads those of the call."""
    x, w = (T.TensorType("float64", (False,) * (2 + ndim))() for _ in "xw")
    conv = T.nnet.conv2d if ndim == 2 else T.nnet.conv3d
    shapes = (4, 2, *[5] * ndim), (3, 2, *[2] * ndim)
    args = np.random.default_rng(0).normal(size=(2, *shapes[0][1:])), np.ones(shapes[1])

    def outputs(*declared):
        z = conv(x, w, *declared)
        return {"shape": [z.shape], "mean": [z.mean(), z.std()], "gradient": T.grad(z.mean(), [x, w])}[asked]

    found = theano.function([x, w], outputs(*shapes))(*args)
    for got, wanted in zip(found, theano.function([x, w], outputs())(*args)):
        np.testing.assert_allclose(got, wanted)


def test_asked_shapes_are_checked():
    """Of what is told, and only if that is asked for."""
    x, w = T.dtensor4(), T.dtensor4()
    args = np.ones((2, 3, 4, 4)), np.ones((2, 3, 2, 2))
    assert theano.function([x, w], T.nnet.conv2d(x, w, (5, 3, 4, 4)))(*args).shape == (2, 2, 3, 3)
    with theano.configparser.change_flags(conv__assert_shape=True):
        f = theano.function([x, w], T.nnet.conv2d(x, w, (5, 3, 4, 4)))
    with pytest.raises(AssertionError, match="image does not match given imshp"):
        f(*args)
