"""Reductions by a commutative, associative scalar operation over some axes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.messages.called import called, no_axis
from ...graph.op import Op
from ...scalar.dtypes import continuous_dtypes, dtype_name, is_complex, is_discrete, loop_dtypes, upcast
from ...scalar.reductions import reduction_by
from ..shape.dimshuffle import dim_shuffle, spread_order
from ..types.axis import as_integer, check_once
from ..types.constant import as_tensor_variable
from ..types.type import output

if TYPE_CHECKING:
    from typing import Any, Self

    from ...scalar.op import ScalarOp
    from ...typing import Axis, DType

_WIDE_INTEGER = {
    "bool": "int64", "int8": "int64", "int16": "int64", "int32": "int64",
    "uint8": "uint64", "uint16": "uint64", "uint32": "uint64",
}
_WIDE = {**_WIDE_INTEGER, "float16": "float32", "float32": "float64", "complex64": "complex128"}


def normalize_axes(axis):
    """Return the axes of a reduction as None or a sorted tuple of ints."""
    if axis is None:
        return None
    if isinstance(axis, Iterable) and getattr(axis, "ndim", 1) and not isinstance(axis, str):
        axes = [as_integer(a) for a in axis]
        check_once(axes)
        return tuple(sorted(axes))
    return (as_integer(axis),)


class CAReduce(Op):
    """The fold of a scalar operation over axes.

    Parameters
    ----------
    scalar_op : ScalarOp
        A commutative and associative operation of two numbers.
    axis : int, sequence of int, or None
        The axes to reduce; None: all.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> T.elemwise.CAReduce(theano.scalar.maximum, axis=1)(T.dmatrix("m")).type
    TensorType(float64, vector)
    """

    __props__ = ("scalar_op", "axis")

    def __init__(self, scalar_op: ScalarOp, axis: Axis = None) -> None:
        if scalar_op.nin not in (-1, 2) or scalar_op.nout != 1:
            raise NotImplementedError("CAReduce only supports binary functions with a single output.")
        self.scalar_op = scalar_op
        self.axis = normalize_axes(axis)

    def _axis_text(self):
        return "" if self.axis is None else f"{{{', '.join(map(str, self.axis))}}}"

    def __str__(self):
        return f"Reduce{{{self.scalar_op}}}{self._axis_text()}"

    def clone_with_axis(self, axis: Axis) -> Self:
        """Return the same reduction over other axes."""
        op = self.clone()
        op.axis = axis
        return op

    def _output_dtype(self, dtype):
        return dtype

    def _specific(self, dtype):
        """Return this op with all attributes set that depend on the input's dtype."""
        return self

    def make_node(self, x: Any) -> Apply:
        """Make a node; negative axes count from the end."""
        x = as_tensor_variable(x)
        ndim = x.type.ndim
        op = self
        if self.axis is not None:
            for a in self.axis:
                if not -ndim <= a < ndim:
                    raise ValueError(f"Not enough dimensions on {called(x)} to reduce on axis {a}: {no_axis(x, a)}")
            if self.axis and self.axis[0] < 0:
                axes = tuple(sorted(a % ndim for a in self.axis))
                check_once(axes, self.axis)
                op = self.clone_with_axis(axes)
        op = op._specific(x.type.dtype)
        left = () if op.axis is None else tuple([b for i, b in enumerate(x.type.broadcastable) if i not in op.axis])
        return Apply(op, (x,), (output(op._output_dtype(x.type.dtype), left),))

    def _fold(self, x, axis, dtype):
        ufunc = self._ufunc()
        if ufunc is not None:
            return ufunc.reduce(x, axis=axis, dtype=dtype)
        rest = [i for i in range(x.ndim) if i not in axis]
        flat = x.transpose([*axis, *rest]).reshape((-1, *[x.shape[i] for i in rest])).astype(dtype)
        if not len(flat):
            if self.scalar_op.identity is None:
                raise ValueError(f"Input ({x.shape}) has zero-size on axes {axis}, and {self} has no identity.")
            return np.full(flat.shape[1:], self.scalar_op.identity, dtype=dtype)
        total = flat[0]
        for row in flat[1:]:
            total = self.scalar_op.evaluate([total, row], [dtype])[0]
        return total

    def _ufunc(self):
        """Return the NumPy ufunc that reduces by the same operation, or None."""
        op = self.scalar_op
        return op.ufunc if op.commutative and op.associative else None

    def _accumulator(self, node):
        return node.outputs[0].type.dtype

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        (x,) = inputs
        axis = tuple(range(x.ndim)) if self.axis is None else self.axis
        out = node.outputs[0].type.dtype
        if axis:
            ufunc = self._ufunc()
            if ufunc is not None and ufunc.identity is None and any(x.shape[a] == 0 for a in axis):
                raise ValueError(f"Input ({x.shape}) has zero-size on axes {axis}: {self} has no identity")
            z = self._fold(x, axis, np.dtype(self._accumulator(node)))
            z = np.asarray(z).astype(out, copy=False)
        else:
            z = x.astype(out)
        output_storage[0][0] = z

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        """Return the lengths of the remaining axes."""
        return [() if self.axis is None else tuple([n for i, n in enumerate(shapes[0]) if i not in self.axis])]


