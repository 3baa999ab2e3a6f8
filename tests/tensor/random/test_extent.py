"""Intervals of formulas hold their elements; parameters that may be wrong are checked, others are not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ArgumentError
from tensorgraph.tensor.random import MRG_RandomStreams
from tensorgraph.tensor.random.extent import interval
from tensorgraph.tensor.shape.assertion import Assert

ONE = [
    T.nnet.sigmoid, T.tanh, T.exp, T.sqr, T.sqrt, abs, T.nnet.softplus, T.erf, T.cos, T.nnet.relu, T.inv, T.log,
    lambda z: -z, lambda z: 2 - z, lambda z: 0.25 * z, lambda z: -3 * z + 1, lambda z: z / 4, lambda z: z**2,
    lambda z: T.clip(z, -0.5, 2), lambda z: T.maximum(z, 0), lambda z: T.minimum(z, 1), lambda z: z * z,
    lambda z: z[::-1],
    lambda z: T.cast(z, "float32"), lambda z: T.cast(z > 0.3, "float64"), lambda z: T.cast(z, "int8"), lambda z: z**0.5,
    lambda z: T.nnet.softmax(z.dimshuffle("x", 0))[0], lambda z: T.concatenate([z, 3 * z])[2:6], T.ones_like,
    lambda z: z.reshape((2, 2)).flatten(), T.sgn, T.floor,
]
TWO = [
    lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, T.maximum, T.minimum,
    lambda a, b: T.switch(a > b, a, b), lambda a, b: a * b * 0.5, lambda a, b: T.clip(a, -1, b), lambda a, b: a**b,
]
NUMBERS = np.array([-1e4, -2.5, -1.0, -0.3, 0.0, 1e-3, 0.7, 1.0, 3.5, 200.0])


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_elements_are_in_the_interval(data):
    x = T.dvector("x")
    known = [x]
    for _ in range(data.draw(st.integers(1, 5))):
        part = st.sampled_from(known)
        if data.draw(st.booleans()):
            known.append(data.draw(st.sampled_from(ONE))(data.draw(part)))
        else:
            known.append(data.draw(st.sampled_from(TWO))(data.draw(part), data.draw(part)))
    given_x = np.array(data.draw(st.lists(st.sampled_from(NUMBERS), min_size=4, max_size=4)))
    f = theano.function([x], known, mode="FAST_COMPILE", on_unused_input="ignore")
    with np.errstate(all="ignore"):
        values = f(given_x)
    for v, value in zip(known, values):
        low, high = interval(v)
        value = np.asarray(value, "float64")
        value, room = value[~np.isnan(value)], 1e-5 * (1 + abs(np.nan_to_num(value[~np.isnan(value)])))
        assert (value >= low - room).all() and (value <= high + room).all(), (theano.pp(v), low, high, value)


def asserts(f):
    return sum(isinstance(node.op, Assert) for node in f.maker.fgraph.toposort())


INSIDE = {
    "sigmoid": T.nnet.sigmoid, "scaled": lambda x: 0.05 + 0.9 * T.nnet.sigmoid(x),
    "tanh": lambda x: 0.5 * (1 + T.tanh(x)),
    "clip": lambda x: T.clip(x, 0, 1), "bump": lambda x: T.exp(-T.sqr(x)), "rest": lambda x: 1 - T.nnet.sigmoid(x),
    "row": lambda x: T.nnet.softmax(x.dimshuffle("x", 0))[0], "switch": lambda x: T.switch(x > 0, 0.3, 0.9),
}


@pytest.mark.parametrize("name", INSIDE)
def test_probabilities_that_are_in_bounds_are_not_checked(name):
    x = T.dvector("x")
    f = theano.function([x], MRG_RandomStreams(1).binomial(x.shape, p=INSIDE[name](x)))
    assert asserts(f) == 0
    f([-2.0, 0.5, 3.0])


@pytest.mark.parametrize("make, given_x", [
    (lambda r, x: r.binomial(x.shape, p=3 * T.nnet.sigmoid(x)), [0.1, 2.0]),
    (lambda r, x: r.binomial(x.shape, p=T.dot(x, x) * x), [-0.1, 0.2]),
    (lambda r, x: r.binomial(x.shape, p=x / x.sum()), [np.nan, 1.0]),
    (lambda r, x: r.normal(x.shape, std=x - 1), [0.5, 3.0]),
    (lambda r, x: r.truncated_normal(x.shape, std=-T.exp(x)), [0.5, 3.0]),
])  # fmt: skip
def test_wrong_values_are_refused_before_the_state_moves(make, given_x):
    x = T.dvector("x")
    streams = MRG_RandomStreams(1)
    f = theano.function([x], make(streams, x))
    state = streams.state_updates[0][0]
    before = state.get_value()
    with pytest.raises(ArgumentError, match=r"(p must be from 0 to 1|std must be 0 or more)"):
        f(given_x)
    assert (state.get_value() == before).all()


def test_rounding_is_no_mistake():
    x = T.fvector("x")
    p = x / x.sum() * x.shape[0] / T.cast(x.shape[0], "float32") * np.float32(1.0000002)
    f = theano.function([x], MRG_RandomStreams(1).binomial((1,), p=p))
    assert f(np.ones(1, "float32")).tolist() == [1]


def test_checks_in_loops_and_maps():
    m = T.dmatrix("m")
    streams = MRG_RandomStreams(1)
    draws, updates = theano.scan(lambda row: streams.binomial((3,), p=row * 0.5), m)
    f = theano.function([m], draws, updates=updates)
    assert f(np.ones((4, 3))).shape == (4, 3)
    with pytest.raises(ArgumentError, match="p must be from 0 to 1"):
        f(np.full((4, 3), 3.0))
    g = theano.function([m], theano.vmap(lambda row: streams.binomial((3,), p=row * 0.5))(m))
    assert g(np.ones((4, 3))).shape == (4, 3)
    with pytest.raises(ArgumentError, match="p must be from 0 to 1"):
        g(np.full((4, 3), 3.0))
