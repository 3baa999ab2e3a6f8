"""The examples in docstrings run, and give what they say."""

import builtins
import contextlib
import doctest
import importlib
import importlib.util
import inspect
import io
import linecache
import pkgutil
import re
import textwrap
import traceback
from pathlib import Path

import pytest

import tensorgraph
import tensorgraph.tensor as T
from tensorgraph import errors
from tensorgraph.tensor.elementwise import inplace, math

PAGE = Path(__file__).parents[1] / "docs" / "errors.rst"
FOUND = [*PAGE.parent.glob("*.rst"), *PAGE.parent.glob("coming_from/*.rst")]
PAGES = sorted(page for page in FOUND if page != PAGE and ">>>" in page.read_text())
REFERENCE = PAGE.with_name("reference.rst")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# what needs an extra, by its page and its module; tests/bridges runs the page about PyMC
LEFT_OUT = {name for name in ("sklearn",) if importlib.util.find_spec(name) is None}
ELSEWHERE = {"pymc", "parallel", "exporting"}  # pages that run in tests/bridges and tests/parallel, with their extras
MODULES = ["tensorgraph"] + [
    module.name
    for module in pkgutil.walk_packages(tensorgraph.__path__, "tensorgraph.")
    if not module.name.rpartition(".")[2].startswith("_") and not module.name.startswith("tensorgraph.bridges.")
    if module.name.split(".")[1] not in LEFT_OUT
]
CONSTRUCTORS = "tensorgraph.tensor.types.constructors"
WITHOUT_EXAMPLE = {"consider_constant"}  # warns: the name is deprecated
GIVES_NOTHING = {
    "register_mode", "save", "verify_grad", "verify_grad_sparse", "pydotprint", "d3viz", "viz", "show_versions",
}  # fmt: skip
UNLISTED = {
    # other names of what is listed
    "as_tensor", "div_proxy", "orig_function", "pfunc", "largest", "smallest", "html_page", "as_string",
    "abstract_conv2d",
    # for those who extend the package
    "import_module", "register_linker", "register_optimizer", "set_compiler", "is_float", "get_debug_values",
    "values_eq_approx_always_true",
    "values_eq_approx_remove_inf", "values_eq_approx_remove_inf_nan", "values_eq_approx_remove_nan",
    # do nothing here
    "register_deep_copy_op_c_code", "register_view_op_c_code",
}  # fmt: skip
ELEMENTWISE = {**math.FUNCTIONS, **inplace.FUNCTIONS}


def check(examples):
    """Run doctests; a failure shows what was expected and what came."""
    report = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    for example in examples:
        runner.run(example, out=report.append)
    assert not report, "".join(report)


def outcome(example, names, filename):
    """Return the output of an example, or its exception with the notes, which doctest itself leaves out."""
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page):
    """Its programs print what it says."""
    check([doctest.DocTestParser().get_doctest(page.read_text(), {"__name__": "page"}, page.stem, str(page), 0)])


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


PROGRAMS = [
    (page, code)
    for page in [*PAGE.parents[1].glob("*.md"), *PAGE.parent.rglob("*.rst")]
    if page.stem not in LEFT_OUT | ELSEWHERE
    for code in re.findall(r"^```python\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    + [
        textwrap.dedent(code)
        for code in re.findall(r"^\.\. code-block:: python\n\n((?:(?: +.*)?\n)+)", page.read_text(), re.MULTILINE)
        if ">>>" not in code
    ]
]


@pytest.mark.parametrize("page, code", PROGRAMS, ids=lambda p: getattr(p, "stem", ""))
def test_program(page, code):
    """Programs on the front page and in the documentation run, and print something."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(page), "exec"), {"__name__": "page"})
    assert printed.getvalue()


def test_the_first_program():
    assert [page.name for page, _ in PROGRAMS].count("README.md") == 1


def reference():
    """The (module, name) pairs that the reference lists."""
    module = None
    for line in REFERENCE.read_text().splitlines():
        if line.startswith(".. currentmodule::"):
            module = line.split()[-1]
        elif re.fullmatch(r"   \w+", line):
            yield module, line.strip()


@pytest.mark.parametrize("module, name", list(reference()))
def test_reference_is_documented(module, name):
    """A function in the reference tells its parameters and its results; everything there has an example."""
    value = getattr(importlib.import_module(module), name)
    doc = inspect.getdoc(value)
    assert ">>>" in doc or name in WITHOUT_EXAMPLE
    if inspect.isfunction(value):
        assert "Parameters\n---" in doc or not inspect.signature(value).parameters
        assert "Returns\n---" in doc or name in GIVES_NOTHING


@pytest.mark.parametrize("module, name", list(reference()))
def test_errors_of_the_body_are_documented(module, name):
    """What a function of the reference raises itself, it documents: the class, or one that it derives from."""
    value = inspect.unwrap(getattr(importlib.import_module(module), name))
    if not inspect.isfunction(value):
        return
    doc = inspect.getdoc(value)
    for raised in re.findall(r"^ +raise (\w+)\(", inspect.getsource(value), re.M):
        kind = value.__globals__.get(raised, getattr(builtins, raised, None))
        if isinstance(kind, type) and issubclass(kind, Exception):
            names = "|".join(base.__name__ for base in kind.__mro__)
            assert re.search(rf"^Raises\n---(?s:.*)^(?:\w+, )*(?:{names})(?:, \w+)*$", doc, re.M), (name, raised)


def test_reference_is_complete():
    """Each function of the namespaces that programs use is in the reference, or is here with a reason."""
    listed = {name for _, name in reference()}
    for module in ("tensor", "tensor.nnet", "gradient", "printing", "compile"):
        namespace = importlib.import_module(f"tensorgraph.{module}")
        for name, value in vars(namespace).items():
            if not inspect.isfunction(value) or name.startswith("_") or value.__module__ == CONSTRUCTORS:
                continue
            if not value.__module__.startswith("tensorgraph.compat."):
                assert name in listed or name in UNLISTED, f"{module}.{name}"


@pytest.mark.parametrize("module", ["", "tensor", "sparse"])
def test_functions_are_documented(module):
    """Each function of the namespaces that programs use most, also those made from tables."""
    namespace = importlib.import_module(f"tensorgraph.{module}".rstrip("."))
    for name in dir(namespace):
        value = getattr(namespace, name)
        if not inspect.isfunction(value) or name in UNLISTED or value.__module__.startswith("tensorgraph.compat."):
            continue
        doc = inspect.getdoc(value)
        assert "Parameters\n---" in doc or not inspect.signature(value).parameters, name
        assert "Returns\n---" in doc or "Yields\n---" in doc or name in GIVES_NOTHING, name
        check([doctest.DocTestParser().get_doctest(doc, {}, name, None, None)])


def test_the_class_keeps_its_own_documentation():
    assert T.Elemwise.__doc__.startswith("The elementwise application")
    assert T.Elemwise(tensorgraph.scalar.add).__doc__.startswith("Sum of the inputs")
