"""Sums, products, all and any: the reductions with names of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...graph.disconnected import NullType
from ...graph.op import linear_R_op
from ...scalar import REGISTRY, BinaryScalarOp, upcast_out
from ...scalar.dtypes import is_discrete
from ..elementwise.elemwise import lifted
from ..elementwise.math import neq
from ..indexing.increments import conjugate
from ..types.constant import as_tensor_variable
from .careduce import CAReduce, CAReduceDtype
from .product_of_others import ProductOfOthers

if TYPE_CHECKING:
    from ...typing import Axis, DType


class Sum(CAReduceDtype):
    """The sum over axes.

    Parameters
    ----------
    axis, dtype, acc_dtype
        As in ``CAReduceDtype``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.Sum(axis=[0])(T.dmatrix("m"))
    Sum{axis=[0], acc_dtype=float64}.0
    """

    __props__ = ("axis", "dtype", "acc_dtype")

    def __init__(self, axis: Axis = None, dtype: DType | None = None, acc_dtype: DType | None = None) -> None:
        super().__init__(REGISTRY["add"], axis, dtype, acc_dtype)

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        (x,) = inputs
        if is_discrete(outputs[0].type.dtype):
            return [x.zeros_like(dtype=config.floatX)]
        return [lifted(REGISTRY["second"])(x, self._spread(x, output_grads[0]))]

    R_op = linear_R_op


class Prod(CAReduceDtype):
    """The product over axes.

    Parameters
    ----------
    no_zeros_in_input : bool
        Promises that no element is 0, which makes the gradient simple.
    """

    __props__ = ("axis", "dtype", "acc_dtype", "no_zeros_in_input")

    def __init__(
        self, axis: Axis = None, dtype: DType | None = None, acc_dtype: DType | None = None,
        no_zeros_in_input: bool = False
    ) -> None:
        super().__init__(REGISTRY["mul"], axis, dtype, acc_dtype)
        self.no_zeros_in_input = no_zeros_in_input

    def __str__(self):
        text = f"Prod{{axis={self.axis!r}, dtype={self.dtype!r}, acc_dtype={self.acc_dtype!r}"
        return text + (", no_zeros_in_input=True}" if self.no_zeros_in_input else "}")

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradient: the product of the other elements, prod / x if there are no zeros."""
        (x,) = inputs
        if is_discrete(x.type.dtype) or is_discrete(outputs[0].type.dtype):
            return [x.zeros_like(dtype=config.floatX)]
        return [self._spread(x, output_grads[0]) * conjugate(self._others(x, outputs[0]))]

    def _others(self, x, z):
        """Return the derivatives of the product `z` of `x`."""
        return self._spread(x, z) / x if self.no_zeros_in_input else ProductOfOthers(self)(x, z)

    def R_op(self, inputs, eval_points):
        if eval_points[0] is None:
            return [None]
        (x,) = inputs
        return [Sum(self.axis)(self._others(x, self(x)) * eval_points[0])]


class MulWithoutZeros(BinaryScalarOp):
    """x * y, where a 0 counts as 1."""

    rule = staticmethod(upcast_out)
    identity = 1
    commutative = associative = True

    def impl(self, x, y):
        return y if x == 0 else x if y == 0 else x * y


mul_without_zeros = MulWithoutZeros(name="mul_without_zeros")


class ProdWithoutZeros(CAReduceDtype):
    """The product over axes of the nonzero elements, 1 if there are none."""

    __props__ = ("axis", "dtype", "acc_dtype")
    drops_imaginary = True  # as in Theano, whose programs build it so

    def __init__(self, axis: Axis = None, dtype: DType | None = None, acc_dtype: DType | None = None) -> None:
        super().__init__(mul_without_zeros, axis, dtype, acc_dtype)

    def _fold(self, x, axis, dtype):
        return np.multiply.reduce(np.where(x == 0, x.dtype.type(1), x), axis=axis, dtype=dtype)

    def L_op(self, inputs, outputs, output_grads):
        if is_discrete(inputs[0].type.dtype):
            return [inputs[0].zeros_like(dtype=config.floatX)]
        return [NullType("2nd derivatives of `product(a)` is not currently supported: "
                         "ProdWithoutZeros has no gradient.")()]


class _Logic(CAReduce):
    __props__ = ("axis",)

    def _output_dtype(self, dtype):
        return "bool"

    def __str__(self):
        return f"{type(self).__name__}{self._axis_text()}"

    def make_node(self, x):
        """Make a node on `x` as booleans."""
        x = as_tensor_variable(x)
        if x.type.dtype != "bool":
            x = neq(x, 0)
        return super().make_node(x)

    def grad(self, inputs, output_grads):
        return [inputs[0].zeros_like(dtype=config.floatX)]


class All(_Logic):
    """True if all elements over axes are true."""

    def __init__(self, axis: Axis = None) -> None:
        super().__init__(REGISTRY["and_"], axis)


class Any(_Logic):
    """True if any element over axes is true."""

    def __init__(self, axis: Axis = None) -> None:
        super().__init__(REGISTRY["or_"], axis)
