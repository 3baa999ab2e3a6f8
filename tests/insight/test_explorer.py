"""``tensorgraph.viz``: what the page holds, and that a browser draws it."""

import json
import re
import shutil
import subprocess

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.viz import AS_IT_RUNS, AS_WRITTEN, document

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture
def f():
    x, w = T.dmatrix("x"), theano.shared(np.ones((3, 2)), name="w")
    hidden = T.log(1 + T.exp(T.dot(x, w)))
    hidden.name = "hidden"
    start = T.constant(np.float64(0))
    states, _ = theano.scan(lambda row, s: T.tanh(row.sum() + s), sequences=hidden, outputs_info=start)
    return theano.function([x], states[-1], updates=[(w, 2 * w)], name="f </script>")


def read(path):
    text = path.read_text(encoding="utf-8")
    inside = re.search(r'<script type="application/json" id="document">(.*?)</script>', text, re.S).group(1)
    return text, json.loads(inside.replace("<\\/", "</"))


def test_the_page_is_one_file_with_everything(f, tmp_path):
    theano.viz(f, tmp_path / "graph.html")
    text, found = read(tmp_path / "graph.html")
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//|@import|url\(["']?http""", text)
    assert found == json.loads(json.dumps(document(f)))
    assert found["title"].startswith("f </script>(x)")
    assert {AS_WRITTEN, AS_IT_RUNS} < set(found["graphs"])


def test_boxes_and_arrows_are_the_graph(f):
    found = document(f)
    for name, graph in found["graphs"].items():
        numbers = [box["id"] for box in graph["boxes"]]
        assert numbers == list(range(len(numbers)))
        assert all(a in numbers and b in numbers for a, b, _ in graph["arrows"]), name
        for box in graph["boxes"]:
            assert all(inside in found["graphs"] for inside in box.get("inside", ()))
    runs = found["graphs"][AS_IT_RUNS]["boxes"]
    assert sum(box["kind"] == "op" for box in runs) == len(f.maker.fgraph.apply_nodes)
    assert [box["label"] for box in runs if box["kind"] in ("input", "shared")] == ["x", "w"]
    assert any(box["kind"] == "update" and box["label"] == "new w" for box in runs)
    written = found["graphs"][AS_WRITTEN]["boxes"]
    assert any(box.get("name") == "hidden" and found["places"][box["place"]][0] == __file__ for box in written)
    assert any(box.get("inside") for box in written)


def test_the_rewriting_is_replayed(f):
    found = document(f)
    step = next(step for step in found["replay"] if step["rule"] == "local_log1p" or "softplus" in step["after"])
    assert "log" in step["before"] and step["before"] != step["after"]
    assert found["rules"] and all(len(step["before"]) <= 300 for step in found["replay"])


def test_times(f):
    found = document(f, (np.ones((4, 3)),))
    assert all(step["seconds"] is not None for step in found["steps"] if "." not in step["number"])
    assert any(box.get("seconds") for box in found["graphs"][AS_IT_RUNS]["boxes"])


def test_a_copy_has_only_what_runs(f):
    found = document(f.copy())
    assert AS_WRITTEN not in found["graphs"] and not found["replay"] and "not known" in found["replay_note"]


def test_large_graphs_stay_small(tmp_path):
    x = T.dvector("x")
    z = x
    for k in range(500):
        z = T.tanh(z * k) + T.sqr(z) * z
    theano.viz(theano.function([x], z), tmp_path / "large.html")
    assert (tmp_path / "large.html").stat().st_size < 3_000_000


def test_what_a_rule_does_again_and_again_is_counted():
    x = T.dvector("x")
    f = theano.function([x], [T.log(1 + k * x) for k in range(1, 201)])
    found = document(f)
    uses = {(name, rule): times for name, rule, times in found["uses"]}
    assert uses["stabilize", "local_log1p"] == 200
    kept = [step["use"] for step in found["replay"] if (step["pass"], step["rule"]) == ("stabilize", "local_log1p")]
    assert kept == list(range(1, 41))
    assert len(found["places"]) < 10


def dom(url, folder):
    """Return what a browser makes of a page, and what it logs."""
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={folder}", "--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom", url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    try:
        runs = BROWSER is not None and "<body>" in dom("about:blank", folder)[0]
    except subprocess.TimeoutExpired:
        runs = False
    if not runs:
        pytest.skip("no browser runs here")
    return folder


@pytest.mark.parametrize("view, wanted", [
    ("graph", r'class="box (op|group)'), ("replay", r"<li"), ("program", r"<td[^>]*>0</td>"),
    ("program", r'<circle class="new"'), ("program", r'<text class="over"[^>]*>▼<title>[^<]* overwrites w</title>'),
])  # fmt: skip
def test_in_a_browser(f, browser, tmp_path, view, wanted):
    theano.viz(f, tmp_path / "graph.html", np.ones((4, 3)))
    text, log = dom(f"file://{tmp_path / 'graph.html'}#{view}", browser)
    assert not re.search(r"CONSOLE.*(Error|Uncaught)", log), log
    assert re.search(wanted, text)
