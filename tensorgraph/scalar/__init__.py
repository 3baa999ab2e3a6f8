"""Operations on single numbers: one record per elementwise operation, and small graphs of them.

``REGISTRY`` holds every operation by name; the operations, the scalar types (``float64``, ``int8``,
...) and the rules for output types are attributes of this package, under Theano's names.
"""

from types import ModuleType as _ModuleType

from ..errors import ComplexError
from . import arithmetic, bitwise, compare, complex, explog, rounding, special, trig
from .cast import Cast, cast, cast_to
from .composite import Composite
from .derivative import GradientGraph, Undefined
from .division import IntegerDivisionError, int_or_true_div
from .dtypes import KERNEL_CODES, autocast, autocast_float, autocast_float_as, upcast
from .op import BinaryScalarOp, ScalarOp, UnaryScalarOp
from .outputdtypes import (
    bool_out,
    complex_out,
    float_out,
    int_out,
    real_out,
    same_out,
    same_out_float_only,
    same_out_nobool,
    same_out_nocomplex,
    specific_out,
    transfer_type,
    upcast_out,
    upcast_out_min8,
    upcast_out_no_complex,
    upcast_out_nobool,
    upgrade_to_float,
    upgrade_to_float64,
    upgrade_to_float_no_complex,
)
from .record import QuaternaryScalarOp, TernaryScalarOp
from .type import (
    REGISTRY,
    TYPES,
    ScalarType,
    all_types,
    complex_types,
    continuous_types,
    discrete_types,
    float_types,
    get_scalar_type,
    int_types,
    integer_types,
    several,
    uint_types,
)
from .variable import ScalarConstant, ScalarOperators, ScalarVariable, as_scalar, constant, div_proxy

Scalar = ScalarType
_scalar_py_operators = ScalarOperators
CLASSES = {op.__class__.__name__: op.__class__ for op in REGISTRY.values()}
"""The class of each operation, by name."""

floor_div = arithmetic.floor_div
ints, floats, complexs = several("int64"), several("float64"), several("complex128")

# the operations and types take the place of a submodule of the same name
globals().update(
    {name: op for name, op in REGISTRY.items() if name.isidentifier()}
    | {op.text: op for op in REGISTRY.values() if "scalar_" in op.text}
    | {f"convert_to_{dtype}": cast_to(dtype) for dtype in TYPES}
    | CLASSES
    | TYPES
)

__all__ = sorted(
    name for name, value in globals().items() if name[0] != "_" and not isinstance(value, _ModuleType)
)


def __dir__():
    return __all__
