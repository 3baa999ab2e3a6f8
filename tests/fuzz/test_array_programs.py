"""A short turn of random array programs; ``python tests/fuzz/array_programs.py --programs 50000`` is a long one."""

import numpy as np
import pytest
from array_programs import failure
from placed import Placed

BLOCK = 10


@pytest.mark.parametrize("first", range(0, 40, BLOCK))
def test_arrays(first):
    """Arrays of every dtype, layout and length give what NumPy gives, and nothing else changes."""
    for seed in range(first, first + BLOCK):
        text = failure(seed)
        assert text is None, text


@pytest.mark.parametrize("steps", [(1, 1), (-1, 2), (0, -3)])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_placed(order, steps):
    """A placed array has the elements asked for, and tells a change within its memory from none."""
    value = np.arange(12, dtype="int16").reshape(3, 4)
    placed = Placed(value, order, steps, shift=1)
    assert np.array_equal(placed.array, value if 0 not in steps else np.broadcast_to(value[:1], value.shape))
    assert placed.is_intact()
    assert placed.holds(placed.array[1:])
    placed.memory[-1] += 1
    assert not placed.is_intact()
