"""``theano.gof.graph``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.gof.graphs import Node as Node
from tensorgraph.compat.names.gof.graphs import PreserveNames as PreserveNames
from tensorgraph.compat.names.gof.graphs import PreserveVariableAttributes as PreserveVariableAttributes
from tensorgraph.compat.names.gof.graphs import ReplacementDidntRemovedError as ReplacementDidntRemovedError
from tensorgraph.compat.names.gof.graphs import io_connection_pattern as io_connection_pattern
from tensorgraph.compat.names.gof.graphs import is_same_graph_with_merge as is_same_graph_with_merge
from tensorgraph.compat.names.gof.graphs import op_as_string as op_as_string
from tensorgraph.compat.names.gof.graphs import variables_and_orphans as variables_and_orphans
from tensorgraph.compat.names.gof.graphs import view_roots as view_roots
from tensorgraph.graph.apply import Apply as Apply
from tensorgraph.graph.equal import equal_computations as equal_computations
from tensorgraph.graph.equal import is_same_graph as is_same_graph
from tensorgraph.graph.traverse import ancestors as ancestors
from tensorgraph.graph.traverse import clone as clone
from tensorgraph.graph.traverse import clone_get_equiv as clone_get_equiv
from tensorgraph.graph.traverse import clone_replace as clone_replace
from tensorgraph.graph.traverse import general_toposort as general_toposort
from tensorgraph.graph.traverse import inputs as inputs
from tensorgraph.graph.traverse import io_toposort as io_toposort
from tensorgraph.graph.traverse import is_in_ancestors as is_in_ancestors
from tensorgraph.graph.traverse import list_of_nodes as list_of_nodes
from tensorgraph.graph.traverse import ops as ops
from tensorgraph.graph.traverse import orphans as orphans
from tensorgraph.graph.traverse import stack_search as stack_search
from tensorgraph.graph.traverse import variables as variables
from tensorgraph.graph.variable import Constant as Constant
from tensorgraph.graph.variable import Scratchpad as Scratchpad
from tensorgraph.graph.variable import Variable as Variable
from tensorgraph.printing.describe import as_string as as_string
from tensorgraph.printing.describe import hex_digest as hex_digest
from tensorgraph.printing.describe import min_informative_str as min_informative_str
from tensorgraph.printing.describe import position_independent_str as position_independent_str
from tensorgraph.printing.describe import var_descriptor as var_descriptor
