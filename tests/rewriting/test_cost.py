"""The canonizer looks at each product once: trees that share parts, and long chains, cost as much as they are long."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.rewriting import powerseries
from tensorgraph.rewriting.logdomain import complements, form, masks, negation, signs, worth
from tensorgraph.rewriting.passes import canonizer
from tensorgraph.rewriting.rules.digits import fractions
from tensorgraph.rewriting.rules.nnet import relu


def squares(x, n):
    """``x ** 2**n``: each factor is read twice by one node."""
    y = x
    for _ in range(n):
        y = y * y
    return y


def chain(x, n):
    """Products of products, and sums of them."""
    y = x
    for k in range(n):
        y = y * (x + k)
    return y


def test_forms_of_squares_of_squares(monkeypatch):
    """In the log domain too, a factor that is read twice is looked at once."""
    made = []
    kept = form._form
    monkeypatch.setattr(form, "_form", lambda v, depth: (made.append(1), kept(v, depth))[1])
    x, w = T.dscalars("x", "w")
    y = x
    for _ in range(30):
        y = y * y * w * T.exp(x - 1)
    f = theano.function([x, w], T.log(y))
    np.testing.assert_allclose(f(1.0, 1.0), 0.0)
    assert 0 < len(made) < 100_000, len(made)


def test_assertions_of_many_lengths():
    """A node is made anew once for all lengths that its inputs are asserted to have, however many nodes are behind."""
    rows, lengths = [T.dvector() for _ in range(150)], T.lvector("lengths")
    z = T.zeros(1)
    for i, x in enumerate(rows):
        z = T.tanh(z + T.specify_shape(x, T.stack([lengths[i]])))
    f = theano.function([*rows, lengths], z)
    values = [np.full(2, 0.1 * i) for i in range(150)]
    want = np.zeros(2)
    for x in values:
        want = np.tanh(want + x)
    np.testing.assert_allclose(f(*values, np.full(150, 2)), want)
    with pytest.raises(ValueError, match="expected 3"):
        f(*values, np.repeat([2, 3, 2], [80, 1, 69]))


def test_gradients_of_many_parameters(monkeypatch):
    """Whether each gradient is still in the graph is asked without a list of all variables."""
    lists = []
    kept = theano.FunctionGraph.variables.fget
    monkeypatch.setattr(theano.FunctionGraph, "variables", property(lambda g: (lists.append(1), kept(g))[1]))
    x, params = T.dvector("x"), [T.dvector() for _ in range(40)]
    y = x
    for p in params:
        y = T.exp(-y * p) / (1 + y)
    theano.function([x, *params], T.grad(T.log(y).sum(), params))
    assert len(lists) < 10, len(lists)


def twice(x, join, n):
    """Read `x` twice, and so what is made of it."""
    for _ in range(n):
        x = join(x, x)
    return x


@pytest.mark.parametrize(
    "module, name, search",
    [
        (signs, "is_below_zero", lambda x: signs.is_below_zero(twice(T.sqr(x), T.mul, 15), -1)),
        (signs, "is_below_zero", lambda x: signs.is_below_zero(twice(T.sqr(x), T.maximum, 15), -1)),
        (masks, "mask_of", lambda x: masks.mask_of(twice(T.cast(x > 0, "float64"), T.mul, 15))),
        (negation, "negated", lambda x: negation.negated(twice(-T.sqr(x), T.add, 40))),
        (
            complements,
            "complement",
            lambda x: complements.complement(
                twice(T.nnet.sigmoid(x), lambda a, b: T.switch(x > 0, a, T.switch(x > 1, a, b)), 7)
            ),
        ),
    ],
)
def test_searches_of_what_is_read_twice(module, name, search, monkeypatch):
    """Signs, masks and what is left to 1 are looked for once."""
    made = []
    kept = getattr(module, f"_{name}")
    monkeypatch.setattr(module, f"_{name}", lambda *args: (made.append(1), kept(*args))[1])
    found = search(T.dscalar("x"))
    assert found is not None and found is not False
    assert 0 < len(made) < 400, len(made)


@pytest.mark.parametrize("step", [lambda p: p * p + p * (1 - p), lambda p: (1 - p) * (1 - p * p)])
def test_complements_of_complements(step, monkeypatch):
    """Of products of a variable and what is left of it to 1, each level is looked at a few times."""
    made = []
    for module, name in ((form, "_form"), (complements, "_complement")):
        kept = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, kept=kept: (made.append(1), kept(*args))[1])
    counts = []
    for n in (6, 12):
        x = T.dvector("x")
        p = T.nnet.sigmoid(x)
        for _ in range(n):
            p = step(p)
        made.clear()
        f = theano.function([x], [T.log(1 - p), T.log(p)])
        counts.append(len(made))
    assert np.isfinite(f([0.5])[1]).all()
    assert 0 < counts[1] < 4 * counts[0], counts


def test_searches_of_all_layers(monkeypatch):
    """Layers that divide by what depends on exponentials are looked at a few times, however many roots are above."""
    made = []
    kept = form._form
    monkeypatch.setattr(form, "_form", lambda v, depth: (made.append(1), kept(v, depth))[1])
    counts = []
    for n in (8, 16):
        x = T.dmatrix("x")
        h = x
        for _ in range(n):
            h = (h - h.mean(1, keepdims=True)) / T.sqrt(h.var(1, keepdims=True) + 1e-5) * T.nnet.softplus(h)
        made.clear()
        f = theano.function([x], T.grad(h.sum(), x))
        counts.append(len(made))
    assert np.isfinite(f(np.arange(12.0).reshape(3, 4))).all()
    assert not f.maker.fgraph.known
    assert 0 < counts[0] < 1500 and counts[1] < 3 * counts[0], counts


def test_nets_of_tame_functions_are_not_searched(monkeypatch):
    """Products in which nothing overflows have no forms made, whatever is below them."""
    monkeypatch.setattr(form, "_form", lambda v, depth: pytest.fail(f"looked for the form of {v}"))
    x, ws = T.dmatrix("x"), [T.dmatrix() for _ in range(4)]
    h = x
    for w in ws:
        h = T.tanh(T.dot(h, w)) * T.nnet.sigmoid(h)
    f = theano.function([x, *ws], T.grad((h**2).mean(), ws), allow_input_downcast=True)
    assert np.isfinite(f(*[1000 * np.ones((3, 3))] * 5)).all()


@pytest.mark.parametrize("program", [squares, chain])
def test_looks_grow_with_the_graph(program, monkeypatch):
    looked = []
    kept = canonizer.number
    monkeypatch.setattr(canonizer, "number", lambda v: (looked.append(1), kept(v))[1])
    counts = []
    for n in (20, 40):
        x = T.dscalar("x")
        looked.clear()
        f = theano.function([x], program(x, n))
        counts.append(len(looked))
    assert f(0.0 if program is chain else 1.0) == (0.0 if program is chain else 1.0)
    assert 0 < counts[1] < 4 * counts[0], counts


@pytest.mark.parametrize("n", [40, 200])
def test_sums_of_what_is_read_twice_beside_a_softplus(n, monkeypatch):
    """Multiples of a variable and its absolute value are looked for in a few operations only."""
    looks = []
    kept = relu.product
    monkeypatch.setattr(relu, "product", lambda fgraph, v: (looks.append(1), kept(fgraph, v))[1])
    x = T.dvector("x")
    y = twice(x, lambda v, w: v + w, n)
    theano.function([x], [T.nnet.softplus(-abs(x)) + y, y])
    assert len(looks) < 100, len(looks)


def test_sums_of_many_absolute_values(monkeypatch):
    """The multiple of x that belongs to a multiple of abs(x) is found at once."""
    looks = []
    kept = relu.product
    monkeypatch.setattr(relu, "product", lambda fgraph, v: (looks.append(1), kept(fgraph, v))[1])
    x = T.dvector("x")
    y = x
    for _ in range(300):
        y = y + abs(x)
    f = theano.function([x], y)
    np.testing.assert_allclose(f([-1.0, 2.0]), [299.0, 602.0])
    assert 0 < len(looks) < 10_000, len(looks)


def test_lengths_that_share_their_parts():
    """A length of which each part is read twice is walked over once, not once for each path to its beginning."""
    x, n = T.dvector("x"), T.lscalar("n")
    length = n
    for k in range(80):
        length = T.maximum(length, length - k)
    y = T.exp(x.reshape((length, 2))[:, 1:].sum(axis=1))
    f = theano.function([x, n], [y, y.shape[0]])
    got, shape = f(np.arange(6.0), 3)
    np.testing.assert_allclose(got, np.exp([1, 3, 5]))
    assert shape == 3


def test_forms_of_roots_of_sums_in_a_chain():
    """The form of each root is a sum with logarithms of those below it: rewrites end before they have all been made."""
    x = T.dvector("x")
    y = x
    for i in range(60):
        y = (T.sin, T.exp, T.tanh, T.sqrt)[i % 4](y * 0.3) * 0.5 + y * 0.5
    f = theano.function([x], y)
    assert len(f.maker.fgraph.apply_nodes) < 2000
    given = np.linspace(0.1, 2, 5)
    np.testing.assert_allclose(f(given), theano.function([x], y, mode="FAST_COMPILE")(given), rtol=1e-9)


def test_gradients_of_chains_with_removable_poles():
    """What is a polynomial near 0 is copied for elsewhere, without the gradient so far that it is multiplied by."""
    x = T.dvector("x")
    y = x
    for i in range(15):
        y = (T.exp(y) - 1 - y, T.sqrt(1 + y), T.cos(y))[i % 3]
    # twice as many for each three layers before, 38 more for each now
    assert len(theano.function([x], T.grad(y.sum(), x)).maker.fgraph.apply_nodes) < 400


def test_differences_of_gammas_in_a_chain():
    """What both branches of the choice read is copied once, not once for each path to it."""
    x, w = T.dvectors("x", "w")
    y = x
    for _ in range(40):
        y = 1 + 0.1 * (T.gammaln(y + w) - T.gammaln(y))
    f = theano.function([x, w], y)
    given = np.array([2.0, 3.0]), np.array([1.5, 1.5])
    np.testing.assert_allclose(f(*given), theano.function([x, w], y, mode="FAST_COMPILE")(*given), rtol=1e-9)


def test_readers_of_products_are_looked_for_nearby(monkeypatch):
    """What reads a product is asked of the nodes above it, not of the whole graph after each of its changes."""
    looks = []
    kept = worth.sensitive_inputs
    monkeypatch.setattr(worth, "sensitive_inputs", lambda node: (looks.append(1), kept(node))[1])
    counts = []
    for n in (10, 20):
        x, s = T.dvector("x"), [T.dvector() for _ in range(n)]
        y = x
        for v in s:
            y = y * T.exp(v) * T.exp(T.tanh(v)) + v
        looks.clear()
        theano.function([x, *s], T.grad((y**2).sum(), s))
        counts.append(len(looks))
    assert 0 < counts[1] < 3 * counts[0], counts


def test_sums_in_fractions_are_taken_apart_once(monkeypatch):
    """Many terms of a sum of fractions have the same sums as factors."""
    looks = []
    kept = fractions.terms_of
    monkeypatch.setattr(fractions, "terms_of", lambda fgraph, form: (looks.append(1), kept(fgraph, form))[1])
    x = T.dvector("x")
    y = x
    for _ in range(10):
        y = y / (1 + y)
    f = theano.function([x], T.grad(y.sum(), x))
    # y is x / (1 + 10 x)
    np.testing.assert_allclose(f([0.5, 3.0]), [1 / 36, 1 / 961])
    # 213 before
    assert 0 < len(looks) < 150, len(looks)


def test_series_of_layers_are_alike(monkeypatch):
    """The series of a function that many layers have is computed once."""
    powers = []
    kept = powerseries.rational_power
    monkeypatch.setattr(powerseries, "rational_power", lambda *args: (powers.append(1), kept(*args))[1])
    powerseries._power.cache_clear()
    x = T.dvector("x")
    y = x
    for _ in range(20):
        y = T.log1p(y) / y
    theano.function([x], T.grad(y.sum(), x))
    assert 0 < len(powers) < 10, len(powers)
