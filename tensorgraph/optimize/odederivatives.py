"""Derivatives of solutions inside graphs: sensitivities, of any order, and the adjoint equation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.integrate

from .. import tensor as T
from ..compile.collect import clone
from ..gradient.grad import grad
from ..gradient.pushforward import Rop
from ..graph.apply import Apply
from ..graph.disconnected import DisconnectedType
from ..graph.op import Op
from ..tensor.types.type import TensorType
from ..transform.vmap import vmap
from .trajectories import IMPLICIT

if TYPE_CHECKING:
    from typing import Any


def _pieces(vector, variables):
    """Return the pieces of a flat vector that belong to variables, in their shapes."""
    found, begin = [], 0
    for v in variables:
        end = begin + v.size
        piece = T.cast(vector[begin:end].reshape(v.shape, ndim=v.type.ndim), v.type.dtype)
        found.append(T.patternbroadcast(piece, v.type.broadcastable))
        begin = end
    return found


class _Derivative(Op):
    """Base class of derivatives of a trajectory.

    Parameters
    ----------
    trajectory : Trajectory
    """

    __props__ = ("trajectory",)

    def __init__(self, trajectory: Any) -> None:
        self.trajectory = trajectory

    def __str__(self):
        return f"{type(self).__name__}{{{self.trajectory.method}}}"

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradient of an equal graph that can be differentiated."""
        known = [(z, g) for z, g in zip(self.again(*inputs), output_grads) if not isinstance(g.type, DisconnectedType)]
        return grad(None, inputs, known_grads=dict(known), consider_constant=inputs, disconnected_inputs="ignore")

    R_op_takes_none = True

    def R_op(self, inputs, eval_points):
        moves = [(v, e) for v, e in zip(inputs, eval_points) if e is not None]
        return Rop(self.again(*inputs), [v for v, _ in moves], [e for _, e in moves], disconnected_outputs="ignore")


class Sensitivities(_Derivative):
    """The derivatives of the states of a trajectory with respect to the first state and to parameters.

    A node's inputs are those of the trajectory; its output has the shape (times, elements of the state, elements of the
    first state and of all parameters).
    """

    def make_node(self, y0, times, *params):
        return Apply(self, [y0, times, *params], [TensorType("float64", (False, False, False))()])

    def infer_shape(self, node, input_shapes):
        times, y0 = node.inputs[1], node.inputs[0]
        return [(times.shape[0], y0.size, sum((v.size for v in node.inputs[2:]), y0.size))]

    def perform(self, node, inputs, output_storage):
        y0, times, *params = inputs
        system, values, _ = self.trajectory.solve(y0, times, params, sensitive=True)
        output_storage[0][0] = values[:, system.n :].reshape(len(times), system.n, system.p)

    def pulled(self, y0, times, *rest):
        """Return the gradients of the first state and of the parameters, from that of the states, the last argument."""
        *params, gz = rest
        gz = T.cast(gz.reshape((times.shape[0], y0.size)), "float64")
        total = T.tensordot(gz, self(y0, times, *params), axes=[[0, 1], [0, 1]])
        return _pieces(total, (y0, *params))

    def again(self, y0, times, *params):
        """Return the same values as parts of a trajectory, whose states hold the sensitivities too.

        State 0 of each time is that of the given trajectory; one for each sensitivity follows.
        """
        path = self._longer()(self._beginning(y0, params), times, *params)
        count = path.shape[1] - 1
        rows = path[:, 1:].reshape((times.shape[0], count, y0.size))
        return [T.cast(rows.dimshuffle(0, 2, 1), "float64")]

    def _beginning(self, y0, params):
        n = y0.size
        count = sum((v.size for v in params), n)
        own = T.eye(n, dtype=y0.type.dtype)
        rest = T.zeros((count - n, n), y0.type.dtype)
        rows = T.concatenate([y0.reshape((1, n)), own, rest], axis=0)
        shape = T.concatenate([[count + 1], y0.shape]) if y0.type.ndim else [count + 1]
        z = rows.reshape(shape, ndim=1 + y0.type.ndim)
        return T.patternbroadcast(z, (False, *y0.type.broadcastable))

    def _longer(self):
        trajectory = self.trajectory
        derivative, y, t, params = trajectory.inner
        z = TensorType(y.type.dtype, (False, *y.type.broadcastable))("z")
        state = T.patternbroadcast(z[0], y.type.broadcastable)
        inner = [p.type(p.name) for p in params]
        (motion,) = clone([derivative], replace={y: state, **dict(zip(params, inner))})
        size = sum((p.size for p in inner), T.constant(0))
        directions = T.concatenate([T.zeros((state.size, size)), T.eye(size)], axis=0)

        def moved(row, direction):
            row = T.patternbroadcast(row, y.type.broadcastable)
            moves = [row, *_pieces(direction, inner)]
            return Rop(motion, [state, *inner], moves, disconnected_outputs="ignore")

        rows = vmap(moved)(z[1:], directions)
        whole = T.concatenate([T.shape_padleft(motion), T.cast(rows, motion.type.dtype)], axis=0)
        kind = type(trajectory)
        return kind(T.patternbroadcast(whole, z.type.broadcastable), z, t, inner, trajectory.method, trajectory.options)


