"""Theano's databases of rewrites: tags, queries, stages that programs add to, modes."""

import logging

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import BadReplacement
from tensorgraph.gof import (
    DB,
    EquilibriumDB,
    FunctionGraph,
    MergeOptimizer,
    OpSub,
    Optimizer,
    PatternSub,
    ProxyDB,
    Query,
    SequenceDB,
    TopoDB,
    local_optimizer,
    out2in,
)
from tensorgraph.gof.optdb import LocalGroupDB
from tensorgraph.rewriting import pipeline
from tensorgraph.tensor.opt import register_canonicalize, register_specialize

x, y, z = T.dscalars("x", "y", "z")


def graph(*outputs, inputs=(x, y, z)):
    return FunctionGraph(list(inputs), list(outputs))


def text(fgraph):
    """The text of a graph with short names of ops."""
    return str(fgraph).replace("Elemwise{", "").replace(",no_inplace}", "")


def test_tags():
    db = DB()
    a, b, c = MergeOptimizer(), MergeOptimizer(), MergeOptimizer()
    db.register("a", a, "one", "all")
    db.register("b", b, "two", "all")
    db.register("c", c)
    assert db.query("+all") == [a, b] and db.query("+all", "-two") == [a] and db.query("+all", "&two") == [b]
    assert db.query(Query(["MergeOptimizer"])) == [a, b, c] and db["c"] is c
    db.add_tags("c", "two")
    assert db.query("+two") == [b, c]
    db.remove_tags("c", "two")
    assert db.query("+two") == [b]
    with pytest.raises(ValueError, match="^The name"):
        db.register("one", MergeOptimizer())
    with pytest.raises(ValueError, match="^The tag"):
        db.register("d", MergeOptimizer(), "a")
    with pytest.raises(TypeError, match="cannot be registered"):
        db.register("e", 3)
    with pytest.raises(KeyError):
        db["nobody"]
    with pytest.raises(ValueError, match="start with"):
        db.query("all")


def test_databases_of_databases():
    inner = EquilibriumDB()
    inner.register("exp_log", PatternSub((T.exp, (T.log, "a")), "a"), "fast")
    inner.register("exp_cos", OpSub(T.exp, T.cos), "slow")
    db = SequenceDB()
    db.register("second", inner, 2, "fast", "slow")
    db.register("first", MergeOptimizer(), 1, "fast")
    db.register("last", MergeOptimizer(), "last", "slow")
    fast = db.query("+fast")
    assert [opt.name for opt in fast] == ["first", "second"]
    g = graph(T.exp(T.log(x)))
    fast.optimize(g)
    assert text(g) == "[x]"
    g = graph(T.exp(x))
    db.query("+slow").optimize(g)
    assert text(g) == "[cos(x)]"
    assert [opt.name for opt in db.query("+slow", position_cutoff=3)] == ["second"]
    assert [opt.name for opt in db.query(Query(["fast"], subquery={"second": Query(["slow"])}))] == ["first", "second"]
    extra = MergeOptimizer()
    assert db.query(Query(["fast"]).register((extra, 1.5)))[1] is extra
    with pytest.raises(TypeError, match="position"):
        db.register("nowhere", MergeOptimizer(), None)
    group = LocalGroupDB()
    group.register("late", OpSub(T.exp, T.log), "t", position=5)
    group.register("early", OpSub(T.exp, T.cos), "t", position=1)
    g = graph(T.exp(x))
    TopoDB(ProxyDB(group)).query("+t").optimize(g)
    assert text(g) == "[cos(x)]"


@pytest.fixture
def registered():
    names = []
    yield names.append
    for db, name in names:
        db.unregister(name)


