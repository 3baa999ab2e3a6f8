# cython: language_level=3, cdivision=True
"""Inline mathematics for kernels: branch-free, in float and double, vectorised by the C compiler.

Each function is a straight line of arithmetic and selects, so that a loop over it becomes SIMD code on every
instruction set; ``real`` is the fused type of the two widths.  bench/minimax.py fits the polynomials, docs/ulp.rst
lists the errors.

(a) A select is a chained conditional expression whose sides and test have one width; an integer flag or an ``or`` would
    keep the loop scalar.
(b) A float constant carries a cast: without it C computes in double.
(c) Rounding adds and subtracts 1.5 * 2**52 (1.5 * 2**23): the low bits of the sum are then the integer itself.
(d) A power of two is applied by halves, so that a denormal result is rounded once.
(e) Nan goes through every select on the side "comparison is false".
(f) A multiple of pi is subtracted in parts.  With FMA a part can use all its bits, for the product is not rounded;
    without, a part times an integer below 2**20 (2**12) must fit in 53 (24) bits.
"""

from tensorgraph._kernels.loops.vecmath.arithmetic cimport *
from tensorgraph._kernels.loops.vecmath.bessel cimport *
from tensorgraph._kernels.loops.vecmath.bits cimport *
from tensorgraph._kernels.loops.vecmath.erf cimport *
from tensorgraph._kernels.loops.vecmath.explog cimport *
from tensorgraph._kernels.loops.vecmath.gamma cimport *
from tensorgraph._kernels.loops.vecmath.hyperbolic cimport *
from tensorgraph._kernels.loops.vecmath.inverse cimport *
from tensorgraph._kernels.loops.vecmath.normal cimport *
from tensorgraph._kernels.loops.vecmath.remainder cimport *
from tensorgraph._kernels.loops.vecmath.trig cimport *
