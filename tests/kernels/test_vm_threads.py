"""Calls of one machine from many threads."""

import threading

import numpy as np
import pytest
from programs import Builder, accumulator, some


def in_threads(n, work):
    errors = []

    def guarded(k):
        try:
            work(k)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(k,)) for k in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors


@pytest.mark.parametrize("n", [10, 100_000])
def test_sixteen_threads(n):
    """The bits of a serial run, with and without the GIL."""
    builder = Builder()
    x = builder.input(np.zeros(n))
    y = builder.map((x,), (("exp_f64", 1, (0,)), ("mul_f64", 2, (1, 0))))
    total = builder.loop((y,), (), ((0, "sum", None, "float64", "float64"),), [("float64", 0)], ("float64",))
    dot = builder.step("dot", (x, y), [("float64", 0)])
    f = builder.machine(y, total, dot)
    args = [some(n + k, "float64", k) for k in range(16)]
    expected = [f(a) for a in args]

    def work(k):
        for _ in range(20):
            for got, want in zip(f(args[k]), expected[k], strict=True):
                assert got.tobytes() == want.tobytes()

    in_threads(16, work)


@pytest.mark.parametrize("n", [1, 50_000])
@pytest.mark.parametrize("inplace", [False, True])
def test_updates_take_turns(n, inplace):
    f, storage = accumulator(np.zeros(n), inplace)
    one = np.ones(n)
    seen = []

    def work(k):
        for _ in range(25):
            seen.append(f(one)[0])

    in_threads(8, work)
    assert (storage[0] == 200).all() and sorted(seen) == list(range(200))
