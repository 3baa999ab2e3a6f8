"""Gradients of where loops end are handed from step to step, without a buffer of zeros."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.scan.op import Scan

PLAIN = theano.compile.Mode(optimizer=None)


def backward_loop(f):
    """The loop of a function that goes back."""
    loops = [node.op for node in f.maker.fgraph.toposort() if isinstance(node.op, Scan)]
    (found,) = [op for op in loops if op.name.startswith("grad_of")]
    return found


def compare(inputs, outputs, values):
    f, g = theano.function(inputs, outputs), theano.function(inputs, outputs, mode=PLAIN)
    for got, want in zip(f(*values), g(*values), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)
    return f


def variables():
    rng = np.random.default_rng(0)
    x, h, w = T.dmatrix("x"), T.dvector("h"), T.dmatrix("w")
    return (x, h, w), (rng.normal(size=(6, 3)), rng.normal(size=3), rng.normal(size=(3, 3)) / 2)


def recurrent(x, h, w, **kwargs):
    states, _ = theano.scan(lambda x, h, w: T.tanh(T.dot(h, w) + x), x, h, w, **kwargs)
    return states


@pytest.mark.parametrize("kwargs", [{}, {"n_steps": 4}, {"go_backwards": True}, {"truncate_gradient": 3}], ids=str)
@pytest.mark.parametrize("part", ["last", "an element of it", "it and the row before", "all", "the first"])
def test_what_a_cost_reads(part, kwargs):
    """The last row alone comes in at once; the gradients are those of any other cost."""
    inputs, values = variables()
    states = recurrent(*inputs, **kwargs)
    cost = {
        "last": lambda: (states[-1] ** 2).sum(), "an element of it": lambda: states[-1, 1] ** 3,
        "it and the row before": lambda: (states[-1] * states[-2]).sum(), "all": lambda: (states**2).sum(),
        "the first": lambda: (states[0] ** 2).sum(),
    }[part]()
    f = compare(inputs, T.grad(cost, inputs), values)
    if part in ("last", "an element of it") and kwargs != {"truncate_gradient": 3}:
        assert backward_loop(f).n_mit_mot == 0


def test_states_that_no_cost_reads():
    """Memory cells, whose rows are read by the steps alone."""
    (x, h, w), values = variables()

    def step(x, h, c, w):
        c = c * T.nnet.sigmoid(x) + T.tanh(T.dot(h, w))
        return T.tanh(c), c

    (states, _), _ = theano.scan(step, x, [h, T.zeros_like(h)], w)
    assert backward_loop(compare([x, h, w], T.grad(states[-1].sum(), [x, h, w]), values)).n_mit_mot == 0
    f = compare([x, h, w], T.grad((states**2).sum(), [x, h, w]), values)
    assert backward_loop(f).n_mit_mot == 1


@pytest.mark.parametrize("n", [1, 2, 5])
def test_numbers_of_steps(n):
    """Loops of any length; one without steps has no last row."""
    (x, h, w), (rows, *rest) = variables()
    f = compare([x, h, w], T.grad(recurrent(x, h, w)[-1].sum(), [h, w]), [rows[:n], *rest])
    with pytest.raises(IndexError):
        f(rows[:0], *rest)


def test_second_derivatives_and_rows_further_back():
    """A loop through the gradient of a loop; states that read two rows."""
    (x, h, w), values = variables()
    cost = (recurrent(x, h, w)[-1] ** 2).sum()
    (g,) = T.grad(cost, [w])
    compare([x, h, w], T.grad((g**2).sum(), [x, h, w]), values)
    states, _ = theano.scan(lambda a, b: a * b + 1, None, {"initial": x[:2], "taps": [-2, -1]}, n_steps=5)
    compare([x], [T.grad(states[-1].sum(), x)], values[:1])


def test_loops_that_stop():
    """The number of steps is known only when the loop has run."""
    (x, h, w), values = variables()
    states, _ = theano.scan(
        lambda h, w: (T.tanh(T.dot(h, w)) * 0.9, theano.scan_module.until(abs(h).max() < 0.3)), None, h, w, n_steps=30)
    compare([h, w], T.grad(states[-1].sum(), [h, w]), values[1:])


def test_buffers_are_short():
    """Of the rows that are handed over, those that a step needs are kept."""
    p = T.dvector("p")
    states, _ = theano.scan(lambda p: p - 0.1 * p**2, None, p, n_steps=1000)
    f = theano.function([p], T.grad(states[-1].sum(), p))
    (back,) = [step for step in f.program.steps if step.params.get("name", "").startswith("grad_of")]
    shapes = {step.outputs[0]: step.params["shape"] for step in f.program.steps if step.kind == "alloc"}
    (buffer,) = [step.inputs[0] for step in f.program.steps if step.outputs[:1] == back.inputs[2:3]]
    assert shapes[buffer][0] <= 3
    x = np.linspace(0, 1, 4)
    want, y = np.ones(4), x
    for _ in range(1000):
        want, y = want * (1 - 0.2 * y), y - 0.1 * y**2
    np.testing.assert_allclose(f(x), want, rtol=1e-9)


def test_what_was_not_read_gets_no_nan():
    """Elements of the last row that a cost does not read have the gradient 0, whatever the derivatives are there."""
    x = T.dmatrix("x")
    h, _ = theano.scan(lambda r, h: h * T.exp(-r) + r, x, T.ones(3))
    f = theano.function([x], T.grad(h[-1, :2].sum(), x))
    value = np.linspace(0.1, 1, 12).reshape(4, 3)
    value[:, 2] = -1000
    assert np.isfinite(f(value)).all() and not f(value)[:, 2].any() and f(value)[:, :2].all()
