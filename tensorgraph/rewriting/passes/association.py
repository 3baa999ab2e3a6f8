"""Sums in the order in which they were written.

``(x.max() - x.min()) + 1e-8`` is 1e-8 where all elements are equal, while ``(1e-8 + x.max()) - x.min()`` has lost it.
So what cancels leaves the sum, constants are folded, signs move into subtractions, and the first term of a sum may be a
sum itself; but other parts stay in one piece, and what was added last is added last. Additions alone are one.

A part is a list of its terms from left to right, each with True if it is subtracted: ``a - b + (c - d)`` is ``[(a,
False), (b, True), (c - d, False)]``.
"""

import numpy as np

from ..lengths import checked
from ..values import broadcast_as, cast, make_constant, number, op_name, with_dtype
from .canonizer import SUM, absorbed, family_op, give_name, joined, lists

CONSTANT = None  # stands for the sum of all constants, where the first of them was


def arrange(fgraph, node):
    """Return the sum with this root without what cancels, or None if there is nothing to do."""
    form = lists(fgraph, node, SUM)
    if form is None:
        return None
    form.cancel()
    result = Arrangement(fgraph, form).build()
    if result is form.out:
        give_name(node)
        return None
    # a program that adds an array of the wrong shape and subtracts it again is still wrong
    return [checked(fgraph, result, form.cancelled)]


class Arrangement:
    """The sum of a tree, of the terms that are left in its lists.

    Parameters
    ----------
    fgraph : FunctionGraph
    form : Lists
        It has cancelled.
    """

    def __init__(self, fgraph, form):
        self.fgraph, self.form, self.out = fgraph, form, form.out
        self.gone = dict(form.cancelled), dict(form.cancelled)
        self.constants = int(form.has_constant())
        # nothing but additions has no difference that others could swamp: it is one addition, as in Theano
        self.is_flat = not (form.bottom or self.constants)
        self.made = {}  # the operations of the tree, to recognise those that stay

    def build(self):
        """Return the sum, or the output of the tree itself if that is how it was written."""
        out = self.out
        terms = self._terms()
        result = self._sum(terms, False) if terms else self._constant(False)
        return broadcast_as(cast(result, out.type.dtype), out, out.owner.inputs)

    def _terms(self):
        """Return the terms of the whole tree."""
        parts = []
        pending = [(self.out, False, False)]
        while pending:
            v, minus, is_read = pending.pop()
            if is_read:
                n = len(v.owner.inputs)
                parts[-n:] = [self._joined(parts[-n:], signs(v.owner, minus))]
            elif v is self.out or (family_op(v, SUM) is not None and absorbed(self.fgraph, v.owner, SUM)):
                self.made[op_name(v), *v.owner.inputs] = v
                pending.append((v, minus, True))
                pending += [(w, sign, False) for w, sign in zip(v.owner.inputs, signs(v.owner, minus))][::-1]
            else:
                parts.append(self._leaf(v, minus))
        return parts[0]

    def _joined(self, parts, minus):
        """Return the terms of operands, of which all but the first stay in one piece."""
        found = parts[0]
        for part, sign in zip(parts[1:], minus[1:]):
            found += part if self.is_flat or len(part) < 2 else self._in_one_piece(part, sign)
        return found

    def _leaf(self, v, minus):
        if number(v) is not None:
            self.constants, here = 0, self.constants
            return [(CONSTANT, False)] * here
        negated = without_minus(v)
        if negated is not None:
            v, minus = negated, not minus
        return self._unless_gone(v, minus)

    def _unless_gone(self, v, minus):
        gone = self.gone[minus]
        if not gone.get(v):
            return [(v, minus)]
        gone[v] -= 1
        return []

    def _in_one_piece(self, part, minus):
        """Return a part as one term."""
        if all(v is not CONSTANT and sign is not minus for v, sign in part):
            minus ^= True
        return [(self._sum(part, minus), minus)]

    def _sum(self, terms, flipped):
        """Return the sum of terms, or of their negatives."""
        terms = [(self._constant(flipped), False) if v is CONSTANT else (v, sign ^ flipped) for v, sign in terms]
        first = next((k for k, (_, minus) in enumerate(terms) if not minus), None)
        if first is None:
            return self._make("neg", self._make("add", *[v for v, _ in terms]))
        total = terms[first][0]
        if first:
            total = self._make("sub", total, self._make("add", *[v for v, _ in terms[:first]]))
        pending = [total]
        for v, minus in terms[first + 1 :]:
            if minus:
                pending = [self._make("sub", self._make("add", *pending), v)]
            elif len(pending) == 1 and number(v) is not None:
                pending = [v, *pending]
            else:
                pending.append(v)
        return self._make("add", *pending)

    def _constant(self, flipped):
        value = self.form.constant
        if flipped:
            with np.errstate(all="ignore"):
                value = -value
        # a nan has a sign, which would change each time
        return make_constant(value if value == value else np.nan, self.out.type.dtype, self.out.type.ndim)

    def _make(self, name, *args):
        if name == "add" and len(args) == 1:
            return args[0]
        written = self.made.get((name, *args))
        return joined(name, *with_dtype(args, self.out.type.dtype)) if written is None else written


def signs(node, minus):
    """Return whether each operand is subtracted where the result of `node` is `minus`."""
    if node.op.scalar_op.record_name == "sub":
        return minus, not minus
    return (minus ^ (node.op.scalar_op.record_name == "neg"),) * len(node.inputs)


def without_minus(v):
    """Return ``b * c`` for ``-1 * b * c``, else None."""
    if family_op(v, ("mul",)) is None:
        return None
    first, *others = v.owner.inputs
    if number(first) != -1 or not others:
        return None
    result = joined("mul", *others)
    return result if result.type == v.type else None
