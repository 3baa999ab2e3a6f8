"""Sums of what is written to slices, as loops that store each element once.

The gradient of differences between neighbours is zeros to which one array after another is added, each at its slice.
A padded loop reads these arrays as if there were zeros around them, and writes their sum. What a loop has computed for
these slices only is computed where it is added, if that is cheap: then it is not stored at all.
"""

from functools import cached_property
from typing import NamedTuple

from ..._kernels.machine.storage import owners_of
from ..branches import marked, resolved
from ..program import Program, Step
from .loopparts import CODES, needed_for, readers_of, without_inputs, without_outputs
from .paddedcode import PaddedCode, cost_of

MOST_TERMS = 8
MOST_INPUTS = 12
FAR = 500  # steps from the first that is looked at to the last
FEW = 8  # elements that a slice leaves out at each end
CHEAP = 8  # operations on each element that are rather done again than stored
_FULL = ("slice", None, None, None)


def pad_loops(program):
    """Return the program with such loops, also inside of scans; the same one where there is nothing to join."""
    steps = tuple([_inside(step) for step in program.steps])
    if any(new is not old for new, old in zip(steps, program.steps, strict=True)):
        program = program._replace(steps=steps)
    if not any(step.kind == "put_slice" for step in program.steps):
        return program
    found = _Chains(program)
    for chain in found.chains():
        found.replace(chain)
    return found.program() if found.replaced else program


def _inside(step):
    if step.kind != "scan":
        return step
    inner = pad_loops(step.params["program"])
    return step if inner is step.params["program"] else step._replace(params={**step.params, "program": inner})


class _Chain(NamedTuple):
    """Zeros, or an array, and the steps that write to its slices one after the other.

    Attributes
    ----------
    base : int
        The slot of the array.
    zeros : Step or None
        What made it, if it is zeros.
    puts : list of int
        The steps.
    """

    base: int
    zeros: Step
    puts: list


class _Term(NamedTuple):
    """An array that is added to a slice.

    Attributes
    ----------
    put : int
        The step.
    slot : int
    index : tuple
        Entries, one for each axis.
    is_added : bool
        False if it is subtracted.
    """

    put: int
    slot: int
    index: tuple
    is_added: bool


def _index_of(put, ndim):
    """Return a slice for each axis if a step writes to most of an array, else None.

    Slices that keep all but a few elements are meant, at the beginning and at the end; of others too little is known.
    """
    index = put.params["index"] + (_FULL,) * (ndim - len(put.params["index"]))
    for entry in index:
        if not isinstance(entry, tuple) or entry[0] != "slice":
            return None
        _, start, stop, step = entry
        if step not in (None, 1) or any(isinstance(bound, tuple) for bound in (start, stop)):
            return None
        if not 0 <= (start or 0) <= FEW or stop is not None and not -FEW <= stop < 0:
            return None
    return tuple([("slice", start, stop, None) for _, start, stop, _ in index])


def is_of_planes(chain, term):
    """Return True if zeros are around each of many matrices; a padded loop begins anew at each of their ends."""
    cut = [entry != _FULL for entry in term.index]
    return chain.zeros is not None and len(cut) > 2 and cut[-1] and sum(cut) > 1


