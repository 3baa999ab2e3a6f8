"""Streams of MRG31k3p: Theano's numbers, what moves them on, their statistics and gradients."""

import pickle
import warnings

import numpy as np
import pytest
from scipy import stats

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.errors import NullTypeGradError
from tensorgraph.streams.mrg import MRG_RandomStreams
from tensorgraph.streams.sizes import guess_n_streams

# by Theano 1.0.5, which in turn agrees with the authors' own program
UNIFORM_42 = [[0.08075201511383057, 0.9267640095204115, 0.8597198463976383],
              [0.08033995237201452, 0.34734230581671, 0.18044656235724688]]
NORMAL_7 = [[-2.903731926825998, 0.4987578825577045], [0.42965632781200225, 1.8672884882022993]]


def test_numbers_of_theano():
    f = theano.function([], MRG_RandomStreams(42).uniform((3,)))
    np.testing.assert_array_equal([f(), f()], UNIFORM_42)
    r = MRG_RandomStreams(7)
    f = theano.function([], [r.normal((2, 2)), r.normal((3,), avg=5.0, std=0.1)])
    first, second = f()
    np.testing.assert_allclose(first, NORMAL_7, rtol=1e-14)
    np.testing.assert_allclose(second, [4.896610619681259, 5.1048434596401115, 4.98176741125025], rtol=1e-14)
    r = MRG_RandomStreams(11)
    f = theano.function([], [r.binomial((8,), p=0.3), r.binomial((2, 3), p=0.5, dtype="float64")])
    first, second = f()
    np.testing.assert_array_equal(first, [1, 1, 1, 0, 1, 0, 0, 0])
    np.testing.assert_array_equal(second, [[1, 0, 1], [1, 0, 1]])


def test_steps_of_the_streams():
    """Sample i comes from stream i % n; a later call goes on where the earlier ended."""
    values = theano.function([], MRG_RandomStreams(5).uniform((12,), nstreams=3))()
    f = theano.function([], MRG_RandomStreams(5).uniform((3,), nstreams=3))
    np.testing.assert_array_equal(values, np.concatenate([f() for _ in range(4)]))
    whole = theano.function([], MRG_RandomStreams(5).uniform((4, 3), nstreams=3))()
    np.testing.assert_array_equal(whole.ravel(), values)


def test_n_streams():
    assert [guess_n_streams(size) for size in [(), (3,), (6,), (7,), (20, 31), [600, 600]]] == [1, 3, 6, 1, 103, 15360]
    assert guess_n_streams((T.lscalar(), 2)) == guess_n_streams((np.int64(16), 1)) == 15360
    with pytest.warns(UserWarning, match="cannot be told"):
        guess_n_streams(T.lvector(), warn=True)


def test_state_moves_on_in_place():
    r = MRG_RandomStreams(3)
    u = r.uniform((2, 2))
    f = theano.function([], u)
    (node,) = f.maker.fgraph.toposort()
    assert node.op.inplace and f.kinds() == ["mrg"]
    (states, new, size, nstreams), = r.updates()
    assert u.update == (states, new) and u.rstate is states and states.tag.is_rng and (size, nstreams) == ((2, 2), None)
    before = states.get_value()
    first = f()
    assert (states.get_value() != before).any()
    states.set_value(before)
    np.testing.assert_array_equal(f(), first)
    frozen = theano.function([], u, no_default_updates=True)
    np.testing.assert_array_equal(frozen(), frozen())
    listed = theano.function([], u, no_default_updates=[states])
    np.testing.assert_array_equal(listed(), frozen())


def test_without_updates_the_state_stays():
    """Also in an explicit function of the state."""
    u = MRG_RandomStreams(3).uniform((5,))
    states = u.rstate
    f = theano.function([], u, updates=[(states, states)])
    np.testing.assert_array_equal(f(), f())


@pytest.mark.parametrize("new, same", [(234, True), (None, True), (23, False)])
def test_seed(new, same):
    r = MRG_RandomStreams(234)
    n = T.lvector()
    f = theano.function([n], [r.uniform((2, 2)), r.uniform((3, 3), nstreams=2), r.uniform(n, ndim=1, nstreams=3)])
    first = [f([4]), f([4])]
    r.seed(new)
    for a, b in zip(first, [f([4]), f([4])]):
        assert [np.array_equal(x, y) for x, y in zip(a, b)] == [same] * 3


