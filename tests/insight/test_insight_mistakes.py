"""Mistakes with what shows a function from inside: the class, the facts and the hint of each error."""

import pytest
from mistakes import check, names, parameters

import tensorgraph as theano

MISTAKES = [
    ("theano.viz(x, 'a.html')", TypeError, "x, a Tensor", r"viz\(theano\.function"),
    ("theano.viz(f, 3)", TypeError, "path of the page must be .* not 3, an int"),
    ("theano.inspect(x)", TypeError, "x, a Tensor", r"inspect\(theano\.function"),
    ("theano.inspect(f, 1.0)['nosuch']", KeyError, "there is no value .*nosuch.*Use one of"),
    ("f.explain(3)", TypeError, r"explain\(\) takes 1 positional", "must be among"),
    ("f.explian()", AttributeError, "Did you mean 'explain'"),
    ("f.profile(1.0, calls='many')", TypeError, "'many'", "calls must be an integer"),
    ("f.profile(1.0).save('x')", AttributeError, "'CallProfile' object has no attribute 'save'", "Use one of|Did you"),
    ("f.profile(1.0).chrome_trace('/nonexistent/a.json')", FileNotFoundError, "folder that is there"),
    ("f.compile_report(2)", TypeError, "compile_report", "must be among"),
]


@pytest.mark.parametrize(("program", "kind", "facts"), **parameters(MISTAKES))
def test_mistakes(program, kind, facts):
    scope = names()
    scope["f"] = theano.function([scope["x"]], scope["x"] * 2 + 1)
    check(program, kind, facts, scope)
