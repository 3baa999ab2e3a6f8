"""Operations made of graphs: values, derivatives, shapes, overrides, inline expansion, pickling."""

import pickle

import numpy as np
import pytest
from reference import check_grad, evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import OpFromGraph
from tensorgraph.config import config
from tensorgraph.errors import DisconnectedInputError, MissingInputError, NullTypeGradError
from tensorgraph.gradient import DisconnectedType, NullType, Rop
from tensorgraph.printing import debugprint
from tensorgraph.tensor.elementwise.elemwise import Elemwise

RNG = np.random.default_rng(9)
x, y, z = T.dmatrices("x", "y", "z")
A, B, C = RNG.standard_normal((3, 2, 2))
both = pytest.mark.parametrize("inline", [False, True])
modes = pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.Mode(optimizer=None)])


@both
@modes
def test_values(inline, mode):
    op = OpFromGraph([x, y, z], [x + y * z, x - z], inline=inline)
    p, q = op(x, y, z), op(z, x + 1, y)[0]
    f = theano.function([x, y, z], [*p, q], mode=mode)
    for got, want in zip(f(A, B, C), [A + B * C, A - C, C + (A + 1) * B]):
        np.testing.assert_allclose(got, want)
    assert str(p[0].owner.op) == f"OpFromGraph{{inline={inline}}}"
    here = any(isinstance(node.op, OpFromGraph) for node in f.maker.fgraph.apply_nodes)
    assert here == (not inline or "None" in str(mode))


@both
@modes
def test_gradient(inline, mode):
    op = OpFromGraph([x, y], [T.dot(x, T.tanh(y))], inline=inline)
    cost = (op(x, op(y, x)) ** 2).sum()
    reference = (T.dot(x, T.tanh(T.dot(y, T.tanh(x)))) ** 2).sum()
    f = theano.function([x, y], theano.grad(cost, [x, y]) + theano.grad(reference, [x, y]), mode=mode)
    gx, gy, wx, wy = f(A, B)
    np.testing.assert_allclose(gx, wx, rtol=1e-10)
    np.testing.assert_allclose(gy, wy, rtol=1e-10)


@both
def test_second_derivative_and_pushforward(inline):
    op = OpFromGraph([x, y], [T.exp(x) * y], inline=inline)
    check_grad(lambda x, y: op(x, y), [A, B])
    check_grad(lambda x, y: theano.grad((op(x, y) ** 2).sum(), [x, y]), [A, B])
    moved = Rop(op(x, y), [x, y], [z, z])
    np.testing.assert_allclose(evaluate(moved, {x: A, y: B, z: C}), np.exp(A) * C * (B + 1))
    assert evaluate(Rop(op(x, y), x, z), {x: A, y: B, z: C}) == pytest.approx(np.exp(A) * B * C)


def test_runs_on_kernels():
    """The steps of the graph are steps of the function, each time on other values."""
    op = OpFromGraph([x], [T.exp(x).sum(), x * 2, x.T, x])
    total, twice, *_ = op(x + 1)
    outputs = [total, *op(twice), *op(T.constant(A))]
    f = theano.function([x], outputs)
    assert "python" not in f.kinds()
    for got, want in zip(f(A), evaluate(outputs, {x: A})):
        np.testing.assert_allclose(got, want)
    plus = theano.shared(np.zeros((2, 2)))
    step = theano.function([x], op(plus)[2], updates=[(plus, op(plus + x)[3])])
    assert not step(A).any()
    np.testing.assert_allclose(step(A), A.T)
    np.testing.assert_allclose(plus.get_value(), 2 * A)


def test_outputs_that_hang_together():
    """An output that another is made of, one that is an input, one that comes twice."""
    e = T.exp(x)
    op = OpFromGraph([x, y], [e, e * y, y, e])
    check_grad(lambda x, y: op(x, y), [A, B])
    check_grad(lambda x, y: op(x, y)[1] * op(x, y)[3], [A, B])


@both
def test_shared_variables(inline):
    w = theano.shared(B.copy(), "w")
    op = OpFromGraph([x], [T.dot(x, w)], inline=inline)
    assert op.shared_inputs == [w]
    f = theano.function([x], [op(x), theano.grad(op(x).sum(), w)], updates=[(w, w + 1)])
    value, gradient = f(A)
    np.testing.assert_allclose(value, A @ B)
    np.testing.assert_allclose(gradient, A.sum(0)[:, None] * np.ones((1, 2)))
    np.testing.assert_allclose(f(A)[0], A @ (B + 1))


