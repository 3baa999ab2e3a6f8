"""Shared variables with an invariant, and functions of every manner that keep it.

``KINDS[name](n)`` makes a `Case` with variables of about n elements: what changes them, what looks at them and fails
where the invariant does not hold, and what must hold in the end. Counts stay far below 2**53, so that everything is
exact.
"""

import contextlib
import copy
import pickle
import threading
from typing import NamedTuple

import numpy as np
from python_ops import Plus

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.ifelse import ifelse
from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams
from tensorgraph.tensor.shared_randomstreams import RandomStreams


class Case(NamedTuple):
    """Functions of the number of a thread; `final` gets how often each of `changes` was called in all."""

    changes: list
    looks: list
    final: object


KINDS = {}


def kind(build):
    KINDS[build.__name__] = build
    return build


class Torn(AssertionError):
    """Values that no moment between two calls had."""


def hold(condition, *what):
    if not condition:
        raise Torn(*what)


def same(*values):
    """The number that all elements of all values are."""
    first = np.asarray(values[0]).ravel()[0]
    hold(all((np.asarray(value) == first).all() for value in values), *values)
    return float(first)


def ones_more(w):
    """``w + 1`` of a vector, in ways that work in place or not, in the machine or not."""
    one, n = T.constant(1.0, dtype="float64"), w.shape[0]
    steps, _ = theano.scan(lambda h: h + 0.25, outputs_info=w, n_steps=4)
    x = T.dvector()
    return [
        w + 1, T.inc_subtensor(w[:], 1.0), T.inc_subtensor(w[T.arange(n)], 1.0), T.set_subtensor(w[::2], w[::2] + 1) +
        T.set_subtensor(T.zeros_like(w)[1::2], 1.0), T.concatenate([w[:2] + 1, w[2:] + 1]), steps[-1], Plus()(w),
        w + T.dot(T.ones((n, 2)), T.constant([0.5, 0.5])), theano.OpFromGraph([x], [x + 1])(w), w[::-1] + 1,
        ifelse(T.ge(w[0], 0), w + one, w * 0), T.outer(w + 1, T.ones(1)).reshape((n,)), w.reshape((1, -1)).T[:, 0] + 1,
    ]


def function(updates, outputs=(), inputs=(), **options):
    return theano.function(list(inputs), list(outputs), updates=updates, **options)


def times(*functions):
    """Changes that call functions without arguments."""
    return [lambda k, f=f: f() for f in functions]


@kind
def one_variable(n):
    """Each change adds 1 to each element; assignments and failing calls in between add nothing."""
    w, x = theano.shared(np.zeros(n), "w"), T.dvector("x")
    functions = [function([(w, new)]) for new in ones_more(w)]
    fails = function([(w, T.inc_subtensor(w[:], 1.0) * x)], inputs=[x])
    extremes = function([], [w.min(), w.max(), w[0], w.sum() / n])

    def failing(k):
        with contextlib.suppress(ValueError):
            fails(np.ones(n + 1))
            raise Torn("the call did not fail")

    def final(counts):
        hold(same(w.get_value()) == sum(counts), w.get_value(), counts)

    looks = [lambda k: same(w.get_value()), lambda k: same(*extremes()), failing]
    return Case(times(*functions), looks, final)


@kind
def several_variables(n):
    """All variables of a function change at once; copies and pickles of it are of one moment."""
    w, b, c = theano.shared(np.zeros(n), "w"), theano.shared(np.zeros((3, 2)), "b"), theano.shared(0.0, "c")
    functions = [function([(w, new), (b, b + 1), (c, c + 1)]) for new in ones_more(w)]
    functions += [function([(b, T.inc_subtensor(b[:], 1.0)), (c, c + 1), (w, w + 1)], [w.min(), w.max(), b, c])]
    look = function([], [w.min(), w.max(), b, c])
    loop, _ = theano.scan(lambda i: [w[0], w[-1], b.min(), c], sequences=T.arange(3))
    looks = [look, function([], loop), function([], [Plus()(w), Plus()(b), Plus()(c)])]
    copies = [lambda f: pickle.loads(pickle.dumps(f, -1)), copy.deepcopy]

    def copied(k):
        # seldom, for it is slow
        if np.random.random() < 0.02:
            same(*copies[k % 2](look)())

    def final(counts):
        hold(same(w.get_value(), b.get_value(), c.get_value()) == sum(counts), counts)

    looks = [*[lambda k, f=f: same(*f()) for f in looks], copied, lambda k: same(b.get_value())]
    return Case(times(*functions), looks, final)


