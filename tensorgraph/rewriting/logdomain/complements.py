"""What is left to 1: ``log(1 - p)`` for a p that may round to 1.

The complement of an element of a softmax is the sum of the others; that of a product with a mask, of a largest and of a
picked element is made of complements; any other ``exp(log)`` with a log below 0 has the complement ``-expm1(log)``.
"""

import numpy as np

from ...tensor.careduce import CAReduce
from ...tensor.creation import ARange
from ...tensor.dimshuffle import DimShuffle, dim_shuffle
from ...tensor.elemwise import Elemwise
from ...tensor.maxandargmax import MaxAndArgmax
from ...tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax, SoftmaxWithBias
from ...tensor.shape import SpecifyShape
from ...tensor.sums import Sum
from ...tensor.variable import TensorConstant
from ..values import cast, is_op
from ..values import number as number_of
from .form import DEPTH, DOUBLY, MOVES, SMALLEST, Form, form, makes, number, op, opened, same_graph
from .masks import conjunction, mask_of
from .sigmoids import of_sigmoids
from .signs import is_below_zero


def complement(v, depth=DEPTH):
    """Return the form of ``1 - v`` for a `v` between 0 and 1 that is made of exponentials, else None."""
    node = v.owner
    if node is None or depth == 0 or v.type.dtype not in SMALLEST:
        return None
    inside = opened(node)
    if inside is not None:
        return complement(inside[v.index], depth - 1)
    log = log_complement(v, depth)
    if log is not None:
        return Form(log, False, True)
    if isinstance(node.op, Sum):
        return _of_sum(node, depth)
    if is_op(v, "switch"):
        return _of_switch(node, depth - 1)
    root = squared(v)
    if root is not None:
        # 1 - u**2 is (1 - u) * (1 + u)
        one = number(1, root)
        return form(op("mul", op("sub", one, root), op("add", one, root)), depth - 1)
    found = of_sigmoids(op("sub", number(1, v), v))
    if found is not None:
        return found
    found = form(v, depth)
    if found is None or not found.is_positive or not found.is_extreme or not is_below_zero(found.log):
        return None
    log = log_of_one_minus_exp(found.log, depth)
    return None if log is None else Form(log, False, True)


def _of_switch(node, depth):
    condition, *branches = node.inputs
    if same_graph(*branches):
        return complement(branches[0], depth)
    forms = [complement(cast(v, node.outputs[0].type.dtype), depth) for v in branches]
    if any(f is None or not f.is_positive for f in forms):
        return None
    log = op("switch", condition, *[f.log for f in forms])
    return Form(log, any(f.over for f in forms), any(f.under for f in forms))


def squared(v):
    """Return u where `v` is the square of a u that may have any sign, else None."""
    if is_op(v, "sqr") or (is_op(v, "pow") and number_of(v.owner.inputs[1]) == 2):
        return v.owner.inputs[0]
    if is_op(v, "mul") and len(v.owner.inputs) == 2 and v.owner.inputs[0] is v.owner.inputs[1]:
        return v.owner.inputs[0]
    return None


