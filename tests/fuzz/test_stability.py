"""A short turn of the random losses; ``python tests/fuzz/stability.py --programs 5000`` is the long one."""

import numpy as np
import pytest
from namespaces import Symbolic
from stability import RANGE, Program, check

import tensorgraph as theano
import tensorgraph.tensor as T


@pytest.mark.parametrize("dtype", RANGE)
@pytest.mark.parametrize("seed", range(40))
def test_losses_at_extreme_arguments(seed, dtype):
    """Costs and gradients are finite and right where the true ones are."""
    with np.errstate(all="ignore"):
        found = check(Program(seed, dtype), theano)
    if found == "skipped":
        pytest.skip("the true value or gradient is not finite, or not smooth")
    assert found is None


@pytest.mark.parametrize("seed", range(60))
def test_nan_among_the_data(seed):
    """A cost that depends on an element is nan where the element is, in the form that is computed as it was written."""
    program, draw = Program(seed, "float64"), np.random.default_rng(seed)
    inputs = T.dmatrices("x", "w", "positive")
    cost = program.write(Symbolic(theano), *inputs)
    written, computed = (
        theano.function(inputs, cost, mode=mode, on_unused_input="ignore") for mode in ("FAST_COMPILE", "FAST_RUN")
    )
    x = draw.uniform(-1, 1, program.x.shape)
    place = draw.integers(x.shape)

    def at(function, value):
        x[tuple(place)] = value
        return function(x, program.w, program.positive)

    with np.errstate(all="ignore"):
        if np.ptp([at(computed, value) for value in (-0.7, 0.2, 0.9)]) < 1e-9:
            pytest.skip("the cost does not depend on the element")
        assert np.isnan(at(written, np.nan)) == np.isnan(at(computed, np.nan))
