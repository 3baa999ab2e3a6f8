"""Signals and images: pooling and convolution."""

from importlib import import_module


def __getattr__(name):
    # Theano's modules are attributes without an import of their own: T.signal.pool.pool_2d
    if not name.startswith("_"):
        try:
            return import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
