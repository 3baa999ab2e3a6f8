"""A function graph on the references of its ops: no kernels, no compilation."""

import numpy as np

from tensorgraph.graph.variable import Constant


def run(fgraph, values):
    """The outputs for the values of the inputs."""
    known = dict(zip(fgraph.inputs, [np.array(v) for v in values]))

    def value(v):
        return v.data if isinstance(v, Constant) else known[v]

    with np.errstate(all="ignore"):
        for node in fgraph.toposort():
            storage = [[None] for _ in node.outputs]
            node.op.perform(node, [value(v) for v in node.inputs], storage)
            known.update(zip(node.outputs, (cell[0] for cell in storage)))
    return [np.array(value(v)) for v in fgraph.outputs]
