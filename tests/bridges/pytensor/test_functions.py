"""Functions of PyTensor in mode TENSORGRAPH: arguments, shared variables, updates, errors, copies, pickles."""

import gc
import pickle
import warnings
from importlib.metadata import version

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from pytensor.raise_op import Assert, CheckAndRaise

from tensorgraph.bridges.pytensor import converts
from tensorgraph.bridges.pytensor.calls import DirectFunction
from tensorgraph.bridges.pytensor.conversion import CONVERSIONS
from tensorgraph.bridges.pytensor.foreign import foreign_ops

MODE = "TENSORGRAPH"
LATER = version("pytensor") >= "3"


def normal(mean, scale, generator):
    """Return a draw; later versions would return the next generator too, and warn where that is not asked for."""
    with warnings.catch_warnings(action="ignore"):
        return pt.random.normal(mean, scale, rng=generator)


def test_plain_calls_go_to_the_machine():
    x, y = pt.vector("x"), pt.scalar("y")
    f = pytensor.function([x, y], [x * y, x.sum()], mode=MODE)
    assert type(f) is DirectFunction
    product, total = f(np.arange(3.0), 2.0)
    np.testing.assert_array_equal(product, [0, 2, 4])
    assert total == 3 and isinstance(total, np.ndarray)
    f = pytensor.function([x], x * 2, mode=MODE)
    np.testing.assert_array_equal(f(np.arange(3.0)), [0, 2, 4])
    assert pytensor.function([x], None, mode=MODE, on_unused_input="ignore")(np.ones(2)) == []
    assert pytensor.function([], [], mode=MODE)() == []


def test_no_garbage_is_collected_while_compiling():
    x, seen = pt.vector("x"), []

    class Watching(type(Assert())):
        """An operation whose conversion looks at the collector."""

    @converts(Watching)
    def convert(op, node, x, *conditions):
        seen.append(gc.isenabled())
        return x

    try:
        f = pytensor.function([x], Watching("")(x, True), mode=MODE)
        f.copy()
    finally:
        del CONVERSIONS[Watching]
    assert gc.isenabled() and len(seen) == 2 and not any(seen)


def test_arguments():
    x, y = pt.vector("x"), pt.scalar("y")
    g = pytensor.function([x, y], x * y, mode=MODE)
    np.testing.assert_array_equal(g(y=2.0, x=[1, 2]), [2, 4])
    with pytest.raises((TypeError, ValueError), match="index 0"):
        g("text", 2.0)
    with pytest.raises(TypeError):
        g([1.0, 2.0])
    with pytest.raises(TypeError):
        g([1.0], 2.0, 3.0)
    with pytest.raises(TypeError):
        g(np.ones((2, 2)), 2.0)


def test_lengths_that_types_tell():
    x, y = pt.tensor("x", dtype="float64", shape=(2, None)), pt.tensor("y", dtype="float64", shape=(3,))
    f = pytensor.function([x, y], [(x * 0).sum(axis=0), y[:2] + x[:, 0]], mode=MODE)
    np.testing.assert_array_equal(f(np.ones((2, 4)), np.ones(3))[1], [2, 2])
    for given in ((np.ones((3, 4)), np.ones(3)), (np.ones((2, 4)), np.ones(2)), (np.ones((2, 4)), [1.0, 2.0])):
        with pytest.raises(TypeError, match=r"The type's shape|Bad input argument to pytensor function"):
            f(*given)


def test_updates_and_shared_variables():
    s, t = pytensor.shared(np.zeros(2), "s"), pytensor.shared(np.ones(2), "t")
    f = pytensor.function([], s + t, updates={s: s + 1}, mode=MODE)
    np.testing.assert_array_equal(f(), [1, 1])
    np.testing.assert_array_equal(f(), [2, 2])
    np.testing.assert_array_equal(s.get_value(), [2, 2])
    t.set_value(np.full(2, 5.0))
    np.testing.assert_array_equal(f(), [7, 7])
    f = pytensor.function([], None, updates={s: t, t: s}, mode=MODE)
    f()
    np.testing.assert_array_equal(s.get_value(), [5, 5])
    np.testing.assert_array_equal(t.get_value(), [3, 3])


