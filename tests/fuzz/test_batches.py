"""A short turn of the mapped random programs; ``python tests/fuzz/batches.py --programs 5000`` is the long one."""

import pytest
from batches import failure

BLOCK = 10


@pytest.mark.parametrize("first", range(0, 100, BLOCK))
def test_programs(first):
    """The map of a program of any family gives for each example what the program gives for it."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text
