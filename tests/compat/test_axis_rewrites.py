"""Rewrites of ``theano.tensor.opt`` that no pass needs: the graph that comes out, and its values."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat.names.tensor import axisopt
from tensorgraph.compat.rewriting.navigator import in2out, out2in
from tensorgraph.graph.fgraph import FunctionGraph

V, M = T.dvector("v"), T.dmatrix("m")
ROW = T.TensorType("float64", (True, False, True))("row")
CASES = [
    ("local_canonicalize_alloc", T.alloc(V, 1, 3, 2), "InplaceDimShuffle{x,0,1}(Alloc(v, "),
    ("local_canonicalize_alloc", T.alloc(V, 2), "[v]"),
    ("local_canonicalize_alloc", T.alloc(V, 3, 2), "[Alloc(v, "),
    ("local_canonicalize_alloc", T.alloc(V.sum(), 1, 1), "[InplaceDimShuffle{x,x}(Sum"),
    ("local_alloc_dimshuffle", T.alloc(V.dimshuffle("x", 0), 3, 1, 2), "[Alloc(v, "),
    ("local_alloc_dimshuffle", T.alloc(V.dimshuffle(0, "x"), 2, 3), "[Alloc(InplaceDimShuffle{0,x}(v), "),
    ("local_reshape_dimshuffle", M.dimshuffle("x", 0, "x", 1).reshape((1, 6, 1)), "[Reshape{3}(m, "),
    ("local_reshape_dimshuffle", M.T.reshape((6,)), "[Reshape{1}(InplaceDimShuffle{1,0}(m), "),
    ("local_dimshuffle_subtensor", ROW[:, 1:, :].dimshuffle(1), "[Subtensor{int64::}(InplaceDimShuffle{1}(row), "),
    ("local_dimshuffle_subtensor", ROW[:, 1:, :].dimshuffle(2, 1), "[InplaceDimShuffle{1,0}(Subtensor{int64::, ::}("),
    ("local_dimshuffle_subtensor", ROW[:, ::-1].dimshuffle("x", 1), "[InplaceDimShuffle{x,0}(Subtensor{::int64}("),
]


@pytest.mark.parametrize("navigator", [in2out, out2in])
@pytest.mark.parametrize("name, out, text", CASES, ids=[f"{name}-{i}" for i, (name, _, _) in enumerate(CASES)])
def test_rewrite(name, out, text, navigator):
    values = {V: np.array([2.0, 3.0]), M: np.arange(6.0).reshape(2, 3), ROW: np.arange(4.0).reshape(1, 4, 1)}
    want = theano.function([V, M, ROW], out, on_unused_input="ignore")(*values.values())
    graph = FunctionGraph([V, M, ROW], [out], clone=False)
    navigator(getattr(axisopt, name)).optimize(graph)
    assert str(graph).startswith(text if text.startswith("[") else "[" + text)
    assert graph.outputs[0].type == out.type
    got = theano.function([V, M, ROW], graph.outputs[0], on_unused_input="ignore")(*values.values())
    np.testing.assert_array_equal(got, want)


def test_mul_canonizer():
    x, y = T.matrices("xy")
    graph = FunctionGraph([x, y], [x * y / x])
    axisopt.mul_canonizer.optimize(graph)
    assert graph.outputs[0] is graph.inputs[1]
