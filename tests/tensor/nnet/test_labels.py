"""Labels that are none: each loss, dtype and mode refuses them, and none takes the last class or fewer rows instead."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

DTYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
ROWS, CLASSES = 4, 3


def losses(x, b, g, y):
    """From names to outputs: every op of labels, alone and where a rewrite finds it."""
    nnet = T.nnet
    p = nnet.softmax(x)
    plain, soft = nnet.categorical_crossentropy(x, y), nnet.categorical_crossentropy(p, y)
    return {
        "categorical": plain,
        "categorical, mean": plain.mean(),
        "categorical, gradient": T.grad(plain.sum(), x),
        "of a softmax": soft,
        "of a softmax, mean": soft.mean(),
        "of a softmax, gradient": T.grad(soft.mean(), x),
        "of a softmax with bias": nnet.categorical_crossentropy(nnet.softmax(x + b), y),
        "1hot": nnet.crossentropy_softmax_1hot(x, y),
        "max and argmax": nnet.crossentropy_softmax_max_and_argmax_1hot(x, y),
        "argmax": nnet.crossentropy_softmax_argmax_1hot_with_bias(x, b, y),
        "dx": nnet.crossentropy_softmax_1hot_with_bias_dx(g, x, y),
    }


def bad_labels(dtype):
    yield "too few", [0, 1, 2]
    yield "one", [0]
    yield "none", []
    yield "too many", [0, 1, 2, 0, 1]
    yield "the number of classes", [0, 1, CLASSES, 0]
    yield "the largest", [0, int(np.iinfo(dtype).max), 1, 0]
    if dtype.startswith("int"):
        yield "-1", [0, 1, -1, 0]
        yield "the least", [0, 1, int(np.iinfo(dtype).min), 0]


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("floats", ["float64", "float32", "float16"])
def test_losses(floats, dtype, mode):
    x, b, g = T.matrix("x", floats), T.vector("b", floats), T.vector("g", floats)
    y = T.TensorType(dtype, (False,))("y")
    scores = np.linspace(0.1, 1, ROWS * CLASSES).reshape(ROWS, CLASSES).astype(floats)
    args = scores, np.zeros(CLASSES, floats), np.ones(ROWS, floats)
    for name, outputs in losses(x, b, g, y).items():
        f = theano.function([x, b, g, y], outputs, mode=mode, on_unused_input="ignore")
        f(*args, np.array([0, 2, 1, 0], dtype))
        for what, labels in bad_labels(dtype):
            with pytest.raises((IndexError, ValueError)):
                f(*args, np.array(labels, dtype))
                pytest.fail(f"{name} took {what}")


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN", theano.Mode("py", "fast_run")], ids=str)
@pytest.mark.parametrize("dtype", ["int8", "int64"])
def test_indices_of_a_softmax(dtype, mode):
    """Indices count from the end where they are negative, also as part of a loss that a rewrite finds."""
    x, b, y = T.dmatrix("x"), T.dvector("b"), T.TensorType(dtype, (False,))("y")
    rows = T.arange(y.shape[0])
    picked = [T.log(p)[rows, y] for p in (T.nnet.softmax(x), T.nnet.softmax(x + b))]
    picked += [T.log(T.nnet.softmax(x)[rows, y]), T.nnet.logsoftmax(x)[rows, y]]
    f = theano.function([x, b, y], [*picked, *[T.grad((z * T.sqr(x[:, 0])).sum(), x) for z in picked]], mode=mode)
    scores, bias = np.linspace(-1, 1, ROWS * CLASSES).reshape(ROWS, CLASSES), np.arange(CLASSES) / 2
    for got, want in zip(
        f(scores, bias, np.array([-1, 0, -CLASSES, 1], dtype)),
        f(scores, bias, np.array([CLASSES - 1, 0, 0, 1], dtype)),
        strict=True,
    ):
        np.testing.assert_allclose(got, want, rtol=1e-12)
    for bad in CLASSES, -CLASSES - 1:
        with pytest.raises(IndexError, match=f"index {bad} is out of bounds"):
            f(scores, bias, np.array([0, bad, 0, 0], dtype))


def test_indices_and_labels():
    """A program with both, of one softmax: only the loss refuses what counts from the end; and both are saved."""
    x, y = T.dmatrix("x"), T.lvector("y")
    p = T.nnet.softmax(x)
    picked, refused = T.log(p)[T.arange(y.shape[0]), y], T.nnet.categorical_crossentropy(p, y)
    scores, labels = np.linspace(-1, 1, ROWS * CLASSES).reshape(ROWS, CLASSES), [0, -1, 2, 1]
    both = theano.function([x, y], [picked, refused])
    np.testing.assert_allclose(*np.abs(both(scores, np.abs(labels))))
    with pytest.raises(ValueError, match="label -1 is out of bounds"):
        both(scores, labels)
    single = theano.function([x, y], picked)
    for f in (single, pickle.loads(pickle.dumps(single))):
        assert f(scores, labels)[1] == f(scores, [0, CLASSES - 1, 2, 1])[1]
    # programs look for the operation
    ops = [node.op for node in single.maker.fgraph.toposort()]
    assert T.nnet.crossentropy_softmax_argmax_1hot_with_bias in ops


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_to_one_hot(dtype, mode):
    y = T.TensorType(dtype, (False,))("y")
    f = theano.function([y], T.extra_ops.to_one_hot(y, CLASSES), mode=mode)
    np.testing.assert_array_equal(f(np.array([2, 0], dtype)), np.eye(CLASSES)[[2, 0]])
    for what, labels in bad_labels(dtype):
        if max(labels, default=0) >= CLASSES or min(labels, default=0) < 0:
            with pytest.raises(IndexError):
                f(np.array(labels, dtype))
                pytest.fail(f"took {what}")


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
def test_unsigned_indices(mode):
    """The largest unsigned integers are no negative ones."""
    x, i = T.dmatrix("x"), T.TensorType("uint64", (False,))("i")
    outputs = {
        "rows": x[i], "elements": x[i, i], "columns": x[:, i], "set": T.set_subtensor(x[i], 1.0),
        "add": T.inc_subtensor(x[i, i], 1.0), "take": T.take(x, i, axis=1),
    }
    for name, output in outputs.items():
        f = theano.function([x, i], output, mode=mode)
        f(np.ones((3, 3)), np.array([0, 2], "uint64"))
        for bad in (3, 2**63, 2**64 - 1, 2**64 - 3):
            with pytest.raises(IndexError):
                f(np.ones((3, 3)), np.array([0, bad], "uint64"))
                pytest.fail(f"{name} took {bad}")
