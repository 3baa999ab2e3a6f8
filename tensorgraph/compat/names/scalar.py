"""Names of ``theano.scalar.basic`` other than the operations."""

import numpy as np

from ...config import config
from ...scalar import REGISTRY, ScalarOp, autocast, bool_out
from ...scalar.outputdtypes import same_out, same_out_nocomplex, upgrade_to_float_no_complex
from ...scalar.type import get_scalar_type

__all__ = [
    "InRange", "convert", "float_out_nocomplex", "imported_scipy_special", "inclosedrange", "inopenrange",
    "int_out_nocomplex", "mod_check", "round_half_away_from_zero_vec", "same_out_min8",
]

imported_scipy_special = True
"""True: SciPy is always there."""


float_out_nocomplex = upgrade_to_float_no_complex


def same_out_min8(type):
    """Return the type of the input, int8 in place of bool."""
    return (get_scalar_type("int8"),) if type.dtype == "bool" else same_out(type)


def int_out_nocomplex(*types):
    """Return int64; complex is refused."""
    for type in types:
        same_out_nocomplex(type)
    return (get_scalar_type("int64"),)


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


def convert(x, dtype=None):
    """Return a number or an array as an array: of `dtype`, else of the dtype that it has in expressions."""
    if dtype is not None:
        return np.asarray(x, dtype)
    array = autocast(x)
    return array.astype(config.floatX) if not array.size and not hasattr(x, "dtype") else array


def round_half_away_from_zero_vec(a):
    """Round an array to integers, halves away from 0."""
    return REGISTRY["round_half_away_from_zero"].ref(np.asarray(a))


mod_check = REGISTRY["mod"]
"""The remainder, which refuses complex numbers itself."""
