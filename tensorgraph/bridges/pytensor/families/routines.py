"""Routines of LAPACK and others that are steps in Python. What fails gives nan, as it does there."""

from contextlib import suppress

import numpy as np

from .... import tensor as T
from ....graph.apply import Apply
from ....graph.op import Op
from ....graph.perform import performing
from ....lowering.lower import detached, lowers
from ....tensor.linalg.matrix import scipy_linalg, store
from ..conversion import converts
from ..typemap import type_of


class Routine(Op):
    """A function of vectors and matrices.

    Parameters
    ----------
    function : callable
        From arrays and `parameters` to an array, or to a tuple of them.
    lengths : callable
        From the shapes of the arrays and `parameters` to a list of shapes.
    parameters : tuple
    types : tuple of TensorType
        Of the results.
    """

    __props__ = ("function", "lengths", "parameters", "types")

    def __init__(self, function, lengths, parameters, types):
        self.function, self.lengths, self.parameters, self.types = function, lengths, parameters, types

    def __str__(self):
        return f"Routine{{{', '.join([self.function.__name__, *map(str, self.parameters)])}}}"

    def make_node(self, *inputs):
        return Apply(self, list(inputs), [made() for made in self.types])

    def perform(self, node, inputs, output_storage):
        found = self.function(*inputs, *self.parameters)
        store(node, output_storage, *(found if isinstance(found, tuple) else (found,)))

    def infer_shape(self, node, shapes):
        return self.lengths(*shapes, *self.parameters)


def routine(function, lengths, node, inputs, *parameters):
    """Return the results of a function, of the types of PyTensor's node."""
    types = tuple([type_of(v.type) for v in node.outputs])
    return Routine(function, lengths, parameters, types)(*inputs, return_list=True)


def eig(x):
    """Return the eigenvalues and right eigenvectors of a general matrix."""
    return tuple(np.linalg.eig(x))


def lengths_of_eig(x):
    """Return the shapes of eigenvalues and eigenvectors."""
    return [x[:1], x]


@converts("tensor.Eig")
def convert_eig(op, node, x):
    return routine(eig, lengths_of_eig, node, [x])


@lowers(Routine)
def lower_routine(program, node):
    """Add the machine's step for a routine that it has, for real matrices."""
    known = STEPS.get(node.op.function)
    kind, params = known(*node.op.parameters) if known else (None, {})
    dtypes = {v.type.dtype for v in node.inputs}
    if kind is None or len(dtypes) != 1 or not dtypes <= {"float32", "float64"}:
        return False
    if dtypes == {"float32"} and kind in ("eig", "complex_schur"):
        return False
    inputs = [program.slot(v) for v in node.inputs]
    return program.node_step(kind, node, inputs, op=performing(node.op), node=detached(node), **params)


def qr(x, mode, pivoting):
    """Return Q and R, packed in mode "raw", and the order of columns with pivots."""
    found = scipy_linalg().qr(x, mode=mode, pivoting=pivoting, check_finite=False)
    if mode == "raw":
        (packed, scales), *rest = found
        return packed, scales, *rest
    return found


def lengths_of_qr(x, mode, pivoting):
    """Return the shapes of the factors and of the order."""
    m, n = x
    k = T.minimum(m, n)
    found = {
        "full": [(m, m), (m, n)], "economic": [(m, k), (k, n)], "r": [(m, n)],
        "raw": [(m, n), (k,), (k, n)],
    }[mode]
    return [*found, (n,)] if pivoting else found


def convert_general_qr(op, node, x):
    """Return the factors with pivots, or packed."""
    return routine(qr, lengths_of_qr, node, [x], op.mode, op.pivoting)


def schur(x, output):
    """Return Schur's form of a matrix, and the unitary matrix."""
    x = x.astype(np.result_type(x, np.complex64 if output == "complex" else np.float32))
    if np.isfinite(x).all():
        with suppress(np.linalg.LinAlgError):
            return tuple(scipy_linalg().schur(x, output=output))
    unknown = np.full_like(x, np.nan)
    return unknown, unknown


def lengths_of_schur(x, output):
    """Return the shapes of the form and of the unitary matrix."""
    return [x, x]


def convert_schur_form(op, node, x):
    """Return Schur's form and the unitary matrix, without an order of eigenvalues."""
    return routine(schur, lengths_of_schur, node, [x], op.output)


def no_order(alpha, beta):
    """Say nothing: LAPACK asks for it, and does not call it."""


