"""Powers of numbers near one by large numbers: ``(1 + x / n)**n``, and ``(1 + k * x)**(-1 / k)`` for a small k.

The sum is rounded, and the exponent multiplies what that is: of ``x / n`` no digit may be left. Where a variable makes
the one as small as the other large, the power is ``exp(n * log1p(x / n))``. Other powers stay.
"""

from ...logdomain.form import in_dtype, op
from ...logdomain.form import number as constant
from ...logdomain.signs import is_below_zero
from ...onevariable import powers_of
from ...passes.canonizer import PRODUCT, SUM, Lists, absorbed, family_op
from ...rule import node_rule, rounding, stabilize
from ...values import fit, is_op, op_name
from ..powers import LOGARITHMS

DTYPES = ("float32", "float64")
EDGE = -0.5  # down to where the sum is far from 0
TERMS = 6  # of an exponent


@stabilize
@rounding
@node_rule("pow")
def local_compound_power(fgraph, node):
    """``(1 + x / n)**n`` has no digits where n is large."""
    base, exponent = node.inputs
    dtype = node.outputs[0].type.dtype
    if dtype not in DTYPES:
        return None
    z, is_inverse = beyond_one(fgraph, base)
    exponent = in_dtype(exponent, dtype)
    if z is None or not makes_up_for(fgraph, exponent, z) or is_in_log(fgraph, node):
        return None
    log = op("mul", exponent, op("log1p", z))
    power = op("exp", op("neg", log) if is_inverse else log)
    if is_below_zero(z, -1):
        return fit(power, node)
    is_far = op("gt", z, constant(EDGE, z))
    left = op("pow", op("switch", is_far, constant(1, z), base), exponent)
    return fit(op("switch", is_far, power, left), node)


def is_in_log(fgraph, node):
    """Return True if only a logarithm reads this, or a product with it, which another rule takes apart."""
    while absorbed(fgraph, node, PRODUCT):
        node = fgraph.clients(node.outputs[0])[0][0]
    readers = fgraph.clients(node.outputs[0])
    return all(reader != "output" and op_name(reader.outputs[0]) in LOGARITHMS for reader, _ in readers)


def beyond_one(fgraph, base):
    """Return the z for which `base` is ``1 + z``, or its inverse, and if it is that; None for z if there is none."""
    if family_op(base, SUM):
        form = Lists(fgraph, base.owner, SUM)
        if form.constant == 1:
            form.constant = type(form.constant)(0)
            return form.build(), False
    if is_op(base, "true_div"):
        top, bottom = base.owner.inputs
        for total, part in ((top, bottom), (bottom, top)):
            form = Lists(fgraph, total.owner, SUM) if family_op(total, SUM) else None
            if form is not None and part in form.top:
                form.top.remove(part)
                return op("true_div", form.build(), part), total is bottom
    return None, False


def makes_up_for(fgraph, exponent, z):
    """Return True if a variable makes `exponent`, or a term of it, large where it makes `z` small."""
    small, pending = powers_of(z).exponents, [exponent]
    while pending:
        for v, power in powers_of(pending.pop()):
            if power * small.get(v, 0) < 0:
                return True
            if family_op(v, ("add", "sub")):
                form = Lists(fgraph, v.owner, SUM)
                pending += (form.top + form.bottom)[:TERMS]
    return False
