"""The products of ``theano.tensor.blas_c`` and ``blas_scipy``: Theano had an op per library, here one serves."""

from ....tensor.products.blas import Gemv as CGemv
from ....tensor.products.blas import Ger as CGer
from ....tensor.products.blas import Ger as ScipyGer

__all__ = [
    "CGemv",
    "CGer",
    "ScipyGer",
    "cgemv_inplace",
    "cgemv_no_inplace",
    "cger_inplace",
    "cger_no_inplace",
    "check_force_gemv_init",
    "have_fblas",
    "scipy_ger_inplace",
    "scipy_ger_no_inplace",
]

have_fblas = True
"""The products are those of SciPy's BLAS."""

cgemv_inplace, cgemv_no_inplace = CGemv(True), CGemv(False)
cger_inplace, cger_no_inplace = CGer(True), CGer(False)
scipy_ger_inplace, scipy_ger_no_inplace = cger_inplace, cger_no_inplace


def check_force_gemv_init():
    """Return False: memory need not be cleared before a product is written to it."""
    return False
