"""Slopes of logarithms of chances and of their complements, for any link of a regression, far out."""

import mpmath
import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from mpmath import mp

import tensorgraph.bridges.pytensor  # noqa: F401

POINTS = np.array([-25.0, -8.2, -3.0, -0.4, 1e-9, 0.7, 6.1, 8.4, 25.0])
# PyTensor's graph of a chance, the chance, and its complement with all digits
LINKS = {
    "half of erfc": (lambda x: 0.5 * pt.erfc(-x), lambda x: mp.erfc(-x) / 2, lambda x: mp.erfc(x) / 2),
    "a tail": (lambda x: pt.erfc(x) / 2, lambda x: mp.erfc(x) / 2, lambda x: mp.erfc(-x) / 2),
    "one and erf": (lambda x: 0.5 * (1 + pt.erf(x)), lambda x: mp.erfc(-x) / 2, lambda x: mp.erfc(x) / 2),
    "half and erf": (lambda x: 0.5 + 0.5 * pt.erf(x), lambda x: mp.erfc(-x) / 2, lambda x: mp.erfc(x) / 2),
    "probit": (
        lambda x: pt.erfc(-x / pt.sqrt(np.float64(2))) / 2,
        lambda x: mp.erfc(-x / mp.sqrt(2)) / 2,
        lambda x: mp.erfc(x / mp.sqrt(2)) / 2,
    ),
    "sigmoid": (pt.sigmoid, lambda x: 1 / (1 + mp.exp(-x)), lambda x: 1 / (1 + mp.exp(x))),
    "tanh": (lambda x: 0.5 + 0.5 * pt.tanh(x), lambda x: 1 / (1 + mp.exp(-2 * x)), lambda x: 1 / (1 + mp.exp(2 * x))),
    "Cauchy": (
        lambda x: 0.5 + pt.arctan(x) / np.pi,
        lambda x: mp.atan2(1, -x) / mp.pi,
        lambda x: mp.atan2(1, x) / mp.pi,
    ),
}


@pytest.mark.parametrize("link", LINKS)
def test_slopes(link):
    chance, true_chance, true_complement = LINKS[link]
    x = pt.vector("x")
    p = chance(x)
    # all at once, so that each is read by several
    outputs = [1 - p]
    for z in (pt.log(p), pt.log1p(-p), pt.log(1 - p), pt.switch(x > 0, pt.log(p), pt.log1p(-p))):
        outputs += [z, pytensor.grad(z.sum(), x)]
    found = pytensor.function([x], outputs, mode="TENSORGRAPH")(POINTS)
    with mpmath.workdps(60):
        points = [mp.mpf(float(v)) for v in POINTS]
        logs = [lambda v: mp.log(true_chance(v)), lambda v: mp.log(true_complement(v))]
        rows = [[(f(v), mp.diff(f, v)) for v in points] for f in logs]
        rows = [np.array([[float(a) for a in pair] for pair in row]).T for row in rows]
        complements = np.array([float(true_complement(v)) for v in points])
    (p, p_slope), (q, q_slope) = rows
    chosen = POINTS > 0
    expected = [complements, p, p_slope, q, q_slope, q, q_slope]
    expected += [np.where(chosen, p, q), np.where(chosen, p_slope, q_slope)]
    for i, (a, b) in enumerate(zip(found, expected)):
        # the complement keeps its digits; logarithms of chances near 1 are as exact as a sum of them needs
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=2e-15 if i else 1e-300, err_msg=str(i))
