"""Conversions between scalars and tensors: 0-d tensors, scalars, and vectors of scalars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.op import Op, linear_R_op
from ...printing.precedence import BracketPrinter
from ...scalar.dtypes import is_discrete, upcast
from ...scalar.type import get_scalar_type
from ...scalar.variable import as_scalar
from .constant import as_tensor_variable, constant
from .type import TensorType, output

if TYPE_CHECKING:
    from ...typing import DType, TensorLike


class TensorFromScalar(Op):
    """A scalar variable as a 0-d tensor."""

    __props__ = ()

    def make_node(self, s: TensorLike) -> Apply:
        s = as_scalar(s)
        return Apply(self, (s,), (output(s.type.dtype, ()),))

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.asarray(inputs[0])

    def infer_shape(self, node, shapes):
        return [()]

    def grad(self, inputs, output_grads):
        (s,) = inputs
        if is_discrete(s.type.dtype):
            return [s.zeros_like(dtype=config.floatX)]
        return [scalar_from_tensor(output_grads[0])]

    R_op = linear_R_op


class ScalarFromTensor(Op):
    """A 0-d tensor as a scalar variable."""

    __props__ = ()

    def make_node(self, t: TensorLike) -> Apply:
        if not isinstance(getattr(t, "type", None), TensorType) or t.type.ndim:
            raise TypeError(f"ScalarFromTensor needs a 0-d tensor, not {t}")
        return Apply(self, (t,), (get_scalar_type(t.type.dtype)(),))

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0][()]

    def infer_shape(self, node, shapes):
        return [()]

    def grad(self, inputs, output_grads):
        return [tensor_from_scalar(output_grads[0])]

    R_op = linear_R_op


tensor_from_scalar = TensorFromScalar()
scalar_from_tensor = ScalarFromTensor()


class MakeVector(Op):
    """A vector made of 0-d tensors.

    Parameters
    ----------
    dtype : str
        Of the vector; the elements must upcast to it.
    """

    __props__ = ("dtype",)
    printer = BracketPrinter()

    def __init__(self, dtype: DType = "int64") -> None:
        self.dtype = dtype

    def make_node(self, *inputs: TensorLike) -> Apply:
        inputs = [as_tensor_variable(x) for x in inputs]
        if any(x.type.dtype != self.dtype for x in inputs):
            dtype = upcast(self.dtype, *[x.type.dtype for x in inputs])
            if dtype != self.dtype:
                raise ArgumentError(
                    f"The upcast of the inputs to MakeVector should match the dtype given in __init__: {dtype} is not "
                    f"{self.dtype}."
                )
            inputs = [x.astype(dtype) for x in inputs]
        if any(x.type.ndim for x in inputs):
            raise TypeError(f"MakeVector needs 0-d tensors, not {[x.type for x in inputs]}")
        return Apply(self, inputs, (output(self.dtype, (False,)),))

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.array(inputs, dtype=self.dtype)

    def infer_shape(self, node, shapes):
        return [(constant(len(shapes), dtype="int64"),)]

    def grad(self, inputs, output_grads):
        (gz,) = output_grads
        if is_discrete(self.dtype):
            return [x.zeros_like(dtype=config.floatX) for x in inputs]
        return [gz[i] for i in range(len(inputs))]

    def R_op(self, inputs, eval_points):
        if all(d is None for d in eval_points):
            return [None]
        moves = [x.zeros_like() if d is None else d for x, d in zip(inputs, eval_points)]
        return [MakeVector(upcast(*[d.type.dtype for d in moves]))(*moves)]


make_vector = MakeVector()
