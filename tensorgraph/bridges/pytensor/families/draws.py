"""Draws from PyTensor's distributions: its own functions on NumPy's generators, so that the numbers are the same."""

import numpy as np

from .... import tensor as T
from ....graph.apply import Apply
from ....tensor.random.generator import GeneratorFunction
from ....tensor.random.randomstate import copy_of
from ..conversion import converts
from ..typemap import as_variable, type_of


class Draw(GeneratorFunction):
    """The next state of a Generator, and a sample of one of PyTensor's distributions.

    Parameters
    ----------
    distribution : pytensor.tensor.random.op.RandomVariable
    outtype : TensorType
        Of the sample.
    inplace : bool
        Whether to draw from the generator itself, not from a copy.
    """

    __props__ = ("distribution", "outtype", "inplace")

    def __init__(self, distribution, outtype, inplace=False):
        self.distribution, self.outtype, self.inplace = distribution, outtype, inplace
        if inplace:
            self.destroy_map = {0: [0]}

    def __str__(self):
        return f"{self.distribution.name}_rv"

    def in_place(self):
        return type(self)(self.distribution, self.outtype, True)

    def make_node(self, generator, size, *params):
        return Apply(self, [generator, as_variable(size), *params], [generator.type(), self.outtype()])

    def perform(self, node, inputs, output_storage):
        generator, size, *params = inputs
        if not self.inplace:
            generator = copy_of(generator)
        shape = None if size is None else tuple([int(n) for n in size])
        sample = self.distribution.rng_fn(generator, *params, shape)
        output_storage[0][0] = generator
        output_storage[1][0] = np.asarray(sample, dtype=self.outtype.dtype)

    def infer_shape(self, node, shapes):
        size = node.inputs[1]
        if self.distribution.ndim_supp:
            return [None, None]
        if hasattr(size.type, "dtype"):
            return [None, [size[i] for i in range(self.outtype.ndim)]]
        batches = [shape[: len(shape) - n] for shape, n in zip(shapes[2:], self.distribution.ndims_params)]
        return [None, [_broadcast(batches, -i) for i in range(self.outtype.ndim, 0, -1)]]


def _broadcast(shapes, axis):
    """Return the length that an axis, counted from the last, of several shapes has when they are broadcast."""
    length = T.constant(1, dtype="int64")
    for shape in shapes:
        if len(shape) >= -axis:
            length = T.switch(T.eq(length, 1), shape[axis], length)
    return length


@converts("tensor.RandomVariable")
def convert_draw(op, node, generator, size, *params):
    return Draw(op, type_of(node.outputs[1].type))(generator, size, *params, return_list=True)
