"""Profiles: what they count, what they print, and that functions without one are as they were."""

import copy
import io
import pickle
import time

import numpy as np
import pytest
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.callable import Function
from tensorgraph.profiling.stats import ScanProfileStats, as_profile, print_global_stats, register_profiler_printer

x = T.dmatrix("x")
VALUE = np.arange(12.0).reshape(3, 4)


class Slow(theano.Op):
    """Takes a tenth of a second."""

    __props__ = ()

    def make_node(self, v):
        return theano.Apply(self, [v], [v.type()])

    def perform(self, node, inputs, output_storage):
        time.sleep(0.02)
        output_storage[0][0] = inputs[0] + 1


def profiled(**options):
    return theano.function([x], T.exp(Slow()(x)).sum(axis=0), profile=theano.ProfileStats(False, **options))


def text(f, **flags):
    out = io.StringIO()
    with theano.config.change_flags(**flags):
        f.profile.summary(out)
    return out.getvalue()


def test_counts():
    f = profiled(message="a message")
    for _ in range(3):
        np.testing.assert_allclose(f(VALUE), np.exp(VALUE + 1).sum(axis=0))
    p = f.profile
    assert p.message == "a message" and p.fct_callcount == 3 and p.nb_nodes == len(f.maker.fgraph.apply_nodes)
    assert p.fct_call_time >= p.vm_call_time >= sum(p.apply_time.values()) > 0.06
    assert p.compile_time >= p.optimizer_time + p.linker_time > 0
    (slow,) = [node for node in p.apply_time if isinstance(node.op, Slow)]
    assert p.apply_callcount[slow] == 3 and p.apply_time[slow] >= 0.06 and not p.apply_cimpl[slow]
    assert p.class_time()[Slow] == p.op_time()[Slow()] == p.apply_time[slow]
    assert p.class_callcount()[Slow] == p.op_callcount()[Slow()] == 3
    assert p.class_nodes()[Slow] == p.op_nodes()[Slow()] == 1
    assert p.class_impl()[Slow] == p.op_impl()[Slow()] == "Py"
    assert set(p.op_impl().values()) == {"C ", "Py"}
    totals = p.compute_total_times()
    last = f.maker.fgraph.outputs[0].owner
    np.testing.assert_allclose(totals[last], sum(p.apply_time.values()))
    assert totals[slow] == p.apply_time[slow]
    p.reset()
    assert p.fct_callcount == 0 and p.fct_call_time == 0 and sum(p.apply_time.values()) == 0
    f(VALUE)
    assert p.apply_callcount[slow] == 1


def test_shapes():
    f = profiled()
    f(VALUE)
    shapes, strides = f.profile.variable_shape, f.profile.variable_strides
    assert shapes[f.maker.fgraph.inputs[0]] == (3, 4) and strides[f.maker.fgraph.inputs[0]] == (32, 8)
    assert shapes[f.maker.fgraph.outputs[0]] == (4,)


def test_text():
    f = profiled(message="shown")
    for _ in range(2):
        f(VALUE)
    lines = text(f).splitlines()
    assert lines[:3] == ["Function profiling", "==================", "  Message: shown"]
    assert lines[3].startswith("  Time in 2 calls to Function.__call__: ")
    for title in ("Class", "Ops", "Apply"):
        assert title in lines
    header = "<% time> <sum %> <apply time> <time per call> <type> <#call> <#apply> <Class name>"
    row = lines[lines.index(header) + 1]
    assert row.endswith("test_profiling.Slow") and " Py " in row
    assert any(line.startswith("   ... (remaining 0 Ops account for") for line in lines)
    assert "Memory Profile" not in text(f)
    assert "input 0: dtype=float64, shape=(3, 4), strides=(32, 8)" in text(f, profile_memory=True)
    short = io.StringIO()
    f.profile.summary(short, n_ops_to_print=1, n_apply_to_print=1)
    assert short.getvalue().count("Slow") == 3


def test_slices_have_no_shapes():
    i = T.lvector("i")
    f = theano.function([x, i], x[1:, i], profile=theano.ProfileStats(False))
    f(VALUE, [0, 2])
    assert set(f.profile.variable_shape.values()) == {(3, 4), (2,), (2, 2)}
    assert "AdvancedSubtensor(x, SliceConstant" in text(f)


def test_memory():
    a, b = T.fvectors("a", "b")
    f = theano.function([a, b], T.outer(a, b).sum(axis=1) + T.sort(b), profile=theano.ProfileStats(False))
    f(np.ones(1024, "float32"), np.ones(1024, "float32"))
    shown = text(f, profile_memory=True)
    assert "Memory Profile" in shown and "CPU: " in shown and "4096B  [(1024,)]" in shown


def test_rewrites():
    with theano.config.change_flags(profile_optimizer=True):
        f = theano.function([x], T.log(1 + x) * 1.0, profile=theano.ProfileStats(False))
    shown = text(f)
    assert "Optimizer Profile" in shown and "('local_log1p', 1)" in shown and "'canonicalize'" in shown


def test_what_is_not_counted():
    f = profiled(flag_time_thunks=False)
    f(VALUE)
    assert "No execution time accumulated" in text(f) and f.profile.fct_callcount == 1
    empty = io.StringIO()
    theano.ProfileStats(False).summary(empty)
    assert "Time in 0 calls" in empty.getvalue()
    for table in ("summary_class", "summary_ops", "summary_nodes"):
        out = io.StringIO()
        getattr(theano.ProfileStats(False), table)(out)
        assert "total time 0" in out.getvalue()
    with pytest.raises(TypeError, match="mesage"):
        theano.ProfileStats(False, mesage="x")


