"""``theano.gof.null_type``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.graph.disconnected import DisconnectedType as DisconnectedType
from tensorgraph.graph.disconnected import NullType as NullType
from tensorgraph.graph.disconnected import disconnected_type as disconnected_type
from tensorgraph.graph.disconnected import null_type as null_type
