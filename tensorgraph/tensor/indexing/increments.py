"""Helpers of all updates of an indexed tensor: conversion of the value, and gradients."""

import warnings

import numpy as np

from ...config import config
from ...graph.messages.called import with_type
from ...graph.variable import Constant
from ...scalar import REGISTRY
from ...scalar.dtypes import is_complex, is_discrete
from ...userline import user_level
from ..shape.rebroadcast import patternbroadcast
from ..shape.shape import specify_shape
from ..types.constant import as_tensor_variable


def value_like(x, y, truncates):
    """Cast the value `y` of an update of `x` to the dtype of `x`; wide integers wrap in narrow ones.

    Parameters
    ----------
    x, y : TensorVariable
    truncates : bool
        Whether fractions are dropped where `x` holds integers. Theano does so where an update sets, and where its
        index is an array; a variable that may have fractions gives a warning.

    Raises
    ------
    TypeError
        If `x` cannot hold `y`: a constant with fractions is none that integers can hold.
    """
    dtype = x.type.dtype
    if y.type.dtype == dtype:
        return y
    drops = is_discrete(dtype) and not is_discrete(y.type.dtype)
    if drops and not truncates:
        raise TypeError(
            f"Trying to increment a subtensor of dtype {dtype} with a value of dtype {y.type.dtype}: use "
            f"T.cast(value, {dtype!r})"
        )
    if is_complex(y.type.dtype) and not is_complex(dtype):
        raise TypeError(
            f"Cannot put a value of dtype {y.type.dtype} into a subtensor of dtype {dtype}: use its .real, or a "
            "complex tensor"
        )
    if isinstance(y, Constant):
        return as_tensor_variable(_held(y.data, dtype) if drops else y.data.astype(dtype), name=y.name)
    if drops:
        warnings.warn(
            f"an integer tensor, {with_type(x)}, is updated with {with_type(y)}: fractions are dropped. Use "
            f"T.cast(value, {dtype!r}) to say so, or make the tensor a float one: T.cast(x, theano.config.floatX)",
            stacklevel=user_level(),
        )
    return y.astype(dtype)


def _held(value, dtype):
    """Return numbers as integers, which must hold them."""
    with np.errstate(invalid="ignore"):
        held = value.astype(dtype)
    lost = held != value
    if lost.any():
        first = value[lost].flat[0] if value.ndim else value[()]
        raise TypeError(
            f"Cannot put {first}, of dtype {value.dtype}, into a subtensor of dtype {dtype} without loss: it would "
            f"become {held[lost].flat[0] if value.ndim else held[()]}. Use T.cast(value, {dtype!r}) to drop fractions, "
            "or a float tensor, as T.set_subtensor(T.cast(x, 'float64')[index], value)"
        )
    return held


def check_value(shape, y):
    """Check that `y` broadcasts to the part that is updated."""
    wanted = shape[len(shape) - y.ndim :]
    if any(n != m and n != 1 for n, m in zip(y.shape, wanted)):
        raise ValueError(
            f"shape mismatch: value array of shape {y.shape} could not be broadcast to indexing result of shape "
            f"{tuple(shape)}"
        )


def sum_to(y, g):
    """Return the gradient `g` of a broadcast value, summed to the shape of `y`.

    Axes that were broadcast because their length was 1 at run time, and not by their type, are not summed: that is an
    error when the gradient runs.
    """
    if all(y.broadcastable) and g.broadcastable == y.broadcastable:
        return g
    extra = g.ndim - y.ndim
    if extra:
        g = g.sum(axis=list(range(extra)))
    axes = [i for i in range(y.ndim) if y.broadcastable[i] and not g.broadcastable[i]]
    if axes:
        g = g.sum(axis=axes, keepdims=True)
    if g.broadcastable != y.broadcastable:
        g = patternbroadcast(g, y.broadcastable)
    return specify_shape(g, y.shape)


def zero_grad_of(x):
    """Return zeros of a float type, the gradient of an input that does not affect the output."""
    return x.zeros_like(dtype=config.floatX if is_discrete(x.type.dtype) else None)


def conjugate(x):
    """Return `x`, conjugated if complex: a gradient is multiplied by the conjugate of a derivative."""
    return REGISTRY["conj"](x) if is_complex(x.type.dtype) else x


def update_grads(x, y, gx, part):
    """Return the gradients of an update with respect to `x` and `y`; ``part()`` is the gradient of the updated part."""
    if is_discrete(x.type.dtype):
        return [zero_grad_of(v) for v in (x, y)]
    return [gx, sum_to(y, part())]


def update_R_op(op, inputs, eval_points):
    """Push forward an update, which is linear in both `x` and `y`."""
    dx, dy = eval_points[:2]
    if dx is None and dy is None:
        return [None]
    if dx is None:
        dx = inputs[0].zeros_like()
    if dy is None:
        dy = inputs[1].zeros_like()
    return op(dx, dy, *inputs[2:], return_list=True)
