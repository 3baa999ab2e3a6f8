"""Loops exported to JAX: every kind of variable that they have, gradients, and loops that stop early."""

import jax
import numpy as np
import pytest
from jax_agreement import assert_equal, check, check_all

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ExportError
from tensorgraph.scan.until import until
from tensorgraph.tensor.random import MRG_RandomStreams

rng = np.random.default_rng(5)
rows, start = rng.normal(size=(5, 3)), rng.normal(size=3)
W = rng.normal(size=(3, 3)) / 2
zero = np.float64(0)


CASES = {
    "sequence": (lambda x: theano.scan(lambda r: (r**2).sum(), x)[0], [rows]),
    "state": (lambda x, h: theano.scan(lambda r, s: T.tanh(r * s + 1), x, h)[0], [rows, start]),
    "matrix": (lambda x, h, w: theano.scan(lambda r, s, w: T.tanh(r + T.dot(s, w)), x, h, w)[0], [rows, start, W]),
    "last state": (lambda x, h: theano.scan(lambda r, s: T.sin(r * s), x, h)[0][-1], [rows, start]),
    "taps": (
        lambda x, h: theano.scan(
            lambda a, b, s, t: a * s + b * t, dict(input=x, taps=[-1, 1]), dict(initial=h[:2], taps=[-2, -1]))[0],
        [rows[:, 0], start]),
    "backwards": (lambda x: theano.scan(lambda r, s: s * 0.5 + r, x, T.zeros_like(x[0]), go_backwards=True)[0], [rows]),
    "two outputs": (lambda x: sum(o.sum() for o in theano.scan(
        lambda r, s: [r + s, r * s], x, [T.zeros_like(x[0]), None])[0]), [rows]),
    "steps": (lambda h: theano.scan(lambda s: s * 1.5, outputs_info=h, n_steps=4)[0], [start]),
    "no steps": (lambda h: theano.scan(lambda s: s * 1.5, outputs_info=h, n_steps=0)[0].sum(), [start]),
    "truncated": (
        lambda x, h: theano.scan(lambda r, s: T.sin(r * s), x, h, truncate_gradient=2)[0].sum(), [rows, start]),
    "nested": (
        lambda x: theano.scan(
            lambda r: theano.scan(lambda v, s: v * s + 1, r, T.constant(np.float64(1)))[0].sum(), x)[0], [rows]),
    "map of a map": (lambda x: theano.map(lambda r: theano.map(T.exp, r)[0], x)[0], [rows]),
    "index": (lambda x: theano.scan(lambda i, x: x[i] * i, T.arange(x.shape[0]), None, x)[0], [rows]),
    "gradient": (
        lambda x, h: T.grad((theano.scan(lambda r, s: T.sin(r * s), x, h)[0] ** 2).sum(), h), [rows, start]),
    "gradient by all": (
        lambda x, w: T.grad(theano.scan(lambda r, s, w: T.tanh(r + T.dot(s, w)), x, T.zeros_like(x[0]), w)[0].sum(), w),
        [rows, W]),
    "jacobian": (lambda x: theano.gradient.jacobian(T.exp(x) * x.sum(), x), [start]),
    "hessian": (lambda x: theano.gradient.hessian((x**3).sum() * x[0], x), [start]),
    "pushforward": (
        lambda x, h: T.Rop(theano.scan(lambda r, s: T.sin(r * s), x, h)[0], h, T.ones_like(h)), [rows, start]),
}  # fmt: skip


def test_loops():
    check_all({name: (*case, name not in ("jacobian", "hessian", "truncated")) for name, case in CASES.items()})


def stopping(x):
    return theano.scan(lambda r, s: (s + r, until(s + r > 2)), x, T.constant(zero))[0]


@pytest.mark.parametrize("points", [[1.0, 1.5, 2.0, 3.0], [3.0, 1.0], [0.1, 0.2, 0.3], [0.5, 2.5]])
def test_loop_that_stops(points):
    check(lambda x: stopping(x)[-1], [np.array(points)])
    check(lambda x: stopping(x)[0], [np.array(points)])
    check(stopping, [np.array(points)], traced=False)


def test_rows_of_a_loop_that_stops_are_refused_where_jax_traces():
    x = T.dvector("x")
    f = theano.to_jax(stopping(x).sum(), [x])
    assert f(np.array([1.0, 2.0, 3.0])) == 4
    for z in (stopping(x).sum(), stopping(x), theano.map(lambda r: stopping(r), T.stack([x, x]))[0]):
        with pytest.raises(ExportError, match="how many rows a loop with `until` makes"):
            jax.jit(theano.to_jax(z, [x]))(np.array([1.0, 2.0, 3.0]))


def test_steps_are_a_number():
    h, n = T.dscalar("h"), T.iscalar("n")
    f = theano.to_jax(theano.scan(lambda s: s * 2, outputs_info=h, n_steps=n)[0], [h, n])
    assert_equal(jax.jit(f, static_argnums=1)(1.0, 3), np.array([2.0, 4, 8]))
    with pytest.raises(ExportError, match="a shape depends on the value of an argument"):
        jax.jit(f)(1.0, 3)


def test_updates_of_a_loop():
    s = theano.shared(np.float64(1), "s")
    out, updates = theano.scan(lambda: (s * 3, {s: s * 2}), n_steps=4)
    f = theano.to_jax([out, updates[s]], [s])
    found = jax.jit(f)(1.0)
    assert_equal(found[0], np.array([3.0, 6, 12, 24]))
    assert_equal(found[1], np.float64(16))
    assert s.get_value() == 1


def test_streams_in_a_loop():
    random = MRG_RandomStreams(7)
    out, updates = theano.scan(lambda: random.uniform((3,)), n_steps=2)
    (states, new), = updates.items()
    before = states.get_value()
    found = jax.jit(theano.to_jax([out, new], [states]))(before)
    wanted = theano.function([], out, updates=updates)()
    assert_equal(found[0], wanted)
    assert_equal(found[1], states.get_value())


def test_short_sequence():
    x = T.dvector("x")
    f = theano.to_jax(theano.scan(lambda r: r, x, n_steps=5)[0], [x])
    with pytest.raises(ValueError, match="shorter than the required number of steps"):
        f(np.ones(3))


def test_vmap():
    x, h = T.dmatrix("x"), T.dvector("h")
    out = theano.scan(lambda r, s: T.tanh(r * s + 1), x, h)[0][-1]
    f, ours = theano.to_jax(out, [x, h]), theano.function([x, h], out)
    batch = rng.normal(size=(4, 5, 3))
    assert_equal(jax.vmap(f, (0, None))(batch, start), np.stack([ours(b, start) for b in batch]))
