"""The configuration as a value."""

import copy

import tensorgraph as theano


def test_a_copy_is_the_configuration():
    """Programs put a copy aside and back, and go on changing flags."""
    for copied in (copy.copy(theano.config), copy.deepcopy(theano.config)):
        with theano.config.change_flags(floatX="float32"):
            assert copied.floatX == "float32" and copied.traceback is theano.config.traceback
        assert copied.floatX == "float64"
