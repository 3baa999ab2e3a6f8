"""Every rule that is algebra, on variables of every combination of dtypes: integers wrap where they did."""

import itertools

import numpy as np
import pytest
from proof import Proof, apply, given

import tensorgraph.tensor as T
from tensorgraph.rewriting.query import RULES
from tensorgraph.rewriting.rule import Number, Term, Wildcard
from tensorgraph.rewriting.rules import load
from tensorgraph.tensor.elementwise.elemwise import named

load()
ALGEBRA = {f"{rule.name}-{i}": rewrite for rule in RULES.values() for i, rewrite in enumerate(rule.rewrites)}
DTYPES = ("int8", "uint8", "int64", "bool", "float32", "float64", "complex128")
NUMBERS = (2.0, 0.5, 3, -1.0)


def values(dtype, seed):
    """Return a dozen values; of small integers the least and the largest are among them."""
    rng = np.random.default_rng(seed)
    if dtype in ("int8", "uint8"):
        info = np.iinfo(dtype)
        return np.array([0, 1, info.min, info.max, *rng.integers(info.min, info.max, 8)], dtype)
    if dtype in ("int64", "bool"):
        return rng.integers(-9 if dtype == "int64" else 0, 10, 12).astype(dtype)
    return (rng.normal(size=12) + (1j * rng.normal(size=12) if dtype[0] == "c" else 0)).astype(dtype)


def slots_in(pattern):
    """Return the numbers of the slots of a pattern."""
    if isinstance(pattern, Wildcard):
        return {pattern.index}
    return set().union(*map(slots_in, pattern.args)) if isinstance(pattern, Term) else set()


def made(pattern, variables):
    """Return the program of a pattern."""
    if isinstance(pattern, Wildcard):
        return variables[pattern.index]
    if isinstance(pattern, Term):
        return named(pattern.op)(*[made(p, variables) for p in pattern.args])
    return T.as_tensor_variable(pattern)


def differences(rewrite):
    """Yield the combinations of dtypes and numbers for which a rewrite changes a finite value or the dtype."""
    used = sorted(slots_in(rewrite.left))
    kinds = [rewrite.slots[i].kind for i in used]
    for chosen in itertools.product(*[NUMBERS if kind is Number else DTYPES for kind in kinds]):
        variables = {
            i: T.constant(np.array(c)) if kind is Number else given(values(c, i))
            for i, kind, c in zip(used, kinds, chosen)
        }
        try:
            program = made(rewrite.left, variables)
        except (TypeError, NotImplementedError):
            continue  # no operation on these dtypes
        try:
            applied, before, after, *_ = apply(rewrite.rule.name, Proof([]), lambda program=program: program)
        except Exception as error:  # noqa: BLE001 - a rule that fails is a difference
            yield chosen, error
            continue
        if applied and not isinstance(before, Exception):
            (a,), (b,) = before, after
            finite = np.isfinite(a)
            narrow = any(c in ("int8", "uint8", "bool", "float32") for c in chosen) and a.dtype.kind in "fc"
            if a.dtype != b.dtype or not np.allclose(b[finite], a[finite], rtol=1e-4 if narrow else 1e-8, atol=1e-6):
                yield chosen, (a, b)


@pytest.mark.parametrize("name", ALGEBRA)
def test_in_every_dtype(name):
    """It keeps finite values and the dtype."""
    assert not list(differences(ALGEBRA[name]))
