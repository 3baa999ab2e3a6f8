"""The text of ``debugprint``: facts of Theano 1.0.5."""

import io

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.apply import Apply
from tensorgraph.printing import debugprint
from tensorgraph.printing.debugprint import letters


def text(*args, **kwargs):
    return debugprint(*args, file="str", **kwargs)


def lines(*rows):
    return "\n".join([*rows, ""])


def test_plain():
    x = T.dvector("x")
    assert text(T.exp(x) * 2 + x) == lines(
        "Elemwise{add,no_inplace} [id A] ''   ",
        " |Elemwise{mul,no_inplace} [id B] ''   ",
        " | |Elemwise{exp,no_inplace} [id C] ''   ",
        " | | |x [id D]",
        " | |InplaceDimShuffle{x} [id E] ''   ",
        " |   |TensorConstant{2} [id F]",
        " |x [id D]",
    )


def test_gradient():
    x = T.dscalar("x")
    assert text(T.grad(x**2, x)) == lines(
        "Elemwise{mul} [id A] ''   ",
        " |Elemwise{mul} [id B] ''   ",
        " | |Elemwise{second,no_inplace} [id C] ''   ",
        " | | |Elemwise{pow,no_inplace} [id D] ''   ",
        " | | | |x [id E]",
        " | | | |TensorConstant{2} [id F]",
        " | | |TensorConstant{1.0} [id G]",
        " | |TensorConstant{2} [id F]",
        " |Elemwise{pow} [id H] ''   ",
        "   |x [id E]",
        "   |Elemwise{sub} [id I] ''   ",
        "     |TensorConstant{2} [id F]",
        "     |InplaceDimShuffle{} [id J] ''   ",
        "       |TensorConstant{1} [id K]",
    )


def test_gradient_of_sigmoid():
    """Of which each use in the formula is a node of its own."""
    x = T.dscalar("x")
    assert text(T.grad(T.nnet.sigmoid(x), x)) == lines(
        "Elemwise{mul} [id A] ''   ",
        " |Elemwise{mul} [id B] ''   ",
        " | |Elemwise{second,no_inplace} [id C] ''   ",
        " | | |sigmoid [id D] ''   ",
        " | | | |x [id E]",
        " | | |TensorConstant{1.0} [id F]",
        " | |Elemwise{scalar_sigmoid} [id G] ''   ",
        " |   |x [id E]",
        " |Elemwise{sub} [id H] ''   ",
        "   |InplaceDimShuffle{} [id I] ''   ",
        "   | |TensorConstant{1.0} [id J]",
        "   |Elemwise{scalar_sigmoid} [id K] ''   ",
        "     |x [id E]",
    )


def test_types_ids_and_depth():
    x = T.fmatrix("x")
    y = x.sum(axis=0)
    assert text(y, print_type=True) == lines(
        "Sum{axis=[0], acc_dtype=float64} [id A] <TensorType(float32, vector)> ''   ",
        " |x [id B] <TensorType(float32, matrix)>",
    )
    assert text([y, y + 1], ids="") == lines(
        "Sum{axis=[0], acc_dtype=float64}  ''   ",
        " |x ",
        "Elemwise{add,no_inplace}  ''   ",
        " |Sum{axis=[0], acc_dtype=float64}  ''   ",
        " |InplaceDimShuffle{x}  ''   ",
        "   |TensorConstant{1} ",
    )
    assert text(y * x, depth=2) == lines(
        "Elemwise{mul,no_inplace} [id A] ''   ",
        " |InplaceDimShuffle{x,0} [id B] ''   ",
        " |x [id C]",
    )
    assert text(y, ids="int").startswith("Sum{axis=[0], acc_dtype=float64} [id 0] ''")
    assert text(x, ids="id") == f"x [id {id(x)}]\n"


