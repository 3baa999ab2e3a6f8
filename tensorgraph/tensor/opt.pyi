"""``theano.tensor.opt``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.axisopt import local_alloc_dimshuffle as local_alloc_dimshuffle
from tensorgraph.compat.names.tensor.axisopt import local_canonicalize_alloc as local_canonicalize_alloc
from tensorgraph.compat.names.tensor.axisopt import local_dimshuffle_subtensor as local_dimshuffle_subtensor
from tensorgraph.compat.names.tensor.axisopt import local_reshape_dimshuffle as local_reshape_dimshuffle
from tensorgraph.compat.names.tensor.axisopt import mul_canonizer as mul_canonizer
from tensorgraph.compat.names.tensor.tensoropt import constant_folding as constant_folding
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
from tensorgraph.compat.rewriting.optdb import Asked as Asked
from tensorgraph.compat.rewriting.optdb import BuiltIn as BuiltIn
from tensorgraph.compat.rewriting.optdb import Entry as Entry
from tensorgraph.compat.rewriting.optdb import StageDB as StageDB
from tensorgraph.compat.rewriting.optdb import Table as Table
from tensorgraph.compat.rewriting.optdb import UserRule as UserRule
from tensorgraph.compat.rewriting.optdb import optdb as optdb
from tensorgraph.compat.rewriting.optdb import register_canonicalize as register_canonicalize
from tensorgraph.compat.rewriting.optdb import register_specialize as register_specialize
from tensorgraph.compat.rewriting.optdb import register_specialize_device as register_specialize_device
from tensorgraph.compat.rewriting.optdb import register_stabilize as register_stabilize
from tensorgraph.compat.rewriting.optdb import register_uncanonicalize as register_uncanonicalize
from tensorgraph.compat.rewriting.optdb import register_useless as register_useless
from tensorgraph.rewriting.passes.shape import ShapeFeature as ShapeFeature
from tensorgraph.tensor import *
