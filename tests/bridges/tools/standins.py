"""What Aesara had and PyTensor has not, for tests of Aesara: other arguments, and stand-ins for names that are gone."""

import os

import numpy as np
import pytensor
import pytensor.sparse
import pytensor.tensor.type
import pytest
from aesara_tests import RENAMED
from pytensor.compile.mode import predefined_modes
from pytensor.tensor.elemwise import DimShuffle

from tensorgraph.bridges.pytensor import TENSORGRAPH

NUMPY = {
    "product": np.prod, "cumproduct": np.cumprod, "alltrue": np.all, "sometrue": np.any, "float_": np.float64,
    "complex_": np.complex128, "infty": np.inf, "Inf": np.inf, "NaN": np.nan, "AxisError": np.exceptions.AxisError,
}


class Missing:
    """Stands for a name that is gone; a test that calls it is skipped."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *args, **kwargs):
        if "PYTEST_CURRENT_TEST" in os.environ:
            pytest.skip(f"PyTensor has no {self.__name__}")
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{self.__name__}.{name}")

    def __mro_entries__(self, bases):
        return (object,)


def asarray(x, dtype, order=None):
    """Return an array, as ``aesara.misc.safe_asarray._asarray`` did."""
    return np.asarray(x, dtype=dtype, order=order)


def missing(name):
    """Return what stands for a name."""
    return asarray if name == "_asarray" else Missing(name)


def with_missing_names(module):
    """Let a module have a stand-in for each name that it has not."""
    known = vars(module).get("__getattr__")

    def find(name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in RENAMED:
            return getattr(module, RENAMED[name])
        try:
            return known(name) if known else Missing(name)
        except AttributeError:
            return Missing(name)

    module.__getattr__ = find


def with_flags(init):
    """Let ``DimShuffle`` take the flags of its input and the order."""

    def made(self, *args, **kwargs):
        kwargs.pop("inplace", None)
        flags = args[0] if args else kwargs.pop("input_broadcastable", None)
        if flags is not None:
            kwargs["input_ndim"] = flags if isinstance(flags, int) else len(flags)
        kwargs.update(zip(("new_order",), args[1:]))
        init(self, **kwargs)

    return made


def with_dtype_first(tensor):
    """Let ``tensor`` take a dtype and flags."""

    def made(first=None, *args, **kwargs):
        if first is None:
            return tensor(*args, **kwargs)
        is_dtype = not isinstance(first, str) or first == "floatX" or first in np.sctypeDict
        if not is_dtype:
            return tensor(first, *args, **kwargs)
        kwargs = {**dict(zip(("shape", "name"), args)), **kwargs}
        flags = kwargs.pop("shape", ())
        shape = tuple([1 if n is True else None if n is False else n for n in flags])
        dtype = pytensor.config.floatX if first == "floatX" else np.dtype(first).name
        return tensor(kwargs.pop("name", None), dtype=dtype, shape=shape, **kwargs)

    return made


for name, value in NUMPY.items():
    if not hasattr(np, name):
        setattr(np, name, value)
for module in (pytensor.tensor, pytensor.scalar, pytensor.sparse, pytensor.tensor.math, pytensor.tensor.basic):
    with_missing_names(module)
DimShuffle.__init__ = with_flags(DimShuffle.__init__)
pytensor.tensor.type.tensor = pytensor.tensor.tensor = with_dtype_first(pytensor.tensor.type.tensor)
# tests that name a mode run in this one
predefined_modes.update(FAST_RUN=TENSORGRAPH, FAST_COMPILE=TENSORGRAPH)