class CAReduceDtype(CAReduce):
    """A reduction that may accumulate in a wider dtype.

    Parameters
    ----------
    dtype : str, optional
        Of the result; by default small integers give int64 or uint64, others their own.
    acc_dtype : str, optional
        In which it accumulates; by default float32 accumulates in float64, and so do integers that might wrap on
        the way to a float `dtype`.
    """

    __props__ = ("scalar_op", "axis", "dtype", "acc_dtype")
    drops_imaginary = False  # whether complex numbers may give others

    def __init__(
        self, scalar_op: ScalarOp, axis: Axis = None, dtype: DType | None = None, acc_dtype: DType | None = None
    ) -> None:
        super().__init__(scalar_op, axis)
        self.dtype = None if dtype is None else dtype_name(dtype)
        self.acc_dtype = None if acc_dtype is None else dtype_name(acc_dtype)

    def __str__(self):
        name = type(self).__name__
        if name == "CAReduceDtype":
            name = f"ReduceDtype{{{self.scalar_op}}}"
        axis = "" if self.axis is None else f"axis=[{', '.join(map(str, self.axis))}], "
        return f"{name}{{{axis}acc_dtype={self.acc_dtype}}}"

    def _output_dtype(self, idtype):
        # it may be narrower than the input as long as the accumulator loses nothing
        return _WIDE_INTEGER.get(idtype, idtype) if self.dtype is None else self.dtype

    def _acc_dtype(self, idtype):
        dtype = self.acc_dtype
        if dtype is None and self.dtype in continuous_dtypes and is_discrete(idtype) and self._may_wrap(idtype):
            return _WIDE.get(self.dtype, self.dtype)
        if dtype is None:
            return _WIDE.get(idtype, idtype)
        if (dtype in continuous_dtypes and is_discrete(idtype)) or upcast(dtype, idtype) == dtype:
            return dtype
        raise TypeError(
            f"Cannot build {self} node with input dtype {idtype} and acc_dtype {dtype}, as precision would be lost. "
            f"To correct this error, you can:\n  - not specify acc_dtype, or\n  - use an acc_dtype at least as precise "
            f"as {upcast(dtype, idtype)}.\n  - specify \"dtype\" instead of \"acc_dtype\", so no precision is lost "
            "while accumulating."
        )

    def _may_wrap(self, idtype):
        """Return True if integers of a dtype, joined as int64, may leave it: not the sums of narrower ones."""
        return idtype not in _WIDE_INTEGER or self.scalar_op.record_name != "add"

    def _specific(self, idtype):
        dtype, acc_dtype = self._output_dtype(idtype), self._acc_dtype(idtype)
        if is_complex(acc_dtype) and not is_complex(dtype) and not self.drops_imaginary:
            raise TypeError(f"{self} of {idtype} cannot give {dtype}: consider real(), imag(), angle() or abs()")
        if dtype == self.dtype and acc_dtype == self.acc_dtype:
            return self
        op = self.clone()
        op.dtype, op.acc_dtype = dtype, acc_dtype
        return op

    def _accumulator(self, node):
        return self.acc_dtype

    def _spread(self, x, gz):
        """Return the gradient `gz` of the result with the reduced axes restored as broadcastable ones."""
        gz = as_tensor_variable(gz)
        axis = tuple(range(x.type.ndim)) if self.axis is None else self.axis
        return dim_shuffle(gz.type.broadcastable, spread_order(x.type.ndim, axis))(gz)


def reduction(node, scalar_op=None):
    """Return how a loop computes a reduction.

    Parameters
    ----------
    node : Apply
        Of a CAReduce.
    scalar_op : ScalarOp, optional
        What the loop joins elements by, if not by the op's own.

    Returns
    -------
    tuple or None
        ``(name, axes, dtype, acc_dtype)``; None where no loop computes it.
    """
    op, (x,), (z,) = node.op, node.inputs, node.outputs
    record = reduction_by(scalar_op or op.scalar_op, x.type.dtype)
    if record is None or op.axis == () or z.type.dtype not in loop_dtypes:
        return None
    axes = None if op.axis is None else tuple(sorted(a % x.type.ndim for a in op.axis))
    acc_dtype = (getattr(op, "acc_dtype", None) or z.type.dtype) if record.is_wide else x.type.dtype
    if acc_dtype == "float16":
        if record.is_wide:
            # each sum is rounded
            return None
        acc_dtype = "float32"
    return (record.name, axes, z.type.dtype, acc_dtype) if acc_dtype in loop_dtypes else None
