"""Functions compared with the same graphs, run in Python without rewrites."""

import numpy as np

import tensorgraph as theano
from tensorgraph.compile.mode import Mode

PLAIN = Mode("py", None)


def agree(inputs, outputs, values, tolerance):
    """Assert that two calls of a function give what the graph says, with its shapes and dtypes."""
    fast = theano.function(inputs, outputs, on_unused_input="ignore")
    plain = theano.function(inputs, outputs, on_unused_input="ignore", mode=PLAIN)
    expected = plain(*values)
    for _ in range(2):
        for k, (result, value) in enumerate(zip(fast(*values), expected, strict=True)):
            assert result.shape == value.shape and result.dtype == value.dtype, k
            np.testing.assert_allclose(result, value, rtol=tolerance, atol=tolerance, err_msg=str(k))
