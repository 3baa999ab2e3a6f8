"""Python steps, values that are no arrays, and errors."""

import numpy as np
import pytest
from programs import Builder, adder, python, some

from tensorgraph._kernels.machine.call._vm import Machine


def test_python_step():
    builder = Builder()
    x = builder.input(np.zeros(3))
    y = builder.map((x,), (("neg_f64", 1, (0,)),))

    def perform(inputs, storage):
        storage[0][0] = np.sort(inputs[0])
        storage[1][0] = inputs[0].argmin()

    z, i = python(builder, perform, (y,), [("float64", 1), ("int64", 0)])
    twice = builder.map((z,), (("add_f64", 1, (0, 0)),))
    f = builder.machine(twice, i)
    for n in (3, 5, 0 + 1):
        a = some(n, "float64", n)
        got = f(a)
        np.testing.assert_array_equal(got[0], 2 * np.sort(-a))
        assert got[1] == (-a).argmin() and got[1].dtype == "int64"


def test_python_step_keeps_its_inputs():
    """An op may keep an array it was given, or give a view of it: later steps and calls do not write over it."""
    builder = Builder()
    x = builder.input(np.zeros(3))
    seen = []

    def negated(slot):
        return builder.map((slot,), (("neg_f64", 1, (0,)),))

    def perform(inputs, storage):
        seen.append(inputs[0])
        storage[0][0] = inputs[0][1:]

    y = negated(x)
    tail = python(builder, perform, (y,), [("float64", 1)])
    more = negated(negated(negated(x)))
    f = builder.machine(tail, more)
    tails = [f(np.full(3, float(i)))[0] for i in range(5)]
    assert [s[0] for s in seen] == [0, -1, -2, -3, -4] and [t[0] for t in tails] == [0, -1, -2, -3, -4]


@pytest.mark.parametrize("readers", [2, 3, 5])
def test_several_python_steps_keep_one_input(readers):
    """Each view of one buffer holds the memory that it shows, also when a view before has taken that memory along."""
    builder = Builder()
    y = builder.map((builder.input(np.zeros(300)),), (("neg_f64", 1, (0,)),))

    def part(k):
        def perform(inputs, storage):
            storage[0][0] = inputs[0][k:]

        return python(builder, perform, (y,), [("float64", 1)])

    tails = [part(k) for k in range(readers)]
    f = builder.machine(*tails, builder.map((y,), (("neg_f64", 1, (0,)),)))
    for k in range(readers):
        kept = []
        for i in range(8):
            kept.append(f(np.full(300, float(i)))[k])
            [np.full(n, 7.0) for n in range(296, 312) for _ in range(8)]  # takes the place of memory that was freed
        for i, z in enumerate(kept):
            np.testing.assert_array_equal(z, np.full(300 - k, -float(i)))


@pytest.mark.parametrize(
    "result, error",
    [
        (None, ValueError),
        ("text", TypeError),
        (np.zeros((2, 2)), TypeError),
        (np.zeros(3, "complex128"), TypeError),
        (np.zeros(2), ValueError),
    ],
)
def test_wrong_results_of_python_steps(result, error):
    builder = Builder()

    def perform(inputs, storage):
        storage[0][0] = result

    z = python(builder, perform, (), [("float64", 1, (True,))])
    with pytest.raises(error):
        builder.machine(z)()


def test_python_step_result_in_place():
    """A step may write over what a Python step gave, but not into read-only memory."""
    builder = Builder()
    frozen = np.arange(3.0)
    frozen.flags.writeable = False

    def perform(inputs, storage):
        storage[0][0] = frozen

    y = python(builder, perform, (), [("float64", 1)])
    z = builder.map((y,), (("neg_f64", 1, (0,)),), inplace={0: 0})
    np.testing.assert_array_equal(builder.machine(z)()[0], [0, -1, -2])
    np.testing.assert_array_equal(frozen, [0, 1, 2])


def test_objects():
    """Values that are no tensors go from Python step to Python step."""
    builder = Builder()
    state = builder.slot("shared", "object", 0)
    builder.containers[state] = [{"n": 0}]
    given = builder.slot("input", "object", 0)

    def perform(inputs, storage):
        storage[0][0] = {"n": inputs[0]["n"] + inputs[1]}
        storage[1][0] = str(inputs[0]["n"])

    new, text = python(builder, perform, (state, given), [("object", 0), ("object", 0)])
    builder.updates.append((state, new))
    f = builder.machine(text)
    assert [f(10)[0] for _ in range(3)] == ["0", "10", "20"] and builder.containers[state][0] == {"n": 30}


def test_machine_within_itself():
    """A Python step may call the function that it is a step of."""
    builder = Builder()
    n = builder.slot("input", "int64", 0)

    def perform(inputs, storage):
        k = int(inputs[0])
        storage[0][0] = np.array(1 if k == 0 else k * int(f(k - 1)[0]))

    f = builder.machine(python(builder, perform, (n,), [("int64", 0)]))
    assert f(10)[0] == 3628800


def test_on_error():
    """The hook gets the node, the exception and the inputs, as they stay."""
    seen = []

    class Explaining(Machine):
        def on_error(self, node, exception, inputs):
            seen.append((node, exception, [np.array(i) for i in inputs], inputs.shapes))
            return RuntimeError("explained")

    program = adder(1).program
    f = Explaining(program)
    with pytest.raises(RuntimeError, match="explained") as info:
        f(np.zeros(2), np.zeros(3))
    node, exception, inputs, shapes = seen[0]
    assert node == 0 and isinstance(exception, ValueError) and info.value.__cause__ is exception
    assert [i.shape for i in inputs] == [(2,), (3,)]
    assert shapes == dict(zip(program.inputs, [(2,), (3,)]))
