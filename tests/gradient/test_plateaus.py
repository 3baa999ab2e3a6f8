"""A cost that is constant between jumps: its gradient is zero everywhere, and a warning says so."""

import warnings

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import optim
from tensorgraph.tensor.random import MRG_RandomStreams


def _variables():
    x, labels = T.dmatrix("x"), T.lvector("labels")
    w = theano.shared(np.eye(3), "w")
    scores = T.dot(x, w)
    return x, labels, w, scores, T.nnet.softmax(scores)


PLATEAUS = {
    "errors": lambda x, labels, w, scores, p: T.mean(T.neq(T.argmax(p, axis=1), labels)),
    "accuracy": lambda x, labels, w, scores, p: -T.eq(p.argmax(axis=1), labels).astype("float64").mean(),
    "count": lambda x, labels, w, scores, p: T.sum(scores > 0),
    "rounded": lambda x, labels, w, scores, p: T.sqr(T.round(scores)).sum(),
    "floor": lambda x, labels, w, scores, p: T.exp(T.floor(scores)).sum(),
    "sign": lambda x, labels, w, scores, p: T.mean(abs(T.sgn(scores) - 1)),
    "hinge of signs": lambda x, labels, w, scores, p: T.maximum(0, 1 - T.sgn(scores)).sum(),
    "cast": lambda x, labels, w, scores, p: T.cast(scores, "int32").sum() * 0.5,
    "switch": lambda x, labels, w, scores, p: T.switch(scores > 0.5, 1.0, 0.0).mean(),
}
SLOPES = {
    "loss": lambda x, labels, w, scores, p: T.nnet.categorical_crossentropy(p, labels).mean(),
    "mixed": lambda x, labels, w, scores, p: T.mean(T.neq(p.argmax(axis=1), labels)) + 0.01 * T.sqr(w).sum(),
    "of another": lambda x, labels, w, scores, p: T.sum(scores > 0) * x.sum(),
    "masked": lambda x, labels, w, scores, p: T.sum(scores * (scores > 0)),
    "relu": lambda x, labels, w, scores, p: T.nnet.relu(scores).sum(),
    "straight through": lambda x, labels, w, scores, p: (
        scores + theano.gradient.zero_grad(T.round(scores) - scores)
    ).sum(),
    "said to be zero": lambda x, labels, w, scores, p: theano.gradient.zero_grad(scores).sum(),
    "slope of a slope": lambda x, labels, w, scores, p: T.grad(T.nnet.relu(scores).sum(), scores).sum(),
    "sampled": lambda x, labels, w, scores, p: (
        theano.gradient.disconnected_grad(MRG_RandomStreams(1).binomial(p.shape, p=p, dtype="float64")) * T.log(p)
    ).sum(),
}


@pytest.mark.parametrize("name", PLATEAUS)
def test_a_plateau_is_named_with_what_makes_it_one(name):
    x, labels, w, scores, p = _variables()
    cost = PLATEAUS[name](x, labels, w, scores, p)
    with pytest.warns(UserWarning, match="(?s)is zero everywhere.*constant between its jumps.*hint: ") as caught:
        slope = T.grad(cost, w)
    assert [c.filename for c in caught] == [__file__]
    given = {v: value for v, value in ((x, np.ones((2, 3))), (labels, [0, 1]))}
    f = theano.function(list(given), slope, on_unused_input="ignore")
    assert not f(*given.values()).any()


@pytest.mark.parametrize("name", SLOPES)
def test_no_warning_where_the_cost_has_a_slope_or_the_program_wants_none(name):
    cost = SLOPES[name](*(given := _variables()))
    T.grad(cost, given[2])


def test_integers_that_are_asked_for_have_a_slope():
    k = T.lvector("k")
    assert T.grad(T.sum(k * 2.0), k).eval({k: [1, 2]}).tolist() == [2.0, 2.0]


def test_it_warns_once_at_a_line():
    x, _, w, scores, _ = _variables()
    cost = T.mean(scores > 0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for v in [w, scores, x]:
            T.grad(cost, v)
    assert len(caught) == 1
    assert "`scores > 0`" in str(caught[0].message)


def test_optimisers_and_functions_of_values_warn():
    _, _, w, scores, _ = _variables()
    with pytest.warns(UserWarning, match="zero everywhere"):
        optim.sgd(T.mean(scores > 0), [w], 0.1)
    with pytest.warns(UserWarning, match="zero everywhere"):
        theano.compiled(theano.grad(lambda v: T.sum(v > 0)))(np.ones(2))


def test_checks_of_gradients_and_jacobians_do_not():
    theano.gradient.verify_grad(T.floor, [np.array([0.5, 1.5])], rng=np.random.RandomState(1))
    v = T.dvector("v")
    theano.gradient.jacobian(T.floor(v), v)
