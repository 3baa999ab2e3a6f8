"""Every rule that is a function proves itself: it fires where it should, and each of its guards is needed."""

import importlib.util
from pathlib import Path

import pytest
from guards import guards_of, without
from proof import check

from tensorgraph.rewriting.database import RULES
from tensorgraph.rewriting.rules import load

load()
NODE_RULES = {name: rule for name, rule in RULES.items() if rule.classes is not None}


def _proofs():
    found = {}
    for path in sorted((Path(__file__).parent / "proofs").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"proofs_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.update({name: (path.stem, proof) for name, proof in module.PROOFS.items()})
    return found


PROOFS = _proofs()


@pytest.mark.parametrize("name", PROOFS)
def test_proof(name):
    """It applies to the examples, keeps their values, and refuses the near misses."""
    check(name, PROOFS[name][1])


@pytest.mark.parametrize("name", PROOFS)
def test_guards_are_needed(name):
    """Without any one of its guards the rule fails its proof."""
    proof = PROOFS[name][1]
    function = NODE_RULES[name].function
    codes = guards_of(function)
    assert proof.harmless.keys() <= codes.keys(), "a reason for a guard that is not there"
    kept = []
    for text, code in codes.items():
        with without(function, code):
            try:
                check(name, proof)
            except Exception:  # noqa: BLE001 - a crash shows the guard as well as a wrong value
                continue
            kept.append(text)
    assert set(kept) == proof.harmless.keys(), kept
