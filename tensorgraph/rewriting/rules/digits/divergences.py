"""Sums that vanish twice where two variables are equal: divergences, deviances and differences of means.

``x * log(x / y) - x + y``, ``x / y - log(x / y) - 1`` and ``x + y - 2 * sqrt(x * y)`` are nearly ``(x - y)**2`` times a
number, which no digit of their terms has; a root of one that came out below 0 is nan. With ``t = (x - y) / y`` they are
powers of y times a function of t, near 0 a polynomial. In ``p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))`` each
term is so but for a multiple of ``p - q``, and these cancel.

Gradients are taken of the sum as it was written: they vanish once, and have the digits that x and y have.
"""

from collections import Counter
from itertools import chain

import numpy as np

from ....tensor.reductions.sums import Sum
from ...localseries import polynomial, polynomial_of
from ...logdomain.form import in_dtype, op
from ...logdomain.form import number as constant
from ...logdomain.intervals import difference
from ...nearlyequal import constant_expansion, expansion_of, leaves_of
from ...onevariable import Powers, graph_of
from ...passes.canonizer import PRODUCT, SUM, Lists, family_op, holds, lists
from ...powerseries import Unknown, monomial
from ...rule import finite_only, node_rule, specialize
from ...values import fit, is_op, op_name
from ..switch import zero_branch

WIDE = 8  # terms of a sum
MOST = {"float32": 5, "float64": 8}  # terms of a polynomial, of which no derivatives are taken
# terms of series by which cancellations are found, and from which polynomials are made
FEW, MANY = 4, 24


class Divergence:
    """Terms of a sum that are of two variables.

    Attributes
    ----------
    x, y : Leaf
    terms : list of (TensorVariable, int)
        The terms and their signs.
    constant : float
        Another term.
    degree : Fraction
        The power of y that the sum is a multiple of.
    slope : Fraction
        The multiple of ``x - y`` to subtract.
    """

    def __init__(self, pair, terms, rest):
        self.x, self.y = pair
        self.terms = terms
        self.constant = rest
        self.slope = 0
        self.degree, series = self.series(FEW)
        parts = [expansion_of(v, *pair, FEW).low for v, _ in terms]
        self.low, self.lowest = series.low, min(parts)
        self.first = series.terms[0]

    def series(self, length):
        """Return the power of y, and the power series by which it is multiplied."""
        total = constant_expansion(self.constant, length)
        for v, sign in self.terms:
            total += expansion_of(v, self.x, self.y, length) * constant_expansion(sign, length)
        degree, series = total.single()
        return degree, series + monomial(-self.slope, 1, length) if self.slope else series

    def take_slope(self):
        """Let the multiple of ``x - y`` that the sum begins with be subtracted."""
        self.slope, self.low = self.first, self.low + 1

    def graph(self, dtype, out, masks):
        """Return the sum, less the multiple of ``x - y``, or None if it is no polynomial.

        Parameters
        ----------
        dtype : str
        out : TensorVariable or None
            The sum of the terms, if it is in the graph.
        masks : dict
            What terms are with zeros in some places, and a condition for other places.
        """
        found = polynomial_of(self.series(MANY)[1], dtype, MOST[dtype])
        if found is None:
            return None
        terms, edge = found
        x, y = (in_dtype(leaf.variable, dtype) for leaf in (self.x, self.y))
        change = difference(y, x) if self.x.is_complement else difference(x, y)
        base = op("sub", constant(1, y), y) if self.y.is_complement else y
        t = op("true_div", change, base)
        near = polynomial({k: float(c) for k, c in terms.items()}, t, False)
        if self.degree:
            near = op("mul", graph_of(Powers(1, {base: self.degree}), near), near)
        far = out or total_of([(masks.get(v, (v,))[0], sign) for v, sign in self.terms], self.constant)
        if self.slope:
            far = op("sub", far, op("mul", constant(float(self.slope), change), change))
        size = op("abs_", t)
        for v, _ in self.terms:
            # zeros do not vanish with other terms
            size = op("switch", masks[v][1], size, constant(np.inf, size)) if v in masks else size
        return op("switch", op("lt", size, constant(edge, size)), near, far)


def total_of(terms, c=0):
    """Return a sum of signed terms and a number."""
    (first, sign), *rest = sorted(terms, key=lambda term: -term[1])
    total = first if sign > 0 else op("neg", first)
    for v, sign in rest:
        total = op("add" if sign > 0 else "sub", total, v)
    return op("add", constant(c, total), total) if c else total


@specialize
@finite_only
@node_rule("add", "sub", "neg")
def local_divergence(fgraph, node):
    """``x * log(x / y) - x + y`` is nearly ``(x - y)**2 / y / 2`` where x is nearly y."""
    form = lists(fgraph, node, SUM)
    if form is None or form.out.type.dtype not in MOST or is_chosen(fgraph, form.out):
        return None
    dtype = form.out.type.dtype
    terms = [(in_dtype(v, dtype), sign) for part, sign in ((form.top, 1), (form.bottom, -1)) for v in part]
    masks = {other: (v, condition) for v, _ in terms for other, condition in hidden_by_zeros(v)}
    shown = {v: other for other, (v, _) in masks.items()}
    terms = [(shown.get(v, v), sign) for v, sign in terms]
    if not 1 < len(terms) + form.has_constant() <= WIDE:
        return None
    left = float(form.constant)
    groups, rest = groups_of(terms, left)
    left = 0 if any(group.constant for group in groups) else left
    is_all = len(groups) == 1 and not rest and not left
    graphs = [group.graph(dtype, form.out if is_all else None, masks) for group in groups]
    if not graphs or None in graphs:
        return None
    rest = [(masks[v][0] if v in masks else v, sign) for v, sign in rest]
    return fit(total_of([(v, 1) for v in graphs] + rest, left), node)


