"""``theano.tensor.signal.downsample``: the name of pooling before Theano 0.9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....tensor.signal.pool import MaxPoolGrad, Pool, max_pool_2d_same_size, pool_2d

if TYPE_CHECKING:
    from typing import Any

    from ....tensor.types.variable import TensorVariable
    from ....typing import TensorLike

DownsampleFactorMax = Pool
DownsampleFactorMaxGrad = MaxPoolGrad

__all__ = ["DownsampleFactorMax", "DownsampleFactorMaxGrad", "max_pool_2d", "max_pool_2d_same_size"]


def max_pool_2d(
    input: TensorLike, ds: Any, ignore_border: bool | None = None, st: Any = None, padding: Any = (0, 0),
    mode: str = "max"
) -> TensorVariable:
    """Call :func:`tensorgraph.tensor.signal.pool.pool_2d` with the old names of its parameters.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.signal.downsample import max_pool_2d
    >>> max_pool_2d(np.arange(4.0).reshape(2, 2), (2, 2), ignore_border=True).eval()
    array([[3.]])
    """
    return pool_2d(input, ds, ignore_border, st, padding, mode)
