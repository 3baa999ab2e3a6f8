"""NumPy twins of the elementwise kernels.

A twin computes in whatever dtype it is given: in long double it measures how accurate a kernel is.
"""

import numpy as np

from ....scalar.dtypes import KERNEL_CODES
from ....scalar.type import REGISTRY
from ..superinstructions import SUPER, tree_operands

__all__ = ["signature", "tree_value", "twin"]

DTYPES = {code: dtype for dtype, code in KERNEL_CODES.items()}


def _parts(name):
    """Return what a kernel does, and the dtype of its inputs: ``("mul_add", "float64")``."""
    what, _, code = name.rpartition("_")
    if name.startswith("cast_"):
        return f"cast_{code}", DTYPES[what.removeprefix("cast_")]
    return what, DTYPES[code]


def signature(name):
    """Return the dtypes of the inputs and of the output of a kernel.

    Examples
    --------
    >>> signature("lt_f32")
    (('float32', 'float32'), 'bool')
    >>> signature("switch_i64")
    (('bool', 'int64', 'int64'), 'int64')
    """
    what, dtype = _parts(name)
    if what.startswith("cast_"):
        return (dtype,), DTYPES[what.removeprefix("cast_")]
    if what in ("copy", "half"):
        return (dtype,), dtype
    if what == "switch":
        return ("bool", dtype, dtype), dtype
    if what in SUPER:
        return (dtype,) * len(tree_operands(SUPER[what])), dtype
    op = REGISTRY[what]
    inputs = (dtype,) * len(op.params)
    return inputs, op.output_dtypes(*inputs)[0]


def twin(name):
    """Return the function of NumPy arrays that a kernel computes.

    Parameters
    ----------
    name : str
        Of a kernel in ``dispatch.kernels()``.

    Returns
    -------
    callable
        From the operands, arrays of one length, to the result.
    """
    what, _ = _parts(name)
    if what.startswith("cast_"):
        dtype = DTYPES[what.removeprefix("cast_")]
        return lambda x: x.astype(dtype)
    if what == "copy":
        return np.copy
    if what == "half":
        return lambda x: x.astype("float16").astype(x.dtype)
    if what in SUPER:
        return lambda *operands: tree_value(SUPER[what], operands)
    return REGISTRY[what].ref


def tree_value(tree, operands, visit=None):
    """Return the value of a superinstruction's tree on operands, computed one op after the other.

    Parameters
    ----------
    tree : tuple, int or float
    operands : sequence of ndarray
    visit : callable, optional
        Called with each value on the way.
    """
    if isinstance(tree, int):
        value = operands[tree]
    elif isinstance(tree, float):
        value = np.full_like(operands[0], tree)
    else:
        parts = [tree_value(part, operands, visit) for part in tree[1:]]
        value = parts[0] * parts[1] + parts[2] if tree[0] == "fma" else REGISTRY[tree[0]].ref(*parts)
    if visit is not None:
        visit(value)
    return value
