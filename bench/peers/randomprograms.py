"""Random programs on the peers: ``python bench/peers/randomprograms.py [--count 300] [--seed 0] [--plot FILE]``.

Programs are drawn by family: elementwise trees, reductions over random axes, normalisations, losses with gradient,
updates of optimisers, loops, linear algebra, layouts, places and pairs; from 3 elements to a million, rows of 1 to
100,000, float32, float64 and some integers. Each is written once, on a namespace that a peer fills, and its results are
compared before it is timed. Printed are the ratios of our time to the best peer's, by family and by the length of our
call, and the worst twenty.
(A module called ``random`` here would hide Python's from the peers.)
"""

import argparse
import collections
import math

import numpy as np  # noqa: I001 - compare sets the number of threads before NumPy is loaded
from compare import median
from namespaces import PEERS

CLASSES = ((5e-6, "below 5 us"), (5e-5, "5 to 50 us"), (5e-4, "50 to 500 us"), (math.inf, "above 500 us"))


OPERATIONS = {
    # bounded so that no tree overflows; n is the namespace
    "exp": lambda n, x, y: n.exp(n.minimum(x, n.number(2, x))), "tanh": lambda n, x, y: n.tanh(x),
    "sqrt": lambda n, x, y: n.sqrt(abs(x)), "log1p": lambda n, x, y: n.log1p(abs(x)), "abs": lambda n, x, y: abs(x),
    "neg": lambda n, x, y: -x, "sqr": lambda n, x, y: x * x / (1 + abs(x)),
    "sigmoid": lambda n, x, y: 1 / (1 + n.exp(-x)), "add": lambda n, x, y: x + y, "sub": lambda n, x, y: x - y,
    "mul": lambda n, x, y: x * y, "div": lambda n, x, y: x / (1 + abs(y)),
    "maximum": lambda n, x, y: n.maximum(x, y), "minimum": lambda n, x, y: n.minimum(x, y),
    "where": lambda n, x, y: n.where(x < y, x, 2 * y),
}
UNARY, BINARY = list(OPERATIONS)[:8], list(OPERATIONS)[8:]


def size(rng, most=1_000_000):
    return int(10 ** rng.uniform(math.log10(3), math.log10(most)))


def tree(rng, count):
    """Return a function of a namespace and variables: a random expression of so many operations."""
    steps = [(str(rng.choice(UNARY if rng.random() < 0.35 else BINARY)), *rng.integers(0, 99, 2)) for _ in range(count)]

    def build(n, values):
        values = list(values)
        for name, i, j in steps:
            x, y = values[-1 - i % min(3, len(values))], values[j % len(values)]
            values.append(OPERATIONS[name](n, x, y))
        return values[-1]

    return build


