"""Functions of the user that this package calls: whether they can be called so, and whether they return something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .called import with_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any


def definition(f: Any) -> str:
    """Return the name of a function, with file and line.

    Examples
    --------
    >>> definition(len)
    'len'
    """
    code = getattr(f, "__code__", None)
    name = getattr(f, "__name__", type(f).__name__)
    return name if code is None else f"{name} ({code.co_filename}:{code.co_firstlineno})"


def check_callable(f: Any, caller: str) -> None:
    """Check that `f` is a function, for `caller`.

    Raises
    ------
    TypeError
    """
    if not callable(f):
        raise TypeError(
            f"{caller} needs a function of variables, not {with_type(f)}.\nhint: pass the function itself, as "
            f"{caller}(lambda x: 2 * x)"
        )


def call_method(method: Callable[..., Any], args: Sequence[Any], form: str) -> Any:
    """Return ``method(*args)``, for a method of an operation or another function of the user with fixed arguments.

    Parameters
    ----------
    method : callable
    args : sequence
    form : str
        How it must be defined, such as ``grad(self, inputs, output_gradients)``.

    Raises
    ------
    TypeError
        If it takes other arguments.
    """
    try:
        return method(*args)
    except TypeError as error:
        # a call that does not get to the function fails in this frame, or in that of the method that hands it on
        asked = re.match(r"([\w.<>]+)\(\) (?:takes|missing) .*argument", str(error))
        place = error.__traceback__
        if asked is None or place is None or place.tb_next is not None and place.tb_next.tb_next is not None:
            raise
        name = asked[1].rpartition(".")[2]
        if name not in (getattr(method, "__name__", ""), form.partition("(")[0]):
            raise
        raise TypeError(f"{error}.\nhint: define it as {form}") from None


def call_function(f: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], caller: str) -> Any:
    """Return ``f(*args, **kwargs)``, for `caller`.

    Raises
    ------
    TypeError
        If it does not take these arguments, or returns None.
    """
    try:
        result = f(*args, **kwargs)
    except TypeError as error:
        if error.__traceback__ is None or error.__traceback__.tb_next is not None:
            # it was called, and failed inside
            raise
        given = ", ".join([*map(with_type, args), *[f"{name}={with_type(v)}" for name, v in kwargs.items()]])
        raise TypeError(
            f"{caller} cannot call the function {definition(f)}: {error}.\nIt is given {given or 'no arguments'}.\n"
            "hint: pass as many arguments as the function takes"
        ) from None
    if result is None:
        raise TypeError(
            f"the function {definition(f)} returned None, and {caller} needs variables.\nhint: does it lack `return`? "
            "It must return a variable, or a tuple, list or dict of variables"
        )
    return result
