"""The scratchpad of variables and nodes: its trace is Theano's, a list of calls with their lines."""

import copy
import pickle

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def innermost(thing):
    (calls,) = thing.tag.trace
    return calls[-1]


def made(cost=1):
    x = T.dscalar("x")
    return x, x * cost


def test_trace_names_calls_outermost_first():
    x, y = made()
    filename, line, function, text = innermost(x)
    assert filename == __file__ and function == "made" and text == 'x = T.dscalar("x")'
    assert innermost(y) == innermost(y.owner) == (filename, line + 1, "made", "return x, x * cost")
    outer = x.tag.trace[0][-2]
    assert outer[2:] == ("test_trace_names_calls_outermost_first", "x, y = made()")


def test_trace_of_constants_copies_and_compiled_graphs():
    x, y = made()
    assert innermost(T.constant([0.7310585786]))[2] == "test_trace_of_constants_copies_and_compiled_graphs"
    where = y.tag.trace
    y.tag.note = 1
    for other in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        assert other.tag.trace == where and other.tag.note == 1
    assert copy.copy(y.tag).trace == where
    f = theano.function([x], T.exp(y))
    assert innermost(f.maker.fgraph.outputs[0])[3] == "f = theano.function([x], T.exp(y))"


def test_trace_can_be_replaced():
    x, y = made()
    x.tag.trace = y.tag.trace
    assert x.tag.trace == y.tag.trace
    with pytest.raises(AttributeError, match="nothing"):
        x.tag.nothing  # noqa: B018
