"""Measure the kernels' mathematics in units in the last place: ``python bench/ulp.py --write docs/ulp.rst``.

Each function is evaluated on many points of the whole range of its dtype, on every instruction set of this machine.
Long double finds the points where it is worst; these are measured against mpmath in 200 bits.
"""

import argparse
import ctypes

import mpmath
import numpy as np

from tensorgraph._kernels.loops import dispatch

mp = mpmath.mp.clone()
mp.prec = 200
BLOCK = 256
FAR = 1000  # beyond it erf is 1, and mpmath needs numbers that it does not take
KERNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5, ctypes.c_ssize_t)


def wide_sigmoid(x):
    return np.where(x < 0, np.exp(-abs(x)), 1) / (1 + np.exp(-abs(x)))


def wide_softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-abs(x)))


def exact_erf(x):
    return mp.erf(max(min(x, FAR), -FAR))


def exact_erfc(x):
    return mp.erfc(max(min(x, FAR), -FAR))


def widened(function):
    """Return a function of mpmath as one of arrays of long doubles, or of doubles."""

    def wide(x):
        exact = [function(mp.mpf(float(v))) for v in x]
        high = np.array([float(y) for y in exact])
        return high.astype(x.dtype) + np.array([float(y - mp.mpf(h)) for y, h in zip(exact, high)])

    return wide


FUNCTIONS = {
    # name: (long double, mpmath, promised ulp)
    "exp": (np.exp, mp.exp, 2.6),
    "expm1": (np.expm1, mp.expm1, 2.6),
    "log": (np.log, mp.log, 2.6),
    "log1p": (np.log1p, mp.log1p, 2.6),
    "tanh": (np.tanh, mp.tanh, 2.6),
    "sigmoid": (wide_sigmoid, lambda x: 1 / (1 + mp.exp(-x)), 2.6),
    "softplus": (wide_softplus, lambda x: mp.log1p(mp.exp(x)), 2.6),
    "exp2": (np.exp2, lambda x: mp.mpf(2) ** x, 4.0),
    "log2": (np.log2, lambda x: mp.log(x, 2), 4.0),
    "log10": (np.log10, mp.log10, 4.0),
    "sin": (np.sin, mp.sin, 4.0),
    "cos": (np.cos, mp.cos, 4.0),
    "sinh": (np.sinh, mp.sinh, 4.0),
    "cosh": (np.cosh, mp.cosh, 4.0),
    "erf": (widened(exact_erf), exact_erf, 4.0),
    "erfc": (widened(exact_erfc), exact_erfc, 5.0),
}


def evaluate(isa, name, x):
    """A unary kernel on an array, block by block."""
    kernel = KERNEL(dispatch.kernels(isa)[name])
    z = np.empty_like(x)
    for i in range(0, len(x), BLOCK):
        kernel(z[i:].ctypes.data, x[i:].ctypes.data, None, None, None, min(BLOCK, len(x) - i))
    return z


def points(dtype, n, seed=0):
    """About n numbers, sorted by size: every binade of the dtype, and more where functions bend, saturate or vanish."""
    rng = np.random.default_rng(seed)
    info = np.finfo(dtype)
    m = n // 10
    largest = float(np.log(info.max))
    parts = [
        np.exp2(rng.uniform(np.log2(float(info.smallest_subnormal)), np.log2(float(info.max)) - 1e-3, m)),
        np.exp2(rng.uniform(-60, 4, m)),
        np.exp2(rng.uniform(-60, 4, m)),
        rng.uniform(0, 1, m),
        rng.uniform(0.25, 4, m),
        rng.uniform(0, 45, m),
        rng.uniform(0, 1.05 * largest, m),
        rng.uniform(0, 1.55 * largest, m),
        1 + np.ldexp(1.0, rng.integers(-20, -1, m)) * rng.uniform(-1, 1, m),
        rng.integers(1, 10000, m) * (np.pi / 2),
    ]
    x = np.concatenate(parts) * rng.choice([-1.0, 1.0], 10 * m)
    x = x.astype(dtype)
    return x[np.argsort(abs(x))]


def measure(isa, name, n=100_000, exactly=100):
    """The largest error of a kernel.

    Parameters
    ----------
    isa : str
    name : str
        Of a unary kernel, as ``exp_f64``.
    n : int
        Number of points.
    exactly : int
        How many of the worst points mpmath looks at.

    Returns
    -------
    ulp : float
    argument : float
    """
    function, code = name.split("_")
    wide, exact, _ = FUNCTIONS[function]
    dtype, wider = {"f64": (np.float64, np.longdouble), "f32": (np.float32, np.float64)}[code]
    x = points(dtype, n)
    z = evaluate(isa, name, x)
    with np.errstate(all="ignore"):
        want = wide(x.astype(wider))
        rounded = want.astype(dtype)
        inside = np.isfinite(rounded) & (abs(want) < np.finfo(dtype).max)
        if not np.array_equal(np.isfinite(z[inside]), np.isfinite(rounded[inside])):
            return np.inf, float(x[inside][~np.isfinite(z[inside])][0])
        x, z, want, rounded = x[inside], z[inside], want[inside], rounded[inside]
        errors = abs(z - want) / np.spacing(abs(rounded)).astype(wider)
    worst, argument = 0.0, 0.0
    for i in np.argsort(errors)[-exactly:]:
        error = abs(mp.mpf(float(z[i])) - exact(mp.mpf(float(x[i])))) / mp.mpf(float(np.spacing(abs(rounded[i]))))
        if error > worst:
            worst, argument = float(error), float(x[i])
    return worst, argument


def table(n):
    """The rows of docs/ulp.rst."""
    isas = dispatch.supported()
    yield ["function", "dtype", *isas, "promised"]
    for function, (_, _, promised) in FUNCTIONS.items():
        for code, dtype in (("f64", "float64"), ("f32", "float32")):
            errors = [measure(isa, f"{function}_{code}", n)[0] for isa in isas]
            yield [f"``{function}``", dtype, *[f"{e:.2f}" for e in errors], f"{promised}"]


PAGE = """\
Accuracy of the kernels
=======================

The table shows the largest errors found, in units in the last place (a correctly rounded result is off by at most 0.5),
at {n:,} points of each function: every binade of its range, denormal numbers, the neighbourhoods of its zeros and
the multiples of pi / 2 up to 10,000.  ``python bench/ulp.py --write docs/ulp.rst --points {n}`` measures them
against mpmath and writes this page. A test checks the promised bounds in the last column on every instruction set.

Sums, products, quotients and square roots are correctly rounded. A superinstruction uses fused multiply-add if the
processor has it (``x86_64_v3`` and ``x86_64_v4``), so it rounds once where separate instructions would round twice.
All other functions use the loops of NumPy and SciPy.

.. list-table::
   :header-rows: 1

{rows}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--write", metavar="PAGE")
    options = parser.parse_args()
    rows = []
    for row in table(options.points):
        print("  ".join(f"{cell:12}" for cell in row), flush=True)
        rows.append("\n".join(("   * - " if i == 0 else "     - ") + cell for i, cell in enumerate(row)))
    if options.write:
        with open(options.write, "w") as page:
            page.write(PAGE.format(n=options.points, rows="\n".join(rows)))


if __name__ == "__main__":
    main()
