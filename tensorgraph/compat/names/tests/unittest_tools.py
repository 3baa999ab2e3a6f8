"""``theano.tests.unittest_tools`` for the tests of programs: seeds, comparisons, shapes and gradients."""

import functools
import sys
import unittest
from unittest import SkipTest

import numpy as np

from ....compile.function import function
from ....compile.mode import get_default_mode
from ....gradient import verify_grad as _verify_grad
from ..tensor.oldnames import _get_atol_rtol

__all__ = [
    "AttemptManyTimes", "InferShapeTester", "MockRandomState", "OptimizationTestMixin", "SkipTest", "T_OpContractMixin",
    "TestOptimizationMixin", "WrongValue", "assertFailure_fast", "assert_allclose", "attr", "fetch_seed",
    "seed_rng", "str_diagnostic", "verify_grad",
]

SEED = 666


def attr(tag):
    """Decorate a test with the attribute `tag`, as nose did."""

    def mark(test):
        setattr(test, tag, True)
        return test

    return mark


def fetch_seed(pseed=None):
    """Return the seed for tests: `pseed`, or 666 by default."""
    return SEED if pseed is None else int(pseed)


def seed_rng(pseed=None):
    """Seed NumPy's global generator with :func:`fetch_seed` and return the seed."""
    seed = fetch_seed(pseed)
    np.random.seed(seed)
    return seed


def verify_grad(op, pt, n_tests=2, rng=None, *args, **kwargs):
    """Call :func:`tensorgraph.gradient.verify_grad` with a random generator seeded by :func:`fetch_seed`."""
    if rng is None:
        seed_rng()
        rng = np.random
    _verify_grad(op, pt, n_tests, rng, *args, **kwargs)


verify_grad.E_grad = _verify_grad.E_grad


class MockRandomState:
    """A generator that always returns `val`."""

    def __init__(self, val):
        self.val = val

    def rand(self, *shape):
        return np.full(shape, self.val, dtype="float64")

    def randint(self, minval, maxval=None, size=1):
        low, high = (0, minval) if maxval is None else (minval, maxval)
        if not low <= self.val < high:
            raise ValueError(f"{self.val} is not in [{low}, {high})")
        return np.full(size, self.val, dtype="int64")


class OptimizationTestMixin:
    """Assertions about the operations of a compiled function."""

    def _count(self, f, wanted):
        return sum(1 for node in f.maker.fgraph.toposort() if wanted(node.op))

    def assertFunctionContains(self, f, op, min=1, max=sys.maxsize):
        assert min <= self._count(f, lambda other: other == op) <= max, f.maker.fgraph.toposort()

    def assertFunctionContains0(self, f, op):
        self.assertFunctionContains(f, op, 0, 0)

    def assertFunctionContains1(self, f, op):
        self.assertFunctionContains(f, op, 1, 1)

    def assertFunctionContainsN(self, f, op, N):
        self.assertFunctionContains(f, op, N, N)

    def assertFunctionContainsClass(self, f, op, min=1, max=sys.maxsize):
        assert min <= self._count(f, lambda other: isinstance(other, op)) <= max, f.maker.fgraph.toposort()

    def assertFunctionContainsClassN(self, f, op, N):
        self.assertFunctionContainsClass(f, op, N, N)

    def SkipTest(self, msg="Skip this test"):
        raise SkipTest(msg)


TestOptimizationMixin = OptimizationTestMixin
# a base class, not to be collected as a test
TestOptimizationMixin.__test__ = False


class T_OpContractMixin:
    """Tests of the contract of ops; a subclass sets ``ops`` and ``other_op`` and defines ``clone(op)``."""

    other_op = object()

    def clone(self, op):
        raise NotImplementedError("a test case defines clone(op)")

    def test_eq(self):
        """Check that an op equals its clone and no other op."""
        for i, op in enumerate(self.ops):
            assert op == op and op == self.clone(op) and op != self.other_op
            for j, other in enumerate(self.ops):
                assert (op == other) == (i == j)

    def test_hash(self):
        """Check that equal ops have equal hashes."""
        for op in self.ops:
            assert hash(op) == hash(self.clone(op))

    def test_name(self):
        """Check that every op has a text."""
        for op in self.ops:
            assert str(op) and repr(op)


