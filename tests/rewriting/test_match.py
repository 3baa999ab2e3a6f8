"""The language of patterns: what fits, what it binds, and the type of what replaces it."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.printing import pp
from tensorgraph.rewriting.equilibrium import Equilibrium
from tensorgraph.rewriting.query import RULES
from tensorgraph.rewriting.rule import Discrete, Float, Number, Rule
from tensorgraph.rewriting.ruleindex import RuleIndex
from tensorgraph.scalar import REGISTRY

exp, log, sqr, mul = (REGISTRY[name] for name in ("exp", "log", "sqr", "mul"))
x, y, z = T.dvectors("x", "y", "z")
row, m, k, s = T.drow("row"), T.dmatrix("m"), T.lvector("k"), T.fvector("s")
cell = T.TensorType("float64", (True,))("cell")


def rewritten(function, output):
    """The output's text after the rule `function` alone, or None where it does not apply."""
    fgraph = FunctionGraph([x, y, z, row, m, k, s, cell], [output])
    applied = Equilibrium([Rule(function)], folding=False).apply(fgraph)
    assert fgraph.outputs[0].type == output.type
    return pp(fgraph.outputs[0]) if applied else None


def double(a):
    yield a + a >> 2 * a


def inverse(a):
    yield log(exp(a)) >> a


def one_plus(a):
    yield 1 + exp(a) >> sqr(a)


def powers(a: Float, c: Number):
    yield a**c >> a ** (c - 1), c > 2


def integers(a: Discrete):
    yield a // 1 >> a


def twice_two(a, b):
    yield exp(a) * log(b) >> a + b


def test_a_variable_that_occurs_twice_is_the_same():
    assert rewritten(double, x + x) == "(TensorConstant{(1,) of 2.0} * x)"
    assert rewritten(double, x + y) is None


def test_nested():
    assert rewritten(inverse, T.log(T.exp(x + 1))) is not None
    assert rewritten(inverse, T.exp(T.log(x))) is None


@pytest.mark.parametrize("one", [1, 1.0, np.ones(1), T.fill(cell, 1.0), T.ones_like(cell)])
def test_a_literal_fits_through_dimshuffle_and_fill(one):
    assert rewritten(one_plus, T.exp(x) + one) == "sqr(x)"
    assert rewritten(one_plus, one + T.exp(x)) == "sqr(x)"


def test_a_literal_has_no_length_of_its_own():
    for ones in (T.ones_like(y), T.alloc(1.0, y.shape[0]), np.ones(3)):
        assert rewritten(one_plus, T.exp(x) + ones) is None


def test_a_literal_is_that_number_only():
    assert rewritten(one_plus, T.exp(x) + 2) is None
    assert rewritten(one_plus, T.exp(x) + y) is None


def test_conditions():
    assert rewritten(powers, x**3) == "(x ** TensorConstant{(1,) of 2.0})"
    assert rewritten(powers, x**1.5) is None
    assert rewritten(powers, k**3) is None


def test_kinds():
    assert rewritten(integers, k // 1) == "k"
    assert rewritten(integers, x // 1) is None


def test_the_rest_of_an_nary_op_stays():
    assert rewritten(twice_two, T.mul(y, T.exp(x), z, T.log(y))) == "((x + y) * y * z)"


def test_a_plain_variable_takes_what_is_left():
    def logs(a):
        yield log(1 + a) >> sqr(a)

    assert rewritten(logs, T.log(T.add(x, 1, y, z))) == "sqr((x + y + z))"


def test_the_result_has_the_type_of_what_it_replaces():
    # a float32 variable in a float64 expression; a row spread over a matrix
    def drop(a, b):
        yield a + 0 * b >> a

    assert rewritten(drop, s + 0 * y) == "float64(s)"
    assert rewritten(drop, row + 0 * m) == "fill((TensorConstant{0} * m), row)"


def test_names_and_places_are_handed_on():
    out = T.log(T.exp(T.sqr(x)))
    out.name = "result"
    fgraph = FunctionGraph([x], [out])
    Equilibrium([Rule(inverse)]).apply(fgraph)
    assert fgraph.outputs[0].name == "result"
    assert fgraph.outputs[0].owner.trace is not None


def test_rules_that_undo_each_other_are_stopped():
    def there(a):
        yield exp(a) >> log(a)

    def back(a):
        yield log(a) >> exp(a)

    fgraph = FunctionGraph([x], [T.exp(x)])
    with pytest.raises(RuntimeError, match="come to rest"):
        Equilibrium([Rule(there), Rule(back)]).apply(fgraph)


def names(candidates):
    return [[rule.name for _, rule, _ in part] for part in candidates]


def test_scalar_operations_and_those_on_tensors_have_rules_of_their_own():
    """One that a graph of numbers uses leaves the rules of its elementwise twin alone, and the other way round."""
    n = theano.scalar.float64("n")
    x = T.dscalar("x")
    index = RuleIndex(list(RULES.values()))
    number, tensor = theano.scalar.exp(n).owner, T.exp(x).owner
    before = index.candidates(tensor)
    assert index.candidates(number) != before and index.candidates(tensor) == before
    index = RuleIndex(list(RULES.values()))
    index.candidates(number)
    assert names(index.candidates(tensor)) == names(before)
    f = theano.function([n], theano.scalar.log(1 + n**2) * n)
    assert f(2.0) == 2 * np.log(5.0)