def elementwise(rng):
    n, count = size(rng), int(rng.integers(1, 5))
    dtype = str(rng.choice(["float32", "float64", "int64"], p=[0.45, 0.45, 0.1]))
    if dtype == "int64":
        a, b = rng.integers(-50, 50, n), rng.integers(1, 9, n)
        return lambda x, v: [(3 * v[0] + v[1]) // v[1] - v[0] % v[1] * 7], [a, b], f"integers {n}"
    expression, arrays = tree(rng, int(rng.integers(1, 15))), [rng.normal(size=n).astype(dtype) for _ in range(count)]
    return lambda n, v: [expression(n, v)], arrays, f"{count} arrays of {n} {dtype}"


def shaped(rng):
    """Return a random array of two or three axes, its dtype and a set of axes."""
    dtype, ndim = str(rng.choice(["float32", "float64"])), int(rng.integers(2, 4))
    inner = int(10 ** rng.uniform(0, 5))
    outer = max(1, size(rng) // inner)
    shape = (outer, inner) if ndim == 2 else (max(1, outer // 7), min(7, outer), inner)
    axes = tuple(int(a) for a in np.flatnonzero(rng.random(ndim) < 0.5)) or (ndim - 1,)
    return rng.normal(size=shape).astype(dtype), dtype, axes


def reductions(rng):
    x, dtype, axes = shaped(rng)
    how, expression = str(rng.choice(["sum", "max", "mean"])), tree(rng, int(rng.integers(0, 5)))
    text = f"{how} over {axes} of {x.shape} {dtype}"
    return lambda n, v: [n.reduce(how, expression(n, [v[0], v[0] * 2]), axes, False)], [x], text


def normalisations(rng):
    x, dtype, axes = shaped(rng)
    kind = str(rng.choice(["standardise", "softmax", "logsumexp", "unit", "affine"]))

    def build(n, v):
        x, g = v
        mean = n.reduce("mean", x, axes, True)
        if kind in ("standardise", "affine"):
            z = (x - mean) / n.sqrt(n.reduce("mean", (x - mean) ** 2, axes, True) + n.number(1e-5, x))
            return [z if kind == "standardise" else z * g + g]
        if kind == "unit":
            return [x / n.sqrt(n.reduce("sum", x * x, axes, True) + n.number(1e-5, x))]
        top = n.reduce("max", x, axes, True)
        total = n.reduce("sum", n.exp(x - top), axes, True)
        return [n.exp(x - top) / total if kind == "softmax" else n.log(total) + top]

    return build, [x, rng.normal(size=x.shape[-1:]).astype(dtype)], f"{kind} over {axes} of {x.shape} {dtype}"


def losses(rng):
    """The value and the gradient of a model's loss."""
    dtype, n, d, k = str(rng.choice(["float32", "float64"])), size(rng, 2000), size(rng, 200), int(rng.integers(2, 20))
    kind = str(rng.choice(["least squares", "logistic", "softmax", "two layers", "mixture"]))
    X, y = rng.normal(size=(n, d)).astype(dtype), rng.random((n, k)).astype(dtype)
    W, V = (rng.normal(size=s).astype(dtype) / 5 for s in ((d, k), (k, k)))

    def loss(m, W, V, X, y):
        z = m.dot(X, W)
        if kind == "two layers":
            z = m.dot(m.tanh(z), V)
        if kind in ("least squares", "two layers"):
            return m.reduce("mean", (z - y) ** 2, None, False)
        if kind == "logistic":
            return m.reduce("mean", m.log1p(m.exp(-abs(z))) + m.maximum(z, 0 * z) - y * z, None, False)
        if kind == "mixture":
            z = -0.5 * (z - m.reduce("mean", W, (0,), True)) ** 2
        top = m.reduce("max", z, (1,), True)
        logs = m.log(m.reduce("sum", m.exp(z - top), (1,), True)) + top
        return m.reduce("mean", logs - z * (y if kind == "softmax" else m.number(0.1, z)), None, False)

    build = lambda m, v: m.value_and_gradient(lambda W, V: loss(m, W, V, *v[2:]), v[:2])  # noqa: E731
    return build, [W, V, X, y], f"{kind} {n}x{d}x{k} {dtype}"


def updates(rng):
    dtype, n = str(rng.choice(["float32", "float64"])), size(rng)
    kind = str(rng.choice(["momentum", "adam", "rmsprop"]))
    p, g, a, b = (rng.random(n).astype(dtype) for _ in range(4))

    def build(n, v):
        p, g, a, b = v
        rate, decay, rest, tiny, slow, fast = (n.number(c, p) for c in (0.01, 0.9, 0.1, 1e-8, 0.999, 0.001))
        if kind == "momentum":
            new = decay * a - rate * g
            return [p + decay * new - rate * g, new]
        b = slow * b + fast * g * g
        if kind == "rmsprop":
            return [p - rate * g / (n.sqrt(b) + tiny), b]
        a = decay * a + rest * g
        return [p - rate * (a / decay) / (n.sqrt(b / slow) + tiny), a, b]

    return build, [p, g, a, b], f"{kind} of {n} {dtype}"


def loops(rng):
    steps, n = size(rng, 20_000), int(rng.choice([0, 0, 1, 2, 5, 17, 37]))
    shape, expression = (steps,) if n == 0 else (steps, n), tree(rng, int(rng.integers(1, 4)))
    xs, start = rng.normal(size=shape), np.zeros(shape[1:])

    def step(n, h, x):
        return 0.7 * h + 0.1 * n.tanh(expression(n, [h, x]))

    return lambda n, v: [n.loop(lambda h, x: step(n, h, x), v[1], v[0])], [xs, start], f"{steps} steps of {n or 1}"


def linear_algebra(rng):
    n, k = int(10 ** rng.uniform(0.3, 2)), int(rng.integers(1, 5))
    kind = str(rng.choice(["solve", "cholesky", "inverse", "det"]))
    a = rng.normal(size=(n, n))
    a = a @ a.T / n + np.eye(n)
    build = lambda m, v: [m.linear_algebra(kind, v[0] + v[0].T, v[1])]  # noqa: E731
    return build, [a, rng.normal(size=(n, k))], f"{kind} {n}x{n}"


LAYOUTS = {
    "joined": lambda n, x: n.concatenate([x, -x], axis=1), "stacked": lambda n, x: n.stack([x, 2 * x], axis=2),
    "below": lambda n, x: n.concatenate([x, x[:1], x], axis=0), "transposed": lambda n, x: x.T + 1,
    "backwards": lambda n, x: x[::-1, ::-1] * 2, "differences": lambda n, x: x[1:] - x[:-1],
    "every second": lambda n, x: x[:, ::2] + 1, "repeated": lambda n, x: n.repeat(x, 2, axis=1),
    "tiled": lambda n, x: n.tile(x, (2, 2)), "flat": lambda n, x: x.T.reshape((-1,)) * 2,
}


def matrix(rng):
    dtype, inner = str(rng.choice(["float32", "float64", "int64"], p=[0.4, 0.4, 0.2])), int(10 ** rng.uniform(0, 4))
    return (10 * rng.normal(size=(max(2, size(rng, 500_000) // inner), inner))).astype(dtype)


def layouts(rng):
    """Elements that change their places, and what is done with them."""
    x, kind, then = matrix(rng), str(rng.choice([*LAYOUTS])), str(rng.choice(["", "abs", "sum"]))

    def build(n, v):
        z = LAYOUTS[kind](n, v[0])
        return [n.reduce("sum", z, (0,), False) if then == "sum" else abs(z) if then else z]

    return build, [x], f"{kind} {then} of {x.shape} {x.dtype}"


PLACES = {
    "argmax": lambda n, x, i, k: n.argmax(x, axis=k), "argmin": lambda n, x, i, k: n.argmin(x, axis=k),
    "cumsum": lambda n, x, i, k: n.cumsum(x, axis=k), "any": lambda n, x, i, k: n.any(x > 9, axis=k),
    "count": lambda n, x, i, k: n.reduce("sum", x > 0, (k,), False), "rows": lambda n, x, i, k: x[i] * 2,
    "sum of rows": lambda n, x, i, k: n.reduce("sum", x[i], (k,), False), "mask": lambda n, x, i, k: (x > 0) & (x < 5),
    "remainder": lambda n, x, i, k: x % 3 + x // 3,
}


def places(rng):
    """Where something is, how often, and what is there."""
    x, kind, axis = matrix(rng), str(rng.choice([*PLACES])), int(rng.integers(2))
    rows = rng.integers(0, len(x), max(1, min(size(rng, 10_000), 1_000_000 // x.shape[1])))
    return lambda n, v: [PLACES[kind](n, *v, axis)], [x, rows], f"{kind} axis {axis} of {x.shape} {x.dtype}"


def pairs(rng):
    """A result for each pair of rows."""
    dtype, a, b, k = str(rng.choice(["float32", "float64"])), size(rng, 800), size(rng, 800), size(rng, 40)
    kind, k = str(rng.choice(["distances", "kernel", "largest", "nearest"])), max(1, min(k, 3_000_000 // (a * b)))
    x, y = rng.normal(size=(a, k)).astype(dtype), rng.normal(size=(b, k)).astype(dtype)

    def build(n, v):
        difference = v[0][:, None, :] - v[1][None, :, :]
        if kind == "largest":
            return [n.reduce("max", abs(difference), (2,), False)]
        squares = n.reduce("sum", difference * difference, (2,), False)
        if kind == "nearest":
            return [n.argmin(squares, axis=1)]
        return [n.exp(n.number(-0.5, x) * squares) if kind == "kernel" else n.sqrt(squares)]

    return build, [x, y], f"{kind} of {a} and {b} rows of {k} {dtype}"


FAMILIES = (elementwise, reductions, normalisations, losses, updates, loops, linear_algebra, layouts, places, pairs)


def measured(build, arrays, text, budget, rounds):
    """Return the least median of each peer on a program, after its results were compared with NumPy's.

    Where NumPy has none, they are compared with ours. A peer that is wrong is named and left out; we may not be wrong.
    """
    calls = {}
    for name, peer in PEERS.items():
        call = peer(build, arrays)
        if call is not None:
            calls[name] = call
    tolerance = 1e-3 if any(x.dtype == np.float32 for x in arrays) else 1e-7
    reference = None
    for name, call in list(calls.items()):
        results = [np.asarray(r) for r in call()]
        if reference is None:
            reference = results
        try:
            for got, want in zip(results, reference, strict=True):
                scale = np.abs(want).max(initial=0)
                np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance * scale, err_msg=name)
        except AssertionError as error:
            if name == "tensorgraph" or "numpy" not in calls:
                raise
            print(f"{name} is left out of {text}: {str(error).strip().splitlines()[-1]}")
            del calls[name]
    times = dict.fromkeys(calls, math.inf)
    for _ in range(rounds):
        for name, call in calls.items():
            times[name] = min(times[name], median(call, budget))
    return times


def report(title, rows):
    ratios = np.sort([row[0] for row in rows])
    shown = "  ".join(f"{q}% {np.quantile(ratios, q / 100):.2f}" for q in (50, 90, 95, 100))
    print(f"{title:24s} {len(rows):4d} programs   mean {np.exp(np.log(ratios).mean()):.2f}   {shown}")


def plot(rows, path):
    """Draw the ratio of each program over the time of our call."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 4.5))
    for family in FAMILIES:
        points = [(ours, ratio) for ratio, ours, name, *_ in rows if name == family.__name__]
        axes.loglog(*zip(*points, strict=True), ".", label=family.__name__.replace("_", " "))
    axes.axhline(1, color="grey", linewidth=0.5)
    axes.set(xlabel="our call (s)", ylabel="our time / the best peer's")
    axes.legend(fontsize="small")
    figure.savefig(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--budget", type=float, default=0.05, help="seconds for a peer in a round")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--family", choices=[family.__name__ for family in FAMILIES])
    parser.add_argument("--plot", help="file for a picture")
    options = parser.parse_args()
    print("peers:", ", ".join(PEERS))
    families = [f for f in FAMILIES if options.family in (None, f.__name__)]
    rows = []
    for k in range(options.count):
        family = families[k % len(families)]
        build, arrays, text = family(np.random.default_rng([options.seed, k]))
        times = measured(build, arrays, f"{k}: {text}", options.budget, options.rounds)
        ours = times.pop("tensorgraph")
        if times:
            best = min(times, key=times.get)
            rows.append((ours / times[best], ours, family.__name__, best, f"{k}: {text}"))
    by_family, by_size = collections.defaultdict(list), collections.defaultdict(list)
    for row in rows:
        by_family[row[2]].append(row)
        by_size[next(text for limit, text in CLASSES if row[1] < limit)].append(row)
    for title, part in [("all", rows), *by_family.items(), *sorted(by_size.items())]:
        report(title, part)
    for ratio, ours, family, best, text in sorted(rows, reverse=True)[:20]:
        print(f"{ratio:6.2f}x {ours * 1e6:11.1f} us  {best:12s} {family:15s} {text}")
    if options.plot:
        plot(rows, options.plot)


if __name__ == "__main__":
    main()
