"""Cumulative sums, products and recurrences."""

import jax
import jax.numpy as jnp

from ....tensor.nnet.logcumsumexp import LogCumsumExp
from ....tensor.reductions.cumulative import CumOp
from ....tensor.reductions.product_of_others import ProductOfOthers
from ....tensor.reductions.recurrence import LinearRecurrence
from ..conversion import converts
from ..knowledge import array


@converts(CumOp, own="push")
def convert_cumulative(node, x):
    x, axis = (x.reshape(-1), 0) if node.op.axis is None else (x, node.op.axis)
    if x.dtype == bool:
        join = jax.lax.cummax if node.op.mode == "add" else jax.lax.cummin
        return join(x.astype("int8"), axis=axis % x.ndim)
    return (jnp.cumsum if node.op.mode == "add" else jnp.cumprod)(x, axis=axis, dtype=x.dtype)


@converts(LogCumsumExp)
def convert_log_cumulative(node, x):
    return jax.lax.cumlogsumexp(x, axis=node.op.axis, reverse=node.op.reverse)


@converts(ProductOfOthers)
def convert_product_of_others(node, x, _):
    x = array(x, node.outputs[0].type.dtype)
    axis = node.op.product.axis
    axes = tuple(range(x.ndim)) if axis is None else tuple(axis)
    kept = [a for a in range(x.ndim) if a not in axes]
    rows = jnp.transpose(x, (*kept, *axes))
    shape = rows.shape
    rows = rows.reshape((*[x.shape[a] for a in kept], -1))
    one = jnp.ones((*rows.shape[:-1], 1), x.dtype)
    before = jnp.cumprod(jnp.concatenate([one, rows[..., :-1]], axis=-1), axis=-1)
    after = jnp.flip(jnp.cumprod(jnp.concatenate([one, jnp.flip(rows, -1)[..., :-1]], axis=-1), axis=-1), -1)
    order = (*kept, *axes)
    return jnp.transpose((before * after).reshape(shape), [order.index(a) for a in range(x.ndim)])


@converts(LinearRecurrence)
def convert_recurrence(node, a, b):
    dtype = node.outputs[0].type.dtype
    if a.shape != b.shape:
        raise ValueError(f"{node.op} needs equal shapes, not {a.shape} and {b.shape}")
    a, b = [jnp.moveaxis(array(v, dtype), node.op.axis, 0) for v in (a, b)]

    def step(before, row):
        z = row[0] * before + row[1]
        return z, z

    _, z = jax.lax.scan(step, jnp.zeros(b.shape[1:], dtype), (a, b))
    return jnp.moveaxis(z, 0, node.op.axis)
