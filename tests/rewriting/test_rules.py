"""Every rule that is algebra, from what it says alone: no rule is named here.

What is known of a rule: its patterns, the kinds of their variables, its conditions, its stages, and
its policy for special values.
"""

import zlib

import numpy as np
import pytest
from algebra import Undefined, computed, exact, mp, ulps

from tensorgraph.rewriting.query import RULES
from tensorgraph.rewriting.rule import Discrete, Number, Term
from tensorgraph.rewriting.rules import load

load()
ALGEBRA = [rewrite for rule in RULES.values() for rewrite in rule.rewrites]
SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0]


def label(rewrite):
    return f"{rewrite.rule.name}-{rewrite.rule.rewrites.index(rewrite)}"


every_rule = pytest.mark.parametrize("rewrite", ALGEBRA, ids=label)


def is_discrete(rewrite):
    """Return True if a pattern is about integers."""
    names = set()
    pending = [rewrite.left]
    while pending:
        p = pending.pop()
        if isinstance(p, Term):
            names.add(p.op.name)
            pending.extend(p.args)
    return bool(names & {"and_", "or_", "xor", "invert"}) or any(s.kind is Discrete for s in rewrite.slots)


def holds(rewrite, values):
    return all(bool(exact(c, values)) if isinstance(c, Term) else c for c in rewrite.conditions)


def samples(rewrite, count=60, wide=False):
    """Values for the slots of a rewrite for which its conditions hold and its left side is defined."""
    rng = np.random.default_rng(zlib.crc32(label(rewrite).encode()))
    found = 0
    for _ in range(40 * count):
        values = []
        for slot in rewrite.slots:
            if is_discrete(rewrite):
                values.append(float(rng.integers(-9, 10)))
            elif slot.kind is Number:
                values.append(float(rng.choice([-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 7.25])))
            elif wide:
                values.append(float(rng.choice([-1, 1]) * 10 ** rng.uniform(-18, 2.9)))
            else:
                values.append(
                    float(rng.choice([rng.normal(), rng.normal() * 10, rng.uniform(0, 1), rng.integers(-4, 5)]))
                )
        try:
            if holds(rewrite, values):
                yield values, exact(rewrite.left, values)
                found += 1
        except Undefined:
            continue
        if found == count:
            return
    assert found > count // 10, "the left side is hardly ever defined"


def check_equal(rewrite):
    for values, left in samples(rewrite):
        right = exact(rewrite.right, values)
        assert abs(left - right) <= mp.mpf(10) ** -40 * max(1, abs(left)), values


@every_rule
def test_both_sides_are_equal(rewrite):
    """To 40 digits, wherever the left side is defined."""
    check_equal(rewrite)


@every_rule
def test_conditions_are_needed(rewrite):
    """Without its conditions the rewrite would be wrong somewhere, of numbers or of special values."""
    if not rewrite.conditions:
        pytest.skip("no conditions")
    conditions = rewrite.conditions
    for i in range(len(conditions)):
        rewrite.conditions = conditions[:i] + conditions[i + 1 :]
        try:
            with pytest.raises(AssertionError):
                check_equal(rewrite)
                if has_special_values(rewrite):
                    check_special_values(rewrite)
        finally:
            rewrite.conditions = conditions


@every_rule
def test_special_values(rewrite):
    """Nan and inf of the left side are on the right too, unless the true value is a number or the rule says so."""
    if not has_special_values(rewrite):
        pytest.skip("integers have no special values" if is_discrete(rewrite) else "declared finite_only")
    check_special_values(rewrite)


def has_special_values(rewrite):
    return not is_discrete(rewrite) and rewrite.rule.policy != "finite_only"


def check_special_values(rewrite):
    grid = np.array(np.meshgrid(*[SPECIAL + [1.5, -1.5]] * len(rewrite.slots))).reshape(len(rewrite.slots), -1).T
    for values in grid:
        values = [float(v) for v in values]
        if any(s.kind is Number and not np.isfinite(v) for s, v in zip(rewrite.slots, values)):
            continue
        if np.isfinite(values).all() and not holds(rewrite, values):
            continue
        if not np.isfinite([v for s, v in zip(rewrite.slots, values) if s.kind is Number]).all():
            continue
        try:
            if rewrite.conditions and not holds(rewrite, values):
                continue
        except (Undefined, ValueError):
            continue
        left, right = computed(rewrite.left, values), computed(rewrite.right, values)
        if any(np.isnan(values)):
            assert np.isnan(right) or not np.isnan(left), values
        elif np.isnan(left):
            # what the left side loses, as exp(x) / exp(x) does at inf, the right one may give
            assert np.isnan(right) or any(np.isinf(values)), values
        elif np.isinf(left):
            assert left == right or np.isfinite(right), values
        else:
            assert np.isclose(left, right, rtol=1e-12, atol=0), values


@pytest.mark.parametrize("rewrite", [r for r in ALGEBRA if "stabilize" in r.rule.tags], ids=label)
def test_stabilizing_rules_are_accurate(rewrite):
    """Over the whole range a stabilizing rule is as accurate as the expression it replaces, or a few ulp."""
    left_errors, right_errors = [], []
    for values, true in samples(rewrite, 120, wide=True):
        left_errors.append(ulps(computed(rewrite.left, values), true))
        right_errors.append(ulps(computed(rewrite.right, values), true))
    assert max(right_errors) <= max(max(left_errors), 8)
