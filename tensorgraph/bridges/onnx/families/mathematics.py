"""Elementwise operations: by a node of ONNX, or by some that keep the digits of small numbers."""

import functools

import numpy as np
from onnx import helper

from ....scalar import Composite, ScalarOp
from ....scalar.cast import Cast
from ....scalar.dtypes import has_both_signs
from ....tensor.elementwise.elemwise import Elemwise
from ....tensor.types.scalars import ScalarFromTensor, TensorFromScalar
from ..builder import WIDE, Builder, element_type
from ..conversion import converts, refusal

NODES = {
    "sub": "Sub", "neg": "Neg", "true_div": "Div", "abs_": "Abs", "sgn": "Sign", "inv": "Reciprocal", "sqrt": "Sqrt",
    "exp": "Exp", "log": "Log", "sin": "Sin", "cos": "Cos", "tan": "Tan", "arcsin": "Asin", "arccos": "Acos",
    "arctan": "Atan", "sinh": "Sinh", "cosh": "Cosh", "tanh": "Tanh", "arcsinh": "Asinh", "arccosh": "Acosh",
    "arctanh": "Atanh", "ceil": "Ceil", "floor": "Floor", "round_half_to_even": "Round", "lt": "Less",
    "gt": "Greater", "le": "LessOrEqual", "ge": "GreaterOrEqual", "eq": "Equal", "isnan": "IsNaN", "isinf": "IsInf",
    "sigmoid": "Sigmoid", "erf": "Erf", "identity": "Identity",
}  # fmt: skip
MADE = {}
# runtimes have no double precision of these
DOUBLE = {}
TRUTHS = frozenset("lt gt le ge eq neq isnan isinf".split())
LOGICAL = frozenset("add mul and_ or_ xor maximum minimum invert eq neq identity".split())
OF_FLOATS = frozenset("isnan isinf round_half_to_even angle".split())
# runtimes have no kernels of these for uint64, and for int64 they give the same bits
WRAPPING = frozenset("neg pow".split())
_STEPS = "how many terms it takes depends on the values.\nhint: compute it outside, and make it an input"
_COMPLEX = "runtimes have no complex numbers"
WITHOUT = {
    **dict.fromkeys(
        "gammainc gammaincc gammaincinv gammainccinv gammal gammau chi2sf betainc betaincinv hyp2f1 owens_t".split(),
        _STEPS),
    **dict.fromkeys("iv ive jv kv kve yv".split(), _STEPS),
    **dict.fromkeys(["complex", "complex_from_polar"], _COMPLEX),
}  # fmt: skip
"""The reasons why operations have no counterpart, by name."""


def made(*names):
    """Register the decorated function of the builder, a dtype and names as the meaning of operations."""

    def register(function):
        MADE.update(dict.fromkeys(names, function))
        return function

    return register


def logical(kind, numeric):
    """Return a function that folds inputs by one node for bools, by another for numbers."""

    def fold(model, dtype, *xs):
        name = kind if dtype == "bool" else numeric
        return functools.reduce(lambda x, y: model.add(name, x, y), xs) if len(xs) > 1 else model.add("Identity", *xs)

    return fold


MADE.update(
    add=logical("Or", "Add"), mul=logical("And", "Mul"), and_=logical("And", "BitwiseAnd"),
    or_=logical("Or", "BitwiseOr"), xor=logical("Xor", "BitwiseXor"), maximum=logical("Or", "Max"),
    minimum=logical("And", "Min"),
)


@made("invert")
def invert(model, dtype, x):
    return model.add("Not" if dtype == "bool" else "BitwiseNot", x)


@made("neq")
def neq(model, dtype, x, y):
    return model.add("Not", model.add("Equal", x, y))


@made("sqr")
def sqr(model, dtype, x):
    return model.add("Mul", x, x)


@made("switch")
def switch(model, dtype, c, x, y):
    return _chosen(model, dtype, c, x, y)


@made("clip")
def clip(model, dtype, x, low, high):
    below = _chosen(model, dtype, model.add("Greater", x, high), high, x)
    return _chosen(model, dtype, model.add("Less", x, low), low, below)


def _chosen(model, dtype, c, x, y):
    """Return `x` where `c`, else `y`; runtimes choose no uint64, of which int64 has the bits."""
    inside = "int64" if dtype == "uint64" else dtype
    return model.cast(model.add("Where", c, *[model.cast(v, dtype, inside) for v in (x, y)]), inside, dtype)


@made("int_div")
def int_div(model, dtype, x, y):
    if np.dtype(dtype).kind == "f":
        return _float_int_div(model, dtype, x, y)
    some, y = _divisor(model, dtype, y)
    return model.add("Mul", some, model.add("Div", model.add("Sub", x, model.add("Mod", x, y)), y))


