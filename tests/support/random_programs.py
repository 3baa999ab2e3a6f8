"""Programs that draw random numbers, for Theano and for this package: the same seeds give the same numbers.

``python random_programs.py numbers.json`` under Theano 1.0.5 writes what ``tests/streams/data/theano.json`` holds.
"""

import pickle
import sys

import numpy as np

P = np.array([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8], [0.6, 0.2, 0.2]])
PROGRAMS = {}


def program(function):
    PROGRAMS[function.__name__] = function
    return function


def calls(theano, variables, n=2, **options):
    """The results of some calls of a function without inputs, one after the other."""
    f = theano.function([], variables, **options)
    return [value for _ in range(n) for value in f()]


class Draws:
    """The environment of a program: the package, its floatX, and its two kinds of streams."""

    def __init__(self, theano, mrg, randomstate):
        self.theano, self.T, self.MRG, self.RandomState = theano, theano.tensor, mrg, randomstate
        self.floatX = theano.config.floatX

    def calls(self, *variables, **options):
        return calls(self.theano, list(variables), **options)

    def loop(self, *args, **kwargs):
        rows, updates = self.theano.scan(*args, **kwargs)
        return self.calls(rows, updates=updates)


@program
def seeds(d):
    return [v for seed in (1, 12345, 2147462578, [1, 2, 3, 4, 5, 6]) for v in d.calls(d.MRG(seed).uniform((3, 2)))]


@program
def sizes(d):
    return [v for size in ((), (1,), (7,), (3, 1), (2, 2, 3)) for v in d.calls(d.MRG(7).uniform(size), n=3)]


@program
def sizes_of_normal(d):
    found = []
    for size in ((1,), (2, 3), (7,)):
        found += d.calls(d.MRG(7).normal(size), d.MRG(7).normal(size, avg=2.0, std=0.5))
    return found


@program
def truncated(d):
    return d.calls(d.MRG(7).normal((40,), truncate=True), d.MRG(7).truncated_normal((5,), avg=1.0, std=2.0))


@program
def dtypes(d):
    r = d.MRG(9)
    floats = ("float16", "float32", "float64")
    return d.calls(
        *[getattr(r, name)((5,), dtype=dtype) for dtype in floats for name in ("uniform", "normal")],
        *[r.binomial((4,), p=0.7, dtype=dtype) for dtype in ("int64", "int8", "float32", "bool")]
    )


@program
def outcomes(d):
    p = P.astype(d.floatX)
    r = d.MRG(9)
    return d.calls(
        *[r.multinomial(n=n, pvals=p, dtype=dtype) for n in (1, 7, 60) for dtype in ("int64", "float32")],
        *[r.choice(size=n, p=p, replace=False) for n in (1, 2, 3)]
    )


@program
def numbers_of_streams(d):
    return [
        v for n in (1, 2, 5, 60)
        for v in d.calls(
            d.MRG(3).uniform((11,), nstreams=n), d.MRG(3).normal((5,), nstreams=n),
            d.MRG(3).binomial((11,), nstreams=n), d.MRG(3).multinomial(pvals=P, nstreams=n),
        )
    ]  # fmt: skip


@program
def several_of_one_seed(d):
    r = d.MRG(77)
    return d.calls(
        r.uniform((3,)), r.normal((3,)), r.uniform((2, 2), low=-1, high=3), r.normal((4,), avg=2.0, std=0.5),
        r.binomial((5,)), r.multinomial(pvals=P),
    )  # fmt: skip


@program
def bounds(d):
    r = d.MRG(5)
    return d.calls(
        r.uniform((2, 3), low=np.array([1.0, 2.0, 3.0]), high=5),
        r.normal((2, 3), avg=np.arange(3.0), std=np.ones(3) / 8),
        r.uniform((2,), low=np.float32(0.25), high=np.float32(0.5)),
    )


@program
def symbolic_sizes(d):
    n = d.theano.shared(3)
    r = d.MRG(5)
    return d.calls(r.uniform((n, 2)), r.normal((n,)), r.binomial((n, n)), r.uniform(d.T.stack([n, n + 1]), ndim=2))


