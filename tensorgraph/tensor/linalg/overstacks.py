"""Functions of matrices on stacks of them: mapped over the axes before those of one matrix, as NumPy does."""

import functools
import inspect

from ..shape.dimshuffle import dim_shuffle
from ..types.constant import as_tensor_variable


def over_stacks(**ranks):
    """Let a function take a stack for each of the arguments `ranks`, which gives the axes that one of them has.

    The axes before those are broadcast against each other. A vector in the place of a matrix is one of all matrices.
    """

    def decorate(function):
        parameters = inspect.signature(function)

        @functools.wraps(function)
        def of_any(*args, **kwargs):
            try:
                bound = parameters.bind(*args, **kwargs)
            except TypeError:
                # the function itself says it better
                return function(*args, **kwargs)
            given = {name: as_tensor_variable(bound.arguments[name]) for name in ranks if name in bound.arguments}
            depth = max(v.type.ndim - ranks[name] for name, v in given.items())
            if depth <= 0:
                return function(*args, **kwargs)
            return _mapped(of_any, bound, *_outermost(given, ranks, depth))

        return of_any

    return decorate


def _outermost(given, ranks, depth):
    """Return the arguments, without an outermost axis of length 1, and the names of those that still have that axis."""
    long = set()
    for name, v in given.items():
        pattern = v.type.broadcastable
        if len(pattern) - ranks[name] == depth and pattern[0]:
            given[name] = dim_shuffle(pattern, tuple(range(1, len(pattern))))(v)
        elif len(pattern) - ranks[name] == depth:
            long.add(name)
    return given, long


def _mapped(function, bound, given, long):
    """Return what a function gives for each entry of the arguments `long` along their first axis."""
    # it is above this layer, and needed for stacks only
    from ...transform.vmap import vmap

    kind = []

    def of_one(*values):
        arguments = inspect.BoundArguments(bound.signature, {**bound.arguments, **dict(zip(given, values))})
        z = function(*arguments.args, **arguments.kwargs)
        kind.append(type(z) if hasattr(z, "_fields") else tuple)
        return tuple(z) if isinstance(z, (tuple, list)) else z

    if long:
        z = vmap(of_one, in_axes=tuple(0 if name in long else None for name in given))(*given.values())
    else:
        z = of_one(*given.values())
        z = tuple(map(_alone, z)) if isinstance(z, tuple) else _alone(z)
    if not isinstance(z, (tuple, list)):
        return z
    return kind[0](*z) if hasattr(kind[0], "_fields") else tuple(z)


def _alone(v):
    """Return a stack of one entry."""
    pattern = v.type.broadcastable
    return dim_shuffle(pattern, ("x", *range(len(pattern))))(v)