class _Chains:
    """A program whose chains of writes become padded loops.

    Attributes
    ----------
    replaced : dict
        From places in the program to the steps that stand there instead.
    gone : dict
        From places of loops to the outputs that nobody reads any more.
    """

    # Idea: find zeros and the writes that follow; what they write is read where it is, or computed anew.
    # Invariant: memory that the new loop reads has not been overwritten when the last of the writes comes.
    # Example: d = a - b, z = zeros, z[1:] += d, z[:-1] -= d becomes z = pad(a) - pad(b) - (pad'(a) - pad'(b)).

    def __init__(self, program):
        self.before = program
        self.slots, self.steps = list(program.slots), marked(program.steps)
        self.replaced, self.gone = {}, {}

    @cached_property
    def makers(self):
        return {slot: i for i, step in enumerate(self.steps) for slot in step.outputs}

    @cached_property
    def readers(self):
        return readers_of(self.before._replace(steps=tuple(self.steps)))

    @cached_property
    def owners(self):
        return owners_of(self.before)

    def chains(self):
        """Yield the chains."""
        seen = set()
        for i, step in enumerate(self.steps):
            if step.kind != "put_slice" or i in seen or self.slots[step.outputs[0]].dtype not in CODES:
                continue
            base, puts = step.inputs[0], [i]
            if step.params["how"] == "set" and self._zeros(base) is None:
                continue
            while True:
                following = self.readers.get(self.steps[puts[-1]].outputs[0], [])
                (after,) = following if len(following) == 1 else (None,)
                if after is None or not self._continues(self.steps[after], self.steps[puts[-1]].outputs[0]):
                    break
                puts.append(after)
            seen.update(puts)
            yield _Chain(base, self._zeros(base), puts)

    def _continues(self, step, slot):
        """Return True if a step adds something else to a slice of what is in a slot."""
        if step.kind != "put_slice" or step.params["how"] == "set":
            return False
        return step.inputs[0] == slot and slot not in step.inputs[1:]

    def _zeros(self, slot):
        """Return the step that made an array of zeros, or one that could have made a constant; None for others."""
        described, i = self.slots[slot], self.makers.get(slot)
        if described.kind == "const":
            if described.value.any() or not described.ndim:
                return None
            return Step("alloc", (), (slot,), {"shape": described.value.shape})
        step = None if i is None else self.steps[i]
        if step is None or step.kind != "alloc" or not step.params.get("filled", True):
            return None
        value = self.slots[step.inputs[0]]
        if value.kind == "const":
            return None if value.value.any() else step
        inner = self._zeros(step.inputs[0])
        return None if inner is None else step._replace(inputs=(inner.inputs[0], *step.inputs[1:]))

    # ------------------------------------------------------------- what joins

    def replace(self, chain):
        """Let a padded loop do the work of a chain, if that pays."""
        end, terms, left = chain.puts[-1], [], []
        if len(chain.puts) > 2 * MOST_TERMS or end - chain.puts[0] > FAR:
            return
        for i in chain.puts:
            put = self.steps[i]
            index = _index_of(put, self.slots[chain.base].ndim)
            # its value is read later than before
            if not self._keeps(put.inputs[1:], i, end):
                return
            if index is None or self._ndim(put.inputs[1]) != len(index) or len(terms) == MOST_TERMS:
                # what is set in zeros is added to what the loop writes
                left.append(put._replace(params={**put.params, "how": put.params["how"].replace("set", "inc")}))
            else:
                terms.append(_Term(i, put.inputs[1], index, put.params["how"] != "dec"))
        loops = self._repeated(chain, terms, end)
        if not terms or len(terms) == 1 and (left or not loops or is_of_planes(chain, terms[0])):
            return
        if not self._may_begin(chain, end):
            return
        code = PaddedCode(self.slots, self.slots[chain.base])
        if chain.zeros is None:
            code.start(chain.base)
        for term in sorted(terms, key=lambda term: not term.is_added):
            code.add(*term[1:], loops.get(term.slot))
        if len(code.arrays) <= MOST_INPUTS:
            self._put(chain, code, {id(loop): loop for loop in loops.values()}.values(), terms, left)

    def _ndim(self, slot):
        return self.slots[slot].ndim

    def _keeps(self, slots, i, end, apart_from=()):
        """Return True if slots that have values at step i still have them at step `end`, whatever some steps do."""
        read = {owner for slot in slots for owner in self.owners[slot]}
        for k in set(range(i + 1, end + 1)).difference(apart_from):
            step = self.steps[k]
            if any(not read.isdisjoint(self.owners[step.inputs[taken]]) for taken in step.inplace.values()):
                return False
        return True

    def _may_begin(self, chain, end):
        """Return True if zeros, or a temporary, are what a chain begins with, and can be read at its end."""
        if chain.zeros is not None:
            return self._keeps(chain.zeros.inputs, self.makers.get(chain.base, 0), end)
        if self.steps[chain.puts[0]].inplace and (
            self.slots[chain.base].kind != "temp" or self.readers[chain.base] != chain.puts[:1]
        ):
            return False
        return self._keeps([chain.base], chain.puts[0], end, chain.puts)

    def _repeated(self, chain, terms, end):
        """Return the loops to compute again where their results are added, by the slots of these."""
        found = {}
        for j in dict.fromkeys(self.makers.get(term.slot, -1) for term in terms):
            own = [term for term in terms if self.makers.get(term.slot, -1) == j]
            if j >= 0 and self.steps[j].kind == "loop" and self._may_repeat(j, own, chain, end):
                found.update((term.slot, self.steps[j]) for term in own)
        return found

    def _may_repeat(self, j, terms, chain, end):
        """Return True if loop j may be computed again for terms that read it, and nobody would miss its results."""
        loop, ndim = self.steps[j], self._ndim(chain.base)
        slots = [slot for slot in loop.outputs if any(term.slot == slot for term in terms)]
        outs = [loop.params["outs"][loop.outputs.index(slot)] for slot in slots]
        if end - j > FAR or any(how != "store" for _, how, *_ in outs):
            return False
        if any(self._ndim(slot) not in (0, ndim) for slot in loop.inputs):
            return False
        # a slot that one of these steps reads may also be read by one that stays
        if any(len(self.readers[slot]) != [term.slot for term in terms].count(slot) for slot in slots):
            return False
        if loop.inplace or not self._keeps(loop.inputs, j, end):
            return False
        code = [needed_for(loop, [out[0]]) for out in outs]
        if not all(self._tells_lengths(loop, part, slot) for part, slot in zip(code, slots, strict=True)):
            return False
        together = needed_for(loop, [out[0] for out in outs])
        cost = sum(cost_of(op) for op, _, _ in together)
        return cost * (len({term.index for term in terms}) - 1) <= CHEAP

    def _tells_lengths(self, loop, code, slot):
        """Return True if what a part of a loop reads is as long as its result, on each axis."""
        read = {r for _, _, srcs in code for r in srcs if r < len(loop.inputs)}
        patterns = [self.slots[loop.inputs[r]].broadcastable for r in read if self._ndim(loop.inputs[r])]
        pattern = self.slots[slot].broadcastable
        return bool(patterns) and all(is_one or not all(p[k] for p in patterns) for k, is_one in enumerate(pattern))

    # ------------------------------------------------------------- construction

    def _put(self, chain, code, loops, terms, left):
        """Put the loop where the last of the writes was, and what remains of the chain behind it."""
        arrays, params = code.finish()
        slots = {term.slot for term in terms}
        lengths = () if chain.zeros is None else chain.zeros.inputs[1:]
        params["shape"] = None if chain.zeros is None else _moved(chain.zeros.params["shape"], len(arrays) - 1)
        outputs = [self._temp(chain.base) for _ in left] + [self.steps[chain.puts[-1]].outputs[0]]
        params.update(self._members(chain, (*arrays, *lengths), loops, terms, outputs[0]))
        steps = [Step("padded_loop", (*arrays, *lengths), (outputs[0],), params, {}, self.steps[chain.puts[-1]].node)]
        for put, before, after in zip(left, outputs, outputs[1:]):
            steps.append(put._replace(inputs=(before, *put.inputs[1:]), outputs=(after,), inplace={0: 0}))
        self.replaced.update(dict.fromkeys(chain.puts, []))
        self.replaced[chain.puts[-1]] = steps
        for loop in loops:
            j = self.makers[loop.outputs[0]]
            self.gone.setdefault(j, set()).update(slots)
        if chain.zeros is not None and self.readers[chain.base] == chain.puts[:1] and chain.base in self.makers:
            self.replaced[self.makers[chain.base]] = []

    def _temp(self, slot):
        self.slots.append(self.slots[slot]._replace(kind="temp", value=None))
        return len(self.slots) - 1

    def _members(self, chain, inputs, loops, terms, result):
        """Return the steps that a padded loop replaces as a program from its inputs to `result`, and its slots."""
        made, outer, inner, steps = [], [], {}, []

        def add(slot, kind, value=None):
            inner[slot] = len(made)
            made.append(self.slots[slot]._replace(kind=kind, value=value))
            outer.append(slot)

        def run(step, slots):
            for slot in step.outputs:
                add(slot, "temp")
            steps.append(step._replace(inputs=tuple([inner[slot] for slot in slots]),
                                       outputs=tuple([inner[slot] for slot in step.outputs]), inplace={}))

        for slot in inputs:
            add(slot, "input")
        for loop in loops:
            part = without_inputs(without_outputs(loop, set(loop.outputs).difference(term.slot for term in terms)))
            run(part, part.inputs)
        if chain.zeros is not None and chain.base in self.makers:
            add(chain.zeros.inputs[0], "const", self.slots[chain.zeros.inputs[0]].value)
            run(chain.zeros, chain.zeros.inputs)
        elif chain.zeros is not None:
            add(chain.base, "const", self.slots[chain.base].value)
        last = chain.base
        for put in [self.steps[term.put] for term in terms]:
            last, before = result if put is self.steps[terms[-1].put] else put.outputs[0], last
            run(put._replace(outputs=(last,)), (before, *put.inputs[1:]))
        return {"program": Program(tuple(made), tuple(steps), (inner[last],)), "slots": tuple(outer)}

    def program(self):
        """Return the program with what was replaced."""
        steps = []
        for i, step in enumerate(self.steps):
            step = without_outputs(step, self.gone[i]) if i in self.gone else step
            steps += self.replaced.get(i, [] if step is None else [step])
        return Program(tuple(self.slots), tuple(resolved(steps)), *self.before[2:])


def _moved(shape, by):
    """Return the entries of a shape with the inputs that they name moved."""
    return tuple([("in", entry[1] + by) if isinstance(entry, tuple) else entry for entry in shape])
