"""Linear algebra: inverses, determinants, factorisations, systems of equations and functions of matrices.

Theano has them in two modules, ``nlinalg`` (over NumPy) and ``slinalg`` (over SciPy); both paths lead here. The
functions of this package itself have the names and the arguments of ``numpy.linalg`` and ``scipy.linalg``.
"""

from importlib import import_module as _import_module

from ...misuse import guess_in_module as _guess_in_module
from ...misuse import guessing_function as _guessing_function
from ...nearest import unknown_name as _unknown_name
from .named import cholesky, det, expm, lstsq, solve

_HOMES = {
    "tensor.linalg.factored": "cho_factor cho_solve lu lu_factor lu_solve schur solve_triangular",
    "tensor.linalg.patterns": "block_diag circulant toeplitz",
    "tensor.linalg.norms": "cond matrix_norm matrix_rank norm vector_norm",
    "tensor.linalg.spectra":
        "diagonal eig eigh eigvals eigvalsh inv matrix_power multi_dot pinv qr slogdet svd svdvals trace",
    "tensor.linalg.tensors": "tensorinv tensorsolve",
    "tensor": "cross kron matmul matrix_transpose outer tensordot vecdot",
}
_guess_in_module(globals())
_home = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = sorted(["cholesky", "det", "expm", "lstsq", "solve", *_home])


def __getattr__(name):
    if name not in _home:
        raise _unknown_name(__name__, name)
    return _guessing_function(getattr(_import_module(f"tensorgraph.{_home[name]}"), name))


def __dir__():
    return __all__
