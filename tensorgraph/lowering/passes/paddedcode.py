"""The code of padded loops: sums of terms, each computed by a loop or read, with zeros around it."""

import numpy as np

from ..._kernels.loops.superinstructions import SUPER
from ..._kernels.machine.call._vm import Machine
from ..program import Program, Slot, Step
from .loopparts import CODES, needed_for

_COST = dict.fromkeys("add sub mul neg sqr abs maximum minimum switch eq neq lt le gt ge cast".split(), 1)
_COST |= dict.fromkeys("true_div div inv sqrt".split(), 4)
_DEAR = 12


def cost_of(op):
    """Return about how many additions take as long as an instruction."""
    if not isinstance(op, str):
        return _DEAR
    name = op.rpartition("_")[0]
    return _cost(SUPER[name]) if name in SUPER else _COST.get(name.partition("_")[0], _DEAR)


def _cost(tree):
    return _COST.get(tree[0], _DEAR) + sum(_cost(part) for part in tree[1:] if isinstance(part, tuple))


class PaddedCode:
    """The inputs and instructions of a padded loop, while it is put together.

    Parameters
    ----------
    slots : list of Slot
        Of the program; a constant may be added.
    result : Slot
        What the result is like.

    Attributes
    ----------
    arrays : dict
        From inputs to their numbers: a slot, the part of the loop that it fills or None, and the number of its term.
    """

    # Invariant: a term is zero wherever it is not added, by its own arithmetic or because it is not chosen there.
    # Example: 2 * pad(d) is zero around d; exp(pad(d)) is 1, so it becomes switch(pad(True), exp(pad(d)), 0).

    def __init__(self, slots, result):
        self.slots, self.result, self.suffix = slots, result, CODES[result.dtype]
        self.arrays, self._numbers, self._code, self._made = {}, {}, [], {}
        self._sum, self._terms = None, {}

    def start(self, slot):
        """Begin with an array that fills the loop."""
        self._sum = self._array(slot)

    def add(self, slot, index, is_added, loop=None):
        """Add or subtract an array at the slices `index`, or what `loop` computes instead of it."""
        term = self._terms.setdefault(slot if loop is None else id(loop), len(self._terms) + 1)
        if loop is None:
            value = self._array(slot, index, term)
        else:
            value = self._computed(slot, loop, index, term)
            if not self._is_zero_around(value):
                mask = np.ones((1,) * self.result.ndim, bool)
                self.slots.append(Slot("const", "bool", mask.ndim, (True,) * mask.ndim, mask))
                chosen = self._array(len(self.slots) - 1, index, term)
                value = self._instruction(f"switch_{self.suffix}", (chosen, value, self._zero()), self.result.dtype)
        if self._sum is None:
            self._sum = value if is_added else self._instruction(f"neg_{self.suffix}", (value,), self.result.dtype)
            return
        op = f"{'add' if is_added else 'sub'}_{self.suffix}"
        self._sum = self._instruction(op, (self._sum, value), self.result.dtype)

    def _zero(self):
        return self._number(self.result.dtype, 0.0)

    def _array(self, slot, index=None, term=0):
        return "array", self.arrays.setdefault((slot, index, term), len(self.arrays))

    def _number(self, dtype, value):
        key = dtype, np.asarray(value, dtype).tobytes()
        return "number", self._numbers.setdefault(key, (len(self._numbers), dtype, value))[0]

    def _instruction(self, op, sources, dtype):
        if (op, sources) not in self._made:
            self._made[op, sources] = "temp", len(self._code)
            self._code.append((op, sources, dtype))
        return self._made[op, sources]

    def _computed(self, slot, loop, index, term):
        """Return what a loop computes for one of its outputs."""
        nin, consts = len(loop.inputs), loop.params["consts"]
        register = loop.params["outs"][loop.outputs.index(slot)][0]
        known = {}

        def value(r):
            if r in known:
                return known[r]
            if r >= nin:
                return self._number(*consts[r - nin])
            is_number = all(self.slots[loop.inputs[r]].broadcastable)
            return self._array(loop.inputs[r]) if is_number else self._array(loop.inputs[r], index, term)

        for op, dst, sources in needed_for(loop, [register]):
            known[dst] = self._instruction(op, tuple(map(value, sources)), loop.params["reg_dtypes"][dst])
        return value(register)

    def _is_zero_around(self, value):
        """Return True if a term is zero where its arrays are: they are all that it reads, and no number spoils it."""
        wanted = {value}
        for i in range(len(self._code) - 1, -1, -1):
            if ("temp", i) in wanted:
                wanted.update(self._code[i][1])
        read = [index for k, (_, index, _) in enumerate(self.arrays) if ("array", k) in wanted]
        if not read or None in read:
            return False
        n = len(self.arrays)
        dtypes = [self.slots[slot].dtype for slot, _, _ in self.arrays]
        slots = [Slot("const", dtype, 0, (), np.zeros((), dtype)) for dtype in dtypes]
        slots.append(Slot("temp", self.result.dtype, 0, ()))
        step = Step("loop", tuple(range(n)), (n,), self._code_of(value))
        (found,) = Machine(Program(tuple(slots), (step,), (n,)))()
        return not found

    def _code_of(self, value):
        """Return the parameters of a loop that stores a value."""
        numbers = list(self._numbers.values())
        first = {"array": 0, "number": len(self.arrays), "temp": len(self.arrays) + len(numbers)}

        def register(ref):
            return first[ref[0]] + ref[1]

        return {
            "consts": tuple([(dtype, number) for _, dtype, number in numbers]),
            "code": tuple(
                [(op, first["temp"] + i, tuple(map(register, srcs))) for i, (op, srcs, _) in enumerate(self._code)]
            ),
            "reg_dtypes": (
                *[self.slots[slot].dtype for slot, _, _ in self.arrays],
                *[dtype for _, dtype, _ in numbers],
                *[dtype for _, _, dtype in self._code],
            ),
            "outs": ((register(value), "store", None, None, None),),
        }

    def finish(self):
        """Return the slots of the inputs and the parameters of the loop."""
        parts = [(k, term, index) for k, (_, index, term) in enumerate(self.arrays) if index is not None]
        params = {**self._code_of(self._sum), "narrays": len(self.arrays), "parts": tuple(parts)}
        return [slot for slot, _, _ in self.arrays], params
