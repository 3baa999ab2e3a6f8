"""Sums over the steps, computed after the loop.

A state to which each step adds, and of which only the last row is read, is such a sum. A sum of matrix products is one
product of the stacked factors of all steps, as for gradients of weights. Rows that steps add to a table, each at its
place, as for gradients of embeddings, are added at once. Where that saves a product in each step, or a pass over a
table, the factors and the rows become results of the loop; and so do numbers, since a step waits for the sum of the
one before, and an array is added up many elements at a time.

Sums are accumulated in the dtype of the state: terms are cast first. What a step computes in another dtype, where it
may wrap, stays in the loop.
"""

from ...batching.examples import folded
from ...graph.traverse import ancestors
from ...graph.variable import Constant
from ...rewriting.values import constant_value
from ...tensor.creation.alloc import alloc
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.elementwise.math import lt
from ...tensor.indexing.advanced_subtensor import AdvancedIncSubtensor1
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor
from ...tensor.products.dot import Dot, dot
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.rebroadcast import Rebroadcast
from .batched import Outside
from .made import Made, last_rows
from .outside import StepGraph, extend, fitted
from .parts import Loop, inside_first, loops

# what may become results, so that sums of it can be computed after the loop
FACTORS, NUMBERS, NOTHING = "factors", "numbers", "nothing"
# levels to which a sum is followed back
DEEPEST = 100


@inside_first
def push_out_sums(fgraph):
    """Compute sums over the steps after the loop."""
    for node in loops(fgraph):
        if node.op.as_while or not node.op.n_sit_sot:
            continue
        loop = Loop(node)
        candidates = {}
        uses = count_uses(loop, node.op)
        for state in loop.states:
            read = last_rows(fgraph, state.old) if state.is_single else None
            added = terms_added(state, uses) if read else None
            if added:
                candidates[state] = read, added
        if candidates:
            push_out_candidates(fgraph, loop, candidates, uses)


def count_uses(loop, op):
    """Return how often each variable of a step is read or returned."""
    uses = {}
    for node in StepGraph(loop).order:
        for v in node.inputs:
            uses[v] = uses.get(v, 0) + 1
    for v in op.outputs:
        uses[v] = uses.get(v, 0) + 1
    return uses


def terms_added(state, uses):
    """Return the terms that a step adds to a state without other uses, or None."""
    before = state.inside[0]
    terms, pending = [], [state.made[0]]
    while pending:
        v = pending.pop()
        node = v.owner
        is_sum = node is not None and isinstance(node.op, Elemwise) and node.op.scalar_op.record_name == "add"
        if is_sum and uses[v] == 1:
            pending += node.inputs
        else:
            terms.append(v)
    if terms.count(before) != 1 or uses[before] != 1:
        return None
    return [v for v in terms if v is not before]


def push_out_candidates(fgraph, loop, candidates, uses):
    """Remove from the loop the states whose sums can be computed after it."""
    step = StepGraph(loop)
    made = Made(loop, step.values(), loop.results)
    totals = {}
    # first those that save work in each step; then the others, if they need nothing new
    passes = [(FACTORS, True), (NOTHING, False)]
    if loop.seqs or loop.results:
        # there are rows of all steps anyway
        passes.append((NUMBERS, False))
    for cuts, must_save in passes:
        for state, (_, added) in candidates.items():
            if state in totals:
                continue
            mark = made.mark()
            sums = [Sums(made, step, cuts, state.inside[0].type.dtype, uses).of(v) for v in added]
            if None in sums or must_save and not any(map(saves_work, sums)):
                made.back_to(mark)
            else:
                totals[state] = sums
    if not totals:
        return
    loop.states = [state for state in loop.states if state not in totals]
    loop.results += made.results()
    if loop.states or loop.results or loop.shared:
        loop.build()
    more = []
    for state, sums in totals.items():
        total = state.outside[0]
        for v in made.built(sums):
            total = total + v
        total = state.inside[0].type.filter_variable(total)
        for row, skipped in candidates[state][0]:
            entries = row.owner.op.idx_list[1:]
            last = behind(total, loop.steps, skipped)
            more.append((row, Subtensor(entries)(last, *row.owner.inputs[2:]) if entries else last))
    loop.put_into(fgraph, "scan_pushout_dot1", more)