def unordered_qz(a, b):
    """Return Schur's form of two matrices, their generalized eigenvalues, and the unitary matrices."""
    aa, bb, _, *values, q, z, _, info = lapack("gges", a, b)(no_order, a, b, sort_t=0)
    if info:
        raise np.linalg.LinAlgError
    alpha, beta = values if len(values) == 2 else (values[0] + 1j * values[1], values[2])
    return aa, bb, alpha, beta, q, z


def qz(a, b, is_complex, sort, with_eigenvalues):
    """Return Schur's form of two matrices, their generalized eigenvalues if asked for, and the unitary matrices."""
    if is_complex:
        a, b = (x.astype(np.result_type(x, np.complex64)) for x in (a, b))
    unknown, row = np.full(a.shape, np.nan), np.full(len(a), np.nan)
    found = unknown, unknown, row, row, unknown, unknown
    with suppress(ValueError, np.linalg.LinAlgError):
        found = unordered_qz(a, b) if sort is None else scipy_linalg().ordqz(a, b, sort=sort, check_finite=False)
    return found if with_eigenvalues else (*found[:2], *found[4:])


def lengths_of_qz(a, b, is_complex, sort, with_eigenvalues):
    """Return the shapes of the forms, of the eigenvalues, and of the unitary matrices."""
    return [a, a, a[:1], a[:1], a, a] if with_eigenvalues else [a] * 4


@converts("tensor.QZ")
def convert_qz(op, node, a, b):
    return routine(qz, lengths_of_qz, node, [a, b], op.complex_output, op.sort, op.return_eigenvalues)


def lapack(name, *arrays):
    """Return a routine of LAPACK for the dtypes of arrays."""
    return scipy_linalg().get_lapack_funcs(name, arrays)


def trsyl(a, b, c):
    """Return X of ``a X + X b == c``, where a and b have the form of Schur's decomposition."""
    if not c.size:
        return c
    x, scale, info = lapack("trsyl", a, b, c)(a, b, c)
    return x * scale if info >= 0 else np.full_like(c, np.nan)


def lengths_of_trsyl(a, b, c):
    """Return the shape of the solution."""
    return [c]


@converts("tensor.TRSYL")
def convert_trsyl(op, node, a, b, c):
    return routine(trsyl, lengths_of_trsyl, node, [a, b, c])


def gttrf(below, diagonal, above):
    """Return the factors of a tridiagonal matrix as its diagonals, a second one above, and the pivots."""
    return lapack("gttrf", below, diagonal, above)(below, diagonal, above)[:-1]


def lengths_of_gttrf(below, diagonal, above):
    """Return the shapes of the factors' diagonals and of the pivots."""
    (n,) = diagonal
    return [below, diagonal, above, (T.maximum(n - 2, 0),), diagonal]


@converts("tensor.LUFactorTridiagonal")
def convert_tridiagonal_factors(op, node, *diagonals):
    return routine(gttrf, lengths_of_gttrf, node, diagonals)


def gttrs(below, diagonal, above, second, pivots, b, transposed):
    """Return the solution of a tridiagonal system with a factored matrix."""
    trans = "T" if transposed else "N"
    return lapack("gttrs", below, diagonal, above, second, b)(below, diagonal, above, second, pivots, b, trans=trans)[0]


def lengths_of_gttrs(below, diagonal, above, second, pivots, b, transposed):
    """Return the shape of the solution."""
    return [b]


@converts("tensor.SolveLUFactorTridiagonal")
def convert_tridiagonal_solution(op, node, *inputs):
    return routine(gttrs, lengths_of_gttrs, node, inputs, op.transposed)


def gtsv(a, b):
    """Return the solution of a system whose matrix has three diagonals; others are not read."""
    below, diagonal, above = (np.diagonal(a, k) for k in (-1, 0, 1))
    if len(a) < 2:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(diagonal == 0, np.nan, b.T / diagonal).T
    *_, x, info = lapack("gtsv", a, b)(below, diagonal, above, b)
    return x if info == 0 else np.full_like(x, np.nan)


def lengths_of_gtsv(a, b):
    """Return the shape of the solution."""
    return [b]


def convert_tridiagonal_system(op, node, a, b):
    """Return the solution of a system whose matrix has three diagonals."""
    return routine(gtsv, lengths_of_gtsv, node, [a, b])


# from the parameters of a routine to the kind of a step and its parameters, or None
STEPS = {
    eig: lambda: ("eig", {}),
    schur: lambda output: ("schur" if output == "real" else "complex_schur", {}),
    qr: lambda mode, pivoting: (
        None if mode == "raw" else "qr", {"vectors": mode != "r", "full": mode != "economic", "pivots": pivoting}),
    qz: lambda is_complex, sort, values: (None if is_complex or sort else "qz", {"values": values}),
    gtsv: lambda: ("solve_tridiagonal", {}),
}
