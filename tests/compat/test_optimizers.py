"""Theano's interface for rewrites that programs write: optimizers, local optimizers, patterns."""

import io
import logging

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import BadReplacement, InconsistencyError
from tensorgraph.gof import (
    EquilibriumOptimizer,
    FunctionGraph,
    LocalOptGroup,
    MergeOptimizer,
    OpKeyOptimizer,
    OpRemove,
    OpSub,
    PatternSub,
    SeqOptimizer,
    TopoOptimizer,
    in2out,
    inplace_optimizer,
    local_optimizer,
    optimizer,
    out2in,
    pre_greedy_local_optimizer,
)

x, y, z = T.dscalars("x", "y", "z")


def graph(*outputs, inputs=(x, y, z)):
    return FunctionGraph(list(inputs), list(outputs))


def text(fgraph):
    """The text of a graph with short names of ops."""
    return str(fgraph).replace("Elemwise{", "").replace(",no_inplace}", "")


def local(f):
    return local_optimizer(None)(f)


# ------------------------------------------------------------- patterns


@pytest.mark.parametrize("navigator", [OpKeyOptimizer, TopoOptimizer, out2in, in2out])
@pytest.mark.parametrize(
    "before, old, new, after",
    [
        (T.exp(T.log(x)), (T.exp, (T.log, "a")), "a", "[x]"),
        (T.exp(T.exp(T.exp(x))), (T.exp, (T.exp, "a")), "a", "[exp(x)]"),
        (T.sub(x, y), (T.sub, "a", "b"), (T.add, "a", (T.neg, "b")), "[add(x, neg(y))]"),
        (T.sub(x, x) + T.sub(x, y), (T.sub, "a", "a"), (T.cos, "a"), "[add(cos(x), sub(x, y))]"),
        (x**2.0, (T.pow, "a", 2.0), (T.sqr, "a"), "[sqr(x)]"),
        (x**3.0, (T.pow, "a", 2.0), (T.sqr, "a"), "[pow(x, TensorConstant{3.0})]"),
        (x**2.0, (T.pow, "a", T.constant(2.0)), (T.sqr, "a"), "[sqr(x)]"),
        (
            T.exp(x) + T.exp(y),
            {"pattern": (T.exp, "a"), "constraint": lambda v: v.owner.inputs[0].name == "y"},
            (T.cos, "a"),
            "[add(exp(x), cos(y))]",
        ),
    ],
)
def test_a_pattern(navigator, before, old, new, after):
    g = graph(before)
    navigator(PatternSub(old, new)).optimize(g)
    assert text(g) == after


def test_a_pattern_whose_inside_is_read_elsewhere():
    inner = T.log(x)
    old, new = (T.exp, (T.log, "a")), "a"
    g = graph(T.exp(inner) + inner)
    TopoOptimizer(PatternSub(old, new)).optimize(g)
    assert text(g) == "[add(exp(*1 -> log(x)), *1)]"
    TopoOptimizer(PatternSub(old, new, allow_multiple_clients=True)).optimize(g)
    assert text(g) == "[add(x, log(x))]"


def test_a_pattern_from_elsewhere_and_past_identities():
    identity = T.tensor_copy
    skip = lambda v: v.owner.inputs[0] if v.owner is not None and v.owner.op == identity else None  # noqa: E731
    g = graph(T.exp(identity(T.log(x))))
    TopoOptimizer(PatternSub((T.exp, (T.log, "a")), "a", skip_identities_fn=skip)).optimize(g)
    assert text(g) == "[x]"
    opt = PatternSub(
        (T.exp, (T.log, "a")), "a", tracks=[T.log], name="from_inside",
        get_nodes=lambda node: [client for client, _ in node.outputs[0].clients],
    )
    assert opt.tracks() == [T.log] and str(opt) == "from_inside"
    g = graph(T.exp(T.log(x)))
    EquilibriumOptimizer([opt]).optimize(g)
    assert text(g) == "[x]"


def test_patterns_that_are_none():
    with pytest.raises(TypeError, match="specific Op"):
        PatternSub("a", "b")
    with pytest.raises(ValueError, match="get_nodes"):
        PatternSub((T.exp, "a"), "a", tracks=[T.log])
    with pytest.raises(TypeError, match="made of tuples"):
        TopoOptimizer(PatternSub((T.exp, None), "a")).optimize(graph(T.exp(x)))
    assert str(PatternSub((T.exp, "a"), (T.log, "a"))).endswith("(a)")


