"""``theano.gof.type``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.gof.params import CONSTANT as CONSTANT
from tensorgraph.compat.names.gof.params import NAME as NAME
from tensorgraph.compat.names.gof.params import CDataType as CDataType
from tensorgraph.compat.names.gof.params import CEnumType as CEnumType
from tensorgraph.compat.names.gof.params import CLinkerType as CLinkerType
from tensorgraph.compat.names.gof.params import COp as COp
from tensorgraph.compat.names.gof.params import EnumList as EnumList
from tensorgraph.compat.names.gof.params import EnumType as EnumType
from tensorgraph.compat.names.gof.params import Params as Params
from tensorgraph.compat.names.gof.params import ParamsType as ParamsType
from tensorgraph.compat.names.gof.params import PureType as PureType
from tensorgraph.graph.type import Generic as Generic
from tensorgraph.graph.type import SingletonType as SingletonType
from tensorgraph.graph.type import Type as Type
from tensorgraph.graph.type import generic as generic
from tensorgraph.graph.variable import Constant as Constant
from tensorgraph.graph.variable import Scratchpad as Scratchpad
from tensorgraph.graph.variable import Variable as Variable
