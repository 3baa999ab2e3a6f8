"""``theano.gof.opt``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.gof.opt import CheckStackTraceFeature as CheckStackTraceFeature
from tensorgraph.compat.names.gof.opt import CheckStackTraceOptimization as CheckStackTraceOptimization
from tensorgraph.compat.names.gof.opt import check_stack_trace as check_stack_trace
from tensorgraph.compat.names.gof.opt import inherit_stack_trace as inherit_stack_trace
from tensorgraph.compat.names.gof.opt import is_same_graph_with_merge as is_same_graph_with_merge
from tensorgraph.compat.rewriting.local import FromFunctionLocalOptimizer as FromFunctionLocalOptimizer
from tensorgraph.compat.rewriting.local import LocalOptGroup as LocalOptGroup
from tensorgraph.compat.rewriting.local import LocalOptimizer as LocalOptimizer
from tensorgraph.compat.rewriting.local import OpRemove as OpRemove
from tensorgraph.compat.rewriting.local import OpSub as OpSub
from tensorgraph.compat.rewriting.local import TrackIndex as TrackIndex
from tensorgraph.compat.rewriting.local import graph_of_nodes as graph_of_nodes
from tensorgraph.compat.rewriting.local import local_optimizer as local_optimizer
from tensorgraph.compat.rewriting.local import pre_greedy_local_optimizer as pre_greedy_local_optimizer
from tensorgraph.compat.rewriting.local import replace_outputs as replace_outputs
from tensorgraph.compat.rewriting.navigator import ChangeTracker as ChangeTracker
from tensorgraph.compat.rewriting.navigator import EquilibriumOptimizer as EquilibriumOptimizer
from tensorgraph.compat.rewriting.navigator import NavigatorOptimizer as NavigatorOptimizer
from tensorgraph.compat.rewriting.navigator import OpKeyOptimizer as OpKeyOptimizer
from tensorgraph.compat.rewriting.navigator import TopoOptimizer as TopoOptimizer
from tensorgraph.compat.rewriting.navigator import Updater as Updater
from tensorgraph.compat.rewriting.navigator import in2out as in2out
from tensorgraph.compat.rewriting.navigator import out2in as out2in
from tensorgraph.compat.rewriting.optimizer import AddDestroyHandler as AddDestroyHandler
from tensorgraph.compat.rewriting.optimizer import AddFeatureOptimizer as AddFeatureOptimizer
from tensorgraph.compat.rewriting.optimizer import FromFunctionOptimizer as FromFunctionOptimizer
from tensorgraph.compat.rewriting.optimizer import MergeOptimizer as MergeOptimizer
from tensorgraph.compat.rewriting.optimizer import Optimizer as Optimizer
from tensorgraph.compat.rewriting.optimizer import PrintCurrentFunctionGraph as PrintCurrentFunctionGraph
from tensorgraph.compat.rewriting.optimizer import SeqOptimizer as SeqOptimizer
from tensorgraph.compat.rewriting.optimizer import inplace_optimizer as inplace_optimizer
from tensorgraph.compat.rewriting.optimizer import optimizer as optimizer
from tensorgraph.compat.rewriting.optimizer import pre_constant_merge as pre_constant_merge
from tensorgraph.compat.rewriting.optimizer import require_destroy_handler as require_destroy_handler
from tensorgraph.compat.rewriting.patternsub import PatternSub as PatternSub
from tensorgraph.errors import InconsistencyError as InconsistencyError
from tensorgraph.graph.equal import equal_computations as equal_computations
from tensorgraph.graph.equal import is_same_graph as is_same_graph
from tensorgraph.graph.places.location import Location as Location
from tensorgraph.graph.places.location import Places as Places
from tensorgraph.graph.trace import called_from as called_from
from tensorgraph.graph.trace import copy_stack_trace as copy_stack_trace
from tensorgraph.graph.trace import made_at as made_at
