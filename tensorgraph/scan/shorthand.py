"""Short forms of ``scan``: ``map``, ``reduce``, ``foldl``, ``foldr``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..misuse import with_guesses
from .api import scan
from .returned import OutputsAndUpdates

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..compile.updates import OrderedUpdates
    from ..typing import ModeLike, Taps, TensorLike


@with_guesses
def map(
    fn: Callable[..., Any], sequences: Taps, non_sequences: TensorLike | None = None, truncate_gradient: int = -1,
    go_backwards: bool = False, mode: ModeLike | None = None, name: str | None = None
) -> tuple[Any, OrderedUpdates]:
    """Apply `fn` to each row.

    Parameters
    ----------
    fn : callable
        Of one row of each sequence and the `non_sequences`.
    sequences, non_sequences, truncate_gradient, go_backwards, mode, name
        As for :func:`scan`.

    Returns
    -------
    outputs : Variable, list of Variable, or None
    updates : OrderedUpdates

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> m = T.dmatrix("m")
    >>> norms, _ = theano.map(lambda row: (row**2).sum(), m)
    >>> theano.function([m], norms)([[3.0, 4.0], [0.0, 2.0]])
    array([25.,  4.])
    """
    return scan(
        fn,
        sequences,
        outputs_info=[],
        non_sequences=non_sequences,
        truncate_gradient=truncate_gradient,
        go_backwards=go_backwards,
        mode=mode,
        name=name,
    )


@with_guesses
def reduce(
    fn: Callable[..., Any], sequences: Taps, outputs_info: Taps, non_sequences: TensorLike | None = None,
    go_backwards: bool = False, mode: ModeLike | None = None, name: str | None = None
) -> tuple[Any, OrderedUpdates]:
    """Return the last result of a loop.

    Parameters
    ----------
    fn : callable
        Of one row of each sequence, the result so far and the `non_sequences`.
    sequences, outputs_info, non_sequences, go_backwards, mode, name
        As for :func:`scan`.

    Returns
    -------
    outputs : Variable or list of Variable
    updates : OrderedUpdates

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> v = T.dvector("v")
    >>> product, _ = theano.reduce(lambda x, p: p * x, v, T.ones(()))
    >>> theano.function([v], product)([2.0, 3.0, 4.0])
    array(24.)
    """
    outputs, updates = scan(
        fn,
        sequences,
        outputs_info=outputs_info,
        non_sequences=non_sequences,
        go_backwards=go_backwards,
        mode=mode,
        name=name,
    )
    if isinstance(outputs, list):
        return OutputsAndUpdates([[v[-1] for v in outputs], updates])
    return OutputsAndUpdates([outputs[-1], updates])


@with_guesses
def foldl(
    fn: Callable[..., Any], sequences: Taps, outputs_info: Taps, non_sequences: TensorLike | None = None,
    mode: ModeLike | None = None, name: str | None = None
) -> tuple[Any, OrderedUpdates]:
    """Call :func:`reduce` from the first row to the last.

    Parameters
    ----------
    fn, sequences, outputs_info, non_sequences, mode, name
        As for :func:`reduce`.

    Returns
    -------
    outputs : Variable or list of Variable
    updates : OrderedUpdates

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> digits = T.dvector("digits")
    >>> number, _ = theano.foldl(lambda d, n: 10 * n + d, digits, T.zeros(()))
    >>> theano.function([digits], number)([1.0, 2.0, 3.0])
    array(123.)
    """
    return reduce(fn, sequences, outputs_info, non_sequences, False, mode, name)


@with_guesses
def foldr(
    fn: Callable[..., Any], sequences: Taps, outputs_info: Taps, non_sequences: TensorLike | None = None,
    mode: ModeLike | None = None, name: str | None = None
) -> tuple[Any, OrderedUpdates]:
    """Call :func:`reduce` from the last row to the first.

    Parameters
    ----------
    fn, sequences, outputs_info, non_sequences, mode, name
        As for :func:`reduce`.

    Returns
    -------
    outputs : Variable or list of Variable
    updates : OrderedUpdates

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> digits = T.dvector("digits")
    >>> number, _ = theano.foldr(lambda d, n: 10 * n + d, digits, T.zeros(()))
    >>> theano.function([digits], number)([1.0, 2.0, 3.0])
    array(321.)
    """
    return reduce(fn, sequences, outputs_info, non_sequences, True, mode, name)
