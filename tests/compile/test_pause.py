"""Garbage collection rests while a function is compiled, and is then as it was."""

import gc

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.pause import collections_paused


def test_rests_while_compiling():
    seen = []

    class Watching(theano.Op):
        itypes = otypes = [T.dvector]

        def infer_shape(self, node, shapes):
            seen.append(gc.isenabled())
            return shapes

        def perform(self, node, inputs, outputs):
            outputs[0][0] = inputs[0].copy()

    x = T.dvector("x")
    f = theano.function([x], Watching()(x).shape)
    assert gc.isenabled() and seen and not any(seen)
    assert f([1.0, 2.0]).tolist() == [2]


def test_as_it_was():
    """Inside each other, after an error, and where the user has switched it off."""
    with collections_paused():
        with pytest.raises(KeyError), collections_paused():
            raise KeyError
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with collections_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
