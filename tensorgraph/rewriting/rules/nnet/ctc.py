"""The loss of connectionist temporal classification."""

from ....tensor.nnet.ctc import ConnectionistTemporalClassification
from ...rule import canonicalize, exact, node_rule, useless


@useless
@canonicalize
@exact
@node_rule(ConnectionistTemporalClassification)
def local_ctc_no_grad(fgraph, node):
    """Leave out the gradient, which costs as much as the loss, if nothing reads it."""
    if not node.op.compute_grad or fgraph.clients(node.outputs[1]):
        return None
    return [ConnectionistTemporalClassification(compute_grad=False)(*node.inputs), None]
