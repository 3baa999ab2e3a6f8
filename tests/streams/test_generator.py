"""Streams of NumPy's Generator."""


import numpy as np
import pytest
from scipy import stats
from stream_checks import check_pickles_and_copies_go_on

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import NullTypeGradError
from tensorgraph.streams.generator import GeneratorStreams
from tensorgraph.streams.generatorstate import GeneratorSharedVariable
from tensorgraph.tensor.random.generator import GeneratorFunction, generator_type


def first(seed=5, bits=np.random.PCG64):
    """The generator of the first random variable."""
    return np.random.Generator(bits(np.random.SeedSequence(seed).spawn(1)[0]))


CASES = {
    "uniform": ((), lambda g: g.random(4)),
    "normal": ((2.0, 3.0), lambda g: 2 + 3 * g.standard_normal(4)),
    "lognormal": ((0.0, 0.5), lambda g: np.exp(0.5 * g.standard_normal(4))),
    "laplace": ((1.0, 2.0), lambda g: 1 + 2 * g.laplace(0, 1, 4)),
    "logistic": ((1.0, 2.0), lambda g: 1 + 2 * g.logistic(0, 1, 4)),
    "gumbel": ((1.0, 2.0), lambda g: 1 + 2 * g.gumbel(0, 1, 4)),
    "exponential": ((2.0,), lambda g: 2 * g.standard_exponential(4)),
    "gamma": ((3.0, 2.0), lambda g: 2 * g.standard_gamma(3.0, 4)),
    "beta": ((3.0, 2.0), lambda g: g.beta(3.0, 2.0, 4)),
    "integers": ((-3, 9), lambda g: g.integers(-3, 9, 4)),
    "random_integers": ((-3, 9), lambda g: g.integers(-3, 10, 4)),
    "binomial": ((9, 0.5), lambda g: g.binomial(9, 0.5, 4)),
    "poisson": ((5.0,), lambda g: g.poisson(5.0, 4)),
    "multinomial": ((9, [0.25, 0.75]), lambda g: g.multinomial(9, [0.25, 0.75], 4)),
    "choice": ((7,), lambda g: g.choice(7, 4)),
    "permutation": ((6,), lambda g: np.stack([g.permutation(6) for _ in range(4)])),
}


@pytest.mark.parametrize("name", CASES)
def test_numbers_of_numpy(name):
    args, by_numpy = CASES[name]
    f = theano.function([], getattr(GeneratorStreams(5), name)((4,), *args))
    g = first()
    for _ in range(2):
        got, wanted = f(), by_numpy(g)
        np.testing.assert_allclose(got, wanted, rtol=1e-13)
        assert got.dtype == wanted.dtype and got.shape == wanted.shape


@pytest.mark.parametrize("name", ["uniform", "normal", "exponential"])
def test_single_precision_is_drawn_as_such(name):
    got = theano.function([], getattr(GeneratorStreams(5), name)((4,), dtype="float32"))()
    method = {"uniform": "random"}.get(name, f"standard_{name}")
    assert got.dtype == "float32"
    np.testing.assert_array_equal(got, getattr(first(), method)(4, dtype="float32"))


def test_other_bits():
    f = theano.function([], GeneratorStreams(5, np.random.Philox).uniform((4,)))
    np.testing.assert_array_equal(f(), first(5, np.random.Philox).random(4))


def test_streams_are_spawned():
    """The draws of one variable do not depend on the others."""
    r = GeneratorStreams(5)
    f = theano.function([], [r.uniform((2,)), r.normal((2,)), r.uniform((2,))])
    seeds = np.random.SeedSequence(5).spawn(3)
    a, b, c = (np.random.default_rng(seed) for seed in seeds)
    for _ in range(2):
        for got, wanted in zip(f(), [a.random(2), b.standard_normal(2), c.random(2)]):
            np.testing.assert_array_equal(got, wanted)


def test_state_moves_on_in_place():
    r = GeneratorStreams(5)
    u = r.uniform((2,))
    (state, new), = r.updates()
    assert type(state) is GeneratorSharedVariable and u.update == (state, new) and u.rng is state
    f = theano.function([], u)
    assert f.maker.fgraph.toposort()[0].op.inplace
    held = state.get_value(borrow=True)
    f()
    assert state.get_value(borrow=True) is held
    frozen = theano.function([], u, no_default_updates=True)
    np.testing.assert_array_equal(frozen(), frozen())
    np.testing.assert_array_equal(frozen(), f())


def test_given_generators_stay_as_they_are():
    mine = np.random.default_rng(3)
    s = theano.shared(mine)
    new, z = GeneratorFunction("standard_normal", T.dvector)(s, (3,))
    s.default_update = new
    f = theano.function([], z)
    f()
    np.testing.assert_array_equal(mine.random(3), np.random.default_rng(3).random(3))
    g = generator_type("g")
    new, z = GeneratorFunction("standard_normal", T.dvector)(g, (3,))
    f = theano.function([g], [new, z])
    mine = np.random.default_rng(3)
    after, value = f(mine)
    assert generator_type.values_eq(mine, np.random.default_rng(3)) and not generator_type.values_eq(mine, after)
    np.testing.assert_array_equal(value, np.random.default_rng(3).standard_normal(3))


