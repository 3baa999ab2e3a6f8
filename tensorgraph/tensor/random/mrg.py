"""Uniform samples of the generator MRG31k3p."""

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import NullType
from ...graph.op import Op
from ..shape.shape import get_vector_length
from ..types.constant import as_tensor_variable, extract_constant
from ..types.type import TensorType
from .mrg31k3p import M1, advance, as_samples
from .sizes import as_shape


class mrg_uniform_base(Op):
    """Base class of operations that draw from MRG31k3p."""

    __props__ = ("output_type", "inplace")

    def __init__(self, output_type, inplace=False):
        self.output_type = output_type
        self.inplace = inplace
        if inplace:
            self.destroy_map = {0: [0]}

    def __str__(self):
        return f"{type(self).__name__}{{{self.output_type},{'inplace' if self.inplace else 'no_inplace'}}}"

    def in_place(self):
        """Return the in-place variant of the operation."""
        return type(self)(self.output_type, inplace=True)

    def do_constant_folding(self, node):
        return False

    def L_op(self, inputs, outputs, output_grads):
        why = f"No gradient is defined through the random sampling of {self}."
        return [NullType(why)() for _ in inputs]

    def R_op(self, inputs, eval_points):
        return [None for _ in inputs]


class mrg_uniform(mrg_uniform_base):
    """New states of streams, and samples from the open interval (0, 1).

    Parameters
    ----------
    output_type : TensorType
        Of the samples: float16, float32 or float64.
    inplace : bool
        Whether the new states are written over the old ones.

    Notes
    -----
    Called with an int32 matrix of states, one stream a row, and the shape of the samples. Sample i, in C order, comes
    from stream ``i % n``.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.random.mrg import mrg_uniform
    >>> states, sample = mrg_uniform.new(np.full((1, 6), 12345, dtype="int32"), None, "float64", (3,))
    >>> sample.eval()
    array([0.73532445, 0.61420744, 0.11007806])
    """

    def make_node(self, rstate, size):
        rstate, size = as_tensor_variable(rstate), as_shape(size)
        if rstate.type.dtype != "int32" or rstate.type.ndim != 2:
            raise TypeError(f"rstate must be a matrix of int32, one stream a row, not {rstate} of {rstate.type}")
        ones = [extract_constant(size[i]) == 1 for i in range(self.output_type.ndim)]
        sample = self.output_type.clone(broadcastable=[one is True or one is np.True_ for one in ones])
        return Apply(self, [rstate, size], [rstate.type(), sample()])

    @classmethod
    def new(cls, rstate, ndim, dtype, size):
        """Return the two outputs for a `size` whose length is known, or given by `ndim`."""
        size = as_shape(size)
        if ndim is None:
            ndim = get_vector_length(size)
        return cls(TensorType(dtype, (False,) * ndim))(rstate, size)

    def perform(self, node, inputs, output_storage):
        states, size = inputs
        shape = tuple([int(n) for n in size])
        if len(shape) != self.output_type.ndim:
            raise ValueError(f"size must have length {self.output_type.ndim} (not {len(shape)})")
        if states.shape[1] != 6 or not len(states):
            raise ValueError(f"rstate must have 6 columns and a row for each stream, not shape {states.shape}")
        if min(shape, default=0) < 0:
            raise ValueError(f"size has a negative length: {shape}")
        n = 1
        for length in shape:
            n *= length
        if n > M1:
            raise ValueError("rng_mrg does not support more than (2**31 - 1) samples")
        states = states if self.inplace else states.copy()
        draws = np.empty(n, dtype="int64")
        for i in range(0, n, len(states)):
            part = draws[i : i + len(states)]
            part[:] = advance(states[: len(part)])
        output_storage[0][0] = states
        output_storage[1][0] = as_samples(draws, self.output_type.dtype).reshape(shape)

    def infer_shape(self, node, shapes):
        return [shapes[0], [node.inputs[1][i] for i in range(self.output_type.ndim)]]