def test_names_and_stop_on_name():
    x = T.dmatrix("x")
    y = x.mean()
    assert "'mean'" in text(y)
    assert text(-y, stop_on_name=True) == lines(
        "Elemwise{neg,no_inplace} [id A] ''   ",
        " |Elemwise{true_div,no_inplace} [id B] 'mean'   ",
    )


def test_ids_go_on_in_a_second_call():
    x = T.dscalar("x")
    y = T.exp(x)
    done, used = {}, {}
    text(y, done=done, used_ids=used)
    assert text(y + 1, done=done, used_ids=used) == lines(
        "Elemwise{add,no_inplace} [id C] ''   ",
        " |Elemwise{exp,no_inplace} [id A] ''   ",
        " |TensorConstant{1} [id D]",
    )


def test_several_outputs_and_apply():
    x = T.dvector("x")
    node = T.max_and_argmax(x)[0].owner
    assert text(node) == lines(
        "MaxAndArgmax{axis=(0,)}.0 [id A] 'max'   ",
        " |x [id B]",
        "MaxAndArgmax{axis=(0,)}.1 [id A] 'argmax'   ",
    )


def test_where_to(capsys):
    x = T.dscalar("x")
    assert debugprint(x) is None
    assert capsys.readouterr().out == "x [id A]\n"
    file = io.StringIO()
    assert debugprint(x, file=file) is file
    assert file.getvalue() == "x [id A]\n"
    assert text([x, np.array([1, 2])]) == "x [id A]\n[1 2]\n"
    with pytest.raises(TypeError, match="cannot print"):
        debugprint(object())
    with pytest.raises(TypeError, match="depth"):
        debugprint(x, depth="a")


def test_compiled():
    x, y = T.dscalars("x", "y")
    f = theano.function([x, y], x**2 + y * 3)
    assert text(f) == lines(
        "Elemwise{Composite{(sqr(i0) + (i1 * i2))}} [id A] ''   0",
        " |x [id B]",
        " |TensorConstant{3.0} [id C]",
        " |y [id D]",
    )


def test_maps():
    x = T.dmatrix("x")
    assert text(x.T, print_view_map=True).splitlines()[0] == "InplaceDimShuffle{1,0} [id A] 'x.T'  v={0: [0]} "


def test_inner_graphs():
    x = T.dscalar("x")

    class Inner(theano.Op):
        __props__ = ()

        def make_node(self, v):
            self.inside = T.dscalar("inside")
            return Apply(self, [v], [v.type()])

        def inner_graph(self, node):
            return [T.exp(self.inside)], {self.inside: node.inputs[0]}

    assert text(Inner()(x * 2)) == lines(
        "Inner [id A] ''   ",
        " |Elemwise{mul,no_inplace} [id B] ''   ",
        "   |x [id C]",
        "   |TensorConstant{2} [id D]",
        "",
        "Inner graphs of the scan ops:",
        "",
        "Inner [id A] ''   ",
        " >Elemwise{exp,no_inplace} [id E] ''   ",
        " > |inside [id F] -> [id B]",
    )


@pytest.mark.parametrize("number, label", [(0, "A"), (25, "Z"), (26, "BA"), (27, "BB"), (676, "BAA")])
def test_letters(number, label):
    assert letters(number) == label


def test_a_function_graph_prints():
    x = T.dscalar("x")
    graph = theano.FunctionGraph([x], [T.exp(x)])
    assert debugprint(graph, file="str") == "Elemwise{exp,no_inplace} [id A] ''   0\n |x [id B]\n"


@pytest.mark.parametrize("name", ["arctan", "arcsin", "arccos", "arctanh", "arccosh", "arcsinh"])
def test_ones_in_gradients_of_inverse_functions(name):
    x = T.dscalar("x")
    printed = text(T.grad(getattr(T, name)(x), x))
    assert "TensorConstant{1.0}" in printed and "TensorConstant{1}" not in printed
    y = T.fscalar()
    assert T.grad(getattr(T, name)(y), y).dtype == "float32"
