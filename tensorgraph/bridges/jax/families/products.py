"""Products of vectors and matrices."""

import jax.numpy as jnp

from ....tensor.products.blas import Dot22, Dot22Scalar, Gemm, Gemv, Ger
from ....tensor.products.dot import BatchedDot, Dot
from ..conversion import converts
from ..knowledge import array


def product(node, x, y):
    """Return the product of two arrays in the dtype of a node's output."""
    dtype = node.outputs[0].type.dtype
    return jnp.matmul(array(x, dtype), array(y, dtype), precision="highest")


@converts(Dot, Dot22)
def convert_dot(node, x, y):
    return product(node, x, y)


@converts(BatchedDot)
def convert_batched_dot(node, x, y):
    left = x if x.ndim == 3 else x[:, None, :]
    right = y if y.ndim == 3 else y[:, :, None]
    if x.shape[0] != y.shape[0]:
        raise ValueError(f"Shape mismatch: batch sizes unequal. x.shape is {x.shape}, y.shape is {y.shape}.")
    return product(node, left, right).reshape(x.shape[:-1] + y.shape[2:])


@converts(Dot22Scalar)
def convert_scaled_dot(node, x, y, a):
    return a * product(node, x, y)


@converts(Gemm)
def convert_gemm(node, z, a, x, y, b):
    return b * z + a * product(node, x, y)


@converts(Gemv)
def convert_gemv(node, y, alpha, A, x, beta):
    return beta * y + alpha * product(node, A, x)


@converts(Ger)
def convert_ger(node, A, alpha, x, y):
    return A + alpha * jnp.outer(x, y)
