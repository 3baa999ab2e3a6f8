"""Reductions over axes."""

import jax
import jax.numpy as jnp
import numpy as np

from ....compat.names.tensor.operations import Mean
from ....scalar.op import ScalarOp
from ....tensor.reductions.careduce import CAReduce
from ....tensor.reductions.maxandargmax import Argmax, Argmin, MaxAndArgmax
from ....tensor.reductions.sums import Prod, ProdWithoutZeros, Sum
from ..conversion import converts
from ..knowledge import WIDE, array
from .elementwise import function_of

NAMES = {
    "add": "sum", "mul": "prod", "maximum": "max", "minimum": "min", "and_": "bitwise_and", "or_": "bitwise_or",
    "xor": "bitwise_xor",
}


def axes_of(node):
    """Return the axes that a reduction drops, as a tuple."""
    ndim = node.inputs[0].type.ndim
    return tuple(range(ndim)) if node.op.axis is None else tuple([a % ndim for a in node.op.axis])


@converts(Sum)
def convert_sum(node, x):
    return _folded(node, x, "add")


@converts(CAReduce)
def convert_reduction(node, x):
    name = node.op.scalar_op.record_name
    if name in ("maximum", "minimum") and axes_of(node):
        return _extreme(node, x, NAMES[name])
    return _folded(node, x, name)


@converts(Mean)
def convert_mean(node, x):
    return jnp.mean(array(x, node.outputs[0].type.dtype), axis=axes_of(node))


@converts(Prod, own="push")
def convert_product(node, x):
    return _folded(node, x, "mul")


def _extreme(node, x, name):
    """Return the largest or smallest elements; as here, the derivative adds that of all elements that equal one."""
    axes = axes_of(node)
    if any(x.shape[a] == 0 for a in axes):
        raise ValueError(f"Input ({x.shape}) has zero-size on axes {axes}: {node.op} has no identity")
    function = jax.custom_jvp(lambda x: _largest(x, axes, name))

    @function.defjvp
    def push(primals, tangents):
        (x,), (dx,) = primals, tangents
        z = function(x)
        if dx.dtype == jax.dtypes.float0:
            return z, np.zeros(z.shape, dx.dtype)
        return z, jnp.where(x == z, dx, jnp.zeros((), dx.dtype)).sum(axis=axes, keepdims=True)

    return jnp.squeeze(function(x), axes)


def _largest(x, axes, name):
    """Return the largest or smallest elements, with the reduced axes."""
    if not jnp.iscomplexobj(x):
        return getattr(jnp, name)(x, axis=axes, keepdims=True)
    flat = _flattened(x, axes)
    place = _complex_position(flat, jnp.argmax if name == "max" else jnp.argmin)
    return jnp.expand_dims(jnp.take_along_axis(flat, place[..., None], axis=-1)[..., 0], axes)


@converts(ProdWithoutZeros, own="push")
def convert_product_without_zeros(node, x):
    return _folded(node, jnp.where(x == 0, jnp.ones((), x.dtype), x), "mul")


def _folded(node, x, name):
    axes, dtype = axes_of(node), node.outputs[0].type.dtype
    if not axes:
        return array(x, dtype)
    wide = getattr(node.op, "acc_dtype", None) or dtype
    # in 32 bits there is no wider one
    x = array(x, wide if jax.config.jax_enable_x64 or wide not in WIDE else dtype)
    found = NAMES.get(name)
    if x.dtype == bool and found in ("sum", "prod"):
        found = {"sum": "any", "prod": "all"}[found]
    if found is None:
        return _by_pairs(node.op.scalar_op, x, axes)
    function = getattr(jnp, found)
    if found.startswith("bitwise"):
        return function.reduce(x, axis=axes)
    return function(x, axis=axes, **({"dtype": x.dtype} if found in ("sum", "prod") else {}))


def _by_pairs(op: ScalarOp, x, axes):
    """Return the fold of any operation, from the first row to the last."""
    rows = jnp.moveaxis(x, axes, range(len(axes)))
    rows = rows.reshape((-1, *rows.shape[len(axes) :]))
    if not len(rows):
        if op.identity is None:
            raise ValueError(f"Input ({x.shape}) has zero-size on axes {axes}, and {op} has no identity.")
        return jnp.full(rows.shape[1:], op.identity, x.dtype)
    join = function_of(op, (x.dtype.name, x.dtype.name))
    total = rows[0]
    for row in rows[1:]:
        total = array(join(total, row)[0], x.dtype)
    return total


@converts(MaxAndArgmax)
def convert_max_and_argmax(node, x):
    return [_extreme(node, x, "max"), _position(x, axes_of(node), jnp.argmax)]


@converts(Argmax)
def convert_argmax(node, x):
    return _position(x, axes_of(node), jnp.argmax)


@converts(Argmin)
def convert_argmin(node, x):
    return _position(x, axes_of(node), jnp.argmin)


def _position(x, axes, find):
    """Return the position of the best element in the axes, flattened; the first nan wins."""
    flat = _flattened(x, axes)
    return _complex_position(flat, find) if jnp.iscomplexobj(x) else find(flat, axis=-1)


def _flattened(x, axes):
    """Return an array with some axes as a last one."""
    kept = [a for a in range(x.ndim) if a not in axes]
    shape = [x.shape[a] for a in kept]
    return jnp.transpose(x, (*kept, *axes)).reshape((*shape, int(np.prod([x.shape[a] for a in axes]))))


def _complex_position(x, find):
    """Return the position of the best element in the last axis; imaginary parts decide where real ones are equal."""
    best = jnp.max if find is jnp.argmax else jnp.min
    first = x.real == best(x.real, axis=-1, keepdims=True)
    others = np.array(-np.inf if find is jnp.argmax else np.inf, x.real.dtype)
    second = x.imag == best(jnp.where(first, x.imag, others), axis=-1, keepdims=True)
    nan = jnp.isnan(x)
    return jnp.argmax(jnp.where(nan.any(axis=-1, keepdims=True), nan, first & second), axis=-1)
