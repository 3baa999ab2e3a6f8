"""A short turn of random indices; ``python tests/fuzz/mixed_indices.py --programs 5000`` is the long one."""

import pytest
from mixed_indices import failure

BLOCK = 20


@pytest.mark.parametrize("first", range(0, 200, BLOCK))
def test_indices(first):
    """Parts, and what is set and added by any index, are NumPy's."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text
