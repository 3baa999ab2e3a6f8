"""PyTensor's graphs and PyMC's models on tensorgraph's machine: ``import tensorgraph.bridges.pytensor``.

The import registers the mode ``"TENSORGRAPH"`` of PyTensor, for ``pytensor.function(..., mode="TENSORGRAPH")``,
``pytensor.config.mode`` and PyMC's ``compile_kwargs={"mode": "TENSORGRAPH"}``.
"""

from .conversion import convert_graph, converts
from .linker import TENSORGRAPH

__all__ = ["TENSORGRAPH", "convert_graph", "converts"]
