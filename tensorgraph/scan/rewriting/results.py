"""Work that no later step needs is done after the loop, for all steps at once.

(a) A state to which each step adds, and of which only the last is read, is a sum over the steps: of products of
    matrices it is one product of what all steps have, one behind the other. Such are the gradients of weights.
(b) What is made of states for results only is made of the rows of the states.
Both need rows that a step made. They are there if they are a state or result; if not they become a result where a
product is saved by that.
"""

from ...graph.traverse import ancestors, clone_replace
from ...graph.variable import Constant
from ...rewriting.values import constant_value
from ...tensor.alloc import Alloc, AllocEmpty
from ...tensor.dot import Dot, dot
from ...tensor.elemwise import DimShuffle, Elemwise
from ...tensor.rebroadcast import Rebroadcast
from ...tensor.subtensor import IncSubtensor, Subtensor
from ...tensor.sums import Sum
from .outside import Step, extend, fitted, is_same_number
from .parts import Loop, Result, inside_first, loops
from .readers import rows_from_end, skips_first_rows
from .rows import Outside, can_be_rows, flattened


# how far a sum is followed back
DEEPEST = 100


class Made:
    """The rows of what the steps of a loop have, as variables that stand for them until the loop is put together.

    Parameters
    ----------
    loop : Loop
    step : Step
    results : list of Result
        Those whose rows are there.

    Attributes
    ----------
    values : dict of Outside
        What variables of the step are outside.
    cuts : dict
        From variables that must become results to what stands for their rows.
    """

    def __init__(self, loop, step, results):
        self.loop = loop
        self.values = step.values()
        self.cuts = {}
        self._sources = {}
        for state in loop.states:
            if not state.adds_up and is_whole(state, loop.steps):
                for v, tap in [*zip(state.inside, state.taps), (state.made[0], 0)]:
                    self._stand_in(v, lambda state=state, tap=tap: self._rows_of_state(state, tap))
        for result in results:
            self.keep(result)

    def keep(self, result):
        """Let the rows of a result be there."""
        if is_same_number(result.length, self.loop.steps):
            self._stand_in(result.made, lambda: result.new)

    def _stand_in(self, v, source=None):
        if v in self.values or isinstance(v, Constant) or not can_be_rows(v):
            return None
        rows = v.type.clone(broadcastable=(False, *v.type.broadcastable))()
        self.values[v] = Outside(rows, True)
        self._sources[rows] = source
        return rows

    def _rows_of_state(self, state, tap):
        first = state.depth + tap
        return state.new[first : first + self.loop.steps] if tap else state.new[first:]

    def cut(self, v):
        """Let `v` have rows, which take that it is a result."""
        rows = self._stand_in(v)
        if rows is not None:
            self.cuts[v] = rows
        return rows

    def forget_cuts(self, kept=()):
        """Take back the cuts that are not in `kept`."""
        for v in [v for v in self.cuts if v not in kept]:
            del self._sources[self.cuts.pop(v)], self.values[v]

    def cuts_in(self, v):
        """The variables that must become results for `v`, which is outside."""
        below = set(ancestors([v]))
        return [w for w, rows in self.cuts.items() if rows in below]

    def results(self):
        """Results of the loop for the cuts."""
        found = []
        for v, rows in self.cuts.items():
            result = Result(self.loop.steps, v, None)
            self._sources[rows] = lambda result=result: result.new
            found.append(result)
        return found

    def built(self, outputs):
        """`outputs` with the rows of the built loop in place of what stands for them."""
        below = set(ancestors(outputs))
        return clone_replace(
            outputs, {v: v.type.filter_variable(make()) for v, make in self._sources.items() if v in below}
        )


def is_whole(state, steps):
    """Whether a buffer certainly has a row for each step behind its first ones."""
    v = state.outside
    while v.owner is not None and isinstance(v.owner.op, (Rebroadcast, IncSubtensor)):
        v = v.owner.inputs[0]
    if v.owner is None or not isinstance(v.owner.op, (Alloc, AllocEmpty)):
        return False
    length = v.owner.inputs[1 if isinstance(v.owner.op, Alloc) else 0].owner
    if length is None or not isinstance(length.op, Elemwise) or length.op.scalar_op.record_name != "add":
        return False
    return any(is_same_number(n, steps) for n in length.inputs)


def last_rows(fgraph, v):
    """The variables that read the last row of `v`, also by way of its rows but the first; None if others are read."""
    found, pending = [], [v]
    while pending:
        for client, i in fgraph.clients(pending.pop()):
            if client == "output" or i or not isinstance(client.op, Subtensor):
                return None
            if skips_first_rows(client):
                pending.append(client.outputs[0])
            elif rows_from_end(client) == 1 and not isinstance(client.op.idx_list[0], slice):
                found.append(client.outputs[0])
            else:
                return None
    return found


# ------------------------------------------------------------------- sums


@inside_first
def push_out_sums(fgraph):
    """Sums over the steps are made after the loop."""
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
            push_out_candidates(fgraph, loop, candidates)


def count_uses(loop, op):
    """How often each variable of a step is read, or made for something."""
    uses = {}
    for node in Step(loop).order:
        for v in node.inputs:
            uses[v] = uses.get(v, 0) + 1
    for v in op.outputs:
        uses[v] = uses.get(v, 0) + 1
    return uses


def terms_added(state, uses):
    """What a step adds to a state that is used for nothing else; None if it does something else."""
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