def test_a_local_optimizer_in_a_stage(registered, caplog):
    @register_canonicalize
    @local_optimizer([T.sin])
    def local_sin_twice(node):
        return [2 * T.sin(node.inputs[0] / 2) * T.cos(node.inputs[0] / 2)] if node.op == T.sin else False

    stage = theano.compile.optdb["canonicalize"]
    registered((stage, "local_sin_twice"))
    with pytest.raises(ValueError, match="The name"):
        register_canonicalize(local_sin_twice)
    with pytest.raises(ValueError, match="The name"):
        stage.register("local_dimshuffle_lift", local_sin_twice)
    # it would go on for ever with what it makes
    with caplog.at_level(logging.ERROR, "theano.gof.opt"), theano.config.change_flags(on_opt_error="warn"):
        np.testing.assert_allclose(theano.function([x], T.sin(x))(0.5), np.sin(0.5), rtol=1e-14)
    assert "max'ed out" in caplog.text
    with theano.config.change_flags(on_opt_error="raise"), pytest.raises(RuntimeError, match="come to rest"):
        theano.function([x], T.sin(x))
    f = theano.function([x], T.sin(x), mode=theano.Mode().excluding("local_sin_twice"))
    assert f(0.5) == np.sin(0.5)


def test_a_tag_of_ones_own(registered):
    @register_specialize("in_words")
    @local_optimizer([T.cosh])
    def local_cosh(node):
        return [(T.exp(node.inputs[0]) + T.exp(-node.inputs[0])) / 2] if node.op == T.cosh else False

    stage = theano.compile.optdb["specialize"]
    registered((stage, "local_cosh"))
    assert "local_cosh" in stage and stage["local_cosh"] is local_cosh

    def ops(mode):
        return str(theano.function([x], T.cosh(x), mode=mode).maker.fgraph)

    assert "cosh" not in ops("FAST_RUN") and "cosh" in ops("FAST_COMPILE")
    assert "cosh" in ops(theano.Mode().excluding("in_words"))
    with theano.config.change_flags(optimizer_excluding="local_cosh"):
        assert "cosh" in ops(None)
    stage.remove_tags("local_cosh", "fast_run", "specialize")
    assert "cosh" in ops("FAST_RUN") and "cosh" not in ops(theano.Mode().including("in_words"))
    with theano.config.change_flags(optimizer_including="in_words"):
        assert "cosh" not in ops(None)


def test_a_stage_in_fast_compile(registered):
    @register_canonicalize("fast_compile")
    @local_optimizer([T.cosh])
    def local_cosh(node):
        return [T.cos(node.inputs[0])] if node.op == T.cosh else False

    registered((theano.compile.optdb["canonicalize"], "local_cosh"))
    graph = theano.function([x], T.cosh(x) + T.log(T.exp(x)), mode="FAST_COMPILE").maker.fgraph
    assert text(graph) == "[add(cos(x), log(exp(x)))]"


def test_a_failing_rule_of_a_stage(registered, caplog):
    @register_canonicalize
    @local_optimizer([T.cosh])
    def local_cosh(node):
        return [T.cast(node.inputs[0], "float32")]

    registered((theano.compile.optdb["canonicalize"], "local_cosh"))
    with caplog.at_level(logging.ERROR, "theano.gof.opt"), theano.config.change_flags(on_opt_error="warn"):
        theano.function([x], T.cosh(x))
    assert "type of the replacement" in caplog.text
    with theano.config.change_flags(on_opt_error="raise"), pytest.raises(BadReplacement, match="local_cosh"):
        theano.function([x], T.cosh(x))


