"""Names that NumPy dropped since 1.20, for clients alone: ``tensorgraph`` does not get them."""

import functools
import sys
import types
import unittest

import numpy as np
import numpy.testing
import scipy.linalg

CHARACTERS = "?bBhHiIlLqQefdgFDGO"


class ByType(dict):
    """A table over scalar types that takes whatever names a dtype."""

    def __missing__(self, key):
        return self[np.dtype(key).type]


def old_names():
    """The names with what they were."""
    names = {
        "float": float,
        "int": int,
        "bool": bool,
        "object": object,
        "complex": complex,
        "str": str,
        "float_": np.float64,
        "complex_": np.complex128,
        "Inf": np.inf,
        "NaN": np.nan,
        "product": np.prod,
        "cumproduct": np.cumprod,
        "alltrue": np.all,
        "sometrue": np.any,
        "in1d": lambda a, b, **options: np.isin(np.ravel(a), b, **options),
        "asscalar": lambda a: a.item(),
        "cast": ByType({np.dtype(c).type: (lambda x, c=c: np.asarray(x).astype(c)) for c in CHARACTERS}),
        "AxisError": np.exceptions.AxisError,
        "ComplexWarning": np.exceptions.ComplexWarning,
        "VisibleDeprecationWarning": np.exceptions.VisibleDeprecationWarning,
        "MAXDIMS": 64,
        "sctypeDict": np._core.numerictypes.sctypeDict,
        "fastCopyAndTranspose": lambda a: np.array(a.T, copy=True),
        "find_common_type": lambda arrays, scalars: np.result_type(*arrays, *scalars),
    }
    return names


def stacks_any_iterable(stack):
    """The function for what is no sequence either."""

    @functools.wraps(stack)
    def old_stack(arrays, *args, **options):
        return stack(list(arrays), *args, **options)

    return old_stack


def _setastest(is_test=True):
    def mark(function):
        function.__test__ = is_test
        return function

    return mark


def _skip_if(condition, reason=""):
    return unittest.skipIf(condition() if callable(condition) else condition, reason or "")


def decorators():
    """``numpy.testing.dec``."""
    return types.SimpleNamespace(
        slow=lambda function: function,
        skipif=_skip_if,
        knownfailureif=_skip_if,
        setastest=_setastest,
    )


def install():
    """Serve the names to every module that is not ours."""
    names, getattr_ = old_names(), np.__getattr__

    def serve(name):
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if name in names and caller.partition(".")[0] != "tensorgraph":
            return names[name]
        return getattr_(name)

    np.__getattr__ = serve
    np.testing.dec = decorators()
    for name in ("stack", "hstack", "vstack"):
        setattr(np, name, stacks_any_iterable(getattr(np, name)))
    np.linalg.linalg = np.linalg
    # of blocks of any number of axes
    scipy.linalg.kron = lambda a, b: np.concatenate(np.concatenate(np.multiply.outer(a, b), axis=1), axis=1)
