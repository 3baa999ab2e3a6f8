"""The tutorial's binary logistic regression: 400 random examples of 784 features, 10,000 steps.

Run:  python examples/logistic_regression.py [--steps 10000]
"""

import argparse
import time

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

N, FEATURES = 400, 784


def build(rng):
    """The train and predict functions, and the parameters that they share."""
    x = T.dmatrix("x")
    y = T.dvector("y")
    w = theano.shared(rng.randn(FEATURES), name="w")
    b = theano.shared(0.0, name="b")

    p_1 = 1 / (1 + T.exp(-T.dot(x, w) - b))
    prediction = p_1 > 0.5
    xent = -y * T.log(p_1) - (1 - y) * T.log(1 - p_1)
    cost = xent.mean() + 0.01 * (w**2).sum()
    gw, gb = T.grad(cost, [w, b])

    train = theano.function(inputs=[x, y], outputs=[prediction, xent], updates=((w, w - 0.1 * gw), (b, b - 0.1 * gb)))
    predict = theano.function(inputs=[x], outputs=prediction)
    return train, predict, w, b


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=10_000, help="training steps")
    steps = parser.parse_args().steps

    rng = np.random.RandomState(0)
    data, target = rng.randn(N, FEATURES), rng.randint(size=N, low=0, high=2)
    train, predict, w, b = build(rng)

    start = time.perf_counter()
    for _ in range(steps):
        _, xent = train(data, target)
    seconds = time.perf_counter() - start

    print(f"{steps} steps in {seconds:.2f} s, {seconds / steps * 1e6:.0f} us a step")
    print(f"mean cross-entropy {xent.mean():.4f}, |w| {np.linalg.norm(w.get_value()):.4f}, b {b.get_value():.4f}")
    print(f"wrong on the training set: {np.mean(predict(data) != target):.1%}")


if __name__ == "__main__":
    main()
