"""The generator MRG31k3p: its recurrence, jumps, and the kernel against the reference."""

import ctypes

import numpy as np
import pytest
from reference import evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph.errors import NullTypeGradError
from tensorgraph.tensor.random import mrg31k3p
from tensorgraph.tensor.random.mrg import mrg_uniform
from tensorgraph.tensor.random.mrg31k3p import M1, M2, SUBSTREAM, advance, as_samples, jump, substreams

FLOATS = ["float32", "float64"]


def states(n, seed=3):
    """Valid states, among them the largest and smallest words."""
    rng = np.random.default_rng(seed)
    words = np.hstack([rng.integers(0, M1, (n, 3)), rng.integers(0, M2, (n, 3))])
    if n > 1:
        words[1] = [M1 - 1, M1 - 1, M1 - 1, M2 - 1, M2 - 1, M2 - 1]
    if n > 2:
        words[2] = [0, 0, 1, 1, 0, 0]
    return words.astype("int32")


def step(state):
    """One step in Python's integers: the definition."""
    x1, x2, x3, y1, y2, y3 = map(int, state)
    x = (2**22 * x2 + (2**7 + 1) * x3) % M1
    y = (2**15 * y1 + (2**15 + 1) * y3) % M2
    return [x, x1, x2, y, y1, y2], (x - y) % M1 or M1


def test_recurrence():
    for state in states(20):
        row, draws, wanted = state[None].copy(), [], []
        state = list(state)
        for _ in range(5):
            draws.append(advance(row)[0])
            state, draw = step(state)
            wanted.append(draw)
        assert draws == wanted and list(row[0]) == state


def test_jumps():
    """A jump is as many steps, and two jumps are one jump twice as far."""
    row = states(1)
    for doublings in range(6):
        moved = row.copy()
        for _ in range(2**doublings):
            advance(moved)
        np.testing.assert_array_equal(jump(row, mrg31k3p.jump_matrices(doublings)), moved)
    published = [
        [1516919229, 758510237, 499121365],
        [1884998244, 1516919229, 335398200],
        [601897748, 1884998244, 358115744],
    ]
    np.testing.assert_array_equal(SUBSTREAM[0], published)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 64])
def test_substreams(n):
    state = states(1)[0]
    wanted = [state]
    while len(wanted) < n:
        wanted.append(jump(wanted[-1][None], SUBSTREAM)[0])
    got = substreams(state, n)
    assert got.dtype == "int32"
    np.testing.assert_array_equal(got, wanted)


def test_samples_are_inside_the_interval():
    extremes = np.array([1, 2, M1 - 1, M1])
    for dtype in ("float16", *FLOATS):
        sample = as_samples(extremes, dtype)
        assert sample.dtype == dtype and (sample > 0).all() and (sample < 1).all()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("dtype", FLOATS)
def test_loop(dtype, isa):
    """Each instruction set draws the bits of the reference."""
    n = 37
    before = states(n)
    after = before.copy()
    draws = advance(after)
    rows = np.ascontiguousarray(before.T)
    out = np.empty(n, dtype)
    loop = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5, ctypes.c_ssize_t)(
        dispatch.module("draws", isa).kernels()[f"mrg_f{np.dtype(dtype).itemsize * 8}"]
    )
    loop(out.ctypes.data, *[rows[k].ctypes.data for k in (1, 2, 3, 5)], n)
    np.testing.assert_array_equal(out, as_samples(draws, dtype))
    np.testing.assert_array_equal(rows[2], after[:, 0])
    np.testing.assert_array_equal(rows[5], after[:, 3])


