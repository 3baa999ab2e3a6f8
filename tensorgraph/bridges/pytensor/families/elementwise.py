"""Elementwise operations: scalar operations applied to arrays, and those composed of others."""

import functools
import math

from ....scalar.dtypes import discrete_dtypes, upcast
from ....tensor.elementwise.math import FUNCTIONS, abs_, cast, eq, exp, expm1, log, log1p, lt, mod, neq, real, switch
from ..conversion import Unsupported, conversion_of, convert_inner, converts
from ..typemap import fitted

# PyTensor's names where they are not ours in lower case
_NAMES = {
    "Abs": "abs_", "AND": "and_", "OR": "or_", "Sign": "sgn", "Reciprocal": "inv", "IntDiv": "int_div",
    "TrueDiv": "true_div", "TriGamma": "tri_gamma", "ScalarMaximum": "maximum", "ScalarMinimum": "minimum",
    "RoundHalfToEven": "round_half_to_even", "RoundHalfAwayFromZero": "round_half_away_from_zero",
    "ComplexFromPolar": "complex_from_polar", "NdtriExp": "ndtri_exp",
}
_DISCRETE = frozenset(discrete_dtypes)


def scalar_function(op):
    """Return our function of a scalar operation of PyTensor."""
    found = _named(type(op))
    if found is None:
        raise Unsupported(op)
    return found


@functools.cache
def _named(cls):
    names = [_NAMES.get(base.__name__, base.__name__.lower()) for base in cls.__mro__]
    return next((FUNCTIONS[name] for name in names if name in FUNCTIONS), None)


@converts("tensor.Elemwise")
def convert_elemwise(op, node, *inputs):
    inputs = [fitted(x, v.type, may_be_wider=True) for x, v in zip(inputs, node.inputs)]
    return conversion_of(op.scalar_op)(op.scalar_op, node, *inputs)


@converts("scalar.ScalarOp")
def convert_scalar(op, node, *inputs):
    function = scalar_function(op)
    dtype = node.outputs[0].type.dtype
    z = function(*inputs)
    if z.type.dtype != dtype and dtype not in _DISCRETE and upcast(z.type.dtype, dtype) == dtype:
        # of integers they compute in a wider float than we do
        z = function(*[cast(x, dtype) if x.type.dtype in _DISCRETE else x for x in inputs])
    return z


@converts("scalar.Cast")
def convert_cast(op, node, x):
    if x.type.dtype.startswith("complex") and op.o_type.dtype == "bool":
        return neq(x, 0)
    return cast(x, op.o_type.dtype)


@converts("scalar.GammaU", "scalar.GammaL")
def convert_in_double_precision(op, node, *inputs):
    # products of large and small numbers
    return scalar_function(op)(*[cast(x, "float64") for x in inputs])


@converts("scalar.PolyGamma")
def convert_polygamma(op, node, n, x):
    order = cast(n, "float64") + 1
    signed = switch(eq(mod(n, 2), 0), -1.0, 1.0) * FUNCTIONS["gamma"](order) * FUNCTIONS["zeta"](order, x)
    return switch(eq(n, 0), FUNCTIONS["psi"](x), signed)


@converts("scalar.Sign")
def convert_sign(op, node, x):
    if not x.type.dtype.startswith("complex"):
        return convert_scalar(op, node, x)
    return switch(eq(x, 0), x, x / abs_(x))


@converts("scalar.Log1mexp")
def convert_log1mexp(op, node, x):
    if not x.type.dtype.startswith("complex"):
        return convert_scalar(op, node, x)
    return switch(lt(real(x), -math.log(2)), log1p(-exp(x)), log(-expm1(x)))


@converts("tensor.MulWithoutZeros")
def convert_product_without_zeros(op, node, x, y):
    return switch(eq(x, 0), y, switch(eq(y, 0), x, x * y))


@converts("scalar.Identity")
def convert_identity(op, node, x):
    return x


@converts("scalar.ScalarInnerGraphOp", "scalar.Composite")
def convert_composite(op, node, *inputs):
    return convert_inner(op.fgraph, inputs)


@converts("tensor.XLogY", "tensor.XLog1PY", "tensor.LogAddExp")
def convert_named(op, node, *inputs):
    return FUNCTIONS[type(op).__name__.lower()](*inputs)
