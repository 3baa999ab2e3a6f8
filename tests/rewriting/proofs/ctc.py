"""Proof of the rule of temporal classification."""

from graphs import m
from proof import Proof

from tensorgraph.tensor.nnet.ctc import ConnectionistTemporalClassification

activations = m.dimshuffle(0, "x", 1)


def losses(compute_grad):
    """The losses of one sequence and their gradient."""
    return ConnectionistTemporalClassification(compute_grad).make_node(activations, [[1, 2]], [3]).outputs


PROOFS = {
    "local_ctc_no_grad": Proof(
        fires=[lambda: losses(True)[0]],
        refuses={"both are read": lambda: losses(True), "there is no gradient": lambda: losses(False)[0]},
    ),
}
