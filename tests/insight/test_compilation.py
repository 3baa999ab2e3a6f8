"""``f.compile_report()``."""

import copy
import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def test_phases_passes_and_rules():
    x, w = T.dvector("x"), theano.shared(np.zeros(3), name="w")
    f = theano.function([x], T.log(1 + x).sum(), updates={w: w + x}, name="f")
    report = f.compile_report()
    assert report.rules["local_log1p"] == 1
    names = [entry[0] for entry in report.passes]
    assert "canonicalize" in names and "elemwise_fusion" in names
    assert 0 < sum(seconds for _, seconds in report.phases) <= 1.01 * report.seconds
    assert "local_log1p 1" in str(report) and "<table>" in report._repr_html_()
    np.testing.assert_array_equal(w.get_value(), 0)


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "DebugMode", theano.Mode(optimizer=None)], ids=str)
def test_modes(mode):
    x = T.dvector("x")
    assert theano.function([x], T.exp(x), mode=mode).compile_report().seconds > 0


@pytest.mark.parametrize("other", [lambda f: f.copy(), copy.deepcopy, lambda f: pickle.loads(pickle.dumps(f))])
def test_of_copies_nothing_is_known(other):
    x = T.dvector("x")
    f = other(theano.function([x], T.exp(x)))
    with pytest.raises(ValueError, match="compile it again"):
        f.compile_report()
