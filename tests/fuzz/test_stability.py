"""A short turn of the random losses; ``python tests/fuzz/stability.py --programs 5000`` is the long one."""

import numpy as np
import pytest
from stability import RANGE, Program, check

import tensorgraph as theano


@pytest.mark.parametrize("dtype", RANGE)
@pytest.mark.parametrize("seed", range(40))
def test_losses_at_extreme_arguments(seed, dtype):
    """Costs and gradients are finite and right where the true ones are."""
    with np.errstate(all="ignore"):
        found = check(Program(seed, dtype), theano)
    if found == "skipped":
        pytest.skip("the true value or gradient is not finite, or not smooth")
    assert found is None
