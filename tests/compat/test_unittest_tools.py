"""Names that programs' own tests take from ``theano.tests.unittest_tools``."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.compat.names.tests import disturb_mem
from tensorgraph.compat.names.tests import unittest_tools as utt


def test_seeds():
    assert utt.fetch_seed() == 666 and utt.fetch_seed(3) == 3
    utt.seed_rng()
    a = np.random.rand()
    utt.seed_rng()
    assert np.random.rand() == a


def test_gradients():
    utt.verify_grad(T.tanh, [np.array([0.1, 0.2])])
    with pytest.raises(utt.verify_grad.E_grad):
        utt.verify_grad(lambda x: theano.gradient.grad_scale(x, 2), [np.array([0.1, 0.2])])


def test_comparison():
    utt.assert_allclose(np.ones(2), np.ones(2) + 1e-9)
    with pytest.raises(utt.WrongValue, match="Max abs diff: 1"):
        utt.assert_allclose(np.ones(2), np.ones(2) + 1)
    utt.assert_allclose(np.ones(2), np.ones(2) + 1, atol=2)
    assert "cannot be subtracted" in utt.str_diagnostic("a", 1, 0, 0)


class Doubling(theano.Op):
    """An op whose ``infer_shape`` may be wrong."""

    __props__ = ("wrong",)

    def __init__(self, wrong=False):
        self.wrong = wrong

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.repeat(inputs[0], 2)

    def infer_shape(self, node, shapes):
        return [(shapes[0][0] * (3 if self.wrong else 2),)]


def test_shapes():
    case = utt.InferShapeTester("run")
    case.setUp()
    x = T.dvector()
    case._compile_and_check([x], [Doubling()(x)], [np.ones(3)], Doubling)
    with pytest.raises(AssertionError, match="6"):
        case._compile_and_check([x], [Doubling(wrong=True)(x)], [np.ones(3)], Doubling)


def test_counting_operations():
    x = T.dvector()
    f = theano.function([x], T.exp(x), mode="FAST_COMPILE")
    mixin = utt.OptimizationTestMixin()
    mixin.assertFunctionContains1(f, T.exp)
    mixin.assertFunctionContains0(f, T.log)
    mixin.assertFunctionContainsClassN(f, T.Elemwise, 1)
    with pytest.raises(AssertionError):
        mixin.assertFunctionContainsN(f, T.exp, 2)
    with pytest.raises(utt.SkipTest):
        mixin.SkipTest("later")


def test_a_test_that_may_fail_is_tried_again():
    tried = []

    @utt.AttemptManyTimes(n_attempts=5, n_req_successes=2)
    def unreliable():
        tried.append(np.random.rand())
        assert len(tried) != 1

    unreliable()
    assert len(tried) == 3 and len(set(tried)) == 3

    @utt.AttemptManyTimes(n_attempts=2)
    def hopeless():
        raise ValueError

    with pytest.raises(ValueError):
        hopeless()
    with pytest.raises(ValueError, match="more than"):
        utt.AttemptManyTimes(1, 2)


def test_a_generator_of_one_number():
    rng = utt.MockRandomState(0.5)
    np.testing.assert_array_equal(rng.rand(2), [0.5, 0.5])
    np.testing.assert_array_equal(utt.MockRandomState(3).randint(5, size=2), [3, 3])
    with pytest.raises(ValueError):
        utt.MockRandomState(7).randint(5)


class TestContract(utt.T_OpContractMixin):
    """The promises of every op, of two sums."""

    def setup_method(self):
        self.ops = [T.Sum(), T.Sum(axis=0)]

    def clone(self, op):
        return T.Sum(op.axis)


@utt.attr("slow")
@utt.assertFailure_fast
def test_marks():
    assert test_marks.slow
    disturb_mem.disturb_mem()


def test_theanos_own_tests_come_first(tmp_path, monkeypatch):
    """Those on the path are found; ``theano.tests`` here holds only what programs use."""
    import importlib.machinery
    import sys

    class Overlay:
        def find_spec(self, name, path=None, target=None):
            if name == "theano.tests":
                return importlib.machinery.PathFinder.find_spec("tests", [str(tmp_path)])

    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").write_text("mine = True")
    install_as_theano()
    try:
        import theano.tests.unittest_tools

        assert theano.tests.unittest_tools.verify_grad is utt.verify_grad
        for name in ("theano.tests", "theano.tests.unittest_tools"):
            del sys.modules[name]
        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path[:-1], Overlay(), sys.meta_path[-1]])
        assert importlib.import_module("theano.tests").mine
    finally:
        uninstall()
