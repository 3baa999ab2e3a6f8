"""Linear algebra: inverses, determinants, factorisations, systems of equations and functions of matrices.

Theano has them in two modules, ``nlinalg`` (over NumPy) and ``slinalg`` (over SciPy); both paths lead here. The
functions of this package itself have the names and the arguments of ``numpy.linalg`` and ``scipy.linalg``.
"""

__all__ = []