def test_seeds():
    with pytest.raises(ValueError, match="should not be 0"):
        MRG_RandomStreams(0)
    for bad in (-1, 2147462579, [2147483647, 1, 1, 1, 1, 1], [1, 1, 1, 2147462579, 1, 1], [0, 0, 0, 1, 1, 1],
                [1, 1, 1, 0, 0, 0], [-1, 1, 1, 1, 1, 1]):
        with pytest.raises(ValueError, match="less than|should not be"):
            MRG_RandomStreams(bad)
    with pytest.raises(TypeError, match="6 integers"):
        MRG_RandomStreams([1, 2])
    assert (MRG_RandomStreams(np.int64(9)).rstate == 9).all()
    r = MRG_RandomStreams([1, 2, 3, 4, 5, 6])
    np.testing.assert_array_equal(r.rstate, [1, 2, 3, 4, 5, 6])
    assert MRG_RandomStreams().default_instance_seed == 12345


def test_sizes():
    r, x = MRG_RandomStreams(1), T.dmatrix("x")
    a = np.zeros((3, 4))
    for size in (x.shape, (x.shape[0], 4), (3, 4), [3, 4], (np.int32(3), 4)):
        for draw in (r.uniform, r.normal, r.binomial):
            z = draw(size)
            assert theano.function([x], z, on_unused_input="ignore")(a).shape == (3, 4)
            assert theano.function([x], z.shape, on_unused_input="ignore")(a).tolist() == [3, 4]
    assert r.normal(3).eval().shape == (3,) and r.normal(x.shape[1]).eval({x: a}).shape == (4,)
    for draw in (r.uniform, r.normal, r.truncated_normal, r.binomial):
        assert draw(()).eval().shape == ()
        assert draw((x.shape[0], 1)).broadcastable == (False, True)
        for size in [(0, 3), (3, -1), (-1,)]:
            with pytest.raises(ValueError):
                draw(size)
    for size in (2.5, "a", T.dmatrix(), None):
        with pytest.raises((TypeError, ValueError)):
            r.normal(size)
        with pytest.raises(TypeError):
            r.uniform(size)
    with pytest.raises(AssertionError, match="tuple of int"):
        r.uniform((2.5,))
    with pytest.raises(NotImplementedError, match="Increase the size"):
        r.uniform((1, 3), low=x)


@pytest.mark.parametrize("floatX", ["float32", "float64"])
def test_dtypes(floatX):
    r = MRG_RandomStreams(1)
    with theano.change_flags(floatX=floatX):
        assert r.uniform((2,)).dtype == r.normal((2,)).dtype == floatX
        assert r.uniform((2,), low=np.float64(0.1)).dtype == "float64"
        assert r.binomial((2,)).dtype == "int64"
        for dtype in ("float16", "float32", "float64"):
            z = r.uniform((100,), dtype=dtype)
            value = theano.function([], z)()
            assert value.dtype == dtype and (value > 0).all() and (value < 1).all()


def kinds(draw, n=20_000, **options):
    return theano.function([], draw((n,), **options))()


def test_statistics():
    """With fixed seeds; the chances that a good generator fails are one in ten thousand."""
    r = MRG_RandomStreams(2024)
    tests = [
        stats.kstest(kinds(r.uniform), "uniform"),
        stats.kstest(kinds(r.uniform, low=-3.0, high=2.0), stats.uniform(-3, 5).cdf),
        stats.kstest(kinds(r.uniform, dtype="float32", nstreams=1), "uniform"),
        stats.kstest(kinds(r.normal, avg=2.0, std=3.0), stats.norm(2, 3).cdf),
        stats.kstest(kinds(r.normal, dtype="float32"), "norm"),
        stats.binomtest(int(kinds(r.binomial, p=0.3).sum()), 20_000, 0.3),
    ]
    assert min(test.pvalue for test in tests) > 1e-4
    z = kinds(r.truncated_normal, avg=1.0, std=2.0)
    assert abs(z.std() - 2) < 0.05 and abs(z.mean() - 1) < 0.05 and abs(z - 1).max() < 2 * 2 / 0.8796256610342398 + 1e-9
    z = kinds(r.normal, truncate=True)
    assert stats.kstest(z, stats.truncnorm(-2, 2).cdf).pvalue > 1e-4


