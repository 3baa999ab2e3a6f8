"""Arguments and results of scan, and the values that the loop computes."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import MissingInputError
from tensorgraph.scan import until
from tensorgraph.scan.returned import get_updates_and_outputs

X = np.array([0.5, -1.0, 0.25, 2.0, -0.3])
v, s, n = T.dvector("v"), T.dscalar("s"), T.iscalar("n")
ZERO, ONE = T.zeros((), "float64"), T.ones((), "float64")


def run(out, *pairs, updates=None):
    """The value of an expression for (variable, value) pairs."""
    return theano.function([v for v, _ in pairs], out, updates=updates, on_unused_input="ignore")(
        *[value for _, value in pairs]
    )


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_running_total(mode):
    total, updates = theano.scan(lambda x, t: t + x, sequences=v, outputs_info=ZERO)
    assert isinstance(updates, theano.OrderedUpdates) and not updates
    f = theano.function([v], total, mode=mode)
    np.testing.assert_array_equal(f(X), np.cumsum(X))
    assert f([]).shape == (0,)


def test_what_is_outside_is_passed_on():
    m, k = T.dmatrix("m"), theano.shared(3.0, "k")
    out, _ = theano.scan(lambda row: row.sum() * s + k, sequences=m)
    np.testing.assert_array_equal(run(out, (m, [[1.0, 2], [3, 4]]), (s, 10.0)), [33, 73])
    assert [str(x) for x in out.owner.inputs[-2:]] == ["k", "s"]


def test_arguments_come_in_order():
    w = T.dvector("w")
    seen = []

    def step(*args):
        seen.extend(str(a) for a in args)
        return [args[0], args[3], args[4]]

    theano.scan(
        step,
        [v, dict(input=w, taps=[1, -1])],
        [None, dict(initial=w, taps=[-2]), dict(initial=s)],
        [s, n],
    )
    assert seen == ["v[t]", "w[t+1]", "w[t-1]", "w[t-2]", "s[t-1]", "s", "n"]


@pytest.mark.parametrize("taps", [[-1], [-2], [-3, -1], [-1, -3], [-4, -2, -3]], ids=str)
@pytest.mark.parametrize("steps", [0, 1, 2, 5])
def test_taps_of_outputs(taps, steps):
    initial = np.array([0.0, 1.0, 4.0, 2.0])
    out, _ = theano.scan(
        lambda *a: 2 * a[0] - a[-1] * 0.5 + 1, outputs_info=dict(initial=v[: -min(taps)], taps=taps), n_steps=n
    ) if taps != [-1] else theano.scan(lambda a: 2 * a - a * 0.5 + 1, outputs_info=v[0], n_steps=n)  # fmt: skip
    rows = list(initial[: -min(taps)])
    for _ in range(steps):
        rows.append(2 * rows[taps[0]] - rows[taps[-1]] * 0.5 + 1)
    np.testing.assert_allclose(run(out, (v, initial), (n, steps)), rows[-min(taps) :])


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("taps", [[0], [1], [-2], [-1, 0, 1], [2, -1], [1, 3]], ids=str)
def test_taps_of_sequences(taps, backwards):
    x = np.arange(7.0) ** 2
    out, _ = theano.scan(
        lambda *a: sum((i + 1) * b for i, b in enumerate(a)), dict(input=v, taps=taps), go_backwards=backwards
    )
    front, behind = min([0, *taps]), max([0, *taps])
    want = [
        sum((i + 1) * x[t + k] for i, k in enumerate(taps)) for t in range(-front, len(x) - behind)
    ]
    np.testing.assert_array_equal(run(out, (v, x)), want[::-1] if backwards else want)


@pytest.mark.parametrize("taps", [2, np.int64(2), (2,), np.array([2]), range(2, 3)], ids=str)
def test_forms_of_taps(taps):
    ahead, _ = theano.scan(lambda x: x, dict(input=v, taps=taps))
    before, _ = theano.scan(lambda x: x, None, dict(initial=v, taps=np.negative(taps)), n_steps=3)
    np.testing.assert_array_equal(run(ahead, (v, X)), X[2:])
    np.testing.assert_array_equal(run(before, (v, X)), [X[0], X[1], X[0]])


@pytest.mark.parametrize("steps", [None, 3, T.constant(3), float("nan"), float("inf")], ids=str)
def test_number_of_steps(steps):
    """The shortest sequence counts, unless a number is given; nan and infinity are none."""
    w = T.dvector("w")
    out, _ = theano.scan(lambda x, y: x * y, [v, w], n_steps=steps)
    np.testing.assert_array_equal(run(out, (v, X), (w, [1.0, 2, 3])), X[:3] * [1, 2, 3])


@pytest.mark.parametrize("steps", [1, -1])
def test_a_single_step_is_no_loop(steps):
    (total, square), updates = theano.scan(
        lambda x, t: (t + x, x**2), dict(input=v, taps=[2]), [dict(initial=v, taps=[-3]), None], n_steps=steps
    )
    assert not any("scan_fn" in str(x) for x in theano.gof.graph.ancestors([total, square]))
    assert total.type == square.type == T.dvector
    got = run([total, square], (v, X))
    np.testing.assert_array_equal(got, [[0.75], [0.0625]])
    with pytest.warns(UserWarning, match="ignored"):
        theano.scan(lambda x: (x, until(x > 0)), v, n_steps=steps)


@pytest.mark.parametrize("return_list", [False, True])
def test_return_list(return_list):
    c = theano.shared(0.0)
    for steps in (None, 1):
        one, _ = theano.scan(lambda x: x, v, n_steps=steps, return_list=return_list)
        two, _ = theano.scan(lambda x: (x, x), v, n_steps=steps, return_list=return_list)
        assert isinstance(one, list) == return_list and isinstance(two, list)
    none, updates = theano.scan(lambda x: {c: c + x}, v, return_list=return_list)
    assert none is None and list(updates) == [c]


def test_plain_values_are_arguments():
    out, _ = theano.scan(lambda x, p, k: p + k * x, np.arange(3.0), np.float64(1.0), np.float64(2.0))
    np.testing.assert_array_equal(run(out), [1, 3, 7])


def test_same_argument_twice():
    out, _ = theano.scan(lambda a, b, x: a * b + x, non_sequences=[s, s, s * 2], n_steps=n)
    np.testing.assert_array_equal(run(out, (s, 3.0), (n, 2)), [15, 15])
    assert len(out.owner.op.inputs) == 2


def test_outputs_that_are_no_work():
    """A row, an argument, a constant, the same variable twice."""
    outs, _ = theano.scan(
        lambda x, p, k: (lambda z: [z, x, k, T.constant(2.5), z])(p + x), v, [ZERO, *[None] * 4], s
    )
    a, b, c, d, e = run(outs, (v, X), (s, 7.0))
    np.testing.assert_array_equal([a, b], [np.cumsum(X), X])
    np.testing.assert_array_equal([c, d], [[7.0] * 5, [2.5] * 5])
    np.testing.assert_array_equal(a, e)


def test_a_broadcastable_result_fits_a_plain_state():
    """Forgetting that a length is 1 is harmless."""
    w = T.dvector("w")
    out, _ = theano.scan(lambda x, p: T.shape_padleft(x + p.sum()), v, w)
    assert out.type == T.dmatrix
    np.testing.assert_array_equal(run(out, (v, [1.0, 2.0]), (w, [1.0])), [[2], [4]])
    row, _ = theano.scan(lambda x, p: p + w, v, T.zeros((1,)))
    with pytest.raises(TypeError, match="Inconsistency in the inner graph.*unbroadcast"):
        theano.function([v, w], row)
    with pytest.raises(TypeError, match="Inconsistency"):
        T.grad(row.sum(), w)


# ---------------------------------------------------------------- conditions


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize("limit, made", [(10.0, 4), (0.0, 1), (1e9, 20)])
def test_until(limit, made, mode):
    w = T.dvector("w")
    states = [ONE, dict(initial=w, taps=[-2, -1])]
    (p, q), _ = theano.scan(lambda p, a, b: ([p * 2, a + b], until(p * 2 > s)), None, states, n_steps=20)
    powers = 2.0 ** np.arange(1, made + 1)
    rows = [1.0, 2.0]
    for _ in range(made):
        rows.append(rows[-2] + rows[-1])
    outs = [p, q, p[-1], q[-1], q[:1], p.shape[0], q[-2:], p.sum()]
    wanted = [powers, rows[2:], powers[-1], rows[-1], [3.0], made, rows[2:][-2:], powers.sum()]
    for got, want in zip(theano.function([s, w], outs, mode=mode)(limit, [1.0, 2.0]), wanted):
        np.testing.assert_array_equal(got, want)
    # each alone: other rewrites apply
    for out, want in zip(outs, wanted):
        np.testing.assert_array_equal(run(out, (s, limit), (w, [1.0, 2.0])), want)


# ---------------------------------------------------------------- shared variables


def test_updates_from_the_step():
    c, d = theano.shared(2.0, "c"), theano.shared(np.ones(2), "d")
    out, updates = theano.scan(lambda x: (x * c, [(c, c * 2), (d, d + c)]), v)
    f = theano.function([v], [out, d * 1], updates=updates)
    first, old = f(X)
    np.testing.assert_array_equal(first, X * 2.0 ** np.arange(1, 6))
    np.testing.assert_array_equal(old, [1, 1])
    assert c.get_value() == 64
    np.testing.assert_array_equal(d.get_value(), [63, 63])


def test_updates_alone():
    c = theano.shared(0)
    out, updates = theano.scan(lambda: {c: c + 3}, n_steps=n)
    assert out is None
    theano.function([n], [], updates=updates)(4)
    assert c.get_value() == 12


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.Mode(optimizer=None)], ids=str)
def test_updates_of_no_steps(mode):
    """A loop without steps leaves its shared variables as they are."""
    c = theano.shared(2.0)
    out, updates = theano.scan(lambda: (c * 1, {c: c + 3}), n_steps=n)
    f = theano.function([n], out, updates=updates, mode=mode)
    assert f(0).shape == (0,) and c.get_value() == 2
    np.testing.assert_array_equal(f(2), [2, 5])
    assert f(0).shape == (0,) and c.get_value() == 8


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.Mode(linker="py")], ids=str)
def test_elements_of_nothing(mode):
    """A loop over the places of an empty array has no steps, and tells the shape of its rows all the same."""
    x = T.dvector("x")
    rows, _ = theano.scan(lambda i, x: T.concatenate([T.set_subtensor(x[i], 1.0), [2.0]]), T.arange(x.size), None, x)
    f = theano.function([x], rows, mode=mode)
    assert f(np.zeros(0)).shape == (0, 1)
    np.testing.assert_array_equal(f(np.zeros(1)), [[1, 2]])
    assert f(np.zeros(0)).shape == (0, 1)


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.Mode(linker="py")], ids=str)
def test_numbers_of_nothing(mode):
    """Numbers have no shape that a step would have to tell, whatever it reads from arrays without elements."""
    x = T.dmatrix("x")
    rows, _ = theano.scan(lambda i, x: x[i, 0] * x[i, -1], T.arange(x.shape[0]), None, x)
    f = theano.function([x], rows, mode=mode)
    for shape in ((0, 3), (2, 3), (0, 0)):
        np.testing.assert_array_equal(f(np.ones(shape)), np.ones(shape[0]))


def test_updates_need_variables_too():
    """Arguments that only an update reads are passed on as well; Theano misses them."""
    c, k = theano.shared(0.0), T.dscalar("k")
    _, updates = theano.scan(lambda: {c: c + k}, n_steps=3)
    run([], (k, 2.0), updates=updates)
    assert c.get_value() == 6


def test_default_updates():
    c = theano.shared(2.0, "c")
    c.default_update = c + 1
    out, updates = theano.scan(lambda x: x * c, v)
    f, g = theano.function([v], out, updates=updates), theano.function([v], out, no_default_updates=True)
    np.testing.assert_array_equal(f(np.ones(3)), [2, 3, 4])
    assert c.get_value() == 5
    np.testing.assert_array_equal(g(np.ones(3)), [5, 6, 7])
    assert c.get_value() == 5


@pytest.mark.parametrize("streams", ["shared", "mrg"])
def test_random_streams(streams):
    """The numbers in a loop are those of as many calls."""
    if streams == "shared":
        from tensorgraph.tensor.shared_randomstreams import RandomStreams as Streams
    else:
        from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams as Streams
    inside, outside = Streams(7), Streams(7)
    out, updates = theano.scan(lambda x: x + inside.uniform((2,), dtype="float64"), v)
    f, g = theano.function([v], out, updates=updates), theano.function([], outside.uniform((2,), dtype="float64"))
    for _ in range(2):
        np.testing.assert_allclose(f(np.zeros(3)), [g() for _ in range(3)])
    nested, updates = theano.scan(
        lambda x: (lambda o, u: (o.sum(), u))(*theano.scan(lambda y: inside.normal((), dtype="float64") + y, v)), v
    )
    h = theano.function([v], nested, updates=updates)
    assert len(set([*h(np.zeros(3)), *h(np.zeros(3))])) == 6


def test_strict():
    c = theano.shared(2.0, "c")
    out, _ = theano.scan(lambda x, c: x * c, v, non_sequences=[c], strict=True)
    np.testing.assert_array_equal(run(out, (v, X)), 2 * X)
    with pytest.raises(MissingInputError, match="c"):
        theano.scan(lambda x: x * c, v, strict=True)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "ask, match",
    [
        (lambda: theano.scan(lambda: s), "number of steps"),
        (lambda: theano.scan(lambda x: x, v, n_steps=s), "n_steps must be an int"),
        (lambda: theano.scan(lambda x: x, v, n_steps=-2), "n_steps is -2"),
        (lambda: theano.scan(lambda h: 2 * h, None, v, n_steps=T.constant(-3)), "n_steps is -3"),
        (lambda: theano.scan(lambda x, p: (x, p), v, [ZERO]), "provide None as outputs_info"),
        (lambda: theano.scan(lambda x, p: x, v, [ZERO, None]), "returned 1 outputs, and outputs_info has 2"),
        (lambda: theano.scan(lambda x: 3, v), "may only be made of.*tensor.constant"),
        (lambda: theano.scan(lambda x: (x, 3), v), "may only be made of"),
        (lambda: theano.scan(lambda x: ({}, x), v), "cannot parse.*then the updates"),
        (lambda: theano.scan(lambda p: p, outputs_info=dict(initial=v, taps=[1]), n_steps=3), "smaller than 0"),
        (lambda: theano.scan(lambda p: p, outputs_info=dict(initial=v, taps=[0]), n_steps=3), "smaller than 0"),
        (lambda: theano.scan(lambda p: p, outputs_info=dict(initial=v, taps=[]), n_steps=3), "empty list of taps"),
        (lambda: theano.scan(lambda p: p, outputs_info=dict(initial=v, taps=[-1, -1]), n_steps=3), "must be different"),
        (lambda: theano.scan(lambda p: p, outputs_info=dict(taps=[-1]), n_steps=3), "need to provide a initial state"),
        (lambda: theano.scan(lambda p: p, outputs_info=dict(initial=v, return_steps=1), n_steps=3), "return_steps"),
        (
            lambda: theano.scan(lambda p: p, outputs_info=dict(initial=np.ones(2), taps=[-3]), n_steps=3),
            "reach back 3 steps.*only 2 rows",
        ),
        (lambda: until(v), "must be a scalar"),
    ],
)
def test_refused(ask, match):
    with pytest.raises(ValueError, match=match):
        ask()


def test_parts_of_what_a_step_returns():
    c, condition = theano.shared(0.0), until(s > 0)
    update = {c: s}
    for ls, outputs, updates, stops in [
        (s, [s], {}, False),
        ((s, v), [s, v], {}, False),
        ([], [], {}, False),
        (update, [], update, False),
        ([(c, s)], [], update, False),
        ((s, update), [s], update, False),
        (([s, v], [(c, s)]), [s, v], update, False),
        ((s, condition), [s], {}, True),
        ((s, v, condition), [s, v], {}, True),
        ((update, condition), [], update, True),
        (([s], update, condition), [s], update, True),
    ]:
        got = get_updates_and_outputs(ls)
        assert (got[0] is not None) == stops and got[1] == outputs and dict(got[2]) == updates


# ---------------------------------------------------------------- short forms


def test_short_forms():
    square, _ = theano.map(lambda x, k: k * x**2, v, s)
    half, _ = theano.reduce(lambda x, acc: acc * 0.5 + x, v, ZERO)
    left, _ = theano.foldl(lambda x, acc: acc - x, v, ONE)
    right, _ = theano.foldr(lambda x, acc: x - acc, v, ONE)
    (a, b), _ = theano.reduce(lambda x, p, q: (p + x, q * x), v, [ZERO, ONE])
    outs = run([square, half, left, right, a, b], (v, [1.0, 2.0, 3.0]), (s, 2.0))
    np.testing.assert_array_equal(outs[0], [2, 8, 18])
    np.testing.assert_allclose(outs[1:], [4.25, -5, 1, 6, 6])


@pytest.mark.parametrize("every", [1, 2, 3, 7, 10])
def test_checkpoints(every):
    """Every N-th row and the last one; the gradient is that of all steps."""
    looped, _ = theano.scan(lambda x, p, k: T.tanh(p * k + x), v, ZERO, s)
    kept, _ = theano.scan_checkpoints(lambda x, p, k: T.tanh(p * k + x), v, ZERO, s, save_every_N=every)
    x = np.linspace(-1, 1, 7)
    rows, few, *grads = run(
        [looped, kept, *T.grad(looped[-1], [v, s]), *T.grad(kept[-1], [v, s])], (v, x), (s, 0.7)
    )
    np.testing.assert_allclose(few, [*rows[every - 1 :: every], *([] if 7 % every == 0 else [rows[-1]])])
    np.testing.assert_allclose(grads[0], grads[2])
    np.testing.assert_allclose(grads[1], grads[3])


def test_checkpoints_refuse_taps():
    with pytest.raises(RuntimeError, match="taps"):
        theano.scan_checkpoints(lambda: None, [], dict(initial=v, taps=[-2]))
    with pytest.raises(ValueError, match="n_steps"):
        theano.scan_checkpoints(lambda p: p, [], ZERO)


@pytest.mark.parametrize("before", [[-1], [-2, -1], [-3, -1], [-2]])
@pytest.mark.parametrize("taps", [[0], [1], [-2], [-1, 0], [0, 1], [2, 0, -1]])
@pytest.mark.parametrize("steps, backwards", [(1, False), (2, False), (2, True)])
def test_number_of_steps_as_a_number_or_a_variable(steps, backwards, taps, before):
    """A number of steps that is known when the loop is made changes nothing, not even where there is no loop left."""
    initial = np.arange(1.0, 1 - min(before)) * 10
    start = initial[0] if before == [-1] else initial

    def made(n_steps):
        state = T.constant(start) if before == [-1] else {"initial": T.constant(start), "taps": before}
        return theano.scan(
            lambda *rows: sum((k + 2) * row for k, row in enumerate(rows)), {"input": v, "taps": taps}, state,
            n_steps=n_steps, go_backwards=backwards,
        )[0]  # fmt: skip

    want = run(made(n), (v, X), (n, steps))
    np.testing.assert_array_equal(run(made(steps), (v, X)), want)
    np.testing.assert_array_equal(run(made(T.constant(steps)), (v, X)), want)
    g = run(T.grad(made(n).sum(), v), (v, X), (n, steps))
    np.testing.assert_array_equal(run(T.grad(made(steps).sum(), v), (v, X)), g)


def test_the_only_step_takes_the_first_row():
    """Theano makes no loop of one known step, and forgets that it goes backwards."""
    only, _ = theano.scan(lambda row: row * 1, v, n_steps=1, go_backwards=True)
    np.testing.assert_array_equal(run(only, (v, X)), X[:1])
