"""A short turn of repositories' functions; ``python tests/fuzz/repositories.py --programs 2000`` is the long one."""

import pytest
from repositories import failure

BLOCK = 10


@pytest.mark.parametrize("first", range(10000, 10120, BLOCK))
def test_functions_and_derivatives(first):
    """Rewrites make no value wrong that is right without them."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text
