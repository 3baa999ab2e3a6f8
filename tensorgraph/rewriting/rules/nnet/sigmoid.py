"""The logistic function, also where a program writes it out."""

from itertools import combinations

from ....scalar import REGISTRY
from ...passes.canonizer import PRODUCT, SUM, family_op, holds, joined, lists
from ...rule import Float, Number, canonicalize, finite_only, node_rule, rounding, specialize, stabilize
from ...values import is_op, make_constant, number, with_dtype
from .relu import product, slopes

exp, expm1, log, log1p, mul, neg, sigmoid, softplus, tanh = (
    REGISTRY[name] for name in ("exp", "expm1", "log", "log1p", "mul", "neg", "sigmoid", "softplus", "tanh")
)
MOST = 16  # terms among which differences are looked for


@stabilize
@rounding
def logsigm_to_softplus(x: Float):
    """``log(sigmoid(x))`` is -inf where the result is not."""
    yield log(sigmoid(x)) >> -softplus(-x)


@stabilize
@rounding
def log1msigm_to_softplus(x: Float):
    """``log(1 - sigmoid(x))`` is -inf where the result is not."""
    yield log(1 - sigmoid(x)) >> -softplus(x)


@stabilize
@specialize
@rounding
def log1p_neg_sigmoid(x: Float):
    """``log1p(-sigmoid(x))`` is -inf where the result is not."""
    yield log1p(-sigmoid(x)) >> -softplus(x)


@stabilize
@specialize
@rounding
def local_1msigmoid(x: Float):
    """``1 - sigmoid(x)`` loses all digits of a large ``x``."""
    yield 1 - sigmoid(x) >> sigmoid(-x)
    yield sigmoid(x) - 1 >> -sigmoid(-x)
    yield -1 + sigmoid(x) >> -sigmoid(-x)


@stabilize
@rounding
def local_exp_neg_softplus(x: Float):
    """``1 - exp(-softplus(x))`` loses all digits of a small sigmoid."""
    yield exp(-softplus(x)) >> sigmoid(-x)
    yield expm1(-softplus(x)) >> -sigmoid(x)
    yield expm1(softplus(x)) >> exp(x)


@stabilize
@rounding
def local_one_plus_tanh(x: Float):
    """``1 + tanh(x)`` loses all digits where tanh is nearly -1."""
    yield 1 + tanh(x) >> 2 * sigmoid(2 * x)
    yield 1 - tanh(x) >> 2 * sigmoid(-2 * x)


@stabilize
@rounding
def local_shifted_tanh(a: Number, b: Number, x: Float):
    """``0.5 + 0.5 * tanh(x)`` is a logistic function."""
    yield a + b * tanh(x) >> (2 * a) * sigmoid(2 * x), a == b
    yield a + b * tanh(x) >> (2 * a) * sigmoid(-2 * x), a == -b
    yield a - b * tanh(x) >> (2 * a) * sigmoid(-2 * x), a == b


@stabilize
@rounding
@node_rule("true_div", "mul", "inv")
def local_inv_1_plus_exp(fgraph, node):
    """``1 / (1 + exp(x))`` is ``sigmoid(-x)``, ``exp(x) / (1 + exp(x))`` is ``sigmoid(x)``, among other factors too."""
    form = lists(fgraph, node, PRODUCT)
    if form is None:
        return None
    changed = False
    for i, v in reversed(list(enumerate(form.bottom))):
        x = one_plus_exp(v)
        if x is None:
            continue
        form.top.append(sigmoid(negated(x)))
        del form.bottom[i]
        changed = True
    changed |= merge_sigmoid_exp(form)
    return None if not changed else form.build()


@stabilize
@rounding
@node_rule("true_div", "mul")
def local_sigm_times_exp(fgraph, node):
    """``exp(x) * sigmoid(-x)`` is ``sigmoid(x)``."""
    form = lists(fgraph, node, PRODUCT)
    if form is None or not merge_sigmoid_exp(form):
        return None
    return form.build()


def merge_sigmoid_exp(form):
    """Join each ``exp(x)`` with a ``sigmoid(-x)`` among the factors."""
    exps = [v for v in form.top if is_exp(v)]
    changed = False
    for e in exps:
        x = e.owner.inputs[0]
        for i, v in enumerate(form.top):
            if is_op(v, "sigmoid") and opposite(v.owner.inputs[0], x):
                form.top[i] = sigmoid(x)
                form.top.remove(e)
                changed = True
                break
    return changed


@stabilize
@rounding
@node_rule("add", "sub", "neg")
def local_softplus_and_opposite(fgraph, node):
    """``softplus(x) - x`` is ``softplus(-x)``: a difference of large numbers may be small, and has a logarithm.

    And ``softplus(-abs(x)) + maximum(x, 0)`` is ``softplus(x)``, which has a gradient at 0, and ``softplus(x) -
    softplus(-x)``, a logit, is x.
    """
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "softplus") else None
    if form is None:
        return None
    for own, other in ((form.top, form.bottom), (form.bottom, form.top)):
        for k, v in enumerate(own):
            # the sign of an integer wraps
            if not is_op(v, "softplus") or v.owner.inputs[0].type.dtype[0] != "f":
                continue
            x = v.owner.inputs[0]
            if is_op(x, "neg") and is_op(x.owner.inputs[0], "abs_") and _join_halves(fgraph, own, other, k):
                return form.build()
            mirrored = next((w for w in other if is_op(w, "softplus") and opposite(w.owner.inputs[0], x)), None)
            if mirrored is not None:
                own[k] = x
                other.remove(mirrored)
                return form.build()
            minus = next((w for w in own if opposite(w, x)), None)
            if minus is not None:
                own.remove(minus)
            elif not form.take(fgraph, x, inverse=own is form.top):
                continue
            own[own.index(v)] = softplus(negated(x))
            return form.build()
    return None


