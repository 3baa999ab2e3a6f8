"""Clips with one bound: ``clip(x, None, 1.0)`` is a minimum, as NumPy has it."""

from ...scalar.type import REGISTRY


def one_sided(elemwise, inputs):
    """Return the node of a clip where one of both bounds is None, or None for any other operation and inputs.

    Parameters
    ----------
    elemwise : Elemwise
    inputs : sequence
        As the user gave them.
    """
    if elemwise.scalar_op is not REGISTRY["clip"] or elemwise.inplace_pattern or len(inputs) != 3:
        return None
    x, low, high = inputs
    if x is None or (low is None) == (high is None):
        return None
    other, bound = ("minimum", high) if low is None else ("maximum", low)
    return type(elemwise)(REGISTRY[other], name=f"Elemwise{{{other},no_inplace}}").make_node(x, bound)
