"""Call functions of every family with arguments that are no good.

    python tests/fuzz/calls.py [--calls N] [--seed N] [FAMILY ...]

A call gives what its twin gives on plain copies of the converted arguments, or raises an error of a type that says what
is wrong. Arguments stay as they are; where a call raises, so does every shared variable; and a good call is right
afterwards. Assignments to shared variables are tried in the same way. The seed is printed; the same one makes the same
calls.
"""

import argparse
import copy
import faulthandler
import pickle
import random
import sys
import warnings
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1] / "support"), str(Path(__file__).parent)]

from families import FAMILIES  # noqa: E402
from inspection import outputs_of  # noqa: E402
from junk import JUNK, Hostile, spoiled  # noqa: E402

PATIENCE = 300  # s for some calls; longer is a fault too

ERRORS = (
    TypeError, ValueError, IndexError, OverflowError, MemoryError, AssertionError, ZeroDivisionError, RecursionError,
    Hostile,
)


def memory(value):
    """The state of a value as something that can be compared."""
    if isinstance(value, np.random.RandomState):
        value = value.get_state(legacy=False)
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        value = value.view(np.ndarray)
        return value.shape, value.strides, value.dtype, value.tobytes()
    return pickle.dumps(value) if isinstance(value, dict) else id(value)


def are_same(results, others):
    return len(results) == len(others) and all(
        np.shape(x) == np.shape(y) and x.dtype == y.dtype and np.allclose(x, y, rtol=1e-4, atol=1e-6, equal_nan=True)
        for x, y in zip(results, others)
    )


class Target:
    """A function, its twin, and what good calls of them give."""

    def __init__(self, name):
        self.name = name
        self.function, self.args, self.shared = FAMILIES[name]()
        self.twin, _, self.twin_shared = FAMILIES[name]()
        self.inputs = [spec.variable for spec in self.function.maker.inputs if not spec.shared]
        self.start = [variable.get_value() for variable in self.shared]
        self.good = outputs_of(self.function(*self.args))
        self.reset()

    def reset(self):
        for variable, twin, value in zip(self.shared, self.twin_shared, self.start):
            variable.set_value(value)
            twin.set_value(value)

    def state(self):
        return [memory(variable.get_value(borrow=True)) for variable in self.shared]

    def arguments(self, rng):
        """Positional and keyword arguments, some of them spoiled."""
        args = [spoiled(rng, arg) if rng.random() < 0.6 else copy.copy(arg) for arg in self.args]
        kwargs, choice = {}, rng.random()
        if choice < 0.05:
            args = args[: rng.randrange(len(args) + 1)]
        elif choice < 0.1:
            args += [rng.choice(JUNK)() for _ in range(rng.randrange(1, 3))]
        elif choice < 0.2:
            kwargs = {rng.choice([*[v.name or "" for v in self.inputs], "zz", "self", ""]): rng.choice([*args, None])}
            args = args[: rng.randrange(len(args) + 1)]
        elif choice < 0.25 and self.shared:
            values = [variable.get_value(borrow=True) for variable in self.shared]
            args = [rng.choice([arg, *values]) for arg in args]
        elif choice < 0.3 and len(args) > 1:
            args = [args[0]] * len(args)
        return args, kwargs

    def expected(self, args):
        """Return the twin's results for plain copies of the converted arguments, or None if it raises."""
        try:
            # None stands for what nothing reads
            plain = [
                None if arg is None else np.array(v.type.filter(arg, strict=False))
                for v, arg in zip(self.inputs, args, strict=True)
            ]
            return outputs_of(self.twin(*plain))
        except ERRORS:
            return None

    def call(self, args, kwargs):
        before, given, is_state = self.state(), [memory(arg) for arg in args], self.has_state(args)
        try:
            results = outputs_of(self.function(*args, **kwargs))
        except ERRORS:
            results = None
        after = self.state()
        if results is None and after != before:
            raise AssertionError("a call that raised has changed a shared variable")
        if not is_state and [memory(arg) for arg in args] != given:
            raise AssertionError("an argument has changed")
        return results

    def has_state(self, args):
        """Return True if an argument is the value of a shared variable."""
        return any(v.get_value(borrow=True) is arg for v in self.shared for arg in args)

    def check(self, rng):
        args, kwargs = self.arguments(rng)
        is_plain = not kwargs and not self.has_state(args)
        results = self.call(args, kwargs)
        if is_plain:
            expected = self.expected(args)
            if (results is None) != (expected is None):
                raise AssertionError(f"raised: {results is None}; its twin on plain arguments: {expected is None}")
            if results is not None and not are_same(results, expected):
                raise AssertionError("another result than that of plain arguments")
        if self.shared:
            self.assign(rng)
            self.reset()

    def assign(self, rng):
        """Assign something to a shared variable."""
        k = rng.randrange(len(self.shared))
        variable = self.shared[k]
        before = memory(variable.get_value(borrow=True))
        value = spoiled(rng, self.start[k]) if isinstance(self.start[k], np.ndarray) else rng.choice(JUNK)()
        try:
            variable.set_value(value, borrow=rng.random() < 0.3)
        except ERRORS:
            if memory(variable.get_value(borrow=True)) != before:
                raise AssertionError("an assignment that raised has changed the value") from None
            return
        try:
            self.function(*self.args)
        except ERRORS:
            pass

    def check_good(self):
        self.reset()
        if not are_same(outputs_of(self.function(*self.args)), self.good):
            raise AssertionError("a good call gives something else than at first")
        self.reset()


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("families", nargs="*", help="all by default")
    parser.add_argument("--calls", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args(arguments)
    faulthandler.enable()
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    print(f"seed {options.seed}", flush=True)
    names = options.families or list(FAMILIES)
    for name in names:
        target = Target(name)
        for i in range(-(-options.calls // len(names))):
            rng = random.Random(f"{options.seed} {name} {i}")
            try:
                if i % 50 == 0:
                    faulthandler.dump_traceback_later(PATIENCE, exit=True)
                    target.check_good()
                target.check(rng)
            except BaseException:
                print(f"call {i} of {name} with seed {options.seed}", flush=True)
                raise
        print(f"{name}: {i + 1} calls", flush=True)
    print(f"{options.calls} calls, no crash, no change of state by a call that raised")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
