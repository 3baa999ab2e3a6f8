"""What is nan as written is nan in the form that is computed, and so are the derivatives that depend on it."""

import random

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

FUNCTIONS = {
    "exp": T.exp,
    "log": T.log,
    "-x": lambda x: -x,
    "1 - x": lambda x: 1 - x,
    "1 + x": lambda x: 1 + x,
    "x - 1": lambda x: x - 1,
    "x / 2": lambda x: 0.5 * x,
    "1 / x": lambda x: 1 / x,
    "x**2": lambda x: x**2,
    "x**1.5": lambda x: x**1.5,
    "x**-2": lambda x: x**-2,
    "0.3**x": lambda x: 0.3**x,
    "abs": abs,
    "sqrt": T.sqrt,
    "sigmoid": T.nnet.sigmoid,
    "softplus": T.nnet.softplus,
    "tanh": T.tanh,
    "sinh": T.sinh,
    "cosh": T.cosh,
    "arctanh": T.arctanh,
    "arcsinh": T.arcsinh,
    "erf": T.erf,
    "erfc": T.erfc,
    "erfcx": T.erfcx,
    "log1p": T.log1p,
    "expm1": T.expm1,
    "i0": T.i0,
    "gammaln": T.gammaln,
    "x / (1 + x)": lambda x: x / (1 + x),
    "x * exp(-x)": lambda x: x * T.exp(-x),
    "log(x + 1 / x)": lambda x: T.log(x + 1 / x),
    "share": lambda x: T.exp(x) / (T.exp(x) + T.exp(1 - x)),
}


def in_a_chain(names):
    """Return the values at nan and the derivatives at nan and two numbers, as written and as computed."""
    x = T.dscalar("x")
    y = x
    for name in names:
        y = FUNCTIONS[name](y)
    outputs = [y, T.grad(y, x)]
    written, computed = (theano.function([x], outputs, mode=mode) for mode in ("FAST_COMPILE", "FAST_RUN"))
    with np.errstate(all="ignore"):
        return written(np.nan), computed(np.nan), [computed(u)[1] for u in (0.3, 0.7)]


@pytest.mark.parametrize("last", FUNCTIONS)
@pytest.mark.parametrize("length", [2, 3])
def test_chains_of_functions_of_nan(last, length):
    """The derivative of what is linear, as log(exp(x)), is a number also at nan."""
    draw = random.Random(last)
    for _ in range(12):
        names = [*draw.choices(list(FUNCTIONS), k=length - 1), last]
        written, computed, slopes = in_a_chain(names)
        assert np.isnan(written[0]) == np.isnan(computed[0]), names
        is_linear = np.isclose(*slopes, rtol=1e-12)
        assert is_linear or np.isnan(written[1]) == np.isnan(computed[1]), names
