"""A cheap test for forms that may overflow, without making them: most products contain none."""

from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.linalg.det import Det
from ..values import constant_value
from .form import BUDGET, has_exponential, is_source, limits, looked_at
from .signs import is_below_zero


def may_overflow(fgraph, v):
    """Return True if the form of `v` may overflow, or if that takes too long to tell.

    Variables that cannot are remembered until the graph changes, so that all products together take linear time.
    """
    tame = fgraph.known.setdefault(may_overflow, set())
    pending, seen = [v], set()
    while pending:
        v = pending.pop()
        if v in tame or v in seen:
            continue
        seen.add(v)
        node = v.owner
        if node is None:
            continue
        if len(seen) > BUDGET or overflows(node):
            return True
        if not is_source(node):
            pending.extend(looked_at(node))
    tame |= seen
    return False


def overflows(node):
    """Return True if the output of `node` may overflow although its inputs do not."""
    if not isinstance(node.op, Elemwise):
        return isinstance(node.op, Det)
    name = node.op.scalar_op.record_name
    if name == "exp":
        return not is_below_zero(node.inputs[0])
    if is_source(node):
        return bool(limits(node)[0])
    if name in ("true_div", "inv"):
        divisor = node.inputs[-1]
        return constant_value(divisor) == 0 or has_exponential(divisor)
    if name == "pow":
        exponent = constant_value(node.inputs[1])
        return not (exponent is not None and exponent >= 0) and has_exponential(node.inputs[0])
    return False
