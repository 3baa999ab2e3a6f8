"""Clips that lack bounds: ``clip(x, None, 1.0)`` is a minimum, and ``clip(x, None, None)`` x, as NumPy has them."""

from ...scalar.type import REGISTRY


def one_sided(elemwise, inputs):
    """Return the node of a clip where a bound is None, or None for any other operation and inputs.

    Parameters
    ----------
    elemwise : Elemwise
    inputs : sequence
        As the user gave them.
    """
    if elemwise.scalar_op is not REGISTRY["clip"] or elemwise.inplace_pattern or len(inputs) != 3:
        return None
    x, low, high = inputs
    if x is None or (low is not None and high is not None):
        return None
    bounds = [bound for bound in (low, high) if bound is not None]
    other = "identity" if not bounds else "minimum" if low is None else "maximum"
    return type(elemwise)(REGISTRY[other], name=f"Elemwise{{{other},no_inplace}}").make_node(x, *bounds)
