"""Batch normalization."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...misuse import with_guesses
from ..shape.rebroadcast import addbroadcast, patternbroadcast
from ..types.constant import as_tensor_variable
from .batchnorm import AbstractBatchNormInference, AbstractBatchNormTrain, AbstractBatchNormTrainGrad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...typing import TensorLike
    from ..types.variable import TensorVariable

__all__ = [
    "AbstractBatchNormInference",
    "AbstractBatchNormTrain",
    "AbstractBatchNormTrainGrad",
    "batch_normalization",
    "batch_normalization_test",
    "batch_normalization_train",
]


@with_guesses
def batch_normalization(
    inputs: TensorLike, gamma: TensorLike, beta: TensorLike, mean: TensorLike, std: TensorLike, mode: str = "low_mem"
) -> TensorVariable:
    """Normalize by given means and standard deviations: ``(inputs - mean) * gamma / std + beta``.

    Parameters
    ----------
    inputs : tensor
        The activations of a batch.
    gamma, beta, mean, std : tensor
        Scales, shifts, means and deviations, of the ndim of `inputs` and broadcastable against them.
    mode : {'low_mem', 'high_mem'}
        Whether to divide each element, or to multiply it by ``gamma / std``. Either way a compiled function does
        it in one loop, and keeps nothing for the gradient.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If the mode is unknown.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.nnet.bn import batch_normalization
    >>> batch_normalization(T.constant([1.0, 3.0]), 2.0, 1.0, 2.0, 0.5).eval()
    array([-3.,  5.])
    """
    if mode not in ("low_mem", "high_mem"):
        raise ValueError(f'mode must be either "low_mem", "high_mem", not {mode!r}')
    inputs, gamma, beta, mean, std = (as_tensor_variable(v) for v in (inputs, gamma, beta, mean, std))
    if mode == "low_mem":
        return (inputs - mean) / std * gamma + beta
    return (inputs - mean) * (gamma / std) + beta


def _axes(axes, ndim):
    """Return the axes over which statistics are taken, in order."""
    if isinstance(axes, str) and axes == "per-activation":
        return (0,)
    if isinstance(axes, str) and axes == "spatial":
        return (0, *range(2, ndim))
    if not isinstance(axes, (tuple, list, np.ndarray)):
        raise ValueError(f"invalid axes: {axes}: give 'per-activation', 'spatial' or a tuple of ints")
    axes = tuple(int(a) for a in axes)
    if not axes:
        raise ValueError("there should be at least one normalization axis")
    if min(axes) < -ndim or max(axes) >= ndim:
        raise ValueError(f"axes should be less than ndim (<{ndim}), but {axes} given")
    return tuple(sorted({a % ndim for a in axes}))


def _checked(epsilon):
    """Return `epsilon` as a number of floatX, checked before rounding makes it too small."""
    value = np.asarray(epsilon, dtype=config.floatX)
    if value < 1e-5:
        raise ValueError(f"epsilon must be at least 1e-5, got {value}")
    return value


class _Parameters:
    """Tensors with one number per statistic, with or without the reduced axes."""

    def __init__(self, ndim, axes, gamma, beta):
        self.ndim, self.axes = ndim, axes
        self.kept = [i for i in range(ndim) if i not in axes]
        self.whole = gamma.type.ndim == ndim
        self.needed = ndim if self.whole else len(self.kept)
        if gamma.type.ndim != self.needed or beta.type.ndim != self.needed:
            raise ValueError(
                "gamma and beta dimensionality must match the number of non-normalized axes, or have the same number "
                f"of dimensions as the inputs; got {gamma.type.ndim} and {beta.type.ndim} instead of {self.needed}"
            )

    def check(self, v, text):
        """Check that `v` is laid out as gamma and beta."""
        if v.type.ndim != self.needed:
            raise ValueError(
                f"{text} must be of the same dimensionality as gamma and beta; got {v.type.ndim} instead of "
                f"{self.needed}"
            )

    def expand(self, v):
        """Return `v` with all axes; the normalized ones have length 1."""
        if self.whole:
            return addbroadcast(v, *self.axes)
        return v.dimshuffle([self.kept.index(i) if i in self.kept else "x" for i in range(self.ndim)])

    def shrink(self, v):
        """Undo :meth:`expand`."""
        return v if self.whole else v.dimshuffle(self.kept)


@with_guesses
def batch_normalization_train(
    inputs: TensorLike, gamma: TensorLike, beta: TensorLike, axes: str | int | Sequence[int] = "per-activation",
    epsilon: TensorLike = 1e-4, running_average_factor: TensorLike = 0.1, running_mean: TensorLike | None = None,
    running_var: TensorLike | None = None
) -> tuple[TensorVariable, ...]:
    """Normalize by the means and variances of the batch.

    Parameters
    ----------
    inputs : tensor
        The activations of a batch.
    gamma, beta : tensor
        Scales and shifts: as many as there are statistics. The normalized axes are left out, or have length 1.
    axes : {'per-activation', 'spatial'} or tuple of int
        The axes over which statistics are taken: the first, all but the second, or these.
    epsilon : float
        Added to the variances; 1e-5 at least.
    running_average_factor : float
        The weight of the batch in the new running averages.
    running_mean, running_var : tensor, optional
        Running averages until now, laid out as `gamma`.

    Returns
    -------
    out : TensorVariable
        ``(inputs - mean) * gamma * invstd + beta``
    mean, invstd : TensorVariable
        Means and inverse standard deviations of the batch, laid out as `gamma`.
    new_running_mean, new_running_var : TensorVariable
        Only if there are old ones: ``old * (1 - factor) + new * factor``, where the new variance is the unbiased one.

    Raises
    ------
    ValueError
        If the parameters are not laid out alike, `epsilon` is too small or an axis is not there.

    Examples
    --------
    >>> import numpy as np
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.nnet.bn import batch_normalization_train
    >>> x = T.constant(np.array([[1.0, 0.0], [3.0, 0.0]]))
    >>> out, mean, invstd = batch_normalization_train(x, T.ones(2), T.zeros(2), epsilon=1e-5)
    >>> out.eval().round(3), mean.eval()
    (array([[-1.,  0.],
           [ 1.,  0.]]), array([2., 0.]))
    """
    inputs, gamma, beta = (as_tensor_variable(v) for v in (inputs, gamma, beta))
    axes = _axes(axes, inputs.type.ndim)
    parameters = _Parameters(inputs.type.ndim, axes, gamma, beta)
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must either both be given or both be None")
    averages = [] if running_mean is None else [as_tensor_variable(v) for v in (running_mean, running_var)]
    for v, name in zip(averages, ("running_mean", "running_var")):
        parameters.check(v, name)
    epsilon = _checked(epsilon)
    averages = [parameters.expand(v) for v in averages]
    outputs = AbstractBatchNormTrain(axes)(
        inputs, parameters.expand(gamma), parameters.expand(beta), epsilon, running_average_factor, *averages
    )
    for k, old in enumerate(averages):
        # an average takes the place of the old one when it is an update
        outputs[3 + k] = patternbroadcast(outputs[3 + k], old.type.broadcastable)
    return (outputs[0], *[parameters.shrink(v) for v in outputs[1:]])


@with_guesses
def batch_normalization_test(
    inputs: TensorLike, gamma: TensorLike, beta: TensorLike, mean: TensorLike, var: TensorLike,
    axes: str | int | Sequence[int] = "per-activation", epsilon: TensorLike = 1e-4
) -> TensorVariable:
    """Normalize by given means and variances, usually the running averages of a training.

    Parameters
    ----------
    inputs : tensor
        The activations of a batch.
    gamma, beta, mean, var : tensor
        Scales, shifts, means and variances. The axes that were normalized are left out, or have length 1.
    axes : {'per-activation', 'spatial'} or tuple of int
        As of :func:`batch_normalization_train`.
    epsilon : float
        Added to the variances; 1e-5 at least.

    Returns
    -------
    TensorVariable
        ``(inputs - mean) * gamma / sqrt(var + epsilon) + beta``

    Raises
    ------
    ValueError
        If the parameters are not laid out alike, `epsilon` is too small or an axis is not there.

    Examples
    --------
    >>> import numpy as np
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.nnet.bn import batch_normalization_test
    >>> x = T.constant(np.array([[1.0, 0.0], [3.0, 0.0]]))
    >>> one, zero = T.ones(2), T.zeros(2)
    >>> batch_normalization_test(x, one, zero, zero, one, epsilon=1e-5).eval().round(3)
    array([[1., 0.],
           [3., 0.]])
    """
    inputs, gamma, beta, mean, var = (as_tensor_variable(v) for v in (inputs, gamma, beta, mean, var))
    axes = _axes(axes, inputs.type.ndim)
    parameters = _Parameters(inputs.type.ndim, axes, gamma, beta)
    for v in (mean, var):
        parameters.check(v, "mean and var")
    epsilon = _checked(epsilon)
    tensors = [parameters.expand(v) for v in (gamma, beta, mean, var)]
    return AbstractBatchNormInference(axes)(inputs, *tensors, epsilon)
