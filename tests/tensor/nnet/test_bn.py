"""Batch normalization against its definition; its gradients to second order against differences."""

import numpy as np
import pytest
from reference import check_grad, check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import Rop, grad
from tensorgraph.tensor.nnet import bn

RNG = np.random.default_rng(11)
X = RNG.standard_normal((4, 3, 2, 5)) * 2 + 1
AXES = [("per-activation", (0,)), ("spatial", (0, 2, 3)), ((1,), (1,)), ((3, 0), (0, 3)), ((0, 1, 2, 3), (0, 1, 2, 3))]
AXES.append((np.array([-1]), (3,)))


def kept(x, axes):
    """The shape of a statistic, without the axes that it is taken over."""
    return tuple(n for i, n in enumerate(x.shape) if i not in axes)


def parameters(x, axes, number):
    return [RNG.uniform(0.5, 1.5, kept(x, axes)) for _ in range(number)]


def normalized(x, axes, gamma, beta, epsilon=1e-4):
    mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    invstd = 1 / np.sqrt(var + epsilon)
    gamma, beta = (np.expand_dims(v, axes) for v in (gamma, beta))
    return (x - mean) * invstd * gamma + beta, mean.squeeze(axes), invstd.squeeze(axes), var.squeeze(axes)


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(("axes", "numbers"), AXES, ids=str)
def test_train(axes, numbers, whole):
    values = parameters(X, numbers, 4)
    expected = normalized(X, numbers, *values[:2], epsilon=1e-3)
    n = X.size // expected[1].size
    expected = [
        *expected[:3], values[2] * 0.7 + expected[1] * 0.3, values[3] * 0.7 + expected[3] * (n / (n - 1)) * 0.3
    ]
    if whole:
        values = [np.expand_dims(v, numbers) for v in values]
        expected[1:] = [np.expand_dims(v, numbers) for v in expected[1:]]
    x, *ps = xs = variables_for([X, *values])
    outputs = bn.batch_normalization_train(x, *ps[:2], axes, 1e-3, 0.3, *ps[2:])
    given = dict(zip(xs, [X, *values]))
    f = theano.function(xs, outputs)
    for results in (evaluate(list(outputs), given), f(*given.values())):
        for found, want in zip(results, expected, strict=True):
            np.testing.assert_allclose(found, want, rtol=1e-12, atol=1e-14)
    check_shapes(list(outputs), given)
    short = bn.batch_normalization_train(x, *ps[:2], axes, 1e-3)
    for found, want in zip(evaluate(list(short), given), expected[:3], strict=True):
        np.testing.assert_allclose(found, want, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(("axes", "numbers"), AXES, ids=str)
def test_inference(axes, numbers, whole):
    values = parameters(X, numbers, 4)
    if whole:
        values = [np.expand_dims(v, numbers) for v in values]
    gamma, beta, mean, var = (v if whole else np.expand_dims(v, numbers) for v in values)
    x, *ps = xs = variables_for([X, *values])
    y = bn.batch_normalization_test(x, *ps, axes, epsilon=1e-3)
    given = dict(zip(xs, [X, *values]))
    expected = (X - mean) * gamma / np.sqrt(var + 1e-3) + beta
    for found in (evaluate(y, given), theano.function(xs, y)(*given.values())):
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    check_shapes(y, given)


@pytest.mark.parametrize("mode", ["low_mem", "high_mem"])
def test_given_statistics(mode):
    values = [np.expand_dims(v, (0, 2, 3)) for v in parameters(X, (0, 2, 3), 4)]
    gamma, beta, mean, std = values
    x, ps = T.dtensor4(), [T.TensorType("float64", (True, False, True, True))() for _ in range(4)]
    y = T.nnet.batch_normalization(x, *ps, mode=mode)
    found = theano.function([x, *ps], y)(X, *values)
    np.testing.assert_allclose(found, (X - mean) * gamma / std + beta, rtol=1e-12)
    with pytest.raises(ValueError, match="low_mem"):
        bn.batch_normalization(x, *ps, mode="fast")


SMALL = RNG.standard_normal((4, 3, 2))
OUTPUTS = {"out": [0], "mean": [1], "invstd": [2], "averages": [3, 4], "all": [0, 1, 2, 3, 4]}


@pytest.mark.parametrize("which", OUTPUTS)
@pytest.mark.parametrize("axes", [(0,), (0, 2)], ids=str)
def test_gradients_of_training(axes, which):
    """Of every output: what goes through means and running averages too."""
    points = [SMALL, *parameters(SMALL, axes, 4)]

    def f(*xs):
        outputs = bn.batch_normalization_train(*xs[:3], axes, 1e-3, 0.3, *xs[3:])
        return [outputs[k] ** 2 for k in OUTPUTS[which]]

    check_grad(f, points)


@pytest.mark.parametrize("which", ["gx", "gscale", "gbias", "all"])
def test_second_derivatives_of_training(which):
    points = [SMALL, *parameters(SMALL, (0, 2), 2)]

    def f(x, gamma, beta):
        out = bn.batch_normalization_train(x, gamma, beta, "spatial", 1e-3)[0]
        grads = grad((out**3).sum(), [x, gamma, beta])
        return grads if which == "all" else grads[["gx", "gscale", "gbias"].index(which)]

    check_grad(f, points, rtol=1e-4, atol=1e-5)


def test_derivatives_of_inference():
    points = [SMALL, *parameters(SMALL, (0, 2), 4)]

    def f(*xs):
        return bn.batch_normalization_test(*xs, "spatial", 1e-3)

    check_grad(lambda *xs: f(*xs) ** 2, points)
    check_grad(lambda *xs: grad((f(*xs) ** 2).sum(), list(xs)), points, rtol=1e-4, atol=1e-5)


def directional(f, points, moving):
    """The pushforward of `f` along random directions of some inputs, and the difference that it should be."""
    xs = variables_for(points)
    ys = f(*xs)
    directions = [RNG.standard_normal(p.shape) for p in points]
    dys = Rop(ys, [xs[k] for k in moving], [T.constant(directions[k]) for k in moving])
    found = theano.function(xs, dys, on_unused_input="ignore")(*points)
    h = 1e-6
    run = theano.function(xs, ys, on_unused_input="ignore")
    steps = [h * d if k in moving else 0 for k, d in enumerate(directions)]
    ends = [run(*[p + sign * step for p, step in zip(points, steps)]) for sign in (1, -1)]
    return found, [(a - b) / (2 * h) for a, b in zip(*ends)]


@pytest.mark.parametrize("moving", [(0,), (1,), (2,), (0, 1, 2), (0, 3), (4,), (0, 1, 2, 3, 4)], ids=str)
def test_pushforwards(moving):
    points = [SMALL, *parameters(SMALL, (0, 2), 4)]

    def train(x, gamma, beta, mean, var):
        return list(bn.batch_normalization_train(x, gamma, beta, "spatial", 1e-3, 0.3, mean, var))

    def gradients(x, gamma, beta, mean, var):
        out = train(x, gamma, beta, mean, var)[0]
        # a sum keeps all three in play, also those that nothing moves
        return grad((out**2 + 0 * (mean + var).sum()).sum(), [x, gamma, beta])

    def inference(*xs):
        return [bn.batch_normalization_test(*xs, "spatial", 1e-3)]

    for f in (train, gradients, inference):
        if f is gradients and not {0, 1, 2} & set(moving):
            continue
        for found, want in zip(*directional(f, points, moving), strict=True):
            np.testing.assert_allclose(found, want, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
def test_compiled_to_elementwise_work(mode):
    """Of no dtype but that of the inputs, and with the values of the operations themselves."""
    x, ps = T.ftensor3(), T.fvectors("abcd")
    values = [SMALL.astype("float32"), *[v.astype("float32") for v in parameters(SMALL, (0, 2), 4)]]
    train = bn.batch_normalization_train(x, *ps[:2], "spatial", running_mean=ps[2], running_var=ps[3])
    outputs = [*train, bn.batch_normalization_test(x, *ps, "spatial"), *grad((train[0] ** 3).sum(), [x, *ps[:2]])]
    f = theano.function([x, *ps], outputs, mode=mode)
    names = [type(node.op).__name__ for node in f.maker.fgraph.toposort()]
    assert not any("BatchNorm" in name for name in names)
    for found, want in zip(f(*values), evaluate(outputs, dict(zip([x, *ps], values))), strict=True):
        assert found.dtype == "float32"
        np.testing.assert_allclose(found, want, rtol=1e-3, atol=1e-4)
    g = theano.function([x, *ps], outputs, mode=theano.compile.get_mode(mode).excluding("batchnorm_opts"))
    assert any(type(node.op).__name__ == "AbstractBatchNormTrain" for node in g.maker.fgraph.toposort())


def test_running_averages_as_updates():
    """The use that they are made for, with a row of length 1 among the parameters."""
    x = T.matrix(dtype="float64")
    mean, var = theano.shared(np.zeros(3)), theano.shared(np.ones(3))
    out, _, _, new_mean, new_var = bn.batch_normalization_train(
        x, T.ones(3), T.zeros(3), running_mean=mean, running_var=var
    )
    step = theano.function([x], out, updates=[(mean, new_mean), (var, new_var)])
    batches = RNG.standard_normal((20, 8, 3)) * 3 + 2
    expected_mean, expected_var = np.zeros(3), np.ones(3)
    for batch in batches:
        step(batch)
        expected_mean = 0.9 * expected_mean + 0.1 * batch.mean(0)
        expected_var = 0.9 * expected_var + 0.1 * batch.var(0, ddof=1)
    np.testing.assert_allclose(mean.get_value(), expected_mean, rtol=1e-12)
    np.testing.assert_allclose(var.get_value(), expected_var, rtol=1e-12)


def test_the_gradient_of_the_mean_alone():
    """Theano's gradient of such a cost is an error."""
    x = T.dmatrix()
    _, mean, _ = bn.batch_normalization_train(x, T.ones(2), T.zeros(2))
    g = grad((mean * np.array([1.0, 2.0])).sum(), x)
    np.testing.assert_allclose(g.eval({x: np.ones((4, 2))}), np.tile([0.25, 0.5], (4, 1)))


def test_errors():
    x, v, m = T.dtensor3(), T.dvector(), T.dmatrix()
    train, test = bn.batch_normalization_train, bn.batch_normalization_test
    for match, make in [
        ("number of non-normalized axes", lambda: train(x, v, v)),
        ("number of non-normalized axes", lambda: test(x, m, v, m, m)),
        ("mean and var must be", lambda: test(x, m, m, m, v)),
        ("running_mean must be", lambda: train(x, m, m, running_mean=v, running_var=m)),
        ("running_var must be", lambda: train(x, m, m, running_mean=m, running_var=v)),
        ("either both be given", lambda: train(x, m, m, running_mean=m)),
        ("epsilon must be at least 1e-5", lambda: train(x, m, m, epsilon=1e-6)),
        ("epsilon must be at least 1e-5", lambda: test(x, m, m, m, m, epsilon=1e-6)),
        ("less than ndim", lambda: train(x, m, m, axes=(3,))),
        ("less than ndim", lambda: bn.AbstractBatchNormTrain((3,))(x, x, x)),
        ("at least one", lambda: train(x, m, m, axes=())),
        ("at least one", lambda: bn.AbstractBatchNormTrain(())),
        ("invalid axes", lambda: train(x, m, m, axes="all")),
    ]:
        with pytest.raises(ValueError, match=match):
            make()
    with pytest.raises(TypeError, match="one ndim"):
        bn.AbstractBatchNormInference((0,))(x, m, m, m, m)
    with pytest.raises(TypeError, match="either both be given"):
        bn.AbstractBatchNormTrain((0,))(x, x, x, running_mean=x)


@pytest.mark.parametrize("dtype", ["int8", "int64", "bool", "complex128"])
def test_values_that_are_no_floats(dtype):
    """Have no mean and variance of their dtype."""
    x, p = T.matrix(dtype=dtype), T.vector(dtype=dtype)
    with pytest.raises(TypeError, match="needs tensors of floats"):
        bn.batch_normalization_train(x, p, p)
