"""Patches of images against plain loops."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet import neighbours
from tensorgraph.tensor.nnet.neighbours import MODES, Images2Neibs, Images2NeibsGrad, images2neibs, neibs2images

RNG = np.random.default_rng(5)


def patches(x, size, step, mode):
    """The rows, one by one; outside of an image there are zeros, or its other side."""
    (r, c), (n, channels, height, width) = size, x.shape
    if mode == "wrap_centered":
        border = (r // 2, c // 2)
        counts = (-(-height // step[0]), -(-width // step[1]))
    else:
        border = {"half": (r // 2, c // 2), "full": (r - 1, c - 1)}.get(mode, (0, 0))
        counts = tuple(
            len(range(0, length + 2 * b - s + 1, d)) for length, b, s, d in zip((height, width), border, size, step)
        )
    rows = []
    for image, channel, a, b in itertools.product(range(n), range(channels), *map(range, counts)):
        row = []
        for i, j in itertools.product(range(r), range(c)):
            y, z = a * step[0] + i - border[0], b * step[1] + j - border[1]
            if mode == "wrap_centered":
                y, z = y % height, z % width
            row.append(x[image, channel, y, z] if 0 <= y < height and 0 <= z < width else 0)
        rows.append(row)
    return np.array(rows).reshape(-1, r * c)


@st.composite
def cases(draw):
    """A mode with images, patches and steps that fit it."""
    mode = draw(st.sampled_from(MODES))
    size = tuple(draw(st.integers(1, 4)) for _ in range(2))
    step = tuple(draw(st.integers(1, 4)) for _ in range(2))
    image = tuple(draw(st.integers(1, 7)) for _ in range(2))
    for n, s, d in zip(image, size, step):
        border = {"half": s // 2, "full": s - 1}.get(mode, 0)
        if mode == "wrap_centered":
            assume(s % 2 and n >= s)
        elif mode != "ignore_borders":
            assume(n >= s and (n + 2 * border - s) % d == 0)
    return mode, (draw(st.integers(0, 2)), draw(st.integers(1, 2)), *image), size, step


@given(cases())
@settings(max_examples=100)
def test_is_the_loop(case):
    mode, shape, size, step = case
    a = RNG.standard_normal(shape)
    x = T.dtensor4()
    z = images2neibs(x, size, step, mode)
    found = evaluate(z, {x: a})
    np.testing.assert_array_equal(found, patches(a, size, step, mode))
    check_shapes(z, {x: a})
    # the gradient is the adjoint: <patches(x), w> = <x, gradient>
    w = RNG.standard_normal(found.shape)
    g = evaluate(theano.grad((z * T.constant(w)).sum(), x), {x: a})
    assert g.shape == a.shape
    np.testing.assert_allclose((g * a).sum(), (found * w).sum(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_a_few_images_at_a_time(mode, monkeypatch):
    """Patches larger than the cache."""
    a, x = RNG.standard_normal((5, 2, 9, 9)), T.dtensor4()
    z = images2neibs(x, (3, 3), (2, 2), mode)
    f = theano.function([x], [z, theano.grad((z**2).sum(), x)])
    whole = f(a)
    np.testing.assert_array_equal(whole[0], patches(a, (3, 3), (2, 2), mode))
    for size in (1, 5000):
        monkeypatch.setattr(neighbours, "CACHE", size)
        for found, expected in zip(f(a), whole):
            np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("mode", "size", "step"),
    [
        ("valid", (2, 3), None),
        ("valid", (2, 3), (1, 1)),
        ("ignore_borders", (3, 2), (2, 3)),
        ("wrap_centered", (3, 3), (2, 2)),
        ("half", (2, 2), (2, 2)),
        ("full", (2, 2), (1, 2)),
    ],
)
def test_derivatives(mode, size, step):
    a = RNG.standard_normal((2, 1, 4, 6))

    def f(x):
        return images2neibs(x, size, step, mode)

    check_grad(lambda x: f(x) ** 2, [a])
    check_grad(lambda x: theano.grad((f(x) ** 3).sum(), x), [a], rtol=1e-4)
    check_pushforward(f, [a])
    (x,) = variables_for([a])
    check_shapes(theano.grad((f(x) ** 2).sum(), x), {x: a})


@pytest.mark.parametrize("dtype", ["int64", "float32", "float64"])
def test_there_and_back(dtype):
    a = np.arange(2 * 3 * 5 * 7).reshape(2, 3, 5, 7).astype(dtype)
    x, size = T.TensorType(dtype, (False,) * 4)(), T.lvector()
    whole = a[:, :, :4, :6]
    f = theano.function([x, size], neibs2images(images2neibs(x, size), size, x.shape))
    assert f(whole, (2, 3)).dtype == dtype
    np.testing.assert_array_equal(f(whole, (2, 3)), whole)
    rest = images2neibs(x, size, mode="ignore_borders")
    g = theano.function([x, size], neibs2images(rest, size, x.shape, "ignore_borders"))
    expected = np.zeros_like(a)
    expected[:, :, :4, :6] = whole
    np.testing.assert_array_equal(g(a, (2, 3)), expected)
    with pytest.raises(ValueError):
        f(a[:, :, :4, :6], (0, 3))
    with pytest.raises(NotImplementedError, match="mode=full"):
        neibs2images(x, size, x.shape, "full")


def test_errors():
    x, size, step = T.dtensor4(), T.lvector(), T.lvector()
    for match, make in [
        ("four axes", lambda: images2neibs(T.dmatrix(), size)),
        ("vectors of two integers", lambda: images2neibs(x, T.dvector())),
        ("vectors of two integers", lambda: images2neibs(x, size, 2)),
    ]:
        with pytest.raises(TypeError, match=match):
            make()
    with pytest.raises(NotImplementedError, match="same"):
        Images2Neibs("same")
    assert str(Images2Neibs("half")) == "Images2Neibs{half}"
    a = np.ones((1, 1, 4, 4))
    for mode, s, d, error, match in [
        ("valid", (3, 2), (3, 2), TypeError, r"neib_shape\[0\]=3, neib_step\[0\]=3 and ten4.shape\[2\]=4"),
        ("valid", (2, 5), (2, 5), TypeError, "not consistent"),
        ("half", (3, 3), (2, 2), TypeError, "not consistent"),
        ("full", (2, 2), (3, 3), TypeError, "not consistent"),
        ("wrap_centered", (2, 3), (1, 1), TypeError, "odd shapes"),
        ("wrap_centered", (5, 3), (1, 1), TypeError, "shorter than the patches"),
        ("valid", (0, 2), (1, 1), ValueError, "positive"),
        ("valid", (2, 2), (1, -1), ValueError, "positive"),
        ("valid", (2, 2, 2), (1, 1), ValueError, "two numbers"),
    ]:
        f = theano.function([x, size, step], images2neibs(x, size, step, mode))
        with pytest.raises(error, match=match):
            f(a, s, d)
    g = Images2NeibsGrad()(T.dmatrix("m"), (1, 1, 4, 4), (2, 2))
    with pytest.raises(ValueError, match="have patches of shape"):
        theano.function([g.owner.inputs[0]], g)(np.ones((4, 3)))
