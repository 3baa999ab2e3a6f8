"""Rewritten or not, a loop gives the same, and so do its gradients.

More of them, others each time: ``TENSORGRAPH_RANDOM_LOOPS=1000 pytest tests/scan/test_rewrites_values.py``.
"""

import os

import numpy as np
from hypothesis import given, settings
from random_loops import RandomLoop, recipes

import tensorgraph as theano

FAST_RUN = theano.compile.get_mode("FAST_RUN")
PLAIN = FAST_RUN.excluding("scan")
COUNT = int(os.environ.get("TENSORGRAPH_RANDOM_LOOPS", 80))
# with another number they differ from run to run
STEADY = "TENSORGRAPH_RANDOM_LOOPS" not in os.environ
# a step in Python for every operation, nothing rewritten
REFERENCE = theano.Mode("py", None)


def check(loop, outputs, modes, seed=0, n=5):
    """`outputs` are the same in all modes."""
    values = loop.values(seed, n)
    functions = [theano.function(loop.inputs, outputs, mode=mode, on_unused_input="ignore") for mode in modes]
    expected = functions[0](*values)
    for f in functions[1:]:
        for a, b in zip(f(*values), expected):
            assert a.shape == b.shape
            np.testing.assert_allclose(a, b, rtol=1e-7, atol=1e-9)


@settings(max_examples=COUNT, derandomize=STEADY)
@given(recipes())
def test_values(recipe):
    loop = RandomLoop(recipe)
    check(loop, loop.outputs, [PLAIN, FAST_RUN])


@settings(max_examples=COUNT // 5, derandomize=STEADY)
@given(recipes())
def test_values_of_references(recipe):
    """The rewritten graph on references, the plain one on kernels."""
    loop = RandomLoop(recipe)
    check(loop, loop.outputs, [REFERENCE, theano.Mode("py", "fast_run"), theano.Mode("cvm", None)])


@settings(max_examples=COUNT // 2, derandomize=STEADY)
@given(recipes())
def test_gradients(recipe):
    loop = RandomLoop(recipe)
    check(loop, [*loop.outputs, *loop.gradients()], [PLAIN, FAST_RUN])
