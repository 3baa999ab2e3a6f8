"""Products of vectors and matrices."""

from ....tensor.products.dot import BatchedDot, Dot
from ..builder import WIDE
from ..conversion import converts


def product(model, node, x, y):
    """Return the product of two arrays in the dtype of a node's output."""
    dtype = node.outputs[0].type.dtype
    inside = WIDE.get(dtype, dtype)
    z = model.add("MatMul", *[model.cast(name, v.type.dtype, inside) for name, v in zip((x, y), node.inputs)])
    return model.cast(z, inside, dtype)


@converts(Dot)
def convert_dot(model, node, x, y):
    """Vectors are matrices of one row or column: onnxruntime 1.32 makes a wrong product of ``dot(x.T, v)``."""
    flat = [v.type.ndim == 1 for v in node.inputs]
    x = model.add("Unsqueeze", x, model.integers(0)) if flat[0] else x
    y = model.add("Unsqueeze", y, model.integers(1)) if flat[1] else y
    z = product(model, node, x, y)
    dropped = [axis for axis, one in zip((-2, -1), flat) if one]
    return model.add("Squeeze", z, model.integers(*dropped)) if dropped else z


@converts(BatchedDot)
def convert_batched_dot(model, node, x, y):
    flat = [v.type.ndim == 2 for v in node.inputs]
    x = model.add("Unsqueeze", x, model.integers(1)) if flat[0] else x
    y = model.add("Unsqueeze", y, model.integers(2)) if flat[1] else y
    z = product(model, node, x, y)
    dropped = [axis for axis, one in zip((1, 2), flat) if one]
    return model.add("Squeeze", z, model.integers(*dropped)) if dropped else z