def test_rows():
    r = MRG_RandomStreams(8)
    p = np.array([[0.2, 0.3, 0.5], [0.1, 0.9, 0.0]])
    counts = theano.function([], r.multinomial(pvals=p, n=10_000))()
    np.testing.assert_allclose(counts / 10_000, p, atol=0.02)
    pvals = T.matrix("p")
    chosen = theano.function([pvals], r.choice(2, p=pvals, replace=False))(p)
    assert chosen.shape == (2, 2) and (chosen[:, 0] != chosen[:, 1]).all() and 2 not in chosen[1]
    with pytest.warns(UserWarning, match="deprecated"):
        z = r.multinomial_wo_replacement(pvals=p, n=2)
    assert z.eval().shape == (2, 2)
    for wrong in (dict(pvals=p, size=(2,)), dict(pvals=p, ndim=2)):
        with pytest.raises(ValueError, match="shape from pvals"):
            r.multinomial(**wrong)
    with pytest.raises(TypeError, match="specify pvals"):
        r.multinomial()
    with pytest.raises(NotImplementedError, match="ndim = 2"):
        r.multinomial(pvals=p[0])
    with pytest.raises(NotImplementedError, match="replacement"):
        r.choice(p=p)
    with pytest.raises(TypeError, match="has to be None"):
        r.choice(a=3, p=p, replace=False)
    with pytest.raises(TypeError, match="specified"):
        r.choice(replace=False)
    with pytest.raises(NotImplementedError, match="n > 1"):
        r.binomial((3,), n=2)


def test_gradients_reach_the_parameters():
    """The sample moves with its bounds, its mean and its standard deviation."""
    r = MRG_RandomStreams(4)
    a, b = T.dscalars("a", "b")
    for draw in (r.uniform, r.normal):
        z = draw((5,), a, b)
        g = T.grad((z**2).sum() / 2, [a, b])
        value, ga, gb = theano.function([a, b], [z, *g], no_default_updates=True)(1.0, 3.0)
        if draw == r.uniform:
            u = (value - 1) / 2
            wanted = (value * (1 - u)).sum(), (value * u).sum()
        else:
            wanted = value.sum(), (value * (value - 1) / 3).sum()
        np.testing.assert_allclose([ga, gb], wanted)


def test_no_gradient_of_discrete_samples():
    r, p = MRG_RandomStreams(4), T.dmatrix("p")
    for z in (r.binomial(p.shape, p=p), r.multinomial(pvals=p), r.choice(p=p, replace=False)):
        with pytest.raises(NullTypeGradError):
            T.grad((z * 1.0).sum(), p)


def test_pickled_function_goes_on():
    """With the numbers that the first would have given, and each on its own."""
    r = MRG_RandomStreams(6)
    f = theano.function([], [r.uniform((3,)), r.normal((2,), dtype="float32")])
    f()
    g = pickle.loads(pickle.dumps(f))
    for _ in range(2):
        for a, b in zip(f(), g()):
            np.testing.assert_array_equal(a, b)
    again = pickle.loads(pickle.dumps(r))
    np.testing.assert_array_equal(again.rstate, r.rstate)
    assert len(again.state_updates) == 2


def test_copies_of_functions():
    r = MRG_RandomStreams(6)
    u = r.uniform((3,))
    f = theano.function([], u)
    other = theano.shared(u.rstate.get_value())
    g = f.copy(swap={u.rstate: other})
    a, (b,) = f(), g()
    np.testing.assert_array_equal(a, b)
    f()
    np.testing.assert_array_equal(f(), [g()[0], g()[0]][1])
    h = f.copy(delete_updates=True)
    np.testing.assert_array_equal(h()[0], h()[0])


def test_modes_agree():
    values = []
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        r = MRG_RandomStreams(6)
        f = theano.function([], [r.uniform((3, 5)), r.normal((2, 3)), r.truncated_normal((7,), nstreams=2)], mode=mode)
        values.append([f(), f()])
    for one, two in zip(*values):
        for a, b in zip(one, two):
            np.testing.assert_allclose(a, b, rtol=1e-13)


def test_nanguard_looks_at_samples_only():
    f = theano.function([], MRG_RandomStreams(6).uniform((3,)), mode=theano.compile.NanGuardMode(True, True, True))
    assert f().shape == (3,)


def test_test_values():
    with theano.change_flags(compute_test_value="raise"):
        assert MRG_RandomStreams(6).normal((3,)).tag.test_value.shape == (3,)


