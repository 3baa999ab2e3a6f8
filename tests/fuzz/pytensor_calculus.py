"""Derivatives of random programs of PyTensor: gradients, Jacobians, Hessians, and the derivative along a direction."""

import pytensor.tensor as pt
from pytensor.gradient import Lop, Rop, hessian, jacobian
from pytensor.graph.replace import vectorize_graph
from pytensor.graph.traversal import ancestors

SMALL = 40
# their lengths depend on values
RAGGED = "Unique", "Nonzero"


def batches(p, outputs):
    """Return outputs for a batch of values of an input."""
    x = p.r.choice(list(p.inputs))
    kind = p.r.choice(("stack", "column", "row"))
    if any(v.owner and type(v.owner.op).__name__ in RAGGED for v in ancestors(outputs)):
        return []
    if kind == "stack":
        several = pt.stack([x, x, x * 0]) if x.dtype != "bool" else pt.stack([x, ~x])
    else:
        several = pt.shape_padleft(pt.broadcast_to(x, (2, *x.shape)), int(kind == "column"))
    return vectorize_graph(outputs, {x: pt.cast(several, x.dtype)})


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
