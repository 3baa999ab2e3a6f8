"""Gradients of decompositions as objects; Theano had ops for them, here the decompositions' ``L_op`` makes graphs."""

from ....graph.disconnected import DisconnectedType
from ....tensor.creation.filled import zeros_like
from ....tensor.linalg.cholesky import Cholesky
from ....tensor.linalg.eigen import Eig, Eigh, Eigvalsh

__all__ = ["CholeskyGrad", "EighGrad", "EigvalshGrad", "eig"]

# an op, not a function: as an attribute of a class it stays what it is
eig = Eig()


def _zero_disconnected(outputs, grads):
    """Return the gradients of `outputs`, with zeros in place of disconnected ones."""
    return [zeros_like(o) if isinstance(g.type, DisconnectedType) else g for o, g in zip(outputs, grads)]


class CholeskyGrad:
    """The gradient of a Cholesky factor: called with the matrix, the factor and the gradient of the factor.

    Parameters
    ----------
    lower : bool
        Whether the factor is the lower triangle.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.slinalg import CholeskyGrad
    >>> x = T.constant([[4.0]])
    >>> CholeskyGrad()(x, T.slinalg.cholesky(x), T.constant([[1.0]])).eval()
    array([[0.25]])
    """

    def __init__(self, lower=True):
        self.lower = lower

    def __call__(self, x, l, dz):  # noqa: E741
        return Cholesky(lower=self.lower).L_op([x], [l], [dz])[0]


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
