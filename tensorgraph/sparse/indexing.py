"""Rows, blocks and elements of sparse matrices."""

import numpy as np
import scipy.sparse

from ..graph.apply import Apply
from ..graph.op import Op, linear_R_op
from ..graph.variable import Variable
from ..scalar.dtypes import integer_dtypes
from ..tensor.indexing.type_other import NoneConst, as_int_none_variable
from ..tensor.shape.rebroadcast import patternbroadcast
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .arithmetic import columns, rows
from .constructors import compressed
from .csm import elements
from .derivative import disconnected


def getitem(x, args):
    """Index a sparse matrix: two integers give an element, two lists a vector, one list rows, slices a block."""
    args = args if isinstance(args, tuple) else (args,)
    if len(args) == 2 and all(_is_number(arg) for arg in args):
        return get_item_scalar(x, args)
    if len(args) == 2 and any(_is_list(arg) for arg in args):
        return get_item_2lists(x, *args)
    if len(args) == 1 and _is_list(args[0]):
        return get_item_list(x, args[0])
    return get_item_2d(x, args)


def _is_number(arg):
    return np.isscalar(arg) or isinstance(arg, Variable) and getattr(arg, "ndim", None) == 0


def _is_list(arg):
    return isinstance(arg, (list, np.ndarray)) or isinstance(arg, Variable) and getattr(arg, "ndim", None) == 1


def _integers(index, ndim=1):
    index = as_tensor_variable(index)
    if index.type.ndim != ndim or index.type.dtype not in integer_dtypes:
        wanted = "a vector of integers" if ndim else "an integer"
        raise TypeError(f"an index must be {wanted}, not {index} of {index.type}")
    return index


def _scattered(x, values, at, to):
    """Return a matrix of the type and shape of `x` with values added at some positions."""
    z = scipy.sparse.coo_matrix((values, (at % x.shape[0], to % x.shape[1])), shape=x.shape)
    return z.asformat(x.format).astype(x.dtype, copy=False)


