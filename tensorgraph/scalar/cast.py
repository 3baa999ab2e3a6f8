"""Conversions between dtypes: one operation per target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..printing.precedence import Function
from .domain import everywhere
from .dtypes import all_dtypes, dtype_name, is_complex, is_discrete
from .op import UnaryScalarOp
from .outputdtypes import specific_out
from .type import REGISTRY, get_scalar_type
from .variable import as_scalar

if TYPE_CHECKING:
    from typing import Any

    from .type import ScalarType
    from .variable import ScalarVariable


class Cast(UnaryScalarOp):
    """x as another dtype: fractions are cut off, integers wrap, and a bool is ``x != 0``.

    Parameters
    ----------
    o_type : ScalarType
        The target.
    """

    record_name = class_name = "Cast"
    domain = (everywhere,)
    complex_gradient = True
    no_kernel = "one kernel for each pair of dtypes: cast_*"

    def __init__(self, o_type: ScalarType, name: str | None = None) -> None:
        super().__init__(specific_out(o_type))
        self.o_type = o_type
        self.name = self.text = f"Cast{{{o_type.dtype}}}"
        self.printer = Function(o_type.dtype)
        self.smooth = not is_discrete(o_type.dtype)
        self.docs = f"x as {o_type.dtype}."

    def __reduce__(self):
        return cast_to, (self.o_type.dtype,)

    def __setstate__(self, state):
        # Theano pickles fewer attributes
        super().__setstate__(state)
        self.__init__(self.o_type)

    def output_types(self, types):
        """Return the target type; complex numbers convert to complex numbers only."""
        if is_complex(types[0].dtype) and not is_complex(self.o_type.dtype):
            raise TypeError("Casting from complex to real is ambiguous: consider real(), imag(), angle() or abs()")
        return [self.o_type]

    def ref(self, x):
        """Convert an array of any dtype."""
        return np.asarray(x).astype(self.o_type.numpy_dtype)

    def derivative(self, x, z, gz):
        """Return `gz`: a conversion to a float passes the gradient unchanged."""
        return gz


for _dtype in all_dtypes:
    _op = Cast(get_scalar_type(_dtype))
    REGISTRY[_op.name] = _op


def cast_to(dtype: str) -> Cast:
    """Return the operation that converts to `dtype`."""
    return REGISTRY[f"Cast{{{dtype_name(dtype)}}}"]


def cast(x: Any, dtype: str) -> ScalarVariable:
    """Return a scalar variable (or number) as `dtype`, unchanged if it has that dtype already."""
    op = cast_to(dtype)
    x = as_scalar(x)
    return x if x.type == op.o_type else op(x)
