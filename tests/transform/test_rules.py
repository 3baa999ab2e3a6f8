"""The batching rule of every operation: maps of all cases of gradients, against a loop over the examples."""

import types

import numpy as np
import op_cases
import package_cases
import pytest
from batch_checks import as_list, check_map, stack_of, subsets
from differences import variables
from operations import OPS

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.batching import rule_of
from tensorgraph.scalar import REGISTRY

CASES = {**op_cases.CASES, **package_cases.CASES, **package_cases.FIRST_ORDER}
# they run in a loop over the examples, and say so; the reason
LOOPED = {
    "run-time index": "slices of different lengths",
    "mask": "masks that select different numbers of elements",
    "repeat by counts": "different numbers of elements",
    "arange": "different lengths",
    "arange to a float": "different lengths",
}
n = T.lscalar("n")
every_case = pytest.mark.parametrize("name", CASES)


def gradient_of(build):
    def slope(*xs):
        wrt = [x for x in xs if x.type.dtype == "float64"]
        return T.grad((build(*xs) ** 2).sum(), wrt, disconnected_inputs="ignore")

    return slope


@every_case
@pytest.mark.parametrize("of", [lambda build: build, gradient_of], ids=["values", "gradients"])
def test_map(name, of, recwarn):
    build, points = CASES[name]
    for i, chosen in enumerate(subsets(len(points))):
        # of different lengths, and then of one example
        n = 1 if name == "arange" else 3
        check_map(of(build), points, chosen, n, axis=-(i % 2), mode=("FAST_RUN", "FAST_COMPILE")[i // 2 % 2])
    assert not recwarn or name in LOOPED


@pytest.mark.parametrize("update", [T.set_subtensor, T.inc_subtensor])
def test_numbers_under_masks(update, recwarn):
    """Where one number is put under a mask, how many elements that selects does not matter."""
    for build in (lambda x, y: update(x[x < 0], y[0]), lambda x, y: update(x[y < 0], 3)):
        for chosen in ([0], [1], [0, 1]):
            check_map(build, [op_cases.A, op_cases.A[:, 0]], chosen)
    assert not recwarn
    X = T.dmatrix("X")
    with pytest.raises(ValueError, match="lengths 1 and 3 of axis 1 differ"):
        theano.vmap(lambda x: update(x[x[:n] < 0], 0.5))(X).eval({X: np.ones((2, 3)), n: 1})


def test_different_lengths_are_an_error():
    with pytest.warns(UserWarning, match="no batching rule covers these inputs of ARange"):
        with pytest.raises(ValueError, match="rows of shape"):
            check_map(*CASES["arange"], [0])


@pytest.mark.parametrize("name", LOOPED)
def test_loops_are_needed(name, recwarn):
    """A case that is excused runs in a loop for some of its arguments."""
    build, points = CASES[name]
    for chosen in subsets(len(points)):
        for of in (lambda build: build, gradient_of):
            theano.vmap(of(build), tuple([0 if i in chosen else None for i in range(len(points))]))(
                *[stack_of(p, 2) if i in chosen else T.as_tensor_variable(p) for i, p in enumerate(points)]
            )
    assert any("no batching rule covers" in str(w.message) for w in recwarn)


# a loop without steps runs one on zeros to learn the shapes, and there this is not defined
UNDEFINED_AT_ZERO = ("arange",)


@pytest.mark.parametrize("name", [name for name in CASES if name not in UNDEFINED_AT_ZERO])
@pytest.mark.filterwarnings("ignore:vmap")
def test_no_example(name):
    """Of no examples all lengths but the first are those of one, unless values decide them."""
    build, points = CASES[name]
    check_map(build, points, range(len(points)), n=0)
    if name not in LOOPED:
        stacks = variables([stack_of(p, 0) for p in points])
        found = theano.function(stacks, as_list(theano.vmap(build)(*stacks)))(*[stack_of(p, 0) for p in points])
        one = theano.function([], as_list(build(*map(T.as_tensor_variable, points))), mode="FAST_COMPILE")()
        assert [z.shape for z in found] == [(0, *z.shape) for z in one]


@pytest.mark.parametrize("name", REGISTRY)
def test_scalar_operations(name):
    """Of scalars and of arrays, in all combinations of shared values and an example's own."""
    op = REGISTRY[name]
    function = getattr(T, name, None)
    if isinstance(function, types.ModuleType) or function is None or getattr(op, "nin", -1) not in (1, 2, 3):
        pytest.skip("no function of tensors with a fixed number of arguments")
    points = [np.array([[0.3, 0.6, 0.9], [0.5, 0.1, 0.2]]), np.array([0.2, 0.7, 0.3]), np.array(0.4)][: op.nin]
    try:
        function(*map(T.constant, points))
    except TypeError:
        points = [np.array([[1, 2, 3], [3, 2, 1]]), np.array([1, 2, 3]), np.array(1)][: op.nin]
    for chosen in subsets(op.nin):
        check_map(function, points, chosen)


@pytest.mark.parametrize("name", [name for name in CASES if name not in LOOPED])
def test_nested(name):
    """A map over a map: first over the last argument, then over all."""
    build, points = CASES[name]
    last = len(points) - 1

    def inner(*xs):
        own = tuple([0 if i == last else None for i in range(len(xs))])
        return theano.vmap(build, own)(*xs)

    stacked = [*points[:-1], np.stack([points[-1]] * 2)]
    check_map(inner, stacked, range(len(points)), n=2)
    check_map(inner, stacked, [0], n=2)


COMPILED = "compilation makes it, after every map"
WITHOUT = {
    "compile.fromfunction.FromFunctionOp": "of a Python function nothing is known",
    **dict.fromkeys(
        ("lowering.copies.DeepCopyOp", "lowering.copies.ViewOp", "lowering.mapreduce.MapReduce",
         "scan.rewriting.firstrows.FirstRows", "tensor.reductions.maxandargmax.Argmin",
         "tensor.sorting.partition.PartitionOp"), COMPILED),
    **dict.fromkeys(
        ("optimize.odeint.Trajectory", "optimize.odederivatives.Sensitivities", "optimize.odederivatives.Adjoint"),
        "a solver's steps are one's own"),
}  # fmt: skip


def test_every_operation_has_a_rule_or_a_reason():
    """But for those of sparse matrices, and of names that only programs for Theano call."""
    missing = {path for path, kind in OPS.items() if rule_of(kind.__new__(kind)) is None}
    assert {path for path in missing if not path.startswith(("sparse.", "compat."))} == WITHOUT.keys()


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int64", "float16", "float32"])
def test_products_of_vectors_keep_their_dtype(dtype):
    """Sums would be of wider integers."""
    check_map(T.dot, [np.arange(4).astype(dtype), np.ones(4, dtype)], [0, 1])
