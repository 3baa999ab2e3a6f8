"""Nothing is half there: each operation has its documentation, its kernel or a reason, its gradient."""

import pytest

from tensorgraph import scalar

OPS = list(scalar.REGISTRY.values())


@pytest.mark.parametrize("op", OPS, ids=str)
def test_op_is_documented(op):
    assert op.docs, f"{op.name} has no docstring"
    assert getattr(scalar, op.name, None) is op or not op.name.isidentifier()


@pytest.mark.parametrize("op", OPS, ids=str)
def test_op_has_a_kernel_or_says_why_not(op):
    """A formula of its own, the loops of a ufunc, or the reason for neither."""
    assert (op.c is not None or op.ufunc is not None) != (op.no_kernel is not None)


@pytest.mark.parametrize("op", [op for op in OPS if op.derivative is None], ids=str)
def test_op_without_gradient_is_flat(op):
    """Only what jumps between constants goes without a gradient body."""
    assert not op.smooth
