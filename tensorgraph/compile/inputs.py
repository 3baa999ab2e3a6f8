"""``In`` and ``Out``: the inputs and outputs of a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ArgumentError
from ..graph.messages.called import with_type
from ..graph.variable import Variable
from ..misuse import guess_in_constructor
from .container import Container

if TYPE_CHECKING:
    from typing import Any

    from ..typing import TensorLike


def _check_variable(v, what):
    if not isinstance(v, Variable):
        name = ", not its name" if isinstance(v, str) else ""
        raise TypeError(f"{what} needs a variable{name}: it was given {with_type(v)}.\nhint: use {what}(x, ...)")


@guess_in_constructor
class SymbolicInput:
    """An input of a function.

    Parameters
    ----------
    variable : Variable
        What the argument stands for.
    name : str, optional
        The keyword; the variable's name by default.
    update : Variable, optional
        What the input's default becomes after each call.
    mutable : bool, optional
        Whether the function may overwrite the array that is passed; true by default where there is an update.
    strict : bool
        Refuse every conversion of the argument.
    allow_downcast : bool or None
        Whether a conversion may lose precision; None allows it only for a Python float to floatX.
    implicit : bool, optional
        Whether the value always comes from the default, never from the caller.
    """

    def __init__(
        self, variable: Variable, name: str | None = None, update: TensorLike | None = None,
        mutable: bool | None = None, strict: bool = False, allow_downcast: bool | None = None, autoname: bool = True,
        implicit: bool | None = False
    ) -> None:
        _check_variable(variable, "In")
        if implicit is None:
            implicit = hasattr(variable, "get_value")
        if update is not None and not isinstance(update, Variable):
            update = variable.type.filter_variable(update)
        if update is not None and variable.type != update.type:
            raise TypeError(
                f"Variable '{variable}' has type {variable.type} but an update of type {update.type}. "
                f"The type of the update should be the same as the type of the variable"
            )
        self.variable = variable
        self.name = variable.name if autoname and name is None else name
        if self.name is not None and not isinstance(self.name, str):
            raise TypeError(f"name must be a string! (got: {with_type(self.name)})")
        self.update = update
        self.mutable = update is not None if mutable is None else mutable
        self.strict = strict
        self.allow_downcast = allow_downcast
        self.implicit = implicit

    def __str__(self) -> str:
        return f"In({self.variable} -> {self.update})" if self.update is not None else f"In({self.variable})"

    __repr__ = __str__


@guess_in_constructor
class In(SymbolicInput):
    """An input of a function with a default value, an update or special treatment.

    Parameters
    ----------
    variable, name, update, mutable, strict, allow_downcast, implicit
        As for ``SymbolicInput``.
    value : object, optional
        The default; with an update, the value before the first call. Without it the argument is required.
    borrow : bool, optional
        Whether the function may keep the array that is passed; follows `mutable` by default.
    shared : bool
        Whether the default is a shared variable's container.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dscalars("x", "y")
    >>> f = theano.function([x, theano.In(y, value=1.0)], x + y)
    >>> f(2.0)
    array(3.)
    """

    spared = False  # whether it may be unused without an error

    def __init__(
        self, variable: Variable, name: str | None = None, value: Any = None, update: TensorLike | None = None,
        mutable: bool | None = None, strict: bool = False, allow_downcast: bool | None = None, autoname: bool = True,
        implicit: bool | None = None, borrow: bool | None = None, shared: bool = False
    ) -> None:
        if borrow is None:
            borrow = bool(mutable) or update is not None
        elif mutable and not borrow:
            raise ArgumentError(
                f"Symbolic input for variable {variable} (name={name}) has flags mutable=True, borrow=False. "
                "This combination is incompatible since mutable=True implies that the input variable may be both "
                "aliased (borrow=True) and overwritten."
            )
        if implicit is None:
            implicit = isinstance(value, Container) or hasattr(value, "get_value") and hasattr(value, "container")
        super().__init__(variable, name, update, mutable, strict, allow_downcast, autoname, implicit)
        self.value = value
        self.borrow = borrow
        self.shared = shared


@guess_in_constructor
class SymbolicOutput:
    """An output of a function.

    Parameters
    ----------
    variable : Variable
    borrow : bool
        Whether the array given out may share memory with inputs, shared variables or other outputs.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> theano.function([x], theano.Out(x + 1, borrow=True))(1.0)
    array(2.)
    """

    def __init__(self, variable: Variable, borrow: bool = False) -> None:
        if variable is not None:
            # a file may leave it out
            _check_variable(variable, "Out")
        self.variable = variable
        self.borrow = borrow

    def __str__(self) -> str:
        return f"Out({self.variable},{self.borrow})"

    __repr__ = __str__


Out = SymbolicOutput
