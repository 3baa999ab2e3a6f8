"""Dicts that keep their newest entries."""

import sys
from concurrent.futures import ThreadPoolExecutor

from tensorgraph.graph.recent import Recent


def test_the_oldest_goes():
    known = Recent(3)
    for i in range(10):
        known[i] = str(i)
    assert dict(known) == {7: "7", 8: "8", 9: "9"}
    known[7] = "new"
    known[10] = "10"
    assert list(known) == [8, 9, 10]


def test_many_threads():
    known, interval = Recent(5), sys.getswitchinterval()

    def fill(k):
        for i in range(3000):
            known[k, i] = i

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as pool:
            for future in [pool.submit(fill, k) for k in range(6)]:
                future.result(60)
    finally:
        sys.setswitchinterval(interval)
    assert len(known) == 5
