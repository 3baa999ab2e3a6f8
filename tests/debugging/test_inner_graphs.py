"""Mistakes inside of an ``OpFromGraph``: the error shows the line in its graph and the line of the call."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def product(a, b):
    return T.exp(T.dot(T.exp(a).T, b))  # fault


def difference(a, b):
    return T.tanh(T.dot(a, a.T)).sum() + T.exp(a) - b  # fault


def picked(a, b):
    return T.tanh(a)[7] + b.sum()  # fault




def function(step, inline, nested):
    a, b = T.dmatrices("a", "b")
    op = theano.OpFromGraph([a, b], [step(a, b)], inline=inline)
    if nested:
        op = theano.OpFromGraph([a, b], [op(a, b) * 2], inline=inline)  # nested call
    x, y = T.dmatrices("x", "y")
    z = op(x, y)  # outer call
    return theano.function([x, y], z.sum())


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("step", [product, difference, picked], ids=lambda step: step.__name__)
def test_lines(step, inline, nested):
    f = function(step, inline, nested)
    with pytest.raises((ValueError, IndexError)) as caught:
        f(np.ones((4, 3) if step is product else (2, 3)), np.ones((2, 5)))
    text = str(caught.value)
    places = ["# fault", *["# nested call"] * nested, "# outer call"]
    found = [text.index(place) for place in places]
    assert found == sorted(found)
    assert caught.value.user_lines[0][3].endswith("# fault")
    assert len(caught.value.inputs) == len(caught.value.node.inputs)


def test_an_error_of_an_op_of_the_user_inside():
    @theano.as_op(itypes=[T.dmatrix], otypes=[T.dmatrix])
    def fails(v):
        raise ZeroDivisionError("no")

    f = function(lambda a, b: fails(a + 1) * b, False, False)  # inner line
    with pytest.raises(ZeroDivisionError) as caught:
        f(np.ones((2, 2)), np.ones((2, 2)))
    assert "# inner line" in str(caught.value) and "# outer call" in str(caught.value)


def test_in_a_loop():
    a = T.dvector("a")
    op = theano.OpFromGraph([a], [a[5] * 2])  # fault
    x = T.dmatrix("x")
    z, _ = theano.scan(lambda row: op(row), x)  # call
    f = theano.function([x], z)
    with pytest.raises(IndexError) as caught:
        f(np.ones((3, 3)))
    text = str(caught.value)
    assert text.index("# fault") < text.index("# call") and "step 0" in text
