"""Types of gradients without a value: disconnected ones and undefined ones."""

from __future__ import annotations

from ..errors import ArgumentError, NullTypeGradError
from .type import SingletonType, Type


class DisconnectedType(SingletonType):
    """The type of the gradient with respect to a variable that the cost does not depend on.

    It differs from zero: an op that gets it knows that nothing flows back through this output.
    """

    def filter(self, data, strict=False, allow_downcast=None):
        raise ArgumentError(
            "If you're assigning to a DisconnectedType you're doing something wrong. It should only be used as a "
            "symbolic placeholder."
        )

    def filter_variable(self, other, allow_convert=True):
        raise TypeError("A DisconnectedType is only a placeholder: nothing can be converted to it.")

    def __repr__(self):
        return "DisconnectedType"


class NullType(Type):
    """The type of a gradient that is not defined or not implemented.

    Parameters
    ----------
    why_null : str
        The reason, for the error message.
    error : type
        The class of the error where such a gradient is asked for.
    """

    def __init__(
        self, why_null: str = "(no explanation given)", error: type[NullTypeGradError] = NullTypeGradError
    ) -> None:
        self.why_null = why_null
        self.error = error

    def filter(self, data, strict=False, allow_downcast=None):
        raise ValueError("NullType has no values to operate on")

    def filter_variable(self, other, allow_convert=True):
        raise ValueError("NullType has no values to operate on")

    def values_eq(self, a, b):
        raise ValueError("NullType has no values to compare")

    def __eq__(self, other):
        return type(self) is type(other)

    def __hash__(self):
        return hash(NullType)

    def __str__(self):
        return "NullType"

    def __repr__(self):
        return "NullType"


disconnected_type = DisconnectedType()
null_type = NullType()
