"""Threads that run beside each other, and functions that change shared variables in several ways."""

import threading

import tensorgraph as theano
import tensorgraph.tensor as T

LARGE = 50_000  # elements: the work runs without the GIL


def in_threads(*works, timeout=60):
    """Run functions at once, each in a thread; all must end."""
    errors = []

    def guarded(work):
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout)
    assert not any(thread.is_alive() for thread in threads), "a thread waits for ever"
    assert not errors, errors


def beside(training, reading, n=300):
    """Call `training` `n` times in a thread, and `reading` all the while in two others."""
    done = []

    def train():
        try:
            for _ in range(n):
                training()
        finally:
            done.append(1)

    def read():
        reading()
        while not done:
            reading()

    in_threads(train, read, read)


class Calls(theano.Op):
    """The identity, that calls a function meanwhile."""

    __props__ = ("function",)

    def __init__(self, function):
        self.function = function

    def make_node(self, x):
        x = T.as_tensor_variable(x)
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        self.function()
        output_storage[0][0] = inputs[0] + 0


def ones_like_updates(w):
    """Updates that add 1 to each element, in place and not."""
    i = T.arange(w.shape[0])
    return [w + 1, T.inc_subtensor(w[i], 1.0), T.concatenate([w[:7] + 1, w[7:] + 1])]