def push_out_candidates(fgraph, loop, candidates):
    """Take the states out of the loop whose sums can be made after it."""
    step = Step(loop)
    made = Made(loop, step, loop.results)
    totals = {}
    # first those that save a product in each step; the others if they need nothing that is not there by then
    for with_products in True, False:
        for state, (_, added) in candidates.items():
            if state in totals:
                continue
            kept = set(made.cuts)
            sums = [Sums(made, step, with_products).of(v) for v in added]
            if None in sums or with_products and not any(map(has_product, sums)):
                made.forget_cuts(kept)
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
        for row in candidates[state][0]:
            entries = row.owner.op.idx_list[1:]
            more.append((row, Subtensor(entries)(total, *row.owner.inputs[2:]) if entries else total))
    loop.put_into(fgraph, "scan_pushout_dot1", more)


def has_product(v):
    """Whether a product of matrices is among what `v` is computed by."""
    return any(w.owner is not None and isinstance(w.owner.op, Dot) for w in ancestors([v]))


class Sums:
    """Sums over all steps of what a step computes.

    Parameters
    ----------
    made : Made
    step : Step
    may_cut : bool
        Whether the factors of a product may become results.
    """

    def __init__(self, made, step, may_cut):
        self.made = made
        self.step = step
        self.may_cut = may_cut
        self._known = {}
        self._depth = 0

    def of(self, v):
        """The sum of `v` over all steps, outside; None if the loop has to make it."""
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
            steps = self.made.loop.steps
            return value.v.sum(axis=0, dtype=v.type.dtype) if value.is_rows else value.v * steps.astype(v.type.dtype)
        node = v.owner
        if node is None or not self.step.is_eager(node):
            return None
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
        if isinstance(op, IncSubtensor) and self._is_zero(node.inputs[0]):
            rest = [self._constant(v) for v in node.inputs[2:]]
            inner = self.of(node.inputs[1])
            return None if inner is None or None in rest else op(self._constant(node.inputs[0]), inner, *rest)
        return None

    def _constant(self, v):
        """What `v` is outside, if it is the same in each step."""
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
        """Of a column and a row."""
        if y.type.broadcastable == (False, True):
            x, y = y, x
        if (x.type.broadcastable, y.type.broadcastable) != ((False, True), (True, False)):
            return None
        x, y = self._rows(x), self._rows(y)
        if x is None or y is None:
            return None
        return dot(x.dimshuffle(0, 1).T, y.dimshuffle(0, 2))

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
        return dot(flattened(x.dimshuffle(0, 2, 1), 2).T, flattened(y, 2))

    def _rows(self, v):
        """The rows of a factor."""
        value = self.made.values.get(v)
        if value is not None:
            return value.v if value.is_rows else None
        looks = []
        while v.owner is not None and isinstance(v.owner.op, (DimShuffle, Rebroadcast)) and v not in self.made.values:
            # another look at rows is one from outside too
            looks.append(v.owner)
            v = v.owner.inputs[0]
        if v not in self.made.values:
            if not self.may_cut or v.owner is None or not self.step.is_eager(v.owner) or self.made.cut(v) is None:
                return None
        extend(self.made.values, reversed(looks))
        value = self.made.values.get(looks[0].outputs[0] if looks else v)
        return value.v if value is not None and value.is_rows else None


# ------------------------------------------------------------------- results


@inside_first
def push_out_results(fgraph):
    """What is made of states for results only is made after the loop."""
    for node in loops(fgraph):
        if not node.op.as_while and node.op.n_nit_sot:
            push_out_results_of(fgraph, Loop(node))


def push_out_results_of(fgraph, loop):
    """The same for one loop."""
    step = Step(loop)
    needed = set(ancestors(loop.ends()))
    movable = [result for result in loop.results if is_read_whole(fgraph, loop, result)]
    movable = [result for result in movable if result.made not in needed or is_kept(loop, result.made)]
    kept = [result for result in loop.results if result not in movable]
    made = Made(loop, step, kept)
    order = [node for node in step.order if step.is_eager(node) and needed.isdisjoint(node.outputs)]
    place = {node: i for i, node in enumerate(step.order)}
    moved = []
    extend(made.values, order)
    for result in sorted(movable, key=lambda result: place[result.made.owner]):
        if result.made in made.values or cut_at_product(made, order, result.made):
            moved.append(result)
        else:
            made.keep(result)
            extend(made.values, order)
    if not moved:
        return
    loop.results = [result for result in loop.results if result not in moved] + made.results()
    if loop.states or loop.results or loop.shared:
        loop.build()
    rows = made.built([made.values[result.made].v for result in moved])
    loop.put_into(fgraph, "scanOp_pushout_output", [(result.old, v) for result, v in zip(moved, rows)])


def is_read_whole(fgraph, loop, result):
    """Whether a result has a row for each step, which it computes, and more is read than the last one."""
    is_computed = result.made.owner is not None and is_same_number(result.length, loop.steps)
    return is_computed and last_rows(fgraph, result.old) is None


def is_kept(loop, v):
    """Whether the rows of `v` are a state's."""
    return any(v is w for state in loop.states for w in state.made)


def cut_at_product(made, order, v):
    """Whether `v` can be made after the loop if one factor of a product is a result in its place.

    That factor is one then.
    """
    below = set(ancestors([v], blockers=made.values))
    for node in order:
        if node.outputs[0] not in below or not isinstance(node.op, Dot):
            continue
        missing = [w for w in node.inputs if w not in made.values and not isinstance(w, Constant)]
        if len(missing) != 1 or missing[0].owner is None:
            continue
        known = dict(made.values)
        made.cut(missing[0])
        extend(made.values, order)
        if v in made.values:
            return True
        made.forget_cuts(set(made.cuts) - set(missing))
        made.values = known
    return False