class GetItemList(Op):
    """Some rows of a sparse matrix."""

    __props__ = ()

    def make_node(self, x, index):
        x = compressed(x)
        return Apply(self, [x, _integers(index)], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, index = inputs
        output_storage[0][0] = node.outputs[0].type.filter(x[index])

    def connection_pattern(self, node):
        return [[True], [False]]

    def L_op(self, inputs, outputs, output_grads):
        x, index = inputs
        return [get_item_list_grad(x, index, output_grads[0]), disconnected()]

    R_op = linear_R_op

    def infer_shape(self, node, shapes):
        return [(shapes[1][0], shapes[0][1])]


class GetItemListGrad(Op):
    """Rows added at the positions they were taken from; only the shape of the matrix is used."""

    __props__ = ()

    def make_node(self, x, index, gz):
        x, gz = compressed(x), compressed(gz)
        return Apply(self, [x, _integers(index), gz], [x.type.clone(dtype=gz.dtype)()])

    def perform(self, node, inputs, output_storage):
        x, index, gz = inputs
        output_storage[0][0] = _scattered(x, gz.data, index[rows(gz)], columns(gz)).astype(gz.dtype)

    def connection_pattern(self, node):
        return [[i == 2] for i in range(3)]

    def L_op(self, inputs, outputs, output_grads):
        return [*[disconnected() for _ in range(2)], get_item_list(output_grads[0], inputs[1])]

    def R_op(self, inputs, eval_points):
        return [None if eval_points[-1] is None else self(*inputs[:-1], eval_points[-1])]

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class GetItem2Lists(Op):
    """Some elements of a sparse matrix, given by their rows and columns; a dense vector."""

    __props__ = ()

    def make_node(self, x, ind1, ind2):
        x = compressed(x)
        return Apply(self, [x, _integers(ind1), _integers(ind2)], [TensorType(x.dtype, (False,))()])

    def perform(self, node, inputs, output_storage):
        x, ind1, ind2 = inputs
        output_storage[0][0] = elements(x, ind1, ind2)

    def connection_pattern(self, node):
        return [[True], [False], [False]]

    def L_op(self, inputs, outputs, output_grads):
        x, ind1, ind2 = inputs
        return [get_item_2lists_grad(x, ind1, ind2, output_grads[0]), disconnected(), disconnected()]

    R_op = linear_R_op

    def infer_shape(self, node, shapes):
        return [shapes[1]]


class GetItem2ListsGrad(Op):
    """Numbers added at the positions they were taken from; only the shape of the matrix is used."""

    __props__ = ()

    def make_node(self, x, ind1, ind2, gz):
        x, gz = compressed(x), as_tensor_variable(gz)
        return Apply(self, [x, _integers(ind1), _integers(ind2), gz], [x.type.clone(dtype=gz.dtype)()])

    def perform(self, node, inputs, output_storage):
        x, ind1, ind2, gz = inputs
        output_storage[0][0] = _scattered(x, gz, ind1, ind2).astype(gz.dtype)

    def connection_pattern(self, node):
        return [[i == 3] for i in range(4)]

    def L_op(self, inputs, outputs, output_grads):
        slope = get_item_2lists(output_grads[0], *inputs[1:3])
        return [*[disconnected() for _ in range(3)], patternbroadcast(slope, inputs[3].type.broadcastable)]

    def R_op(self, inputs, eval_points):
        return [None if eval_points[-1] is None else self(*inputs[:-1], eval_points[-1])]

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class GetItem2d(Op):
    """A block of a sparse matrix: slices of its rows and columns; sparse.

    Notes
    -----
    There are no sparse vectors: for one row write ``x[i:i + 1]``.
    """

    __props__ = ()

    def make_node(self, x, index):
        x = compressed(x)
        if len(index) not in (1, 2):
            raise IndexError(f"a matrix has 2 axes, not {len(index)}: {index}; use x[rows, columns]")
        inputs = [x]
        for part in (*index, slice(None))[:2]:
            if not isinstance(part, slice):
                if _is_number(part):
                    raise NotImplementedError(
                        f"there are no sparse vectors. Use X[a:b, c:d], X[a:b, c:c+1] or X[a:b] instead of {part}."
                    )
                raise ValueError(
                    f"Advanced indexing is not implemented for sparse matrices. Argument not supported: {part}; use "
                    "slices, or sparse.dense_from_sparse(x)"
                )
            for bound, name in (part.start, "start"), (part.stop, "stop"), (part.step, "step"):
                try:
                    inputs.append(as_int_none_variable(bound))
                except (TypeError, ValueError) as error:
                    raise ValueError(
                        f"Impossible to index into a sparse matrix with slice where {name}={bound}"
                    ) from error
        return Apply(self, inputs, [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = node.outputs[0].type.filter(inputs[0][_slices(inputs[1:])])

    def connection_pattern(self, node):
        return [[True], *[[False]] * 6]

    def L_op(self, inputs, outputs, output_grads):
        return [GetItem2dGrad()(*inputs, output_grads[0]), *[disconnected() for _ in range(6)]]

    def R_op(self, inputs, eval_points):
        if eval_points[0] is None:
            return [None]
        return self.make_node(eval_points[0], _variables(inputs[1:])).outputs


def _slices(bounds):
    """Return slices from their bounds, arrays or None."""
    bounds = [None if bound is None else int(bound) for bound in bounds]
    return slice(*bounds[:3]), slice(*bounds[3:])


def _variables(bounds):
    bounds = [None if bound is NoneConst else bound for bound in bounds]
    return slice(*bounds[:3]), slice(*bounds[3:])


class GetItem2dGrad(Op):
    """A block put back where it was taken from, with zeros elsewhere; only the shape of the matrix is used."""

    __props__ = ()

    def make_node(self, x, *inputs):
        *bounds, gz = inputs
        x, gz = compressed(x), compressed(gz)
        return Apply(self, [x, *bounds, gz], [x.type.clone(dtype=gz.dtype)()])

    def perform(self, node, inputs, output_storage):
        x, *bounds, gz = inputs
        at, to = (np.arange(n)[part] for n, part in zip(x.shape, _slices(bounds)))
        output_storage[0][0] = _scattered(x, gz.data, at[rows(gz)], to[columns(gz)]).astype(gz.dtype)

    def connection_pattern(self, node):
        return [[i == 7] for i in range(8)]

    def L_op(self, inputs, outputs, output_grads):
        return [*[disconnected() for _ in range(7)], get_item_2d(output_grads[0], _variables(inputs[1:7]))]

    def R_op(self, inputs, eval_points):
        return [None if eval_points[-1] is None else self(*inputs[:-1], eval_points[-1])]

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class GetItemScalar(Op):
    """An element of a sparse matrix, a dense number."""

    __props__ = ()

    def make_node(self, x, index):
        x = compressed(x)
        if len(index) != 2:
            raise IndexError(f"an element of a matrix has 2 indices, not {len(index)}")
        return Apply(self, [x, *[_integers(i, 0) for i in index]], [TensorType(x.dtype, ())()])

    def perform(self, node, inputs, output_storage):
        x, i, j = inputs
        output_storage[0][0] = np.asarray(x[int(i), int(j)], dtype=x.dtype)

    def connection_pattern(self, node):
        return [[True], [False], [False]]

    def L_op(self, inputs, outputs, output_grads):
        x, i, j = inputs
        at = [index.dimshuffle("x") for index in (i, j)]
        return [get_item_2lists_grad(x, *at, output_grads[0].dimshuffle("x")), disconnected(), disconnected()]

    def R_op(self, inputs, eval_points):
        return [None if eval_points[0] is None else self(eval_points[0], inputs[1:])]

    def infer_shape(self, node, shapes):
        return [()]


get_item_list, get_item_list_grad = GetItemList(), GetItemListGrad()
get_item_2lists, get_item_2lists_grad = GetItem2Lists(), GetItem2ListsGrad()
get_item_2d, get_item_scalar = GetItem2d(), GetItemScalar()
