"""The examples in docstrings run, and give what they say."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import tensorgraph
import tensorgraph.tensor as T
from tensorgraph.tensor import inplace, math

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


def test_the_class_keeps_its_own_documentation():
    assert T.Elemwise.__doc__.startswith("The elementwise application")
    assert T.Elemwise(tensorgraph.scalar.add).__doc__.startswith("Sum of the inputs")
