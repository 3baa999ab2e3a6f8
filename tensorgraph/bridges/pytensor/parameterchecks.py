"""Rules of the checks of parameters in PyMC's densities: those that hold are dropped, the others look at one number."""

from ...rewriting import pipeline
from ...rewriting.rule import exact, node_rule
from ...rewriting.rules.useless import left_conditions
from ...rewriting.values import typed_as
from ...tensor.creation.alloc import Alloc
from .families.control import Check

TAG = "parameter_checks"


@exact
@node_rule(Check)
def local_useless_check(fgraph, node):
    """Drop conditions that are known to hold, as those of parameters that are numbers."""
    return left_conditions(node)


@exact
@node_rule(Check)
def local_check_of_alloc(fgraph, node):
    """Check what is repeated before it is, as the probabilities of equal bounds of truncated data."""
    value, *conditions = node.inputs
    if value.owner is None or not isinstance(value.owner.op, Alloc):
        return None
    part, *lengths = value.owner.inputs
    return typed_as(node, Alloc()(node.op(part, *conditions), *lengths))


for stage in ("canonicalize", "specialize"):
    pipeline.add_rule(stage, local_useless_check, TAG)
    pipeline.add_rule(stage, local_check_of_alloc, TAG)
