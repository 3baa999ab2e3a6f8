"""``odeint``: the solution of an initial value problem as an operation in a graph, with its derivatives."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.integrate

from .. import tensor as T
from ..compile.collect import clone
from ..graph.apply import Apply
from ..graph.messages.called import with_type
from ..graph.op import Op
from ..graph.traverse import inputs
from ..graph.variable import Constant, Variable
from ..nearest import did_you_mean
from ..scalar.dtypes import float_dtypes
from ..tensor.types.type import TensorType
from ..transform.vmap import vmap
from .odederivatives import Adjoint, Sensitivities
from .problem import checked_real
from .solvers import check_name
from .trajectories import IMPLICIT, METHODS, System, check_start

if TYPE_CHECKING:
    from ..tensor.types.variable import TensorVariable
    from ..typing import TensorLike


GRADIENTS = ("sensitivities", "adjoint")


def odeint(
    derivative: Variable, y: Variable, y0: TensorLike, times: TensorLike, *, t: Variable | None = None,
    method: str = "RK45", rtol: float = 1e-6, atol: float = 1e-8, max_step: float = np.inf,
    gradient: str = "sensitivities",
) -> TensorVariable:
    """Return the solution of an initial value problem at some times, as a variable with derivatives of every order.

    For ``n`` elements of the state and ``p`` of the parameters, a gradient by sensitivities integrates ``n * (1 + n +
    p)`` numbers together with the state. One by the adjoint equation integrates the state, keeping it, and then ``n +
    p`` numbers from the last time back to the first. Derivatives of gradients are by sensitivities of sensitivities.

    Parameters
    ----------
    derivative : Variable
        The derivative of the state, in terms of `y`, `t` and parameters: all else that it depends on, shared or not.
    y : Variable
        Stands for the state in `derivative`; of floats and of any shape.
    y0 : tensor_like
        The state at the first of the times.
    times : tensor_like, shape (k,)
        Increasing or decreasing; they have gradients too.
    t : scalar variable, optional
        Stands for the time in `derivative`.
    method : {"RK45", "RK23", "DOP853", "Radau", "BDF", "LSODA"}
        Of ``scipy.integrate.solve_ivp``; the last three get the exact Jacobian.
    rtol, atol, max_step : float
        As of SciPy.
    gradient : {"sensitivities", "adjoint"}
        How the gradient is computed: by sensitivities for few parameters, by the adjoint equation for many.

    Returns
    -------
    Variable, shape (k, ...)
        The states, with the times on the first axis.

    Raises
    ------
    TypeError
        If the derivative, the state or a parameter is not a variable of floats, or ranks differ.
    ValueError
        If there is no such method or way to a gradient; in a call, if times or shapes do not fit.
    ArithmeticError
        In a call, if the solver does not reach the last time.

    See Also
    --------
    solve_ivp

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.optimize import odeint
    >>> y, rate = T.dvector("y"), theano.shared(0.5, "rate")
    >>> last = odeint(-rate * y, y, np.array([1.0]), [0.0, 1.0, 2.0])[-1, 0]
    >>> last.eval().round(5), T.grad(last, rate).eval().round(5)          # exp(-1), -2 exp(-1)
    (np.float64(0.36788), np.float64(-0.73576))
    """
    checked_real(derivative, "the derivative")
    check_name(method, METHODS)
    if gradient not in GRADIENTS:
        raise ValueError(f"gradient must be one of {GRADIENTS}, not {gradient!r}.{did_you_mean(gradient, GRADIENTS)}")
    if not isinstance(y, Variable) or y.owner is not None or getattr(y.type, "dtype", None) not in float_dtypes:
        raise TypeError(f"y must be a variable of floats that stands for the state, not {with_type(y)}")
    if derivative.type.ndim != y.type.ndim:
        raise TypeError(f"the derivative must have the rank of {with_type(y)}: it is {with_type(derivative)}")
    params = [v for v in inputs([derivative]) if v is not y and v is not t and not isinstance(v, Constant)]
    for v in params:
        if not isinstance(v.type, TensorType) or v.type.dtype not in float_dtypes:
            raise TypeError(
                f"the derivative depends on {with_type(v)}: parameters must be dense arrays of floats; a random "
                "variable or an integer cannot be one"
            )
    start = T.cast(T.as_tensor_variable(y0), y.type.dtype)
    if start.type.ndim != y.type.ndim:
        raise TypeError(f"y0 must have the rank of {with_type(y)}: it is {with_type(start)}")
    moments = T.cast(T.as_tensor_variable(times), "float64")
    if moments.type.ndim != 1:
        raise TypeError(f"times must be a vector: they are {with_type(moments)}")
    options = dict(rtol=rtol, atol=atol, max_step=max_step)
    return Trajectory(derivative, y, t, params, method, options, gradient)(
        y.type.filter_variable(T.patternbroadcast(start, y.type.broadcastable)), moments, *params
    )


class Trajectory(Op):
    """The states of an initial value problem at some times; :func:`odeint` makes it.

    A node's inputs are the first state, the times, and the values of the parameters.

    Parameters
    ----------
    derivative, y, t : Variable
        The inner graph and its inputs.
    params : list of Variable
        Its further inputs.
    method : str
    options : dict
        Of ``scipy.integrate.solve_ivp``.
    gradient : {"sensitivities", "adjoint"}
    """

    gradient = "sensitivities"  # in pickles of earlier versions

    def __init__(
        self, derivative: Any, y: Any, t: Any, params: Any, method: str, options: dict[str, Any],
        gradient: str = "sensitivities",
    ) -> None:
        self.inner, self.method, self.options = (derivative, y, t, params), method, options
        self.gradient = gradient
        self._systems: dict[Any, System] = {}
        self._lock = threading.Lock()

    def __str__(self):
        return f"Trajectory{{{self.method}}}"

    def __getstate__(self):
        return {
            "inner": self.inner, "method": self.method, "options": self.options, "gradient": self.gradient,
        }  # fmt: skip

    def __setstate__(self, state):
        self.__init__(*state["inner"], state["method"], state["options"], state.get("gradient", "sensitivities"))

    def make_node(self, y0, times, *params):
        y = self.inner[1]
        return Apply(self, [y0, times, *params], [TensorType(y.type.dtype, (False, *y.type.broadcastable))()])

    def infer_shape(self, node, input_shapes):
        return [(input_shapes[1][0], *input_shapes[0])]

    def system(self, y0: Any, params: Any, sensitive: bool) -> System:
        """Return the compiled system for the shapes of some values."""
        key = sensitive, y0.shape, *(np.shape(p) for p in params)
        with self._lock:
            if key not in self._systems:
                derivative, y, t, variables = self.inner
                self._systems[key] = System(
                    derivative, y, y0, t, variables or None, list(params) or None, initial=sensitive,
                    sensitive=sensitive,
                )
            return self._systems[key]

    def solve(self, y0: Any, times: Any, params: Any, sensitive: bool, dense: bool = False) -> Any:
        """Return the system, the values that are integrated, at all times, and if asked, as a function of the time.

        Raises
        ------
        ValueError, ArithmeticError
        """
        steps = np.diff(times)
        if not len(times) or not np.isfinite(times).all() or not ((steps > 0).all() or (steps < 0).all()):
            raise ValueError(f"times must increase or decrease, and there must be one: they are {times}")
        system = self.system(y0, params, sensitive)
        q = np.concatenate([np.zeros(0), *(np.ravel(p).astype("float64") for p in params)])
        start = system.start(np.ravel(y0).astype("float64"))
        if len(times) == 1:
            return system, start[None], None
        further = {"jac": system.jacobian(self.method == "LSODA", q)} if self.method in IMPLICIT else {}
        motion = system.derivative(q)
        check_start(motion, times[0], start)
        result = scipy.integrate.solve_ivp(
            motion, (times[0], times[-1]), start, method=self.method, t_eval=times, dense_output=dense, **self.options,
            **further
        )
        if not result.success or not np.isfinite(result.y).all():
            raise ArithmeticError(
                f"the solution cannot be followed to time {times[-1]:g}: {result.message} Parameters may be too large; "
                "for a stiff problem use method='Radau' or 'BDF'"
            )
        return system, result.y.T, result.sol

    def perform(self, node, inputs, output_storage):
        y0, times, *params = inputs
        _, values, _ = self.solve(y0, times, params, sensitive=False)
        output_storage[0][0] = values.reshape(len(times), *y0.shape).astype(node.outputs[0].type.dtype)

    def L_op(self, inputs, outputs, output_grads):
        if self.gradient == "adjoint":
            first, *rest = Adjoint(self)(*inputs, output_grads[0], return_list=True)
        else:
            first, *rest = Sensitivities(self).pulled(*inputs, output_grads[0])
        return [first, self._pulled_times(inputs, outputs[0], output_grads[0], first), *rest]

    def _pulled_times(self, inputs, states, gz, gy0):
        """Return the gradient of the times.

        A later time moves its state along the derivative there. A later first time is an earlier first state: the state
        that is given there would have been left by the derivative's step back. For the first of the times both cancel.
        """
        slopes = self.slopes(states, *inputs[1:])
        own = T.sum(T.cast(gz * slopes, "float64"), axis=list(range(1, gz.type.ndim)))
        return T.inc_subtensor(own[0], -T.sum(T.cast(gy0 * slopes[0], "float64")))

    def slopes(self, states: Any, times: Any, *params: Any) -> Any:
        """Return the derivative in each of the states at each of the times, as a graph."""
        derivative, y, t, variables = self.inner

        def slope(state, time):
            given = {y: T.patternbroadcast(state, y.type.broadcastable), **dict(zip(variables, params))}
            if t is not None:
                given[t] = T.cast(time, t.type.dtype)
            return clone([derivative], replace=given)[0]

        rows = T.cast(vmap(slope)(states, times), states.type.dtype)
        return T.patternbroadcast(rows, states.type.broadcastable)

    R_op_takes_none = True

    def R_op(self, inputs, eval_points):
        y0, times, *params = inputs
        first, step, *rest = eval_points
        states = self(*inputs)
        along = 0.0
        if step is not None:
            slopes = self.slopes(states, *inputs[1:])
            along = slopes * T.shape_padright(step, y0.type.ndim)
            first = T.cast((0.0 if first is None else first) - slopes[0] * step[0], y0.type.dtype)
        moves = [
            T.zeros((v.size,), "float64") if move is None else T.cast(move.flatten(), "float64")
            for v, move in zip((y0, *params), (first, *rest))
        ]
        moved = T.dot(Sensitivities(self)(*inputs), T.concatenate(moves))
        return [T.cast(moved.reshape(states.shape, ndim=y0.type.ndim + 1) + along, y0.type.dtype)]
