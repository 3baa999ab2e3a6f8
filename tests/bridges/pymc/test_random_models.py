"""A short turn of random models of PyMC; ``python tests/fuzz/pymc_programs.py --programs 300`` is a long one."""

import pytest
from pymc_programs import failure


@pytest.mark.parametrize("seed", range(6))
def test_models(seed):
    """Densities, gradients and draws are those of PyTensor's own Python code."""
    text = failure(seed)
    assert text is None, text