@program
def loops(d):
    r = d.MRG(11)
    found = d.loop(lambda: r.uniform((2,)), n_steps=3)
    found += d.loop(lambda a: a + r.normal((3,)), outputs_info=d.T.zeros((3,)), n_steps=3)
    found += d.loop(lambda a: a + r.uniform((), low=a), outputs_info=d.T.zeros(()), n_steps=3)
    return found + d.loop(lambda: d.theano.scan(lambda: r.uniform((2,)), n_steps=3), n_steps=2)


@program
def what_a_function_leaves(d):
    """Without updates, with new seeds, by a copy, after pickling, as a given."""
    r = d.MRG(13)
    v, w = r.uniform((4,)), r.normal((3,))
    f = d.theano.function([], [v, w])
    still = d.theano.function([], [v, w], no_default_updates=True)
    found = f() + still() + f()
    r.seed(5)
    found += f()
    r.seed()
    found += f()
    again = f.copy()
    found += again() + f() + again()
    x = d.T.vector()
    found += d.calls(x * 2, givens={x: r.uniform((4,))})
    loaded = pickle.loads(pickle.dumps(f))
    found += loaded() + loaded() + f()
    found += [states.get_value()[:3] for states, _, _, _ in r.state_updates]
    later = pickle.loads(pickle.dumps(r))
    return found + [np.asarray(r.rstate)] + d.calls(later.uniform((3,)), r.uniform((3,)))


@program
def random_state(d):
    r = d.RandomState(99)
    return d.calls(
        r.uniform((2, 3)), r.uniform((2,), low=-1, high=3), r.normal((3,)), r.normal((2, 2), avg=1, std=0.125),
        r.uniform(low=[0.0, 10.0], high=20), r.normal(avg=[0.0, 10.0], std=[[1.0], [2.0]]),
        r.binomial((4,), n=5, p=0.25), r.binomial(n=[1, 5, 9], p=0.5), r.random_integers((5,), low=2, high=9),
        r.random_integers((2,), low=[0, 5], high=[3, 500]), r.poisson((4,), lam=3.0), r.choice((5,), a=7),
        r.choice((3,), a=[1, 5, 9], replace=False), r.choice((4,), a=3, p=[0.125, 0.125, 0.75]), r.permutation(n=6),
        r.permutation((2,), n=4), r.multinomial((2,), n=10, pvals=[0.25, 0.75]), r.multinomial((3,), n=5, pvals=P),
        r.multinomial(n=5, pvals=[0.25] * 4), r.shuffle_row_elements(d.T.constant(np.arange(6.0).reshape(2, 3))),
        r.shuffle_row_elements(d.T.constant(np.arange(4))),
        r.uniform((3,), dtype="float32"), r.normal((3,), dtype="float64"), r.binomial((3,), dtype="int8"),
    )  # fmt: skip


@program
def what_a_function_leaves_of_random_state(d):
    r = d.RandomState(234)
    u, n = r.uniform((2, 2)), r.normal((2,))
    f = d.theano.function([], [u, n])
    found = f() + d.theano.function([], [u, n], no_default_updates=True)() + f()
    r.seed(9)
    found += f()
    r.seed()
    found += f()
    state = u.rng.get_value(borrow=True)
    state.seed(89)
    u.rng.set_value(state, borrow=True)
    found += f()
    loaded = pickle.loads(pickle.dumps(f))
    found += loaded() + f() + f.copy()()
    rows, updates = d.theano.scan(lambda: r.uniform((2,)), n_steps=3)
    return found + d.calls(rows, updates=updates)


def numbers(theano, mrg, randomstate):
    """For each program and each floatX its numbers, as (dtype, nested list)."""
    found = {}
    for floatX in ("float32", "float64"):
        theano.config.floatX = floatX
        draws = Draws(theano, mrg, randomstate)
        for name, function in PROGRAMS.items():
            found[f"{name} {floatX}"] = [np.asarray(value) for value in function(draws)]
    return found


if __name__ == "__main__":
    import json

    import theano
    import theano.tensor.shared_randomstreams
    from theano.sandbox.rng_mrg import MRG_RandomStreams

    found = numbers(theano, MRG_RandomStreams, theano.tensor.shared_randomstreams.RandomStreams)
    with open(sys.argv[1], "w") as file:
        lines = [
            f"{json.dumps(name)}: {json.dumps([[str(v.dtype), v.tolist()] for v in values], separators=(',', ':'))}"
            for name, values in found.items()
        ]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
