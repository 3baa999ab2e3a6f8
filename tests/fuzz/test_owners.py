"""A short turn of arrays that share memory; ``python tests/fuzz/owners.py --programs 2000`` is the long one."""

import pytest
from owners import failure


@pytest.mark.parametrize("seed", [*range(40), 121, 214])
def test_owners(seed):
    """Results are what copies give, and nobody's array changes."""
    text = failure(seed)
    assert text is None, text
