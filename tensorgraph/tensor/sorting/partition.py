"""Elements at places of a sorted axis, without sorting the rest."""

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ..types.constant import as_tensor_variable

LONG = 4096     # in shorter rows NumPy sorts as fast
MOST = 16       # places, each of which takes a part of the time of sorting


class PartitionOp(Op):
    """The elements along an axis, of which those at places, a vector of integers, are where sorting puts them.

    Rewrites make it, after every gradient. Places that are not there are left out: who reads them finds that.
    """

    __props__ = ("axis",)

    def __init__(self, axis):
        self.axis = axis

    def make_node(self, x, places):
        x, places = as_tensor_variable(x), as_tensor_variable(places)
        return Apply(self, [x, places], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, places = inputs
        n = x.shape[self.axis]
        if n >= LONG:
            places = np.unique(places[(places >= -n) & (places < n)] % n)
        if n >= LONG and 0 < places.size <= MOST:
            output_storage[0][0] = np.partition(x, places, self.axis)
        else:
            output_storage[0][0] = np.sort(x, self.axis)

    def infer_shape(self, node, shapes):
        return [shapes[0]]
