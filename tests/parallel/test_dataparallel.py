"""``DataParallel``: the bits of a training on any executor, and what it does without any."""

import numpy as np
import pytest
from executors import MAKERS, AtOnce, Suicide, processes

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.parallel import DataParallel, row_chunks
from tensorgraph.parallel.dataparallel import _block_size

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def momentum(grads, params):
    """Return updates of a method with a state of its own."""
    found = []
    for p, g in zip(params, grads):
        v = theano.shared(p.get_value() * 0, f"v of {p.name}")
        change = T.cast(0.9 * v - 0.1 * g, p.dtype)
        found += [(v, change), (p, p + change)]
    return found


def network(executor, dtype="float64", **options):
    """Return a trainer and its parameters."""
    x, y = T.matrix("x", dtype=dtype), T.ivector("y")
    rng = np.random.default_rng(0)
    w = theano.shared(rng.normal(size=(5, 7)).astype(dtype), "w")
    u, b = theano.shared(rng.normal(size=(7, 3)).astype(dtype), "u"), theano.shared(np.zeros(3, dtype), "b")
    scale = theano.shared(np.asarray(0.5, dtype), "scale")
    p = T.nnet.softmax(T.dot(T.tanh(T.dot(x, w) * scale), u) + b)
    cost = T.nnet.categorical_crossentropy(p, y).mean()
    params = [w, u, b]
    return DataParallel([x, y], cost, params, momentum, executor, **options), params, (x, y, cost)


def batches(n, dtype="float64"):
    rng = np.random.default_rng(1)
    for i in range(n):
        rows = 20 + 7 * i
        yield rng.normal(size=(rows, 5)).astype(dtype), rng.integers(0, 3, rows).astype("int32")


def trained(executor, dtype="float64", **options):
    train, params, _ = network(executor, dtype, **options)
    with train:
        costs = [train.step(*batch) for batch in batches(4, dtype)]
    return [*costs, *[p.get_value() for p in params]]


@pytest.fixture(scope="module")
def wanted():
    return trained(AtOnce())


@pytest.mark.parametrize("name", MAKERS)
def test_all_executors_give_the_same_bits(name, wanted):
    assert all(np.array_equal(a, b) for a, b in zip(trained(MAKERS[name]()), wanted, strict=True))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("chunks", [1, 3, 8, 100])
def test_it_is_the_training_of_one_function(chunks, dtype):
    train, params, (x, y, cost) = network(AtOnce(), dtype, chunks=chunks)
    _, others, (a, b, alone) = network(AtOnce(), dtype)
    step = theano.function([a, b], alone, updates=momentum(T.grad(alone, others), others))
    for batch in batches(4, dtype):
        found, expected = train.step(*batch), step(*batch)
        assert found.dtype == expected.dtype == dtype and found.shape == ()
        np.testing.assert_allclose(found, expected, rtol=1e-5 if dtype == "float32" else 1e-12)
    for p, other in zip(params, others):
        assert p.get_value().dtype == dtype
        np.testing.assert_allclose(p.get_value(), other.get_value(), rtol=1e-4 if dtype == "float32" else 1e-10)


def test_parts_of_unequal_lengths_count_by_their_rows():
    train, params, _ = network(AtOnce())
    one, same_params, _ = network(AtOnce(), chunks=1)
    for x, y in batches(3):
        first = train.step_over([(x[:1], y[:1]), (x[1:], y[1:])])
        np.testing.assert_allclose(first, one.step(x, y), rtol=1e-12)
    for p, other in zip(params, same_params):
        np.testing.assert_allclose(p.get_value(), other.get_value(), rtol=1e-12)


