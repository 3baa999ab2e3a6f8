"""The programs of the proofs of rules keep their values in every dtype, at special values and of empty arrays too."""

import numpy as np
import pytest
from proof import apply, proofs
from variants import DTYPES, at_special_values, cut, in_dtype, remade

from tensorgraph.rewriting.query import RULES

PROOFS = {name: proof for module in proofs().values() for name, proof in module.PROOFS.items()}
WHICH = {"all": lambda i: True, "even": lambda i: i % 2 == 0, "odd": lambda i: i % 2 == 1}
# relative to the largest element: what is left where most of it cancels
PRECISION = {"float16": 1e-2, "float32": 1e-5, "complex64": 1e-5}


def outcomes(name, change):
    """Yield what the programs of a proof give before and after, where the rule applies."""
    proof = PROOFS[name]
    for program in [*proof.fires, *proof.refuses.values()]:
        try:
            outputs = remade(program, change)
        except Exception:  # noqa: BLE001 - no program in this dtype
            continue
        applied, before, after, *_ = apply(name, proof, lambda made=outputs: made)
        # an operation on nothing may fail, and a rule may save it
        if applied and not isinstance(before, Exception):
            assert not isinstance(after, Exception), after
            precision = max([PRECISION.get(v.type.dtype, 1e-9) for v in variables_of(outputs)])
            yield from ((a, b, precision) for a, b in zip(before, after))


def variables_of(outputs):
    found, pending = set(), list(outputs)
    while pending:
        v = pending.pop()
        if v not in found:
            found.add(v)
            pending.extend(v.owner.inputs if v.owner is not None else ())
    return [v for v in found if hasattr(v.type, "dtype")]


def check(before, after, precision):
    assert before.dtype == after.dtype
    assert before.shape == after.shape
    scale = np.abs(before[np.isfinite(before)].astype(complex)).max(initial=1)
    assert np.allclose(after, before, rtol=precision, atol=precision * scale, equal_nan=True), (before, after)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", PROOFS)
def test_in_dtype(name, dtype):
    """Integers wrap where they did; finite values stay."""
    for which in WHICH.values():
        for before, after, precision in outcomes(name, in_dtype(dtype, which)):
            assert before.shape == after.shape
            finite = np.isfinite(before)
            check(before[finite], after[finite], precision)


@pytest.mark.parametrize("name", PROOFS)
def test_at_special_values(name):
    """Nan and inf are where they were, unless the rule says that it may lose them."""
    rule = RULES[name]
    if rule.policy == "finite_only" or rule.tags & {"stabilize", "log_sum_exp"}:
        pytest.skip("declared finite_only, or stabilizing")
    for seed in range(8):
        for outcome in outcomes(name, at_special_values(seed)):
            check(*outcome)


@pytest.mark.parametrize("name", PROOFS)
def test_of_nothing(name):
    """Arrays without elements are arrays too."""
    for which in WHICH.values():
        for outcome in outcomes(name, cut(which)):
            check(*outcome)
