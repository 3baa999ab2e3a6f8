"""The functions around convolutions: shapes, derivatives by name, separable, causal and old ones, upsampling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet import abstract_conv, conv2d, conv2d_transpose, conv3d
from tensorgraph.tensor.nnet.conv import conv2d as old_conv2d
from tensorgraph.tensor.signal import conv as signal_conv

RNG = np.random.RandomState(0)


def values(*shape):
    return RNG.standard_normal(shape)


@given(
    n=st.integers(1, 12),
    k=st.integers(1, 4),
    mode=st.one_of(st.sampled_from(["valid", "half", "full"]), st.integers(0, 3), st.tuples(*[st.integers(0, 3)] * 2)),
    step=st.integers(1, 3),
    dilation=st.integers(1, 3),
)
def test_lengths_fit_each_other(n, k, mode, step, dilation):
    """Each length from the two others, where it is the only one."""
    extent = (k - 1) * dilation + 1
    ((before, after),) = abstract_conv.border_mode_to_pad((mode,) if not isinstance(mode, str) else mode, 1, (extent,))
    if n + before + after < extent:
        return
    out = abstract_conv.get_conv_shape_1axis(n, k, mode, step, dilation)
    assert out == len(range(0, n + before + after - extent + 1, step))
    weights = abstract_conv.get_conv_gradweights_shape_1axis(n, out, mode, step, dilation)
    image = abstract_conv.get_conv_gradinputs_shape_1axis(k, out, mode, step, dilation)
    assert weights == (None if step > 1 or mode == "half" else k)
    assert image == (None if step > 1 else n)


def test_shapes():
    """Symbolic ones and unknown ones, of shared and unshared filters and of groups."""
    n = T.lscalar("n")
    shape = abstract_conv.get_conv_output_shape((None, 3, n, 9), (4, 3, 2, None), "full", (2, 1), (3, 1))
    assert shape[:2] == (None, 4) and shape[3] is None
    assert shape[2].eval({n: 7}) == 5
    unshared = abstract_conv.get_conv_gradweights_shape((2, 4, 6, 5), (2, 8, 5, 4), "valid", (1, 1), None, 2, True)
    assert unshared == (8, 5, 4, 2, 2, 2)
    assert abstract_conv.get_conv_gradinputs_shape((8, 2, 2, 2), (2, 8, 5, 4), "valid", (1, 1), None, 2) == (2, 4, 6, 5)
    assert abstract_conv.get_conv_output_shape((2, 4, 6, 5, 4), (8, 4, 2, 2, 2), (0, 1, (2, 0)), (1, 1, 1))[2:] == (
        5,
        6,
        5,
    )


def test_shapes_are_checked():
    image, kernel = (8, 3, None, 9), (4, 3, 3, 3)
    assert abstract_conv.check_conv_gradinputs_shape(image, kernel, (8, 4, 5, 7), "valid", (1, 1))
    assert abstract_conv.check_conv_gradinputs_shape(image, kernel, (8, 4, 5, T.lscalar()), "valid", (1, 1))
    assert not abstract_conv.check_conv_gradinputs_shape(image, kernel, (8, 4, 5, 8), "valid", (1, 1))
    assert not abstract_conv.check_conv_gradinputs_shape(image, kernel, (8, 5, 5, 7), "valid", (1, 1))
    assert not abstract_conv.check_conv_gradinputs_shape(image, kernel, (8, 4, 5), "valid", (1, 1))
    assert not abstract_conv.check_conv_gradinputs_shape(image, kernel, (8, 4, 5, 7), "valid", (1, 1), (1,))
    for bad in ((-1, 3, 2, 2), (1, -3, 2, 2), (1, 3, 0, 2), (1, 3, 2, -1)):
        with pytest.raises(ValueError, match="invalid shape"):
            abstract_conv.assert_conv_shape(bad)
    n, m = T.lscalars("n", "m")
    f = theano.function([n, m], abstract_conv.assert_conv_shape((n, 3, m, 1))[::2])
    assert [int(v) for v in f(0, 1)] == [0, 1]
    for args, text in (((-1, 1), r"dim\[0\] < 0"), ((0, 0), r"dim\[2\] <= 0")):
        with pytest.raises(AssertionError, match=text):
            f(*args)


@pytest.mark.parametrize("mode, text", [((1,), "tuple of length 2"), ("same", "either"), ((1, -1), "only contain")])
def test_wrong_modes(mode, text):
    with pytest.raises(ValueError, match=text):
        abstract_conv.border_mode_to_pad(mode, 2, (3, 3))


def test_derivatives_by_name():
    """Are those of grad, whatever of the shapes is symbolic; the transposed convolution is one of them."""
    x, w, n = T.dtensor4("x"), T.dtensor4("w"), T.lvector("n")
    kwargs = {"border_mode": (1, 0), "subsample": (2, 1)}
    z = conv2d(x, w, **kwargs)
    gz = T.dtensor4("gz")
    gx, gw = T.grad(None, [x, w], known_grads={z: gz})
    a, b = values(2, 3, 6, 5), values(4, 3, 3, 2)
    c = values(*conv2d(a, b, **kwargs).eval().shape)
    expected = theano.function([x, w, gz], [gx, gw])(a, b, c)
    by_name = [
        abstract_conv.conv2d_grad_wrt_inputs(gz, w, (None, 3, n[0], n[1]), (4, 3, None, None), **kwargs),
        abstract_conv.conv2d_grad_wrt_weights(x, gz, (4, None, n[2], n[3]), (2, 3, 6, 5), **kwargs),
        conv2d_transpose(gz, w, (2, 3, n[0], T.constant(5)), border_mode=(1, 0), input_dilation=(2, 1)),
    ]
    got = theano.function([x, w, gz, n], by_name)(a, b, c, [6, 5, 3, 2])
    for one, other in zip(got, [*expected, expected[0]]):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_derivatives_by_name_in_3d():
    x, w = values(1, 2, 4, 5, 3), values(3, 2, 2, 2, 2)
    z = conv3d(x, w).eval()
    gx = abstract_conv.conv3d_grad_wrt_inputs(z, w, (None, None, 4, T.constant(5), 3)).eval()
    gw = abstract_conv.conv3d_grad_wrt_weights(x, z, (3, 2, 2, 2, 2)).eval()
    np.testing.assert_allclose([(gx * x).sum(), (gw * w).sum()], (z**2).sum())


@pytest.mark.parametrize(
    "call",
    [
        lambda x, n: abstract_conv.conv2d_grad_wrt_inputs(x, x, (n, 1, 2, 2)),
        lambda x, n: abstract_conv.conv2d_grad_wrt_inputs(x, x, (1, 1, None, 2)),
        lambda x, n: abstract_conv.conv2d_grad_wrt_inputs(x, x, (1, 1, 2, 2), (1, 1, n, 2)),
        lambda x, n: abstract_conv.conv2d_grad_wrt_inputs(x, x, (1, 1, 2, 2), (1, 1, 2)),
        lambda x, n: abstract_conv.conv2d_grad_wrt_weights(x, x, (1, n, 2, 2)),
        lambda x, n: abstract_conv.conv2d_grad_wrt_weights(x, x, (1, 1, 2, None)),
        lambda x, n: abstract_conv.conv2d_grad_wrt_weights(x, x, (1, 1, 2, 2), (1, 1, n, 2)),
        lambda x, n: conv2d(x, x, image_shape=(1, 1, 2, 2), input_shape=(1, 1, 2, 2)),
        lambda x, n: conv2d(x, x, imshp_logical=(1, 2, 2)),
    ],
)
def test_wrong_arguments(call):
    with pytest.raises(ValueError):
        call(T.dtensor4(), T.lscalar())


def test_arguments_of_the_past():
    x, w = T.dtensor4(), T.dtensor4()
    with pytest.warns(UserWarning, match="image_shape"):
        assert conv2d(x, w, image_shape=(1, 2, 3, 4)).owner.op.imshp == (1, 2, 3, 4)
    with pytest.warns(UserWarning, match="unroll_batch"):
        conv2d(x, w, unroll_batch=3)


def test_separable():
    """Groups of one channel, then filters of one element, with the shape between them known."""
    x, depthwise, pointwise = values(2, 3, 6, 5), values(6, 1, 3, 2), values(4, 6, 1, 1)
    z = abstract_conv.separable_conv2d(
        x, depthwise, pointwise, 3, x.shape, depthwise.shape, pointwise.shape, "half", (2, 1)
    )
    assert z.owner.op.imshp == (2, 6, 3, 6)
    between = conv2d(x, depthwise, border_mode="half", subsample=(2, 1), num_groups=3).eval()
    np.testing.assert_allclose(z.eval(), np.einsum("bcij,oc->boij", between, pointwise[:, :, 0, 0]), atol=1e-12)
    volumes = abstract_conv.separable_conv3d(x[..., None], depthwise[..., None], pointwise[..., None], 3)
    flat = abstract_conv.separable_conv2d(x, depthwise, pointwise, 3)
    np.testing.assert_allclose(volumes.eval()[..., 0], flat.eval(), atol=1e-12)


@pytest.mark.parametrize("subsample, dilation", [(1, 1), (2, 1), (1, 3)])
def test_causal(subsample, dilation):
    """A result depends on what was before it."""
    x, w = values(2, 3, 20), values(4, 3, 3)
    z = abstract_conv.causal_conv1d(x, w, w.shape, x.shape, subsample, True, dilation).eval()
    wide = np.zeros((4, 3, 2 * dilation + 1))
    wide[..., ::dilation] = w
    for b, o in np.ndindex(2, 4):
        expected = sum(signal.lfilter(wide[o, c], [1.0], x[b, c]) for c in range(3))[::subsample]
        np.testing.assert_allclose(z[b, o], expected, atol=1e-12)
    with pytest.raises(ValueError, match="Input should be 3D"):
        abstract_conv.causal_conv1d(T.matrix(), w, w.shape)
    with pytest.raises(ValueError, match="Filters should be 3D"):
        abstract_conv.causal_conv1d(x, T.matrix(), w.shape)
    with pytest.raises(ValueError, match="filter_shape should have 3 elements"):
        abstract_conv.causal_conv1d(x, w, (1, 2))


def interpolated(image, ratios, step=1):
    """Bilinear interpolation where element j of an axis is at ``j ratio + (ratio - 1) // 2``."""
    for axis, ratio in enumerate(ratios):
        at = np.arange(image.shape[axis]) * ratio + (ratio - 1) // 2
        places = np.arange(0, image.shape[axis] * ratio, step)
        image = np.apply_along_axis(lambda v: np.interp(places, at, v), axis, image)  # noqa: B023
    return image


