"""Sums and products as two lists: terms and subtracted terms, or factors and divisors.

A tree of ``mul true_div inv neg`` becomes ``(c * a * b) / (d * e)``, or ``c * a / d / d``; a tree of ``add sub neg``
is seen as ``(c + a + b) - (d + e)``, but keeps its order (:mod:`.association`). Constants are folded, equal terms
cancel, and rules that look for a factor find it in one of two lists.

A node is part of the tree above it if that is its only client. A tree is rewritten only at its root, so the cost is
linear in its size.

Constants are folded as far as that keeps their digits. In ``(1 - p) + 1e-7`` of float32 numbers, a sum of 1.0000001
is 19 % too far from 1, and that is all there is where p is 1: the difference becomes a term of its own. ``1e30 * x *
1e30`` is finite where x is small, but the product of the constants is not: the second becomes the last factor. A
constant divisor stays one (:mod:`.ratios`).
"""

from functools import cache

import numpy as np

from ...graph.variable import Constant
from ...scalar.dtypes import is_discrete
from ...tensor.elementwise.elemwise import Elemwise, named
from ...tensor.shape.dimshuffle import DimShuffle
from ..lengths import checked
from ..values import broadcast_as, cast, is_op, make_constant, number, with_dtype
from .divisors import roots, with_constant, without_repeats
from .ratios import Ratio, leaves_range

PRODUCT = frozenset(("mul", "true_div", "inv", "neg"))
SUM = frozenset(("add", "sub", "neg"))
WIDE = 64  # above this many terms, constants are folded unseen
KEPT = 16  # constants of sizes in this proportion add up with nearly all of their digits


def family_op(v, family):
    """Return the name of the scalar op that computes `v` if it is of `family`, else None."""
    node = v.owner
    if node is None or not isinstance(node.op, Elemwise):
        return None
    name = node.op.scalar_op.record_name
    return name if name in family else None


def absorbed(fgraph, node, family):
    """Return True if `node` is part of a tree with its root further up."""
    out = node.outputs[0]
    clients = fgraph.clients(out)
    # a variable that is read twice, even by one node, would be listed twice, and squares of squares 2**n times
    if len(clients) > 1:
        return False
    ((first, _),) = clients
    if first == "output":
        return False
    return (
        isinstance(first.op, Elemwise)
        and first.op.scalar_op.record_name in family
        and first.outputs[0].type.dtype == out.type.dtype
        and not (family is SUM and loses_digits(out, first))
    )


def loses_digits(v, node):
    """Return True if a constant term of `v` has no exact sum with one of another term of the sum `node`."""
    dtype = v.type.dtype
    if dtype[0] != "f" or len(node.inputs) > WIDE:
        return False
    others = constant_terms([w for w in node.inputs if w is not v])
    return bool(others) and any(
        is_lossy(of_dtype(x, dtype), of_dtype(y, dtype)) for x in constant_terms([v]) for y in others
    )


def constant_terms(variables):
    """Return the constants in the trees of sums, as far as they are four operations up."""
    found = []
    for _ in range(5):
        following = []
        for v in variables:
            if family_op(v, SUM) is not None:
                following += v.owner.inputs
            elif (value := number(v)) is not None:
                found.append(value)
        variables = following
    return found


def is_lossy(x, y):
    """Return True if the sum of `x` and `y` has lost more than a few bits of the smaller one, or their difference."""
    small, large = sorted((abs(x), abs(y)))
    if not 0 < small * KEPT < large < np.inf:
        return False
    return abs((large + small) - large - small) > small * np.finfo(small.dtype).eps * KEPT


def holds(fgraph, node, family, *names, kinds=()):
    """Return True if the tree with root `node`, or one of its terms, has an operation of these `names` or `kinds`.

    This is faster to check than the lists.
    """
    if absorbed(fgraph, node, family):
        return False
    pending = [node]
    while pending:
        for v in pending.pop().inputs:
            owner = v.owner
            if owner is not None and isinstance(owner.op, DimShuffle):
                owner = owner.inputs[0].owner
            if owner is None:
                continue
            if isinstance(owner.op, kinds):
                return True
            if not isinstance(owner.op, Elemwise):
                continue
            found = owner.op.scalar_op.record_name
            if found in names:
                return True
            if found in family and len(fgraph.clients(v)) == 1:
                pending.append(owner)
    return False


def of_dtype(value, dtype):
    """Return a number as a NumPy scalar of `dtype`; values that do not fit wrap."""
    return value if getattr(value, "dtype", None) == dtype else np.asarray(value).astype(dtype)[()]


@cache
def neutral(dtype, of_product):
    """Return the neutral element of a product, 1, or of a sum, 0, as a NumPy scalar."""
    return np.asarray(int(of_product)).astype(dtype)[()]


