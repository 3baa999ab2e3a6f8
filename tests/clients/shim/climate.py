"""The three functions that theanets wants of ``climate``, which the package index no longer has."""

import logging


def get_logger(name):
    """A logger of that name."""
    return logging.getLogger(name)


def enable_default_logging():
    """Show what loggers say."""
    logging.basicConfig(level=logging.INFO)


def disable_default_logging():
    """Show nothing."""
    logging.disable()
