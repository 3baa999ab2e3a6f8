"""A short turn of the random loops; ``python tests/fuzz/loops.py --programs 2000`` is the long one."""

import pytest
from loops import failure


@pytest.mark.parametrize("seed", [*range(30), 46, 53, 69, 77, 10210])
def test_loops(seed):
    """Loops compute what Python does, and their derivatives are right."""
    text = failure(seed)
    assert text is None, text
