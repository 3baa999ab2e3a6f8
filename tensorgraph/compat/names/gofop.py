"""What ``theano.gof.op`` holds beside the base class: other names for it, and checks on test values."""

import warnings

from ...config import config
from ...graph.op import Op
from . import gofutils as utils

__all__ = [
    "CLinkerObject", "CLinkerOp", "OpenMPOp", "PureOp", "debug_assert", "debug_error_message",
    "missing_test_message", "utils",
]

# without C an op is one thing, where Theano had one class for Python and one for C
PureOp = CLinkerOp = OpenMPOp = Op
CLinkerObject = object


def _complain(message, error):
    action = config.compute_test_value
    if action == "raise":
        raise error(message)
    if action in ("ignore", "warn"):
        warnings.warn(message, stacklevel=3)
    elif action != "off":
        raise ValueError(f"there is no way to complain for compute_test_value={action!r}")


def missing_test_message(msg):
    """Say that a test value is missing: raise, warn or nothing, as ``config.compute_test_value`` says."""
    if config.compute_test_value != "ignore":
        _complain(msg, AttributeError)


def debug_error_message(msg):
    """Say that a test value is wrong: raise ValueError or warn, as ``config.compute_test_value`` says."""
    _complain(msg, ValueError)


def debug_assert(condition, msg=None):
    """Complain unless a condition on test values holds."""
    if not condition:
        debug_error_message("debug_assert failed" if msg is None else msg)
