"""A rewrite that fails is reported and left out: the program compiles, and computes the same."""

import logging
import random

import numpy as np
import pytest
from graphs import VALUES, programs
from plain_mode import PLAIN

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.traverse import inputs as graph_inputs
from tensorgraph.graph.variable import Constant
from tensorgraph.rewriting import pipeline
from tensorgraph.rewriting.query import RULES
from tensorgraph.rewriting.ruleindex import RuleIndex

PROGRAMS = programs()
RULE = next(iter(RULES.values()))
PASSES = [entry[1] for entry in pipeline.TABLE if not isinstance(entry[2], pipeline.FunctionPass)]


class Unlucky(Exception):
    """Raised by the rewrites of these tests."""


def fails(*args, **kwargs):
    raise Unlucky


@pytest.fixture
def warn(caplog):
    with theano.config.change_flags(on_opt_error="warn"), caplog.at_level(logging.CRITICAL, "theano.gof.opt"):
        yield


def check(outputs):
    given = [v for v in dict.fromkeys(graph_inputs(outputs)) if not isinstance(v, Constant)]
    values = [VALUES[v] for v in given]
    want = theano.function(given, outputs, mode=PLAIN)(*values)
    for a, b in zip(want, theano.function(given, outputs)(*values), strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(b, a, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", PROGRAMS)
def test_rules(name, warn, monkeypatch):
    """Whatever third of the attempts fails."""
    rng = random.Random(name)
    failed = []

    def unlucky(attempts):
        return [(place, rule, perhaps(attempt)) for place, rule, attempt in attempts]

    def perhaps(attempt):
        def tried(fgraph, node):
            if rng.random() < 1 / 3:
                failed.append(node)
                raise Unlucky
            return attempt(fgraph, node)

        return tried

    candidates, patient = RuleIndex.candidates, RuleIndex.patient
    monkeypatch.setattr(RuleIndex, "candidates", lambda self, node: tuple(map(unlucky, candidates(self, node))))
    monkeypatch.setattr(RuleIndex, "patient", lambda self, node: unlucky(patient(self, node)))
    check(PROGRAMS[name])
    assert failed


@pytest.mark.parametrize("name", PASSES)
def test_passes(name, warn, monkeypatch):
    entries, failed = pipeline.entries, []

    def fails_here(*args, **kwargs):
        failed.append(name)
        raise Unlucky

    def unlucky(query):
        return [(*e[:2], fails_here if e[1] == name else e[2], e[3]) for e in entries(query)]

    monkeypatch.setattr(pipeline, "entries", unlucky)
    x, y = T.dmatrices("x", "y")
    hidden = T.nnet.softmax(T.dot(T.tanh(x), y) / (1 + T.exp(-y)))
    sums = theano.scan(lambda row, s: s * 0.5 + row.sum(), x, T.zeros_like(x[0, 0]))[0]
    loss = -T.log(hidden).mean() + T.sqrt(T.sum(T.exp(x) ** 2)) + sums[-1]
    outputs = [loss, *T.grad(loss, [x, y]), T.set_subtensor(x[0], y[1])]
    values = np.random.default_rng(0).standard_normal((2, 3, 3))
    want = theano.function([x, y], outputs, mode=PLAIN)(*values)
    for a, b in zip(want, theano.function([x, y], outputs)(*values), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-9)
    if not failed:
        pytest.skip("the default mode does not select it")


def test_a_failure_is_reported_or_raised(caplog, monkeypatch):
    monkeypatch.setattr(RuleIndex, "candidates", lambda self, node: ([(0, RULE, fails)], ()))
    x = T.dscalar("x")
    with theano.config.change_flags(on_opt_error="warn"), caplog.at_level(logging.ERROR, "theano.gof.opt"):
        assert theano.function([x], T.exp(x))(0.0) == 1
    assert "the function is compiled without it" in caplog.text and "Unlucky" in caplog.text
    with theano.config.change_flags(on_opt_error="raise"), pytest.raises(Unlucky):
        theano.function([x], T.exp(x))


def test_no_memory_is_no_failure_of_a_rewrite(monkeypatch):
    def exhausted(fgraph, node):
        raise MemoryError

    monkeypatch.setattr(RuleIndex, "candidates", lambda self, node: ([(0, RULE, exhausted)], ()))
    x = T.dscalar("x")
    with theano.config.change_flags(on_opt_error="warn"), pytest.raises(MemoryError):
        theano.function([x], T.exp(x))
