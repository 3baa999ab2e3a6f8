"""Training: a full batch by a minimiser of SciPy, or steps of an optimiser on batches; both may stop early."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import scipy.optimize
from sklearn.exceptions import ConvergenceWarning

from .objectives import OPTIMISERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..optimize.progress import Progress
    from .objectives import Objective

MINIMISERS = {"L-BFGS-B": {"ftol": 64 * np.finfo(float).eps, "maxcor": 20}, "BFGS": {}, "CG": {}}
"""The methods of SciPy that fit a full batch, with their options."""


class Data(NamedTuple):
    """Samples, targets, and the weights of the samples."""

    X: NDArray[Any]
    target: NDArray[Any]
    weights: NDArray[Any]

    def part(self, rows: NDArray[Any]) -> Data:
        """Return some rows."""
        return Data(*(a[rows] for a in self))


class Monitor:
    """The curves of a training, the best parameters seen, and the decision to stop.

    Parameters
    ----------
    objective : Objective
    validation : Data or None
        Samples whose cost decides, instead of the cost of the training.
    tol : float
        Less than which is no improvement.
    patience : int or None
        After how many steps without improvement to stop.
    bar : Progress
    """

    def __init__(
        self, objective: Objective, validation: Data | None, tol: float, patience: int | None, bar: Progress
    ) -> None:
        self.objective, self.validation, self.tol, self.patience, self.bar = objective, validation, tol, patience, bar
        self.losses: list[float] = []
        self.validation_losses: list[float] = []
        self.best, self.best_x, self.stale = np.inf, None, 0

    def stops(self, x: NDArray[Any], loss: float) -> bool:
        """Note the parameters after a step, and return whether it is the last one."""
        self.losses.append(loss)
        decides = loss
        if self.validation is not None:
            decides = self.objective.value(x, *self.validation, 0.0)
            self.validation_losses.append(decides)
        self.bar.step(loss=decides)
        self.stale = 0 if decides < self.best - self.tol else self.stale + 1
        if decides < self.best:
            self.best, self.best_x = decides, x.copy()
        return self.patience is not None and self.stale >= self.patience

    def kept(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return the last parameters `x`, or the best ones where samples for validation decide."""
        return x if self.validation is None or self.best_x is None else self.best_x


def fit_whole(
    objective: Objective, x: NDArray[Any], data: Data, alpha: float, method: str, max_iter: int, tol: float,
    monitor: Monitor,
) -> tuple[NDArray[Any], int]:
    """Return parameters that minimise the cost of all samples, and the number of iterations.

    Raises
    ------
    ValueError
        If the cost is not finite.
    """
    stopped = []

    def callback(intermediate_result):
        if monitor.stops(intermediate_result.x, float(intermediate_result.fun)):
            stopped.append(True)
            raise StopIteration

    result = scipy.optimize.minimize(
        objective.value_and_gradient, x, args=(*data, alpha), jac=True, method=method, callback=callback,
        options={"maxiter": max_iter, "gtol": tol, **MINIMISERS[method]},
    )
    if not np.isfinite(result.fun):
        # a line search goes back from such places, so that it is that of the start values
        raise ValueError(
            f"training diverged: the cost is {float(result.fun)} with the start values; choose others, or scale the "
            "data"
        )
    if result.nit >= max_iter and not result.success and not stopped:
        warnings.warn(
            f"{method} stopped after max_iter={max_iter} iterations: raise max_iter, or scale the data",
            ConvergenceWarning, stacklevel=5,
        )
    return monitor.kept(result.x), int(result.nit)


class Batches:
    """Steps of an optimiser on batches of samples.

    Parameters
    ----------
    objective : Objective
    optimiser : str
    x : ndarray
        The parameters to start from.
    state : list of ndarray, optional
        The state after earlier steps, instead of `x`.
    """

    def __init__(
        self, objective: Objective, optimiser: str, x: NDArray[Any], state: list[NDArray[Any]] | None = None
    ) -> None:
        self.step, start = objective.stepper(optimiser)
        self.state = [x, *start[1:]] if state is None else state

    def epoch(
        self, data: Data, alpha: float, rate: float, size: int, rng: np.random.RandomState
    ) -> float:
        """Pass once over the samples in random order, and return their mean cost on the way."""
        order, total, state = rng.permutation(len(data.X)), 0.0, self.state
        for begin in range(0, len(order), size):
            batch = data.part(order[begin : begin + size])
            weight = batch.weights.sum()
            if weight > 0:
                cost, *state = self.step(*state, *batch, alpha, rate)
                total += float(cost) * weight
        self.state = state
        return total / data.weights.sum()


def fit_batches(
    batches: Batches, data: Data, alpha: float, rate: float, size: int, max_iter: int, rng: np.random.RandomState,
    monitor: Monitor,
) -> tuple[NDArray[Any], int]:
    """Return parameters after passes over the samples, until nothing improves, and the number of passes."""
    for _ in range(max_iter):
        loss = batches.epoch(data, alpha, rate, size, rng)
        if monitor.stops(batches.state[0], loss):
            break
    else:
        warnings.warn(
            f"the cost still improves after max_iter={max_iter} passes: raise max_iter or learning_rate",
            ConvergenceWarning, stacklevel=5,
        )
    return monitor.kept(batches.state[0]), len(monitor.losses)


def is_optimiser(solver: Any) -> bool:
    """Return whether a solver works on batches.

    Raises
    ------
    ValueError
        If there is no such solver.
    """
    if solver not in (*OPTIMISERS, *MINIMISERS):
        raise ValueError(f"solver must be one of {', '.join([*MINIMISERS, *OPTIMISERS])}: it is {solver!r}")
    return solver in OPTIMISERS
