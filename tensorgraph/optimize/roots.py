"""``root``: SciPy's solvers of equations with exact Jacobians."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scipy.optimize
from scipy.optimize import OptimizeResult

from .problem import Problem, checked_list, jacobian_of
from .solvers import check_name
from .unknowns import Unknowns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..graph.variable import Variable
    from ..typing import ModeLike

WITH_JACOBIAN = ("hybr", "lm")
METHODS = (
    *WITH_JACOBIAN, "broyden1", "broyden2", "anderson", "linearmixing", "diagbroyden", "excitingmixing", "krylov",
    "df-sane",
)
"""The methods of ``scipy.optimize.root``; those without a Jacobian take only values."""


def root(
    equations: Variable | Sequence[Variable], wrt: Any, x0: Any = None, *, method: str = "hybr",
    inputs: Sequence[Variable] = (), args: Sequence[Any] = (), givens: Mapping[Any, Any] | None = None,
    tol: float | None = None, callback: Callable[..., Any] | None = None, options: Mapping[str, Any] | None = None,
    mode: ModeLike | None = None,
) -> OptimizeResult:
    """Solve equations by a method of ``scipy.optimize.root``, with exact Jacobians.

    Parameters
    ----------
    equations : Variable or list of Variable
        What is to become zero, of any shapes; together as many elements as the unknowns have.
    wrt : Variable, or list, tuple or dict of Variable
        The unknowns, as of :func:`minimize`: shared variables start from their values, and get the result.
    x0 : array_like, or containers as `wrt`, optional
        Start values; needed for unknowns that are not shared.
    method : str
        ``hybr`` and ``lm`` take the Jacobian, the other methods of SciPy values only.
    inputs, args, givens, mode
        As of :func:`minimize`.
    tol, callback, options
        As of SciPy; ``hybr`` and ``lm`` take no callback.

    Returns
    -------
    scipy.optimize.OptimizeResult
        As SciPy returns it; ``params`` has the values as in `wrt`. Shared variables are set to them if ``success`` is
        true: what is no solution is left in the result alone.

    Raises
    ------
    TypeError
        If the equations are not real, or an unknown is not a variable of floats.
    ValueError
        If the method does not exist, there are more or fewer equations than unknowns, or start values do not fit.
    DisconnectedInputError
        If no equation depends on an unknown.

    See Also
    --------
    minimize, least_squares

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.optimize import root
    >>> x = theano.shared(np.array([1.0, 1.0]), "x")
    >>> result = root([x[0] * T.cos(x[1]) - 4, x[0] * x[1] - x[1] - 5], x)
    >>> result.success, x.get_value().round(4)
    (True, array([6.5041, 0.9084]))
    """
    graphs = checked_list(equations, "equations")
    check_name(method, METHODS)
    if callback is not None and method in WITH_JACOBIAN:
        raise ValueError(f"the method {method} takes no callback: use one of {', '.join(METHODS[2:])}")
    unknowns = Unknowns(wrt, x0)
    problem = Problem(unknowns, inputs, args, givens, mode)
    problem.check_dependence(graphs)
    vector, rows = problem.joined(graphs)
    n = unknowns.values.size
    if rows != n:
        raise ValueError(f"there are {rows} equations for {n} unknowns; least_squares needs no equal numbers")
    further = {}
    if method in WITH_JACOBIAN:
        further["jac"] = problem.compiled(jacobian_of(vector, rows, [unknowns.vector], n)[0])
    values, count = problem.compiled(vector), [0]

    def fun(x):
        count[0] += 1
        return values(x)

    result = scipy.optimize.root(
        fun, unknowns.values, method=method, tol=tol, callback=callback,
        options=None if options is None else dict(options), **further
    )
    # some methods of older versions of SciPy do not say
    result.setdefault("nfev", count[0])
    result.params = unknowns.structured(result.x)
    if result.success:
        unknowns.assign(result.x)
    return result