def test_connections():
    op = OpFromGraph([x, y, z], [x * 2, T.tanh(x + y), theano.gradient.disconnected_grad(z) * y])
    outputs = op(x, y, z)
    pattern = op.connection_pattern(outputs[0].owner)
    assert pattern == [[True, True, False], [False, True, True], [False, False, False]]
    with pytest.raises(DisconnectedInputError):
        theano.grad(outputs[0].sum(), y)
    with pytest.raises(DisconnectedInputError):
        theano.grad(outputs[2].sum(), z)
    check_grad(lambda x, y: op(x, y, T.constant(C))[:2], [A, B])


def test_shapes():
    n = T.lscalar("n")
    row = T.drow("r")
    op = OpFromGraph([x, row, n], [T.dot(x, x.T), T.zeros((n, x.shape[0])), x + row, x[x > 0]])
    given = {x: A, row: B[:1], n: np.array(4)}
    outputs = op(x, row, n)
    shapes = outputs[0].owner.op.infer_shape(outputs[0].owner, [x.shape, row.shape, ()])
    assert shapes[3] is None
    for v, lengths in zip(outputs[:3], shapes):
        assert tuple(int(evaluate(k, given)) for k in lengths) == evaluate(v, given).shape
    f = theano.function([x, row, n], [v.shape for v in outputs], on_unused_input="ignore")
    assert [tuple(s) for s in f(A, B[:1], 4)] == [(2, 2), (4, 2), (2, 2), (int((A > 0).sum()),)]
    only = theano.function([x, row], outputs[2].shape, on_unused_input="ignore", givens={n: np.int64(1)})
    assert not any(isinstance(node.op, OpFromGraph) for node in only.maker.fgraph.apply_nodes)


@both
def test_gradient_overrides(inline):
    options = {"inline": inline}
    twice = OpFromGraph([x, y], [x * y], grad_overrides=lambda i, g: [g[0] * 2, g[0] * i[0]], **options)
    g = theano.function([x, y], theano.grad(twice(x, y).sum(), [x, y]))(A, B)
    np.testing.assert_allclose(g, [np.full((2, 2), 2.0), A])
    with_outputs = OpFromGraph([x], [T.exp(x)], lop_overrides=lambda i, o, g: [o[0] * g[0] * 3], **options)
    g = theano.function([x], theano.grad(with_outputs(x).sum(), x))(A)
    np.testing.assert_allclose(g, 3 * np.exp(A))
    listed = OpFromGraph([x, y], [x * y], grad_overrides=["default", lambda i, g: g[0] * 5], **options)
    g = theano.function([x, y], theano.grad(listed(x, y).sum(), [x, y]))(A, B)
    np.testing.assert_allclose(g, [B, np.full((2, 2), 5.0)])
    inner = OpFromGraph([x, y, z], [z * 7, z * 8], **options)
    by_op = OpFromGraph([x, y], [x * y], grad_overrides=inner, **options)
    g = theano.function([x, y], theano.grad(by_op(x, y).sum(), [x, y]))(A, B)
    np.testing.assert_allclose(g, [np.full((2, 2), 7.0), np.full((2, 2), 8.0)])


def test_overrides_without_a_gradient():
    op = OpFromGraph([x, y], [x * y], grad_overrides=[DisconnectedType()(), NullType("for a test")()])
    with pytest.raises(DisconnectedInputError):
        theano.grad(op(x, y).sum(), x)
    with pytest.raises(NullTypeGradError, match="for a test"):
        theano.grad(op(x, y).sum(), y)
    op.set_grad_overrides("default")
    assert evaluate(theano.grad(op(x, y).sum(), x), {x: A, y: B}) == pytest.approx(B)
    # its own gradient, where that of the graph stops
    op = OpFromGraph([x], [theano.gradient.disconnected_grad(x)], grad_overrides=lambda i, g: [g[0] * 2])
    assert evaluate(theano.grad(op(x).sum(), x), {x: A}) == pytest.approx(np.full((2, 2), 2.0))