class Lists:
    """The two lists of a tree and its constant factor or term."""

    def __init__(self, fgraph, node, family):
        self.node = node
        self.out = node.outputs[0]
        self.family = family
        self.product = family is PRODUCT
        self.cancelled = {}  # how often each term did
        # several rules ask for the lists of one node, and change their copies
        found = fgraph.known.get((node, family))
        if found is None:
            self.top, self.bottom, self.constant = [], [], neutral(self.out.type.dtype, self.product)
            self.ratio = Ratio(self.constant)
            self._collect(fgraph)
            fgraph.known[node, family] = tuple(self.top), tuple(self.bottom), self.constant, self.ratio
        else:
            top, bottom, self.constant, self.ratio = found
            self.top, self.bottom = list(top), list(bottom)

    def _collect(self, fgraph):
        pending, dtype = [(self.out, False, 0)], self.out.type.dtype
        left = []  # constants that are factors of their own, behind all others
        while pending:
            v, inverse, depth = pending.pop()
            value = number(v)
            if value is not None and not (self.product and inverse and value == 0):
                if not self._constant(value, inverse, depth):
                    left.append((v, inverse))
                continue
            name = family_op(v, self.family)
            if name is not None and (v is self.out or absorbed(fgraph, v.owner, self.family)):
                for i, w in reversed(list(enumerate(v.owner.inputs))):
                    flip = name == "inv" or (name == "neg" and not self.product)
                    pending.append((w, inverse ^ (flip or (i == 1 and name in ("true_div", "sub"))), depth + 1))
                if self.product and name == "neg":
                    self._constant(-1, False)
                continue
            (self.bottom if inverse else self.top).extend(roots(v, dtype) if self.product and inverse else (v,))
        for v, inverse in left:
            (self.bottom if inverse else self.top).append(v)

    def _constant(self, value, inverse, depth=0):
        """Multiply the constant by `value`, or add it; return False if the product left the range of numbers."""
        dtype = self.out.type.dtype
        with np.errstate(all="ignore"):
            value = of_dtype(value, dtype)
            if self.product:
                result = self.constant / value if inverse else self.constant * value
            else:
                result = self.constant - value if inverse else self.constant + value
            result = of_dtype(result, dtype)
        if self.product and dtype[0] == "f" and leaves_range(self.constant, value, result):
            return False
        if self.product and not is_discrete(dtype):
            self.ratio = self.ratio.times(value, inverse, result, depth)
        self.constant = result
        return True

    def take(self, fgraph, v, inverse=False):
        """Remove `v`, or ``-v``, from a sum, in parts if necessary; return True if it was there."""
        own, other = [self.bottom, self.top] if inverse else [self.top, self.bottom]
        if v in own:
            own.remove(v)
            return True
        if family_op(v, self.family) is None:
            return False
        parts = Lists(fgraph, v.owner, self.family)
        if parts.has_constant() and parts.constant != (-self.constant if inverse else self.constant):
            return False
        left = []
        for terms, wanted in ((own, parts.top), (other, parts.bottom)):
            terms = list(terms)
            for w in wanted:
                if w not in terms:
                    return False
                terms.remove(w)
            left.append(terms)
        own[:], other[:] = left
        if parts.has_constant():
            self.constant = type(self.constant)(0)
        return True

    def spread(self, factor):
        """Take a factor apart into its own lists; return False if the constant left the range of numbers."""
        if not self._constant(factor.constant, False):
            return False
        self.top.remove(factor.out)
        self.top += factor.top
        self.bottom += factor.bottom
        return True

    def cancel(self):
        """Cancel terms that are in both lists, one for one."""
        if not self.bottom or not self.top:
            return
        left, gone = {}, self.cancelled
        for v in self.bottom:
            left[v] = left.get(v, 0) + 1
        top = []
        for v in self.top:
            if left.get(v, 0) > 0:
                left[v] -= 1
                gone[v] = gone.get(v, 0) + 1
            else:
                top.append(v)
        self.top = top
        bottom, taken = [], dict(gone)
        for v in self.bottom:
            if taken.get(v, 0) > 0:
                taken[v] -= 1
            else:
                bottom.append(v)
        self.bottom = bottom

    # ------------------------------------------------------------- back to a graph

    def is_built(self):
        """Return True if the node of a product has the form that :meth:`build` gives."""
        node = self.node
        factors, divisions = self._parts()
        v = self.out
        for divisors in reversed(divisions):
            if family_op(v, ("true_div",)) is None or not self._has_form(v.owner.inputs[1], divisors):
                return False
            v = v.owner.inputs[0]
        if not divisions and len(self.top) == 1 and self.constant == -1:
            return is_op(v, "neg") and node.inputs[0] is self.top[0]
        return bool(divisions or is_op(v, "mul")) and self._has_form(v, factors)

    def has_constant(self):
        """Return True if a sum has a constant term."""
        return self.constant != 0

    def _parts(self):
        """Return the factors of a product, and the divisors of one division each, with constants among them."""
        factor, divisor = self.ratio.of(self.constant) if self.top else (self.constant, 1)
        divisions = without_repeats(self.bottom)
        if factor != 1 and divisor != 1 and self.ratio.is_multiplied_last:
            return [self._number(factor), (self.top, divisor)], divisions
        if divisor != 1:
            divisions = with_constant(divisions, self._number(divisor))
        elif factor == 0 and not divisions:
            return [self._number(factor)], divisions
        return [self._number(factor)] * bool(factor != 1 or not self.top) + self.top, divisions

    def _has_form(self, v, factors):
        if len(factors) == 1:
            return self._is(v, factors[0])
        if family_op(v, ("mul",)) is None:
            return False
        inputs = v.owner.inputs
        return len(inputs) == len(factors) and all(map(self._is, inputs, factors))

    def _is(self, v, wanted):
        """Return True if `v` is the factor wanted, or a constant in its place, which has its value."""
        if isinstance(wanted, tuple):
            x, c = v.owner.inputs if is_op(v, "true_div") else (v, v)
            return x is not c and self._has_form(x, wanted[0]) and number(c) == wanted[1]
        return v is wanted or all(isinstance(w, Constant) and w.type.dtype == self.out.type.dtype for w in (v, wanted))

    def build(self):
        """Return the variable of the lists, of the type of the node's output."""
        out = self.out
        dtype = out.type.dtype
        if self.product:
            result = self._product(*self._parts())
        else:
            top = [self._number(self.constant)] * bool(self.has_constant() or not self.top + self.bottom) + self.top
            if not self.bottom:
                result = self._join(top)
            else:
                bottom = self._join(self.bottom)
                result = joined("sub", self._join(top), bottom) if top else joined("neg", bottom)
        return broadcast_as(cast(result, dtype), out, self.node.inputs)

    def _product(self, factors, divisions):
        if not divisions and len(self.top) == 1 and self.constant == -1:
            return joined("neg", cast(self.top[0], self.out.type.dtype))
        result = self._join(factors)
        for divisors in divisions:
            result = joined("true_div", result, self._join(divisors))
        return result

    def _number(self, value):
        return make_constant(value, self.out.type.dtype, self.out.type.ndim)

    def _join(self, terms):
        terms = [joined("true_div", self._join(v[0]), self._number(v[1])) if isinstance(v, tuple) else v for v in terms]
        return joined("mul" if self.product else "add", *with_dtype(terms, self.out.type.dtype))


