"""The instructions on rows of products."""

from math import prod

import numpy as np

from ...loop._instructions import CODES
from .bodies import MOST_TERMS, Unfit, dense_strides

MOST_PRODUCTS = 16              # rows of a matrix that a product computes one after another


def _turned(body, r, shape):
    """Return the register of the transpose of a matrix."""
    return body.move(r, shape[::-1], dense_strides(shape)[::-1])


def _combine(body, rows, factors, width, target=None):
    """Return the sum of the rows of a matrix, times factors."""
    x, count = body.registers[rows], body.registers[factors].width
    name = f"rows_combine_{CODES[x.dtype]}"
    if not body.has_kernel(name) or count > MOST_TERMS:
        raise Unfit("a product")
    target = body.temp(x.dtype, width) if target is None else target
    return body.emit("rows", (name, count), target, (rows, factors), width)


def _rows_times(body, x, y, shape):
    """Return the product of a matrix that steps compute and a vector: turning it would take longer."""
    dtype = body.registers[x].dtype
    name = f"rows_times_{CODES[dtype]}"
    if not body.has_kernel(name):
        raise Unfit("a product")
    return body.emit("rows", (name, shape[0]), body.temp(dtype, shape[0]), (x, y), shape[1])


def _product(body, x, y, x_shape, y_shape):
    """Return the shape and the register of a product of matrices and vectors."""
    if len(x_shape) == 2 and x_shape[0] == 1:
        dims, r = _product(body, x, y, x_shape[1:], y_shape)
        return (1, *dims), r
    if len(y_shape) == 2 and y_shape[1] == 1:
        dims, r = _product(body, x, y, x_shape, y_shape[:1])
        return (*dims, 1), r
    if not x_shape or not y_shape or x_shape[-1] != y_shape[0]:
        raise Unfit("a product")
    if len(x_shape) == len(y_shape) == 2:
        return (x_shape[0], y_shape[1]), _matrix_product(body, x, y, x_shape, y_shape)
    if len(x_shape) == 2 and body.registers[body.root(x)].role == "fixed":
        return x_shape[:1], _combine(body, _turned(body, x, x_shape), y, x_shape[0])
    if len(x_shape) == 2:
        return x_shape[:1], _rows_times(body, x, y, x_shape)
    if len(y_shape) == 2:
        return y_shape[1:], _combine(body, y, x, y_shape[1])
    dtype = body.registers[x].dtype
    name = f"fold_sum_mul_{CODES[dtype]}"
    if not body.has_kernel(name):
        raise Unfit(f"products of {dtype}")
    return (), body.emit("fold", ("sum", dtype, name), body.temp(dtype, 1), (x, y), x_shape[0])


def _matrix_product(body, x, y, x_shape, y_shape):
    """Return the register of a product of matrices, made row by row."""
    (m, k), n = x_shape, y_shape[1]
    if m > MOST_PRODUCTS:
        raise Unfit("a product of many rows")
    result = body.temp(body.registers[x].dtype, m * n)
    for i in range(m):
        _combine(body, y, body.view(x, i * k, k), n, body.view(result, i * n, n))
    return result


def dot(body, step, x_shape, y_shape):
    """Multiply matrices and vectors."""
    body.place(step.outputs[0], *_product(body, *[body.at[i] for i in step.inputs], x_shape, y_shape))


def batched_dot(body, step, x_shape, y_shape):
    """Multiply matrices one after another."""
    n, *shapes = x_shape[0], x_shape[1:], y_shape[1:]
    if y_shape[0] != n or x_shape[-1] != y_shape[1] or n * shapes[0][0] > MOST_PRODUCTS:
        raise Unfit("many products")
    parts = []
    for i in range(n):
        factors = [body.view(body.at[slot], i * prod(shape), prod(shape)) for slot, shape in zip(step.inputs, shapes)]
        parts.append(_product(body, *factors, *shapes)[1])
    result = body.assemble(body.program.slots[step.outputs[0]].dtype, parts)
    body.place(step.outputs[0], (n, *x_shape[1:-1], *y_shape[2:]), result)


def _times(body, step, r, key):
    """Return the register of a row times a factor that is a number; None for 0."""
    factor, x = step.params.get(key, 1), body.registers[r]
    if isinstance(factor, (tuple, complex)):
        raise Unfit("a factor that a step computes")
    if factor in (0, 1):
        return r if factor else None
    number = body.register("fixed", x.dtype, x.width, value=np.full(x.width, factor, x.dtype))
    return body.emit("kernel", f"mul_{CODES[x.dtype]}", body.temp(x.dtype, x.width), (r, number), x.width)


def _place_sum(body, step, shape, product, z):
    """Place the sum of a product and what is added, each times its factor."""
    how = "add"
    if step.params.get("alpha", 1) == -1 and step.params.get("beta", 1) != 0:
        how, parts = "sub", [_times(body, step, z, "beta"), product]
    else:
        parts = [_times(body, step, product, "alpha"), _times(body, step, z, "beta")]
    parts = [r for r in parts if r is not None]
    if not parts:
        raise Unfit("a sum of nothing")
    if len(parts) == 2:
        x = body.registers[parts[0]]
        parts = [body.emit("kernel", f"{how}_{CODES[x.dtype]}", body.temp(x.dtype, x.width), parts, x.width)]
    body.place(step.outputs[0], shape, parts[0])


def gemv(body, step, x_shape, y_shape, shape, *_):
    """Multiply, and add what has the shape of the product."""
    x, y, z = [body.at[i] for i in step.inputs[:3]]
    dims, product = _product(body, x, y, x_shape, y_shape)
    if dims != shape:
        raise Unfit("shapes that differ")
    _place_sum(body, step, shape, product, z)


def ger(body, step, x_shape, y_shape, shape, *_):
    """Add an outer product to a matrix."""
    x, y, z = [body.at[i] for i in step.inputs[:3]]
    dtype, (m, n) = body.registers[z].dtype, shape
    name = f"rows_outer_{CODES[dtype]}"
    if (*x_shape, *y_shape) != shape or not body.has_kernel(name):
        raise Unfit("an outer product")
    product = body.emit("rows", (name, m), body.temp(dtype, m * n), (y, x), n)
    _place_sum(body, step, shape, product, z)
