"""New arrays: filled, ranges, and re-exports of all that makes arrays of a given shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import listed
from ...graph.op import Op
from ...scalar.dtypes import int_dtypes, is_complex, is_discrete, uint_dtypes, upcast
from ..elementwise.math import FUNCTIONS, cast, fill, maximum
from ..shape.reshape import is_axis_length
from ..types.constant import NotScalarConstantError, as_tensor_variable, constant, get_scalar_constant_value
from ..types.type import output
from .alloc import alloc, float_or

if TYPE_CHECKING:
    from ...typing import DType, TensorLike
    from ..types.variable import TensorVariable

__all__ = ["ARange", "arange", "ones", "ones_like", "transfer", "zeros", "zeros_like"]


class ARange(Op):
    """The numbers from a start up to but excluding a stop, in steps.

    Parameters
    ----------
    dtype : str
    """

    __props__ = ("dtype",)

    def __init__(self, dtype: DType) -> None:
        self.dtype = float_or(dtype)

    def make_node(self, start, stop, step):
        inputs = [as_tensor_variable(v) for v in (start, stop, step)]
        if any(v.type.ndim for v in inputs):
            arrays = [v for v in inputs if v.type.ndim]
            raise ArgumentError(f"arange needs numbers, not {listed(arrays)}; use v.shape[0]")
        if any(is_complex(v.type.dtype) for v in inputs):
            raise TypeError(f"arange must be given real numbers, not {listed(inputs)}")
        return Apply(self, inputs, (output(self.dtype, (False,)),))

    def perform(self, node, inputs, output_storage):
        start, stop, step = [v.item() for v in inputs]
        output_storage[0][0] = np.arange(start, stop, step, dtype=self.dtype)

    def infer_shape(self, node, shapes):
        """Return the number of steps, at least 0."""
        start, stop, step = node.inputs
        if _is_number(step, 1):
            if _is_number(start, 0) and is_discrete(stop.type.dtype):
                n = cast(stop, "int64")
                return [(n if is_axis_length(stop) else maximum(n, 0),)]
            if all(is_discrete(v.type.dtype) for v in (start, stop)):
                return [(maximum(cast(stop, "int64") - cast(start, "int64"), 0),)]
        steps = FUNCTIONS["ceil"](cast(cast(stop, "float64") - start, "float64") / step)
        return [(maximum(cast(steps, "int64"), 0),)]

    def connection_pattern(self, node):
        return [[True], [False], [True]]

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradients: start shifts all elements, step each by its position, stop none."""
        start, stop, step = inputs
        (gz,) = output_grads
        if is_discrete(self.dtype):
            zero = [v.zeros_like(dtype=config.floatX) for v in (start, step)]
            return [zero[0], DisconnectedType()(), zero[1]]
        position = arange(outputs[0].shape[0], dtype=self.dtype)
        return [gz.sum(), DisconnectedType()(), (gz * position).sum()]

    def R_op(self, inputs, eval_points):
        start, _, step = eval_points
        if is_discrete(self.dtype) or (start is None and step is None):
            return [None]
        position = arange(self(*inputs).shape[0], dtype=self.dtype)
        moved = position.zeros_like() if step is None else position * step
        return [moved if start is None else moved + start]


def _is_number(v, number):
    try:
        return bool(get_scalar_constant_value(v) == number)
    except NotScalarConstantError:
        return False


_arange = {}


def zeros(shape: TensorLike, dtype: DType | None = None) -> TensorVariable:
    """Return zeros of a shape.

    Parameters
    ----------
    shape : int or scalar, or sequence of them
    dtype : str, optional
        ``config.floatX`` by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.zeros((2, 3)).eval()
    array([[0., 0., 0.],
           [0., 0., 0.]])
    """
    return _filled(0, shape, dtype)


def ones(shape: TensorLike, dtype: DType | None = None) -> TensorVariable:
    """Return ones of a shape: see :func:`zeros`.

    Parameters
    ----------
    shape, dtype
        As of :func:`zeros`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.ones(3, dtype="int32").eval()
    array([1, 1, 1], dtype=int32)
    """
    return _filled(1, shape, dtype)


def _filled(number, shape, dtype):
    if not isinstance(shape, (list, tuple)) and getattr(shape, "ndim", 0) == 0:
        shape = [shape]
    return alloc(np.array(number, dtype=float_or(dtype)), *shape)


def zeros_like(model: TensorLike, dtype: DType | None = None, opt: bool = False) -> TensorVariable:
    """Return zeros in the shape of `model`.

    Parameters
    ----------
    model : tensor_like
    dtype : str, optional
        That of `model` by default.
    opt : bool
        Give a plain constant where `model` is 0-d.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.zeros_like([[1.0, 2.0]]).eval()
    array([[0., 0.]])
    """
    return _like(0.0, model, dtype, opt)


def ones_like(model: TensorLike, dtype: DType | None = None, opt: bool = False) -> TensorVariable:
    """Return ones in the shape of `model`: see :func:`zeros_like`.

    Parameters
    ----------
    model, dtype, opt
        As of :func:`zeros_like`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.ones_like([[1.0, 2.0]], dtype="int64").eval()
    array([[1, 1]])
    """
    return _like(1.0, model, dtype, opt)


_numbers = {}


def _like(number, model, dtype, opt):
    model = as_tensor_variable(model)
    dtype = model.type.dtype if dtype is None else float_or(dtype)
    value = _numbers.get((number, dtype))
    if value is None:
        value = _numbers[number, dtype] = constant(number, dtype=dtype)
    if opt and value.type == model.type:
        return value
    return fill(model, value)


def arange(
    start: TensorLike, stop: TensorLike | None = None, step: TensorLike = 1, dtype: DType | None = None
) -> TensorVariable:
    """Return the numbers ``start, start + step, ...`` below `stop`.

    Parameters
    ----------
    start, stop, step : number or scalar
        With one argument that is the stop, and the start is 0.
    dtype : str, optional
        The upcast of the arguments by default; integers give int64.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.arange(T.iscalar("n"))
    ARange{dtype='int64'}.0
    """
    if stop is None:
        start, stop = 0, start
    start, stop, step = as_tensor_variable(start), as_tensor_variable(stop), as_tensor_variable(step)
    if dtype is None:
        dtype = upcast(start.type.dtype, stop.type.dtype, step.type.dtype)
        # the smallest integer type of the bounds would overflow soon
        if dtype in int_dtypes:
            dtype = "int64"
        elif dtype in uint_dtypes:
            dtype = "uint64"
    dtype = float_or(dtype)
    op = _arange.get(dtype)
    if op is None:
        op = _arange[dtype] = ARange(dtype)
    return op(start, stop, step)


def transfer(var: TensorLike, target: str) -> TensorVariable:
    """Return `var` itself: the only device is ``"cpu"``.

    Parameters
    ----------
    var : Variable
    target : str

    Returns
    -------
    Variable

    Raises
    ------
    ValueError
        For any other device.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> T.transfer(x, "cpu") is x
    True
    """
    if target != "cpu":
        raise ValueError(f"Can't transfer to target {target}: there is only cpu")
    return var
