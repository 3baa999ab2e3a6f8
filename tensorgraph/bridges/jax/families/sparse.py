"""Sparse matrices, as dense arrays: an element that is 0 counts as one that is not stored.

What asks which elements are stored has no answer here, unless the matrix is known, or made of parts that are.
"""

import operator

import jax
import jax.numpy as jnp
import numpy as np

from ....sparse import arithmetic, casting, compare, csm, indexing, scaling, storageorder
from ....sparse import lists as lists_
from ....sparse import reduce as reductions
from ....sparse.dot import Dot, SamplingDot, TrueDot, Usmm
from ....sparse.stack import HStack
from ....sparse.structured_dot import StructuredDot, _StructuredDotGrad
from ....sparse.transpose import Transpose
from ..conversion import converts
from ..knowledge import Parts, array, lengths, number, refusal


def same_shapes(x, y):
    """Return two matrices as arrays, after a check that their shapes are equal."""
    x, y = array(x), array(y)
    if x.shape != y.shape:
        raise ValueError(f"matrices of shapes {x.shape} and {y.shape} must have the same shape")
    return x, y


@converts(arithmetic.Neg)
def convert_neg(node, x):
    return -array(x)


@converts(arithmetic.AddSS, arithmetic.AddSSData, arithmetic.AddSD)
def convert_sum(node, x, y):
    return operator.add(*same_shapes(x, y))


@converts(arithmetic.MulSS)
def convert_product(node, x, y):
    return operator.mul(*same_shapes(x, y))


@converts(arithmetic.StructuredAddSV)
def convert_structured_sum(node, x, y):
    x = array(x)
    return jnp.where(x == 0, jnp.zeros((), x.dtype), x + array(y))


@converts(arithmetic.MulSD, arithmetic.MulSV)
def convert_scaled(node, x, y):
    x = array(x)
    return jnp.where(x == 0, jnp.zeros((), x.dtype), x * array(y))


@converts(scaling.RowScaleCSC)
def convert_scaled_rows(node, x, s):
    return array(x) * array(s)[:, None]


@converts(scaling.ColScaleCSC)
def convert_scaled_columns(node, x, s):
    return array(x) * array(s)[None]


@converts(casting.Cast, casting.DenseFromSparse, casting.SparseFromDense)
@converts(storageorder.EnsureSortedIndices, storageorder.Remove0)
def convert_same(node, x):
    return array(x)


@converts(Transpose)
def convert_transposed(node, x):
    return array(x).T


_COMPARISONS = {"Equal": "eq", "NotEqual": "ne", "LessThan": "lt", "GreaterThan": "gt", "LessEqual": "le",
                "GreaterEqual": "ge"}  # fmt: skip


@converts(compare._Comparison)
def convert_comparison(node, x, y):
    return getattr(operator, _COMPARISONS[type(node.op).__name__[:-2]])(*same_shapes(x, y))


@converts(Dot, TrueDot, StructuredDot)
def convert_dot(node, x, y):
    dtype = node.outputs[0].type.dtype
    return jnp.matmul(array(x, dtype), array(y, dtype), precision="highest")


@converts(Usmm)
def convert_usmm(node, alpha, x, y, z):
    return array(alpha).reshape(()) * jnp.matmul(array(x), array(y), precision="highest") + array(z)


@converts(SamplingDot)
def convert_sampling_dot(node, x, y, p):
    return jnp.matmul(array(x), array(y).T, precision="highest") * array(p)


@converts(reductions.SpSum)
def convert_sparse_sum(node, x):
    return jnp.sum(array(x), axis=node.op.axis)


@converts(reductions.Diag)
def convert_diagonal(node, x):
    return jnp.diagonal(array(x))


@converts(reductions.SquareDiagonal)
def convert_square_diagonal(node, x):
    return jnp.diag(array(x))


@converts(HStack)
def convert_stack(node, *blocks):
    return jnp.concatenate(list(map(array, blocks)), axis=node.op.axis)


# ----------------------------------------------------------------- parts


@converts(csm.CSM)
def convert_matrix(node, data, indices, indptr, shape):
    return Parts(node.op.format, array(data), array(indices), array(indptr), lengths(node, shape))


@converts(csm.CSMProperties)
def convert_parts(node, x):
    if isinstance(x, Parts):
        return [x.data, x.indices, x.indptr, np.array(x.shape, "int32")]
    raise refusal(
        node,
        "a dense array does not say which elements are stored.\nhint: make the matrix of its parts, sparse.CSR(data, "
        "indices, indptr, shape), and give the parts as arguments",
    )


@converts(csm.CSMGrad)
def convert_gradient_of_parts(node, data, indices, indptr, shape, g_data, g_indices, g_indptr, g_shape):
    rows, columns = lengths(node, shape)
    lines = len(indptr) - 1
    whole = (lines, columns if lines == rows else rows)

    def places(indptr, indices, n):
        return jnp.searchsorted(array(indptr), jnp.arange(n), side="right") - 1, array(indices)

    g = jnp.zeros(whole, g_data.dtype).at[places(g_indptr, g_indices, g_data.shape[0])].add(array(g_data))
    return g[places(indptr, indices, data.shape[0])]


@converts(_StructuredDotGrad)
def convert_gradient_of_dot(node, indices, indptr, b, g):
    lines = jnp.searchsorted(array(indptr), jnp.arange(len(indices)), side="right") - 1
    rows, columns = node.op.places(lines, array(indices))
    return (array(g)[rows] * array(b)[columns]).sum(axis=1)


# ----------------------------------------------------------------- indexing


def part_of(node, x, bounds):
    """Return a part of a matrix by slices, as a function of the matrix, and the matrix."""
    bounds = [None if b is None else number(node, b, "the length of a slice") for b in bounds]
    part = (slice(*bounds[:3]), slice(*bounds[3:]))
    return (lambda x: x[part]), array(x)


def put_back(function, x, gz):
    """Return the gradient of a matrix from that of a part."""
    _, pull = jax.vjp(function, jnp.zeros(x.shape, gz.dtype))
    return pull(array(gz))[0]


@converts(indexing.GetItemList)
def convert_rows(node, x, index):
    return array(x)[array(index)]


@converts(indexing.GetItemListGrad)
def convert_rows_back(node, x, index, gz):
    return put_back(lambda x: x[array(index)], x, gz)


@converts(indexing.GetItem2Lists)
def convert_elements(node, x, rows, columns):
    return array(x)[array(rows), array(columns)]


@converts(indexing.GetItem2ListsGrad)
def convert_elements_back(node, x, rows, columns, gz):
    return put_back(lambda x: x[array(rows), array(columns)], x, gz)


@converts(indexing.GetItem2d)
def convert_part(node, x, *bounds):
    function, x = part_of(node, x, bounds)
    return function(x)


@converts(indexing.GetItem2dGrad)
def convert_part_back(node, x, *rest):
    *bounds, gz = rest
    function, x = part_of(node, x, bounds)
    return put_back(function, x, gz)


@converts(indexing.GetItemScalar)
def convert_element(node, x, i, j):
    return array(x)[array(i), array(j)]


@converts(lists_.ConstructSparseFromList)
def convert_from_list(node, shape, values, rows):
    return jnp.zeros(lengths(node, shape), values.dtype).at[array(rows)].add(array(values))

