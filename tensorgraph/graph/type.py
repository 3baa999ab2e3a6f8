"""Types: the sets of values that variables may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .messages.operand import NoOperand
from .variable import Constant, Variable

if TYPE_CHECKING:
    from typing import Any


class Type(NoOperand):
    """The kind of values that a :class:`Variable` stands for.

    A subclass gives at least ``filter``; equality and hash decide which
    variables can stand for each other.

    Attributes
    ----------
    Variable, Constant : type
        The classes that ``make_variable`` and ``constant`` create.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> class Text(theano.Type):
    ...     def filter(self, value, strict=False, allow_downcast=None):
    ...         if not isinstance(value, str):
    ...             raise TypeError(f"not a text: {value!r}")
    ...         return value
    >>> t = Text()("t")
    >>> theano.function([t], t)("abc")
    'abc'
    """

    Variable: Any = Variable
    Constant: Any = Constant

    def _no_operand(self):
        return (
            f"{self} is a type, and not a variable: there is nothing to compute with.\nhint: call it, as "
            "T.dscalar('x'), to make a variable"
        )

    def filter(self, data: Any, strict: bool = False, allow_downcast: bool | None = None) -> Any:
        """Convert `data` to a value of this type.

        Parameters
        ----------
        data : object
            The value to check or convert.
        strict : bool
            Accept only what is a value of this type already.
        allow_downcast : bool or None
            Whether a conversion may lose precision; None allows it only for a
            Python float into the default float type.

        Raises
        ------
        TypeError
            If `data` cannot be a value of this type.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define filter(data, strict, allow_downcast)")

    def is_valid_value(self, value: Any, strict: bool = True) -> bool:
        """Return True if `value` passes :meth:`filter`."""
        try:
            self.filter(value, strict=strict)
        except (TypeError, ValueError):
            return False
        return True

    def filter_variable(self, other: Any, allow_convert: bool = True) -> Any:
        """Convert `other` to a variable of this type; a plain value becomes a constant.

        Raises
        ------
        TypeError
            If `other` is a variable of another type that does not convert.
        """
        if not isinstance(other, Variable):
            other = self.Constant(type=self, data=other)
        if other.type != self and allow_convert:
            converted = self.convert_variable(other)
            if converted is not None:
                other = converted
        if other.type != self:
            raise TypeError(
                f"Cannot convert Type {other.type} (of Variable {other}) into Type {self}. "
                f"You can try to manually convert {other} into a {self}."
            )
        return other

    def convert_variable(self, var: Any) -> Any:
        """Return `var` converted to this type, or None if that is not possible."""
        return None

    def values_eq(self, a: Any, b: Any) -> bool:
        """Return True if two values are the same."""
        return a == b

    def values_eq_approx(self, a: Any, b: Any) -> bool:
        """Return True if two values are the same up to rounding."""
        return self.values_eq(a, b)

    def make_variable(self, name: str | None = None) -> Any:
        """Return a new variable of this type."""
        return self.Variable(self, name=name)

    def make_constant(self, value: Any, name: str | None = None) -> Any:
        """Return a constant of this type."""
        return self.Constant(type=self, data=value, name=name)

    def __call__(self, name: str | None = None) -> Any:
        return self.make_variable(name)

    def __ne__(self, other: object) -> bool:
        return not self == other


class SingletonType(Type):
    """A type without parameters: one instance, equal to itself only."""

    _instance = None

    def __new__(cls):
        if cls._instance is None or type(cls._instance) is not cls:
            cls._instance = Type.__new__(cls)
        return cls._instance

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return hash(type(self))

    def __str__(self):
        return type(self).__name__

    def __reduce__(self):
        return type(self), ()


class Generic(SingletonType):
    """Any Python object, never checked or converted."""

    def filter(self, data, strict=False, allow_downcast=None):
        return data

    def is_valid_value(self, value, strict=True):
        return True

    def __repr__(self):
        return "<theano.gof.type.Generic>"


generic = Generic()
