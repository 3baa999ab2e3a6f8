"""Rewrites of sparse graphs: conversions that undo each other. They take part once this package is imported."""

from ..rewriting import pipeline
from ..rewriting.local import local_optimizer
from ..rewriting.passes import inplace
from ..rewriting.registry import register_canonicalize, register_specialize
from ..tensor.math import cast
from .convert import DenseFromSparse, SparseFromDense
from .csm import CSM, CSMProperties
from .order import Remove0


@register_specialize
@local_optimizer([CSMProperties])
def local_csm_properties_csm(node):
    """The parts of a matrix that was made of parts: chains of elementwise functions become one loop."""
    made_by = node.inputs[0].owner
    if made_by is None or not isinstance(made_by.op, CSM):
        return False
    data, *places = made_by.inputs
    return [data, *[cast(part, "int32") for part in places]]


@register_canonicalize
@register_specialize
@local_optimizer([DenseFromSparse])
def local_dense_from_sparse_sparse_from_dense(node):
    """A dense matrix that went through a sparse one is there already."""
    made_by = node.inputs[0].owner
    if made_by is None or not isinstance(made_by.op, SparseFromDense):
        return False
    return made_by.inputs


def remove0_inplace(fgraph, query):
    """Zeros are removed from temporaries themselves."""
    inplace.run(fgraph, lambda op: isinstance(op, Remove0))


pipeline.register(60, "local_inplace_remove0", remove0_inplace, "fast_run", "inplace")
