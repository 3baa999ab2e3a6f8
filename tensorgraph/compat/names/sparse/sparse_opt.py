"""Names of Theano's ``sparse.opt`` for operations on the parts of matrices, and of ``sparse.basic`` and ``utils``."""

import hashlib

import numpy as np
import scipy.sparse

from ....graph.apply import Apply
from ....graph.op import Op
from ....scalar.dtypes import upcast
from ....sparse.arithmetic import AddSD
from ....sparse.csm import CSMGrad, checked, line_numbers
from ....sparse.dot import dots_of_rows
from ....tensor.types.constant import as_tensor_variable
from ....tensor.types.type import TensorType

_mtypes = [scipy.sparse.csc_matrix, scipy.sparse.csr_matrix]
_mtype_to_str = {scipy.sparse.csc_matrix: "csc", scipy.sparse.csr_matrix: "csr"}
CSMGradC, AddSD_ccode = CSMGrad, AddSD


class StructuredDotCSC(Op):
    """The product of a matrix by columns, given by its parts and its number of rows, with a dense matrix."""

    __props__ = ()

    def make_node(self, a_val, a_ind, a_ptr, a_nrows, b):
        inputs = [as_tensor_variable(x) for x in (a_val, a_ind, a_ptr, a_nrows, b)]
        dtype = upcast(inputs[0].dtype, inputs[4].dtype)
        return Apply(self, inputs, [TensorType(dtype, (False, inputs[4].broadcastable[1]))()])

    def perform(self, node, inputs, output_storage):
        val, ind, ptr, rows, b = inputs
        a = checked(scipy.sparse.csc_matrix((val, ind, ptr), (int(rows), b.shape[0])))
        output_storage[0][0] = np.asarray(a @ b, dtype=node.outputs[0].dtype)


class StructuredDotCSR(Op):
    """The product of a matrix by rows, given by its parts, with a dense matrix."""

    __props__ = ()

    def make_node(self, a_val, a_ind, a_ptr, b):
        inputs = [as_tensor_variable(x) for x in (a_val, a_ind, a_ptr, b)]
        dtype = upcast(inputs[0].dtype, inputs[3].dtype)
        return Apply(self, inputs, [TensorType(dtype, (False, inputs[3].broadcastable[1]))()])

    def perform(self, node, inputs, output_storage):
        val, ind, ptr, b = inputs
        a = checked(scipy.sparse.csr_matrix((val, ind, ptr), (len(ptr) - 1, b.shape[0])))
        output_storage[0][0] = np.asarray(a @ b, dtype=node.outputs[0].dtype)


class UsmmCscDense(Op):
    """``alpha * x @ y + z`` of a matrix x by columns, given by its parts and its number of rows."""

    __props__ = ("inplace",)

    def __init__(self, inplace=False):
        self.inplace = inplace
        if inplace:
            self.destroy_map = {0: [6]}

    def make_node(self, alpha, x_val, x_ind, x_ptr, x_nrows, y, z):
        inputs = [as_tensor_variable(x) for x in (alpha, x_val, x_ind, x_ptr, x_nrows, y, z)]
        dtype = upcast(*[inputs[i].dtype for i in (0, 1, 5, 6)])
        return Apply(self, inputs, [TensorType(dtype, (False, inputs[5].broadcastable[1]))()])

    def perform(self, node, inputs, output_storage):
        alpha, val, ind, ptr, rows, y, z = inputs
        x = checked(scipy.sparse.csc_matrix((val, ind, ptr), (int(rows), y.shape[0])))
        out = z if self.inplace else z.astype(node.outputs[0].dtype)
        out += alpha.reshape(()) * (x @ y)
        output_storage[0][0] = out


class SamplingDotCSR(Op):
    """``p * (x @ y.T)`` at the stored positions of a matrix p by rows, given by its parts; returns parts."""

    __props__ = ()

    def make_node(self, x, y, p_data, p_ind, p_ptr, p_ncols):
        inputs = [as_tensor_variable(v) for v in (x, y, p_data, p_ind, p_ptr, p_ncols)]
        dtype = upcast(*[v.dtype for v in inputs[:3]])
        return Apply(self, inputs, [TensorType(dtype, (False,))(), inputs[3].type(), inputs[4].type()])

    def perform(self, node, inputs, output_storage):
        x, y, data, ind, ptr, _ = inputs
        products = dots_of_rows(x, line_numbers(ptr), y, ind)
        output_storage[0][0] = (data * products).astype(node.outputs[0].dtype, copy=False)
        output_storage[1][0], output_storage[2][0] = ind.copy(), ptr.copy()


sd_csc, sd_csr, usmm_csc_dense = StructuredDotCSC(), StructuredDotCSR(), UsmmCscDense()
sampling_dot_csr = SamplingDotCSR()


def hash_from_sparse(data):
    """Return a digest of the type, shape and bits of a sparse matrix."""
    digest = hashlib.sha256(repr((data.shape, str(data.dtype), data.format)).encode())
    for part in (data.data, data.indices, data.indptr):
        digest.update(np.ascontiguousarray(part))
    return digest.hexdigest()
