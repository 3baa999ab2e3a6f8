"""Loops over single numbers, joined: a small model is full of them, and a step costs more than its arithmetic.

a. An array whose axes all have length 1 is a number: loops over such arrays work on 0-d ones, and the changes of axes
   between them are not needed. Other loops, and joins of vectors, read a number as it is, instead of a view of it.
b. Loops over numbers that can run at the same time become one. Each waits until some other step needs it; then all
   that are ready run together, what only they need included. Other steps keep their order.

Example: ``exp(a)``, ``(b * exp(a).dimshuffle("x"))[0]`` and ``exp(a) > 0`` take one step.
"""

from ..._kernels.machine.storage import UNKNOWN, owners_of
from ..lower import needed
from ..program import Program, Slot, Step
from ..usercode import predecessors

MOST = 64  # instructions of a joined loop, whose registers are blocks
_STORE = (None, None, None)


def join_numbers(program):
    """Return the program with loops over numbers joined, the same one where there is nothing to join.

    Parameters
    ----------
    program : Program

    Returns
    -------
    Program
    """
    if sum(step.kind in ("loop", "dimshuffle") for step in program.steps) < 2:
        return program
    if any(step.kind in ("skip", "choose", "select") for step in program.steps):
        return program
    slots, wanted = list(program.slots), {*program.outputs, *(new for _, new in program.updates)}
    steps = as_numbers(slots, program.steps, wanted)
    steps = needed(together(slots, steps, wanted), set(wanted))
    return program if steps == list(program.steps) else Program(tuple(slots), tuple(steps), *program[2:])


def is_number(slot):
    """Return True if all axes of a slot have length 1."""
    return slot.dtype != "object" and all(slot.broadcastable)


# ----------------------------------------------------------------- arrays that are numbers

def as_numbers(slots, steps, wanted):
    """Return the steps with loops over arrays that are numbers as loops over 0-d ones.

    Parameters
    ----------
    slots : list of Slot
        It is extended.
    steps : sequence of Step
    wanted : set of int
        Slots that the program gives out, which keep their makers.
    """
    found, number = [], {}

    def plain(slot):
        """Return the 0-d slot of a number, the slot itself where that is unknown."""
        return number.get(slot, slot)

    def made_plain(slot, node):
        if slots[slot].ndim and slot not in number:
            number[slot] = _temp(slots, slots[slot].dtype)
            found.append(Step("dimshuffle", (slot,), (number[slot],), {"pattern": ()}, {}, node))
        return plain(slot)

    for step in steps:
        if step.kind == "dimshuffle":
            ((x,), (z,)) = step.inputs, step.outputs
            if slots[z].ndim == 0:
                number.setdefault(x, z)
            elif is_number(slots[z]) and (x in number or slots[x].ndim == 0):
                number[z] = plain(x)
        elif step.kind == "loop" and step.inputs:
            ndim = max(slots[slot].ndim for slot in step.inputs)
            small = ndim > 0 and all(is_number(slots[slot]) for slot in step.inputs)
            if small and wanted.isdisjoint(step.outputs) and is_stored(step):
                inputs = tuple([made_plain(slot, step.node) for slot in step.inputs])
                made = tuple([_temp(slots, slots[slot].dtype) for slot in step.outputs])
                found.append(Step("loop", inputs, made, step.params, {}, step.node))
                pattern = {"pattern": ("x",) * ndim}
                for old, new in zip(step.outputs, made):
                    number[old] = new
                    found.append(Step("dimshuffle", (new,), (old,), pattern, {}, step.node))
                continue
            if ndim and not small:
                kept = {step.inputs[j] for j in step.inplace.values()}
                inputs = [slot if slot in kept else plain(slot) for slot in step.inputs]
                step = step._replace(inputs=tuple(inputs))
        elif step.kind == "join" and slots[step.outputs[0]].ndim == 1:
            step = step._replace(inputs=tuple(map(plain, step.inputs)))
        found.append(step)
    return found


def is_stored(loop):
    """Return True if nothing is reduced in a loop."""
    return all(out[1] == "store" for out in loop.params["outs"])


def _temp(slots, dtype):
    slots.append(Slot("temp", dtype, 0, ()))
    return len(slots) - 1


# ----------------------------------------------------------------- joined loops

def together(slots, steps, wanted):
    """Return the steps with loops over numbers joined where they can run at the same time.

    Views come as early as they can, other steps stay in order.
    """
    joins = [may_join(slots, step) for step in steps]
    steps = [step._replace(inplace={}) if own else step for step, own in zip(steps, joins)]
    program = Program(tuple(slots), tuple(steps), tuple(wanted))
    schedule = _Schedule(steps, joins, predecessors(program, owners_of(program, of_python=(UNKNOWN,))))
    read = _readers(steps, wanted)
    found = []
    for kind, members in schedule.run():
        if kind == "step":
            found.append(steps[members])
            continue
        for part in _parts(steps, members):
            inside = set(part)
            found.append(joined([steps[i] for i in part], lambda slot, inside=inside: not read[slot] <= inside))
    return found


