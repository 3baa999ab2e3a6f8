"""Fusion: no cycle, nothing twice, loops of one shape; and in place only where nothing reads any more."""

import numpy as np
import pytest
from random_graphs import Program
from run_graph import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.lowering.fusion import LoopGraph, fuse_loops
from tensorgraph.lowering.mapreduce import MapReduce
from tensorgraph.rewriting.passes.fusion import fuse
from tensorgraph.rewriting.query import PREDEFINED
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.reductions.careduce import CAReduce

x, y = T.dvectors("x", "y")
m = T.dmatrix("m")


def fused(inputs, outputs):
    fgraph = FunctionGraph(inputs, outputs)
    fuse(fgraph)
    fgraph.check_integrity()
    return [str(node.op) for node in looped(fgraph).toposort()]


def looped(fgraph):
    """Return the graph that is lowered, with its loops."""
    graph = LoopGraph(fgraph)
    fuse_loops(graph, PREDEFINED["fast_run"])
    computed = [node for item in graph.toposort() for node in graph.members.get(item, [item])]
    assert set(computed) == fgraph.apply_nodes and len(computed) == len(fgraph.apply_nodes)
    return graph


def work(fgraph):
    """Count the elementwise operations and reductions of a graph, also inside of loops."""
    total = 0
    for node in fgraph.toposort():
        op = node.op
        total += size(op.scalar_op) if isinstance(op, Elemwise) else 0
        total += isinstance(op, CAReduce)
        if isinstance(op, MapReduce):
            total += sum(size(scalar_op) for scalar_op, _, _ in op.body) + sum(out is not None for out in op.outs)
    return total


def size(scalar_op):
    """Count the operations of a scalar graph."""
    return sum(size(node.op) for node in scalar_op.nodes) if hasattr(scalar_op, "nodes") else 1


def test_one_output_is_a_composite():
    assert fused([x, y], [T.exp(x * y) + x]) == ["Elemwise{Composite{(exp((i0 * i1)) + i0)}}"]


def test_several_outputs_are_one_loop():
    e = T.exp(x)
    assert len(fused([x], [e + 1 * x, e * e])) == 2


def test_a_reduction_joins_what_feeds_it():
    assert fused([x], [T.sqr(x).sum()]) == ["MapReduce{sqr; sum}"]


@pytest.mark.parametrize("name", ["and_", "or_", "xor"])
def test_reductions_of_bits(name):
    """Those of bools and of integers are different: truth is not made of bits."""
    for v, values in (T.bvector("v"), [6, 12, 7]), (T.vector("v", dtype="bool"), [True, True, False]):
        z = CAReduce(REGISTRY[name])(T.xor(v, v[::-1]))
        want = REGISTRY[name].ufunc.reduce(np.array(values, v.dtype) ^ np.array(values, v.dtype)[::-1])
        assert theano.function([v], z)(np.array(values, v.dtype)) == want
        assert ("MapReduce" in fused([v], [z])[-1]) == (name == "xor" or v.dtype == "bool")


def test_what_waits_for_a_reduction_is_another_loop():
    e = T.exp(x)
    names = fused([x], [e / e.sum()])
    assert [n.partition("{")[0] for n in names] == ["MapReduce", "InplaceDimShuffle", "Elemwise"]


def test_no_cycle_through_another_op():
    """a -> dot -> c and a -> c: a and c stay apart."""
    a = T.exp(m)
    fused([m], [T.dot(a, a) + a + T.tanh(a)])


def test_other_shapes_stay_apart():
    """A vector that is spread over a matrix is computed once, not for each row."""
    names = fused([x, m], [m * T.exp(x) + 1 * m])
    assert "Elemwise{exp,no_inplace}" in names


@pytest.mark.parametrize("seed", range(60))
def test_random_programs(seed):
    """Fusion alone: the same values, the same amount of work, no cycle."""
    program = Program(seed + 77_000, 45)
    fgraph = FunctionGraph(program.inputs, program.outputs)
    before, count = run(fgraph, program.values), work(fgraph)
    fuse(fgraph)
    fgraph.check_integrity()
    graph = looped(fgraph)
    assert work(fgraph) == count == work(graph) - sum(map(len, graph.repeated.values()))
    for found in (run(fgraph, program.values), run(graph, program.values)):
        for a, b in zip(before, found):
            np.testing.assert_allclose(a, b, rtol=1e-12)


def test_updates_see_the_old_values():
    """Storage is overwritten only after everything has read it."""
    for make in (
        lambda a, b: (b, a),
        lambda a, b: (a + b, a - b),
        lambda a, b: (a * 2, a + b),
        lambda a, b: (T.dot(m, a) + a, b - 0.5 * T.dot(m.T, a)),
        lambda a, b: (T.set_subtensor(a[1:], b[:-1]), T.inc_subtensor(b[0], a[1])),
        lambda a, b: (a[::-1] * 1.0, b.dimshuffle(0) + a[::-1]),
    ):
        values = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0])
        M = np.arange(9.0).reshape(3, 3)
        a, b = theano.shared(values[0].copy()), theano.shared(values[1].copy())
        new = make(a, b)
        expected = [theano.function([m], v, mode=theano.Mode("py", None), on_unused_input="ignore")(M) for v in new]
        f = theano.function([m], [a + b], updates=[(a, new[0]), (b, new[1])], on_unused_input="ignore")
        (total,) = f(M)
        np.testing.assert_allclose(total, values[0] + values[1])
        np.testing.assert_allclose(a.get_value(), expected[0])
        np.testing.assert_allclose(b.get_value(), expected[1])


def test_inputs_keep_their_values():
    f = theano.function([x], [x + 1, T.exp(x + 1) * 2])
    data = np.arange(3.0)
    f(data)
    np.testing.assert_array_equal(data, [0, 1, 2])


def test_mutable_inputs_may_be_overwritten():
    f = theano.function([theano.In(x, mutable=True)], T.exp(x))
    assert str(f.maker.fgraph.toposort()[0].op) == "Elemwise{Exp}[(0, 0)]"


def test_work_is_linear():
    """Twice the nodes, about twice the calls: the second half of a long chain takes what the first did."""
    import sys

    from tensorgraph.rewriting import pipeline

    def calls(n):
        v = x
        for _ in range(n):
            v = T.tanh(v * y + x)
        fgraph = FunctionGraph([x, y], [v])
        count = 0

        def tally(frame, event, argument):
            nonlocal count
            count += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(tally)
        try:
            pipeline.rewrite(fgraph, "fast_run")
        finally:
            sys.setprofile(before)
        return count

    calls(50)
    assert calls(400) < 2.2 * calls(200)
