"""Programs inside steps, written by hand: what is bound where, layouts, types that do not fit, conditions."""

import numpy as np
import pytest

from tensorgraph._kernels.machine.call._vm import Machine
from tensorgraph.lowering.program import Program

from .programs import STORE, Builder

COUNTS = {"n_seqs": 0, "taps": (), "places": (), "n_added_to": 0, "n_outs": 0, "n_shared": 0, "as_while": False}


def program(build):
    """The program that ``build(builder)`` makes; it gives the slots of the outputs."""
    builder = Builder()
    outputs = build(builder)
    return Program(tuple(builder.slots), tuple(builder.steps), tuple(outputs), tuple(builder.updates))


def running_total(dtype="float64", ndim=0):
    """``state, row -> state + row``"""

    def build(builder):
        row, state = builder.slot("input", dtype, ndim), builder.slot("input", dtype, ndim)
        name = {"float64": "add_f64", "float32": "add_f32", "int64": "add_i64"}[dtype]
        return [builder.map((row, state), ((name, 2, (0, 1)),), dtype, ndim)]

    return program(build)


def loop(body, inputs, outputs, inplace=None, **params):
    """A machine of one scan step; inputs and outputs are (dtype, ndim)."""
    builder = Builder()
    slots = [builder.slot("input", *given) for given in inputs]
    out = builder.step("scan", slots, outputs, inplace, program=body, name="it", **{**COUNTS, **params})
    return builder.machine(*(out if isinstance(out, tuple) else (out,)))


def total_machine(ndim, inplace=None, dtype="float64"):
    return loop(
        running_total(dtype, ndim),
        [("int64", 0), (dtype, ndim + 1), (dtype, ndim + 1)],
        [(dtype, ndim + 1)],
        inplace,
        n_seqs=1,
        taps=((-1,),),
    )


@pytest.mark.parametrize("inplace", [None, {0: 2}])
@pytest.mark.parametrize("ndim", [0, 1, 2])
def test_layouts(ndim, inplace):
    """Rows in any layout, of sequences and of buffers."""
    f = total_machine(ndim, inplace)
    rng = np.random.default_rng(0)
    for seq_order in [(slice(None),), (slice(None, None, -1),), (slice(None, None, 2),)]:
        for transposed in (False, True):
            seq = rng.standard_normal((8,) + (3,) * ndim)
            buffer = np.zeros((5,) + (3,) * ndim)
            if transposed:
                seq, buffer = np.asfortranarray(seq), np.asfortranarray(buffer)
            seq = seq[seq_order]
            buffer[0] = 1
            expected = 1 + np.concatenate([np.zeros((1, *seq.shape[1:])), np.cumsum(seq[:4], axis=0)])
            (result,) = f(4, seq, buffer)
            np.testing.assert_allclose(result, expected, atol=1e-14)
            assert (buffer[-1] == result[-1]).all() == (inplace is not None)


@pytest.mark.parametrize("dtype", ["float32", "int64"])
def test_dtypes(dtype):
    f = total_machine(0, dtype=dtype)
    np.testing.assert_array_equal(f(3, np.arange(3, dtype=dtype), np.full(2, 7, dtype))[0], [8, 10])


def test_short_buffers():
    """A buffer of one row is read and written in place; more rows than steps are 0."""
    f = total_machine(1)
    seq = np.arange(12.0).reshape(4, 3)
    for rows in (1, 2, 3, 7):
        (result,) = f(4, seq, np.zeros((rows, 3)))
        totals = np.concatenate([np.zeros((1, 3)), np.cumsum(seq, axis=0), np.zeros((2, 3))])
        np.testing.assert_array_equal(result, totals[:7] if rows == 7 else totals[5 - rows : 5])
    with pytest.raises(IndexError, match="the loop it was asked to run for a negative number of steps: -2"):
        f(-2, seq, np.zeros((2, 3)))
    with pytest.raises(ValueError, match="state 0 of the loop it has 0 rows, but its taps reach back 1 steps"):
        f(4, seq, np.zeros((0, 3)))


def test_result_that_is_a_view():
    """A row of a sequence turned round is copied to its place."""

    def build(builder):
        row = builder.slot("input", "float64", 2)
        return [builder.step("dimshuffle", (row,), [("float64", 2)], pattern=(1, 0)), row]

    f = loop(
        program(build),
        [("int64", 0), ("float64", 3), ("int64", 0), ("int64", 0)],
        [("float64", 3), ("float64", 3)],
        n_seqs=1,
        n_outs=2,
    )
    seq = np.random.default_rng(0).standard_normal((4, 2, 3))
    turned, same = f(4, seq, 4, 2)
    np.testing.assert_array_equal(turned, seq.transpose(0, 2, 1))
    np.testing.assert_array_equal(same, seq[2:])


def test_constant_result():
    f = loop(
        program(lambda builder: [builder.const(np.arange(3.0))]),
        [("int64", 0), ("int64", 0)],
        [("float64", 2)],
        n_outs=1,
    )
    np.testing.assert_array_equal(f(2, 2)[0], [[0, 1, 2]] * 2)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int32", "int64", "float16", "float32", "float64"])
