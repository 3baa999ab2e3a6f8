"""``theano.tensor.slinalg``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.nlinalg import EighGrad as EighGrad
from tensorgraph.compat.names.tensor.nlinalg import EigvalshGrad as EigvalshGrad
from tensorgraph.tensor.linalg.cholesky import Cholesky as Cholesky
from tensorgraph.tensor.linalg.cholesky import CholeskyGrad as CholeskyGrad
from tensorgraph.tensor.linalg.eigen import Eig as Eig
from tensorgraph.tensor.linalg.eigen import Eigh as Eigh
from tensorgraph.tensor.linalg.eigen import Eigvalsh as Eigvalsh
from tensorgraph.tensor.linalg.eigen import eig as eig
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
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

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
