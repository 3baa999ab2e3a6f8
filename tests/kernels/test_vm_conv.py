"""Convolutions by slabs against the reference, in all the ways of cutting the work, on every layout."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import Builder, layouts, run, some

from tensorgraph.tensor.nnet.conv import reference
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv
from tensorgraph.tensor.nnet.conv.geometry import border_mode_to_pad, get_conv_output_shape, padding_1axis


def params_of(op):
    """The parameters of the steps for those of an op."""
    mode = op.border_mode
    if mode not in ("half", "full"):
        mode = tuple(padding_1axis(m, None) for m in ((mode,) * op.convdim if mode == "valid" else mode))
    return {
        "stride": op.subsample,
        "dilation": op.filter_dilation,
        "pad": mode,
        "flip": op.filter_flip,
        "groups": op.num_groups,
    }


def check(x, w, **kwargs):
    """All three steps against the reference."""
    op = AbstractConv(x.ndim - 2, **kwargs)
    dtype, params, tol = str(x.dtype), params_of(op), 1e-3 if x.dtype == "float32" else 1e-9
    z = run("conv", (x, w), [(dtype, x.ndim)], **params)
    wide_x, wide_w = x.astype("float64"), w.astype("float64")
    np.testing.assert_allclose(z, reference.forward(op, wide_x, wide_w), rtol=tol, atol=tol)
    gz = some(z.shape, dtype, 3)
    gw = run("conv_grad_weights", (x, gz), [(dtype, x.ndim)], shape=w.shape[2:], **params)
    expected = reference.grad_weights(op, wide_x, gz.astype("float64"), w.shape[2:])
    np.testing.assert_allclose(gw, expected, rtol=10 * tol, atol=10 * tol)
    gx = run("conv_grad_inputs", (w, gz), [(dtype, x.ndim)], shape=x.shape[2:], **params)
    expected = reference.grad_inputs(op, wide_w, gz.astype("float64"), x.shape[2:])
    np.testing.assert_allclose(gx, expected, rtol=tol, atol=tol)


WAYS = {
    "one part of one image": ((2, 3, 14, 15), (4, 3, 3, 2), {}),
    "several parts of an image": ((2, 3, 80, 70), (20, 3, 5, 5), {}),
    "parts of rows": ((1, 2, 3, 40_000), (3, 2, 2, 5), {"border_mode": (1, (2, 0)), "subsample": (1, 2)}),
    "parts of rows that are read where they are": ((1, 2, 3, 40_000), (3, 2, 2, 5), {}),
    "several images": ((7, 40, 6, 5), (9, 40, 3, 3), {"border_mode": "half"}),
    "several images, all filters long": ((40, 300, 6, 6), (9, 300, 5, 5), {}),
    "long filters": ((2, 70, 20, 9), (5, 70, 4, 3), {"border_mode": "half"}),
    "one result": ((5, 6, 9, 8), (3, 6, 9, 8), {}),
    "one result of one image": ((1, 40, 5, 5), (7, 40, 5, 5), {}),
    "one place of one image": ((1, 300, 1, 1), (7, 300, 1, 1), {}),
    "one filter of one result": ((1, 40, 5, 5), (1, 40, 5, 5), {}),
    "the image is the slab": ((3, 8, 9, 10), (4, 8, 1, 1), {}),
    "of two groups": ((3, 8, 9, 10), (4, 4, 1, 1), {"num_groups": 2}),
    "few places of filters of one element": ((9, 8, 2, 3), (4, 8, 1, 1), {}),
    "filters of one element, apart": ((3, 8, 17, 30), (4, 8, 1, 1), {"subsample": (2, 3)}),
    "columns only": ((3, 2, 50, 1), (4, 2, 3, 1), {"border_mode": ((2, 0), 0)}),
    "depth only": ((3, 2, 50, 1, 1), (4, 2, 3, 1, 1), {"subsample": (2, 1, 1)}),
    "a channel for each filter": ((2, 12, 20, 9), (12, 1, 3, 3), {"num_groups": 12, "border_mode": "half"}),
    "wide strides and dilation": ((2, 3, 60, 50), (4, 3, 3, 4), {"subsample": (5, 4), "filter_dilation": (3, 7)}),
    "volumes": ((2, 3, 6, 7, 8), (4, 3, 2, 3, 2), {"border_mode": "half", "subsample": (1, 2, 1)}),
    "parts that straddle planes": ((1, 4, 6, 31, 40), (6, 4, 3, 3, 3), {"border_mode": "half"}),
    "parts that straddle planes of the image": ((1, 70, 6, 31, 20), (6, 70, 3, 1, 1), {}),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("flip", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_ways(way, flip, dtype):
    """Each way of cutting the work."""
    of_x, of_w, kwargs = WAYS[way]
    check(some(of_x, dtype), some(of_w, dtype, 1), filter_flip=flip, **kwargs)


@pytest.mark.parametrize("border_mode", ["valid", "full", (1, (0, 2))])
def test_layouts(border_mode):
    """Arrays need not be C contiguous."""
    op = AbstractConv(2, border_mode=border_mode)
    x, w = some((2, 3, 6, 7), "float64"), some((4, 3, 3, 2), "float64", 1)
    z = reference.forward(op, x, w)
    gz = some(z.shape, "float64", 2)
    gw, gx = reference.grad_weights(op, x, gz, (3, 2)), reference.grad_inputs(op, w, gz, (6, 7))
    out, params = [("float64", 4)], params_of(op)
    for (_, a), (_, b) in itertools.product(layouts(x), layouts(w)):
        np.testing.assert_allclose(run("conv", (a, b), out, **params), z, atol=1e-12)
    for (_, a), (_, b) in itertools.product(layouts(x), layouts(gz)):
        np.testing.assert_allclose(run("conv_grad_weights", (a, b), out, shape=(3, 2), **params), gw, atol=1e-12)
    for (_, a), (_, b) in itertools.product(layouts(w), layouts(gz)):
        np.testing.assert_allclose(run("conv_grad_inputs", (a, b), out, shape=(6, 7), **params), gx, atol=1e-12)
    repeated = np.broadcast_to(x[:, :1, :, :1], x.shape)
    np.testing.assert_allclose(
        run("conv", (repeated, w), out, **params), reference.forward(op, repeated, w), atol=1e-12
    )


@pytest.mark.parametrize(
    "of_x, of_w", [((0, 3, 4, 5), (2, 3, 2, 2)), ((2, 0, 4, 5), (2, 0, 2, 2)), ((2, 3, 4, 5), (0, 3, 2, 2))]
)
def test_nothing(of_x, of_w):
    """No images, channels or filters: zeros, if anything."""
    check(np.ones(of_x), np.ones(of_w))


def test_image_without_elements():
    """An empty image is padded with zeros."""
    check(np.ones((1, 2, 0, 3)), np.ones((2, 2, 2, 2)), border_mode=(1, 0))


@st.composite
def problems(draw):
    """Shapes that are cut in all ways, and parameters."""
    n = draw(st.sampled_from([2, 3]))
    largest = 40 if n == 2 else 12
    kernel = [draw(st.sampled_from([1, 1, 2, 3, 5])) for _ in range(n)]
    dilation = tuple(draw(st.sampled_from([1, 1, 2])) for _ in range(n))
    extents = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    mode = draw(st.sampled_from(["valid", "full", "half", tuple(range(n))]))
    least = [max(1, e - sum(p)) for e, p in zip(extents, border_mode_to_pad(mode, n, extents))]
    image = [draw(st.integers(m, m + largest)) for m in least]
    groups = draw(st.sampled_from([1, 1, 2]))
    channels, filters = draw(st.sampled_from([1, 2, 3, 40])), draw(st.sampled_from([1, 2, 7])) * groups
    kwargs = {
        "border_mode": mode,
        "subsample": tuple(draw(st.sampled_from([1, 1, 2, 3])) for _ in range(n)),
        "filter_dilation": dilation,
        "filter_flip": draw(st.booleans()),
        "num_groups": groups,
    }
    return (draw(st.integers(1, 4)), channels * groups, *image), (filters, channels, *kernel), kwargs


@settings(max_examples=60)
@given(problem=problems(), dtype=st.sampled_from(["float32", "float64"]))
def test_random(problem, dtype):
    of_x, of_w, kwargs = problem
    check(some(of_x, dtype), some(of_w, dtype, 1), **kwargs)


@pytest.mark.parametrize("how", ["entries", "vector"])
def test_lengths_at_run_time(how):
    """The lengths of a gradient are read when the step runs, and may change between calls."""
    op = AbstractConv(2, subsample=(2, 2))
    w = some((2, 3, 3, 3), "float64")
    builder = Builder()
    inputs = [builder.slot("input", "float64", 4) for _ in range(2)]
    if how == "entries":
        inputs += [builder.slot("input", "int64", 0) for _ in range(2)]
        shape = (("in", 2), ("in", 3))
    else:
        inputs.append(builder.slot("input", "int32", 1))
        shape = ("vector", 2)
    machine = builder.machine(
        builder.step("conv_grad_inputs", inputs, [("float64", 4)], shape=shape, **params_of(op)), pack="single"
    )
    for lengths in ((7, 8), (8, 8), (7, 7), (9, 10)):
        gz = some(get_conv_output_shape((2, 3, *lengths), w.shape, "valid", (2, 2)), "float64", 1)
        args = lengths if how == "entries" else (np.array(lengths, "int32"),)
        np.testing.assert_allclose(machine(w, gz, *args), reference.grad_inputs(op, w, gz, lengths), atol=1e-12)
    with pytest.raises(ValueError, match="invalid input_shape"):
        machine(w, gz, *((20, 20) if how == "entries" else (np.array((20, 20), "int32"),)))


@pytest.mark.parametrize(
    "kind, of_a, of_b, extra, text",
    [
        ("conv", (1, 3, 4, 4), (2, 2, 2, 2), {}, "number of channels of 1 group"),
        ("conv", (1, 3, 4, 4), (2, 3, 5, 2), {}, r"impossible output shape \(1, 2, 0, 3\)"),
        ("conv", (1, 3, 4, 4), (2, 3, 0, 2), {}, "impossible output shape"),
        ("conv", (1, 3, 4, 4), (2, 1, 2, 2), {"groups": 2}, "input channels must be divi"),
        ("conv", (1, 4, 4, 4), (3, 2, 2, 2), {"groups": 2}, "filters must be divisible"),
        ("conv_grad_weights", (1, 3, 4, 4), (1, 2, 3, 3), {"shape": (3, 2)}, "given topgrad has shape"),
        ("conv_grad_weights", (1, 3, 4, 4), (2, 2, 3, 3), {"shape": (2, 2)}, "given topgrad has shape"),
        ("conv_grad_weights", (1, 3, 4, 4), (1, 2, 3, 3), {"shape": (-2, 2)}, "negative dimensions"),
        ("conv_grad_inputs", (2, 3, 2, 2), (1, 2, 3, 3), {"shape": (5, 4)}, "given topgrad has shape"),
        ("conv_grad_inputs", (2, 3, 2, 2), (1, 3, 3, 3), {"shape": (4, 4)}, "given topgrad has shape"),
    ],
)
def test_errors(kind, of_a, of_b, extra, text):
    params = {**params_of(AbstractConv(2)), **extra}
    with pytest.raises(ValueError, match=text):
        run(kind, (np.ones(of_a), np.ones(of_b)), [("float64", 4)], **params)
