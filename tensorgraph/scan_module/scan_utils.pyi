"""``theano.scan_module.scan_utils``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.scan import forced_replace as forced_replace
from tensorgraph.compat.names.scan import hash_listsDictsTuples as hash_listsDictsTuples
from tensorgraph.compat.names.scan import infer_shape as infer_shape
from tensorgraph.compat.names.scan import isNaN_or_Inf_or_None as isNaN_or_Inf_or_None
from tensorgraph.compat.names.scan import reconstruct_graph as reconstruct_graph
from tensorgraph.compat.names.scan import traverse as traverse
from tensorgraph.compile.collect import Collector as Collector
from tensorgraph.compile.collect import clone as clone
from tensorgraph.compile.collect import rebuild_collect_shared as rebuild_collect_shared
from tensorgraph.graph.equal import equal_computations as equal_computations
from tensorgraph.graph.equal import is_same_graph as is_same_graph
from tensorgraph.scan.rebuild import map_variables as map_variables
from tensorgraph.scan.returned import OutputsAndUpdates as OutputsAndUpdates
from tensorgraph.scan.until import until as until
