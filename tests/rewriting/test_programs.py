"""Rewritten programs give what the plain ones give, come to rest, and between them need every rule."""

import numpy as np
import pytest
from graphs import VALUES, programs
from run_graph import run

from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.traverse import inputs as graph_inputs
from tensorgraph.graph.variable import Constant
from tensorgraph.rewriting import pipeline
from tensorgraph.rewriting.equilibrium import Equilibrium
from tensorgraph.rewriting.passes.merge import merge
from tensorgraph.rewriting.passes.shape import attach_shapes
from tensorgraph.rewriting.query import PREDEFINED, RULES, STAGES, Query
from tensorgraph.rewriting.rules import load

load()
PROGRAMS = programs()
CASES = [(name, i) for name, outputs in PROGRAMS.items() for i in range(len(outputs))]


def graph(outputs):
    """A function graph of `outputs`, and the values of its inputs."""
    given = [v for v in dict.fromkeys(graph_inputs(outputs)) if not isinstance(v, Constant)]
    return FunctionGraph(given, outputs), [VALUES[v] for v in given]


def check_same(before, after):
    for a, b in zip(before, after):
        assert a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_allclose(b, a, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("query", ["fast_compile", "fast_run", "o2"])
@pytest.mark.parametrize("name,i", CASES)
def test_same_values(name, i, query):
    """All passes together."""
    fgraph, values = graph([PROGRAMS[name][i]])
    before = run(fgraph, values)
    types = [v.type for v in fgraph.outputs]
    pipeline.rewrite(fgraph, query)
    fgraph.check_integrity()
    assert [v.type for v in fgraph.outputs] == types
    check_same(before, run(fgraph, values))


@pytest.mark.parametrize("name", PROGRAMS)
def test_several_outputs(name):
    """All outputs of a program at once: what they share is not computed twice."""
    fgraph, values = graph(PROGRAMS[name])
    before = run(fgraph, values)
    pipeline.rewrite(fgraph, "fast_run")
    fgraph.check_integrity()
    check_same(before, run(fgraph, values))


@pytest.mark.parametrize("stage", sorted(STAGES))
@pytest.mark.parametrize("name", PROGRAMS)
def test_rest(name, stage):
    """A stage that has come to rest finds nothing more to do."""
    fgraph, _ = graph(PROGRAMS[name])
    attach_shapes(fgraph)
    equilibrium = pipeline.equilibrium(stage, PREDEFINED["fast_run"], True)
    equilibrium.apply(fgraph)
    assert equilibrium.apply(fgraph) == {}


def test_every_rule_is_used():
    """No rule is there that none of the programs needs, each alone or after the stages before."""
    used = set()
    for outputs in PROGRAMS.values():
        for output in outputs:
            fgraph, values = graph([output])
            before = run(fgraph, values)
            merge(fgraph)
            attach_shapes(fgraph)
            for stage in ("useless", "canonicalize", "stabilize", "log_sum_exp", "specialize", "uncanonicalize"):
                used |= set(pipeline.equilibrium(stage, Query(("fast_run",)), True).apply(fgraph))
            check_same(before, run(fgraph, values))
    missing = set(RULES) - used
    for name in sorted(missing):
        # what an earlier rule would take away is met when the rule is alone
        for outputs in PROGRAMS.values():
            fgraph, values = graph(outputs)
            before = run(fgraph, values)
            merge(fgraph)
            attach_shapes(fgraph)
            if Equilibrium([RULES[name]], folding=False).apply(fgraph):
                check_same(before, run(fgraph, values))
                used.add(name)
                break
    assert " ".join(sorted(set(RULES) - used)) == ""
