"""Rewrites that fail."""

import logging
import pdb
import traceback

from ..config import config

logger = logging.getLogger("theano.gof.opt")


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