def test_pushforward_overrides():
    op = OpFromGraph([x], [x**2, x], rop_overrides=[lambda i, e: e[0] * 10, "default"])
    given = {x: A, y: B}
    for r, want in zip(Rop(op(x), x, y), [10 * B, B]):
        np.testing.assert_allclose(evaluate(r, given), want)
    op.set_rop_overrides(lambda inputs, points: [points[0] * 2, points[0] * 3])
    np.testing.assert_allclose(evaluate(Rop(op(x)[1], x, y), given), 3 * B)


def test_nested_inline_is_expanded():
    inner = OpFromGraph([x], [T.tanh(x)], inline=True, name="inner")
    outer = OpFromGraph([x, y], [inner(x) + inner(y)], inline=True)
    f = theano.function([x, y], outer(outer(x, y), y))
    assert all(isinstance(node.op, Elemwise) for node in f.maker.fgraph.apply_nodes)
    np.testing.assert_allclose(f(A, B), np.tanh(np.tanh(A) + np.tanh(B)) + np.tanh(B))
    # the op's own graph is untouched
    assert len(outer.inner.nodes) == 3
    assert str(inner) == "inner{inline=True}"
    mode = theano.Mode(optimizer="fast_run").excluding("inline_ofg_expansion")
    kept = theano.function([x, y], outer(x, y), mode=mode)
    assert any(isinstance(node.op, OpFromGraph) for node in kept.maker.fgraph.apply_nodes)


def test_integers_and_test_values():
    n = T.lvector("n")
    op = OpFromGraph([n, x], [n * 2, x.sum() * n.sum()])
    doubled, total = op(n, x)
    assert doubled.dtype == "int64"
    given = {n: np.array([1, 2]), x: A}
    np.testing.assert_allclose(evaluate(theano.grad(total, x), given), np.full((2, 2), 3.0))
    assert not evaluate(theano.grad(total, n), given).any()
    with config.change_flags(compute_test_value="raise"):
        v = T.dmatrix("v")
        v.tag.test_value = A
        g = theano.grad(op(T.constant(np.array([1, 2])), v)[1], v)
    np.testing.assert_allclose(g.tag.test_value, np.full((2, 2), 3.0))


def test_debugprint():
    # as in Theano, which shows the graphs of loops only
    text = debugprint(OpFromGraph([x, y], [x + y])(x, y), file="str")
    assert text == "OpFromGraph{inline=False} [id A] ''   \n |x [id B]\n |y [id C]\n"


def test_pickle():
    w = theano.shared(B.copy())
    op = pickle.loads(pickle.dumps(OpFromGraph([x], [T.dot(x, w) + 1])))
    g = theano.grad(op(x).sum(), x)
    np.testing.assert_allclose(theano.function([x], g)(A), np.ones((2, 1)) * B.sum(1))
    f = pickle.loads(pickle.dumps(theano.function([x], op(x))))
    np.testing.assert_allclose(f(A), A @ B + 1)
    v = x
    for _ in range(3000):
        v = T.tanh(v)
    deep = pickle.loads(pickle.dumps(OpFromGraph([x], [v])))
    assert theano.function([x], deep(x))(A).shape == (2, 2)


def test_bad_arguments():
    with pytest.raises(TypeError, match="lists"):
        OpFromGraph(x, [x])
    with pytest.raises(TypeError, match="Variable"):
        OpFromGraph([x], [3])
    with pytest.raises(TypeError, match="updates and givens"):
        OpFromGraph([x], [x], givens={})
    with pytest.raises(ValueError, match="exclusive"):
        OpFromGraph([x], [x], grad_overrides=lambda i, g: g, lop_overrides=lambda i, o, g: g)
    with pytest.raises(ValueError, match="twice"):
        OpFromGraph([x, x], [x])
    with pytest.raises(MissingInputError, match="y"):
        OpFromGraph([x], [x + y])
    op = OpFromGraph([x, y], [x + y])
    with pytest.raises(ValueError, match="Expected 2 inputs, got 1"):
        op(x)
    with pytest.raises(TypeError):
        op(x, T.dvector())
    wrong = OpFromGraph([x], [x * 2], grad_overrides=lambda i, g: [])
    with pytest.raises(ValueError, match="0 results instead of 1"):
        theano.grad(wrong(x).sum(), x)
