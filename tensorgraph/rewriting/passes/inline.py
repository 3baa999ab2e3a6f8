"""Inlining of operations that are made of graphs."""

from ...graph.trace import called_from
from ...graph.traverse import io_toposort


def expand_inline(fgraph):
    """Inline each operation that has ``is_inline``, nested ones too."""
    while True:
        nodes = [node for node in fgraph.apply_nodes if getattr(node.op, "is_inline", False)]
        if not nodes:
            return
        # the order makes the result the same on each run
        for node in fgraph.toposort() if len(nodes) > 1 else nodes:
            if not getattr(node.op, "is_inline", False) or node not in fgraph.apply_nodes:
                continue
            outputs = node.op.inner.on(node.inputs)
            for inner in io_toposort(node.inputs, outputs):
                inner.trace = called_from(inner.trace, node.trace)
            for old, new in zip(node.outputs, outputs):
                fgraph.replace(old, new, "inline_ofg_expansion")
