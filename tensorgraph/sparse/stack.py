"""Horizontal and vertical stacks of sparse matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scipy.sparse

from ..graph.apply import Apply
from ..graph.op import Op
from ..scalar.dtypes import is_discrete, upcast
from .constructors import as_sparse_variable, compressed
from .derivative import zero_of
from .type import SparseType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..typing import DType
    from .variable import SparseVariable


class HStack(Op):
    """Sparse matrices side by side.

    Parameters
    ----------
    format : str
        Of the result; csc by default.
    dtype : str
    """

    __props__ = ("format", "dtype")
    axis = 1

    def __init__(self, format: str | None = None, dtype: DType | None = None) -> None:
        if dtype is None:
            raise ValueError("The output dtype must be specified.")
        self.format = "csc" if format is None else format
        self.dtype = dtype

    def __str__(self):
        return f"{type(self).__name__}({self.format},{self.dtype})"

    def make_node(self, *blocks):
        if not blocks:
            raise ValueError("Cannot join an empty list of sparses: pass one or more")
        return Apply(self, [compressed(x) for x in blocks], [SparseType(self.format, self.dtype)()])

    def perform(self, node, inputs, output_storage):
        stack = (scipy.sparse.vstack, scipy.sparse.hstack)[self.axis]
        output_storage[0][0] = node.outputs[0].type.filter(stack(inputs, format=self.format, dtype=self.dtype))

    def L_op(self, inputs, outputs, output_grads):
        (gz,) = output_grads
        start, grads = 0, []
        for x in inputs:
            stop = start + x.shape[self.axis]
            part = gz[:, start:stop] if self.axis else gz[start:stop]
            start = stop
            grads.append(zero_of(x) if is_discrete(x.dtype) else part)
        return grads

    def R_op(self, inputs, eval_points):
        if all(v is None for v in eval_points):
            return [None]
        return [self(*[x.zeros_like() if v is None else v for x, v in zip(inputs, eval_points)])]

    def infer_shape(self, node, shapes):
        lengths = list(shapes[0])
        lengths[self.axis] = sum([shape[self.axis] for shape in shapes[1:]], shapes[0][self.axis])
        return [tuple(lengths)]


class VStack(HStack):
    """Sparse matrices one above the other.

    Parameters
    ----------
    format, dtype
        As of :class:`HStack`.
    """

    __props__ = ("format", "dtype")
    axis = 0


def _stacked(cls, blocks, format, dtype):
    blocks = [as_sparse_variable(x) for x in blocks]
    if dtype is None and blocks:
        dtype = upcast(*[x.dtype for x in blocks])
    return cls(format, dtype)(*blocks)


def hstack(blocks: Sequence[Any], format: str | None = None, dtype: DType | None = None) -> SparseVariable:
    """Stack sparse matrices side by side.

    Parameters
    ----------
    blocks : list of sparse matrix
        With the same number of rows.
    format : str, optional
        Of the result; csc by default.
    dtype : str, optional
        What holds all `blocks` by default.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = scipy.sparse.csr_matrix([[0.0, 2.0]])
    >>> sparse.hstack([x, x]).toarray().eval()
    array([[0., 2., 0., 2.]])
    """
    return _stacked(HStack, blocks, format, dtype)


def vstack(blocks: Sequence[Any], format: str | None = None, dtype: DType | None = None) -> SparseVariable:
    """Stack sparse matrices one above the other.

    Parameters
    ----------
    blocks : list of sparse matrix
        With the same number of columns.
    format, dtype
        As of :func:`hstack`.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = scipy.sparse.csr_matrix([[0.0, 2.0]])
    >>> sparse.vstack([x, x]).toarray().eval()
    array([[0., 2.],
           [0., 2.]])
    """
    return _stacked(VStack, blocks, format, dtype)