def test_the_first_call_ignored():
    with theano.config.change_flags(profiling__ignore_first_call=True):
        f = profiled()
    f(VALUE)
    assert f.profile.fct_callcount == 0 and sum(f.profile.apply_time.values()) == 0
    f(VALUE)
    assert f.profile.fct_callcount == 1 and set(f.profile.apply_callcount.values()) == {1}


def test_a_failing_call_is_a_call():
    f = theano.function([x], x + T.constant(np.eye(2)), profile=theano.ProfileStats(False))
    with pytest.raises(ValueError):
        f(VALUE)
    assert f.profile.fct_callcount == 1


def test_keywords_defaults_and_updates():
    s = theano.shared(0.0)
    y = T.dscalar("y")
    f = theano.function([theano.In(y, value=2.0)], s + y, updates={s: s + y}, profile=theano.ProfileStats(False))
    assert f() == 2.0 and f(y=1.0) == 3.0 and f(4.0) == 7.0
    assert s.get_value() == 7.0 and f.profile.fct_callcount == 3


def test_two_functions_of_one_profile():
    p = theano.ProfileStats(False)
    f, g = (theano.function([x], op(x), profile=p) for op in (T.exp, T.tanh))
    f(VALUE), g(VALUE)
    assert p.fct_callcount == 2 and len(p.apply_time) == 2


def test_how_to_ask_for_it(tmp_path):
    f = theano.function([x], x, name="named", profile=True)
    f.profile.atexit_print = False
    assert f.profile.message == "named"
    g = theano.function([x], x, profile="in words")
    assert g.profile.message == "in words"
    here = theano.function([x], x, profile=True)
    assert here.profile.message == here.name and __file__ in here.name
    with theano.config.change_flags(profile=True):
        assert theano.function([x], x).profile
    assert not theano.function([x], x).profile
    assert as_profile(None, "a") is None and as_profile(False, "a") is None
    from tensorgraph.profiling import stats as profiling

    for h in (f, g, here):
        profiling._printed_at_exit.remove(h.profile)
    del profiling._printed_at_exit[:]


def test_without_a_profile_nothing_changes():
    f = theano.function([x], T.exp(x))
    assert type(f) is Function and not f.unusual
    p = profiled()
    assert type(p).__name__ == "ProfiledFunction"
    assert type(p.copy()) is Function and not p.copy().profile
    assert p.copy(profile=theano.ProfileStats(False)).profile is not p.profile


def test_pickles_and_copies():
    f = profiled()
    f(VALUE)
    for g in (pickle.loads(pickle.dumps(f)), copy.deepcopy(f)):
        assert not g.profile
        np.testing.assert_array_equal(g(VALUE), f(VALUE))
    assert pickle.loads(pickle.dumps(f.profile)).message is None


def test_debugprint():
    f = profiled()
    before = theano.printing.debugprint(f, file="str")
    assert "Timing Info" not in before
    f(VALUE)
    lines = theano.printing.debugprint(f, file="str").splitlines()
    assert "Timing Info" in lines
    (slow,) = [line for line in lines if "Slow" in line]
    assert slow.rstrip().endswith("%") and "-->" in slow


def test_a_printer_of_ones_own():
    from tensorgraph.profiling.tables import PROFILERS

    @register_profiler_printer
    def mine(message, compile_time, fct_call_time, apply_time, apply_cimpl, output_size, file):
        print("mine", message, len(apply_time), sorted(output_size.values()), file=file)

    try:
        f = profiled(message="m")
        f(VALUE)
        assert "mine m 2 [32, 96]" in text(f)
    finally:
        PROFILERS.remove(mine)


def test_global_stats():
    out = io.StringIO()
    print_global_stats(out)
    assert "Time spent in Theano functions" in out.getvalue()
    p = ScanProfileStats(False, name="loop", callcount=2, nbsteps=20, call_time=0.5)
    out = io.StringIO()
    p.summary(out)
    shown = out.getvalue()
    assert "Scan Op profiling ( loop )" in shown and "2 calls of the op (for a total of 20 steps)" in shown


def test_at_exit():
    program = (
        "import tensorgraph as theano, tensorgraph.tensor as T\n"
        "x = T.dscalar('x')\n"
        "f, g = theano.function([x], x + 1), theano.function([x], x * 2, profile=theano.ProfileStats(False))\n"
        "h = theano.function([x], T.exp(x))\n"
        "f(1.0), g(1.0), f(2.0)\n"
    )
    done = run("-c", program, TENSORGRAPH_FLAGS="profile=True,print_global_stats=True")
    assert done.stdout == "" and done.stderr.count("Function profiling") == 1
    assert "Time in 2 calls" in done.stderr and "Global stats" in done.stderr


def test_arguments_that_are_kept_may_be_passed():
    y = T.dscalar("y")
    f = theano.function([theano.In(y, value=1.0, update=y + 1)], y, profile=as_profile(True, "kept"))
    assert [f(), f(5.0), f()] == [1.0, 5.0, 6.0]
    f.profile.atexit_print = False