@pytest.mark.parametrize("dtype", ["float16", *FLOATS])
@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize(
    "shape, streams",
    [((), 1), ((0, 3), 2), ((1,), 5), ((5,), 1), ((7, 9), 4), ((3, 100), 300), ((2, 700), 300), ((1300,), 600)],
    ids=str,
)
def test_kernel_draws_what_the_reference_draws(shape, streams, inplace, dtype):
    rstate, size = T.imatrix(), T.lvector()
    op = mrg_uniform(T.TensorType(dtype, (False,) * len(shape)), inplace=inplace)
    new, sample = op(rstate, size)
    assert sample.type.dtype == dtype and new.type == rstate.type
    before = states(streams)
    wanted_states = before.copy()
    draws = []
    while len(draws) * streams < np.prod(shape):
        rows = min(streams, int(np.prod(shape)) - len(draws) * streams)
        draws.append(advance(wanted_states[:rows]))
    wanted = as_samples(np.concatenate([*draws, np.zeros(0, int)]), dtype).reshape(shape)
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        given = before.copy()
        f = theano.function([theano.In(rstate, mutable=inplace), size], [new, sample], mode=mode, accept_inplace=True)
        assert mode != "FAST_RUN" or dtype == "float16" or f.kinds()[0] == "mrg"
        for layout in (given, np.asfortranarray(given)):
            got_states, got = f(layout, np.array(shape, "int64"))
            np.testing.assert_array_equal(got, wanted)
            np.testing.assert_array_equal(got_states, wanted_states)
            assert got.dtype == dtype and got.shape == shape
            if inplace:
                break
        if not inplace:
            np.testing.assert_array_equal(given, before)


def test_size_may_change_between_calls():
    n, m = T.lscalars("n", "m")
    rstate = T.imatrix()
    f = theano.function([rstate, n, m], mrg_uniform.new(rstate, None, "float64", (n, m))[1])
    flat = evaluate(mrg_uniform.new(rstate, None, "float64", (12,))[1], {rstate: states(4)})
    for shape in ((3, 4), (2, 2), (0, 4), (4, 3)):
        np.testing.assert_array_equal(f(states(4), *shape), flat[: shape[0] * shape[1]].reshape(shape))


def test_shape_is_inferred():
    """Nothing is drawn for an empty sample."""
    x, rstate = T.dmatrix("x"), T.imatrix()
    new, sample = mrg_uniform.new(rstate, 2, "float64", x.shape)
    f = theano.function([x, rstate], [sample.shape, new.shape], on_unused_input="ignore")
    assert not any(isinstance(node.op, mrg_uniform) for node in f.maker.fgraph.toposort())
    for got, wanted in zip(f(np.ones((2, 5)), states(3)), [(2, 5), (3, 6)], strict=True):
        np.testing.assert_array_equal(got, wanted)


def test_types():
    rstate = T.imatrix()
    op = mrg_uniform(T.dvector)
    assert str(op) == "mrg_uniform{TensorType(float64, vector),no_inplace}"
    assert str(op.in_place()) == "mrg_uniform{TensorType(float64, vector),inplace}"
    assert op == mrg_uniform(T.dvector) != op.in_place()
    assert mrg_uniform.new(rstate, None, "float32", (1, 3))[1].type == T.frow
    assert mrg_uniform.new(rstate, None, "float32", ())[1].type == T.fscalar


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_bad_input(mode):
    rstate, size = T.imatrix(), T.lvector()
    for bad in (T.lmatrix(), T.ivector()):
        with pytest.raises(TypeError, match="matrix of int32"):
            mrg_uniform(T.dvector)(bad, [3])
    with pytest.raises(TypeError, match="integer vector"):
        mrg_uniform(T.dvector)(rstate, T.dvector())
    f = theano.function([rstate, size], mrg_uniform(T.dmatrix)(rstate, size)[1], mode=mode)
    good = states(2)
    for given, shape, message in [
        (good, [3], "length 2"),
        (good, [3, -1], "negative"),
        (good, [2**16, 2**15], "samples"),
        (good, [2**62, 2**62], "samples"),
        (good[:, :5], [3, 3], "6 columns"),
        (good[:0], [3, 3], "each stream"),
    ]:
        with pytest.raises(ValueError, match=message):
            f(given, shape)
    assert f(good, [2, 3]).shape == (2, 3)


def test_has_no_gradient():
    rstate, x = T.imatrix(), T.dscalar("x")
    _, sample = mrg_uniform.new(rstate, None, "float64", (3,))
    np.testing.assert_allclose(
        evaluate(T.grad((sample * x).sum(), x), {rstate: states(1), x: np.array(2.0)}),
        evaluate(sample.sum(), {rstate: states(1)}),
    )
    with pytest.raises(NullTypeGradError, match="random sampling"):
        T.grad(sample.sum(), rstate)
    np.testing.assert_allclose(
        evaluate(T.Rop(sample * x, x, T.constant(3.0)), {rstate: states(1), x: np.array(2.0)}),
        3 * evaluate(sample, {rstate: states(1)}),
    )
