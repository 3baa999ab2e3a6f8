"""Local optimizers of ``theano.tensor.blas``; the pass ``rewriting.passes.blas`` does their work here."""

from ....rewriting.passes.blas import outer_operands
from ....rewriting.values import constant_value
from ....tensor.elementwise.elemwise import Elemwise
from ....tensor.elementwise.math import mul
from ....tensor.products.blas import Dot22, Gemm, _dot22scalar, ger
from ...rewriting.local import local_optimizer

__all__ = ["local_dot22_to_dot22scalar", "local_gemm_to_ger"]


@local_optimizer([Gemm])
def local_gemm_to_ger(node):
    """Replace a product of a column and a row added to a matrix, or to nothing, by a Ger."""
    if not isinstance(node.op, Gemm):
        return False
    z, alpha, x, y, beta = node.inputs
    column, row = outer_operands(x, y)
    if column is None or constant_value(beta) not in (0, 1):
        return False
    return [ger(z if constant_value(beta) == 1 else z.zeros_like(), alpha, column, row)]


def _is_mul(v):
    return v.owner is not None and isinstance(v.owner.op, Elemwise) and v.owner.op.scalar_op.record_name == "mul"


@local_optimizer([mul])
def local_dot22_to_dot22scalar(node):
    """Move scalar factors of a matrix product, also nested ones, into its scale."""
    (out,) = node.outputs
    if not _is_mul(out):
        return False
    dots = [v for v in node.inputs if v.owner is not None and isinstance(v.owner.op, Dot22) and v.type == out.type]
    if not dots:
        return False
    factors = []
    for v in node.inputs:
        if v is not dots[0]:
            factors.extend(v.owner.inputs if _is_mul(v) else [v])
    scales = [v for v in factors if all(v.type.broadcastable)]
    if not scales:
        return False
    rest = [v for v in factors if v not in scales]
    scale = (mul(*scales) if len(scales) > 1 else scales[0]).astype(out.type.dtype)
    product = _dot22scalar(*dots[0].owner.inputs, scale.dimshuffle())
    return [mul(product, *rest) if rest else product]
