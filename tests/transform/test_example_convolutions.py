"""Convolutions of which each example has images and filters of its own, as in gradients for each example."""

import numpy as np
import pytest
from batch_checks import check_map, subsets

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient.maprows import MapBlocks, MapRows
from tensorgraph.tensor.nnet import conv2d, conv3d
from tensorgraph.tensor.nnet.blocksparse import sparse_block_outer

rng = np.random.default_rng(3)


def normal(*shape):
    return rng.normal(size=shape)


SETTINGS = {
    "plain": ({}, (2, 2, 5, 6), (3, 2, 2, 3)),
    "steps, border and correlation": (
        {"subsample": (2, 1), "border_mode": ((1, 0), 2), "filter_flip": False}, (2, 2, 5, 6), (3, 2, 2, 3)),
    "groups": ({"num_groups": 2, "filter_dilation": (2, 1), "border_mode": "full"}, (2, 4, 3, 4), (4, 2, 2, 2)),
    "unshared": ({"unshared": True}, (2, 2, 3, 4), (3, 2, 3, 2, 2, 2)),
    "unshared groups": ({"unshared": True, "num_groups": 2}, (2, 4, 3, 4), (4, 2, 3, 2, 2, 2)),
    "known shapes": ({"input_shape": (2, 2, 5, 6), "filter_shape": (3, 2, 2, 3)}, (2, 2, 5, 6), (3, 2, 2, 3)),
}  # fmt: skip


def slopes(build):
    return lambda x, w: T.grad((build(x, w) ** 3).sum(), [x, w])


@pytest.mark.parametrize("of", [lambda build: build, slopes, lambda b: slopes(lambda x, w: slopes(b)(x, w)[1])],
                         ids=["values", "gradients", "second derivatives"])
@pytest.mark.parametrize("name", SETTINGS)
def test_convolutions(name, of):
    """Without a warning, whichever of the arrays are shared; warnings are errors."""
    options, *shapes = SETTINGS[name]
    points = [normal(*s) for s in shapes]
    for chosen in subsets(2):
        check_map(of(lambda x, w: conv2d(x, w, **options)), points, chosen, rtol=1e-5)


@pytest.mark.parametrize("name", SETTINGS)
def test_jacobians(name):
    """Rows are computed in blocks, and are those of gradients of single elements."""
    options, *shapes = SETTINGS[name]
    x, w = T.dtensor4("x"), T.TensorType("float64", (False,) * len(shapes[1]))("w")
    y = conv2d(x, w, **options)
    elements, slope = y.flatten()[:7], T.grad((y**3).sum(), w).flatten()[:7]
    for of, wrt in [(elements, x), (elements, w), (slope, x), (slope, w)]:
        f = theano.function([x, w], theano.gradient.jacobian(of, wrt))
        kinds = {type(node.op) for node in f.maker.fgraph.apply_nodes}
        assert MapBlocks in kinds and MapRows not in kinds
        rows = theano.function([x, w], [T.grad(of[i], wrt) for i in range(7)])
        points = [normal(*s) for s in shapes]
        np.testing.assert_allclose(f(*points), rows(*points), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("name", SETTINGS)
def test_no_examples(name):
    """Of no examples all lengths but the first are those of one."""
    options, *shapes = SETTINGS[name]
    for chosen in subsets(2):
        points = [normal(*((0,) if i in chosen else ()), *s) for i, s in enumerate(shapes)]
        inputs = [T.TensorType("float64", (False,) * p.ndim)() for p in points]
        axes = tuple([0 if i in chosen else None for i in range(2)])
        outputs = theano.vmap(lambda x, w: [(y := conv2d(x, w, **options)), *T.grad((y**3).sum(), [x, w])], axes)
        one = conv2d(*map(T.as_tensor_variable, [normal(*s) for s in shapes]), **options).eval().shape
        found = theano.function(inputs, outputs(*inputs))(*points)
        assert [z.shape for z in found] == [(0, *s) for s in (one, *shapes)]


def test_three_axes():
    points = normal(1, 2, 3, 3, 4), normal(2, 2, 2, 2, 2)
    for chosen in subsets(2):
        check_map(slopes(conv3d), list(points), chosen)


def test_maps_in_maps_and_gradients_of_maps():
    x, w = T.TensorType("float64", (False,) * 6)(), T.TensorType("float64", (False,) * 5)()
    nested = theano.vmap(theano.vmap(conv2d, (0, None)), (0, 0))
    z = nested(x, w)
    values = normal(2, 3, 1, 2, 4, 4), normal(2, 2, 2, 2, 2)
    f = theano.function([x, w], [z, *T.grad((z**2).sum(), [x, w])])
    a, b = T.dtensor4(), T.dtensor4()
    y = conv2d(a, b)
    one = theano.function([a, b], [y, *T.grad((y**2).sum(), [a, b])])
    found = f(*values)
    rows = [[one(values[0][i, j], values[1][i]) for j in range(3)] for i in range(2)]
    np.testing.assert_allclose(found[0], [[r[0] for r in row] for row in rows])
    np.testing.assert_allclose(found[1], [[r[1] for r in row] for row in rows])
    np.testing.assert_allclose(found[2], [sum(r[2] for r in row) for row in rows])


def test_gradients_of_a_network_for_each_example():
    """Their sum is the gradient of the batch."""
    w, v = theano.shared(normal(3, 1, 3, 3)), theano.shared(normal(3 * 9, 2))

    def cost(image, label):
        h = T.signal.pool.pool_2d(T.nnet.relu(conv2d(image.dimshuffle("x", "x", 0, 1), w)), (2, 2), ignore_border=True)
        return -T.log(T.nnet.softmax(T.dot(h.flatten(2), v)))[0, label]

    x, y = T.dtensor3("x"), T.ivector("y")
    own = theano.vmap(lambda a, b: T.grad(cost(a, b), [w, v]))(x, y)
    total = T.grad(theano.vmap(cost)(x, y).sum(), [w, v])
    found = theano.function([x, y], [*own, *total])(normal(5, 8, 8), np.array([0, 1, 0, 0, 1], "int32"))
    assert found[0].shape == (5, 3, 1, 3, 3)
    for each, whole in zip(found[:2], found[2:]):
        np.testing.assert_allclose(each.sum(axis=0), whole)


def test_outer_blocks():
    rows, columns = np.array([[0, -1], [1, 1]]), np.array([[2, 0, 1], [1, -1, 1]])
    points = [normal(2, 3, 4, 2), normal(2, 2, 4), normal(2, 3, 2), rows, columns, np.array(0.7)]
    for chosen in subsets(6) + [(0,), (1, 2), (3,), (0, 3, 4)]:
        check_map(sparse_block_outer, points, chosen)


def test_blocks_beyond_the_end_are_refused():
    """They do not reach those of the next example."""
    o, x, y, i, j = T.TensorType("float64", (False,) * 5)(), T.dtensor4(), T.dtensor4(), T.ltensor3(), T.ltensor3()
    f = theano.function([o, x, y, i, j], theano.vmap(sparse_block_outer)(o, x, y, i, j))
    zeros = np.zeros((2, 1, 1), int)
    with pytest.raises(ValueError, match="invalid entry"):
        f(normal(2, 2, 3, 4, 2), normal(2, 1, 1, 4), normal(2, 1, 1, 2), zeros + 2, zeros)
