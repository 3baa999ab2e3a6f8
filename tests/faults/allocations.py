"""Let every allocation of a call fail, one call after another, and look at what is left.

    python tests/faults/allocations.py [--step N] [--programs N] [--seed N] [FAMILY ...]

A call succeeds or raises MemoryError; where it raises, every shared variable is as it was; and the next call gives what
it would have given. Each family of ``tests/support/families.py`` and random programs that update shared variables are
called with their plans made, with the plans of other lengths and as new functions, with one allocation failing and with
all that follow failing too: those of the C library, and those of Python objects for which the package's modules ask
themselves. (CPython 3.11 does not survive all of its own.) Needs a C compiler and Linux. Where NumPy writes of a
reference count, SciPy's wrappers of LAPACK have let go of a dtype that they do not have.
"""

import argparse
import contextlib
import copy
import ctypes
import faulthandler
import itertools
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


ignored = []  # where errors could not be raised


def restarted(arguments):
    """The exit status of this program under the library of faults."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "libfault.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "fault.c", "-ldl"], check=True)
        # a sanitizer has to come first; then none of its own allocations fails
        settings = {"LD_PRELOAD": f"{os.environ.get('LD_PRELOAD', '')} {library}", "OPENBLAS_NUM_THREADS": "1"}
        return subprocess.run([sys.executable, __file__, *arguments], env={**os.environ, **settings}).returncode


def text(value):
    """The state of a shared variable as something that can be compared."""
    if hasattr(value, "get_state"):
        value = value.get_state(legacy=False)
    return (value.shape, value.dtype, value.tobytes()) if hasattr(value, "tobytes") else repr(value)


def longer(x):
    """An argument of the same kind with other lengths."""
    return np.concatenate([x, x]) if isinstance(x, np.ndarray) and x.ndim else x


def random_sample(seed):
    """A random program that updates what it reads; None where there is none of that seed."""
    from differential import outputs_of as results_of
    from families import Sample
    from typed_programs import Program, Unfit

    import tensorgraph as theano
    from tensorgraph.graph.traverse import io_toposort

    try:
        program = Program(seed)
    except Unfit:
        return None
    outputs, shared = results_of(program), {}
    if any(".sparse" in type(node.op).__module__ for node in io_toposort([], outputs)):
        return None  # SciPy's do not survive a failed allocation
    for v in program.inputs[1:] if outputs else ():
        shared[v] = theano.shared(program.values[v].copy(), str(v), broadcastable=v.type.broadcastable)
    updates = []
    for v, variable in shared.items():
        new = next((z for z in reversed(program.pool) if z.type == v.type and z.owner is not None), None)
        updates.append((variable, new if new is not None else -v if v.dtype != "bool" else ~v))
    f = theano.function(program.inputs[:1], outputs, updates=updates, givens=shared, on_unused_input="ignore")
    return Sample(f, (program.values[program.inputs[0]],), tuple(shared.values()))


class Trial:
    """Calls of one function from one state."""

    def __init__(self, name, sample, library):
        self.name, self.library = name, library
        self.function, self.args, self.shared = sample
        self.start = [variable.get_value() for variable in self.shared]
        self.before = self.state()
        self.expected = self.call(self.function)
        self.after = self.state()
        self.others = tuple(longer(arg) for arg in self.args)
        self.count = self.failed = 0

    def state(self):
        return [text(variable.get_value(borrow=True)) for variable in self.shared]

    def reset(self):
        for variable, value in zip(self.shared, self.start):
            variable.set_value(value)

    def call(self, function):
        """The outputs of a call from the first state."""
        from inspection import outputs_of

        self.reset()
        return [text(output) for output in outputs_of(function(*self.args))]

    def faulty(self, function, n, lasting, objects):
        """Return the exception of a call whose n-th allocation fails, and True if it had as many."""
        self.reset()
        args, error = self.args, None
        how = ctypes.c_long(n), ctypes.c_int(lasting), ctypes.c_int(objects)
        arm, disarm = self.library.fault_arm, self.library.fault_disarm
        arm(*how)
        try:
            function(*args)
        except BaseException as raised:
            error = raised
        try:
            failed = disarm()
        except MemoryError:
            failed = disarm()
        return error, failed

    def check(self, function, n, lasting, objects):
        """Return True if the call had an n-th allocation."""
        error, failed = self.faulty(function, n, lasting, objects)
        what = "object" if objects else "allocation"
        where = f"{self.name}: {what} {n} of a call{' and all that follow' * lasting}"
        self.count += 1
        self.failed += error is not None
        # NumPy's reductions forget to say MemoryError
        if ignored:
            raise AssertionError(f"{where}: an error in {ignored} was ignored") from error
        if error is not None and not isinstance(error, (MemoryError, SystemError)):
            raise AssertionError(f"{where}: not a MemoryError") from error
        state = self.state()
        if state != (self.after if error is None else self.before):
            changed = [v.name for v, new, old in zip(self.shared, state, self.before) if new != old]
            raise AssertionError(f"{where}: {changed} changed") from error
        if self.call(function) != self.expected or self.state() != self.after:
            raise AssertionError(f"{where}: the next call gives something else")
        return failed

    def accustomed_to_others(self):
        """The function, after a call with other lengths."""
        self.reset()
        with contextlib.suppress(Exception):
            self.function(*self.others)
        return self.function

    def run(self, step):
        manners = [lambda: self.function, self.accustomed_to_others, lambda: copy.copy(self.function)]
        # where no object can be made at all CPython ends the process: it needs one to say so
        for manner, (lasting, objects) in itertools.product(manners, [(0, 0), (1, 0), (0, 1)]):
            n = 0
            while self.check(manner(), n, lasting, objects):
                n += step


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("families", nargs="*", help="all by default")
    parser.add_argument("--step", type=int, default=1, help="try every N-th allocation only")
    parser.add_argument("--programs", type=int, default=0, help="random programs beside the families")
    parser.add_argument("--seed", type=int, default=0, help="of the first one")
    options = parser.parse_args(arguments)
    if "libfault" not in os.environ.get("LD_PRELOAD", ""):
        return restarted(arguments)
    faulthandler.enable()
    sys.path[:0] = [str(HERE.parent / "support"), str(HERE.parent / "fuzz")]
    from families import FAMILIES

    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    library = ctypes.CDLL(None)
    library.fault_objects()
    sys.unraisablehook = lambda unraisable: ignored.append(str(unraisable.object))
    makers = [(name, FAMILIES[name]) for name in options.families or FAMILIES]
    seeds = range(options.seed, options.seed + options.programs)
    makers += [(f"program {seed}", lambda seed=seed: random_sample(seed)) for seed in seeds]
    total = failures = 0
    for name, make in makers:
        sample = make()
        if sample is None:
            continue
        trial = Trial(name, sample, library)
        trial.run(options.step)
        total, failures = total + trial.count, failures + trial.failed
        print(f"{name}: {trial.count} calls, {trial.failed} raised MemoryError", flush=True)
    print(f"{total} calls, {failures} raised MemoryError, no state changed by them")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
