"""Some programs on extreme numbers; ``python tests/fuzz/number_programs.py --programs 50000`` is a long turn."""

import numpy as np
import pytest
from number_programs import Numbers, failure, is_near

BLOCK = 10


@pytest.mark.parametrize("first", range(0, 200, BLOCK))
def test_numbers(first):
    """What NumPy computes exactly, and what it decides by that, is the same in every mode."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text


def test_exact_numbers_are_told_from_rounded_ones():
    third = Numbers(np.array([1.0, 3.0]) / 3, np.array([1, 3], "longdouble") / 3)
    assert third.exact.tolist() == [False, True]
    near = np.nextafter(third.value, 2)
    assert is_near(near, third, 1).tolist() == [True, False]
