"""Names of ``theano.gof.optdb``."""

from importlib import import_module

opt = import_module(f"{__name__.partition('.')[0]}.gof.opt")

__all__ = ["opt"]
