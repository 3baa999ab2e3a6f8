"""A short turn of the random programs; ``python tests/fuzz/differential.py --programs 50000`` is the long one."""

import pytest
from differential import failure

BLOCK = 10


@pytest.mark.parametrize("first", range(0, 200, BLOCK))
def test_programs(first):
    """Programs of every family are the same in all modes, layouts and calls, and their gradients are right."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text