@pytest.mark.parametrize("ndim", [0, 1])
def test_condition(dtype, ndim):
    """A loop stops behind the first step whose condition is true; the rest of the rows is cut off."""

    def build(builder):
        row, last = builder.slot("input", "float64", ndim), builder.slot("input", dtype, 0)
        return [builder.map((row,), (("neg_f64", 1, (0,)),), "float64", ndim), last]

    inputs = [("int64", 0), ("float64", ndim + 1), (dtype, 1), ("int64", 0)]
    f = loop(program(build), inputs, [("float64", ndim + 1), ("int64", 0)], n_seqs=2, n_outs=1, as_while=True)
    seq = np.ones((5,) + (2,) * ndim)
    for stop in range(5):
        rows, used = f(5, seq, np.arange(5) == stop if dtype == "bool" else (np.arange(5) == stop).astype(dtype), 5)
        assert used == stop + 1
        np.testing.assert_array_equal(rows[:used], -seq[:used])
    assert f(5, seq, np.zeros(5, dtype), 5)[1] == 5
    assert f(5, seq, np.zeros(5, dtype), 3)[1] == 3


def test_types_that_do_not_fit():
    """Said when the machine is made, not when it runs."""
    integers, vectors, numbers = ("int64", 0), ("float64", 1), ("float64", 0)
    body = running_total()
    good = dict(n_seqs=1, taps=((-1,),))
    cases = [
        ((body, [integers, ("float64", 2), vectors], [vectors]), good, "sequence 0 is an array of float64 with 2 axes"),
        ((body, [integers, ("float32", 1), vectors], [vectors]), good, "sequence 0 is an array of float32 with 1 axes"),
        ((body, [integers, vectors, vectors], [("float32", 1)]), good, "output 0 is an array of float32"),
        ((body, [numbers, vectors, vectors], [vectors]), good, "a scan takes a number of steps"),
        ((body, [integers, vectors], [vectors]), good, "a scan takes a number of steps"),
        ((body, [integers, vectors, vectors], [vectors, vectors]), good, "the scan has 2 outputs, not 1"),
        (
            (body, [integers, vectors, vectors, vectors], [vectors]),
            good,
            "the inner program has 2 inputs, none for argument 0",
        ),
        (
            (body, [integers, vectors], [vectors]),
            dict(n_seqs=0, taps=((-1,),)),
            "the inner program has 2 inputs, not 1",
        ),
        (
            (body, [integers, vectors, vectors, integers], [vectors, vectors]),
            {**good, "n_outs": 1},
            "none for output 1",
        ),
        ((body, [integers, vectors, vectors, numbers], [vectors, vectors]), {**good, "n_outs": 1}, "none for output 1"),
        (
            (body, [integers, vectors, vectors], [vectors, integers]),
            {**good, "as_while": True},
            "with a condition is a number",
        ),
    ]
    for args, params, message in cases:
        with pytest.raises(ValueError, match=message):
            loop(*args, **params)
    with_shared = program(lambda builder: [builder.shared(np.zeros(2))])
    with pytest.raises(ValueError, match="has no shared variables"):
        loop(with_shared, [integers, integers], [("float64", 2)], n_outs=1)


def test_lengths_that_are_promised():
    """A row that should have length 1 and has not."""

    def build(builder):
        return [builder.slot("input", "float64", 1, (True,))]

    f = loop(program(build), [("int64", 0), ("float64", 2), ("int64", 0)], [("float64", 2)], n_seqs=1, n_outs=1)
    np.testing.assert_array_equal(f(2, np.ones((2, 1)), 2)[0], np.ones((2, 1)))
    with pytest.raises(ValueError, match="axis 0 of input 0 of the inner graph should have length 1 and has 3"):
        f(2, np.ones((2, 3)), 2)
    with pytest.raises(ValueError, match="output 0 of the loop it cannot have -1 rows"):
        f(2, np.ones((2, 1)), -1)


def test_where_an_error_came_from():
    """The machine tells its subclasses which step of which program failed, and where in the work of the outer step."""
    seen = []

    class Explaining(Machine):
        def on_inner_error(self, node, exception, within):
            seen.append((node, within))
            return exception

    f = Explaining(total_machine(1).program)
    with pytest.raises(ValueError, match="mis-match"):
        f(2, np.zeros((2, 3)), np.zeros((2, 4)))
    ((node, ((number, place, inner, inputs),)),) = seen
    assert (node, number, place, inner) == (0, 0, "step 0 of the loop it", 0)
    assert [value.shape for value in inputs] == [(3,), (4,)]
    np.testing.assert_array_equal(f(1, np.ones((2, 3)), np.ones((2, 3)))[0], [[1] * 3, [2] * 3])


def test_sums_over_scalars():
    """A reduction of a number is no tape, and the same."""

    def build(builder):
        row = builder.slot("input", "float64", 0)
        outs = ((0, "sum", None, "float64", "float64"), (1, *STORE))
        total, negated = builder.loop((row,), (("neg_f64", 1, (0,)),), outs, [("float64", 0)] * 2, ("float64",) * 2)
        return [total, negated]

    f = loop(
        program(build),
        [("int64", 0), ("float64", 1), ("int64", 0), ("int64", 0)],
        [("float64", 1)] * 2,
        n_seqs=1,
        n_outs=2,
    )
    total, negated = f(3, np.arange(3.0), 3, 3)
    np.testing.assert_array_equal(total, [0, 1, 2])
    np.testing.assert_array_equal(negated, [0, -1, -2])


def test_no_rows_and_no_steps():
    """A buffer that rows are added to may have none where the loop has no step."""
    f = loop(
        running_total(),
        [("int64", 0), ("float64", 1), ("float64", 1)],
        [("float64", 1)],
        n_seqs=1,
        taps=((0,),),
        places=((0,),),
        n_added_to=1,
    )
    np.testing.assert_array_equal(f(2, np.ones(2), np.full(2, 3.0))[0], [4, 4])
    np.testing.assert_array_equal(f(0, np.ones(0), np.ones(0))[0], [])
