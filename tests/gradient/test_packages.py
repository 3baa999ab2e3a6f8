"""Gradients of first and second order, and pushforwards, of the ops of the packages of tensors, against differences.

As in ``test_ops``, each op must occur in a case or among the exceptions with a reason.
"""

import importlib
import pkgutil

import numpy as np
import pytest
from differences import check, check_layouts, check_transposed, variables
from reference import check_shapes

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.op import Op
from tensorgraph.graph.traverse import io_toposort
from tensorgraph.scalar.op import ScalarOp
from tensorgraph.tensor.linalg.expm import ExpmGrad
from tensorgraph.tensor.linalg.solve import SolveOrNan
from tensorgraph.tensor.nlinalg import (
    eigh,
    matrix_inverse,
    pinv,
    qr,
    slogdet,
    svd,
    tensorinv,
    tensorsolve,
)  # fmt: skip
from tensorgraph.tensor.nnet import abstract_conv, blocksparse, bn, conv2d, conv3d, ctc, neighbours
from tensorgraph.tensor.nnet.conv import corr, legacy
from tensorgraph.tensor.signal import fft, pool
from tensorgraph.tensor.slinalg import cholesky, eigvalsh, expm, solve, solve_lower_triangular

rng = np.random.default_rng(4)
S = rng.normal(size=(3, 3)) + 3 * np.eye(3)
P = S @ S.T
H = np.diag([1.0, 2.5, 4.0]) + 0.1 * (S + S.T)
A, B = rng.normal(size=(4, 3)), rng.normal(size=(3, 2))
images, filters = rng.normal(size=(2, 2, 4, 5)), rng.normal(size=(3, 2, 2, 3))
cubes, boxes = rng.normal(size=(1, 2, 3, 3, 2)), rng.normal(size=(2, 2, 2, 2, 1))
top, top3 = rng.normal(size=(2, 3, 3, 3)), rng.normal(size=(1, 2, 2, 2, 2))
# no two elements of a window are close
peaks = rng.permutation(2 * 5 * 4).reshape(1, 2, 5, 4) / 3.0
scores = rng.normal(size=(4, 2, 3))
labels, lengths = np.array([[1, 2], [2, -1]], dtype="int32"), np.array([4, 3], dtype="int32")
blocks = [rng.normal(size=shape) for shape in ((2, 3, 4, 2), (2, 2, 4), (3, 2))]
rows, columns = np.array([[0, 1], [1, 0]]), np.array([[2, 0], [1, 2]])


def triangle(x):
    """A symmetric matrix of which `x` is a half."""
    return (x + x.T) / 2


def train(x, gamma, beta, which=0):
    return bn.batch_normalization_train(x, gamma, beta, axes="spatial")[which]


