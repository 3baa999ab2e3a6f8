"""Symbolic loops are not in this version; asking for one says so."""

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def test_scan_says_that_it_is_missing():
    with pytest.raises(NotImplementedError, match="no symbolic loops"):
        theano.scan(lambda x: x + 1, sequences=T.dvector("x"))
