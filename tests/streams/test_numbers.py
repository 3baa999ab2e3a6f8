"""Random numbers are Theano's, whatever a program does with its streams."""

import json
from pathlib import Path

import numpy as np
import pytest
from random_programs import PROGRAMS, Draws

import tensorgraph as theano
from tensorgraph.tensor.random import MRG_RandomStreams, RandomStreams

NUMBERS = json.loads((Path(__file__).parent / "data" / "theano.json").read_text())


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("floatX", ["float32", "float64"])
def test_numbers(name, floatX):
    """To the last bit where nothing is rounded, and to rounding where logarithms and cosines are taken."""
    with theano.change_flags(floatX=floatX):
        found = PROGRAMS[name](Draws(theano, MRG_RandomStreams, RandomStreams))
    wanted = [np.array(values, dtype=dtype) for dtype, values in NUMBERS[f"{name} {floatX}"]]
    assert len(found) == len(wanted)
    for value, want in zip(found, wanted):
        assert value.dtype == want.dtype and value.shape == want.shape
        rounding = 16 * np.finfo(want.dtype).eps if want.dtype.kind == "f" else 0
        np.testing.assert_allclose(value, want, rtol=rounding, atol=rounding)


def test_every_program_has_its_numbers():
    assert NUMBERS.keys() == {f"{name} {floatX}" for name in PROGRAMS for floatX in ("float32", "float64")}
