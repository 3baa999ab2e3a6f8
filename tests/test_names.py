"""One meaning per name: modules of one name are of one topic, classes have names of their own."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1] / "tensorgraph"     # the sources, which have more files than what is installed
FILES = [path for path in sorted(ROOT.rglob("*.py")) if path.stem != "__init__" and "compat" not in path.parts]

TOPICS = set(
    # what an operation is, from its record or class to its rules, its batches and its steps
    "arithmetic batchnorm blas compare connection creation crossentropy ctc derivative dimshuffle dot elementwise "
    "elemwise explog fusion ifelse indexing inplace join linalg maprows merge products reduce reshape shape sigmoid "
    "softmax sorting special stack subtensor "
    # graphs have these, and scalars, tensors and matrices of their kinds
    "constructors op type variable "
    # reverse and forward mode, of graphs and of loops; gradients held against differences
    "pullback pushforward verify "
    # random numbers: operations, and the streams that use them
    "generator mrg randomstate sizes "
    # conversions of operations for each library on the other side, and batches of them
    "control conversion convolutions nnet sparse "
    # families of loops, and the operations that run them
    "chains cumulative draws folds gemm rowsums short_rows tiles windows".split()
)
"""Names that modules of several rooms share, for they are of one topic."""

CLASSES = {
    "BadOptimization": "what DebugMode raises is also the general error",
    "Cast": "Theano's name, of scalars and of sparse matrices",
    "Dot": "Theano's name, of tensors and of sparse matrices",
}


def test_modules():
    """Modules of one name are of one topic; the table of topics has no others."""
    places = defaultdict(list)
    for path in FILES:
        places[path.stem].append(str(path.relative_to(ROOT)))
    shared = {stem: found for stem, found in places.items() if len(found) > 1}
    assert {stem: found for stem, found in shared.items() if stem not in TOPICS} == {}
    assert TOPICS <= shared.keys()


def test_no_two_names_differ_by_a_plural():
    """The module of a compiled twin begins with an underscore, which makes no other name."""
    stems = {path.stem.strip("_") for path in [*FILES, *ROOT.rglob("*.pyx")]}
    assert {stem for stem in stems if f"{stem}s" in stems} == set()


def test_classes():
    places = defaultdict(list)
    for path in FILES:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert {name for name, found in places.items() if len(found) > 1} == CLASSES.keys()
