"""``get_debug_values``: test values for checks while a graph is built."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.testvalue import get_debug_values


def test_debug_values():
    x, y = T.dscalars("x", "y")
    x.tag.test_value = 2.0
    assert get_debug_values(x) == []
    with theano.config.change_flags(compute_test_value="raise"):
        assert get_debug_values(x) == [2.0]
        assert get_debug_values(x, T.constant(3.0)) == [(2.0, 3.0)]
        assert [(a.shape, b.shape) for a, b in get_debug_values(x, [1, 2])] == [((), (2,))]
        with pytest.raises(AttributeError, match="y"):
            get_debug_values(x, y)
    with theano.config.change_flags(compute_test_value="ignore"):
        assert get_debug_values(y) == []


def test_a_test_value_of_the_wrong_type():
    x = T.dvector("x")
    x.tag.test_value = np.ones((2, 2))
    with theano.config.change_flags(compute_test_value="raise"), pytest.raises(TypeError, match="the requested type"):
        T.exp(x)


def test_values_of_what_was_made_while_there_were_none():
    x = T.dvector("x")
    x.tag.test_value = np.ones(3)
    y = T.exp(x) * 2
    with theano.config.change_flags(compute_test_value="raise"):
        z = y + 1
        np.testing.assert_allclose(z.tag.test_value, 2 * np.exp(1) + 1)
        with pytest.raises(ValueError, match="input 1 (.*) of Op Elemwise{mul"):
            z + 2 * T.dvector()
    with theano.config.change_flags(compute_test_value_opt="raise", on_opt_error="raise"):
        np.testing.assert_allclose(theano.function([x], y)([0.0]), 2)


DERIVED = {
    "jacobian": lambda f, x: T.jacobian(f(x), x),
    "jacobian of a stack": lambda f, x: T.jacobian(T.stack([f(x).sum(), x[0] * x[1]]), x),
    "hessian": lambda f, x: T.hessian(f(x).sum() * x[0], x),
    "Lop": lambda f, x: T.Lop(f(x), x, f(x)),
    "Rop": lambda f, x: T.Rop(f(x), x, x),
    "vmap": lambda f, x: theano.vmap(lambda v: f(v).sum())(T.outer(x, x)),
    "vmap of a constant": lambda f, x: theano.vmap(f)(np.ones((2, 3))),
    "vmap of a shared variable": lambda f, x: theano.vmap(f)(theano.shared(np.ones((2, 3)))),
    "gradient of vmap": lambda f, x: T.grad(theano.vmap(lambda v: f(v).sum())(T.outer(x, x)).sum(), x),
    "jvp": lambda f, x: theano.jvp(f, (x,), (x,))[1],
    "hvp": lambda f, x: theano.hvp(lambda v: f(v).sum(), (x,), (x,)),
    "checkpoint": lambda f, x: T.grad(theano.checkpoint(f)(x).sum(), x),
    "scan": lambda f, x: T.grad(theano.scan(lambda v, s: s + f(v), sequences=x, outputs_info=x[0])[0][-1], x),
}


@pytest.mark.parametrize("name", DERIVED)
def test_what_is_derived_has_test_values(name):
    """Also where variables are made inside; they are the values of the call."""
    x = T.dvector("x")
    x.tag.test_value = np.array([0.5, -1.0, 2.0])
    with theano.config.change_flags(compute_test_value="raise"):
        z = DERIVED[name](lambda v: T.tanh(v) * v, x)
        value = get_debug_values(z)[0]
    np.testing.assert_allclose(value, theano.function([x], z, on_unused_input="ignore")(x.tag.test_value), rtol=1e-12)


def test_operations_look_up_test_values():
    """PyMC3's operations of differential equations do."""

    class Doubled(theano.Op):
        def make_node(self, x):
            seen.append(super()._get_test_value(x))
            return theano.Apply(self, [x], [x.type()])

    seen = []
    x = T.dscalar()
    x.tag.test_value = 3.0
    Doubled()(x)
    assert seen == [3.0]
