"""The command line: ``python -m tensorgraph``, or ``tensorgraph``."""

from .main import main

__all__ = ["main"]
