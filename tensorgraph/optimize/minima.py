"""``minimize``: SciPy's minimisers with exact derivatives."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import scipy.optimize
from scipy.optimize import OptimizeResult

from ..graph.messages.called import with_type
from ..misuse import with_guesses
from ..scalar.dtypes import is_discrete
from .limits import checked_constraints, compiled_constraints, flat_bounds
from .problem import Problem, checked_real
from .progress import Progress
from .solvers import chosen
from .unknowns import Unknowns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..graph.variable import Variable
    from ..typing import ModeLike


@with_guesses
def minimize(
    cost: Variable, wrt: Any, x0: Any = None, *, method: str | Callable[..., Any] | None = None, bounds: Any = None,
    constraints: Any = (), inputs: Sequence[Variable] = (), args: Sequence[Any] = (),
    givens: Mapping[Any, Any] | None = None, tol: float | None = None, callback: Callable[..., Any] | None = None,
    options: Mapping[str, Any] | None = None, progress: bool = False, mode: ModeLike | None = None,
) -> OptimizeResult:
    """Minimise a scalar by a method of ``scipy.optimize.minimize``, with exact derivatives.

    Cost and gradient come from one compiled function. Methods that take second derivatives get products of the Hessian
    with vectors (``Newton-CG``, ``trust-ncg``, ``trust-krylov``, ``trust-constr``) or the Hessian (``trust-exact``,
    ``dogleg``); those that take no gradient get none.

    Parameters
    ----------
    cost : scalar variable
        Random variables in it keep their draws. Where it is nan, the method does what it does in SciPy.
    wrt : Variable, or list, tuple or dict of Variable
        The unknowns, of floats and of any shape; lists, tuples and dicts may be nested. A shared variable starts from
        its value, and gets the result.
    x0 : array_like, or containers as `wrt`, optional
        Start values; needed for unknowns that are not shared. None in a container stands for the value of a shared
        variable.
    method : str or callable, optional
        As of SciPy. By default ``BFGS``, with bounds ``L-BFGS-B``, with constraints ``SLSQP``.
    bounds : pair, containers of pairs as `wrt`, dict from variables to pairs, or Bounds, optional
        Lower and upper bounds of each unknown: numbers, arrays of its shape, or None for no bound.
        ``scipy.optimize.Bounds`` are those of the flat vector.
    constraints : list, optional
        Of comparisons such as ``w.sum() <= 1`` and ``T.eq(w[0], 2)``, of triples ``(low, expression, high)``, or of
        SciPy's dicts with a variable as ``fun``. Expressions may have any shape.
    inputs, args : list of Variable, list of array_like
        Further inputs of the graphs, and their values.
    givens : dict, optional
        Further replacements in the graphs: from variables to values or variables.
    tol, options
        As of SciPy.
    callback : callable, optional
        As of SciPy, after each iteration: ``callback(x)`` with the flat vector, or ``callback(intermediate_result)``,
        whose ``params`` are the values as in `wrt`. StopIteration ends the search.
    progress : bool
        Whether to show a bar; needs tqdm.
    mode : str or Mode, optional
        Of the compiled functions.

    Returns
    -------
    scipy.optimize.OptimizeResult
        As SciPy returns it, with the flat vector ``x``; ``params`` has the values as in `wrt`, and ``ncalls`` is the
        number of calls of the compiled function of cost and gradient. Shared variables in `wrt` have these values, also
        if ``success`` is false, as it is at the limit of iterations; but not if some value is not finite. If an
        exception is raised, they have the old ones.

    Raises
    ------
    TypeError
        If the cost is no real scalar, or an unknown is not a variable of floats.
    ValueError
        If the method does not exist or takes no bounds or constraints, or start values or bounds do not fit.
    DisconnectedInputError
        If nothing depends on an unknown.

    See Also
    --------
    least_squares, root

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano
    >>> from tensorgraph.optimize import minimize
    >>> w = theano.shared(np.zeros(2), "w")
    >>> result = minimize((1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2, w)
    >>> result.success, w.get_value().round(4)
    (True, array([1., 1.]))
    """
    checked_real(cost, "cost", ndim=0)
    unknowns = Unknowns(wrt, x0)
    flat, triples = flat_bounds(unknowns, bounds), checked_constraints(constraints)
    method, takes = chosen(method, flat is not None, bool(triples))
    if takes.gradient and is_discrete(cost.type.dtype):
        raise TypeError(
            f"the cost {with_type(cost)}, has no slope, which {method} follows; make it a float, or use nelder-mead, "
            "powell or cobyla"
        )
    problem = Problem(unknowns, inputs, args, givens, mode)
    problem.check_dependence([cost, *(graph for graph, _, _ in triples)])
    # an unknown may occur in constraints only
    functions, count = _functions(problem, cost, takes, "ignore" if triples else "raise")
    if triples:
        functions["constraints"] = compiled_constraints(problem, triples, second=bool(takes.second))
    with Progress(progress, (options or {}).get("maxiter"), "minimize") as bar:
        report = _callback(callback, bar, unknowns, method)
        result = scipy.optimize.minimize(
            x0=unknowns.values, method=method, bounds=flat, tol=tol, callback=report,
            options=None if options is None else dict(options), **functions
        )
    result.params, result.ncalls = unknowns.structured(result.x), count[0]
    unknowns.assign(result.x)
    return result


def _functions(problem, cost, takes, disconnected):
    """Return the arguments of SciPy's function that compute something, and a list with the number of calls."""
    cost = problem.of_vector(cost).astype("float64")
    count = [0]
    if not takes.gradient:
        value = problem.compiled(cost)

        def fun(x):
            count[0] += 1
            return float(value(x))

        return {"fun": fun}, count
    gradient = problem.gradient(cost, disconnected)
    both = problem.compiled([cost, gradient])

    def fun_and_jac(x):
        count[0] += 1
        value, slope = both(x)
        return float(value), slope

    found = {"fun": fun_and_jac, "jac": True}
    if takes.second == "product":
        direction, moved = problem.product(gradient)
        found["hessp"] = problem.compiled(moved, [direction])
    elif takes.second == "matrix":
        found["hess"] = problem.compiled(problem.hessian(gradient))
    return found, count


def _callback(callback, bar, unknowns, method):
    """Return the function that SciPy calls after each iteration, or None."""
    if callback is None and bar.bar is None:
        return None
    modern = callback is not None and _is_modern(callback)
    with_state = isinstance(method, str) and method.lower() == "trust-constr"

    def report(intermediate_result):
        # some methods of some versions of SciPy pass the vector alone
        given = isinstance(intermediate_result, OptimizeResult)
        result = intermediate_result if given else OptimizeResult(x=intermediate_result)
        bar.step(**({"cost": float(result.fun)} if "fun" in result else {}))
        if callback is None:
            return None
        if modern:
            result.params = unknowns.structured(result.x)
            return callback(intermediate_result=result)
        return callback(result.x.copy(), result) if with_state else callback(result.x.copy())

    def report_vector(x):
        return report(x)

    # one with this signature would be printed by SciPy 1.17 where bounds fix an unknown
    return report_vector if isinstance(method, str) and method.lower() == "tnc" else report


def _is_modern(callback):
    """Return whether a callback takes a result instead of a vector."""
    if not callable(callback):
        raise TypeError(f"callback must be a function of the vector or of intermediate_result, not {callback!r}")
    try:
        return set(inspect.signature(callback).parameters) == {"intermediate_result"}
    except ValueError:
        # functions of C may have no signature
        return False
