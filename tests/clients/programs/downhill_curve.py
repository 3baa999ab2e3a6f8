"""Each of downhill's algorithms fits bumps to a curve; prints the variance left, on average and in the worst case."""

import downhill
import numpy as np
import theano
import theano.tensor as T

ALGORITHMS = {
    "sgd": {"learning_rate": 0.1, "momentum": 0.9},
    "nag": {"learning_rate": 0.1, "momentum": 0.9},
    "rprop": {"learning_rate": 0.01},
    "rmsprop": {"learning_rate": 0.02},
    "adagrad": {"learning_rate": 0.1},
    "adadelta": {"learning_rate": 0.1},
    "esgd": {"learning_rate": 0.02},
    "adam": {"learning_rate": 0.02},
}
EPOCHS, BUMPS = 150, 12


def fit(algorithm, parameters):
    """The variance that is left after the first epoch and after the last one, as parts of the whole."""
    rng = np.random.RandomState(1)
    x = np.linspace(-3, 3, 200)[:, None]
    y = np.sin(2 * x) + 0.3 * x
    centres, widths, heights = [
        theano.shared(value.astype(theano.config.floatX), name=name)
        for name, value in [
            ("centres", np.linspace(-3, 3, BUMPS)),
            ("widths", np.ones(BUMPS)),
            ("heights", rng.normal(size=(BUMPS, 1))),
        ]
    ]
    inputs, targets = T.col("inputs"), T.col("targets")
    bumps = T.exp(-T.sqr((inputs - centres) * widths))
    error = T.sqr(T.dot(bumps, heights) - targets).mean()
    errors = []
    optimizer = downhill.build(
        algorithm,
        loss=error,
        params=[centres, widths, heights],
        inputs=[inputs, targets],
        monitors=[("error", error)],
        monitor_gradients=True,
    )
    data = downhill.Dataset([x.astype(theano.config.floatX), y.astype(theano.config.floatX)], batch_size=50, rng=1)
    for training, _ in optimizer.iterate(data, max_updates=EPOCHS * data.iteration_size, patience=0, **parameters):
        errors.append(training["error"] / y.var())
        if len(errors) == EPOCHS:
            break
    return errors[0], errors[-1]


def main():
    firsts, lasts = [], []
    for algorithm, parameters in ALGORITHMS.items():
        first, last = fit(algorithm, parameters)
        print(f"{algorithm}: {first:.4f} -> {last:.4f}", flush=True)
        firsts.append(first)
        lasts.append(last)
    print(f"loss {np.mean(firsts):.4f}, error {np.max(firsts):.4f}")
    print(f"loss {np.mean(lasts):.4f}, error {np.max(lasts):.4f}")


main()
