"""Linear recurrences along an axis, the derivatives of cumulative products of every order."""

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ...scalar.dtypes import upcast
from ..indexing.increments import conjugate
from ..shape.join import concatenate
from ..shape.rebroadcast import patternbroadcast
from ..types.constant import as_tensor_variable
from ..types.type import output


class LinearRecurrence(Op):
    """``z[j] = a[j] * z[j - 1] + b[j]`` along an axis, from ``z[-1] = 0``.

    Its pullback is a recurrence in the other direction, and so on: it has derivatives of every order without division,
    so that they are right at zeros too.

    Parameters
    ----------
    axis : int
        From 0.

    Examples
    --------
    >>> from tensorgraph.tensor.reductions.recurrence import LinearRecurrence
    >>> LinearRecurrence(0)([0.5, 0.5, 0.5], [4.0, 0.0, 1.0]).eval()
    array([4., 2., 2.])
    """

    __props__ = ("axis",)

    def __init__(self, axis):
        self.axis = axis

    def make_node(self, a, b):
        """Make a node for float tensors of one shape."""
        a, b = as_tensor_variable(a), as_tensor_variable(b)
        if a.type.ndim != b.type.ndim or not 0 <= self.axis < a.type.ndim:
            raise TypeError(f"{self} needs two tensors with as many axes, not {a.type} and {b.type}")
        flags = tuple(one or other for one, other in zip(a.type.broadcastable, b.type.broadcastable))
        a, b = patternbroadcast(a, flags), patternbroadcast(b, flags)
        return Apply(self, [a, b], [output(upcast(a.type.dtype, b.type.dtype), flags)])

    def perform(self, node, inputs, output_storage):
        dtype = node.outputs[0].type.dtype
        if inputs[0].shape != inputs[1].shape:
            raise ValueError(f"{self} needs equal shapes, not {inputs[0].shape} and {inputs[1].shape}")
        a, b = [np.moveaxis(v.astype(dtype, copy=False), self.axis, -1) for v in inputs]
        z = b.copy()
        n = z.shape[-1]
        if z.size and z.size // n < n and dtype in ("float32", "float64", "complex64", "complex128"):
            _solve_rows(a, z)
        else:
            for j in range(1, n):
                z[..., j] += a[..., j] * z[..., j - 1]
        output_storage[0][0] = np.ascontiguousarray(np.moveaxis(z, -1, self.axis))

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def L_op(self, inputs, outputs, output_grads):
        a, (z,), (gz,) = inputs[0], outputs, output_grads
        # the gradient of z[j] is gz[j] plus a[j + 1] times that of z[j + 1]
        back = _along(self.axis, slice(None, None, -1))
        gb = self(conjugate(later(a, self.axis, 0)[back]), gz[back])[back]
        return [gb * conjugate(earlier(z, self.axis, 0)), gb]

    def R_op(self, inputs, eval_points):
        a, b = inputs
        da, db = eval_points
        if da is None and db is None:
            return [None]
        moved = [] if db is None else [db]
        if da is not None:
            moved.append(da * earlier(self(a, b), self.axis, 0))
        return [self(a, sum(moved[1:], moved[0]))]


def _solve_rows(a, z):
    """Solve in place by forward substitution, row by row: the recurrence is a unit bidiagonal triangular system."""
    from scipy.linalg.blas import get_blas_funcs

    tbsv = get_blas_funcs("tbsv", (z,))
    bands = np.ones((2, z.shape[-1]), dtype=z.dtype, order="F")
    for row in np.ndindex(z.shape[:-1]):
        bands[1, :-1] = -a[row][1:]
        z[row] = tbsv(1, bands, z[row], lower=1, diag=1)


def _along(axis, entry):
    return (slice(None),) * axis + (entry,)


def earlier(x, axis, first):
    """Shift `x` by one along an axis, towards its end: the element before each, starting with `first`."""
    return _moved(x, axis, first, slice(None, -1), before=True)


def later(x, axis, last):
    """Shift `x` by one along an axis, towards its start: the element after each, ending with `last`."""
    return _moved(x, axis, last, slice(1, None), before=False)


def _moved(x, axis, end, rest, before):
    # a slice is empty if x is, so the number of elements is kept
    edge = x[_along(axis, slice(0, 1))].zeros_like() + as_tensor_variable(end).astype(x.type.dtype)
    parts = [edge, x[_along(axis, rest)]]
    return patternbroadcast(concatenate(parts if before else parts[::-1], axis=axis), x.type.broadcastable)
