"""Variables of one step that stand for rows outside, and buffers for rows to be made."""

import numpy as np

from ..graph.testvalue import copy_test_value
from ..graph.variable import Constant
from ..scalar.variable import ScalarVariable
from ..tensor.creation.alloc import AllocEmpty
from ..tensor.indexing.indexing import set_subtensor
from ..tensor.shape.reshape import reshape
from ..tensor.types.constant import as_tensor_variable


def stand_in(v, name=None):
    """Return a new variable of the type of `v`, with its test value; it is taken to be made where `v` was."""
    new = v.type.make_variable(name)
    new.own_trace = v.where_made
    new.tag.inside = "the step of a loop"
    copy_test_value(v, new)
    return new


def safe_new(x, tag="", dtype=None):
    """Return a new variable of the type of `x`, its name followed by `tag`; a constant is copied.

    Parameters
    ----------
    x : Variable or array_like
    tag : str
    dtype : str, optional
        Another dtype.

    Returns
    -------
    Variable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> safe_new(T.dvector("x"), "_copy")
    x_copy
    """
    name = getattr(x, "name", None)
    name = None if name is None else name + tag
    if isinstance(x, Constant):
        if dtype and x.type.dtype != dtype:
            return x.type.clone(dtype=dtype).make_constant(x.data.astype(dtype), x.name)
        return x.clone()
    if not isinstance(x, ScalarVariable):
        try:
            x = as_tensor_variable(x)
        except TypeError:
            # such as the state of a random stream
            pass
    if dtype and x.type.dtype != dtype:
        x = x.astype(dtype)
    new = stand_in(x, name)
    if name is not None:
        new.tag.stands_for = x.name
    return new


def expand_empty(tensor_var, size, length=None):
    """Return `tensor_var` followed by `size` uninitialised rows.

    Parameters
    ----------
    tensor_var : Variable
    size : int or Variable
    length : int, optional
        How many rows `tensor_var` has; it is asked by default.

    Returns
    -------
    Variable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> expand_empty(T.dvector("x"), 3).eval({T.dvector("x"): [1.0]}).shape     # doctest: +SKIP
    (4,)
    """
    if isinstance(size, int) and size == 0:
        return tensor_var
    lengths = [tensor_var.shape[i] for i in range(tensor_var.ndim)]
    if length is not None:
        if length > 1:
            # checks the number of rows, unless a single row would be repeated
            tensor_var = reshape(tensor_var, [length, *lengths[1:]], ndim=tensor_var.ndim)
        lengths[0] = length
    empty = AllocEmpty(tensor_var.dtype)(size + lengths[0], *lengths[1:])
    return set_subtensor(empty[: lengths[0]], tensor_var)


def is_unknown(n_steps):
    """Return True if a number of steps is unknown: None, nan, infinity or a string."""
    if n_steps is None or isinstance(n_steps, str):
        return True
    value = n_steps
    if isinstance(n_steps, Constant):
        value = n_steps.data
    if isinstance(value, (int, float, np.number, np.ndarray)):
        return not bool(np.all(np.isfinite(value)))
    return isinstance(value, str)
