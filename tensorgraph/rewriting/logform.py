"""The log domain: a positive expression as ``rest * exp(log)``, in which no exponential overflows or vanishes.

Products of such forms add their logs, sums are ``logaddexp`` or ``LogSumExp``, powers multiply, and what moves
elements moves those of the log.  What is not made of exponentials goes into `rest`.

Example: ``w * exp(a) / (exp(a) + 2 * exp(b))`` is ``w * exp(a - logaddexp(a, b + log(2)))``.
"""

import numpy as np

from ..gradient.barriers import disconnected_grad_
from ..graph.variable import Constant
from ..scalar import REGISTRY
from ..tensor.advanced_subtensor import AdvancedSubtensor, AdvancedSubtensor1
from ..tensor.alloc import Alloc
from ..tensor.careduce import CAReduce
from ..tensor.creation import arange
from ..tensor.dimshuffle import DimShuffle, dim_shuffle, spread_order
from ..tensor.elemwise import Elemwise, named
from ..tensor.maxandargmax import Argmax
from ..tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax, SoftmaxWithBias
from ..tensor.rebroadcast import Rebroadcast
from ..tensor.reshape import Reshape
from ..tensor.shape import Shape_i, SpecifyShape
from ..tensor.subtensor import Subtensor
from ..tensor.sums import Prod, Sum
from ..tensor.variable import TensorConstant
from .values import cast, constant_value, is_op, make_constant

DEPTH = 16  # levels of operations that one form looks through
BUDGET = 64  # variables that the search for an exponential looks at
# the largest exponents whose exponentials are finite, with room for a factor
BIGGEST = {"float32": 80.0, "float64": 700.0}
# the exponents below which 1 + exp(x) / 2 is 1
SMALLEST = {"float32": -17.0, "float64": -38.0}
MOVES = (DimShuffle, Reshape, Subtensor, AdvancedSubtensor, AdvancedSubtensor1, Rebroadcast, Alloc, SpecifyShape)
SOURCES = frozenset(("exp", "exp2", "expm1", "sigmoid", "softplus", "cosh", "sinh", "erfc"))
THROUGH = frozenset(
    ("mul", "true_div", "inv", "neg", "add", "sub", "sqr", "sqrt", "pow", "maximum", "minimum", "switch", "second",
     "Cast", "abs_")
)

DOUBLY = 7.0  # the exponential of minus the exponential of this is 0


class Form:
    """``top / bottom * exp(log)``.

    Attributes
    ----------
    log : TensorVariable
    top, bottom : list of TensorVariable
        Factors and divisors of any sign.
    over, under : bool
        Whether ``exp(log)`` may overflow, and round to 0, where `log` is finite.
    """

    __slots__ = ("log", "top", "bottom", "over", "under")

    def __init__(self, log, over=False, under=False, top=(), bottom=()):
        self.log = log
        self.over = over
        self.under = under
        self.top = list(top)
        self.bottom = list(bottom)

    @property
    def is_extreme(self):
        """Whether the expression leaves the range of its dtype before its logarithm does."""
        return self.over or self.under

    @property
    def is_positive(self):
        """Whether there is nothing beside the exponential."""
        return not self.top and not self.bottom

    def inverse(self):
        """Return the form of 1 divided by this."""
        return Form(op("neg", self.log), self.under, self.over, self.bottom, self.top)

    def rest(self):
        """Return ``top / bottom`` as a variable, None where it is 1."""
        return quotient(self.top, self.bottom)


def op(name, *args):
    """Apply the scalar op of that name."""
    return named(REGISTRY[name])(*args)


def number(value, like):
    """Return a constant of the dtype and the number of axes of `like`."""
    return make_constant(value, like.type.dtype, like.type.ndim)


def quotient(top, bottom):
    """Return the product of `top` divided by that of `bottom`, None where both are empty."""
    over, under = (product(factors) for factors in (top, bottom))
    if under is None:
        return over
    return op("inv", under) if over is None else op("true_div", over, under)


def product(factors):
    """Return the product of variables, None if there are none."""
    if len(factors) < 2:
        return factors[0] if factors else None
    return op("mul", *factors)


def form_of(v):
    """Return the form of `v` if an exponential in it may overflow or vanish, else None."""
    if getattr(v.type, "dtype", None) not in BIGGEST or not has_exponential(v):
        return None
    found = _form(v, DEPTH)
    return found if found is not None and found.is_extreme else None


