"""Test values: compute a sample value beside every symbolic variable as the graph is built."""

from __future__ import annotations

import copy
import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..config import config
from ..userline import user_level
from .messages.called import called
from .perform import performing, values_for
from .traverse import io_toposort
from .variable import Constant, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def get_test_value(v: Any) -> Any:
    """Return the test value of `v`, or the array if `v` is no variable.

    Raises
    ------
    AttributeError
        If `v` is neither a constant nor shared and has no ``tag.test_value``.
    """
    if not isinstance(v, Variable):
        return np.asarray(v)
    if isinstance(v, Constant):
        return v.data
    if hasattr(v.tag, "test_value"):
        value = v.tag.test_value
        if not v.type.is_valid_value(value):
            value = v.type.filter(value)
            v.tag.test_value = value
        return value
    if hasattr(v, "get_value"):
        return v.get_value(borrow=True)
    raise AttributeError(f"{v} has no test value.\nhint: use {v.name or 'x'}.tag.test_value = value")


def copy_test_value(source: Any, target: Variable) -> None:
    """Copy the test value of `source` to `target`, if there is one and test values are on."""
    if config.compute_test_value != "off":
        try:
            value = get_test_value(source)
        except AttributeError:
            # that there is none is reported where it is needed
            return
        target.tag.test_value = copy.deepcopy(value)


def compute(node):
    """Compute the test values of the outputs of `node`, as ``config.compute_test_value`` says."""
    policy = config.compute_test_value
    values = []
    for i, v in enumerate(node.inputs):
        try:
            values.append(_test_value_through(v))
        except AttributeError:
            if policy == "ignore":
                return
            message = f"Cannot compute test value: input {i} ({v}) of Op {node} missing default value."
            hint = f"\nhint: use {v.name or 'x'}.tag.test_value = value"
            if policy == "warn":
                warnings.warn(message, stacklevel=user_level())
                return
            if policy == "pdb":
                import pdb

                pdb.post_mortem()
            error = ValueError(message + hint)
            if v.where_made is not None:
                error.add_note(f"The input was made at {v.where_made.location()}")
            raise error from None
        except TypeError as error:
            text = "For compute_test_value, one input test value does not have the requested type."
            error.args = (
                f"{text}\n{error}\nThe test value of {called(v)} must be a value of its type, {v.type}",
            )
            raise
    try:
        _perform(node, values)
    except Exception as error:
        if type(error).__str__ is BaseException.__str__:
            shown = ", ".join(f"{called(v)} is {np.shape(value)}" for v, value in zip(node.inputs, values))
            error.args = (
                f"{called(node.outputs[0])}: {error}\nThe test values do not fit: {shown}.\nhint: use other values for "
                "x.tag.test_value",
            )
        raise


def _perform(node, values):
    storage = [[None] for _ in node.outputs]
    performing(node.op).perform(node, values_for(node.op, values), storage)
    for v, cell in zip(node.outputs, storage):
        v.tag.test_value = cell[0]


def _test_value_through(v):
    """Return the test value of `v`, computed from those of its ancestors if it has none."""
    try:
        return get_test_value(v)
    except AttributeError:
        if v.owner is None:
            raise
    for node in io_toposort((), [v]):
        if not all(hasattr(out.tag, "test_value") for out in node.outputs):
            _perform(node, [get_test_value(w) for w in node.inputs])
    return get_test_value(v)


def get_debug_values(*args: Any) -> Iterator[list[Any]]:
    """Return the test values of `args` in a list of one tuple, or an empty list if one is missing or they are off.

    Parameters
    ----------
    *args : Variable or value

    Returns
    -------
    list of tuple

    Raises
    ------
    AttributeError
        If one is missing and ``config.compute_test_value`` is ``"raise"``.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> for value in get_debug_values(x):     # runs only where x has a test value
    ...     assert value > 0
    """
    policy = config.compute_test_value
    if policy == "off":
        return []
    values = []
    for i, v in enumerate(args):
        try:
            values.append(get_test_value(v))
        except AttributeError:
            message = f"Argument {i} ({v}) has no test value"
            if policy == "raise":
                raise AttributeError(message) from None
            if policy == "warn":
                warnings.warn(message, stacklevel=user_level())
            return []
    return [tuple(values) if len(values) > 1 else values[0]]