def test_opsub_and_opremove():
    v = T.exp(T.exp(x))
    v.tag.note = "kept"
    g = graph(v)
    OpKeyOptimizer(OpSub(T.exp, T.cos)).optimize(g)
    assert text(g) == "[cos(cos(x))]" and g.outputs[0].tag.note == "kept"
    EquilibriumOptimizer([OpRemove(T.cos)]).optimize(g)
    assert text(g) == "[x]"
    assert "->" in str(OpSub(T.exp, T.cos)) and "->" in str(OpRemove(T.cos))
    with pytest.raises(TypeError, match="op_key"):
        OpKeyOptimizer(local(lambda node: False))


# ------------------------------------------------------------- navigation


def test_order_and_new_nodes():
    seen = []

    @local_optimizer([T.exp])
    def note(node):
        seen.append(str(node.inputs[0]))
        return [T.sqr(T.exp(node.inputs[0]))] if node.inputs[0].name == "x" and len(seen) < 4 else False

    chain = T.exp(x) + T.exp(y)
    TopoOptimizer(note, "in_to_out", ignore_newtrees=True).optimize(graph(chain))
    first = list(seen)
    del seen[:]
    TopoOptimizer(note, "out_to_in", ignore_newtrees=True).optimize(graph(chain))
    assert [v for v in seen if v in "xy"] == [v for v in first[::-1] if v in "xy"]
    with pytest.raises(ValueError, match="order"):
        TopoOptimizer(note, "sideways")


def test_node_fgraph_and_clients_during_a_rewrite():
    found = []

    @local_optimizer([T.exp])
    def look(node):
        if node.op == T.exp:
            found.append((node.fgraph, node.outputs[0].clients, node.inputs[0].clients))
        return False

    g = graph(T.exp(x) * T.exp(x) + 1, inputs=[x])
    MergeOptimizer().optimize(g)
    TopoOptimizer(look).optimize(g)
    (fgraph, clients, readers), = found
    assert fgraph is g
    assert sorted(i for _, i in clients) == [0, 1] and clients[0][0].op == T.mul
    assert readers[0][0].op == T.exp
    assert g.outputs[0].clients == [("output", 0)]
    with pytest.raises(AttributeError, match="no FunctionGraph"):
        x.clients  # noqa: B018


def test_replacements_of_every_kind():
    g = graph(T.exp(x) + T.log(y))
    by_dict = local(lambda node: {node.outputs[0]: T.cos(node.inputs[0])} if node.op == T.exp else False)
    TopoOptimizer(by_dict).optimize(g)
    assert text(g) == "[add(cos(x), log(y))]"

    def removing(node):
        if node.op != T.add:
            return False
        return {node.outputs[0]: node.inputs[1], "remove": [node.inputs[0]]}

    TopoOptimizer(local(removing)).optimize(g)
    assert text(g) == "[log(y)]"
    g = graph(T.exp(x) * 2, T.exp(x))
    MergeOptimizer().optimize(g)
    (v, _) = g.outputs
    stays = local(lambda node: {v: g.inputs[0], "remove": [v.owner.inputs[0]]} if node.op == T.mul else False)
    with pytest.raises(InconsistencyError, match="to be removed"):
        TopoOptimizer(stays).optimize(g)
    for wrong, error, message in [
        (lambda node: [x, y], ValueError, "wrong length"),
        (lambda node: x, TypeError, "wrong type of replacement"),
        (lambda node: [None], ValueError, "which is used"),
        (lambda node: [T.cast(x, "float32")], BadReplacement, "type of the replacement"),
    ]:
        with pytest.raises(error, match=message):
            TopoOptimizer(local(wrong)).optimize(graph(T.exp(x)))


def test_names_and_places_are_handed_on():
    v = T.exp(x)
    v.name = "named"
    g = graph(v)
    TopoOptimizer(OpSub(T.exp, T.cos)).optimize(g)
    assert g.outputs[0].name == "named"
    assert g.outputs[0].owner.trace.location().filename == __file__
    assert theano.gof.opt.check_stack_trace(g, "all")


