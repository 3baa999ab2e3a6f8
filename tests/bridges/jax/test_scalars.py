"""Every operation on numbers, from the registry: values and gradients, at usual numbers and at special ones."""

import jax
import numpy as np
import pytest
from jax_agreement import assert_equal, check_all

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.elementwise.elemwise import lifted

OPS = {name: op for name, op in REGISTRY.items() if not name.startswith("Cast")}
CASTS = {name: op for name, op in REGISTRY.items() if name.startswith("Cast")}
SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e-300, 1e300, 710.0, -746.0])
# libraries differ beyond the domain, or on its edge
ORDINARY = {
    "gamma", "gammaln", "psi", "tri_gamma", "zeta", "gammainc", "gammaincc", "betaln", "betainc", "gammaincinv",
    "gammainccinv", "betaincinv", "gammal", "gammau", "chi2sf", "expi", "exp1", "spence", "ndtri", "erfinv", "i0", "i1",
    "i0e", "i1e", "arctanh", "pow", "mod", "fmod", "int_div", "logaddexp2", "cbrt", "hypot", "copysign", "iv",
}  # fmt: skip
# JAX's own functions are less exact
LOOSE = ("gammainc", "gammaincc", "betainc", "zeta", "tri_gamma", "chi2sf")


def takes(op, dtype, n):
    """Return True if an operation is defined for a dtype."""
    try:
        op.output_dtypes(*[dtype] * n)
    except TypeError:
        return False
    return True


def points_of(name):
    """Return points in the domain of an operation, and special numbers where libraries agree on them."""
    op = OPS[name]
    n = op.nin if op.nin > 0 else 2
    domains = [*op.domain, *op.domain[-1:] * n][:n]
    rng = np.random.default_rng(2)
    points = [d.sample(rng, 12) for d in domains]
    if not takes(op, "float64", n):
        return [p.astype("int32") for p in points]
    if name not in ORDINARY and n < 3:
        points = [np.concatenate([p, g.ravel()]) for p, g in zip(points, np.meshgrid(*[SPECIAL] * n))]
    return points


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
def test_operations():
    """All at once, with the gradients that exist."""
    cases, undefined = {}, []
    for name, op in OPS.items():
        points = points_of(name)
        inputs = [T.TensorType(p.dtype.name, (False,))() for p in points]
        fixed = [None] * len(points)
        differentiable = op.derivative is not None and points[0].dtype == "float64" and not name.startswith("complex")
        for i, x in enumerate(inputs if differentiable else []):
            try:
                T.grad(T.cast(lifted(op)(*inputs), "float64").sum(), x, disconnected_inputs="ignore")
            except theano.gradient.NullTypeGradError:
                undefined.append((name, points, i))
                fixed[i] = points[i]

        def build(*given, op=op, fixed=fixed):
            rest = iter(given)
            return lifted(op)(*[next(rest) if p is None else T.constant(p) for p in fixed])

        cases[name] = (build, [p for p, known in zip(points, fixed) if known is None])
    check_all({name: case for name, case in cases.items() if name not in LOOSE})
    check_all({name: case for name, case in cases.items() if name in LOOSE}, 1e-8)
    assert undefined
    for name, points, i in undefined[:3]:
        inputs = [T.TensorType(p.dtype.name, (False,))() for p in points]
        f = theano.to_jax(lifted(OPS[name])(*inputs).sum(), inputs)
        with pytest.raises(theano.gradient.NullTypeGradError):
            jax.grad(f, i)(*points)


@pytest.mark.parametrize("dtype", ["bool", "int8", "float16"])
def test_dtypes(dtype):
    """Each result has our dtype and value, for all operations of up to two numbers at once."""
    x = np.array([0, 1, 1, 0, 1] if dtype == "bool" else [1, 2, 3, 5, 2]).astype(dtype)
    y = np.array([1, 1, 0, 0, 1] if dtype == "bool" else [3, 1, 2, 2, 1]).astype(dtype)
    v, w = [T.TensorType(dtype, (False,))() for _ in "xy"]
    outputs, names = [], []
    for name, op in [*OPS.items(), *CASTS.items()]:
        n = op.nin if op.nin > 0 else 2
        if n < 3 and name not in ORDINARY and takes(op, dtype, n):
            outputs.append(lifted(op)(*(v, w)[:n]))
            names.append(name)
    found = jax.jit(theano.to_jax(outputs, [v, w], stabilize=False))(x, y)
    wanted = theano.function([v, w], outputs, mode="FAST_COMPILE", on_unused_input="ignore")(x, y)
    for name, got, want in zip(names, found, wanted):
        assert_equal(got, want, 5e-3 if np.asarray(want).dtype == "float16" else 1e-4, name)


@pytest.mark.parametrize("source", ["float32", "float64"])
def test_floats_wrap_into_integers(source):
    """XLA would take the nearest integer instead."""
    x = T.vector("x", dtype=source)
    values = np.array([-1.0, -300.5, 300.7, 255, -128, 1e5, 3e9 - 2**32, 0]).astype(source)
    for target in ("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"):
        z = T.cast(x, target)
        assert_equal(jax.jit(theano.to_jax(z, [x]))(values), theano.function([x], z)(values))


def test_integers_with_a_sign_and_without():
    """As floats, 2**63 and 2**63 - 1 are equal."""
    x, y = T.lvector("x"), T.vector("y", dtype="uint64")
    one = np.array([0, -1, 2**63 - 1, -(2**63), 2**53 + 1], "int64")
    other = np.array([0, 2**64 - 1, 2**63, 2**63, 2**53], "uint64")
    comparisons = T.lt, T.le, T.gt, T.ge, T.eq, T.neq
    outputs = [f(*pair) for f in comparisons for pair in ((x, y), (y, x))]
    for found, want in zip(theano.to_jax(outputs, [x, y])(one, other), theano.function([x, y], outputs)(one, other)):
        np.testing.assert_array_equal(found, want)
