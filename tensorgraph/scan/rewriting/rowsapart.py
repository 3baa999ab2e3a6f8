"""Loops whose states are computed row by row."""

from ..stackedstate import by_rows
from .parts import inside_first, loops, replace_node


@inside_first
def take_apart(fgraph):
    """Compute states that are stacked from few rows row by row."""
    for node in loops(fgraph):
        op = by_rows(node.op)
        if op is not node.op:
            replace_node(fgraph, node, op.make_node(*node.inputs), "scan_rows_apart")
