"""An element that did not take part gets the gradient 0, beside a pole too."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.rewriting.passes.unread import keep_zeros
from tensorgraph.rewriting.pipeline import PassRecord, rewrite

VALUE = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
POLES = {
    "log": (T.log, 0.0),
    "sqrt": (T.sqrt, 0.0),
    "power": (lambda x: x**0.3, 0.0),
    "inverse": (T.inv, 0.0),
    "arcsin": (lambda x: T.arcsin(x / 9), 9.0),
    "product": (lambda x: T.log(x) * T.exp(x), 0.0),
}
# what is read of a matrix, never its element [1, 1]
READ = {
    "transposed": lambda f: f.T[T.arange(3), T.constant([0, 0, 1])],
    "axis added": lambda f: f.dimshuffle(1, "x", 0)[:, 0, 0],
    "repeated by an axis": lambda f: (f.dimshuffle("x", 0, 1) * T.constant(np.ones((2, 1, 1))))[:, 0],
    "reshaped": lambda f: f.reshape((3, 2))[0],
    "flat": lambda f: f.flatten()[:3],
    "split": lambda f: T.split(f, [1, 1], 2, axis=0)[0],
    "joined": lambda f: T.concatenate([f, f * 2])[0],
    "stacked": lambda f: T.stack([f[0], f[1]])[0],
    "numbers stacked": lambda f: T.stack([f[0, 0], f[1, 1]])[0],
    "sorted": lambda f: T.sort(f, axis=1)[0],
    "repeated": lambda f: T.repeat(f, 2, axis=0)[0],
    "tiled": lambda f: T.tile(f, (2, 1))[0],
    "rolled": lambda f: T.roll(f, 1, axis=0)[1],
    "padded": lambda f: T.set_subtensor(T.zeros((4, 3))[1:3], f)[1],
    "part set": lambda f: T.set_subtensor(f.T[:, 1], 3.0),
    "diagonal": lambda f: T.diagonal(f[:, :2])[:1],
    "off the diagonal": lambda f: T.diag(f[0]).T[T.constant([0, 1]), T.constant([0, 1])],
    "numbered": lambda f: T.take(f, T.constant([0, 2, 3])),
    "rows and columns": lambda f: f.T[T.constant([[0, 1], [2, 0]]), T.constant([[0, 0], [0, 1]])],
    "where": lambda f: f.T[T.constant(VALUE.T < 3).nonzero()],
    "hidden": lambda f: T.switch(T.constant([1.0, 0.0]).dimshuffle(0, "x") > 0, f, 0.0).T.reshape((2, 3)),
    "hidden by a constant": lambda f: T.switch(T.constant([True, False] + [True, False] * 2), f.T.flatten(), 0.7),
    "cumulative": lambda f: T.cumsum(f)[2],
    "sums": lambda f: f.sum(axis=1)[0],
    "product": lambda f: T.dot(f, T.constant(VALUE.T))[0],
    "batched product": lambda f: T.batched_dot(f, T.constant(VALUE))[0],
    "convolved": lambda f: T.nnet.conv2d(f.dimshuffle(0, "x", "x", 1), T.constant(np.ones((1, 1, 1, 2))))[0],
    "pooled": lambda f: T.signal.pool.pool_2d(f, (1, 3), ignore_border=True)[0],
    "softmax": lambda f: T.nnet.softmax(f)[0] * T.constant([1.0, 2.0, 3.0]),
    "logsoftmax": lambda f: T.nnet.logsoftmax(f).T[0, 0],
    "graph inside": lambda f: theano.OpFromGraph(*inside())(f),
    "product of others": lambda f: T.prod(f.T, axis=0)[:1],
    "branch": lambda f: theano.ifelse.ifelse(f[0, 0] < 100, f[0], f[1]),
    "loop": lambda f: theano.scan(lambda r, s: s + r, f, T.zeros(3))[0][0],
    "state": lambda f: theano.scan(lambda r, s: s / 2 + r, T.stack([f, f]).mean(axis=0), 0 * f[0])[0][:1],
    "parts in a loop": lambda f: theano.scan(lambda r, i: r.T[i], [f, T.constant([1, 2])])[0],
}


def inside():
    a = T.dmatrix()
    return [a], [a.T[:, 0]]


def gradient(cost, x, mode=None):
    return theano.function([x], T.grad(cost, x), mode=mode)


@pytest.mark.parametrize("pole", POLES)
@pytest.mark.parametrize("read", READ)
def test_what_was_not_read(read, pole):
    function, place = POLES[pole]
    if read in ("softmax", "pooled", "logsoftmax") and pole == "inverse":
        pytest.skip("the largest of a row that is not read is infinite")
    x = T.dmatrix("x")
    g = gradient(READ[read](function(x)).sum(), x)
    value = VALUE.copy()
    value[1, 1] = place
    found = g(value)
    expected = g(VALUE)
    expected[1, 1] = 0
    # how far it is from the largest of its row is read
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-12, atol=1e-15)
    assert np.isfinite(found).all() and found[1, 1] == 0


# the function with a pole is in the step, which also runs where nothing reads it
LOOPS = {
    "rows": lambda x: theano.scan(lambda r: T.log(r).sum(), x)[0][0],
    "backwards": lambda x: theano.scan(lambda r: T.log(r).sum(), x, go_backwards=True)[0][1],
    "sums": lambda x: theano.scan(lambda r, s: s + T.log(r).sum(), x, T.zeros(()))[0][0],
    "states": lambda x: theano.scan(lambda r, s: T.tanh(2 * s) + T.log(r).sum(), x, T.zeros(()))[0][0],
    "two steps": lambda x: theano.scan(
        lambda r, s, t: s + t / 2 + T.log(r).sum(), x, dict(initial=T.zeros(2), taps=[-1, -2])
    )[0][0],
    "masked": lambda x: T.switch(
        T.constant([1, 0]) > 0, theano.scan(lambda r, s: s + T.log(r).sum(), x, T.zeros(()))[0], 0.0
    ).sum(),
    "until": lambda x: theano.scan(
        lambda r, s: (s + T.log(r).sum(), theano.scan_module.until(s > 1e9)), x, T.zeros(())
    )[0][0],
    "nested": lambda x: theano.scan(lambda r: theano.scan(T.log, r)[0].sum(), x)[0][0],
    "graph inside": lambda x: theano.scan(lambda r: T.sum(logarithms(r)), x)[0][0],
}


def logarithms(r):
    a = T.dvector()
    return theano.OpFromGraph([a], [T.log(a)])(r)


@pytest.mark.parametrize("loop", LOOPS)
def test_steps_that_were_not_read(loop):
    x = T.dmatrix("x")
    found = gradient(LOOPS[loop](x), x)([[1.0, 2.0, 4.0], [4.0, 0.0, 6.0]])
    np.testing.assert_array_equal(found, [[1.0, 0.5, 0.25], [0.0, 0.0, 0.0]])


def per_example(f, x):
    return theano.vmap(lambda row: f(row.dimshuffle("x", 0)).flatten())(x)


def logs(x):
    return T.log(x).T[0]


# each of the matrix whose last element is not read, and 0
SPELLINGS = {
    "grad": lambda x: T.grad(logs(x).sum(), x),
    "pullback": lambda x: T.Lop(logs(x), x, T.ones(2)),
    "jacobian": lambda x: theano.gradient.jacobian(logs(x), x).sum(axis=0),
    "a function's": lambda x: theano.value_and_grad(lambda y: logs(y).sum())(x)[1],
    "of another variable": lambda x: theano.clone(T.grad(logs(z := T.dmatrix()).sum(), z), {z: x}),
    "mapped": lambda x: per_example(lambda row: T.grad(logs(row).sum(), row), x),
    "in a loop": lambda x: theano.scan(
        lambda row: T.grad(T.log(row.dimshuffle("x", 0)).T[0].sum(), row), x)[0],
    "in a graph inside": lambda x: theano.OpFromGraph([z := T.dmatrix()], [T.grad(logs(z).sum(), z)])(x),
    "a step": lambda x: x - (x - T.grad(logs(x).sum(), x)),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_of_gradients(spelling):
    x = T.dmatrix("x")
    found = theano.function([x], SPELLINGS[spelling](x))([[1.0, 3.0], [2.0, 0.0]])
    np.testing.assert_allclose(found, [[1.0, 0.0], [0.5, 0.0]])


def test_second_derivatives():
    x, d = T.dmatrix("x"), T.dmatrix("d")
    g = T.grad(T.log(x).T[:, 0].sum(), x)
    again = theano.function([x, d], T.grad((g * d).sum(), x))
    found = again([[1.0, 2.0, 4.0], [4.0, 0.0, 6.0]], np.ones((2, 3)))
    np.testing.assert_array_equal(found, [[-1.0, -0.25, -0.0625], [0.0, 0.0, 0.0]])


def test_what_was_read_keeps_its_pole():
    x, w = T.dmatrix("x"), T.dmatrix("w")
    value = VALUE.copy()
    value[1, 1] = 0
    assert gradient(T.log(x).T[1].sum(), x)(value)[1, 1] == np.inf
    # a weight of 0 was read, and the sum is nan
    weighted = theano.function([x, w], [(w * T.log(x)).sum(), T.grad((w * T.log(x)).sum(), x)])
    cost, g = weighted(value, VALUE * 0)
    assert np.isnan(cost) and np.isnan(g[1, 1])
    value[1, 1] = np.nan
    assert np.isnan(gradient(T.log(x).T[1].sum(), x)(value)[1, 1])


def test_only_where_something_may_be_infinite():
    x, v = T.dmatrix("x"), T.dvector("v")
    read = T.inc_subtensor(T.zeros_like(x)[0], v).T.reshape((2, 3))

    def kept(product, derived):
        fgraph = FunctionGraph([x, v], [product, v])
        fgraph.derived_outputs = derived
        return keep_zeros(fgraph)

    for product in (read * x, read * T.tanh(x), read / T.sqrt(T.sqr(x) + 1e-8), read / 2.0, T.exp(x) * x):
        assert kept(product, {0}) == {}
    for product in (read / x, read * T.sqrt(x), read / T.sqrt(T.sqr(x)), -read * T.exp(x), read * 2.0 * np.inf):
        assert kept(product, {0}) == {"unread_zeros": 1}
        assert kept(product, {1}) == kept(product, ()) == {}


def test_values_are_no_gradients():
    """The mean of no elements is nan, also beside its gradient."""
    x, mask = T.dvector("x"), T.dvector("mask")
    mean = T.switch(mask > 0, x, 0).sum() / mask.sum()
    for outputs in ([mean], [mean, T.grad(mean, x)]):
        found = theano.function([x, mask], outputs)([1.0, 2.0], [0.0, 0.0])
        assert np.isnan(found[0])


@pytest.mark.parametrize(
    "read, applied",
    [
        (lambda h: h[-1], 0), (lambda h: h, 0), (lambda h: h[-2:], 0),
        (lambda h: h[0], 1), (lambda h: h[-1, :2], 1), (lambda h: h[:-1], 1), (lambda h: h[::2], 1),
    ],
)  # fmt: skip
def test_states_that_all_take_part(read, applied):
    """A loop whose last state is read needs no zeros kept."""
    x = T.dmatrix("x")
    h, _ = theano.scan(lambda r, h: h * T.exp(-r) + r, x, T.zeros(3))
    record = PassRecord()
    rewrite(FunctionGraph([x], [T.grad(read(h).sum(), x)]), "FAST_RUN", record)
    (found,) = [entry[-1] for entry in record.passes if entry[0] == "unread_zeros"]
    assert found.get("unread_zeros", 0) == applied


def test_excluded():
    x = T.dmatrix("x")
    literal = theano.compile.get_mode("FAST_RUN").excluding("unread_zeros")
    assert np.isnan(gradient(T.log(x).T[0].sum(), x, literal)([[1.0, 2.0], [3.0, 0.0]])[1, 1])
