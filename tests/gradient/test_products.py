"""``Lop``, ``Rop``, Jacobians and Hessians against NumPy and against each other."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import UnusedInputError
from tensorgraph.gradient import DisconnectedInputError, Lop, Rop, disconnected_grad, hessian, jacobian
from tensorgraph.graph.apply import Apply

v, p, u = T.dvectors("v", "p", "u")
W = T.dmatrix("W")


class Square(theano.Op):
    """Has a gradient, but no R_op."""

    __props__ = ()

    def make_node(self, x):
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0] ** 2

    def grad(self, inputs, output_grads):
        return [2 * inputs[0] * output_grads[0]]


def test_rop_and_lop_of_an_affine_layer():
    y = T.dot(v, W) ** 2
    f = theano.function([v, W, p], [Rop(y, v, p), Lop(y, v, T.ones_like(y))])
    forward, backward = f([1.0, 2.0], [[1.0, 0.0, -1.0], [0.5, 1.0, 0.0]], [1.0, -1.0])
    assert forward.tolist() == [2.0, -4.0, 2.0]
    assert backward.tolist() == [6.0, 6.0]


def test_hessian_times_vector_three_ways():
    c = (v**4).sum() + v[0] * v[1]
    g = T.grad(c, v)
    f = theano.function([v, p], [Rop(g, v, p), Lop(g, v, p), T.grad((g * p).sum(), v)])
    for found in f([1.0, 2.0], [0.5, -1.0]):
        assert found.tolist() == [5.0, -47.5]


FUNCTIONS = {
    "exp": lambda x: T.exp(x) * x,
    "softmax": lambda x: T.nnet.softmax(x)[0],
    "index": lambda x: x[::-1] * x[0],
    "set": lambda x: T.set_subtensor(x[:2], x[1:3] ** 2),
    "sum": lambda x: x.sum() * x,
    "max": lambda x: x.max() * x,
    "stack": lambda x: T.stack([x[0] * x[1], x[2] ** 2]),
    "join": lambda x: T.concatenate([x**2, x[:1]]),
    "reshape": lambda x: (x.reshape((2, 2)) ** 2).flatten(),
    "outer": lambda x: T.outer(x, x).sum(axis=0),
    "cumsum": lambda x: T.cumsum(x**2),
    "switch": lambda x: T.switch(x > 1, x**2, x),
    "no R_op": lambda x: Square()(x) * x,
}


@pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)
def test_products_agree_with_finite_differences(f):
    x = np.array([0.5, 1.5, -0.3, 2.0])
    direction = np.array([1.0, -0.5, 0.25, 2.0])
    y = f(v)
    fun = theano.function([v], y)
    step = 1e-6
    numeric = (fun(x + step * direction) - fun(x - step * direction)) / (2 * step)
    forward = theano.function([v, p], Rop(y, v, p))(x, direction)
    assert np.allclose(forward, numeric, atol=1e-7)
    weights = np.linspace(-1, 1, len(numeric))
    backward = theano.function([v, u], Lop(y, v, u))(x, weights)
    assert np.isclose(backward @ direction, weights @ forward)
    rows = theano.function([v], jacobian(y, v))(x)
    assert np.allclose(rows @ direction, forward)
    assert np.allclose(weights @ rows, backward)


def test_rop_of_what_does_not_move():
    """As in Theano, it is zero if it is elementwise or computed of other variables, and an error else."""
    loop, _ = theano.scan(lambda u, h: h * u, u, T.ones((), "float64"))
    others = [loop, T.dot(W, u), u.dimshuffle("x", 0)[0], T.alloc(1.0, 2), T.concatenate([u[:1], u[1:]]), T.sort(u)]
    counts = [T.alloc((v > 0).sum() - (v > 0).sum(), 2), T.alloc(T.cast(u, "int64").sum(), 2)]
    for y in (u * 2, T.arange(2.0) * u, (u * 2)[::-1], disconnected_grad(v) ** 2, v > 0, *others, *counts):
        zero = theano.function([u, v, W], Rop(y, v, p), on_unused_input="ignore")
        assert zero([1.0, 2.0], [3.0, 4.0], np.ones((2, 2))).tolist() == [0.0, 0.0]
    slopes = Rop(T.grad((v**2).sum() + u.sum(), [u, v]), [u, v], [p, p])
    assert [z.tolist() for z in theano.function([u, v, p], slopes)([1.0], [2.0], [3.0])] == [[0.0], [6.0]]

    class Unmoved(theano.Op):
        __props__ = ()

        def make_node(self, x):
            return theano.Apply(self, [x], [x.type()])

        def R_op(self, inputs, eval_points):
            return [None]

    shapes = [v.shape, v.shape[0], u.shape, (u * 2).shape, T.argmax(v), disconnected_grad(v).sum()]
    unmoved = [Unmoved()(v), 2 * Unmoved()(v * u) + u, Unmoved()(u).sum()]
    for y in (u, T.constant(1.0), *shapes, disconnected_grad(v), *unmoved):
        with pytest.raises(DisconnectedInputError):
            Rop(y, v, p)
    zero = Rop(u, v, p, disconnected_outputs="ignore")
    assert theano.function([u], zero)([1.0, 2.0]).tolist() == [0.0, 0.0]
    assert Rop(u * 2, v, p, disconnected_outputs="ignore", return_disconnected="None") is None


@pytest.mark.parametrize("name", "sum prod max min mean var cumsum cumprod sort diag tile".split())
def test_rop_beside_counts_and_what_does_not_move(name):
    """Shapes and other variables go through every operation on the way, and only what moves has a tangent."""
    function = {"tile": lambda z: T.tile(z, 2).sum()}.get(name, lambda z: getattr(T, name)(z).sum())
    for z in (v.shape, T.argsort(v), v > 0, u, T.ones(2)):
        factor = function(z)
        expected = factor * p
        for disconnected in ("raise", "ignore"):
            got = Rop([factor * v, T.tile(v, T.prod(v.shape))], v, p, disconnected_outputs=disconnected)
            found = theano.function([u, v, p], [got[0], expected, got[1]], on_unused_input="ignore")
            ours, wanted, tiled = found([1.0, 2.0], [3.0, 4.0], [5.0, 6.0])
            np.testing.assert_allclose(ours, wanted)
            np.testing.assert_array_equal(tiled, [5.0, 6.0] * 2)


def test_rop_of_a_broadcastable_axis():
    """A tangent is as broadcastable as its variable, also where the operation that computes it does not know."""
    row, direction = T.row("row"), T.row("direction")
    tangent = Rop(T.exp(T.sort(row)) * W, row, direction)
    got = theano.function([W, row, direction], tangent)(np.ones((2, 3)), [[3.0, 1.0, 2.0]], [[1.0, 10.0, 100.0]])
    np.testing.assert_allclose(got, [np.exp([1.0, 2.0, 3.0]) * [10.0, 100.0, 1.0]] * 2)


def test_arguments():
    assert isinstance(Rop([v * 2], [v], [p]), list)
    assert isinstance(Lop(v * 2, (v,), u), tuple)
    with pytest.raises(ValueError, match="same length"):
        Rop(v, [v, u], [p])
    with pytest.raises(ValueError, match="mismatched dimensionality"):
        Rop(v * 2, v, W)
    with pytest.raises(ValueError, match="one eval point"):
        Lop([v, v * 2], v, u)


def test_jacobian_and_hessian():
    y = T.stack([v[0] * v[1], v[1] ** 2, T.exp(v[0])])
    f = theano.function([v], [jacobian(y, v), hessian(T.sum(y), v)])
    rows, second = f([0.0, 3.0])
    assert rows.tolist() == [[3.0, 0.0], [0.0, 6.0], [1.0, 0.0]]
    assert second.tolist() == [[1.0, 1.0], [1.0, 2.0]]


def test_jacobian_lists_and_matrices():
    y = T.dot(W, v)
    f = theano.function([W, v], jacobian(y, [W, v]))
    by_matrix, by_vector = f([[1.0, 2.0], [3.0, 4.0]], [5.0, 6.0])
    assert by_matrix.tolist() == [[[5.0, 6.0], [0.0, 0.0]], [[0.0, 0.0], [5.0, 6.0]]]
    assert by_vector.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert isinstance(jacobian(y, (W,)), tuple)
    assert theano.function([v], jacobian((v**2).sum(), v))([1.0, 2.0]).tolist() == [2.0, 4.0]


def test_jacobian_of_nothing_has_no_rows():
    assert theano.function([v], jacobian(v[:0] * 2, v))([1.0, 2.0]).shape == (0, 2)


def test_lengths_may_change_between_calls():
    f = theano.function([v], jacobian(v**2, v))
    for n in (1, 3, 2):
        assert np.array_equal(f(np.ones(n)), 2 * np.eye(n))


def test_jacobian_wrong_arguments():
    with pytest.raises(AssertionError, match="1 dimensional"):
        jacobian(W, W)
    with pytest.raises(AssertionError, match="1 dimensional"):
        hessian(W.sum(), W)
    with pytest.raises(AssertionError, match="0 dimensional"):
        hessian(v, v)
    with pytest.raises(DisconnectedInputError):
        jacobian(v**2, u)


def test_derivatives_of_a_jacobian():
    rows = jacobian(v**3, v)
    f = theano.function([v, p], [T.grad(rows.sum(), v), Rop(rows, v, p), T.grad(hessian((v**4).sum(), v).sum(), v)])
    slope, moved, third = f([1.0, 2.0], [1.0, 10.0])
    assert slope.tolist() == [6.0, 12.0]
    assert moved.tolist() == [[6.0, 0.0], [0.0, 120.0]]
    assert third.tolist() == [24.0, 48.0]


def test_jacobian_with_shared_variables():
    k = theano.shared(np.array([1.0, 2.0]), "k")
    f = theano.function([v], jacobian(v**2 * k, [v, k]))
    rows = f([3.0, 4.0])
    assert rows[0].tolist() == [[6.0, 0.0], [0.0, 16.0]]
    k.set_value([0.0, 1.0])
    assert f([3.0, 4.0])[0].tolist() == [[0.0, 0.0], [0.0, 8.0]]


def test_outputs_that_depend_on_each_other_each_count():
    y = v**2
    f = theano.function([v, p, u], Lop([y, y.sum() * y, y], v, [p, u, p]))
    x, a, b = np.array([1.0, 2.0]), np.array([1.0, -1.0]), np.array([0.5, 3.0])
    expected = 2 * a * 2 * x + ((x**2 * b).sum() + (x**2).sum() * b) * 2 * x
    assert np.allclose(f(x, a, b), expected)


def test_an_input_that_occurs_twice_counts_twice():
    """Also where there is no R_op."""
    x = T.dvector("x")
    z = T.imag(T.sqr(T.complex(x, x)))
    f = theano.function([x], theano.gradient.Rop(z, x, T.ones_like(x)))
    np.testing.assert_allclose(f([1.5, 2.0]), [6.0, 8.0])


def test_a_negative_base_pushes_forward():
    assert theano.function([v, p], Rop(v**2.0, v, p), mode="FAST_COMPILE")([-3.0], [1.0]).tolist() == [-6.0]


def test_a_point_that_the_derivative_does_not_depend_on():
    """A function may take it, or leave it out; what is really unused is still a mistake."""
    r = Rop(3 * v - u, v, p)
    assert theano.function([v, u, p], r * 2)([0.0], [0.0], [1.0]) == 6.0
    assert theano.function([p], r)([1.0]) == 3.0
    shift = Rop(v + u, v, p)
    assert theano.function([v, u, p], shift)([0.0], [0.0], [1.0]) == 1.0
    with pytest.raises(UnusedInputError, match="index 2"):
        theano.function([v, p, W], shift)
    with pytest.raises(UnusedInputError, match="index 1"):
        theano.function([p, v], p * 2)


def test_an_op_without_any_derivative():
    class Plain(theano.Op):
        __props__ = ()
        itypes = otypes = [T.dvector]

    with pytest.raises(NotImplementedError, match="Plain (.*) does not implement R_op"):
        Rop(Plain()(v), v, p)
