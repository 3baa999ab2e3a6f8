"""What ``theano.gof.op`` holds beside the base class: other names for it, and checks on test values."""

import warnings

from ...config import config
from ...graph.op import Op
from . import gofutils as utils
from .gofutils import MethodNotDefined, hashtype, object2

__all__ = [
    "CLinkerObject", "CachedConstantError", "CLinkerOp", "MethodNotDefined", "OpenMPOp", "PureOp", "debug_assert",
    "debug_error_message", "hashtype", "missing_test_message", "object2", "utils",
]

# without C an op is one thing, where Theano had one class for Python and one for C
PureOp = CLinkerOp = OpenMPOp = Op
CLinkerObject = object


class CachedConstantError(Exception):
    """Theano's refusal of a graph whose constants it also kept elsewhere; here they may be in any number of graphs."""



def missing_test_message(msg):
    """Say that a test value is missing: raise, warn or nothing, as ``config.compute_test_value`` says."""
    if config.compute_test_value == "raise":
        raise AttributeError(msg)
    if config.compute_test_value == "warn":
        warnings.warn(msg, stacklevel=2)


def debug_error_message(msg):
    """Say that a test value is wrong: raise ValueError, or warn where ``config.compute_test_value`` says so."""
    if config.compute_test_value == "warn":
        warnings.warn(msg, stacklevel=2)
    elif config.compute_test_value != "off":
        raise ValueError(msg)


def debug_assert(condition, msg=None):
    """Complain unless a condition on test values holds."""
    if not condition:
        debug_error_message("debug_assert failed" if msg is None else msg)