def test_a_pass_in_the_table(registered):
    class CoshToCos(Optimizer):
        def apply(self, fgraph):
            for node in fgraph.toposort():
                if node.op == T.cosh:
                    fgraph.replace_validate(node.outputs[0], T.cos(node.inputs[0]), reason=self.name)

    optdb = theano.compile.optdb
    optdb.register("cosh_to_cos", CoshToCos(), 2.5, "fast_run")
    registered((optdb, "cosh_to_cos"))
    assert optdb.__position__["cosh_to_cos"] == 2.5 and "canonicalize" in optdb
    f = theano.function([x], T.cosh(x))
    assert f(1.0) == np.cos(1.0)
    assert theano.function([x], T.cosh(x), mode=theano.Mode().excluding("cosh_to_cos"))(0.5) > 1
    g = graph(T.cosh(x))
    optdb.query("+cosh_to_cos").optimize(g)
    assert text(g) == "[cos(x)]"
    with theano.config.change_flags(optdb__position_cutoff=2.0):
        assert theano.function([x], T.cosh(x))(0.5) > 1
    with pytest.raises(ValueError, match="The name"):
        optdb.register("canonicalize", CoshToCos(), 1)
    with pytest.raises(KeyError):
        optdb.unregister("canonicalize")


def test_modes_of_optimizers():
    opt = out2in(OpSub(T.cosh, T.cos))
    mode = theano.Mode(optimizer=opt)
    assert theano.function([x], T.cosh(x), mode=mode)(1.0) == np.cos(1.0)
    with pytest.raises(TypeError, match="no tags"):
        mode.including("fusion")
    mode = theano.Mode().register((opt, 2.5))
    assert theano.function([x], T.cosh(x), mode=mode)(1.0) == np.cos(1.0)
    g = graph(T.exp(T.log(x)) * 1.0)
    theano.compile.get_mode("FAST_RUN").optimizer.optimize(g)
    assert len(g.apply_nodes) <= 2
    theano.compile.mode.register_optimizer("cosh_is_cos", opt)
    try:
        assert theano.function([x], T.cosh(x), mode=theano.Mode(optimizer="cosh_is_cos"))(1.0) == np.cos(1.0)
        with pytest.raises(ValueError, match="already taken"):
            theano.compile.mode.register_optimizer("cosh_is_cos", opt)
    finally:
        del theano.compile.mode.predefined_optimizers["cosh_is_cos"]


def test_linkers():
    mode = theano.compile.mode
    mode.register_linker("by_reference", "py")
    try:
        assert not theano.Mode(linker="by_reference").uses_kernels
        with pytest.raises(ValueError, match="already taken"):
            mode.register_linker("by_reference", "py")
    finally:
        del mode.predefined_linkers["by_reference"]
    with pytest.raises(ValueError, match="no linker"):
        mode.register_linker("other", "llvm")


def test_rules_by_name():
    rule = theano.tensor.opt.local_log1p
    v = T.dvector("v")
    g = FunctionGraph([v], [T.log(1 + v)])
    out2in(rule).optimize(g)
    assert "log1p" in str(g)
    with pytest.raises(AttributeError):
        theano.tensor.opt.local_nothing  # noqa: B018
    # rules that wait for others in a stage too
    patient = theano.tensor.opt.local_log_domain
    (new,) = patient.transform(T.log(T.exp(x) * T.exp(2 * x)).owner)
    assert theano.printing.pp(new) == "(x + (TensorConstant{2} * x))"


def test_what_a_program_registers_runs_before_results_are_set_apart():
    """At any position; so an update that it makes an alias is copied still."""
    from tensorgraph.compile import optdb

    order = [name for _, name, _, _ in pipeline.TABLE]
    for position in ("last", 1e9):
        optdb.register("mine", theano.gof.optimizer(lambda fgraph: None), position, "fast_run")
        try:
            names = [name for _, name, _, _ in pipeline.TABLE]
            assert names.index("random_make_inplace_mrg") < names.index("mine") < names.index("order_destroyers")
        finally:
            optdb.unregister("mine")
    optdb.register("mine", theano.gof.optimizer(lambda fgraph: None), -1e9, "fast_run")
    assert [name for _, name, _, _ in pipeline.TABLE][:2] == ["spare_old_values", "mine"]
    optdb.unregister("mine")
    assert [name for _, name, _, _ in pipeline.TABLE] == order
