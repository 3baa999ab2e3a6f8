"""Rewrites that fail."""

import logging
import pdb
import traceback

from ..config import config

logger = logging.getLogger("theano.gof.opt")


def skip(error, what, node=None):
    """Go on without a rewrite that failed, after a report; what it would have replaced is still there.

    Parameters
    ----------
    error : Exception
        Raised again if memory ran out: other rewrites would fail, too.
    what : str
        Which rewrite.
    node : Apply, optional
        On which node it failed.
    """
    if isinstance(error, MemoryError):
        raise error
    where = "" if node is None else f" on {node}"
    report(error, f"{what} failed{where}; the function is compiled without it")


def report(error, title):
    """Handle a failed rewrite as ``config.on_opt_error`` says: log it, raise, start pdb or ignore."""
    action = config.on_opt_error
    if action == "ignore":
        return
    if action == "raise":
        raise error
    logger.error("%s\nTRACEBACK:\n%s", title, "".join(traceback.format_exception(error)))
    if action == "pdb":
        pdb.post_mortem(error.__traceback__)
