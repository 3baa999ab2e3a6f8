"""The list of gradients: an operation that makes one array of it warns, functions of lists do not."""

import warnings

import numpy as np
import pytest
from mistakes import outcome

import tensorgraph as theano
import tensorgraph.tensor as T

APPLIED = ["T.clip(g, -1, 1)", "T.sqr(g)", "T.switch(g, 1, 0)", "T.maximum(0, g)", "[T.exp(g)]"]
OF_LISTS = [
    "T.stack(g)", "T.concatenate(g)", "T.join(0, *g)", "T.as_tensor_variable(g)", "T.sum(g)", "T.max(g)", "sum(g)",
    "[T.clip(h, -1, 1) for h in g]", "theano.function([], g)", "T.clip(T.stack(g), -1, 1)", "T.add(*g)",
]  # fmt: skip


def gradients():
    w, b = theano.shared(np.ones(3), "w"), theano.shared(np.ones(3), "b")
    return {"theano": theano, "T": T, "g": T.grad((w * b).sum(), [w, b])}


@pytest.mark.parametrize("program", APPLIED)
def test_an_operation_warns(program):
    with pytest.warns(UserWarning, match=r"makes one array of a list of 2 gradients.*\n.*one by one") as caught:
        assert outcome(f"z = {program}", gradients()) is None
    assert caught[0].filename.startswith("<mistake") and str(caught[0].message).startswith(program.strip("[]"))


@pytest.mark.parametrize("program", OF_LISTS)
def test_functions_of_lists_do_not(program):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert outcome(f"z = {program}", gradients()) is None
