"""The operations of the tables of ``tests/gradient``, and those on numbers, in onnxruntime: equal, or refused."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from onnx_agreement import assert_close, check, run, variables_like
from operations import OPS

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.bridges.onnx.conversion import REASONS, conversion_of
from tensorgraph.bridges.onnx.families.mathematics import MADE, NODES, WITHOUT
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
COMPLEX = "runtimes have no complex numbers"
REFUSED = {
    **dict.fromkeys(
        ["real part", "imaginary part", "polar", "angle", "absolute value of a complex sum", "conjugate", "complex dot",
         "complex prod", "complex cumprod"], COMPLEX),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_operation(name):
    build, points = TABLE[name]
    inputs = variables_like(points)
    output = build(*inputs)
    if name in REFUSED:
        with pytest.raises(ExportError, match=REFUSED[name]) as caught:
            theano.to_onnx(output, inputs)
        assert caught.value.op is not None
    else:
        check(output, inputs, *points)


conversion_of(T.exp)     # every family registers its operations
NUMBERS = {name: op for name, op in REGISTRY.items() if not name.startswith("Cast")}


def test_every_operation_on_numbers_is_converted_or_refused_with_a_reason():
    converted = NODES.keys() | MADE.keys() | {"second"}
    assert NUMBERS.keys() - converted == WITHOUT.keys()
    x = T.dvector("x")
    for name, reason in WITHOUT.items():
        op = NUMBERS[name]
        inputs = [x] * (op.nin if op.nin > 0 else 2)
        with pytest.raises(ExportError, match=re.escape(reason.partition(".")[0])) as caught:
            theano.to_onnx(lifted(op)(*inputs), [x])
        assert "test_operations_onnx.py" in str(caught.value)


def points_of(name, dtype, rng):
    """Return points in the domain of an operation, or None if it is not defined for a dtype."""
    op = NUMBERS[name]
    n = op.nin if op.nin > 0 else 2
    try:
        op.output_dtypes(*[dtype] * n)
    except TypeError:
        return None
    domains = [*op.domain, *op.domain[-1:] * n][:n]
    most = 2 if dtype == "bool" else 5
    points = [d.sample(rng, 12) if dtype[0] == "f" else rng.integers(0, most, 12) for d in domains]
    return [p.astype(dtype) for p in points]


def compared(names, dtype, points, tol):
    """Compare operations in one model with what a function of this package gives."""
    given, outputs, values = [], [], []
    for name in names:
        inputs = [T.TensorType(dtype, (False,))(f"{name}_{i}_") for i in range(len(points[name]))]
        outputs.append(lifted(NUMBERS[name])(*inputs))
        given += inputs
        values += points[name]
    wanted = theano.function(given, outputs, mode="FAST_COMPILE")(*values)
    for name, got, want in zip(names, run(theano.to_onnx(outputs, given), *values), wanted, strict=True):
        assert_close(got, want, tol, name)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "int32", "int64", "uint8", "uint64", "bool"])
def test_numbers(dtype):
    """All operations on numbers that have a counterpart, in one model."""
    rng = np.random.default_rng(0)
    points = {name: points_of(name, dtype, rng) for name in NUMBERS.keys() - WITHOUT.keys() - {"complex"}}
    names = sorted(name for name, values in points.items() if values is not None)
    compared(names, dtype, points,
             1e-11 if dtype == "float64" else 1e-5)


SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, 2.5, -2.5, np.inf, -np.inf, np.nan, 1e-300, 1e300, 30.0, -30.0])
# formulas and libraries differ at infinity or at poles
ORDINARY = {"betaln", "i0", "i1", "j0", "j1", "spence", "tri_gamma", "ultra_fast_sigmoid", "y0", "y1", "zeta"}


def test_special_numbers():
    """Operations of one and two numbers at infinities, nan and zeros."""
    names = sorted(name for name, op in NUMBERS.items() if op.nin in (1, 2) and name not in WITHOUT
                   and name not in ORDINARY and points_of(name, "float64", np.random.default_rng(0)))
    points = {}
    for name in names:
        n = NUMBERS[name].nin
        points[name] = [g.ravel() for g in np.meshgrid(*[SPECIAL] * n)]
    compared(names, "float64", points, 1e-11)


def test_shifts_and_divisors():
    for dtype in ("int8", "int32", "int64", "uint8", "uint64"):
        x, y = T.vector("x", dtype=dtype), T.vector("y", dtype=dtype)
        values = np.array([7, 5, 3, 0, 12, 100, 1]).astype(dtype), np.array([1, 40, 64, 0, 18, 75, 7]).astype(dtype)
        outputs = [T.left_shift(x, y), T.right_shift(x, y), T.gcd(x, y), T.lcm(x, y), T.fmod(x, y)]
        check(outputs, [x, y], *values)
        if dtype[0] == "i":
            check(outputs, [x, y], -values[0], values[1])


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


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64"])
def test_quotients_of_the_least_number(dtype):
    """Those by -1 wrap; a processor stops the process there."""
    x, y = T.vector("x", dtype=dtype), T.vector("y", dtype=dtype)
    least = np.iinfo(dtype).min
    values = np.array([least, least, least, least, 5, -5, -1], dtype), np.array([-1, 1, 0, 2, -1, -1, -1], dtype)
    check([x // y, x % y, T.fmod(x, y), x // -1, x % -1], [x, y], *values)


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


# operations that lowering makes, which no graph has
MADE_LATER = {"lowering.mapreduce.MapReduce", "tensor.reductions.maxandargmax.Argmin"}


def test_every_operation_is_converted_or_refused_with_a_reason():
    """But for those of sparse matrices, and of names that only programs for Theano call."""
    left = {path for path, kind in OPS.items() if conversion_of(kind.__new__(kind)) is None}
    left = {path for path in left if not path.startswith(("sparse.", "compat."))} - MADE_LATER
    assert {path.rpartition(".")[2] for path in left} == {kind.__name__ for kind in REASONS}
