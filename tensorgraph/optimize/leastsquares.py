"""``least_squares``: SciPy's least squares with exact Jacobians."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scipy.optimize
from scipy.optimize import OptimizeResult

from ..graph.messages.called import with_type
from ..scalar.dtypes import is_discrete
from .limits import flat_bounds
from .problem import Problem, checked_list, jacobian_of
from .solvers import check_name
from .unknowns import Unknowns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..graph.variable import Variable
    from ..typing import ModeLike

METHODS = ("trf", "dogbox", "lm")
"""The methods of ``scipy.optimize.least_squares``."""


def least_squares(
    residuals: Variable | Sequence[Variable], wrt: Any, x0: Any = None, *, method: str = "trf", bounds: Any = None,
    inputs: Sequence[Variable] = (), args: Sequence[Any] = (), givens: Mapping[Any, Any] | None = None,
    mode: ModeLike | None = None, **options: Any,
) -> OptimizeResult:
    """Minimise half of the sum of squares by ``scipy.optimize.least_squares``, with exact Jacobians.

    The Jacobian is taken in forward mode where there are more residuals than unknowns, and else in reverse mode.

    Parameters
    ----------
    residuals : Variable or list of Variable
        Of any shapes.
    wrt : Variable, or list, tuple or dict of Variable
        The unknowns, as of :func:`minimize`: shared variables start from their values, and get the result.
    x0 : array_like, or containers as `wrt`, optional
        Start values; needed for unknowns that are not shared.
    method : {"trf", "dogbox", "lm"}
        ``lm`` takes no bounds.
    bounds : pair, containers of pairs as `wrt`, dict from variables to pairs, or Bounds, optional
        As of :func:`minimize`.
    inputs, args, givens, mode
        As of :func:`minimize`.
    **options
        Further arguments of SciPy's function: ``loss``, ``f_scale``, ``x_scale``, ``ftol``, ``xtol``, ``gtol``,
        ``max_nfev``, ``verbose`` and others.

    Returns
    -------
    scipy.optimize.OptimizeResult
        As SciPy returns it; ``params`` has the values as in `wrt`. Shared variables are set as by :func:`minimize`.

    Raises
    ------
    TypeError
        If the residuals are not real, or an unknown is not a variable of floats.
    ValueError
        If the method does not exist, or start values or bounds do not fit or are not feasible.
    DisconnectedInputError
        If no residual depends on an unknown.

    See Also
    --------
    minimize, root

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.optimize import least_squares
    >>> x, y = np.linspace(0, 4, 30), 3 * np.exp(-1.5 * np.linspace(0, 4, 30))
    >>> a, b = theano.shared(1.0, "a"), theano.shared(1.0, "b")
    >>> result = least_squares(a * T.exp(-b * x) - y, [a, b])
    >>> result.success, a.get_value().round(6), b.get_value().round(6)
    (True, np.float64(3.0), np.float64(1.5))
    """
    graphs = checked_list(residuals, "residuals")
    for graph in graphs:
        if is_discrete(graph.type.dtype):
            raise TypeError(f"residuals must be floats: {with_type(graph)}, has no slope")
    check_name(method, METHODS)
    unknowns = Unknowns(wrt, x0)
    flat = flat_bounds(unknowns, bounds)
    if flat is not None:
        if method == "lm":
            raise ValueError("the method lm takes no bounds: use trf or dogbox")
        if not ((flat.lb <= unknowns.values) & (unknowns.values <= flat.ub)).all():
            raise ValueError("the start values are not within the bounds; pass x0, or assign others with set_value")
        options["bounds"] = flat
    problem = Problem(unknowns, inputs, args, givens, mode)
    problem.check_dependence(graphs)
    vector, rows = problem.joined(graphs)
    n = unknowns.values.size
    if not rows:
        raise ValueError("there is nothing to fit: the residuals have no elements")
    if method == "lm" and rows < n:
        raise ValueError(f"the method lm needs at least as many residuals as unknowns: {rows} for {n}")
    slopes = jacobian_of(vector, rows, [unknowns.vector], n)[0]
    result = scipy.optimize.least_squares(
        problem.compiled(vector), unknowns.values, jac=problem.compiled(slopes), method=method, **options
    )
    result.params = unknowns.structured(result.x)
    unknowns.assign(result.x)
    return result