def test_a_failed_call_changes_nothing():
    x, s = pt.vector("x"), pytensor.shared(np.zeros(2), "s")
    checked = Assert("x is positive")(x, (x > 0).all())
    f = pytensor.function([x], checked * 2, updates={s: s + 1}, mode=MODE)
    f([1.0, 2.0])
    with pytest.raises(AssertionError, match="x is positive"):
        f([-1.0, 2.0])
    np.testing.assert_array_equal(s.get_value(), [1, 1])


def test_checks_raise_what_they_declare():
    class OddError(ValueError):
        pass

    x = pt.scalar("x")
    f = pytensor.function([x], CheckAndRaise(OddError, "a text, exactly")(x, x > 0) + 1, mode=MODE)
    assert f(1.0) == 2
    with pytest.raises(OddError) as caught:
        f(-1.0)
    assert str(caught.value) == "a text, exactly"


@pytest.mark.parametrize("borrow", [False, True])
def test_results_belong_to_the_caller(borrow):
    x = pt.vector("x")
    f = pytensor.function([x], [pytensor.Out(x, borrow=borrow), pytensor.Out(x[1:] * 2, borrow=borrow)], mode=MODE)
    given = np.arange(3.0)
    first, second = f(given)
    f(np.full(3, 9.0))
    np.testing.assert_array_equal(second, [2, 4])
    if not borrow:
        first[:] = 7
        np.testing.assert_array_equal(given, [0, 1, 2])


@pytest.mark.filterwarnings("ignore:.*output:FutureWarning")
@pytest.mark.skipif(LATER, reason="PyTensor 3 takes no dictionary of outputs")
def test_outputs_by_name():
    x = pt.vector("x")
    for outputs in ({"twice": 2 * x, "a": x + 1}, {"one": x}, {}):
        f = pytensor.function([x], outputs, mode=MODE, on_unused_input="ignore")
        expected = pytensor.function([x], outputs, mode="FAST_COMPILE", on_unused_input="ignore")([1, 2])
        for g in (f, f.copy(), pickle.loads(pickle.dumps(f))):
            for found in (g([1, 2]), g(np.arange(1.0, 3)), g(x=[1, 2])):
                assert list(found) == list(expected)
                for name in expected:
                    np.testing.assert_array_equal(found[name], expected[name])


def test_copies():
    s, t = pytensor.shared(np.zeros(2), "s"), pytensor.shared(np.ones(2), "t")
    f = pytensor.function([], s * 2, updates={s: s + 1}, mode=MODE)
    g = f.copy(swap={s: t})
    np.testing.assert_array_equal(g(), [2, 2])
    np.testing.assert_array_equal(t.get_value(), [2, 2])
    np.testing.assert_array_equal(s.get_value(), [0, 0])
    h = f.copy(delete_updates=True)
    h()
    np.testing.assert_array_equal(s.get_value(), [0, 0])
    f()
    np.testing.assert_array_equal(h(), [2, 2])


def test_pickles():
    x, s = pt.vector("x"), pytensor.shared(np.ones(2), "s")
    f = pytensor.function([x], x * s, updates={s: s + 1}, mode=MODE)
    f([1.0, 1.0])
    g = pickle.loads(pickle.dumps(f))
    assert type(g) is DirectFunction
    np.testing.assert_array_equal(g([1.0, 1.0]), [2, 2])
    np.testing.assert_array_equal(g([1.0, 1.0]), [3, 3])
    np.testing.assert_array_equal(s.get_value(), [2, 2])


def test_trusted_inputs_that_do_not_fit_do_not_crash():
    x = pt.vector("x")
    f = pytensor.function([x], x * 2, mode=MODE, trust_input=True)
    np.testing.assert_array_equal(f(np.arange(3.0)), [0, 2, 4])
    for wrong in (np.arange(3), [1.0, 2.0], np.ones((2, 2)), "text", None):
        try:
            f(wrong)
        except (TypeError, ValueError):
            pass


