"""The value of a rule's pattern: exactly, in 420 digits, and as the op records compute it."""

import mpmath
import numpy as np

from tensorgraph.rewriting.rule import Term, Wildcard

mp = mpmath.mp.clone()
# 1 + exp(-800) has to be told from 1
mp.dps = 420


class Undefined(Exception):
    """Outside the domain of an operation."""


def _real(f):
    def call(*args):
        if any(mpmath.isnan(a) for a in args):
            return mp.nan
        z = f(*args)
        if isinstance(z, mpmath.mp.mpc) or isinstance(z, mp.mpc):
            raise Undefined
        return z

    return call


def _log(x):
    if x <= 0:
        raise Undefined
    return mp.log(x)


def _div(x, y):
    if y == 0:
        raise Undefined
    return x / y


def _pow(x, y):
    if (x < 0 and y != int(y)) or (x == 0 and y < 0):
        raise Undefined
    return x**y


def _sqrt(x):
    if x < 0:
        raise Undefined
    return mp.sqrt(x)


def _product(*xs):
    return mp.fprod(xs)


EXACT = {
    "add": lambda *xs: mp.fsum(xs),
    "mul": _product,
    "sub": lambda x, y: x - y,
    "true_div": _div,
    "int_div": lambda x, y: mp.floor(_div(x, y)),
    "mod": lambda x, y: x - y * mp.floor(_div(x, y)),
    "neg": lambda x: -x,
    "inv": lambda x: _div(mp.mpf(1), x),
    "sqr": lambda x: x * x,
    "sqrt": _sqrt,
    "pow": _pow,
    "abs_": abs,
    "exp": mp.exp,
    "log": _log,
    "log1p": lambda x: _log(1 + x),
    "expm1": lambda x: mp.exp(x) - 1,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "logit": lambda x: _log(x / (1 - x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "logaddexp": lambda x, y: mp.log(mp.exp(x) + mp.exp(y)),
    "tanh": mp.tanh,
    "erf": mp.erf,
    "erfc": mp.erfc,
    "erfcx": lambda x: mp.exp(x * x) * mp.erfc(x),
    "maximum": max,
    "minimum": min,
    "lt": lambda x, y: mp.mpf(x < y),
    "le": lambda x, y: mp.mpf(x <= y),
    "gt": lambda x, y: mp.mpf(x > y),
    "ge": lambda x, y: mp.mpf(x >= y),
    "eq": lambda x, y: mp.mpf(x == y),
    "neq": lambda x, y: mp.mpf(x != y),
    "and_": lambda x, y: mp.mpf(int(x) & int(y)),
    "or_": lambda x, y: mp.mpf(int(x) | int(y)),
    "exp2": lambda x: mp.mpf(2) ** x,
    "log2": lambda x: _log(x) / mp.log(2),
    "deg2rad": mp.radians,
    "rad2deg": mp.degrees,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "arccosh": mp.acosh,
    "arcsinh": mp.asinh,
    "arctanh": mp.atanh,
    "arctan": mp.atan,
    "tan": mp.tan,
    "sin": mp.sin,
    "cos": mp.cos,
    "identity": lambda x: x,
    "conj": lambda x: x,
    "sgn": mp.sign,
    "ceil": mp.ceil,
    "floor": mp.floor,
    "trunc": lambda x: mp.floor(x) if x >= 0 else mp.ceil(x),
    "round_half_to_even": mp.nint,
    "round_half_away_from_zero": lambda x: mp.sign(x) * mp.floor(abs(x) + mp.mpf(1) / 2),
    "isnan": lambda x: mp.mpf(mp.isnan(x)),
    "isinf": lambda x: mp.mpf(mp.isinf(x)),
    "invert": lambda x: mp.mpf(~int(x)),
    "xor": lambda x, y: mp.mpf(int(x) ^ int(y)),
}


def exact(pattern, values):
    """The exact value of a pattern; `values` holds one number for each slot.

    Raises
    ------
    Undefined
        Outside the domain.
    """
    if isinstance(pattern, Wildcard):
        return mp.mpf(values[pattern.index])
    if not isinstance(pattern, Term):
        return mp.mpf(pattern)
    if pattern.op.name == "switch":
        condition, x, y = pattern.args
        return exact(x if exact(condition, values) else y, values)
    return _real(EXACT[pattern.op.name])(*[exact(a, values) for a in pattern.args])


def computed(pattern, values, dtype="float64"):
    """The value of a pattern as the records' NumPy functions compute it, in `dtype`."""
    if isinstance(pattern, Wildcard):
        return np.asarray(values[pattern.index], dtype=dtype)
    if not isinstance(pattern, Term):
        return np.asarray(pattern, dtype=dtype)
    with np.errstate(all="ignore"):
        return np.asarray(pattern.op.impl(*[computed(a, values, dtype) for a in pattern.args]))


def ulps(value, true, dtype=np.float64):
    """Return the error of a computed value, in units of the last place."""
    value = float(value)
    if mpmath.isnan(true):
        return 0.0 if np.isnan(value) else np.inf
    nearest = float(true)
    if np.isinf(nearest) or not np.isfinite(value):
        return 0.0 if value == nearest else np.inf
    return float(abs(mp.mpf(value) - true) / mp.mpf(float(np.spacing(dtype(max(abs(nearest), np.finfo(dtype).tiny))))))
