"""Theano's language on precompiled kernels."""

__version__ = "0.1.0"
