"""``theano.configparser``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.configparser import THEANO_FLAGS as THEANO_FLAGS
from tensorgraph.compat.names.configparser import AddConfigVar as AddConfigVar
from tensorgraph.compat.names.configparser import BoolParam as BoolParam
from tensorgraph.compat.names.configparser import ConfigParam as ConfigParam
from tensorgraph.compat.names.configparser import EnumStr as EnumStr
from tensorgraph.compat.names.configparser import FloatParam as FloatParam
from tensorgraph.compat.names.configparser import IntParam as IntParam
from tensorgraph.compat.names.configparser import StrParam as StrParam
from tensorgraph.compat.names.configparser import TheanoConfigParser as TheanoConfigParser
from tensorgraph.compat.names.configparser import TheanoConfigWarning as TheanoConfigWarning
from tensorgraph.compat.names.configparser import TypedParam as TypedParam
from tensorgraph.flags import change_flags as change_flags
from tensorgraph.flags import get as get
