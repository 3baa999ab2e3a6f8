"""Random programs over integers at the ends of their ranges: rewritten and compiled, they give what was written.

More of them: ``TENSORGRAPH_RANDOM_INTEGERS=20000 pytest tests/rewriting/test_random_integers.py``.
"""

import os

import numpy as np
import pytest
from random_integers import Program

import tensorgraph as theano

COUNT = int(os.environ.get("TENSORGRAPH_RANDOM_INTEGERS", 400))
START = int(os.environ.get("TENSORGRAPH_RANDOM_START", 0))


def evaluate(program):
    """Return the results of the program as written, the tolerance of floats, and the rewritten results."""
    asis = theano.compile.Mode("py", None)
    outputs = [program.output, *program.intermediates]
    wanted = theano.function(program.inputs, outputs, mode=asis, on_unused_input="ignore")
    found = theano.function(program.inputs, program.output, mode="FAST_RUN", on_unused_input="ignore")
    expected, *others = wanted(*program.values)
    sizes = [np.abs(v.astype("float64")) for v in others]
    scale = max([float(np.max(s, where=np.isfinite(s), initial=0)) for s in sizes], default=0)
    rounding = 1e-4 if any(v.dtype == "float32" for v in [expected, *others, *program.values]) else 1e-9
    return expected, rounding * scale, found(*program.values)


@pytest.mark.filterwarnings("ignore:overflow|invalid|divide|underflow:RuntimeWarning")
@pytest.mark.parametrize("seed", range(START, START + COUNT))
def test_rewritten_is_as_written(seed):
    """Integers bit for bit, floats within rounding of the largest number on the way."""
    with np.errstate(all="ignore"):
        expected, tolerance, result = evaluate(Program(seed))
    assert result.dtype == expected.dtype and result.shape == expected.shape
    if expected.dtype.kind != "f":
        np.testing.assert_array_equal(result, expected)
        return
    finite = np.isfinite(expected)
    if tolerance < 1e25:
        np.testing.assert_allclose(result[finite], expected[finite], rtol=1e-4, atol=tolerance)
