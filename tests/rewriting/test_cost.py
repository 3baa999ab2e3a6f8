"""The canonizer looks at each product once: trees that share parts, and long chains, cost as much as they are long."""

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.rewriting.passes import canonizer


def squares(x, n):
    """``x ** 2**n``: each factor is read twice by one node."""
    y = x
    for _ in range(n):
        y = y * y
    return y


def chain(x, n):
    """Products of products, and sums of them."""
    y = x
    for k in range(n):
        y = y * (x + k)
    return y


@pytest.mark.parametrize("program", [squares, chain])
def test_looks_grow_with_the_graph(program, monkeypatch):
    looked = []
    kept = canonizer.number
    monkeypatch.setattr(canonizer, "number", lambda v: (looked.append(1), kept(v))[1])
    counts = []
    for n in (20, 40):
        x = T.dscalar("x")
        looked.clear()
        f = theano.function([x], program(x, n))
        counts.append(len(looked))
    assert f(0.0 if program is chain else 1.0) == (0.0 if program is chain else 1.0)
    assert 0 < counts[1] < 4 * counts[0], counts
