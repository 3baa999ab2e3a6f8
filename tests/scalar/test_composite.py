"""A scalar graph as one operation."""

import pickle

import numpy as np
import pytest

from tensorgraph import scalar
from tensorgraph.scalar import Composite, constant, exp, float32, float64, int8, sqr


def graph():
    x, y = float64("x"), float64("y")
    return Composite([x, y], [x * sqr(y) + 2, exp(x)])


def test_text():
    x, y, w = float64(), float64(), float64()
    assert str(Composite([x, y], [x * sqr(y)])) == "Composite{(i0 * sqr(i1))}"
    assert str(Composite([x], [scalar.cast(x < 1, "float64")])) == "Composite{Cast{float64}(LT(i0, Constant{1}))}"
    assert str(Composite([x, y], [scalar.switch(x >= y, y, -x)])) == "Composite{Switch(GE(i0, i1), i1, (-i0))}"
    assert str(Composite([x, y, w], [scalar.mul(x, y, w) / w])) == "Composite{((i0 * i1 * i2) / i2)}"
    assert str(Composite([x], [scalar.sigmoid(-x)])) == "Composite{scalar_sigmoid((-i0))}"
    assert str(graph()) == "Composite{((i0 * sqr(i1)) + Constant{2}), exp(i0)}"


def test_text_of_shared_parts_stays_short():
    x = float64()
    y = x
    for _ in range(60):
        y = y * y
    assert len(str(Composite([x], [y]))) < 60_000


def test_values():
    x, y = np.array([0.0, 1.0]), np.array([3.0, 4.0])
    first, second = graph().impl(x, y)
    assert first.tolist() == [2.0, 18.0]
    np.testing.assert_allclose(second, np.exp(x))


def test_equality_is_by_structure():
    a, b = graph(), graph()
    assert a == b and hash(a) == hash(b)
    x, y = float64(), float64()
    assert a != Composite([x, y], [x * sqr(y) + 3, exp(x)])
    assert a != Composite([y, x], [x * sqr(y) + 2, exp(x)])
    assert Composite([x], [x + 2.0]) != Composite([x], [x + constant(2.0, dtype="float64")])
    copy = pickle.loads(pickle.dumps(a))
    assert copy == a and str(copy) == str(a)


def test_gradient():
    op = graph()
    g = op.gradient_graph(("float64", "float64"))
    x, y, gz, gw = (np.array(v) for v in (0.5, 3.0, 1.0, 10.0))
    whole = Composite(g.inputs + g.output_grads, g.grads)
    np.testing.assert_allclose(whole.impl(x, y, gz, gw), [9 + 10 * np.exp(0.5), 3.0])


def test_pushforward_of_several_outputs():
    x, y, dx, dy = (float64(name) for name in ("x", "y", "dx", "dy"))
    pushed = Composite([x, y], [x * exp(y), sqr(x)]).R_op([x, y], [dx, dy])
    found = Composite([x, y, dx, dy], pushed).impl(2.0, 0.0, 0.5, -1.0)
    np.testing.assert_allclose(found, [0.5 - 2.0, 2.0])


def test_other_dtypes():
    """On inputs of other dtypes the operations are made anew."""
    op = graph()
    assert op.output_dtypes("float32", "int8") == ("float32", "float32")
    x, y = float32(), int8()
    z, w = op(x, y)
    assert z.dtype == w.dtype == "float32" and z.owner.op != op
    assert op.impl(np.float32(1), np.int8(2))[0].dtype == "float32"


def test_an_outer_composite_is_opened():
    x, y = float64(), float64()
    inner = Composite([x], [exp(x) + 1])
    assert str(Composite([x, y], [inner(x * y)])) == "Composite{(exp((i0 * i1)) + Constant{1})}"
    assert str(Composite([x], [inner(x) * 2])) == "Composite{(Composite{(exp(i0) + Constant{1})}(i0) * Constant{2})}"


def test_a_forgotten_input_is_an_error():
    x, y = float64("x"), float64("y")
    with pytest.raises(ValueError, match="y is neither an input"):
        Composite([x], [x + y])


def test_single_in_place_of_half_precision():
    w, x, y = scalar.int8("w"), scalar.float16("x"), scalar.float32("y")
    inner = Composite([x, y], [scalar.tanh(x + scalar.cast(y, "float16"))])
    op = Composite([w, x, y], [inner(x, y) ** 2 + scalar.cast(w, "float16") - scalar.constant(np.float16(0.5)), x])
    new = op.clone_float32()
    assert "float16" in {v.type.dtype for v in op.fgraph.variables}
    assert "float16" not in {v.type.dtype for v in new.fgraph.variables}
    assert new.in_dtypes == ("int8", "float32", "float32") and new.out_dtypes == ("float32", "float32")
    np.testing.assert_allclose(new.impl(3, 0.25, 0.5), [np.tanh(0.75) ** 2 + 2.5, 0.25], rtol=1e-6)
