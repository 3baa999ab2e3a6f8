"""``theano.misc.pkl_utils``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.misc.pkl_utils import DEFAULT_PROTOCOL as DEFAULT_PROTOCOL
from tensorgraph.compat.names.misc.pkl_utils import PACKAGE as PACKAGE
from tensorgraph.compat.names.misc.pkl_utils import CompatUnpickler as CompatUnpickler
from tensorgraph.compat.names.misc.pkl_utils import PersistentNdarrayID as PersistentNdarrayID
from tensorgraph.compat.names.misc.pkl_utils import PersistentNdarrayLoad as PersistentNdarrayLoad
from tensorgraph.compat.names.misc.pkl_utils import PersistentSharedVariableID as PersistentSharedVariableID
from tensorgraph.compat.names.misc.pkl_utils import Pickler as Pickler
from tensorgraph.compat.names.misc.pkl_utils import StripPickler as StripPickler
from tensorgraph.compat.names.misc.pkl_utils import Unpickler as Unpickler
from tensorgraph.compat.names.misc.pkl_utils import dump as dump
from tensorgraph.compat.names.misc.pkl_utils import load as load
from tensorgraph.compat.names.misc.pkl_utils import zipadd as zipadd