def takes_one_row(op):
    """Return True if an update of a subtensor is of one row, at a number, and of all of it."""
    first, *rest = op.idx_list
    return not isinstance(first, slice) and all(entry == slice(None) for entry in rest)


def behind(total, steps, skipped):
    """Return `total`, the last row, or an IndexError if there are fewer steps than `skipped` rows before it."""
    if not skipped or isinstance(steps, Constant) and steps.data >= skipped:
        return total
    return total.dimshuffle("x", *range(total.type.ndim))[lt(steps, skipped).astype("int64")]


def is_test(node):
    """Return True if a node compares: that is done again rather than stored."""
    return node.outputs[0].type.dtype == "bool"


def saves_work(v):
    """Return True if `v` depends on a matrix product, or on rows added to a table."""
    return any(w.owner is not None and isinstance(w.owner.op, (Dot, AdvancedIncSubtensor1)) for w in ancestors([v]))


class Sums:
    """Sums over all steps of variables of a step.

    Parameters
    ----------
    made : Made
    step : StepGraph
    cuts : str
        What may become results: the ``FACTORS`` of a product and rows that are added to a table, ``NUMBERS``, or
        ``NOTHING``.
    dtype : str
        In which the steps add.
    uses : dict
        How often each variable of a step is read or returned.
    """

    def __init__(self, made, step, cuts, dtype, uses):
        self.made = made
        self.step = step
        self.cuts = cuts
        self.dtype = dtype
        self.uses = uses
        self._known = {}
        self._depth = 0

    def of(self, v):
        """Return the sum of `v` over all steps, outside, or None if it must stay in the loop."""
        if v not in self._known:
            self._depth += 1
            self._known[v] = self._sum(v) if self._depth < DEEPEST else None
            self._depth -= 1
        return self._known[v]

    def _sum(self, v):
        value = self.made.values.get(v)
        if value is None and isinstance(v, Constant):
            value = Outside(v, False)
        if value is not None:
            each, steps = value.v.astype(self.dtype), self.made.loop.steps
            return each.sum(axis=0, dtype=self.dtype) if value.is_rows else each * steps.astype(self.dtype)
        node = v.owner
        if node is None or v.type.dtype != self.dtype or not self.step.is_eager(node):
            return None
        if self.cuts is NUMBERS and not v.type.ndim:
            rows = self._numbers(v)
            return None if rows is None else rows.sum(axis=0, dtype=self.dtype)
        found = self._of_node(node)
        if found is None or found.type.dtype != v.type.dtype or found.type.ndim != v.type.ndim:
            return None
        return fitted(Outside(found, False), v).v

    def _of_node(self, node):
        op = node.op
        if isinstance(op, Elemwise):
            return self._of_elemwise(node, op.scalar_op.record_name)
        if isinstance(op, Dot):
            return self._of_product(node)
        if isinstance(op, (DimShuffle, Rebroadcast, Sum)):
            inner = self.of(node.inputs[0])
            return None if inner is None else op(inner)
        if isinstance(op, (IncSubtensor, AdvancedIncSubtensor1)) and self._is_zero(node.inputs[0]):
            return self._of_write(node)
        return None

    def _constant(self, v):
        """Return the outer value of `v` if it is loop-invariant, else None."""
        if isinstance(v, Constant):
            return v
        value = self.made.values.get(v)
        return None if value is None or value.is_rows else value.v

    def _is_zero(self, v):
        return self._constant(v) is not None and constant_value(v) == 0

    def _of_elemwise(self, node, name):
        if name in ("add", "sub", "neg"):
            inner = [self.of(v) for v in node.inputs]
            return None if None in inner else node.op(*inner)
        if name == "true_div":
            x, y = node.inputs
            divisor, inner = self._constant(y), self.of(x)
            return None if divisor is None or inner is None else node.op(inner, divisor)
        if name != "mul":
            return None
        factors = [self._constant(v) for v in node.inputs]
        changing = [i for i, v in enumerate(factors) if v is None]
        if len(changing) == 1:
            factors[changing[0]] = self.of(node.inputs[changing[0]])
            return None if None in factors else node.op(*factors)
        if len(factors) == len(changing) == 2:
            return self._of_outer_product(*node.inputs)
        return None

    def _of_outer_product(self, x, y):
        """Return the sum of the products of a column and a row."""
        if y.type.broadcastable == (False, True):
            x, y = y, x
        if (x.type.broadcastable, y.type.broadcastable) != ((False, True), (True, False)):
            return None
        x, y = self._rows(x), self._rows(y)
        if x is None or y is None:
            return None
        return dot(x.dimshuffle(0, 1).T, y.dimshuffle(0, 2))

    def _of_write(self, node):
        """Return the sum of what is written into zeros, at one place or at others in each step."""
        zeros, value, *index = node.inputs
        table, places = self._constant(zeros), [self._constant(v) for v in index]
        if None not in places:
            inner = self.of(value)
            return None if inner is None else node.op(table, inner, *places)
        are_many = isinstance(node.op, AdvancedIncSubtensor1)
        if are_many and node.op.set_instead_of_inc or not are_many and not takes_one_row(node.op):
            return None
        flags = (*[False] * are_many, *zeros.type.broadcastable[1:])
        places = self.made.values.get(index[0])
        if places is None or value.type.dtype != self.dtype or value.type.broadcastable != flags:
            return None
        rows = self._rows(value)
        if rows is None:
            return None
        if are_many:
            # one row may be for all places of a step
            rows = folded(alloc(rows, *places.v.shape, *[table.shape[i] for i in range(1, table.type.ndim)]))
        return AdvancedIncSubtensor1()(table, rows, places.v.flatten())

    def _of_product(self, node):
        x, y = node.inputs
        for v, other, is_left in (x, y, True), (y, x, False):
            constant = self._constant(v)
            if constant is not None:
                inner = self.of(other)
                return None if inner is None else dot(constant, inner) if is_left else dot(inner, constant)
        if (x.type.ndim, y.type.ndim) != (2, 2):
            return None
        x, y = self._rows(x), self._rows(y)
        if x is None or y is None:
            return None
        return dot(folded(x.dimshuffle(0, 2, 1)).T, folded(y))

    def _numbers(self, v):
        """Return the numbers that `v` is in all steps, outside, or None.

        What nothing else reads is computed outside, of numbers that become results: several sums are one loop there.
        """
        pending, work = [v], set()
        while pending:
            w = pending.pop()
            node = w.owner
            if node in work or w in self.made.values or isinstance(w, Constant):
                continue
            is_work = node is not None and isinstance(node.op, Elemwise) and len(node.outputs) == 1
            if is_work and not w.type.ndim and self.step.is_eager(node) and (self.uses[w] == 1 or is_test(node)):
                work.add(node)
                pending += node.inputs
            elif self.made.cut(w) is None:
                return None
        extend(self.made.values, sorted(work, key=self.step.position.__getitem__))
        value = self.made.values.get(v)
        return value.v if value is not None and value.is_rows else None

    def _rows(self, v):
        """Return the rows of a factor."""
        value = self.made.values.get(v)
        if value is not None:
            return value.v if value.is_rows else None
        looks = []
        while v.owner is not None and isinstance(v.owner.op, (DimShuffle, Rebroadcast)) and v not in self.made.values:
            # another view of rows is also one from outside
            looks.append(v.owner)
            v = v.owner.inputs[0]
        if v not in self.made.values:
            if self.cuts is not FACTORS or v.owner is None or not self.step.is_eager(v.owner):
                return None
            if self.made.cut(v) is None:
                return None
        extend(self.made.values, reversed(looks))
        value = self.made.values.get(looks[0].outputs[0] if looks else v)
        return value.v if value is not None and value.is_rows else None
