"""Derivatives by central differences, for tests of gradients and pushforwards."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


def variables(points):
    """One variable for each array."""
    return [T.TensorType(p.dtype.name, (False,) * p.ndim)(f"x{i}") for i, p in enumerate(points)]


def slopes(f, points, step=1e-5):
    """The derivatives of the number ``f(*points)`` by every element of the float64 arrays, of fourth order."""
    points = [np.array(p) for p in points]
    found = []
    for p in points:
        g = np.zeros(p.shape)
        for i in np.ndindex(p.shape) if p.dtype == "float64" else ():
            kept, values = p[i], {}
            h = step * max(1.0, abs(kept))
            for k in (-2, -1, 1, 2):
                p[i] = kept + k * h
                values[k] = float(f(*points))
            p[i] = kept
            g[i] = (8 * (values[1] - values[-1]) - (values[2] - values[-2])) / (12 * h)
        found.append(g)
    return found


def check(build, points, tol=1e-6, mode="FAST_COMPILE", rop=True, seed=0):
    """Hold gradient and pushforward of ``build(*variables)`` against differences at `points`.

    The output, of any shape, is contracted with random weights. Integer points are not differentiated.
    """
    rng = np.random.default_rng(seed)
    inputs = variables(points)
    output = build(*inputs)
    value = theano.function(inputs, output, mode=mode, on_unused_input="ignore")
    weights = rng.uniform(0.5, 1.5, np.shape(value(*points)))
    w = T.constant(weights)
    cost = (output * w).sum()
    cost_value = theano.function(inputs, cost, mode=mode, on_unused_input="ignore")
    wrt = [v for v, p in zip(inputs, points) if p.dtype == "float64"]
    gradient = theano.function(
        inputs, T.grad(cost, wrt, disconnected_inputs="ignore"), mode=mode, on_unused_input="ignore"
    )
    expected = [g for g, p in zip(slopes(cost_value, points), points) if p.dtype == "float64"]
    found = gradient(*points)
    for i, (a, b) in enumerate(zip(found, expected)):
        assert a.dtype == "float64"
        np.testing.assert_allclose(a, b, rtol=tol, atol=tol, err_msg=f"gradient by input {i}")
    if rop:
        directions = [rng.normal(size=p.shape) for p in points if p.dtype == "float64"]
        pushed = T.Rop(output, wrt, [T.constant(d, ndim=d.ndim) for d in directions], disconnected_outputs="ignore")
        along = theano.function(inputs, (pushed * w).sum(), mode=mode, on_unused_input="ignore")(*points)
        np.testing.assert_allclose(
            along, sum((g * d).sum() for g, d in zip(expected, directions)), rtol=tol, atol=10 * tol
        )


def check_transposed(build, points, tol=1e-12):
    """The gradient and the pushforward are the same linear map, one transposed: no differences are taken."""
    rng = np.random.default_rng(1)
    inputs = variables(points)
    output = build(*inputs)
    shape = np.shape(theano.function(inputs, output, on_unused_input="ignore")(*points))
    wrt = [v for v, p in zip(inputs, points) if p.dtype == "float64"]
    directions = [T.constant(rng.normal(size=p.shape), ndim=p.ndim) for p in points if p.dtype == "float64"]
    weights = T.constant(rng.normal(size=shape), ndim=len(shape))
    pushed = T.Rop(output, wrt, directions, disconnected_outputs="ignore")
    pulled = T.grad((output * weights).sum(), wrt, disconnected_inputs="ignore")
    terms = [(g * d).sum() for g, d in zip(pulled, directions)]
    size = sum([abs(g * d).sum() for g, d in zip(pulled, directions)])
    forward, backward, scale = theano.function(
        inputs, [(pushed * weights).sum(), sum(terms), size], on_unused_input="ignore"
    )(*points)
    assert abs(forward - backward) <= tol * (scale + 1)


def check_layouts(build, points, tol=1e-12):
    """Values and gradients do not depend on how the arguments lie in memory."""
    inputs = variables(points)
    output = build(*inputs)
    wrt = [v for v, p in zip(inputs, points) if p.dtype == "float64"]
    gradients = T.grad((output**2).sum(), wrt, disconnected_inputs="ignore")
    f = theano.function(inputs, [output, *gradients], on_unused_input="ignore")
    wanted = f(*points)
    for layout in (by_columns, backwards, spread):
        for got, want in zip(f(*[layout(p) for p in points]), wanted):
            np.testing.assert_allclose(got, want, rtol=tol, atol=tol * max(1, abs(want).max(initial=0)))


def by_columns(a):
    """A copy in Fortran's order."""
    return np.array(a, order="F")


def backwards(a):
    """A copy that lies in memory from its end to its beginning."""
    flip = (slice(None, None, -1),) * a.ndim
    return a[flip].copy()[flip]


def spread(a):
    """A copy of which every second element in memory is somebody else's."""
    return np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a
