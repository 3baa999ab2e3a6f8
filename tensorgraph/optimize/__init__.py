"""SciPy's solvers of graphs, with exact gradients, Hessian products and Jacobians."""

from .minima import minimize

__all__ = ["minimize"]
