"""The commands ``doctor``, which checks the installation, and ``show-config``."""

import importlib.util
import sys
import traceback

import numpy as np

from .. import tensor as T
from .._kernels.loops import dispatch
from ..compile.function import function
from ..config import config
from ..gradient import grad
from ..insight.versions import show_versions


def add_doctor(commands):
    """Add the command ``doctor``."""
    parser = commands.add_parser(
        "doctor", help="check the installation",
        description="Print versions and settings, and check that functions, gradients, products and files work here.",
    )
    parser.set_defaults(command=lambda options: doctor())


def add_show_config(commands):
    """Add the command ``show-config``."""
    parser = commands.add_parser(
        "show-config", help="print the flags and their values",
        description="Print all flags and values, as TENSORGRAPH_FLAGS, THEANO_FLAGS and rc files set them.",
    )
    parser.set_defaults(command=lambda options: print(config))


def _elementwise():
    x = T.dvector("x")
    values = np.linspace(-1, 1, 1001)
    found = function([x], T.tanh(x) * T.exp(x))(values)
    np.testing.assert_allclose(found, np.tanh(values) * np.exp(values), rtol=1e-12)


def _gradient():
    x = T.dvector("x")
    values = np.linspace(-1, 1, 1001)
    np.testing.assert_allclose(function([x], grad(T.sqr(x).sum(), x))(values), 2 * values)


def _product():
    for dtype, tolerance in ("float32", 1e-4), ("float64", 1e-10):
        x, y = T.matrix("x", dtype=dtype), T.matrix("y", dtype=dtype)
        a, b = np.random.default_rng(0).random((2, 120, 120)).astype(dtype)
        np.testing.assert_allclose(function([x, y], T.dot(x, y))(a, b), a @ b, rtol=tolerance)


def _linear_algebra():
    x, y = T.dmatrix("x"), T.dvector("y")
    a, b = np.eye(20) + 0.01, np.ones(20)
    np.testing.assert_allclose(function([x, y], T.slinalg.solve(x, y))(a, b), np.linalg.solve(a, b))


def _theano():
    found = None if "theano" in sys.modules else importlib.util.find_spec("theano")
    # where a program asked for it, this package answers to that name
    if found is not None and found.name == "theano":
        raise AssertionError(
            f"there is another package named theano, {found.origin}: programs that import it use that one; run them by "
            "`python -m tensorgraph run`"
        )


CHECKS = {
    "elementwise operations": _elementwise,
    "gradients": _gradient,
    "products of matrices": _product,
    "linear algebra": _linear_algebra,
    "no other theano": _theano,
}


def doctor():
    """Print versions, then run the checks.

    Returns
    -------
    int
        How many checks failed.
    """
    show_versions()
    print(f"\nkernels for {dispatch.isa} are used")
    failed = 0
    for title, check in CHECKS.items():
        try:
            check()
        except Exception as error:
            failed += 1
            print(f"FAILED  {title}: {''.join(traceback.format_exception_only(error)).strip()}")
        else:
            print(f"ok      {title}")
    return failed