def joined(name, *args):
    """Apply an operation; the sum or product of one variable is that variable."""
    return args[0] if len(args) == 1 and name in ("add", "mul") else named(name)(*args)


def lists(fgraph, node, family):
    """Return the :class:`Lists` of the tree with root `node`, or None if it is no root."""
    out = node.outputs[0]
    dtype = out.type.dtype
    if dtype == "bool" or absorbed(fgraph, node, family):
        return None
    if dtype[0] == "u" and any(family_op(v, ("neg", "sub")) for v in (out, *node.inputs)):
        return None
    return Lists(fgraph, node, family)


def canonize(fgraph, node):
    """Return the canonical form of the product with this root, or None if it has that form already."""
    if node.op.scalar_op.record_name == "neg" and absorbed(fgraph, node, SUM):
        return None
    form = lists(fgraph, node, PRODUCT)
    if form is None:
        return None
    form.cancel()
    if form.is_built():
        give_name(node)
        return None
    return [checked(fgraph, form.build(), form.cancelled)]


def give_name(node):
    """Let a node that a gradient created print under its name, as if it had been rewritten."""
    if node.op.name is None:
        node.op = named(node.op.scalar_op)


def distribute(fgraph, node):
    """Return ``a + f * b`` for ``f * (a / f + b)``, where only this product reads the sum, else None.

    The gradient of ``y * log(p) + (1 - y) * log(1 - p)`` has that form, and is 0 / 0 where p rounds to 0 or 1.
    """
    form = lists(fgraph, node, PRODUCT)
    if form is None:
        return None
    for k, total in enumerate(form.top):
        if family_op(total, SUM) in (None, "neg") or len(fgraph.clients(total)) != 1 or total.type != form.out.type:
            continue
        terms = Lists(fgraph, total.owner, SUM)
        parts = [(v, False) for v in terms.top] + [(v, True) for v in terms.bottom]
        if len(parts) > 8 or terms.has_constant():
            continue
        divisors = [set(divisors_of(fgraph, v)) for v, _ in parts]
        others = form.top[:k] + form.top[k + 1 :]
        moved = [f for f in dict.fromkeys(others) if any(f in d for d in divisors)]
        if not moved:
            continue
        for f in moved:
            others.remove(f)
        # integers among the terms must not wrap among themselves
        scaled = [joined("mul", *with_dtype([*moved, v], form.out.type.dtype)) for v, _ in parts]
        plus = [v for v, (_, minus) in zip(scaled, parts) if not minus]
        minus = [v for v, (_, minus) in zip(scaled, parts) if minus]
        result = joined("add", *plus) if plus else None
        for v in minus:
            result = joined("neg", v) if result is None else joined("sub", result, v)
        form.top = [result, *others]
        return form.build()
    return None


def divisors_of(fgraph, v):
    """Return the divisors of the product `v` if only one node reads it."""
    if family_op(v, PRODUCT) is None or len(fgraph.clients(v)) != 1:
        return ()
    return Lists(fgraph, v.owner, PRODUCT).bottom
