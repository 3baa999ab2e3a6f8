"""Training on several workers at once: each computes gradients of a part of the batch, which are averaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..compile.container import moment
from ..compile.function import function
from ..compile.shared import SharedVariable
from ..gradient import grad
from ..misuse import guess_in_constructor
from .addition_tree import tree_sum
from .chunk import Numbered, arguments_of, equal_parts
from .crew import Crew
from .parcel import Parcel, check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, Self

    from numpy.typing import NDArray

    from ..graph.variable import Variable
    from ..typing import ModeLike


@guess_in_constructor
class DataParallel:
    """Synchronous training on the workers of an executor.

    A step cuts a batch into chunks. Workers compute the cost and its gradients for the chunks; these are added in a
    fixed order, weighted by the numbers of rows, and divided by the number of all rows. Then the parameters are updated
    here. The weights go to each worker once in a step. The bits of all results depend on the number of chunks, never on
    the executor or the number of its workers.

    Parameters
    ----------
    inputs : list of Variable
        The inputs of the cost that hold data: equally many rows in each.
    cost : Variable
        A number, the mean over the rows.
    params : list of SharedVariable
    updates : callable
        ``updates(grads, params)`` returns the updates, as :func:`~tensorgraph.function` takes them, given a variable
        for the averaged gradient of each parameter. They may update further shared variables.
    executor : Executor, Client or callable
        As for :func:`map_over`. If it is a function that makes an executor, ``close`` shuts that down.
    chunks : int
        The number of chunks of a batch.
    mode : Mode or str, optional

    Raises
    ------
    TypeError
        If a parameter is no shared variable, `updates` no function, `chunks` no whole number, or the cost has updates
        of its own, as random numbers have.

    See Also
    --------
    map_over, sum_over, row_chunks

    References
    ----------
    .. [1] J. Dean et al., Large Scale Distributed Deep Networks, NIPS 2012.
    .. [2] P. Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, arXiv:1706.02677, 2017.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.parallel import DataParallel
    >>> x, y, w = T.dmatrix("x"), T.dvector("y"), theano.shared(np.zeros(2), "w")
    >>> cost = T.mean((T.dot(x, w) - y) ** 2)
    >>> def descent(grads, params):
    ...     return [(p, p - 0.5 * g) for p, g in zip(params, grads)]
    >>> with ThreadPoolExecutor(2) as executor:
    ...     train = DataParallel([x, y], cost, [w], descent, executor, chunks=4)
    ...     costs = [float(train.step(np.eye(2), np.array([1.0, 2.0]))) for _ in range(3)]
    >>> costs
    [2.5, 0.625, 0.15625]
    """

    def __init__(
        self, inputs: Sequence[Variable], cost: Variable, params: Sequence[SharedVariable],
        updates: Callable[[list[Any], list[Any]], Any], executor: Any, *, chunks: int = 8, mode: ModeLike | None = None
    ) -> None:
        inputs, self.params, self.chunks = list(inputs), list(params), chunks
        for p in self.params:
            if not isinstance(p, SharedVariable):
                raise TypeError(f"params must be shared variables, as theano.shared makes them, not {p!r}")
        if not callable(updates):
            raise TypeError(f"updates must be a function of gradients and parameters, not {updates!r}")
        if isinstance(chunks, bool) or not isinstance(chunks, (int, np.integer)):
            raise TypeError(f"chunks must be a whole number, not {chunks!r}")
        if chunks < 1:
            raise ValueError(f"a batch needs at least one chunk, not chunks={chunks}")
        weights = [p.type(p.name) for p in self.params]
        gradients = [p.type(f"gradient of {p.name}" if p.name else None) for p in self.params]
        self.gradients = function(
            [*weights, *inputs], [cost, *grad(cost, self.params)], givens=dict(zip(self.params, weights)), mode=mode,
            on_unused_input="ignore", name=f"the gradients of {cost}",
        )
        check(self.gradients, "DataParallel")
        self.apply = function(
            gradients, [], updates=updates(list(gradients), list(self.params)), mode=mode, on_unused_input="ignore",
            name="the updates",
        )
        self.crew = Crew(executor)
        self.crew.start()

    def step(self, *batch: Any) -> NDArray[Any]:
        """Train on one batch.

        Parameters
        ----------
        *batch : array, memmap or dask.array
            A value for each of the inputs. It is cut into ``chunks`` parts; those of memory maps and of Dask's arrays
            are read by the workers.

        Returns
        -------
        ndarray
            The cost before the update.

        Raises
        ------
        ValueError
            If the batch has no rows, or the inputs have different numbers of rows.
        """
        return self.step_over(equal_parts(batch, self.chunks))

    def step_over(self, chunks: Iterable[Any]) -> NDArray[Any]:
        """Train on one batch that is cut already.

        Parameters
        ----------
        chunks : iterable of tuple
            As :func:`row_chunks` gives them: a value for each input.

        Returns
        -------
        ndarray
            The cost before the update.

        Raises
        ------
        ValueError
            If there are no chunks, or one has no rows.
        """
        chunks = list(chunks)
        weights = moment([p.container for p in self.params])
        size = _block_size(len(chunks), self.crew.size)
        blocks = [(weights, chunks[i : i + size], i) for i in range(0, len(chunks), size)]
        sums = tree_sum(self.crew.results(Parcel(self.gradients, "DataParallel"), weighted_sums, blocks))
        n = int(sums.pop())
        cost, *gradients = [np.asarray(total / n) for total in sums]
        self.apply(*gradients)
        return cost

    def close(self) -> None:
        """Shut the executor down if it was made here."""
        self.crew.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _block_size(n, workers):
    """Return a power of two: chunks are added in blocks of it by one worker, and the sum has the same bits."""
    size = 1
    while size < n and -(-n // (2 * size)) >= workers:
        size *= 2
    return size


def weighted_sums(f, weights, chunks, first):
    """Return the sums over chunks of what a function returns, each times the number of rows, and of these numbers.

    `first` is the number of the first chunk.
    """
    terms = []
    for i, chunk in enumerate(chunks, first):
        with Numbered(i):
            values = arguments_of(chunk)
            n = len(values[0])
            if not n:
                raise ValueError("a chunk needs at least one row: the mean over none is nan")
            terms.append([*[np.asarray(n * part) for part in f(*weights, *values)], np.asarray(n)])
    return tree_sum(terms)