def log_complement(v, depth=DEPTH, of_log=False):
    """Return ``log(1 - p)`` for parts `v` of a softmax p, or `of_log` of its logarithm; None for anything else.

    What is most of a row may round to 1: its complement is the sum of the others.
    """
    node = v.owner
    if node is None or depth == 0:
        return None
    if is_op(v, "exp") and not of_log:
        return log_complement(node.inputs[0], depth - 1, of_log=True)
    if isinstance(node.op, LogSoftmax if of_log else (Softmax, SoftmaxWithBias)):
        return _of_softmax(node, v)
    if isinstance(node.op, MOVES) or is_op(v, "second"):
        inputs = list(node.inputs)
        at = isinstance(node.op, Elemwise)
        inputs[at] = log_complement(inputs[at], depth - 1, of_log)
        return None if inputs[at] is None else node.clone_with_new_inputs(inputs, strict=False).outputs[0]
    if is_op(v, "mul") and not of_log:
        masks = [mask_of(w) for w in node.inputs]
        rest = [w for w, m in zip(node.inputs, masks) if m is None]
        if len(rest) == 1 and len(node.inputs) > 1 and rest[0].type.dtype == v.type.dtype:
            log = log_complement(rest[0], depth - 1)
            if log is not None:
                return op("switch", conjunction([m for m in masks if m is not None]), log, number(0, log))
    if isinstance(node.op, MaxAndArgmax) or (
        isinstance(node.op, CAReduce) and node.op.scalar_op.record_name == "maximum"
    ):
        log = log_complement(node.inputs[0], depth - 1, of_log)
        if log is None:
            return None
        axes = tuple(range(log.type.ndim)) if node.op.axis is None else node.op.axis
        return op("neg", MaxAndArgmax(axes).make_node(op("neg", log)).outputs[0])
    return None


def is_logsoftmax(v):
    """Return whether `v` holds elements of the logarithm of a softmax."""
    while v.owner is not None and isinstance(v.owner.op, MOVES):
        v = v.owner.inputs[0]
    return v.owner is not None and isinstance(v.owner.op, LogSoftmax)


def softmax_input(node):
    """Return what a softmax, perhaps with a bias, is taken of."""
    x = node.inputs[0]
    if isinstance(node.op, SoftmaxWithBias):
        x = op("add", x, dim_shuffle(node.inputs[1].type.broadcastable, ("x", 0))(node.inputs[1]))
    return x


def _of_softmax(node, v):
    x = softmax_input(node)
    p = op("exp", v) if isinstance(node.op, LogSoftmax) else v
    # one element of a row at most
    is_most = op("gt", p, number(0.5, p))
    others = LogSumExp((1,))(op("switch", is_most, number(-np.inf, x), x))
    rest = op("sub", others, LogSumExp((1,))(x))
    rest = dim_shuffle(rest.type.broadcastable, (0, "x"))(rest)
    small = op("log1p", op("neg", op("switch", is_most, number(0, p), p)))
    return op("switch", is_most, rest, small)


def _of_sum(node, depth):
    """Of ``sum(w * p)`` over the rows of a softmax p it is ``sum((1 - w) * p)``; of what is picked, that of each."""
    (x,) = node.inputs
    axes = tuple(range(x.type.ndim)) if node.op.axis is None else node.op.axis
    if x.owner is not None and isinstance(x.owner.op, SpecifyShape):
        x = x.owner.inputs[0]
    if not is_op(x, "mul") or x.type.ndim != 2 or axes != (1,) or node.outputs[0].type.dtype != x.type.dtype:
        return None
    factors = x.owner.inputs
    for k, p in enumerate(factors):
        if p.owner is not None and isinstance(p.owner.op, (Softmax, SoftmaxWithBias)) and p.type == x.type:
            others = [cast(w, x.type.dtype) for w in factors[:k] + factors[k + 1 :]]
            weight = op("mul", *others) if len(others) > 1 else others[0]
            mask = mask_of(weight)
            rest = op("invert", mask) if mask is not None else op("sub", number(1, weight), weight)
            return form(node.op(op("mul", cast(rest, x.type.dtype), p)), depth)
    if sum(is_one_hot(w) for w in factors) == 1 and len(factors) == 2:
        log = log_complement(x, depth)
        return None if log is None else Form(Sum((1,))(log), False, True)
    return None


def is_one_hot(v):
    """Return whether no row of the matrix `v` has more than one 1, and all else is 0."""
    mask = mask_of(v)
    if isinstance(mask, TensorConstant):
        return bool((mask.data.sum(axis=1) <= 1).all())
    if mask is None or not is_op(mask, "eq"):
        return False
    for labels, classes in (mask.owner.inputs, mask.owner.inputs[::-1]):
        if not _is_row(labels, ("x", 0)) and _is_row(classes, ("x", 0)) and labels.type.broadcastable[1]:
            row = classes.owner.inputs[0] if isinstance(getattr(classes.owner, "op", None), DimShuffle) else classes
            data = getattr(row, "data", None)
            if data is not None and len(np.unique(data)) == data.size:
                return True
            if row.owner is not None and isinstance(row.owner.op, ARange):
                return True
    return False


