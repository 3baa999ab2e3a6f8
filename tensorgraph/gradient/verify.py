"""``verify_grad``: compare a symbolic gradient with finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import GradientError
from ..graph.variable import compile_graph
from ..scalar.dtypes import float_dtypes
from ..tensor.types.type import TensorType
from .grad import gradients_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from ..typing import ModeLike, Value


class numeric_grad:
    """The gradient of a scalar function by finite differences.

    Parameters
    ----------
    f : callable
        Takes arrays, returns a number.
    pt : array or list of arrays
        Where to differentiate.
    eps : float, optional
        The step; by default fit for the least precise dtype of `pt`.
    out_type : str, optional
        The dtype in which `f` computes, if less precise than that of `pt`.

    Attributes
    ----------
    gf : array or list of arrays
        The gradient, as `pt` was given.

    Examples
    --------
    >>> import numpy as np
    >>> import tensorgraph as theano
    >>> theano.gradient.numeric_grad(lambda x: (x**2).sum(), np.array([1.0, 2.0])).gf.round(4)
    array([2., 4.])
    """

    type_eps = {"float64": 1e-7, "float32": 3e-4, "float16": 1e-1}

    def __init__(self, f: Callable[..., Any], pt: Value, eps: float | None = None, out_type: str | None = None) -> None:
        single = not isinstance(pt, (list, tuple))
        points = [np.array(p) for p in ([pt] if single else pt)]
        for p in points:
            if p.dtype.name not in self.type_eps:
                raise TypeError(f"All points must be of a float dtype, not {p.dtype}")
        if eps is None:
            dtypes = [p.dtype.name for p in points] + ([out_type] if out_type in self.type_eps else [])
            eps = max(self.type_eps[d] for d in dtypes)
        start = np.array(f(*points), copy=True)
        self.gf = [np.empty_like(p) for p in points]
        for p, g in zip(points, self.gf):
            for i in np.ndindex(p.shape):
                kept = p[i]
                p[i] += eps
                g[i] = (f(*points) - start) / eps
                p[i] = kept
        if single:
            self.gf = self.gf[0]

    @staticmethod
    def abs_rel_err(a: NDArray[Any], b: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the absolute and the relative errors of two arrays."""
        absolute = abs(a - b)
        # 1e-8 keeps a relative error of two zeros finite
        return absolute, absolute / np.maximum(abs(a) + abs(b), 1e-8)

    def abs_rel_errors(self, g_pt: Any) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Return pairs of absolute and relative errors, one for each array of `g_pt`."""
        gf = self.gf if isinstance(self.gf, list) else [self.gf]
        g_pt = g_pt if isinstance(g_pt, (list, tuple)) else [g_pt]
        if len(g_pt) != len(gf):
            raise ValueError(f"argument has wrong number of elements: {len(g_pt)}")
        errors = []
        for i, (a, b) in enumerate(zip(g_pt, gf)):
            if a.shape != b.shape:
                raise ValueError(f"argument element {i} has wrong shape {(a.shape, b.shape)}")
            errors.append(self.abs_rel_err(a, b))
        return errors

    def max_err(self, g_pt: Any, abs_tol: float, rel_tol: float) -> tuple[Any, ...]:
        """Return the worst error as ``(argument, position, absolute error, relative error)``.

        Either tolerance is enough: an error counts by the smaller of its ratios to them.
        """
        worst = None
        for i, (absolute, relative) in enumerate(self.abs_rel_errors(g_pt)):
            if not np.all(np.isfinite(absolute)):
                position = int(np.argmax(~np.isfinite(absolute)))
                return i, position, np.inf, np.inf
            if absolute.size == 0:
                continue
            ratio = np.minimum(absolute / abs_tol, relative / rel_tol).ravel()
            position = int(np.argmax(ratio))
            if worst is None or ratio[position] > worst[0]:
                worst = ratio[position], (i, position, absolute.ravel()[position], relative.ravel()[position])
        return (0, 0, 0.0, 0.0) if worst is None else worst[1]


_TOLERANCE = {"float16": 5e-2, "float32": 1e-2, "float64": 1e-4}


def verify_grad(
    fun: Callable[..., Any], pt: Sequence[Any] | NDArray[Any], n_tests: int = 2, rng: Any = None,
    eps: float | None = None, out_type: str | None = None, abs_tol: float | None = None, rel_tol: float | None = None,
    mode: ModeLike | None = None, cast_to_output_type: bool = False, no_debug_ref: bool = True
) -> None:
    """Test the gradient of a function against finite differences.

    Parameters
    ----------
    fun : callable
        From variables to a variable, or an op.
    pt : list of arrays
        The values at which to test; floats.
    n_tests : int
        How many random projections of the output to test.
    rng : numpy.random.RandomState
        Makes the projections.
    eps : float, optional
        The step of the finite differences.
    out_type : str, optional
        The output's dtype, if `fun` computes in less precision than its inputs.
    abs_tol, rel_tol : float, optional
        A derivative is right if it is within one of them.
    mode : str or Mode, optional
        How to compile.
    cast_to_output_type : bool
        Whether to cast the projection to the output's dtype.
    no_debug_ref : bool
        For compatibility; no effect.

    Raises
    ------
    GradientError
        If a derivative is outside of both tolerances.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> theano.gradient.verify_grad(T.tanh, [np.ones((2, 3))], rng=np.random.RandomState(1))
    """
    points = _checked_points(pt, rng)
    default = max(_TOLERANCE[d] for d in [*(p.dtype.name for p in points), out_type] if d in _TOLERANCE)
    abs_tol = default if abs_tol is None else abs_tol
    rel_tol = default if rel_tol is None else rel_tol
    # operations that overwrite their input are tested too
    options = {"mode": mode, "on_unused_input": "ignore", "accept_inplace": True}
    value, cost, gradients, dtype = _projected(fun, points, cast_to_output_type, options)
    for test in range(n_tests):
        # weights around 1, away from 0, so that every element counts
        weights = (rng.random_sample(np.shape(value(*_copies(points)))) + 0.5).astype(dtype)
        numeric = numeric_grad(lambda *values: cost(*_copies(values), weights), points, eps, out_type)  # noqa: B023
        found = gradients(*_copies(points), weights)
        arg, i, absolute, relative = numeric.max_err(found, abs_tol, rel_tol)
        if not (absolute <= abs_tol or relative <= rel_tol):
            pair = float(numeric.gf[arg].ravel()[i]), float(found[arg].ravel()[i])
            error = GradientError(
                arg, i, points[arg].shape, *pair, float(absolute), float(relative), abs_tol, rel_tol
            )
            error.add_note(f"The gradient of {fun} in test {test}")
            raise error


def _checked_points(pt, rng):
    if not isinstance(pt, (list, tuple)):
        raise TypeError(f"pt should be a list of arrays, not {type(pt)}")
    if rng is None:
        raise TypeError("rng should be a valid instance of numpy.random.RandomState.")
    points = [np.array(p) for p in pt]
    for i, p in enumerate(points):
        if p.dtype.name not in float_dtypes:
            raise TypeError(
                f"verify_grad can work only with floating point inputs, but input {i} has dtype \"{p.dtype}\": "
                "use p.astype('float64')"
            )
    return points


def _copies(points):
    return [p.copy() for p in points]


def _projected(fun, points, cast_to_output_type, options):
    """Compile `fun`, its weighted sum, the gradients of that sum; and return the dtype of the weights."""
    inputs = [
        TensorType(p.dtype.name, tuple(n == 1 for n in p.shape))(f"input {i}") for i, p in enumerate(points)
    ]
    output = fun(*inputs)
    if isinstance(output, list):
        raise NotImplementedError("can't (yet) autotest gradient of ops with multiple outputs")
    dtype = output.type.dtype if cast_to_output_type else "float64"
    weights = TensorType(dtype, output.type.broadcastable)("random")
    cost = (weights * output).sum()
    slopes = gradients_of(cost, inputs, disconnected_inputs="ignore")
    slopes = [slope.toarray() if hasattr(slope, "toarray") else slope for slope in slopes]
    value = compile_graph(inputs, output, **options)
    cost, gradients = (compile_graph([*inputs, weights], z, **options) for z in (cost, slopes))
    return value, cost, gradients, dtype


verify_grad.E_grad = GradientError
