"""Gradient and pushforward of every op, held against differences.

Scalar operations come from their registry. Each other op must occur in a case of ``op_cases``, of which the gradient,
its gradient and the pushforward are held against differences, or among the exceptions with a reason.
"""

import importlib
import pkgutil

import numpy as np
import pytest
from differences import check, check_layouts, check_transposed, variables
from op_cases import CASES
from reference import check_shapes

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.op import Op
from tensorgraph.graph.traverse import io_toposort
from tensorgraph.scalar import REGISTRY
from tensorgraph.scalar.op import ScalarOp
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.sorting.counting import Unique


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_op(build, points, mode):
    """The gradient and the pushforward, by an R_op or by the gradient of the gradient."""
    check(build, points, mode=mode)


@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_layouts(build, points):
    """Arguments may lie in memory in any order."""
    check_layouts(build, points)


@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_gradient_is_the_transposed_pushforward(build, points):
    """To rounding."""
    check_transposed(build, points)


def gradient_of(build, points, of=T.sqr):
    """A function of variables like `build`: the gradient of the sum of its output's squares, or what `of` says."""
    moving = [i for i, p in enumerate(points) if p.dtype == "float64"]

    def slope(*xs):
        grads = T.grad(of(build(*xs)).sum(), [xs[i] for i in moving], disconnected_inputs="ignore")
        return T.concatenate([g.flatten() for g in grads])

    return slope


@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_second_order(build, points):
    """The gradient is itself a function of which gradient and pushforward are right."""
    check(gradient_of(build, points), points, mode="FAST_RUN")


@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_shapes(build, points):
    """Each node knows the shapes of its outputs from those of its inputs."""
    inputs = variables(points)
    check_shapes(build(*inputs), dict(zip(inputs, points)))


@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_single_precision(build, points):
    """Differences of one side in float32 are no better than this."""
    moving = [i for i, p in enumerate(points) if p.dtype == "float64"]

    def moved(*xs):
        given = [T.constant(p) for p in points]
        for i, x in zip(moving, xs):
            given[i] = x
        return build(*given)

    singles = [points[i].astype("float32") for i in moving]
    theano.gradient.verify_grad(moved, singles, rng=np.random.RandomState(7), abs_tol=0.03, rel_tol=0.03)


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
@pytest.mark.parametrize("dtype", ["int8", "int64", "uint16", "bool"])
@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_through_integers(build, points, dtype):
    """Integers made from an input are locally constant: what is computed of them has gradient and pushforward 0."""
    moving = [i for i, p in enumerate(points) if p.dtype == "float64"]
    inputs = variables(points)
    wrt = [inputs[i] for i in moving]
    casts = [T.gt(v, 0) if dtype == "bool" else T.cast(abs(v) + 1, dtype) for v in inputs]
    try:
        output = build(*[c if i in moving else v for i, (v, c) in enumerate(zip(inputs, casts))])
    except (TypeError, IndexError, theano.gradient.NullTypeGradError):
        pytest.skip("not of such integers")
    except ValueError as error:
        assert "of floats" in str(error)
        pytest.skip("of floats only")
    grads = T.grad((output * 1.0).sum().real, wrt, disconnected_inputs="ignore")
    pushed = T.Rop(output, wrt, wrt, disconnected_outputs="ignore")
    found = theano.function(inputs, [pushed, *grads], mode="FAST_COMPILE", on_unused_input="ignore")(*points)
    for p, g in zip([points[i] for i in moving], found[1:]):
        assert g.shape == p.shape and g.dtype == "float64"
    assert not any(np.any(g) for g in found)


def nodes(build, points):
    inputs = variables(points)
    return io_toposort(inputs, [build(*inputs)])


EXCEPTIONS = {
    **dict.fromkeys(
        "All AllocEmpty Any ArgSortOp Argmax Argmin Bartlett Eye Nonzero RavelMultiIndex SearchsortedOp Shape_i "
        "Tri UnravelIndex".split(),
        "nothing flows through it: its inputs or outputs are integers, or it reads no values",
    ),
    **dict.fromkeys("ProdWithoutZeros Raise Unique".split(), "it says that it has no gradient"),
    **dict.fromkeys("CumsumOp CumprodOp".split(), "other names of CumOp"),
    **dict.fromkeys(
        "Dot22 Dot22Scalar Gemm Gemv Ger PartitionOp".split(), "made by rewrites only, after every gradient"
    ),
    **dict.fromkeys("CAReduce CAReduceDtype".split(), "for any operation: those of them with gradients have classes"),
    "MakeSlice": "it makes no tensor",
}


