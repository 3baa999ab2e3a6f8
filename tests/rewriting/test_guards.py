"""Every rule that is a function proves itself: it fires where it should, and each of its guards is needed.

So is each guard of what rules share: the helpers of their families, the forms in which they see expressions, and the
comparison of lengths. A guard is held against all proofs and forms in which it has another value than without it.

That takes long: the guards of a fourth of the functions are tried, those of all with TENSORGRAPH_GUARDS=all.
"""

import os
import sys
import zlib
from functools import cache, partial
from importlib import import_module
from pathlib import Path

import pytest
from forms import tables
from guards import functions_of, guards_of, limited, noted, without
from proof import check, proofs

from tensorgraph.rewriting import logdomain
from tensorgraph.rewriting.query import RULES
from tensorgraph.rewriting.rules import families, load

load()
NODE_RULES = {name: rule for name, rule in RULES.items() if rule.classes is not None}

FAMILIES = proofs()
PROOFS = {name: (family, proof) for family, module in FAMILIES.items() for name, proof in module.PROOFS.items()}
LOG_DOMAIN = sorted(path.stem for path in Path(logdomain.__file__).parent.glob("*.py") if path.stem != "__init__")
SHARED = ["passes.canonizer", "passes.association", "passes.divisors", "lengths", "picks"]
SHARED += [f"logdomain.{name}" for name in LOG_DOMAIN]
HOMES = [home for home in families() if home.rpartition(".")[2] in FAMILIES]
MODULES = [sys.modules[f"tensorgraph.rewriting.rules.{home}"] for home in HOMES]
MODULES += [import_module(f"tensorgraph.rewriting.{name}") for name in SHARED]
HELPERS = {
    f"{module.__name__.partition('rewriting.')[2]}.{name}": function
    for module in MODULES
    for name, function in functions_of(module)
    if guards_of(function)
}

def tried(names):
    """Return those of the names whose guards are tried."""
    return [n for n in names if os.environ.get("TENSORGRAPH_GUARDS") == "all" or zlib.crc32(n.encode()) % 4 == 0]