@kind
def partly_overlapping_sets(n):
    """A variable is the number of calls of those functions that change it."""
    shared = [theano.shared(np.zeros(n), f"v{j}") for j in range(5)]
    sets = [(0, 1, 2), (2, 1, 0), (3, 2), (4, 3, 0), (1, 4), (4,), (0, 4, 3, 2, 1)]
    counters = [theano.shared(0, f"c{k}") for k in range(len(sets))]
    functions = [
        function([*[(shared[j], ones_more(shared[j])[(j + k) % 5]) for j in chosen], (counters[k], counters[k] + 1)])
        for k, chosen in enumerate(sets)]
    look = function([], [*counters, *[v.min() for v in shared], *[v.max() for v in shared]])

    def check(k):
        values = [float(value) for value in look()]
        counts, low, high = values[: len(sets)], values[len(sets): -5], values[-5:]
        expected = [sum(count for count, chosen in zip(counts, sets) if j in chosen) for j in range(5)]
        hold(low == high == expected, values)

    def final(counts):
        check(0)
        hold([int(c.get_value()) for c in counters] == counts, counts)

    return Case(times(*functions), [check, lambda k: same(shared[k % 5].get_value())], final)


@kind
def moved_between_variables(n):
    """Move amounts between variables, and exchange variables: the sum does not change."""
    a, b, c = (theano.shared(np.full(n, start), name) for name, start in (("a", 0.0), ("b", 1.0), ("c", 2.0)))
    x, i = T.dscalar("x"), T.lvector("i")
    give = function([(a, a - x), (b, T.inc_subtensor(b[:], x))], [a.min() + b.min() + c.max()], [x])
    take = function([(b, b - 2 * x), (c, c + x), (a, T.inc_subtensor(a[T.arange(n)], x))], [(a + b + c)[::-1]], [x])
    turn, swap = function([(a, b), (b, c), (c, a)]), function([(a, b), (b, a)], [a + b + c])
    fails = function([(a, a - 1), (b, T.inc_subtensor(b[i], 1.0))], [], [i])
    look, total = function([], [a, b, c]), function([], [a + b + c])

    def change(f, *args):
        for value in f(*args):
            hold(same(value) == 3, value)

    def failing(k):
        with contextlib.suppress(IndexError):
            fails([0, n])
            raise Torn("the call did not fail")

    def looking(k):
        hold(same(np.sum(look(), axis=0)) == 3)

    changes = [
        lambda k: change(give, float(k)), lambda k: change(take, 2.0), lambda k: turn(), lambda k: change(swap),
    ]
    looks = [looking, failing, lambda k: hold(same(*total()) == 3), lambda k: same(b.get_value())]
    return Case(changes, looks, lambda counts: looking(0))


@kind
def accumulated(n):
    """Every call gives another value of the sum, and what it gave stays."""
    s, x = theano.shared(np.zeros(n), "s"), T.dvector("x")
    add, local = function([(s, s + x)], [s * 1, s], [x]), threading.local()
    quiet = theano.function([x], updates=[(s, s + x)])
    ones, seen = np.ones(n), []

    def change(k):
        results = add(ones)
        before = same(*results)
        seen.append(before)
        kept = getattr(local, "kept", None)
        if kept is not None:
            hold(same(*kept[0]) == kept[1], *kept)
        local.kept = results, before

    def final(counts):
        hold(same(s.get_value()) == sum(counts), counts)
        hold(len(set(seen)) == len(seen) == counts[0], "two calls gave the same sum")

    return Case([change, lambda k: quiet(ones)], [lambda k: same(s.get_value())], final)


