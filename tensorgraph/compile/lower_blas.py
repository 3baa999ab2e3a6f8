"""Products of vectors and matrices."""

from ..graph.variable import Constant
from ..scalar import mul
from ..tensor.blas import Dot22, Dot22Scalar, Gemm, Gemv, Ger
from ..tensor.dot import BatchedDot, Dot
from .loopcode import LoopCode
from .lower import lowers
from .lower_shapes import converted

_DTYPES = ("float32", "float64", "complex64", "complex128")


def _factor(program, inputs, v):
    """A scalar factor as a number, or as a slot of the step's dtype that is appended to `inputs`."""
    if isinstance(v, Constant):
        return v.data.item()
    inputs.append(program.slot(v))
    return "in", len(inputs) - 1


def _one_dtype(node):
    dtype = node.outputs[0].type.dtype
    return dtype in _DTYPES and all(v.type.dtype == dtype for v in node.inputs)


@lowers(Dot)
def lower_dot(program, node):
    dtype = node.outputs[0].type.dtype
    if dtype not in _DTYPES or any(v.type.ndim not in (1, 2) for v in node.inputs):
        return False
    inputs = [converted(program, v, dtype) for v in node.inputs]
    if None in inputs:
        return False
    return program.node_step("dot", node, inputs)


@lowers(Dot22)
def lower_dot22(program, node):
    if not _one_dtype(node):
        return False
    return program.node_step("dot", node)


@lowers(Dot22Scalar)
def lower_dot22_scalar(program, node):
    x, y, a = node.inputs
    (z,) = node.outputs
    if not _one_dtype(node):
        return False
    product = program.temp(z.type.dtype, z.type.broadcastable)
    program.step("dot", [program.slot(x), program.slot(y)], [product])
    factor = program.temp(z.type.dtype, (True, True))
    program.step("dimshuffle", [program.slot(a)], [factor], pattern=("x", "x"))
    code = LoopCode([z.type.dtype, z.type.dtype])
    params, (register,) = code.finish(code.apply(mul, code.inputs))
    return program.node_step(
        "loop", node, [product, factor], {0: 0}, outs=((register, "store", None, None, None),), **params
    )


def _is_product(alpha, beta):
    """Whether a plain product is all that is left of ``alpha A B + beta C``."""
    return isinstance(alpha, Constant) and alpha.data == 1 and isinstance(beta, Constant) and beta.data == 0


@lowers(Gemm, Gemv)
def lower_gemm(program, node):
    """``alpha A B + beta C``, for a matrix or a vector B."""
    C, alpha, A, B, beta = node.inputs
    if not _one_dtype(node):
        return False
    if _is_product(alpha, beta):
        return program.node_step("dot", node, [program.slot(A), program.slot(B)])
    inputs = [program.slot(A), program.slot(B), program.slot(C)]
    alpha = _factor(program, inputs, alpha)
    beta = _factor(program, inputs, beta)
    kind = "gemm" if isinstance(node.op, Gemm) else "gemv"
    return program.node_step(kind, node, inputs, {0: 2} if node.op.inplace else {}, alpha=alpha, beta=beta)


@lowers(Ger)
def lower_ger(program, node):
    A, alpha, x, y = node.inputs
    if not _one_dtype(node):
        return False
    inputs = [program.slot(x), program.slot(y), program.slot(A)]
    alpha = _factor(program, inputs, alpha)
    return program.node_step("ger", node, inputs, {0: 2} if node.op.destructive else {}, alpha=alpha)


@lowers(BatchedDot)
def lower_batched_dot(program, node):
    if not _one_dtype(node) or any(v.type.ndim != 3 for v in node.inputs):
        return False
    return program.node_step("batched_dot", node)
