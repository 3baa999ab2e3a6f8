"""JAX's gradients of branches that are not chosen: no nan, and the values and slopes of this package elsewhere."""

import jax
import jax_agreement  # noqa: F401 - it lets JAX compute in 64 bits
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

x = T.dvector("x")
POINT = np.array([0.0, 1.0, -2.0, 0.3])
PROGRAMS = {
    "log": lambda: T.switch(x > 0, T.log(x), x),
    "second branch": lambda: T.switch(x <= 0, x, T.log(x)),
    "power": lambda: T.switch(x > 0, x**-1.5, 0.0),
    "root": lambda: T.switch(x > 0, T.sqrt(x), 0.0),
    "quotient": lambda: T.where(T.neq(x, 0), T.sin(x) / x, 1.0),
    "entropy": lambda: T.switch(T.eq(x, 0), 0.0, x * T.log(abs(x))),
    "read elsewhere": lambda: T.switch(x > 0, T.exp(T.sqrt(x) * 2), T.cos(x)) * T.log(x + 3),
    "branches in branches": lambda: T.switch(x > -1, T.switch(x > 0, T.log(x) + 1 / x, -x), T.sqrt(-x)),
    "inverse functions": lambda: T.switch(abs(x) < 0.5, T.arcsin(x * 2) + T.arctanh(2 * x), T.arccosh(1 + abs(x))),
    "several operations": lambda: T.switch(x > 0, T.log(T.log1p(T.sqrt(x)) / x), T.sqr(x)),
    "an operand for all": lambda: T.switch(x > 0, x / x.sum(), x),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_gradients(name):
    z = PROGRAMS[name]()
    cost = z.sum()
    f = theano.to_jax(cost, [x])
    slope = jax.jit(jax.grad(f))(POINT)
    assert np.isfinite(slope).all()
    np.testing.assert_allclose(theano.to_jax(z, [x])(POINT), theano.function([x], z)(POINT), rtol=1e-12)
    np.testing.assert_allclose(slope, theano.function([x], T.grad(cost, x))(POINT), rtol=1e-12, atol=1e-14)


def test_second_derivatives():
    cost = T.switch(x > 0, T.sqrt(x), x).sum()
    found = jax.hessian(theano.to_jax(cost, [x]))(POINT)
    np.testing.assert_allclose(found, np.diag([0, -0.25, 0, -0.25 * 0.3**-1.5]), atol=1e-12)


def test_inside_of_loops():
    z, _ = theano.scan(lambda a, h: T.switch(a > 0, T.log(a), a) + h, sequences=x, outputs_info=T.zeros((), "float64"))
    slope = jax.grad(theano.to_jax(z[-1], [x]))(POINT)
    np.testing.assert_allclose(slope, [1, 1, 1, 1 / 0.3])


def test_conditions_for_all_and_integers():
    """A condition of one element, and branches of other dtypes or shapes, are left as they are."""
    outputs = [T.switch(x.sum() > 0, x, T.log(x)), T.switch(x > 0, T.cast(x, "int64"), 3), T.switch(x > 0, 1 / x[0], x)]
    for z, f in zip(theano.function([x], outputs)(POINT), [theano.to_jax(z, [x]) for z in outputs]):
        np.testing.assert_allclose(f(POINT), z)
