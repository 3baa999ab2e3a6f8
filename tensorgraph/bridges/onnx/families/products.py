"""Products of vectors and matrices."""

from ....tensor.products.dot import BatchedDot, Dot
from ..conversion import converts


def product(model, node, x, y):
    """Return the product of two arrays in the dtype of a node's output."""
    dtype = node.outputs[0].type.dtype
    return model.add("MatMul", *[model.cast(name, v.type.dtype, dtype) for name, v in zip((x, y), node.inputs)])


@converts(Dot)
def convert_dot(model, node, x, y):
    return product(model, node, x, y)


@converts(BatchedDot)
def convert_batched_dot(model, node, x, y):
    flat = [v.type.ndim == 2 for v in node.inputs]
    x = model.add("Unsqueeze", x, model.integers(1)) if flat[0] else x
    y = model.add("Unsqueeze", y, model.integers(2)) if flat[1] else y
    z = product(model, node, x, y)
    dropped = [axis for axis, one in zip((1, 2), flat) if one]
    return model.add("Squeeze", z, model.integers(*dropped)) if dropped else z
