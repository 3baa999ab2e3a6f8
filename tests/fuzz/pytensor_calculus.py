"""Derivatives of random programs of PyTensor: gradients, Jacobians, Hessians, and the derivative along a direction."""

import pytensor.tensor as pt
from pytensor.gradient import Lop, Rop, hessian, jacobian

SMALL = 40


def derivatives(p, outputs):
    """Return derivatives of outputs by the inputs of double precision."""
    wrt = [x for x in p.inputs if x.dtype in ("float64", "float32")]
    costs = [z for z in outputs if z.dtype in ("float64", "float32")]
    if not wrt or not costs:
        return []
    r = p.r
    z = r.choice(costs)
    x = r.choice(wrt)
    cost = pt.sum(r.choice((z, z**2, pt.sin(z), z * pt.arange(z.size).reshape(z.shape))))
    kind = r.choice(("grad", "grad", "grad", "second", "Rop", "Lop", "jacobian", "vectorized", "hessian"))
    if kind == "grad":
        return pt.grad(pt.add(*[pt.sum(pt.tanh(c)) for c in costs], cost), wrt, disconnected_inputs="ignore")
    if kind == "second":
        first = pt.grad(cost, x, disconnected_inputs="ignore")
        return [pt.grad(pt.sum(pt.sin(first)), x, disconnected_inputs="ignore")]
    if kind == "Rop":
        return [Rop(z, x, pt.cos(x), disconnected_outputs="ignore")]
    if kind == "Lop":
        return [Lop(z, x, pt.cos(z), disconnected_inputs="ignore")]
    if p.values[z].size > SMALL or p.values[x].size > SMALL:
        return []
    if kind == "hessian":
        x = next((v for v in wrt if v.ndim == 1), x)
        return [hessian(cost, x, disconnected_inputs="ignore")]
    return [jacobian(z.flatten(), x, vectorize=kind == "vectorized", disconnected_inputs="ignore")]
