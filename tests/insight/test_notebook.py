"""Variables and functions in notebooks."""

import re

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def test_what_is_shown_of_a_variable():
    x, w = T.dmatrix("x"), theano.shared(np.full((2, 3), 0.25), name="w")
    z = T.tanh(T.dot(x, w) + 1)
    z.name = "z<"
    text = z._repr_html_()
    assert "<b>z&lt;</b>" in text and "tanh(dot(x, w) + 1)" in text and "test_notebook.py" in text
    assert "(2, 3)" in w._repr_html_() and "0.25" in w._repr_html_()
    assert "TensorType(float64, matrix)" in x._repr_html_() and "value" not in x._repr_html_()
    assert "<pre>3.0</pre>" in T.constant(3.0)._repr_html_()


@pytest.mark.parametrize("depth", [1, 5, 3000])
def test_deep_and_wide_graphs_stay_short(depth):
    z = T.dvector("x")
    for _ in range(depth):
        z = T.tanh(z + z * z)
    wide = T.concatenate([z] * 500)
    assert len(z._repr_html_()) < 1000 and len(wide._repr_html_()) < 10_000


def test_every_table_is_well_formed():
    x = T.dvector("<x>")
    f = theano.function([x], T.exp(x))
    for shown in (f, f.explain(), f.profile([1.0]), f.compile_report(), theano.inspect(f, [1.0])):
        text = shown._repr_html_()
        tags = re.findall(r"<(/?)(\w+)", text)
        opened = []
        for close, tag in tags:
            if not close:
                opened.append(tag)
            else:
                assert opened.pop() == tag
        assert not opened