@pytest.mark.parametrize("one_by_one", [True, False])
@pytest.mark.parametrize("ratio", [1, 2, 3, 4])
def test_upsampling(ratio, one_by_one):
    x = values(2, 3, 4, 5)
    z = abstract_conv.bilinear_upsampling(x, ratio, batch_size=2, num_input_channels=3, use_1D_kernel=one_by_one).eval()
    for b, c in np.ndindex(2, 3):
        np.testing.assert_allclose(z[b, c], interpolated(x[b, c], (ratio, ratio)), atol=1e-12)


def test_upsampling_by_fractions():
    x = values(2, 3, 4, 5)
    z = abstract_conv.bilinear_upsampling(x, frac_ratio=(6, 4), use_1D_kernel=False).eval()
    rows = abstract_conv.frac_bilinear_upsampling(x, ((3, 2), (5, 2))).eval()
    for b, c in np.ndindex(2, 3):
        np.testing.assert_allclose(z[b, c], interpolated(x[b, c], (3, 3), 2), atol=1e-12)
        np.testing.assert_allclose(rows[b, c], interpolated(x[b, c], (3, 5), 2), atol=1e-12)
    for kwargs in ({}, {"ratio": 2, "frac_ratio": (1, 2)}, {"frac_ratio": (1, 2)}):
        with pytest.raises(ValueError):
            abstract_conv.bilinear_upsampling(x, **kwargs)
    with pytest.raises(ValueError, match="must be a tuple"):
        abstract_conv.frac_bilinear_upsampling(x, 2)


