"""Products of blocks against plain loops."""

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.blocksparse import (
    SparseBlockGemv,
    SparseBlockOuter,
    sparse_block_dot,
    sparse_block_gemv,
    sparse_block_outer,
)

RNG = np.random.default_rng(3)
W, B = RNG.standard_normal((4, 5, 2, 3)), RNG.standard_normal((5, 3))
H = RNG.standard_normal((2, 3, 2))
# an input block twice, and negative indices
ROWS, COLUMNS = np.array([[0, 3, 3], [1, -1, 2]]), np.array([[4, 0], [1, -3]])
Y = RNG.standard_normal((2, 2, 3))


def product(weights, h, rows, b, columns):
    z = b[columns].copy()
    for n, j, i in np.ndindex(z.shape[0], z.shape[1], h.shape[1]):
        z[n, j] += h[n, i] @ weights[rows[n, i], columns[n, j]]
    return z


def outer(o, x, y, rows, columns, alpha=1.0):
    o = o.copy()
    for n, i, j in np.ndindex(x.shape[0], x.shape[1], y.shape[1]):
        o[rows[n, i], columns[n, j]] += alpha * np.outer(x[n, i], y[n, j])
    return o


def test_dot():
    w, h, b = xs = variables_for([W, H, B])
    z = sparse_block_dot(w, h, ROWS, b, COLUMNS)
    given = dict(zip(xs, (W, H, B)))
    np.testing.assert_allclose(evaluate(z, given), product(W, H, ROWS, B, COLUMNS), rtol=1e-12)
    check_shapes(z, given)
    check_grad(lambda w, h, b: sparse_block_dot(w, h, ROWS, b, COLUMNS) ** 2, [W, H, B])
    single = sparse_block_dot(w, h[1], ROWS[1], b, COLUMNS[1])
    np.testing.assert_allclose(evaluate(single, given), product(W, H, ROWS, B, COLUMNS)[1:], rtol=1e-12)


def test_outer():
    points = [W, H, Y, np.array(0.5)]
    xs = variables_for(points)

    def f(o, x, y, alpha):
        return sparse_block_outer(o, x, y, ROWS, COLUMNS, alpha)

    given = dict(zip(xs, points))
    np.testing.assert_allclose(evaluate(f(*xs), given), outer(W, H, Y, ROWS, COLUMNS, 0.5), rtol=1e-12)
    plain = sparse_block_outer(*xs[:3], ROWS, COLUMNS)
    np.testing.assert_allclose(evaluate(plain, given), outer(W, H, Y, ROWS, COLUMNS), rtol=1e-12)
    check_shapes(f(*xs), given)
    check_grad(lambda *xs: f(*xs) ** 2, points)
    check_pushforward(f, points)


def test_second_derivatives():
    points = [Y, W, H]

    def f(o, w, h):
        return sparse_block_gemv(o, w, h, ROWS, COLUMNS)

    check_pushforward(f, points)
    check_grad(lambda *xs: theano.grad((f(*xs) ** 3).sum(), list(xs)), points, rtol=1e-4, atol=1e-6)


def test_in_place():
    """Over what nothing else needs, and over a shared variable that it updates."""
    w, h = variables_for([W, H])
    biases, weights = theano.shared(B), theano.shared(W)
    z = sparse_block_gemv(2 * biases[COLUMNS], w, h, ROWS, COLUMNS)
    moved = sparse_block_outer(weights, h, Y, ROWS, COLUMNS)
    f = theano.function([w, h], z, updates=[(weights, moved)])
    blocks = (SparseBlockGemv, SparseBlockOuter)
    ops = {type(node.op): node.op.inplace for node in f.maker.fgraph.toposort() if isinstance(node.op, blocks)}
    assert ops == dict.fromkeys(blocks, True)
    for _ in range(2):
        np.testing.assert_allclose(f(W, H), product(W, H, ROWS, 2 * B, COLUMNS), rtol=1e-12)
    np.testing.assert_allclose(weights.get_value(), outer(outer(W, H, Y, ROWS, COLUMNS), H, Y, ROWS, COLUMNS))
    np.testing.assert_array_equal(biases.get_value(), B)
    o = T.dtensor3()
    kept = theano.function([o, w, h], sparse_block_gemv(o, w, h, ROWS, COLUMNS))
    given = B[COLUMNS]
    kept(given, W, H)
    np.testing.assert_array_equal(given, B[COLUMNS])


def test_errors():
    o, w, h, i = T.dtensor3(), T.dtensor4(), T.dtensor3(), T.lmatrix()
    for match, make in [
        ("output o must be a 3D", lambda: sparse_block_gemv(w, w, h, i, i)),
        ("weight matrix W must be a 4D", lambda: sparse_block_gemv(o, o, h, i, i)),
        ("input h must be a 3D", lambda: sparse_block_gemv(o, w, w, i, i)),
        ("inputIdx must be a 2D", lambda: sparse_block_gemv(o, w, h, T.dmatrix(), i)),
        ("outputIdx must be a 2D", lambda: sparse_block_gemv(o, w, h, i, T.lvector())),
        ("dtype of the output", lambda: sparse_block_gemv(o, T.ftensor4(), h, i, i)),
        ("alpha must be a number", lambda: sparse_block_outer(w, h, h, i, i, T.dvector())),
        ("an axis less than h", lambda: sparse_block_dot(w, h, T.lvector(), T.dmatrix(), i)),
    ]:
        with pytest.raises(TypeError, match=match):
            make()
    f = theano.function([o, w, h, i], sparse_block_gemv(o, w, h, ROWS, i))
    for error, match, args in [
        (ValueError, "o has shape", (Y[:, :1], W, H, COLUMNS)),
        (ValueError, "h has shape", (Y, W, H[:, :2], COLUMNS)),
        (ValueError, "outputIdx has shape", (Y, W, H, COLUMNS[:1])),
        (IndexError, "out of bounds", (Y, W, H, COLUMNS + 5)),
    ]:
        with pytest.raises(error, match=match):
            f(*args)
    g = theano.function([w, h, i], sparse_block_outer(w, h, Y, ROWS, i))
    with pytest.raises(ValueError, match="x has shape"):
        g(W, H[:, :2], COLUMNS)
    with pytest.raises(IndexError, match="out of bounds"):
        g(W, H, COLUMNS + 5)
