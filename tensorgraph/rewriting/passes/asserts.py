"""Asserts that a mode does without."""

from ...tensor.assertion import Assert


def remove_all(fgraph):
    """The values that are asserted about, whatever was to be checked."""
    for node in fgraph.toposort():
        if isinstance(node.op, Assert):
            fgraph.replace_all([(node.outputs[0], node.inputs[0])], "local_remove_all_assert")
