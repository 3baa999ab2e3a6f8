"""Modes: their names, and those that watch a function at work."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.mode import get_mode, predefined_modes, register_mode
from tensorgraph.debugging.monitormode import MonitorMode, detect_nan
from tensorgraph.debugging.nanguardmode import NanGuardMode
from tensorgraph.errors import UnknownRewriteWarning
from tensorgraph.gof import MergeOptimizer, SequenceDB


@pytest.mark.parametrize("linker", ["cvm", "c|py", "py", "c", "vm", "cvm_nogc"])
@pytest.mark.parametrize("optimizer", ["fast_run", "fast_compile", "None", None, "merge", "o1", "o2", "o3", "o4"])
def test_modes_agree(linker, optimizer):
    v = T.dvector("v")
    y = T.log(1 + T.exp(v)) + T.sum(v**2)
    f = theano.function([v], y, mode=theano.Mode(linker=linker, optimizer=optimizer))
    np.testing.assert_allclose(f([0.5, -1.0]), [2.2240769841801065, 1.5632616875182228])
    assert (set(f.kinds()) == {"python"}) == (linker == "py")


def test_names():
    assert get_mode("FAST_RUN") is predefined_modes["FAST_RUN"]
    assert get_mode(None) is theano.compile.get_default_mode() is get_mode("Mode")
    with pytest.raises(Exception, match="No predefined mode exist for string: NOSUCH"):
        get_mode("NOSUCH")
    with pytest.raises(ValueError, match="no linker"):
        theano.Mode(linker="gpu")
    with pytest.raises(ValueError, match="no optimizer"):
        theano.Mode(optimizer="fastest")
    with pytest.raises(ValueError, match="already taken"):
        register_mode("FAST_RUN", get_mode("FAST_RUN"))


def test_the_flags_choose():
    v = T.dvector("v")
    with theano.config.change_flags(mode="FAST_COMPILE"):
        assert set(theano.function([v], T.exp(v)).kinds()) == {"python"}
    with theano.config.change_flags(linker="py", optimizer="None"):
        assert set(theano.function([v], T.exp(v)).kinds()) == {"python"}
    with theano.config.change_flags(optimizer_excluding="fusion:inplace"):
        f = theano.function([v], T.exp(v) * 2)
    assert len(f.maker.fgraph.toposort()) == 2
    assert len(theano.function([v], T.exp(v) * 2).maker.fgraph.toposort()) == 1


def test_including_and_excluding():
    mode = get_mode("FAST_RUN")
    without = mode.excluding("fusion")
    v = T.dvector("v")
    count = [len(theano.function([v], T.exp(v) * 2, mode=m).maker.fgraph.toposort()) for m in (mode, without)]
    assert count == [1, 2]
    assert not without.including("fusion").query.exclude and mode.clone().query == mode.query


def test_monitor():
    seen = []
    x = T.dvector("x")
    mode = MonitorMode(
        pre_func=lambda i, node, fn: seen.append((i, str(node.op), fn.outputs[0][0])),
        post_func=lambda i, node, fn: seen.append((i, fn.inputs[0][0].tolist(), fn.outputs[0][0].tolist())),
        optimizer=None,
    )
    f = theano.function([x], T.sqr(x) + x, mode=mode)
    assert f([2.0, 3.0]).tolist() == [6.0, 12.0]
    assert seen == [
        (0, "Elemwise{sqr,no_inplace}", None), (0, [2.0, 3.0], [4.0, 9.0]),
        (1, "Elemwise{add,no_inplace}", None), (1, [4.0, 9.0], [6.0, 12.0]),
    ]  # fmt: skip


def test_detect_nan(capsys):
    x = T.dscalar("x")
    f = theano.function([x], T.log(x) * x, mode=MonitorMode(post_func=detect_nan))
    with np.errstate(all="ignore"):
        f(1.0)
        assert capsys.readouterr().out == ""
        f(-1.0)
    assert "NaN detected" in capsys.readouterr().out


@pytest.mark.parametrize("value, name", [(np.nan, "NaN"), (np.inf, "Inf"), (1e20, "Big value")])
def test_nan_guard(value, name):
    x, w = T.dmatrix("x"), theano.shared(np.eye(2), "w")
    f = theano.function([x], T.dot(x, w), updates=[(w, w + x)], mode=NanGuardMode(True, True, True))
    assert f(np.ones((2, 2))).sum() == 4.0
    before = w.get_value()
    with pytest.raises(AssertionError, match=f"{name} detected"):
        f(np.full((2, 2), value))
    np.testing.assert_array_equal(w.get_value(), before)
    g = theano.function([x], x + 1, mode=NanGuardMode(False, False, False))
    g(np.full((2, 2), value))
    pickle.loads(pickle.dumps(f))(np.ones((2, 2)))
    assert type(get_mode("NanGuardMode")) is NanGuardMode


def test_monitored_nodes_are_those_of_the_graph():
    """A function that looks at a node sees how its inputs are computed."""
    texts = []

    def show(i, node, fn):
        texts.append(theano.printing.debugprint(node, file="str"))

    x = T.dscalar("x")
    f = theano.function([x], T.log(x) * x, mode=MonitorMode(post_func=show, optimizer=None))
    f(1.0)
    assert "|Elemwise{log,no_inplace} [id B] ''" in texts[1]


def test_nan_guard_leaves_alone_what_is_marked():
    x = T.dvector("x")
    y = T.log(x)
    y.tag.nan_guard_mode_check = False
    for optimizer in (None, "fast_run"):
        mode = NanGuardMode(True, True, True, optimizer=optimizer)
        assert theano.function([x], y, mode=mode)([0.0]) == -np.inf
        with pytest.raises(AssertionError, match="Inf detected"):
            theano.function([x], T.log(x), mode=mode)([0.0])


def test_a_query_that_is_changed_where_it_is():
    """A program that knows Theano from inside changes a mode; no other mode changes with it."""
    x = T.dvector("x")
    mode = theano.Mode(optimizer="fast_run")
    mode._optimizer.position_cutoff = 1.5
    names = [type(node.op).__name__ for node in theano.function([x], T.log(1 + x), mode=mode).maker.fgraph.apply_nodes]
    assert names == ["Elemwise", "Elemwise"]
    mode._optimizer = theano.compile.mode.OPT_FAST_RUN.excluding("fusion")
    assert theano.function([x], T.log(1 + x), mode=mode).maker.fgraph.outputs[0].owner.op == T.log1p
    assert theano.compile.mode.OPT_FAST_RUN.position_cutoff is None


def test_rows_that_are_not_set_are_not_looked_at():
    """Buffers of loops hold anything before they are filled, whatever rewrites made of them."""
    x, w = T.dvector("x"), T.dscalar("w")
    h, _ = theano.scan(lambda x, h, w: T.tanh(x + w * h), x, T.zeros((), "float64"), w, truncate_gradient=2)
    f = theano.function([x, w], T.grad(h.sum(), [x, w]), mode="NanGuardMode")
    for n in range(1, 8):
        # what is freed here is likely to be what the buffers are made of
        _ = [np.full(m, np.nan) for m in range(1, 12)]
        _ = None
        assert np.isfinite(f(np.ones(n), 0.5)[1])


@pytest.mark.parametrize("change", ["including", "excluding", "requiring"])
def test_a_name_that_no_rewrite_has(change):
    """A mode that names what is not there warns when a function is compiled, and again for the next one."""
    x = T.dscalar("x")
    mode = getattr(get_mode("FAST_RUN"), change)("local_log1pp")
    for _ in range(2):
        with pytest.warns(UnknownRewriteWarning, match="tag 'local_log1pp'.*Did you mean 'local_log1p'") as caught:
            theano.function([x], T.exp(x), mode=mode)
        assert [warning.filename for warning in caught] == [__file__]
    with pytest.warns(UnknownRewriteWarning, match="'zzz', which the mode includes, excludes or requires[.]$"):
        theano.function([x], T.exp(x), mode=getattr(get_mode("FAST_COMPILE"), change)("zzz"))


def test_names_that_rewrites_have():
    """The tests turn warnings into errors: names of rules, families, passes, their parts and Theano's devices pass."""
    x, y = T.dmatrices("x", "y")
    names = ["local_log1p", "fusion", "canonicalize", "constant_folding", "local_dot_to_dot22", "gpuarray", "c_blas"]
    for name in (*names, "inplace", "scan", "local_elemwise_fusion", "BlasOpt", "unsafe", "conv_opts"):
        theano.function([x, y], T.dot(x, y), mode=get_mode("FAST_RUN").excluding(name))


