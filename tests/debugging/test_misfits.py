"""In formulas of many kinds, the array that does not fit is named, however they were rewritten and joined to loops."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T


def standardised(z, x):
    d = z - z.mean(axis=1, keepdims=True)
    return d / T.sqrt(T.mean(T.sqr(d), axis=1, keepdims=True) + 1e-5)


STEPS = {
    "standardise": standardised,
    "centre": lambda z, x: z - z.mean(axis=1, keepdims=True),
    "unit": lambda z, x: z / T.sqrt(1 + T.sum(T.sqr(z), axis=0)),
    "tanh": lambda z, x: T.tanh(z), "scale": lambda z, x: 3 * z - 1, "mix": lambda z, x: z * x + z,
    "softmax": lambda z, x: T.nnet.softmax(z), "max": lambda z, x: z - T.max(z, axis=0, keepdims=True),
}
READS = [
    lambda z, w: z * w, lambda z, w: w - z, lambda z, w: T.maximum(z, w), lambda z, w: T.switch(z > 0, w, z),
]
SHAPES = [(5, 3), (6, 4), (1, 4), (3,), (5, 1), (6,)]


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from(sorted(STEPS)), max_size=3), st.sampled_from(READS),
    st.lists(st.sampled_from(sorted(STEPS)), max_size=3), st.sampled_from(SHAPES), st.booleans(),
)
@example(["standardise"], READS[0], [], (3,), False)        # the loop computes a difference again
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
    assert f"w is {shape}" in first, first
