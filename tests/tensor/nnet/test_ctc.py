"""The loss against all ways to say the labels, one by one."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import check_grad, check_pushforward, check_shapes, evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import LabelError
from tensorgraph.tensor.nnet.ctc import ConnectionistTemporalClassification, ctc, ctc_available

RNG = np.random.default_rng(9)


def said(symbols):
    """Return the labels that a sequence of symbols stands for."""
    return [s for s, _ in itertools.groupby(symbols) if s]


def losses(x, labels, lengths):
    p = np.exp(x - x.max(-1, keepdims=True))
    p /= p.sum(-1, keepdims=True)
    costs = []
    for n, length in enumerate(lengths):
        wanted = [label for label in labels[n] if label >= 0]
        total = 0
        for symbols in itertools.product(range(x.shape[2]), repeat=int(length)):
            if said(symbols) == wanted:
                total += np.prod([p[t, n, s] for t, s in enumerate(symbols)])
        costs.append(-np.log(total) if total else np.inf)
    return np.array(costs)


@st.composite
def batches(draw):
    steps, batch, symbols = draw(st.integers(0, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    width = draw(st.integers(0, 3))
    labels = [[draw(st.sampled_from([-1, *range(1, symbols)])) for _ in range(width)] for _ in range(batch)]
    lengths = [draw(st.integers(0, steps)) for _ in range(batch)]
    x = np.random.default_rng(draw(st.integers(0, 99))).standard_normal((steps, batch, symbols)) * 3
    return x, np.array(labels, dtype="int32").reshape(batch, width), np.array(lengths, dtype="int32")


@given(batches())
@settings(max_examples=100)
def test_is_the_sum_over_all_ways(batch):
    x, labels, lengths = batch
    v = T.dtensor3()
    costs = evaluate(ctc(v, labels, lengths), {v: x})
    np.testing.assert_allclose(costs, losses(x, labels, lengths), rtol=1e-9, atol=1e-12)


X = RNG.standard_normal((5, 3, 4))
LABELS = np.array([[1, 1, 2], [3, -1, -1], [-1, 2, 1]])
LENGTHS = np.array([5, 2, 4])


def test_derivatives():
    v = T.dtensor3()
    cost = ctc(v, LABELS, LENGTHS)
    check_grad(lambda v: ctc(v, LABELS, LENGTHS) ** 2, [X])
    check_shapes([cost, theano.grad(cost.sum(), v)], {v: X})
    check_pushforward(lambda v: ConnectionistTemporalClassification(False)(v, LABELS, LENGTHS), [X])
    (moved,) = theano.gradient.Rop([cost], [v], [T.constant(X)])
    np.testing.assert_allclose(
        moved.eval({v: X}), (theano.grad(cost.sum(), v).eval({v: X}) * X).sum((0, 2)), rtol=1e-12
    )
    with pytest.raises(theano.gradient.NullTypeGradError, match="no gradient of its own"):
        theano.grad((theano.grad(cost.sum(), v) ** 2).sum(), v)


def test_sequences_that_cannot_be_said():
    """Cost inf, and no gradient that would hurt the others."""
    v = T.dtensor3()
    cost = ctc(v, [[1, 1], [1, 2]], [2, 2])
    value, g = theano.function([v], [cost, theano.grad(cost[1], v)])(X[:2, :2])
    assert value[0] == np.inf and np.isfinite(value[1])
    assert (g[:, 0] == 0).all() and (g[:, 1] != 0).all()


def test_far_out():
    """Softmaxes that are 0 or 1."""
    x = np.zeros((3, 1, 3))
    x[:, 0, 1] = [1000, -1000, 1000]
    v = T.dtensor3()
    cost = ctc(v, [[1, 1]], [3])
    value, g = theano.function([v], [cost, theano.grad(cost.sum(), v)])(x)
    np.testing.assert_allclose(value, [np.log(2)])
    np.testing.assert_allclose(g[1, 0], [-0.5, 0, 0.5], atol=1e-12)


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
def test_the_gradient_is_computed_only_if_it_is_read(mode):
    v = T.ftensor3()
    cost = ctc(v, LABELS.astype("int32"), LENGTHS.astype("int32"))
    assert cost.dtype == "float32" and cost.owner.op.compute_grad and ctc_available()
    for outputs, wanted in [([cost], False), ([cost, theano.grad(cost.mean(), v)], True)]:
        f = theano.function([v], outputs, mode=mode)
        ops = [node.op for node in f.maker.fgraph.toposort()]
        assert [op.compute_grad for op in ops if isinstance(op, ConnectionistTemporalClassification)] == [wanted]
        np.testing.assert_allclose(f(X.astype("float32"))[0], losses(X, LABELS, LENGTHS), rtol=1e-5)


def test_errors():
    v, m, k = T.dtensor3(), T.lmatrix(), T.lvector()
    for error, match, args in [
        (TypeError, "must be floats", (T.ltensor3(), m, k)),
        (TypeError, "labels must be integers", (v, T.dmatrix(), k)),
        (TypeError, "input_lengths must be integers", (v, m, T.dvector())),
        (ValueError, "activations must have 3", (T.dmatrix(), m, k)),
        (ValueError, "labels must have 2", (v, k, k)),
        (ValueError, "input_lengths must have 1", (v, m, m)),
    ]:
        with pytest.raises(error, match=match):
            ctc(*args)
    f = theano.function([v, m, k], ctc(v, m, k))
    for error, match, args in [
        (LabelError, "label 4", (X, LABELS + (LABELS > 0), LENGTHS)),
        (ValueError, "is the blank", (X, np.zeros((3, 1), "int64"), LENGTHS)),
        (ValueError, "between 0 and 5", (X, LABELS, LENGTHS + 1)),
        (ValueError, "between 0 and 5", (X, LABELS, LENGTHS - 3)),
        (ValueError, "3 sequences of activations", (X, LABELS[:2], LENGTHS)),
        (ValueError, "3 sequences of activations", (X, LABELS, LENGTHS[:2])),
    ]:
        with pytest.raises(error, match=match):
            f(*args)
