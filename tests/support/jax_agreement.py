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


class Case:
    """A graph at some points, here and in JAX: its value, and its gradients by the float64 points.

    Parameters
    ----------
    build : callable
        Of a variable for each of the points.
    points : list of ndarray
        Single integers are known to JAX when it traces.
    slopes : bool
        Whether gradients are compared.

    Attributes
    ----------
    values : list of ndarray
        The arguments of :meth:`theirs`: what JAX traces.
    """

    def __init__(self, build, points, slopes=True):
        self.inputs = [T.TensorType(p.dtype.name, (False,) * p.ndim)(f"x{i}") for i, p in enumerate(points)]
        output = build(*self.inputs)
        self.function, self.points = theano.to_jax(output, self.inputs), points
        self.slopes = slopes and output.type.dtype in ("float32", "float64")
        self.moving = [i for i, p in enumerate(points) if p.dtype == "float64"] if self.slopes else []
        self.fixed = [int(p) if p.ndim == 0 and p.dtype.kind == "i" else p for p in points]
        self.values = [points[i] for i in self.moving]
        wrt = [self.inputs[i] for i in self.moving]
        gradients = T.grad((output * _weights(output)).sum(), wrt, disconnected_inputs="ignore") if wrt else []
        outputs = [output, *gradients]
        self.wanted = theano.function(self.inputs, outputs, mode="FAST_COMPILE", on_unused_input="ignore")(*points)

    def theirs(self, *values):
        """Return JAX's value and gradients."""

        def function(*values):
            merged = list(self.fixed)
            for i, x in zip(self.moving, values):
                merged[i] = x
            return self.function(*merged)

        if not self.moving:
            return [function()]
        result, pull = jax.vjp(function, *values)
        weights = np.cos(np.arange(result.size, dtype=result.dtype)).reshape(result.shape)
        return [result, *pull(weights)]

    @property
    def arrays(self):
        """The points that are no single integers."""
        return [p for p in self.fixed if not isinstance(p, int)]

    def of_arrays(self, *values):
        """Return JAX's value, all arrays traced."""
        rest = iter(values)
        return self.function(*[p if isinstance(p, int) else next(rest) for p in self.fixed])

    def compare(self, found, tol=None, name=""):
        """Check what JAX found."""
        for k, (got, want) in enumerate(zip(found, self.wanted, strict=True)):
            what = f"gradient by {self.inputs[self.moving[k - 1]]}" if k else "value"
            assert_equal(got, want, tol, f"{name}: {what}")


def _weights(output):
    """Return weights for the elements of an output: the cosines of their positions."""
    return T.cos(T.arange(output.size, dtype=output.type.dtype)).reshape(output.shape, ndim=output.ndim)


def check(build, points, traced=True, tol=None, slopes=True):
    """Check one case, traced by ``jit`` or not."""
    case = Case(build, points, slopes)
    case.compare((jax.jit if traced else lambda f: f)(case.theirs)(*case.values), tol)


def check_all(cases, tol=None):
    """Check cases that are compiled together, since compiling takes most of the time.

    Parameters
    ----------
    cases : dict
        From names to what :class:`Case` takes.
    tol : float, optional
    """
    made = {name: Case(*case) for name, case in cases.items()}

    def together(values):
        return {name: case.theirs(*values[name]) for name, case in made.items()}

    found = jax.jit(together)({name: case.values for name, case in made.items()})
    for name, case in made.items():
        case.compare(found[name], tol, name)
