"""Workers behind an executor: tasks go out ahead, results come back in order, lost ones are computed again."""

from __future__ import annotations

import os
import weakref
from collections import Counter, deque
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor

from .parcel import Missing, perform

MOST_SENT = 64  # parcels that are remembered; one that is forgotten is sent again
ATTEMPTS = 3  # executors that may break before the same result is given up


class Threads:
    """The threads of this process, which call the function itself."""

    def __init__(self, executor):
        self.executor = executor
        self.size = executor._max_workers

    def submit(self, parcel, job, args, whole):
        """Submit ``job(function, *args)``; return a future."""
        return self.executor.submit(job, parcel.function, *args)


_sent = weakref.WeakKeyDictionary()  # for each executor the number of times that each parcel was sent


class Processes:
    """Workers of any executor.

    A parcel is sent with as many of the first tasks as there are workers, later only with tasks of those that have said
    that they miss it.
    """

    def __init__(self, executor):
        self.executor = executor
        self.size = getattr(executor, "_max_workers", None) or os.cpu_count() or 1
        try:
            self.sent = _sent.setdefault(executor, Counter())
        except TypeError:
            # it takes no weak references
            self.sent = Counter()

    def submit(self, parcel, job, args, whole):
        """Submit ``job(function, *args)``, with the parcel if `whole`; return a future."""
        whole = whole or self.sent[parcel.keys] < self.size
        if len(self.sent) > MOST_SENT:
            self.sent.clear()
        self.sent[parcel.keys] += whole
        parts = (parcel.code, parcel.values) if whole else (None, None)
        return self.executor.submit(perform, parcel.keys, *parts, job, args)


class Cluster:
    """A client of Dask. The parts of a parcel are results of tasks of their own, which go from worker to worker."""

    def __init__(self, client):
        self.client = client
        self.size = max(sum(client.nthreads().values()), 1)
        self.parts = {}

    def submit(self, parcel, job, args, whole):
        """Submit ``job(function, *args)``; return a future."""
        # only the last parcel is held: Dask lets go of what no future asks for
        known, self.parts = self.parts, {}
        for key, part in zip(parcel.keys, (parcel.code, parcel.values)):
            future = known.get(key)
            if future is None or future.status in ("cancelled", "lost"):
                future = self.client.submit(bytes, part, key=f"tensorgraph-{key}", pure=True)
            self.parts[key] = future
        return self.client.submit(perform, parcel.keys, *self.parts.values(), job, self._computed(args), pure=False)

    def _computed(self, args):
        """Return arguments with futures in place of Dask's arrays, which the cluster computes."""
        if hasattr(args, "__dask_graph__"):
            return self.client.compute(args)
        if type(args) is tuple or isinstance(args, list):
            return type(args)(map(self._computed, args))
        return args


def adapted(executor):
    """Return how tasks are given to an executor."""
    if isinstance(executor, ThreadPoolExecutor):
        return Threads(executor)
    if hasattr(executor, "scheduler_info") and hasattr(executor, "nthreads"):
        return Cluster(executor)
    return Processes(executor)


class Crew:
    """The workers of an executor, or of one that is made here and made again when it breaks.

    Parameters
    ----------
    executor : Executor, Client or callable
        A callable without arguments makes an executor, which is shut down at the end of the ``with`` block.
    """

    def __init__(self, executor):
        is_executor = hasattr(executor, "submit") and not isinstance(executor, type)
        if not is_executor and not callable(executor):
            raise TypeError(
                "executor must be an object with a method submit, like those of concurrent.futures, or be a function "
                f"that makes one, as lambda: ProcessPoolExecutor(2); not {executor!r}"
            )
        self.factory = None if is_executor else executor
        self.executor = executor
        self.workers = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()

    def stop(self):
        """Shut the executor down if it was made here."""
        if self.factory is not None and self.workers is not None:
            self.executor.shutdown()
            self.workers = None

    def start(self):
        """Make the executor if it is made here."""
        if self.factory is not None:
            self.executor = self.factory()
            if not hasattr(self.executor, "submit"):
                raise TypeError(f"executor() must return an executor with a method submit, not {self.executor!r}")
        self.workers = adapted(self.executor)

    @property
    def size(self):
        """The number of tasks that run at a time."""
        return self.workers.size

    def results(self, parcel, job, tasks):
        """Yield ``job(function, *args)`` for each `args` of `tasks`, in order.

        Tasks are taken and submitted while fewer than three for each worker are under way.
        """
        tasks, pending, attempts = iter(tasks), deque(), 0
        try:
            while True:
                while len(pending) < 3 * self.size:
                    args = next(tasks, None)
                    if args is None:
                        break
                    pending.append([args, None])
                if not pending:
                    return
                try:
                    result = self._first(parcel, job, pending)
                except BrokenExecutor as error:
                    attempts += 1
                    self._remake(error, attempts)
                    _forget_failed(pending)
                    continue
                pending.popleft()
                attempts = 0
                yield result
        finally:
            for _, future in pending:
                if future is not None:
                    future.cancel()

    def _first(self, parcel, job, pending):
        """Return the result of the first pending task, after all are submitted."""
        while True:
            for task in pending:
                if task[1] is None:
                    task[1] = self.workers.submit(parcel, job, task[0], False)
                elif _is_missing(task[1]):
                    task[1] = self.workers.submit(parcel, job, task[0], True)
            result = pending[0][1].result()
            if result is not Missing:
                return result

    def _remake(self, error, attempts):
        """Make another executor in place of one that broke, or raise its error."""
        if self.factory is None:
            error.add_note(
                "hint: pass a function that makes the executor, as lambda: ProcessPoolExecutor(2), and the work of a "
                "worker that died is repeated by another"
            )
            raise error
        if attempts >= ATTEMPTS:
            error.add_note(f"{attempts} executors in turn broke while they worked on the same chunks")
            raise error
        self.executor.shutdown(wait=False)
        self.start()


def _is_missing(future):
    """Return True if a worker has answered that it misses the function."""
    return future.done() and not future.cancelled() and future.exception() is None and future.result() is Missing


def _forget_failed(pending):
    """Forget the futures of tasks that must be repeated: all but results and errors of the function."""
    for task in pending:
        future = task[1]
        if future is None or not future.done() or future.cancelled() or isinstance(future.exception(), BrokenExecutor):
            task[1] = None
