"""DebugMode finds what an operation, a kernel or a rewrite does wrong, and nothing where all is right."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.debugging import debugmode
from tensorgraph.debugging.debugmode import DebugMode
from tensorgraph.lowering.lower import lowers
from tensorgraph.rewriting import pipeline


class Broken(theano.Op):
    """An op of two vectors that does what its subclasses say."""

    __props__ = ()

    def make_node(self, a, b):
        return theano.Apply(self, [T.as_tensor_variable(a), T.as_tensor_variable(b)], [a.type()])


class AddsInPlace(Broken):
    def perform(self, node, inputs, output_storage):
        a, b = inputs
        a += b
        output_storage[0][0] = a.copy()


class ReturnsItsInput(Broken):
    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[1][1:]


class ReturnsAnotherDtype(Broken):
    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = (inputs[0] + inputs[1]).astype("float32")


class TwoViewsOfOne(Broken):
    def make_node(self, a, b):
        return theano.Apply(self, [a, b], [a.type(), a.type()])

    def perform(self, node, inputs, output_storage):
        both = inputs[0] * 1
        output_storage[0][0], output_storage[1][0] = both[1:], both[:-1]


class WithABadKernel(Broken):
    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0] + inputs[1]


@lowers(WithABadKernel)
def lower_bad_kernel(program, node):
    code = (("sub_f64", 2, (0, 1)),)
    outs = ((2, "store", None, None, None),)
    return program.node_step("loop", node, consts=(), code=code, reg_dtypes=("float64",) * 3, outs=outs)


x, y = T.dvectors("x", "y")
ONE, TWO = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])


def test_a_sound_function():
    s = theano.shared(np.ones(3), "s")
    z = T.nnet.sigmoid(x * s + y)
    f = theano.function([x, y], [z, z.sum()], updates={s: s - 0.1 * T.grad(z.sum(), s)}, mode="DEBUG_MODE")
    twin = theano.shared(np.ones(3))
    w = T.nnet.sigmoid(x * twin + y)
    g = theano.function([x, y], [w, w.sum()], updates={twin: twin - 0.1 * T.grad(w.sum(), twin)})
    for _ in range(2):
        for a, b in zip(f(ONE, TWO), g(ONE, TWO)):
            np.testing.assert_allclose(a, b, rtol=1e-14)
        np.testing.assert_allclose(s.get_value(), twin.get_value(), rtol=1e-14)


def test_outputs_as_a_dict_keywords_and_defaults():
    f = theano.function([x, theano.In(y, value=TWO)], {"sum": x + y}, mode=DebugMode(stability_patience=1))
    np.testing.assert_array_equal(f(x=ONE)["sum"], ONE + TWO)
    assert theano.function([], [], mode="DEBUG_MODE")() == []


def test_an_input_that_is_changed():
    f = theano.function([x, y], AddsInPlace()(x, y), mode="DEBUG_MODE")
    with pytest.raises(debugmode.BadDestroyMap) as caught:
        f(ONE, TWO)
    assert caught.value.idx == 0
    assert "destroy_map: {}" in str(caught.value)
    assert "Max Abs Diff:  6.0" in str(caught.value)
    op = AddsInPlace()
    op.destroy_map = {0: [0]}
    f = theano.function([theano.In(x, mutable=True), y], op(x, y), mode="DEBUG_MODE", accept_inplace=True)
    np.testing.assert_array_equal(f(ONE.copy(), TWO), ONE + TWO)


def test_an_input_that_is_shared():
    f = theano.function([x, y], ReturnsItsInput()(x, y), mode="DEBUG_MODE")
    with pytest.raises(debugmode.BadViewMap, match=r"aliased to inputs: \[1\]"):
        f(ONE, TWO)
    op = ReturnsItsInput()
    op.view_map = {0: [1]}
    f = theano.function([x, y], op(x, y), mode="DEBUG_MODE")
    np.testing.assert_array_equal(f(ONE, TWO), TWO[1:])


def test_outputs_that_share_memory():
    a, b = TwoViewsOfOne()(x, y)
    with pytest.raises(debugmode.BadViewMap, match="aliased to outputs: 1"):
        theano.function([x, y], a * 2 + b * 2, mode="DEBUG_MODE")(ONE, TWO)
    # nobody reads them, or only one is read
    theano.function([x, y], [a, b], mode="DEBUG_MODE")(ONE, TWO)
    theano.function([x, y], a * 2, mode="DEBUG_MODE")(ONE, TWO)


def test_a_value_of_another_type():
    f = theano.function([x, y], ReturnsAnotherDtype()(x, y), mode="DEBUG_MODE")
    with pytest.raises(debugmode.InvalidValueError, match="float32"):
        f(ONE, TWO)


def test_a_kernel_that_computes_something_else():
    f = theano.function([x, y], WithABadKernel()(x, y), mode="DEBUG_MODE")
    with pytest.raises(debugmode.BadThunkOutput) as caught:
        f(ONE, TWO)
    assert caught.value.offending_op() is WithABadKernel
    assert "thunk1  : perform" in str(caught.value) and "thunk2  : kernel" in str(caught.value)
    # who asks for one of them only gets that
    f = theano.function([x, y], WithABadKernel()(x, y), mode=DebugMode(check_c_code=False))
    np.testing.assert_array_equal(f(ONE, TWO), ONE + TWO)
    f = theano.function([x, y], WithABadKernel()(x, y), mode=DebugMode(check_py_code=False))
    np.testing.assert_array_equal(f(ONE, TWO), ONE - TWO)
    with pytest.raises(ValueError, match="at least one"):
        DebugMode(check_c_code=False, check_py_code=False)


@pytest.fixture
def extra_pass():
    """Run a function of the graph among the rewrites."""
    table = list(pipeline.TABLE)
    yield lambda run: pipeline.register(48, "extra", lambda fgraph, query: run(fgraph), "fast_run")
    pipeline.TABLE[:] = table


def test_a_wrong_rewrite(extra_pass):
    extra_pass(lambda fgraph: fgraph.replace(fgraph.outputs[0], fgraph.inputs[0] * 3, "triples_it"))
    f = theano.function([x], x * 2, mode="DEBUG_MODE")
    with pytest.raises(debugmode.BadOptimization) as caught:
        f(ONE)
    error = caught.value
    assert str(error.reason) == "triples_it"
    np.testing.assert_array_equal(error.old_r_val, ONE * 2)
    np.testing.assert_array_equal(error.new_r_val, ONE * 3)
    assert "Old Graph:" in str(error) and "Elemwise{mul" in error.old_graph
    assert str(debugmode.BadOptimization("more to say")) == "more to say"


def test_a_rewrite_that_fails_at_run_time(extra_pass):
    def longer(fgraph):
        a, b = fgraph.inputs
        fgraph.replace(fgraph.outputs[0], T.concatenate([a, a]) + b, "longer")

    extra_pass(longer)
    with pytest.raises(ValueError, match="put in by the rewrites longer, inplace"):
        theano.function([x, y], x + y, mode="DEBUG_MODE")(ONE, TWO)


def test_a_rewrite_that_changes_its_mind(extra_pass):
    turns = []

    def sometimes(fgraph):
        turns.append(None)
        if len(turns) % 2:
            fgraph.replace(fgraph.outputs[0], fgraph.inputs[0] + fgraph.inputs[0], "sometimes")

    extra_pass(sometimes)
    with pytest.raises(debugmode.StochasticOrder, match="sometimes"):
        theano.function([x], x * 2, mode="DEBUG_MODE")
    theano.function([x], x * 2, mode=DebugMode(stability_patience=1))(ONE)


def test_values_that_are_not_finite():
    f = theano.function([x], T.log(x), mode="DEBUG_MODE")
    with pytest.raises(debugmode.InvalidValueError, match=r"^T\.log\(x\): x is \(2,\): .*non-finite") as caught:
        f([1.0, 0.0])
    assert caught.value.user_lines[0][3].startswith("f = theano") and "Hint: use T.maximum" in str(caught.value)
    with pytest.raises(debugmode.InvalidValueError, match="Graph Input"):
        f([1.0, np.nan])
    f = theano.function([x], T.log(x), mode=DebugMode(check_isfinite=False))
    np.testing.assert_array_equal(f([1.0, 0.0]), [0.0, -np.inf])
    with theano.config.change_flags(DebugMode__check_finite=False):
        assert not DebugMode().check_isfinite
    assert theano.compile.predefined_modes["DEBUG_MODE"].check_isfinite


def test_memory_that_is_handed_over():
    class Accumulates(Broken):
        def perform(self, node, inputs, output_storage):
            z = output_storage[0]
            if z[0] is None or z[0].shape != inputs[0].shape:
                z[0] = np.zeros_like(inputs[0])
            z[0] += inputs[0]

    layouts = ["previous", "c_contiguous", "f_contiguous", "strided", "wrong_size"]
    f = theano.function([x, y], x + y, mode=DebugMode(check_preallocated_output=["ALL"]))
    for _ in range(2):
        np.testing.assert_array_equal(f(ONE, TWO), ONE + TWO)
    for layout in layouts:
        f = theano.function([x, y], Accumulates()(x, y), mode=DebugMode(check_preallocated_output=[layout]),
                            on_unused_input="ignore")
        if layout == "wrong_size":
            f(ONE, TWO)  # it makes an array of its own then
            continue
        with pytest.raises(debugmode.BadThunkOutput, match=layout):
            f(ONE, TWO)
            f(ONE, TWO)  # the first call has nothing previous
    with pytest.raises(ValueError, match="diagonal"):
        DebugMode(check_preallocated_output=["diagonal"])


def test_a_failing_node_is_explained():
    f = theano.function([x, y], x + y, mode="DEBUG_MODE")
    with pytest.raises(ValueError, match="Apply node that caused the error"):
        f(ONE, TWO[:2])


def test_operations_that_keep_a_state():
    class Counting(theano.Op):
        __props__ = ()
        itypes = otypes = [T.dvector]
        calls = 0

        def perform(self, node, inputs, output_storage):
            Counting.calls += 1
            output_storage[0][0] = inputs[0] * Counting.calls

    x = T.dvector("x")
    f = theano.function([x], T.exp(Counting()(x) + 1), mode="DebugMode")
    with pytest.raises(debugmode.BadThunkOutput, match="once more") as caught:
        f([1.0, 2.0])
    assert caught.value.offending_op() is Counting
    assert "test_debugmode.py" in str(caught.value) and "keep no state" in str(caught.value)


def test_state_is_kept_when_a_check_fails():
    s = theano.shared(ONE.copy())
    f = theano.function([x], AddsInPlace()(s, x), updates={s: s + 1}, mode="DEBUG_MODE")
    with pytest.raises(debugmode.BadDestroyMap):
        f(TWO)
    np.testing.assert_array_equal(s.get_value(), ONE)


def test_a_pickled_function():
    s = theano.shared(ONE.copy())
    f = theano.function([x], T.exp(x * s).sum(), updates={s: s * 2}, mode="DEBUG_MODE")
    g = pickle.loads(pickle.dumps(f))
    assert f(TWO) == g(TWO)
    assert f(TWO / 10) == g(TWO / 10)


def test_objects_that_do_not_compare():
    class Box:
        pass

    box = theano.shared(Box())
    f = theano.function([], box, mode="DEBUG_MODE")
    assert isinstance(f(), Box)


def test_the_mode():
    mode = theano.compile.get_mode("DebugMode")
    assert isinstance(mode, DebugMode) and theano.compile.DebugMode is DebugMode
    assert str(mode) == "DebugMode(linker=cvm, optimizer=fast_run)"
    with pytest.raises(Exception, match="own linker"):
        DebugMode(linker="py")
    without = mode.excluding("fusion")
    assert isinstance(without, DebugMode)
    f = theano.function([x], T.exp(x) * 2, mode=without)
    assert len(f.maker.fgraph.apply_nodes) == 2
    f(ONE)


def test_scalars_of_bounds():
    """A symbolic bound is a NumPy scalar, not an array."""
    x, n = T.dvector("x"), T.iscalar("n")
    f = theano.function([x, n], [x[:n], T.set_subtensor(x[n:], 0.0)], mode="DebugMode")
    first, cleared = f([1.0, 2.0, 3.0], 1)
    assert first.tolist() == [1] and cleared.tolist() == [1, 0, 0]


def test_loops():
    """Loops compare with their reference, and are rewritten in the same way each time."""
    x, k = T.dvector("x"), T.dscalar("k")
    h, _ = theano.scan(lambda x, p, k: T.tanh(x * k + p), x, T.zeros((), "float64"), k)
    stopped, _ = theano.scan(lambda x: (x * k, theano.scan_module.until(x > 1)), x)
    outputs = [h, stopped, T.grad(h[-1], k), T.grad((h**2).sum() + stopped.sum(), x)]
    arguments = [0.5, -1.0, 2.0, 0.3], 0.7
    wanted = theano.function([x, k], outputs, mode="FAST_COMPILE")(*arguments)
    for got, want in zip(theano.function([x, k], outputs, mode="DebugMode")(*arguments), wanted):
        np.testing.assert_allclose(got, want)


def test_rewrites_of_loops_that_are_refused():
    """Two states that begin as one array cannot both be written over it: nothing is compared with that attempt."""
    x = T.dvector("x")
    total, _ = theano.foldl(lambda v, s: s - v, x, T.zeros((), "float64"))
    halved, _ = theano.reduce(lambda v, s: 0.5 * s + v, x, T.ones((), "float64"))
    g = T.grad(total + halved, x)
    f = theano.function([x], g, mode="DebugMode")
    np.testing.assert_allclose(f(np.ones(4)), [-0.875, -0.75, -0.5, 0])


def test_rewrites_of_loops_that_keep_fewer_rows():
    """Rows that are read are compared; others are not."""
    x = T.dmatrix("x")

    def total(row):
        return theano.scan(lambda v, s: s * 0.5 + v, row, T.zeros((), "float64"))[0][-1]

    totals, _ = theano.scan(total, x)
    value = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(theano.function([x], totals, mode="DebugMode")(value), [2.5, 7.75])


def test_scalars_as_inputs():
    x, n = T.dvector("x"), theano.scalar.int64("n")
    assert theano.function([x, n], x[:n], mode="DebugMode")([1.0, 2.0, 3.0], 2).tolist() == [1, 2]
