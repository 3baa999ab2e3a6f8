"""Operations that Theano kept for old programs, whose results other operations give."""

import numpy as np

from ....gradient import grad
from ....graph.apply import Apply
from ....graph.op import Op
from ....scalar import add
from ....scalar.dtypes import integer_dtypes, is_discrete
from ....tensor.elementwise.math import maximum
from ....tensor.indexing.advanced_subtensor import AdvancedSubtensor1
from ....tensor.reductions.careduce import CAReduce
from ....tensor.reductions.cumulative import diff
from ....tensor.reductions.statistics import mean
from ....tensor.shape.reshape import flatten
from ....tensor.types.constant import as_tensor_variable
from ....tensor.types.type import TensorType

__all__ = ["Default", "DiffOp", "Flatten", "Mean", "Tile", "sparse_grad"]


def sparse_grad(var):
    """Return the rows ``x[i]``, `i` a vector of integers, with a sparse gradient of `x`.

    The gradient is sparse only for a matrix without an owner, such as a shared variable; elsewhere it is dense.

    Parameters
    ----------
    var : TensorVariable
        The result of indexing a tensor by a vector of integers.

    Returns
    -------
    TensorVariable
        The same rows.

    Raises
    ------
    TypeError
        If `var` is something else.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, i = T.dmatrix("x"), T.lvector("i")
    >>> theano.grad(theano.sparse_grad(x[i]).sum(), x).type
    Sparse[float64, csc]
    """
    node = var.owner
    if node is None or not isinstance(node.op, AdvancedSubtensor1):
        raise TypeError(f"sparse_grad takes the result of indexing by a vector of integers, not {var}")
    return type(node.op)(sparse_grad=True)(*node.inputs)


class Default(Op):
    """The first input, or the second if that is None."""

    __props__ = ()
    view_map = {0: [0]}
    optional = (0,)

    def make_node(self, x, default):
        x, default = as_tensor_variable(x), as_tensor_variable(default)
        if x.type != default.type:
            raise TypeError(f"Both default() arguments must have same type: {x!r}, {default!r}")
        return Apply(self, [x, default], [default.type()])

    def perform(self, node, inputs, output_storage):
        x, default = inputs
        output_storage[0][0] = default.copy() if x is None else x


class Mean(CAReduce):
    """The mean over axes."""

    __props__ = ("axis",)

    def __init__(self, axis=None):
        super().__init__(add, axis)

    def __str__(self):
        return f"Mean{{{', '.join(map(str, self.axis))}}}" if self.axis is not None else "Mean"

    def _output_dtype(self, dtype):
        return "float64" if is_discrete(dtype) else dtype

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.asarray(np.mean(inputs[0], axis=self.axis), dtype=node.outputs[0].type.dtype)

    def L_op(self, inputs, outputs, output_grads):
        return [grad(None, inputs[0], known_grads={mean(inputs[0], self.axis): output_grads[0]})]


class DiffOp(Op):
    """The differences of neighbours along an axis, taken `n` times."""

    __props__ = ("n", "axis")

    def __init__(self, n=1, axis=-1):
        self.n, self.axis = n, axis

    def make_node(self, x):
        x = as_tensor_variable(x)
        return Apply(self, [x], [TensorType(x.type.dtype, [False] * x.type.ndim)()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.diff(inputs[0], n=self.n, axis=self.axis)

    def infer_shape(self, node, shapes):
        lengths = list(shapes[0])
        lengths[self.axis] = maximum(lengths[self.axis] - self.n, 0)
        return [tuple(lengths)]

    def L_op(self, inputs, outputs, output_grads):
        return [grad(None, inputs[0], known_grads={diff(inputs[0], self.n, self.axis): output_grads[0]})]


class Flatten(Op):
    """An array whose last axes are joined, so that `outdim` are left."""

    __props__ = ("outdim",)
    view_map = {0: [0]}

    def __init__(self, outdim=1):
        self.outdim = int(outdim)

    def __str__(self):
        return f"{type(self).__name__}{{{self.outdim}}}"

    def make_node(self, x):
        x = as_tensor_variable(x)
        return Apply(self, [x], [flatten(x, self.outdim).type()])

    def perform(self, node, inputs, output_storage):
        x, kept = inputs[0], self.outdim - 1
        output_storage[0][0] = x.reshape(x.shape[:kept] + (int(np.prod(x.shape[kept:])),))

    def infer_shape(self, node, shapes):
        flat = flatten(node.inputs[0], self.outdim)
        return [tuple([flat.shape[i] for i in range(self.outdim)])]

    def L_op(self, inputs, outputs, output_grads):
        return [output_grads[0].reshape(inputs[0].shape, inputs[0].type.ndim)]

    def R_op(self, inputs, eval_points):
        return [None if eval_points[0] is None else self(eval_points[0])]


class Tile(Op):
    """An array repeated along its axes."""

    __props__ = ("ndim",)

    def __init__(self, ndim):
        self.ndim = ndim

    def __str__(self):
        return f"{type(self).__name__}{{ndim={self.ndim}}}"

    def make_node(self, x, reps):
        x, reps = as_tensor_variable(x), as_tensor_variable(reps)
        if reps.type.ndim != 1 or reps.type.dtype not in integer_dtypes:
            raise TypeError("the repetitions must be a vector of integers")
        return Apply(self, [x, reps], [TensorType(x.type.dtype, [False] * self.ndim)()])

    def perform(self, node, inputs, output_storage):
        x, reps = inputs
        z = np.tile(x, tuple(reps.tolist()))
        if z.ndim != self.ndim:
            raise ValueError(f"Tile: {x.ndim} axes repeated {len(reps)} times make {z.ndim}, not {self.ndim}")
        output_storage[0][0] = z

    def infer_shape(self, node, shapes):
        reps = node.inputs[1]
        lead = self.ndim - len(shapes[0])
        return [tuple([reps[i] if i < lead else shapes[0][i - lead] * reps[i] for i in range(self.ndim)])]