def test_blocks():
    for workers in range(1, 9):
        for n in range(1, 70):
            size = _block_size(n, workers)
            assert size & (size - 1) == 0 and -(-n // size) >= min(n, workers)
            assert size >= n or workers > 1


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_killed_worker_changes_no_bit(tmp_path, method):
    def trained(executor, path):
        x, w = T.dmatrix("x"), theano.shared(np.ones(5), "w")
        cost = T.mean(T.exp(T.dot(Suicide(path, False)(x), w) / 10))
        data = np.linspace(0, 1, 200).reshape(40, 5)
        data[15:20] *= 7 / data[15:20].sum()
        with DataParallel([x], cost, [w], momentum, executor) as train:
            return [train.step(data) for _ in range(4)], w.get_value()

    costs, weights = trained(processes(2, method), tmp_path / "killed")
    assert (tmp_path / "killed").exists()
    expected, expected_weights = trained(AtOnce(), tmp_path / "killed")
    assert costs == expected and np.array_equal(weights, expected_weights)


def test_training_from_a_file(tmp_path, wanted):
    train, params, _ = network(processes(2))
    with train:
        for i, (x, y) in enumerate(batches(4)):
            for name, array in (("x", x), ("y", y)):
                np.save(tmp_path / f"{name}{i}.npy", array)
            train.step(np.load(tmp_path / f"x{i}.npy", mmap_mode="r"), np.load(tmp_path / f"y{i}.npy", mmap_mode="r"))
    assert all(np.array_equal(p.get_value(), value) for p, value in zip(params, wanted[4:], strict=True))


def test_a_worker_that_fails_changes_nothing():
    train, params, _ = network(processes(2))
    before = [p.get_value() for p in params]
    x, y = next(batches(1))
    with train:
        with pytest.raises(ValueError, match="test_dataparallel.py"):
            train.step(x[:, :3], y)
        y[-1] = 7
        with pytest.raises(IndexError) as caught:
            train.step(x, y)
        assert "This happened in chunk 7, counted from 0." in caught.value.__notes__
        y[-1] = 0
        assert all(np.array_equal(p.get_value(), value) for p, value in zip(params, before))
        assert np.isfinite(train.step(x, y))


def test_mistakes():
    x, w, n = T.dmatrix("x"), theano.shared(np.zeros(5), "w"), theano.shared(0.0, "n")
    cost = T.mean(T.dot(x, w))
    with pytest.raises(TypeError, match="params must be shared variables"):
        DataParallel([x], cost, [x], momentum, AtOnce())
    with pytest.raises(ValueError, match="chunks=0"):
        DataParallel([x], cost, [w], momentum, AtOnce(), chunks=0)
    for wrong in (1.5, "4", True):
        with pytest.raises(TypeError, match="chunks must be a whole number"):
            DataParallel([x], cost, [w], momentum, AtOnce(), chunks=wrong)
    with pytest.raises(TypeError, match="updates must be a function"):
        DataParallel([x], cost, [w], {w: w}, AtOnce())
    with pytest.raises(TypeError, match="updates"):
        noise = T.shared_randomstreams.RandomStreams(1).normal((5,))
        DataParallel([x], cost + (noise * w).sum(), [w], momentum, AtOnce())
    with pytest.raises(TypeError, match="method submit"):
        DataParallel([x], cost, [w], momentum, 2)
    train = DataParallel([x], cost + n, [w], momentum, AtOnce())
    with pytest.raises(ValueError, match="at least one row"):
        train.step(np.zeros((0, 5)))
    with pytest.raises(ValueError, match="array 0 has no rows"):
        train.step(1.0)
    with pytest.raises(ValueError, match="no arrays"):
        train.step()
    with pytest.raises(ValueError, match=r"equally many rows, not \[3, 4\]"):
        list(row_chunks(np.zeros(3), np.zeros(4), rows=2))
    with pytest.raises(ValueError, match="no chunks"):
        train.step_over([])
    with pytest.raises(ValueError, match="a chunk needs at least one row"):
        train.step_over([(np.ones((2, 5)),), (np.ones((0, 5)),)])
    np.testing.assert_array_equal(w.get_value(), np.zeros(5))
