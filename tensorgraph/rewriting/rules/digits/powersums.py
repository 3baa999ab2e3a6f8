"""Differences of powers from one, of numbers near one: they are products with the distance of these from one."""

import numpy as np

from ...logdomain.form import number as constant
from ...logdomain.form import op
from ...passes.canonizer import SUM, Lists, family_op, holds, lists
from ...rule import canonicalize, finite_only, node_rule
from ...values import fit, is_op, number, op_name
from ..powers import LOGARITHMS

DTYPES = ("float32", "float64")
HIGHEST = 8  # power that is written as a sum


@canonicalize
@finite_only
@node_rule("add", "sub")
def local_power_of_complement(fgraph, node):
    """``1 - (1 - u)**3`` loses the digits of a small u: it is ``u * (1 + v + v**2)`` with ``v = 1 - u``.

    With a power that is no integer it is ``-expm1(c * log1p(-u))``, nan for an infinite u where the power is not. Its
    logarithm is left to ``log1p(-v**c)``.
    """
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "pow") else None
    if form is None or len(form.top) + len(form.bottom) != 1 or form.constant != (1 if form.bottom else -1):
        return None
    (power,) = form.top or form.bottom
    if not is_op(power, "pow") or power.type != form.out.type or form.out.type.dtype not in DTYPES:
        return None
    v, n = power.owner.inputs
    n = number(n)
    if n is None or not np.isfinite(n) or not (n % 1 or 2 < n <= HIGHEST):
        return None
    if not family_op(v, SUM) or v.type != power.type:
        return None
    rest = Lists(fgraph, v.owner, SUM)
    readers = [client for client, _ in fgraph.clients(node.outputs[0]) if client != "output"]
    if rest.constant != 1 or any(map(_divides, readers)):
        return None
    if form.bottom and any(op_name(reader.outputs[0]) in LOGARITHMS for reader in readers):
        return None
    rest.constant = type(rest.constant)(0)
    if n % 1:
        value = op("expm1", op("mul", constant(n, v), op("log1p", rest.build())))
        return fit(op("neg", value) if form.bottom else value, node)
    total = one = constant(1, v)
    for _ in range(int(n) - 1):
        total = op("add", one, op("mul", v, total))
    value = op("mul", rest.build(), total)
    return fit(op("neg", value) if form.bottom else value, node)


def _divides(node):
    """Return True if a node is a quotient, or part of its gradient: near 0 such quotients are polynomials."""
    name = op_name(node.outputs[0])
    return name in ("inv", "sqr", "pow") or name == "true_div" and number(node.inputs[1]) is None
