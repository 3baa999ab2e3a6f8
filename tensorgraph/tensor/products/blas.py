"""Matrix products fused with an update, the result of rewriting ``dot`` and the arithmetic around it.

``C := beta C + alpha A B`` is one call of BLAS. No one writes these ops; the pass ``rewriting.passes.blas`` does, and
the in-place ones overwrite their first input.
"""

import numpy as np

from ...errors import InconsistencyError
from ...graph.apply import Apply
from ...graph.messages.called import listed
from ...graph.op import Op
from ..types.constant import as_tensor_variable
from ..types.type import TensorType

BLAS_DTYPES = frozenset(("float32", "float64", "complex64", "complex128"))


def _checked(op, ranks, inputs):
    """Return the inputs as variables of these ranks and one BLAS dtype."""
    inputs = [as_tensor_variable(v) for v in inputs]
    dtype = inputs[0].type.dtype
    for v, ndim in zip(inputs, ranks):
        if v.type.ndim != ndim or v.type.dtype != dtype or dtype not in BLAS_DTYPES:
            raise TypeError(f"{op} takes inputs of ranks {ranks} and one float dtype, not {[v.type for v in inputs]}")
    return inputs


def _wrong_shapes(op, *arrays):
    return ValueError(f"{op}: shape mismatch: {', '.join(str(a.shape) for a in arrays)}")


def _memory(v):
    """Return the variables that `v` is a view of, including itself."""
    known, pending = set(), [v]
    while pending:
        v = pending.pop()
        known.add(v)
        sources = v.owner.op.view_map.get(v.index, ()) if v.owner is not None else ()
        pending += [v.owner.inputs[i] for i in sources]
    return known


class _ProductUpdate(Op):
    """Base class of ops that add to their first input, overwriting it if `inplace`."""

    __props__ = ("inplace",)
    texts = ("no_inplace", "inplace")
    name = None

    def __init__(self, inplace=False):
        self.inplace = bool(inplace)
        if self.inplace:
            self.destroy_map = {0: [0]}

    def __str__(self):
        return f"{self.name}{{{self.texts[self.inplace]}}}"

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def _result(self, target, beta, scaled, output):
        """Return ``beta target + scaled``, in the storage of target if in place; beta 0 ignores target's contents."""
        if not self.inplace:
            target = np.array(target, copy=True, order="C")
        if beta == 0:
            target[...] = scaled
        else:
            if beta != 1:
                target *= beta
            target += scaled
        output[0] = target


class Gemm(_ProductUpdate):
    """``Z := beta Z + alpha X Y`` of matrices; inputs ``z, alpha, x, y, beta``.

    Parameters
    ----------
    inplace : bool
        Whether Z is overwritten.
    """

    name = "Gemm"
    E_rank = "gemm takes matrices and scalars"
    E_z_uniq = "the matrix that gemm overwrites shares memory with one that it reads"

    def make_node(self, z, a, x, y, b):
        given = [as_tensor_variable(v) for v in (z, a, x, y, b)]
        if [v.type.ndim for v in given] != [2, 0, 2, 2, 0]:
            error = TypeError(self.E_rank)  # programs compare the text by identity
            error.add_note(f"hint: it was given {listed(given, 5)}; use T.dot for other ranks")
            raise error
        if self.inplace and _memory(given[0]) & (_memory(given[2]) | _memory(given[3])):
            raise InconsistencyError(self.E_z_uniq)
        inputs = _checked("Gemm", (2, 0, 2, 2, 0), given)
        return Apply(self, inputs, [inputs[0].type()])

    def perform(self, node, inputs, output_storage):
        z, a, x, y, b = inputs
        if z.shape[0] != x.shape[0] or x.shape[1] != y.shape[0] or z.shape[1] != y.shape[1]:
            raise _wrong_shapes(self, z, x, y)
        self._result(z, b, a * np.dot(x, y), output_storage[0])


class Gemv(_ProductUpdate):
    """``y := beta y + alpha A x``; inputs ``y, alpha, A, x, beta``.

    Parameters
    ----------
    inplace : bool
        Whether y is overwritten.
    """

    name = "CGemv"

    def make_node(self, y, alpha, A, x, beta):
        inputs = _checked("Gemv", (1, 0, 2, 1, 0), (y, alpha, A, x, beta))
        return Apply(self, inputs, [inputs[0].type()])

    def perform(self, node, inputs, output_storage):
        y, alpha, A, x, beta = inputs
        if A.shape[0] != y.shape[0] or A.shape[1] != x.shape[0]:
            raise _wrong_shapes(self, y, A, x)
        self._result(y, beta, alpha * np.dot(A, x), output_storage[0])


class Ger(_ProductUpdate):
    """``A := A + alpha x y^T``; inputs ``A, alpha, x, y``.

    Parameters
    ----------
    inplace : bool
        Whether A is overwritten.
    """

    __props__ = ("destructive",)
    name = "CGer"
    texts = ("non-destructive", "destructive")

    def __init__(self, destructive=False):
        super().__init__(destructive)
        self.destructive = self.inplace

    def make_node(self, A, alpha, x, y):
        inputs = _checked("Ger", (2, 0, 1, 1), (A, alpha, x, y))
        return Apply(self, inputs, [inputs[0].type()])

    def perform(self, node, inputs, output_storage):
        A, alpha, x, y = inputs
        if A.shape != (x.shape[0], y.shape[0]):
            raise _wrong_shapes(self, A, x, y)
        self._result(A, 1, alpha * np.outer(x, y), output_storage[0])


class _Product(Op):
    __props__ = ()

    def __str__(self):
        return type(self).__name__

    def infer_shape(self, node, shapes):
        return [(shapes[0][0], shapes[1][1])]

    @staticmethod
    def _output(x, y):
        return TensorType(x.type.dtype, (x.type.broadcastable[0], y.type.broadcastable[1]))()


class Dot22(_Product):
    """The product of two matrices of one float dtype."""

    def make_node(self, x, y):
        x, y = _checked("Dot22", (2, 2), (x, y))
        return Apply(self, [x, y], [self._output(x, y)])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        if x.shape[1] != y.shape[0]:
            raise _wrong_shapes(self, x, y)
        output_storage[0][0] = np.asarray(np.dot(x, y))


class Dot22Scalar(_Product):
    """``a X Y``; inputs ``x, y, a``."""

    def make_node(self, x, y, a):
        x, y, a = _checked("Dot22Scalar", (2, 2, 0), (x, y, a))
        return Apply(self, [x, y, a], [self._output(x, y)])

    def perform(self, node, inputs, output_storage):
        x, y, a = inputs
        if x.shape[1] != y.shape[0]:
            raise _wrong_shapes(self, x, y)
        output_storage[0][0] = np.asarray(a * np.dot(x, y))


gemm_no_inplace, gemm_inplace = Gemm(False), Gemm(True)
gemv_no_inplace, gemv_inplace = Gemv(False), Gemv(True)
ger, ger_destructive = Ger(False), Ger(True)
_dot22, _dot22scalar = Dot22(), Dot22Scalar()
