"""The command ``bench``: the speed here, beside NumPy, or of PyMC's models beside PyTensor's default mode."""

from importlib import import_module
from time import perf_counter

import numpy as np

from .. import tensor as T
from ..compile.function import function
from ..compile.shared import shared
from ..gradient import grad


def add_bench(commands):
    """Add the command ``bench``."""
    parser = commands.add_parser(
        "bench", help="time a few programs beside NumPy",
        description="Time a few programs here and in NumPy: the median of calls for about a second.",
    )
    parser.add_argument(
        "what", nargs="?", choices=("numpy", "pymc"), default="numpy", metavar="{numpy,pymc}",
        help="pymc: models of PyMC in its default mode and here, with empty caches (some minutes)",
    )
    parser.add_argument("--draws", type=int, default=1000, help="draws of pm.sample, and as many to tune it")
    parser.set_defaults(command=lambda options: bench() if options.what == "numpy" else bench_pymc(options.draws))


def _median(call, budget=0.05):
    times, end = [], perf_counter() + budget
    call()
    while perf_counter() < end or len(times) < 5:
        begin = perf_counter()
        call()
        times.append(perf_counter() - begin)
    return sorted(times)[len(times) // 2]


def _cases():
    rng = np.random.default_rng(0)
    x, y, m = T.dvector("x"), T.dvector("y"), T.dmatrix("m")
    for n in (10, 10_000, 1_000_000):
        a, b = rng.random((2, n))
        yield f"x * y + tanh(x), {n:,} elements", function([x, y], x * y + T.tanh(x)), (a, b), (
            lambda a, b: a * b + np.tanh(a)
        )
        yield f"log-sum-exp, {n:,} elements", function([x], T.log(T.exp(x).sum())), (a,), (
            lambda a: np.log(np.exp(a).sum())
        )
    a = rng.random((300, 300))
    yield "softmax, 300 x 300", function([m], T.nnet.softmax(m)), (a,), (
        lambda a: (e := np.exp(a - a.max(1, keepdims=True))) / e.sum(1, keepdims=True)
    )
    yield "product, 300 x 300", function([m], T.dot(m, m)), (a,), lambda a: a @ a
    w = shared(np.zeros(300), name="w")
    cost = T.sqr(T.dot(m, w) - 1).mean()
    step = function([m], cost, updates=[(w, w - 1e-4 * grad(cost, w))])

    def numpy_step(a, w=np.zeros(300)):  # noqa: B008 - the parameters live between calls
        error = a @ w - 1
        w -= 1e-4 * (2 / 300) * (a.T @ error)
        return (error**2).mean()

    yield "step of a linear regression, 300 x 300", step, (a,), numpy_step


def bench():
    """Print the times of a few programs here and in NumPy.

    Returns
    -------
    int
        0.
    """
    print(f"{'':40s} {'here':>12s} {'NumPy':>12s}")
    for title, f, args, theirs in _cases():
        np.testing.assert_allclose(f(*args), theirs(*args), rtol=1e-9)
        ours, other = _median(lambda f=f, args=args: f(*args)), _median(lambda g=theirs, args=args: g(*args))
        print(f"{title:40s} {1e6 * ours:9.1f} us {1e6 * other:9.1f} us   {other / ours:.1f} times as fast")
    return 0


def bench_pymc(draws):
    """Print the times of PyMC's models in its default mode and here.

    Parameters
    ----------
    draws : int
        Of ``pm.sample``.

    Returns
    -------
    int
        0, or 1 if PyMC is not installed.
    """
    try:
        measurement = import_module(f"{__package__.partition('.')[0]}.bridges.pytensor.measurement")
        import_module("pymc")
    except ImportError as error:
        print(f"PyMC cannot be imported: {error}\nhint: pip install pymc")
        return 1
    measurement.compare(draws)
    return 0
