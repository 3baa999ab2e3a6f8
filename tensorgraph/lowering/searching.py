"""Lowering of the search in sorted vectors."""

from .._kernels.loops import dispatch
from ..scalar import KERNEL_CODES
from ..tensor.sorting.counting import SearchsortedOp
from .lower import lowers

_KERNELS = dispatch.module("bisections").kernels()


@lowers(SearchsortedOp)
def lower_searchsorted(program, node):
    table, x, *sorter = node.inputs
    if sorter or x.type.dtype != table.type.dtype or f"bisect_{KERNEL_CODES.get(x.type.dtype)}" not in _KERNELS:
        return False
    return program.node_step("search", node, side=node.op.side)
