"""Call functions that change shared variables from many threads, beside some that look whether an invariant holds.

    python tests/fuzz/threads.py [--threads N] [--calls N] [--seed N] [KIND ...]

Each thread makes ``--calls`` calls for each kind of ``invariants.py``, of variables of a few elements and of so many
that the work runs without the GIL; two more threads look all the while. No value may be torn, no update lost, and
nobody may wait for ever.
"""

import argparse
import faulthandler
import random
import sys
import threading
import warnings
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]

from invariants import KINDS  # noqa: E402

SIZES = 5, 20_000
PATIENCE = 120  # s without a call in any thread


class Run:
    """The threads of one case."""

    def __init__(self, case, threads, calls, seed):
        self.case, self.calls, self.seed = case, calls, seed
        self.counts = [[0] * len(case.changes) for _ in range(threads)]
        self.looked, self.errors = [0, 0], []
        self.changing = list(range(threads))
        works = [(self.change, k) for k in range(threads)]
        works += [(self.look, k) for k in range(2)]
        self.threads = [threading.Thread(target=self.guarded, args=work, daemon=True) for work in works]
        self.start = threading.Barrier(len(works))

    def guarded(self, work, k):
        self.start.wait()
        try:
            work(k)
        except BaseException as error:
            self.errors.append(error)
        finally:
            if work == self.change:
                self.changing.remove(k)

    def change(self, k):
        rng, counts = random.Random(f"{self.seed} {k}"), self.counts[k]
        changes, looks = self.case.changes, self.case.looks
        for _ in range(self.calls):
            if self.errors:
                return
            if rng.random() < 0.1:
                rng.choice(looks)(k)
            i = rng.randrange(len(changes))
            changes[i](k)
            counts[i] += 1

    def look(self, k):
        rng = random.Random(f"{self.seed} {k} looks")
        while not self.errors and (self.changing or not self.looked[k]):
            rng.choice(self.case.looks)(k)
            self.looked[k] += 1

    def done(self):
        """The number of calls so far."""
        return sum(map(sum, self.counts)) + sum(self.looked)

    def run(self):
        """The number of changes and of looks."""
        for thread in self.threads:
            thread.start()
        before = -1
        for thread in self.threads:
            while thread.is_alive():
                thread.join(PATIENCE)
                if thread.is_alive() and self.done() == before:
                    faulthandler.dump_traceback()
                    raise AssertionError("the threads wait for ever")
                before = self.done()
        for error in self.errors:
            raise error
        counts = [sum(column) for column in zip(*self.counts)]
        self.case.final(counts)
        return sum(counts), sum(self.looked)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", help="all by default")
    parser.add_argument("--threads", type=int, default=16, help="at most 32")
    parser.add_argument("--calls", type=int, default=10_000, help="of each thread, for each kind and size")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    # threads change often, within Python code too
    sys.setswitchinterval(1e-4)
    print(f"seed {options.seed}", flush=True)
    total = looked = 0
    for name in options.kinds or KINDS:
        for n in SIZES:
            run = Run(KINDS[name](n), options.threads, options.calls, f"{options.seed} {name} {n}")
            try:
                changes, looks = run.run()
            except BaseException:
                print(f"{name} of {n} elements with seed {options.seed}: {run.done()} calls", flush=True)
                raise
            print(f"{name} of {n} elements: {changes} changes, {looks} looks", flush=True)
            total, looked = total + changes, looked + looks
    print(f"{total} changes by {options.threads} threads, {looked} looks: none torn, none lost")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
