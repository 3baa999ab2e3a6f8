"""Checks of random variables of any kind of stream."""

import copy
import pickle

import numpy as np

import tensorgraph as theano


def check_pickles_and_copies_go_on(variables):
    """A function that was called, pickled or copied gives what the function itself gives next."""
    f = theano.function([], variables)
    f()
    twins = [pickle.loads(pickle.dumps(f)), copy.deepcopy(f)]
    for _ in range(2):
        values = f()
        for g in twins:
            for a, b in zip(values, g()):
                np.testing.assert_array_equal(a, b)
