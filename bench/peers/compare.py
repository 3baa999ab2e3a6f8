"""The same work on the peers, side by side in one run, as a ratio: ``python bench/peers/compare.py [CASE ...]``.

A peer that is not installed is left out (NumPy always runs; numexpr, jax and torch if they are there). All run on one
thread of one processor, in turn, several rounds; a cell is the lowest median. Each result is compared with NumPy's
before it is timed.
"""

import argparse
import os
import statistics
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
if hasattr(os, "sched_setaffinity"):  # XLA shares large loops out among processors, whatever its flags say
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import numpy as np  # noqa: E402
from workloads import CASES, PEERS  # noqa: E402


def median(function, budget):
    """Median seconds of a call, over batches that are long against the clock."""
    function()
    start = time.perf_counter()
    function()
    once = max(time.perf_counter() - start, 1e-8)
    batch = max(1, int(4e-4 / once))
    samples, end = [], time.perf_counter() + budget
    while time.perf_counter() < end or len(samples) < 3:
        start = time.perf_counter()
        for _ in range(batch):
            function()
        samples.append((time.perf_counter() - start) / batch)
    return statistics.median(samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cases", nargs="*", help="run the cases whose name contains one of these")
    parser.add_argument("--budget", type=float, default=0.2, help="seconds for a cell in a round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    peers = {name: peer for name, load in PEERS.items() if (peer := load()) is not None}
    print("peers:", ", ".join(peers))
    for name, case in CASES.items():
        if options.cases and not any(c in name for c in options.cases):
            continue
        data = case.data()
        functions = {p: f for p, peer in peers.items() if (f := case.build(p, peer, data)) is not None}
        reference = functions["numpy"]()
        for peer, function in functions.items():
            for got, want in zip(case.values(function()), case.values(reference), strict=True):
                tolerance = 1e-7 if data[0].dtype == "float64" else 2e-3
                np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance * np.abs(want).max(), err_msg=peer)
        times = {p: float("inf") for p in functions}
        for _ in range(options.rounds):
            for p, function in functions.items():
                times[p] = min(times[p], median(function, options.budget))
        ours = times.pop("tensorgraph")
        best = min(times, key=times.get)
        others = "  ".join(f"{p} {t * 1e6:.1f}" for p, t in times.items())
        print(f"{name:32s} {ours * 1e6:10.1f} us   {ours / times[best]:5.2f}x {best:10s} ({others})", flush=True)


if __name__ == "__main__":
    main()
