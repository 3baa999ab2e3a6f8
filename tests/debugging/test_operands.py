"""Compiled functions and lists of variables where a variable is meant: operators and attributes say what to do."""

import copy
import pickle

import numpy as np
import pytest
from mistakes import check, names, parameters

import tensorgraph as theano
import tensorgraph.tensor as T

FUNCTION = "f = theano.function([x], x)\n"
GRADIENTS = "g = T.grad((w ** 2).sum(), [w])\n"
OF_ONE = "A list of 1 variable .* `w \\*\\* 2`.* matrix", r"\[2 \* g for g in grads\]", r"T\.grad\(cost, w\)"
MISTAKES = [
    *[
        (FUNCTION + program, TypeError, "the function made at .* is a compiled function", r"f\(values\)")
        for program in ("z = f + 1", "z = 2 * f", "z = -f", "z = x + f", "z = f > 0", "z = abs(f)")
    ],
    *[
        (GRADIENTS + program, TypeError, *OF_ONE)
        for program in (
            "z = 0.1 * g", "z = g * 2", "z = w - 0.1 * g", "z = -g", "z = g / 2", "g *= 2", "z = g - g", "z = abs(g)",
            "z = np.float64(0.1) * g", "z = g @ g",
        )
    ],
    (GRADIENTS + "z = g.sum()", AttributeError, "'sum'", *OF_ONE),
    (GRADIENTS + "z = g.shape", AttributeError, "'shape'", *OF_ONE),
    ("z = T.nlinalg.svd(a) * 2", TypeError, "A list of 3 variables", r"`T\.nlinalg\.svd\(a\)`", r"a, b = f\(x\)"),
    ("z = T.split(v, [1, 2], 2) / 2", TypeError, "A list of 2 variables"),
    ("z = theano.gradient.jacobian(v ** 2, [v]) * 2", TypeError, "A list of 1 variable"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "kind", "facts"), **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, names())


def test_a_list_of_variables_is_a_list():
    """It is copied, joined, compared, stacked beside a variable, and found in trees, as lists are."""
    x, y = T.dscalars("xy")
    g = T.grad(x**2 + x * y, [x, y])
    assert isinstance(g, list) and repr(g) == repr(list(g)) and g == list(g) and g.index(g[1]) == 1
    assert type(g + [x]) is type([x] + g) is list and len(g + g) == 4
    assert len(pickle.loads(pickle.dumps(g))) == len(copy.copy(g)) == len(copy.deepcopy(g)) == 2
    assert (x * g).eval({x: 2.0, y: 1.0}).tolist() == (g * x).eval({x: 2.0, y: 1.0}).tolist() == [10.0, 4.0]
    assert theano.function([x, y], g)(2.0, 1.0) == [5.0, 2.0]
    assert not hasattr(g, "nosuch") and not hasattr(g, "__array__")
    rows = theano.vmap(lambda p: T.grad(p**2, [p]))(T.dvector("v"))
    assert type(rows) is list
    both = theano.compiled(lambda p: T.grad(p**2, [p]))(3.0)
    assert type(both) is list and both == [6.0]
    np.testing.assert_array_equal(T.stack(g).eval({x: 2.0, y: 1.0}), [5.0, 2.0])
