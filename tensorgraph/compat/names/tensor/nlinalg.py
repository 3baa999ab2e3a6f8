"""Gradients of decompositions as objects; Theano had ops for them, here the decompositions' ``L_op`` makes graphs."""

from ....graph.disconnected import DisconnectedType
from ....tensor.creation.filled import zeros_like
from ....tensor.linalg.cholesky import CholeskyGrad
from ....tensor.linalg.eigen import Eig, Eigh, Eigvalsh

__all__ = ["CholeskyGrad", "EighGrad", "EigvalshGrad", "eig"]

# an op, not a function: as an attribute of a class it stays what it is
eig = Eig()


def _zero_disconnected(outputs, grads):
    """Return the gradients of `outputs`, with zeros in place of disconnected ones."""
    return [zeros_like(o) if isinstance(g.type, DisconnectedType) else g for o, g in zip(outputs, grads)]


class EighGrad:
    """The gradient of ``eigh``: called with the matrix, its eigenvalues, its eigenvectors and their gradients.

    Parameters
    ----------
    UPLO : {'L', 'U'}
        Which triangle was read.
    """

    def __init__(self, UPLO="L"):
        self.UPLO = UPLO

    def __call__(self, x, w, v, W, V):
        return Eigh(self.UPLO).L_op([x], [w, v], [W, V])[0]


class EigvalshGrad:
    """The gradients of generalized eigenvalues: called with both matrices and the gradient of the eigenvalues.

    Parameters
    ----------
    lower : bool
        Which triangles were read.
    """

    def __init__(self, lower=True):
        self.lower = lower

    def __call__(self, a, b, gw):
        op = Eigvalsh(self.lower)
        return op.L_op([a, b], [op(a, b)], [gw])
