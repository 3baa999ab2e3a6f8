"""The rewriting of PyTensor's graphs: ours, but for products whose exponentials lie in sums or stand alone.

Gradients are taken there, of the cost as it is written. A quotient of exponentials that overflow is one exponential, as
``exp(x) / (1 + exp(x))``. Sums of exponentials keep their spelling: in the log domain a covariance matrix with scales
that are exponentials takes twice the time. A single one keeps its spelling too: rounded in another way, distances that
are differences of products no longer cancel.
"""

from ...compile.mode import get_mode
from ...rewriting import pipeline
from ...rewriting.lengths import checked
from ...rewriting.logdomain.form import BUDGET, DEPTH, form_of, is_source, looked_at, op
from ...rewriting.passes.canonizer import PRODUCT, SUM, Lists, family_op, lists
from ...rewriting.rule import finite_only, node_rule, patient, rounding
from ...rewriting.rules.logdomain import product_domain
from ...rewriting.values import cast, is_op
from ...tensor.reductions.careduce import CAReduce
from .parameterchecks import TAG


def sums(v):
    """Return True if a form of a variable may lead through a reduction."""
    pending, seen = [v], set()
    while pending:
        v = pending.pop()
        node = v.owner
        if node is None or v in seen:
            continue
        seen.add(v)
        if isinstance(node.op, CAReduce) or len(seen) > BUDGET:
            return True
        if not is_source(node):
            pending.extend(looked_at(node))
    return False


@patient
@rounding
@node_rule("mul", "true_div", "inv")
def local_elementwise_product_domain(fgraph, node):
    """A quotient of exponentials is one, unless it has sums of them; numbers stay outside of arrays."""
    pattern = node.outputs[0].type.broadcastable

    def find(v, depth):
        return None if v.type.broadcastable != pattern or sums(v) else form_of(v, depth)

    form = lists(fgraph, node, PRODUCT)
    if form is None or not all(any(find(v, DEPTH) for v in part) for part in (form.bottom, form.top)):
        # one exponential keeps its digits as it is
        return None
    return product_domain(fgraph, node, find)


@finite_only
@node_rule("mul", "true_div")
def local_shared_quotient(fgraph, node):
    """A product with quotients that others read too is one of all their factors, if some cancel, or a divisor vanishes.

    The gradient of ``log(x * exp(y) * z)`` has that form, and is 0 / 0 where the exponential vanishes; so has that of
    ``log(x**y - z)``, whose ``1 / (x**y - z)`` may overflow where its products with small numbers do not.
    """
    form = lists(fgraph, node, PRODUCT)
    if form is None or form.out.type.dtype[0] != "f" or not any(family_op(v, PRODUCT) for v in form.top + form.bottom):
        return None
    top, bottom, constant, divisors = spread(fgraph, form, True)
    if not set(top) & set(bottom):
        if not any(map(vanishes, divisors)):
            return None
        # shared divisors are one for the canonizer, which would put them together again
        top, bottom, constant, _ = spread(fgraph, form, False)
    form.top, form.bottom, form.constant = top, bottom, constant
    form.cancel()
    if form.is_built():
        # of two divisions by one exponential the first may be read elsewhere
        return None
    # an array that is multiplied and divided by is still compared in length
    return [checked(fgraph, form.build(), form.cancelled)]


@finite_only
@node_rule("add", "sub")
def local_shared_sum(fgraph, node):
    """A sum with sums that others read too is one of all their terms, if some cancel: ``(x + y) - x`` is ``y``.

    Binomial coefficients have that form, ``gammaln(n + 1) - gammaln(n - k + 1)`` of ``n = k + x - 1``, and lose all
    digits of a small x. PyTensor cancels them.
    """
    form = lists(fgraph, node, SUM)
    if form is None or form.out.type.dtype[0] != "f" or not any(family_op(v, SUM) for v in form.top + form.bottom):
        return None
    found, constant, steps = ([], []), form.constant, 0
    pending = [(v, True) for v in form.bottom[::-1]] + [(v, False) for v in form.top[::-1]]
    while pending:
        v, below = pending.pop()
        if steps < BUDGET and family_op(v, SUM) and v.type == form.out.type:
            steps += 1
            inner = Lists(fgraph, v.owner, SUM)
            constant = constant - inner.constant if below else constant + inner.constant
            pending += [(w, not below) for w in inner.bottom[::-1]] + [(w, below) for w in inner.top[::-1]]
        else:
            found[below].append(v)
    top, bottom = found
    vanishes = constant == 0 != form.constant
    if not vanishes and not set(top) & set(bottom):
        return None
    form.top, form.bottom, form.constant = top, bottom, constant
    form.cancel()
    return [checked(fgraph, form.build(), form.cancelled)]


@finite_only
@node_rule("mul", "true_div")
def local_cancel_in_shared_switch(fgraph, node):
    """A factor that divides in a branch of a switch is multiplied into the branches, whoever reads the switch too.

    The gradient of ``switch(c, log(p), log(1 - p))`` of a sigmoid has that form, and its Hessian reads the same switch:
    they are 0 / 0 where p rounds to 0 or 1.
    """
    form = lists(fgraph, node, PRODUCT)
    if form is None or form.out.type.dtype[0] != "f":
        return None
    top, bottom, constant, _ = spread(fgraph, form, False)
    for v in top:
        if not is_op(v, "switch") or v.type != form.out.type:
            continue
        condition, *branches = v.owner.inputs
        quotients = [Lists(fgraph, branch.owner, PRODUCT) for branch in branches if family_op(branch, PRODUCT)]
        divisors = {d for quotient in quotients for d in quotient.bottom}
        moved = [f for f in top if f in divisors]
        if moved:
            products = [op("mul", *moved, cast(branch, v.type.dtype)) for branch in branches]
            form.top = [f for f in top if f is not v and f not in divisors] + [op("switch", condition, *products)]
            form.bottom, form.constant = bottom, constant
            return form.build()
    return None


def spread(fgraph, form, deep):
    """Return factors, divisors and the constant of a product with shared products in it, and the divisors of these.

    Products that are divisors are taken apart too if `deep`.
    """
    found, constant, divisors, steps = ([], []), form.constant, [], 0
    # the last first: factors keep their order, by which a product is known as done
    pending = [(v, True) for v in form.bottom[::-1]] + [(v, False) for v in form.top[::-1]]
    while pending:
        v, below = pending.pop()
        if steps < BUDGET and (deep or not below) and family_op(v, PRODUCT) and v.type == form.out.type:
            steps += 1
            inner = Lists(fgraph, v.owner, PRODUCT)
            if inner.constant != 0:
                constant = constant / inner.constant if below else constant * inner.constant
                pending += [(w, not below) for w in inner.bottom[::-1]] + [(w, below) for w in inner.top[::-1]]
                divisors += [] if below else inner.bottom
                continue
        found[below].append(v)
    return *found, constant, divisors


def vanishes(v):
    """Return True if a variable is a sum of powers or exponentials, which may be tiny."""
    terms = v.owner.inputs if family_op(v, SUM) else [v]
    return any(is_op(w, "pow") or is_op(w, "exp") for w in terms)


pipeline.add_rule("stabilize", local_elementwise_product_domain, "elementwise_domain")
pipeline.add_rule("canonicalize", local_shared_sum, "elementwise_domain")
pipeline.add_rule("stabilize", local_shared_quotient, "elementwise_domain")
pipeline.add_rule("stabilize", local_cancel_in_shared_switch, "elementwise_domain")
MODE = get_mode("FAST_RUN").excluding("local_product_domain").including("elementwise_domain", TAG)
