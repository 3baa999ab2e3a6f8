"""Nothing is half there.

Each operation has its documentation, its kernel or a reason, its gradient, its benchmark; each rewrite its reason, and
a stage that runs it.
"""

import ast
import importlib.util
from pathlib import Path

import pytest

import tensorgraph
from tensorgraph import scalar
from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.machine.kinds import HOMES, KINDS, step_class
from tensorgraph.rewriting import pipeline, rules
from tensorgraph.rewriting.query import RULES
from tensorgraph.rewriting.rule import POLICIES
from tensorgraph.tensor.elementwise import inplace
from tensorgraph.tensor.elementwise.math import FUNCTIONS

rules.load()
PACKAGE = Path(tensorgraph.__file__).parent
OPS = list(scalar.REGISTRY.values())
NAMED = [op for op in OPS if op.name.isidentifier()]
STAGES = {function.name for _, _, function, _ in pipeline.TABLE if isinstance(function, pipeline.Stage)}
every_op = pytest.mark.parametrize("op", OPS, ids=str)
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=str)


def benchmarks():
    """The module of elementwise benchmarks."""
    path = Path(__file__).parents[1] / "bench" / "benchmarks" / "elementwise.py"
    spec = importlib.util.spec_from_file_location("elementwise_benchmarks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BENCHMARKS = benchmarks()


@every_op
def test_op_is_documented(op):
    assert op.docs and op.docs.strip(), f"{op.name} has no docstring"
    assert getattr(scalar, op.name, None) is op or not op.name.isidentifier()


@pytest.mark.parametrize("op", NAMED, ids=str)
def test_op_is_a_function_of_tensors(op):
    """Of which there is an in-place twin; the documentation has a page for each."""
    assert FUNCTIONS[op.name].scalar_op is op
    assert f"{op.name}_inplace" in inplace.FUNCTIONS


@every_op
def test_op_has_a_kernel_or_says_why_not(op):
    """A formula of its own, the loops of a ufunc, or the reason for neither."""
    assert (op.c is not None or op.ufunc is not None) != (op.no_kernel is not None)
    assert (op.c is not None) == bool(op.kernel_dtypes)


@pytest.mark.parametrize("isa", dispatch.supported())
def test_kernels_are_compiled(isa):
    """Each kernel that a record promises is there, for every instruction set."""
    promised = {f"{op.name}_{code}" for op in OPS for code in op.kernel_dtypes}
    assert promised <= dispatch.kernels(isa).keys()


def test_steps_have_a_home():
    """The table of kinds has a row for each class that a module of steps registers, and no other."""
    for kind in HOMES:
        step_class(kind)
    assert KINDS.keys() == HOMES.keys()


@pytest.mark.parametrize("op", [op for op in OPS if op.derivative is None], ids=str)
def test_op_without_gradient_is_flat(op):
    """Only what jumps between constants goes without a gradient body."""
    assert not op.smooth


@every_op
def test_op_has_a_benchmark(op):
    """Each operation has a benchmark that runs."""
    names, dtypes, _ = BENCHMARKS.Operation.params
    measured = BENCHMARKS.dtypes_of(op)
    assert op.name in names and measured and set(measured) <= set(dtypes)
    for dtype in measured:
        benchmark = BENCHMARKS.Operation()
        benchmark.setup(op.name, dtype, 100)
        benchmark.time_op(op.name, dtype, 100)


@every_rule
def test_rule_says_why_and_when(rule):
    """Its reason, what becomes of special values, and stages of the pipeline."""
    assert rule.doc and rule.doc.strip(), f"{rule.name} has no docstring"
    assert rule.policy in POLICIES
    assert rule.tags and rule.tags <= STAGES


def test_every_stage_and_every_file_of_rules_is_used():
    assert STAGES == {tag for rule in RULES.values() for tag in rule.tags}
    folder = Path(rules.__file__).parent
    files = [path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py") if path.stem != "__init__"]
    assert sorted(".".join(path.parts) for path in files) == sorted(rules.families())
    assert {path.stem for path in files} == {rule.family for rule in RULES.values()}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text()))
