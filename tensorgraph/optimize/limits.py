"""Bounds of unknowns, and constraints as graphs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import Bounds, NonlinearConstraint

from .. import tensor as T
from ..graph.messages.called import called, with_type
from ..graph.variable import Variable
from .problem import checked_real

if TYPE_CHECKING:
    from .problem import Problem
    from .unknowns import Unknowns

# the operations of comparisons, by which sign the difference of their inputs has
_COMPARISONS = {"le": (-np.inf, 0.0), "lt": (-np.inf, 0.0), "ge": (0.0, np.inf), "gt": (0.0, np.inf), "eq": (0.0, 0.0)}
_FORMS = "w.sum() <= 1, T.eq(w[0], 2), (low, expression, high), or SciPy's {'type': 'ineq', 'fun': expression}"


def flat_bounds(unknowns: Unknowns, bounds: Any) -> Bounds | None:
    """Return the bounds of each element of the flat vector.

    Parameters
    ----------
    unknowns : Unknowns
    bounds : pair, containers of pairs as the unknowns, ``scipy.optimize.Bounds`` of the flat vector, or None
        A pair has a lower and an upper bound: numbers, arrays of the shape of the unknown, or None for no bound. A dict
        from variables may leave out some.

    Raises
    ------
    TypeError, ValueError
        If the bounds do not fit the unknowns, or a lower one is above its upper one.
    """
    if bounds is None:
        return None
    n = unknowns.values.size
    if isinstance(bounds, Bounds):
        low, high = np.broadcast_to(bounds.lb, n), np.broadcast_to(bounds.ub, n)
    else:
        if isinstance(bounds, Mapping) and all(isinstance(key, Variable) for key in bounds):
            strange = [key for key in bounds if not any(key is v for v in unknowns.variables)]
            if strange:
                raise ValueError(f"there are bounds of {with_type(strange[0])}, which is not in wrt")
            pairs = [bounds.get(v) for v in unknowns.variables]
        else:
            pairs = unknowns.beside(bounds, "bounds")
        parts = [_pair(v, pair, shape) for v, pair, shape in zip(unknowns.variables, pairs, unknowns.shapes)]
        low, high = (np.concatenate([part[i].ravel() for part in parts]) for i in (0, 1))
    if not (low <= high).all():
        i = int(np.argmin(low <= high))
        raise ValueError(f"a lower bound must not exceed the upper one: element {i} has {low[i]:g} and {high[i]:g}")
    return Bounds(low, high, keep_feasible=False)


def _pair(v, pair, shape):
    """Return both bounds of an unknown as arrays of its shape."""
    if pair is None:
        pair = (None, None)
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        raise TypeError(
            f"the bounds of {with_type(v)}, must be a pair (low, high): they are {called(pair)}.\nhint: use numbers, "
            "arrays, or scipy.optimize.Bounds(lows, highs); tuple(np.transpose(pairs)) if there is a pair for each "
            "element"
        )
    if isinstance(pair, list) and shape == (2,) and all(isinstance(side, tuple) for side in pair):
        raise ValueError(
            f"the bounds {called(pair)} of {with_type(v)}, are a pair for each element, as in SciPy, or the lower and "
            "the upper ones: use two arrays, (np.array(lows), np.array(highs)), or scipy.optimize.Bounds(lows, highs)"
        )
    both = []
    for value, default in zip(pair, (-np.inf, np.inf)):
        array = np.asarray(default if value is None else value)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"the bounds of {with_type(v)}, must be real numbers: they are {called(pair)}")
        if array.shape not in ((), shape):
            raise ValueError(f"a bound of {with_type(v)}, has shape {array.shape}: it must be a number or have {shape}")
        both.append(np.broadcast_to(array.astype("float64"), shape))
    return both


def checked_constraints(constraints: Any) -> list[tuple[Any, Any, Any]]:
    """Return constraints as triples of a graph and its bounds.

    Parameters
    ----------
    constraints : comparison, triple, dict, or list of them

    Raises
    ------
    TypeError
        If one is none of the forms.
    """
    one = isinstance(constraints, (Variable, Mapping)) or (
        isinstance(constraints, tuple) and len(constraints) == 3 and not isinstance(constraints[0], Variable)
        and not isinstance(constraints[0], (Mapping, tuple))
    )
    if not one and not isinstance(constraints, (list, tuple)):
        raise TypeError(f"constraints must be a list of {_FORMS}; not {with_type(constraints)}")
    return [_constraint(c) for c in ([constraints] if one else constraints)]


def _constraint(given):
    if isinstance(given, Variable):
        name = getattr(getattr(getattr(given.owner, "op", None), "scalar_op", None), "name", None)
        if name in _COMPARISONS:
            a, b = given.owner.inputs
            return checked_real(T.sub(*(T.cast(v, "float64") for v in (a, b))), "a constraint"), *_COMPARISONS[name]
    elif isinstance(given, Mapping) and given.get("type") in ("eq", "ineq") and given.keys() == {"type", "fun"}:
        return checked_real(given["fun"], "the fun of a constraint"), 0.0, 0.0 if given["type"] == "eq" else np.inf
    elif isinstance(given, tuple) and len(given) == 3:
        low, graph, high = given
        ends = [np.asarray(end if end is not None else sign * np.inf) for end, sign in ((low, -1), (high, 1))]
        if all(end.dtype.kind in "biuf" for end in ends):
            if not np.all(ends[0] <= ends[1]):
                raise ValueError(f"bounds of a constraint must be in order: they are {called(low)} and {called(high)}")
            return checked_real(graph, "a constraint"), *(end.astype("float64") for end in ends)
    raise TypeError(f"a constraint must be {_FORMS}; it is {with_type(given)}")


def compiled_constraints(problem: Problem, triples: list[tuple[Any, Any, Any]], second: bool) -> list[Any]:
    """Return constraints in SciPy's form, with exact Jacobians, and exact Hessians if `second` is set."""
    found, vector = [], problem.unknowns.vector
    for graph, low, high in triples:
        shape = tuple(problem.compiled(T.shape(problem.of_vector(graph)))(problem.unknowns.values))
        ends = [_end(graph, end, shape) for end in (low, high)]
        if 0 in shape:
            continue
        flat = T.cast(T.flatten(problem.of_vector(graph)), "float64")
        values = problem.compiled(flat)
        slopes = problem.compiled(T.jacobian(flat, vector, disconnected_inputs="ignore"))
        options = {}
        if second:
            weights = T.dvector("weights")
            slope = T.grad(T.dot(weights, flat), vector, disconnected_inputs="ignore")
            options["hess"] = problem.compiled(problem.hessian(slope), [weights])
        found.append(NonlinearConstraint(values, *ends, jac=slopes, **options))
    return found


def _end(graph, end, shape):
    """Return a bound of each element of a constraint."""
    try:
        return np.broadcast_to(end, shape).ravel()
    except ValueError:
        raise ValueError(
            f"a bound of shape {end.shape} is none of the elements of the constraint {with_type(graph)}, which has "
            f"shape {tuple(map(int, shape))}"
        ) from None