def has_exponential(v):
    """Return whether forms of `v` are made of exponentials; look at some variables only."""
    pending = [v]
    for _ in range(BUDGET):
        if not pending:
            return False
        v = pending.pop()
        node = v.owner
        if node is None:
            continue
        if isinstance(node.op, Elemwise):
            name = node.op.scalar_op.record_name
            if name in SOURCES or (name == "pow" and constant_value(node.inputs[0]) is not None):
                return True
            if name in THROUGH:
                pending.extend(node.inputs)
        elif isinstance(node.op, (Softmax, SoftmaxWithBias)):
            return True
        elif isinstance(node.op, (*MOVES, CAReduce)):
            pending.append(node.inputs[0])
    return False


def _form(v, depth):
    """Return a form of `v`, also one that is not extreme; None if there is none."""
    if v.type.dtype not in BIGGEST:
        return None
    constant = _of_constant(v)
    node = v.owner
    if constant is not None or node is None or depth == 0:
        return constant
    if isinstance(node.op, Elemwise):
        make = ELEMENTWISE.get(node.op.scalar_op.record_name)
    else:
        make = next((make for kind, make in OTHERS.items() if isinstance(node.op, kind)), None)
    return None if make is None else make(node, depth - 1)


def _of_constant(v):
    """Return the form of a positive constant."""
    value = constant_value(v)
    if value is not None:
        return Form(number(np.log(value), v)) if value > 0 else None
    if isinstance(v, Constant) and v.data.size and (v.data > 0).all():
        return Form(TensorConstant(v.type, np.log(v.data)))
    return None


# ------------------------------------------------------------- where exponentials come from


def _exp(node, depth):
    (x,) = node.inputs
    if is_op(x, "minimum") and {constant_value(v) for v in x.owner.inputs} & {BIGGEST.get(x.type.dtype), DOUBLY}:
        # what _scaled and _expm1 made
        return None
    return Form(cast(x, node.outputs[0].type.dtype), not is_below_zero(x), not is_below_zero(x, -1))


def _exp2(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("mul", number(np.log(2.0), x), x), True, True)


def _expm1(node, depth):
    """``exp(x) - 1`` is ``exp(x) * (1 - exp(-x))`` above 0, and has any sign."""
    log = log_complement(node.inputs[0])
    if log is not None:
        return Form(log, False, True, [number(-1, log)])
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    if is_below_zero(x):
        small = _form(op("neg", x), depth)
        if small is None or not small.is_positive or not small.under:
            return None
        # exp(x) - 1 is x where x has vanished
        size = op("maximum", small.log, number(SMALLEST[x.type.dtype], x))
        far = op("log", op("neg", op("expm1", op("neg", op("exp", op("minimum", size, number(DOUBLY, x)))))))
        return Form(_small_or(small.log, far), False, True, [number(-1, x)])
    zero = number(0, x)
    rest = op("switch", op("gt", x, zero), op("neg", op("expm1", op("neg", x))), op("expm1", x))
    return Form(op("maximum", x, zero), True, False, [rest])


def _sinh(node, depth):
    """``exp(abs(x)) * (1 - exp(-2 * abs(x))) / 2``, with the sign of x."""
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    two, half = number(2, x), number(0.5, x)
    above = op("neg", op("expm1", op("mul", number(-2, x), x)))
    rest = op("switch", op("gt", x, number(0, x)), above, op("expm1", op("mul", two, x)))
    return Form(op("abs_", x), True, False, [op("mul", half, rest)])


def _sigmoid(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("neg", op("softplus", op("neg", x))), False, True)


