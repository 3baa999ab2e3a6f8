"""``grad``: conventions, names, errors and protocols, as in Theano 1.0.5."""

import numpy as np
import pytest
from cost import calls

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import (
    DisconnectedInputError,
    DisconnectedType,
    NullType,
    NullTypeGradError,
    disconnected_grad,
    disconnected_type,
    format_as,
    grad_clip,
    grad_not_implemented,
    grad_scale,
    grad_undefined,
    subgraph_grad,
    undefined_grad,
    zero_grad,
)
from tensorgraph.graph.apply import Apply

a, b = T.dscalars("a", "b")
v, w = T.dvectors("v", "w")


def value(output, given):
    return theano.function(list(given), output, on_unused_input="ignore")(*given.values())


def test_single_list_tuple():
    c = a * b
    assert T.grad(c, a).type == a.type
    assert isinstance(T.grad(c, [a]), list)
    assert isinstance(T.grad(c, (a, b)), tuple)
    assert format_as(False, False, [c]) is c
    with pytest.raises(ValueError):
        format_as(True, True, [c])


def test_starts_with_fill_and_names_what_has_names():
    c = a**2
    g = T.grad(c, a)
    fill = g.owner.inputs[0].owner.inputs[0].owner
    assert str(fill.op) == "Elemwise{second,no_inplace}"
    assert fill.inputs[0] is c
    assert g.name is None
    c.name = "c"
    assert T.grad(c, a).name == "(dc/da)"
    assert T.grad(c, a, add_names=False).name is None


def test_of_itself():
    assert value(T.grad(a, a), {a: 3.0}) == 1.0


def test_the_same_variable_twice():
    assert value(T.grad((v * v).sum(), v), {v: [1.0, 2.0]}).tolist() == [2.0, 4.0]


KINKS = [
    (lambda x: T.nnet.relu(x), [0.0, 0.5, 1.0, 1.0]),
    (lambda x: abs(x), [-1.0, 0.0, 1.0, 1.0]),
    (lambda x: T.clip(x, -1, 1), [1.0, 1.0, 1.0, 0.0]),
    (lambda x: T.sgn(x), [0.0, 0.0, 0.0, 0.0]),
    (lambda x: T.maximum(x, 0), [0.0, 1.0, 1.0, 1.0]),
    (lambda x: T.floor(x) + T.round(x) + T.ceil(x), [0.0, 0.0, 0.0, 0.0]),
    (lambda x: T.cast(T.cast(x, "int64"), "float64"), [0.0, 0.0, 0.0, 0.0]),
    (lambda x: x % 2, [1.0, 1.0, 1.0, 1.0]),
    (lambda x: T.gt(x, 0).astype("float64") + 0 * x, [0.0, 0.0, 0.0, 0.0]),
]


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("f, slopes", KINKS)
def test_at_kinks(f, slopes, mode):
    g = theano.function([v], T.grad(f(v).sum(), v), mode=mode)([-1.0, 0.0, 1.0, 2.0])
    assert g.tolist() == slopes


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
def test_every_tie_gets_the_whole_gradient(mode):
    costs = [v.max(), v.min(), T.maximum(v, w).sum(), T.minimum(v, w).sum()]
    f = theano.function([v, w], [T.grad(c, v) for c in costs], mode=mode, on_unused_input="ignore")
    found = [g.tolist() for g in f([4.0, 1.0, 4.0, 1.0], [4.0, 0.0, 9.0, 1.0])]
    assert found == [[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 1], [1, 0, 1, 1]]


def test_product_with_zeros_and_root_at_zero():
    assert value(T.grad(v.prod(), v), {v: [0.0, 3.0, 2.0]}).tolist() == [6.0, 0.0, 0.0]
    assert value(T.grad(v.prod(), v), {v: [0.0, 0.0, 2.0]}).tolist() == [0.0, 0.0, 0.0]
    assert value(T.grad(T.sqrt(a), a), {a: 0.0}) == np.inf


def test_integers():
    i = T.lscalar("i")
    g = T.grad(a * i + a, [a, i])
    assert g[1].dtype == "float64"
    assert [float(x) for x in theano.function([a, i], g)(2.0, 3)] == [4.0, 2.0]
    with pytest.raises(TypeError, match="dtype int64 .* i of dtype int64 is zero everywhere"):
        T.grad(i * 2, i)


def test_a_float32_part_of_a_float64_graph_is_differentiated_in_float32():
    x, y = T.fvector("x"), T.dvector("y")
    gx, gy = T.grad((T.exp(x) * y).sum(), [x, y])
    assert (gx.dtype, gy.dtype) == ("float32", "float64")


