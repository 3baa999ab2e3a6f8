"""One-hot encoding of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...config import config
from ...graph.messages.called import with_type
from ...scalar.dtypes import integer_dtypes
from ..creation.filled import arange, zeros
from ..elementwise.math import cast, lt, switch
from ..indexing.indexing import set_subtensor
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from ...typing import DType, TensorLike
    from ..types.variable import TensorVariable


def to_one_hot(y: TensorLike, nb_class: TensorLike, dtype: DType | None = None) -> TensorVariable:
    """Return a matrix of one-hot rows: a one in the column that the integer vector `y` names.

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

    Raises
    ------
    TypeError
        If `y` is not of integers.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.to_one_hot([1, 0], 3).eval()
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    y = as_tensor_variable(y)
    if y.type.dtype == "bool":
        # a bool vector would be a mask
        y = cast(y, "int8")
    if y.type.dtype not in integer_dtypes:
        raise TypeError(f"the classes y must be integers: they are {with_type(y)}.\nhint: use T.cast(y, 'int64')")
    blank = zeros((y.shape[0], nb_class), dtype=dtype or config.floatX)
    # a negative index would count from the last class
    column = y if y.type.dtype.startswith("uint") else switch(lt(y, 0), nb_class, y)
    return set_subtensor(blank[arange(y.shape[0]), column], 1)
