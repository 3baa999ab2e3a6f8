"""Discrete Fourier transforms of real tensors, with complex numbers as pairs along a last axis of length 2.

The first axis counts the elements of a batch; the transform is over all others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op, linear_R_op
from ...misuse import with_guesses
from ...scalar.dtypes import integer_dtypes, is_discrete
from ..elementwise.math import sqrt
from ..indexing.indexing import set_subtensor
from ..indexing.subtensor import Subtensor
from ..reductions.reduce import prod
from ..shape.shape import Shape
from ..types.constant import as_tensor_variable
from ..types.type import TensorType

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

__all__ = ["irfft", "rfft"]


def _transforms():
    # SciPy's transforms are imported on first use
    import scipy.fft

    return scipy.fft


def _floats(a):
    """Return `a` as a tensor variable, integers as floats."""
    a = as_tensor_variable(a)
    return a.astype(config.floatX) if is_discrete(a.type.dtype) else a


class _Transform(Op):
    """A transform of `a` over axes of lengths `s`."""

    __props__ = ()

    def make_node(self, a, s=None):
        a = _floats(a)
        if a.type.ndim < self.least:
            raise TypeError(
                f"{self} transforms batches: it takes at least {self.least} axes, not {a.type}; use x[None]"
            )
        if a.type.dtype not in ("float32", "float64"):
            raise TypeError(f"{self} takes float32 or float64, not {a.type.dtype}")
        s = self.lengths(a) if s is None else as_tensor_variable(s)
        if s.type.ndim != 1 or s.type.dtype not in integer_dtypes:
            raise TypeError(f"the lengths of the transform must be a vector of integers, not {s.type}")
        ndim = a.type.ndim + self.more
        return Apply(self, [a, s], [TensorType(a.type.dtype, [False] * ndim)()])

    def connection_pattern(self, node):
        return [[True], [False]]

    R_op = linear_R_op


class RFFTOp(_Transform):
    """The frequencies of real numbers, without those that follow by symmetry."""

    least, more = 2, 1

    @staticmethod
    def lengths(a):
        """Return the lengths of the transformed axes of `a`."""
        return a.shape[1:]

    def perform(self, node, inputs, output_storage):
        a, s = inputs
        z = _transforms().rfftn(a, s=tuple(s.tolist()), axes=range(1, a.ndim))
        output_storage[0][0] = np.stack([z.real, z.imag], axis=-1).astype(a.dtype, copy=False)

    def infer_shape(self, node, shapes):
        s = node.inputs[1]
        n = node.inputs[0].type.ndim - 1
        return [(shapes[0][0], *[s[i] for i in range(n - 1)], s[n - 1] // 2 + 1, 2)]

    def L_op(self, inputs, outputs, output_grads):
        (a, s), (gz,) = inputs, output_grads
        last = s[a.type.ndim - 2]
        # the inverse counts each of these twice, as the frequency and its mirror
        twice = (*[slice(None)] * (a.type.ndim - 1), slice(1, (last + 1) // 2))
        g = irfft_op(set_subtensor(gz[twice], gz[twice] / 2), s)
        if not _is_shape_of(a, s):
            # elements beyond s were cut off, and padding has no gradient
            part = (slice(None), *[slice(None, s[i]) for i in range(a.type.ndim - 1)])
            there = (slice(None), *[slice(None, a.shape[i + 1]) for i in range(a.type.ndim - 1)])
            g = set_subtensor((a * 0)[part], g[there])
        return [g, DisconnectedType()()]


def _is_shape_of(a, s):
    """Return True if `s` is ``a.shape[1:]`` as :func:`rfft` writes it."""
    node = s.owner
    if node is None or not isinstance(node.op, Subtensor):
        return False
    of = node.inputs[0].owner
    return of is not None and isinstance(of.op, Shape) and of.inputs[0] is a


class IRFFTOp(_Transform):
    """Real numbers from their frequencies, unnormalized."""

    least, more = 3, -1

    @staticmethod
    def lengths(a):
        """Return the lengths of the axes of the result, the last of which is even."""
        s = a.shape[1:-1]
        return set_subtensor(s[-1], (s[-1] - 1) * 2)

    def perform(self, node, inputs, output_storage):
        a, s = inputs
        s = tuple(s.tolist())
        z = _transforms().irfftn(a[..., 0] + 1j * a[..., 1], s=s, axes=range(1, a.ndim - 1), norm="forward")
        output_storage[0][0] = z.astype(a.dtype, copy=False)

    def infer_shape(self, node, shapes):
        s = node.inputs[1]
        return [(shapes[0][0], *[s[i] for i in range(node.inputs[0].type.ndim - 2)])]

    def L_op(self, inputs, outputs, output_grads):
        (a, s), (gz,) = inputs, output_grads
        g = rfft_op(gz, s)
        n = a.type.ndim - 2
        twice = (*[slice(None)] * n, slice(1, (s[n - 1] + 1) // 2))
        return [set_subtensor(g[twice], g[twice] * 2), DisconnectedType()()]


rfft_op, irfft_op = RFFTOp(), IRFFTOp()


def _scale(norm, s, inverse):
    """Return the divisor of the transform as a function of the dtype, or None."""
    if norm not in (None, "ortho", "no_norm"):
        raise ValueError(f"norm must be None, 'ortho' or 'no_norm', not {norm!r}")
    if norm == "ortho":
        return lambda dtype: sqrt(prod(s).astype(dtype))
    return (lambda dtype: prod(s).astype(dtype)) if inverse and norm is None else None


@with_guesses
def rfft(inp: TensorLike, norm: str | None = None) -> TensorVariable:
    """Return the discrete Fourier transform of real numbers.

    Parameters
    ----------
    inp : tensor of floats
        Or of integers, which become ``config.floatX``. With the batch along the first axis; the transform is over all
        others.
    norm : {None, 'ortho', 'no_norm'}
        Divide by the square root of the number of elements, or not at all.

    Returns
    -------
    TensorVariable
        With one axis more: the real and the imaginary parts. The second to last has the ``n // 2 + 1`` frequencies
        from 0.

    See Also
    --------
    irfft

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.signal.fft import rfft
    >>> rfft(T.constant([[1.0, 2.0, 3.0, 4.0]])).eval()
    array([[[10.,  0.],
            [-2.,  2.],
            [-2.,  0.]]])
    """
    inp = _floats(inp)
    s = inp.shape[1:]
    scale = _scale(norm, s, inverse=False)
    z = rfft_op(inp, s)
    return z if scale is None else z / scale(inp.type.dtype)


@with_guesses
def irfft(inp: TensorLike, norm: str | None = None, is_odd: bool = False) -> TensorVariable:
    """Return real numbers from their frequencies, the inverse of :func:`rfft`.

    Parameters
    ----------
    inp : tensor of floats
        As :func:`rfft` gives it.
    norm : {None, 'ortho', 'no_norm'}
        Divide by the number of elements, by its square root, or not at all.
    is_odd : bool
        Whether the last axis of the result has an odd length, which the frequencies do not tell.

    Returns
    -------
    TensorVariable
        With one axis less.

    Raises
    ------
    ValueError
        If `is_odd` or `norm` is none of those.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.signal.fft import irfft, rfft
    >>> irfft(rfft(T.constant([[1.0, 2.0, 3.0]])), is_odd=True).eval()
    array([[1., 2., 3.]])
    """
    if is_odd not in (True, False):
        raise ValueError(f"is_odd must be True or False, not {is_odd!r}")
    inp = _floats(inp)
    s = inp.shape[1:-1]
    s = set_subtensor(s[-1], (s[-1] - 1) * 2 + int(is_odd))
    scale = _scale(norm, s, inverse=True)
    z = irfft_op(inp, s)
    return z if scale is None else z / scale(inp.type.dtype)