def test_failures_are_reported(caplog):
    def fails(node):
        raise ArithmeticError("no idea")

    fails = local(fails)
    fails.__name__ = "fails"
    with pytest.raises(ArithmeticError):
        TopoOptimizer(fails).optimize(graph(T.exp(x)))
    with caplog.at_level(logging.ERROR, "theano.gof.opt"), theano.config.change_flags(on_opt_error="warn"):
        out2in(fails).optimize(graph(T.exp(x)))
    assert "Optimization failure due to: fails" in caplog.text and "no idea" in caplog.text
    caplog.clear()
    with theano.config.change_flags(on_opt_error="ignore"):
        out2in(fails).optimize(graph(T.exp(x)))
    assert not caplog.text
    with theano.config.change_flags(on_opt_error="raise"), pytest.raises(ArithmeticError):
        out2in(fails).optimize(graph(T.exp(x)))


def test_a_group():
    first = PatternSub((T.exp, "a"), (T.log, "a"))
    second = PatternSub((T.log, "a"), (T.cos, "a"))
    g = graph(T.exp(x))
    TopoOptimizer(LocalOptGroup(first, second), ignore_newtrees=True).optimize(g)
    assert text(g) == "[log(x)]"
    g = graph(T.exp(x))
    group = LocalOptGroup(first, second, apply_all_opts=True)
    TopoOptimizer(group, ignore_newtrees=True).optimize(g)
    assert text(g) == "[cos(x)]"
    assert group.tracks() == [T.exp, T.log]
    assert LocalOptGroup(first, local(lambda node: False)).tracks() is None


def test_equilibrium_ends(caplog):
    swap = PatternSub((T.sub, "a", "b"), (T.sub, "b", "a"))
    with theano.config.change_flags(on_opt_error="raise"), pytest.raises(AssertionError, match="max'ed out"):
        EquilibriumOptimizer([swap], max_use_ratio=5).optimize(graph(x - y))
    with caplog.at_level(logging.ERROR, "theano.gof.opt"), theano.config.change_flags(on_opt_error="warn"):
        EquilibriumOptimizer([swap], max_use_ratio=5).optimize(graph(x - y))
    assert "optdb.max_use_ratio" in caplog.text


def test_equilibrium_of_whole_graphs_and_at_the_end():
    done = []

    @optimizer
    def count(fgraph):
        done.append(len(fgraph.apply_nodes))

    g = graph(T.exp(x) * T.exp(x))
    opt = EquilibriumOptimizer(
        [MergeOptimizer(), PatternSub((T.mul, "a", "a"), (T.sqr, "a"))],
        final_optimizers=[count], cleanup_optimizers=[count],
    )
    opt.optimize(g)
    assert text(g) == "[sqr(exp(x))]" and 2 in done
    out = io.StringIO()
    opt.print_summary(out)
    assert "PatternSub" in out.getvalue() and "MergeOptimizer" in out.getvalue()


# ------------------------------------------------------------- optimizers of graphs


def test_sequences():
    to_log, to_cos = OpSub(T.exp, T.log), OpSub(T.log, T.cos)
    g = graph(T.exp(x))
    seq = SeqOptimizer(out2in(to_log), out2in(to_cos))
    seq.optimize(g)
    assert text(g) == "[cos(x)]"
    assert len(seq) == 2 and str(seq).startswith("SeqOpt(")

    @optimizer
    def fails(fgraph):
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        SeqOptimizer(fails).optimize(g)
    with theano.config.change_flags(on_opt_error="ignore"):
        SeqOptimizer([fails], failure_callback=SeqOptimizer.warn).optimize(g)
    assert str(fails) == "fails"


def test_an_optimizer_in_place():
    @inplace_optimizer
    def overwrite(fgraph):
        node = fgraph.outputs[0].owner
        fgraph.replace_validate(node.outputs[0], T.inplace.exp_inplace(node.inputs[0]), reason="overwrite")

    g = graph(T.exp(T.log(x)))
    overwrite.optimize(g)
    assert hasattr(g, "destroyers") and g.outputs[0].owner.op.destroy_map == {0: [0]}
    with pytest.raises(InconsistencyError):
        overwrite.optimize(graph(T.exp(x)))


def test_pre_greedy():
    v = T.exp(T.log(T.exp(T.log(x))))
    assert pre_greedy_local_optimizer([PatternSub((T.exp, (T.log, "a")), "a", allow_multiple_clients=True)], v) is x
    two = pre_greedy_local_optimizer([theano.tensor.opt.constant_folding], T.constant(1.0) + 1.0)
    assert two.data == 2.0
