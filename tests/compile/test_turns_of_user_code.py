"""Code of the user, which may call, wait and assign, within calls that change shared variables."""

import gc
import sys
import threading

import numpy as np
import pytest
from threads_at_work import LARGE, Calls, beside, in_threads

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.debugging.monitormode import MonitorMode


@pytest.mark.parametrize("depends", [False, True])
def test_functions_that_call_each_other(depends):
    """Each of two functions calls the other from within, in two threads at once."""
    shared = [theano.shared(np.zeros(3), name) for name in "ab"]
    local, functions, x = threading.local(), [], T.dvector()
    met, runs = threading.Barrier(2), [0, 0]

    def call(k):
        if getattr(local, "within", False):
            return
        local.within = True
        runs[k] += 1
        if runs[k] == 1:
            met.wait(10)
        functions[1 - k](np.ones(3))
        local.within = False

    for k, w in enumerate(shared):
        v = Calls(lambda k=k: call(k))(x + w if depends else x)
        functions.append(theano.function([x], v, updates=[(w, w + 1)]))
    in_threads(*[lambda k=k: [functions[k](np.ones(3)) for _ in range(5)] for k in (0, 1)])
    # code that reads a variable which somebody else changes runs again, and so do the calls from within it
    assert runs == [5, 5] or depends and min(runs) >= 5
    assert [w.get_value()[0] for w in shared] == [5 + runs[1], 5 + runs[0]]


def test_a_function_that_calls_itself():
    """Each call adds one, from whatever depth."""
    depth, x, s = [0], T.dvector(), theano.shared(np.zeros(3), "s")

    def again():
        depth[0] += 1
        if depth[0] < 5:
            f(np.ones(3))

    f = theano.function([x], Calls(again)(x), updates=[(s, s + 1)])
    f(np.ones(3))
    assert (s.get_value() == 5).all()


def test_a_callback_that_waits_for_another_thread():
    """The other thread calls the same function, which updates what the first one has read."""
    s = theano.shared(np.zeros(3), "s")
    waited = []

    def look(i, node, fn):
        if not waited:
            waited.append(1)
            in_threads(f, timeout=20)

    f = theano.function([], s * 2, updates=[(s, s + 1)], mode=MonitorMode(post_func=look))
    in_threads(f)
    assert (s.get_value() == 2).all() and waited


def test_code_that_waits_for_a_thread_that_assigns():
    s = theano.shared(np.zeros(3), "s")
    waited = []

    def assign():
        if not waited:
            waited.append(1)
            in_threads(lambda: s.set_value(np.full(3, 10.0)), lambda: s.get_value(), timeout=20)

    f = theano.function([], Calls(assign)(s), updates=[(s, s + 1)])
    in_threads(f)
    assert (s.get_value() == 11).all()


def test_code_that_assigns_what_its_call_updates():
    """A call sees the values of the moment when it began: its own update comes last."""
    s = theano.shared(np.zeros(3), "s")
    f = theano.function([], Calls(lambda: s.set_value(np.full(3, 10.0)))(s), updates=[(s, s + 1)])
    in_threads(f)
    assert (s.get_value() == 1).all()


@pytest.mark.parametrize("n", [3, LARGE])
def test_no_update_is_lost_around_code_of_the_user(n):
    w = theano.shared(np.zeros(n), "w")
    slow = theano.function([], [], updates=[(w, Calls(lambda: None)(w) + 1)])
    inplace = theano.function([], Calls(gc.get_count)(w * 2), updates=[(w, w + 1)])
    fast = theano.function([], [], updates=[(w, w + 1)])
    in_threads(*[lambda f=f: [f() for _ in range(25)] for f in (slow, slow, inplace, inplace, fast)])
    assert (w.get_value() == 125).all()


def test_code_of_the_user_sees_whole_values():
    w = theano.shared(np.zeros(LARGE), "w")
    step = theano.function([], [], updates=[(w, w + 1)])

    class Whole(theano.Op):
        __props__ = ()

        def make_node(self, x):
            return theano.Apply(self, [x], [T.dscalar()])

        def perform(self, node, inputs, output_storage):
            for _ in range(3):
                assert (inputs[0] == inputs[0][0]).all()
            output_storage[0][0] = np.asarray(inputs[0][0])

    read = theano.function([], Whole()(w))
    count = theano.shared(0.0)
    counting = theano.function([], Whole()(w), updates=[(count, count + 1)])
    beside(step, lambda: (read(), counting()), 200)


def test_mutable_arguments_of_calls_that_run_again():
    """The caller's array may be written over once, and the result is that of one run."""
    x, s = T.dvector("x"), theano.shared(np.zeros(5), "s")
    changed = []

    def change():
        if not changed:
            changed.append(1)
            in_threads(lambda: s.set_value(np.ones(5)))

    f = theano.function([theano.In(x, mutable=True)], Calls(change)(x + 1) * Calls(change)(s), updates=[(s, s + x)])
    assert (f(np.full(5, 3.0)) == 4).all()
    assert (s.get_value() == 4).all()


def test_conditionals_with_code_of_the_user():
    c, s = T.dscalar("c"), theano.shared(np.zeros(3), "s")
    calls = []
    one, two = Calls(lambda: calls.append(1))(s), Calls(lambda: calls.append(2))(s * 2)
    f = theano.function([c], theano.ifelse.ifelse(c > 0, one, two), updates=[(s, s + 1)])
    for k in range(6):
        f(float(k % 2))
    assert calls == [2, 1] * 3 and (s.get_value() == 6).all()


@pytest.mark.parametrize("mode", ["DebugMode", "FAST_COMPILE", theano.Mode("py", "fast_run")])
def test_modes_take_turns(mode):
    """Threads change places often, so that one of them is inside of every part of a call when another one begins."""
    w = theano.shared(np.zeros(30), "w")
    f = theano.function([], [], updates=[(w, w + 1)], mode=mode)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        in_threads(*[lambda: [f() for _ in range(50)] for _ in range(4)])
    finally:
        sys.setswitchinterval(interval)
    assert (w.get_value() == 200).all()
