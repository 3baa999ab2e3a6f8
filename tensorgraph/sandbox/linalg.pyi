"""``theano.sandbox.linalg``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.linalg_rewrites import imported_scipy as imported_scipy
from tensorgraph.compat.names.tensor.linalg_rewrites import inv_as_solve as inv_as_solve
from tensorgraph.compat.names.tensor.linalg_rewrites import psd as psd
from tensorgraph.compat.names.tensor.linalg_rewrites import spectral_radius_bound as spectral_radius_bound
from tensorgraph.compat.names.tensor.linalg_rewrites import tag_solve_triangular as tag_solve_triangular
from tensorgraph.compat.names.tensor.linalg_rewrites import transinv_to_invtrans as transinv_to_invtrans
from tensorgraph.compat.names.tensor.nlinalg import EighGrad as EighGrad
from tensorgraph.compat.names.tensor.nlinalg import EigvalshGrad as EigvalshGrad
from tensorgraph.tensor.linalg.cholesky import Cholesky as Cholesky
from tensorgraph.tensor.linalg.cholesky import CholeskyGrad as CholeskyGrad
from tensorgraph.tensor.linalg.det import Det as Det
from tensorgraph.tensor.linalg.det import SLogDet as SLogDet
from tensorgraph.tensor.linalg.det import slogdet as slogdet
from tensorgraph.tensor.linalg.eigen import Eig as Eig
from tensorgraph.tensor.linalg.eigen import Eigh as Eigh
from tensorgraph.tensor.linalg.eigen import Eigvalsh as Eigvalsh
from tensorgraph.tensor.linalg.eigen import eigh as eigh
from tensorgraph.tensor.linalg.eigen import eigvalsh as eigvalsh
from tensorgraph.tensor.linalg.expm import Expm as Expm
from tensorgraph.tensor.linalg.expm import ExpmGrad as ExpmGrad
from tensorgraph.tensor.linalg.factored import LUFactor as LUFactor
from tensorgraph.tensor.linalg.factored import PivotOrder as PivotOrder
from tensorgraph.tensor.linalg.factored import Schur as Schur
from tensorgraph.tensor.linalg.factored import cho_factor as cho_factor
from tensorgraph.tensor.linalg.factored import cho_solve as cho_solve
from tensorgraph.tensor.linalg.factored import lu as lu
from tensorgraph.tensor.linalg.factored import lu_factor as lu_factor
from tensorgraph.tensor.linalg.factored import lu_solve as lu_solve
from tensorgraph.tensor.linalg.factored import schur as schur
from tensorgraph.tensor.linalg.factored import solve_triangular as solve_triangular
from tensorgraph.tensor.linalg.factors import SVD as SVD
from tensorgraph.tensor.linalg.factors import QRFull as QRFull
from tensorgraph.tensor.linalg.factors import QRIncomplete as QRIncomplete
from tensorgraph.tensor.linalg.factors import qr as qr
from tensorgraph.tensor.linalg.factors import svd as svd
from tensorgraph.tensor.linalg.inverse import MatrixInverse as MatrixInverse
from tensorgraph.tensor.linalg.inverse import MatrixPinv as MatrixPinv
from tensorgraph.tensor.linalg.inverse import pinv as pinv
from tensorgraph.tensor.linalg.lstsq import lstsq as lstsq
from tensorgraph.tensor.linalg.matrixproducts import alloc_diag as alloc_diag
from tensorgraph.tensor.linalg.matrixproducts import diag as diag
from tensorgraph.tensor.linalg.matrixproducts import extract_diag as extract_diag
from tensorgraph.tensor.linalg.matrixproducts import kron as kron
from tensorgraph.tensor.linalg.matrixproducts import matrix_dot as matrix_dot
from tensorgraph.tensor.linalg.matrixproducts import matrix_power as matrix_power
from tensorgraph.tensor.linalg.matrixproducts import norm as norm
from tensorgraph.tensor.linalg.matrixproducts import trace as trace
from tensorgraph.tensor.linalg.solve import MATRIX_STRUCTURES as MATRIX_STRUCTURES
from tensorgraph.tensor.linalg.solve import Solve as Solve
from tensorgraph.tensor.linalg.solve import SolveOrNan as SolveOrNan
from tensorgraph.tensor.linalg.tensors import TensorInv as TensorInv
from tensorgraph.tensor.linalg.tensors import TensorSolve as TensorSolve
from tensorgraph.tensor.linalg.tensors import tensorinv as tensorinv
from tensorgraph.tensor.linalg.tensors import tensorsolve as tensorsolve
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

def eig(x: TensorLike, *, name: str | None = None) -> list[TensorVariable]:
    """The eigenvalues and right eigenvectors of a square matrix, of its dtype."""

def matrix_inverse(x: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The inverse of a square matrix."""

def det(x: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The determinant of a square matrix."""

def solve(A: TensorLike, b: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The x with ``A x == b``."""

def solve_lower_triangular(A: TensorLike, b: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The x with ``A x == b``."""

def solve_symmetric(A: TensorLike, b: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The x with ``A x == b``."""

def solve_upper_triangular(A: TensorLike, b: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The x with ``A x == b``."""

def cholesky(x: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The triangular matrix L with ``L L.T == x``, or U with ``U.T U == x``."""

def expm(A: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The matrix exponential, the sum of ``A**n / n!``."""
