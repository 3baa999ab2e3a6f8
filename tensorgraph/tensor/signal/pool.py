"""Pooling: the maximum, the sum or the average of each window of an image."""

from __future__ import annotations

import warnings
from numbers import Integral
from typing import TYPE_CHECKING

from ...graph.apply import Apply
from ...graph.messages.called import with_type
from ...graph.variable import Variable
from ...misuse import with_guesses
from ...scalar.dtypes import is_discrete
from ...userline import user_level
from ..elementwise.math import ge, maximum, minimum, switch
from ..indexing.increments import zero_grad_of
from ..types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value
from ..types.type import output
from .poolgrad import (
    AveragePoolGrad,
    DownsampleFactorMaxGradGrad,
    MaxPoolGrad,
    MaxPoolRop,
    PoolGrad,
    Pooling,
    disconnected_windows,
)
from .windows import count_windows, pool

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable

__all__ = [
    "AveragePoolGrad",
    "DownsampleFactorMaxGradGrad",
    "MaxPoolGrad",
    "MaxPoolRop",
    "Pool",
    "PoolGrad",
    "max_pool_2d_same_size",
    "pool_2d",
    "pool_3d",
]


class Pool(Pooling):
    """The maximum, the sum or the average of each window over the last axes.

    Parameters
    ----------
    ignore_border : bool
        Whether windows that stick out of the image are left out.
    mode : {'max', 'sum', 'average_inc_pad', 'average_exc_pad'}
        Averages count the padding as zeros or leave it out.
    ndim : int
        How many axes are pooled.
    openmp : bool, optional
        Accepted for Theano's sake.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.signal.pool import Pool
    >>> Pool(True, ndim=1)(T.constant([1.0, 3.0, 2.0, 0.0]), (2,)).eval()
    array([3., 2.])
    """

    def __init__(self, ignore_border: bool = False, mode: str = "max", ndim: int = 2, openmp: Any = None) -> None:
        super().__init__(ignore_border, mode, ndim)

    @staticmethod
    def out_shape(
        imgshape: Any, ws: Any = None, ignore_border: bool = False, stride: Any = None, pad: Any = None, ndim: int = 2,
        ds: Any = None, st: Any = None, padding: Any = None
    ) -> list[Any]:
        """Return the shape of the result of pooling, from that of the images.

        Parameters
        ----------
        imgshape : sequence of int or scalar variable
            The shape of the images; its last `ndim` numbers are those of the pooled axes.
        ws, stride, pad
            As of :func:`pool_2d`, or integer vectors.
        ignore_border : bool
            Whether windows that stick out are left out.
        ndim : int
            How many axes are pooled.
        ds, st, padding
            Old names of `ws`, `stride` and `pad`.

        Returns
        -------
        list
            Integers, or scalar variables where one is not known.

        Examples
        --------
        >>> from tensorgraph.tensor.signal.pool import Pool
        >>> Pool.out_shape((10, 3, 5, 5), (2, 2), ignore_border=True)
        [10, 3, 2, 2]
        >>> Pool.out_shape((10, 3, 5, 5), (2, 2), ignore_border=False)
        [10, 3, 3, 3]
        """
        ndim = 2 if ndim is None else ndim
        ws, stride, pad = _new_names(ws, stride, pad, ds, st, padding, (0,) * ndim)
        if len(imgshape) < ndim:
            raise TypeError(f"imgshape must have at least {ndim} dimensions, not {len(imgshape)}")
        stride = ws if stride is None else stride
        pad = (0,) * ndim if pad is None else pad
        lead, image = imgshape[: len(imgshape) - ndim], imgshape[len(imgshape) - ndim :]
        counts = [_count(n, ws[i], stride[i], pad[i], ignore_border) for i, n in enumerate(image)]
        return [*lead, *counts]

    def make_node(self, x: Any, ws: Any, stride: Any = None, pad: Any = None) -> Apply:
        (x,) = self.images(x)
        windows = self.windows(ws, stride, pad)
        if isinstance(pad, (tuple, list)) and isinstance(ws, (tuple, list)):
            known = [(p, w) for p, w in zip(pad, ws) if isinstance(p, Integral) and isinstance(w, Integral)]
            if any(w < 1 for _, w in known):
                raise ValueError(f"windows must have lengths of 1 or more: ws={ws}")
            if any(p >= w for p, w in known):
                raise NotImplementedError(f"padding must be smaller than the windows: pad={pad}, ws={ws}")
        lead = x.type.broadcastable[: x.type.ndim - self.ndim]
        return Apply(self, [x, *windows], [output(x.type.dtype, lead + (False,) * self.ndim)])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        output_storage[0][0] = pool(inputs[0], self.look(inputs[0], inputs), self.mode)

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        ws, stride, pad = node.inputs[1:]
        return [self.out_shape(shapes[0], ws, self.ignore_border, stride, pad, self.ndim)]

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        x, *windows = inputs
        (gz,) = output_grads
        if is_discrete(x.type.dtype):
            gx = zero_grad_of(x)
        elif self.mode == "max":
            gx = MaxPoolGrad(self.ignore_border, ndim=self.ndim)(x, outputs[0], gz, *windows)
        else:
            gx = AveragePoolGrad(self.ignore_border, self.mode, self.ndim)(x, gz, *windows)
        return [gx, *disconnected_windows()]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        x, *windows = inputs
        (dx, *_) = eval_points
        if dx is None:
            return [None]
        if self.mode != "max":
            return self(dx, *windows, return_list=True)
        return [DownsampleFactorMaxGradGrad(self.ignore_border, ndim=self.ndim)(x, self(*inputs), dx, *windows)]


