"""What one pass has pruned does not come back in a later one: it would be computed beside what replaced it."""

import numpy as np
import pytest
from graphs import programs

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.features import Feature
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.traverse import inputs as graph_inputs
from tensorgraph.graph.variable import Constant
from tensorgraph.rewriting import pipeline
from tensorgraph.rewriting.rules import load
from tensorgraph.scan.op import Scan

load()
PROGRAMS = programs()


class Watch(Feature, pipeline.PassRecord):
    """A record of the passes, and of the nodes of arrays that one has pruned and a later one brings back."""

    def __init__(self):
        super().__init__()
        self.pruned, self.back = {}, []

    def on_prune(self, fgraph, node, reason=None):
        self.pruned[node] = len(self.passes)

    def on_import(self, fgraph, node, reason=None):
        was_reverted = "Revert" in str(reason)
        is_length = all(v.type.ndim == 0 for v in node.outputs if hasattr(v.type, "ndim"))
        if self.pruned.get(node, len(self.passes)) < len(self.passes) and not was_reverted and not is_length:
            self.back.append((node, reason))


def rewritten(outputs):
    given = [v for v in dict.fromkeys(graph_inputs(outputs)) if not isinstance(v, Constant)]
    fgraph, watch = FunctionGraph(given, outputs), Watch()
    fgraph.attach_feature(watch)
    pipeline.rewrite(fgraph, "fast_run", watch)
    return fgraph, watch


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name):
    assert rewritten(PROGRAMS[name])[1].back == []


def recurrent(gates):
    """Return the value and the gradients of a loop that joins its state with a sequence, as gated networks do."""
    xs, start = T.dtensor3("xs"), T.dmatrix("start")
    weights = T.dmatrices(gates + 1)

    def step(x, h):
        both = T.concatenate([x, h], axis=1)
        opened = [T.nnet.sigmoid(T.dot(both, w)) for w in weights[1:]]
        new = T.tanh(T.dot(T.concatenate([x, opened[0] * h], axis=1), weights[0]))
        return sum(gate * new for gate in opened) + (1 - opened[-1]) * h

    hs, _ = theano.scan(step, sequences=xs, outputs_info=start)
    cost = T.sqr(hs[-1]).mean()
    return [xs, start, *weights], [cost, *theano.grad(cost, weights)]


@pytest.mark.parametrize("gates", [1, 2, 3])
def test_gradients_of_recurrent_networks(gates):
    """Lengths of a loop's results were read from the loop as it had been before a rewrite, which then ran beside it."""
    inputs, outputs = recurrent(gates)
    fgraph, watch = rewritten(outputs)
    assert watch.back == []
    assert sum(isinstance(node.op, Scan) for node in fgraph.apply_nodes) == 2
    rng = np.random.default_rng(0)
    values = [rng.normal(size=shape) / 2 for shape in [(5, 3, 2), (3, 4), *[(6, 4)] * (gates + 1)]]
    plain = theano.function(inputs, outputs, mode="FAST_COMPILE")
    for got, want in zip(theano.function(inputs, outputs)(*values), plain(*values), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)