def _is_row(v, order):
    if v.type.ndim != 2:
        return False
    if v.owner is not None and isinstance(v.owner.op, DimShuffle):
        return tuple(v.owner.op.new_order) == order
    return v.owner is None and hasattr(v, "data") and v.type.broadcastable == (True, False)


def negated(x):
    """Return minus `x`, with the minus at the terms that it is made of."""
    node = x.owner
    value = number_of(x)
    if value is not None:
        return number(-value, x)
    if node is None:
        return op("neg", x)
    if is_op(x, "neg"):
        return node.inputs[0]
    if is_op(x, "add"):
        return op("add", *map(negated, node.inputs))
    if is_op(x, "sub"):
        return op("add", negated(node.inputs[0]), node.inputs[1])
    if is_op(x, "switch"):
        return op("switch", node.inputs[0], negated(node.inputs[1]), negated(node.inputs[2]))
    if is_op(x, "mul"):
        for k, v in enumerate(node.inputs):
            value = number_of(v)
            if is_op(v, "neg") or (value is not None and value < 0):
                minus = v.owner.inputs[0] if value is None else number(-value, v)
                return op("mul", *node.inputs[:k], minus, *node.inputs[k + 1 :])
    if isinstance(node.op, Sum) or (isinstance(node.op, MOVES) and not is_logsoftmax(x)):
        return node.clone_with_new_inputs([negated(node.inputs[0]), *node.inputs[1:]]).outputs[0]
    return op("neg", x)


def log_of_one_minus_exp(x, depth):
    """Return ``log(1 - exp(x))`` for an `x` below 0 that may have rounded to 0; None where it cannot."""
    small = form(negated(x), depth)
    if small is None or not small.is_positive or not small.under:
        return None
    # exp(x) - 1 is x where x has vanished
    size = op("maximum", small.log, number(SMALLEST[x.type.dtype], x))
    far = op("log", op("neg", op("expm1", op("neg", op("exp", op("minimum", size, number(DOUBLY, x)))))))
    return small_or(small.log, far)


def small_or(log, other):
    """Return `log`, the logarithm of what a function is of arguments that have vanished, or else `other`."""
    return op("switch", op("lt", log, number(SMALLEST[log.type.dtype], log)), log, other)


def minus_logsoftmax(x):
    """Return the form of minus the logarithm `x` of elements of a softmax, which vanishes as their complement does."""
    log = log_complement(x, of_log=True)
    least = number(np.exp(SMALLEST[x.type.dtype]), x)
    return Form(small_or(log, op("log", op("maximum", op("neg", x), least))), False, True)


@makes("expm1")
def _expm1(node, depth):
    """``exp(x) - 1`` is ``exp(x) * (1 - exp(-x))`` above 0, and has any sign."""
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    log = log_complement(x, of_log=True) if is_logsoftmax(x) else None
    if log is None and is_below_zero(x):
        log = log_of_one_minus_exp(x, depth)
        if log is None:
            return None
    if log is not None:
        return Form(log, False, True, [number(-1, log)])
    small = form(x, depth) if is_below_zero(x, -1) else None
    if small is not None and small.is_positive and small.under:
        size = op("maximum", x, number(np.exp(SMALLEST[x.type.dtype]), x))
        far = op("add", size, op("log", op("neg", op("expm1", op("neg", size)))))
        return Form(small_or(small.log, far), True, True)
    zero = number(0, x)
    # one condition: at 0 also the second derivative is that of one side
    above = op("gt", x, zero)
    rest = op("switch", above, op("neg", op("expm1", op("neg", x))), op("expm1", x))
    return Form(op("switch", above, x, zero), True, False, [rest])
