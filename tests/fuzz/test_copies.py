"""A short turn of the copies of random programs; ``python tests/fuzz/copies.py --programs 5000`` is the long one."""

import pytest
from copies import failure


@pytest.mark.parametrize("seed", range(40))
def test_copies(seed):
    """Pickles, copies and calls from several threads give the same bits."""
    text = failure(seed)
    assert text is None, text