def test_kernels_of_upsampling():
    """The ratio may be a variable."""
    n = T.lscalar("n")
    np.testing.assert_allclose(abstract_conv.bilinear_kernel_1D(n, normalize=False).eval({n: 3}), [1, 2, 3, 2, 1])
    np.testing.assert_allclose(abstract_conv.bilinear_kernel_2D(n).eval({n: 2}), np.outer([0.5, 1, 0.5], [0.5, 1, 0.5]))


def test_old_function():
    """``nnet.conv.conv2d``: what it is told of shapes is checked when it runs."""
    x, w = T.dtensor4(), T.dtensor4()
    a, b = values(2, 3, 5, 4), values(4, 3, 2, 2)
    with pytest.warns(UserWarning, match="deprecated"):
        z = old_conv2d(x, w, (2, 3, None, 4), (T.constant(4), 3, 2, 2), "full", (2, 1), unroll_patch=True)
    f = theano.function([x, w], z)
    np.testing.assert_allclose(f(a, b), conv2d(a, b, border_mode="full", subsample=(2, 1)).eval(), atol=1e-12)
    with pytest.raises(ValueError, match="the image should have shape"):
        f(a[:1], b)
    with pytest.warns(UserWarning), pytest.raises(AssertionError, match="as many channels"):
        old_conv2d(x, w, (2, 3, 5, 4), (4, 2, 2, 2))
    with pytest.warns(UserWarning), pytest.raises(T.basic.NotScalarConstantError):
        old_conv2d(x, w, (T.lscalar(), 3, 5, 4))
    with pytest.warns(UserWarning), pytest.raises(ValueError, match="output_mode"):
        old_conv2d(x, w, border_mode="half")
    assert T.nnet.ConvOp.getOutputShape((8, 7), (3, 2), (2, 1)) == (3, 6)


