"""Logistic regression by conjugate gradients: SciPy minimises, tensorgraph gives the cost and its gradient.

All parameters lie in one shared vector, of which the weights and the biases are views.

Run:  python examples/logistic_cg.py [--iterations 40] [--picture logistic_cg.png]
"""

import argparse

import mnist
import numpy as np
from scipy.optimize import minimize
from training import on_shared

import tensorgraph as theano
import tensorgraph.tensor as T

N_IN, N_OUT = mnist.SIDE**2, 10
PENALTY = 1e-2  # on the squares of the weights: 4,000 digits do not determine them


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--iterations", type=int, default=40, help="most iterations of conjugate gradients")
    parser.add_argument("--picture", default="logistic_cg.png", help="where the learned weights are drawn")
    options = parser.parse_args()

    theta = theano.shared(np.zeros(N_IN * N_OUT + N_OUT, theano.config.floatX), name="theta")
    W, b = theta[: N_IN * N_OUT].reshape((N_IN, N_OUT)), theta[N_IN * N_OUT :]
    x, y = T.matrix("x"), T.ivector("y")
    p = T.nnet.softmax(T.dot(x, W) + b)
    cost = -T.mean(T.log(p)[T.arange(y.shape[0]), y]) + T.cast(PENALTY / 2, theta.dtype) * T.sum(W**2)
    errors = T.mean(T.neq(T.argmax(p, axis=1), y))

    train, valid, test = [dict(zip((x, y), on_shared(*part), strict=True)) for part in mnist.load()]
    cost_and_gradient = theano.function([], [cost, T.grad(cost, theta)], givens=train)
    validate = theano.function([], errors, givens=valid)
    judge = theano.function([], errors, givens=test)
    best = {"error": np.inf, "theta": theta.get_value()}

    def objective(value):
        theta.set_value(value.astype(theta.dtype), borrow=True)
        now, gradient = cost_and_gradient()
        return float(now), gradient.astype("float64")

    def after_iteration(value):
        theta.set_value(value.astype(theta.dtype), borrow=True)
        error = float(validate())
        if error < best["error"]:
            best.update(error=error, theta=theta.get_value())

    result = minimize(
        objective,
        theta.get_value().astype("float64"),
        jac=True,
        method="CG",
        callback=after_iteration,
        options={"maxiter": options.iterations},
    )
    theta.set_value(best["theta"])
    mnist.save_tiles(best["theta"][: N_IN * N_OUT].reshape(N_IN, N_OUT).T, options.picture, columns=5)
    print(f"{result.nit} iterations, {result.nfev} evaluations, cost {result.fun:.4f}")
    print(f"best validation error {best['error']:.2%}")
    print(f"error rate on 500 held-out digits: {float(judge()):.2%}")
    print(f"weights drawn in {options.picture}")


if __name__ == "__main__":
    main()
