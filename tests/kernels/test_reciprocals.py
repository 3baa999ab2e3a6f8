"""Divisions by constants as a product and an addition: the same bits as divisions."""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
import ulp

import tensorgraph
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch, reciprocals
from tensorgraph._kernels.loops.reciprocals import DIGITS, reciprocal

ROUNDS_ONCE = dispatch.module("tiles").rounds_once()
COMMON = [0.9, 0.999, 0.1, 3.0, 49.0, 255.0, 1e-8, math.pi, 2.5, -10.0, 0.3, 1e5, 8.0, -0.5]


def rounded(value, digits):
    """A positive fraction with so many binary digits, from the definition."""
    exponent = 0
    while value >= 2**digits:
        value, exponent = value / 2, exponent + 1
    while value < 2 ** (digits - 1):
        value, exponent = value * 2, exponent - 1
    return Fraction(round(value)) * Fraction(2) ** exponent


@pytest.mark.parametrize("digits", [5, 6, 7, 8])
def test_every_quotient_of_few_digits(digits):
    """All numbers by all divisors: what is promised holds, and it is promised for most."""
    numbers = range(1 << digits - 1, 1 << digits)
    found = {m: reciprocals._digits(m, digits) for m in numbers[1:]}
    for m, parts in found.items():
        if parts is not None:
            high, low = [part * Fraction(2) ** place / 2**digits for part, place in parts]
            for x in numbers:
                total = x * high + rounded(x * low, digits)
                assert rounded(total, digits) == rounded(Fraction(x, m), digits)
    assert sum(parts is not None for parts in found.values()) > 0.8 * len(found)


def test_some_divisors_are_not_promised():
    """One in thirty is left to a division."""
    rng = random.Random(3)
    share = sum(reciprocal(rng.uniform(0.5, 1)) is None for _ in range(300)) / 300
    assert 0 < share < 0.15


def test_no_reciprocal():
    for divisor in (0.0, -0.0, math.inf, -math.inf, math.nan, 1.7e308, 2.3e-308, 5e-324):
        assert reciprocal(divisor) is None
    assert reciprocal(-0.25) == (-4.0, 0.0)


def hard(divisor):
    """The numbers whose quotients are closest to the middle between two."""
    mantissa = int(abs(math.frexp(divisor)[0]) * 2**DIGITS)
    return [float(x) for x in reciprocals._near_middles(mantissa, DIGITS)] if mantissa & (mantissa - 1) else []


@pytest.mark.parametrize("divisor", [*COMMON, *np.random.default_rng(1).uniform(-2, 2, 30)])
def test_quotients(divisor):
    """The bits of a division: hard numbers, others of all sizes, zeros, infinities; long, short and single ones."""
    rng = np.random.default_rng(5)
    x, divisor = T.dvector(), float(divisor)
    f = tensorgraph.function([x], x / divisor)
    some = rng.standard_normal(3000) * 2.0 ** rng.integers(-900, 1000, 3000)
    data = np.array([*hard(divisor), *some, 0.0, -0.0, np.inf, -np.inf, np.nan])
    with np.errstate(over="ignore"):
        want = data / divisor
    for part in (slice(None), slice(0, 40), slice(-5, None), slice(-3, -2)):
        assert f(data[part]).tobytes() == want[part].tobytes()
    steps = tensorgraph.scan(lambda value: value / divisor, sequences=x)[0]
    assert tensorgraph.function([x], steps)(data[:200]).tobytes() == want[:200].tobytes()
    has_division = any("true_div" in str(step) for step in f.maker.program.steps)
    assert has_division == (reciprocal(divisor) is None or not ROUNDS_ONCE and divisor not in (8, -0.5))


@pytest.mark.parametrize("isa", dispatch.supported())
def test_kernel(isa):
    """One rounding on every instruction set: a pickled program may come from another one."""
    rng = np.random.default_rng(9)
    for divisor in (3.0, 49.0, 0.999, math.pi):
        high, low = reciprocal(divisor)
        x = np.array([*hard(divisor), *rng.standard_normal(500), *(np.arange(100) * divisor)])
        z, operands = np.empty_like(x), [x, np.full_like(x, high), np.full_like(x, low)]
        addresses = [v.ctypes.data for v in operands]
        ulp.KERNEL(dispatch.kernels(isa)["quotient_f64"])(z.ctypes.data, *addresses, None, len(x))
        assert np.array_equal(z, x / divisor)


def test_numbers_that_nearly_vanish():
    """One unit in the last place at most, where the second product has no digits left."""
    data = np.finfo("float64").tiny * np.concatenate([np.linspace(0, 1, 500), 2.0 ** np.arange(0, 2 * DIGITS)])
    x = T.dvector()
    got, want = tensorgraph.function([x], x / 3)(data), data / 3
    assert (abs(got - want) <= np.spacing(want)).all()


def test_quotients_are_shown():
    x = T.dvector("x")
    assert "x / 9" in str(tensorgraph.function([x], T.exp(x / 9)).explain())
