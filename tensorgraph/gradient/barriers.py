"""Identity ops that change the gradient: stop it, clip it, scale it."""

from __future__ import annotations

import numbers
import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..graph.apply import Apply
from ..graph.disconnected import disconnected_type
from ..graph.messages.called import listed, with_type
from ..graph.messages.dropped import kept
from ..graph.op import Op
from ..graph.variable import Variable
from ..tensor.types.constant import as_tensor_variable
from ..userline import user_level
from .placeholders import grad_undefined

if TYPE_CHECKING:
    from ..tensor.types.variable import TensorVariable
    from ..typing import TensorLike


class GradientBarrier(Op):
    """Base class: the identity, as a view of its input; subclasses define the gradient."""

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x):
        if not hasattr(x, "type"):
            x = as_tensor_variable(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0]

    def infer_shape(self, node, input_shapes):
        return input_shapes


class Passage(GradientBarrier):
    """The identity for values and gradients: a stand-in for a variable, where a gradient starts and adds to others."""

    def grad(self, inputs, output_gradients):
        return output_gradients

    def R_op(self, inputs, eval_points):
        return list(eval_points)


class ConsiderConstant(GradientBarrier):
    """The identity with a zero gradient."""

    def grad(self, inputs, output_gradients):
        return [g.zeros_like() for g in output_gradients]

    def R_op(self, inputs, eval_points):
        return [None]


class ZeroGrad(GradientBarrier):
    """The identity with a zero gradient and a zero directional derivative."""

    def grad(self, inputs, output_gradients):
        return [g.zeros_like() for g in output_gradients]

    def R_op(self, inputs, eval_points):
        return [None if v is None else v.zeros_like() for v in eval_points]


class UndefinedGrad(GradientBarrier):
    """The identity with an undefined gradient: differentiating through it is an error."""

    def grad(self, inputs, output_gradients):
        return [grad_undefined(self, i, v) for i, v in enumerate(inputs)]

    def R_op(self, inputs, eval_points):
        return [None]

    def connection_pattern(self, node):
        return [[True]]


class DisconnectedGrad(GradientBarrier):
    """The identity that disconnects its input from the cost."""

    def grad(self, inputs, output_gradients):
        return [disconnected_type() for _ in inputs]

    def R_op(self, inputs, eval_points):
        return [None]

    def connection_pattern(self, node):
        return [[False]]


def _is_real(n):
    """Return True for a number with an order, of Python or NumPy, or an array of one."""
    if isinstance(n, (np.ndarray, np.generic)):
        return n.size == 1 and n.dtype.kind in "buif"
    return isinstance(n, numbers.Real)


class GradClip(GradientBarrier):
    """The identity with its gradient clipped to an interval."""

    __props__ = ("clip_lower_bound", "clip_upper_bound")

    def __init__(self, clip_lower_bound: float, clip_upper_bound: float) -> None:
        if not all(map(_is_real, (clip_lower_bound, clip_upper_bound))):
            raise TypeError(f"grad_clip needs numbers as bounds, not {listed([clip_lower_bound, clip_upper_bound])}")
        if clip_upper_bound < clip_lower_bound:
            raise ValueError(f"the interval [{clip_lower_bound}, {clip_upper_bound}] to clip gradients to is empty: "
                "the lower bound must come first")
        self.clip_lower_bound = clip_lower_bound
        self.clip_upper_bound = clip_upper_bound

    def grad(self, inputs, output_gradients):
        return [g.clip(self.clip_lower_bound, self.clip_upper_bound) for g in output_gradients]

    def __str__(self):
        return "GradClip"

    def R_op(self, inputs, eval_points):
        return list(eval_points)


class GradScale(GradientBarrier):
    """The identity with its gradient multiplied by a number."""

    __props__ = ("multiplier",)

    def __init__(self, multiplier: float) -> None:
        if not _is_real(multiplier) and not isinstance(multiplier, Variable):
            raise TypeError(f"grad_scale needs a number as multiplier, not {with_type(multiplier)}")
        self.multiplier = multiplier.item() if isinstance(multiplier, np.ndarray) else multiplier

    def grad(self, inputs, output_gradients):
        return [self.multiplier * g for g in output_gradients]

    def __str__(self):
        return "GradScale"

    def R_op(self, inputs, eval_points):
        return list(eval_points)


consider_constant_ = ConsiderConstant()
zero_grad_ = ZeroGrad()
undefined_grad_ = UndefinedGrad()
disconnected_grad_ = DisconnectedGrad()


def consider_constant(x: TensorLike) -> TensorVariable:
    """Return `x`, treated as a constant by gradients; deprecated in favour of :func:`zero_grad`.

    Parameters
    ----------
    x : Variable

    Returns
    -------
    Variable

    Notes
    -----
    Use :func:`zero_grad` or :func:`disconnected_grad` in new programs.
    """
    warnings.warn(
        "consider_constant() is deprecated, use zero_grad() or disconnected_grad() instead.",
        DeprecationWarning,
        stacklevel=user_level(),
    )
    return kept(consider_constant_(x), x)


def zero_grad(x: TensorLike) -> TensorVariable:
    """Return `x` with zero gradient.

    Parameters
    ----------
    x : Variable

    Returns
    -------
    Variable

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> theano.function([x], T.grad(x * theano.gradient.zero_grad(x), x))(3.0)
    array(3.)
    """
    return kept(zero_grad_(x), x)


def undefined_grad(x: TensorLike) -> TensorVariable:
    """Return `x`, through which differentiation is an error.

    Parameters
    ----------
    x : Variable

    Returns
    -------
    Variable

    Raises
    ------
    NullTypeGradError
        When a gradient through it is asked for.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> theano.gradient.undefined_grad(x).eval({x: 2.0})
    array(2.)
    """
    return kept(undefined_grad_(x), x)


def disconnected_grad(x: TensorLike) -> TensorVariable:
    """Return `x` and stop the gradient there: its inputs count as disconnected from the cost.

    Unlike :func:`zero_grad`, gradients with respect to variables that reach the cost only through it are an error, or
    None, as ``disconnected_inputs`` and ``return_disconnected`` of ``grad`` say.

    Parameters
    ----------
    x : Variable

    Returns
    -------
    Variable

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> T.grad(x * theano.gradient.disconnected_grad(x), x).eval({x: 3.0})
    array(3.)
    """
    return kept(disconnected_grad_(x), x)


def grad_clip(x: TensorLike, lower_bound: float, upper_bound: float) -> TensorVariable:
    """Return `x` with the gradient through it clipped to ``[lower_bound, upper_bound]``.

    Parameters
    ----------
    x : Variable
        The variable whose gradient should be clipped.
    lower_bound, upper_bound : float
        The interval.

    Returns
    -------
    Variable

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> theano.function([x], T.grad(theano.gradient.grad_clip(x, -1, 1) ** 2, x))(3.0)
    array(1.)
    """
    return kept(GradClip(lower_bound, upper_bound)(x), x)


def grad_scale(x: TensorLike, multiplier: float) -> TensorVariable:
    """Return `x` with the gradient through it multiplied by `multiplier`.

    Parameters
    ----------
    x : Variable
    multiplier : float

    Returns
    -------
    Variable

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> theano.function([x], T.grad(theano.gradient.grad_scale(x, -2) ** 2, x))(3.0)
    array(-12.)
    """
    return kept(GradScale(multiplier)(x), x)