CASES = {
    "inverse": (matrix_inverse, [S]),
    "pinv of tall": (pinv, [A]),
    "pinv of wide": (pinv, [A.T]),
    "det": (T.nlinalg.det, [S]),
    "logarithm of det": (lambda x: slogdet(x)[1], [S]),
    "eigenvalues": (lambda x: eigh(triangle(x))[0], [H]),
    "eigenvectors": (lambda x: eigh(triangle(x))[1] ** 2, [H]),
    "eigenvalues of a pair": (lambda x, y: eigvalsh(triangle(x), triangle(y)), [H, P]),
    "singular values": (lambda x: svd(x, compute_uv=False), [A]),
    "singular vectors": (lambda x: svd(x, full_matrices=False)[0] ** 2, [A]),
    "qr": (lambda x: qr(x)[0], [A]),
    "r of qr": (lambda x: qr(x, mode="r"), [A]),
    "cholesky": (lambda x: cholesky(triangle(x)), [P]),
    "lu": (lambda x: T.linalg.lu_factor(x)[0], [S]),
    "solve": (solve, [S, B]),
    "solve or nan": (SolveOrNan(), [S, B]),
    "solve lower": (solve_lower_triangular, [S, B]),
    "least squares": (lambda x, y: T.nlinalg.lstsq()(x, y, T.constant(-1.0))[0], [A, A[:, :2] + 1]),
    "expm": (expm, [S / 2]),
    "slope of expm": (lambda x, y: ExpmGrad()(x, y), [S / 2, P / 4]),
    "tensorinv": (lambda x: tensorinv(x, 1), [rng.normal(size=(4, 2, 2)) + np.eye(4).reshape(4, 2, 2)]),
    "tensorsolve": (tensorsolve, [rng.normal(size=(2, 2, 4)) + np.eye(4).reshape(2, 2, 4), rng.normal(size=(2, 2))]),
    "rfft": (fft.rfft, [rng.normal(size=(2, 4, 3))]),
    "irfft": (lambda x: fft.irfft(x), [rng.normal(size=(2, 3, 2))]),
    "conv2d": (lambda x, w: conv2d(x, w, border_mode=1, subsample=(2, 1)), [images, filters]),
    "conv2d in groups": (
        lambda x, w: conv2d(x, w, num_groups=2, filter_dilation=(2, 1), border_mode="full"), [images, filters[:2, :1]]),
    "conv2d gradient of filters": (
        lambda x, g: abstract_conv.conv2d_grad_wrt_weights(x, g, (3, 2, 2, 3)), [images, top]),
    "conv2d gradient of images": (
        lambda g, w: abstract_conv.conv2d_grad_wrt_inputs(g, w, (2, 2, 4, 5)), [top, filters]),
    "conv3d": (conv3d, [cubes, boxes]),
    "conv3d gradient of filters": (
        lambda x, g: abstract_conv.conv3d_grad_wrt_weights(x, g, (2, 2, 2, 2, 1)), [cubes, top3]),
    "conv3d gradient of images": (
        lambda g, w: abstract_conv.conv3d_grad_wrt_inputs(g, w, (1, 2, 3, 3, 2)), [top3, boxes]),
    "correlation": (lambda x, w: corr.CorrMM()(x, w), [images, filters]),
    "correlation gradient of filters": (
        lambda x, g: corr.CorrMM_gradWeights()(x, g, T.constant([2, 3])), [images, top]),
    "correlation gradient of images": (lambda w, g: corr.CorrMM_gradInputs()(w, g, T.constant([4, 5])), [filters, top]),
    "correlation 3d": (lambda x, w: corr.Corr3dMM()(x, w), [cubes, boxes]),
    "correlation 3d gradient of filters": (
        lambda x, g: corr.Corr3dMM_gradWeights()(x, g, T.constant([2, 2, 1])), [cubes, top3]),
    "correlation 3d gradient of images": (
        lambda w, g: corr.Corr3dMM_gradInputs()(w, g, T.constant([3, 3, 2])), [boxes, top3]),
    "old convolution": (
        lambda x, w: legacy.ConvOp((2, 4, 5), (2, 3), nkern=3, bsize=2)(x, w), [images, filters]),
    "batch normalization": (train, [images, *np.ones((2, 1, 2, 1, 1)) + rng.normal(size=(2, 1, 2, 1, 1)) / 9]),
    "slope of batch normalization": (
        lambda x, g: T.grad((train(x, g, g) ** 2).sum(), x), [images, 1 + rng.uniform(size=(1, 2, 1, 1))]),
    "batch normalization in use": (
        lambda x, g, m: bn.batch_normalization_test(x, g, g, m, g**2, axes="spatial"),
        [images, *1 + rng.uniform(size=(2, 1, 2, 1, 1))]),
    "patches": (lambda x: neighbours.images2neibs(x, (2, 3), (1, 2)), [images]),
    "patches put back": (
        lambda x: T.grad((neighbours.images2neibs(x, (2, 3), mode="ignore_borders") ** 3).sum(), x), [images]),
    "blocks": (lambda w, h, b, i, o: blocksparse.sparse_block_dot(w, h, i, b, o), [*blocks, rows, columns]),
    "outer blocks": (
        lambda w, h, b, i, o: T.grad((blocksparse.sparse_block_dot(w, h, i, b, o) ** 2).sum(), w),
        [*blocks, rows, columns]),
    "largest of windows": (lambda x: pool.pool_2d(x, (2, 2), ignore_border=True, stride=(1, 2)), [peaks]),
    "slope of the largest of windows": (
        lambda x: T.grad((pool.pool_2d(x, (2, 2), ignore_border=True) ** 3).sum(), x), [peaks]),
    "sums of windows": (lambda x: pool.pool_2d(x, (2, 2), ignore_border=False, mode="sum"), [peaks]),
    "means of windows": (
        lambda x: pool.pool_2d(x, (2, 2), ignore_border=True, pad=(1, 1), mode="average_exc_pad"), [peaks]),
}  # fmt: skip

FIRST_ORDER = {
    "ctc": (lambda x, y, n: ctc.ctc(x, y, n), [scores, labels, lengths]),
}


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
