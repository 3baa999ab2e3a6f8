"""Gates at the largest numbers."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


@pytest.mark.parametrize("slope", [1.5, 1.702, 8])
def test_gradient_of_a_gate_at_the_largest_numbers(slope):
    """A constant times the argument is infinite there, and the factor beside it is 0."""
    x = T.fvector("x")
    z = x * T.nnet.sigmoid(T.constant(np.float32(slope)) * x)
    found = theano.function([x], [z, T.grad(z.sum(), x)])(np.array([3.2e38, -3.2e38, 2e38], "float32"))
    np.testing.assert_allclose(found, [[3.2e38, 0, 2e38], [1, 0, 1]], rtol=1e-6)
