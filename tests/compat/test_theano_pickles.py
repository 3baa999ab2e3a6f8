"""Graphs and shared variables that Theano pickled are loaded and compute what they did."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from tensorgraph.compat import install_as_theano, uninstall

GRAPHS = pickle.loads((Path(__file__).parent / "data" / "theano_graphs.pkl").read_bytes())


@pytest.fixture(autouse=True)
def theano():
    install_as_theano()
    import theano

    yield theano
    uninstall()


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
def test_graph(theano, name, mode):
    data, values, wanted = GRAPHS[name]
    loaded = pickle.loads(data)
    for inputs, output in (pickle.loads(pickle.dumps(loaded)), loaded):
        value = theano.function(inputs, output, mode=mode)(*values)
        assert value.dtype == wanted.dtype
        np.testing.assert_allclose(value, wanted, rtol=1e-12, atol=1e-14)


def test_a_loaded_model_is_trained(theano):
    data, values, _ = GRAPHS["cost"]
    inputs, cost = pickle.loads(data)
    parameters = [v for v in theano.gof.graph.inputs([cost]) if isinstance(v, theano.compile.SharedVariable)]
    assert sorted(v.name for v in parameters) == ["b", "w"]
    updates = [(v, v - 0.1 * g) for v, g in zip(parameters, theano.grad(cost, parameters))]
    train = theano.function(inputs, cost, updates=updates)
    costs = [train(*values) for _ in range(20)]
    assert costs[-1] < costs[0]
