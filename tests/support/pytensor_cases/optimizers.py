"""Minima and roots of graphs inside of operations, by SciPy."""

import numpy as np
import pytensor.tensor as pt
from pytensor.tensor.optimize import minimize, minimize_scalar, root, root_scalar
from pytensor_agreement import case


@case()
def minima_of_one_number():
    x, a = pt.scalars("xa")
    found, success = minimize_scalar((x - a) ** 2 + pt.exp(a), x)
    yield [x, a], [found, success, pt.grad(found, a)], [0.5, 2.0]


@case()
def minima():
    x, a = pt.vectors("xa")
    found, success = minimize(((x - a) ** 4).sum() + (x**2).sum(), x, method="BFGS")
    yield [x, a], [found, success, pt.grad(found.sum(), a)], [np.zeros(3), np.arange(3.0)]
    found, success = minimize(((x - a) ** 4).sum() + (x**2).sum(), x, method="trust-exact", hess=True)
    yield [x, a], [found, success], [np.zeros(3), np.arange(3.0)]
    x, a = pt.scalars("xa")
    yield [x, a], list(minimize((x - a) ** 4 + x**2, x)), [np.array(0.5), np.array(2.0)]


@case()
def roots_of_one_number():
    x, a = pt.scalars("xa")
    found, success = root_scalar(x**3 - a, x, method="newton", jac=True)
    yield [x, a], [found, success, pt.grad(found, a)], [1.0, 2.0]


@case()
def roots():
    x, a = pt.vectors("xa")
    found, success = root(x**3 + x - a, x)
    yield [x, a], [found, success, pt.grad(found.sum(), a)], [np.ones(3), np.arange(3.0)]
    x, a = pt.scalars("xa")
    yield [x, a], list(root(x**3 + x - a, x)), [np.array(1.0), np.array(2.0)]
