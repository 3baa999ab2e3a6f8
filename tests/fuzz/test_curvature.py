"""A short turn of the second derivatives; ``python tests/fuzz/curvature.py --programs 5000`` is the long one."""

import pytest
from curvature import failure

BLOCK = 10


@pytest.mark.parametrize("first", [*range(0, 100, BLOCK), 240])
def test_derivatives(first):
    """Products with gradients and Hessians are what differences of gradients tell, rewritten or not."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text
