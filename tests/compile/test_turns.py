"""Shared variables in many threads: whole values, values of one moment, no lost update, nobody waits for ever."""

import copy
import pickle
import signal
import threading

import numpy as np
import pytest
from threads_at_work import LARGE, Calls, beside, in_threads, ones_like_updates

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.products.blas import gemm_inplace

# ---------------------------------------------------------------- readers

@pytest.mark.parametrize("how", range(3))
def test_copies_are_whole(how):
    w = theano.shared(np.zeros(LARGE), "w")
    step = theano.function([], [], updates=[(w, ones_like_updates(w)[how])])

    def read():
        value = w.get_value()
        assert (value == value[0]).all()

    beside(step, read)
    assert (w.get_value() == 300).all()


LAYOUTS = [
    lambda a: a, lambda a: a[::2], lambda a: a[::-1], lambda a: a.reshape(2, -1).T,
    lambda a: a.reshape(-1, 2, 5).transpose(1, 2, 0), lambda a: a.reshape(2, -1)[:, ::3],
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_borrowed_values_of_any_layout(layout):
    """Values that somebody looks at are copied before they are overwritten, with their layout; borrowed ones are
    not.
    """
    given = layout(np.zeros(LARGE))
    w = theano.shared(given, borrow=True, broadcastable=(False,) * given.ndim)
    step = theano.function([], [], updates=[(w, w + 1)])
    look = theano.function([], [w.min(), w.max()])

    def read():
        value = w.get_value()
        assert value.min() == value.max()
        low, high = look()
        assert low == high

    beside(step, read, 100)
    assert (w.get_value() == 100).all()


@pytest.mark.parametrize("how", range(3))
@pytest.mark.parametrize("given", [False, True])
def test_predictions_see_one_moment(how, given):
    """All shared variables that a function reads are as they were between two updates, also through givens."""
    w, b, c = theano.shared(np.zeros(LARGE), "w"), theano.shared(np.zeros(3), "b"), theano.shared(0.0, "c")
    step = theano.function([], [], updates=[(w, ones_like_updates(w)[how]), (b, b + 1), (c, c + 1)])
    x = T.dvector()
    outputs = [(w if not given else x).min(), w.max(), b.min(), b.max(), c, T.exp(w * 0).sum()]
    predict = theano.function([], outputs, givens={x: w} if given else {})

    def read():
        *values, total = predict()
        assert len(set(map(float, values))) == 1 and total == LARGE

    beside(step, read, 200)


def test_copies_and_pickles_are_of_one_moment():
    w, b = theano.shared(np.zeros(LARGE), "w"), theano.shared(np.zeros(3), "b")
    step = theano.function([], [w.min(), w.max(), b.max()], updates=[(w, w + 1), (b, b + 1)])
    step.trust_input = True

    def read():
        for other in pickle.loads(pickle.dumps(step, -1)), copy.deepcopy(step), pickle.loads(pickle.dumps(step, 2)):
            low, high, top = other()
            assert low == high == top
        value = pickle.loads(pickle.dumps(w, -1)).get_value()
        assert (value == value[0]).all()
        value = copy.deepcopy(w).get_value()
        assert (value == value[0]).all()

    beside(step, read, 150)


def test_a_pickle_still_holds_each_value_once():
    w = theano.shared(np.zeros(LARGE), "w")
    f = theano.function([], [], updates=[(w, w + 1)])
    assert len(pickle.dumps((f, w), -1)) < 1.2 * w.get_value().nbytes
    g, v = pickle.loads(pickle.dumps((f, w), -1))
    g()
    assert (v.get_value() == 1).all()


@pytest.mark.parametrize("n", [3, LARGE])
def test_what_is_looked_at_stays_where_variables_exchange_their_values(n):
    """An array at which somebody looks is not written over, in whatever variable it is by then."""
    a, b, c = (theano.shared(np.full(n, float(k)), name) for k, name in enumerate(("a", "b", "c")))
    turn = theano.function([], [], updates=[(a, b), (b, c), (c, a)])
    steps = [theano.function([], [], updates=[(v, v + 10)]) for v in (a, b, c)]

    def look(value):
        before = value.copy()
        for _ in range(3):
            turn()
            for step in steps:
                step()
        np.testing.assert_array_equal(value, before)

    for variable in a, b, c:
        variable.container.copied(look)
    theano.function([], Calls(lambda: look(b.get_value(borrow=True)))(b * 1))()
    assert {v.get_value()[0] for v in (a, b, c)} == {120.0, 121.0, 122.0}


def test_zeros_are_written_over_what_nobody_looks_at():
    w = theano.shared(np.ones(LARGE), "w")
    borrowed = w.get_value(borrow=True)
    w.zero(borrow=True)
    assert w.get_value(borrow=True) is borrowed and not borrowed.any()
    w.set_value(np.ones(LARGE))

    def look(value):
        w.zero(borrow=True)
        assert value.all() and not w.get_value().any()

    w.container.copied(look)


# ---------------------------------------------------------------- updates

@pytest.mark.parametrize("n", [3, LARGE])
def test_no_update_is_lost(n):
    """Several functions, copies of them and assignments: each adds what it adds."""
    w = theano.shared(np.zeros(n), "w")
    functions = [theano.function([], [], updates=[(w, new)]) for new in ones_like_updates(w)]
    functions.append(functions[0].copy())
    in_threads(*[lambda f=f: [f() for _ in range(50)] for f in functions for _ in range(2)])
    assert (w.get_value() == 400).all()


@pytest.mark.parametrize("n", [3, LARGE])
def test_an_assignment_is_not_lost(n):
    w = theano.shared(np.zeros(n), "w")
    step = theano.function([], [], updates=[(w, w + 1)])
    low = [0]

    def assign():
        low[0] += 1_000_000
        w.set_value(np.full(n, float(low[0])))
        value = w.get_value()
        assert value[0] >= low[0] and (value == value[0]).all()

    in_threads(lambda: [step() for _ in range(300)], lambda: [assign() for _ in range(100)])
    assert w.get_value()[0] >= low[0]


@pytest.mark.parametrize("n", [1, LARGE])
def test_the_calls_have_a_serial_order(n):
    """Reads of a function that updates something else count too."""
    a, b = theano.shared(np.ones(n), "a"), theano.shared(np.ones(n), "b")
    f = theano.function([], [], updates=[(a, a + b)])
    g = theano.function([], [], updates=[(b, b + a)])
    for _ in range(30):
        a.set_value(np.ones(n))
        b.set_value(np.ones(n))
        in_threads(f, g)
        assert {a.get_value()[0], b.get_value()[0]} == {2.0, 3.0}


def test_many_variables_in_different_orders():
    shared = [theano.shared(np.zeros(LARGE // 10)) for _ in range(6)]
    orders = [(0, 1, 2), (2, 1, 0), (3, 2), (5, 3, 0), (4, 5), (1, 4)]
    functions = [theano.function([], [], updates=[(shared[k], shared[k] + 1) for k in order]) for order in orders]
    in_threads(*[lambda f=f: [f() for _ in range(60)] for f in functions])
    for k, v in enumerate(shared):
        assert (v.get_value() == 60 * sum(k in order for order in orders)).all()


def test_nobody_starves():
    """Short calls without a pause let others pass: those that need one variable, and those that need many."""
    w, v = theano.shared(np.zeros(LARGE)), theano.shared(np.zeros(3))
    short = theano.function([], [], updates=[(w, w + 1)])
    other = theano.function([], [], updates=[(v, v + 1)])
    both = theano.function([], [], updates=[(w, w + 1), (v, v + 1)])
    done = []

    def busy(f):
        while not done:
            f()

    def patient():
        try:
            for _ in range(50):
                both()
                w.get_value()
                w.set_value(np.zeros(LARGE))
        finally:
            done.append(1)

    in_threads(lambda: busy(short), lambda: busy(other), patient)


def test_states_of_a_function():
    """Arguments that live between calls: each call has what it was given."""
    x, state = T.dvector("x"), T.dvector("state")
    f = theano.function([x, theano.In(state, value=np.zeros(3), update=state + x)], state)

    def work(k):
        for _ in range(100):
            assert (f(np.ones(3), state=np.full(3, float(k))) == k).all()

    in_threads(*[lambda k=k: work(k) for k in range(4)])
    with pytest.raises(ValueError, match="shape|length"):
        f(np.ones(3), state=np.zeros(4))
    assert f.container["state"].value[0] in (1, 2, 3, 4)


def test_a_failed_call_gives_its_turn_back():
    x, w = T.dvector("x"), theano.shared(np.zeros(LARGE), "w")
    f = theano.function([x], [], updates=[(w, w + x)])

    def work():
        for k in range(50):
            if k % 2:
                f(np.ones(LARGE))
            else:
                with pytest.raises(ValueError):
                    f(np.ones(7))

    in_threads(work, work, work)
    assert (w.get_value() == 75).all()


def test_an_interrupt_ends_the_wait(monkeypatch):
    """Whoever stops to wait leaves everything as it was."""
    w = theano.shared(np.zeros(3), "w")
    f = theano.function([], [], updates=[(w, w + 1)])

    class Stop(Exception):
        pass

    def stop(*_):
        raise Stop

    inside, go = threading.Event(), threading.Event()

    def hold(old):
        inside.set()
        go.wait(30)
        return old

    holder = threading.Thread(target=lambda: w.container.turn.update(w.container.storage, hold), daemon=True)
    holder.start()
    inside.wait(30)
    old = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(Stop):
            f()
    finally:
        signal.signal(signal.SIGALRM, old)
        go.set()
    holder.join(30)
    in_threads(f)
    assert (w.get_value() == 1).all()


def test_overwriting_without_an_update_ends():
    """A function that overwrites a shared variable, and gives it no new value, leaves its turn."""
    z, a = theano.shared(np.ones((2, 2))), theano.shared(np.eye(2))
    one = T.constant(1.0, dtype="float64")
    f = theano.function([], gemm_inplace(z, one, a, a, one), accept_inplace=True, mode=theano.compile.Mode("py", None))
    for k in range(3):
        np.testing.assert_array_equal(f(), 1 + (k + 1) * np.eye(2))
        np.testing.assert_array_equal(z.get_value(), 1 + (k + 1) * np.eye(2))
