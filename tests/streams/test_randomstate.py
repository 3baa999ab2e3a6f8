"""Streams of NumPy's RandomState: Theano's numbers, and what moves the states on."""

import pickle

import numpy as np
import pytest
from stream_checks import check_pickles_and_copies_go_on

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.streams.generator import GeneratorStreams
from tensorgraph.streams.generatorstate import RandomStateSharedVariable
from tensorgraph.streams.randomstate import RandomStreams


def first_state(seed):
    """The state of the first random variable."""
    return np.random.RandomState(int(np.random.RandomState(seed).randint(2**30)))


def test_numbers_of_theano():
    r = RandomStreams(6)
    f = theano.function([], [
        r.random_integers((5,), low=1, high=6), r.binomial((4,), n=10, p=0.5), r.permutation(n=5), r.choice((3,), a=4)
    ])  # fmt: skip
    assert [z.tolist() for z in f()] == [[3, 3, 2, 4, 5], [6, 5, 4, 1], [0, 3, 4, 1, 2], [3, 2, 3]]
    u = RandomStreams(234).uniform((2, 2))
    np.testing.assert_allclose(u.eval(), [[0.12672381, 0.97091597], [0.13989098, 0.88754825]], atol=1e-8)


def test_each_variable_has_its_state():
    r = RandomStreams(5)
    seeds = np.random.RandomState(5)
    variables = [r.uniform((2,)), r.normal((2,)), r.poisson((2,), 3.0), r.multinomial(n=3), r.uniform(())]
    f = theano.function([], variables)
    states = [np.random.RandomState(int(seeds.randint(2**30))) for _ in variables]
    for _ in range(2):
        values = f()
        wanted = [s.uniform(size=2) for s in states[:1]] + [states[1].normal(size=2), states[2].poisson(3.0, 2)]
        wanted += [states[3].multinomial(3, [0.5, 0.5]), states[4].uniform()]
        for a, b in zip(values, wanted, strict=True):
            np.testing.assert_array_equal(a, b)
    assert r.updates() == r.state_updates == [v.update for v in variables]
    assert all(v.rng.tag.is_rng and v.rng.default_update is v.update[1] for v in variables)


def test_state_moves_on_in_place():
    r = RandomStreams(5)
    u = r.uniform((2,))
    f = theano.function([], u)
    assert f.maker.fgraph.toposort()[0].op.inplace
    held = u.rng.get_value(borrow=True)
    assert type(u.rng) is RandomStateSharedVariable
    np.testing.assert_array_equal(f(), first_state(5).uniform(size=2))
    assert u.rng.get_value(borrow=True) is held is r[u.rng]
    frozen = theano.function([], u, no_default_updates=True)
    np.testing.assert_array_equal(frozen(), frozen())
    np.testing.assert_array_equal(frozen(), f())


def test_states_can_be_set():
    r = RandomStreams(5)
    u = r.uniform((2,))
    f = theano.function([], u)
    for put in (
        lambda: u.rng.set_value(np.random.RandomState(9)),
        lambda: u.rng.get_value(borrow=True).seed(9),
        lambda: u.rng.get_value(borrow=True).set_state(np.random.RandomState(9).get_state()),
        lambda: r.__setitem__(u.rng, np.random.RandomState(9)),
    ):
        put()
        np.testing.assert_array_equal(f(), np.random.RandomState(9).uniform(size=2))
    with pytest.raises(TypeError, match="RandomState"):
        u.rng.set_value(3)
    mine = np.random.RandomState(9)
    u.rng.set_value(mine)
    f()
    np.testing.assert_array_equal(mine.uniform(size=2), np.random.RandomState(9).uniform(size=2))


def test_seed():
    r = RandomStreams(1)
    f = theano.function([], [r.uniform((2,)), r.normal((2,))])
    first = f()
    for seed, same in [(1, True), (None, True), (77, False)]:
        r.seed(seed)
        assert [np.array_equal(a, b) for a, b in zip(f(), first)] == [same, same]
    other = RandomStreams(77)
    r.seed(77)
    np.testing.assert_array_equal(f()[0], other.uniform((2,)).eval())
    assert not np.array_equal(RandomStreams().uniform((5,)).eval(), RandomStreams().uniform((5,)).eval())


