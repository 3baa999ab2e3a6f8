"""Products of vectors and matrices."""

from ..graph.variable import Constant
from ..scalar import mul
from ..scalar.dtypes import integer_dtypes
from ..tensor.products.blas import Dot22, Dot22Scalar, Gemm, Gemv, Ger
from ..tensor.products.dot import BatchedDot, Dot
from .halves import in_floats
from .loopcode import LoopCode
from .lower import lowers
from .shape import converted

_DTYPES = ("float32", "float64", "complex64", "complex128")
_INTEGERS = frozenset(integer_dtypes)


def _factor(program, inputs, v):
    """Return a scalar factor as a number, or as a slot of the step's dtype that is appended to `inputs`."""
    if isinstance(v, Constant):
        return v.data.item()
    inputs.append(program.slot(v))
    return "in", len(inputs) - 1


def _one_dtype(node):
    dtype = node.outputs[0].type.dtype
    return dtype in _DTYPES and all(v.type.dtype == dtype for v in node.inputs)


@lowers(Dot)
@in_floats
def lower_dot(program, node):
    dtype = node.outputs[0].type.dtype
    if dtype not in _INTEGERS.union(_DTYPES) or any(v.type.ndim not in (1, 2) for v in node.inputs):
        return False
    inputs = [converted(program, v, dtype) for v in node.inputs]
    if None in inputs:
        return False
    return program.node_step("integer_dot" if dtype in _INTEGERS else "dot", node, inputs)


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
    """Return True if ``alpha A B + beta C`` is a plain product."""
    return isinstance(alpha, Constant) and alpha.data == 1 and isinstance(beta, Constant) and beta.data == 0


@lowers(Gemm, Gemv)
def lower_gemm(program, node):
    """Lower ``alpha A B + beta C``, for a matrix or a vector B."""
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
@in_floats
def lower_batched_dot(program, node):
    """Lower a batched product, with vectors as matrices of one row or column."""
    (x, y), out = node.inputs, node.outputs[0]
    if out.type.dtype not in _INTEGERS.union(_DTYPES):
        return False
    slots = [converted(program, v, out.type.dtype) for v in node.inputs]
    if None in slots:
        return False
    if x.type.ndim == y.type.ndim == 3:
        return program.node_step("integer_dot" if out.type.dtype in _INTEGERS else "batched_dot", node, slots)
    if out.type.dtype in _INTEGERS:
        return False
    operands, kept = [], [0]
    for slot, v, axis, pattern in (slots[0], x, 1, (0, "x", 1)), (slots[1], y, 2, (0, 1, "x")):
        if v.type.ndim == 2:
            operands.append(program.temp(out.type.dtype, [k == "x" or v.type.broadcastable[k] for k in pattern]))
            program.step("dimshuffle", [slot], operands[-1:], pattern=pattern)
        else:
            operands.append(slot)
            kept.append(axis)
    flags = [out.type.broadcastable[kept.index(axis)] if axis in kept else True for axis in range(3)]
    whole = program.temp(out.type.dtype, flags)
    program.step("batched_dot", operands, [whole])
    program.step("dimshuffle", [whole], [program.out(out)], pattern=tuple(kept))
    return True
