"""Operations that PyMC defines beside PyTensor's."""

from importlib import import_module

import numpy as np
from pytensor import config

from .... import tensor as T
from ....tensor.linalg.matrix import scipy_linalg
from ..conversion import converts
from ..foreign import MODE_NAME
from .routines import routine


def is_positive_definite(x):
    """Return True if a matrix has a Cholesky factor."""
    try:
        scipy_linalg().cholesky(x)
    except np.linalg.LinAlgError:
        return np.False_
    return np.True_


def no_lengths(x):
    """Return the shape of a number."""
    return [()]


@converts("pymc.PosDefMatrix")
def convert_positive_definite(op, node, x):
    return routine(is_positive_definite, no_lengths, node, [x])


@converts("pymc.LogDet")
def convert_log_determinant(op, node, x):
    return T.sum(T.log(T.abs_(T.linalg.svd(x, compute_uv=False))))


@converts("pymc.BatchedDiag")
def convert_diagonals(op, node, x):
    return T.AllocDiag(0, 1, 2)(x)


def interpolated(x, spline):
    """Return a spline of SciPy at some places."""
    return spline(x)


def same_lengths(x, spline):
    """Return the shape of the places."""
    return [x]


@converts("pymc.SplineWrapper")
def convert_spline(op, node, x):
    return routine(interpolated, same_lengths, node, [x], op.spline)


class Integration:
    """The states of a differential equation of PyMC, and their sensitivities, whose slopes a function of ours gives.

    Parameters
    ----------
    op : pymc.ode.DifferentialEquation
    """

    __name__ = "integrate"

    def __init__(self, op):
        self.op = op
        with config.change_flags(mode=MODE_NAME):
            self.slopes = import_module("pymc.ode.utils").augment_system(op.func, op.n_states, op.n_theta)
        self.slopes.trust_input = True

    def __eq__(self, other):
        return type(self) is type(other) and self.op == other.op

    def __hash__(self):
        return hash(self.op)

    def __call__(self, start, theta):
        op, n = self.op, self.op.n_states
        parameters = np.concatenate([start, theta])

        def slope(state, t):
            return np.concatenate(self.slopes(state[:n], t, parameters, state[n:]))

        state = np.concatenate([start, op._sens_ic])
        found = import_module("scipy.integrate").odeint(slope, state, op._augmented_times)[1:]
        return found[:, :n], found[:, n:].reshape(op.n_times, n, op.n_p)

    def lengths(self, *shapes):
        """Return the shapes of the states and of the sensitivities."""
        op = self.op
        return [(op.n_times, op.n_states), (op.n_times, op.n_states, op.n_p)]


@converts("pymc.DifferentialEquation")
def convert_trajectory(op, node, start, theta):
    integration = Integration(op)
    return routine(integration, integration.lengths, node, [start, theta])
