"""Ops that return their input."""

import numpy as np

from ...gradient import barriers
from ...scalar import REGISTRY
from ...scalar.domain import everywhere
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.shape.assertion import Assert
from ..logdomain.commonfactor import CommonFactor
from ..rule import Discrete, Signed, canonicalize, exact, node_rule, rounding, specialize, useless
from ..values import cast, constant_value, fit, number

xor = REGISTRY["xor"]


@useless
@canonicalize
@specialize
@exact
@node_rule("add", "mul")
def local_useless_elemwise(fgraph, node):
    """Drop an n-ary op of one input."""
    if len(node.inputs) != 1:
        return None
    return fit(node.inputs[0], node)


@useless
@canonicalize
@specialize
@exact
@node_rule("identity")
def remove_tensor_copy(fgraph, node):
    """Drop a copy: the compiler prevents aliases among a function's outputs."""
    return fit(node.inputs[0], node)


@useless
@canonicalize
@specialize
@exact
@node_rule(Elemwise)
def local_cast_cast(fgraph, node):
    """Drop a cast to the same dtype, and the first of two casts if it only widens."""
    if not is_cast(node.op):
        return None
    (x,) = node.inputs
    target = node.outputs[0].type
    if x.type.dtype == target.dtype:
        return fit(x, node)
    inner = x.owner
    if inner is None or not isinstance(inner.op, Elemwise) or not is_cast(inner.op):
        return None
    (source,) = inner.inputs
    if widens(source.type.dtype, x.type.dtype):
        return fit(cast(source, target.dtype), node)
    return None


def is_cast(op):
    """Return True if `op` is an Elemwise cast."""
    return op.scalar_op.record_name == "Cast"


WIDER = {
    "bool": "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128",
    "int8": "int16 int32 int64 float16 float32 float64 complex64 complex128",
    "int16": "int32 int64 float32 float64 complex64 complex128",
    "int32": "int64 float64 complex128",
    "uint8": "int16 int32 int64 uint16 uint32 uint64 float16 float32 float64 complex64 complex128",
    "uint16": "int32 int64 uint32 uint64 float32 float64 complex64 complex128",
    "uint32": "int64 uint64 float64 complex128",
    "float16": "float32 float64 complex64 complex128",
    "float32": "float64 complex64 complex128",
    "float64": "complex128",
    "complex64": "complex128",
}


def widens(small, large):
    """Return True if every value of dtype `small` is one of `large`."""
    return large in WIDER.get(small, "").split()


@canonicalize
@specialize
@rounding
def local_func_inv(x: Signed):
    """An operation undoes its left inverse, for every op that names one and is defined everywhere."""
    for op in REGISTRY.values():
        # tan(arctan(inf)) is not infinite
        if op.inverse and op.nin == 1 and op.domain[0] == everywhere and op.name != "arctan":
            yield REGISTRY[op.inverse](op(x)) >> x


@canonicalize
@specialize
@exact
def local_idempotent(x):
    """Applying an idempotent operation twice, or to one input twice, is the same as once."""
    for op in REGISTRY.values():
        if op.idempotent and op.nin == 1 and op.name != "real":
            yield op(op(x)) >> op(x)
        elif op.idempotent and op.nin != 1:
            yield op(x, x) >> x


@canonicalize
@specialize
@exact
def local_xor_itself(x: Discrete):
    """``x ^ x`` is 0."""
    yield xor(x, x) >> 0


@canonicalize
@specialize
@exact
def local_whole_numbers(x: Discrete):
    """Integers are round, finite and numbers."""
    for name in ("floor", "ceil", "trunc", "round_half_to_even", "round_half_away_from_zero"):
        yield REGISTRY[name](x) >> x
    for name in ("isnan", "isinf"):
        yield REGISTRY[name](x) >> 0


@canonicalize
@specialize
@exact
@node_rule("and_", "or_")
def local_bits_that_are_known(fgraph, node):
    """Drop ``and`` and ``or`` with a constant of no bits or of all bits."""
    dtype = np.dtype(node.outputs[0].type.dtype)
    no, every = dtype.type(0), np.invert(dtype.type(0))
    absorbing, neutral = (no, every) if node.op.scalar_op.record_name == "and_" else (every, no)
    left = []
    for v in node.inputs:
        value = number(v)
        value = None if value is None else value.astype(dtype)
        if value == absorbing:
            return fit(absorbing, node)
        if value != neutral:
            left.append(v)
    if len(left) == len(node.inputs):
        return None
    return fit(left[0] if left else neutral, node)


@canonicalize
@specialize
@exact
@node_rule(Assert)
def local_remove_useless_assert(fgraph, node):
    """Drop conditions that are known to hold."""
    return left_conditions(node)


def left_conditions(node):
    """Return the value of a check of conditions with those that are not known to hold, None if all are left."""
    value, *conditions = node.inputs
    left = [c for c in conditions if not constant_value(c)]
    if len(left) == len(conditions):
        return None
    return node.op(value, *left) if left else value


@useless
@canonicalize
@specialize
@exact
@node_rule(
    barriers.ConsiderConstant,
    barriers.DisconnectedGrad,
    barriers.GradClip,
    barriers.GradScale,
    barriers.Passage,
    barriers.UndefinedGrad,
    barriers.ZeroGrad,
)
def remove_gradient_barriers(fgraph, node):
    """Drop gradient barriers, which have done their work and are the identity of their value."""
    return node.inputs[0]


@specialize
@exact
@node_rule(CommonFactor)
def local_common_factor(fgraph, node):
    """Drop the terms that a factor was taken out of, where the pass that reads them has not run."""
    return node.inputs[0]
