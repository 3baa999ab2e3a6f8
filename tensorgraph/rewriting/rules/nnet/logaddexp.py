"""Parts of a sum of two exponentials, in the log domain."""

from ....scalar import REGISTRY
from ...passes.canonizer import SUM, holds, lists
from ...rule import Float, canonicalize, node_rule, rounding, stabilize
from ...values import cast, is_op

logaddexp, softplus, sub = (REGISTRY[name] for name in ("logaddexp", "softplus", "sub"))


@canonicalize
@stabilize
@rounding
def local_logaddexp_zero(x: Float):
    """``logaddexp(x, 0)`` is ``softplus(x)``, which other rules know."""
    yield logaddexp(x, 0) >> softplus(x)


@canonicalize
@stabilize
@rounding
@node_rule("add", "sub", "neg")
def local_log_part_of_two(fgraph, node):
    """``x - logaddexp(x, y)`` is ``-softplus(y - x)``, a log probability with the digits that large numbers lose.

    Its exponential is a logistic function, of which the complement is known.
    """
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "logaddexp") else None
    if form is None:
        return None
    for inverse, own in ((True, form.bottom), (False, form.top)):
        for total in own:
            if not is_op(total, "logaddexp"):
                continue
            for x, y in (total.owner.inputs, total.owner.inputs[::-1]):
                if form.take(fgraph, x, not inverse):
                    x, y = (cast(v, total.type.dtype) for v in (x, y))
                    own[own.index(total)] = softplus(sub(y, x))
                    return form.build()
    return None
