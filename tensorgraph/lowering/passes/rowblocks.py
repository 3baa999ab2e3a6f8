"""Steps over the same rows joined into one: a block of rows passes through all of them while it is in cache.

It pays off in two cases. Rows that are taken from a table (``E[i]``) and used at once need not be written and read
again; nor do those that are added to a table of zeros (the gradient of ``E[i]``). And a matrix that is read by a
product and then, transposed, by another (``dot(X, w)`` and ``dot(X.T, r)``, in every gradient of a linear model) is
read once.

A step may join if row i of its output depends on row i of its row inputs and on other inputs as a whole; so may a sum
over the rows, whose result is complete only at the end.
"""

from collections import defaultdict
from functools import cached_property

from ..._kernels.machine.storage import owners_of
from ...scalar.reductions import REDUCTIONS
from ..branches import marked, resolved
from ..program import Program, Slot, Step

FAR = 500  # steps to search after the last one that joined


def block_rows(program):
    """Return the program with such steps joined, the same one where there is nothing to join."""
    if not any(step.kind in ("take", "dot", "gemv") for step in program.steps):
        return program
    slots, steps = list(program.slots), marked(program.steps)
    wanted = {*program.outputs, *(new for _, new in program.updates)}
    start, flow = 0, _Flow(slots, steps)
    while start < len(steps):
        if _is_seed(slots, steps[start]):
            region = _Region(slots, steps, start, wanted, flow)
            region.grow()
            if region.is_worthwhile():
                steps[start:] = region.replaced()
                flow = _Flow(slots, steps)
        start += 1
    steps = resolved(steps)
    return program if len(steps) == len(program.steps) else Program(tuple(slots), tuple(steps), *program[2:])


def _is_seed(slots, step):
    """Return True if a step makes rows from rows that come from outside."""
    if step.kind == "take":
        table, index = step.inputs[0], step.inputs[-1]
        axis = step.params.get("axis", 0)
        return len(step.inputs) == 2 and axis == 0 and _ndim(slots, table) > 1 and _ndim(slots, index) == 1
    return step.kind in ("dot", "gemv") and [_ndim(slots, i) for i in step.inputs[:2]] == [2, 1]


def _ndim(slots, slot):
    return len(slots[slot].broadcastable)


def _has_rows(slots, slot):
    """Return True if an array has a first axis that is not broadcast."""
    return _ndim(slots, slot) > 0 and not slots[slot].broadcastable[0]


def _scaled_sum(dtype, beta, alpha):
    """Return the parameters of a loop that computes ``beta z + alpha joined``; as in BLAS, skip z if `beta` is 0."""
    code = dict(float32="f32", float64="f64").get(dtype)
    if beta == 0:
        consts, instructions = (alpha,), ((f"mul_{code}", 3, (1, 2)),)
    else:
        consts = beta, alpha
        instructions = (f"mul_{code}", 4, (0, 2)), (f"mul_{code}", 5, (1, 3)), (f"add_{code}", 6, (4, 5))
    last = instructions[-1][1]
    return {
        "consts": tuple((dtype, value) for value in consts),
        "code": instructions,
        "reg_dtypes": (dtype,) * (last + 1),
        "outs": ((last, "store", None, None, None),),
    }


class _Flow:
    """The writers of slots, found once for all regions until one of them changes the steps."""

    def __init__(self, slots, steps):
        self.slots, self.steps = slots, steps

    @cached_property
    def makers(self):
        return {slot: step for step in self.steps for slot in step.outputs}

    @cached_property
    def _owners(self):
        return owners_of(Program(self.slots, self.steps, (), ()))

    @cached_property
    def _sharing(self):
        """The slots that may alias each slot."""
        sharing = defaultdict(set)
        for slot, owners in enumerate(self._owners):
            for owner in owners:
                sharing[owner].add(slot)
        return sharing

    def written_over(self, step):
        """Return the slots that alias memory which `step` overwrites."""
        found = set()
        for j in step.inplace.values():
            for owner in self._owners[step.inputs[j]]:
                found |= self._sharing[owner]
        return found