@pytest.mark.parametrize("cost", [lambda: v**2, lambda: T.dmatrix("m")])
def test_cost_must_be_a_scalar(cost):
    with pytest.raises(TypeError, match="cost must be a scalar."):
        T.grad(cost(), v)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: T.sort(x, axis=1), lambda x: T.sort(x, axis=0), lambda x: x[[0, 0]], lambda x: x[:, [1, 0]],
        lambda x: T.dot(x.T, x), lambda x: x.flatten(), lambda x: T.tile(x, (2, 1)), lambda x: x.reshape((3, 1)),
        lambda x: T.set_subtensor(x[:, 1:], 2), lambda x: T.roll(x, 1, axis=1), lambda x: T.repeat(x, 2, axis=1),
    ],
)  # fmt: skip
def test_gradients_keep_the_axes_of_length_1(f):
    """The step that made the vector a row can be undone, whatever was done to the row."""
    v, V = T.dvector("v"), np.array([3.0, 1.0, 2.0])
    row = v.dimshuffle("x", 0)
    cost = T.sqr(f(row)).sum()
    assert T.grad(cost, row).type.broadcastable == (True, False)
    theano.gradient.verify_grad(lambda v: T.sqr(f(v.dimshuffle("x", 0))).sum(), [V], rng=np.random.RandomState(1))


def test_wrong_arguments():
    with pytest.raises(TypeError, match="Expected Variable"):
        T.grad(a**2, "a")
    with pytest.raises(ValueError, match="both be None"):
        T.grad(None, a)
    with pytest.raises(ValueError, match="disconnected_inputs"):
        T.grad(a**2, b, disconnected_inputs="maybe")
    with pytest.raises(TypeError, match="continuous"):
        T.grad(None, v, known_grads={v * 2: T.lvector()})


def test_disconnected():
    with pytest.raises(DisconnectedInputError, match="not part of the computational graph of the cost") as caught:
        T.grad(a**2, b)
    assert "b was made at" in str(caught.value) and "test_grad.py" in str(caught.value)
    assert value(T.grad(a**2, [a, b], disconnected_inputs="ignore")[1], {a: 1.0, b: 2.0}) == 0.0
    with pytest.warns(UserWarning, match="not part"):
        T.grad(a**2, b, disconnected_inputs="warn")
    assert T.grad(a**2, b, disconnected_inputs="ignore", return_disconnected="None") is None
    g = T.grad(a**2, b, disconnected_inputs="ignore", return_disconnected="Disconnected")
    assert isinstance(g.type, DisconnectedType)


def test_shapes_are_disconnected_from_values():
    with pytest.raises(DisconnectedInputError):
        T.grad(v.shape[0].astype("float64"), v)


def test_known_grads_and_consider_constant():
    h, up = v**2, T.dvector("up")
    assert value(T.grad(None, v, known_grads={h: up}), {v: [1.0, 2.0], up: [10.0, -1.0]}).tolist() == [20.0, -4.0]
    s = v.sum()
    assert value(T.grad((v * s).sum(), v, consider_constant=[s]), {v: [1.0, 2.0]}).tolist() == [3.0, 3.0]
    # beyond a known gradient nothing is asked
    stop = undefined_grad(h).sum()
    assert value(T.grad(stop, v, known_grads={h: up}), {v: [1.0, 2.0], up: [1.0, 1.0]}).tolist() == [2.0, 4.0]


def test_barriers():
    given = {v: [0.1, 2.0, -3.0]}
    assert value(grad_clip(v, -0.5, 0.5), given).tolist() == given[v]
    assert np.allclose(value(T.grad((grad_clip(v, -0.5, 0.5) ** 2).sum(), v), given), [0.2, 0.5, -0.5])
    assert np.allclose(value(T.grad((grad_scale(v, 3.0) ** 2).sum(), v), given), [0.6, 12.0, -18.0])
    assert np.allclose(value(T.grad((zero_grad(v) * v).sum(), v), given), given[v])
    assert np.allclose(value(T.grad((disconnected_grad(v) * v).sum(), v), given), given[v])
    with pytest.raises(DisconnectedInputError):
        T.grad(disconnected_grad(v).sum(), v)
    with pytest.raises(NullTypeGradError):
        T.grad(undefined_grad(v).sum(), v)
    with pytest.raises(ValueError, match="empty"):
        grad_clip(v, 1, 0)
    assert str(grad_clip(v, -1, 1).owner.op) == "GradClip"
    assert str(zero_grad(v).owner.op) == "ZeroGrad"


def test_subgraph():
    x, t = T.dvectors("x", "t")
    w1, w2 = theano.shared(np.array([[0.5, -1.0], [2.0, 1.0]])), theano.shared(np.array([[1.0, 0.2], [0.3, -1.0]]))
    h = T.tanh(T.dot(x, w1))
    y = T.tanh(T.dot(h, w2))
    cost = ((y - t) ** 2).sum()
    g2, gh = subgraph_grad(cost=cost, wrt=[w2], end=[h])
    g1, _ = subgraph_grad(start=dict(zip([h], gh)), wrt=[w1], end=[x])
    f = theano.function([x, t], [g2[0], g1[0], *T.grad(cost, [w2, w1])])
    found = f([0.1, -0.7], [1.0, 0.0])
    assert np.allclose(found[0], found[2]) and np.allclose(found[1], found[3])


