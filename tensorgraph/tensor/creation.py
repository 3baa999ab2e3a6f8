"""New arrays: filled, counted, with ones on a diagonal."""

import numpy as np

from ..config import config
from ..graph.apply import Apply
from ..graph.disconnected import DisconnectedType
from ..graph.op import Op
from ..graph.variable import Constant
from ..scalar.dtypes import int_dtypes, integer_dtypes, is_discrete, uint_dtypes, upcast
from .constant import NotScalarConstantError, as_tensor_variable, constant, get_scalar_constant_value
from .type import tensor_type


def _dtype(dtype):
    return config.floatX if dtype is None or dtype == "floatX" else np.dtype(dtype).name


def _validated_shape(shape, op):
    """The lengths as 0-d tensors, and which of them are known to be 1."""
    shape = [as_tensor_variable(n) for n in shape]
    flags = []
    for i, n in enumerate(shape):
        if not is_discrete(n.type.dtype):
            raise TypeError(f"Shape arguments to {op} must be integers, but argument {i} is not: {n} has {n.type}")
        if n.type.ndim:
            raise TypeError(f"Each shape dimension to {op} must be a scalar, but dimension {i} have {n.type.ndim} "
                            f"dimensions: {n}")
        try:
            flags.append(bool(get_scalar_constant_value(n) == 1))
        except NotScalarConstantError:
            flags.append(False)
    return shape, tuple(flags)


def _lengths(values):
    return tuple([int(n) for n in values])


class Alloc(Op):
    """An array of a given shape, filled with a value that broadcasts: ``Alloc()(value, *shape)``."""

    __props__ = ()

    def make_node(self, value, *shape):
        value = as_tensor_variable(value)
        shape, flags = _validated_shape(shape, self)
        if value.type.ndim > len(shape):
            raise TypeError(
                "The Alloc value to use has more dimensions than the specified dimensions", value.type.ndim, len(shape)
            )
        return Apply(self, (value, *shape), (tensor_type(value.type.dtype, flags)(),))

    def perform(self, node, inputs, output_storage):
        value, *shape = inputs
        shape = _lengths(shape)
        flags = node.inputs[0].type.broadcastable
        skip = len(shape) - value.ndim
        for i, b in enumerate(flags):
            if not b and value.shape[i] != shape[skip + i]:
                raise ValueError(
                    f"Alloc: the value has length {value.shape[i]} on axis {i}, which its type does not call "
                    f"broadcastable; the shape asks for {shape[skip + i]}"
                )
        z = np.empty(shape, dtype=value.dtype)
        z[...] = value
        output_storage[0][0] = z

    def infer_shape(self, node, shapes):
        return [tuple([n if n.type.dtype == "int64" else n.astype("int64") for n in node.inputs[1:]])]

    def connection_pattern(self, node):
        return [[True]] + [[False]] * (len(node.inputs) - 1)

    def grad(self, inputs, output_grads):
        """Summed over the axes along which the value was repeated."""
        value, *shape = inputs
        gz = as_tensor_variable(output_grads[0])
        extra = gz.type.ndim - value.type.ndim
        repeated = [i + extra for i, b in enumerate(value.type.broadcastable) if b]
        gx = gz.sum(axis=[*range(extra), *repeated])
        if repeated:
            order, left = [], 0
            for b in value.type.broadcastable:
                order.append("x" if b else left)
                left += not b
            gx = gx.dimshuffle(order)
        return [gx] + [DisconnectedType()() for _ in shape]

    def R_op(self, inputs, eval_points):
        if eval_points[0] is None:
            return [None]
        return self(eval_points[0], *inputs[1:], return_list=True)

    def do_constant_folding(self, node):
        # a repeated number is cheaper to make than to keep
        return False


