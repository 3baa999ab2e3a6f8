"""A short turn of random programs of PyTensor; ``python tests/fuzz/pytensor_programs.py`` is a long one."""

import pytest
from pytensor_programs import failure

BLOCK = 10


@pytest.mark.parametrize("first", range(0, 40, BLOCK))
def test_programs(first):
    """Results, shared variables and errors are those of PyTensor's own Python code."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text
