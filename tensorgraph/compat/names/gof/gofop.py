"""Names of ``theano.gof.op`` other than the base class: aliases of it, and checks of test values."""

import warnings

from ....config import config
from ....graph.op import Op
from ....userline import user_level
from . import gofutils as utils
from .gofutils import MethodNotDefined, hashtype, object2

__all__ = [
    "CLinkerObject", "CachedConstantError", "CLinkerOp", "MethodNotDefined", "OpenMPOp", "PureOp", "debug_assert",
    "debug_error_message", "hashtype", "missing_test_message", "object2",
    "ops_with_inner_function", "utils",
]

# without C an op is one thing, where Theano had one class for Python and one for C
PureOp = CLinkerOp = OpenMPOp = Op
CLinkerObject = object
ops_with_inner_function = {}  # where Theano looked for compiled inner graphs; here they have no function of their own


class CachedConstantError(Exception):
    """Theano's refusal of a constant that is in a cache; never raised here."""



def missing_test_message(msg):
    """Report that a test value is missing: raise, warn or ignore, as ``config.compute_test_value`` says."""
    if config.compute_test_value == "raise":
        raise AttributeError(msg)
    if config.compute_test_value == "warn":
        warnings.warn(msg, stacklevel=user_level())


def debug_error_message(msg):
    """Report that a test value is wrong: raise ValueError, or warn if ``config.compute_test_value`` says so."""
    if config.compute_test_value == "warn":
        warnings.warn(msg, stacklevel=user_level())
    elif config.compute_test_value != "off":
        raise ValueError(msg)


def debug_assert(condition, msg=None):
    """Check that a condition on test values holds."""
    if not condition:
        debug_error_message("debug_assert failed" if msg is None else msg)
