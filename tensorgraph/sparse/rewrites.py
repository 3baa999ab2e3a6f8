"""Rewrites of sparse graphs, of conversions and products; importing this package registers them."""

from ..graph.variable import Constant
from ..rewriting import pipeline
from ..rewriting.passes import inplace
from ..rewriting.rule import node_rule
from ..rewriting.values import constant_value
from ..tensor.creation.filled import zeros
from ..tensor.elementwise.math import cast
from ..tensor.indexing.indexing import inc_subtensor
from .casting import DenseFromSparse, SparseFromDense
from .csm import CSM, CSMProperties
from .dot import Dot
from .storageorder import Remove0
from .structured_dot import StructuredDot
from .type import SparseType

# above this many stored elements, SciPy's one pass is faster than reading, multiplying and adding one after the other
FEW = 10_000


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


@node_rule(Dot, StructuredDot)
def local_constant_matrix_times_vector(fgraph, node):
    """A small sparse matrix that is constant, times a vector, adds what it stores to where it belongs.

    The additions come in the order in which SciPy adds, and nothing runs in Python.
    """
    x, y = node.inputs
    is_left = isinstance(x.type, SparseType)
    a, v = (x, y) if is_left else (y, x)
    out = node.outputs[0]
    if not isinstance(a, Constant) or isinstance(v.type, SparseType) or out.type.dtype not in ("float32", "float64"):
        return None
    other = v.type.ndim - 1 if is_left else 0
    if v.type.ndim == 2 and not v.type.broadcastable[other]:
        return None
    along = 0 if is_left else v.type.ndim - 1
    needed, made = a.data.shape[::-1] if is_left else a.data.shape
    if a.data.nnz > FEW or fgraph.shapes is None or constant_value(fgraph.shapes.dim(v, along)) != needed:
        return None
    stored = a.data.tocoo()
    into, read = (stored.row, stored.col) if is_left else (stored.col, stored.row)
    vector = v.dimshuffle(along) if v.type.ndim == 2 else v
    terms = cast(vector[read.astype("int64")], out.type.dtype) * stored.data.astype(out.type.dtype)
    z = inc_subtensor(zeros(made, dtype=out.type.dtype)[into.astype("int64")], terms)
    if v.type.ndim == 2:
        z = z.dimshuffle(0, "x") if is_left else z.dimshuffle("x", 0)
    return [out.type.filter_variable(z)]


def remove0_inplace(fgraph, query):
    """Remove zeros from temporaries in place."""
    inplace.run(fgraph, lambda op: isinstance(op, Remove0))


pipeline.add_rule("specialize", local_csm_properties_csm, "fast_run")
pipeline.add_rule("canonicalize", local_constant_matrix_times_vector, "fast_run")
pipeline.add_rule("canonicalize", local_dense_from_sparse_sparse_from_dense, "fast_run")
pipeline.add_rule("specialize", local_dense_from_sparse_sparse_from_dense, "fast_run")
pipeline.register(60, "local_inplace_remove0", remove0_inplace, "fast_run", "inplace")
