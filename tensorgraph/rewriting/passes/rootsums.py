"""Roots and logarithms of sums whose terms leave the range of float32 where the result does not: norms and means.

The squares of numbers above 1e19 are infinite, and those below 1e-23 are 0. The sum tells: it is infinite, or tiny.
Only then is all of it computed once more, in float64, which holds products of a few numbers of float32.
"""

from ...graph.trace import copy_stack_trace
from ...ifelse import IfElse
from ...scalar.dtypes import upcast
from ...tensor.elementwise.math import and_, cast, ge, le
from ...tensor.reductions.sums import All, Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ..logdomain.form import number as constant
from ..logdomain.worth import long_axes
from ..values import is_op, make_constant, number, op_name

NAME = "roots_of_sums"
# of a sum that has its digits
LEAST, MOST = 1e-30, 3e38
DEPTH = 6  # levels of operations behind a root, and behind a sum
AROUND = frozenset(("add", "mul", "true_div"))
PRODUCTS = frozenset(("sqr", "mul", "true_div", "pow", "abs_", "neg", "inv"))
TERMS = frozenset(("sqr", "mul", "pow"))
ROOTS = frozenset(("sqrt", "log", "log1p"))


def choose_roots(fgraph):
    """Compute roots of float32 sums in float64 where the sums leave the range of numbers.

    The steps of loops stay as they are.

    Returns
    -------
    dict
        How many roots are chosen, by the name of the pass.
    """
    found = [] if fgraph.ends is None else [v for node in fgraph.toposort() for v in node.outputs if is_root(v)]
    applied = 0
    for v in found:
        total, *exponent = v.owner.inputs
        wide = of_sum(total, DEPTH)
        if wide is not None:
            far = cast(v.owner.op(wide, *map(in_float64, exponent)), "float32")
            least = 0.0 if is_op(v, "log1p") else LEAST
            is_normal = and_(ge(total, constant(least, total)), le(total, constant(MOST, total)))
            near = v.owner.clone_with_new_inputs(v.owner.inputs).outputs[0]
            chosen = IfElse(1, name="in range")(All()(is_normal), near, far)
            copy_stack_trace(v, chosen)
            fgraph.replace(v, chosen, NAME)
            applied += 1
    return {NAME: applied} if applied else {}


def is_root(v):
    """Return True if `v` is a root, a logarithm, or a power by a number."""
    name = op_name(v)
    # other operations may compute no arrays
    is_power = name == "pow" and number(v.owner.inputs[1]) is not None
    return (name in ROOTS or is_power) and v.type.dtype == "float32"


def of_sum(v, depth):
    """Return `v` in float64 if it is a sum of products, times and plus what has as few elements, else None."""
    if v.owner is None or v.type.dtype != "float32" or depth == 0:
        return None
    op, inputs = v.owner.op, v.owner.inputs
    if isinstance(op, Sum):
        return of_terms(op, *inputs)
    if isinstance(op, DimShuffle):
        inner = of_sum(inputs[0], depth - 1)
        return None if inner is None else op(inner)
    if op_name(v) not in AROUND:
        return None
    found = [of_sum(w, depth - 1) for w in inputs]
    if all(w is None for w in found) or any(w.type.broadcastable != v.type.broadcastable for w in found if w):
        return None
    return op(*(in_float64(w) if wide is None else wide for w, wide in zip(inputs, found)))


def of_terms(op, x):
    """Return the sum of `x` in float64 if it is one of products over a long axis, else None."""
    if op.acc_dtype != "float64" or op_name(x) not in TERMS or not long_axes(x) or is_centred(x.owner.inputs[0]):
        return None
    return Sum(op.axis, dtype="float64", acc_dtype="float64")(widened(x, DEPTH))


def is_centred(x):
    """Return True if `x` is a difference from what is the same along an axis: loops of short rows compute variances."""
    return is_op(x, "sub") and any(w.type.broadcastable != x.type.broadcastable for w in x.owner.inputs)


def widened(x, depth):
    """Return what products make `x` of, in float64."""
    if depth and op_name(x) in PRODUCTS:
        return x.owner.op(*(widened(v, depth - 1) for v in x.owner.inputs))
    return in_float64(x)


def in_float64(x):
    """Return `x` in float64, a complex one in complex128, a number as a number."""
    dtype = upcast(x.type.dtype, "float64")
    return cast(x, dtype) if number(x) is None else make_constant(number(x), dtype, x.type.ndim)
