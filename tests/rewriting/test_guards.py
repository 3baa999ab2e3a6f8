"""Every rule that is a function proves itself: it fires where it should, and each of its guards is needed.

So is each guard of the functions that the rules of a family share.
"""

import inspect
import sys

import pytest
from guards import guards_of, without
from proof import check, proofs

from tensorgraph.rewriting.database import RULES
from tensorgraph.rewriting.rules import load

load()
NODE_RULES = {name: rule for name, rule in RULES.items() if rule.classes is not None}


FAMILIES = proofs()
PROOFS = {name: (family, proof) for family, module in FAMILIES.items() for name, proof in module.PROOFS.items()}


def module_of(family):
    return sys.modules[f"tensorgraph.rewriting.rules.{family}"]


def helpers_of(family):
    """Return the functions of a family's module that are no rules, by name."""
    module = module_of(family)
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__
    }


def users_of(family, name):
    """Return the families with proofs in whose module something calls a helper, its own first."""
    function = helpers_of(family)[name]
    users = [f for f in FAMILIES if vars(module_of(f)).get(name) is function and name in called_in(f)]
    return sorted(users, key=lambda f: f != family)


def called_in(family):
    """Return the names that the functions of a family's module look up."""
    rules = [rule.function for rule in RULES.values() if rule.family == family]
    return {name for f in [*rules, *helpers_of(family).values()] for name in names_in(f.__code__)}


def names_in(code):
    inner = [c for c in code.co_consts if inspect.iscode(c)]
    return {*code.co_names, *(name for c in inner for name in names_in(c))}


HELPERS = {
    f"{family}.{name}": (family, name)
    for family, module in FAMILIES.items()
    if hasattr(module, "HARMLESS_IN_HELPERS")
    for name in helpers_of(family)
    if users_of(family, name)
}


def test_every_rule_has_a_proof_in_the_file_of_its_family():
    assert {name: family for name, (family, _) in PROOFS.items()} == {
        name: rule.family for name, rule in NODE_RULES.items()
    }


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
    kept = [text for text, code in codes.items() if not is_noticed(function, code, [(name, proof)])]
    assert set(kept) == proof.harmless.keys(), kept


@pytest.mark.parametrize("helper", HELPERS)
def test_guards_of_helpers_are_needed(helper):
    """Without any one of them a rule whose module calls the function fails its proof."""
    family, name = HELPERS[helper]
    function = helpers_of(family)[name]
    held = [item for f in users_of(family, name) for item in FAMILIES[f].PROOFS.items()]
    harmless = FAMILIES[family].HARMLESS_IN_HELPERS.get(name, {})
    codes = guards_of(function)
    assert harmless.keys() <= codes.keys(), "a reason for a guard that is not there"
    kept = [text for text, code in codes.items() if not is_noticed(function, code, held)]
    assert set(kept) == harmless.keys(), kept


def is_noticed(function, code, held):
    """Return whether a proof fails where `function` runs `code`."""
    with without(function, code):
        for name, proof in held:
            try:
                check(name, proof)
            except Exception:  # noqa: BLE001 - a crash shows the guard as well as a wrong value
                return True
    return False