SPARES_A_SEARCH = "the search that it spares finds nothing"
NAMES = "the name of an operation is for printing only"
AVERAGES = "another form has the same value and takes logarithms, for which test_averages.py looks"
DIGITS = "the logarithm is the same but for digits, for which test_lost_digits.py looks"
OTHERS = "the logarithm is the same but for digits, for which test_written_shares.py looks"
ONLY = "no other operation reads a softmax at two indices"
BOUNDS = "it bounds the time of the search"
ENDS = "only gradients and updates have ends, for which test_optimizer_steps.py looks"
MORE_TERMS = "other terms of a sum have the same value"
BEYOND = "only beyond the range of numbers are there others, for which test_fractions.py and test_squares.py look"
LONGER = "a choice where none is needed only takes longer"
NANS = "what is nan has another value, for which test_log_complements.py looks"
UNREAD = "what is bounded is not read: the factor is 0"
# by function, then by guard: why nothing shows it
HARMLESS = {
    "logdomain.addition.taken_from_one": {"len(taken) < DEPTH: True": BOUNDS},
    "logdomain.addition._sum_of": {
        "all((number_of(f.log) is None for f in forms)): True": "a slope is nan, for which test_log_branches.py looks"
    },
    "logdomain.addition._terms": {"op_name(v) == 'add': False": OTHERS},
    "logdomain.bernstein._forms": {"any((p is v for p in atoms)): False": SPARES_A_SEARCH},
    "logdomain.bernstein._expanded": {"depth == 0: False": BOUNDS},
    "logdomain.bernstein._atom": {
        "v.owner is None: False": SPARES_A_SEARCH,
        "len(atoms) == ATOMS: False": BOUNDS,
    },
    "logdomain.bernstein._sum": {"abs(value) > EXACT * size[factors]: True": LONGER},
    "logdomain.bernstein._limited": dict.fromkeys(
        ("len(terms) > TERMS: False", "any((len(factors) > DEGREE for factors in terms)): False"), BOUNDS
    ),
    "logdomain.commonfactor.hidden_by_factors": {"weighs_terms(v, log): True": UNREAD},
    "logdomain.commonfactor.weighs_terms": {
        "depth > 0: True": "the search ends at inputs",
        "any((weighs_terms(v, w, depth - 1) for w in node.inputs)): True": UNREAD,
        "any((uncast(rest) is uncast(v) for rest, _ in node.op.terms(node))): True": UNREAD,
    },
    "logdomain.complements.log1p_nearby": {"over: False": LONGER},
    "logdomain.logcomplement._of_masked_sum": {
        "-np.inf in [number_of(branch) for branch in w.owner.inputs[1:]]: True": SPARES_A_SEARCH
    },
    "logdomain.powercomplement.of_power": {
        "not is_positive and power != int(power): False": NANS,
        "is_positive: True": NANS,
        "power != int(power) #2: False": NANS,
        "is_positive: False": LONGER,
        "is_positive #2: False": LONGER,
        "power != int(power): True": LONGER,
    },
    "logdomain.multiplication.separated_power": {
        "is_below_zero(x, -1): False": "the sign of what has none is computed too"
    },
    "rules.powers._found": dict.fromkeys(
        ("values[1] % 1: True", "parts[0].factor < 0: True"), "the logarithm of the base is taken with its factor"
    ),
    "rules.dimshuffle.as_number": {"v not in known: True": "the same number is made again"},
    "rules.subtensor_lift.serves_loops": {"len(pending) > MOST_OPERATIONS: False": BOUNDS},
    "rules.subtensor_lift.leaves_below": {
        "not is_computed(v) or len(fgraph.clients(v)) > 1 or depth > MOST_OPERATIONS: True": "it is taken apart later",
        "is_computed(v): False": "it is taken apart later",
        "len(fgraph.clients(v)) > 1: False": "what others read too is computed again",
        "depth > MOST_OPERATIONS: False": BOUNDS,
    },
    "rules.switch._sink_into_quotient": {"holds(fgraph, node, PRODUCT, 'switch'): True": SPARES_A_SEARCH},
    "rules.nnet.crossentropy.picks": {"isinstance(node.op, AdvancedSubtensor): True": ONLY},
    "rules.nnet.crossentropy.spread_gradient": {
        "isinstance(node.op, AdvancedIncSubtensor): True": ONLY,
        "values.type.ndim == 0: False": "a vector of one is only quicker than a number",
    },
    "rules.digits.cancellation.log_of": dict.fromkeys(
        (
            "choice is not None and is_op(choice, 'switch'): False",
            "is_op(x, 'neg'): False",
            "is_op(far, 'sub') and far.type.dtype == x.type.dtype and (number(far.owner.inputs[1]) == 1): False",
            "family_op(x, SUM): False",
            "form.constant == 1: False",
        ),
        DIGITS,
    ),
    "rules.digits.boxcox.quotient": {"depth == 0: False": BOUNDS, "family_op(v, PRODUCT): True": SPARES_A_SEARCH},
    "rules.digits.boxcox.as_number": {
        "all(y.type.broadcastable): True": "an equal graph is made",
        "op_name(y) in SIGNS: True": "an equal graph is made",
    },
    "rules.digits.removable.regular_product": {"arguments: True": SPARES_A_SEARCH},
    "rules.digits.removable.regular_sum": dict.fromkeys(
        ("None not in parts: True", "total is None: False"), "without a series there is no polynomial"
    ),
    "rules.digits.removable.is_part": {"family_op(reader.outputs[0], family): True": SPARES_A_SEARCH},
    "rules.digits.cancellation.divided": {"is_op(x, 'sqr'): False": BEYOND},
    "rules.digits.divergences.Divergence.series": {"self.slope: True": "nothing is subtracted"},
    "rules.digits.divergences.Divergence.graph": {
        "self.degree: True": "a factor of 1 changes nothing",
        "self.slope: True": "nothing is subtracted",
    },
    "rules.digits.divergences.total_of": {"c: True": "nothing is added"},
    "rules.digits.divergences.scaled": {"size == 1: False": "a factor of 1 changes nothing"},
    "rules.digits.divergences.spread": dict.fromkeys(
        ("len(fgraph.clients(v)) == 1: True", "len(fgraph.clients(v)) == 1 #2: True"),
        "what others read too is computed again",
    ),
    "rules.digits.fractions.fractions_of": {"key not in fgraph.known: True": "it is found again"},
    "rules.digits.fractions.terms_in": {"key not in fgraph.known: True": "it is found again"},
    "rules.digits.fractions._fractions_of": {
        "holds(fgraph, node, SUM, 'true_div', 'inv', 'mul', 'pow'): True": SPARES_A_SEARCH,
        "len(found) > WIDE: False": BOUNDS,
    },
    "rules.digits.fractions.distributed": {
        "are_alike(terms): False": MORE_TERMS,
        "e == 1: True": MORE_TERMS,
    },
    "rules.digits.fractions.are_alike": {
        "all((p.exponents == terms[0].exponents for p in terms)): False": MORE_TERMS
    },
    "rules.digits.fractions.terms_of": {"len(variables) > TERMS: False": BOUNDS},
    "rules.digits.fractions.cancelled": {
        "len(numerator) > most: False": MORE_TERMS, "lowest: True": SPARES_A_SEARCH
    },
    "rules.digits.fractions.multiplied_out": dict.fromkeys(
        ("degree > DEGREE: False", "len(found) > WIDE: False"), BOUNDS
    ),
    "rules.digits.fractions.quotient": dict.fromkeys(
        (
            "len(parts) == 1 or any((sum(p.exponents.values()) > 1 for p in parts)): True",
            "len(parts) == 1: False",
            "any((sum(p.exponents.values()) > 1 for p in parts)): False",
        ),
        BEYOND,
    ),
    "rules.digits.fractions.chosen_where_finite": dict.fromkeys(
        ("max(powers, default=0) > 1: True", "any((v not in p.exponents for p in terms)): True"),
        LONGER,
    ),
    "rules.digits.squares.scaled": {"v in squares: False": BEYOND},
    "logdomain.deviations.parts_of": {"has_exponential(p): True": SPARES_A_SEARCH},
    "logdomain.deviations.share_exponents": dict.fromkeys(
        ("len(pending) < BUDGET: True", "len(pending) < BUDGET #2: True"), BOUNDS),
    "logdomain.intervals._collect": dict.fromkeys(
        ("depth: True", "depth #2: True", "depth #3: True"), "it bounds the time of the search"
    ),
    "logdomain.weighted.average_of": {"op_name(weights) == 'add': False": AVERAGES},
    "logdomain.weighted._of_terms": dict.fromkeys(
        (
            "op_name(total) not in ('add', 'sub'): True",
            "op_name(total) not in ('add', 'sub'): False",
            "None in below or None in above or "
            "(not all((f.is_positive and f.log.type == weights.type for f in below))): True",
            "None in below: False",
            "all((f.is_positive and f.log.type == weights.type for f in below)): True",
            "all((f.is_positive and f.log.type == weights.type for f in below)): False",
            "f.is_positive and f.log.type == weights.type: False",
            "f.log.type == weights.type: True",
            "all((any((same_graph(f.log, g.log) for g in below)) for f in above)): True",
            "all((any((same_graph(f.log, g.log) for g in below)) for f in above)): False",
            "all((f.is_positive for f in above)) or "
            "not all((any((same_graph(f.log, g.log) for g in below)) for f in above)): True",
            "all((f.is_positive for f in above)): False",
            "f.is_positive #2: True",
        ),
        AVERAGES,
    ),
    "logdomain.signs._is_at_most_one": {"depth == 0: False": "it bounds the time of the search"},
    "logdomain.form.remembered": dict.fromkeys(
        ("fgraph is None: True", "looked < depth: True"),
        "the table changes what a search costs, which test_cost.py counts",
    ),
    "passes.canonizer.holds": {
        "isinstance(owner.op, kinds): True": SPARES_A_SEARCH,
        "found in names: True": SPARES_A_SEARCH,
        "found in family: True": SPARES_A_SEARCH,
        "absorbed(fgraph, node, family): False": SPARES_A_SEARCH,
        "len(fgraph.clients(v)) == 1: True": SPARES_A_SEARCH,
    },
    "passes.canonizer.of_dtype": {
        "getattr(value, 'dtype', None) == dtype: False": "a number that has the dtype is converted to itself",
    },
    "passes.canonizer.Lists.__init__": {"found is None: True": SPARES_A_SEARCH},
    "passes.canonizer.Lists._constant": {"self.product #2: True": "only products read the ratio"},
    "passes.canonizer.Lists._parts": {"factor != 1: True": "the factor 1 goes when the rule applies again"},
    "passes.canonizer.Lists.cancel": {
        "self.bottom: True": SPARES_A_SEARCH,
        "self.top: True": SPARES_A_SEARCH,
    },
    "passes.canonizer.loses_digits": {
        "len(node.inputs) > WIDE: False": "it bounds the time of the search",
        "bool(others): True": SPARES_A_SEARCH,
    },
    "passes.canonizer.absorbed": {"family is SUM: True": SPARES_A_SEARCH},
    "passes.canonizer.give_name": {"node.op.name is None: True": NAMES, "node.op.name is None: False": NAMES},
    "passes.association.arrange": {"result is form.out: False": NAMES},
    "lengths.checked": {"inputs: True": SPARES_A_SEARCH},
    "lengths.must_agree": {"shapes.same_shape(x, y, axis, axis): False": "the search would find the same"},
    "lengths.lengths_met": {"len(pending) > MOST: False": "it bounds the time of the search"},
    "logdomain.form.states_of": {"found is None: True": "it is found again"},
    "logdomain.form.looked_at": {"is_end(v): False": ENDS},
    "logdomain.form._form": {"is_end(v): False": ENDS},
    "logdomain.worth.is_needed": dict.fromkeys(
        (
            "is_of_gradients(v): False",
            "known or not is_of_gradients(v): True",
            "known: False",
            "out in fgraph.gradients: True",
            "out in fgraph.gradients: False",
        ),
        ENDS,
    ),
    "logdomain.form.is_of_gradients": dict.fromkeys(
        (
            "gradients: True",
            "gradients: False",
            "pending: False",
            "v in gradients: True",
            "v in gradients: False",
            "v.owner is not None and (not is_source(v.owner)): False",
            "is_source(v.owner): True",
            "is_source(v.owner): False",
            "v.owner is not None: True",
        ),
        ENDS,
    ),
    "logdomain.form.is_end": {"fgraph is not None and v in states_of(fgraph): False": ENDS},
    "logdomain.multiplication.multiply": {
        "inverted and is_of_gradients(v): False": ENDS,
        "inverted #3: True": "only divisors are made of gradients",
    },
    "rules.logdomain.product_domain": {"is_of_gradients(v): False": ENDS},
    "logdomain.form._read_by": {
        "isinstance(node.op, (*MOVES, CAReduce, CumOp, MaxAndArgmax)): True": SPARES_A_SEARCH,
    },
    "rules.nnet.sigmoid.sigmoid_factors": dict.fromkeys(
        (
            "not is_op(v, 'sigmoid') and "
            "(not (is_op(v, 'mul') and any((is_op(w, 'sigmoid') for w in v.owner.inputs)))): False",
            "is_op(v, 'sigmoid'): True",
            "any((is_op(w, 'sigmoid') for w in v.owner.inputs)): True",
        ),
        SPARES_A_SEARCH,
    ),
    "rules.nnet.relu.slopes": {
        "len(pending) > MOST: False": "it bounds the time of the search",
        "factors[0] is w: False": "the search ends soon, and finds nothing",
    },
    "rules.logdomain.joinable": {
        **dict.fromkeys(
            (
                "len(factors) < 2: False",
                "any((may_overflow(fgraph, v) for v in factors)): True",
                "sum(map(has_exponential, factors)) < 2: False",
                "needed #2: True",
            ),
            SPARES_A_SEARCH,
        ),
        "find(v, DEPTH) is not None: True": "a factor without a form stays one",
    },
    "logdomain.worth.is_demanded": {
        "len(seen) > MANY_READERS: False": BOUNDS,
        "u not in seen: True": SPARES_A_SEARCH,
        "w in states: False": ENDS,
        "derived and op_name(node.outputs[0]) in DIVIDING: False": ENDS,
        "op_name(node.outputs[0]) in DIVIDING: True": ENDS,
    },
    "logdomain.worth.is_cheap": {"node in made: False": SPARES_A_SEARCH},
    "logdomain.worth.extremes": dict.fromkeys(
        ("len(seen) < BUDGET: True", "(v, inverted) in seen: False"), "it bounds the time of the search"
    ),
    "logdomain.worth.outgrows": dict.fromkeys(
        ("len(seen) < BUDGET: True", "node is None: False", "v in seen: False"), "it bounds the time of the search"
    ),
    "logdomain.worth.terms": {"len(pending) > BUDGET: False": "it bounds the time of the search"},
    "logdomain.overflow.may_overflow": dict.fromkeys(
        (
            "v in tame: False",
            "v in seen: False",
            "len(seen) > BUDGET or overflows(node): True",
            "len(seen) > BUDGET: False",
            "is_source(node): False",
        ),
        SPARES_A_SEARCH,
    ),
    "logdomain.overflow.overflows": dict.fromkeys(
        (
            "name == 'exp': False",
            "is_below_zero(node.inputs[0]): False",
            "is_source(node): True",
        ),
        SPARES_A_SEARCH,
    ),
}


