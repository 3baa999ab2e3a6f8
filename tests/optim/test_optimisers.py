"""Each optimiser makes the steps of its formula in NumPy, keeps dtypes, and refuses what it cannot train."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import optim
from tensorgraph.errors import DisconnectedInputError

# PyTorch's documented formulas: each a function of p, g, the state and the number t of the step


def sgd(p, g, s, t, lr):
    return p - lr * g


def momentum(p, g, s, t, lr, momentum=0.9):
    s["v"] = momentum * s.get("v", 0) + g
    return p - lr * s["v"]


def nesterov(p, g, s, t, lr, momentum=0.9):
    s["v"] = momentum * s.get("v", 0) + g
    return p - lr * (g + momentum * s["v"])


def adagrad(p, g, s, t, lr=0.01, epsilon=1e-10):
    s["s"] = s.get("s", 0) + g * g
    return p - lr * g / (np.sqrt(s["s"]) + epsilon)


def rmsprop(p, g, s, t, lr=0.01, decay=0.99, epsilon=1e-8):
    s["s"] = decay * s.get("s", 0) + (1 - decay) * g * g
    return p - lr * g / (np.sqrt(s["s"]) + epsilon)


def adadelta(p, g, s, t, lr=1.0, decay=0.9, epsilon=1e-6):
    s["s"] = decay * s.get("s", 0) + (1 - decay) * g * g
    d = np.sqrt(s.get("u", 0) + epsilon) / np.sqrt(s["s"] + epsilon) * g
    s["u"] = decay * s.get("u", 0) + (1 - decay) * d * d
    return p - lr * d


def adam(p, g, s, t, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    s["m"] = beta1 * s.get("m", 0) + (1 - beta1) * g
    s["s"] = beta2 * s.get("s", 0) + (1 - beta2) * g * g
    return p - lr * (s["m"] / (1 - beta1**t)) / (np.sqrt(s["s"] / (1 - beta2**t)) + epsilon)


def adamw(p, g, s, t, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01):
    return adam(p - lr * weight_decay * p, g, s, t, lr, beta1, beta2, epsilon)


REFERENCES = {f.__name__: f for f in (sgd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adamw)}
OPTIMISERS = {name: getattr(optim, name) for name in REFERENCES}
OTHERS = dict(momentum=0.5, decay=0.75, beta1=0.8, beta2=0.95, epsilon=0.01, weight_decay=0.1)
every_optimiser = pytest.mark.parametrize("name", REFERENCES)


def cost_of(params):
    """A cost whose gradient in NumPy is `slope`."""
    return sum((T.sqr(p) * (i + 1) / 2 + T.sin(p)).sum() for i, p in enumerate(params))


def slope(i, p):
    return p * (i + 1) + np.cos(p)


def test_every_optimiser_has_a_reference():
    found = {name for name in optim.__all__ if "cost_or_grads" in inspect.signature(getattr(optim, name)).parameters}
    assert found == REFERENCES.keys()


@every_optimiser
@settings(max_examples=12)
@given(data=st.data())
def test_steps(name, data):
    """Of parameters of any shape and dtype; other numbers than the defaults by name."""
    shapes = data.draw(st.lists(st.lists(st.integers(0, 3), max_size=3), min_size=1, max_size=3))
    dtype = data.draw(st.sampled_from(["float64", "float32", "float16"]))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    values = [rng.normal(size=shape) for shape in shapes]
    params = [theano.shared(np.asarray(v, dtype), f"p{i}") for i, v in enumerate(values)]
    others = {k: v for k, v in OTHERS.items() if k in inspect.signature(OPTIMISERS[name]).parameters}
    numbers = data.draw(st.sampled_from([{}, others]))
    step = theano.function([], updates=OPTIMISERS[name](cost_of(params), params, learning_rate=0.05, **numbers))
    expected, states = [np.array(p.get_value(), "float64") for p in params], [{} for _ in params]
    for t in range(1, 4):
        step()
        expected = [
            REFERENCES[name](p, slope(i, p), s, t, 0.05, **numbers) for i, (p, s) in enumerate(zip(expected, states))
        ]
    tolerance = {"float64": 1e-12, "float32": 2e-5, "float16": 2e-2}[dtype]
    for p, e in zip(params, expected):
        assert p.get_value().dtype == dtype
        np.testing.assert_allclose(p.get_value(), e, rtol=tolerance, atol=tolerance)


@every_optimiser
def test_defaults(name):
    """Those of PyTorch, where both have one."""
    ours, theirs = inspect.signature(OPTIMISERS[name]).parameters, inspect.signature(REFERENCES[name]).parameters
    renamed = {"learning_rate": "lr"}
    for key in list(ours)[2:]:
        assert ours[key].default == theirs[renamed.get(key, key)].default, key


@every_optimiser
@pytest.mark.parametrize("kind", ["number", "shared", "float32", "input", "given as 0-d array"])
def test_kinds_of_learning_rates(name, kind):
    w = theano.shared(np.array([1.0, -2.0], "float32"), "w")
    rate = {"number": 0.5, "shared": theano.shared(0.5), "float32": theano.shared(np.float32(0.5)),
            "input": T.dscalar("rate"), "given as 0-d array": np.array(0.5)}[kind]
    inputs = [rate] if kind == "input" else []
    step = theano.function(inputs, updates=OPTIMISERS[name]((w**2).sum(), w, rate))
    step(*[0.5] * len(inputs))
    expected = REFERENCES[name](np.array([1.0, -2.0]), np.array([2.0, -4.0]), {}, 1, 0.5)
    np.testing.assert_allclose(w.get_value(), expected, rtol=1e-5)
    assert w.get_value().dtype == "float32"


@every_optimiser
def test_containers(name):
    """A variable, lists, tuples, dicts, generators and what is nested make the same updates."""
    def params():
        return [theano.shared(np.full(n, 0.5), f"p{n}") for n in range(3)]

    def trained(container, p, cost):
        step = theano.function([], updates=OPTIMISERS[name](cost, container, 0.1))
        step(), step()
        return np.concatenate([v.get_value() for v in p])

    p = params()
    expected = trained(p, p, cost_of(p))
    for wrap in (tuple, iter, lambda p: {v.name: v for v in p}, lambda p: [p[0], {"a": (p[1],), "b": [p[2]]}]):
        p = params()
        np.testing.assert_array_equal(trained(wrap(p), p, cost_of(p)), expected)
    p = params()
    np.testing.assert_array_equal(trained(p, p, T.grad(cost_of(p), p)), expected)
    p = params()
    grads = {v.name: T.grad(cost_of(p), v) for v in p}
    np.testing.assert_array_equal(trained({v.name: v for v in p}, p, grads), expected)


@every_optimiser
def test_broadcastable_parameters(name):
    """State has the broadcast pattern of its parameter."""
    row = theano.shared(np.ones((1, 3)), "row", broadcastable=(True, False))
    x = T.dmatrix("x")
    step = theano.function([x], updates=OPTIMISERS[name](((x + row) ** 2).sum(), [row], 0.1))
    step(np.ones((4, 3)))
    assert row.get_value().shape == (1, 3) and (row.get_value() < 1).all()


@every_optimiser
def test_a_failed_call_changes_nothing(name):
    w, x = theano.shared(np.ones(3), "w"), T.dvector("x")
    updates = OPTIMISERS[name](T.sqr(w - x).sum(), w, 0.1)
    step = theano.function([x], updates=updates)
    step(np.zeros(3))
    before = [v.get_value() for v in updates]
    with pytest.raises(ValueError):
        step(np.zeros(4))
    assert all(np.array_equal(a, v.get_value()) for a, v in zip(before, updates))


@every_optimiser
def test_optimisers_are_joined(name):
    a, b = theano.shared(1.0, "a"), theano.shared(1.0, "b")
    step = optim.step_counter()
    rate = optim.exponential_decay(0.5, step, 1)
    updates = OPTIMISERS[name](a**2, a, rate) + optim.sgd(b**2, b, rate)
    assert isinstance(updates, theano.OrderedUpdates)
    train = theano.function([], updates=updates)
    train(), train()
    assert step.get_value() == 2 and b.get_value() == 0 and a.get_value() != 1
    with pytest.raises(KeyError, match="two updates"):
        updates + optim.sgd(a**2, a, 0.1)


w, i = theano.shared(np.ones(3), "w"), theano.shared(np.arange(3), "i")
BAD = {
    "no shared variable": (lambda o: o(w.sum(), [w, T.dvector("v")], 0.1), TypeError, "parameter 1 is not shared.*v"),
    "a value": (lambda o: o(w.sum(), w.get_value(), 0.1), TypeError, "not shared"),
    "a name": (lambda o: o(w.sum(), "w", 0.1), TypeError, "not shared"),
    "integers": (lambda o: o(w.sum() + i.sum(), [w, i], 0.1), TypeError, "parameter 1 has no gradient"),
    "complex": (lambda o: o(w.sum(), theano.shared(1j), 0.1), TypeError, "no gradient"),
    "an object": (lambda o: o(w.sum(), theano.shared("text"), 0.1), TypeError, "not a dense array"),
    "no parameter": (lambda o: o(w.sum(), [], 0.1), ValueError, "no parameters"),
    "twice": (lambda o: o(w.sum(), [w, {"a": w}], 0.1), ValueError, "twice"),
    "cost is a vector": (lambda o: o(w * 2, w, 0.1), TypeError, "must be a scalar"),
    "cost is a number": (lambda o: o(1.0, w, 0.1), TypeError, "scalar cost, or a list"),
    "cost is in a list": (lambda o: o([w.sum()], w, 0.1), TypeError, "of the same rank"),
    "does not depend": (lambda o: o(w.sum(), [w, theano.shared(1.0)], 0.1), DisconnectedInputError, "not part"),
    "too few gradients": (lambda o: o([w], [w, theano.shared(1.0)], 0.1), ValueError, "1 gradients for 2"),
    "a gradient is None": (lambda o: o([None], [w], 0.1), TypeError, "must be a variable"),
    "negative rate": (lambda o: o(w.sum(), w, -0.1), ValueError, "learning_rate must be at least 0"),
    "rate is nan": (lambda o: o(w.sum(), w, float("nan")), ValueError, "learning_rate"),
    "rate is infinite": (lambda o: o(w.sum(), w, float("inf")), ValueError, "learning_rate"),
    "rate is a vector": (lambda o: o(w.sum(), w, w), TypeError, "learning_rate must be a number"),
    "rate is an array": (lambda o: o(w.sum(), w, np.ones(3)), TypeError, "learning_rate must be a number"),
    "rate is a text": (lambda o: o(w.sum(), w, "fast"), TypeError, "learning_rate must be a number"),
    "rate is None": (lambda o: o(w.sum(), w, None), TypeError, "learning_rate must be a number"),
    "rate is complex": (lambda o: o(w.sum(), w, 1j), TypeError, "learning_rate must be a number"),
}


@every_optimiser
@pytest.mark.parametrize("case", BAD)
def test_bad_arguments(name, case):
    call, error, message = BAD[case]
    with pytest.raises(error, match=message):
        call(OPTIMISERS[name])


@pytest.mark.parametrize(
    "name, number", [("momentum", "momentum"), ("rmsprop", "decay"), ("adam", "beta1"), ("adamw", "beta2")]
)
@pytest.mark.parametrize("value", [1.0, -0.1, 2])
def test_numbers_out_of_range(name, number, value):
    with pytest.raises(ValueError, match=f"{number} must be at least 0 and below 1"):
        OPTIMISERS[name](w.sum(), w, 0.1, **{number: value})


def test_minimises():
    """A function with a narrow valley, by the optimiser of most programs."""
    p = theano.shared(np.array([-1.0, 1.5]), "p")
    cost = (1 - p[0]) ** 2 + 10 * (p[1] - p[0] ** 2) ** 2
    step = theano.function([], cost, updates=optim.adam(cost, p, 0.05))
    assert [step() for _ in range(2000)][-1] < 1e-6
