"""Measure the kernels' mathematics in units in the last place: ``python bench/ulp.py --write docs/ulp.rst``.

Each function is evaluated on many points of the whole range of its dtype, on every instruction set of this machine.
Long double finds the points where it is worst; these are measured against mpmath in 200 bits.
"""

import argparse
import ctypes
import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import exact
import numpy as np
from exact import mp

from tensorgraph._kernels.loops import dispatch

BLOCK = 256
KERNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5, ctypes.c_ssize_t)


def wide_sigmoid(x):
    return np.where(x < 0, np.exp(-abs(x)), 1) / (1 + np.exp(-abs(x)))


def wide_softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-abs(x)))


def widened(function):
    """Return a function of mpmath as one of arrays of long doubles, or of doubles."""

    def wide(x):
        with mp.workprec(80 if x.dtype == np.longdouble else 60):
            values = [function(mp.mpf(float(v))) for v in x]
            high = np.array([float(y) for y in values])
            return high.astype(x.dtype) + np.array([float(y - mp.mpf(h)) for y, h in zip(values, high, strict=True)])

    return wide


class Function(NamedTuple):
    """How a kernel is measured."""

    wide: Callable[[Any], Any]                 # in long double, or in double for floats: finds the worst points
    exact: Callable[[Any], Any]                # in mpmath
    promised: float                            # the largest error, in ulp
    terms: Callable[[Any], Any] | None = None  # the largest term, whose ulp count where terms cancel
    share: float = 1.0                         # of the points that are worth the time


def special(function, promised=4.0, terms=None):
    """Return how a function is measured that only mpmath has, which takes long for each point."""
    return Function(widened(function), function, promised, terms, 0.2)


FUNCTIONS = {
    "exp": Function(np.exp, mp.exp, 2.6),
    "expm1": Function(np.expm1, mp.expm1, 2.6),
    "log": Function(np.log, mp.log, 2.6),
    "log1p": Function(np.log1p, mp.log1p, 2.6),
    "tanh": Function(np.tanh, mp.tanh, 2.6),
    "sigmoid": Function(wide_sigmoid, lambda x: 1 / (1 + mp.exp(-x)), 2.6),
    "softplus": Function(wide_softplus, lambda x: mp.log1p(mp.exp(x)), 2.6),
    "exp2": Function(np.exp2, lambda x: mp.mpf(2) ** x, 4.0),
    "log2": Function(np.log2, lambda x: mp.log(x, 2), 4.0),
    "log10": Function(np.log10, mp.log10, 4.0),
    "sin": Function(np.sin, mp.sin, 4.0),
    "cos": Function(np.cos, mp.cos, 4.0),
    "sinh": Function(np.sinh, mp.sinh, 4.0),
    "cosh": Function(np.cosh, mp.cosh, 4.0),
    "erf": special(exact.erf),
    "erfc": special(exact.erfc, 5.5),
    "gammaln": special(exact.gammaln, 5.0, exact.gammaln_terms),
    "psi": special(exact.psi, 4.0, exact.psi_terms),
    "tri_gamma": special(exact.tri_gamma, 4.5),
    "erfcx": special(exact.erfcx, 5.0),
    "erfinv": special(exact.erfinv),
    "erfcinv": special(exact.erfcinv),
    "ndtri": special(exact.ndtri, 5.5),
    "ndtr": special(exact.ndtr, 5.5),
    "log_ndtr": special(exact.log_ndtr, 6.0),
    "cbrt": Function(np.cbrt, exact.cbrt, 4.0),
    "logit": special(exact.logit),
    "log1mexp": special(exact.log1mexp),
    "i0": special(exact.i0, 5.0),
    "i1": special(exact.i1, 5.5),
    "i0e": special(exact.i0e, 5.0),
    "i1e": special(exact.i1e, 4.5),
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


def unit(function, x, want):
    """Return the size of an ulp of the values `want` at `x`, or of the largest terms that cancel there."""
    largest = abs(want)
    terms = FUNCTIONS[function].terms if function in FUNCTIONS else None
    if terms is not None:
        wider = np.longdouble if want.dtype == np.float64 else np.float64
        largest = np.maximum(largest, widened(terms)(x.astype(wider)).astype(want.dtype))
    return np.spacing(largest)


@functools.lru_cache(maxsize=4)
def reference(function, code, n):
    """Return about n points where a function is finite, its values there in a wider type, and the size of an ulp."""
    dtype, wider = {"f64": (np.float64, np.longdouble), "f32": (np.float32, np.float64)}[code]
    x = points(dtype, int(n * FUNCTIONS[function].share))
    with np.errstate(all="ignore"):
        want = FUNCTIONS[function].wide(x.astype(wider))
        x, want = (v[np.isfinite(want.astype(dtype)) & (abs(want) < np.finfo(dtype).max)] for v in (x, want))
    return x, want, unit(function, x, want.astype(dtype))


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
    function, _, code = name.rpartition("_")
    x, want, ulps = reference(function, code, n)
    z = evaluate(isa, name, x)
    if not np.isfinite(z).all():
        return np.inf, float(x[~np.isfinite(z)][0])
    errors = abs(z - want) / ulps.astype(want.dtype)
    worst, argument = 0.0, 0.0
    for i in np.argsort(errors)[-exactly:]:
        error = abs(mp.mpf(float(z[i])) - FUNCTIONS[function].exact(mp.mpf(float(x[i])))) / mp.mpf(float(ulps[i]))
        if error > worst:
            worst, argument = float(error), float(x[i])
    return worst, argument


def table(n):
    """The rows of docs/ulp.rst."""
    isas = dispatch.supported()
    yield ["function", "dtype", *isas, "promised"]
    for function, measured in FUNCTIONS.items():
        for code, dtype in (("f64", "float64"), ("f32", "float32")):
            errors = [measure(isa, f"{function}_{code}", n)[0] for isa in isas]
            yield [f"``{function}``", dtype, *[f"{e:.2f}" for e in errors], f"{measured.promised}"]


PAGE = """\
Accuracy of the kernels
=======================

The table shows the largest errors found, in units in the last place (a correctly rounded result is off by at most 0.5),
at {n:,} points of each function: every binade of its range, denormal numbers, the neighbourhoods of its zeros and
the multiples of pi / 2 up to 10,000.  ``python bench/ulp.py --write docs/ulp.rst --points {n}`` measures them
against mpmath and writes this page. A test checks the promised bounds in the last column on every instruction set.

On the left half of the numbers, ``gammaln`` and ``psi`` are differences of a reflection: near their zeros there, units
of the larger term count.

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