def _join_halves(fgraph, own, other, k):
    """Merge term `k`, ``softplus(-abs(x))``, with the larger of x and 0, or of -x and 0, if that is a term or two."""
    x = own[k].owner.inputs[0].owner.inputs[0].owner.inputs[0]
    if x.type.dtype[0] != "f":
        # the absolute value of a complex number is real
        return False
    parts = [(terms, v, sign, slopes(fgraph, v, x)) for terms, sign in ((own, 1), (other, -1)) for v in terms]
    parts = [part for part in parts if part[-1] is not None][:MOST]
    for chosen in (*combinations(parts, 1), *combinations(parts, 2)):
        a, b = (sum(sign * found[i] for _, _, sign, found in chosen) for i in (0, 1))
        if abs(a) == b == 0.5:
            own[k] = softplus(x if a > 0 else negated(x))
            for terms, v, _, _ in chosen:
                terms.remove(v)
            return True
    return False


@canonicalize
@stabilize
@finite_only
@node_rule("add", "sub")
def local_sigmoid_difference(fgraph, node):
    """``sigmoid(x) - sigmoid(-x)``, as in a gradient of ``log(cosh(x))``, is ``tanh(x / 2)`` with all digits near 0.

    So is ``sigmoid(x) + -1 * sigmoid(-x)``.
    """
    form = lists(fgraph, node, SUM)
    if form is None or len(form.top) > MOST or len(form.bottom) > MOST:
        return None
    parts = [
        (terms, v, sign * constant, x, others)
        for terms, sign in ((form.top, 1), (form.bottom, -1))
        for v in terms
        for constant, x, others in sigmoid_factors(fgraph, v)
    ]
    for (own, v, constant, x, others), (other, w, factor, y, rest) in combinations(parts, 2):
        if factor == -constant and rest == others and opposite(x, y):
            half = tanh(mul(make_constant(0.5, x.type.dtype, x.type.ndim), x))
            factors = [half, *others]
            scale = constant if own is form.top else -constant
            if scale != 1:
                factors.insert(0, make_constant(scale, v.type.dtype, v.type.ndim))
            own[own.index(v)] = joined("mul", *with_dtype(factors, v.type.dtype))
            other.remove(w)
            return form.build()
    return None


def sigmoid_factors(fgraph, v):
    """Yield ``(c, x, others)`` for each factor ``sigmoid(x)`` of a product, with its constant and its other factors."""
    if not is_op(v, "sigmoid") and not (is_op(v, "mul") and any(is_op(w, "sigmoid") for w in v.owner.inputs)):
        return
    constant, factors = product(fgraph, v)
    for k, w in enumerate(factors):
        if is_op(w, "sigmoid") and w.owner.inputs[0].type.dtype[0] == "f":
            yield constant, w.owner.inputs[0], factors[:k] + factors[k + 1 :]


def is_exp(v):
    """Return True if `v` is the exponential of a float; the sign of an integer wraps."""
    return is_op(v, "exp") and v.owner.inputs[0].type.dtype[0] == "f"


def one_plus_exp(v):
    """Return x for ``1 + exp(x)``, else None."""
    if family_op(v, ("add",)) is None or len(v.owner.inputs) != 2:
        return None
    for a, b in (v.owner.inputs, v.owner.inputs[::-1]):
        if number(a) == 1 and is_exp(b) and b.type == v.type:
            return b.owner.inputs[0]
    return None


def negated(x):
    """Return ``-x``, without a second sign."""
    if is_op(x, "neg"):
        return x.owner.inputs[0]
    if is_op(x, "sub"):
        a, b = x.owner.inputs
        # the sign of an integer wraps
        if is_op(a, "neg") and a.type.dtype[0] == "f":
            return a.owner.inputs[0] + b
        return b - a
    return neg(x)


def opposite(a, b):
    """Return True if ``a == -b`` for certain."""
    if is_op(a, "neg") and a.owner.inputs[0] is b or is_op(b, "neg") and b.owner.inputs[0] is a:
        return True
    if is_op(a, "sub") and is_op(b, "sub"):
        return a.owner.inputs == b.owner.inputs[::-1]
    if is_op(a, "mul") and is_op(b, "mul"):
        (c, *rest), (d, *others) = a.owner.inputs, b.owner.inputs
        c, d = number(c), number(d)
        return a.type.dtype[0] == "f" and c is not None and d is not None and float(c) == -float(d) and rest == others
    for p, q in ((a, b), (b, a)):
        if is_op(p, "sub") and is_op(p.owner.inputs[0], "neg") and is_op(q, "add") and len(q.owner.inputs) == 2:
            first, second = p.owner.inputs
            # the sign of an integer wraps
            if first.type.dtype[0] == "f" and {first.owner.inputs[0], second} == set(q.owner.inputs):
                return True
    return False