class _Schedule:
    """An order of steps, in which those that join wait until another one needs them.

    Parameters
    ----------
    steps : list of Step
    joins : list of bool
        Which of them join.
    needs : list of set of int
        What must come before each.
    """

    def __init__(self, steps, joins, needs):
        self.joins = joins
        self.early = [step.kind == "dimshuffle" or step.kind == "subtensor" and len(step.inputs) == 1 for step in steps]
        self.missing = [len(before) for before in needs]
        self.followers = [[] for _ in steps]
        for i, before in enumerate(needs):
            for k in before:
                self.followers[k].append(i)
        self.waiting = []
        self.placed = [False] * len(steps)

    def run(self):
        """Yield ``("step", i)`` and ``("loops", [i, ...])``."""
        for i, missing in enumerate(list(self.missing)):
            if not missing and not self.placed[i]:
                if self.joins[i]:
                    self.waiting.append(i)
                elif self.early[i]:
                    yield from self._place(i)
        for i in range(len(self.joins)):
            if self.placed[i] or self.joins[i]:
                continue
            if self.missing[i]:
                yield from self._release()
            if not self.placed[i]:
                yield from self._place(i)
        yield from self._release()

    def _place(self, i):
        """Place a step, and the views that it was the last to keep waiting."""
        pending = [i]
        for k in pending:
            self.placed[k] = True
            yield "step", k
            pending += self._freed(k)

    def _freed(self, i):
        """Note that a step is placed; return the views that can be."""
        views = []
        for k in self.followers[i]:
            self.missing[k] -= 1
            if not self.missing[k]:
                if self.joins[k]:
                    self.waiting.append(k)
                elif self.early[k]:
                    views.append(k)
        return views

    def _release(self):
        """Place all loops that can be, until none is left that only such loops keep waiting."""
        group, views = [], []
        while self.waiting:
            ready, self.waiting = sorted(self.waiting), []
            for i in ready:
                group.append(i)
                views += self._freed(i)
        if group:
            yield "loops", group
        for i in views:
            yield from self._place(i)


def _readers(steps, wanted):
    """Return the set of steps that read each slot; -1 stands for the end of the program."""
    read = {slot: set() for step in steps for slot in step.outputs}
    for i, step in enumerate(steps):
        for slot in step.inputs:
            if slot in read:
                read[slot].add(i)
    for slot in wanted & read.keys():
        read[slot].add(-1)
    return read


def may_join(slots, step):
    """Return True if a step is a loop over numbers that cannot fail."""
    if step.kind != "loop" or not step.inputs or not is_stored(step):
        return False
    if any(slots[slot].ndim for slot in (*step.inputs, *step.outputs)):
        return False
    # a power of integers may raise, and so may what others compute
    return all(isinstance(op, str) for op, _, _ in step.params["code"])


def _parts(steps, group):
    """Yield lists of members of a group with at most ``MOST`` instructions in all, but at least one member."""
    part, size = [], 0
    for i in group:
        n = len(steps[i].params["code"])
        if part and size + n > MOST:
            yield part
            part, size = [], 0
        part.append(i)
        size += n
    if part:
        yield part


def joined(loops, leaves):
    """Return one loop that does the work of several, in this order.

    Parameters
    ----------
    loops : list of Step
    leaves : callable
        ``leaves(slot)`` is True if others read a result.
    """
    if len(loops) == 1:
        return loops[0]
    made = {slot for loop in loops for slot in loop.outputs}
    inputs = list(dict.fromkeys(slot for loop in loops for slot in loop.inputs if slot not in made))
    consts = [const for loop in loops for const in loop.params["consts"]]
    # a text tells -0.0 from 0.0
    consts = list(dict.fromkeys((dtype, repr(value), value) for dtype, value in consts))
    place = {const[:2]: len(inputs) + i for i, const in enumerate(consts)}
    dtypes = [None] * len(inputs) + [dtype for dtype, _, _ in consts]
    code, outs, outputs, register = [], [], [], {slot: i for i, slot in enumerate(inputs)}
    for loop in loops:
        params, own = loop.params, {}
        for r, slot in enumerate(loop.inputs):
            own[r] = register[slot]
            if register[slot] < len(inputs):
                dtypes[register[slot]] = params["reg_dtypes"][r]
        for r, (dtype, value) in enumerate(params["consts"], len(loop.inputs)):
            own[r] = place[dtype, repr(value)]
        for op, dst, srcs in params["code"]:
            own[dst] = len(dtypes)
            dtypes.append(params["reg_dtypes"][dst])
            code.append((op, own[dst], tuple([own[r] for r in srcs])))
        for slot, out in zip(loop.outputs, params["outs"]):
            register[slot] = own[out[0]]
            if leaves(slot):
                outputs.append(slot)
                outs.append((own[out[0]], "store", *_STORE))
    params = {
        "consts": tuple([(dtype, value) for dtype, _, value in consts]), "code": tuple(code),
        "reg_dtypes": tuple(dtypes), "outs": tuple(outs),
    }
    return Step("loop", tuple(inputs), tuple(outputs), params, {}, loops[-1].node)
