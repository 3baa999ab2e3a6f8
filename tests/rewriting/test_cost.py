"""The canonizer looks at each product once: trees that share parts, and long chains, cost as much as they are long."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.rewriting.logdomain import form
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


def test_forms_of_squares_of_squares(monkeypatch):
    """In the log domain too, a factor that is read twice is looked at once."""
    made = []
    kept = form._form
    monkeypatch.setattr(form, "_form", lambda v, depth: (made.append(1), kept(v, depth))[1])
    x, w = T.dscalars("x", "w")
    y = x
    for _ in range(30):
        y = y * y * w * T.exp(x - 1)
    f = theano.function([x, w], T.log(y))
    np.testing.assert_allclose(f(1.0, 1.0), 0.0)
    assert 0 < len(made) < 100_000, len(made)


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
