"""Names of Theano's ``sparse.sandbox.sp2``: sparse matrices of random numbers from NumPy's global generator.

Two calls with the same values give different numbers, so do not rely on them.
"""

import numpy as np

from ....graph.apply import Apply
from ....graph.disconnected import DisconnectedType, NullType
from ....graph.op import Op
from ....scalar.dtypes import discrete_dtypes, float_dtypes
from ....sparse import remove0
from ....sparse.constructors import compressed
from ....sparse.storageorder import Remove0
from ....sparse.type import SparseType
from ....tensor.types.constant import as_tensor_variable

EliminateZeros, eliminate_zeros = Remove0, remove0


def _undefined(op, inputs):
    return [NullType(f"No gradient is defined through the random numbers of {op}.")() for _ in inputs]


class Poisson(Op):
    """Poisson numbers, with the stored elements of a sparse matrix as means."""

    __props__ = ()

    def make_node(self, x):
        x = compressed(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        z = inputs[0].copy()
        z.data = np.random.poisson(z.data).astype(z.dtype)
        z.eliminate_zeros()
        output_storage[0][0] = z

    def L_op(self, inputs, outputs, output_grads):
        return _undefined(self, inputs)

    def infer_shape(self, node, shapes):
        return shapes


class Binomial(Op):
    """The numbers of successes in n trials, each with probability p, as a sparse matrix of a shape."""

    __props__ = ("format", "dtype")

    def __init__(self, format, dtype):
        self.format, self.dtype = format, dtype

    def make_node(self, n, p, shape):
        n, p, shape = (as_tensor_variable(x) for x in (n, p, shape))
        if n.dtype not in discrete_dtypes or p.dtype not in float_dtypes or shape.dtype not in discrete_dtypes:
            raise TypeError(f"n and shape must be integers and p a float, not {n.type}, {shape.type} and {p.type}")
        return Apply(self, [n, p, shape], [SparseType(self.format, self.dtype)()])

    def perform(self, node, inputs, output_storage):
        n, p, shape = inputs
        output_storage[0][0] = SparseType.format_cls[self.format](np.random.binomial(n, p, shape), dtype=self.dtype)

    def connection_pattern(self, node):
        return [[True], [True], [False]]

    def L_op(self, inputs, outputs, output_grads):
        return [*_undefined(self, inputs[:2]), DisconnectedType()()]

    def infer_shape(self, node, shapes):
        return [(node.inputs[2][0], node.inputs[2][1])]


class Multinomial(Op):
    """The counts of each outcome in n draws, with the rows of a sparse matrix (csr) as probabilities."""

    __props__ = ()

    def make_node(self, n, p):
        n, p = as_tensor_variable(n), compressed(p)
        if p.format != "csr":
            raise NotImplementedError(f"the rows of a matrix in the format {p.format}")
        return Apply(self, [n, p], [p.type()])

    def perform(self, node, inputs, output_storage):
        n, p = inputs
        if n.ndim and len(n) != p.shape[0]:
            raise ValueError(f"there are {len(n)} numbers of draws for {p.shape[0]} rows of p: give one for each row")
        z = p.copy()
        for i, draws in enumerate(np.broadcast_to(n, p.shape[0])):
            row = slice(p.indptr[i], p.indptr[i + 1])
            z.data[row] = np.random.multinomial(draws, p.data[row])
        output_storage[0][0] = z

    def L_op(self, inputs, outputs, output_grads):
        return _undefined(self, inputs)

    def infer_shape(self, node, shapes):
        return [shapes[1]]


poisson, multinomial = Poisson(), Multinomial()
csr_fbinomial, csc_fbinomial = Binomial("csr", "float32"), Binomial("csc", "float32")
csr_dbinomial, csc_dbinomial = Binomial("csr", "float64"), Binomial("csc", "float64")
