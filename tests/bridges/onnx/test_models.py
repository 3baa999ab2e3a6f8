"""The networks of ``examples``, in onnxruntime."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest
from onnx_agreement import check

import tensorgraph as theano
import tensorgraph.tensor as T

pytest.importorskip("mlxtend")
pytest.importorskip("tqdm")
EXAMPLES = Path(__file__).parents[3] / "examples"
SIDE = 28


@pytest.fixture(params=["float32", "float64"])
def example(request, monkeypatch):
    """A function that imports an example, in a float type."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    before = set(sys.modules)
    with theano.config.change_flags(floatX=request.param):
        yield importlib.import_module
    for name in set(sys.modules) - before:
        if str(EXAMPLES) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def filled(params):
    """Give parameters that start as zeros other values."""
    rng = np.random.default_rng(0)
    for p in params:
        p.set_value((p.get_value() + rng.normal(size=p.get_value().shape) / 10).astype(p.dtype))


def images(n=7):
    return np.random.default_rng(1).uniform(size=(n, SIDE**2)).astype(theano.config.floatX)


labels = np.arange(7, dtype="int32")


def test_mlp(example):
    x, y = T.matrix("x"), T.ivector("y")
    model = example("mlp").MLP(np.random.RandomState(1), x, SIDE**2, 30, 10)
    filled(model.params)
    made = check([model.top.p, T.argmax(model.top.p, axis=1)], [x], images())
    assert [d.dim_param for d in made.graph.input[0].type.tensor_type.shape.dim] == ["x_0", "x_1"]
    check([model.top.cost(y), model.top.errors(y)], [x, y], images(), labels)


def test_convnet(example):
    module, layers = example("convnet"), example("layers")
    rng, x = np.random.RandomState(1), T.matrix("x")
    image = x.reshape((x.shape[0], 1, SIDE, SIDE))
    first = module.ConvPool(rng, image, (4, 1, 5, 5), (None, 1, SIDE, SIDE))
    second = module.ConvPool(rng, first.output, (6, 4, 5, 5), (None, 4, 12, 12))
    hidden = layers.Hidden(rng, second.output.flatten(2), 6 * 4 * 4, 20)
    top = layers.Softmax(hidden.output, 20, 10)
    filled([p for layer in (first, second, hidden, top) for p in layer.params])
    check([top.p, first.output], [x], images())


def test_lstm(example):
    module, layers = example("lstm"), example("layers")
    x = T.matrix("x")
    rows = x.reshape((x.shape[0], SIDE, SIDE)).dimshuffle(1, 0, 2)
    layer = module.LSTM(np.random.RandomState(1), rows, SIDE, 8)
    top = layers.Softmax(layer.h[-1], 8, 10)
    filled(layer.params + top.params)
    check([top.p, layer.h], [x], images())


def test_logistic_regression(example):
    module = example("logistic_regression")
    _, predict, w, b = module.build(np.random.RandomState(0))
    filled([w, b])
    _, (prediction,), _ = predict.maker.requested.variables
    (x,) = [v for v in theano.graph.traverse.inputs([prediction]) if v.name == "x"]
    data = np.random.RandomState(1).randn(9, module.FEATURES).astype(x.dtype)
    check(prediction, [x], data)


def test_autoencoders(example):
    x = T.matrix("x")
    model = example("denoising_autoencoder").DenoisingAutoencoder(np.random.RandomState(1), None, x, SIDE**2, 20)
    filled(model.params)
    back = model.decode(model.encode(x))
    check([back, T.nnet.binary_crossentropy(back, x).sum(axis=1).mean()], [x], images())
    module = example("stacked_autoencoder")
    stacked = module.StackedAutoencoder(np.random.RandomState(1), None, x, SIDE**2, [20, 15], 10)
    filled(stacked.params)
    check(stacked.top.p, [x], images())


def test_rbm(example):
    v = T.matrix("v")
    model = example("rbm").RBM(np.random.RandomState(1), None, SIDE**2, 20)
    filled(model.params)
    cost, _ = model.pseudo_likelihood(v)
    check([model.free_energy(v), model.mean_visible(model.mean_hidden(v)), cost], [v], images())