def own_op(gradient=None, pattern=None, outputs=1):
    class Own(theano.Op):
        __props__ = ()

        def make_node(self, *inputs):
            return Apply(self, [T.as_tensor_variable(x) for x in inputs], [inputs[0].type() for _ in range(outputs)])

        def __str__(self):
            return "own"

        if gradient is not None:

            def grad(self, inputs, output_grads):
                return gradient(self, inputs, output_grads)

        if pattern is not None:

            def connection_pattern(self, node):
                return pattern

    return Own()


WRONG = [
    (lambda op, x, g: None, TypeError, "returned NoneType"),
    (lambda op, x, g: [g[0], g[0]], ValueError, "wrong number"),
    (lambda op, x, g: [None], TypeError, "returned None for term 0"),
    (lambda op, x, g: [3.0], TypeError, "expected Variable"),
    (lambda op, x, g: [g[0].sum()], ValueError, "0 dimensions, but 1 are required"),
    (lambda op, x, g: [g[0].astype("int64")], TypeError, "integer-valued"),
    (lambda op, x, g: [grad_undefined(op, 0, x[0], "because")], NullTypeGradError, "undefined. because"),
    (lambda op, x, g: [grad_not_implemented(op, 0, x[0])], NullTypeGradError, "not implemented"),
]


@pytest.mark.parametrize("gradient, error, message", WRONG, ids=[message for *_, message in WRONG])
def test_an_op_that_breaks_the_protocol_is_named(gradient, error, message):
    with pytest.raises(error, match=message):
        T.grad(own_op(gradient)(v).sum(), v)


def test_an_undefined_gradient_can_be_returned():
    op = own_op(lambda op, x, g: [grad_undefined(op, 0, x[0])])
    assert isinstance(T.grad(op(v).sum(), v, null_gradients="return").type, NullType)


def test_connection_pattern():
    op = own_op(lambda op, x, g: [g[0], disconnected_type()], pattern=[[True], [False]])
    assert T.grad(op(v, w).sum(), v).type == v.type
    with pytest.raises(DisconnectedInputError):
        T.grad(op(v, w).sum(), w)
    lying = own_op(lambda op, x, g: [g[0], g[0]], pattern=[[True], [False]])
    with pytest.raises(TypeError, match="connection_pattern"):
        T.grad(lying(v, w).sum(), v)
    silent = own_op(lambda op, x, g: [disconnected_type()])
    with pytest.warns(UserWarning, match="implement a connection_pattern"):
        T.grad(silent(v).sum(), v, disconnected_inputs="ignore")
    with pytest.raises(ValueError, match="rows"):
        T.grad(own_op(lambda op, x, g: g, pattern=[])(v).sum(), v)


def test_only_outputs_that_reach_the_cost_count():
    seen = []
    op = own_op(lambda op, x, g: seen.append(g) or [g[1]], outputs=2)
    first, second = op(v)
    T.grad(second.sum(), v)
    assert isinstance(seen[0][0].type, DisconnectedType)
    assert seen[0][1].type == v.type


def test_nodes_of_a_gradient_remember_the_forward_line():
    y = T.exp(a)
    line = y.owner.trace.location().line
    g = T.grad(y**2, a)
    assert g.owner.trace.location().line == line


def test_deep_chains():
    x = a
    for _ in range(30_000):
        x = T.sin(x)
    assert T.grad(x, a).type == a.type


def chain_calls(n):
    x = a
    for _ in range(n):
        x = x * a + x
    return calls(lambda: T.grad(x, a))


def test_cost_is_linear():
    chain_calls(10)
    assert chain_calls(2_000) < 2.2 * chain_calls(1_000)


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
def test_texts_of_gradients():
    m, v = T.dmatrix("m"), T.dvector("v")
    g = T.grad((m * v).sum(), v)
    assert str(g.owner.op) == "InplaceDimShuffle{1}" and str(g.owner.inputs[0].owner.op) == "Elemwise{identity}"
    # zeros, for what does not move, are the user's
    assert str(T.grad((v > 0).sum(), v).owner.op) == "Elemwise{second,no_inplace}"
    assert str(grad_clip(v, -1, 1).owner.op) == "GradClip" and str(grad_scale(v, 2).owner.op) == "GradScale"


@pytest.mark.parametrize(
    "moved",
    [
        lambda mask: T.tile(mask, (2, 3)),
        lambda mask: mask.reshape((3, 2)).T.flatten(),
        lambda mask: mask[[1, 0]][:, 1:],
        lambda mask: T.concatenate([mask, mask]).sum(axis=0),
        lambda mask: T.repeat(mask, 2, axis=0),
    ],
    ids=["tile", "reshape", "index", "sum", "repeat"],
)
def test_no_gradient_passes_through_what_is_discrete(moved):
    """Also where elements of masks are moved, spread and summed, as the masks of Keras are."""
    x = T.dmatrix("x")
    weights = moved(T.gt(x, 0))
    cost = T.sum(T.switch(weights, 2.0, 3.0)) + T.sum(x**2)
    value = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])
    np.testing.assert_array_equal(T.grad(cost, x).eval({x: value}), 2 * value)