def _divisor(model, dtype, y):
    """Return the factor of a quotient, and the divisor with 1 in place of 0, which gives 0 here, and of -1.

    The factor is 0 where the divisor is 0, -1 where it is -1, else 1. The processor has no quotient of the least number
    by -1, which ends the process of a runtime; remainders by -1 are 0 as those by 1.
    """
    none = model.add("Equal", y, model.constant(0, dtype))
    factor = model.cast(model.add("Not", none), "bool", dtype)
    y = model.add("Add", y, model.cast(none, "bool", dtype))
    if np.dtype(dtype).kind == "i":
        turned = model.add("Equal", y, model.constant(-1, dtype))
        twice = model.add("Mul", model.cast(turned, "bool", dtype), model.constant(2, dtype))
        factor, y = model.add("Sub", factor, twice), model.add("Add", y, twice)
    return factor, y


def _remainder(model, dtype, x, y):
    """Return the exact remainder with the sign of `x`, and whether that of `y` is another."""
    zero = model.constant(0, dtype)
    rest = model.add("Mod", x, y, fmod=1)
    signs = model.add("Xor", model.add("Less", rest, zero), model.add("Less", y, zero))
    return rest, model.add("And", signs, model.add("Not", model.add("Equal", rest, zero)))


def _float_int_div(model, dtype, x, y):
    """``(x - rest) / y``, a whole number but for its rounding, less 1 where the signs differ."""
    rest, other = _remainder(model, dtype, x, y)
    whole = model.add("Sub", model.add("Div", model.add("Sub", x, rest), y), model.cast(other, "bool", dtype))
    none = model.add("Equal", y, model.constant(0, dtype))
    return model.add("Where", none, model.add("Div", x, y), model.add("Round", whole))


@made("mod")
def mod(model, dtype, x, y):
    if np.dtype(dtype).kind == "f":
        rest, other = _remainder(model, dtype, x, y)
        return model.add("Where", other, model.add("Add", rest, y), rest)
    some, y = _divisor(model, dtype, y)
    return model.add("Mul", some, model.add("Mod", x, y))


@made("pow")
def power(model, dtype, x, y):
    return model.add("Pow", x, y) if np.dtype(dtype).kind == "f" else _integer_power(model, dtype, x, y)


def _integer_power(model, dtype, x, y):
    """Multiply squares, as runtimes compute the powers of integers in double precision.

    A negative power of 1 and -1 is that of its size, of other numbers 0.
    """
    one, none = model.constant(1, dtype), model.constant(0, dtype)
    keeps = model.add("Or", model.add("Equal", model.add("Abs", x), one), model.add("GreaterOrEqual", y, none))
    square, left = model.add("Where", keeps, x, none), model.add("Abs", y)
    start = model.add("Expand", one, model.add("Shape", model.add("Add", x, y)))
    body = _power_step(model, dtype)
    bits, going = model.constant(np.iinfo(dtype).bits, "int64"), model.constant(True, "bool")
    return model.add("Loop", bits, going, start, square, left, outputs=3, body=body)[0]


def _power_step(model, dtype):
    """Return the graph of a step: it multiplies where the last bit of what is left of the exponent is set."""
    inner = Builder(model)
    turn, going, product, square, left = [inner.fresh(n) for n in ("turn", "going", "product", "square", "left")]
    one, two = inner.constant(1, dtype), inner.constant(2, dtype)
    odd = inner.cast(inner.add("Mod", left, two), dtype, "bool")
    product_after = inner.add("Mul", product, inner.add("Where", odd, square, one))
    left_after = inner.add("Div", left, two)
    flat = inner.add("Reshape", inner.cast(left_after, dtype, "bool"), inner.integers(-1))
    going_after = inner.wide("ReduceSum", "bool", flat, inner.integers(0), keepdims=0)
    kinds = [("int64", []), ("bool", []), *[(dtype, None)] * 3]
    names = [turn, going, product, square, left]
    results = [going_after, product_after, inner.add("Mul", square, square), left_after]
    return inner.graph(inner.fresh("step"), _infos(names, kinds), _infos(results, kinds[1:]))


def _infos(names, kinds):
    """Return what ONNX says of values, of their dtypes and the lengths that are known."""
    return [helper.make_tensor_value_info(name, element_type(d), shape) for name, (d, shape) in zip(names, kinds)]


@made("trunc")
def trunc(model, dtype, x):
    return model.add("Mul", model.add("Sign", x), model.add("Floor", model.add("Abs", x)))


@made("log1p")
def log1p(model, dtype, x):
    """``log(u) x / (u - 1)`` with ``u = 1 + x`` as it is rounded, x where that is 1."""
    one = model.constant(1, dtype)
    u = model.add("Add", x, one)
    same = model.add("Equal", u, one)
    step = model.add("Where", same, one, model.add("Sub", u, one))
    exact = model.add("Div", model.add("Mul", model.add("Log", u), x), step)
    large = model.add("Greater", x, one)
    return model.add("Where", same, x, model.add("Where", large, model.add("Log", u), exact))