class InferShapeTester(unittest.TestCase):
    """Base of test cases that compare ``infer_shape`` with computed shapes."""

    def setUp(self):
        seed_rng()
        # the shape must come from infer_shape alone, not from a rewrite of the op
        self.mode = get_default_mode().including("canonicalize")

    def _compile_and_check(self, inputs, outputs, numeric_inputs, cls, excluding=None, warn=True, check_topo=True):
        """Compare the shapes of `outputs` from ``infer_shape``, without ops of `cls`, with the computed ones.

        Parameters
        ----------
        inputs, outputs : list of variables
        numeric_inputs : list of arrays
            Values for `inputs`, best with lengths that all differ.
        cls : class or tuple of classes
            Of the op that is tested.
        excluding : list of str, optional
            Rewrites that must not run.
        warn : bool
            Accepted for Theano's sake.
        check_topo : bool
            Whether to look for ops of `cls` in the graphs.
        """
        mode = self.mode.excluding(*excluding) if excluding else self.mode
        compute = function(inputs, outputs, mode=mode)
        shapes = function(inputs, [output.shape for output in outputs], mode=mode)
        if check_topo:
            assert not any(isinstance(node.op, cls) for node in shapes.maker.fgraph.toposort())
        for value, shape in zip(compute(*numeric_inputs), shapes(*numeric_inputs)):
            assert np.all(np.shape(value) == shape), (np.shape(value), shape)


def str_diagnostic(expected, value, rtol, atol):
    """Describe how two arrays differ."""
    lines = []
    for label, array in (("Expected", expected), ("Value", value)):
        try:
            lines.append(f"  {label}: dtype {array.dtype}, shape {array.shape}, strides {array.strides}")
            lines.append(f"    min {array.min()}, max {array.max()}, mean {array.mean()}")
        except (AttributeError, TypeError, ValueError):
            lines.append(f"  {label}: {array!r}")
    try:
        absolute = np.abs(expected - value)
        relative = absolute / np.abs(expected)
        lines.append(f"  Max abs diff: {absolute.max()}, max rel diff: {relative.max()}")
    except (TypeError, ValueError):
        lines.append("  They cannot be subtracted from each other")
    lines.append(f"  rtol, atol: {rtol} {atol}")
    return "\n".join(lines)


class WrongValue(AssertionError):
    """A value differs from the expected one.

    Parameters
    ----------
    expected_val, val : array
    rtol, atol : float
    """

    def __init__(self, expected_val, val, rtol, atol):
        super().__init__(expected_val, val, rtol, atol)
        self.expected_val, self.val, self.rtol, self.atol = expected_val, val, rtol, atol

    def __str__(self):
        return "WrongValue\n" + str_diagnostic(self.expected_val, self.val, self.rtol, self.atol)


def assert_allclose(expected, value, rtol=None, atol=None):
    """Raise :class:`WrongValue` unless two arrays are equal up to the rounding of the narrower dtype."""
    a, b = np.asarray(expected), np.asarray(value)
    usual_atol, usual_rtol = _get_atol_rtol(a, b)
    atol, rtol = usual_atol if atol is None else atol, usual_rtol if rtol is None else rtol
    if not np.allclose(a, b, atol=atol, rtol=rtol):
        raise WrongValue(expected, value, rtol, atol)


class AttemptManyTimes:
    """A decorator that repeats randomized tests with other seeds.

    Parameters
    ----------
    n_attempts : int
        How often to try.
    n_req_successes : int
        How many attempts must succeed.
    """

    def __init__(self, n_attempts, n_req_successes=1):
        if n_attempts < n_req_successes:
            raise ValueError(f"{n_req_successes} successes need more than {n_attempts} attempts")
        self.n_attempts, self.n_req_successes = n_attempts, n_req_successes

    def __call__(self, fct):
        @functools.wraps(fct)
        def attempt_multiple_times(*args, **kwargs):
            successes = 0
            for attempt in range(self.n_attempts):
                np.random.seed(SEED + attempt)
                try:
                    fct(*args, **kwargs)
                except Exception:
                    if self.n_attempts - attempt - 1 + successes < self.n_req_successes:
                        raise
                else:
                    successes += 1
                    if successes == self.n_req_successes:
                        return

        return attempt_multiple_times


def assertFailure_fast(f):
    """Return the test unchanged: Theano's fast cycle detection, which missed some cycles, is the full one here."""
    return f
