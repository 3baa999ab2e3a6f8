"""Products of some blocks of a matrix with some blocks of vectors, for layers that are partly active."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ...scalar.dtypes import integer_dtypes
from ..indexing.indexing import take
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class _BlockOp(Op):
    """Base class of operations that add to their first input, in place or to a copy."""

    __props__ = ("inplace",)

    def __init__(self, inplace=False):
        self.inplace = inplace
        if inplace:
            self.destroy_map = {0: [0]}

    def in_place(self):
        """Return the in-place variant of the operation."""
        return type(self)(inplace=True)

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def check(self, tensors, indices):
        """Convert the values to variables: tensors of given ndim and one dtype, and integer matrices."""
        found = []
        for name, value, ndim in tensors:
            v = as_tensor_variable(value)
            if v.type.ndim != ndim:
                raise TypeError(f"{name} must be a {ndim}D tensor, not {v.type}")
            if found and v.type.dtype != found[0].type.dtype:
                raise TypeError(f"{name} must have the dtype of the output, {found[0].type.dtype}, not {v.type.dtype}")
            found.append(v)
        for name, value in indices:
            v = as_tensor_variable(value)
            if v.type.ndim != 2 or v.type.dtype not in integer_dtypes:
                raise TypeError(f"{name} must be a 2D tensor of integers, not {v.type}")
            found.append(v)
        return found


def _check_shapes(*pairs):
    """Check that each given shape is the needed one."""
    for name, found, needed in pairs:
        if found != needed:
            raise ValueError(f"{name} has shape {found}: it must be {needed}, from the other inputs")


class SparseBlockGemv(_BlockOp):
    """``o[n, j] += sum over i of dot(h[n, i], W[inputIdx[n, i], outputIdx[n, j]])``

    Parameters
    ----------
    inplace : bool
        Whether the sums are written over `o`.
    """

    def make_node(self, o, W, h, inputIdx, outputIdx):
        tensors = [("The output o", o, 3), ("The weight matrix W", W, 4), ("The input h", h, 3)]
        indices = [("The input indices inputIdx", inputIdx), ("The output indices outputIdx", outputIdx)]
        inputs = self.check(tensors, indices)
        return Apply(self, inputs, [inputs[0].type()])

    def perform(self, node, inputs, output_storage):
        o, W, h, rows, columns = inputs
        batch, sizes = o.shape[0], W.shape[2:]
        _check_shapes(
            ("o", o.shape, (batch, columns.shape[1], sizes[1])),
            ("h", h.shape, (batch, rows.shape[1], sizes[0])),
            ("inputIdx", rows.shape[:1], (batch,)),
            ("outputIdx", columns.shape[:1], (batch,)),
        )
        o = o if self.inplace else o.copy()
        for n in range(batch):
            x = h[n].reshape(-1)
            for j, column in enumerate(columns[n]):
                o[n, j] += x @ W[rows[n], column].reshape(x.size, sizes[1])
        output_storage[0][0] = o

    def connection_pattern(self, node):
        return [[True]] * 3 + [[False]] * 2

    def grad(self, inputs, grads):
        o, W, h, rows, columns = inputs
        (go,) = grads
        gW = sparse_block_outer(W.zeros_like(), h, go, rows, columns)
        gh = sparse_block_gemv(h.zeros_like(), W.dimshuffle(1, 0, 3, 2), go, columns, rows)
        return [go, gW, gh, DisconnectedType()(), DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        o, W, h, rows, columns = inputs
        do, dW, dh = eval_points[:3]
        if do is None and dW is None and dh is None:
            return [None]
        total = o.zeros_like() if do is None else do
        if dW is not None:
            total = sparse_block_gemv(total, dW, h, rows, columns)
        if dh is not None:
            total = sparse_block_gemv(total, W, dh, rows, columns)
        return [total]


class SparseBlockOuter(_BlockOp):
    """``o[xIdx[n, i], yIdx[n, j]] += alpha * outer(x[n, i], y[n, j])``

    Parameters
    ----------
    inplace : bool
        Whether the sums are written over `o`.
    """

    def make_node(self, o, x, y, xIdx, yIdx, alpha=None):
        tensors = [("The output o", o, 4), ("x", x, 3), ("y", y, 3)]
        inputs = self.check(tensors, [("xIdx", xIdx), ("yIdx", yIdx)])
        alpha = as_tensor_variable(np.asarray(1, dtype=inputs[0].type.dtype) if alpha is None else alpha)
        if alpha.type.ndim != 0:
            raise TypeError(f"alpha must be a number, not {alpha.type}")
        return Apply(self, [*inputs, alpha.astype(inputs[0].type.dtype)], [inputs[0].type()])

    def perform(self, node, inputs, output_storage):
        o, x, y, rows, columns, alpha = inputs
        batch, sizes = x.shape[0], o.shape[2:]
        _check_shapes(
            ("x", x.shape, (batch, rows.shape[1], sizes[0])),
            ("y", y.shape, (batch, columns.shape[1], sizes[1])),
            ("xIdx", rows.shape[:1], (batch,)),
            ("yIdx", columns.shape[:1], (batch,)),
        )
        o = o if self.inplace else o.copy()
        for n in range(batch):
            products = alpha * (x[n][:, None, :, None] * y[n][None, :, None, :])
            np.add.at(o, (rows[n][:, None], columns[n][None, :]), products)
        output_storage[0][0] = o

    def connection_pattern(self, node):
        return [[True]] * 3 + [[False]] * 2 + [[True]]

    def grad(self, inputs, grads):
        o, x, y, rows, columns, alpha = inputs
        (go,) = grads
        gx = alpha * sparse_block_gemv(x.zeros_like(), go.dimshuffle(1, 0, 3, 2), y, columns, rows)
        gy = alpha * sparse_block_gemv(y.zeros_like(), go, x, rows, columns)
        galpha = (sparse_block_gemv(y.zeros_like(), go, x, rows, columns) * y).sum()
        return [go, gx, gy, DisconnectedType()(), DisconnectedType()(), galpha]

    def R_op(self, inputs, eval_points):
        o, x, y, rows, columns, alpha = inputs
        do, dx, dy, _, _, dalpha = eval_points
        if all(d is None for d in (do, dx, dy, dalpha)):
            return [None]
        total = o.zeros_like() if do is None else do
        for moved in ((dx, y, alpha), (x, dy, alpha), (x, y, dalpha)):
            if all(v is not None for v in moved):
                total = sparse_block_outer(total, moved[0], moved[1], rows, columns, moved[2])
        return [total]


sparse_block_gemv, sparse_block_gemv_inplace = SparseBlockGemv(False), SparseBlockGemv(True)
sparse_block_outer, sparse_block_outer_inplace = SparseBlockOuter(False), SparseBlockOuter(True)


def sparse_block_dot(
    W: TensorLike, h: TensorLike, inputIdx: TensorLike, b: TensorLike, outputIdx: TensorLike
) -> TensorVariable:
    """Apply a layer of blocks, some of which take part for each example.

    Parameters
    ----------
    W : tensor4
        Weights, of shape (input blocks, output blocks, input size, output size).
    h : tensor3 or matrix
        For each example the values of some blocks: of shape (batch, blocks given, input size), or of one example
        without the first axis.
    inputIdx : integer matrix or vector
        Which input blocks are given: of shape (batch, blocks given).
    b : matrix
        Biases, of shape (output blocks, output size).
    outputIdx : integer matrix or vector
        Which output blocks are wanted: of shape (batch, blocks wanted).

    Returns
    -------
    TensorVariable
        Of shape (batch, blocks wanted, output size).

    Raises
    ------
    TypeError
        If the ranks do not fit.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.nnet.blocksparse import sparse_block_dot
    >>> W = np.arange(6.0).reshape(2, 3, 1, 1)
    >>> sparse_block_dot(W, np.array([[10.0]]), [1], np.zeros((3, 1)), [0, 2]).eval()
    array([[[30.],
            [50.]]])
    """
    W, h, inputIdx, b, outputIdx = (as_tensor_variable(v) for v in (W, h, inputIdx, b, outputIdx))
    if not inputIdx.type.ndim == outputIdx.type.ndim == h.type.ndim - 1:
        raise TypeError(
            f"inputIdx and outputIdx must have an axis less than h, which has {h.type.ndim}; they have "
            f"{inputIdx.type.ndim} and {outputIdx.type.ndim}"
        )
    if h.type.ndim == 2:
        h = h.dimshuffle("x", 0, 1)
        inputIdx, outputIdx = inputIdx.dimshuffle("x", 0), outputIdx.dimshuffle("x", 0)
    return sparse_block_gemv(take(b, outputIdx, axis=0), W, h, inputIdx, outputIdx)
