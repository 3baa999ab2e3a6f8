"""Arrays made of numbers: filled, sequences, diagonals."""

import jax.numpy as jnp
import numpy as np

from ....tensor.creation.alloc import Alloc, AllocEmpty
from ....tensor.creation.bartlett import Bartlett
from ....tensor.creation.diag import AllocDiag, ExtractDiag
from ....tensor.creation.eye import Eye, Tri
from ....tensor.creation.fill_diagonal import FillDiagonal, FillDiagonalOffset
from ....tensor.creation.filled import ARange
from ..conversion import converts
from ..knowledge import array, lengths, number, numbers


@converts(Alloc)
def convert_alloc(node, value, *shape):
    shape = lengths(node, shape)
    skip = len(shape) - value.ndim
    for i, flag in enumerate(node.inputs[0].type.broadcastable):
        if not flag and value.shape[i] != shape[skip + i]:
            raise ValueError(f"Alloc: a value of shape {value.shape} does not broadcast to {shape} on axis {skip + i}")
    return jnp.broadcast_to(value, shape)


@converts(AllocEmpty)
def convert_alloc_empty(node, *shape):
    return jnp.zeros(lengths(node, shape), node.op.dtype)


@converts(ARange)
def convert_arange(node, start, stop, step):
    places = np.arange(*[numbers(node, v, "the length of a range").item() for v in (start, stop, step)])
    return array(start, node.op.dtype) + array(step, node.op.dtype) * np.arange(len(places), dtype=node.op.dtype)


@converts(Eye)
def convert_eye(node, n, m, k):
    return array(diagonals(node, n, m) == array(k), node.op.dtype)


@converts(Tri)
def convert_tri(node, n, m, k):
    return array(diagonals(node, n, m) <= array(k), node.op.dtype)


def diagonals(node, n, m):
    """Return the number of the diagonal on which each element of a matrix lies."""
    n, m = lengths(node, (n, m))
    return np.arange(m) - np.arange(n)[:, None]


@converts(Bartlett)
def convert_bartlett(node, n):
    return np.bartlett(number(node, n, "the length of a window"))


@converts(ExtractDiag)
def convert_extract_diag(node, x):
    return jnp.diagonal(x, node.op.offset, node.op.axis1, node.op.axis2)


@converts(AllocDiag)
def convert_alloc_diag(node, x):
    op, n = node.op, x.shape[-1] + abs(node.op.offset)
    place = np.arange(x.shape[-1])
    z = jnp.zeros((*x.shape[:-1], n, n), x.dtype)
    z = z.at[..., place + max(-op.offset, 0), place + max(op.offset, 0)].set(x)
    return jnp.moveaxis(z, (-2, -1), (op.axis1 % z.ndim, op.axis2 % z.ndim))


@converts(FillDiagonal)
def convert_fill_diagonal(node, a, value):
    return array(a).at[(np.arange(min(a.shape)),) * a.ndim].set(value)


@converts(FillDiagonalOffset)
def convert_fill_diagonal_offset(node, a, value, offset):
    offset = number(node, offset, "the offset of a diagonal")
    n = max(min(a.shape[0] + min(offset, 0), a.shape[1] - max(offset, 0)), 0)
    line = np.arange(n)
    return array(a).at[line - min(offset, 0), line + max(offset, 0)].set(value)
