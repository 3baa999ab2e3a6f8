"""Rows of arrays as chunks, which a worker reads itself where it can: from files, and from arrays of Dask."""

from __future__ import annotations

import mmap
import os
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class FileRows:
    """Rows of an array in a file: what is sent in place of a memory map."""

    def __init__(self, path, offset, dtype, shape):
        self.path, self.offset, self.dtype, self.shape = path, offset, dtype, shape

    def __len__(self):
        return self.shape[0]

    def read(self):
        """Return the rows, mapped into memory."""
        if 0 in self.shape:
            return np.empty(self.shape, self.dtype)
        return np.asarray(np.memmap(self.path, self.dtype, "r", self.offset, self.shape))


def rows_of(array, start, stop):
    """Return rows of an array: a reference where it is mapped from a file, a lazy array of Dask, else the rows."""
    found = array[start:stop]
    return as_sent(found)


def as_sent(array):
    """Return a reference to an array in a file, if it is one; else the array itself."""
    if not isinstance(array, np.memmap) or array.mode not in ("r", "r+", "w+") or array.filename is None:
        return array
    if array._mmap is None or not array.flags.c_contiguous or array.dtype.hasobject:
        return array
    # the offset of a slice is that of the array that it was taken from
    first = np.frombuffer(array._mmap, np.uint8).__array_interface__["data"][0]
    start = array.offset - array.offset % mmap.ALLOCATIONGRANULARITY
    place = array.__array_interface__["data"][0] - first + start
    return FileRows(os.path.abspath(array.filename), place, array.dtype, array.shape)


class Numbered:
    """A context in which errors say in which chunk they happened.

    StopIteration becomes another error: no generator passes it on, and to its caller it would be the last result.
    """

    # not of contextlib, which takes an error that StopIteration causes for that of its own generator

    def __init__(self, i):
        self.i = i

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        told = error
        if isinstance(error, StopIteration):
            told = RuntimeError(f"StopIteration: {error}")
            vars(told).update(vars(error))
        if isinstance(told, Exception):
            told.add_note(f"This happened in chunk {self.i}, counted from 0.")
        if told is not error:
            raise told from error


def arguments_of(chunk):
    """Return the arguments that a chunk stands for, read."""
    return [read(part) for part in (chunk if isinstance(chunk, tuple) else (chunk,))]


def read(part):
    """Return what a part of a chunk stands for."""
    if isinstance(part, FileRows):
        return part.read()
    if hasattr(part, "__dask_graph__"):
        return part.compute(scheduler="synchronous")
    return part


def row_chunks(*arrays: Any, rows: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Cut arrays of equally many rows into chunks, without reading those that are not in memory.

    A chunk of a ``numpy.memmap`` is sent as path, offset and shape, and read by the worker that works on it. So is a
    chunk of a ``dask.array``, which the worker computes.

    Parameters
    ----------
    *arrays : array, memmap or dask.array
        Of equal lengths on the first axis.
    rows : int, optional
        The number of rows of a chunk, but for the last one. By default, the chunks of the first array, which must be
        Dask's.

    Returns
    -------
    iterator of tuple
        A part of each array.

    Raises
    ------
    ValueError
        If the lengths differ, or there are neither `rows` nor chunks of Dask.

    See Also
    --------
    map_over, sum_over, DataParallel

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.parallel import row_chunks
    >>> [x.shape for x, y in row_chunks(np.zeros((5, 2)), np.zeros(5), rows=2)]
    [(2, 2), (2, 2), (1, 2)]
    """
    n = length_of(arrays)
    if rows is None:
        if not hasattr(arrays[0], "chunks") or not hasattr(arrays[0], "__dask_graph__"):
            raise ValueError("row_chunks needs rows=, unless the first array is one of Dask, which has chunks")
        lengths = arrays[0].chunks[0]
    elif rows < 1:
        raise ValueError(f"a chunk needs at least one row, not rows={rows}")
    else:
        lengths = [min(rows, n - i) for i in range(0, n, rows)]
    return _cut(arrays, lengths)


def _cut(arrays, lengths):
    start = 0
    for length in lengths:
        yield tuple([rows_of(array, start, start + length) for array in arrays])
        start += length


def length_of(arrays):
    """Return the number of rows of arrays; ValueError if they differ or have none."""
    if not arrays:
        raise ValueError("there are no arrays to cut into chunks")
    for i, array in enumerate(arrays):
        if not getattr(array, "shape", ()):
            raise ValueError(f"array {i} has no rows: {type(array).__name__} {array!r}; pass arrays of an axis or more")
    lengths = [array.shape[0] for array in arrays]
    if len(set(lengths)) > 1:
        raise ValueError(f"arrays to be cut together need equally many rows, not {lengths}")
    return lengths[0]


def equal_parts(arrays, n):
    """Return arrays cut into `n` parts of nearly equal numbers of rows, fewer if there are not as many rows."""
    length = length_of(arrays)
    if not length:
        raise ValueError("a batch needs at least one row")
    n = min(n, length)
    return list(_cut(arrays, [length // n + (i < length % n) for i in range(n)]))