@pytest.mark.skipif(LATER, reason="PyTensor 3 has no operation that takes None")
def test_none_takes_a_default_or_is_refused():
    x, y = pt.vector("x"), pt.vector("y")
    f = pytensor.function([x, y], pt.basic.default(x, y) * 2, mode=MODE)
    np.testing.assert_array_equal(f(None, [1, 2]), [2, 4])
    np.testing.assert_array_equal(f(y=[1, 2], x=None), [2, 4])
    np.testing.assert_array_equal(f([3], [1, 2]), [6])
    with pytest.raises(TypeError, match="pytensor function"):
        f([3], None)


def test_the_mode_can_be_the_default():
    x = pt.vector("x")
    with pytensor.config.change_flags(mode=MODE):
        assert type(pytensor.function([x], x + 1)) is DirectFunction
    np.testing.assert_array_equal((x + 1).eval({x: np.ones(2)}, mode=MODE), [2, 2])


def test_profiles():
    x = pt.vector("x")
    f = pytensor.function([x], x + 1, mode=MODE, profile=True)
    f(np.ones(2))
    assert f.profile.fct_callcount == 1


def test_explain_lists_what_falls_back():
    class Odd(pytensor.graph.op.Op):
        __props__ = ()

        def make_node(self, x):
            return pytensor.graph.basic.Apply(self, [x], [x.type()])

        def perform(self, node, inputs, outputs):
            outputs[0][0] = inputs[0] + 1

    x = pt.vector("x")
    f = pytensor.function([x], pt.exp(Odd()(x) * 2), mode=MODE)
    np.testing.assert_allclose(f(np.zeros(2)), np.exp([2.0, 2.0]))
    text = str(f.explain())
    assert "1 in Python" in text and "PyTensor's Odd" in text
    assert [str(op) for op in foreign_ops(f.vm.function.maker.fgraph)] == ["PyTensor's Odd"]


def test_loops_are_pickled_without_compiling_them_there(monkeypatch):
    x = pt.vector("x")
    with warnings.catch_warnings():
        # versions before 3 return updates too, and warn of it
        warnings.simplefilter("ignore", DeprecationWarning)
        found = pytensor.scan(lambda a, s: s * 0.5 + a, sequences=[x], outputs_info=[pt.zeros(())])
    states = found[0] if isinstance(found, (tuple, list)) else found
    f = pytensor.function([x], states, mode=MODE)
    monkeypatch.setattr(type(states.owner.inputs[0].owner.op), "fn", property(lambda op: pytest.fail("compiled")))
    g = pickle.loads(pickle.dumps(f))
    np.testing.assert_allclose(g([1.0, 2.0]), f([1.0, 2.0]))
    np.testing.assert_allclose(g([1.0, 2.0]), [1, 2.5])


def test_errors_and_explain_name_the_line_of_the_program():
    x, y = pt.vector("x"), pt.vector("y")
    total = pt.exp(x) + pt.sqr(y)  # this line
    f = pytensor.function([x, y], total.sum(), mode=MODE)
    with pytest.raises(ValueError) as caught:
        f(np.ones(2), np.ones(3))
    text = str(caught.value)
    assert "total = pt.exp(x) + pt.sqr(y)  # this line" in text and "test_functions.py" in text
    assert "(2,)" in text and "(3,)" in text
    assert "test_functions.py" in str(f.explain()).partition("\n")[2]
    with pytest.raises(ValueError, match="this line"):
        pickle.loads(pickle.dumps(f))(np.ones(2), np.ones(3))