@pytest.mark.parametrize("several_images", [False, True])
@pytest.mark.parametrize("several_filters", [False, True])
@pytest.mark.parametrize("mode", ["valid", "full"])
def test_signals(several_images, several_filters, mode):
    """Each image with each filter, as SciPy does it."""
    x, w = values(2, 6, 5), values(3, 2, 3)
    expected = np.array([[signal.convolve2d(a, b, mode) for b in w] for a in x])
    image, kernel = (x if several_images else x[0]), (w if several_filters else w[0])
    expected = expected if several_images else expected[0]
    expected = expected if several_filters else expected[..., 0, :, :]
    z = signal_conv.conv2d(T.constant(image), T.constant(kernel), image.shape, kernel.shape, mode).eval()
    assert z.shape == expected.shape
    np.testing.assert_allclose(z, expected, atol=1e-12)
    with pytest.raises(ValueError, match="2 or 3 axes"):
        signal_conv.conv2d(T.vector(), T.matrix())


def test_products_without_lengths():
    """The ops of ``theano.tensor.nnet.corr`` work out the lengths of their results where there is just one answer."""
    x, w = values(2, 3, 6, 5), values(4, 3, 3, 2)
    z = T.nnet.corr.CorrMM((1, 0))(x, w).eval()
    np.testing.assert_allclose(z, conv2d(x, w, border_mode=(1, 0), filter_flip=False).eval(), atol=1e-12)
    gw = T.nnet.corr.CorrMM_gradWeights((1, 0))(x, z).eval()
    gx = T.nnet.corr.CorrMM_gradInputs((1, 0))(w, z).eval()
    assert gw.shape == w.shape and gx.shape == x.shape
    np.testing.assert_allclose([(gx * x).sum(), (gw * w).sum()], (z**2).sum())
    with pytest.raises(ValueError, match="shape must be given"):
        T.nnet.corr.CorrMM_gradWeights("half")(x, z)
    with pytest.raises(ValueError, match="shape must be given"):
        T.nnet.corr.CorrMM_gradInputs(subsample=(2, 2))(w, z)
    assert str(T.nnet.corr.CorrMM((1, 0))) == "CorrMM{(1, 0), (1, 1), (1, 1), 1 False}"
    assert str(T.nnet.corr3d.Corr3dMM()) == "Corr3dMM{valid, (1, 1, 1), (1, 1, 1), 1}"
    assert T.nnet.corr3d.Corr3dMM("half", (1, 2, 1), (1, 1, 1), None, 2).num_groups == 2
    assert T.nnet.corr.CorrMM("half", (2, 1), (1, 1), 2).num_groups == 2


@pytest.mark.parametrize("mode", ["valid", "half", "full", ("valid", "half", "full")])
def test_films(mode):
    """Convolutions of films are those of volumes, with other axes."""
    x, w = values(1, 4, 2, 5, 3), values(3, 3, 2, 3, 3)
    z = T.nnet.conv3d2d.conv3d(x, w, x.shape, w.shape, mode).eval()
    as_pad = mode if isinstance(mode, str) else (0, 1, 2)
    expected = conv3d(np.moveaxis(x, 2, 1), np.moveaxis(w, 2, 1), border_mode=as_pad).eval()
    np.testing.assert_allclose(z, np.moveaxis(expected, 1, 2), atol=1e-12)
    with pytest.raises(ValueError, match="border_mode must be"):
        T.nnet.conv3d2d.conv3d(x, w, border_mode=1)
    with pytest.raises(ValueError, match="filters_shape must be known"):
        T.nnet.conv3d2d.conv3d(x, w, border_mode=("valid", "half", "full"))
