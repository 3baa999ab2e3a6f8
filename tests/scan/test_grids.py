"""Loops whose states look at their neighbours: lines and grids of any size, and their gradients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

PLAIN = theano.compile.Mode(optimizer=None)


def inner(p, kept):
    return p[(slice(1, -1),) * p.ndim if kept else (slice(None),) * p.ndim]


def laplace(p):
    """The sum of the second differences along all axes, of the inner elements."""
    total = 0
    for axis in range(p.ndim):
        behind, before = [slice(1, -1)] * p.ndim, [slice(1, -1)] * p.ndim
        behind[axis], before[axis] = slice(2, None), slice(None, -2)
        total += p[tuple(behind)] - 2 * inner(p, True) + p[tuple(before)]
    return total


STEPS = {
    "increments": lambda p: T.inc_subtensor(inner(p, True), 0.1 * laplace(p)),
    "sets": lambda p: T.set_subtensor(inner(p, True), T.tanh(laplace(p)) * inner(p, True)),
    "descent": lambda p: p - 0.05 * T.grad(sum(T.sum(T.diff(p, axis=k) ** 4) for k in range(p.ndim)), p),
    "joined": lambda p: (lambda q: 0.5 * p + 0.25 * (q[2:] + q[:-2]))(T.concatenate([p[-1:], p, p[:1]])),
    "numbers": lambda p: T.set_subtensor(p[:, ::2] if p.ndim > 1 else p[::2], 0.5) + 0.1 * p,
}


@pytest.mark.parametrize("shape", [(2,), (5,), (300,), (3, 3), (5, 8), (12, 9), (16, 16), (40, 50), (4, 5, 6)], ids=str)
@pytest.mark.parametrize("name", STEPS)
def test_values_and_gradients(name, shape):
    """As without rewrites, in strips and without."""
    p = T.TensorType("float64", [False] * len(shape))("p")
    states, _ = theano.scan(STEPS[name], None, p, n_steps=4)
    outputs = [states[-1], T.grad((states[-1] ** 2).sum(), p), T.grad((states**2).sum(), p)]
    value = np.random.default_rng(1).uniform(size=shape)
    f, g = theano.function([p], outputs), theano.function([p], outputs, mode=PLAIN)
    for got, want in zip(f(value), g(value), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)


VALUES = [lambda u: u, lambda u: -2 * u, lambda u: T.sin(u) + 1, lambda u: u * u, lambda u: -T.exp(-u * u)]
SLICES = [slice(None, None, -1), slice(None, 2), *[slice(a or None, -b or None) for a in range(3) for b in range(3)]]


@st.composite
def writes(draw):
    """A shape, whether zeros come first, and what is added to which slices."""
    shape = draw(st.lists(st.sampled_from([2, 3, 5, 8, 12, 17, 70]), min_size=1, max_size=2))
    indices = st.tuples(*[st.sampled_from(SLICES) for _ in shape])
    terms = st.lists(st.tuples(indices, st.sampled_from(VALUES)), min_size=1, max_size=4)
    return shape, draw(st.booleans()), draw(terms), draw(st.integers(0, 99))


@settings(max_examples=20)
@given(writes())
def test_random_writes(given):
    """A step that adds to slices, on its own and in loops."""
    shape, from_zeros, terms, seed = given
    p = T.TensorType("float64", [False] * len(shape))("p")

    def step(p):
        z = T.zeros_like(p) if from_zeros else T.tanh(p)
        for index, value in terms:
            z = T.inc_subtensor(z[index], value(p[index]))
        return 0.3 * z + 0.1 * p

    states, _ = theano.scan(step, None, p, n_steps=3)
    outputs = [step(p), states, T.grad((states[-1] ** 2).sum(), p), T.grad((states**2).sum(), p)]
    x = np.random.default_rng(seed).uniform(-1, 1, shape)
    f, g = theano.function([p], outputs), theano.function([p], outputs, mode=PLAIN)
    for got, want in zip(f(x), g(x), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-11)


def test_no_step_is_in_python():
    """Lengths that a gradient compares are numbers, not an array that a loop is given."""
    p = T.dvector("p")
    states, _ = theano.scan(STEPS["increments"], None, p, n_steps=4)
    f = theano.function([p], T.grad((states[-1] ** 2).sum(), p))
    inner = [step for outer in f.program.steps if outer.kind == "scan" for step in outer.params["program"].steps]
    assert len(inner) > 5 and not any(step.kind == "python" for step in inner)