class _Region:
    """Steps that may join, found by scanning forward from the first.

    Parameters
    ----------
    slots : list of Slot
        Of the program; it is extended.
    steps : list of Step
    start : int
        The first one.
    wanted : set of int
        Slots that the program gives out.
    flow : _Flow
    """

    def __init__(self, slots, steps, start, wanted, flow):
        self.slots, self.steps, self.start, self.wanted, self.flow = slots, steps, start, wanted, flow
        self.members = {}  # position: (inner step, outputs and what they are)
        self.after = {}  # position: the steps that compute the result of the step from the joined result
        self.rows = []  # inputs from outside, by rows
        self.whole = []
        self.aligned = set()
        self.late = set()  # slots that depend on results which are complete only at the end
        self.results = {}  # slot: how it leaves
        self.transposed = {}  # slot of a transposed matrix: its slot inside
        self.tables = []
        self.end = start

    # ------------------------------------------------------------- selection

    def grow(self):
        """Scan forward as long as steps may join or may run before or after all of it."""
        # Idea: row i of all members is computed before row i + 1 of any; steps between them move before or after.
        # Invariant: members read slots that are aligned (row i needs row i) or complete before, never late ones.
        # Example: p = E[i], s = tanh(p), c = sum(s, axis=0), d = c + 1: p, s are aligned, c is late, d comes after.
        for i in range(self.start, len(self.steps)):
            step = self.steps[i]
            if step.kind in ("skip", "end") or i > self.end + FAR:
                # only skipped steps stay in between
                return
            after = not (self.aligned.isdisjoint(step.inputs) and self.late.isdisjoint(step.inputs))
            if i == self.start or after:
                # the addend of a product is added at the end
                needed = step.inputs[:2] if step.kind == "gemv" else step.inputs
                if self.late.isdisjoint(needed) and self._join(i, step):
                    self.end = i + 1
                else:
                    self.late.update(step.outputs, self.flow.written_over(step))
            elif step.inplace:
                # it would move before steps that may read the memory it overwrites
                return

    def _join(self, i, step):
        method = getattr(self, f"_join_{step.kind}", None)
        return method is not None and method(i, step)

    def _add(self, i, step, rows=(), whole=(), aligned=(), results=(), dtypes=()):
        """Add a member, unless an array would be read by rows and as a whole: in a block it is one or the other."""
        if not {*self.rows, *rows}.isdisjoint([*self.whole, *whole]):
            return False
        self.rows += [slot for slot in dict.fromkeys(rows) if slot not in self.rows and slot not in self.aligned]
        self.whole += [slot for slot in dict.fromkeys(whole) if slot not in self.whole]
        self.members[i] = step
        self.aligned.update(aligned)
        for slot, how in results:
            self.results[slot] = how, dict(dtypes).get(slot, self.slots[slot].dtype)
            self.late.add(slot)
        return True

    def _join_take(self, i, step):
        table, index = step.inputs[0], step.inputs[-1]
        if not _is_seed(self.slots, step) or table in self.aligned or not _has_rows(self.slots, index):
            return False
        if not self._add(i, step, [index], [table], step.outputs):
            return False
        self.tables.append(table)
        return True

    def _join_dot(self, i, step):
        x, y = step.inputs
        if _ndim(self.slots, y) != 1 or _ndim(self.slots, x) != 2:
            return False
        if y in self.aligned:
            return self._join_transposed(i, step, x, y, step.outputs[0])
        if not _has_rows(self.slots, x) or self.slots[y].kind == "const":
            return False
        return self._add(i, step, [x], [y], step.outputs)

    def _join_gemv(self, i, step):
        x, y, z = step.inputs[:3]
        alpha, beta = step.params["alpha"], step.params["beta"]
        if isinstance(alpha, tuple) or isinstance(beta, tuple):
            return False
        if y not in self.aligned:
            fits = _has_rows(self.slots, x) and _has_rows(self.slots, z) and self.slots[y].kind != "const"
            return fits and z not in self.late and self._add(i, step, [x, z], [y], step.outputs)
        if z in self.aligned:
            return False
        slot = self.slots[step.outputs[0]]
        self.slots.append(Slot("temp", slot.dtype, *slot[2:]))
        joined = len(self.slots) - 1
        if not self._join_transposed(i, step, x, y, joined):
            self.slots.pop()
            return False
        self.late.update(step.outputs)
        inplace = {0: 0} if step.inplace else {}
        params = _scaled_sum(slot.dtype, beta, alpha)
        self.after[i] = [Step("loop", (z, joined), step.outputs, params, inplace, step.node)]
        return True

    def _join_transposed(self, i, step, x, y, joined):
        """Join ``dot(X.T, r)`` as the sum over the rows of X, each times an element of r."""
        maker = self.flow.makers.get(x)
        if maker is None or maker.kind != "dimshuffle" or maker.params["pattern"] != (1, 0):
            return False
        matrix = maker.inputs[0]
        dtype = self.slots[joined].dtype
        if matrix not in self.rows or dtype not in ("float32", "float64"):
            return False
        self.transposed[x] = matrix
        return self._add(i, Step("dot", (x, y), (joined,), {}, {}, step.node), results=[(joined, "sum")])

    def _join_loop(self, i, step):
        rows, whole = [], []
        if not all(_ndim(self.slots, slot) for slot in step.inputs):
            return False
        for slot in step.inputs:
            (rows if _has_rows(self.slots, slot) else whole).append(slot)
        if self.aligned.isdisjoint(rows) or not self.aligned.isdisjoint(whole):
            return False
        aligned, results, dtypes, outs = [], [], [], []
        for slot, out in zip(step.outputs, step.params["outs"]):
            register, how, axes, dtype, acc_dtype = out
            if how == "store" or (axes is not None and 0 not in axes):
                aligned.append(slot)
            elif how in REDUCTIONS:
                results.append((slot, how))
                dtypes.append((slot, acc_dtype))
                out = register, how, axes, acc_dtype, acc_dtype
            else:
                return False
            outs.append(out)
        step = step._replace(params={**step.params, "outs": tuple(outs)})
        return self._add(i, step, rows, whole, aligned, results, dtypes)

    def _join_put(self, i, step):
        """Join rows that are added to a table allocated for them."""
        if len(step.inputs) != 3 or step.params["how"] != "inc" or step.params.get("ranges"):
            return False
        table, rows, index = step.inputs
        maker = self.flow.makers.get(table)
        if maker is None or maker.kind != "alloc" or 0 not in step.inplace or rows not in self.aligned:
            return False
        if _ndim(self.slots, index) != 1 or not _has_rows(self.slots, index):
            return False
        if _ndim(self.slots, rows) != _ndim(self.slots, table) or table in self.whole or table in self.wanted:
            return False
        if any(table in other.inputs for other in self.steps if other is not step):
            return False
        return self._add(i, step, [index], [table], results=[(step.outputs[0], "placed")])

    # ------------------------------------------------------------- construction

    def is_worthwhile(self):
        """Return True if joining saves a read."""
        if len(self.members) < 2:
            return False
        return bool(self.tables or self.transposed) and not self._writes_over_what_leaves()

    def _leaving(self):
        """Return the slots of rows that are read outside."""
        outside = set(self.wanted)
        for i, step in enumerate(self.steps):
            if i not in self.members:
                outside.update(step.inputs)
            for after in self.after.get(i, ()):
                outside.update(after.inputs)
        return [slot for step in self.members.values() for slot in step.outputs if slot in self.aligned & outside]

    def _writes_over_what_leaves(self):
        leaving = set(self._leaving())
        return any(
            step.inputs[j] in leaving
            for step in self.members.values()
            if step.kind != "put"
            for j in step.inplace.values()
        )

    def replaced(self):
        """Return the steps from the first on, with one in the place of the members."""
        before, after = [], []
        known = {slot for step in self.members.values() for slot in step.outputs}
        for i in range(self.start, self.end):
            if i in self.members:
                after += self.after.get(i, ())
            elif known.isdisjoint(self.steps[i].inputs):
                before.append(self.steps[i])
                continue
            else:
                after.append(self.steps[i])
            for step in after[-1:]:
                known.update(step.outputs, self.flow.written_over(step))
        return [*before, self._step(), *after, *self.steps[self.end :]]

    def _step(self):
        """Return the step that does the work of the members."""
        constants = [slot for slot in self.whole if self.slots[slot].kind == "const"]
        inputs = [slot for slot in self.rows + self.whole if slot not in constants]
        slots, outer, inner = [], [], {}

        def add(slot, kind, dtype=None):
            described = self.slots[slot]
            inner[slot] = len(slots)
            slots.append(Slot(kind, dtype or described.dtype, described.ndim, described.broadcastable, described.value))
            outer.append(slot)

        for slot in inputs:
            add(slot, "input")
            slots[-1] = slots[-1]._replace(value=None)
        for slot in constants:
            add(slot, "const")
        steps = []
        for x, matrix in self.transposed.items():
            add(x, "temp")
            steps.append(Step("dimshuffle", (inner[matrix],), (inner[x],), {"pattern": (1, 0)}))
        for step in self.members.values():
            for slot in step.outputs:
                add(slot, "temp", self.results.get(slot, (None, None))[1])
            steps.append(self._inner(step, inner))
        leaving = dict.fromkeys(self._leaving(), ("rows", None)) | self.results
        places = {step.outputs[0]: inputs.index(step.inputs[0]) for step in self.members.values() if step.kind == "put"}
        return Step(
            "rows",
            tuple(inputs),
            tuple(leaving),
            {
                "program": Program(tuple(slots), tuple(steps), tuple(inner[slot] for slot in leaving)),
                "n_rows": len(self.rows),
                "tables": tuple(inputs.index(slot) for slot in dict.fromkeys(self.tables) if slot in inputs),
                "how": tuple(how for how, _ in leaving.values()),
                "slots": tuple(outer),
            },
            {k: places[slot] for k, slot in enumerate(leaving) if slot in places},
        )

    def _inner(self, step, inner):
        """Return a member as a step of the block's program."""
        return step._replace(
            inputs=tuple(inner[slot] for slot in step.inputs),
            outputs=tuple(inner[slot] for slot in step.outputs),
            inplace={k: j for k, j in step.inplace.items() if step.kind == "put" or step.inputs[j] in self.aligned},
        )