@specialize
@finite_only
@node_rule("add", "sub", "neg")
def local_sum_of_divergences(fgraph, node):
    """Sums over an axis of terms that vanish together are one sum, as in the distance of Jensen and Shannon."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "mul", "true_div", kinds=Sum) else None
    if form is None or form.out.type.dtype not in MOST:
        return None
    terms = list(chain(*[spread(fgraph, v, 1) for v in form.top], *[spread(fgraph, v, -1) for v in form.bottom]))
    sums = [(v, factor) for v, factor in terms if is_sum_of_its_type(fgraph, v)]
    sums = [(v, factor) for v, factor in sums if is_alike(v, sums[0][0])]
    if not 1 < len(sums) <= WIDE:
        return None
    parts = {v: list(scaled(*pair) for pair in spread(fgraph, v.owner.inputs[0], factor)) for v, factor in sums}
    groups, _ = groups_of(list(chain(*parts.values())), 0.0)
    used = {v for group in groups for v, _ in group.terms}
    joined = [v for v, inner in parts.items() if not used.isdisjoint(w for w, _ in inner)]
    if len(joined) < 2:
        return None
    total = joined[0].owner.op(total_of(list(chain(*[parts[v] for v in joined]))))
    rest = [scaled(v, factor) for v, factor in terms if v not in joined]
    return fit(total_of([(total, 1), *rest], float(form.constant)), node)


def spread(fgraph, v, factor):
    """Yield the terms of a multiple of a sum, with their factors."""
    if op_name(v) in ("mul", "true_div") and len(fgraph.clients(v)) == 1:
        product = Lists(fgraph, v.owner, PRODUCT)
        if len(product.top) == 1 and not product.bottom:
            yield from spread(fgraph, product.top[0], factor * float(product.constant))
            return
    form = Lists(fgraph, v.owner, SUM) if family_op(v, SUM) and len(fgraph.clients(v)) == 1 else None
    if form is None or form.has_constant():
        yield v, factor
        return
    for w in form.top:
        yield from spread(fgraph, w, factor)
    for w in form.bottom:
        yield from spread(fgraph, w, -factor)


def scaled(v, factor):
    """Return the multiple of `v` by a factor above 0, and the sign of `factor`."""
    size = abs(factor)
    return v if size == 1 else op("mul", constant(size, v), v), 1 if factor > 0 else -1


def is_sum_of_its_type(fgraph, v):
    """Return True if `v` is a sum over axes which one node reads, of numbers of its type."""
    node = v.owner
    return (
        node is not None
        and isinstance(node.op, Sum)
        and len(fgraph.clients(v)) == 1
        and node.inputs[0].type.dtype == v.type.dtype
    )


def is_alike(v, w):
    """Return True if two sums are over the same axes of arrays of one type."""
    return v.owner.op == w.owner.op and v.owner.inputs[0].type == w.owner.inputs[0].type


def hidden_by_zeros(v):
    """Return what `v` is but for zeros, and a condition for it, in a list which is empty if there are none."""
    mask = zero_branch(v)
    if mask is None:
        return []
    condition, other, first = mask
    return [(other, op("eq", condition, constant(0, condition)) if first else condition)]


def is_chosen(fgraph, v):
    """Return True if `v` is read by a result of this rule."""
    readers = [client for client, _ in fgraph.clients(v) if client != "output" and is_op(client.outputs[0], "switch")]
    return any(client.inputs[2] is v and is_op(client.inputs[0], "lt") for client in readers)


def groups_of(terms, rest):
    """Return the groups of terms that vanish twice where two variables are equal, and the other terms."""
    leaves = {}
    for v, _ in terms:
        try:
            leaves[v] = leaves_of(v)
        except Unknown:
            leaves[v] = ()
    groups, taken = [], set()
    for pair in dict.fromkeys(frozenset(found) for found in leaves.values() if len(found) == 2):
        own = [(v, sign) for v, sign in terms if leaves[v] and pair.issuperset(leaves[v]) and v not in taken]
        group = group_of(tuple(leaf for leaf in dict.fromkeys(chain(*leaves.values())) if leaf in pair), own, rest)
        if group is not None:
            groups.append(group)
            taken.update(v for v, _ in own)
    alone = [group for group in groups if group.low > 1]
    if not alone:
        alone = groups if add_up_to_nothing(groups) else []
    used = {v for group in alone for v, _ in group.terms}
    return alone, [(v, sign) for v, sign in terms if v not in used]


def group_of(pair, terms, rest):
    """Return the :class:`Divergence` of terms, and of a constant term if that makes them vanish, else None."""
    for value in dict.fromkeys((0.0, rest)):
        try:
            group = Divergence(pair, terms, value)
        except Unknown:
            continue
        if (group.low > 1 and group.lowest <= 1) or (group.low == 1 and group.degree == 1):
            return group
    return None


def add_up_to_nothing(groups):
    """Return True if the multiples of ``x - y`` that groups begin with cancel, and let these be subtracted."""
    total = Counter()
    for group in groups:
        for leaf, sign in ((group.x, 1), (group.y, -1)):
            total[leaf.variable] += (-sign if leaf.is_complement else sign) * group.first
    if any(total.values()):
        return False
    for group in groups:
        group.take_slope()
    return True