def test_warnings_are_few():
    """A size that is not known is no reason to warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        MRG_RandomStreams(6).uniform(T.dmatrix().shape)


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_inside_a_loop(mode):
    """The steps of a loop draw what as many calls would."""
    by_loop, by_calls = MRG_RandomStreams(10), MRG_RandomStreams(10)
    x = T.dvector("x")
    values, updates = theano.scan(lambda h: h + by_loop.uniform((3,)), outputs_info=x, n_steps=4)
    (states,) = updates
    assert states.tag.is_rng
    f = theano.function([x], values, updates=updates, mode=mode)
    draw = theano.function([], by_calls.uniform((3,)))
    for _ in range(2):
        np.testing.assert_allclose(f(np.zeros(3)), np.cumsum([draw() for _ in range(4)], axis=0), rtol=1e-15)
    g = pickle.loads(pickle.dumps(f))
    np.testing.assert_array_equal(f(np.zeros(3)), g(np.zeros(3)))


def test_gradient_through_a_loop():
    r = MRG_RandomStreams(10)
    w = theano.shared(np.ones(3))
    values, updates = theano.scan(lambda h: h + r.uniform((3,)) * w, outputs_info=T.zeros((3,)), n_steps=4)
    total, g = theano.function([], [values[-1], T.grad(values[-1].sum(), w)], updates=updates)()
    np.testing.assert_allclose(g, total)


@pytest.mark.parametrize("calls_before", [0, 1])
def test_failed_calls_leave_the_state(calls_before):
    """Also one that fails because the size of the sample is another than before."""
    n, v = T.lscalar("n"), T.dvector("v")
    u = MRG_RandomStreams(6).uniform((n,), nstreams=2)
    f = theano.function([n, v], u + v)
    assert f.kinds()[0] == "mrg"
    for _ in range(calls_before):
        f(3, np.zeros(3))
    before = u.rstate.get_value()
    for args in ((4, np.zeros(3)), (3, np.zeros(4)), (-1, np.zeros(3))):
        with pytest.raises(ValueError):
            f(*args)
        np.testing.assert_array_equal(u.rstate.get_value(), before)
    f(3, np.zeros(3))
    assert (u.rstate.get_value() != before).any()


def test_streams_that_are_not_drawn_from_stay():
    u = MRG_RandomStreams(6).uniform((5,), nstreams=1000)
    for mode in ("FAST_RUN", theano.compile.get_default_mode().excluding("inplace")):
        f = theano.function([], u, mode=mode)
        before = u.rstate.get_value()
        f()
        after = u.rstate.get_value()
        assert (after[:5] != before[:5]).any(axis=1).all()
        np.testing.assert_array_equal(after[5:], before[5:])


@pytest.mark.parametrize(
    "draw, wrong, right",
    [
        (lambda r, v: r.binomial((3,), p=v), (1.5, -0.1, np.nan), (0.0, 0.5, 1.0)),
        (lambda r, v: r.normal((3,), 0.0, v), (-1.0, np.nan), (0.0, 2.0)),
        (lambda r, v: r.truncated_normal((3,), 0.0, v), (-1.0,), (0.0, 2.0)),
    ],
    ids=["binomial", "normal", "truncated"],
)
def test_a_number_that_is_no_parameter(draw, wrong, right):
    v = T.dscalar("v")
    f = theano.function([v], draw(MRG_RandomStreams(3), v))
    state = f.get_shared()[0].get_value()
    for value in wrong:
        with pytest.raises(ValueError, match=f"v is {value}: .* must be"):
            f(value)
    np.testing.assert_array_equal(f.get_shared()[0].get_value(), state)
    for value in right:
        assert f(value).shape == (3,)
    install_as_theano()
    try:
        # Theano's graph, which takes any number
        assert "Assert" not in theano.printing.debugprint(draw(MRG_RandomStreams(3), v), file="str")
    finally:
        uninstall()


@pytest.mark.parametrize("wrong", [2.0, -0.5, np.nan])
def test_an_array_that_holds_no_parameters(wrong):
    """An array that is given is checked, one that is computed is not: it would take a pass over memory."""
    p = T.dvector("p")
    given, computed = (MRG_RandomStreams(3).binomial(size=(2,), p=v) for v in (p, T.nnet.sigmoid(p)))
    assert "Assert" not in theano.printing.debugprint(computed, file="str")
    f = theano.function([p], given)
    with pytest.raises(ValueError, match=r"p is \[.*\]: binomial: p must be from 0 to 1"):
        f([0.5, wrong])
    assert f([0.0, 1.0]).tolist() == [0, 1]
    with pytest.raises(ValueError, match=r"std \(shared\) is .*: normal: std must be 0 or more"):
        MRG_RandomStreams(3).normal((2,), std=theano.shared(np.array([1.0, -abs(wrong)]), "std")).eval()


def test_lengths_that_differ_from_the_size():
    """The draws of a sampler are no gradient of its parameter, which is made in the same call."""
    p = T.dvector("p")
    f = theano.function([p], MRG_RandomStreams(3).binomial(size=(3,), p=p / 2))
    with pytest.raises(ValueError, match=r"\(3,\).*p / 2 is \(2,\)|p / 2 is \(2,\).*\(3,\)") as caught:
        f([0.5, 0.2])
    assert "gradient" not in str(caught.value)


def test_a_truncated_normal_of_a_negative_deviation():
    with pytest.raises(ValueError, match="truncated_normal: std must be 0 or more, and is -1"):
        MRG_RandomStreams(3).truncated_normal((3,), std=-1.0)
