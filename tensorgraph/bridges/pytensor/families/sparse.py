"""Sparse matrices: most operations have the same meaning here, and Theano's names."""

import scipy.sparse

from .... import sparse
from ....graph.apply import Apply
from ....graph.op import Op
from ..conversion import converts
from ..typemap import type_of

# later versions spell the kinds of the operands out, in this order, and the vector's before the matrix'
_KINDS = {
    "SparseSparseData": "SSData", "SparseDenseVector": "SV", "SparseSparse": "SS", "SparseDense": "SD",
}
_NAMED = {
    "SparseSparseMultiply": "MulSS", "SparseDenseMultiply": "MulSD", "SparseDenseVectorMultiply": "MulSV",
}
_COMPARISONS = [f"{name}{kind}" for name in (
    "Equal", "NotEqual", "LessThan", "GreaterThan", "LessEqual", "GreaterEqual",
) for kind in ("SS", "SD", "SparseSparse", "SparseDense")]
_PLAIN = """
AddSS AddSD AddSSData StructuredAddSV AddSparseSparse AddSparseDense AddSparseSparseData StructuredAddSparseDenseVector
SparseSparseMultiply SparseDenseMultiply SparseDenseVectorMultiply MultiplySparseSparse MultiplySparseDense
MultiplySparseDenseVector CSMProperties CSMGrad GetItemList GetItemListGrad GetItem2Lists GetItem2ListsGrad Transpose
ColScaleCSC RowScaleCSC Diag Remove0 StructuredDot StructuredDotGradCSC StructuredDotGradCSR
SamplingDot Dot Usmm TrueDot DenseFromSparse
""".split()


def our_name(name):
    """Return our name of a class of PyTensor."""
    if name in _NAMED:
        return _NAMED[name]
    for kinds, short in _KINDS.items():
        if name.endswith(kinds):
            return name.removesuffix(kinds).replace("Multiply", "Mul") + short
    return name


@converts(*[f"sparse.{name}" for name in (*_PLAIN, *_COMPARISONS)])
def convert_sparse(op, node, *inputs):
    return getattr(sparse, our_name(type(op).__name__))()(*inputs, return_list=True)


@converts("sparse.CSM", "sparse.SparseFromDense")
def convert_of_format(op, node, *inputs):
    return getattr(sparse, type(op).__name__)(op.format)(*inputs)


@converts("sparse.Cast")
def convert_cast(op, node, x):
    return sparse.cast(x, op.out_type)


@converts("sparse.SpSum")
def convert_sum(op, node, x):
    return sparse.SpSum(op.axis)(x)


@converts("sparse.HStack", "sparse.VStack")
def convert_stack(op, node, *blocks):
    return getattr(sparse, type(op).__name__)(op.format, op.dtype)(*blocks)


class BlockDiagonal(Op):
    """A sparse matrix with given ones, or arrays, along its diagonal.

    Parameters
    ----------
    made : SparseType
        Of the result.
    """

    __props__ = ("made",)

    def __init__(self, made):
        self.made = made

    def make_node(self, *blocks):
        return Apply(self, list(blocks), [self.made()])

    def perform(self, node, inputs, output_storage):
        found = scipy.sparse.block_diag(inputs, format=self.made.format, dtype=self.made.dtype)
        output_storage[0][0] = self.made.filter(found)

    def infer_shape(self, node, shapes):
        return [tuple([sum(lengths[1:], lengths[0]) for lengths in zip(*shapes)])]


@converts("sparse.SparseBlockDiagonal")
def convert_block_diagonal(op, node, *blocks):
    return BlockDiagonal(type_of(node.outputs[0].type))(*blocks)


@converts("sparse.EnsureSortedIndices")
def convert_sorted(op, node, x):
    return sparse.EnsureSortedIndices(False)(x)


@converts("sparse.GetItem2d")
def convert_block(op, node, x, *bounds):
    rows, columns = bounds[:3], bounds[3:]
    return sparse.get_item_2d(x, (slice(*rows), slice(*columns)))


@converts("sparse.GetItemScalar")
def convert_element(op, node, x, *place):
    return sparse.get_item_scalar(x, place)


@converts("sparse.ConstructSparseFromList")
def convert_list(op, node, shape, values, rows):
    type_ = sparse.SparseType("csc", values.dtype)
    return Apply(sparse.construct_sparse_from_list, [shape, values, rows], [type_()]).out
