"""The methods that tensor variables share with NumPy's arrays; each is a function of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.dropped import kept
from ...graph.messages.property import refuse_call
from ...misuse import guess_in_class
from ..creation.diag import diagonal
from ..creation.filled import ones_like, transfer, zeros_like
from ..elementwise import math
from ..indexing.indexing import take
from ..indexing.selection import choose, nonzero, nonzero_values
from ..products.dot import dot
from ..reductions import extremes, reduce
from ..reductions.cumulative import cumprod, cumsum
from ..reductions.extremes import argmax, argmin, ptp
from ..reductions.reduce import prod
from ..reductions.statistics import mean, norm, std, var
from ..shape.axes import squeeze, swapaxes, transpose
from ..shape.repeat import compress, repeat
from ..shape.reshape import flatten, reshape
from ..shape.shape import shape
from ..sorting.counting import searchsorted
from ..sorting.sort import argsort, sort
from .constant import get_scalar_constant_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from ...typing import Axis, DType, TensorLike
    from .variable import TensorVariable


@guess_in_class
class ArrayMethods:
    """NumPy's array methods, which make nodes of a graph."""

    # ------------------------------------------------------------ shape

    @property
    def shape(self) -> TensorVariable:
        """The lengths of the axes, as a vector of int64."""
        refuse_call(self)
        return shape(self)

    @property
    def size(self) -> TensorVariable:
        """The number of elements."""
        refuse_call(self)
        if self.ndim == 1:
            return self.shape[0]
        return prod(self.shape)

    @property
    def T(self) -> TensorVariable:
        """The transpose: the axes in reverse order."""
        refuse_call(self)
        return transpose(self)

    def transpose(self, *axes: int | Sequence[int]) -> TensorVariable:
        """Permute the axes (reversed by default), given one by one or as one sequence."""
        if not axes:
            return transpose(self)
        if len(axes) == 1 and hasattr(axes[0], "__len__"):
            axes = axes[0]
        return transpose(self, axes)

    def swapaxes(self, axis1: int, axis2: int) -> TensorVariable:
        """Exchange two axes."""
        return swapaxes(self, axis1, axis2)

    def reshape(self, shape: TensorLike, *dims: Any, ndim: int | None = None) -> TensorVariable:
        """Return the same elements in another shape.

        Parameters
        ----------
        shape : sequence of int or scalar, or vector
            One length may be -1. Lengths may also be given one by one.
        ndim : int, optional
            The number of axes, where `shape` is a vector of unknown length; also as second argument.
        """
        if dims:
            if isinstance(shape, (list, tuple)) or getattr(shape, "ndim", 0):
                (ndim,) = dims
            else:
                shape = (shape, *dims)
        return reshape(self, shape, ndim=ndim)

    def flatten(self, ndim: int = 1) -> TensorVariable:
        """Join the last axes so that `ndim` are left."""
        return flatten(self, ndim)

    def ravel(self) -> TensorVariable:
        """Return all elements as a vector."""
        return flatten(self)

    def squeeze(self, axis: Axis = None) -> TensorVariable:
        """Drop the broadcastable axes, or some of them."""
        return squeeze(self, axis)

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> TensorVariable:
        """Return the elements ``i, i + offset`` of two axes."""
        return diagonal(self, offset, axis1, axis2)

    def trace(self) -> TensorVariable:
        """Return the sum of the diagonal of a matrix."""
        return self.diagonal().sum(axis=None if self.ndim == 2 else -1)

    # ------------------------------------------------------------ copies and casts

    def astype(self, dtype: DType) -> TensorVariable:
        """Cast to another dtype."""
        return math.cast(self, dtype)

    def copy(self, name: str | None = None) -> TensorVariable:
        """Return a variable of the same value, possibly under another name."""
        z = math.tensor_copy(self)
        z.name = name
        return z

    def fill(self, value: TensorLike) -> TensorVariable:
        """Return `value` in this shape; this variable itself does not change."""
        return kept(math.fill(self, value), self)

    def zeros_like(self, dtype: DType | None = None) -> TensorVariable:
        """Return zeros in this shape."""
        return zeros_like(self, dtype=dtype)

    def ones_like(self, dtype: DType | None = None) -> TensorVariable:
        """Return ones in this shape."""
        return ones_like(self, dtype=dtype)

    def transfer(self, target: str) -> TensorVariable:
        """Return itself: the only device is ``"cpu"``."""
        return transfer(self, target)

    # ------------------------------------------------------------ elementwise

    @property
    def real(self) -> TensorVariable:
        """The real part."""
        refuse_call(self)
        return math.FUNCTIONS["real"](self)

    @property
    def imag(self) -> TensorVariable:
        """The imaginary part."""
        refuse_call(self)
        return math.FUNCTIONS["imag"](self)

    def conj(self) -> TensorVariable:
        """Return the complex conjugate."""
        return math.FUNCTIONS["conj"](self)

    conjugate = conj

    def clip(
        self, a_min: TensorLike | None = None, a_max: TensorLike | None = None, *,
        min: TensorLike | None = None, max: TensorLike | None = None,
    ) -> TensorVariable:  # fmt: skip
        """Clip to ``a_min..a_max``, which NumPy calls `min` and `max` too; None is no bound."""
        if a_min is None and a_max is None:
            a_min, a_max = min, max
        elif min is not None or max is not None:
            raise ValueError("clip has been given a_min or a_max: leave out min and max, which must be the same bounds")
        if a_min is not None and a_max is not None:
            return math.clip(self, a_min, a_max)
        bounded = self if a_min is None else math.maximum(self, a_min)
        return bounded if a_max is None else math.minimum(bounded, a_max)

    def round(self, mode: str | int | None = None, decimals: int = 0) -> TensorVariable:
        """Round to integers, or to so many decimals."""
        return math.round(self, mode, decimals)

    # ------------------------------------------------------------ reductions

    def any(self, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
        """Return True if any element over axes is true."""
        return reduce.any(self, axis=axis, keepdims=keepdims)

    def all(self, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
        """Return True if all elements over axes are true."""
        return reduce.all(self, axis=axis, keepdims=keepdims)

    def sum(
        self, axis: Axis = None, dtype: DType | None = None, keepdims: bool = False, acc_dtype: DType | None = None
    ) -> TensorVariable:
        """Return the sum over axes."""
        return reduce.sum(self, axis=axis, dtype=dtype, keepdims=keepdims, acc_dtype=acc_dtype)

    def prod(
        self, axis: Axis = None, dtype: DType | None = None, keepdims: bool = False, acc_dtype: DType | None = None
    ) -> TensorVariable:
        """Return the product over axes."""
        return prod(self, axis=axis, dtype=dtype, keepdims=keepdims, acc_dtype=acc_dtype)

    def norm(self, L: float | str | None, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
        """Return the `L`-norm over axes."""
        return norm(self, L, axis=axis, keepdims=keepdims)

    def mean(
        self, axis: Axis = None, dtype: DType | None = None, keepdims: bool = False, acc_dtype: DType | None = None
    ) -> TensorVariable:
        """Return the mean over axes."""
        return mean(self, axis=axis, dtype=dtype, keepdims=keepdims, acc_dtype=acc_dtype)

    def var(self, axis: Axis = None, ddof: int = 0, keepdims: bool = False, corrected: bool = False) -> TensorVariable:
        """Return the variance over axes."""
        return var(self, axis=axis, ddof=ddof, keepdims=keepdims, corrected=corrected)

    def std(self, axis: Axis = None, ddof: int = 0, keepdims: bool = False, corrected: bool = False) -> TensorVariable:
        """Return the standard deviation over axes."""
        return std(self, axis=axis, ddof=ddof, keepdims=keepdims, corrected=corrected)

    def min(self, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
        """Return the minimum over axes."""
        return extremes.min(self, axis, keepdims=keepdims)

    def max(self, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
        """Return the maximum over axes."""
        return extremes.max(self, axis, keepdims=keepdims)

    def argmin(self, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
        """Return the position of the minimum."""
        return argmin(self, axis, keepdims=keepdims)

    def argmax(self, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
        """Return the position of the maximum."""
        return argmax(self, axis, keepdims=keepdims)

    def ptp(self, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
        """Return the maximum minus the minimum."""
        return ptp(self, axis, keepdims)

    def cumsum(self, axis: int | None = None) -> TensorVariable:
        """Return the cumulative sum."""
        return cumsum(self, axis)

    def cumprod(self, axis: int | None = None) -> TensorVariable:
        """Return the cumulative product."""
        return cumprod(self, axis)

    def dot(self, other: TensorLike) -> TensorVariable:
        """Return the matrix product."""
        return dot(self, other)

    # ------------------------------------------------------------ choosing and sorting

    def nonzero(self, return_matrix: bool = False) -> Any:
        """Return the positions of the nonzero elements."""
        return nonzero(self, return_matrix=return_matrix)

    def nonzero_values(self) -> TensorVariable:
        """Return the nonzero elements."""
        return nonzero_values(self)

    def take(self, indices: TensorLike, axis: int | None = None, mode: str = "raise") -> TensorVariable:
        """Return the elements at `indices`."""
        return take(self, indices, axis, mode)

    def choose(self, choices: TensorLike, out: None = None, mode: str = "raise") -> TensorVariable:
        """Choose elements from several arrays by the integers in this one."""
        return choose(self, choices, out=out, mode=mode)

    def compress(self, a: TensorLike, axis: int | None = None) -> TensorVariable:
        """Return the elements of `a` where this vector is true."""
        return compress(self, a, axis=axis)

    def repeat(self, repeats: TensorLike, axis: int | None = None) -> TensorVariable:
        """Repeat each element `repeats` times."""
        return repeat(self, repeats, axis)

    def searchsorted(self, v: TensorLike, side: str = "left", sorter: TensorLike | None = None) -> TensorVariable:
        """Return the positions at which to insert `v` into this sorted vector."""
        return searchsorted(self, v, side, sorter)

    def sort(self, axis: int | None = -1, kind: str = "quicksort", order: Any = None) -> TensorVariable:
        """Sort along an axis."""
        return kept(sort(self, axis, kind, order), self)

    def argsort(self, axis: int | None = -1, kind: str = "quicksort", order: Any = None) -> TensorVariable:
        """Return the indices that sort along an axis."""
        return argsort(self, axis, kind, order)

    # ------------------------------------------------------------ names for old programs

    def get_scalar_constant_value(self) -> NDArray[Any]:
        """Return the number that all elements are known to equal."""
        return get_scalar_constant_value(self)
