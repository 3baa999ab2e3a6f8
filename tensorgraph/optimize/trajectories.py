"""``solve_ivp``: SciPy's solvers of initial value problems with exact Jacobians and sensitivities."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.integrate
import scipy.sparse
from scipy.optimize import OptimizeResult

from .. import tensor as T
from ..gradient.grad import grad
from ..graph.messages.called import with_type
from ..graph.variable import Variable
from .problem import Problem, checked_real, jacobian_of
from .solvers import check_name
from .unknowns import Unknowns, mapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..typing import ModeLike

METHODS = ("RK45", "RK23", "DOP853", "Radau", "BDF", "LSODA")
IMPLICIT = ("Radau", "BDF", "LSODA")
"""The methods that take a Jacobian."""


def solve_ivp(
    derivative: Any, t_span: Sequence[float], y0: Any = None, *, y: Any, t: Variable | None = None, wrt: Any = None,
    p0: Any = None, method: str = "RK45", t_eval: Any = None, dense_output: bool = False, events: Any = None,
    inputs: Sequence[Variable] = (), args: Sequence[Any] = (), givens: Mapping[Any, Any] | None = None,
    mode: ModeLike | None = None, **options: Any,
) -> OptimizeResult:
    """Solve an initial value problem by ``scipy.integrate.solve_ivp``, with exact Jacobians and sensitivities.

    The sensitivities ``S = dy/dp`` solve ``dS/dt = df/dy S + df/dp`` together with the state, and count in the control
    of errors. Implicit methods get the Jacobian of the state, and its blocks for the sensitivities.

    Parameters
    ----------
    derivative : Variable, or containers of Variable as `y`
        The derivative of the state, in terms of `y` and `t`.
    t_span : pair of float
        The first and the last time.
    y0 : array_like, or containers as `y`, optional
        The first state; needed for variables that are not shared. The values of shared ones stay as they are.
    y : Variable, or list, tuple or dict of Variable
        The state, of any shape.
    t : scalar variable, optional
        The time, if the derivative depends on it.
    wrt : Variable, or list, tuple or dict of Variable, optional
        With respect to what the sensitivities are wanted: parameters of floats. :func:`odeint` has derivatives with
        respect to the first state.
    p0 : array_like, or containers as `wrt`, optional
        The values of parameters in `wrt`; needed for those that are not shared.
    method : {"RK45", "RK23", "DOP853", "Radau", "BDF", "LSODA"}
    t_eval, dense_output
        As of SciPy.
    events : scalar variable, callable or list of them, optional
        What is zero when an event happens, in terms of `y` and `t`; or SciPy's functions of time and flat state.
    inputs, args, givens, mode
        As of :func:`minimize`.
    **options
        Further arguments of SciPy's function: ``rtol``, ``atol``, ``first_step``, ``max_step`` and others.

    Returns
    -------
    scipy.optimize.OptimizeResult
        As SciPy returns it, with the flat states ``y``, of shape (n, times). ``states`` has them as in `y`, with the
        times on the first axis, and ``sensitivities`` an array for each state and each parameter, of shape
        ``(times, *state, *parameter)``, in containers as `wrt` within containers as `y`.

    Raises
    ------
    TypeError
        If the derivative is not real, or a state or parameter is not a variable of floats.
    ValueError
        If the method does not exist, derivatives, states and start values do not fit, or times, the first state or its
        derivative are not finite.
    DisconnectedInputError
        If the derivative does not depend on a parameter.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.optimize import solve_ivp
    >>> y, rate = T.dscalar("y"), theano.shared(0.5, "rate")
    >>> result = solve_ivp(-rate * y, (0, 2), 1.0, y=y, wrt=rate, rtol=1e-8, atol=1e-8)
    >>> result.states[-1].round(5), result.sensitivities[-1].round(5)     # exp(-1), -2 exp(-1)
    (np.float64(0.36788), np.float64(-0.73576))
    """
    check_name(method, METHODS)
    system = System(derivative, y, y0, t, wrt, p0, inputs, args, givens, mode)
    start = system.start()
    if method in IMPLICIT:
        options["jac"] = system.jacobian(dense=method == "LSODA")
    span, motion = _span(t_span), system.derivative()
    check_start(motion, span[0], start)
    result = scipy.integrate.solve_ivp(
        motion, span, start, method=method, t_eval=_moments(t_eval), dense_output=dense_output,
        events=system.events(events), **options
    )
    return system.completed(result)


def check_start(motion: Callable[..., Any], t: float, start: Any) -> None:
    """Check that the first state and its derivative are finite: SciPy's methods search for a first step forever.

    Raises
    ------
    ValueError
    """
    if not np.isfinite(start).all():
        raise ValueError(f"the first state is not finite: it is {start}")
    slope = motion(t, start)
    if not np.isfinite(slope).all():
        raise ValueError(f"the derivative is not finite at the first time, {t:g}: it is {slope}")


class System:
    """The state and the parameters of an initial value problem, and its compiled functions.

    Parameters
    ----------
    derivative, y, y0, t, wrt, p0, inputs, args, givens, mode
        Those of :func:`solve_ivp`.
    initial : bool
        Whether sensitivities with respect to the first state come before those with respect to parameters.
    sensitive : bool
        Whether there are any.
    """

    def __init__(
        self, derivative: Any, y: Any, y0: Any = None, t: Any = None, wrt: Any = None, p0: Any = None,
        inputs: Any = (), args: Any = (), givens: Any = None, mode: Any = None, initial: bool = False,
        sensitive: bool = True,
    ) -> None:
        self.states = Unknowns(y, y0)
        self.params = None if wrt is None else Unknowns(wrt, p0)
        self.n, self.initial = self.states.values.size, initial
        # the number of sensitivities of each element of the state
        self.p = self.n * initial + (0 if wrt is None or not sensitive else self.params.values.size)
        self.t = _time(t)
        for v in [] if wrt is None else self.params.variables:
            if any(v is w for w in (self.t, *self.states.variables)):
                raise ValueError(
                    f"wrt has {with_type(v)}, which is the state or the time: pass parameters; odeint has derivatives "
                    "with respect to the first state"
                )
        self.further = [self.t] if self.params is None else [self.t, self.params.vector]
        self.problem = Problem(self.states, inputs, args, givens, mode, self.params)
        graphs = self._derivatives(derivative)
        if self.params is not None:
            self.problem.check_dependence(graphs, self.params)
        self.flat = self.states.flat([self.problem.of_vector(graph) for graph in graphs])
        self._check_length(graphs)

    def _derivatives(self, derivative):
        """Return the derivative of each state."""
        found = [checked_real(graph, "the derivative") for graph in self.states.beside(derivative, "the derivative")]
        for v, graph in zip(self.states.variables, found):
            if graph.type.ndim != v.type.ndim:
                raise TypeError(f"the derivative of {with_type(v)}, must have its rank: it is {with_type(graph)}")
        return found

    def _check_length(self, graphs):
        shapes = self.problem.compiled([self.problem.of_vector(graph).shape for graph in graphs], self.further)
        found = shapes(self.states.values, 0.0, *self._with(None))
        for v, shape, other in zip(self.states.variables, self.states.shapes, found):
            if tuple(other) != shape:
                raise ValueError(
                    f"the derivative of {with_type(v)}, has the shape {tuple(map(int, other))}; the state has {shape}: "
                    "both must be equal"
                )

    def _with(self, params):
        """Return the values of the parameters as arguments, by default those with which the system was made."""
        return () if self.params is None else (self.params.values if params is None else params,)

    @cached_property
    def _slopes(self):
        """The Jacobians of the derivative with respect to the state and to the parameters."""
        vectors = [unknowns.vector for unknowns in (self.states, self.params) if unknowns is not None]
        columns = sum(unknowns.values.size for unknowns in (self.states, self.params) if unknowns is not None)
        return jacobian_of(self.flat, self.n, vectors, columns)

    @cached_property
    def _motion(self):
        """The function of state, time, parameters and sensitivities that returns the derivatives of all."""
        if not self.p:
            return self.problem.compiled(self.flat, self.further)
        sensitivities = T.dmatrix("sensitivities")
        by_state, *by_params = self._slopes
        if self.initial:
            by_params.insert(0, T.zeros((self.n, self.n), "float64"))
        moved = T.dot(by_state, sensitivities) + T.concatenate(by_params, axis=1)
        return self.problem.compiled(T.concatenate([self.flat, T.flatten(moved)]), [*self.further, sensitivities])

    @cached_property
    def _by_state(self):
        return self.problem.compiled(self._slopes[0], self.further)

    @cached_property
    def pulled(self) -> Any:
        """The function of state, time, parameters and a vector: its products with the Jacobians of the derivative."""
        vector = T.dvector("adjoint")
        wrt = [unknowns.vector for unknowns in (self.states, self.params) if unknowns is not None]
        found = grad(None, wrt, known_grads={self.flat: vector}, disconnected_inputs="ignore")
        return self.problem.compiled(T.concatenate(found), [*self.further, vector])

    @cached_property
    def slopes(self) -> Any:
        """The function of state, time and parameters that returns the Jacobians side by side."""
        return self.problem.compiled(T.concatenate(self._slopes, axis=1), self.further)

    def start(self, y0: Any = None) -> Any:
        """Return the first values of state and sensitivities."""
        sensitivities = np.eye(self.n, self.p) if self.initial else np.zeros((self.n, self.p))
        return np.concatenate([self.states.values if y0 is None else y0, sensitivities.ravel()])

    def derivative(self, params: Any = None) -> Callable[..., Any]:
        """Return the function of time and values that SciPy integrates."""
        f, n, p, values = self._motion, self.n, self.p, self._with(params)
        if not p:
            return lambda t, z: f(z, float(t), *values)
        return lambda t, z: f(z[:n], float(t), *values, z[n:].reshape(n, p))

    def jacobian(self, dense: bool, params: Any = None) -> Callable[..., Any]:
        """Return the Jacobian of what is integrated, whose sensitivities have that of the state on the diagonal.

        What is left out, the second derivatives, lies below the diagonal: Newton's iteration needs one step more.
        """
        f, n, p, values = self._by_state, self.n, self.p, self._with(params)

        def blocks(t, z):
            one = f(z[:n], float(t), *values)
            if not p:
                return one
            # element (i, j) of the sensitivities is at n + i * p + j
            whole = scipy.sparse.block_diag([one, scipy.sparse.kron(one, scipy.sparse.identity(p))], format="csc")
            return whole.toarray() if dense else whole

        return blocks

    def events(self, events: Any) -> Any:
        """Return events in SciPy's form."""
        if events is None:
            return None
        return [self._event(event) for event in (events if isinstance(events, (list, tuple)) else [events])]

    def _event(self, event):
        n = self.n
        if isinstance(event, Variable):
            graph = T.cast(self.problem.of_vector(checked_real(event, "an event", ndim=0)), "float64")
            f, values = self.problem.compiled(graph, self.further), self._with(None)
            return lambda t, z: float(f(z[:n], float(t), *values))
        if not callable(event):
            raise TypeError(f"an event must be a scalar variable or a function of t and y, not {with_type(event)}")

        def happens(t, z):
            return event(t, z[:n])

        for name in ("terminal", "direction"):
            if hasattr(event, name):
                setattr(happens, name, getattr(event, name))
        return happens

    def completed(self, result: Any) -> Any:
        """Add the states and the sensitivities in their shapes to a result of SciPy's."""
        n, p = self.n, self.p
        values = np.reshape(result.y, (n + n * p, -1))
        result.states = self._arrays(values[:n].T)
        if p:
            result.sensitivities = self._arrays(values[n:].T.reshape(-1, n, p), self.params)
            result.y = values[:n]
            if result.sol is not None:
                sol = result.sol
                result.sol = lambda t: sol(t)[:n]
            if result.y_events is not None:
                result.y_events = [e[:, :n] if len(e) else e for e in result.y_events]
        return result

    def _arrays(self, values, params=None):
        """Return values at all times in the shapes of the states, and of the parameters if they are sensitivities."""
        parts = iter(zip(self.states.slices, self.states.shapes))

        def of_state(_):
            at, shape = next(parts)
            if params is None:
                return values[:, at].reshape(-1, *shape)
            others = iter(zip(params.slices, params.shapes))
            return mapped(lambda _: block(at, shape, *next(others)), params.structure)

        def block(at, shape, other, other_shape):
            return values[:, at, other].reshape(len(values), *shape, *other_shape)

        return mapped(of_state, self.states.structure)


def _time(t):
    if t is None:
        return T.dscalar("t")
    if not isinstance(t, Variable) or getattr(t.type, "ndim", None) != 0 or t.owner is not None:
        raise TypeError(f"t must be a scalar variable, as T.dscalar('t'), not {with_type(t)}")
    if t.type.dtype != "float64":
        raise TypeError(f"t must be of float64, as T.dscalar('t'): it is {with_type(t)}")
    return t


def _span(t_span):
    try:
        begin, end = map(float, t_span)
    except (TypeError, ValueError):
        raise TypeError(f"t_span must be a pair of numbers, the first and the last time: it is {t_span!r}") from None
    if not np.isfinite(begin) or np.isnan(end):
        raise ValueError(f"t_span must be a finite first time and a last one: it is {t_span!r}")
    return begin, end


def _moments(t_eval):
    """Return the times of a result, None for those of the method's own steps."""
    if t_eval is not None and not np.isfinite(np.asarray(t_eval, "float64")).all():
        raise ValueError(f"t_eval must be finite times: it is {t_eval!r}")
    return t_eval
