"""Rules from the types of an operation's inputs to the types of its outputs.

A rule is called with scalar types and returns a tuple of them: it is what the first argument of a
scalar op's constructor takes, ``UnaryScalarOp(upgrade_to_float)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ComplexError
from .dtypes import complex_of, float_dtypes, is_complex, is_discrete, real_part, upcast, upcast_float
from .type import get_scalar_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .type import ScalarType


def _refuse(types, predicate, what):
    for t in types:
        if predicate(t.dtype):
            kind = "complex " * is_complex(t.dtype)
            raise TypeError(f"{kind}argument not supported: {what} is of type {t.dtype}")


def upcast_out(*types: ScalarType) -> Sequence[ScalarType]:
    """Return the smallest type that holds all inputs."""
    return (get_scalar_type(upcast(*[t.dtype for t in types])),)


def upcast_out_nobool(*types: ScalarType) -> Sequence[ScalarType]:
    """Return the smallest type that holds all inputs; bool is refused, as in NumPy's subtraction."""
    found = upcast_out(*types)
    if found[0].dtype == "bool":
        raise TypeError("bool output not supported: cast to an integer type first, or use xor, or_ or invert")
    return found


def upcast_out_min8(*types: ScalarType) -> Sequence[ScalarType]:
    """Return the smallest type that holds all inputs, int8 in place of bool."""
    found = upcast_out(*types)
    return (get_scalar_type("int8"),) if found[0].dtype == "bool" else found


def upcast_out_no_complex(*types: ScalarType) -> Sequence[ScalarType]:
    """Return the smallest type that holds all inputs; complex numbers have no order and are refused."""
    for t in types:
        if is_complex(t.dtype):
            raise ComplexError(f"numbers with an order are needed, and an input is {t.dtype}: use x.real or abs(x)")
    return upcast_out(*types)


def same_out(type: ScalarType) -> Sequence[ScalarType]:
    """Return the type of the input."""
    return (type,)


def same_out_nobool(type: ScalarType) -> Sequence[ScalarType]:
    """Return the type of the input; bool is refused."""
    if type.dtype == "bool":
        raise TypeError("bool input not supported: cast to an integer type first, or use invert")
    return (type,)


def same_out_nocomplex(type: ScalarType) -> Sequence[ScalarType]:
    """Return the type of the input; complex is refused."""
    _refuse((type,), is_complex, "an input")
    return (type,)


def same_out_float_only(type: ScalarType) -> Sequence[ScalarType]:
    """Return the type of the input, which must be float."""
    _refuse((type,), lambda dtype: dtype not in float_dtypes, "an input")
    return (type,)


def upgrade_to_float(*types: ScalarType) -> Sequence[ScalarType]:
    """Return the upcast of the inputs; small integers count as float32, others as float64."""
    return (get_scalar_type(upcast(*[upcast_float(t.dtype) for t in types])),)


def upgrade_to_float_no_complex(*types: ScalarType) -> Sequence[ScalarType]:
    """Return the upcast of the inputs; small integers count as float32, others as float64; complex is refused."""
    _refuse(types, is_complex, "an input")
    return upgrade_to_float(*types)


def upgrade_to_float64(*types: ScalarType) -> Sequence[ScalarType]:
    """Return float64; complex is refused."""
    _refuse(types, is_complex, "an input")
    return (get_scalar_type("float64"),)


def bool_out(*types: ScalarType) -> Sequence[ScalarType]:
    """Return bool."""
    return (get_scalar_type("bool"),)


def bitwise_out(*types):
    """Return the upcast of the inputs, which must be bool or integers."""
    for t in types:
        if not is_discrete(t.dtype):
            raise TypeError(
                f"input to a BitOp must have type in ([u]int*, bool) not {t.dtype}: use T.cast(x, 'int64'), or a "
                "comparison such as x > 0 for a condition; & and | bind more tightly than that: (x > 0) & (x < 1)"
            )
    found = upcast_out(*types)
    if not is_discrete(found[0].dtype):
        raise TypeError(f"no integer type holds both {' and '.join(t.dtype for t in types)}")
    return found


def real_out(type: ScalarType) -> Sequence[ScalarType]:
    """Return the type of the real part."""
    return (get_scalar_type(real_part(upcast_float(type.dtype))),)


def abs_out(type):
    """Return the type of the absolute value: that of the parts of a complex input."""
    return (get_scalar_type(real_part(type.dtype)),)


def complex_out(*types: ScalarType) -> Sequence[ScalarType]:
    """Return the complex type with parts that hold the inputs."""
    _refuse(types, is_complex, "a part")
    return (get_scalar_type(complex_of(upcast(*[upcast_float(t.dtype) for t in types]))),)


def branches_out(condition, *types):
    """Return the upcast of all inputs but the first, the condition, which must not be complex."""
    _refuse((condition,), is_complex, "a condition")
    return upcast_out(*types)


class transfer_type:
    """A rule that returns the input types at given positions; a type in place of a position is returned as it is."""

    def __init__(self, *transfer: int | None) -> None:
        self.transfer = transfer

    def __call__(self, *types):
        return tuple(types[i] if isinstance(i, int) else get_scalar_type(i.dtype) for i in self.transfer)

    def __eq__(self, other):
        return type(self) is type(other) and self.transfer == other.transfer

    def __hash__(self):
        return hash((transfer_type, self.transfer))


class specific_out:
    """A rule that returns fixed types, whatever the inputs are."""

    def __init__(self, *spec: ScalarType) -> None:
        self.spec = spec

    def __call__(self, *types):
        return self.spec

    def __eq__(self, other):
        return type(self) is type(other) and self.spec == other.spec

    def __hash__(self):
        return hash((specific_out, self.spec))


def int_out(*types: ScalarType) -> Sequence[ScalarType]:
    """Return int64."""
    return (get_scalar_type("int64"),)


def float_out(*types: ScalarType) -> Sequence[ScalarType]:
    """Return float64."""
    return (get_scalar_type("float64"),)