class AllocEmpty(Op):
    """An array of a given shape whose elements are not set.

    Parameters
    ----------
    dtype : str
    """

    __props__ = ("dtype",)

    def __init__(self, dtype):
        self.dtype = _dtype(dtype)

    def make_node(self, *shape):
        shape, flags = _validated_shape(shape, self)
        z = tensor_type(self.dtype, flags)()
        z.tag.nan_guard_mode_check = False
        return Apply(self, shape, (z,))

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.empty(_lengths(inputs), dtype=self.dtype)

    def infer_shape(self, node, shapes):
        return [tuple([n if n.type.dtype == "int64" else n.astype("int64") for n in node.inputs])]

    def connection_pattern(self, node):
        return [[False]] * len(node.inputs)

    def grad(self, inputs, output_grads):
        return [DisconnectedType()() for _ in inputs]

    def R_op(self, inputs, eval_points):
        return [zeros(inputs, self.dtype)]

    def do_constant_folding(self, node):
        return False


class ARange(Op):
    """The numbers from a start up to a stop (excluded), in steps.

    Parameters
    ----------
    dtype : str
    """

    __props__ = ("dtype",)

    def __init__(self, dtype):
        self.dtype = _dtype(dtype)

    def make_node(self, start, stop, step):
        inputs = [as_tensor_variable(v) for v in (start, stop, step)]
        if any(v.type.ndim for v in inputs):
            raise TypeError(f"arange needs numbers, not {[v.type for v in inputs]}")
        return Apply(self, inputs, (tensor_type(self.dtype, (False,))(),))

    def perform(self, node, inputs, output_storage):
        start, stop, step = [v.item() for v in inputs]
        output_storage[0][0] = np.arange(start, stop, step, dtype=self.dtype)

    def infer_shape(self, node, shapes):
        """How many steps fit, at least 0."""
        from .math import FUNCTIONS, cast, maximum

        start, stop, step = node.inputs
        if _is_number(step, 1):
            if _is_number(start, 0):
                n = cast(stop, "int64")
                return [(n if _is_length(stop) else maximum(n, 0),)]
            if all(is_discrete(v.type.dtype) for v in (start, stop)):
                return [(maximum(cast(stop, "int64") - cast(start, "int64"), 0),)]
        steps = FUNCTIONS["ceil"](cast(cast(stop, "float64") - start, "float64") / step)
        return [(maximum(cast(steps, "int64"), 0),)]

    def connection_pattern(self, node):
        return [[True], [False], [True]]

    def L_op(self, inputs, outputs, output_grads):
        """Start moves all elements, step each by its position; stop none."""
        start, stop, step = inputs
        (gz,) = output_grads
        if is_discrete(self.dtype):
            zero = [v.zeros_like(dtype=config.floatX) for v in (start, step)]
            return [zero[0], DisconnectedType()(), zero[1]]
        position = arange(outputs[0].shape[0], dtype=self.dtype)
        return [gz.sum(), DisconnectedType()(), (gz * position).sum()]

    def R_op(self, inputs, eval_points):
        return [None]


def _is_number(v, number):
    try:
        return bool(get_scalar_constant_value(v) == number)
    except NotScalarConstantError:
        return False


def _is_length(v):
    """Whether a variable is the length of an axis, which is not negative."""
    from .shape import Shape, Shape_i
    from .subtensor import Subtensor

    if isinstance(v, Constant):
        return bool(v.data >= 0)
    op = v.owner and v.owner.op
    if isinstance(op, Subtensor):
        op = v.owner.inputs[0].owner and v.owner.inputs[0].owner.op
    return isinstance(op, (Shape, Shape_i))


class _Pattern(Op):
    """A matrix of zeros and ones that three integers say all of."""

    __props__ = ("dtype",)

    def __init__(self, dtype=None):
        self.dtype = _dtype(dtype)

    def make_node(self, n, m, k):
        inputs = [as_tensor_variable(v) for v in (n, m, k)]
        for v in inputs:
            if v.type.ndim or v.type.dtype not in integer_dtypes:
                raise TypeError(f"{self} needs integers, not {v.type}")
        return Apply(self, inputs, (tensor_type(self.dtype, (False, False))(),))

    def infer_shape(self, node, shapes):
        return [tuple([n.astype("int64") for n in node.inputs[:2]])]

    def connection_pattern(self, node):
        return [[False]] * 3

    def grad(self, inputs, output_grads):
        return [DisconnectedType()() for _ in inputs]

    def R_op(self, inputs, eval_points):
        return [None]


