"""Convolutions and their derivatives against direct loops, SciPy and differences, over all parameters."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.abstract_conv import (
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
@settings(max_examples=60, deadline=None)
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


@settings(max_examples=60, deadline=None)
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
