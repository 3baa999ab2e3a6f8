"""The number of threads that share the work of one call."""

from contextlib import AbstractContextManager
from typing import overload

from ._workers import MOST, get_count, set_count

__all__ = ["threads"]


class _Count(AbstractContextManager[int]):
    """The number of threads inside a ``with``; the end restores the one before."""

    def __init__(self, n: int, before: int) -> None:
        self.n, self.before = n, before

    def __enter__(self) -> int:
        return self.n

    def __exit__(self, *_: object) -> None:
        set_count(self.before)

    def __repr__(self) -> str:
        return f"<{self.n} threads>"


@overload
def threads() -> int: ...


@overload
def threads(n: int) -> AbstractContextManager[int]: ...


def threads(n: int | None = None) -> int | AbstractContextManager[int]:
    """Return or set the number of threads among which the work of one call is shared out.

    It holds for the whole process. The bits of results are the same for any number; small arrays are left to the thread
    that calls. Products of matrices have the threads of BLAS, which this does not change.

    Parameters
    ----------
    n : int, optional
        The new number, of the calling thread and its helpers: from 1 to 64.

    Returns
    -------
    int or context manager
        The number if `n` is not given. Otherwise an object that restores the number before at the end of a ``with``.

    Raises
    ------
    TypeError
        If `n` is not an integer.
    ValueError
        If `n` is out of range.

    Notes
    -----
    The first value is that of the environment's ``TENSORGRAPH_NUM_THREADS`` or ``OMP_NUM_THREADS``; else the number of
    processors that the process may use, 8 at most. If several Python threads call functions at once, the helpers
    take part in one call at a time, and the other calls run alone instead of waiting.

    Examples
    --------
    >>> import tensorgraph
    >>> with tensorgraph.threads(2):
    ...     tensorgraph.threads()
    2
    """
    before = get_count()
    if n is None:
        return before
    set_count(_checked(n))
    return _Count(n, before)


def _checked(n):
    if isinstance(n, bool) or not hasattr(n, "__index__"):
        raise TypeError(f"a number of threads must be an integer, not {n!r}")
    if not 1 <= n <= MOST:
        raise ValueError(f"the number of threads must be from 1 to {MOST}, not {n}")
    return int(n)