def test_seed():
    r = GeneratorStreams(1)
    f = theano.function([], [r.uniform((2,)), r.normal((2,))])
    values = f()
    for seed, same in [(1, True), (None, True), (77, False), (None, False)]:
        r.seed(seed)
        assert [np.array_equal(a, b) for a, b in zip(f(), values)] == [same, same]
    r = GeneratorStreams(np.random.SeedSequence(1))
    np.testing.assert_array_equal(r.uniform((2,)).eval(), values[0])
    assert not np.array_equal(GeneratorStreams().uniform((5,)).eval(), GeneratorStreams().uniform((5,)).eval())


def test_gradients_reach_the_parameters():
    """By the sample as a function of them."""
    a, b = T.dscalar("a"), T.dvector("b")
    for name, args in [("uniform", (a, b)), ("normal", (a, b)), ("lognormal", (a, b)), ("gumbel", (a, b)),
                       ("exponential", (b,)), ("gamma", (2.5, b))]:
        z = getattr(GeneratorStreams(4), name)(None if name != "exponential" else (3,), *args)
        wrt = [v for v in args if not isinstance(v, float)]
        f = theano.function([a, b], [z, *T.grad((z**2).sum(), wrt)], no_default_updates=True, on_unused_input="ignore")
        point = [np.array(1.5), np.array([2.0, 3.0, 4.0])]
        _, *grads = f(*point)
        for v, g in zip(wrt, grads):
            k, step = [a, b].index(v), 1e-6
            for i in np.ndindex(point[k].shape):
                ends = []
                for sign in (1, -1):
                    moved = [p.copy() for p in point]
                    moved[k][i] += sign * step
                    ends.append((f(*moved)[0] ** 2).sum())
                np.testing.assert_allclose(g[i], (ends[0] - ends[1]) / (2 * step), rtol=1e-5)


def test_no_gradient_of_discrete_samples():
    p = T.dvector()
    with pytest.raises(NullTypeGradError):
        T.grad((GeneratorStreams(4).binomial(None, 3, p) * 1.0).sum(), p)


def test_sizes():
    r, x = GeneratorStreams(1), T.dmatrix("x")
    a = np.zeros((3, 4))
    for size in (x.shape, (x.shape[0], 4), (3, 4), [3, 4]):
        for draw in (r.uniform, r.normal, r.binomial, r.choice):
            z = draw(size)
            f = theano.function([x], [z, z.shape], on_unused_input="ignore")
            assert f(a)[0].shape == tuple(f(a)[1]) == (3, 4)
    assert r.normal(None, x).eval({x: a}).shape == (3, 4) and r.normal(()).eval().shape == ()
    assert r.uniform((0, 3)).eval().shape == (0, 3) and r.normal((1, 3)).type == T.drow
    assert r.permutation().type == T.lvector and r.choice().type == T.lscalar
    value = theano.function([x], r.shuffle_row_elements(x))(np.arange(12.0).reshape(3, 4))
    np.testing.assert_array_equal(np.sort(value, 1), np.arange(12.0).reshape(3, 4))


def test_statistics():
    r, size = GeneratorStreams(2024), (20_000,)
    variables = [r.uniform(size, -1.0, 3.0), r.normal(size, 2.0, 3.0), r.gumbel(size), r.gamma(size, 2.0)]
    wanted = [stats.uniform(-1, 4), stats.norm(2, 3), stats.gumbel_r(), stats.gamma(2)]
    for sample, distribution in zip(theano.function([], variables)(), wanted):
        assert stats.kstest(sample, distribution.cdf).pvalue > 1e-4


def test_pickles_and_copies_go_on():
    r = GeneratorStreams(4)
    check_pickles_and_copies_go_on([r.uniform((3,)), r.permutation(n=4)])
    u = GeneratorStreams(4).uniform((3,))
    f = theano.function([], u)
    g = f.copy(swap={u.rng: theano.shared(u.rng.get_value())})
    np.testing.assert_array_equal(f(), g()[0])


def test_types():
    assert str(generator_type) == "GeneratorType"
    op = GeneratorFunction("random", T.dvector)
    assert str(op) == "GeneratorFunction{random}" and op == GeneratorFunction("random", T.dvector) != op.in_place()
    with pytest.raises(ValueError, match="no method of Generator"):
        GeneratorFunction("rand", T.dvector)
    with pytest.raises(TypeError, match="GeneratorType"):
        op(theano.shared(np.random.RandomState(3)), (2,))
    with pytest.raises(TypeError, match="Generator"):
        generator_type.filter(np.random.RandomState(3))
