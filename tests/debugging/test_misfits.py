"""In formulas of many kinds, the operation that does not fit is named, however they were rewritten and joined to loops.

The invariant: the error names an operation that the user wrote, and two of its operands whose lengths differ.
"""

import inspect
import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T


def standardised(z, x):
    d = z - z.mean(axis=1, keepdims=True)
    return d / T.sqrt(T.mean(T.sqr(d), axis=1, keepdims=True) + 1e-5)


def layer_norm(z, x):
    return (z - T.mean(z, 1, keepdims=True)) / T.sqrt(T.var(z, 1, keepdims=True) + 1e-5)


A = np.random.default_rng(0).random((4, 4))
STEPS = {
    "standardise": standardised,
    "centre": lambda z, x: z - z.mean(axis=1, keepdims=True),
    "unit": lambda z, x: z / T.sqrt(1 + T.sum(T.sqr(z), axis=0)),
    "tanh": lambda z, x: T.tanh(z), "scale": lambda z, x: 3 * z - 1, "mix": lambda z, x: z * x + z,
    "log of softmax": lambda z, x: T.log(T.nnet.softmax(z)), "layer norm": layer_norm,
    "product": lambda z, x: T.dot(z, A),
    "running sum": lambda z, x: T.cumsum(z, axis=0) / 5, "reversed": lambda z, x: z[::-1],
    "log of sum": lambda z, x: z - T.log(T.sum(T.exp(z), axis=1, keepdims=True)),
    "gate": lambda z, x: z * T.nnet.sigmoid(z.sum(0)), "ratio": lambda z, x: z / (1 + x * x) / T.exp(z),
    "norm": lambda z, x: z / z.norm(2, axis=1).dimshuffle(0, "x"), "mean": lambda z, x: z / (1 + abs(z).mean()),
    "softmax": lambda z, x: T.nnet.softmax(z), "max": lambda z, x: z - T.max(z, axis=0, keepdims=True),
}
READS = [
    lambda z, w: z * w, lambda z, w: w - z, lambda z, w: T.maximum(z, w), lambda z, w: T.switch(z > 0, w, z),
    lambda z, w: z / T.exp(w), lambda z, w: z / w, lambda z, w: z * T.exp(-w), lambda z, w: T.sqr(z - w),
    lambda z, w: z * T.sqr(w), lambda z, w: z / T.sqrt(1 + w * w), lambda z, w: T.nnet.sigmoid(z * w),
    lambda z, w: w / (1 + z * z), lambda z, w: T.exp(z - w), lambda z, w: T.abs_(z) ** w,
]
SHAPES = [(5, 3), (6, 4), (1, 4), (3,), (5, 1), (6,)]


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from(sorted(STEPS)), max_size=3), st.sampled_from(READS),
    st.lists(st.sampled_from(sorted(STEPS)), max_size=3), st.sampled_from(SHAPES), st.booleans(),
)
@example(["standardise"], READS[0], [], (3,), False)        # the loop computes a difference again
@example(["scale"], READS[4], ["unit", "tanh"], (6,), True)  # a factor of the quotient meets the divisor first
@example(["product", "mix"], READS[9], ["running sum"], (6, 4), True)   # a gradient of the product does not fit first
@example([], READS[7], ["reversed"], (6, 4), False)         # slices are taken of the operands
def test_the_array_that_does_not_fit_is_named(before, read, after, shape, gradient):
    x, w = T.dmatrix("x"), T.TensorType("float64", (False,) * len(shape))("w")
    z = x
    for name in before:
        z = STEPS[name](z, x)
    z = read(z, w)
    for name in after:
        z = STEPS[name](z, x)
    outputs = [z, T.grad(T.sum(z * z), x)] if gradient else z
    f = theano.function([x, w], outputs)
    with pytest.raises(ValueError, match="differ") as caught:
        f(np.ones((5, 4)), np.ones(shape))
    first = str(caught.value).split("\n")[0]
    number = inspect.getsourcelines(read)[1]
    assert caught.value.user_lines[0][1] in (number, number + 1, number + 2), caught.value.user_lines[0]
    # w, or what is made of it elementwise
    assert re.search(rf"\bw\b[^ ]* is {re.escape(str(shape))}", first), first
    assert re.search(r"is \(5, 4\)", first), first


CELLS = {
    "plain": lambda a, h, W, U, b: T.tanh(T.dot(a, W) + T.dot(h, U) + b),
    "gated": lambda a, h, W, U, b: T.nnet.sigmoid(T.dot(a, W) + b) * T.tanh(T.dot(h, U)),
    "residual": lambda a, h, W, U, b: h + T.nnet.relu(T.dot(h, U) + b) * T.dot(a, W),
    "normed": lambda a, h, W, U, b: (T.dot(a, W) + T.dot(h, U) - b) / T.sqrt(1 + T.sum(T.sqr(h))),
}
WRONG = {"W": [(4, 3), (3, 5)], "U": [(4, 5), (5, 4)], "b": [(5,)]}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("wrt", [None, "W", "U", "b", "x"])
def test_loops(cell, name, wrt):
    """In a loop, and where only its gradient is computed: an operand of the step is named that has the wrong length."""
    for wrong in WRONG[name]:
        shapes = {"W": (3, 4), "U": (4, 4), "b": (4,), name: wrong}
        given = {k: theano.shared(np.ones(shape), k) for k, shape in shapes.items()}
        x = T.dmatrix("x")
        h, _ = theano.scan(CELLS[cell], x, T.zeros(4), list(given.values()))
        cost = T.sum(T.sqr(h))
        f = theano.function([x], h if wrt is None else T.grad(cost, x if wrt == "x" else given[wrt]))
        with pytest.raises(ValueError, match=r"^.*\bis \(.*(differ|against)") as caught:
            f(np.ones((6, 3)))
        first = str(caught.value).split("\n")[0]
        assert caught.value.user_lines[0][1] == inspect.getsourcelines(CELLS[cell])[1], caught.value.user_lines[0]
        assert "gradient" not in first and str(max(wrong)) in first, first


@pytest.mark.parametrize("gradient", [False, True])
@pytest.mark.parametrize("axes, shape", [("per-activation", (5, 3)), ("spatial", (5, 3, 2, 2))])
@pytest.mark.parametrize("wrong", ["gamma", "beta", "mean", "var"])
def test_batch_normalization(wrong, axes, shape, gradient):
    """Its rewritten form divides gamma by a variance first: what does not fit is named beside the inputs."""
    x = T.TensorType("float64", (False,) * len(shape))("x")
    g, b, m, v = given = [
        theano.shared(np.ones(4 if wrong == name else 3), name) for name in ("gamma", "beta", "mean", "var")
    ]
    if wrong in ("gamma", "beta"):
        z, *_ = T.nnet.bn.batch_normalization_train(x, g, b, axes)
    else:
        z = T.nnet.bn.batch_normalization_test(x, g, b, m, v, axes)
    f = theano.function([x], T.grad(T.sqr(z).sum(), given[:2]) if gradient else z)
    with pytest.raises(ValueError) as caught:
        f(np.ones(shape))
    said = f"x is {shape}, {wrong} (shared) is (4,): lengths 3 and 4 of axis 1 differ\n"
    assert said in str(caught.value)
    assert gradient or "Hint: gamma, beta, mean and variance must have" in str(caught.value)
