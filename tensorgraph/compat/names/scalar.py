"""Names of ``theano.scalar.basic`` other than the operations."""

import numpy as np

from ...scalar import REGISTRY, ScalarOp, as_scalar, bool_out, discrete_types

__all__ = [
    "InRange", "IntegerDivisionError", "div_proxy", "imported_scipy_special", "inclosedrange", "inopenrange",
    "round_half_away_from_zero_vec",
]

imported_scipy_special = True
"""True: SciPy is always there."""


class InRange(ScalarOp):
    """True if a number lies between two others.

    Parameters
    ----------
    openlow, openhi : bool
        Whether the lower and the upper bound itself is outside.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.compat.names.scalar import InRange
    >>> x = T.dvector()
    >>> inside = T.Elemwise(InRange(True, False))(x, 0.0, 1.0)
    >>> theano.function([x], inside)([0.0, 0.5, 1.0])
    array([False,  True,  True])
    """

    __props__ = ("openlow", "openhi")
    nin = 3

    def __init__(self, openlow, openhi):
        super().__init__(bool_out)
        self.openlow, self.openhi = openlow, openhi

    def impl(self, x, low, hi):
        above = low < x if self.openlow else low <= x
        below = x < hi if self.openhi else x <= hi
        return above & below

    def grad(self, inputs, output_grads):
        # a step: its slope is 0 wherever it has one
        return [v.zeros_like(dtype=output_grads[0].type.dtype) for v in inputs]


inopenrange, inclosedrange = InRange(True, True), InRange(False, False)


def div_proxy(x, y):
    """Return the quotient of two numbers, rounded down if both are integers."""
    x, y = as_scalar(x), as_scalar(y)
    both = x.type in discrete_types and y.type in discrete_types
    return REGISTRY["int_div" if both else "true_div"](x, y)


def round_half_away_from_zero_vec(a):
    """Round an array to integers, halves away from 0."""
    return REGISTRY["round_half_away_from_zero"].ref(np.asarray(a))


class IntegerDivisionError(Exception):
    """Division of integers where the language forbids it; never raised, as in Theano on Python 3."""
