"""No gradient is pulled back through operations whose cotangents are known to be 0."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

pytestmark = pytest.mark.filterwarnings("ignore:the gradient of the cost")

x, w, k = T.dmatrix("x"), T.dmatrix("w"), T.lvector("k")
BEFORE = {
    "join": lambda v: T.concatenate([v[:1], v[1:] * 2]),
    "stack": lambda v: T.stack([v, v * 2]),
    "roll": lambda v: T.roll(v, 1, axis=0),
    "cumulative sum": lambda v: T.cumsum(v, axis=0),
    "product": lambda v: T.dot(v, w),
    "rows": lambda v: v[k],
    "reshape": lambda v: v.reshape((-1,)),
    "repeat": lambda v: T.repeat(v, 3, axis=0),
    "maximum": lambda v: v.max(axis=0),
    "sort": lambda v: T.sort(v, axis=0),
    "pad": lambda v: T.pad(v, 1),
    "switch": lambda v: T.switch(v > 0, v, 2 * v),
    "softmax": lambda v: T.softmax(v, axis=1),
    "variance": lambda v: v.var(axis=0),
    "pole": lambda v: 1 / (v - v),
    "split": lambda v: T.split(v, [1, 2], 2)[0],
}
NOTHING = {"shape_i", "alloc", "make_vector"}


@pytest.mark.parametrize("name", BEFORE)
def test_nothing_is_computed(name):
    """``floor(f(x))`` and ``f(floor(x))`` are locally constant: their gradients are zeros of the shape of x."""
    for v in (T.arctan(T.floor(BEFORE[name](x))), BEFORE[name](T.floor(x))):
        gradient = theano.function([x, w, k], T.grad((v**2).sum(), x), on_unused_input="ignore")
        assert {row.kind for row in gradient.explain().rows} <= NOTHING
        found = gradient(np.ones((3, 4)), np.full((4, 2), np.inf), [0, 2])
        np.testing.assert_array_equal(found, np.zeros((3, 4)))


def test_beside_others():
    """A term that is locally constant adds nothing, in the type of the sum."""
    v = T.fmatrix("v")
    cost = (T.floor(v).sum(axis=0) * T.exp(v.sum(axis=0)) + T.round(v[0])).sum()
    (g,) = T.grad(cost, [v])
    assert g.type == v.type
    data = np.linspace(0, 1, 6).reshape(2, 3).astype("float32")
    expected = np.floor(data).sum(axis=0) * np.exp(data.sum(axis=0)) * np.ones((2, 1))
    np.testing.assert_allclose(theano.function([v], g)(data), expected, rtol=1e-6)


def test_zeros_that_are_given():
    """Zeros may be what a gradient is differentiated by: the pushforward is made so where an operation has none."""
    v = T.dvector("v")
    u = T.zeros_like(v)
    for f in (lambda a: T.exp(a), lambda a: a[::-1], lambda a: T.concatenate([a, a])[1:-1].reshape((-1, 2))):
        y = f(v)
        start = T.zeros_like(y)
        (g,) = T.grad(None, [v], known_grads={y: start})
        pushed = T.grad((g * T.arange(4.0)).sum(), start)
        expected = T.Rop(y, v, T.arange(4.0) + 0 * u)
        compiled = theano.function([v], [pushed, expected])
        np.testing.assert_allclose(*compiled(np.array([0.1, -0.3, 0.7, 1.0])))


def test_operations_without_a_gradient():
    """They are refused also behind what is locally constant."""

    class Opaque(theano.Op):
        def make_node(self, v):
            return theano.Apply(self, [v], [v.type()])

        def perform(self, node, inputs, outputs):
            outputs[0][0] = inputs[0].copy()

    with pytest.raises(theano.gradient.NullTypeGradError):
        T.grad(T.floor(Opaque()(x)).sum(), x)
