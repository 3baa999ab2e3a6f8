"""Graphs as models of ONNX: :func:`tensorgraph.to_onnx`.

``conversion.py`` is the table of operations, ``families`` fill it; ``builder.py`` collects the nodes of a model.
"""

from .conversion import converts

__all__ = ["converts"]
