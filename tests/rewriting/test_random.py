"""Random programs three ways: as written on the ops' references, rewritten, and in plain NumPy.

More of them: ``TENSORGRAPH_RANDOM_GRAPHS=5000 pytest tests/rewriting/test_random.py``; the failing seed is the
test's name, and ``TENSORGRAPH_RANDOM_START`` says where to begin.
"""

import os

import numpy as np
import pytest
from random_graphs import Program
from run_graph import run

import tensorgraph as theano
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.rewriting import pipeline

COUNT = int(os.environ.get("TENSORGRAPH_RANDOM_GRAPHS", 300))
START = int(os.environ.get("TENSORGRAPH_RANDOM_START", 0))
SEEDS = range(START, START + COUNT)


def check(found, expected):
    for a, b in zip(found, expected):
        assert a.shape == b.shape and a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7 * max(1, np.abs(b).max(initial=0)))


@pytest.mark.parametrize("seed", SEEDS)
def test_three_ways(seed):
    """The same results, and a graph that is sound."""
    program = Program(seed)
    fgraph = FunctionGraph(program.inputs, program.outputs)
    check(run(fgraph, program.values), program.expected)
    pipeline.rewrite(fgraph, "fast_run")
    fgraph.check_integrity()
    check(run(fgraph, program.values), program.expected)


@pytest.mark.parametrize("seed", SEEDS[: COUNT // 3])
def test_on_kernels(seed):
    """The rewritten program on the kernels."""
    program = Program(seed + 1_000_000, 40)
    f = theano.function(program.inputs, program.outputs, mode="FAST_RUN", on_unused_input="ignore")
    check(f(*program.values), program.expected)
