"""The examples in docstrings run, and give what they say."""

import contextlib
import doctest
import importlib
import inspect
import io
import linecache
import pkgutil
import traceback
from pathlib import Path

import pytest

import tensorgraph
import tensorgraph.tensor as T
from tensorgraph import errors
from tensorgraph.tensor import inplace, math

PAGE = Path(__file__).parents[1] / "docs" / "errors.rst"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MODULES = ["tensorgraph"] + [
    module.name
    for module in pkgutil.walk_packages(tensorgraph.__path__, "tensorgraph.")
    if not module.name.rpartition(".")[2].startswith("_")
]
ELEMENTWISE = {**math.FUNCTIONS, **inplace.FUNCTIONS}


def check(examples):
    """Run doctests; a failure shows what was expected and what came."""
    report = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    for example in examples:
        runner.run(example, out=report.append)
    assert not report, "".join(report)


def outcome(example, names, filename):
    """What an example prints, or its exception with the notes, which doctest itself leaves out."""
    lines = example.source.splitlines(keepends=True)
    linecache.cache[filename] = len(example.source), None, lines, filename
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(example.source, filename, "single"), names)
    except Exception as error:
        return "".join(traceback.format_exception_only(error))
    return printed.getvalue()


@pytest.mark.parametrize("name", MODULES)
def test_module(name):
    module = importlib.import_module(name)
    check(doctest.DocTestFinder(exclude_empty=True).find(module, module.__name__))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_elementwise(name):
    """An elementwise function's documentation is made from its record, and so is its example."""
    doc = inspect.getdoc(ELEMENTWISE[name])
    assert "Parameters\n---" in doc and "Returns\n---" in doc
    assert ">>>" in doc or name in inplace.FUNCTIONS
    check([doctest.DocTestParser().get_doctest(doc, {}, name, None, None)])


def test_page_of_errors():
    """Each program raises what the page says, and every class of errors is there."""
    text = PAGE.read_text()
    names, wrong = {}, []
    for i, example in enumerate(doctest.DocTestParser().get_examples(text)):
        wanted = example.want if example.exc_msg is None else example.exc_msg
        got = outcome(example, names, f"<{PAGE.name}[{i}]>")
        if not doctest.OutputChecker().check_output(wanted, got, FLAGS):
            wrong.append(f"line {example.lineno + 1}: {example.source}expected:\n{wanted}got:\n{got}")
    assert not wrong, "\n".join(wrong)
    for name, value in vars(errors).items():
        if isinstance(value, type) and value.__module__ == errors.__name__:
            assert f".. _{name}:" in text, name


def test_the_class_keeps_its_own_documentation():
    assert T.Elemwise.__doc__.startswith("The elementwise application")
    assert T.Elemwise(tensorgraph.scalar.add).__doc__.startswith("Sum of the inputs")
