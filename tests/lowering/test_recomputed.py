"""Cheap results that the loop which reads them computes itself: what is stored, and values where memory is reused."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.lowering.recomputed import Recomputed

x = T.dmatrix("x")
X = np.random.default_rng(0).normal(size=(7, 300))
REFERENCE = theano.compile.Mode(optimizer=None)


def stored(f):
    """Return how many matrices the steps of a function make."""
    program = f.maker.program
    return sum(program.slots[slot].ndim == 2 for step in program.steps if step.kind == "loop" for slot in step.outputs
               if not any(program.slots[slot].broadcastable))


def centred(v, axis=1, by=T.mean):
    return v - by(v, axis=axis, keepdims=True)


def normalised(v, axis=1, by=T.mean):
    """Each loop reads what it takes the mean of, and nothing but the result is stored."""
    d = centred(v, axis, by)
    return d / T.sqrt(T.sum(T.sqr(d), axis=axis, keepdims=True) + 1)


@pytest.mark.parametrize("by", [T.mean, T.max, T.min], ids=["mean", "max", "min"])
@pytest.mark.parametrize("axis", [0, 1, (0, 1)], ids=str)
def test_differences_are_not_stored(axis, by):
    f, g = (theano.function([x], normalised(x, axis, by), mode=mode) for mode in (None, REFERENCE))
    assert stored(f) == 1
    np.testing.assert_allclose(f(X), g(X), rtol=1e-12)


@pytest.mark.parametrize("make", [
    lambda d: [d / T.sum(T.sqr(d)), d],                     # a result of the function
    lambda d: [T.tanh(d) / T.sum(T.sqr(T.tanh(d)))],        # not cheap
    lambda d: [T.dot(d, x.T) / T.sum(T.sqr(d))],            # a product reads it
    lambda d: [d / T.sum(T.sqr(d)), d[0] + T.max(d)],       # a view of it
], ids=["result", "function", "product", "view"])
def test_others_are_stored(make):
    f, g = (theano.function([x], make(centred(x)), mode=mode) for mode in (None, REFERENCE))
    assert stored(f) == 2
    for got, want in zip(f(X), g(X), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-12)


@pytest.mark.parametrize("rate", [0.1, 1.0])
def test_what_is_overwritten_later(rate):
    """The centred array is updated in place, by a loop that would have to read what it overwrites."""
    w, seen = theano.shared(X.copy(), "w"), X.copy()
    step = normalised(w, 0)
    f = theano.function([], step.sum(), updates=[(w, w - rate * step)])
    for _ in range(3):
        d = seen - seen.mean(0)
        d /= np.sqrt((d**2).sum(0) + 1)
        np.testing.assert_allclose(f(), d.sum(), rtol=1e-9, atol=1e-9)
        seen = seen - rate * d
        np.testing.assert_allclose(w.get_value(), seen, rtol=1e-9, atol=1e-12)


CENTRES = [T.mean, T.max, T.sum]
STEPS = [
    lambda v, w, m: v - m, lambda v, w, m: m - v, lambda v, w, m: T.maximum(v, 0.5 * m), lambda v, w, m: abs(v - m),
    lambda v, w, m: 0.3 * v * w, lambda v, w, m: v + w, lambda v, w, m: T.tanh(v), lambda v, w, m: -v,
    lambda v, w, m: (v - m) * (v - m), lambda v, w, m: T.exp(-T.sqr(v)) + w,
    lambda v, w, m: v / T.sqrt(T.sum(T.sqr(v), axis=0, keepdims=True) + 1),
]


def program(seed, mode):
    """Return a function of a matrix that normalises and updates shared variables at random, and these."""
    rng = np.random.default_rng(seed)
    shape, given = tuple(int(n) for n in rng.choice([1, 2, 5, 40, 300], 2)), T.dmatrix()
    shared = [theano.shared(rng.normal(size=shape)) for _ in range(rng.integers(3))]
    made = [given, *shared]
    for _ in range(rng.integers(4, 14)):
        v, w = made[-1 - rng.integers(min(4, len(made)))], made[rng.integers(len(made))]
        centre = CENTRES[rng.integers(len(CENTRES))](v, axis=int(rng.integers(2)), keepdims=True)
        made.append(STEPS[rng.integers(len(STEPS))](v, w, centre))
    outputs = [made[-1], T.sum(T.sqr(made[-2]), axis=0), T.max(made[-3], axis=1)][: rng.integers(1, 4)]
    updates = [(v, 0.5 * T.tanh(made[-1 - rng.integers(4)])) for v in shared if rng.random() < 0.7]
    taken = theano.In(given, mutable=bool(rng.random() < 0.3))
    return theano.function([taken], outputs, updates=updates, on_unused_input="ignore", mode=mode), shared, shape


def test_random_programs(monkeypatch):
    """Normalisations of all that there is, whose inputs are overwritten by some of them, called again and again."""
    repeated = []

    def counted(self, *args, begin=Recomputed.__init__):
        begin(self, *args)
        repeated.extend(self.unstored)

    monkeypatch.setattr(Recomputed, "__init__", counted)
    for seed in range(60):
        (f, mine, shape), (g, theirs, _) = program(seed, None), program(seed, REFERENCE)
        for call in range(3):
            value = np.random.default_rng(call).normal(size=shape)
            got, want = f(value.copy()), g(value.copy())
            got, want = ([*found, *[v.get_value() for v in of]] for found, of in ((got, mine), (want, theirs)))
            for a, b in zip(got, want, strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-8 * max(1, abs(b).max()), err_msg=f"program {seed}")
    assert len(repeated) > 20