def test_shuffle_row_elements():
    r, x = RandomStreams(3), T.dmatrix("x")
    z = r.shuffle_row_elements(x)
    f = theano.function([x], [z, z.permutation], no_default_updates=True)
    a = np.arange(12.0).reshape(3, 4)
    value, permutation = f(a)
    np.testing.assert_array_equal(value, np.take_along_axis(a, permutation, 1))
    assert (np.sort(permutation, 1) == np.arange(4)).all()
    v = T.dvector()
    assert sorted(theano.function([v], r.shuffle_row_elements(v))(a[0])) == a[0].tolist()


def test_statistics():
    r = RandomStreams(99)
    size = (10_000,)
    u, n, i = theano.function([], [r.uniform(size), r.normal(size, 2.0, 3.0), r.random_integers(size, 1, 6)])()
    assert abs(u.mean() - 0.5) < 0.02 and abs(n.mean() - 2) < 0.1 and abs(n.std() - 3) < 0.1
    assert {*i} == set(range(1, 7)) and abs(i.mean() - 3.5) < 0.1


def test_pickles_and_copies_go_on():
    r = RandomStreams(4)
    check_pickles_and_copies_go_on([r.uniform((3,)), r.permutation(n=4)])
    again = pickle.loads(pickle.dumps(r))
    assert random_numbers(again) == random_numbers(r)


def random_numbers(r):
    return [state.get_value().uniform() for state, _ in r.state_updates]


def test_copies_of_functions():
    u = RandomStreams(4).uniform((3,))
    f = theano.function([], u)
    other = theano.shared(u.rng.get_value())
    g = f.copy(swap={u.rng: other})
    np.testing.assert_array_equal(f(), g()[0])
    np.testing.assert_array_equal(f(), g()[0])
    h = f.copy(delete_updates=True)
    np.testing.assert_array_equal(h()[0], h()[0])
    np.testing.assert_array_equal(f(), h()[0] * 0 + g()[0])


def test_inside_a_loop_of_givens():
    """A random variable in a replacement moves on too."""
    x, u = T.dvector("x"), RandomStreams(4).uniform((3,))
    f = theano.function([], x * 2, givens={x: u})
    assert not np.array_equal(f(), f())


def test_shared_constructor():
    mine = np.random.RandomState(3)
    s = theano.shared(mine, "rng")
    assert type(s) is RandomStateSharedVariable and s.name == "rng" and s.get_value(borrow=True) is not mine
    assert theano.shared(mine, borrow=True).get_value(borrow=True) is mine


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_inside_a_loop(mode):
    """The steps of a loop draw one after the other, and the loop after that goes on."""
    r = RandomStreams(10)
    values, updates = theano.scan(lambda i: r.normal((2,)) * i, sequences=T.arange(1.0, 4.0))
    f = theano.function([], values, updates=updates, mode=mode)
    state = first_state(10)
    for _ in range(2):
        np.testing.assert_allclose(f(), [state.normal(size=2) * i for i in (1, 2, 3)], rtol=1e-15)
    g = theano.function([], values, mode=mode, no_default_updates=True)
    np.testing.assert_array_equal(g(), g())


@pytest.mark.parametrize("streams", [RandomStreams, GeneratorStreams])
def test_failed_calls_leave_the_state(streams):
    """The state stays if the draw fails, and if what comes after it fails."""
    n, p, v = T.lscalar("n"), T.dscalar("p"), T.dvector("v")
    z = streams(6).binomial((n,), 9, p)
    f = theano.function([n, p, v], z + v)
    assert any(getattr(node.op, "inplace", False) for node in f.maker.fgraph.toposort())
    f(3, 0.5, np.zeros(3))
    held, before = z.rng.get_value(borrow=True), z.rng.get_value()
    for args in ((4, 0.5, np.zeros(3)), (3, 0.5, np.zeros(4)), (3, 1.5, np.zeros(3)), (-1, 0.5, np.zeros(3))):
        with pytest.raises(ValueError):
            f(*args)
        assert z.rng.get_value(borrow=True) is held and z.rng.type.values_eq(held, before)
    f(3, 0.5, np.zeros(3))
    assert not z.rng.type.values_eq(held, before)
