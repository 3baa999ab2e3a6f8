"""Short texts of graphs, of nodes and of drawings; the op Print."""

import xml.etree.ElementTree

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import printing


def test_node():
    x = T.dscalar("x")
    v = T.dvector("v")
    assert str((x * x).owner) == "Elemwise{mul,no_inplace}(x, x)"
    assert str((v * x).owner) == "Elemwise{mul,no_inplace}(v, InplaceDimShuffle{x}.0)"


def test_as_string():
    x, y = T.dscalars("x", "y")
    a = x + y
    assert printing.as_string([x, y], [a * a]) == [
        "Elemwise{mul,no_inplace}(*1 -> Elemwise{add,no_inplace}(x, y), *1)"
    ]


def test_min_informative_str():
    a, b, d = T.scalars("abd")
    f = (a + b) + (d + a)
    assert printing.min_informative_str(f) == (
        "A. Elemwise{add,no_inplace}\n"
        " B. Elemwise{add,no_inplace}\n"
        "  C. a\n"
        "  D. b\n"
        " E. Elemwise{add,no_inplace}\n"
        "  F. d\n"
        "  <C>"
    )


def test_var_descriptor_is_equal_for_equal_graphs():
    def build():
        x = T.dvector("x")
        return printing.var_descriptor(T.exp(x) * x)

    assert build() == build() == "A=Elemwise{mul,no_inplace}(B=Elemwise{exp,no_inplace}(C=x),<C>)"


def test_hex_digest_sees_values_strides_and_shape():
    x = np.arange(6.0).reshape(2, 3)
    digests = {printing.hex_digest(a) for a in (x, x + 1, x.reshape(3, 2), np.asfortranarray(x))}
    assert len(digests) == 4
    assert printing.hex_digest(x) == printing.hex_digest(x.copy())


def test_dot(tmp_path):
    x = T.dscalar("x")
    text = printing.pydotprint(T.exp(x) * 2, return_image=True, var_with_name_simple=True)
    assert text.startswith("digraph") and text.count("->") == 4
    assert 'label="x"' in text and 'label="Elemwise{mul}"' in text
    printing.pydotprint(x + 1, str(tmp_path / "g.dot"), print_output_file=False)
    assert (tmp_path / "g.dot").read_text().startswith("digraph")
    with pytest.raises(ValueError, match="expects"):
        printing.pydotprint(3, return_image=True)


def test_page(tmp_path):
    x = T.dscalar("x<y")
    printing.d3viz(T.exp(x) * 2 + x, str(tmp_path / "g.html"))
    page = (tmp_path / "g.html").read_text()
    assert "x&lt;y" in page and "http" not in page.replace("http://www.w3.org", "")
    svg = page[page.index("<svg") : page.index("</svg>") + 6]
    assert len(xml.etree.ElementTree.fromstring(svg).findall(".//{*}rect")) == 6


def test_print(capsys):
    v = T.dvector("v")
    w = printing.Print("seen", attrs=["shape", "min"])(v)
    f = theano.function([v], [(w**2).sum(), T.grad((w**2).sum(), v)])
    value, slope = f([3.0, 4.0])
    assert value == 25.0
    assert slope.tolist() == [6.0, 8.0]
    assert capsys.readouterr().out == "seen shape = (2,)\nseen min = 3.0\n"


def test_print_function():
    seen = []
    v = T.dvector("v")
    f = theano.function([v], printing.Print("m", global_fn=lambda op, x: seen.append((op.message, x)))(v) * 1.5)
    f([2.0])
    assert seen[0][0] == "m" and seen[0][1].tolist() == [2.0]


def test_print_names_its_default_function_as_theano():
    assert "global_fn=<function _print_fn at" in str(printing.Print("m"))
