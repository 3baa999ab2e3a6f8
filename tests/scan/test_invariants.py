"""Gradients of what steps compute from loop-invariant arguments: those of the loop written out, pulled back once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.traverse import ancestors
from tensorgraph.scan.op import Scan
from tensorgraph.tensor.types.type import TensorType

N = 3
WORK = {
    "element": lambda w, A: w[1],
    "part": lambda w, A: w[:2].sum(),
    "row": lambda w, A: (A[2] * w).sum(),
    "softmax": lambda w, A: T.nnet.softmax(A)[0, 1] + w[0],
    "norm": lambda w, A: T.sqrt((A**2).sum() + 1),
    "itself": lambda w, A: w.sum() * T.exp(-w[0]),
    "chosen": lambda w, A: T.switch(w > 0, w, 0.5 * A[0]).max(),
    "rounded": lambda w, A: T.floor(w[2]) + A[0, 0],
    "vector": lambda w, A: T.tanh(w),
    "matrix": lambda w, A: T.dot(T.exp(-A * A), w[::-1]),
    "turned": lambda w, A: A.T[1] * w,
}


def unrolled(step, x, state, n, *others):
    rows = []
    for k in range(n):
        state = step(x[k], state, *others)
        rows.append(state)
    return T.stack(rows)


@st.composite
def steps(draw):
    """Names of invariant work, and how a step joins them with its row and the state."""
    names = draw(st.lists(st.sampled_from(sorted(WORK)), min_size=1, max_size=4))
    return names, draw(st.sampled_from(["sum", "product", "tanh"])), draw(st.booleans()), draw(st.integers(0, 999))


@settings(max_examples=15)
@given(steps(), st.integers(1, 4))
def test_random_steps(given, n):
    """First derivatives, and those of their squares, as without a loop."""
    names, how, reads_state, seed = given
    rng = np.random.default_rng(seed)
    x, h, w, A = T.dmatrix("x"), T.dvector("h"), T.dvector("w"), T.dmatrix("A")

    def step(x_t, h, w, A):
        h = 0.3 * h * w if reads_state else h
        for name in names:
            made = WORK[name](w, A)
            h = h + made * x_t if how == "sum" else h * made + x_t if how == "product" else T.tanh(h + made) * x_t
        return h

    loop, _ = theano.scan(step, x, h, [w, A])
    costs = [(rows**2).sum() for rows in (loop, unrolled(step, x, h, n, w, A))]
    values = [rng.normal(size=(n, N)), rng.normal(size=N), rng.normal(size=N), rng.normal(size=(N, N))]
    found = []
    for cost in costs:
        first = T.grad(cost, [x, h, w, A], disconnected_inputs="ignore")
        second = T.grad(sum((g**2).sum() for g in first), [x, w, A], disconnected_inputs="ignore")
        found.append(theano.function([x, h, w, A], [*first, *second], on_unused_input="ignore")(*values))
    for got, want in zip(*found):
        np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-8 * max(1, np.abs(want).max()))


def carried(g):
    """The types of what the loops behind a gradient carry from step to step."""
    loops = {v.owner for v in ancestors([g]) if v.owner is not None and isinstance(v.owner.op, Scan)}
    return [v.type.ndim for node in loops for v in node.op.inner_sitsot(node.op.inputs)]


def test_numbers_are_carried_for_elements():
    """A loop over scalars with parameters in a vector carries numbers only."""
    x, w = T.dvectors("xw")
    rows, _ = theano.scan(lambda x, h, w: w[0] + w[1] * x**2 + w[2] * h, x, T.constant(np.float64(1)), w)
    g = T.grad(rows.sum(), w)
    assert set(carried(g)) == {0}
    f = theano.function([x, w], g)
    value, h, want = np.arange(5.0), 1.0, np.zeros(3)
    dh = np.zeros(3)
    for v in value:
        dh = np.array([1, v**2, h]) + 0.5 * dh
        h = 0.1 + 0.2 * v**2 + 0.5 * h
        want += dh
    np.testing.assert_allclose(f(value, [0.1, 0.2, 0.5]), want)
    np.testing.assert_allclose(f(value[:0], [0.1, 0.2, 0.5]), np.zeros(3))


def test_what_the_loop_stops_at():
    """A loop that stops, a bound from invariant work, and an argument that nothing but work reads."""
    x, w = T.dvectors("xw")
    rows, _ = theano.scan(
        lambda x, h, w: ((h + T.exp(w)[0] * x), theano.scan_module.until(h > w[1])), x, T.constant(np.float64(0)), w)
    f = theano.function([x, w], T.grad(rows[-1], w))
    np.testing.assert_allclose(f(np.ones(9), [0.0, 3.5]), [5, 0])


class Steep(theano.Op):
    """The number one, whose gradient is undefined."""

    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, [x], [TensorType("float64", ())()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.asarray(1.0)

    def grad(self, inputs, grads):
        return [theano.gradient.grad_undefined(self, 0, inputs[0], "steep")]


def test_undefined_and_unread():
    """Why there is no gradient is told for the argument that work reads, and for no other."""
    x, w, v = T.dvectors("xwv")
    rows, _ = theano.scan(lambda x, w, v: x * Steep()(w) + (v * v)[0], x, None, [w, v])
    np.testing.assert_allclose(theano.function([x, w, v], T.grad(rows.sum(), v))([1.0, 2.0], [0.0], [3.0]), [12])
    with pytest.raises(theano.gradient.NullTypeGradError, match="steep"):
        T.grad(rows.sum(), w)
    with pytest.raises(theano.gradient.NullTypeGradError, match="steep"):
        T.grad(rows.sum(), [v, w])


def test_whole_numbers():
    """Work on integers is left in the step; what has no smooth path to a result has zeros."""
    x, i, w = T.dvector("x"), T.lvector("i"), T.dvector("w")
    rows, _ = theano.scan(lambda x, i, w: x * (i * 2)[0] + (w > 0)[1] * x, x, None, [i, w])
    f = theano.function([x, i, w], T.grad(rows.sum(), [x, w, i]), on_unused_input="ignore")
    gx, gw, gi = f([1.0, 2.0], [3], [0.5, 0.5])
    np.testing.assert_allclose(gx, [7, 7])
    np.testing.assert_allclose(gw, [0, 0])
    assert not np.any(gi)


def test_stable_forms():
    """Logarithms of probabilities that vanish, in the step: the gradient is that of their stable form."""
    y, A = T.lvector("y"), T.dmatrix("A")
    rows, _ = theano.scan(lambda y, A: T.log(T.nnet.softmax(A))[0, y] + T.log(1 - T.nnet.sigmoid(A[0, 0])), y, None, A)
    f = theano.function([y, A], [rows, T.grad(rows.sum(), A)])
    value, g = f([0, 1, 1], [[1000.0, 0.0, -1000.0]])
    np.testing.assert_allclose(value, [-1000, -2000, -2000])
    np.testing.assert_allclose(g, [[-5, 2, 0]])
