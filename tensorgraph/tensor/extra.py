"""Theano's ``extra_ops``: functions beside the core, from the files where they live."""

# ruff: noqa: F401

import numpy as np

from ..config import config
from ..graph.apply import Apply
from ..graph.op import Op
from ..scalar.dtypes import integer_dtypes
from .axes import squeeze
from .constant import as_tensor_variable
from .counting import SearchsortedOp, Unique, bincount, searchsorted
from .cumulative import CumOp, CumprodOp, CumsumOp, cumprod, cumsum, diff
from .fill_diagonal import FillDiagonal, FillDiagonalOffset, fill_diagonal, fill_diagonal_offset
from .permutation import (
    PermuteRowElements,
    RavelMultiIndex,
    UnravelIndex,
    inverse_permutation,
    permute_row_elements,
    ravel_multi_index,
    unravel_index,
)
from .repeat import RepeatOp, compress, repeat
from .type import TensorType
from .updates import zero_grad_of


class Bartlett(Op):
    """The Bartlett (triangular) window of a given number of points."""

    __props__ = ()

    def make_node(self, M):
        M = as_tensor_variable(M)
        if M.type.ndim != 0:
            raise TypeError(f"{type(self).__name__} only works on scalar input")
        if M.type.dtype not in integer_dtypes:
            raise TypeError(f"{type(self).__name__} only works on integer input")
        return Apply(self, [M], [TensorType("float64", (False,))()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.bartlett(int(inputs[0]))

    def infer_shape(self, node, shapes):
        from .math import maximum

        return [(maximum(node.inputs[0], 0).astype("int64"),)]

    def grad(self, inputs, grads):
        return [zero_grad_of(inputs[0])]


def bartlett(M):
    """The Bartlett (triangular) window of `M` points, float64.

    Parameters
    ----------
    M : int or integer scalar

    Returns
    -------
    TensorVariable
        A vector of `M` elements.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.bartlett(5).eval()
    array([0. , 0.5, 1. , 0.5, 0. ])
    """
    return Bartlett()(M)


class CpuContiguous(Op):
    """The value in C order."""

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x):
        x = as_tensor_variable(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        x = inputs[0]
        output_storage[0][0] = x if x.flags.c_contiguous else x.copy()

    def infer_shape(self, node, shapes):
        return shapes

    def grad(self, inputs, grads):
        return [cpu_contiguous(grads[0])]

    def R_op(self, inputs, eval_points):
        return [eval_points[0]]


cpu_contiguous = CpuContiguous()


def to_one_hot(y, nb_class, dtype=None):
    """A matrix with a one in each row, in the column that the integer vector `y` names.

    Parameters
    ----------
    y : integer vector
        The classes.
    nb_class : int
        How many classes there are: the number of columns.
    dtype : str, optional
        Default floatX.

    Returns
    -------
    TensorVariable
        Shape ``(len(y), nb_class)``. A call raises IndexError if an element of `y` is no class.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.to_one_hot([1, 0], 3).eval()
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    from .creation import arange, zeros
    from .indexing import set_subtensor
    from .math import cast, lt, switch

    y = as_tensor_variable(y)
    if y.type.dtype == "bool":
        # a bool vector is an index of another kind
        y = cast(y, "int8")
    blank = zeros((y.shape[0], nb_class), dtype=dtype or config.floatX)
    # a negative index would count from the last class
    column = y if y.type.dtype.startswith("uint") else switch(lt(y, 0), nb_class, y)
    return set_subtensor(blank[arange(y.shape[0]), column], 1)