def test_names_that_a_program_registers():
    """Names and tags of optimizers in a database of the user's are known from when it is registered."""
    x = T.dscalar("x")
    inner, outer = SequenceDB(), SequenceDB()
    inner.register("own_merge", MergeOptimizer(), 1, "own_tag")
    outer.register("own_db", inner, 1, "fast_run")
    mode = theano.Mode().excluding("own_merge").including("own_tag")
    with pytest.warns(UnknownRewriteWarning, match="own_"):
        theano.function([x], T.exp(x), mode=mode)
    theano.compile.optdb.register("own_outer_db", outer, 1.2, "fast_run")
    try:
        theano.function([x], T.exp(x), mode=mode)
    finally:
        theano.compile.optdb.unregister("own_outer_db")


@pytest.mark.parametrize("formula", [
    lambda x, w: w / (1 + x * x), lambda x, w: x / T.sqrt(T.sum(x**2)), lambda x, w: T.log(T.sum(T.exp(x))) * w,
    lambda x, w: T.switch(x > 0, w, -np.inf) * T.switch(x > 0, 1, 0), lambda x, w: T.nnet.sigmoid(x) * T.log1p(w),
    lambda x, w: T.grad(T.sum(w / (1 + x * x)), x), lambda x, w: T.maximum(w, -np.inf),
])  # fmt: skip
def test_nan_guard_mode_leaves_constants_alone(formula):
    """Rewrites compare with huge numbers and infinity, which are no values of the program."""
    x, w = T.dmatrices("x", "w")
    f = theano.function([x, w], formula(x, w), mode="NanGuardMode", on_unused_input="ignore")
    assert np.isfinite(f(np.ones((2, 2)), np.ones((2, 2)))).all()
    x = T.dvector("x")
    with pytest.raises(AssertionError, match="Inf detected in the output"):
        theano.function([x], x + np.inf, mode="NanGuardMode")([1.0])
