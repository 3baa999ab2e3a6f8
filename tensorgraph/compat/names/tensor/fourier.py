"""``theano.tensor.fourier``: the transform of complex numbers along one axis."""

import numpy as np

from ....graph.apply import Apply
from ....graph.disconnected import DisconnectedType
from ....graph.op import Op
from ....graph.variable import Constant
from ....scalar.dtypes import complex_dtypes, integer_dtypes
from ....tensor.creation.filled import zeros_like
from ....tensor.elementwise.math import cast, conj, eq, lt, real, switch
from ....tensor.indexing.indexing import set_subtensor
from ....tensor.types.constant import as_tensor_variable
from ....tensor.types.type import TensorType

__all__ = ["Fourier", "fft"]


class Fourier(Op):
    """The discrete Fourier transform of `a` along `axis`, truncated or zero-padded to length `n`; complex128.

    Called with ``(a, n, axis)``, the last two integers or 0-d integer variables, or None for ``a``'s last axis and its
    length.
    """

    __props__ = ()

    def make_node(self, a, n=None, axis=None):
        a = as_tensor_variable(a)
        if a.type.ndim < 1:
            raise TypeError(f"{self}: input must be an array, not a scalar")
        axis = as_tensor_variable(a.type.ndim - 1 if axis is None else axis)
        n = as_tensor_variable(a.shape[axis] if n is None else n)
        for name, v in (("axis", axis), ("n", n)):
            if v.type.dtype not in integer_dtypes or v.type.ndim:
                raise TypeError(f"{self}: {name} must be a scalar integer, not {v.type}")
        # it is unknown until run time which axis changes its length
        return Apply(self, [a, n, axis], [TensorType("complex128", [False] * a.type.ndim)()])

    def perform(self, node, inputs, output_storage):
        a, n, axis = inputs
        output_storage[0][0] = np.fft.fft(a, n=int(n), axis=int(axis)).astype("complex128", copy=False)

    def infer_shape(self, node, shapes):
        (lengths, _, _), (_, n, axis) = shapes, node.inputs
        n = cast(n, "int64")
        if isinstance(axis, Constant):
            lengths = list(lengths)
            lengths[int(axis.data)] = n
            return [tuple(lengths)]
        axis = switch(lt(axis, 0), axis + len(lengths), axis)
        return [tuple([switch(eq(axis, i), n, d) for i, d in enumerate(lengths)])]

    def connection_pattern(self, node):
        return [[True], [False], [False]]

    def L_op(self, inputs, outputs, output_grads):
        (a, n, axis), (gz,) = inputs, output_grads
        if not isinstance(axis, Constant):
            raise NotImplementedError(f"{self} has a gradient where the axis is a constant")
        axis = int(axis.data) % a.type.ndim
        # the transposed transform; elements that were cut off and zeros that were added get no gradient
        g = conj(fft(conj(gz), n, axis))
        there = (*[slice(None)] * axis, slice(None, a.shape[axis]))
        here = (*[slice(None)] * axis, slice(None, n))
        g = set_subtensor(zeros_like(a, dtype=g.type.dtype)[here], g[there])
        if a.type.dtype not in complex_dtypes:
            g = cast(real(g), a.type.dtype)
        return [g, DisconnectedType()(), DisconnectedType()()]


fft = Fourier()
