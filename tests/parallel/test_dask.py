"""Dask: tokens of functions and shared variables, a cluster of two processes, workers that die, arrays of chunks."""

import logging
import pickle
from pathlib import Path

import numpy as np
import pytest
from executors import AtOnce, Suicide, chunks, model
from functions_to_pickle import PROGRAMS
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.parallel import DataParallel, map_over, row_chunks, sum_over

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
da = pytest.importorskip("dask.array")
from dask.base import tokenize  # noqa: E402

# the threads of a cluster end some time after it
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def same(results, others):
    return len(results) == len(others) and all(np.array_equal(a, b) for a, b in zip(results, others))


# ----------------------------------------------------------------- tokens


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name not in ("random_numbers", "mrg")])
def test_equal_functions_have_equal_tokens(name):
    f, g = PROGRAMS[name]()[0], PROGRAMS[name]()[0]
    assert tokenize(f) == tokenize(f) == tokenize(g) == tokenize(pickle.loads(pickle.dumps(f)))
    with dask.config.set({"tokenize.ensure-deterministic": True}):
        tokenize(f)


def test_tokens_tell_functions_apart():
    x, w = T.dvector("x"), theano.shared(np.ones(2), "w")
    makers = [
        lambda: theano.function([x], x * w), lambda: theano.function([x], x * 2), lambda: theano.function([x], x * 3),
        lambda: theano.function([x], [x * 2]), lambda: theano.function([x], {"y": x * 2}),
        lambda: theano.function([theano.In(x, name="z")], x * 2), lambda: theano.function([x], x * w.sum()),
        lambda: theano.function([x], x * w, updates=[(w, w + 1)]),
        lambda: theano.function([theano.In(x, strict=True)], x * 2),
    ]  # fmt: skip
    tokens = [tokenize(make()) for make in makers]
    assert len(set(tokens)) == len(tokens)
    f = makers[0]()
    before, of_w = tokenize(f), tokenize(w)
    w.set_value([1.0, 3.0])
    assert tokenize(f) != before and tokenize(w) != of_w
    w.set_value([1.0, 1.0])
    assert tokenize(f) == before and tokenize(w) == of_w
    assert tokenize(theano.shared(np.ones(2), "v")) != of_w != tokenize(theano.shared(np.ones(2, "float32"), "w"))


def test_a_token_is_the_same_in_every_process():
    program = (
        "import numpy as np, tensorgraph as theano, tensorgraph.tensor as T\n"
        "from dask.base import tokenize\n"
        "x, w = T.dmatrix('x'), theano.shared(np.ones((3, 3)), 'w')\n"
        "f = theano.function([x], T.nlinalg.svd(T.tanh(T.dot(x, w)))[1])\n"
        "print(tokenize(f), tokenize(w))"
    )
    outputs = {run("-c", program).stdout for _ in range(3)}
    assert len(outputs) == 1


ERRORS = """
import sys
sys.path.insert(0, {support!r})
import distributed      # whose pickles of errors hold those before them
import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
from concurrent.futures import ProcessPoolExecutor
from executors import Failing
from tensorgraph.parallel import sum_over

class Chained(Failing):
    def perform(self, node, inputs, outputs):
        try:
            super().perform(node, inputs, outputs)
        except ValueError as error:
            raise KeyError("lukewarm") from error

if __name__ == "__main__":
    x = T.dvector("x")
    for op in (Failing, Chained):
        for local in (True, False):
            f = theano.function([x], op(local)(x).sum())
            with ProcessPoolExecutor(1) as pool:
                try:
                    sum_over(f, [np.ones(2), -np.ones(2)], pool)
                except Exception as error:
                    print(type(error).__name__, sum_over(f, [np.ones(2)], pool))
"""


def test_errors_that_cannot_be_sent_do_not_break_a_pool():
    """Neither do those before them."""
    support = str(Path(__file__).parents[1] / "support")
    lines = run("-c", ERRORS.format(support=support)).stdout.splitlines()
    assert lines[1] in ("Unloadable 2.0", "RuntimeError 2.0")     # what can be loaded is for Dask to say
    assert lines[::2] == ["RuntimeError 2.0", "KeyError 2.0"] and lines[3] == "KeyError 2.0"


# ----------------------------------------------------------------- a cluster


def test_a_cluster_gives_the_same_bits(client):
    f, data = model(), chunks(11)
    assert all(same(a, f(x)) for a, x in zip(map_over(f, data, client), data, strict=True))
    assert same(sum_over(f, data, client), sum_over(f, data, AtOnce()))


def test_functions_are_arguments_of_tasks(client):
    f = model()
    x = chunks(1)[0]
    first, second = client.submit(f, x), client.submit(f, x)
    assert first.key == second.key and same(first.result(), f(x))


def test_a_change_of_a_shared_variable_reaches_workers(client):
    x, w = T.dvector("x"), theano.shared(1.0, "w")
    f = theano.function([x], (x * w).sum())
    for value in (1.0, 2.0):
        w.set_value(value)
        assert list(map_over(f, [np.ones(2)] * 5, client)) == [2 * value] * 5


def test_an_error_comes_back_with_the_line(client):
    with pytest.raises(ValueError, match="executors.py") as caught:
        sum_over(model(), [*chunks(3), np.ones((2, 4))], client)
    assert any("chunk 3" in note for note in caught.value.__notes__)


def test_arrays_of_chunks(client):
    f = model()
    x = da.from_array(np.linspace(0, 1, 600).reshape(120, 5), chunks=(17, 5))
    wanted = sum_over(f, row_chunks(np.asarray(x), rows=17), AtOnce())
    assert same(sum_over(f, row_chunks(x), client), wanted)
    assert same(sum_over(f, row_chunks(x), AtOnce()), wanted)
    assert same(sum_over(f, row_chunks(client.persist(x)), client), wanted)


def test_a_killed_worker_loses_nothing(client, tmp_path):
    x = T.dvector("x")
    f = theano.function([x], T.exp(Suicide(tmp_path / "killed", False)(x) / 10).sum())
    data = [np.full(1, float(i)) for i in range(20)]
    total = sum_over(f, data, client)
    assert (tmp_path / "killed").exists() and total == sum_over(f, data, AtOnce())


def test_training_survives_a_killed_worker(client, tmp_path):
    def trained(executor, path):
        x, w = T.dmatrix("x"), theano.shared(np.ones(5), "w")
        cost = T.mean(T.exp(T.dot(Suicide(path, False)(x), w) / 10))
        train = DataParallel([x], cost, [w], lambda gs, ps: [(p, p - 0.1 * g) for p, g in zip(ps, gs)], executor)
        data = np.linspace(0, 1, 200).reshape(40, 5)
        data[17] = 0  # so that a chunk of five rows has the sum that kills
        data[15:20] *= 7 / data[15:20].sum()
        return [train.step(da.from_array(data, chunks=(9, 5))) for _ in range(4)], w.get_value()

    costs, weights = trained(client, tmp_path / "killed")
    assert (tmp_path / "killed").exists()
    (tmp_path / "not").touch()
    wanted, wanted_weights = trained(AtOnce(), tmp_path / "not")
    assert costs == wanted and np.array_equal(weights, wanted_weights)