@made("expm1")
def expm1(model, dtype, x):
    """``tanh(x / 2) (exp(x) + 1)``, which cancels nowhere."""
    half = model.add("Tanh", model.add("Mul", x, model.constant(0.5, dtype)))
    return model.add("Mul", half, model.add("Add", model.add("Exp", x), model.constant(1, dtype)))


@made("softplus")
def softplus(model, dtype, x):
    return logaddexp(model, dtype, x, model.constant(0, dtype))


@made("logaddexp")
def logaddexp(model, dtype, x, y):
    top = model.add("Max", x, y)
    # equal infinities have no difference
    same = model.add("Equal", x, y)
    size = model.add("Abs", model.add("Sub", x, y))
    away = model.add("Where", same, model.constant(0, dtype), model.add("Neg", size))
    return model.add("Add", top, log1p(model, dtype, model.add("Exp", away)))


def _over(name, base):
    @made(name)
    def logarithm(model, dtype, x):
        return model.add("Mul", model.add("Log", x), model.constant(1 / np.log(base), dtype))


_over("log2", 2.0)
_over("log10", 10.0)


@made("exp2")
def exp2(model, dtype, x):
    return model.add("Pow", model.constant(2, dtype), x)


@made("xlogx")
def xlogx(model, dtype, x):
    zero = model.add("Equal", x, model.constant(0, dtype))
    return model.add("Where", zero, model.constant(0, dtype), model.add("Mul", x, model.add("Log", x)))


def apply_scalar(model, node, op, dtypes, names):
    """Return the names of the results of a scalar operation on arrays."""
    if isinstance(op, Composite):
        inner = op.for_dtypes(*dtypes)
        known = dict(zip(inner.inputs, names))
        for part in inner.nodes:
            given = [known[v] if v in known else model.constant(v.data, v.type.dtype) for v in part.inputs]
            types = tuple([v.type.dtype for v in part.inputs])
            known.update(zip(part.outputs, apply_scalar(model, node, part.op, types, given)))
        return [known[v] if v in known else model.constant(v.data, v.type.dtype) for v in inner.outputs]
    (out,) = op.output_dtypes(*dtypes)
    if isinstance(op, Cast):
        return [model.cast(names[0], dtypes[0], out)]
    if op.record_name == "second":
        return [model.add("Expand", names[1], model.add("Shape", names[0]))]
    if type(op).impl is not ScalarOp.impl or op.record_name not in NODES.keys() | MADE.keys():
        raise refusal(node, WITHOUT.get(op.record_name, f"ONNX has no counterpart of {op}"))
    loop = op.loop_dtypes(*dtypes)
    if has_both_signs(loop):
        return [compared(model, node, op, loop, names)]
    inside = [computed_in(op.record_name, d) for d in loop]
    if op.record_name == "switch":
        inside[0] = "bool"
    xs = [model.cast(x, d, t) for x, d, t in zip(names, dtypes, inside)]
    if inside[-1] == "float64" and op.record_name in DOUBLE:
        found = DOUBLE[op.record_name](model, "float64", *xs)
    elif op.record_name in MADE:
        found = MADE[op.record_name](model, inside[-1], *xs)
    else:
        found = model.add(NODES[op.record_name], *xs)
    return [model.cast(found, "bool" if op.record_name in TRUTHS else inside[-1], out)]


def compared(model, node, op, dtypes, names):
    """Return a comparison of int64 and uint64, which is decided where the first is negative."""
    signed = dtypes.index("int64")
    known = bool(op.ref(*[-1 if i == signed else 0 for i in range(2)]))
    unsigned = [model.cast(x, d, "uint64") for x, d in zip(names, dtypes)]
    (found,) = apply_scalar(model, node, op, ("uint64", "uint64"), unsigned)
    negative = model.add("Less", names[signed], model.constant(0, "int64"))
    return model.add("Or", negative, found) if known else model.add("And", model.add("Not", negative), found)


def computed_in(name, dtype):
    """Return the dtype that an operation is computed in where runtimes have no kernel for another."""
    kind = np.dtype(dtype).kind
    if dtype == "bool":
        return dtype if name in LOGICAL else "float32" if name in OF_FLOATS else "int32"
    if kind in "iu" and name in OF_FLOATS:
        return "float64" if name in ("round_half_to_even", "angle") else "float32"
    if dtype == "float16":
        return "float32"
    if dtype == "uint64":
        return "int64" if name in WRAPPING else dtype
    return WIDE.get(dtype, dtype)


@converts(Elemwise)
def convert_elemwise(model, node, *names):
    return list(apply_scalar(model, node, node.op.scalar_op, tuple([v.type.dtype for v in node.inputs]), names))


@converts(ScalarOp)
def convert_scalar(model, node, *names):
    return list(apply_scalar(model, node, node.op, tuple([v.type.dtype for v in node.inputs]), names))


@converts(TensorFromScalar, ScalarFromTensor)
def convert_number(model, node, x):
    return x