def _count(n, ws, stride, pad, ignore_border):
    """Return the number of windows along an axis, as an integer if all is known."""
    n, ws, stride, pad = (_known(v) for v in (n, ws, stride, pad))
    if not any(isinstance(v, Variable) for v in (n, ws, stride, pad)):
        return count_windows(n, ws, stride, pad, ignore_border)
    if ignore_border:
        whole = n if isinstance(pad, int) and pad == 0 else n + 2 * pad
        if ws is stride or isinstance(ws, int) and ws == stride:
            return whole // stride
        return maximum((whole - ws) // stride + 1, 0)
    apart = (n - 1) // stride + 1
    overlapping = minimum(n, maximum((n - 1 - ws) // stride + 1, 0) + 1)
    if isinstance(ws, int) and isinstance(stride, int):
        return apart if stride >= ws else overlapping
    return apart if ws is stride else switch(ge(stride, ws), apart, overlapping)


def _known(v):
    """Return the value of a number that is known when the graph is built, else the variable."""
    if isinstance(v, Variable):
        try:
            v = get_scalar_constant_value(v)
        except NotScalarConstantError:
            return v
    return v if isinstance(v, Variable) else int(v)


def _new_names(ws, stride, pad, ds, st, padding, none):
    """Return the windows from their old or new names."""
    ws = _renamed("ws", ws, "ds", ds, None)
    if ws is None:
        raise ValueError("You must provide a tuple value for the window size: use ws=(2, 2) for windows of 2 by 2.")
    return ws, _renamed("stride", stride, "st", st, None), _renamed("pad", pad, "padding", padding, none)


def _renamed(name, value, old_name, old, default):
    if old is None:
        return value
    if value is not None and value is not default and value != default:
        raise ValueError(f"You can't provide a tuple value to both '{name}' and '{old_name}'. Give '{name}' alone.")
    warnings.warn(f"DEPRECATION: the parameter '{old_name}' has become '{name}'", stacklevel=user_level())
    return old


def _pool(name, ndim, x, ws, ignore_border, stride, pad, mode, ds, st, padding):
    x = as_tensor_variable(x)
    ws, stride, pad = _new_names(ws, stride, pad, ds, st, padding, (0,) * ndim)
    if x.type.ndim < ndim:
        raise NotImplementedError(
            f"{name} requires a dimension >= {ndim}, and its input is {with_type(x)}.\nhint: use dimshuffle or reshape "
            "to add axes"
        )
    if ignore_border is None:
        warnings.warn(
            f"{name}() will have the parameter ignore_border default value changed to True (currently False): "
            "say ignore_border=False or ignore_border=True",
            stacklevel=user_level(),
        )
        ignore_border = False
    return Pool(ignore_border, mode, ndim)(x, ws, stride, pad)


@with_guesses
def pool_2d(
    input: TensorLike, ws: Any = None, ignore_border: bool | None = None, stride: Any = None, pad: Any = (0, 0),
    mode: str = "max", ds: Any = None, st: Any = None, padding: Any = None
) -> TensorVariable:
    """Pool the last two axes: one number for each window.

    Parameters
    ----------
    input : tensor
        Images, of two axes or more.
    ws : tuple of int or integer vector
        Height and width of a window.
    ignore_border : bool
        Whether windows that stick out at the end of the image are left out. It should be given: None means False,
        with a warning.
    stride : tuple of int or integer vector, optional
        How far it is from one window to the next; as long as the window if it is not given.
    pad : tuple of int or integer vector
        How many rows and columns of padding the image has on each side. Smaller than the windows, and only with
        `ignore_border`.
    mode : {'max', 'sum', 'average_inc_pad', 'average_exc_pad'}
        What to compute for each window. Padding is never the largest element; averages count it as zeros or leave it
        out.
    ds, st, padding
        Old names of `ws`, `stride` and `pad`.

    Returns
    -------
    TensorVariable
        Of the dtype of the images.

    Examples
    --------
    >>> import numpy as np
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.signal.pool import pool_2d
    >>> image = np.arange(16.0).reshape(4, 4)
    >>> pool_2d(image, (2, 2), ignore_border=True).eval()
    array([[ 5.,  7.],
           [13., 15.]])
    >>> pool_2d(image, (2, 2), ignore_border=True, mode="average_inc_pad").eval()
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """
    return _pool("pool_2d", 2, input, ws, ignore_border, stride, pad, mode, ds, st, padding)


@with_guesses
def pool_3d(
    input: TensorLike, ws: Any = None, ignore_border: bool | None = None, stride: Any = None, pad: Any = (0, 0, 0),
    mode: str = "max", ds: Any = None, st: Any = None, padding: Any = None
) -> TensorVariable:
    """Pool the last three axes: one number for each window.

    Parameters
    ----------
    input : tensor
        Volumes, of three axes or more.
    ws, ignore_border, stride, pad, mode, ds, st, padding
        As of :func:`pool_2d`, with three numbers each.

    Returns
    -------
    TensorVariable
        Of the dtype of the volumes.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.signal.pool import pool_3d
    >>> pool_3d(np.arange(8.0).reshape(2, 2, 2), (1, 2, 2), ignore_border=True).eval()
    array([[[3.]],
    <BLANKLINE>
           [[7.]]])
    """
    return _pool("pool_3d", 3, input, ws, ignore_border, stride, pad, mode, ds, st, padding)


@with_guesses
def max_pool_2d_same_size(input: TensorLike, patch_size: Any) -> TensorVariable:
    """Set all but the maximum of each patch of the images to zero.

    Parameters
    ----------
    input : tensor
        Images, of two axes or more.
    patch_size : tuple of int or integer vector
        Height and width of a patch.

    Returns
    -------
    TensorVariable
        In the shape of the images.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.signal.pool import max_pool_2d_same_size
    >>> max_pool_2d_same_size(np.array([[1.0, 4.0], [2.0, 3.0]]), (2, 2)).eval()
    array([[0., 4.],
           [0., 0.]])
    """
    largest = Pool(True)(input, patch_size)
    return MaxPoolGrad(True)(input, largest, largest, patch_size)
