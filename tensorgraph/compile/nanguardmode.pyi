"""``theano.compile.nanguardmode``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.gof.gofutils import AbstractFunctionError as AbstractFunctionError
from tensorgraph.compat.names.gof.gofutils import D as D
from tensorgraph.compat.names.gof.gofutils import MethodNotDefined as MethodNotDefined
from tensorgraph.compat.names.gof.gofutils import add_tag_trace as add_tag_trace
from tensorgraph.compat.names.gof.gofutils import deprecated as deprecated
from tensorgraph.compat.names.gof.gofutils import difference as difference
from tensorgraph.compat.names.gof.gofutils import flatten as flatten
from tensorgraph.compat.names.gof.gofutils import from_return_values as from_return_values
from tensorgraph.compat.names.gof.gofutils import get_variable_trace_string as get_variable_trace_string
from tensorgraph.compat.names.gof.gofutils import give_variables_names as give_variables_names
from tensorgraph.compat.names.gof.gofutils import hash_from_code as hash_from_code
from tensorgraph.compat.names.gof.gofutils import hash_from_dict as hash_from_dict
from tensorgraph.compat.names.gof.gofutils import hash_from_file as hash_from_file
from tensorgraph.compat.names.gof.gofutils import hashtype as hashtype
from tensorgraph.compat.names.gof.gofutils import hist as hist
from tensorgraph.compat.names.gof.gofutils import memoize as memoize
from tensorgraph.compat.names.gof.gofutils import object2 as object2
from tensorgraph.compat.names.gof.gofutils import remove as remove
from tensorgraph.compat.names.gof.gofutils import scratchpad as scratchpad
from tensorgraph.compat.names.gof.gofutils import simple_extract_stack as simple_extract_stack
from tensorgraph.compat.names.gof.gofutils import to_return_values as to_return_values
from tensorgraph.compat.names.gof.gofutils import toposort as toposort
from tensorgraph.compat.names.gof.gofutils import undef as undef
from tensorgraph.compat.names.gof.gofutils import uniq as uniq
from tensorgraph.compat.names.gof.gofutils import unique as unique
from tensorgraph.compat.names.misc.arrays import hash_from_ndarray as hash_from_ndarray
from tensorgraph.debugging.nanguardmode import Guard as Guard
from tensorgraph.debugging.nanguardmode import NanGuardMode as NanGuardMode
