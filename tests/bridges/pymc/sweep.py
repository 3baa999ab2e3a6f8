"""The whole grid of PyMC's distributions against PyTensor's default mode, which compiles each function for seconds.

    python tests/bridges/pymc/sweep.py [--mode NUMBA] [--only Beta --only MvNormal]

The table has, for each distribution and quantity, the number of points, the largest relative difference where both
modes give numbers, and the number of points beyond the tolerance, of which the first is shown.
"""

import argparse
import sys
import warnings

import numpy as np
import pytensor
from arrays import ARRAYS
from comparison import QUANTITIES, TOLERANCE, compared
from scalars import SCALARS

import tensorgraph.bridges.pytensor  # noqa: F401


def row(name, case, quantity, mode):
    """Print a line of the table, and return the number of points that differ."""
    points = list(compared(case, quantity, mode))
    if not points:
        return 0
    differ = [point for point in points if point[-1] > TOLERANCE]
    largest = max([off for *_, off in points if np.isfinite(off)], default=0.0)
    print(f"{name:32} {quantity:8} {len(points):5} {largest:9.1e} {len(differ):5}", flush=True)
    if differ:
        at, ours, theirs, _ = differ[0]
        print(f"    at {at}\n    ours {ours}\n    theirs {theirs}")
    return len(differ)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mode", default=pytensor.config.mode, help="of PyTensor, to compare with")
    parser.add_argument("--only", action="append", help="a distribution of the table, the first word of its name")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print(f"{'distribution':32} {'quantity':8} points   largest differ")
    differ = 0
    for name, case in {**SCALARS, **ARRAYS}.items():
        if options.only and name.split()[0] not in options.only:
            continue
        for quantity in QUANTITIES:
            try:
                differ += row(name, case, quantity, options.mode)
            except Exception as error:
                differ += 1
                print(f"{name:32} {quantity:8} {type(error).__name__}: {error}".split("\n")[0], flush=True)
    print(f"{differ} points differ")
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
