"""The shape of a sample from the user's size: its vector, length and broadcast pattern."""

from functools import reduce
from numbers import Integral

from ...graph.messages.called import with_type
from ...graph.variable import Variable
from ...scalar.dtypes import integer_dtypes
from ..elementwise.math import cast
from ..shape.shape import get_vector_length
from ..types.constant import as_tensor_variable, constant


def size_hint(size):
    """Return a hint for what is no size: the array whose shape was meant, or numbers that are no integers."""
    ndim, dtype = getattr(size, "ndim", 0), str(getattr(size, "dtype", ""))
    if ndim == 1 and dtype in integer_dtypes:
        return "\nhint: use tuple(size)"
    if ndim:
        return f"\nhint: use size={getattr(size, 'name', None) or 'x'}.shape for a sample of its shape"
    return "\nhint: use integers, as size=(3,) for a vector of 3 numbers; T.cast(n, 'int64') makes a variable one"


def as_shape(size):
    """Convert a size, a sequence of integers or a variable, to an integer vector."""
    if isinstance(size, (tuple, list)) and not size:
        # its elements might not be integers
        return constant([], dtype="int64")
    if isinstance(size, (str, float)):
        raise TypeError(f"size: shape must be an integer vector or list, not {with_type(size)}{size_hint(size)}")
    shape = as_tensor_variable(size)
    if shape.type.ndim == 0:
        shape = shape.dimshuffle("x")
    if shape.type.ndim != 1 or shape.type.dtype not in integer_dtypes:
        raise TypeError(f"size: shape must be an integer vector or list, not {with_type(size)}.{size_hint(size)}")
    return shape


def infer_shape_of_sample(ndim, size, *params):
    """Return the number of axes, the shape and the broadcast pattern of a sample.

    Parameters
    ----------
    ndim : int or None
        Its number of axes, where `size` does not tell.
    size : None, sequence or vector
        Its shape. A length of -1 is that of the parameters on this axis; None is the shape that all parameters
        broadcast to.
    *params : TensorVariable
        The parameters, which broadcast to the sample.

    Returns
    -------
    ndim : int
    shape : TensorVariable
        An int64 vector.
    broadcastable : tuple of bool

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.random.sizes import infer_shape_of_sample
    >>> ndim, shape, broadcastable = infer_shape_of_sample(None, (2, -1), T.row("r"))
    >>> ndim, broadcastable
    (2, (False, False))
    """
    if isinstance(size, Integral):
        size = (size,)
    if size is None:
        if not params:
            raise TypeError("the shape of the sample cannot be told: give size, or parameters that have a shape")
        template = reduce(lambda a, b: a + b, params)
        ndim, shape, pattern = template.ndim, template.shape, template.broadcastable
    elif isinstance(size, (tuple, list)):
        if ndim is not None and ndim != len(size):
            raise ValueError(f"ndim should be equal to len(size), but ndim = {ndim}, len(size) = {len(size)}: {size}")
        ndim = len(size)
        lengths, pattern = [], []
        for i, n in enumerate(size):
            length, one = _length(i, n, ndim, params)
            lengths.append(length)
            pattern.append(one)
        shape = as_shape(lengths)
    else:
        shape = as_shape(size)
        ndim = get_vector_length(shape) if ndim is None else ndim
        pattern = [False] * ndim
    most = max([param.ndim for param in params], default=0)
    if most > ndim:
        raise ValueError(f"ndim should be at least {most}, as the parameters of the distribution have, not {ndim}")
    return ndim, cast(shape, "int64"), tuple(pattern)


def _length(i, n, ndim, params):
    """Return a length of a size as a variable, and True if it is 1."""
    if isinstance(n, Variable):
        return n, False
    if n >= 0:
        return as_tensor_variable(n), n == 1
    if n != -1:
        raise ValueError(f"a size has no negative length but -1, not {n}: use T.maximum(n, 0)")
    covering = [param for param in params if i >= ndim - param.ndim]
    if not covering:
        raise ValueError(f"the length -1 on axis {i} must be that of a parameter, and none has this axis")
    for param in covering:
        axis = i + param.ndim - ndim
        if not param.broadcastable[axis]:
            return param.shape[axis], False
    return as_tensor_variable(1), True
