"""What operations of the user return may be seen by others: arguments, shared values and what the operation keeps."""

import gc
import weakref

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

KEPT = np.arange(6.0)

RETURNS = {
    "the input": lambda x: x,
    "a view of it": lambda x: x[::-1],
    "what it keeps": lambda x: KEPT,
    "a view of what it keeps": lambda x: KEPT[::-1],
    "a read-only array": lambda x: np.broadcast_to(x[:1], 6),
    "bytes": lambda x: np.frombuffer(x.tobytes()),
    "a new array": lambda x: x * 2,
    "a view of a new array": lambda x: (x * 2)[::-1],
}


class Shown(theano.Op):
    """The input itself, as the operation says."""

    __props__ = ()
    itypes = otypes = [T.dvector]
    view_map = {0: [0]}

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0]


USES = {
    "a result": lambda z: z,
    "a view": lambda z: z[1:],
    "overwritten": T.exp,
    "overwritten in part": lambda z: T.set_subtensor(z[0], -5.0),
    "shown": lambda z: Shown()(z),
    "a view shown twice": lambda z: Shown()(Shown()(z)[1:]),
    "shown and overwritten": lambda z: T.exp(Shown()(z)),
    "twice": lambda z: T.exp(z).sum() + T.tanh(z),
}


class Returned(theano.Op):
    """An operation without a view map."""

    __props__ = ("kind",)

    def __init__(self, kind):
        self.kind = kind

    def make_node(self, x):
        return theano.Apply(self, [x], [T.dvector()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = RETURNS[self.kind](inputs[0])


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("kind", RETURNS)
def test_results_are_their_own(kind, use):
    """Neither the call nor who changes its result changes an argument, a shared value or what the operation keeps."""
    x, w = T.dvector("x"), theano.shared(np.arange(6.0) + 1, "w")
    of_argument = theano.function([x], USES[use](Returned(kind)(x)))
    of_shared = theano.function([], USES[use](Returned(kind)(w)))
    for f, args in ((of_argument, [np.arange(6.0) + 1]), (of_shared, [])):
        results = []
        for _ in range(3):
            results.append(f(*args))
            assert all(np.array_equal(r, results[0]) for r in results)
        results[0][...] = 77.0
        assert f(*args).tolist() == results[1].tolist() == results[2].tolist()
        assert KEPT.tolist() == list(range(6)) and w.get_value().tolist() == list(range(1, 7))
        assert all(a.tolist() == list(range(1, 7)) for a in args)


@pytest.mark.parametrize("kind", RETURNS)
def test_new_values_are_their_own(kind):
    x, w = T.dvector("x"), theano.shared(np.zeros(6), "w")
    f = theano.function([x], [], updates=[(w, Returned(kind)(x))])
    given = np.arange(6.0) + 1
    f(given)
    value = w.get_value()
    given[:] = -1.0
    assert w.get_value().tolist() == value.tolist()
    w.get_value(borrow=True)[:] = 77.0
    assert KEPT.tolist() == list(range(6)) and given.tolist() == [-1.0] * 6


OVERWRITTEN = {
    "the argument": lambda x, w: x,
    "a shared variable": lambda x, w: w,
    "a temporary": lambda x, w: T.tanh(x),
    "a temporary that another step reads": lambda x, w: T.tanh(x) * w,
    "what another operation returned": lambda x, w: Returned("a view of it")(T.tanh(x)),
    "what another operation showed": lambda x, w: Shown()(T.tanh(x)),
}


@pytest.mark.parametrize("what", OVERWRITTEN)
@pytest.mark.parametrize("kind", RETURNS)
def test_what_is_returned_is_not_overwritten(kind, what):
    """Though another step writes over the input of the operation before its result is read."""
    x, w = T.dvector("x"), theano.shared(np.arange(6.0) + 1, "w")
    v = OVERWRITTEN[what](x, w)
    returned = Returned(kind)(v)
    z = T.set_subtensor(v[:3], 77.0)
    outputs = [returned * 2, T.dot(returned, z), z]
    given = np.linspace(0.1, 0.9, 6)
    how = {"on_unused_input": "ignore"}
    want = theano.function([x], outputs, mode=theano.Mode("py", None), **how)(given.copy())
    f = theano.function([theano.In(x, mutable=True)], outputs[:2], updates={w: z}, **how)
    for got, expected in zip([*f(given.copy()), w.get_value()], want, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_declared_views_are_not_copied():
    x = T.dvector("x")
    f = theano.function([theano.In(x, borrow=True)], theano.Out(Shown()(x), borrow=True))
    given = np.arange(6.0)
    assert np.shares_memory(f(given), given)


@pytest.mark.parametrize("of_view", [False, True])
def test_new_arrays_are_not_copied(of_view):
    places = []

    @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
    def double(x):
        z = (x * 2)[::-1] if of_view else x * 2
        places.append(z.ctypes.data)
        return z

    x = T.dvector("x")
    f = theano.function([x], double(x))
    results = [f(np.arange(100.0)) for _ in range(3)]
    assert [r.ctypes.data for r in results] == places


def test_masks_are_not_lost():
    @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
    def masked(x):
        return np.ma.masked_array(x, mask=x > 1)

    x = T.dvector("x")
    f = theano.function([x], masked(x) + 1)
    assert f([0.0, 1.0]).tolist() == [1.0, 2.0]
    with pytest.raises(TypeError, match=r"mask would be lost: use array\.filled"):
        f([0.0, 2.0])


def test_views_of_temporaries_beside_copies_of_arguments():
    """A call that keeps both until its end releases both."""
    x, s, t = T.dvector("x"), theano.shared(np.ones(6)), theano.shared(np.full(6, 2.0))
    outputs = [T.set_subtensor(x[0], 3.0), theano.Out(Shown()(T.maximum(s, t))[::-1], borrow=True)]
    f = theano.function([theano.In(x, mutable=True)], outputs, updates={s: t, t: s})
    for _ in range(3):
        given = np.zeros(6)
        first, second = f(given)
        assert first.tolist() == [3.0, 0.0, 0.0, 0.0, 0.0, 0.0] and second.tolist() == [2.0] * 6
        kept = weakref.ref(given)
        del given, first, second
        gc.collect()
        assert kept() is None