def test_every_rule_has_a_proof_in_the_file_of_its_family():
    assert {name: family for name, (family, _) in PROOFS.items()} == {
        name: rule.family for name, rule in NODE_RULES.items()
    }


@pytest.mark.parametrize("name", PROOFS)
def test_proof(name):
    """It applies to the examples, keeps their values, and refuses the near misses."""
    check(name, PROOFS[name][1])


@pytest.mark.parametrize("name", tried(PROOFS))
def test_guards_are_needed(name):
    """Without any one of its guards the rule fails its proof."""
    proof = PROOFS[name][1]
    function = NODE_RULES[name].function
    codes = guards_of(function)
    assert_needed(function, codes, dict.fromkeys(codes, [partial(check, name, proof)]), proof.harmless)


@pytest.mark.parametrize("name", tried(HELPERS))
def test_guards_of_helpers_are_needed(name):
    """Without any one of them a proof fails, or a form, in which the function runs."""
    function = HELPERS[name]
    assert any(name in names for _, names, _ in runs()), "no proof runs it"
    codes = guards_of(function)
    held = {guard: [call for call, _, changed in runs() if (name, guard) in changed] for guard in codes}
    assert_needed(function, codes, held, HARMLESS.get(name, {}))


def test_reasons_are_of_functions_that_are_there():
    assert HARMLESS.keys() <= HELPERS.keys()


@cache
def runs():
    """Return ``(check, the helpers that it runs, what would change in it)`` of all proofs and forms."""
    # forms first: they end at once, where a rule without its guard may apply for ever
    held = [partial(check_form, program, text) for check_form, program, text in tables().values()]
    held += [partial(check, name, proof) for name, (_, proof) in PROOFS.items()]
    found = []
    with noted(HELPERS) as changed:
        for call in held:
            changed.clear()
            call()
            found.append((call, {name for name, _ in changed}, frozenset(changed)))
    return found


def assert_needed(function, codes, held, harmless):
    """Hold each guard of a function against the checks of ``{guard: checks}``; one of them fails without it."""
    assert harmless.keys() <= codes.keys(), "a reason for a guard that is not there"
    kept = [guard for guard, code in codes.items() if not is_noticed(function, code, held[guard])]
    assert set(kept) == harmless.keys(), kept


def is_noticed(function, code, held):
    """Return whether a check fails where `function` runs `code`."""
    with without(function, code):
        for call in held:
            try:
                with limited():
                    call()
            except Exception:  # noqa: BLE001 - a crash shows the guard as well as a wrong value
                return True
    return False
