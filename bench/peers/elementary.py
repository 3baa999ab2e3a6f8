"""Every elementary operation on every dtype, against NumPy and JAX: ``python bench/peers/elementary.py [FAMILY ...]``.

A cell is one operation on one dtype and shape; it shows our time over that of the faster peer. All run on one thread,
in turn. Each result is compared with NumPy's before it is timed; a peer that has another one is left out.
"""

import argparse
import math
import warnings

# sets the number of threads and the processor, before NumPy is imported
from compare import median  # isort: split

import numpy as np
from workloads import PEERS

import tensorgraph as theano
import tensorgraph.tensor as T

FLOATS = ["float32", "float64"]
INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
BINARY = ["add", "subtract", "multiply", "maximum", "minimum", "floor_divide", "remainder"]
FUNCTIONS = [
    "negative", "abs", "square", "sqrt", "exp", "expm1", "log", "log1p", "log2", "sin", "cos", "tan", "arcsin",
    "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "floor", "ceil", "trunc", "rint", "sign", "isnan",
]  # fmt: skip
COMPARISONS = ["less", "less_equal", "greater", "equal", "not_equal"]
REDUCTIONS = ["sum", "prod", "max", "min", "mean", "var", "argmax", "any", "all"]
BITS = ["bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift"]
LAYOUTS = {
    "copy": lambda n, x: x + 0,
    "transposed": lambda n, x: n.transpose(x, (1, 0)) * 2,
    "reversed rows": lambda n, x: x[::-1] * 2,
    "reversed columns": lambda n, x: x[:, ::-1] * 2,
    "every 2nd": lambda n, x: x[:, ::2] * 2,
    "every 3rd": lambda n, x: x[:, ::3] * 2,
    "shifted": lambda n, x: x[1:] - x[:-1],
    "shifted columns": lambda n, x: x[:, 1:] - x[:, :-1],
    "joined rows": lambda n, x: n.concatenate([x, x], axis=0),
    "joined columns": lambda n, x: n.concatenate([x, x], axis=1),
    "stacked": lambda n, x: n.stack([x, x]),
    "tiled": lambda n, x: n.tile(x, (2, 2)),
    "repeated": lambda n, x: n.repeat(x, 2, axis=0),
    "repeated columns": lambda n, x: n.repeat(x, 2, axis=1),
    "flat": lambda n, x: x.reshape((-1,)) * 2,
    "row added": lambda n, x: x + x[0],
    "column added": lambda n, x: x + x[:, 0][:, None],
    "lower triangle": lambda n, x: n.tril(x),
    "cumulated columns": lambda n, x: n.cumsum(x, axis=1),
    "cumulated rows": lambda n, x: n.cumsum(x, axis=0),
    "chosen": lambda n, x: n.where(x > 0, x, 2 * x),
    "clipped": lambda n, x: n.clip(x, -1, 1),
}


