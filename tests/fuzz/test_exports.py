"""A short turn of the exported random programs; ``python tests/fuzz/exports.py --programs 2000`` is the long one."""

import pytest
from exports import failure

BLOCK = 5
NEEDED = {"onnx": "onnxruntime", "jax": "jax", "maps": "jax"}


@pytest.mark.parametrize("first", range(0, 20, BLOCK))
@pytest.mark.parametrize("target", NEEDED)
def test_programs(target, first):
    """A program is refused, or has the same values and gradients on the other side."""
    pytest.importorskip(NEEDED[target])
    for seed in range(first, first + BLOCK):
        text = failure(seed, target)
        assert text is None, text
