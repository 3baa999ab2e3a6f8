"""The inverse hyperbolic tangent of numbers that are nearly 1 or -1, of which forms of the distances are known."""

from ...logdomain import complement, negated, number, op
from ...logdomain.form import in_dtype
from ...rule import node_rule, patient, rounding, stabilize
from ...values import fit


@stabilize
@patient
@rounding
@node_rule("arctanh")
def local_arctanh_domain(fgraph, node):
    """``arctanh(u)`` is half of ``log(1 + u) - log(1 - u)``, which are finite where u is rounded to 1 or -1."""
    # bools have no negative
    u = in_dtype(node.inputs[0], node.outputs[0].type.dtype)
    forms = [complement(v) for v in (negated(u), u)]
    if any(found is None or not found.is_positive for found in forms):
        return None
    half = number(0.5, u)
    far = op("mul", half, op("sub", *[found.log for found in forms]))
    near = op("arctanh", op("clip", u, number(-0.5, u), half))
    return fit(op("switch", op("gt", op("abs_", u), half), far, near), node)
