"""The same graphs in mode TENSORGRAPH and in another mode, compared at the points of a case."""

import contextlib

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
from pymc.logprob.utils import ParameterValueError
from pytensor.compile.mode import Mode
from pytensor.graph.rewriting.db import RewriteDatabaseQuery

from tensorgraph.bridges.pytensor.foreign import foreign_ops

MODE = "TENSORGRAPH"
# PyTensor's rewrites, without a compiler
LEFT_OUT = ["fusion", "inplace", "BlasOpt", "cxx_only", "numba"]
PYTHON = Mode("vm", RewriteDatabaseQuery(include=["fast_run"], exclude=LEFT_OUT))
TOLERANCE = 1e-10
PROBABILITIES = np.array([0.3, 0.0, 0.002, 0.5, 0.999, 1.0, -0.1, 1.1, np.nan])
QUANTITIES = ("logp", "logcdf", "icdf")
# what sums of terms of order 1 lose to rounding
FLOORS = {"logp": 1e-13, "logcdf": 1e-15, "icdf": 0.0}


def compiled(inputs, outputs, mode):
    """Return a function; in our mode, no operation of PyTensor may run by its own code."""
    f = pytensor.function(inputs, outputs, mode=mode, on_unused_input="ignore")
    if mode == MODE:
        assert fallbacks(f) == []
    return f


def fallbacks(f):
    """Return the operations of a function in our mode that run by the code of PyTensor.

    Those that PyMC defines in Python are no more than calls of SciPy or of other packages.
    """
    found = foreign_ops(f.vm.function.maker.fgraph)
    return [op for op in found if not type(op.op).__module__.startswith("pymc.")]


def graph_of(case, quantity):
    """Return inputs and outputs of a quantity of a case: the logp with its gradients, the logcdf or the icdf.

    None if the distribution has no such quantity.
    """
    parameters, value = case.symbols(), case.value()
    rv = case.make(**parameters)
    if quantity == "icdf":
        value = pt.tensor("q", dtype="float64", shape=(None,) * value.ndim)
    try:
        result = getattr(pm, quantity)(rv, value, warn_rvs=False)
    except (NotImplementedError, TypeError, ValueError):
        return None
    inputs = [value, *parameters.values()]
    outputs = [result]
    if quantity == "logp":
        wrt = [v for v in inputs if v.dtype.startswith("float")]
        with contextlib.suppress(NotImplementedError):
            outputs += pytensor.grad(result.sum(), wrt, disconnected_inputs="ignore") if wrt else []
    return inputs, outputs


def points_of(case, quantity):
    """Yield the points at which a quantity of a case is compared."""
    for value, *parameters in case.points():
        yield [np.resize(PROBABILITIES, value.shape) if quantity == "icdf" else value, *parameters]


def outcome(f, point):
    """Return the results of a function at a point, or the class and the text of what it raises."""
    try:
        return [np.asarray(z) for z in f(*point)]
    except Exception as error:
        return type(error), str(error).split("\n")[0]


def raise_the_same(ours, theirs):
    """Return True if both outcomes are errors of one class and text; ours may say first where in the graph it arose."""
    if not (isinstance(ours, tuple) and isinstance(theirs, tuple)) or ours[0] is not theirs[0]:
        return False
    return ours[1] == theirs[1] or (ours[0] is not ParameterValueError and ours[1].endswith(theirs[1]))


def difference(ours, theirs, point, quantity):
    """Return the largest relative difference of two outcomes; infinity if they differ in kind.

    Gradients count where the logp and all that it is taken of are finite: elsewhere any value is right. So is any
    value of ours where the other one is not a number.
    """
    if isinstance(ours, tuple) or isinstance(theirs, tuple):
        return 0.0 if raise_the_same(ours, theirs) else np.inf
    floor = FLOORS[quantity]
    worst = _difference(ours[0], theirs[0], floor)
    if all(np.isfinite(v).all() for v in point[1:]) and len(ours) > 1:
        counts, given = np.isfinite(theirs[0]) & np.isfinite(ours[0]), np.isfinite(point[0])
        for a, b in zip(ours[1:], theirs[1:]):
            where = counts & given if a.shape == counts.shape == given.shape else counts.all() and given.all()
            worst = max(worst, _difference(np.where(where, a, 0.0), np.where(where, b, 0.0), floor))
    return worst


def _difference(a, b, floor):
    if a.shape != b.shape or a.dtype != b.dtype:
        return np.inf
    a, b = np.atleast_1d(a).astype("float64"), np.atleast_1d(b).astype("float64")
    with np.errstate(all="ignore"):
        same = (a == b) | np.isnan(b) | (np.abs(a - b) <= floor)
        off = np.abs(a - b) / np.abs(b)
        off[~same & ~np.isfinite(off)] = np.inf
    return float(np.max(np.where(same, 0.0, off), initial=0.0))


def compared(case, quantity, mode):
    """Yield the points of a quantity of a case with our outcome, that of another mode, and their difference."""
    graph = graph_of(case, quantity)
    if graph is None:
        return
    ours, theirs = compiled(*graph, MODE), compiled(*graph, mode)
    for point in points_of(case, quantity):
        with np.errstate(all="ignore"):
            a, b = outcome(ours, point), outcome(theirs, point)
        yield point, a, b, difference(a, b, point, quantity)
