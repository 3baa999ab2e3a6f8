"""SciPy's solvers of graphs, with exact gradients, Hessian products and Jacobians."""

from ..misuse import guess_in_module as _guess_in_module
from .leastsquares import least_squares
from .minima import minimize
from .odeint import odeint
from .roots import root
from .trajectories import solve_ivp

__all__ = ["least_squares", "minimize", "odeint", "root", "solve_ivp"]

_guess_in_module(globals())
