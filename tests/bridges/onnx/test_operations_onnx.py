"""The operations of the tables of ``tests/gradient``, and those on numbers, in onnxruntime: equal, or refused."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from onnx_agreement import assert_close, check, run, variables_like

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.bridges.onnx.families.mathematics import MADE, NODES, SINGLE
from tensorgraph.errors import ExportError
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.elementwise.elemwise import lifted

GRADIENT = Path(__file__).parents[2] / "gradient"


def table(name):
    """Return the cases of a module of tests of gradients."""
    spec = importlib.util.spec_from_file_location(f"onnx_cases_of_{name}", GRADIENT / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CASES


TABLE = {**table("test_ops"), **table("test_packages")}
# operations without a counterpart: complex numbers, factorisations, gradients
REFUSED = {
    "choose", "choose wrapping", "choose clipping", "choose rows", "repeat by counts", "logcumsumexp",
    "recurrence", "recurrence along rows", "permute", "second softmax",
    "second crossentropy of labels", "second crossentropy of softmax", "gradient of crossentropy of softmax",
    "gradient of crossentropy", "real part", "imaginary part", "polar", "angle", "absolute value of a complex sum",
    "conjugate", "complex dot", "complex prod", "complex cumprod", "prepend", "prepend constant", "inverse",
    "pinv of tall", "pinv of wide", "det", "logarithm of det", "eigenvalues", "eigenvectors", "eigenvalues of a pair",
    "singular values", "singular vectors", "qr", "r of qr", "cholesky", "lu", "solve", "solve or nan", "solve lower",
    "least squares", "expm", "slope of expm", "tensorinv", "tensorsolve", "rfft", "irfft", "conv2d in groups",
    "conv2d gradient of filters", "conv2d gradient of images", "conv3d gradient of filters",
    "conv3d gradient of images", "correlation gradient of filters", "correlation gradient of images",
    "correlation 3d gradient of filters", "correlation 3d gradient of images", "batch normalization",
    "slope of batch normalization", "patches", "patches put back", "blocks", "outer blocks",
    "slope of the largest of windows", "sums of windows",
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_operation(name):
    build, points = TABLE[name]
    inputs = variables_like(points)
    output = build(*inputs)
    if name in REFUSED:
        with pytest.raises(ExportError, match="cannot be exported to ONNX") as caught:
            theano.to_onnx(output, inputs)
        assert caught.value.op is not None
    else:
        check(output, inputs, *points)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "int32", "int64", "bool"])
def test_numbers(dtype):
    """All operations on numbers that have a counterpart, in one model."""
    rng = np.random.default_rng(0)
    given, outputs, names, values = [], [], [], []
    for name in [*NODES, *MADE, "second"]:
        op = REGISTRY[name]
        n = op.nin if op.nin > 0 else 2
        try:
            op.output_dtypes(*[dtype] * n)
        except TypeError:
            continue
        domains = [*op.domain, *op.domain[-1:] * n][:n]
        most = 2 if dtype == "bool" else 5
        points = [d.sample(rng, 12) if dtype[0] == "f" else rng.integers(0, most, 12) for d in domains]
        inputs = [T.TensorType(dtype, (False,))(f"{name}_{i}_") for i in range(n)]
        outputs.append(lifted(op)(*inputs))
        given += inputs
        values += [p.astype(dtype) for p in points]
        names.append(name)
    wanted = theano.function(given, outputs, mode="FAST_COMPILE")(*values)
    for name, got, want in zip(names, run(theano.to_onnx(outputs, given), *values), wanted):
        exact = want.dtype == "float64" and name not in SINGLE
        assert_close(got, want, 1e-12 if exact else 1e-5, name)


def test_small_numbers_keep_their_digits():
    x = T.dvector("x")
    values = np.array([1e-18, -1e-12, 1e-6, 0.3, -0.3, 0.0, 30.0, 1e3, -1e3])
    positive = abs(values)
    check([T.expm1(x), T.nnet.softplus(x), T.nnet.sigmoid(x)], [x], values, tol=1e-15)
    check(T.log1p(x), [x], positive, tol=1e-15)
    got, = run(theano.to_onnx(T.log1p(x), [x]), positive)
    np.testing.assert_allclose(got, np.log1p(positive), rtol=1e-14)


def test_integer_division():
    x, y = T.ivectors("x", "y")
    values = np.array([7, -7, 7, -7, 3], "int32"), np.array([2, 2, -2, -2, 0], "int32")
    check([x // y, x % y], [x, y], *values)


REDUCTIONS = ["sum", "prod", "mean", "max", "min", "argmax", "argmin", "any", "all", "var", "std"]


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
def test_reductions(name, dtype):
    x = T.tensor3("x", dtype=dtype)
    value = np.random.default_rng(1).integers(-3, 4, (2, 3, 4)).astype(dtype)
    outputs = [getattr(T, name)(x, axis=axis) for axis in (None, 0, 2, -1)]
    if not name.startswith("arg"):
        outputs += [getattr(T, name)(x, axis=[0, 2]), getattr(T, name)(x, axis=1, keepdims=True)]
    check(outputs, [x], value)


def test_indices():
    x, i = T.dmatrix("x"), T.lscalar("i")
    value = np.arange(20.0).reshape(4, 5)
    outputs = [
        x[1], x[-1], x[:, 2], x[1:3], x[::-1], x[::2, ::-2], x[i], x[i:], x[:i, -i], x[3:0:-1], x[-2:], x[:0],
        x[[0, 2]], x[[0, 1], [1, -1]], x[-6::-1], x[:, -7:2:-2], x[-1 - i :: -1], x[::i], x[::-i], x[-9:2:-i],
        T.set_subtensor(x[1:3, ::2], 7.0), T.inc_subtensor(x[[1, 1]], 1.0),
        T.inc_subtensor(x[i], x[0]), T.set_subtensor(x[[0, 1], [2, 3]], -1.0),
    ]
    check(outputs, [x, i], value, 2)
