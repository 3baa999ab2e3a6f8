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


def loop(rows, width, **options):
    """Return a recurrent function, its arguments, and the matrix of the loop."""
    x, h = T.dmatrix("x"), T.dvector("h")
    w = theano.shared(np.full((width, width), 0.1 / width), name="w")
    states, _ = theano.scan(lambda x_t, h: T.tanh(x_t + T.dot(w, h)), x, h)
    f = theano.function([x, h], states[-1].sum(), updates=[(w, w + 1)], name="loop", **options)
    return f, (np.ones((rows, width)), np.zeros(width)), w


@pytest.mark.parametrize("width", [4, 200])
def test_steps_inside_of_a_loop(width):
    f, args, w = loop(30, width)
    value = f(*args)
    profile = f.profile(*args, calls=5)
    (number,) = [step.row.number for step in profile.steps if step.row.kind == "scan"]
    inner = profile.inside[number]
    assert [step.row.number for step in inner] == [f"{number}.{k}" for k in range(len(inner))]
    assert {"dot", "loop"} <= {step.row.kind for step in inner}
    assert all(step.runs == 30 and step.seconds > 0 for step in inner)
    assert sum(step.share for step in inner) == pytest.approx(1)
    assert ("in strips" in profile.note) == (width == 4)
    assert [k for k, found in profile.inside.items() if found] == [number]
    # the function itself runs as before
    w.set_value(np.full((width, width), 0.1 / width))
    assert f(*args) == value


def test_steps_inside_are_shown_below_their_loop():
    f, args, _ = loop(3, 5)
    profile = f.profile(*args, calls=2)
    (number,) = [step.row.number for step in profile.steps if step.row.kind == "scan"]
    heads, lines = profile.cells()
    kinds = [line[heads.index("kernel")] for line in lines]
    at = kinds.index("scan")
    below = [kind for kind in kinds[at + 1 :] if kind.startswith("  ")]
    assert kinds[at + 1 : at + 1 + len(below)] == below and len(below) == len(profile.inside[number])
    found = json.loads(profile.json())
    assert [step["runs_per_call"] for step in found["steps"][int(number)]["inside"]] == [3] * len(below)
    assert found["note"] == profile.note and profile.note in str(profile)


def test_events_inside_of_a_loop_lie_within_it():
    """Viewers nest what lies within another event of the same thread: none overlaps another one partly."""
    for f, args in [loop(40, 4)[:2], loop(10, 100)[:2], loop_in_loop()]:
        profile = f.profile(*args, calls=3)
        trace = json.loads(profile.chrome_trace())
        timed = [event for event in trace["traceEvents"] if event["ph"] == "X"]
        inner = [step for found in profile.inside.values() for step in found]
        assert len(timed) == len(profile.steps) + len(inner)
        assert [e["args"]["step"] for e in timed if "step" in e["args"]] == [step.row.number for step in inner]
        open_ends = []
        for event in timed:
            begin, end = event["ts"], event["ts"] + event["dur"]
            assert begin >= 0 and event["dur"] >= 0 and type(event["name"]) is str
            while open_ends and open_ends[-1] <= begin + 1e-9:
                open_ends.pop()
            assert not open_ends or end <= open_ends[-1] + 1e-9
            open_ends.append(end)


def test_a_loop_of_numbers_that_stops():
    n = T.lscalar("n")
    powers, _ = theano.scan(lambda a: (a + a, theano.scan_module.until(a > 500)), outputs_info=n, n_steps=1000)
    f = theano.function([n], powers, name="f")
    expected = f(1)
    profile = f.profile(1, calls=2)
    assert "otherwise run" in profile.note
    (inner,) = filter(None, profile.inside.values())
    assert all(step.runs == len(expected) for step in inner)
    np.testing.assert_array_equal(f(1), expected)


def loop_in_loop():
    """Return a function with a loop inside of a loop, and its arguments."""
    x, n = T.dmatrix("x"), T.lscalar("n")

    def outer(row):
        step = lambda total, row: T.tanh(total + T.dot(x, row))  # noqa: E731 - the loop's step
        return theano.scan(step, outputs_info=row, non_sequences=row, n_steps=n)[0][-1]

    rows, _ = theano.scan(outer, x)
    return theano.function([x, n], rows, name="f"), (np.ones((60, 60)) / 60, 3)


def test_a_loop_inside_of_a_loop():
    f, args = loop_in_loop()
    profile = f.profile(*args, calls=2)
    (inner,) = filter(None, profile.inside.values())
    (number,) = [step.row.number for step in inner if step.row.kind == "scan"]
    innermost = [step for step in inner if step.row.number.startswith(number + ".")]
    assert innermost and all(step.runs == 60 * 3 for step in innermost)
    assert all(step.runs == 60 for step in inner if step.row.number.count(".") == 1)


def test_an_error_in_a_loop_that_is_timed_is_the_same():
    x, i = T.dvector("x"), T.lvector("i")
    z, _ = theano.scan(lambda k: x[k] * 2, i)
    f = theano.function([x, i], z)
    with pytest.raises(IndexError) as plain:
        f(np.ones(3), [0, 5])
    with pytest.raises(IndexError) as timed:
        f.profile(np.ones(3), [0, 5])
    assert str(plain.value).splitlines()[0] == str(timed.value).splitlines()[0]


def test_blocks_of_rows_are_timed_too():
    X, w = T.dmatrix("X"), T.dvector("w")
    r = T.tanh(T.dot(X, w))
    f = theano.function([X, w], [T.dot(X.T, r), r.max()])
    profile = f.profile(np.ones((6001, 800)), np.ones(800), calls=2)
    inner = next(profile.inside[step.row.number] for step in profile.steps if step.row.kind == "rows")
    assert inner and all(step.runs > 1 for step in inner) and "otherwise run" not in profile.note
