"""Operations on numbers: what the records of ``scalar`` are in ``jax.numpy`` and ``jax.scipy``."""

import functools
import operator

import jax
import jax.numpy as jnp
import jax.scipy.special as special
import numpy as np

from ....scalar.op import ScalarOp

SCALARS = {}
# JAX's derivatives of these are ours too
PLAIN = frozenset(
    (
        "add mul sub neg identity second switch real imag conj complex exp sin cos sinh cosh sqr expm1 deg2rad "
        "rad2deg"
    ).split()
)
NUMPY = (
    "eq neq lt gt le ge isnan isinf invert left_shift right_shift gcd lcm ceil floor trunc exp exp2 expm1 log log2 "
    "log10 log1p logaddexp logaddexp2 sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh arcsinh arccosh arctanh "
    "sqrt cbrt hypot copysign deg2rad rad2deg angle conj real imag maximum minimum"
).split()
RENAMED = {
    "neq": "not_equal", "eq": "equal", "lt": "less", "gt": "greater", "le": "less_equal", "ge": "greater_equal",
    "sqr": "square", "neg": "negative", "sub": "subtract", "abs_": "abs", "inv": "reciprocal",
    "true_div": "true_divide", "and_": "bitwise_and", "or_": "bitwise_or", "xor": "bitwise_xor",
    "round_half_to_even": "rint",
}
SPECIAL = (
    "erf erfc erfinv gamma gammaln gammainc gammaincc betaln betainc i0 i0e i1 i1e expi exp1 spence ndtr ndtri logit"
).split()

SCALARS.update({name: getattr(jnp, RENAMED.get(name, name)) for name in (*NUMPY, *RENAMED)})

def _special(function):
    """Return a function of ``jax.scipy`` for half precision too, in which it is computed in single."""

    def compute(*xs):
        if xs[0].dtype == "float16":
            xs = [x.astype("float32") for x in xs]
        return function(*xs)

    compute.real = True
    return compute


SCALARS.update({name: _special(getattr(special, name)) for name in SPECIAL})
SCALARS["psi"] = _special(special.digamma)


def scalar(*names):
    """Register the decorated function as the meaning of operations on numbers."""

    def register(function):
        SCALARS.update(dict.fromkeys(names, function))
        return function

    return register


def meaning_of(op, dtypes):
    """Return the function of arrays that computes an operation, None if JAX has none for these dtypes."""
    if type(op).impl is not ScalarOp.impl:
        # the user's
        return None
    found = SCALARS.get(op.record_name)
    return None if getattr(found, "real", False) and any(d.startswith("complex") for d in dtypes) else found


@scalar("sgn")
def sgn(x):
    return x if x.dtype == bool else jnp.sign(x)


@scalar("add")
def add(*xs):
    return functools.reduce(jnp.logical_or if xs[0].dtype == bool else operator.add, xs)


@scalar("mul")
def mul(*xs):
    return functools.reduce(jnp.logical_and if xs[0].dtype == bool else operator.mul, xs)


@scalar("switch")
def switch(c, x, y):
    return jnp.where(c, x, y)


@scalar("identity")
def identity(x):
    return x


@scalar("second")
def second(x, y):
    return jnp.broadcast_to(y, jnp.broadcast_shapes(x.shape, y.shape))


@scalar("complex")
def complex_of(x, y):
    return jax.lax.complex(*jnp.broadcast_arrays(x, y))


@scalar("complex_from_polar")
def complex_from_polar(r, theta):
    return complex_of(r * jnp.cos(theta), r * jnp.sin(theta))


def _divided(function):
    """Return a function of a quotient that is 0 where an integer is divided by 0, as NumPy's."""

    def divide(x, y):
        if jnp.issubdtype(x.dtype, jnp.floating):
            return function(x, y)
        none = y == 0
        return jnp.where(none, jnp.zeros((), x.dtype), function(x, jnp.where(none, jnp.ones((), y.dtype), y)))

    return divide


SCALARS.update(int_div=_divided(jnp.floor_divide), mod=_divided(jnp.remainder), fmod=_divided(jnp.fmod))


@scalar("pow")
def power(x, y):
    if x.dtype.kind != "i":
        return jnp.power(x, y)
    one = jnp.ones((), x.dtype)
    sign = jnp.where(y % 2 == 0, one, -one)
    inverse = jnp.where(x == one, one, jnp.where(x == -one, sign, jnp.zeros((), x.dtype)))
    return jnp.where(y < 0, inverse, jnp.power(x, jnp.maximum(y, 0)))


@scalar("clip")
def clip(x, low, high):
    return jnp.where(x < low, low, jnp.where(x > high, high, x))


@scalar("round_half_away_from_zero")
def round_away(x):
    if x.dtype.kind != "f":
        return x
    whole = jnp.trunc(x)
    return jnp.where(jnp.abs(x - whole) >= 0.5, whole + jnp.copysign(jnp.ones((), x.dtype), x), whole)


@scalar("sigmoid")
def sigmoid(x):
    e = jnp.exp(-jnp.abs(x))
    return jnp.where(x < 0, e, jnp.ones_like(e)) / (1 + e)


@scalar("softplus")
def softplus(x):
    return jnp.logaddexp(x, jnp.zeros((), x.dtype))


@scalar("log1mexp")
def log1mexp(x):
    return jnp.where(x < -0.69, jnp.log1p(-jnp.exp(x)), jnp.log(-jnp.expm1(x)))


@scalar("xlogx")
def xlogx(x):
    return jnp.where(x == 0, jnp.zeros((), x.dtype), x * jnp.log(x))


@scalar("xlogy0")
def xlogy0(x, y):
    return jnp.where((x == 0) & (y == 0), jnp.zeros((), x.dtype), x * jnp.log(y))


@scalar("xlogy")
def xlogy(x, y):
    return jnp.where((x == 0) & (y == y), jnp.zeros((), x.dtype), x * jnp.log(y))


@scalar("xlog1py")
def xlog1py(x, y):
    return jnp.where((x == 0) & (y == y), jnp.zeros((), x.dtype), x * jnp.log1p(y))


@scalar("tri_gamma")
def tri_gamma(x):
    return special.zeta(2.0, x)


def on_host(op, dtypes, out_dtypes):
    """Return a scalar operation that has no counterpart: JAX calls the operation itself, on the host."""

    def evaluate(*values):
        values = [np.asarray(v, d) for v, d in zip(values, dtypes)]
        return tuple([np.asarray(z) for z in op.evaluate(values, list(out_dtypes))])

    def call(*values):
        values = jnp.broadcast_arrays(*values)
        shapes = tuple([jax.ShapeDtypeStruct(values[0].shape, d) for d in out_dtypes])
        return jax.pure_callback(evaluate, shapes, *values, vmap_method="broadcast_all")

    return call
