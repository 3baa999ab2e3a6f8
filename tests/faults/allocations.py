"""Let every allocation of a call fail, one call after another, and look at what is left.

    python tests/faults/allocations.py [--step N] [FAMILY ...]

A call succeeds or raises MemoryError; where it raises, every shared variable is as it was; and the next call gives what
it would have given. Each family of ``tests/support/families.py`` is called with its plans made and as a new function,
with one allocation failing and with all that follow failing too. Needs a C compiler and Linux. Small Python objects
seldom need an allocation; with ``PYTHONMALLOC=malloc`` they would, but CPython 3.11 does not survive that itself.
"""

import argparse
import copy
import ctypes
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def restarted(arguments):
    """The exit status of this program under the library of faults."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "libfault.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "fault.c", "-ldl"], check=True)
        settings = {"LD_PRELOAD": str(library), "OPENBLAS_NUM_THREADS": "1"}
        return subprocess.run([sys.executable, __file__, *arguments], env={**os.environ, **settings}).returncode


def text(value):
    """The state of a shared variable as something that can be compared."""
    if hasattr(value, "get_state"):
        value = value.get_state(legacy=False)
    return (value.shape, value.dtype, value.tobytes()) if hasattr(value, "tobytes") else repr(value)


class Trial:
    """Calls of one family from one state."""

    def __init__(self, name, library):
        from families import FAMILIES

        self.name, self.library = name, library
        self.function, self.args, self.shared = FAMILIES[name]()
        self.start = [variable.get_value() for variable in self.shared]
        self.before = self.state()
        self.expected = self.call(self.function)
        self.after = self.state()
        self.count = self.failed = 0

    def state(self):
        return [text(variable.get_value(borrow=True)) for variable in self.shared]

    def call(self, function):
        """The outputs of a call from the first state."""
        from families import outputs_of

        for variable, value in zip(self.shared, self.start):
            variable.set_value(value)
        return [text(output) for output in outputs_of(function(*self.args))]

    def faulty(self, function, n, lasting):
        """What a call raises whose n-th allocation fails, and whether it had as many."""
        for variable, value in zip(self.shared, self.start):
            variable.set_value(value)
        args, error = self.args, None
        count, lasting = ctypes.c_long(n), ctypes.c_int(lasting)
        arm, disarm = self.library.fault_arm, self.library.fault_disarm
        arm(count, lasting)
        try:
            function(*args)
        except BaseException as raised:
            error = raised
        try:
            failed = disarm()
        except MemoryError:
            failed = disarm()
        return error, failed

    def check(self, function, n, lasting):
        """Whether the call had an n-th allocation."""
        error, failed = self.faulty(function, n, lasting)
        where = f"{self.name}: allocation {n} of a call{' and all that follow' * lasting}"
        self.count += 1
        self.failed += error is not None
        if error is not None and not isinstance(error, MemoryError):
            raise AssertionError(f"{where}: not a MemoryError") from error
        state = self.state()
        if state != (self.after if error is None else self.before):
            changed = [v.name for v, new, old in zip(self.shared, state, self.before) if new != old]
            raise AssertionError(f"{where}: {changed} changed") from error
        if self.call(function) != self.expected or self.state() != self.after:
            raise AssertionError(f"{where}: the next call gives something else")
        return failed

    def run(self, step):
        for lasting in (False, True):
            n = 0
            while self.check(self.function, n, lasting):
                n += step
            n = 0
            while self.check(copy.copy(self.function), n, lasting):
                n += step


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("families", nargs="*", help="all by default")
    parser.add_argument("--step", type=int, default=1, help="try every N-th allocation only")
    options = parser.parse_args(arguments)
    if "libfault" not in os.environ.get("LD_PRELOAD", ""):
        return restarted(arguments)
    sys.path.insert(0, str(HERE.parent / "support"))
    from families import FAMILIES

    library = ctypes.CDLL(None)
    total = failures = 0
    for name in options.families or FAMILIES:
        trial = Trial(name, library)
        trial.run(options.step)
        total, failures = total + trial.count, failures + trial.failed
        print(f"{name}: {trial.count} calls, {trial.failed} raised MemoryError", flush=True)
    print(f"{total} calls, {failures} raised MemoryError, no state changed by them")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
