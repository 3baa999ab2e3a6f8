"""Graphs run here and exported to JAX: values and gradients, traced and not."""

import importlib.util
from pathlib import Path

import jax
import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

jax.config.update("jax_enable_x64", True)
# compiling takes most of the time
jax.config.update("jax_disable_most_optimizations", True)
GRADIENT = Path(__file__).parents[1] / "gradient"


def table(name):
    """Return the cases of a module of tests of gradients."""
    spec = importlib.util.spec_from_file_location(f"cases_of_{name}", GRADIENT / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {**module.CASES, **getattr(module, "FIRST_ORDER", {})}


TABLE = {**table("test_ops"), **table("test_packages")}
# their shapes depend on values, which JAX knows only where it does not trace
UNTRACED = ("mask", "repeat by counts", "arange", "arange to a float")
TOLERANCE = {"float16": 2e-3, "float32": 2e-5, "complex64": 2e-5}


def assert_equal(got, wanted, tol=None, what=""):
    """Check that a result of JAX has the dtype, the shape and the numbers of ours."""
    got, wanted = np.asarray(got), np.asarray(wanted)
    assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape), what
    if got.dtype.kind not in "fc":
        np.testing.assert_array_equal(got, wanted, err_msg=what)
        return
    tol = TOLERANCE.get(wanted.dtype.name, 1e-9) if tol is None else tol
    scale = np.abs(wanted[np.isfinite(wanted)]).max(initial=0)
    np.testing.assert_allclose(got, wanted, rtol=tol, atol=tol * max(1, scale), err_msg=what)


def check(build, points, traced=True, tol=None, slopes=True):
    """Check ``build(*variables)`` at some points: the values, and the gradients by the float64 ones.

    Parameters
    ----------
    build : callable
    points : list of ndarray
        Integers are known to JAX when it traces.
    traced : bool
        Whether ``jit`` can trace the function.
    tol : float, optional
    slopes : bool
        Whether gradients are compared.
    """
    inputs = [T.TensorType(p.dtype.name, (False,) * p.ndim)(f"x{i}") for i, p in enumerate(points)]
    output = build(*inputs)
    f = theano.to_jax(output, inputs)
    ours = theano.function(inputs, output, on_unused_input="ignore")
    wanted = ours(*points)
    arguments = [int(p) if p.ndim == 0 and p.dtype.kind == "i" else p for p in points]
    moving = [i for i, p in enumerate(points) if p.dtype == "float64"]

    def by_moving(*values):
        merged = list(arguments)
        for i, x in zip(moving, values):
            merged[i] = x
        return f(*merged)

    values = [points[i] for i in moving]
    wrap = jax.jit if traced else lambda function: function
    if not slopes or not moving or not np.issubdtype(wanted.dtype, np.floating):
        assert_equal(wrap(by_moving)(*values), wanted, tol, "value")
        return
    weights = np.random.default_rng(0).uniform(0.5, 1.5, wanted.shape)
    wrt = [inputs[i] for i in moving]
    gradients = T.grad((output * T.constant(weights)).sum(), wrt, disconnected_inputs="ignore")
    expected = theano.function(inputs, gradients, on_unused_input="ignore")(*points)

    def both(*values):
        result, pull = jax.vjp(by_moving, *values)
        return result, pull(weights.astype(wanted.dtype))

    result, found = wrap(both)(*values)
    assert_equal(result, wanted, tol, "value")
    for i, got, want in zip(moving, found, expected):
        assert_equal(got, want, tol, f"gradient by input {i}")
