"""``f.profile()``: its numbers, JSON and trace."""

import json

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X = np.ones((40, 30))


@pytest.fixture
def f():
    x, w = T.dmatrix("x"), theano.shared(np.ones((30, 20)), name="w")
    return theano.function([x], T.tanh(T.dot(x, w)).sum(), updates=[(w, 2 * w)], name="f")


def test_times_and_work(f):
    profile = f.profile(X, calls=7)
    assert profile.calls == 7 and len(profile.steps) == len(f.program.steps)
    assert all(step.seconds > 0 and step.runs == 7 for step in profile.steps)
    assert sum(step.seconds for step in profile.steps) * 7 <= profile.seconds
    product = next(step for step in profile.steps if step.row.kind == "dot")
    assert product.flops == 2 * 40 * 30 * 20 and product.nbytes == 8 * (40 * 30 + 30 * 20 + 40 * 20)
    assert 8 * 40 * 20 <= profile.peak <= 8 * (2 * 40 * 20 + 30 * 20)
    assert str(profile).startswith("f: 7 calls, ") and "<table>" in profile._repr_html_()


def test_calls_count_as_calls(f):
    w = f.maker.inputs[1].value
    before = w.value.copy()
    f.profile(X, calls=2)
    np.testing.assert_array_equal(w.value, 8 * before)


def test_json_and_trace(f, tmp_path):
    profile = f.profile(X)
    assert 0 < profile.calls <= 1000
    found = json.loads(profile.json())
    assert [step["kernel"] for step in found["steps"]] == f.kinds()
    assert found["steps"][0]["lines"][0][0] == __file__
    path = tmp_path / "trace.json"
    assert profile.chrome_trace(path) is None
    events = json.loads(path.read_text())["traceEvents"]
    timed = [event for event in events if event["ph"] == "X"]
    assert len(timed) == len(found["steps"])
    for first, second in zip(timed, timed[1:], strict=False):
        assert second["ts"] == pytest.approx(first["ts"] + first["dur"])
    assert all({"name", "cat", "ts", "dur", "pid", "tid"} <= set(event) for event in timed)


def test_recorded_profiles_are_reports_too(f):
    x = T.dvector("x")
    g = theano.function([x], T.exp(x).sum(), profile=theano.ProfileStats(atexit_print=False))
    g([1.0, 2.0])
    g([1.0, 2.0])
    assert g.profile().calls == 2 and g.profile().steps[0].runs == 2
    assert not f.profile and g.profile


def test_wrong_arguments_are_errors_before_anything_is_timed(f):
    with pytest.raises(TypeError):
        f.profile()
