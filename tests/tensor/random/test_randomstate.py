"""Draws from NumPy's RandomState as operations, against NumPy."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import NullTypeGradError
from tensorgraph.tensor.random import draws
from tensorgraph.tensor.random.randomstate import RandomFunction, copy_of, random_state_type

SEED = 77
LOW, HIGH = np.array([0.0, 10.0, -5.0]), np.array([[1.0], [100.0]])


def state():
    return np.random.RandomState(SEED)


def sample(draw, *args, **options):
    """Two samples, one after the other, by the library."""
    r = theano.shared(state())
    new, z = draw(r, *args, **options)
    r.default_update = new
    f = theano.function([], z)
    return [f(), f()]


CASES = {
    "uniform": (draws.uniform, ((2, 3),), {}, lambda r: r.uniform(size=(2, 3))),
    "uniform vector": (draws.uniform, (None, LOW, 11.0), {}, lambda r: r.uniform(LOW, 11.0)),
    "uniform broadcast": (draws.uniform, ((2, 3), LOW, HIGH), {}, lambda r: r.uniform(LOW, HIGH, (2, 3))),
    "uniform -1": (draws.uniform, ((2, -1), LOW, 11.0), {}, lambda r: r.uniform(LOW, 11.0, (2, 3))),
    "normal": (draws.normal, ((5,), 2.0, 3.0), {}, lambda r: r.normal(2.0, 3.0, 5)),
    "normal float32": (draws.normal, ((5,),), {"dtype": "float32"}, lambda r: r.normal(size=5).astype("f")),
    "normal scalar": (draws.normal, ((),), {}, lambda r: np.array(r.normal())),
    "binomial": (draws.binomial, ((4,), 10, 0.5), {}, lambda r: r.binomial(10, 0.5, 4)),
    "binomial array": (draws.binomial, (None, [5, 9], 0.5), {}, lambda r: r.binomial([5, 9], 0.5)),
    "poisson": (draws.poisson, ((4,), 5.0), {}, lambda r: r.poisson(5.0, 4)),
    "poisson array": (draws.poisson, (None, HIGH), {}, lambda r: r.poisson(HIGH)),
    "integers": (draws.random_integers, ((5,), 1, 6), {}, lambda r: r.randint(1, 7, 5)),
    "integers wide": (draws.random_integers, ((5,), -(2**40), 2**50), {}, lambda r: r.randint(-(2**40), 2**50 + 1, 5)),
    "integers float": (draws.random_integers, ((5,),), {"dtype": "float32"}, lambda r: r.randint(0, 2, 5).astype("f")),
    "choice": (draws.choice, ((3,), 4), {}, lambda r: r.choice(4, 3)),
    "choice p": (draws.choice, ((3,), 3, True, [0.1, 0.4, 0.5]), {}, lambda r: r.choice(3, 3, True, [0.1, 0.4, 0.5])),
    "choice of": (draws.choice, ((3,), [7, 8, 9], False), {}, lambda r: r.choice([7, 8, 9], 3, False)),
    "choice of one": (draws.choice, (None, 4), {}, lambda r: np.array(r.choice(4))),
    "permutation": (draws.permutation, (None, 5), {}, lambda r: r.permutation(5)),
    "permutations": (draws.permutation, ((2,), 5), {}, lambda r: np.stack([r.permutation(5) for _ in range(2)])),
    "multinomial": (draws.multinomial, ((), 9, [0.2, 0.8]), {}, lambda r: r.multinomial(9, [0.2, 0.8])),
    "multinomials": (
        draws.multinomial, (None, 9, [[0.2, 0.8], [0.5, 0.5]]), {},
        lambda r: np.stack([r.multinomial(9, p) for p in [[0.2, 0.8], [0.5, 0.5]]]),
    ),
    "multinomials size": (
        draws.multinomial, ((3, -1), 9, [[0.2, 0.8], [0.5, 0.5]]), {},
        lambda r: np.stack([[r.multinomial(9, p) for p in [[0.2, 0.8], [0.5, 0.5]]] for _ in range(3)]),
    ),
    "nothing": (draws.uniform, ((0, 3),), {}, lambda r: r.uniform(size=(0, 3))),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_numbers_of_numpy(case):
    draw, args, options, by_numpy = CASES[case]
    r = state()
    for got in sample(draw, *args, **options):
        wanted = by_numpy(r)
        np.testing.assert_array_equal(got, wanted)
        assert got.dtype == wanted.dtype


def test_integers_are_those_of_single_calls():
    """Draw as Theano does: one call for each element, also with arrays of bounds."""
    low, high = np.array([0, -7, 3, 5]), np.array([[10], [2**33]])
    one = state()
    wanted = [[one.randint(a, b + 1) for a in low] for (b,) in high]
    np.testing.assert_array_equal(draws.random_integers_helper(state(), low, high, None), wanted)
    one = state()
    np.testing.assert_array_equal(
        draws.random_integers_helper(state(), np.array(3), np.array(9), (40,)), [one.randint(3, 10) for _ in range(40)]
    )


def test_sizes_that_are_symbolic():
    x, n = T.dmatrix("x"), T.lscalar("n")
    r = theano.shared(state())
    given = {x: np.zeros((2, 3)), n: 3}
    for size in (x.shape, (2, n), (x.shape[0], 3), T.stack([2, n])):
        _, z = draws.uniform(r, size)
        f = theano.function([x, n], [z, z.shape], on_unused_input="ignore")
        value, shape = f(*given.values())
        np.testing.assert_array_equal(value, state().uniform(size=(2, 3)))
        assert shape.tolist() == [2, 3]
    shapes = theano.function([x], draws.normal(r, x.shape)[1].shape)
    assert not any(isinstance(node.op, RandomFunction) for node in shapes.maker.fgraph.toposort())
    assert theano.function([n], draws.permutation(r, (2,), n)[1].shape)(4).tolist() == [2, 4]
    assert draws.uniform(r, T.lvector(), ndim=3)[1].ndim == 3 and draws.uniform(r, n)[1].ndim == 1


def test_types():
    r = random_state_type("r")
    assert str(r.type) == "RandomStateType" and r.type == random_state_type != theano.generic
    new, z = draws.uniform(r, (1, 4), np.float32(0))
    assert new.type == r.type and z.type == T.drow and str(z.owner.op) == "RandomFunction{uniform}"
    assert draws.binomial(r, (1, 4))[1].type == T.lmatrix
    assert draws.multinomial(r, (1,), 3, [[0.5, 0.5]])[1].type == T.lrow
    assert draws.uniform(r, None, T.drow(), T.dcol())[1].broadcastable == (False, False)
    op = RandomFunction("uniform", T.dvector)
    assert op == RandomFunction("uniform", T.dvector) != op.in_place() and op != RandomFunction("normal", T.dvector)
    assert op.in_place().destroy_map == {0: [0]}


def test_equal_states():
    a, b = state(), state()
    assert random_state_type.values_eq(a, b)
    a.uniform()
    assert not random_state_type.values_eq(a, b)
    b.uniform()
    assert random_state_type.values_eq(a, b)
    a.normal()
    assert not random_state_type.values_eq(a, b)
    # the second of two normal numbers is kept; once used, it does not count
    b.normal()
    assert random_state_type.values_eq(a, b)
    b.normal()
    assert not random_state_type.values_eq(a, b)
    assert not random_state_type.may_share_memory(a, b) and random_state_type.may_share_memory(a, a)
    assert random_state_type.is_valid_value(a) and not random_state_type.is_valid_value(3)


def test_copies_share_nothing():
    a = state()
    b = copy_of(a)
    b.uniform(size=10)
    assert random_state_type.values_eq(a, state())


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_given_states_stay_as_they_are(mode):
    r = random_state_type("r")
    new, z = draws.uniform(r, (3,))
    f = theano.function([r], [new, z], mode=mode)
    mine = state()
    after, value = f(mine)
    np.testing.assert_array_equal(value, state().uniform(size=3))
    assert random_state_type.values_eq(mine, state()) and not random_state_type.values_eq(after, mine)
    # the default of an input that may not be overwritten
    g = theano.function([theano.In(r, value=mine, update=new, mutable=False)], z, mode=mode)
    np.testing.assert_array_equal(g(), value)
    assert random_state_type.values_eq(mine, state()) and (g() != value).all()
    x, a = T.dvector("x"), np.zeros(3)
    h = theano.function([theano.In(x, value=a, update=x + 1, mutable=False)], x * 2, mode=mode)
    assert h().tolist() == [0, 0, 0] and h().tolist() == [2, 2, 2] and not a.any()
    # of a shared variable
    s = theano.shared(mine)
    s.default_update = draws.uniform(s, (3,))[0]
    theano.function([], s.default_update.owner.outputs[1], mode=mode)()
    assert random_state_type.values_eq(mine, state())
    held = s.get_value()
    held.uniform(size=5)
    assert not random_state_type.values_eq(held, s.get_value(borrow=True))


def test_one_state_after_another():
    """Two draws in a row: the second overwrites what the first made."""
    s = theano.shared(state())
    first, x = draws.uniform(s, (2,))
    second, y = draws.normal(first, (2,))
    f = theano.function([], [x, y], updates=[(s, second)])
    r = state()
    for _ in range(2):
        a, b = f()
        np.testing.assert_array_equal(a, r.uniform(size=2))
        np.testing.assert_array_equal(b, r.normal(size=2))


def test_two_draws_from_one_state():
    s = theano.shared(state())
    new, u = draws.uniform(s, (2,))
    f = theano.function([], [u, draws.normal(s, (2,))[1]], updates=[(s, new)])
    a, b = f()
    np.testing.assert_array_equal(a, state().uniform(size=2))
    np.testing.assert_array_equal(b, state().normal(size=2))


def test_own_functions():
    """The shape comes last in functions that users of Theano write."""

    def exponential(r, scale, size):
        return r.exponential(scale, size)

    s = theano.shared(state())
    op = RandomFunction(exponential, T.dvector)
    assert str(op) == "RandomFunction{exponential}"
    np.testing.assert_array_equal(op(s, (3,), 2.0)[1].eval(), state().exponential(2.0, 3))
    wrong = RandomFunction(lambda r, size: np.zeros((2, 2)), T.dvector)
    with pytest.raises(ValueError, match="dimension 1"):
        wrong(s, (3,))[1].eval()
    wrong = RandomFunction(lambda r, size: np.zeros(2), T.dvector)
    with pytest.raises(ValueError, match="shape"):
        wrong(s, (3,))[1].eval()


def test_has_no_gradient():
    low = T.dscalar()
    with pytest.raises(NullTypeGradError, match="random numbers"):
        T.grad(draws.uniform(theano.shared(state()), (3,), low)[1].sum(), low)


def test_bad_input():
    s, x = theano.shared(state()), T.dmatrix()
    with pytest.raises(TypeError, match="size"):
        draws.uniform(s, x)
    with pytest.raises(TypeError, match="size"):
        draws.uniform(s, T.dvector(), ndim=1)
    with pytest.raises(ValueError, match="ndim"):
        draws.uniform(s, (2, 3), ndim=1)
    with pytest.raises(ValueError, match="at least 2"):
        draws.uniform(s, (3,), x)
    with pytest.raises(ValueError, match="-2"):
        draws.uniform(s, (-2,))
    with pytest.raises(ValueError, match="axis 0"):
        draws.uniform(s, (-1, 3), 0.0, T.dvector())
    with pytest.raises(TypeError, match="give size"):
        draws.poisson(s)
    with pytest.raises(TypeError, match="RandomState"):
        draws.uniform(x, (2,))
    with pytest.raises(TypeError, match="RandomState"):
        random_state_type.filter(3)
    with pytest.raises(ValueError, match="no method"):
        RandomFunction("nothing", T.dvector)
    with pytest.raises(TypeError, match="one axis"):
        draws.permutation(s, None, 5, ndim=2)
    n = T.lvector()
    f = theano.function([n], draws.uniform(s, n, ndim=2)[1])
    with pytest.raises(ValueError, match="Shape mismatch"):
        f([3])
    with pytest.raises(ValueError, match="larger than 1"):
        draws.multinomial(s, None, 3, [0.7, 0.7])[1].eval()
    with pytest.raises(ValueError, match="negative"):
        draws.multinomial(s, None, 3, [-0.7, 0.7])[1].eval()
    with pytest.raises(ValueError, match="do not fit"):
        draws.multinomial(s, (5,), [3, 4], [0.5, 0.5])[1].eval()
    with pytest.raises(ValueError, match="ndim"):
        draws.choice(s, (2,), np.ones((2, 2)))[1].eval()
