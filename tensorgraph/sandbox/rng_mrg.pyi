"""``theano.sandbox.rng_mrg``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.rng_mrg import MASK12 as MASK12
from tensorgraph.compat.names.tensor.rng_mrg import MASK13 as MASK13
from tensorgraph.compat.names.tensor.rng_mrg import MASK2 as MASK2
from tensorgraph.compat.names.tensor.rng_mrg import MULT2 as MULT2
from tensorgraph.compat.names.tensor.rng_mrg import NORM as NORM
from tensorgraph.compat.names.tensor.rng_mrg import A1p0 as A1p0
from tensorgraph.compat.names.tensor.rng_mrg import A1p134 as A1p134
from tensorgraph.compat.names.tensor.rng_mrg import A1p72 as A1p72
from tensorgraph.compat.names.tensor.rng_mrg import A2p0 as A2p0
from tensorgraph.compat.names.tensor.rng_mrg import A2p134 as A2p134
from tensorgraph.compat.names.tensor.rng_mrg import A2p72 as A2p72
from tensorgraph.compat.names.tensor.rng_mrg import DotModulo as DotModulo
from tensorgraph.compat.names.tensor.rng_mrg import MultinomialWOReplacementFromUniform as MultinomialWOReplacementFromUniform
from tensorgraph.compat.names.tensor.rng_mrg import ff_2p134 as ff_2p134
from tensorgraph.compat.names.tensor.rng_mrg import ff_2p72 as ff_2p72
from tensorgraph.compat.names.tensor.rng_mrg import matVecModM as matVecModM
from tensorgraph.compat.names.tensor.rng_mrg import multMatVect as multMatVect
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
from tensorgraph.streams.mrg import MRG_RandomStreams as MRG_RandomStreams
from tensorgraph.streams.sizes import MOST_STREAMS as MOST_STREAMS
from tensorgraph.tensor.random.mrg import mrg_uniform as mrg_uniform
from tensorgraph.tensor.random.mrg import mrg_uniform_base as mrg_uniform_base
from tensorgraph.tensor.random.mrg31k3p import A1 as A1
from tensorgraph.tensor.random.mrg31k3p import A2 as A2
from tensorgraph.tensor.random.mrg31k3p import M1 as M1
from tensorgraph.tensor.random.mrg31k3p import M2 as M2
from tensorgraph.tensor.random.mrg31k3p import SCALES as SCALES
from tensorgraph.tensor.random.mrg31k3p import STREAM as STREAM
from tensorgraph.tensor.random.mrg31k3p import SUBSTREAM as SUBSTREAM
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

def cos(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Cosine of an angle in radians."""

def log(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Natural logarithm."""

def sin(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Sine of an angle in radians."""

def sqrt(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Square root."""
