"""Orders of nodes: facts of Theano 1.0.5, which prints them as numbers."""

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile import Mode
from tensorgraph.graph.traverse import io_toposort


def names(nodes):
    return [node.op.scalar_op.record_name for node in nodes]


def test_the_last_input_first_and_the_first_output_first():
    a, b = T.dscalars("a", "b")
    assert names(io_toposort([a, b], [T.exp(a) * T.sin(b)])) == ["sin", "exp", "mul"]
    assert names(io_toposort([a, b], [a + b, a * b])) == ["add", "mul"]


def test_orderings_come_level_by_level():
    a, b = T.dscalars("a", "b")
    x, y = T.exp(a), T.sin(b)
    z = x + y
    assert names(io_toposort([a, b], [z], {y.owner: [x.owner]})) == ["exp", "sin", "add"]
    assert names(io_toposort([a, b], [z], {x.owner: [y.owner]})) == ["sin", "exp", "add"]


def test_numbers_in_a_printed_function():
    v = T.dvector("v")
    f = theano.function([v], v.mean(), mode=Mode("py", "fast_run"))
    assert [str(node.op) for node in f.maker.fgraph.toposort()][:2] == ["Shape_i{0}", "Sum{acc_dtype=float64}"]


def test_the_copy_of_an_output_keeps_its_name():
    m = T.dmatrix("m")
    f = theano.function([m], m.T.T, mode=Mode("py", "fast_run"))
    assert theano.printing.debugprint(f, file="str").startswith("DeepCopyOp [id A] 'm'   0")
