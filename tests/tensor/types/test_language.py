"""Behaviour that programs written for Theano count on, one test for each thing that was once different here."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import gradient
from tensorgraph.tensor.extra_ops import Unique


def test_axes_may_be_integer_arrays():
    a = np.arange(6.0).reshape(2, 3)
    assert T.max(T.constant(a), [np.array(0), np.array(1)]).eval() == 5
    np.testing.assert_array_equal(T.mean(T.constant(a), np.array(0)).eval(), a.mean(0))
    with pytest.raises(TypeError, match="axis that is an integer"):
        T.constant(a).max(np.array(0.0))


def test_largest_and_smallest_of_any_number():
    x, y, z = T.dvectors("x", "y", "z")
    np.testing.assert_array_equal(T.largest(x).eval({x: [1.0]}), [1.0])
    f = theano.function([x, y, z], [T.largest(x, y, z), T.smallest(x, y, z)])
    np.testing.assert_array_equal(f([1, 5], [2, 4], [3, 3]), [[3, 5], [1, 3]])


def test_a_default_output_that_is_none():
    class Odd(theano.Op):
        __props__ = ()
        default_output = 2

        def make_node(self, x):
            return theano.Apply(self, [x], [x.type()])

    with pytest.raises(AttributeError, match="should be an output index"):
        T.as_tensor_variable(Odd().make_node(T.vector()))


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
def test_the_gradient_through_a_position_is_zero():
    x = T.matrix()
    np.testing.assert_array_equal(theano.grad(T.argmax(x, 0).sum(), x).eval({x: np.ones((2, 3))}), np.zeros((2, 3)))


def test_rebroadcasts_join_into_one():
    x = T.matrix()
    assert T.unbroadcast(T.addbroadcast(x, 0), 0) is x
    assert T.addbroadcast(T.addbroadcast(x, 0), 1).owner.inputs == [x]


def test_an_assertion_that_fails_has_no_constant_value():
    c = T.constant(2)
    assert T.get_scalar_constant_value(T.opt.Assert()(c, c > 1)) == 2
    with pytest.raises(T.NotScalarConstantError):
        T.get_scalar_constant_value(T.opt.Assert()(c, c > 2))


def test_tile_by_a_vector_needs_to_know_the_number_of_axes():
    with pytest.raises(ValueError, match="ndim"):
        T.tile(T.vector(), T.ivector())


def test_tile_by_a_vector_of_any_length():
    x, reps = T.matrix(), T.ivector()
    f = theano.function([x, reps], T.tile(x, reps, ndim=3))
    a = np.arange(6.0).reshape(2, 3)
    for numbers in ([2], [2, 3], [4, 1, 2]):
        z = f(a, numbers)
        np.testing.assert_array_equal(z, np.tile(a, numbers).reshape(z.shape))
        assert z.ndim == 3
    with pytest.raises(AssertionError, match="more repetitions"):
        f(a, [1, 2, 3, 4])


def test_tensordot_axes_of_unequal_form():
    a, b = np.ones((4, 7)), np.ones((7, 9))
    np.testing.assert_allclose(T.tensordot(T.constant(a), T.constant(b), (1, (0,))).eval(), a @ b)


def test_complex_identity_matrix():
    n = T.iscalar()
    z = theano.function([n], T.eye(n, dtype="complex64"))(2)
    assert z.dtype == "complex64" and (z == np.eye(2)).all()


@pytest.mark.parametrize("inplace", [False, True])
def test_memory_mapped_arguments(tmp_path, inplace):
    a = np.memmap(tmp_path / "a", dtype="float64", mode="w+", shape=(3,))
    a[:] = [1, 2, 3]
    x = T.vector()
    f = theano.function([theano.In(x, mutable=inplace)], T.exp(x))
    np.testing.assert_allclose(f(a), np.exp([1.0, 2.0, 3.0]))


def test_product_without_zeros_over_no_axes():
    x = T.matrix()
    z = T.elemwise.ProdWithoutZeros(axis=())(x)
    np.testing.assert_array_equal(z.eval({x: np.array([[2.0, 0.0]])}), [[2.0, 0.0]])


def test_shapes_of_indices_need_no_values():
    x = T.matrix()
    inverse = Unique(return_inverse=True)(x)[1]
    f = theano.function([x], inverse.shape)
    assert f(np.ones((2, 3))) == [6]
    assert not any(isinstance(node.op, Unique) for node in f.maker.fgraph.apply_nodes)
    i = T.lmatrix()
    assert tuple(T.ravel_multi_index((i, T.arange(3)), (5, 5)).shape.eval({i: np.ones((2, 3), int)})) == (2, 3)


def test_unravelling_by_a_shape_of_unknown_length():
    dims = T.lvector()
    rows, columns = T.unravel_index(np.array([1, 5]), dims, ndim=2)
    f = theano.function([dims], [rows, columns])
    np.testing.assert_array_equal(f([3, 4]), [[0, 1], [1, 1]])
    with pytest.raises(ValueError):
        T.unravel_index(np.array([1, 5]), (3, 3), ndim=3)


def test_repeating_once_keeps_a_broadcastable_axis():
    x = T.TensorType("float64", (False, True, False))()
    assert T.repeat(x, 1, axis=1).broadcastable == (False, True, False)
    assert T.repeat(x, 2, axis=1).broadcastable == (False, False, False)


def test_searching_needs_a_vector():
    with pytest.raises(ValueError):
        T.searchsorted(T.matrix(), 1)


def test_the_direction_through_an_input_that_is_not_used_is_zero():
    v = theano.shared(np.ones(3))
    cost = T.dot(T.arange(3.0).reshape((1, 3)), v).sum()
    np.testing.assert_array_equal(T.Rop(T.grad(cost, v), v, v).eval(), np.zeros(3))


@pytest.mark.parametrize(
    "barrier", [gradient.zero_grad, gradient.disconnected_grad, lambda x: gradient.grad_clip(x, -1, 1)]
)
def test_functions_run_nothing_for_gradient_barriers(barrier):
    x = T.matrix()
    nodes = theano.function([x], x * barrier(x)).maker.fgraph.apply_nodes
    assert not any("grad" in type(node.op).__name__.lower() for node in nodes)


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_writing_over_a_narrower_input_computes_wide(mode):
    x, y = T.lvector(), T.dvector()
    z = T.inplace.add_inplace(x, y)
    f = theano.function([theano.In(x, mutable=True), y], z, accept_inplace=True, mode=mode)
    np.testing.assert_array_equal(f([-5, 2], [-0.3, -0.9]), [-5, 1])


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_a_result_in_the_memory_of_an_argument_is_read_again(mode):
    class Double(theano.Op):
        __props__ = ()
        destroy_map = {0: [0]}

        def make_node(self, x):
            return theano.Apply(self, [x], [x.type()])

        def perform(self, node, inputs, output_storage):
            inputs[0] *= 2
            output_storage[0][0] = inputs[0]

    x = T.dvector()
    f = theano.function([theano.In(x, mutable=True)], Double()(x), accept_inplace=True, mode=mode)
    np.testing.assert_array_equal(f([1.0, 2.0]), [2.0, 4.0])


def test_taking_keeps_the_broadcastable_axes_of_the_index():
    x = T.tensor3()
    assert x[T.lrow()].broadcastable == (True, False, False, False)
    assert x[:, T.lcol()].broadcastable == (False, False, True, False)


def test_a_slice_as_an_argument():
    s = T.slicetype()
    f = theano.function([s], theano.shared(np.arange(9.0).reshape(3, 3))[s])
    np.testing.assert_array_equal(f(slice(1, 3)), [[3, 4, 5], [6, 7, 8]])


def test_shape_of_a_choice():
    a, c = T.lcol(), T.tensor3()
    f = theano.function([a, c], T.choose(a, c).shape)
    assert tuple(f(np.zeros((3, 1), int), np.zeros((2, 1, 4)))) == (3, 4)


def test_gradients_of_operations_in_place_are_tested():
    gradient.verify_grad(T.inplace.exp_inplace, [np.array([0.5, 1.0])], rng=np.random.RandomState(0))


def test_searching_with_a_matrix_for_a_sorter():
    with pytest.raises(ValueError):
        T.searchsorted(T.vector(), 1, sorter=T.lmatrix())
