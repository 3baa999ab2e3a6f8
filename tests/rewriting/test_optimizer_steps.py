"""What optimisers make of gradients: it costs what their own operations do, since no divisor that is made of gradients
has a form."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

rng = np.random.RandomState(3)
X, Y = rng.standard_normal((6, 4)), rng.standard_normal((6, 3))


def layer(x, parameters, n_in, n_out):
    w, b = (theano.shared(rng.standard_normal(shape) * 0.1) for shape in ((n_in, n_out), (n_out,)))
    parameters += [w, b]
    return T.dot(x, w) + b


def gaussian(x, y, parameters):
    hidden = T.tanh(layer(x, parameters, 4, 5))
    scale = T.exp(layer(hidden, parameters, 5, 3))
    return (((y - layer(hidden, parameters, 5, 3)) / scale) ** 2 / 2 + T.log(scale)).mean()


def poisson(x, y, parameters):
    rate = layer(T.nnet.softplus(layer(x, parameters, 4, 5)), parameters, 5, 3)
    return (T.exp(rate) - abs(y) * rate).mean()


def mixture(x, y, parameters):
    weights = T.nnet.softmax(layer(x, parameters, 4, 3))
    scales = T.exp(layer(x, parameters, 4, 3))
    return -T.log((weights * T.exp(-((y / scales) ** 2) / 2) / scales).sum(1)).mean()


def radial(x, y, parameters):
    centres, widths = theano.shared(rng.standard_normal((5, 4))), theano.shared(np.zeros(5))
    parameters += [centres, widths]
    distances = ((x[:, None, :] - centres) ** 2).sum(2)
    return ((layer(T.exp(-distances * T.exp(widths)), parameters, 5, 3) - y) ** 2).mean()


def weibull(x, y, parameters):
    shape, scale = (T.nnet.softplus(layer(x, parameters, 4, 3)), T.exp(layer(x, parameters, 4, 3)))
    z = (abs(y) + 0.1) / scale
    return (z**shape - T.log(shape / scale) - (shape - 1) * T.log(z)).mean()


def adam(parameters, gradients):
    steps = theano.shared(0.0)
    updates = [(steps, steps + 1)]
    for p, g in zip(parameters, gradients):
        first, second = (theano.shared(0 * p.get_value()) for _ in range(2))
        mean, square = 0.9 * first + 0.1 * g, 0.999 * second + 0.001 * g * g
        root = T.sqrt(square / (1 - 0.999 ** (steps + 1)))
        updates += [(first, mean), (second, square), (p, p - 0.01 * mean / (1 - 0.9 ** (steps + 1)) / (root + 1e-8))]
    return updates


def clipped(parameters, gradients):
    norm = T.sqrt(sum((g**2).sum() for g in gradients))
    return [(p, p - 0.01 * g * T.minimum(1, 0.5 / norm)) for p, g in zip(parameters, gradients)]


def normalized(parameters, gradients):
    return [(p, p - 0.01 * g / (T.sqrt((g**2).sum()) + 1e-8)) for p, g in zip(parameters, gradients)]


def rmsprop(parameters, gradients):
    updates = []
    for p, g in zip(parameters, gradients):
        square = theano.shared(0 * p.get_value())
        updates += [(square, 0.9 * square + 0.1 * g**2)]
        updates += [(p, p - 0.01 * g / T.sqrt(updates[-1][1] + 1e-6))]
    return updates


def by_powers(parameters, gradients):
    return [(p, p - 0.01 * g * ((g * g).sum() + 1e-6) ** -0.5) for p, g in zip(parameters, gradients)]


def standardized(parameters, gradients):
    return [(p, p - 0.01 * (g - g.mean()) / (g.std() + 1e-6)) for p, g in zip(parameters, gradients)]


LOSSES = [gaussian, poisson, mixture, radial, weibull]
OPTIMIZERS = [adam, clipped, normalized, rmsprop, by_powers, standardized]


def number_of_nodes(inputs, outputs, updates=()):
    f = theano.function(inputs, outputs, updates=list(updates))
    return len(f.maker.fgraph.apply_nodes)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_steps_cost_what_gradient_and_optimizer_do(loss, optimizer):
    x, y, parameters = T.dmatrix("x"), T.dmatrix("y"), []
    cost = loss(x, y, parameters)
    gradients = T.grad(cost, parameters)
    given = [g.type() for g in gradients]
    apart = number_of_nodes([x, y], [cost, *gradients]) + number_of_nodes(given, [], optimizer(parameters, given))
    # moves of axes, and squares that are computed where they are read
    most = 1.1 * apart + len(parameters)
    assert number_of_nodes([x, y], cost, optimizer(parameters, gradients)) <= most


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_steps_are_those_of_no_rewriting(loss, optimizer):
    found = []
    for mode in (None, theano.Mode("py", None)):
        rng.seed(4)
        x, y, parameters = T.dmatrix("x"), T.dmatrix("y"), []
        cost = loss(x, y, parameters)
        f = theano.function([x, y], cost, updates=optimizer(parameters, T.grad(cost, parameters)), mode=mode)
        found.append([f(X, Y), f(X, Y), *[p.get_value() for p in parameters]])
    for a, b in zip(*found):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_logarithms_look_through_gradients():
    """The density of a transformed variable has the logarithm of a derivative."""
    x = T.dvector("x")
    slope = T.grad(T.log(1 + T.exp(x)).sum(), x)
    f = theano.function([x], T.log(abs(slope)))
    np.testing.assert_allclose(f([-800.0, 0.0, 900.0]), [-800, -np.log(2), 0])


def test_gradients_are_divided_by_their_cost():
    x = T.dvector("x")
    total = T.exp(x).sum()
    f = theano.function([x], T.grad(total, x) / total)
    np.testing.assert_allclose(f([1000.0, 1000.0, 0.0]), [0.5, 0.5, 0])


def test_what_is_a_gradient_as_well_is_no_end():
    """The exponentials are the gradient of their sum, and those that a softmax is made of."""
    x = T.dvector("x")
    e = T.exp(x)
    f = theano.function([x], [e / e.sum(), T.grad(e.sum(), x)])
    with np.errstate(over="ignore"):
        weights, slope = f([1000.0, 1000.0, 0.0])
    np.testing.assert_allclose(weights, [0.5, 0.5, 0])
    np.testing.assert_allclose(slope, [np.inf, np.inf, 1])


def test_norms_that_overflow_leave_parameters():
    """As without rewriting: where the norm is infinite its reciprocal is 0."""
    x, w, b = T.dvector("x"), theano.shared(np.full(3, 400 / 3)), theano.shared(np.asarray(0.0))
    cost = T.exp(T.dot(x, w) + b) - x.sum()
    gradients = T.grad(cost, [w, b])
    norm = T.sqrt(sum((g**2).sum() for g in gradients))
    f = theano.function([x], [cost, norm], updates=clipped([w, b], gradients))
    with np.errstate(over="ignore"):
        value, size = f(np.ones(3))
    np.testing.assert_allclose(value, np.exp(400), rtol=1e-10)
    assert size == np.inf
    np.testing.assert_array_equal([*w.get_value(), b.get_value()], [400 / 3, 400 / 3, 400 / 3, 0])


def test_states_are_ends():
    """A shared variable that overflows is infinite: what is divided by its root need not be finite."""
    x, state = T.dvector("x"), theano.shared(np.zeros(2))
    new = state + T.exp(x) ** 2
    f = theano.function([x], T.exp(x) / T.sqrt(new), updates=[(state, new)])
    np.testing.assert_allclose(f([0.5, -1.0]), [1, 1])
    assert not any("log" in str(node.op) for node in f.maker.fgraph.apply_nodes)
    plain = theano.function([x], T.exp(x) / T.sqrt(state + T.exp(x) ** 2))
    state.set_value(np.zeros(2))
    np.testing.assert_allclose(plain([500.0, 0.0]), [1, 1])
