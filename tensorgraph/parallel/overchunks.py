"""A compiled function over chunks of data: all results, or their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .addition_tree import PairwiseSum
from .chunk import Numbered, arguments_of, as_sent
from .crew import Crew
from .parcel import Parcel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..compile.callable import Function


def map_over(f: Function[Any], chunks: Iterable[Any], executor: Any) -> Iterator[Any]:
    """Call a compiled function on chunks of data, on the workers of an executor, and yield the results in order.

    Parameters
    ----------
    f : Function
        A function without updates, which is sent to each process once. Its shared variables must keep their values
        until the last result is there.
    chunks : iterable
        The arguments of each call: a tuple, or the only argument. They are taken as workers become free, so that there
        may be more chunks than fit into memory. Memory maps and arrays of Dask are read by the worker.
    executor : Executor, Client or callable
        Anything with ``submit`` that returns a future: executors of ``concurrent.futures``, loky and mpi4py, or a
        ``Client`` of Dask; or a function without arguments that makes an executor, which is then made again when a
        worker dies, and shut down in the end.

    Returns
    -------
    iterator
        What ``f`` returns for each chunk. Its bits do not depend on the executor.

    Raises
    ------
    TypeError
        If `f` is not compiled or has updates, or `executor` is none.
    BrokenExecutor
        If a worker dies and the executor cannot be made again, or dies again and again.
    RuntimeError
        If `f` raises StopIteration, which would end the results.

    See Also
    --------
    sum_over, row_chunks

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.parallel import map_over
    >>> x = T.dvector("x")
    >>> f = theano.function([x], T.exp(x).sum())
    >>> with ThreadPoolExecutor(2) as executor:
    ...     list(map_over(f, [np.zeros(2), np.zeros(5)], executor))
    [array(2.), array(5.)]
    """
    return _results(Parcel(f, "map_over"), chunks, Crew(executor))


def sum_over(f: Function[Any], chunks: Iterable[Any], executor: Any) -> Any:
    """Add what a compiled function returns for chunks of data, on the workers of an executor.

    The results are added in pairs, the sums in pairs again, and so on. The order depends on the number of chunks alone,
    so the bits are the same on any executor with any number of workers.

    Parameters
    ----------
    f : Function
        A function without updates; its results have the same shapes for all chunks.
    chunks, executor
        As for :func:`map_over`.

    Returns
    -------
    ndarray, list or dict
        The sum, in the form in which `f` returns its results.

    Raises
    ------
    ValueError
        If there are no chunks, or results of different shapes.
    TypeError, BrokenExecutor
        As in :func:`map_over`.

    See Also
    --------
    map_over

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.parallel import sum_over
    >>> x = T.dmatrix("x")
    >>> f = theano.function([x], [x.sum(axis=0), x.shape[0]])
    >>> with ThreadPoolExecutor(2) as executor:
    ...     sum_over(f, [np.ones((2, 3)), np.ones((4, 3))], executor)
    [array([6., 6., 6.]), array(6)]
    """
    parcel, total, like = Parcel(f, "sum_over"), PairwiseSum(), None
    for result in _results(parcel, chunks, Crew(executor)):
        like = result
        total.add(_parts(result))
    parts = total.result()
    if isinstance(like, dict):
        return dict(zip(like, parts))
    return parts if isinstance(like, list) else parts[0]


def _results(parcel, chunks, crew):
    with crew:
        yield from crew.results(parcel, call, ((sent(chunk), i) for i, chunk in enumerate(chunks)))


def sent(chunk):
    """Return a chunk with references in place of memory maps."""
    return tuple([as_sent(part) for part in chunk]) if isinstance(chunk, tuple) else as_sent(chunk)


def call(f, chunk, i):
    """Call a function on the chunk of a number."""
    with Numbered(i):
        return f(*arguments_of(chunk))


def _parts(result):
    """Return the arrays of the result of a call."""
    if isinstance(result, dict):
        result = list(result.values())
    parts = result if isinstance(result, list) else [result]
    for part in parts:
        if not isinstance(part, np.ndarray) or part.dtype.kind not in "iufc":
            what = f"an array of dtype {part.dtype}" if isinstance(part, np.ndarray) else repr(part)
            raise TypeError(f"sum_over adds arrays of numbers, not {what}: use map_over, or T.cast it to int64")
    return parts
