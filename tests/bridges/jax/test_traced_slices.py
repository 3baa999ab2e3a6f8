"""Slices whose bounds JAX traces: batches, windows, parts that one value is written to, and what is refused."""

import jax
import numpy as np
import pytest
from jax_agreement import assert_equal

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ExportError

x, v, n, k = T.dmatrix("x"), T.dvector("v"), T.lscalar("n"), T.iscalar("k")
X, V = np.random.default_rng(0).normal(size=(8, 3)), np.array([1.0, -2.0, 3.0])
KNOWN = {
    "window": x[n : n + 2],
    "batch": x[n * 2 : (n + 1) * 2],
    "batch of int32": x[k * 2 : (k + 1) * 2],
    "backwards": x[n - 2 : n + 1][::-1],
    "of two axes": x[n : n + 3, n - 1 : 1 + n],
    "with a number": x[n, k - 2 : k],
    "before a number": x[k - 1 : k + 1, n],
    "empty": x[n : n - 1],
    "beside a slice": x[n : n + 1, 1:],
    "set": T.set_subtensor(x[n : n + 2], v),
    "increased": T.inc_subtensor(x[n * 2 : 2 * n + 2, 1], v[:2]),
    "increased to a column": T.inc_subtensor(x[n : n + 2, k - 2 : k], v[0]),
    "tail is set": T.set_subtensor(x[n:], 7.0),
    "head is increased": T.inc_subtensor(x[:n], v),
    "middle of a row is set": T.set_subtensor(x[k, n - 1 :], 7.0),
    "behind the end": T.set_subtensor(x[-n:, :k], v[1]),
}
CHOSEN = ("head is increased", "behind the end")
UNKNOWN = {
    "head": x[:n],
    "between two": x[n:k],
    "by a step": x[::n],
    "rows are written": T.set_subtensor(x[n:], x[:6] * 2),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_lengths(name):
    """Values and gradients, traced by jit and not, and mapped."""
    z = KNOWN[name]
    inputs, values = [x, v, n, k], [X, V, 2, np.int32(3)]
    cost = (z**2).sum()
    outputs = [z, *T.grad(cost, [x, v], disconnected_inputs="ignore")]
    wanted = theano.function(inputs, outputs, on_unused_input="ignore")(*values)
    f, c = theano.to_jax(z, inputs), theano.to_jax(cost, inputs)
    # a gradient that we build reads the part of unknown length
    slopes = theano.to_jax(T.grad(cost, [x] if name in CHOSEN else [x, v], disconnected_inputs="ignore"), inputs)
    for places in (values, [*values[:2], np.int64(2), np.int32(3)]):
        assert_equal(f(*places), wanted[0])
        assert_equal(jax.jit(f)(*places), wanted[0])
        for found in (jax.jit(jax.grad(c, (0, 1)))(*places), jax.jit(slopes)(*places)):
            for got, want in zip(found, wanted[1:]):
                assert_equal(got, want)
    mapped = jax.jit(jax.vmap(f, (None, None, 0, None)))(X, V, np.array([2, 2]), np.int32(3))
    assert_equal(mapped[1], wanted[0])


def test_places_from_the_end():
    z = x[n : n + 2]
    f, g = jax.jit(theano.to_jax(z, [x, n])), theano.function([x, n], z)
    for start in (-8, -3, 0, 6):
        assert_equal(f(X, start), g(X, start))


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_lengths(name):
    """Traced, they are refused with the line of the program; else they are right."""
    z = UNKNOWN[name]
    f = theano.to_jax(z, [x, n, k])
    assert_equal(f(X, 2, np.int32(5)), theano.function([x, n, k], z, on_unused_input="ignore")(X, 2, 5))
    with pytest.raises(ExportError, match="length of a slice depends on the value of an argument") as caught:
        jax.jit(f)(X, np.int64(2), np.int32(5))
    assert "test_traced_slices.py" in str(caught.value) and "static_argnums" in str(caught.value)
    assert_equal(jax.jit(f, static_argnums=(1, 2))(X, 2, 5), f(X, 2, 5))


BATCHES = {
    "the last is shorter": (lambda z: z[n * 3 : (n + 1) * 3], 8, 2),
    "after others": (lambda z: z[1 + n * 4 : n * 4 + 5], 8, 3),
    "of two numbers": (lambda z: z[n * 6 + k * 3 : n * 6 + k * 3 + 3], 8, 2),
    "with gaps": (lambda z: z[n * 6 : n * 6 + 3], 8, 2),
    "longer than all": (lambda z: z[n * 20 : n * 20 + 20], 8, 8),
}


@pytest.mark.parametrize("name", BATCHES)
def test_a_shorter_batch_is_mentioned(name):
    """Its rows are repeated; all others are right. Without the rest, and where no number is traced, nothing is said."""
    part, rows, rest = BATCHES[name]
    z = part(x)
    f, g = theano.to_jax(z, [x, n, k]), theano.function([x, n, k], z, on_unused_input="ignore")
    message = f"the last one has {rest} on an axis of length {rows}"
    with pytest.warns(UserWarning, match=message) as caught:
        found = jax.jit(f)(X, np.int64(0), np.int32(0))
    text = str(caught[0].message)
    assert "test_traced_slices.py" in text and f"x[:{rows - rest}]" in text
    if rows > rest:
        assert_equal(found, g(X, 0, 0))
    with pytest.warns(UserWarning, match=message):
        jax.jit(jax.grad(lambda *args: f(*args).sum()))(X, np.int64(0), np.int32(0))
    with pytest.warns(UserWarning, match=message):
        jax.vmap(f, (None, 0, None))(X, np.array([0, 1]), np.int32(0))
    assert_equal(f(X, 1, 1), g(X, 1, 1))
    assert_equal(jax.jit(f, static_argnums=(1, 2))(X, 1, 1), g(X, 1, 1))
    if rows > rest:
        whole = part(x[: rows - rest])
        f, g = theano.to_jax(whole, [x, n, k]), theano.function([x, n, k], whole, on_unused_input="ignore")
        assert_equal(jax.jit(f)(X, np.int64(0), np.int32(0)), g(X, 0, 0))


WINDOWS = {
    "that overlap": x[n : n + 3],
    "that overlap a little": x[n * 2 : n * 2 + 3],
    "of one element": x[n * 7 : n * 7 + 1],
    "that end together": x[n * 4 + 4 : n * 4 + 8],
    "that end before": x[n * 5 : n * 5 + 3],
    "from the end": x[-3 * n - 3 : -3 * n],
}


@pytest.mark.parametrize("name", WINDOWS)
def test_windows_are_not_mentioned(name):
    z = WINDOWS[name]
    f, g = theano.to_jax(z, [x, n]), theano.function([x, n], z)
    for place in (0, 1):
        wanted = g(X, place)
        if len(wanted):
            assert_equal(jax.jit(f)(X, np.int64(place)), wanted)


@pytest.mark.parametrize("write", [T.set_subtensor, T.inc_subtensor])
@pytest.mark.parametrize("part", [lambda z: z[:], lambda z: z[0:3], lambda z: z[:, :3][:3]])
def test_all_is_written(write, part):
    """XLA, which reverses a scatter to all of an array, ends the process."""
    z = part(x[:3] * 0)
    written = write(z, v)
    f = theano.to_jax(written[::-1], [x, v], stabilize=False)
    assert "scatter" not in str(jax.make_jaxpr(f)(X, V))
    assert_equal(jax.jit(f)(X, V), np.tile(V, (3, 1)))
