"""Gradients of first and second order, and pushforwards, of the ops of the packages of tensors, against differences.

As in ``test_ops``, each op must occur in a case or among the exceptions with a reason.
"""

import importlib
import pkgutil

import numpy as np
import pytest
from differences import check, check_layouts, check_transposed, variables
from package_cases import CASES, FIRST_ORDER
from reference import check_shapes

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.op import Op
from tensorgraph.graph.traverse import io_toposort
from tensorgraph.scalar.op import ScalarOp


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("build, points", [*CASES.values(), *FIRST_ORDER.values()], ids=[*CASES, *FIRST_ORDER])
def test_op(build, points, mode):
    """The gradient and the pushforward."""
    check(build, points, mode=mode)


@pytest.mark.parametrize("build, points", [*CASES.values(), *FIRST_ORDER.values()], ids=[*CASES, *FIRST_ORDER])
def test_layouts(build, points):
    """Arguments may lie in memory in any order."""
    check_layouts(build, points)


@pytest.mark.parametrize("build, points", [*CASES.values(), *FIRST_ORDER.values()], ids=[*CASES, *FIRST_ORDER])
def test_gradient_is_the_transposed_pushforward(build, points):
    """To rounding."""
    check_transposed(build, points)


@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_second_order(build, points):
    """The gradient is itself a function of which gradient and pushforward are right."""
    moving = [i for i, p in enumerate(points) if p.dtype == "float64"]

    def slope(*xs):
        grads = T.grad(T.sqr(build(*xs)).sum(), [xs[i] for i in moving], disconnected_inputs="ignore")
        return T.concatenate([g.flatten() for g in grads])

    check(slope, points, mode="FAST_RUN", tol=1e-5)


@pytest.mark.parametrize("build, points", [*CASES.values(), *FIRST_ORDER.values()], ids=[*CASES, *FIRST_ORDER])
def test_single_precision(build, points):
    """Values and gradients of float32 are float32, and those of float64 to its precision."""
    results = []
    for dtype in ("float64", "float32"):
        given = [p.astype(dtype) if p.dtype == "float64" else p for p in points]
        inputs = variables(given)
        output = build(*inputs)
        wrt = [x for x in inputs if x.dtype == dtype]
        gradients = T.grad((output**2).sum(), wrt, disconnected_inputs="ignore")
        assert {v.dtype for v in (output, *gradients)} == {dtype}
        results.append(theano.function(inputs, [output, *gradients], on_unused_input="ignore")(*given))
    for wide, narrow in zip(*results):
        np.testing.assert_allclose(narrow, wide, rtol=2e-3, atol=2e-4 * max(1, abs(wide).max()))


@pytest.mark.parametrize("build, points", [*CASES.values(), *FIRST_ORDER.values()], ids=[*CASES, *FIRST_ORDER])
def test_shapes(build, points):
    """Each node knows the shapes of its outputs from those of its inputs."""
    inputs = variables(points)
    output = build(*inputs)
    check_shapes(output, dict(zip(inputs, points)))
    wrt = [x for x in inputs if x.dtype == "float64"]
    for gradient in T.grad(output.sum(), wrt, disconnected_inputs="ignore"):
        check_shapes(gradient, dict(zip(inputs, points)))


EXCEPTIONS = {
    "Eig": "it says that it has no gradient: eigenvalues may be complex",
    "Schur": "it says that it has no gradient",
    "PivotOrder": "integers of integers",
    "MaxPoolRop": "for programs that call it; nothing else makes it",
    **dict.fromkeys(
        ("ChoiceFromUniform", "GeneratorFunction", "MultinomialFromUniform", "RandomFunction", "mrg_uniform",
         "mrg_uniform_base"),
        "samples do not move with a state; gradients of what moves and scales them are in tests/streams",
    ),
    "KnownShape": "a check of shapes, an Assert",
    **dict.fromkeys("Prepend_scalar_constant_to_each_row Prepend_scalar_to_each_row".split(), "in test_ops"),
}
PACKAGES = ("fft", "linalg", "nnet", "random", "signal")


def ops():
    """The concrete ops of these packages, by name."""
    for module in pkgutil.walk_packages(T.__path__, f"{T.__name__}.", onerror=lambda name: None):
        importlib.import_module(module.name)
    pending, found = [Op], set()
    while pending:
        for kind in pending.pop().__subclasses__():
            pending.append(kind)
            path = kind.__module__.removeprefix(f"{T.__name__}.").split(".")
            in_test_ops = path in (["nnet", "softmax"], ["nnet", "logcumsumexp"], ["nnet", "crossentropy"])
            if kind.__module__ != T.__name__ and path[0] in PACKAGES and not in_test_ops:
                if not issubclass(kind, ScalarOp):
                    found.add(kind.__name__)
    return {name for name in found if not name.startswith("_")}


def test_every_op_occurs_or_has_a_reason():
    seen = set()
    for build, points in [*CASES.values(), *FIRST_ORDER.values()]:
        inputs = variables(points)
        output = build(*inputs)
        wrt = [x for x in inputs if x.dtype == "float64"]
        for node in io_toposort(inputs, [output, *T.grad(output.sum(), wrt, disconnected_inputs="ignore")]):
            seen.update(kind.__name__ for kind in type(node.op).__mro__)
    assert not ops() - seen - EXCEPTIONS.keys()
    assert EXCEPTIONS.keys() <= ops()
