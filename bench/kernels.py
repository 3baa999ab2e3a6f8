"""Nanoseconds per element of the raw kernels on each instruction set: ``python bench/kernels.py [REGEX]``.

The operands lie in the first-level cache.  A kernel that takes as long on x86_64_v4 as on x86_64_v2 was not vectorised.
"""

import ctypes
import re
import sys
import time

import numpy as np

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import elementwise as twins

KERNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5, ctypes.c_ssize_t)
N = 1024


def seconds(kernel, addresses, n):
    """The shortest of many calls."""
    best = np.inf
    for _ in range(40):
        start = time.perf_counter()
        for _ in range(25):
            kernel(*addresses, n)
        best = min(best, (time.perf_counter() - start) / 25)
    return best


def nanoseconds(isa, name):
    """Time for an element, the call itself taken off."""
    dtypes, result = twins.signature(name)
    rng = np.random.default_rng(0)
    arrays = [np.empty(N, result)] + [rng.uniform(0.1, 3.0, N).astype(dtype) for dtype in dtypes]
    addresses = [x.ctypes.data for x in arrays] + [None] * (5 - len(arrays))
    kernel = KERNEL(dispatch.kernels(isa)[name])
    return 1e9 * (seconds(kernel, addresses, N) - seconds(kernel, addresses, 0)) / N


def main():
    pattern = re.compile(sys.argv[1] if len(sys.argv) > 1 else "")
    print(f"{'':26}", *(f"{isa:>10}" for isa in dispatch.supported()))
    for name in dispatch.kernels():
        if pattern.search(name):
            print(f"{name:26}", *(f"{nanoseconds(isa, name):10.2f}" for isa in dispatch.supported()), flush=True)


if __name__ == "__main__":
    main()
