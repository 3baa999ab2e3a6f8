"""Functions of one example held against what ``vmap`` makes of them: a Python loop is the reference."""

import itertools

import numpy as np
from differences import variables

import tensorgraph as theano


def stack_of(point, n):
    """Return `n` values like a point: floats are scaled, which keeps signs and order; integers change places."""
    point = np.asarray(point)
    if point.dtype.kind in "fc":
        values = [(point * (1 + 0.05 * k)).astype(point.dtype) for k in range(n)]
    else:
        values = [np.roll(point, k) for k in range(n)]
    return np.stack(values) if n else np.zeros((0, *point.shape), point.dtype)


def subsets(count):
    """Return the ways to choose which of some arguments have an example's own values: all, or few of many."""
    sizes = range(1, count + 1) if count < 4 else (1, count)
    return [chosen for r in sizes for chosen in itertools.combinations(range(count), r)]


def as_list(results):
    return list(results) if isinstance(results, (list, tuple)) else [results]


def check_map(build, points, chosen, n=3, axis=0, mode=None, rtol=1e-6):
    """Assert that the map of a function gives for all examples what the function gives for each.

    Parameters
    ----------
    build : callable
        From variables to one or a list of them.
    points : list of ndarray
        The values of its arguments for one example.
    chosen : sequence of int
        Which arguments have values for each example.
    n : int
        The number of examples.
    axis : {0, -1}
        Along which axis of the arguments they lie.
    """
    points = [np.asarray(p) for p in points]
    given = [np.moveaxis(stack_of(p, n), 0, axis) if i in chosen else p for i, p in enumerate(points)]
    axes = tuple([axis if i in chosen else None for i in range(len(points))])
    inputs = variables(given)
    options = {"on_unused_input": "ignore", "mode": mode}
    mapped = theano.function(inputs, as_list(theano.vmap(build, axes)(*inputs)), **options)(*given)
    inner = variables(points)
    one = theano.function(inner, as_list(build(*inner)), on_unused_input="ignore", mode="FAST_COMPILE")
    rows = [one(*[np.take(g, k, a) if a is not None else g for g, a in zip(given, axes)]) for k in range(n)]
    for j, z in enumerate(mapped):
        if not n:
            assert z.shape[0] == 0
            continue
        want = np.stack([row[j] for row in rows])
        assert z.dtype == want.dtype
        np.testing.assert_allclose(z, want, rtol=rtol, atol=1e-8 * max(1, abs(want).max(initial=0)))
