"""Forks beside threads that change shared variables."""

import os
import signal
import threading

import numpy as np
import pytest
from threads_at_work import LARGE, Calls, in_threads, ones_like_updates

import tensorgraph as theano


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("how", range(3))
def test_children_find_whole_values(how):
    """A fork beside training threads: the child sees no half of an update, and may go on."""
    w, b = theano.shared(np.zeros(LARGE), "w"), theano.shared(0.0, "b")
    step = theano.function([], [], updates=[(w, ones_like_updates(w)[how]), (b, b + 1)])
    look = theano.function([], [w.min(), w.max(), b])
    done = []

    def train():
        while not done:
            step()

    threads = [threading.Thread(target=train, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    statuses = []
    try:
        for _ in range(10):
            child = os.fork()
            if not child:
                signal.alarm(20)
                try:
                    low, high, count = map(float, look())
                    step()
                    w.set_value(w.get_value() + 1)
                    whole = low == high == count and (w.get_value() == count + 2).all()
                    os._exit(0 if whole else 3)
                except BaseException:
                    os._exit(4)
            statuses.append(os.waitpid(child, 0)[1])
    finally:
        done.append(1)
        for thread in threads:
            thread.join(30)
    assert statuses == [0] * 10 and not any(thread.is_alive() for thread in threads)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_within_code_of_the_user():
    s, status = theano.shared(np.zeros(3), "s"), []

    def fork():
        child = os.fork()
        if not child:
            signal.alarm(20)
            s.set_value(np.ones(3))
            os._exit(int(s.get_value()[0]) + 1)
        status.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

    f = theano.function([], Calls(fork)(s), updates=[(s, s + 1)])
    in_threads(f, f)
    assert set(status) == {2} and (s.get_value() == 2).all()