class Adjoint(_Derivative):
    """The gradients of the first state and of the parameters of a trajectory from that of its states.

    A node's inputs are those of the trajectory and the gradient. The adjoint state ``a`` solves ``da/dt = -(df/dy).T
    a`` backwards from the last time, and is increased by the gradient at each of the times; that of the parameters is
    the integral of ``(df/dp).T a``.
    """

    def make_node(self, y0, times, *rest):
        *params, _ = rest
        return Apply(self, [y0, times, *rest], [v.type() for v in (y0, *params)])

    def infer_shape(self, node, input_shapes):
        return [input_shapes[0], *input_shapes[2:-1]]

    def perform(self, node, inputs, output_storage):
        y0, times, *params, gz = inputs
        system, _, path = self.trajectory.solve(y0, times, params, sensitive=False, dense=True)
        n, sizes = system.n, [np.size(p) for p in params]
        gz = np.reshape(gz, (len(times), n)).astype("float64")
        values = np.concatenate([gz[-1], np.zeros(sum(sizes))])
        functions = self._functions(system, params, path)
        for k in range(len(times) - 1, 0, -1):
            if values[:n].any():
                values = self._back(functions, times[k], times[k - 1], values)
            values[:n] += gz[k - 1]
        parts = np.split(values, np.cumsum([n, *sizes])[:-1])
        for cell, part, like, v in zip(output_storage, parts, (y0, *params), node.outputs):
            cell[0] = part.reshape(np.shape(like)).astype(v.type.dtype)

    def _functions(self, system, params, path):
        """Return the function of time and values that is integrated, and options: its Jacobian for implicit methods."""
        f, n = system.pulled, system.n
        q = [np.concatenate([np.zeros(0), *(np.ravel(p).astype("float64") for p in params)])] if params else []

        def pull(t, values):
            return -f(path(t), float(t), *q, values[:n])

        if self.trajectory.method not in IMPLICIT:
            return pull, {}
        slopes = system.slopes

        def jacobian(t, values):
            by_state = -slopes(path(t), float(t), *q).T
            return np.concatenate([by_state, np.zeros((len(values), len(values) - n))], axis=1)

        return pull, {"jac": jacobian}

    def _back(self, functions, begin, end, values):
        pull, further = functions
        result = scipy.integrate.solve_ivp(
            pull, (begin, end), values, method=self.trajectory.method, **self.trajectory.options, **further
        )
        if not result.success or not np.isfinite(result.y).all():
            raise ArithmeticError(
                f"the adjoint equation cannot be followed from time {begin:g} back to {end:g}: {result.message} Use "
                "gradient='sensitivities', or method='Radau' for a stiff problem"
            )
        return result.y[:, -1]

    def again(self, *inputs):
        """Return the same gradients by sensitivities, which can be differentiated."""
        return Sensitivities(self.trajectory).pulled(*inputs)