def matrix_shapes(size):
    """Return shapes of about `size` elements: square, of short rows, of long ones."""
    side = math.isqrt(size)
    return [(side, side), *[(max(1, size // k), k) for k in (3, 8, 33)], (7, max(1, size // 7))]


def values(rng, shape, dtype, positive):
    """Return numbers that every operation takes: `positive` ones if it divides, shifts or multiplies many of them."""
    if np.dtype(dtype).kind == "f":
        return np.asarray(rng.uniform(0.999, 1.001, shape) if positive else rng.uniform(-0.9, 0.9, shape), dtype)
    low = 1 if positive else 0 if np.dtype(dtype).kind == "u" else -20
    return np.asarray(rng.integers(low, 7 if positive else 50, shape), dtype)


def elementwise(names, dtypes, arguments):
    """Yield cells of functions of vectors."""
    for name in names:
        for dtype in dtypes:
            positive = [False] * (arguments - 1) + [arguments > 1 or name in ("sqrt", "log", "log2", "log1p")]

            def build(n, *xs, name=name):
                return getattr(n, name)(*xs)

            yield f"{name} {dtype}", build, [((-1,), dtype, p) for p in positive]


def casts(size):
    for a in [*FLOATS, *INTS, "bool"]:
        for b in [*FLOATS, *INTS, "bool"]:
            if a != b:
                yield f"{a} to {b}", lambda n, x, b=b: x.astype(b), [((-1,), a, True)]


def reductions(size):
    for name in REDUCTIONS:
        for dtype in ["bool"] if name in ("any", "all") else [*FLOATS, *INTS]:
            for shape in matrix_shapes(size):
                for axis in (None, 0, 1):

                    def build(n, x, name=name, axis=axis):
                        return getattr(n, name)(x, axis=axis)

                    yield f"{name} axis {axis} of {shape} {dtype}", build, [(shape, dtype, name == "prod")]


def layouts(size):
    for name, program in LAYOUTS.items():
        for dtype in (*FLOATS, "int8", "int32"):
            for shape in matrix_shapes(size):
                yield f"{name} of {shape} {dtype}", program, [(shape, dtype, False)]


FAMILIES = {
    "arithmetic": lambda size: elementwise(BINARY, [*FLOATS, *INTS], 2),
    "bits": lambda size: elementwise(BITS, INTS, 2),
    "functions": lambda size: elementwise(FUNCTIONS, FLOATS, 1),
    "comparisons": lambda size: elementwise(COMPARISONS, [*FLOATS, *INTS], 2),
    "casts": casts,
    "reductions": reductions,
    "layouts": layouts,
}


def calls(build, arrays):
    """Return functions without arguments that do the work on each peer."""
    variables = [T.TensorType(x.dtype.name, (False,) * x.ndim)() for x in arrays]
    f = theano.function(variables, build(T, *variables))
    found = {"tensorgraph": lambda: f(*arrays), "numpy": lambda: build(np, *arrays)}
    jax = PEERS["jax"]()
    if jax is not None:
        jitted, held = jax.jit(lambda *xs: build(jax.numpy, *xs)), [jax.numpy.asarray(x) for x in arrays]
        found["jax"] = lambda: jitted(*held).block_until_ready()
    return found


def agrees(got, want):
    """Return whether a result is NumPy's, whatever type of number an operation gives on integers."""
    got, want = np.asarray(got), np.asarray(want)
    rounding = 1e-3 if {"float32", "float16"} & {got.dtype.name, want.dtype.name} else 1e-7
    scale = float(np.abs(want.astype(float)).max(initial=0))
    return got.shape == want.shape and np.allclose(got, want, rtol=rounding, atol=rounding * scale, equal_nan=True)


def measured(build, arrays, budget, rounds):
    """Return the least median of each peer that has the same result; no NumPy's, no cell."""
    functions = calls(build, arrays)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        reference = functions["numpy"]()
        for name, function in list(functions.items()):
            if not agrees(function(), reference):
                del functions[name]
        times = dict.fromkeys(functions, math.inf)
        for _ in range(rounds):
            for name, function in functions.items():
                times[name] = min(times[name], median(function, budget))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("families", nargs="*", help=f"of {', '.join(FAMILIES)}; all if there are none")
    parser.add_argument("--only", default="", help="run the cells whose name contains this")
    parser.add_argument("--size", type=int, default=1_000_000, help="elements of an array")
    parser.add_argument("--budget", type=float, default=0.02, help="seconds for a peer in a round")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--worst", type=int, default=30, help="how many cells to show")
    options = parser.parse_args()
    if set(options.families) - FAMILIES.keys():
        parser.error(f"the families are {', '.join(FAMILIES)}")
    rows = []
    for family in options.families or FAMILIES:
        rng, part, wrong = np.random.default_rng(0), [], []
        for text, build, inputs in FAMILIES[family](options.size):
            if options.only not in text:
                continue
            shapes = [(options.size,) if shape == (-1,) else shape for shape, _, _ in inputs]
            arrays = [values(rng, s, d, p) for s, (_, d, p) in zip(shapes, inputs, strict=True)]
            times = measured(build, arrays, options.budget, options.rounds)
            ours = times.pop("tensorgraph", None)
            if ours is None:
                wrong.append(text)
                continue
            best = min(times, key=times.get)
            part.append((ours / times[best], ours, best, text))
        if part:
            ratios = np.sort([row[0] for row in part])
            mean, q95 = np.exp(np.log(ratios).mean()), np.quantile(ratios, 0.95)
            shown = f"mean {mean:.2f}   95% {q95:.2f}   worst {ratios[-1]:.2f}"
            print(f"{family:12s} {len(part):4d} cells   {shown}", flush=True)
        if wrong:
            print(f"{'':12s} {len(wrong):4d} have another result than NumPy: {', '.join(wrong)}", flush=True)
        rows += part
    for ratio, ours, best, text in sorted(rows, reverse=True)[: options.worst]:
        print(f"{ratio:6.2f}x {ours * 1e6:11.1f} us  {best:12s} {text}")


if __name__ == "__main__":
    main()
