"""Graphs of any depth are pickled and copied, and what is one object stays one."""

import copy
import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph import deep

N = 10000


def chain(n):
    x = T.dvector("x")
    steps = [x]
    for _ in range(n // 2):
        steps.append(T.tanh(steps[-1]) + x)
    return steps


STEPS = chain(N)


class Two(theano.Op):
    __props__ = ()

    def make_node(self, v):
        return theano.Apply(self, [v], [v.type(), v.type()])


def depth(v):
    found = 0
    while v.owner is not None:
        v = v.owner.inputs[0]
        found += 1
    return found


@pytest.mark.parametrize("save", [pickle.dumps, pickle._dumps, lambda v: pickle.dumps(v, 2)])
def test_pickling(save):
    x, z = STEPS[0], STEPS[-1]
    y, w, node = pickle.loads(save([x, z, z.owner]))
    assert depth(w) == N and w.owner is node
    last = w
    while last.owner is not None:
        assert last.owner.outputs[last.index] is last
        assert len(last.owner.inputs) == 1 or last.owner.inputs[1] is y
        last = last.owner.inputs[0]
    assert last is y


def test_copying():
    z = STEPS[-1]
    w = copy.deepcopy(z)
    assert depth(w) == N and w is not z and w.owner is not z.owner


def test_a_graph():
    g = theano.FunctionGraph(STEPS[:1], STEPS[-1:])
    for h in (pickle.loads(pickle.dumps(g)), copy.deepcopy(g)):
        assert len(h.apply_nodes) == N
        h.check_integrity()


@pytest.mark.parametrize("order", [1, -1])
def test_many_variables_of_one_graph(order):
    steps = STEPS[:2000]
    copies = pickle.loads(pickle.dumps(steps[::order]))[::order]
    for i in range(1, 2000, 100):
        assert copies[i].owner.inputs[0].owner.inputs[0] is copies[i - 1]


def test_a_saving_that_fails_does_not_matter_later():
    steps = chain(N)
    steps[N // 4].tag.bad = lambda: None
    for _ in range(2):
        with pytest.raises((AttributeError, pickle.PicklingError)):
            pickle.dumps(steps[-1])
    assert depth(pickle.loads(pickle.dumps(steps[N // 4 - 1]))) == N // 2 - 2
    del steps[N // 4].tag.bad
    assert depth(pickle.loads(pickle.dumps(steps[-1]))) == N


def test_tags_that_lead_on_and_back():
    steps = chain(400)
    steps[3].tag.ahead = steps[-1]
    other = chain(300)[-1]
    steps[50].tag.other = other
    w = pickle.loads(pickle.dumps(steps[-1]))
    assert depth(w) == 400
    third = w
    for _ in range(400 - 6):
        third = third.owner.inputs[0]
    assert third.tag.ahead is w


def test_several_outputs():
    two = Two()
    a = b = T.dvector()
    for _ in range(1500):
        a, b = two(a)[0] + b, two(b)[1]
    c, d = pickle.loads(pickle.dumps((a, b)))
    assert len(theano.gof.graph.ops([], [c, d])) == len(theano.gof.graph.ops([], [a, b]))


def test_nothing_is_kept():
    pickle.dumps(STEPS[-1])
    pickle.dumps(chain(100)[-1])
    assert len(deep._running.batches) <= 1


def test_a_function():
    f = theano.function(STEPS[:1], STEPS[-1])
    g = pickle.loads(pickle.dumps(f))
    v = np.array([0.1, -0.2])
    np.testing.assert_array_equal(g(v), f(v))
