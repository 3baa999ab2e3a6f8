"""``theano.sandbox.linalg.ops``: rewrites of products with inverses, and a bound of eigenvalues.

As in Theano, importing this module registers the rewrites.
"""

from numbers import Integral

from ....tensor.linalg.cholesky import Cholesky
from ....tensor.linalg.inverse import MatrixInverse
from ....tensor.linalg.matrixproducts import trace
from ....tensor.linalg.solve import Solve, solve
from ....tensor.products.blas import Dot22
from ....tensor.products.dot import Dot, dot
from ....tensor.shape.dimshuffle import DimShuffle
from ...rewriting.local import local_optimizer
from ...rewriting.optdb import register_canonicalize, register_stabilize

__all__ = [
    "imported_scipy", "inv_as_solve", "psd", "spectral_radius_bound", "tag_solve_triangular", "transinv_to_invtrans",
]

imported_scipy = True


def psd(v):
    """Return a matrix that is said to be positive semidefinite, as it is: nothing here needs to be told."""
    return v


def _argument(v, kind):
    """Return the input of the op of a class that computes `v`, or None."""
    return v.owner.inputs[0] if v.owner is not None and isinstance(v.owner.op, kind) else None


def _is_transposition(node):
    return isinstance(node.op, DimShuffle) and node.op.new_order == (1, 0)


@register_canonicalize
@local_optimizer([DimShuffle])
def transinv_to_invtrans(node):
    """``inv(x).T`` is ``inv(x.T)``."""
    if not _is_transposition(node):
        return False
    x = _argument(node.inputs[0], MatrixInverse)
    return False if x is None else [node.inputs[0].owner.op(node.op(x))]


@register_stabilize
@local_optimizer([Dot, Dot22])
def inv_as_solve(node):
    """Replace ``inv(a) @ b`` by the solution of ``a x == b``, which is more accurate."""
    left, right = node.inputs
    a = _argument(left, MatrixInverse)
    if a is not None:
        return [solve(a, right)]
    a = _argument(right, MatrixInverse)
    return False if a is None else [solve(a.T, left.T).T]


@register_stabilize
@local_optimizer([Solve])
def tag_solve_triangular(node):
    """Mark the system of a Cholesky factor as triangular."""
    if node.op.A_structure != "general":
        return False
    a, b = node.inputs
    transposed = a.owner is not None and _is_transposition(a.owner)
    factor = a.owner.inputs[0] if transposed else a
    if _argument(factor, Cholesky) is None:
        return False
    lower = factor.owner.op.lower != transposed
    return [Solve("lower_triangular" if lower else "upper_triangular")(a, b)]


def spectral_radius_bound(X, log2_exponent):
    """Return an upper bound of the largest eigenvalue of a symmetric matrix: ``trace(X**p) ** (1 / p)``.

    Parameters
    ----------
    X : matrix
    log2_exponent : int
        ``p`` is 2 to the power of it; the larger, the closer.

    References
    ----------
    V. Pan, Estimating the extremal eigenvalues of a symmetric matrix, 1990.
    """
    if X.type.ndim != 2:
        raise TypeError(f"spectral_radius_bound takes a matrix, not {X} of {X.type}")
    if not isinstance(log2_exponent, Integral):
        raise TypeError(f"spectral_radius_bound takes an integer exponent, not {log2_exponent!r}")
    if log2_exponent <= 0:
        raise ValueError(f"spectral_radius_bound takes an exponent above 0, not {log2_exponent}")
    power = X
    for _ in range(log2_exponent):
        power = dot(power, power)
    return trace(power) ** 2.0**-log2_exponent
