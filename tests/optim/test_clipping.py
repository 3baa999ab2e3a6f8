"""Clipped gradients have the norms and the directions that they should have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import tensorgraph.tensor as T
from tensorgraph import optim

CLIPS = {name: getattr(optim, name) for name in optim.__all__ if name.startswith("clip_")}
every_clip = pytest.mark.parametrize("name", CLIPS)
vectors = arrays("float64", st.integers(0, 4), elements=st.integers(-9999, 9999).map(lambda n: n / 100))


def reference(name, grads, limit):
    if name == "clip_by_value":
        return [np.clip(g, -limit, limit) for g in grads]
    norms = [np.linalg.norm(g) for g in grads]
    if name == "clip_by_global_norm":
        norms = [np.linalg.norm(norms)] * len(grads)
    return [g * min(1, limit / n) if n else g for g, n in zip(grads, norms)]


@every_clip
@settings(max_examples=30)
@given(grads=st.lists(vectors, min_size=1, max_size=3), limit=st.sampled_from([0.0, 0.5, 1.0, 1e4]))
def test_values(name, grads, limit):
    clipped = CLIPS[name]([T.constant(g) for g in grads], limit)
    for g, e in zip(clipped, reference(name, grads, limit)):
        np.testing.assert_allclose(g.eval(), e, rtol=1e-12, atol=1e-300)


@every_clip
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_large_gradients(name, dtype):
    """The norm does not overflow with the squares of single precision; the dtype stays."""
    large = np.array([3.0, -4.0]) * {"float16": 1e4, "float32": 5e37, "float64": 1e150}[dtype]
    clipped = CLIPS[name](T.constant(large.astype(dtype)), 1.0).eval()
    assert clipped.dtype == dtype
    np.testing.assert_allclose(clipped, reference(name, [large], 1.0)[0], rtol=2e-3)


@every_clip
def test_containers(name):
    g, h = T.dvector("g"), T.dscalar("h")
    found = CLIPS[name]({"a": g, "b": [h, (g,)]}, 1.0)
    assert found["a"].type == g.type and found["b"][0].type == h.type and isinstance(found["b"][1], tuple)


@every_clip
def test_a_symbolic_limit(name):
    limit = T.fscalar("limit")
    assert CLIPS[name](T.constant([10.0]), limit).eval({limit: np.float32(0.5)}) == 0.5


@every_clip
@pytest.mark.parametrize("grads", [None, "g", 1.0, np.ones(2), [T.lvector()], [T.zvector()], [[None]]], ids=repr)
def test_bad_gradients(name, grads):
    with pytest.raises(TypeError, match="a gradient must be a variable of floats"):
        CLIPS[name](grads, 1.0)


@every_clip
@pytest.mark.parametrize("limit, error", [(-1.0, ValueError), (float("nan"), ValueError), ("1", TypeError)])
def test_bad_limits(name, limit, error):
    with pytest.raises(error, match="limit must be"):
        CLIPS[name](T.dvector(), limit)


def test_no_gradient():
    with pytest.raises(ValueError, match="no gradients"):
        optim.clip_by_global_norm([], 1.0)