def _softplus(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    smallest = number(SMALLEST[x.type.dtype], x)
    if is_op(x, "maximum") and smallest in x.owner.inputs:
        # what this made
        return None
    return Form(_small_or(x, op("log", op("softplus", op("maximum", x, smallest)))), False, True)


def _small_or(log, other):
    """Return `log`, the logarithm of what a function is of arguments that have vanished, or else `other`."""
    return op("switch", op("lt", log, number(SMALLEST[log.type.dtype], log)), log, other)


def _cosh(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("sub", op("logaddexp", x, op("neg", x)), number(np.log(2.0), x)), True, False)


def _erfc(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    if is_op(x, "minimum") and any(constant_value(v) is not None for v in x.owner.inputs):
        # what log_erfc made
        return None
    return Form(log_erfc(x), False, True)


def log_erfc(x):
    """Return ``log(erfc(x))``; for large x the exponent is kept apart by erfcx."""
    one = number(1, x)
    near = op("log", op("erfc", op("minimum", x, one)))
    far = op("sub", op("log", op("erfcx", op("maximum", x, one))), op("sqr", x))
    return op("switch", op("lt", x, one), near, far)


def _softmax(node, depth):
    return Form(LogSoftmax()(_softmax_input(node)), False, True)


def _softmax_input(node):
    """Return what a softmax, perhaps with a bias, is taken of."""
    x = node.inputs[0]
    if isinstance(node.op, SoftmaxWithBias):
        x = op("add", x, dim_shuffle(node.inputs[1].type.broadcastable, ("x", 0))(node.inputs[1]))
    return x


# ------------------------------------------------------------- products and powers


def _mul(node, depth):
    return multiply([(v, False) for v in node.inputs], depth)


def _true_div(node, depth):
    return multiply([(node.inputs[0], False), (node.inputs[1], True)], depth)


def _inv(node, depth):
    return multiply([(node.inputs[0], True)], depth)


def _neg(node, depth):
    (x,) = node.inputs
    found = _form(x, depth)
    if found is None:
        return None
    minus = next((v for v in found.top if constant_value(v) == -1), None)
    top = [v for v in found.top if v is not minus] if minus is not None else [number(-1, x), *found.top]
    return Form(found.log, found.over, found.under, top, found.bottom)


def multiply(factors, depth=DEPTH):
    """Return the form of a product of ``(variable, whether it divides)``; None if no factor has one."""
    logs, top, bottom = [], [], []
    over = under = False
    for v, inverted in factors:
        found = _form(v, depth)
        if found is None:
            (bottom if inverted else top).append(v)
            continue
        if inverted:
            found = found.inverse()
        logs.append(found.log)
        top += found.top
        bottom += found.bottom
        over |= found.over
        under |= found.under
    if not logs:
        return None
    return Form(op("add", *logs) if len(logs) > 1 else logs[0], over, under, top, bottom)


def _sqr(node, depth):
    return _power(node.inputs[0], 2, node, depth)


def _sqrt(node, depth):
    return _power(node.inputs[0], 0.5, node, depth)


def _pow(node, depth):
    base, exponent = node.inputs
    value = constant_value(base)
    if value is not None and value > 0 and value != 1 and constant_value(exponent) is None:
        x = cast(exponent, node.outputs[0].type.dtype)
        return Form(op("mul", number(np.log(value), x), x), True, True)
    return _power(base, exponent, node, depth)


def _power(base, exponent, node, depth):
    found = _form(base, depth)
    if found is None or not found.is_positive:
        return None
    value = exponent if isinstance(exponent, (int, float)) else constant_value(exponent)
    if value is None:
        extreme = found.is_extreme
        return Form(op("mul", cast(exponent, node.outputs[0].type.dtype), found.log), extreme, extreme)
    if value == 0:
        return None
    over, under = (found.over, found.under) if value > 0 else (found.under, found.over)
    return Form(op("mul", number(value, found.log), found.log), over, under)


def _abs(node, depth):
    found = _form(node.inputs[0], depth)
    return found if found is not None and found.is_positive else None


# ------------------------------------------------------------- sums


def _add(node, depth):
    return _sum_of([(v, False) for v in node.inputs], node, depth)


def _sub(node, depth):
    return _sum_of([(node.inputs[0], False), (node.inputs[1], True)], node, depth)


def _sum_of(terms, node, depth):
    """Return the form of a sum of ``(variable, whether it is subtracted)``."""
    if len(terms) == 2 and terms[1][1] and constant_value(terms[0][0]) == 1:
        log = log_complement(terms[1][0])
        if log is not None and log.type == node.outputs[0].type:
            return Form(log, False, True)
    if len(terms) == 2 and terms[1][1] and all(is_op(v, "sigmoid") for v, _ in terms):
        # sigmoid(a) - sigmoid(b) is sigmoid(a) * sigmoid(-b) * (1 - exp(b - a))
        a, b = (cast(v.owner.inputs[0], v.type.dtype) for v, _ in terms)
        log = op("neg", op("add", op("softplus", op("neg", a)), op("softplus", b)))
        return Form(log, False, True, [op("neg", op("expm1", op("sub", b, a)))])
    forms = [_form(v, depth) for v, _ in terms]
    known = [f for f in forms if f is not None]
    if not any(f.is_extreme for f in known):
        return None
    if len(known) == len(forms) and not any(minus for _, minus in terms) and all(f.is_positive for f in forms):
        over, under = any(f.over for f in forms), all(f.under for f in forms)
        return Form(log_of_sum([f.log for f in forms]), over, under) if over or under else None
    if not any(f.over for f in known):
        # below 0 nothing can be told from the size of what is added
        return None
    dtype = node.outputs[0].type.dtype
    parts = []
    for (v, minus), found in zip(terms, forms):
        if found is None:
            found = Form(number(0, v), top=[cast(v, dtype)])
        rest = found.rest()
        if rest is None:
            rest = number(1, v)
        parts.append((op("neg", rest) if minus else rest, found.log))
    sizes = [op("add", log, op("log", op("abs_", rest))) for rest, log in parts]
    largest = _finite(op("maximum", *sizes) if len(sizes) == 2 else _largest(sizes))
    scaled = [_scaled(rest, log, largest) for rest, log in parts]
    return Form(largest, True, False, [op("add", *scaled)])


def log_of_sum(logs):
    """Return the logarithm of the sum of the exponentials of `logs`."""
    ones = [v for v in logs if constant_value(v) == 0]
    others = [v for v in logs if constant_value(v) != 0]
    if len(ones) > 1 or not others:
        others, ones = logs, []
    total = others[0]
    for v in others[1:]:
        total = op("logaddexp", total, v)
    return op("softplus", total) if ones else total


def log_complement(v):
    """Return ``log(1 - p)`` for elements `v` of a softmax p or of its logarithm, None for anything else.

    The largest of a row may round to 1: its complement is the sum of the others.
    """
    moves = []
    while v.owner is not None and (isinstance(v.owner.op, MOVES) or is_op(v, "second")):
        moves.append(v.owner)
        v = v.owner.inputs[is_op(v, "second")]
    if v.owner is None or not isinstance(v.owner.op, (Softmax, SoftmaxWithBias, LogSoftmax)):
        return None
    x = _softmax_input(v.owner)
    p = op("exp", v) if isinstance(v.owner.op, LogSoftmax) else v
    column = dim_shuffle((False,), (0, "x"))
    largest = column(Argmax((1,))(x))
    places = dim_shuffle((False,), ("x", 0))(arange(Shape_i(1)(x)))
    is_largest = op("eq", places, largest)
    others = LogSumExp((1,))(op("switch", is_largest, number(-np.inf, x), x))
    rest = column(op("sub", others, LogSumExp((1,))(x)))
    small = op("log1p", op("neg", op("switch", is_largest, number(0, p), p)))
    log = op("switch", is_largest, rest, small)
    for node in reversed(moves):
        inputs = list(node.inputs)
        inputs[isinstance(node.op, Elemwise)] = log
        log = node.clone_with_new_inputs(inputs, strict=False).outputs[0]
    return log


def _largest(sizes):
    total = sizes[0]
    for v in sizes[1:]:
        total = op("maximum", total, v)
    return total


def _finite(largest):
    """Return the logarithm to take out of a sum: no variable of its derivatives, and 0 where all terms are 0."""
    largest = disconnected_grad_(largest)
    return op("switch", op("isinf", largest), number(0, largest), largest)


def _scaled(rest, log, largest):
    """Return ``rest * exp(log - largest)``; a `rest` of 0 makes 0 of any exponential."""
    bound = number(BIGGEST[log.type.dtype], log)
    return op("mul", rest, op("exp", op("minimum", op("sub", log, largest), bound)))


def _sum(node, depth):
    (x,) = node.inputs
    found = _form(x, depth)
    if found is None or not found.is_extreme or node.outputs[0].type.dtype != x.type.dtype:
        return None
    axes = tuple(range(x.type.ndim)) if node.op.axis is None else tuple(node.op.axis)
    if not axes:
        return None
    rest = found.rest()
    if rest is None:
        if found.log.type.broadcastable != x.type.broadcastable:
            return None
        return Form(LogSumExp(axes)(found.log), found.over, found.under)
    size = op("add", found.log, op("log", op("abs_", rest)))
    if size.type.broadcastable != x.type.broadcastable:
        return None
    largest = _finite(CAReduce(REGISTRY["maximum"], axes)(size))
    spread = dim_shuffle(largest.type.broadcastable, spread_order(x.type.ndim, axes))(largest)
    total = Sum(axes)(_scaled(rest, found.log, spread))
    return Form(largest, found.over, found.under, [total]) if total.type.dtype == x.type.dtype else None


def _prod(node, depth):
    (x,) = node.inputs
    found = _form(x, depth)
    if found is None or not found.is_positive or found.log.type != x.type or node.outputs[0].type.dtype != x.type.dtype:
        return None
    axes = tuple(range(x.type.ndim)) if node.op.axis is None else tuple(node.op.axis)
    return Form(Sum(axes)(found.log), found.over, found.under)


def _reduce(node, depth):
    """The largest and the smallest of positive numbers have the largest and the smallest logarithm."""
    if node.op.scalar_op.record_name not in ("maximum", "minimum"):
        return None
    found = _form(node.inputs[0], depth)
    if found is None or not found.is_positive or found.log.type != node.inputs[0].type:
        return None
    return Form(node.op(found.log), found.over, found.under)


# ------------------------------------------------------------- choices and moves


def _extreme_of_two(node, depth):
    forms = [_form(v, depth) for v in node.inputs]
    if any(f is None or not f.is_positive for f in forms):
        return None
    over, under = [f.over for f in forms], [f.under for f in forms]
    both = (any(over), all(under)) if is_op(node.outputs[0], "maximum") else (all(over), any(under))
    return Form(node.op(*[f.log for f in forms]), *both)


def _switch(node, depth):
    condition, *branches = node.inputs
    forms = [_form(v, depth) for v in branches]
    if any(f is None or not f.is_positive for f in forms):
        return None
    log = op("switch", condition, *[f.log for f in forms])
    return Form(log, any(f.over for f in forms), any(f.under for f in forms))


def _second(node, depth):
    template, x = node.inputs
    found = _form(x, depth)
    if found is None or not found.is_positive:
        return None
    return Form(node.op(template, found.log), found.over, found.under)


def _cast(node, depth):
    (x,) = node.inputs
    dtype = node.outputs[0].type.dtype
    if x.type.dtype not in BIGGEST or not np.can_cast(x.type.dtype, dtype):
        return None
    found = _form(x, depth)
    if found is None or not found.is_positive:
        return None
    return Form(cast(found.log, dtype), found.over, found.under)


def _moved(node, depth):
    """Elements are where they are in the log."""
    x, *others = node.inputs
    found = _form(x, depth)
    if found is None or found.log.type != x.type:
        return None
    rest = found.rest()
    if rest is not None and rest.type != x.type:
        return None
    log, *moved = (
        node.clone_with_new_inputs([v, *others]).outputs[0] for v in (found.log, rest) if v is not None
    )
    return Form(log, found.over, found.under, moved)


ELEMENTWISE = {
    "exp": _exp, "exp2": _exp2, "expm1": _expm1, "sigmoid": _sigmoid, "softplus": _softplus, "cosh": _cosh,
    "sinh": _sinh, "erfc": _erfc,
    "mul": _mul, "true_div": _true_div, "inv": _inv, "neg": _neg, "sqr": _sqr, "sqrt": _sqrt, "pow": _pow,
    "abs_": _abs, "add": _add, "sub": _sub, "maximum": _extreme_of_two, "minimum": _extreme_of_two,
    "switch": _switch, "second": _second, "Cast": _cast,
}  # fmt: skip
OTHERS = {(Softmax, SoftmaxWithBias): _softmax, Sum: _sum, Prod: _prod, CAReduce: _reduce, MOVES: _moved}


def is_below_zero(x, sign=1):
    """Return whether `x`, times `sign`, is never above 0, as far as its operation tells."""
    for _ in range(DEPTH):
        value = constant_value(x)
        if value is not None:
            return bool(value * sign <= 0)
        node = x.owner
        if node is None or not isinstance(node.op, (Elemwise, LogSoftmax, DimShuffle)):
            return False
        if isinstance(node.op, LogSoftmax):
            return sign > 0
        if isinstance(node.op, DimShuffle):
            x = node.inputs[0]
            continue
        name = node.op.scalar_op.record_name
        if name in ("sqr", "abs_", "softplus", "exp", "sigmoid"):
            return sign < 0
        if name == "neg":
            x, sign = node.inputs[0], -sign
        elif name in ("mul", "true_div") and len(node.inputs) == 2:
            a, b = node.inputs
            known, other = (a, b) if constant_value(a) is not None else (b, a)
            value = constant_value(known)
            if value is None or value == 0 or (name == "true_div" and known is a):
                return False
            x, sign = other, sign if value > 0 else -sign
        else:
            return False
    return False
