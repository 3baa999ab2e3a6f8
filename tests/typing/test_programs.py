"""Type checkers find nothing in correct programs, and the mistakes in those that have some."""

import runpy
from pathlib import Path

import checkers
import pytest

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
START = """\
import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse
from tensorgraph.tensor.shared_randomstreams import RandomStreams

x, y = T.dmatrix("x"), T.lvector("y")
w = theano.shared(np.zeros((2, 2)), "w")
f, g = theano.function([x], x.sum()), theano.function([x], [x, w])
number: int
""".splitlines()
MISTAKES = """\
T.dmatrx("x")
T.dmatrix(3)
T.matrix("x", dtpe="float32")
T.exp(x, x)
T.exp("x")
T.dot(x)
T.sum(x, axs=0)
T.sum(x, axis="0")
T.concatenate(x, x, 0)
T.zeros()
T.switch(x > 0, x)
T.nnet.sotfmax(x)
T.nnet.categorical_crossentropy(x)
T.nlinalg.matrix_invers(x)
T.signal.pool.pool2d(x, (2, 2))
x + "1"
x == 3
x.T()
x.shape()
x.dimshufle(0, 1)
x.dimshuffle(0, "y")
x.sum(axs=0)
x.astype(3)
x[0] = 1
len(x)
number = x.sum()
number = f(x)
f.maker.fgraph.topsort()
f(x).shap
f(x).eval()
g(x)[0].evl()
g(x).sum()
theano.funtion([x], x)
theano.function(x, x)
theano.function(["x"], x)
theano.function([x], x, update=[])
theano.function([x], x, updates={x: x})
theano.function([x], x, updates=[(x, x)])
theano.function([x], x, givens=3)
theano.function([x], x, mode=3)
theano.In(3)
theano.shared()
w.set_value("zeros")
w.setvalue(np.zeros(2))
w.get_value(borow=True)
T.grad(x.sum(), "x")
T.grad(x.sum(), [x]).eval()
T.grad(x.sum(), x).evl()
theano.grad(x.sum(), wrt=x, consider_const=[x])
theano.scan(lambda row: row, sequence=x)
theano.scan(x, sequences=x)
theano.config.floatx
theano.config.floatX = 32
ifelse(x.sum(), x)
RandomStreams("seed")
RandomStreams(1).unifrom((2, 2))
RandomStreams(1).normal(siz=(2, 2))
theano.sparse.csr_matrix(3)
theano.printing.debugprnt(x)
""".splitlines()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_runs(program, capsys):
    """The correct programs are correct."""
    runpy.run_path(str(program))


@pytest.fixture(scope="module", params=["mypy", "pyright"])
def errors(request, tmp_path_factory):
    """Return the findings of a checker in correct programs, and the lines in which it finds mistakes."""
    if request.param == "mypy":
        pytest.importorskip("mypy")
    folder = tmp_path_factory.mktemp(request.param)
    wrong = folder / "mistakes.py"
    wrong.write_text("\n".join([*START, *MISTAKES]) + "\n")
    found = getattr(checkers, request.param)([*PROGRAMS, wrong], folder)
    if found is None:
        pytest.skip("pyright does not run here")
    return found


def test_correct_programs_pass(errors):
    assert [error for error in errors if error[0] != "mistakes.py"] == []


def test_mistakes_are_found(errors):
    """Each, and nothing before them; pyright has no word on the comparison of what is never equal."""
    lines = {line - len(START) - 1 for file, line, _ in errors if file == "mistakes.py"}
    missed = {mistake for i, mistake in enumerate(MISTAKES) if i not in lines}
    assert min(lines) >= 0
    assert missed <= {"x == 3"}