def test_errors_begin_with_the_reason():
    """As PyTensor's do; where the program made the operation is said on the next line."""
    x, k, s = pt.vector("x"), pt.lvector("k"), pt.scalar("s")
    part = x[k]  # this part
    f = pytensor.function([x, k], part, mode=MODE)
    with pytest.raises(IndexError) as caught:
        f(np.ones(3), [5])
    first, second, *_ = str(caught.value).split("\n")
    assert first == "index 5 is out of bounds for axis 0 with size 3" and "part = x[k]  # this part" in second
    generator = pytensor.shared(np.random.default_rng(1))
    with pytest.raises(ValueError, match="^scale < 0\n"):
        pytensor.function([s], normal(0, s, generator), mode=MODE)(-1.0)
    rows = pytensor.scan(lambda i, x: x[i], sequences=[k], non_sequences=[x], return_updates=False)
    with pytest.raises(IndexError, match="^index 5 is out of bounds"):
        pytensor.function([x, k], rows, mode=MODE)(np.ones(3), [0, 5])


def test_loops_of_numbers_take_no_memory_for_steps_that_they_may_take():
    """The gradient of a distribution function by its parameters is a series of at most a million terms."""
    a, x = pt.vectors("ax")
    f = pytensor.function([a, x], pt.grad(pt.betainc(a, 2.0, x).sum(), a), mode=MODE)
    f(np.array([0.5, 1.5]), np.array([0.3, 0.6]))
    steps = f.vm.function.maker.program.steps
    assert any(step.kind == "scan" for step in steps) and not any(step.kind == "arange" for step in steps)


def test_results_wider_than_declared():
    """PyTensor declares bool or integers, and computes integers or floats: what reads them gets those as well."""
    b, k = pt.vector("b", dtype="bool"), pt.vector("k", dtype="int8")
    mask, numbers = np.array([True, False, True]), np.array([1, 2, 3], "int8")
    f = pytensor.function([b, k], [pt.cumsum(b), pt.cumsum(b).sum(), pt.special.softmax(k), pt.cumprod(k)], mode=MODE)
    counts, total, shares, product = f(mask, numbers)
    assert counts.tolist() == [1, 1, 2] and counts.dtype == "int64"
    assert total == 4
    np.testing.assert_allclose(shares, np.exp(numbers / 1.0) / np.exp(numbers / 1.0).sum(), rtol=1e-6)
    assert product.tolist() == [1, 2, 6]


@pytest.mark.skipif(LATER, reason="PyTensor 3 has no order of a number")
def test_order_of_a_number():
    """PyTensor says that it is a number, and its own code makes a vector."""
    s = pt.scalar("s")
    found = pytensor.function([s], [pt.argsort(s), pt.argsort(s, axis=None)], mode=MODE)(2.0)
    assert [z.tolist() for z in found] == [0, [0]]


def test_scalars_are_numbers():
    """Results of types of pytensor.scalar are NumPy's scalars, those of tensors without axes are arrays."""
    a, x = pytensor.scalar.float64("a"), pt.dscalar("x")
    f = pytensor.function([a, x], [a * 2, x * 2, pt.scalar_from_tensor(x)], mode=MODE)
    g = pytensor.function([a], a * 2, mode=MODE)
    for _ in range(2):
        found = f(1.5, 2.0)
        assert [type(z) for z in found] == [np.float64, np.ndarray, np.float64]
        assert found == [3.0, 4.0, 2.0]
        assert type(g(1.5)) is np.float64 and g(1.5) == 3
    assert type(pickle.loads(pickle.dumps(g))(1.5)) is np.float64


@pytest.mark.skipif(LATER, reason="PyTensor 3 takes no dictionary of outputs")
def test_scalars_by_name_are_numbers():
    x = pt.dscalar("x")
    with warnings.catch_warnings(action="ignore"):
        f = pytensor.function([x], {"one": pt.scalar_from_tensor(x), "two": x}, mode=MODE)
    for _ in range(2):
        assert [type(z) for z in f(2.0).values()] == [np.float64, np.ndarray]


@pytest.mark.parametrize("lower", [True, False])
def test_cholesky_reads_a_triangle(lower):
    x = pt.dmatrix("x")
    f = pytensor.function([x], pt.linalg.cholesky(x, lower=lower), mode=MODE)
    value = np.array([[4.0, 2.0], [2.0, 10.0]])
    expected = f(value)
    value[(0, 1) if lower else (1, 0)] = np.nan
    np.testing.assert_array_equal(f(value), expected)
