"""Sparse matrices: most operations have the same meaning here, and Theano's names."""

from .... import sparse
from ....graph.apply import Apply
from ..conversion import converts

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
