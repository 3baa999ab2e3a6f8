"""Lowering of the search in sorted vectors, and for the largest elements."""

from .._kernels.loops import dispatch
from ..graph.perform import performing
from ..scalar import KERNEL_CODES
from ..tensor.sorting.counting import SearchsortedOp
from ..tensor.sorting.topk import TopKOp
from .lower import detached, lowers

_KERNELS = {**dispatch.module("bisections").kernels(), **dispatch.module("heaps").kernels()}


@lowers(SearchsortedOp)
def lower_searchsorted(program, node):
    table, x, *sorter = node.inputs
    if sorter or x.type.dtype != table.type.dtype or f"bisect_{KERNEL_CODES.get(x.type.dtype)}" not in _KERNELS:
        return False
    return program.node_step("search", node, side=node.op.side)


@lowers(TopKOp)
def lower_topk(program, node):
    x, _ = node.inputs
    op = node.op
    if f"largest_{KERNEL_CODES.get(x.type.dtype)}" not in _KERNELS or op.return_indices and op.idx_dtype != "int64":
        return False
    outs = ("values",) * op.return_values + ("places",) * op.return_indices
    axis = op.axis % x.type.ndim
    return program.node_step("largest", node, axis=axis, outs=outs, op=performing(op), node=detached(node))
