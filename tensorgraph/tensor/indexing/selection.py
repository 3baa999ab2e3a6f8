"""Indices as values: ``nonzero``, ``choose``, ``mgrid`` and ``ogrid``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import with_type
from ...graph.op import Op
from ...scalar.dtypes import is_discrete, upcast_all
from ..creation.filled import arange
from ..elementwise.math import cast, clip, eq, second, switch
from ..shape.stack import stack
from ..types.constant import as_tensor_variable
from ..types.type import TensorType
from .increments import sum_to, zero_grad_of

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class Nonzero(Op):
    """The indices of the nonzero elements, one vector per axis."""

    __props__ = ()

    def make_node(self, a):
        a = as_tensor_variable(a)
        if a.type.ndim == 0:
            raise ValueError(f"Nonzero only supports non-scalar arrays: use T.neq(x, 0) of {with_type(a)}")
        return Apply(self, [a], [TensorType("int64", (False,))() for _ in range(a.type.ndim)])

    def perform(self, node, inputs, output_storage):
        for cell, index in zip(output_storage, np.nonzero(inputs[0])):
            cell[0] = index.astype("int64", copy=False)

    def connection_pattern(self, node):
        return [[False] * len(node.outputs)]

    def grad(self, inputs, grads):
        return [DisconnectedType()()]


def nonzero(a: TensorLike, return_matrix: bool = False) -> Any:
    """Return the indices of the nonzero elements of `a`.

    Parameters
    ----------
    a : TensorVariable
        At least one axis.
    return_matrix : bool
        Whether to return one int64 matrix of shape ``(a.ndim, n)`` instead of a tuple of vectors.

    Returns
    -------
    tuple of TensorVariable or TensorVariable
        int64; a vector per axis, or a matrix with a row per axis.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nonzero(T.constant([0, 3, 4]))[0].eval()
    array([1, 2])
    """
    result = Nonzero()(a, return_list=True)
    if return_matrix:
        return stack(result, axis=0)
    return tuple(result)


def flatnonzero(a: TensorLike) -> TensorVariable:
    """Return the indices of the nonzero elements of the flattened `a`.

    Parameters
    ----------
    a : tensor_like

    Returns
    -------
    TensorVariable
        A vector of int64.

    Raises
    ------
    ValueError
        If the tensor is 0-d.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.flatnonzero(T.constant([[0, 3], [4, 0]])).eval()
    array([1, 2])
    """
    a = as_tensor_variable(a)
    if a.type.ndim == 0:
        raise ValueError(f"Nonzero only supports non-scalar arrays: use T.neq(x, 0) of {with_type(a)}")
    return nonzero(a.flatten())[0]


def nonzero_values(a: TensorLike) -> TensorVariable:
    """Return the nonzero elements of `a` as a vector.

    Parameters
    ----------
    a : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nonzero_values(T.constant([[0, 3], [4, 0]])).eval()
    array([3, 4])
    """
    a = as_tensor_variable(a)
    return a.flatten()[flatnonzero(a)]


class Choose(Op):
    """Elements of several arrays, chosen by an integer array."""

    __props__ = ("mode", "stacked")

    def __init__(self, mode: str, stacked: bool = False) -> None:
        if mode not in ("raise", "wrap", "clip"):
            raise ArgumentError(f"mode must be raise, wrap or clip, not {mode!r}")
        self.mode = mode
        self.stacked = stacked  # one input holds all choices along its first axis

    def __setstate__(self, state):
        # Theano always gives all choices in one input
        self.__dict__.update({"stacked": True, **state})

    def __str__(self):
        return f"Choose{{mode={self.mode!r}}}"

    def make_node(self, a, *choices):
        a = as_tensor_variable(a)
        if not is_discrete(a.type.dtype):
            raise TypeError(f"choose first argument must have an [u]int* dtype. Got {a.type.dtype}.")
        choices = [as_tensor_variable(c) for c in choices]
        if self.stacked and not choices[0].type.ndim:
            raise ArgumentError(f"choices must be a list, or a tensor with an axis, and are {with_type(choices[0])}")
        patterns = [a.type.broadcastable, *[c.type.broadcastable[self.stacked:] for c in choices]]
        flags = [True] * max(map(len, patterns))
        for pattern in patterns:
            for i, flag in enumerate(pattern, len(flags) - len(pattern)):
                flags[i] = flags[i] and flag
        dtype = upcast_all(*[c.type.dtype for c in choices])
        return Apply(self, [a, *choices], [TensorType(dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        a, *choices = inputs
        if self.stacked:
            choices = list(choices[0])
        output_storage[0][0] = np.asarray(_choose(a, choices, self.mode), dtype=node.outputs[0].type.dtype)

    def infer_shape(self, node, shapes):
        shapes = [shapes[0], *[s[self.stacked :] for s in shapes[1:]]]
        flags = [v.type.broadcastable for v in node.inputs]
        flags = [flags[0], *[f[self.stacked :] for f in flags[1:]]]
        ndim = node.outputs[0].type.ndim
        lengths = []
        for i in range(-ndim, 0):
            known = [(s[i], f[i]) for s, f in zip(shapes, flags) if len(s) >= -i]
            # what has length 1 is repeated, also where its type does not say so
            open_lengths = [n for n, one in known if not one] or [known[0][0]]
            lengths.append(functools.reduce(lambda n, k: switch(eq(n, 1), k, n), open_lengths))
        return [tuple(lengths)]

    def connection_pattern(self, node):
        return [[i > 0] for i in range(len(node.inputs))]

    def L_op(self, inputs, outputs, output_grads):
        a, *choices = inputs
        (gz,) = output_grads
        if is_discrete(outputs[0].type.dtype):
            return [DisconnectedType()(), *map(zero_grad_of, choices)]
        if not self.stacked:
            a = self._within(a, len(choices))
            grads = [sum_to(c, switch(eq(a, k), gz, gz.zeros_like())) for k, c in enumerate(choices)]
            return [DisconnectedType()(), *grads]
        (c,) = choices
        n, ndim = c.shape[0], gz.type.ndim
        a = self._within(a, n)
        # along a new first axis, which counts the choices
        a = a.dimshuffle(["x"] * (1 + ndim - a.type.ndim) + list(range(a.type.ndim)))
        g = gz.dimshuffle(["x", *range(ndim)])
        taken = eq(a, arange(n).dimshuffle([0] + ["x"] * ndim))
        g = switch(taken, g, g.zeros_like())
        extra = list(range(1, 2 + ndim - c.type.ndim))
        return [DisconnectedType()(), sum_to(c, g.sum(axis=extra) if extra else g)]

    def _within(self, a, n):
        """Map the numbers `a` to choices as the mode says."""
        return a % n if self.mode == "wrap" else clip(a, 0, n - 1) if self.mode == "clip" else a

    def R_op(self, inputs, eval_points):
        # linear in the choices
        a, *choices = inputs
        moves = eval_points[1:]
        if all(d is None for d in moves):
            return [None]
        return self(a, *[c.zeros_like() if d is None else d for c, d in zip(choices, moves)], return_list=True)


def _choose(a, choices, mode):
    # numpy.choose takes 32 arrays at most
    n = len(choices)
    if mode == "clip":
        a = np.clip(a, 0, n - 1)
    elif mode == "wrap":
        a = a % n
    elif np.any((a < 0) | (a >= n)):
        raise ValueError("invalid entry in choice array")
    a, *choices = np.broadcast_arrays(a, *choices)
    result = np.zeros(a.shape, dtype=np.result_type(*choices))
    for k, c in enumerate(choices):
        np.copyto(result, c, where=a == k)
    return result


def choose(a: TensorLike, choices: TensorLike, out: None = None, mode: str = "raise") -> TensorVariable:
    """Choose at each position an element of `choices`, a list of tensors or a tensor, by the integers `a`.

    Parameters
    ----------
    a : integer tensor
        Which choice.
    choices : list of tensor, or tensor
        They broadcast against each other and against `a`; a tensor holds them along its first axis.
    out : None
        Not supported.
    mode : {'raise', 'wrap', 'clip'}
        What to do about a number out of range.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If `out` is given.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.choose([0, 1, 0], [[1, 2, 3], [10, 20, 30]]).eval()
    array([ 1, 20,  3])
    """
    if out is not None:
        raise ValueError("choose: out is not supported")
    if not isinstance(choices, (list, tuple)):
        return Choose(mode, stacked=True)(a, choices)
    return Choose(mode)(a, *choices)


class _Grid:
    """Grids of points from slices: ``mgrid[a:b, c:d]``, as in NumPy, with symbolic bounds.

    Each tensor holds one coordinate of every point; those of ``ogrid`` are broadcastable along the other axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> rows, columns = T.mgrid[0:2, 0:3]
    >>> columns.eval()
    array([[0, 1, 2],
           [0, 1, 2]])
    >>> rows, columns = T.ogrid[0:2, 0:3]
    >>> columns.eval()
    array([[0, 1, 2]])
    """

    def __init__(self, sparse: bool) -> None:
        self.sparse = sparse

    def __getitem__(self, entries: Any) -> list[Any]:
        if isinstance(entries, slice):
            return arange(*self._bounds(entries))
        ndim = len(entries)
        lines = []
        for i, entry in enumerate(entries):
            line = arange(*self._bounds(entry))
            lines.append(line.dimshuffle(["x"] * i + [0] + ["x"] * (ndim - i - 1)))
        if self.sparse:
            return lines
        total = sum(lines[1:], lines[0])
        return [second(total, cast(line, total.dtype)) for line in lines]

    @staticmethod
    def _bounds(entry):
        if entry.stop is None:
            raise ValueError("a grid needs slices with an end")
        return 0 if entry.start is None else entry.start, entry.stop, 1 if entry.step is None else entry.step


mgrid = _Grid(sparse=False)
"""``mgrid[0:n, 0:m]``: a list of tensors, each holding one coordinate of every point of the grid."""

ogrid = _Grid(sparse=True)
"""``ogrid[0:n, 0:m]``: as :data:`mgrid`, each tensor broadcastable along the other axes."""
