"""The rectifier, which Theano's users write, and know, as half of ``x + abs(x)``."""

from ....scalar import REGISTRY
from ...rule import Float, finite_only, specialize

maximum = REGISTRY["maximum"]


@specialize
@finite_only
def local_relu(x: Float):
    """``0.5 * (x + abs(x))`` is nan for -inf, and overflows; after this stage no gradient is taken, whose value at 0 is
    not that of a maximum.
    """
    yield 0.5 * (x + abs(x)) >> maximum(x, 0)
    yield 0.5 * (2 * maximum(x, 0)) >> maximum(x, 0)
    yield x + abs(x) >> 2 * maximum(x, 0)
