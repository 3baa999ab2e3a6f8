"""Gradients within bounds: of each element, of each norm, or of the norm of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .. import tensor as T
from ..graph.messages.called import with_type
from ..graph.variable import Variable
from ..scalar.dtypes import float_dtypes
from .trainable import flattened, hyperparameter

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..typing import TensorLike


def clip_by_value(grads: Any, limit: TensorLike) -> Any:
    """Clip each element of gradients to the interval from ``-limit`` to ``limit``.

    Parameters
    ----------
    grads : Variable, or list, tuple or dict of Variable
        Lists, tuples and dicts may be nested.
    limit : float or scalar variable

    Returns
    -------
    Variable, or list, tuple or dict of Variable
        As `grads` was given, with the same dtypes.

    Raises
    ------
    TypeError
        If an element is not a variable of floats, or the limit is not a scalar.
    ValueError
        If the limit is a negative number.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph import optim
    >>> g = T.constant([0.5, -3.0])
    >>> optim.clip_by_value([g], 1.0)[0].eval()
    array([ 0.5, -1. ])
    """
    limit = hyperparameter(limit, "limit")
    return _mapped(lambda g: T.clip(g, T.cast(-limit, g.type.dtype), T.cast(limit, g.type.dtype)), grads)


def clip_by_norm(grads: Any, limit: TensorLike) -> Any:
    """Scale each gradient whose norm exceeds `limit`, so that its norm is `limit`.

    Parameters
    ----------
    grads : Variable, or list, tuple or dict of Variable
        Lists, tuples and dicts may be nested.
    limit : float or scalar variable
        Of the Euclidean norm of each gradient.

    Returns
    -------
    Variable, or list, tuple or dict of Variable
        As `grads` was given, with the same dtypes.

    Raises
    ------
    TypeError
        If an element is not a variable of floats, or the limit is not a scalar.
    ValueError
        If the limit is a negative number.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph import optim
    >>> optim.clip_by_norm(T.constant([3.0, -4.0]), 1.0).eval()
    array([ 0.6, -0.8])
    """
    limit = hyperparameter(limit, "limit")
    return _mapped(lambda g: _scaled(g, [g], limit), grads)


def clip_by_global_norm(grads: Any, limit: TensorLike) -> Any:
    """Scale all gradients by one factor if the norm of all their elements exceeds `limit`.

    Their direction is kept, which :func:`clip_by_norm` does for each gradient alone.

    Parameters
    ----------
    grads : Variable, or list, tuple or dict of Variable
        Lists, tuples and dicts may be nested.
    limit : float or scalar variable
        Of the Euclidean norm of all gradients together.

    Returns
    -------
    Variable, or list, tuple or dict of Variable
        As `grads` was given, with the same dtypes.

    Raises
    ------
    TypeError
        If an element is not a variable of floats, or the limit is not a scalar.
    ValueError
        If the limit is a negative number, or there is no gradient.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph import optim
    >>> a, b = optim.clip_by_global_norm([T.constant([3.0]), T.constant([-4.0])], 1.0)
    >>> a.eval(), b.eval()
    (array([0.6]), array([-0.8]))
    """
    limit = hyperparameter(limit, "limit")
    together = [_checked(g) for g in flattened(grads)]
    if not together:
        raise ValueError("there are no gradients to clip: grads is empty")
    return _mapped(lambda g: _scaled(g, together, limit), grads)


def _scaled(g, together, limit):
    """Return `g` times what brings the norm of the gradients `together` down to the limit."""
    # squares of single precision overflow at 1e19
    norm = T.sqrt(sum(T.sqr(T.cast(other, "float64")).sum() for other in together))
    limit = T.cast(limit, "float64")
    # the norm is divided by only where it is the larger one, so that a limit of zero gives zeros
    return T.cast(g * T.cast(limit / T.maximum(T.maximum(norm, limit), _TINY), g.type.dtype), g.type.dtype)


_TINY = 1e-300  # of a limit and a norm that both are zero


def _checked(g):
    if not isinstance(g, Variable) or getattr(g.type, "dtype", None) not in float_dtypes or not hasattr(g.type, "ndim"):
        raise TypeError(f"a gradient must be a variable of floats, not {with_type(g)}")
    return g


def _mapped(function: Callable[[Any], Any], grads: Any) -> Any:
    """Return a container of the same kind with the results of a function of each gradient."""
    if isinstance(grads, Mapping):
        return {key: _mapped(function, g) for key, g in grads.items()}
    if isinstance(grads, Iterable) and not isinstance(grads, (Variable, str)):
        kind = tuple if isinstance(grads, tuple) else list
        return kind(_mapped(function, g) for g in grads)
    return function(_checked(grads))