@kind
def momentum(n):
    """``w`` is the sum of all values of ``v``, which products in place change."""
    v, w = theano.shared(np.zeros((n // 8 + 1, 8)), "v"), theano.shared(np.zeros((n // 8 + 1, 8)), "w")
    new = [v + 1, v + T.dot(T.ones_like(v), T.eye(8)), T.inc_subtensor(v[:, :], 1.0)]
    functions = [function([(v, z), (w, w + z)], [w.sum()]) for z in new]
    look = function([], [v.min(), v.max(), w.min(), w.max()])

    def check(k):
        low, high, least, most = (float(value) for value in look())
        hold(low == high and least == most == low * (low + 1) / 2, low, high, least, most)

    def final(counts):
        check(0)
        hold(same(v.get_value()) == sum(counts), counts)

    return Case(times(*functions), [check, lambda k: same(w.get_value())], final)


@kind
def loops(n):
    """Loops over a state that keep all of it, a part, or the last of it."""
    h, c = theano.shared(np.zeros(n), "h"), theano.shared(0, "c")
    rows, _ = theano.scan(lambda a: a + 1, outputs_info=h, n_steps=4)
    backwards, _ = theano.scan(lambda x, a: a + x, T.ones((4, n)), h, go_backwards=True)
    _, inner = theano.scan(lambda: {h: h + 1}, n_steps=4)
    functions = [
        function([(h, rows[-1]), (c, c + 4)], [rows[0] - h]), function([(h, backwards[-1]), (c, c + 4)], [backwards]),
        function([*inner.items(), (c, c + 4)]),
    ]
    ahead, _ = theano.scan(lambda a: [a + 1, a + c], outputs_info=[h, None], n_steps=2)
    look = function([], [h.min(), h.max(), c, ahead[0][1] - 2, ahead[1][0] - h])

    def final(counts):
        hold(same(*look()) == 4 * sum(counts), counts)

    return Case(times(*functions), [lambda k: same(*look()), lambda k: same(h.get_value())], final)


@kind
def assigned(n):
    """Assignments of whole values beside updates; each thread has a variable that it alone assigns."""
    w, own = theano.shared(np.zeros(n), "w"), [theano.shared(np.zeros(n)) for _ in range(32)]
    functions = [function([(w, new)]) for new in ones_more(w)[:5]]
    adds = [function([(v, v + 1)]) for v in own]
    levels = [0.0] * 32

    def assign(k):
        w.set_value(np.full(n, float(k)), borrow=k % 2)
        same(w.get_value(borrow=False))

    def own_variable(k):
        levels[k] += 10_000_000
        own[k].set_value(np.full(n, levels[k]), borrow=k % 2)
        low = same(own[k].get_value())
        hold(low >= levels[k], low, levels[k])

    def add_to_others(k):
        adds[(k + 1) % 32]()

    def final(counts):
        same(w.get_value())
        hold(all(same(v.get_value()) >= level for v, level in zip(own, levels)))

    zero = [lambda k: w.zero(), lambda k: w.zero(borrow=True)]
    return Case(
        [*times(*functions), assign, own_variable, add_to_others, *zero], [lambda k: same(w.get_value())], final)


@kind
def rows_of_threads(n):
    """Each thread adds to a row of its own, by index and slice; a row is whole."""
    w, x, i, j = theano.shared(np.zeros((32, n)), "w"), T.dvector("x"), T.lscalar("i"), T.lvector("j")
    by_number = function([(w, T.inc_subtensor(w[i], x))], [], [i, x])
    by_vector = function([(w, T.inc_subtensor(w[j], x))], [], [j, x])
    by_slice = function([(w, T.set_subtensor(w[i : i + 1], w[i : i + 1] + x))], [w[i]], [i, x])
    ones = np.ones(n)
    changes = [
        lambda k: by_number(k, ones), lambda k: by_vector(np.array([k]), ones), lambda k: same(*by_slice(k, ones)),
    ]

    def look(k):
        value = w.get_value()
        hold((value == value[:, :1]).all(), value)

    def final(counts):
        look(0)
        hold(w.get_value()[:, 0].sum() == sum(counts), counts)

    return Case(changes, [look], final)


@kind
def changing_shapes(n):
    """A vector as long as its elements say."""
    w, c = theano.shared(np.ones(1), "w"), theano.shared(1, "c")
    more, most = c + 1, n // 4 + 9
    functions = [
        function([(w, T.concatenate([w + 1, T.ones(1) * more])), (c, more)], [w[::-1]]),
        function([(w, T.alloc(T.cast(more, "float64"), more)), (c, more)], [w, w * 1]),
        function([(w, w[:1] * 0 + 1), (c, T.ones_like(c))]),
    ]
    look = function([], [w * 1, T.exp(w * 0).sum(), w.shape[0], c])

    def change(k):
        functions[k % 2 if same(c.get_value()) < most else 2]()

    def check(k):
        value, *numbers = look()
        hold(same(value, *numbers) == len(value), value, numbers)

    def final(counts):
        check(0)

    return Case([change, lambda k: functions[1 - k % 2]() if k < 2 else functions[2]()], [check], final)


@kind
def sparse_values(n):
    """Objects are exchanged whole."""
    import scipy.sparse

    s, c = sparse.shared(scipy.sparse.csr_matrix(np.zeros((n // 40 + 1, 8)) + 1.0), "s"), theano.shared(1.0, "c")
    pattern = scipy.sparse.csr_matrix(np.ones((n // 40 + 1, 8)))
    add = function([(s, sparse.add(s, sparse.as_sparse_variable(pattern))), (c, c + 1)])
    look = function([], [sparse.dense_from_sparse(s), c])

    def final(counts):
        hold(same(s.get_value().data, c.get_value()) == 1 + counts[0], counts)

    return Case(times(add), [lambda k: same(*look()), lambda k: same(s.get_value().data)], final)


def streams(make, n):
    """Every draw is that of a serial run, in some order, and so is the next one of every state that is seen."""
    drawn, seen = [], []
    f, serial = (theano.function([], make().uniform((n // 400 + 2,))) for _ in range(2))
    (state,), (serial_state,) = f.get_shared(), serial.get_shared()

    def look(k):
        value = state.get_value()
        if len(seen) < 100:
            seen.append(value)

    def final(counts):
        expected = [serial().tobytes() for _ in range(counts[0] + 1)]
        hold(sorted(drawn) == sorted(expected[:-1]), "draws of no serial order")
        for value in seen:
            serial_state.set_value(value)
            hold(serial().tobytes() in expected, "a state of no moment")

    return Case([lambda k: drawn.append(f().tobytes())], [look], final)


@kind
def random_states(n):
    return streams(lambda: RandomStreams(1), n)


@kind
def mrg_states(n):
    return streams(lambda: MRG_RandomStreams(1), n)
