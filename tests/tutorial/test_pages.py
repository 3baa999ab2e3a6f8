"""The tutorial's pages give the outputs that the original language gave, cell by cell."""

import ast
import contextlib
import io
import json
import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import tensorgraph as theano

HERE = Path(__file__).parent
PAGES = sorted((HERE.parents[1] / "docs" / "tutorial").glob("plot_*.py"))
PICTURES = ("matplotlib", "mlxtend")  # what only the documentation needs, at the end of pages
FACTS = json.loads((HERE / "facts.json").read_text())


def fold(text):
    """Addresses aside, and of a dotted path into the package only the last name."""
    text = re.sub(r"0x(?:ADDR|[0-9a-fA-F]+)", "0xADDR", text)
    return re.sub(r"\b(?:theano|tensorgraph)(?:\.\w+)*\.(\w+)", r"\1", text)


def run(page):
    """Execute a page; a list of (code, repr of its value, what it printed) per cell, and its names."""
    names = {"__name__": "page"}
    outputs = []
    for cell in re.split(r"^# %%.*$", page.read_text(), flags=re.M):
        tree = ast.parse(cell, str(page))
        if any(find_spec(name) is None for name in PICTURES if f"{name}." in cell):
            break
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        printed = io.StringIO()
        value = None
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, str(page), "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), str(page), "eval"), names)
        code = ast.unparse(last) if last is not None else ""
        outputs.append((code, None if value is None else repr(value), printed.getvalue()))
    return outputs, names


@pytest.fixture(scope="module")
def pages():
    return {page.stem: run(page) for page in PAGES}


@pytest.mark.parametrize("page", [p.stem for p in PAGES if any(f["page"] == p.stem for f in FACTS["outputs"])])
def test_outputs(pages, page):
    """Each true output appears, for the same code, in the same order."""
    outputs = iter(pages[page][0])
    for fact in (f for f in FACTS["outputs"] if f["page"] == page):
        code = ast.unparse(ast.parse(fact["code"]))
        found = next((o for o in outputs if o[0] == code), None)
        assert found is not None, f"{page} has no (further) cell {code}"
        if "repr" in fact:
            assert fold(found[1]) == fold(fact["repr"]), code
        if "stdout" in fact:
            assert fold(found[2]) == fold(fact["stdout"]), code


def test_derivative_graph(pages):
    """The gradient's graph before rewriting, and the compiled one, print as they should."""
    names = pages["plot_4_derivatives"][1]
    debugprint = theano.printing.debugprint
    assert debugprint(names["gy"], file="str") == FACTS["derivative"]["debugprint_gy"]
    assert debugprint(names["f"], file="str") == FACTS["derivative"]["debugprint_f"]


def test_logistic_regression(pages):
    """Trained from the same random numbers, the model ends where the original one ended."""
    facts, names = FACTS["logistic_regression"], pages["plot_5_logistic_regression"][1]
    w = names["w"].get_value()
    np.testing.assert_allclose(w[:5], facts["w_first5"], rtol=1e-6)
    np.testing.assert_allclose([w.sum(), (w**2).sum()], [facts["w_sum"], facts["w_squared"]], rtol=1e-7)
    np.testing.assert_allclose(names["b"].get_value(), facts["b_value"], rtol=1e-7)
    np.testing.assert_allclose(names["err"].sum(), facts["last_xent_sum"], rtol=1e-7)
    np.testing.assert_array_equal(names["predict"](names["D"][0]), names["D"][1])
    for name in ("prediction", "xent", "cost"):
        assert theano.pp(names[name]) == facts[f"pp_{name}"]
    assert theano.printing.debugprint(names["cost"], file="str") == facts["debugprint_cost"]


def test_cross_entropy_is_the_true_one(pages):
    """Of the literal formula, at the first step: scores beyond 37, where 1 - p rounds to 0."""
    names = pages["plot_5_logistic_regression"][1]
    data, target = names["D"]
    w = np.random.RandomState(0)
    x, y = w.randn(*data.shape), w.randint(size=len(data), low=0, high=2)
    np.testing.assert_array_equal(x, data)
    np.testing.assert_array_equal(y, target)
    z = x @ w.randn(x.shape[1])
    assert abs(z).max() > 37
    np.testing.assert_allclose(names["first_xent"], np.logaddexp(0, z) - y * z, rtol=1e-9, atol=1e-12)


def test_digits(pages):
    """The minibatch training gives the costs and error rates of the original."""
    facts, names = FACTS["digits"], pages["plot_6_digits"][1]
    np.testing.assert_allclose(names["costs"], facts["costs"], rtol=1e-7)
    assert [repr(e) for e in names["errors"]] == facts["errors"]
    np.testing.assert_allclose(names["classifier"].b.get_value(), facts["b"], rtol=1e-6)
    np.testing.assert_allclose(np.abs(names["classifier"].W.get_value()).sum(), facts["W_sum_abs"], rtol=1e-7)
    assert repr(names["cost"]) == facts["cost_repr"]
    assert str(names["cost"].type) == facts["cost_type"]
    assert theano.pp(names["cost"]) == facts["pp_cost"]


def test_from_scratch(pages):
    """The small tensorgraph of the page learns what the real one learns, and its rewrites do what they are for."""
    outputs, names = pages["plot_7_from_scratch"]
    np.testing.assert_allclose(names["costs"], names["costs_1"], rtol=1e-10)
    np.testing.assert_allclose(names["w"].value, names["W_"].get_value(), rtol=1e-10)
    np.testing.assert_allclose(names["b"].value, names["B_"].get_value(), rtol=1e-10)
    assert names["costs"][-1] < names["costs"][0] / 50
    z = names["examples"] @ names["first_weights"]
    true = (np.logaddexp(0, z) - names["labels"] * z).mean() + 0.01 * (names["first_weights"] ** 2).sum()
    np.testing.assert_allclose(names["true"], true, rtol=1e-12)
    assert not np.isfinite(names["literal"])
    shown = [value for _, value, _ in outputs if value is not None]
    assert "[softplus(u), add(sigmoid(u), 1)]" in shown
    written = names["toposort"]([names["cost"], *names["grad"](names["cost"], [names["w"], names["b"]])])
    assert len(names["train"].steps) < len(written)