# these packages' own tests hold gradients against differences; of nnet the rowwise ops are here
ELSEWHERE = ("fft", "linalg", "nnet", "random", "signal", "sparse")


def here(name):
    """Return True if the ops of a module belong to this test."""
    path = name.removeprefix(f"{T.__name__}.").split(".")
    return path[0] not in ELSEWHERE or path in (["nnet", "softmax"], ["nnet", "crossentropy"])


def ops():
    for module in pkgutil.walk_packages(T.__path__, f"{T.__name__}.", onerror=lambda name: None):
        if here(module.name):
            importlib.import_module(module.name)
    pending, found = [Op], {}
    while pending:
        for kind in pending.pop().__subclasses__():
            pending.append(kind)
            module = kind.__module__
            if module.startswith(f"{T.__name__}.") and here(module) and not issubclass(kind, ScalarOp):
                found[kind.__name__] = kind
    return {name for name in found if not name.startswith("_")}


def test_every_op_occurs_or_has_a_reason():
    seen = set()
    for build, points in CASES.values():
        for node in nodes(build, points):
            seen.update(kind.__name__ for kind in type(node.op).__mro__)
    assert not ops() - seen - EXCEPTIONS.keys()
    assert EXCEPTIONS.keys() <= ops()


def test_undefined_gradients_say_so():
    x = T.dvector("x")
    for z in (Unique()(x), T.ProdWithoutZeros()(x)):
        for derivative in (lambda z: T.grad(z.sum(), x), lambda z: T.Rop(z, x, x)):
            with pytest.raises(theano.gradient.NullTypeGradError, match="no gradient"):
                derivative(z)


def smooth_ops():
    return [op for op in REGISTRY.values() if op.derivative is not None]


@pytest.mark.parametrize("op", smooth_ops(), ids=lambda op: op.record_name)
def test_elementwise(op):
    """Lifted to tensors of different shapes, at points of the declared domain."""
    if op.record_name == "ultra_fast_sigmoid":
        pytest.skip("its gradient is by definition that of the function that it approximates")
    count = 2 if op.nin < 0 else op.nin
    generator = np.random.default_rng(5)
    shapes = [(2, 3), (3,), (2, 1), (2, 3)]
    points = [d.sample(generator, int(np.prod(s))).reshape(s) for d, s in zip(op.domain, shapes[:count])]
    lifted = Elemwise(op)
    xs = [T.dvector() for _ in range(count)]
    try:
        output = lifted(*xs)
    except TypeError:
        pytest.skip("not for float64")
    if output.dtype != "float64":
        pytest.skip("no float64 result")
    grads = T.grad(output.sum(), xs, null_gradients="return", disconnected_inputs="ignore")
    moving = [i for i, g in enumerate(grads) if not isinstance(g.type, theano.gradient.NullType)]
    # by some inputs, as the order of a Bessel function, there is no derivative
    for i in set(range(count)).difference(moving):
        with pytest.raises(theano.gradient.NullTypeGradError):
            T.Rop(output, xs[i], xs[i])

    def build(*given):
        xs = [T.constant(p) for p in points]
        for i, x in zip(moving, given):
            xs[i] = T.addbroadcast(x, 1) if i == 2 else x
        return lifted(*xs)

    points_of = [points[i] for i in moving]
    check(build, points_of, tol=1e-6)
    check(gradient_of(build, points_of, of=T.tensor_copy), points_of)


@pytest.mark.parametrize("op", smooth_ops(), ids=lambda op: op.record_name)
def test_elementwise_in_single_precision(op):
    """The gradient for float32 is that for float64, to its precision: differences would be coarser."""
    count = 2 if op.nin < 0 else op.nin
    generator = np.random.default_rng(5)
    points = [d.sample(generator, 6).astype("float32") for d, _ in zip(op.domain, range(count))]
    results = []
    for dtype in ("float32", "float64"):
        xs = [T.TensorType(dtype, (False,))() for _ in points]
        try:
            output = Elemwise(op)(*xs)
        except TypeError:
            pytest.skip("not for floats")
        if output.dtype != dtype:
            pytest.skip("the result has another dtype")
        grads = T.grad(output.sum(), xs, null_gradients="return", disconnected_inputs="ignore")
        grads = [g for g in grads if not isinstance(g.type, theano.gradient.NullType)]
        results.append(theano.function(xs, grads, on_unused_input="ignore")(*[p.astype(dtype) for p in points]))
    for a, b in zip(*results):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-6)
