"""Trees of what functions take and return: values that are no numbers, methods and their objects, arrays of others."""

import copy
import dataclasses
import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.transform.trees import flattened, rebuilt, spread

POINT = np.array([1.0, 2.0])


@dataclasses.dataclass(frozen=True)
class Layer:
    w: object
    activation: str = "tanh"
    further: object = None

    def __call__(self, x):
        return getattr(T, self.activation)(x * self.w)


def cost(layers, x):
    for layer in layers:
        x = layer(x)
    return (x**2).sum()


LAYERS = [Layer(0.5), Layer(2.0, "sin", T.exp)]


def same_but_for_numbers(layers):
    return [type(layer.w) for layer in layers] and [(v.activation, v.further) for v in layers] == [
        (v.activation, v.further) for v in LAYERS]  # fmt: skip


def test_values_that_are_no_numbers_belong_to_the_form():
    leaves, form = flattened(LAYERS)
    assert leaves == [0.5, 2.0] and rebuilt(form, leaves) == LAYERS
    assert form != flattened([Layer(0.5), Layer(2.0, "cos", T.exp)])[1]
    assert spread(0, (LAYERS, "text", 1.0), "in_axes") == [0, 0, 0]
    assert spread((0, None, 1), (LAYERS, "text", 1.0), "in_axes") == [0, 0, 1]


def test_transformations_hand_them_on():
    step = 1e-6
    value, slopes = theano.compiled(theano.value_and_grad(cost))(LAYERS, POINT)
    assert same_but_for_numbers(slopes)
    run = theano.compiled(cost)
    moved = [Layer(0.5 + step), *LAYERS[1:]]
    np.testing.assert_allclose((run(moved, POINT) - value) / step, slopes[0].w, rtol=1e-4)
    tangents = [Layer(1.0), Layer(0.0, "sin", T.exp)]
    _, along = theano.compiled(lambda p: theano.jvp(lambda p: cost(p, POINT), [p], [tangents]))(LAYERS)
    np.testing.assert_allclose(along, slopes[0].w)
    product = theano.compiled(lambda p: theano.hvp(lambda p: cost(p, POINT), [p], [tangents]))(LAYERS)
    assert same_but_for_numbers(product)
    twice = theano.compiled(lambda layers: [dataclasses.replace(layer, w=2 * layer.w) for layer in layers])(LAYERS)
    assert same_but_for_numbers(twice) and [layer.w for layer in twice] == [1.0, 4.0]
    kept = theano.compiled(theano.grad(theano.checkpoint(cost)))(LAYERS, POINT)
    np.testing.assert_allclose([v.w for v in kept], [v.w for v in slopes])
    stack = [Layer(np.array([0.5, 1.0])), Layer(np.array([2.0, 3.0]), "sin", T.exp)]
    rows = theano.compiled(theano.vmap(theano.grad(cost), (0, None)))(stack, POINT)
    assert same_but_for_numbers(rows)
    np.testing.assert_allclose([v.w[0] for v in rows], [v.w for v in slopes])


@pytest.mark.parametrize("transformed", [theano.compiled, theano.vmap, theano.checkpoint])
def test_alone_they_are_no_result(transformed):
    with pytest.raises(TypeError, match="'text'"):
        transformed(lambda x: "text")(T.dvector() if transformed is not theano.compiled else POINT)


class Scaled:
    scale = 3.0

    def __init__(self, scale):
        self.scale = scale

    @theano.compiled
    def of(self, x):
        return x * self.scale

    @classmethod
    @theano.compiled
    def of_class(cls, x):
        return x * cls.scale

    @theano.compiled
    @staticmethod
    def doubled(x):
        return x * 2


class Other(Scaled):
    scale = 7.0


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_methods_of_copies(copied):
    """A copy has functions of its own, which read what belongs to it."""
    two = Scaled(2.0)
    assert two.of(1.0) == 2.0
    five = copied(two)
    five.scale = 5.0
    assert (five.of(1.0), two.of(1.0), copied(two.of)(1.0)) == (5.0, 2.0, 2.0)
    assert two.of is two.of and len(two.of.functions) == 1


def test_methods_of_classes():
    for kind, scale in ((Scaled, 3.0), (Other, 7.0), (Scaled, 3.0)):
        assert kind.of_class(1.0) == kind(2.0).of_class(1.0) == scale
        assert kind.doubled(1.0) == kind(2.0).doubled(1.0) == 2.0

    class Narrow:
        __slots__ = ()

        @theano.compiled
        def of(self, x):
            return x

    with pytest.raises(TypeError, match="add '__dict__' to __slots__"):
        Narrow().of(1.0)


def test_arrays_of_other_libraries():
    """What says how it becomes an array is one; the next such one finds the graph."""

    class Table:
        def __init__(self, values):
            self.values = values

        def __array__(self, dtype=None, copy=None):
            return np.asarray(self.values, dtype)

    double = theano.compiled(lambda x: 2 * x)
    assert double(Table([1.0, 2.0])).tolist() == [2, 4] and double(Table([3.0, 4.0])).tolist() == [6, 8]
    assert len(double.functions) == 1


def test_static_values_must_be_hashable():
    total = theano.compiled(lambda x, axis: x.sum(axis), static="axis")
    with pytest.raises(TypeError, match="static must be of hashable values, not array"):
        total(POINT, np.zeros(1, int))
