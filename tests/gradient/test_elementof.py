"""Rows of Jacobians are derivatives of single elements, computed without the others."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import grad, jacobian
from tensorgraph.gradient.elementof import element_of
from tensorgraph.graph.traverse import ancestors
from tensorgraph.tensor.products.dot import Dot

N = 4
x, u = T.dvectors("x", "u")
w = T.dmatrix("w")
ONE = T.TensorType("float64", (True,))("one")
GIVEN = {
    x: np.linspace(0.3, 1.1, N), u: np.linspace(-0.7, 0.9, N), w: np.sin(np.arange(16.0)).reshape(N, N),
    ONE: np.array([0.6]),
}  # fmt: skip
STEPS = [
    lambda v, rng: T.tanh(v), lambda v, rng: T.exp(-v) + 1, lambda v, rng: v * ONE, lambda v, rng: T.dot(v, w),
    lambda v, rng: T.dot(w, v), lambda v, rng: T.dot(v, w.T) * u, lambda v, rng: T.switch(v > 0.2, v, u * v),
    lambda v, rng: v[::-1], lambda v, rng: v + T.sqr(v), lambda v, rng: T.nnet.softmax(v)[0],
    lambda v, rng: 2 / (1 + v**2), lambda v, rng: T.addbroadcast(v[:1], 0) - v,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_random_vectors(seed):
    """Jacobians with respect to inputs, and to a vector on the way, are stacks of gradients."""
    rng = np.random.default_rng(seed)
    made = [x]
    for _ in range(rng.integers(1, 7)):
        made.append(STEPS[rng.integers(len(STEPS))](made[rng.integers(max(len(made) - 2, 0), len(made))], rng))
    y = made[-1]
    on_the_way = [v for v in made if v in set(ancestors([y]))]
    wrt = [v for v in (x, u, w, ONE, on_the_way[rng.integers(len(on_the_way))]) if v in set(ancestors([y]))]
    wrt = list(dict.fromkeys(wrt))
    rows = jacobian(y, wrt, consider_constant=[on_the_way[0]] if seed % 3 == 0 and on_the_way[0] not in wrt else None)
    expected = [[grad(y[i], v) for i in range(N)] for v in wrt]
    given = {v: value for v, value in GIVEN.items() if v in set(ancestors([y]))}
    f = theano.function(list(given), [*rows, *[T.stack(of_one) for of_one in expected]])
    found = f(*given.values())
    for got, want in zip(found[: len(wrt)], found[len(wrt) :]):
        np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-14)


def test_a_row_of_a_layer_has_no_product_of_the_weights():
    """The last layer gives its columns: the first one alone is multiplied."""
    i = T.iscalar("i")
    element = element_of(T.tanh(T.dot(T.tanh(T.dot(x, w)), w) + u), i, [x])
    products = [v.owner for v in ancestors([element]) if v.owner is not None and isinstance(v.owner.op, Dot)]
    assert sorted(node.outputs[0].type.ndim for node in products) == [0, 1]


def test_what_derivatives_are_taken_of_stays():
    z = T.dot(x, w)
    assert z in set(ancestors([element_of(T.tanh(z), T.iscalar(), [z])]))
    found = theano.function([x, w], jacobian(T.tanh(z), z))(GIVEN[x], GIVEN[w])
    np.testing.assert_allclose(found, np.diag(1 - np.tanh(GIVEN[x] @ GIVEN[w]) ** 2))


@pytest.mark.parametrize("n", [1, N - 1, N + 1])
def test_lengths_must_agree(n):
    """Elements beyond the shorter vector would not be missed."""
    for z in (x * u, T.tanh(T.dot(x, w) + u)):
        f = theano.function([x, u, w], jacobian(z, x), on_unused_input="ignore")
        with pytest.raises((AssertionError, ValueError)):
            f(GIVEN[x], np.ones(n), GIVEN[w])


def test_a_long_chain():
    """The search does not recurse."""
    y = x
    for _ in range(3000):
        y = y * 1.0001
    np.testing.assert_allclose(theano.function([x], jacobian(y, x))(GIVEN[x]), np.eye(N) * 1.0001**3000)
