"""A short turn of the derivatives; ``python tests/fuzz/calculus.py --programs 2000`` is the long one."""

import pytest
from calculus import failure

BLOCK = 10


@pytest.mark.parametrize("first", range(0, 120, BLOCK))
def test_derivatives(first):
    """Derivatives that share a function are those that were written."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text