class Eye(_Pattern):
    """Ones on the diagonal `k`, zeros elsewhere."""

    def perform(self, node, inputs, output_storage):
        n, m, k = _lengths(inputs)
        output_storage[0][0] = np.eye(n, m, k, dtype=self.dtype)


class Tri(_Pattern):
    """Ones on and below the diagonal `k`, zeros elsewhere."""

    def perform(self, node, inputs, output_storage):
        n, m, k = _lengths(inputs)
        output_storage[0][0] = np.tri(n, m, k, dtype=self.dtype)


alloc = Alloc()
_arange = {}


def zeros(shape, dtype=None):
    """Zeros of a shape.

    Parameters
    ----------
    shape : int or scalar, or sequence of them
    dtype : str, optional
        ``config.floatX`` by default.
    """
    return _filled(0, shape, dtype)


def ones(shape, dtype=None):
    """Ones of a shape: see :func:`zeros`."""
    return _filled(1, shape, dtype)


def _filled(number, shape, dtype):
    if not isinstance(shape, (list, tuple)) and getattr(shape, "ndim", 0) == 0:
        shape = [shape]
    return alloc(np.array(number, dtype=_dtype(dtype)), *shape)


def zeros_like(model, dtype=None, opt=False):
    """Zeros in the shape of `model`.

    Parameters
    ----------
    model : tensor_like
    dtype : str, optional
        That of `model` by default.
    opt : bool
        Give a plain constant where `model` is 0-d.
    """
    return _like(0.0, model, dtype, opt)


def ones_like(model, dtype=None, opt=False):
    """Ones in the shape of `model`: see :func:`zeros_like`."""
    return _like(1.0, model, dtype, opt)


_numbers = {}


def _like(number, model, dtype, opt):
    from .math import fill

    model = as_tensor_variable(model)
    dtype = model.type.dtype if dtype is None else _dtype(dtype)
    value = _numbers.get((number, dtype))
    if value is None:
        value = _numbers[number, dtype] = constant(number, dtype=dtype)
    if opt and value.type == model.type:
        return value
    return fill(model, value)


def arange(start, stop=None, step=1, dtype=None):
    """The numbers ``start, start + step, ...`` below `stop`.

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
    dtype = _dtype(dtype)
    op = _arange.get(dtype)
    if op is None:
        op = _arange[dtype] = ARange(dtype)
    return op(start, stop, step)


def eye(n, m=None, k=0, dtype=None):
    """A matrix with ones on a diagonal.

    Parameters
    ----------
    n, m : int or scalar
        Rows and columns; square by default.
    k : int or scalar
        Which diagonal; above 0 upper ones.
    dtype : str, optional
        ``config.floatX`` by default.
    """
    return Eye(dtype)(n, n if m is None else m, k)


def identity_like(x):
    """The identity matrix in the shape and dtype of `x`."""
    x = as_tensor_variable(x)
    return eye(x.shape[0], x.shape[1], k=0, dtype=x.type.dtype)


def tri(N, M=None, k=0, dtype=None):
    """A matrix with ones on and below diagonal `k`: see :func:`eye`."""
    return Tri(dtype)(N, N if M is None else M, k)


def tril(m, k=0):
    """The matrix `m` with zeros above diagonal `k`."""
    m = as_tensor_variable(m)
    return m * tri(m.shape[0], m.shape[1], k=k, dtype=m.type.dtype)


def triu(m, k=0):
    """The matrix `m` with zeros below diagonal `k`."""
    m = as_tensor_variable(m)
    return m * (1 - tri(m.shape[0], m.shape[1], k=k - 1, dtype=m.type.dtype))


def transfer(var, target):
    """`var` itself: the only device is ``"cpu"``."""
    if target != "cpu":
        raise ValueError(f"Can't transfer to target {target}: there is only cpu")
    return var
