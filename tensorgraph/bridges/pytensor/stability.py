"""The rewriting of PyTensor's graphs: ours, but for products whose exponentials lie in sums or stand alone.

Gradients are taken there, of the cost as it is written. A quotient of exponentials that overflow is one exponential, as
``exp(x) / (1 + exp(x))``. Sums of exponentials keep their spelling: in the log domain a covariance matrix with scales
that are exponentials takes twice the time. A single one keeps its spelling too: rounded in another way, distances that
are differences of products no longer cancel.
"""

from ...compile.mode import get_mode
from ...rewriting import pipeline
from ...rewriting.logdomain.form import BUDGET, DEPTH, form_of, is_source, looked_at
from ...rewriting.passes.canonizer import PRODUCT, lists
from ...rewriting.rule import node_rule, patient, rounding
from ...rewriting.rules.logdomain import product_domain
from ...tensor.reductions.careduce import CAReduce


def sums(v):
    """Return True if a form of a variable may lead through a reduction."""
    pending, seen = [v], set()
    while pending:
        v = pending.pop()
        node = v.owner
        if node is None or v in seen:
            continue
        seen.add(v)
        if isinstance(node.op, CAReduce) or len(seen) > BUDGET:
            return True
        if not is_source(node):
            pending.extend(looked_at(node))
    return False


@patient
@rounding
@node_rule("mul", "true_div", "inv")
def local_elementwise_product_domain(fgraph, node):
    """A quotient of exponentials is one, unless it has sums of them; numbers stay outside of arrays."""
    pattern = node.outputs[0].type.broadcastable

    def find(v, depth):
        return None if v.type.broadcastable != pattern or sums(v) else form_of(v, depth)

    form = lists(fgraph, node, PRODUCT)
    if form is None or not all(any(find(v, DEPTH) for v in part) for part in (form.top, form.bottom)):
        # one exponential keeps its digits as it is
        return None
    return product_domain(fgraph, node, find)


pipeline.add_rule("stabilize", local_elementwise_product_domain, "elementwise_domain")
MODE = get_mode("FAST_RUN").excluding("local_product_domain").including("elementwise_domain")
