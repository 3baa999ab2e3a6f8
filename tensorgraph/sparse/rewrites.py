"""Rewrites of sparse graphs that cancel conversions; importing this package registers them."""

from ..rewriting import pipeline
from ..rewriting.passes import inplace
from ..rewriting.rule import node_rule
from ..tensor.elementwise.math import cast
from .casting import DenseFromSparse, SparseFromDense
from .csm import CSM, CSMProperties
from .storageorder import Remove0


@node_rule(CSMProperties)
def local_csm_properties_csm(fgraph, node):
    """Replace the parts of a matrix made of parts by those parts: chains of elementwise functions become one loop."""
    made_by = node.inputs[0].owner
    if made_by is None or not isinstance(made_by.op, CSM):
        return None
    data, *places = made_by.inputs
    return [data, *[cast(part, "int32") for part in places]]


@node_rule(DenseFromSparse)
def local_dense_from_sparse_sparse_from_dense(fgraph, node):
    """Replace a dense matrix that went through a sparse one by the original."""
    made_by = node.inputs[0].owner
    if made_by is None or not isinstance(made_by.op, SparseFromDense):
        return None
    return made_by.inputs


def remove0_inplace(fgraph, query):
    """Remove zeros from temporaries in place."""
    inplace.run(fgraph, lambda op: isinstance(op, Remove0))


pipeline.add_rule("specialize", local_csm_properties_csm, "fast_run")
pipeline.add_rule("canonicalize", local_dense_from_sparse_sparse_from_dense, "fast_run")
pipeline.add_rule("specialize", local_dense_from_sparse_sparse_from_dense, "fast_run")
pipeline.register(60, "local_inplace_remove0", remove0_inplace, "fast_run", "inplace")
