"""Names of ``theano.tensor`` and ``theano.tensor.basic`` for which the language has another word."""

import sys

import numpy as np

from .... import compile
from .... import scalar as scal
from ....compile.shared import tensor_constructor as _shared  # noqa: F401
from ....scalar.dtypes import all_dtypes
from ....tensor.elementwise.elemwise import Elemwise
from ....tensor.elementwise.math import cast, int_div, isnan, mod, neq
from ....tensor.indexing.type_other import SliceType
from ....tensor.products.dot import Dot
from ....tensor.shape.join import Join
from ....tensor.types.constant import NotScalarConstantError
from ..gof.gofutils import hashtype
from .operations import Default, Flatten, Mean, Tile

isnan_ = isnan
mod_check = mod
slicetype = SliceType()
theano = sys.modules[__name__.partition(".")[0]]
default = Default()
_dot = Dot()
join_ = Join()

__all__ = [
    "Default", "Flatten", "Mean", "Tile", "ceil_intdiv", "compile", "default", "hashtype", "is_flat", "isnan_",
    "join_", "mod_check", "np", "numpy_scalar", "scal", "slicetype", "theano",
]


# an op for each cast: ``_convert_to_int8``
globals().update({f"_convert_to_{dtype}": Elemwise(getattr(scal, f"convert_to_{dtype}")) for dtype in all_dtypes})


def numpy_scalar(data):
    """Return an array that holds one number.

    Raises
    ------
    NotScalarConstantError
        If it holds none, or several.
    """
    if np.size(data) != 1 or np.asarray(data).dtype.kind not in "biufc":
        raise NotScalarConstantError("v.data is non-numeric, non-scalar, or has more than one unique value", data)
    return data


def is_flat(var, ndim=None, outdim=None):
    """Return True if `var` has as many axes as :func:`flatten` would leave: `ndim`, 1 by default."""
    return var.type.ndim == (ndim if ndim is not None else 1 if outdim is None else outdim)


def ceil_intdiv(a, b):
    """Return ``a / b`` rounded up."""
    # without the cast, int8 + bool would have another dtype than the quotient
    div = int_div(a, b)
    return cast(neq(mod(a, b), 0), div.type.dtype) + div


float16_atol, float16_rtol = 5e-3, 1e-2
float32_atol, float32_rtol = 1e-5, 1e-5
float64_atol, float64_rtol = 1e-8, 1e-5


def _get_atol_rtol(a, b):
    """Return the tolerances for the narrower of the dtypes of two arrays."""
    dtypes = {str(a.dtype), str(b.dtype)}
    if "float16" in dtypes:
        return float16_atol, float16_rtol
    if dtypes & {"float32", "complex64"}:
        return float32_atol, float32_rtol
    return float64_atol, float64_rtol


def _allclose(a, b, rtol=None, atol=None):
    """Return True if two arrays are equal up to the rounding of the narrower dtype."""
    a, b = np.asarray(a), np.asarray(b)
    atol_, rtol_ = _get_atol_rtol(a, b)
    return np.allclose(a, b, atol=atol_ if atol is None else atol, rtol=rtol_ if rtol is None else rtol)
