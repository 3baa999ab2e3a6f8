"""Names of ``theano.tensor.opt``: the rules of this package as local optimizers, by their names."""

from ....nearest import did_you_mean
from ....rewriting.passes.folding import fold
from ....rewriting.query import RULES
from ....rewriting.rules import load
from ....tensor.shape.assertion import assert_, assert_op
from ...rewriting.local import local_optimizer
from ...rewriting.optdb import BuiltIn

__all__ = ["assert_", "assert_op", "constant_folding"]


@local_optimizer(None)
def constant_folding(node):
    """Replace a node of constants by constants."""
    if not node.inputs or not all(hasattr(v, "data") for v in node.inputs):
        return False
    new = fold(node)
    return False if new is None else new


def __getattr__(name):
    load()
    if name not in RULES:
        raise AttributeError(f"there is no rewrite named {name!r}.{did_you_mean(name, [*RULES, *globals()])}")
    return BuiltIn(RULES[name])
