"""Elementwise operations: by a node of ONNX, or by some that keep the digits of small numbers."""

import functools

import numpy as np

from ....scalar import Composite, ScalarOp
from ....scalar.cast import Cast
from ....tensor.elementwise.elemwise import Elemwise
from ....tensor.types.scalars import ScalarFromTensor, TensorFromScalar
from ..conversion import converts, refusal

NODES = {
    "sub": "Sub", "neg": "Neg", "true_div": "Div", "abs_": "Abs", "sgn": "Sign", "inv": "Reciprocal", "sqrt": "Sqrt",
    "exp": "Exp", "log": "Log", "sin": "Sin", "cos": "Cos", "tan": "Tan", "arcsin": "Asin", "arccos": "Acos",
    "arctan": "Atan", "sinh": "Sinh", "cosh": "Cosh", "tanh": "Tanh", "arcsinh": "Asinh", "arccosh": "Acosh",
    "arctanh": "Atanh", "ceil": "Ceil", "floor": "Floor", "round_half_to_even": "Round", "lt": "Less",
    "gt": "Greater", "le": "LessOrEqual", "ge": "GreaterOrEqual", "eq": "Equal", "isnan": "IsNaN", "isinf": "IsInf",
    "sigmoid": "Sigmoid", "erf": "Erf", "identity": "Identity", "pow": "Pow",
}  # fmt: skip
MADE = {}
TRUTHS = frozenset("lt gt le ge eq neq isnan isinf".split())
LOGICAL = frozenset("add mul and_ or_ xor maximum minimum invert eq neq identity".split())
OF_FLOATS = frozenset("isnan isinf round_half_to_even".split())
# no double precision in onnxruntime
SINGLE = frozenset("tan arcsin arccos arctan sinh cosh arcsinh arccosh arctanh erf".split())


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
    return model.add("Where", c, x, y)


@made("clip")
def clip(model, dtype, x, low, high):
    below = model.add("Where", model.add("Greater", x, high), high, x)
    return model.add("Where", model.add("Less", x, low), low, below)


@made("int_div")
def int_div(model, dtype, x, y):
    if np.dtype(dtype).kind == "f":
        return model.add("Floor", model.add("Div", x, y))
    none, y = _divisor(model, dtype, y)
    found = model.add("Div", model.add("Sub", x, model.add("Mod", x, y)), y)
    return model.add("Where", none, model.constant(0, dtype), found)


def _divisor(model, dtype, y):
    """Return where a divisor is 0, which gives 0 here, and the divisor with 1 there."""
    none = model.add("Equal", y, model.constant(0, dtype))
    return none, model.add("Where", none, model.constant(1, dtype), y)


@made("mod")
def mod(model, dtype, x, y):
    if np.dtype(dtype).kind == "f":
        return model.add("Sub", x, model.add("Mul", model.add("Floor", model.add("Div", x, y)), y))
    none, y = _divisor(model, dtype, y)
    return model.add("Where", none, model.constant(0, dtype), model.add("Mod", x, y))


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
    away = model.add("Neg", model.add("Abs", model.add("Sub", x, y)))
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
        raise refusal(node, f"ONNX has no counterpart of {op}")
    inside = [computed_in(op.record_name, d) for d in op.loop_dtypes(*dtypes)]
    if op.record_name == "switch":
        inside[0] = "bool"
    xs = [model.cast(x, d, t) for x, d, t in zip(names, dtypes, inside)]
    if op.record_name in MADE:
        found = MADE[op.record_name](model, inside[-1], *xs)
    else:
        found = model.add(NODES[op.record_name], *xs)
    return [model.cast(found, "bool" if op.record_name in TRUTHS else inside[-1], out)]


def computed_in(name, dtype):
    """Return the dtype that an operation is computed in where runtimes have no kernel for another."""
    kind = np.dtype(dtype).kind
    if dtype == "bool":
        return dtype if name in LOGICAL else "float32" if name in OF_FLOATS else "int32"
    if kind in "iu" and name in OF_FLOATS:
        return "float64" if name == "round_half_to_even" else "float32"
    if dtype == "float64" and name in SINGLE or dtype == "float16":
        return "float32"
    return {"int8": "int32", "int16": "int32", "uint8": "int32", "uint16": "int32", "uint32": "int64"}.get(dtype, dtype)


@converts(Elemwise)
def convert_elemwise(model, node, *names):
    return list(apply_scalar(model, node, node.op.scalar_op, tuple([v.type.dtype for v in node.inputs]), names))


@converts(ScalarOp)
def convert_scalar(model, node, *names):
    return list(apply_scalar(model, node, node.op, tuple([v.type.dtype for v in node.inputs]), names))


@converts(TensorFromScalar, ScalarFromTensor)
def convert_number(model, node, x):
    return x

