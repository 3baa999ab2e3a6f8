"""``log(sum(exp(x)))`` over any axes is one step of a kernel, after views that join the axes."""

from itertools import combinations

import numpy as np
import pytest
from scipy.special import logsumexp

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import LogSumExp

SHAPES = [(1, 2), (3, 4), (2, 3, 4), (0, 3, 2), (3, 0, 2), (2, 1, 3, 2)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", SHAPES)
def test_any_axes(shape, dtype):
    values = (50 * np.random.default_rng(0).normal(size=shape)).astype(dtype)
    layouts = values, np.asfortranarray(values), np.repeat(values, 2, -1)[..., ::2]
    for axes in [a for n in range(1, len(shape) + 1) for a in combinations(range(len(shape)), n)]:
        x = T.TensorType(dtype, [n == 1 for n in shape])("x")
        f = theano.function([x], LogSumExp(axes)(x))
        assert "python" not in {step.kind for step in f.program.steps}
        # SciPy refuses some arrays without elements
        want = logsumexp(values, axis=axes) if values.size else np.full(np.delete(shape, axes), -np.inf)
        for array in layouts:
            z = f(array)
            assert z.shape == want.shape and z.dtype == dtype
            np.testing.assert_allclose(z, want, rtol=1e-5 if dtype == "float32" else 1e-12)


def test_all_elements():
    x = T.dtensor3("x")
    f = theano.function([x], T.log(T.exp(x).sum()))
    assert "logsumexp" in {step.kind for step in f.program.steps}
    assert f(np.full((2, 3, 4), 1000.0)) == pytest.approx(1000 + np.log(24))
