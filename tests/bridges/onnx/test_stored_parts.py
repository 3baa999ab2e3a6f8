"""Models hold those parts of shared variables that are read."""

import numpy as np
import onnxruntime
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

rng = np.random.default_rng(0)
W, V = rng.normal(size=(6, 3, 3, 3)).astype("float32"), rng.normal(size=(5, 4)).astype("float32")
images, x, i = T.ftensor4("images"), T.fvector("x"), T.lscalar("i")
IMAGES, X = rng.normal(size=(2, 3, 7, 7)).astype("float32"), rng.normal(size=4).astype("float32")


def shapes(outputs, inputs, *values):
    """Return the shapes of the arrays in a model, of floats; its values are those of a function."""
    model = theano.to_onnx(outputs, inputs)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found = session.run(None, dict(zip([v.name for v in session.get_inputs()], values)))[0]
    np.testing.assert_allclose(found, theano.function(inputs, outputs)(*values), rtol=1e-5, atol=1e-5)
    arrays = [a for a in model.graph.initializer if a.data_type == 1 and np.prod(a.dims) > 1]
    return sorted(tuple(a.dims) for a in arrays)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (lambda z: z[:, :2], (2, 3, 3, 3)),
        (lambda z: z[:, 1], (3, 3, 3)),
        (lambda z: z[:, -1:], (1, 3, 3, 3)),
        (lambda z: T.tanh(z[:, ::2, 0]), (3, 3, 3, 3)),
        (lambda z: z, (6, 3, 3, 3)),
        (lambda z: z[:, 1:] - z[:, :5], (6, 3, 3, 3)),
    ],
)
def test_filters(part, expected):
    w = theano.shared(W, "w")
    assert shapes(part(T.nnet.conv2d(images, w)), [images], IMAGES) == [expected]


def test_rows():
    v = theano.shared(V, "v")
    assert shapes(T.dot(v[1:3], x), [x], X) == [(2, 4)]
    assert shapes(v[0] * x + v[2], [x], X) == [(4,), (4,)]
    assert shapes(v[:4] * x + v[1:], [x], X) == [(5, 4)]
    assert shapes(v[i] * x + v[0], [x, i], X, np.array(3)) == [(5, 4)]
    assert shapes(v.sum(axis=0) + v[0] + x, [x], X) == [(5, 4)]


def test_a_shared_variable_that_is_returned():
    v = theano.shared(V, "v")
    model = theano.to_onnx([v, v[0] + x], [x])
    assert [tuple(a.dims) for a in model.graph.initializer if len(a.dims) == 2] == [(5, 4)]
