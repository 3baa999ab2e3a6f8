"""``theano.tensor.nnet.conv3d2d``: convolutions of videos, with time before the channels, and diagonals of arrays."""

import numpy as np

from ....graph.apply import Apply
from ....graph.disconnected import DisconnectedType
from ....graph.op import Op, linear_R_op
from ....tensor.creation.filled import zeros_like
from ....tensor.nnet.conv.convolve import conv3d as convolve
from ....tensor.types.constant import as_tensor_variable

__all__ = [
    "DiagonalSubtensor",
    "IncDiagonalSubtensor",
    "conv3d",
    "diagonal_subtensor",
    "get_diagonal_subtensor_view",
    "inc_diagonal_subtensor",
]


def conv3d(signals, filters, signals_shape=None, filters_shape=None, border_mode="valid"):
    """Convolve videos with filters.

    Parameters
    ----------
    signals : tensor_like
        Of shape ``(batch, times, channels, rows, columns)``.
    filters : tensor_like
        Of shape ``(filters, times, channels, rows, columns)``.
    signals_shape, filters_shape : tuple of int or None, optional
    border_mode : {'valid', 'full', 'half'} or tuple of three of them
        One for all axes, or for times, rows and columns.

    Returns
    -------
    TensorVariable
        Of shape ``(batch, times, filters, rows, columns)``.

    Raises
    ------
    ValueError
        For other border modes, or if one of three is not known.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nnet.conv3d2d.conv3d(np.ones((1, 5, 3, 4, 4)), np.ones((2, 2, 3, 3, 3))).eval().shape
    (1, 4, 2, 2, 2)
    """
    signals, filters = as_tensor_variable(signals), as_tensor_variable(filters)
    order = (0, 2, 1, 3, 4)
    known = [None if shape is None else tuple(shape[i] for i in order) for shape in (signals_shape, filters_shape)]
    modes = border_mode if isinstance(border_mode, tuple) else (border_mode,) * 3
    if len(modes) != 3 or not set(modes) <= {"valid", "full", "half"}:
        raise ValueError(f"border_mode must be 'valid', 'full', 'half' or three of these, not {border_mode!r}")
    if len(set(modes)) == 1:
        (mode,) = set(modes)
    elif filters_shape is None or None in [filters_shape[i] for i in (1, 3, 4)]:
        raise ValueError("filters_shape must be known where border_mode differs between axes")
    else:
        padding = {"valid": lambda n: 0, "half": lambda n: n // 2, "full": lambda n: n - 1}
        mode = tuple(padding[m](filters_shape[i]) for m, i in zip(modes, (1, 3, 4)))
    result = convolve(signals.dimshuffle(order), filters.dimshuffle(order), *known, border_mode=mode)
    return result.dimshuffle(order)


def get_diagonal_subtensor_view(x, i0, i1):
    """Return diagonals of an array as a view: element (j, k) along two axes is ``(j + n - 1 - k, k)`` of `x`.

    Parameters
    ----------
    x : numpy.ndarray
    i0, i1 : int
        The two axes; n is the length of the second one.

    Returns
    -------
    numpy.ndarray
        With ``x.shape[i0] - n + 1`` elements along `i0`.

    Raises
    ------
    NotImplementedError
        If the first axis is shorter than the second one.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nnet.conv3d2d.get_diagonal_subtensor_view(np.arange(6).reshape(3, 2), 0, 1)
    array([[2, 1],
           [4, 3]])
    """
    i0, i1, n = int(i0), int(i1), x.shape[i1]
    if x.shape[i0] < n:
        raise NotImplementedError(f"axis {i0} of length {x.shape[i0]} is shorter than axis {i1} of length {n}")
    shape, strides = list(x.shape), list(x.strides)
    shape[i0] += 1 - n
    strides[i1] -= strides[i0]
    start = x[(slice(None),) * (i0 % x.ndim) + (slice(max(n - 1, 0), None),)]
    return np.lib.stride_tricks.as_strided(start, shape, strides, writeable=x.flags.writeable)


class _Diagonals(Op):
    __props__ = ("inplace",)

    def __init__(self, inplace=False):
        self.inplace = inplace

    def __str__(self):
        return type(self).__name__ + ("{inplace}" if self.inplace else "")

    def connection_pattern(self, node):
        return [[True], [False], [False], [True]][: len(node.inputs)]


class DiagonalSubtensor(_Diagonals):
    """Diagonals of an array; see :func:`get_diagonal_subtensor_view`.

    Parameters
    ----------
    inplace : bool
        Whether the result is a view.
    """

    def __init__(self, inplace=False):
        super().__init__(inplace)
        if inplace:
            self.view_map = {0: [0]}

    def make_node(self, x, i0, i1):
        x, i0, i1 = map(as_tensor_variable, (x, i0, i1))
        return Apply(self, [x, i0, i1], [x.type()])

    def perform(self, node, inputs, output_storage):
        diagonals = get_diagonal_subtensor_view(*inputs)
        output_storage[0][0] = diagonals if self.inplace else diagonals.copy()

    R_op = linear_R_op

    def L_op(self, inputs, outputs, output_grads):
        x, i0, i1 = inputs
        gx = inc_diagonal_subtensor(zeros_like(x), i0, i1, output_grads[0])
        return [gx, DisconnectedType()(), DisconnectedType()()]


class IncDiagonalSubtensor(_Diagonals):
    """An array with something added to its diagonals.

    Parameters
    ----------
    inplace : bool
        Whether it is overwritten.
    """

    def __init__(self, inplace=False):
        super().__init__(inplace)
        if inplace:
            self.destroy_map = {0: [0]}

    def make_node(self, x, i0, i1, amt):
        x, i0, i1, amt = map(as_tensor_variable, (x, i0, i1, amt))
        return Apply(self, [x, i0, i1, amt], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, i0, i1, amt = inputs
        x = x if self.inplace else x.copy()
        diagonals = get_diagonal_subtensor_view(x, i0, i1)
        diagonals += amt
        output_storage[0][0] = x

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def L_op(self, inputs, outputs, output_grads):
        gz, (_, i0, i1, _) = output_grads[0], inputs
        return [gz, DisconnectedType()(), DisconnectedType()(), diagonal_subtensor(gz, i0, i1)]

    def R_op(self, inputs, eval_points):
        if eval_points[0] is None and eval_points[3] is None:
            return [None]
        dx, damt = (zeros_like(inputs[k]) if eval_points[k] is None else eval_points[k] for k in (0, 3))
        return inc_diagonal_subtensor(dx, *inputs[1:3], damt, return_list=True)


diagonal_subtensor = DiagonalSubtensor(False)
inc_diagonal_subtensor = IncDiagonalSubtensor(False)
